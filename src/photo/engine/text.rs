//! The text of a picture, looked at several times.

use super::geometry::Frame;
use super::pixels::Pyramid;
use super::recognise::Text;
use super::{PhotoError, Reader};
use crate::photo::Point;
use crate::photo::parse::{Line, Look, names_imei};

/// Longer side at which text is looked for, in pixels.
const SIDE: usize = 1280;

struct Piece {
    frame: Frame,
    text: Text,
}

impl Piece {
    fn digits(&self) -> usize {
        self.text.text.chars().filter(char::is_ascii_digit).count()
    }

    fn matters(&self) -> bool {
        self.digits() >= 8 || names_imei(&self.text.text)
    }

    fn line(&self) -> Line {
        Line { text: self.text.text.clone(), area: self.frame.corners(), sure: self.text.sure.clone() }
    }
}

impl Reader {
    /// Looks at the text of a picture: whole, then closer where numbers stand.
    pub(super) fn text(&self, picture: &Pyramid<'_>) -> Result<Vec<Look>, PhotoError> {
        let mut frames = self.detector.find(picture, &picture.frame(), SIDE, &self.pool)?;
        let Some(angle) = direction(&frames) else { return Ok(Vec::new()) };
        let angle = self.settle(picture, &mut frames, angle)?;
        let pieces = self.pieces(picture, frames)?;
        let mut looks = vec![look("text", &pieces)];
        let marked: Vec<&Piece> = pieces.iter().filter(|piece| piece.matters()).collect();
        let corners = marked.iter().flat_map(|piece| piece.frame.corners().0);
        let Some(region) = Frame::around(corners, angle) else { return Ok(looks) };
        let high = marked.iter().map(|piece| piece.frame.height).fold(0.0, f32::max);
        let region = region.grown(region.width * 0.06 + high, high * 2.5);
        let mut frames = self.detector.find(picture, &region, SIDE, &self.pool)?;
        turn(&mut frames, angle);
        let mut pieces = self.pieces(picture, frames)?;
        looks.push(look("zoom", &pieces));
        pieces.retain(|piece| piece.digits() >= 10);
        for (name, along, across) in [("crop 2", 0.25, 0.10), ("crop 3", 0.10, -0.06)] {
            let grown = |piece: &Piece| piece.frame.grown(piece.frame.height * along, piece.frame.height * across);
            looks.push(look(name, &self.pieces(picture, pieces.iter().map(grown).collect())?));
        }
        Ok(looks)
    }

    fn pieces(&self, picture: &Pyramid<'_>, frames: Vec<Frame>) -> Result<Vec<Piece>, PhotoError> {
        let piece = |frame: Frame| Ok(Piece { text: self.recogniser.read(picture, &frame, &self.pool)?, frame });
        frames.into_iter().map(piece).collect()
    }

    /// Turns all frames into one direction of reading, the one in which their text makes sense.
    fn settle(&self, picture: &Pyramid<'_>, frames: &mut Vec<Frame>, angle: f32) -> Result<f32, PhotoError> {
        turn(frames, angle);
        let mut longest = frames.clone();
        let long = |frame: &Frame| (frame.width / frame.height).min(20.0);
        longest.sort_by(|a, b| long(b).total_cmp(&long(a)));
        let (mut this, mut other) = (0.0, 0.0);
        let weight = |text: &Text| text.sure.iter().map(|sure| sure - 0.4).sum::<f32>();
        for frame in longest.iter().take(5) {
            this += weight(&self.recogniser.read(picture, frame, &self.pool)?);
            other += weight(&self.recogniser.read(picture, &frame.reversed(), &self.pool)?);
        }
        if other <= this {
            return Ok(angle);
        }
        for frame in frames.iter_mut() {
            *frame = frame.reversed();
        }
        Ok(angle + std::f32::consts::PI)
    }
}

fn look(name: &'static str, pieces: &[Piece]) -> Look {
    Look { name, lines: pieces.iter().map(Piece::line).collect() }
}

/// All frames into the direction of reading; what then stands on end is no line.
fn turn(frames: &mut Vec<Frame>, angle: f32) {
    for frame in frames.iter_mut() {
        *frame = frame.turned_to(angle);
    }
    frames.retain(|frame| frame.width > 0.8 * frame.height);
}

/// The direction in which most of the text runs, in radians; `None` where nothing is longer than high.
fn direction(frames: &[Frame]) -> Option<f32> {
    let mut sum = Point::default();
    for frame in frames {
        let lying = frame.width >= frame.height;
        let (long, short) = if lying { (frame.width, frame.height) } else { (frame.height, frame.width) };
        let angle = if lying { frame.angle } else { frame.angle + std::f32::consts::FRAC_PI_2 };
        if long > 2.5 * short {
            // Twice the angle: a line's two directions count as one.
            let doubled = Point::towards(2.0 * angle);
            sum = Point::new(sum.x + long * doubled.x, sum.y + long * doubled.y);
        }
    }
    (sum != Point::default()).then(|| sum.y.atan2(sum.x) / 2.0)
}
