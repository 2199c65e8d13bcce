//! Numbers in lines of text, strictly: what is not exactly fifteen digits is no IMEI.
//!
//! A window of fifteen is never slid over a longer run (a random one passes the check digit one
//! time in ten), and a letter is never repaired into a digit. What several looks at the same
//! place gave is put together in [`reading`], which also counts what stands there unread.

mod grammar;
mod place;
mod spots;
#[cfg(test)]
mod tests;

pub use grammar::{may_hold, names_imei, whole_numbers};

use super::{Found, Quad, Reading, Trust, Warning};
use crate::imei::Kind;
use place::{Axes, rows};
use spots::Spots;

/// Lines less high than this are read badly, in pixels of the picture with the margins of a line.
const SMALL: f32 = 18.0;

/// One look at a picture: the lines of text that it gave.
#[derive(Clone, Debug)]
pub struct Look {
    /// The name that [`Found::agreed`] shows.
    pub name: &'static str,
    /// The lines, in any order.
    pub lines: Vec<Line>,
}

/// A line of text, or a part of one.
#[derive(Clone)]
pub struct Line {
    /// The characters.
    pub text: String,
    /// Where they stand.
    pub area: Quad,
    /// Likelihood of each character, 0 to 1.
    pub sure: Vec<f32>,
    /// Other readings of the same pixels with their shares, likeliest first: asked only where the
    /// characters make no number.
    pub others: Vec<(String, f32)>,
}

impl std::fmt::Debug for Line {
    /// The text holds personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Line({} characters)", self.text.chars().count())
    }
}

/// A barcode.
#[derive(Clone)]
pub struct Bar {
    /// The name of the look, for [`Found::agreed`].
    pub name: &'static str,
    /// Its content.
    pub text: String,
    /// Where it stands.
    pub area: Quad,
}

impl std::fmt::Debug for Bar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bar({} bytes)", self.text.len())
    }
}

/// Puts all looks at a picture together.
///
/// ```
/// use countercheck::photo::parse::{Line, Look, reading};
/// use countercheck::photo::{Point, Quad, Trust};
/// let corner = |x: f32, y: f32| Point { x, y };
/// let area = Quad([corner(0.0, 0.0), corner(400.0, 0.0), corner(400.0, 30.0), corner(0.0, 30.0)]);
/// let line = Line { text: "IMEI: 352099001761481 / 01".into(), area, sure: Vec::new(), others: Vec::new() };
/// let look = |name| Look { name, lines: vec![line.clone()] };
/// let read = reading(&[look("text"), look("zoom")], &[]);
/// assert_eq!(read.identifiers[0].value, "352099001761481");
/// assert_eq!((read.identifiers[0].trust, read.unread), (Trust::Good, 0));
/// ```
pub fn reading(looks: &[Look], bars: &[Bar]) -> Reading {
    let axes = Axes::of(looks.iter().flat_map(|look| &look.lines));
    let mut spots = Spots::new(axes);
    let mut expected = 0;
    for look in looks {
        let rows = rows(&look.lines, axes);
        let (items, labels) = grammar::items(&rows);
        for item in items {
            spots.add(look.name, item);
        }
        expected = expected.max(labels);
    }
    for bar in bars {
        spots.bar(bar);
    }
    let identifiers = spots.found();
    let handsets = identifiers.iter().filter(|found| found.kind == Kind::Imei).count();
    let mut warnings = Vec::new();
    if bars.is_empty() && looks.iter().all(|look| look.lines.is_empty()) {
        warnings.push(Warning::NothingFound);
    }
    let small = |found: &Found| found.area.is_some_and(|area| axes.span(&area).height() < SMALL);
    if identifiers.iter().any(|found| found.kind == Kind::Imei && small(found)) {
        warnings.push(Warning::Small);
    }
    Reading { identifiers, unread: expected.saturating_sub(handsets), warnings }
}
