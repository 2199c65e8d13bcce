//! The merge against a second opinion, over every combination, and the laws that it keeps.

use super::*;
use crate::imei::Imei14;
use proptest::prelude::*;

/// What one source says about one number; `Absent` is no answer at all, not even a silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Listed,
    Caution,
    NotListed,
    NotCovered,
    NoAnswer,
    Absent,
}

const SAID: [Said; 6] = [Said::Listed, Said::Caution, Said::NotListed, Said::NotCovered, Said::NoAnswer, Said::Absent];
const NAMES: [&str; 3] = ["first", "second", "third"];

fn imeis() -> [Imei14; 2] {
    ["00101000000001", "00101000000002"].map(|digits| Imei14::from_digits(digits).expect("14 digits"))
}

fn outcome(said: Said) -> Option<Outcome> {
    match said {
        Said::Listed => Some(Outcome::Listed(Detail::reason("stolen"))),
        Said::Caution => Some(Outcome::Caution(Detail::default())),
        Said::NotListed => Some(Outcome::NotListed),
        Said::NotCovered => Some(Outcome::NotCovered(Detail::default())),
        Said::NoAnswer => Some(Outcome::NoAnswer(Silence::Timeout)),
        Said::Absent => None,
    }
}

fn source(at: usize) -> SourceName {
    SourceName::new(NAMES[at])
}

/// `grid[source][imei]` as a flat list of answers.
fn answers(grid: &[Vec<Said>]) -> Vec<Answer> {
    let numbers = imeis();
    let mut all = Vec::new();
    for (at, row) in grid.iter().enumerate() {
        for (imei, said) in numbers.iter().zip(row) {
            all.extend(outcome(*said).map(|outcome| Answer::new(&source(at), imei, outcome)));
        }
    }
    all
}

/// The design's sentence, counted instead of searched: each cell of the grid has a weight, the
/// heaviest decides, and the light end is reached only when the required cells are all good.
fn expected(grid: &[Vec<Said>], required: u8) -> Finding {
    let mut tally = [0_usize; 6];
    let (mut needed, mut good) = (0, 0);
    for (at, row) in grid.iter().enumerate() {
        for said in row {
            tally[SAID.iter().position(|one| one == said).expect("one of six")] += 1;
            if required & (1 << at) != 0 {
                needed += 1;
                good += usize::from(*said == Said::NotListed);
            }
        }
    }
    let [listed, caution, ..] = tally;
    match (listed, caution, needed) {
        (1.., _, _) => Finding::Stop,
        (0, 1.., _) => Finding::Caution,
        (0, 0, 0) => Finding::NotChecked,
        (0, 0, n) if n == good => Finding::NotListed,
        _ => Finding::NotChecked,
    }
}

fn required_names(bits: u8) -> Vec<SourceName> {
    (0..NAMES.len()).filter(|at| bits & (1 << at) != 0).map(source).collect()
}

#[test]
fn every_combination_of_up_to_three_sources() {
    let numbers = imeis();
    let mut seen = [0_usize; 4];
    for sources in 0..=3_usize {
        for count in 1..=2_usize {
            let cells = sources * count;
            for mut code in 0..6_usize.pow(u32::try_from(cells).expect("six at most")) {
                let mut grid = vec![Vec::with_capacity(count); sources];
                for cell in 0..cells {
                    grid[cell / count].push(SAID[code % 6]);
                    code /= 6;
                }
                let all = answers(&grid);
                let subject = Subject { imeis: &numbers[..count], doubts: &[] };
                for bits in 0..1_u8 << sources {
                    let found = merge(subject, &required_names(bits), &all);
                    assert_eq!(found, expected(&grid, bits), "{grid:?} required {bits:03b}");
                    seen[found as usize] += 1;
                }
            }
        }
    }
    // 6 states per cell, every subset of sources required.
    assert_eq!(seen.iter().sum::<usize>(), 2 + 12 + 72 + 144 + 5_184 + 1_728 + 373_248);
    assert!(seen.iter().all(|n| *n > 0), "a finding was never reached: {seen:?}");
}

#[test]
fn a_required_name_without_a_source_counts_as_silent() {
    let numbers = imeis();
    let all = answers(&[vec![Said::NotListed, Said::NotListed]]);
    let subject = Subject { imeis: &numbers, doubts: &[] };
    assert_eq!(merge(subject, &[source(0)], &all), Finding::NotListed);
    assert_eq!(merge(subject, &[source(0), SourceName::new("misspelt")], &all), Finding::NotChecked);
    assert_eq!(merge(subject, &[], &all), Finding::NotChecked);
}

#[test]
fn no_number_is_never_an_all_clear() {
    let subject = Subject { imeis: &[], doubts: &[] };
    assert_eq!(merge(subject, &[source(0)], &answers(&[vec![Said::NotListed]])), Finding::NotChecked);
}

#[test]
fn doubts_about_the_numbers_weigh_as_caution() {
    let numbers = imeis();
    for doubt in [Doubt::Placeholder, Doubt::Documentation, Doubt::Contradiction] {
        let subject = Subject { imeis: &numbers[..1], doubts: &[doubt] };
        let found = |said| merge(subject, &[source(0)], &answers(&[vec![said]]));
        assert_eq!(found(Said::NotListed), Finding::Caution);
        assert_eq!(found(Said::NoAnswer), Finding::Caution);
        assert_eq!(found(Said::Listed), Finding::Stop);
    }
}

#[test]
fn answers_about_other_numbers_decide_nothing() {
    let numbers = imeis();
    let subject = Subject { imeis: &numbers[..1], doubts: &[] };
    let other = |outcome| Answer::new(&source(0), &numbers[1], outcome);
    let ours = Answer::new(&source(0), &numbers[0], Outcome::NotListed);
    let stop = other(Outcome::Listed(Detail::default()));
    assert_eq!(merge(subject, &[source(0)], &[ours, stop]), Finding::NotListed);
    assert_eq!(merge(subject, &[source(0)], &[other(Outcome::NotListed)]), Finding::NotChecked);
}

#[test]
fn a_later_silence_takes_back_an_earlier_miss_and_a_later_miss_repairs_a_silence() {
    let numbers = imeis();
    let subject = Subject { imeis: &numbers[..1], doubts: &[] };
    let miss = Answer::new(&source(0), &numbers[0], Outcome::NotListed);
    for silence in [Silence::Timeout, Silence::Stale("3 weeks".into()), Silence::Offline, Silence::Resting] {
        let silent = Answer::new(&source(0), &numbers[0], Outcome::NoAnswer(silence));
        assert_eq!(merge(subject, &[source(0)], &[miss.clone(), silent.clone()]), Finding::NotChecked);
        assert_eq!(merge(subject, &[source(0)], &[silent, miss.clone()]), Finding::NotListed);
    }
}

#[test]
fn a_hit_stays_a_hit_whatever_the_same_source_says_later() {
    let numbers = imeis();
    let subject = Subject { imeis: &numbers[..1], doubts: &[] };
    let hit = Answer::new(&source(0), &numbers[0], Outcome::Listed(Detail::default()));
    let miss = Answer::new(&source(0), &numbers[0], Outcome::NotListed);
    assert_eq!(merge(subject, &[source(0)], &[hit, miss]), Finding::Stop);
}

#[test]
fn findings_are_ordered_by_weight_and_keep_their_words() {
    let all = [Finding::NotListed, Finding::NotChecked, Finding::Caution, Finding::Stop];
    assert!(all.is_sorted());
    assert_eq!(all.map(Finding::word), ["not_listed", "not_checked", "caution", "stop"]);
}

#[test]
fn an_answer_survives_json() {
    for said in SAID {
        let Some(outcome) = outcome(said) else { continue };
        let answer = Answer::new(&source(0), &imeis()[0], outcome);
        let text = serde_json::to_string(&answer).expect("serialises");
        assert!(text.contains(answer.outcome.word()), "{text}");
        assert_eq!(serde_json::from_str::<Answer>(&text).expect("parses"), answer);
    }
}

/// Up to five answers per source, in any order, repeated and contradicting.
fn histories() -> impl Strategy<Value = Vec<(usize, usize, Said)>> {
    proptest::collection::vec((0_usize..3, 0_usize..2, proptest::sample::select(&SAID[..5])), 0..12)
}

fn told(history: &[(usize, usize, Said)]) -> Vec<Answer> {
    let numbers = imeis();
    let answer = |(at, imei, said): &(usize, usize, Said)| {
        outcome(*said).map(|outcome| Answer::new(&source(*at), &numbers[*imei], outcome))
    };
    history.iter().filter_map(answer).collect()
}

proptest! {
    /// Silencing a source, or removing it while the required list stands, never makes an
    /// all-clear out of "not checked".
    #[test]
    fn silence_never_clears(history in histories(), bits in 0_u8..8, victim in 0_usize..3, count in 1_usize..3) {
        let numbers = imeis();
        let subject = Subject { imeis: &numbers[..count], doubts: &[] };
        let required = required_names(bits);
        let before = merge(subject, &required, &told(&history));

        let silenced: Vec<_> = history.iter()
            .map(|(at, imei, said)| (*at, *imei, if *at == victim { Said::NoAnswer } else { *said })).collect();
        let removed: Vec<_> = history.iter().filter(|(at, ..)| *at != victim).copied().collect();
        for after in [&silenced, &removed].map(|h| merge(subject, &required, &told(h))) {
            if before == Finding::NotChecked {
                prop_assert_eq!(after, Finding::NotChecked);
            }
            if required.contains(&source(victim)) {
                prop_assert_ne!(after, Finding::NotListed);
            }
        }
    }

    /// One more answer that is a hit always stops, one more number never lightens the finding.
    #[test]
    fn a_phone_is_as_good_as_its_worst(history in histories(), bits in 0_u8..8, at in 0_usize..3, imei in 0_usize..2) {
        let numbers = imeis();
        let required = required_names(bits);
        let one = merge(Subject { imeis: &numbers[..1], doubts: &[] }, &required, &told(&history));
        let both = Subject { imeis: &numbers, doubts: &[] };
        let two = merge(both, &required, &told(&history));
        prop_assert!(two >= one);

        let mut hit = history.clone();
        hit.insert(hit.len() / 2, (at, imei, Said::Listed));
        prop_assert_eq!(merge(both, &required, &told(&hit)), Finding::Stop);
    }

    /// Requiring more never makes the finding better, except that an empty list vouches for nothing.
    #[test]
    fn requiring_more_never_clears(history in histories(), bits in 1_u8..8, more in 0_u8..8) {
        let numbers = imeis();
        let subject = Subject { imeis: &numbers, doubts: &[] };
        let less = merge(subject, &required_names(bits), &told(&history));
        let all = merge(subject, &required_names(bits | more), &told(&history));
        prop_assert!(all >= less);
    }
}
