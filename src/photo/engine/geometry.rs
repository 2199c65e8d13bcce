//! Rectangles that lie askew in a picture.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixels and places in pictures of at most 12,000 a side: exact in an f32, and never negative where they index"
)]

use crate::photo::{Point, Quad};

impl Point {
    /// A point.
    pub(super) const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    fn minus(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }

    fn dot(self, other: Self) -> f32 {
        self.x.mul_add(other.x, self.y * other.y)
    }

    fn cross(self, other: Self) -> f32 {
        self.x.mul_add(other.y, -(self.y * other.x))
    }

    /// The direction with this angle, in radians.
    pub(super) fn towards(angle: f32) -> Self {
        Self::new(angle.cos(), angle.sin())
    }
}

/// A rectangle at any angle: text runs along `angle`, from the left end of `width`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    /// Its middle.
    pub(super) centre: Point,
    /// Direction of reading in radians, clockwise from the right.
    pub(super) angle: f32,
    /// Length along the reading direction, in pixels.
    pub(super) width: f32,
    /// Length across it, in pixels.
    pub(super) height: f32,
}

impl Frame {
    /// The whole of a picture.
    pub(super) fn whole(width: usize, height: usize) -> Self {
        let (width, height) = (width as f32, height as f32);
        Self { centre: Point::new(width / 2.0, height / 2.0), angle: 0.0, width, height }
    }

    /// A place inside the frame, as shares of its width and height, in the picture's pixels.
    pub(super) fn at(&self, along: f32, across: f32) -> Point {
        let (u, v) = self.axes();
        let (a, b) = ((along - 0.5) * self.width, (across - 0.5) * self.height);
        Point::new(self.centre.x + u.x * a + v.x * b, self.centre.y + u.y * a + v.y * b)
    }

    fn axes(&self) -> (Point, Point) {
        let u = Point::towards(self.angle);
        (u, Point::new(-u.y, u.x))
    }

    /// The smallest frame at this angle around all points; `None` without points.
    pub(super) fn around(points: impl Iterator<Item = Point>, angle: f32) -> Option<Self> {
        let u = Point::towards(angle);
        let v = Point::new(-u.y, u.x);
        let mut bounds: Option<[f32; 4]> = None;
        for point in points {
            let (a, b) = (point.dot(u), point.dot(v));
            let [a0, a1, b0, b1] = bounds.unwrap_or([a, a, b, b]);
            bounds = Some([a0.min(a), a1.max(a), b0.min(b), b1.max(b)]);
        }
        let [a0, a1, b0, b1] = bounds?;
        let (a, b) = (f32::midpoint(a0, a1), f32::midpoint(b0, b1));
        let centre = Point::new(u.x * a + v.x * b, u.y * a + v.y * b);
        Some(Self { centre, angle, width: a1 - a0, height: b1 - b0 })
    }

    /// The four corners, clockwise from where reading begins.
    pub(super) fn corners(&self) -> Quad {
        Quad([self.at(0.0, 0.0), self.at(1.0, 0.0), self.at(1.0, 1.0), self.at(0.0, 1.0)])
    }

    /// Grown by so many pixels on every side.
    pub(super) fn grown(&self, along: f32, across: f32) -> Self {
        Self { width: self.width + 2.0 * along, height: self.height + 2.0 * across, ..*self }
    }

    /// The same rectangle read in the other of its four directions that is nearest to `angle`.
    pub(super) fn turned_to(&self, angle: f32) -> Self {
        let quarter = std::f32::consts::FRAC_PI_2;
        let turns = ((angle - self.angle) / quarter).round();
        let odd = (turns as i32).rem_euclid(2) == 1;
        let (width, height) = if odd { (self.height, self.width) } else { (self.width, self.height) };
        Self { angle: self.angle + turns * quarter, width, height, ..*self }
    }

    /// Whether two frames of one direction show the same line.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.has(other.centre) || other.has(self.centre)
    }

    /// Whether another frame of one direction stands to the right of this one in the same line.
    pub(super) fn continues(&self, other: &Self) -> bool {
        let (u, v) = self.axes();
        let from = other.centre.minus(self.centre);
        let (high, low) = (self.height.max(other.height), self.height.min(other.height));
        let gap = from.dot(u) - f32::midpoint(self.width, other.width);
        from.dot(v).abs() < 0.35 * low && high < 1.7 * low && gap < 0.8 * high && gap > -0.6 * high && from.dot(u) > 0.0
    }

    /// Whether an area's middle lies inside.
    pub(super) fn holds(&self, area: &Quad) -> bool {
        let sum = area.0.iter().fold(Point::default(), |sum, p| Point::new(sum.x + p.x, sum.y + p.y));
        self.has(Point::new(sum.x / 4.0, sum.y / 4.0))
    }

    fn has(&self, point: Point) -> bool {
        let (u, v) = self.axes();
        let from = point.minus(self.centre);
        from.dot(u).abs() < 0.5 * self.width && from.dot(v).abs() < 0.4 * self.height
    }

    /// The same rectangle, read from the top down.
    pub(super) fn quarter(&self) -> Self {
        let angle = self.angle + std::f32::consts::FRAC_PI_2;
        Self { angle, width: self.height, height: self.width, ..*self }
    }

    /// Upside down.
    pub(super) fn reversed(&self) -> Self {
        Self { angle: self.angle + std::f32::consts::PI, ..*self }
    }

    /// A frame inside this one's crop of `width` by `height` pixels, in the picture's pixels.
    pub(super) fn outward(&self, inner: &Self, width: usize, height: usize) -> Self {
        let (sx, sy) = (self.width / width as f32, self.height / height as f32);
        Self {
            centre: self.at(inner.centre.x / width as f32, inner.centre.y / height as f32),
            angle: self.angle + inner.angle,
            width: inner.width * sx,
            height: inner.height * sy,
        }
    }
}

/// The convex hull, counter-clockwise (Andrew's monotone chain).
pub(super) fn hull(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let mut chain: Vec<Point> = Vec::with_capacity(points.len() * 2);
    let there = points.iter();
    let back = points.iter().rev().skip(1);
    let mut lower = 0;
    for (n, &point) in there.chain(back).enumerate() {
        if n == points.len() {
            lower = chain.len() - 1;
        }
        while let [.., a, b] = chain[lower..] {
            if b.minus(a).cross(point.minus(b)) > 0.0 {
                break;
            }
            chain.pop();
        }
        chain.push(point);
    }
    chain.pop();
    chain
}

/// The smallest frame around the points, along one of the hull's edges.
pub(super) fn smallest_frame(points: Vec<Point>) -> Option<Frame> {
    let hull = hull(points);
    let edges = hull.iter().zip(hull.iter().cycle().skip(1));
    let frames = edges.filter_map(|(a, b)| {
        let edge = b.minus(*a);
        Frame::around(hull.iter().copied(), edge.y.atan2(edge.x))
    });
    frames.min_by(|a, b| (a.width * a.height).total_cmp(&(b.width * b.height)))
}
