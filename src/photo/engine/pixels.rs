//! Pictures as bytes, and pieces cut out of them at any angle.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixels and places in pictures of at most 12,000 a side: exact in an f32, and never negative where they index"
)]

use super::geometry::Frame;
use image::RgbImage;

/// Pixels in memory: three bytes each, rows from the top.
#[derive(Clone, Debug)]
pub(super) struct Pixels {
    /// Pixels in a row.
    pub(super) width: usize,
    /// Rows.
    pub(super) height: usize,
    /// Red, green, blue; `3 * width * height` bytes.
    pub(super) rgb: Vec<u8>,
}

/// A picture in its own size, half of it, a quarter, …: what is shrunk is averaged once, not anew for every piece.
pub(super) struct Pyramid<'a> {
    width: usize,
    height: usize,
    whole: &'a [u8],
    smaller: Vec<Pixels>,
}

/// Smaller halves than this are not made: no piece is cut from them.
const SMALLEST: usize = 400;

struct Level<'p> {
    width: usize,
    height: usize,
    rgb: &'p [u8],
}

impl<'a> Pyramid<'a> {
    /// Takes a picture.
    pub(super) fn new(picture: &'a RgbImage) -> Self {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let mut all = Self { width, height, whole: picture.as_raw(), smaller: Vec::new() };
        while all.top().width.min(all.top().height) >= 2 * SMALLEST {
            let half = half(&all.top());
            all.smaller.push(half);
        }
        all
    }

    /// The frame of the whole picture.
    pub(super) fn frame(&self) -> Frame {
        Frame::whole(self.width, self.height)
    }

    fn top(&self) -> Level<'_> {
        self.level(self.smaller.len())
    }

    fn level(&self, n: usize) -> Level<'_> {
        match n.checked_sub(1).and_then(|n| self.smaller.get(n)) {
            Some(small) => Level { width: small.width, height: small.height, rgb: &small.rgb },
            None => Level { width: self.width, height: self.height, rgb: self.whole },
        }
    }

    /// What a frame holds, turned upright and scaled to `width` by `height`. Outside the picture
    /// the nearest edge goes on.
    pub(super) fn cut(&self, frame: &Frame, width: usize, height: usize) -> Pixels {
        let mut shrink = (frame.width / width.max(1) as f32).max(frame.height / height.max(1) as f32);
        let (mut n, mut scale) = (0, 1.0);
        while shrink >= 2.0 && n < self.smaller.len() {
            (n, scale, shrink) = (n + 1, scale / 2.0, shrink / 2.0);
        }
        let fine = (shrink.round() as usize).clamp(1, 4);
        let level = self.level(n);
        let step = |along: usize, across: usize| {
            let (along, across) = (along as f32 + 0.5, across as f32 + 0.5);
            let place = frame.at(along / (width * fine) as f32, across / (height * fine) as f32);
            (place.x * scale - 0.5, place.y * scale - 0.5)
        };
        let (origin, right, down) = (step(0, 0), step(1, 0), step(0, 1));
        let right = (right.0 - origin.0, right.1 - origin.1);
        let down = (down.0 - origin.0, down.1 - origin.1);
        let share = 1.0 / (fine * fine) as f32;
        let mut rgb = Vec::with_capacity(3 * width * height);
        for y in 0..height {
            for x in 0..width {
                let mut sum = [0.0f32; 3];
                for j in 0..fine {
                    for i in 0..fine {
                        let (a, b) = ((x * fine + i) as f32, (y * fine + j) as f32);
                        let (px, py) = (origin.0 + right.0 * a + down.0 * b, origin.1 + right.1 * a + down.1 * b);
                        level.add(px, py, &mut sum);
                    }
                }
                rgb.extend(sum.map(|s| (s * share + 0.5) as u8));
            }
        }
        Pixels { width, height, rgb }
    }
}

impl Level<'_> {
    /// Adds the colour between the four pixels around a place.
    #[inline]
    fn add(&self, x: f32, y: f32, sum: &mut [f32; 3]) {
        let x = x.clamp(0.0, (self.width - 1) as f32);
        let y = y.clamp(0.0, (self.height - 1) as f32);
        let (x0, y0) = (x as usize, y as usize);
        let (x1, y1) = ((x0 + 1).min(self.width - 1), (y0 + 1).min(self.height - 1));
        let (fx, fy) = (x - x0 as f32, y - y0 as f32);
        let (above, below) = ([self.at(x0, y0), self.at(x1, y0)], [self.at(x0, y1), self.at(x1, y1)]);
        for n in 0..3 {
            let top = above[0][n] + (above[1][n] - above[0][n]) * fx;
            let bottom = below[0][n] + (below[1][n] - below[0][n]) * fx;
            sum[n] += top + (bottom - top) * fy;
        }
    }

    #[inline]
    fn at(&self, x: usize, y: usize) -> [f32; 3] {
        let at = 3 * (y * self.width + x);
        let pixel = self.rgb.get(at..at + 3);
        pixel.map_or([0.0; 3], |p| [f32::from(p[0]), f32::from(p[1]), f32::from(p[2])])
    }
}

fn half(of: &Level<'_>) -> Pixels {
    let (width, height) = (of.width / 2, of.height / 2);
    let mut rgb = Vec::with_capacity(3 * width * height);
    let rows = of.rgb.chunks_exact(3 * of.width);
    for (upper, lower) in rows.clone().step_by(2).zip(rows.skip(1).step_by(2)) {
        for (a, b) in upper.chunks_exact(6).zip(lower.chunks_exact(6)) {
            for n in 0..3 {
                let sum = u16::from(a[n]) + u16::from(a[n + 3]) + u16::from(b[n]) + u16::from(b[n + 3]);
                rgb.push(((sum + 2) / 4) as u8);
            }
        }
    }
    Pixels { width, height, rgb }
}

impl Pixels {
    /// Brightness of every pixel.
    pub(super) fn luma(&self) -> Vec<u8> {
        let bright = |p: &[u8]| ((u32::from(p[0]) * 77 + u32::from(p[1]) * 150 + u32::from(p[2]) * 29) >> 8) as u8;
        self.rgb.chunks_exact(3).map(bright).collect()
    }

    /// Makes contrast even from left to right: in every stretch of a line the darkest twentieth
    /// becomes nearly black and the brightest nearly white, so that a reflection no longer outshines
    /// the digits under it.
    pub(super) fn even(&mut self) {
        let luma = self.luma();
        let stretch = self.height.max(1);
        let bounds: Vec<(f32, f32)> = (0..self.width.div_ceil(stretch))
            .map(|n| {
                let columns =
                    (n * stretch).saturating_sub(stretch / 2)..((n + 1) * stretch + stretch / 2).min(self.width);
                let mut values: Vec<u8> = (0..self.height)
                    .flat_map(|y| luma[y * self.width..].get(columns.clone()).unwrap_or_default())
                    .copied()
                    .collect();
                values.sort_unstable();
                let at =
                    |share: f32| values.get((values.len() as f32 * share) as usize).copied().map_or(0.0, f32::from);
                (at(0.04), at(0.96))
            })
            .collect();
        for y in 0..self.height {
            for x in 0..self.width {
                let place = ((x as f32 / stretch as f32) - 0.5).max(0.0);
                let (n, share) = (place as usize, place.fract());
                let (a, b) = (bounds[n.min(bounds.len() - 1)], bounds[(n + 1).min(bounds.len() - 1)]);
                let (low, high) = (a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share);
                let value = (f32::from(luma[y * self.width + x]) - low) / (high - low).max(8.0);
                let value = (value * 215.0 + 20.0).clamp(0.0, 255.0) as u8;
                let at = 3 * (y * self.width + x);
                self.rgb[at..at + 3].fill(value);
            }
        }
    }

    /// What a network takes: all blue values (as those of `PaddleOCR` were trained), all green, all
    /// red, each from 0 to 1 less `mean`, in units of `spread`.
    pub(super) fn planes(&self, mean: [f32; 3], spread: [f32; 3]) -> Vec<f32> {
        let mut input = Vec::with_capacity(self.rgb.len());
        for plane in 0..3 {
            let (scale, shift) = (1.0 / (255.0 * spread[plane]), mean[plane] / spread[plane]);
            input.extend(self.rgb.chunks_exact(3).map(|pixel| f32::from(pixel[2 - plane]) * scale - shift));
        }
        input
    }
}
