//! What one entry looks like before it is stored ([`Draft`]) and as a leaf ([`Leaf`]).
//!
//! A leaf is the exact UTF-8 bytes of one JSON object of at most [`MAX_LEAF`] bytes; its schema
//! is written down in `docs/leaf-format.md`. Nothing that can point to a person stands in it:
//! such values are [`Field`]s, of which the leaf holds only the commitment.

pub mod commitment;
mod kind;
mod strict;
#[cfg(test)]
mod tests;

pub use kind::{LeafKind, RESERVED_KINDS};

use crate::clock::{Moment, rfc3339};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// The longest leaf in bytes: entry bundles prefix a leaf with its length in 16 bits (C2SP tlog-tiles).
pub const MAX_LEAF: usize = 65_535;
/// The leaf schema that this program writes.
pub const LEAF_VERSION: u64 = 1;
/// The longest value of a field in bytes; larger things are blobs, named by their SHA-256.
pub const MAX_VALUE: usize = 1 << 20;
/// The longest blob in bytes.
pub const MAX_BLOB: usize = 16 << 20;
/// Names of the leaf's own members, in the order in which they are written; plain fields follow them.
pub const OWN_NAMES: [&str; 9] = ["v", "kind", "entry_id", "at", "boot", "mono", "build", "lists", "c"];
/// Plain member of every leaf that was written in training; its value is `true`.
pub const TRAINING: &str = "training";

/// Commitments of one entry: label → 64 hexadecimal digits.
pub type Commitments = BTreeMap<String, String>;

/// The random name of an entry: 16 bytes, written as 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EntryId([u8; 16]);

impl EntryId {
    /// The id with this number, most significant byte first.
    pub const fn from_u128(number: u128) -> Self {
        Self(number.to_be_bytes())
    }

    /// The id as a number.
    pub const fn to_u128(self) -> u128 {
        u128::from_be_bytes(self.0)
    }

    /// The id with these 16 bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The id's 16 bytes: key of the vault row and start of its associated data.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The id `n` further on: the pure till counts on from one random base.
    #[must_use]
    pub const fn plus(self, n: u64) -> Self {
        Self::from_u128(self.to_u128().wrapping_add(n as u128))
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EntryId({self})")
    }
}

impl FromStr for EntryId {
    type Err = LeafError;

    fn from_str(text: &str) -> Result<Self, LeafError> {
        let wrong = || LeafError::Wrong { name: "entry_id" };
        let mut bytes = [0; 16];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| wrong())?;
        if text.bytes().any(|b| b.is_ascii_uppercase()) { Err(wrong()) } else { Ok(Self(bytes)) }
    }
}

impl TryFrom<String> for EntryId {
    type Error = LeafError;

    fn try_from(text: String) -> Result<Self, LeafError> {
        text.parse()
    }
}

impl From<EntryId> for String {
    fn from(id: EntryId) -> Self {
        id.to_string()
    }
}

/// Under which key a value is sealed in the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seal {
    /// The entry's own key, which only the shop's secret key (or a police recipient) opens.
    Person,
    /// The till's key, so that rechecks and stock work unattended.
    Handset,
}

/// What a search token stands for; each class normalises its values in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenClass {
    /// A handset number: its first 14 digits.
    Imei,
    /// A person's name: letters and digits, case and order of words ignored.
    Name,
    /// A document number: letters and digits, case ignored.
    Document,
    /// A telephone number: digits only.
    Phone,
    /// An address: letters and digits, case and order of words ignored.
    Address,
}

/// One value that is committed and sealed, never written into the leaf.
#[derive(Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in the leaf: lower-case letters, digits, `_` and `.` (`imei.1`, `answer.2`).
    pub label: String,
    /// The value: bare digits, ISO 8601 dates, SHA-256 in hexadecimal for blobs.
    pub value: String,
    /// Who can open it again.
    pub seal: Seal,
    /// Whether and how it can be searched for.
    pub token: Option<TokenClass>,
}

impl Field {
    /// A handset number that can be searched for and is read unattended.
    pub fn imei(label: impl Into<String>, digits: impl Into<String>) -> Self {
        Self { label: label.into(), value: digits.into(), seal: Seal::Handset, token: Some(TokenClass::Imei) }
    }

    /// A value about a person, or a source's own words: only the shop's key opens it.
    pub fn person(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), seal: Seal::Person, token: None }
    }
}

impl fmt::Debug for Field {
    /// Leaves the value out: it is personal and would end in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field").field("label", &self.label).field("seal", &self.seal).finish_non_exhaustive()
    }
}

/// Something too large for a field, such as a picture: the leaf commits to its SHA-256.
#[derive(Clone, PartialEq, Eq)]
pub struct Blob {
    /// Its name in the leaf, as a field's (`picture.1`).
    pub label: String,
    /// The bytes, at most [`MAX_BLOB`].
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Blob {
    /// Leaves the bytes out: a picture is personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blob").field("label", &self.label).field("length", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// One entry as the till emits it.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Its random name, also the key of its vault row.
    pub entry_id: EntryId,
    /// What happened.
    pub kind: LeafKind,
    /// When, by both clocks.
    pub at: Moment,
    /// Members that are not personal, written into the leaf as they stand.
    pub plain: Map<String, Value>,
    /// Members that are.
    pub fields: Vec<Field>,
    /// Pictures and the like, sealed as a person's values are.
    pub blobs: Vec<Blob>,
}

impl Draft {
    /// An entry without plain members and fields.
    pub fn new(entry_id: EntryId, kind: LeafKind, at: Moment) -> Self {
        Self { entry_id, kind, at, plain: Map::new(), fields: Vec::new(), blobs: Vec::new() }
    }

    /// The same with one more plain member.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.plain.insert(name.to_owned(), value.into());
        self
    }
}

/// What every leaf of one program run says about its writer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// The machine's boot: without it monotonic times cannot be compared.
    pub boot: String,
    /// Version of the program.
    pub build: String,
    /// Lists in force: name → version.
    pub lists: BTreeMap<String, String>,
    /// Whether the shop is in training: nothing of it is real.
    pub training: bool,
}

/// A leaf that has been read: its own members typed, everything else kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// Schema version; a newer one is kept, not refused.
    pub v: u64,
    /// What happened.
    pub kind: LeafKind,
    /// The entry's random name.
    pub entry_id: EntryId,
    /// Wall time, UTC.
    pub at: DateTime<Utc>,
    /// The machine's boot.
    pub boot: String,
    /// Milliseconds since that boot.
    pub mono: u64,
    /// Version of the program that wrote it.
    pub build: String,
    /// Lists in force: name → version.
    pub lists: Map<String, Value>,
    /// Commitments: label → 64 hexadecimal digits.
    pub c: Commitments,
    /// Every further member.
    pub plain: Map<String, Value>,
}

impl Leaf {
    /// Reads a leaf's bytes; unknown kinds, labels and members are kept.
    pub fn parse(bytes: &[u8]) -> Result<Self, LeafError> {
        if bytes.len() > MAX_LEAF {
            return Err(LeafError::TooLong { bytes: bytes.len() });
        }
        let Value::Object(mut all) = strict::parse(bytes)? else { return Err(LeafError::NotAnObject) };
        let c = take(&mut all, "c", object)?;
        let mut commitments = Commitments::new();
        for (label, value) in c {
            let text = value.as_str().filter(|t| is_commitment(t)).ok_or(LeafError::Wrong { name: "c" })?;
            check_label(&label)?;
            commitments.insert(label, text.to_owned());
        }
        Ok(Self {
            v: take(&mut all, "v", |v| v.as_u64())?,
            kind: take(&mut all, "kind", text)?.parse()?,
            entry_id: take(&mut all, "entry_id", text)?.parse()?,
            at: take(&mut all, "at", |v| Some(DateTime::parse_from_rfc3339(v.as_str()?).ok()?.to_utc()))?,
            boot: take(&mut all, "boot", text)?,
            mono: take(&mut all, "mono", |v| v.as_u64())?,
            build: take(&mut all, "build", text)?,
            lists: take(&mut all, "lists", object)?,
            c: commitments,
            plain: all,
        })
    }
}

/// The bytes of a draft's leaf, ready for the store.
pub fn to_bytes(draft: &Draft, stamp: &Stamp, commitments: &Commitments) -> Result<Vec<u8>, LeafError> {
    let mut leaf = Map::new();
    leaf.insert("v".into(), LEAF_VERSION.into());
    leaf.insert("kind".into(), draft.kind.word().into());
    leaf.insert("entry_id".into(), draft.entry_id.to_string().into());
    leaf.insert("at".into(), rfc3339(draft.at.wall).into());
    leaf.insert("boot".into(), stamp.boot.clone().into());
    leaf.insert("mono".into(), draft.at.mono.into());
    leaf.insert("build".into(), stamp.build.clone().into());
    leaf.insert("lists".into(), object_of(&stamp.lists));
    leaf.insert("c".into(), object_of(commitments));
    for (name, value) in &draft.plain {
        if OWN_NAMES.contains(&name.as_str()) || name == TRAINING {
            return Err(LeafError::ReservedName { name: name.clone() });
        }
        leaf.insert(name.clone(), value.clone());
    }
    if stamp.training {
        leaf.insert(TRAINING.into(), true.into());
    }
    let bytes = serde_json::to_vec(&Value::Object(leaf))?;
    if bytes.len() > MAX_LEAF { Err(LeafError::TooLong { bytes: bytes.len() }) } else { Ok(bytes) }
}

/// Refuses a label that is not 1 to 64 of `a-z 0-9 _ .`, starting with a letter.
pub fn check_label(label: &str) -> Result<(), LeafError> {
    let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'.';
    let fits = (1..=64).contains(&label.len()) && label.bytes().all(good);
    if fits && label.as_bytes()[0].is_ascii_lowercase() {
        return Ok(());
    }
    Err(LeafError::BadLabel { label: label.chars().take(64).flat_map(char::escape_default).collect() })
}

fn object_of(map: &BTreeMap<String, String>) -> Value {
    Value::Object(map.iter().map(|(name, text)| (name.clone(), Value::from(text.as_str()))).collect())
}

fn is_commitment(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

fn text(value: Value) -> Option<String> {
    if let Value::String(text) = value { Some(text) } else { None }
}

fn object(value: Value) -> Option<Map<String, Value>> {
    if let Value::Object(map) = value { Some(map) } else { None }
}

fn take<T>(
    all: &mut Map<String, Value>,
    name: &'static str,
    read: impl FnOnce(Value) -> Option<T>,
) -> Result<T, LeafError> {
    // shift_remove keeps the order of what remains: a leaf is shown as it was written.
    let value = all.shift_remove(name).ok_or(LeafError::Missing { name })?;
    read(value).ok_or(LeafError::Wrong { name })
}

/// Why bytes are not a leaf, or a draft cannot become one.
#[derive(Debug, thiserror::Error)]
pub enum LeafError {
    /// Longer than the log can hold.
    #[error("leaf of {bytes} bytes is longer than {MAX_LEAF}")]
    TooLong {
        /// Its length in bytes.
        bytes: usize,
    },
    /// A label outside the alphabet.
    #[error("label {label:?} is not allowed")]
    BadLabel {
        /// The label, escaped.
        label: String,
    },
    /// A plain member with the name of one of the leaf's own.
    #[error("plain member {name:?} has the name of a member of every leaf")]
    ReservedName {
        /// The name.
        name: String,
    },
    /// A value too long to be a field.
    #[error("value of field {label} is {bytes} bytes long, more than {MAX_VALUE}")]
    LongValue {
        /// The field's label.
        label: String,
        /// The value's length in bytes.
        bytes: usize,
    },
    /// A blob that is too long.
    #[error("{label} is {bytes} bytes long, more than {MAX_BLOB}")]
    LongBlob {
        /// The blob's label.
        label: String,
        /// Its length in bytes.
        bytes: usize,
    },
    /// The same label twice in one entry.
    #[error("field {label} occurs twice")]
    TwiceInDraft {
        /// The label.
        label: String,
    },
    /// Not JSON, or with a member twice.
    #[error("not well-formed JSON")]
    Json(#[from] serde_json::Error),
    /// JSON, but not an object.
    #[error("not a JSON object")]
    NotAnObject,
    /// A member of every leaf is missing.
    #[error("member {name} is missing")]
    Missing {
        /// Its name.
        name: &'static str,
    },
    /// A member of every leaf has the wrong type or form.
    #[error("member {name} is malformed")]
    Wrong {
        /// Its name.
        name: &'static str,
    },
}

impl LeafError {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::TooLong { .. } | Self::LongValue { .. } => "shorten what was entered, or attach it as a picture",
            Self::LongBlob { .. } => "take a smaller picture, or split what is attached",
            Self::BadLabel { .. } | Self::ReservedName { .. } | Self::TwiceInDraft { .. } => {
                "this is a fault of the program: report it with the version number"
            }
            _ => "the entry was altered or written by another program: verify the whole register",
        }
    }
}
