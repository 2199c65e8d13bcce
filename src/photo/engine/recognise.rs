//! What a line of text says.

use super::PhotoError;
use super::geometry::Frame;
use super::model::Network;
use super::pixels::{Pixels, Pyramid};
use rten::ThreadPool;
use std::sync::Arc;

/// Height that the network takes, in pixels.
const HEIGHT: usize = 48;
/// Narrowest and widest piece, in pixels.
const WIDTHS: (usize, usize) = (48, 1600);

/// The network that reads lines, and its alphabet.
pub(super) struct Recogniser {
    network: Network,
    alphabet: Vec<char>,
}

/// A line as it was read.
#[derive(Clone, Default)]
pub(super) struct Text {
    /// The characters.
    pub(super) text: String,
    /// Likelihood of each of them, 0 to 1.
    pub(super) sure: Vec<f32>,
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
    pub(super) fn read(
        &self,
        picture: &Pyramid<'_>,
        frame: &Frame,
        pool: &Arc<ThreadPool>,
    ) -> Result<Text, PhotoError> {
        let wanted = (HEIGHT as f32 * frame.width / frame.height.max(1.0)).ceil() as usize;
        let width = wanted.clamp(WIDTHS.0, WIDTHS.1);
        self.line(&picture.cut(frame, width, HEIGHT), pool)
    }

    fn line(&self, piece: &Pixels, pool: &Arc<ThreadPool>) -> Result<Text, PhotoError> {
        let input = piece.planes([0.5; 3], [0.5; 3]);
        let ([_, _, classes], output) = self.network.run([1, 3, piece.height, piece.width], input, pool)?;
        if classes == self.alphabet.len() {
            Ok(self.greedy(output.chunks_exact(classes)))
        } else {
            Err(PhotoError::Shape("rec"))
        }
    }

    /// The likeliest class at every step; repeats and "nothing" fall away.
    fn greedy<'o>(&self, columns: impl Iterator<Item = &'o [f32]>) -> Text {
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
}
