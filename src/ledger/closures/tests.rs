//! Closures as an honest shop writes them, and every way to make them lie.

use super::*;
use crate::ledger::leaf::{Commitments, EntryId, Stamp, to_bytes};
use crate::ledger::tree::Frontier;
use crate::ledger::tree::leaf_hash;
use serde_json::json;

const ZONE: Tz = chrono_tz::Europe::Paris;

/// A register in the making, with a clock that the test sets.
#[derive(Clone)]
struct Register {
    leaves: Vec<Vec<u8>>,
    now: DateTime<Utc>,
    carry: Option<Carry>,
    training: bool,
}

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00Z").parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl Register {
    fn new(now: &str) -> Self {
        let mut register = Self { leaves: Vec::new(), now: at(now), carry: None, training: false };
        register.add(LeafKind::Opened, &json!({}));
        register
    }

    fn at(&mut self, now: &str) -> &mut Self {
        self.now = at(now);
        self
    }

    fn push(&mut self, draft: &Draft) {
        let stamp = Stamp { training: self.training, ..Stamp::default() };
        self.leaves.push(to_bytes(draft, &stamp, &Commitments::new()).unwrap());
    }

    fn add(&mut self, kind: LeafKind, plain: &Value) -> &mut Self {
        let id = EntryId::from_u128(self.leaves.len() as u128 + 1);
        let mut draft = Draft::new(id, kind, Moment::new(self.now, 0));
        draft.plain = plain.as_object().cloned().unwrap_or_default();
        self.push(&draft);
        self
    }

    /// A check that ends with this finding.
    fn check(&mut self, finding: &str) -> &mut Self {
        let id = EntryId::from_u128(self.leaves.len() as u128 + 1).to_string();
        self.add(LeafKind::CheckStarted, &json!({}));
        self.add(LeafKind::CheckAnswered, &json!({ "check": id, "finding": finding }))
    }

    fn tree(&self) -> Tree {
        let mut frontier = Frontier::default();
        self.leaves.iter().for_each(|leaf| frontier.push(leaf_hash(leaf)));
        Tree { size: frontier.size(), root: frontier.root() }
    }

    fn standing(&self) -> Standing {
        let mut standing = Standing::new(self.carry.clone()).with_days(ZONE, day_of(self.now, ZONE));
        self.leaves.iter().for_each(|bytes| standing.take(&Leaf::parse(bytes).unwrap()));
        standing
    }

    fn plan(&self, today_too: bool) -> Plan {
        self.standing().plan(day_of(self.now, ZONE), today_too, 1000)
    }

    /// Closes what is due, as the program does it; returns the days.
    fn close(&mut self, today_too: bool) -> Vec<String> {
        let mut days = Vec::new();
        for span in self.plan(today_too).spans {
            let closure = self.standing().closure(span, self.tree(), ZONE, None);
            let late = day_of(self.now, ZONE) > span.day;
            let id = EntryId::from_u128(self.leaves.len() as u128 + 1);
            self.push(&closure.draft(id, Moment::new(self.now, 0), late));
            days.push(format!("{}{}", span.day, if late { " late" } else { "" }));
        }
        days
    }

    fn faults(&self) -> Vec<Fault> {
        check(self.leaves.iter().map(Vec::as_slice), self.carry.clone()).into_iter().map(|f| f.fault).collect()
    }

    fn closures(&self) -> Vec<Closure> {
        self.leaves.iter().filter_map(|bytes| Closure::of(&Leaf::parse(bytes).unwrap())).collect()
    }

    /// Rewrites the members of the closure at this index, as the owner of the machine can.
    fn forge(&mut self, index: usize, change: impl FnOnce(&mut Value)) {
        let mut leaf: Value = serde_json::from_slice(&self.leaves[index]).unwrap();
        change(&mut leaf);
        self.leaves[index] = serde_json::to_vec(&leaf).unwrap();
    }
}

/// Three days: two closed in time, one not yet.
fn shop() -> Register {
    let mut shop = Register::new("2026-05-04T08:00");
    shop.check("not_listed").check("stop").add(LeafKind::Displayed, &json!({}));
    shop.at("2026-05-04T16:00").close(true);
    shop.at("2026-05-05T09:00").check("not_checked").add(LeafKind::Corrected, &json!({}));
    shop.at("2026-05-05T16:00").close(true);
    shop.at("2026-05-06T09:00").check("stop");
    shop
}

#[test]
fn days_are_closed_with_counts_and_totals() {
    let shop = shop();
    assert_eq!(shop.faults(), []);
    let closures = shop.closures();
    let [first, second] = closures.as_slice() else { panic!("{closures:?}") };
    assert_eq!((first.day, first.from, first.to, first.previous), (day("2026-05-04"), 0, 6, None));
    assert_eq!((second.day, second.from, second.to), (day("2026-05-05"), 6, 10));
    assert_eq!(first.counts, Counts { checks: 2, hits: 1, displays: 1, ..Counts::default() });
    assert_eq!(second.totals, Counts { checks: 3, hits: 1, corrections: 1, displays: 1, ..Counts::default() });
    assert_eq!(second.previous, Some(first.day));
}

#[test]
fn the_leaf_says_what_the_written_format_says() {
    let shop = shop();
    let leaf: Value = serde_json::from_slice(&shop.leaves[6]).unwrap();
    let names: Vec<_> = leaf.as_object().unwrap().keys().skip(9).cloned().collect();
    let page = include_str!("../../../docs/leaf-format.md");
    let (_, section) = page.split_once("\n## Closures\n").unwrap();
    for name in &names {
        assert!(section.contains(&format!("`{name}`")), "{name}");
    }
    let counts: Vec<_> = leaf["counts"].as_object().unwrap().keys().map(|name| format!("| `{name}` |")).collect();
    let mut rest = section;
    for row in counts {
        rest = rest.split_once(&row).unwrap_or_else(|| panic!("{row} is missing or out of order")).1;
    }
    assert_eq!(leaf["kind"], "closed");
    assert_eq!(leaf["checkpoint"]["size"], 6);
}

#[test]
fn days_on_which_nothing_happened_are_closed_late() {
    let mut shop = shop();
    let days = shop.at("2026-05-09T07:00").close(false);
    assert_eq!(days, ["2026-05-06 late", "2026-05-07 late", "2026-05-08 late"]);
    assert_eq!(shop.faults(), []);
    let closures = shop.closures();
    let spans: Vec<_> = closures.iter().map(|c| (c.from, c.to, c.counts.checks, c.totals.checks)).collect();
    // The closure leaf itself is covered by the next day.
    assert_eq!(spans[2..], [(10, 13, 1, 4), (13, 13, 0, 4), (13, 13, 0, 4)]);
    assert_eq!(shop.close(false), Vec::<String>::new(), "nothing is left");
    assert_eq!(shop.close(true), ["2026-05-09"]);
    assert_eq!(shop.faults(), []);
}

#[test]
fn late_closures_divide_the_leaves_at_the_shops_midnight() {
    let mut shop = Register::new("2026-05-04T08:00");
    shop.close(true);
    // 23:30 and 00:30 in Paris.
    shop.at("2026-05-05T21:30").check("not_listed");
    shop.at("2026-05-05T22:30").check("not_listed").check("stop");
    shop.at("2026-05-08T09:00").close(false);
    let checks: Vec<_> = shop.closures().iter().map(|c| (c.day.to_string(), c.counts.checks)).collect();
    let expected = [("2026-05-04", 0), ("2026-05-05", 1), ("2026-05-06", 2), ("2026-05-07", 0)];
    assert_eq!(checks, expected.map(|(day, n)| (day.to_owned(), n)));
    assert_eq!(shop.faults(), []);
}

#[test]
fn daylight_saving_neither_doubles_nor_skips_a_day() {
    let mut shop = Register::new("2026-03-27T08:00");
    for now in ["2026-03-27T22:59", "2026-03-28T22:59", "2026-03-29T21:59", "2026-03-30T21:59"] {
        assert_eq!(shop.at(now).check("not_listed").close(true).len(), 1, "{now}");
    }
    for now in ["2026-03-30T22:01", "2026-10-24T21:59", "2026-10-25T22:59", "2026-10-26T22:59"] {
        shop.at(now).close(true);
    }
    let days: Vec<_> = shop.closures().iter().map(|c| c.day).collect();
    assert!(days.windows(2).all(|pair| pair[0].succ_opt() == Some(pair[1])), "{days:?}");
    assert_eq!(days.len(), 3 + 1 + (31 - 30) + 30 + 31 + 30 + 31 + 31 + 30 + 26);
    assert_eq!(shop.faults(), []);
}

#[test]
fn a_clock_that_steps_back_closes_no_day_twice() {
    let mut shop = shop();
    assert_eq!(shop.close(true), ["2026-05-06"]);
    for now in ["2026-05-06T20:00", "2026-05-05T09:00", "1970-01-01T00:00"] {
        assert!(shop.at(now).check("not_listed").close(true).is_empty(), "{now}");
        assert!(shop.close(false).is_empty(), "{now}");
    }
    // What was done under the wrong clock counts for the next day that is closed.
    assert_eq!(shop.at("2026-05-07T09:00").close(true), ["2026-05-07"]);
    assert_eq!(shop.closures().last().unwrap().counts.checks, 3);
    assert_eq!(shop.faults(), []);
}

#[test]
fn a_clock_that_was_ahead_for_a_moment_moves_no_entry_into_another_day() {
    let mut shop = shop();
    shop.at("2036-01-01T09:00").check("not_listed");
    shop.at("2026-05-06T10:00").check("not_listed");
    shop.at("2026-05-07T10:00").check("not_listed");
    assert_eq!(shop.at("2026-05-08T09:00").close(false).len(), 2);
    let checks: Vec<_> = shop.closures().iter().map(|c| c.counts.checks).collect();
    assert_eq!(checks, [2, 1, 3, 1]);
    assert_eq!(shop.faults(), []);
}

#[test]
fn a_clock_that_is_years_ahead_closes_nothing_unasked() {
    let mut shop = shop();
    shop.at("2036-05-06T10:00");
    let plan = shop.standing().plan(day_of(shop.now, ZONE), false, 62);
    assert!(plan.spans.is_empty() && plan.due > 3000, "{plan:?}");
}

#[test]
fn a_register_without_closures_is_sound_and_its_first_closure_covers_everything() {
    let mut old = Register::new("2025-01-07T08:00");
    old.check("stop").at("2025-06-01T08:00").check("stop");
    assert_eq!(old.faults(), []);
    assert_eq!(old.at("2026-05-04T07:00").close(false), ["2026-05-03 late"]);
    let first = &old.closures()[0];
    assert_eq!((first.from, first.to, first.counts.hits, first.previous), (0, 5, 2, None));
    assert_eq!(old.faults(), []);
    let mut new = Register::new("2026-05-04T08:00");
    assert_eq!(new.close(false), Vec::<String>::new(), "a register of today has no day behind it");
}

#[test]
fn training_is_counted_apart() {
    let mut shop = shop();
    shop.training = true;
    shop.add(LeafKind::TrainingOn, &json!({})).check("stop").check("stop");
    shop.add(LeafKind::TrainingOff, &json!({}));
    shop.training = false;
    shop.check("not_listed").close(true);
    let last = shop.closures().pop().unwrap();
    assert_eq!((last.counts.checks, last.counts.hits), (2, 1));
    assert_eq!((last.training_counts.checks, last.training_counts.hits), (2, 2));
    assert_eq!((last.totals.checks, last.totals.hits), (5, 2));
    assert_eq!(shop.faults(), []);
}

#[test]
fn a_check_hidden_as_training_is_found() {
    let mut shop = shop();
    shop.training = true;
    shop.check("stop");
    shop.training = false;
    assert_eq!(shop.faults(), [Fault::NotInTraining, Fault::NotInTraining]);
    shop.training = true;
    shop.add(LeafKind::TrainingOn, &json!({})).add(LeafKind::TrainingOff, &json!({})).check("stop");
    assert_eq!(shop.faults().len(), 4, "after the end of training too");
}

#[test]
fn a_check_that_found_a_hit_twice_is_one_hit() {
    let mut shop = Register::new("2026-05-04T08:00");
    shop.check("stop");
    let id = EntryId::from_u128(2).to_string();
    shop.add(LeafKind::CheckAnswered, &json!({ "check": id, "finding": "stop", "recheck": true }));
    shop.add(LeafKind::CheckDropped, &json!({ "check": id, "why": "dropped_by_clerk" }));
    shop.add(LeafKind::CheckDropped, &json!({ "check": id, "why": "interrupted" }));
    shop.add(LeafKind::Other("marked".to_owned()), &json!({ "check": id }));
    shop.add(LeafKind::Other("erased".to_owned()), &json!({})).close(true);
    let found = shop.closures()[0].counts;
    assert_eq!(found, Counts { checks: 1, hits: 1, purchases: 1, refusals: 1, erasures: 1, ..Counts::default() });
}

#[test]
fn totals_go_on_in_the_next_epoch() {
    let old = shop();
    let mut audit = Audit::default();
    old.leaves.iter().for_each(|bytes| {
        audit.leaf(Leaf::parse(bytes).ok().as_ref(), &mut || [0; 32]);
    });
    let carry = audit.end("log/1");
    assert_eq!((carry.carried.size, carry.carried.totals.checks, carry.day), (13, 4, Some(day("2026-05-05"))));
    let mut new = Register::new("2026-05-08T08:00");
    new.carry = Some(carry.clone());
    assert_eq!(new.check("stop").close(true), ["2026-05-06 late", "2026-05-07 late", "2026-05-08"]);
    assert_eq!(new.faults(), []);
    let closures = new.closures();
    assert_eq!(closures[0].carried.as_ref(), Some(&carry.carried));
    assert_eq!((closures[0].totals.checks, closures[2].totals.checks, closures[1].carried.is_some()), (4, 5, false));
    // Read alone, what it carries over is believed; beside the old epoch, it is compared.
    new.carry = None;
    assert_eq!(new.faults(), []);
    let mut other = carry;
    other.carried.totals.hits += 1;
    new.carry = Some(other);
    assert_eq!(new.faults(), [Fault::Carried]);
}

#[test]
fn a_missing_day_is_found() {
    let mut shop = shop();
    shop.at("2026-05-09T09:00");
    for span in shop.plan(false).spans.into_iter().skip(2) {
        let span = Span { from: shop.standing().open_from(), ..span };
        let closure = shop.standing().closure(span, shop.tree(), ZONE, None);
        shop.push(&closure.draft(EntryId::from_u128(99), Moment::new(shop.now, 0), true));
    }
    let (after, day) = (day("2026-05-05"), day("2026-05-08"));
    assert_eq!(shop.faults(), [Fault::Missing { after, day, days: 2 }]);
}

#[test]
fn a_closure_deleted_is_a_missing_day() {
    let mut shop = shop();
    shop.at("2026-05-06T18:00").close(true);
    shop.leaves.remove(10);
    let faults = shop.faults();
    assert!(faults.iter().any(|f| matches!(f, Fault::Missing { days: 1, .. })), "{faults:?}");
    assert!(faults.iter().any(|f| matches!(f, Fault::Range { .. })), "{faults:?}");
}

#[test]
fn every_lie_of_a_closure_is_found() {
    let lies: [(&str, Value, Fault); 12] = [
        ("/counts/checks", json!(0), Fault::Counts { name: "checks", said: 0, found: 1 }),
        ("/counts/corrections", json!(0), Fault::Counts { name: "corrections", said: 0, found: 1 }),
        ("/training_counts/hits", json!(1), Fault::Training { name: "hits", said: 1, found: 0 }),
        ("/totals/hits", json!(0), Fault::Totals { name: "hits", said: 0, found: 1 }),
        ("/checkpoint/root", json!(STANDARD.encode([0; 32])), Fault::Checkpoint),
        ("/checkpoint/size", json!(9), Fault::Checkpoint),
        ("/from", json!(7), Fault::Range { from: 7, to: 10, begin: 6 }),
        ("/to", json!(12), Fault::Range { from: 6, to: 12, begin: 6 }),
        ("/previous", json!("2026-05-03"), Fault::Previous),
        ("/carried", json!({ "origin": "x", "size": 1, "totals": Counts::default() }), Fault::Carried),
        ("/day", json!("2026-05-04"), Fault::Again { after: day("2026-05-04"), day: day("2026-05-04") }),
        ("/rules", json!(2), Fault::Rules { rules: 2 }),
    ];
    for (place, lie, fault) in lies {
        let mut shop = shop();
        shop.forge(10, |leaf| *leaf.pointer_mut(place).unwrap() = lie);
        let faults = shop.faults();
        assert!(faults.contains(&fault), "{place}: {faults:?}");
    }
    for name in ["day", "zone", "from", "to", "counts", "totals", "training_counts", "checkpoint", "rules"] {
        let mut shop = shop();
        shop.forge(10, |leaf| {
            leaf.as_object_mut().unwrap().shift_remove(name);
        });
        assert!(shop.faults().contains(&Fault::Malformed), "{name}");
    }
    let mut shop = shop();
    shop.forge(10, |leaf| leaf["day"] = json!("2026-05-07"));
    assert!(shop.faults().iter().any(|f| matches!(f, Fault::Time { .. })), "closed before it began");
}

#[test]
fn a_late_closure_that_does_not_say_so_is_found() {
    let mut shop = shop();
    shop.at("2026-05-07T09:00").close(false);
    shop.forge(13, |leaf| leaf["kind"] = json!("closed"));
    let (day, written) = (day("2026-05-06"), day("2026-05-07"));
    assert_eq!(shop.faults(), [Fault::Time { day, written }]);
}

#[test]
fn an_entry_deleted_before_a_closure_shows_in_its_counts() {
    let mut shop = shop();
    shop.leaves.drain(3..5);
    let faults = shop.faults();
    assert!(faults.contains(&Fault::Checkpoint), "{faults:?}");
}

#[test]
fn walking_on_from_a_closure_gives_the_same_as_from_the_start() {
    let mut shop = shop();
    shop.at("2026-05-07T11:00").check("stop");
    let index = 10;
    let closure = Closure::of(&Leaf::parse(&shop.leaves[index]).unwrap()).unwrap();
    let mut standing = Standing::after(index as u64, closure).with_days(ZONE, day_of(shop.now, ZONE));
    for bytes in &shop.leaves[usize::try_from(standing.size).unwrap()..] {
        standing.take(&Leaf::parse(bytes).unwrap());
    }
    let today = day_of(shop.now, ZONE);
    assert_eq!(standing.plan(today, true, 9), shop.plan(true));
    assert_eq!(standing.end("x"), shop.standing().end("x"));
}

#[test]
fn hostile_closures_do_no_harm() {
    let mut shop = shop();
    for lie in [u64::MAX, 1 << 62] {
        shop.forge(6, |leaf| {
            leaf["to"] = json!(lie);
            leaf["totals"]["checks"] = json!(u64::MAX);
            leaf["counts"]["checks"] = json!(u64::MAX);
            leaf["day"] = json!("-262143-01-01");
        });
        assert!(!shop.faults().is_empty());
    }
    shop.forge(6, |leaf| leaf["day"] = json!("not a day"));
    assert!(shop.faults().contains(&Fault::Malformed));
}

#[test]
fn mutated_leaves_never_make_the_check_fall_over() {
    let mut shop = shop();
    shop.at("2026-05-09T07:00").close(false);
    // A fixed generator, so that a failure can be repeated.
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below as u64).unwrap()
    };
    for _ in 0..3000 {
        let mut leaves = shop.leaves.clone();
        let leaf = next(leaves.len());
        match next(4) {
            0 => leaves.swap(leaf, 0),
            1 => drop(leaves.remove(leaf)),
            2 => leaves.insert(leaf, leaves[leaf].clone()),
            _ => {
                let at = next(leaves[leaf].len());
                leaves[leaf][at] = b"0123456789{}[],:\"-nt"[next(20)];
            }
        }
        let changed = leaves != shop.leaves;
        let covered = leaf < 12 && changed;
        let findings = check(leaves.iter().map(Vec::as_slice), None);
        // Whatever stands before a closure is in the tree that it names.
        assert!(!covered || !findings.is_empty(), "leaf {leaf} was changed unseen");
    }
}
