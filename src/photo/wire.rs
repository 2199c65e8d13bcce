//! What the till and the process that reads pictures say to each other. Pure.
//!
//! A message is the length of a JSON object (4 bytes, little-endian), the object, and the bytes that
//! the object announces. Both sides bound what they take: the process has read a stranger's picture,
//! so nothing that it says is believed further than it can be checked here.

use super::Trust;
use crate::imei::Kind;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};
use std::sync::Arc;

/// Bytes of a message's JSON object, at most.
const MAX_HEAD: usize = 256 << 10;
/// Bytes that may follow an answer: crops and the copy that is kept.
const MAX_TAIL: usize = 24 << 20;
/// Identifiers of one picture, at most: more stand on no screen and no box.
const MAX_FOUND: usize = 32;

/// What is wanted of one picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Wish {
    /// Bytes of the file that follow.
    pub(crate) bytes: usize,
    /// Whether it is read; otherwise only opened.
    pub(crate) read: bool,
    /// Whether a copy to keep is made.
    pub(crate) keep: bool,
}

/// What came of it; crops and copy follow in this order.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) refused: Option<Refused>,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) found: Vec<Said>,
    pub(crate) unread: usize,
    pub(crate) warnings: Vec<String>,
    pub(crate) copy: usize,
}

/// Why a picture was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// What is wrong with it.
    pub what: String,
    /// What to do.
    pub advice: String,
}

/// One identifier on the way.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Said {
    pub(crate) kind: Kind,
    pub(crate) value: String,
    pub(crate) trust: String,
    pub(crate) area: Option<[[f32; 2]; 4]>,
    pub(crate) agreed: Vec<String>,
    /// Width and height of its crop.
    pub(crate) crop: Option<(u32, u32)>,
}

/// What was read in one picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The identifiers, as they stand from top to bottom.
    pub identifiers: Vec<Identifier>,
    /// Lines that hold an identifier and could not be read.
    pub unread: usize,
    /// Stable words of what is odd about the picture.
    pub warnings: Vec<String>,
    /// Width and height of the upright picture, in pixels.
    pub size: (u32, u32),
}

/// One identifier in a picture.
#[derive(Clone, PartialEq)]
pub struct Identifier {
    /// What it is.
    pub kind: Kind,
    /// Its digits or letters.
    pub value: String,
    /// How far it may be trusted.
    pub trust: Trust,
    /// Its four corners in the upright picture, in pixels.
    pub area: Option<[[f32; 2]; 4]>,
    /// Which readings agreed.
    pub agreed: Vec<String>,
    /// The line as the camera saw it; where a person has to look.
    pub crop: Option<Crop>,
}

impl std::fmt::Debug for Identifier {
    /// Leaves the value out: it is personal.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Identifier({:?}, {})", self.kind, self.trust.word())
    }
}

/// A part of a picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Crop {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Red, green and blue, row by row.
    pub rgb: Arc<[u8]>,
}

impl std::fmt::Debug for Crop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Crop({} × {})", self.width, self.height)
    }
}

/// A picture that was looked at.
#[derive(Clone, PartialEq)]
pub struct Seen {
    /// What was read.
    pub reading: Reading,
    /// The copy to keep: JPEG, upright, without the camera's notes.
    pub copy: Option<Arc<[u8]>>,
}

impl std::fmt::Debug for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seen").field("reading", &self.reading).finish_non_exhaustive()
    }
}

/// Writes one message.
pub(crate) fn send<T: Serialize>(to: &mut dyn Write, head: &T, tail: &[&[u8]]) -> io::Result<()> {
    let head = serde_json::to_vec(head)?;
    let length = u32::try_from(head.len()).map_err(|_| io::ErrorKind::InvalidData)?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(&head)?;
    for part in tail {
        to.write_all(part)?;
    }
    to.flush()
}

/// Reads a message's object; `None` where the other side has ended.
pub(crate) fn head<T: for<'a> Deserialize<'a>>(from: &mut dyn Read) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
    if length > MAX_HEAD {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(Some(serde_json::from_slice(&bytes(from, length)?)?))
}

/// Reads the bytes that an object announced.
pub(crate) fn bytes(from: &mut dyn Read, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

impl Answer {
    /// Takes what follows, and believes of it what can be true.
    pub(crate) fn seen(self, from: &mut dyn Read) -> io::Result<Result<Seen, Refused>> {
        if let Some(refused) = self.refused {
            return Ok(Err(refused));
        }
        let mut sizes = self.found.iter().filter_map(|said| said.crop).map(area).chain([Some(self.copy)]);
        let total = sizes.try_fold(0_usize, |sum, size| sum.checked_add(size?));
        if self.found.len() > MAX_FOUND || total.is_none_or(|total| total > MAX_TAIL) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut identifiers = Vec::new();
        for said in self.found {
            let crop = match said.crop {
                Some((width, height)) => {
                    let rgb = bytes(from, area((width, height)).unwrap_or(0))?;
                    Some(Crop { width, height, rgb: rgb.into() })
                }
                None => None,
            };
            identifiers.extend(said.identifier(crop));
        }
        let copy = if self.copy > 0 { Some(bytes(from, self.copy)?.into()) } else { None };
        let warnings = self.warnings.into_iter().take(8).filter(|word| is_word(word)).collect();
        let size = (self.width, self.height);
        Ok(Ok(Seen { reading: Reading { identifiers, unread: self.unread, warnings, size }, copy }))
    }
}

impl Said {
    /// `None` for what no reader says.
    fn identifier(self, crop: Option<Crop>) -> Option<Identifier> {
        let trust = [Trust::Confirmed, Trust::Good, Trust::Review].into_iter().find(|t| t.word() == self.trust)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-./ ".contains(c);
        let fits = (1..=64).contains(&self.value.len()) && self.value.chars().all(plain);
        let agreed = self.agreed.into_iter().take(8).filter(|word| is_word(word)).collect();
        fits.then_some(Identifier { kind: self.kind, value: self.value, trust, area: self.area, agreed, crop })
    }
}

fn is_word(text: &str) -> bool {
    text.len() <= 40 && text.chars().all(|c| c.is_ascii_alphanumeric() || "_- ".contains(c))
}

/// Bytes of a crop.
fn area((width, height): (u32, u32)) -> Option<usize> {
    usize::try_from(u64::from(width).checked_mul(u64::from(height))?.checked_mul(3)?).ok()
}
