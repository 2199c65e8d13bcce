//! What a line of text says.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixels and places in pictures of at most 12,000 a side: exact in an f32, and never negative where they index"
)]

use super::PhotoError;
use super::geometry::Frame;
use super::model::Network;
use super::pixels::{Pixels, Pyramid};
use crate::photo::parse::{may_hold, whole_numbers};
use rten::ThreadPool;
use std::sync::Arc;

/// Height that the network takes, in pixels.
const HEIGHT: usize = 48;
/// Narrowest and widest piece, in pixels.
const WIDTHS: (usize, usize) = (48, 1600);

/// Classes less likely than this are not followed.
const UNLIKELY: f32 = 0.002;
/// So many classes are followed at every step, and so many readings from step to step.
const CHOICES: usize = 6;
const BEAM: usize = 24;

/// The network that reads lines, and its alphabet.
pub(super) struct Recogniser {
    network: Network,
    alphabet: Vec<char>,
}

/// A line as it is shown to the network.
#[derive(Clone, Copy)]
pub(super) struct View {
    /// What is cut out.
    pub(super) frame: Frame,
    /// Whether contrast is made even along it, against reflections and shadows.
    pub(super) evened: bool,
}

/// A line as it was read.
#[derive(Clone, Default)]
#[expect(clippy::struct_field_names, reason = "the text of a text")]
pub(super) struct Text {
    /// The characters.
    pub(super) text: String,
    /// Likelihood of each of them, 0 to 1.
    pub(super) sure: Vec<f32>,
    /// Where the characters are no whole number: other readings with their shares, likeliest first.
    pub(super) others: Vec<(String, f32)>,
}

impl Recogniser {
    /// Takes the network and the file of its characters, one a line.
    pub(super) fn new(network: Network, alphabet: &str) -> Self {
        let first = |line: &str| line.chars().next().unwrap_or(' ');
        // The network's first class is "nothing", its last a space.
        let alphabet = std::iter::once('\0').chain(alphabet.lines().map(first)).chain([' ']).collect();
        Self { network, alphabet }
    }

    /// Reads what a frame holds.
    pub(super) fn read(&self, picture: &Pyramid<'_>, view: View, pool: &Arc<ThreadPool>) -> Result<Text, PhotoError> {
        let frame = &view.frame;
        let wanted = (HEIGHT as f32 * frame.width / frame.height.max(1.0)).ceil() as usize;
        let width = wanted.clamp(WIDTHS.0, WIDTHS.1);
        let mut piece = picture.cut(frame, width, HEIGHT);
        if view.evened {
            piece.even();
        }
        self.line(&piece, pool)
    }

    fn line(&self, piece: &Pixels, pool: &Arc<ThreadPool>) -> Result<Text, PhotoError> {
        let input = piece.planes([0.5; 3], [0.5; 3]);
        let ([_, _, classes], output) = self.network.run([1, 3, piece.height, piece.width], input, pool)?;
        if classes == self.alphabet.len() {
            let columns: Vec<&[f32]> = output.chunks_exact(classes).collect();
            let mut text = self.greedy(&columns);
            if may_hold(&text.text) && whole_numbers(&text.text).is_empty() {
                text.others = self.others(&columns);
            }
            Ok(text)
        } else {
            Err(PhotoError::Shape("rec"))
        }
    }

    /// The likeliest class at every step; repeats and "nothing" fall away.
    fn greedy(&self, columns: &[&[f32]]) -> Text {
        let mut line = Text::default();
        let mut last = 0;
        for column in columns {
            let likelier = |a: (usize, f32), b: (usize, f32)| if b.1 > a.1 { b } else { a };
            let (class, sure) = column.iter().copied().enumerate().fold((0, f32::MIN), likelier);
            if class != 0 && class != last {
                line.text.push(self.alphabet[class]);
                line.sure.push(sure);
            } else if class != 0
                && let Some(before) = line.sure.last_mut()
            {
                *before = before.max(sure);
            }
            last = class;
        }
        line
    }

    /// Other readings of a line that shows a number, likeliest first: a beam over the network's
    /// likelihoods, in which a text counts with all ways to write it in steps.
    fn others(&self, columns: &[&[f32]]) -> Vec<(String, f32)> {
        let mut beam: Vec<Prefix> = vec![Prefix { text: Vec::new(), blank: 1.0, solid: 0.0 }];
        for column in columns {
            let mut likely: Vec<(usize, f32)> =
                column.iter().copied().enumerate().filter(|(_, likelihood)| *likelihood > UNLIKELY).collect();
            likely.sort_by(|a, b| b.1.total_cmp(&a.1));
            likely.truncate(CHOICES);
            beam = step(&beam, &likely);
        }
        let mut all: Vec<(String, f32)> = beam
            .iter()
            .map(|prefix| (prefix.text.iter().map(|class| self.alphabet[*class]).collect(), prefix.weight()))
            .collect();
        let sum: f32 = all.iter().map(|one| one.1).sum();
        for one in &mut all {
            one.1 /= sum.max(f32::MIN_POSITIVE);
        }
        all
    }
}

/// The beginning of a reading: its likelihood where the last step was nothing, and where it was
/// its last character.
#[derive(Clone)]
struct Prefix {
    text: Vec<usize>,
    blank: f32,
    solid: f32,
}

impl Prefix {
    fn weight(&self) -> f32 {
        self.blank + self.solid
    }
}

/// One step of the beam; weights are scaled so that long lines do not sink to zero.
fn step(beam: &[Prefix], likely: &[(usize, f32)]) -> Vec<Prefix> {
    let mut next: Vec<Prefix> = Vec::with_capacity(beam.len() * likely.len());
    let mut add = |text: &[usize], more: Option<usize>, blank: f32, solid: f32| {
        let same = |prefix: &&mut Prefix| {
            let (head, tail) = prefix.text.split_at(text.len().min(prefix.text.len()));
            head == text && tail.first().copied() == more && tail.len() == usize::from(more.is_some())
        };
        if let Some(prefix) = next.iter_mut().find(same) {
            prefix.blank += blank;
            prefix.solid += solid;
        } else {
            let text = text.iter().copied().chain(more).collect();
            next.push(Prefix { text, blank, solid });
        }
    };
    for prefix in beam {
        for (class, likelihood) in likely {
            if *class == 0 {
                add(&prefix.text, None, prefix.weight() * likelihood, 0.0);
            } else if prefix.text.last() == Some(class) {
                add(&prefix.text, None, 0.0, prefix.solid * likelihood);
                add(&prefix.text, Some(*class), 0.0, prefix.blank * likelihood);
            } else {
                add(&prefix.text, Some(*class), 0.0, prefix.weight() * likelihood);
            }
        }
    }
    next.sort_by(|a, b| b.weight().total_cmp(&a.weight()));
    next.truncate(BEAM);
    let most = next.first().map_or(1.0, Prefix::weight).max(f32::MIN_POSITIVE);
    for prefix in &mut next {
        prefix.blank /= most;
        prefix.solid /= most;
    }
    next
}
