//! Where lines stand to each other, whichever way the picture lies.

use super::Line;
use crate::photo::{Point, Quad};

/// The picture's own direction of reading.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axes {
    along: Point,
}

/// A rectangle along the [`Axes`], in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Span {
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) top: f32,
    pub(super) bottom: f32,
}

/// Lines that stand side by side closely enough to be one text.
pub(super) struct Row {
    pub(super) text: String,
    pub(super) area: Quad,
    pub(super) span: Span,
    /// Likelihood of the least likely digit.
    pub(super) sure: f32,
    /// Other readings of the row, with their shares.
    pub(super) others: Vec<(String, f32)>,
}

impl Axes {
    /// The mean direction of all lines, longer ones counting more.
    pub(super) fn of<'l>(lines: impl Iterator<Item = &'l Line>) -> Self {
        let sum = lines.fold(Point::default(), |sum, line| {
            let [a, b, ..] = line.area.0;
            Point { x: sum.x + b.x - a.x, y: sum.y + b.y - a.y }
        });
        let length = sum.x.hypot(sum.y);
        let along =
            if length > 0.0 { Point { x: sum.x / length, y: sum.y / length } } else { Point { x: 1.0, y: 0.0 } };
        Self { along }
    }

    /// The smallest span around an area's middle lines: tilted lines do not reach into each other.
    pub(super) fn span(self, area: &Quad) -> Span {
        let place = |p: Point| (p.x * self.along.x + p.y * self.along.y, p.y * self.along.x - p.x * self.along.y);
        let [a, b, c, d] = area.0.map(place);
        let (middle, high) = ((a.1 + b.1 + c.1 + d.1) / 4.0, f32::midpoint((d.1 - a.1).abs(), (c.1 - b.1).abs()));
        let (left, right) = (f32::midpoint(a.0, d.0), f32::midpoint(b.0, c.0));
        Span { left: left.min(right), right: left.max(right), top: middle - high / 2.0, bottom: middle + high / 2.0 }
    }
}

impl Span {
    pub(super) fn height(self) -> f32 {
        self.bottom - self.top
    }

    fn middle(self) -> f32 {
        f32::midpoint(self.top, self.bottom)
    }

    /// Whether two spans show the same place.
    pub(super) fn meets(self, other: Self) -> bool {
        let across = self.bottom.min(other.bottom) - self.top.max(other.top);
        let along = self.right.min(other.right) - self.left.max(other.left);
        let narrower = (self.right - self.left).min(other.right - other.left);
        across > 0.5 * self.height().min(other.height()) && along > 0.5 * narrower
    }

    fn beside(self, other: Self) -> bool {
        (self.middle() - other.middle()).abs() < 0.45 * self.height().min(other.height())
    }
}

/// Lines from the top, those side by side put together.
pub(super) fn rows(lines: &[Line], axes: Axes) -> Vec<Row> {
    let mut all: Vec<(Span, &Line)> = lines.iter().map(|line| (axes.span(&line.area), line)).collect();
    all.sort_by(|a, b| a.0.left.total_cmp(&b.0.left));
    let mut rows: Vec<Row> = Vec::new();
    for (span, line) in all {
        let near = |row: &&mut Row| {
            let gap = span.left - row.span.right;
            // A row may rise to the right: it is compared where it ends.
            row.span.beside(span) && gap < 1.5 * span.height() && gap > -0.7 * span.height()
        };
        let digits = line.text.chars().zip(&line.sure).filter(|(c, _)| c.is_ascii_digit());
        let sure = digits.map(|(_, sure)| *sure).fold(1.0, f32::min);
        if let Some(row) = rows.iter_mut().find(near) {
            let before: Vec<(String, f32)> =
                row.others.iter().map(|(text, share)| (format!("{text} {}", line.text), *share)).collect();
            let behind = line.others.iter().map(|(text, share)| (format!("{} {text}", row.text), *share));
            row.others = before.into_iter().chain(behind).collect();
            row.text.push(' ');
            row.text.push_str(&line.text);
            row.area = Quad([row.area.0[0], line.area.0[1], line.area.0[2], row.area.0[3]]);
            row.span = Span { left: row.span.left, ..span };
            row.sure = row.sure.min(sure);
        } else {
            rows.push(Row { text: line.text.clone(), area: line.area, span, sure, others: line.others.clone() });
        }
    }
    rows.sort_by(|a, b| a.span.middle().total_cmp(&b.span.middle()));
    rows
}
