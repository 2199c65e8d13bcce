//! What a reading is worth against the truth.

use crate::sets::{Picture, Set};
use countercheck::imei::{Imei, Kind};
use countercheck::photo::{Reading, Trust};
use std::time::Duration;

/// The table's head.
pub(crate) const HEAD: &str = "| set | photos | recall | complete | good or better | silent | negatives | raised | wrong, good or better | wrong, review | median s | 95 % s |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

/// One picture's result.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outcome {
    /// IMEIs on the screen; found at any trust; found as good or better.
    pub wanted: usize,
    pub found: usize,
    pub trusted: usize,
    /// Valid numbers that are not on the screen.
    pub wrong_trusted: usize,
    pub wrong_review: usize,
    /// Anything of any kind that is good or better and not wanted.
    pub raised: usize,
    /// Numbers are missing, and the reading does not say so.
    pub silent: bool,
    pub seconds: f64,
}

impl Outcome {
    /// Holds a reading to the truth.
    pub(crate) fn of(picture: &Picture, reading: &Reading, time: Duration) -> Self {
        let handsets = || reading.identifiers.iter().filter(|found| found.kind == Kind::Imei);
        let right = |value: &str| picture.imeis.iter().any(|imei| imei == value);
        let found = handsets().filter(|found| right(&found.value)).count();
        let trusted = handsets().filter(|found| right(&found.value) && found.trust >= Trust::Good).count();
        let wrong = || handsets().filter(|found| Imei::parse(&found.value).is_ok() && !right(&found.value));
        let doubtful = handsets().any(|found| found.trust == Trust::Review && !right(&found.value));
        Self {
            wanted: picture.imeis.len(),
            found,
            trusted,
            wrong_trusted: wrong().filter(|found| found.trust >= Trust::Good).count(),
            wrong_review: wrong().filter(|found| found.trust == Trust::Review).count(),
            raised: reading.identifiers.iter().filter(|one| one.trust >= Trust::Good && !right(&one.value)).count(),
            silent: found < picture.imeis.len() && reading.unread == 0 && !doubtful && found > 0,
            seconds: time.as_secs_f64(),
        }
    }

    /// As a line of the file of results.
    pub(crate) fn to_line(&self, name: &str) -> String {
        let Self { wanted, found, trusted, wrong_trusted, wrong_review, raised, silent, seconds } = self;
        let silent = usize::from(*silent);
        format!(
            "{name}\t{wanted}\t{found}\t{trusted}\t{wrong_trusted}\t{wrong_review}\t{raised}\t{silent}\t{seconds:.3}"
        )
    }

    /// The same back.
    pub(crate) fn from_line(line: &str) -> Option<(String, Self)> {
        let (name, rest) = line.split_once('\t')?;
        let (counts, seconds) = rest.rsplit_once('\t')?;
        let counts: Vec<usize> = counts.split('\t').filter_map(|n| n.parse().ok()).collect();
        let [wanted, found, trusted, wrong_trusted, wrong_review, raised, silent] = counts[..] else { return None };
        let (silent, seconds) = (silent > 0, seconds.parse().ok()?);
        let outcome = Self { wanted, found, trusted, wrong_trusted, wrong_review, raised, silent, seconds };
        Some((name.to_owned(), outcome))
    }
}

/// A set's row of the table.
pub(crate) fn row(set: &Set) -> String {
    let known = |picture: &Picture| set.outcomes.get(&picture.name).cloned();
    let all: Vec<Outcome> = set.pictures.iter().filter_map(known).collect();
    let sum = |count: &dyn Fn(&Outcome) -> usize| all.iter().map(count).sum::<usize>();
    let photos = sum(&|one| usize::from(one.wanted > 0));
    let complete = sum(&|one| usize::from(one.wanted > 0 && one.found == one.wanted));
    let (wanted, found) = (sum(&|one| one.wanted), sum(&|one| one.found));
    let mut seconds: Vec<f64> = all.iter().filter(|one| one.wanted > 0).map(|one| one.seconds).collect();
    seconds.sort_by(f64::total_cmp);
    let at = |share: usize| seconds.get(seconds.len() * share / 100).copied().unwrap_or_default();
    format!(
        "| {} | {photos} | {} | {} | {} | {} | {} | {} | {} | {} | {:.2} | {:.2} |",
        set.name,
        share(found, wanted),
        share(complete, photos),
        share(sum(&|one| one.trusted), wanted),
        sum(&|one| usize::from(one.silent)),
        all.len() - photos,
        sum(&|one| if one.wanted == 0 { one.raised } else { 0 }),
        sum(&|one| one.wrong_trusted),
        sum(&|one| one.wrong_review),
        at(50),
        at(95),
    )
}

fn share(part: usize, whole: usize) -> String {
    format!(
        "{part}/{whole} = {:.1} %",
        100.0 * f64::from(u32::try_from(part).unwrap_or(u32::MAX))
            / f64::from(u32::try_from(whole.max(1)).unwrap_or(u32::MAX))
    )
}

/// The most memory that this process ever had, in megabytes; 0 where the system does not say.
pub(crate) fn peak_memory_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|rest| rest.trim().trim_end_matches("kB").trim().parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1024.0
}
