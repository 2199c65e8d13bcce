//! Which key speaks for which variant: the one place, so that screen and command line agree.

pub mod document;

use crate::finding::{Doubt, Finding, Outcome, Silence};

/// The texts of one verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The word itself, upper case, at most 12 characters.
    pub word: &'static str,
    /// What it means, one sentence.
    pub means: &'static str,
    /// What the clerk does next.
    pub next: &'static str,
    /// What the clerk can say to the person at the counter.
    pub say: &'static str,
    /// The shape that stands beside the word, so that colour is never alone.
    pub shape: char,
}

/// The texts of a finding.
pub fn verdict(finding: Finding) -> Verdict {
    match finding {
        Finding::Stop => Verdict {
            word: "verdict-stop",
            means: "verdict-stop-means",
            next: "verdict-stop-next",
            say: "verdict-stop-say",
            shape: '■',
        },
        Finding::Caution => Verdict {
            word: "verdict-caution",
            means: "verdict-caution-means",
            next: "verdict-caution-next",
            say: "verdict-caution-say",
            shape: '▲',
        },
        Finding::NotChecked => Verdict {
            word: "verdict-not-checked",
            means: "verdict-not-checked-means",
            next: "verdict-not-checked-next",
            say: "verdict-not-checked-say",
            shape: '◌',
        },
        Finding::NotListed => Verdict {
            word: "verdict-not-listed",
            means: "verdict-not-listed-means",
            next: "verdict-not-listed-next",
            say: "verdict-not-listed-say",
            shape: '●',
        },
    }
}

/// The word for one source's outcome.
pub fn outcome(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Listed(_) => "outcome-listed",
        Outcome::Caution(_) => "outcome-caution",
        Outcome::NotListed => "outcome-not-listed",
        Outcome::NotCovered(_) => "outcome-not-covered",
        Outcome::NoAnswer(_) => "outcome-no-answer",
    }
}

/// Why a source gave no answer. Keys of variants that carry a text take it as `$what`.
pub fn silence(silence: &Silence) -> &'static str {
    match silence {
        Silence::Timeout => "silence-timeout",
        Silence::Unreachable(_) => "silence-unreachable",
        Silence::Resting => "silence-resting",
        Silence::Refused(_) => "silence-refused",
        Silence::BadReply(_) => "silence-bad-reply",
        Silence::Stale(_) => "silence-stale",
        Silence::Offline => "silence-offline",
        Silence::AwaitingPerson => "silence-awaiting-person",
        Silence::Interrupted => "silence-interrupted",
        Silence::Misconfigured(_) => "silence-misconfigured",
        Silence::Missing => "silence-missing",
        Silence::Damaged(_) => "silence-damaged",
    }
}

/// What is doubtful about the numbers themselves.
pub fn doubt(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Placeholder => "doubt-placeholder",
        Doubt::Documentation => "doubt-documentation",
        Doubt::Contradiction => "doubt-contradiction",
    }
}

/// An age in the largest unit that keeps it a small number; both keys take `$n`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age {
    /// The sentence form (`3 minutes ago`).
    pub long: &'static str,
    /// The column form (`3 min`).
    pub short: &'static str,
    /// How many of the unit.
    pub n: i64,
}

/// How old something is, from seconds; a future moment counts as now.
pub fn age(seconds: i64) -> Age {
    match seconds {
        ..60 => Age { long: "age-now", short: "age-short-now", n: 0 },
        60..3_600 => Age { long: "age-minutes", short: "age-short-minutes", n: seconds / 60 },
        3_600..172_800 => Age { long: "age-hours", short: "age-short-hours", n: seconds / 3_600 },
        _ => Age { long: "age-days", short: "age-short-days", n: seconds / 86_400 },
    }
}
