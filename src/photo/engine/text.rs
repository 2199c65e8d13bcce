//! The text of a picture, looked at several times.

use super::geometry::Frame;
use super::pixels::Pyramid;
use super::recognise::{Text, View};
use super::{PhotoError, Reader};
use crate::photo::Point;
use crate::photo::parse::{Line, Look, may_hold, names_imei, whole_numbers};

/// Longer side at which text is looked for, in pixels.
const SIDE: usize = 1280;

/// Boxes less than this times longer than high hold a key or an icon, and no label.
const SHORT: f32 = 1.6;
/// So many further looks at a number that two have not agreed on, at most.
const CROPS: [Crop; 6] = [
    Crop { name: "crop 2", along: 0.25, across: 0.10, evened: false },
    Crop { name: "crop 3", along: 0.90, across: 0.02, evened: true },
    Crop { name: "crop 4", along: 0.10, across: -0.06, evened: false },
    Crop { name: "crop 5", along: 2.20, across: 0.14, evened: true },
    Crop { name: "crop 6", along: 0.60, across: 0.25, evened: false },
    Crop { name: "crop 7", along: 0.40, across: -0.04, evened: true },
];

/// A line cut out with other margins: what is read then is nearly a second opinion.
struct Crop {
    name: &'static str,
    /// Added at either end, in heights of the line.
    along: f32,
    /// Added above and below, likewise.
    across: f32,
    /// With contrast made even.
    evened: bool,
}

#[derive(Clone)]
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
        let Text { text, sure, others } = self.text.clone();
        Line { text, area: self.frame.corners(), sure, others }
    }
}

impl Reader {
    /// Looks at the text of a picture: as a whole, and where that shows no number turned by a
    /// quarter (the network finds lying text best), then in parts.
    pub(super) fn text(&self, picture: &Pyramid<'_>) -> Result<Seen, PhotoError> {
        let whole = picture.frame();
        let first = self.attempt(picture, &[whole])?;
        if first.numbers() > 0 {
            return Ok(first);
        }
        let turned = whole.quarter();
        let mut best = first;
        for frames in [vec![turned], parts(&whole), parts(&turned)] {
            let next = self.attempt(picture, &frames)?;
            if next.numbers() > 0 {
                return Ok(next);
            }
            if next.weight() > best.weight() {
                best = next;
            }
        }
        Ok(best)
    }

    /// Looks at the text inside frames that together are the picture; closer where numbers stand,
    /// then at single lines until two looks agree.
    fn attempt(&self, picture: &Pyramid<'_>, whole: &[Frame]) -> Result<Seen, PhotoError> {
        let mut frames = Vec::new();
        for frame in whole {
            frames.extend(self.detector.find(picture, frame, SIDE, &self.pool)?);
        }
        let Some(angle) = direction(&frames) else { return Ok(Seen::default()) };
        let (angle, known) = self.settle(picture, &mut frames, angle)?;
        let pieces = self.pieces(picture, &frames, known)?;
        let looks = vec![look("text", &pieces)];
        let Some(region) = region(&pieces, angle) else { return Ok(Seen { looks, region: None }) };
        let looks = self.closer(picture, &region, &pieces, looks)?;
        Ok(Seen { looks, region: Some(region) })
    }

    fn closer(
        &self,
        picture: &Pyramid<'_>,
        region: &Frame,
        pieces: &[Piece],
        mut looks: Vec<Look>,
    ) -> Result<Vec<Look>, PhotoError> {
        let angle = region.angle;
        let mut frames = self.detector.find(picture, region, SIDE, &self.pool)?;
        turn(&mut frames, angle);
        // What was read before and is no number needs no second look.
        frames.retain(|frame| {
            !pieces.iter().any(|piece| piece.digits() < 4 && !piece.matters() && frame.meets(&piece.frame))
        });
        let closer = self.pieces(picture, &frames, Vec::new())?;
        looks.push(look("zoom", &closer));
        let mut open: Vec<Frame> =
            closer.iter().filter(|piece| may_hold(&piece.text.text)).map(|piece| piece.frame).collect();
        let missed = pieces.iter().filter(|piece| may_hold(&piece.text.text));
        open.extend(
            missed.map(|piece| piece.frame).filter(|frame| !closer.iter().any(|piece| piece.frame.meets(frame))),
        );
        for crop in &CROPS {
            open.retain(|frame| !settled(&looks, frame));
            if open.is_empty() {
                break;
            }
            let grown: Vec<Frame> =
                open.iter().map(|frame| frame.grown(frame.height * crop.along, frame.height * crop.across)).collect();
            looks.push(look(crop.name, &self.lines(picture, &grown, crop.evened)?));
        }
        Ok(looks)
    }

    /// Reads all frames but those that are known already.
    fn pieces(&self, picture: &Pyramid<'_>, frames: &[Frame], known: Vec<Piece>) -> Result<Vec<Piece>, PhotoError> {
        let open: Vec<Frame> =
            frames.iter().copied().filter(|frame| !known.iter().any(|piece| piece.frame == *frame)).collect();
        let mut pieces = known;
        pieces.extend(self.lines(picture, &open, false)?);
        Ok(pieces)
    }

    /// Reads frames, on two threads: a single line is too little work to share out.
    fn lines(&self, picture: &Pyramid<'_>, frames: &[Frame], evened: bool) -> Result<Vec<Piece>, PhotoError> {
        let some = |start: usize| -> Result<Vec<Piece>, PhotoError> {
            let pool = &self.single[start % self.single.len()];
            let mine = frames.iter().skip(start).step_by(self.single.len());
            mine.map(|frame| {
                let view = View { frame: *frame, evened };
                Ok(Piece { text: self.recogniser.read(picture, view, pool)?, frame: *frame })
            })
            .collect()
        };
        let (first, second) = std::thread::scope(|scope| {
            let other = scope.spawn(|| some(1));
            (some(0), other.join())
        });
        let mut pieces = first?;
        pieces.extend(second.unwrap_or(Err(PhotoError::Shape("rec")))?);
        Ok(pieces)
    }

    /// Turns all frames into one direction of reading, the one in which their text makes sense;
    /// with it the lines that were read on the way.
    fn settle(
        &self,
        picture: &Pyramid<'_>,
        frames: &mut Vec<Frame>,
        angle: f32,
    ) -> Result<(f32, Vec<Piece>), PhotoError> {
        turn(frames, angle);
        let mut longest = frames.clone();
        let long = |frame: &Frame| (frame.width / frame.height).min(12.0);
        longest.sort_by(|a, b| long(b).total_cmp(&long(a)));
        let weight =
            |pieces: &[Piece]| pieces.iter().flat_map(|piece| &piece.text.sure).map(|sure| sure - 0.4).sum::<f32>();
        let (mut these, mut others): (Vec<Piece>, Vec<Piece>) = (Vec::new(), Vec::new());
        for few in longest.chunks(2).take(3) {
            these.extend(self.lines(picture, few, false)?);
            others.extend(self.lines(picture, &few.iter().map(Frame::reversed).collect::<Vec<_>>(), false)?);
            if (weight(&these) - weight(&others)).abs() > 8.0 {
                break;
            }
        }
        if weight(&others) <= weight(&these) {
            return Ok((angle, these));
        }
        for frame in frames.iter_mut() {
            *frame = frame.reversed();
        }
        Ok((angle + std::f32::consts::PI, others))
    }
}

/// What the looks at a picture's text gave, and where the numbers stand.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) looks: Vec<Look>,
    pub(super) region: Option<Frame>,
}

impl Seen {
    fn lines(&self) -> impl Iterator<Item = &Line> {
        self.looks.iter().flat_map(|look| &look.lines)
    }

    /// How many readings are whole numbers.
    fn numbers(&self) -> usize {
        self.lines().map(|line| whole_numbers(&line.text).len()).sum()
    }

    /// How much was read with some certainty.
    fn weight(&self) -> usize {
        self.lines().flat_map(|line| &line.sure).filter(|sure| **sure > 0.8).count()
    }
}

/// Two overlapping halves along the longer side.
fn parts(whole: &Frame) -> Vec<Frame> {
    let wide = whole.width > whole.height;
    let part = |place: f32| {
        let (x, y) = if wide { (place, 0.5) } else { (0.5, place) };
        let (width, height) =
            if wide { (0.58 * whole.width, whole.height) } else { (whole.width, 0.58 * whole.height) };
        Frame { centre: whole.at(x, y), width, height, angle: whole.angle }
    };
    vec![part(0.29), part(0.71)]
}

/// Where numbers and their labels stand, with room for a line more on every side.
fn region(pieces: &[Piece], angle: f32) -> Option<Frame> {
    let marked: Vec<&Piece> = pieces.iter().filter(|piece| piece.matters()).collect();
    let corners = marked.iter().flat_map(|piece| piece.frame.corners().0);
    let region = Frame::around(corners, angle)?;
    let high = marked.iter().map(|piece| piece.frame.height).fold(0.0, f32::max);
    Some(region.grown(region.width * 0.06 + high, high * 2.5))
}

/// Whether two looks agree on a number at this place.
fn settled(looks: &[Look], frame: &Frame) -> bool {
    let mut seen: Vec<(String, &'static str)> = Vec::new();
    for look in looks {
        for line in look.lines.iter().filter(|line| frame.holds(&line.area)) {
            for number in whole_numbers(&line.text) {
                if seen.iter().any(|(other, name)| *other == number && *name != look.name) {
                    return true;
                }
                seen.push((number, look.name));
            }
        }
    }
    false
}

fn look(name: &'static str, pieces: &[Piece]) -> Look {
    Look { name, lines: pieces.iter().map(Piece::line).collect() }
}

/// All frames into the direction of reading; what is then no longer than high is no line.
fn turn(frames: &mut Vec<Frame>, angle: f32) {
    for frame in frames.iter_mut() {
        *frame = frame.turned_to(angle);
    }
    join(frames);
    frames.retain(|frame| frame.width > SHORT * frame.height);
}

/// Puts frames side by side together: digits in groups are often found one group at a time.
fn join(frames: &mut Vec<Frame>) {
    let mut n = 0;
    while n < frames.len() {
        let next = (0..frames.len()).find(|other| *other != n && frames[n].continues(&frames[*other]));
        let Some(other) = next else {
            n += 1;
            continue;
        };
        let corners = frames[n].corners().0.into_iter().chain(frames[other].corners().0);
        let angle = if frames[n].width > frames[other].width { frames[n].angle } else { frames[other].angle };
        if let Some(both) = Frame::around(corners, angle) {
            frames[n] = both;
            frames.remove(other);
            n = 0;
        } else {
            n += 1;
        }
    }
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
