//! Where text stands in a picture.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixels and places in pictures of at most 12,000 a side: exact in an f32, and never negative where they index"
)]

use super::PhotoError;
use super::geometry::{Frame, smallest_frame};
use super::model::Network;
use super::pixels::{Pixels, Pyramid};
use crate::photo::Point;
use rten::ThreadPool;
use std::sync::Arc;

/// Sides that the network takes are multiples of this.
const STEP: usize = 32;
/// From here on a pixel belongs to text.
const PIXEL: f32 = 0.2;
/// Mean of a box's pixels from which on it is text.
const BOX: f32 = 0.4;
/// How much a box grows: the network marks the core of a line only (area × this / outline).
const UNCLIP: f32 = 1.45;
/// Smaller boxes hold nothing that can be read, in pixels of the shrunken picture.
const SMALLEST: f32 = 3.0;
/// More boxes than this are no photo of a screen.
const MOST: usize = 400;
/// A small picture is enlarged so many times at most.
const LARGER: f32 = 2.0;
/// Mean and spread of red, green and blue among the pictures that the network was trained on.
const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
const SPREAD: [f32; 3] = [0.229, 0.224, 0.225];

/// The network that finds text.
pub(super) struct Detector(Network);

impl Detector {
    /// Takes the network.
    pub(super) fn new(network: Network) -> Self {
        Self(network)
    }

    /// Frames around lines of text inside `frame`, in the picture's pixels, looking at `side`
    /// pixels on the longer side.
    pub(super) fn find(
        &self,
        picture: &Pyramid<'_>,
        frame: &Frame,
        side: usize,
        pool: &Arc<ThreadPool>,
    ) -> Result<Vec<Frame>, PhotoError> {
        let scale = (side as f32 / frame.width.max(frame.height)).min(LARGER);
        let whole =
            |length: f32| (((length * scale) as usize).div_ceil(STEP) * STEP).clamp(STEP, side.next_multiple_of(STEP));
        let (width, height) = (whole(frame.width), whole(frame.height));
        let map = self.map(&picture.cut(frame, width, height), pool)?;
        Ok(boxes(&map, width, height).iter().map(|inner| frame.outward(inner, width, height)).collect())
    }

    /// How likely each pixel belongs to text.
    fn map(&self, piece: &Pixels, pool: &Arc<ThreadPool>) -> Result<Vec<f32>, PhotoError> {
        let input = piece.planes(MEAN, SPREAD);
        let (_, map) = self.0.run::<4>([1, 3, piece.height, piece.width], input, pool)?;
        if map.len() == piece.width * piece.height { Ok(map) } else { Err(PhotoError::Shape("det")) }
    }
}

/// Boxes around connected pixels.
fn boxes(map: &[f32], width: usize, height: usize) -> Vec<Frame> {
    let mut seen = vec![false; map.len()];
    let mut found = Vec::new();
    let mut open = Vec::new();
    for start in 0..map.len() {
        if seen[start] || map[start] <= PIXEL {
            continue;
        }
        seen[start] = true;
        open.push(start);
        let (mut sum, mut count) = (0.0f32, 0usize);
        let mut edge = Vec::new();
        while let Some(at) = open.pop() {
            let (x, y) = (at % width, at / width);
            sum += map[at];
            count += 1;
            let mut inner = true;
            for (ok, next) in [
                (x > 0, at.wrapping_sub(1)),
                (x + 1 < width, at + 1),
                (y > 0, at.wrapping_sub(width)),
                (y + 1 < height, at + width),
            ] {
                let text = ok && map[next] > PIXEL;
                inner &= text;
                if text && !seen[next] {
                    seen[next] = true;
                    open.push(next);
                }
            }
            if !inner {
                edge.push(Point::new(x as f32 + 0.5, y as f32 + 0.5));
            }
        }
        if sum / count as f32 >= BOX
            && let Some(core) = smallest_frame(edge)
            && core.width.min(core.height) >= SMALLEST
            && found.len() < MOST
        {
            let core = core.grown(0.5, 0.5);
            let grow = core.width * core.height * UNCLIP / (2.0 * (core.width + core.height));
            found.push(core.grown(grow, grow));
        }
    }
    found
}
