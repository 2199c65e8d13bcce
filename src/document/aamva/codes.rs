//! The three-letter codes of licence elements, and what a value of each looks like.

/// What a value must look like. Needed only where a scanner ate what separates the elements.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Anything up to this many characters.
    Any(usize),
    /// Letters and what stands between them in names, no digit.
    Name,
    /// Eight digits.
    Date,
    /// This many characters exactly.
    Exactly(usize),
    /// One of these characters.
    One(&'static str),
    /// Letters and digits, spaces and dashes, up to this many.
    Code(usize),
    /// Digits first: a height or weight.
    Measure,
}

/// Codes whose values have a form; all others of the ranges below hold anything.
const SHAPES: &[(&str, Shape)] = &[
    ("DAA", Shape::Name),
    ("DAB", Shape::Name),
    ("DAC", Shape::Name),
    ("DAD", Shape::Name),
    ("DCS", Shape::Name),
    ("DCT", Shape::Name),
    ("DCU", Shape::Any(5)),
    ("DAE", Shape::Any(5)),
    ("DAI", Shape::Name),
    ("DAJ", Shape::Exactly(2)),
    ("DAO", Shape::Exactly(2)),
    ("DAK", Shape::Code(11)),
    ("DAP", Shape::Code(11)),
    ("DAQ", Shape::Code(25)),
    ("DAU", Shape::Measure),
    ("DAV", Shape::Measure),
    ("DAW", Shape::Measure),
    ("DAX", Shape::Measure),
    ("DAY", Shape::Exactly(3)),
    ("DAZ", Shape::Exactly(3)),
    ("DBA", Shape::Date),
    ("DBB", Shape::Date),
    ("DBC", Shape::One("0129MFX")),
    ("DBD", Shape::Date),
    ("DCA", Shape::Any(6)),
    ("DCB", Shape::Any(12)),
    ("DCD", Shape::Any(5)),
    ("DCF", Shape::Code(25)),
    ("DCG", Shape::Exactly(3)),
    ("DCK", Shape::Code(25)),
    ("DDA", Shape::One("FNMC")),
    ("DDB", Shape::Date),
    ("DDC", Shape::Date),
    ("DDD", Shape::One("01NY")),
    ("DDE", Shape::One("TNU")),
    ("DDF", Shape::One("TNU")),
    ("DDG", Shape::One("TNU")),
    ("DDH", Shape::Date),
    ("DDI", Shape::Date),
    ("DDJ", Shape::Date),
    ("DDK", Shape::One("01NY")),
    ("DDL", Shape::One("01NY")),
];

/// First two letters of the codes, and the last of their third letters.
const RANGES: &[(&[u8; 2], u8)] = &[(b"DA", b'Z'), (b"DB", b'S'), (b"DC", b'U'), (b"DD", b'L')];

/// The code at the start of a text, as a number below 104, if one stands there.
pub(super) fn code_at(text: &str) -> Option<usize> {
    let [first, second, third, ..] = text.as_bytes() else { return None };
    let row = RANGES
        .iter()
        .position(|(start, last)| **start == [*first, *second] && third.is_ascii_uppercase() && third <= last)?;
    Some(row * 26 + usize::from(third - b'A'))
}

/// Elements of every version from 4 on, and those that usually stand beside them.
const MODERN: &[&str] = &[
    "DAC", "DAD", "DAG", "DAI", "DAJ", "DAK", "DAQ", "DAU", "DAW", "DAX", "DAY", "DAZ", "DBA", "DBB", "DBC", "DBD",
    "DCA", "DCB", "DCD", "DCF", "DCG", "DCK", "DCS", "DCU", "DDA", "DDB", "DDC", "DDD", "DDE", "DDF", "DDG", "DDH",
    "DDI", "DDJ", "DDK", "DDL",
];

/// Whether a file of this version usually has the element, so that its code alone marks a cut.
pub(super) fn is_usual(version: u8, code: &str) -> bool {
    match version {
        0 | 1 => code == "DAA" || MODERN.contains(&code) && !matches!(code, "DAC" | "DAD" | "DCS"),
        2 | 3 => code == "DCT" || MODERN.contains(&code) && !matches!(code, "DAC" | "DAD"),
        _ => MODERN.contains(&code),
    }
}

/// Whether `value` may be a value of `code`. Blank ones may always be, and words that say "none".
pub(super) fn fits(code: &str, value: &str) -> bool {
    let value = value.trim();
    if value.is_empty() || is_none(value) {
        return true;
    }
    let shape = SHAPES.iter().find(|(name, _)| *name == code).map_or(Shape::Any(60), |(_, shape)| *shape);
    let count = value.chars().count();
    let all = |good: fn(char) -> bool| value.chars().all(good);
    match shape {
        Shape::Any(most) => count <= most,
        Shape::Name => count <= 40 && !value.contains(|c: char| c.is_ascii_digit()),
        Shape::Date => count == 8 && all(|c| c.is_ascii_digit()),
        Shape::Exactly(length) => count == length && all(char::is_alphanumeric),
        Shape::One(of) => count == 1 && of.contains(value),
        Shape::Code(most) => count <= most && all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '*' | '/' | '.')),
        Shape::Measure => count <= 8 && value.starts_with(|c: char| c.is_ascii_digit()),
    }
}

/// The standard's words for "there is none" and "not known".
pub(super) fn is_none(value: &str) -> bool {
    matches!(value, "NONE" | "UNAVL" | "UNAVAIL" | "UNK")
}
