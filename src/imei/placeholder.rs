//! Numbers that are well-formed and identify nothing: factory defaults shared by re-flashed or
//! emulated handsets, and examples of specifications. Compared by their 14-digit body, because
//! most of them hold their check digit and some lists write them with a wrong one.

use super::Note;

/// Factory defaults from the block lists of shipped apps and of a system build.
const PLACEHOLDERS: &[&str] = &[
    "00499901064000",
    "01234567890123",
    "35200504824725",
    "86228001059952",
    "35519500000001",
    "00106800000000",
    "35867301379589",
    "11345679894545",
    "01237900077288",
    "35870104290975",
    "35800004365413",
    "34563000000011",
    "35629904658776",
    "35659100000022",
    "12345678901234",
    "35030526000000",
    "35569254769308",
    "00440015202000",
];

/// Examples of 3GPP and CAMARA documents.
const DOCUMENTATION: &[&str] = &["49015420323751", "35007752323751"];

/// What a 14-digit body is known for.
pub(super) fn note(body: &str) -> Option<Note> {
    if is_one_digit_repeated(body) || PLACEHOLDERS.contains(&body) {
        Some(Note::Placeholder)
    } else if DOCUMENTATION.contains(&body) {
        Some(Note::Documentation)
    } else {
        None
    }
}

fn is_one_digit_repeated(body: &str) -> bool {
    let mut bytes = body.bytes();
    bytes.next().is_some_and(|first| bytes.all(|b| b == first))
}
