//! Which entries belong together, and which are due to be erased.

use crate::app::AppError;
use crate::app::lists::progress::Progress;
use crate::config::Paths;
use crate::effects::Recorder;
use crate::ledger::archive::Archive;
use crate::ledger::leaf::{EntryId, Leaf};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Members that name another entry of the same matter. `staff` is none: a shift is not a check.
const JOINING: [&str; 5] = ["check", "joins", "corrects", "deal", "recheck"];
/// Members that name a person's entry, which is kept as long as what it stands for.
const NAMING: [&str; 2] = ["staff", "second"];

/// Where an entry stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Number of an earlier epoch; `None` for the present register.
    pub(super) epoch: Option<u64>,
    /// Index in its register.
    pub(super) index: u64,
    /// Its id.
    pub(super) id: EntryId,
    /// Its kind.
    pub(super) kind: String,
}

/// Entries that go together: a check, its answers, its corrections.
#[derive(Debug)]
pub(super) struct Chain {
    /// Those of which the vault holds anything, oldest first.
    pub(super) entries: Vec<Place>,
    /// Time of the newest entry of the chain, or of one that names it.
    pub(super) newest: DateTime<Utc>,
    /// Whether the handset is on hold: then the time alone erases nothing.
    pub(super) held: bool,
    /// Whether the shop acquired something: then the law of the place may want it kept.
    pub(super) acquired: bool,
}

/// One entry while chains are made.
struct Node {
    parent: usize,
    place: Option<Place>,
    newest: DateTime<Utc>,
    held: bool,
    acquired: bool,
}

/// Entries and what joins them.
#[derive(Default)]
struct Web {
    nodes: Vec<Node>,
    by_id: HashMap<EntryId, usize>,
    /// Stock numbers, by the deal that brought them in.
    items: HashMap<u64, usize>,
}

/// All chains of which the vault holds anything, oldest first.
pub(super) fn chains(recorder: &Recorder, paths: &Paths) -> Result<Vec<Chain>, AppError> {
    let mut web = Web::default();
    for archive in Archive::readable(paths.root()) {
        archive.from(0, &mut |index, bytes| web.take(Some(archive.number()), index, bytes))?;
    }
    let size = recorder.store.len()?;
    let bar = Progress::new("reading the register", Some(size));
    recorder.store.range(0..size, &mut |index, bytes| {
        web.take(None, index, bytes);
        if index % 1024 == 0 {
            bar.at(index);
        }
        true
    })?;
    drop(bar);
    web.hold(recorder)?;
    Ok(web.chains(&recorder.vault.held()?))
}

impl Web {
    fn take(&mut self, epoch: Option<u64>, index: u64, bytes: &[u8]) {
        // What cannot be read names nobody; `verify` tells of it.
        let Ok(leaf) = Leaf::parse(bytes) else { return };
        let own = self.node(leaf.entry_id, leaf.at);
        let kind = leaf.kind.word().to_owned();
        let named = |name: &str| leaf.plain.get(name).and_then(Value::as_str).and_then(|id| id.parse().ok());
        for other in NAMING.iter().filter_map(|name| named(name)) {
            let other = self.node(other, leaf.at);
            let root = self.root(other);
            self.nodes[root].newest = self.nodes[root].newest.max(leaf.at);
        }
        for other in JOINING.iter().filter_map(|name| named(name)) {
            let other = self.node(other, leaf.at);
            self.join(own, other);
        }
        self.deal(&leaf, own);
        let root = self.root(own);
        match kind.as_str() {
            "held" => self.nodes[root].held = true,
            "released" => self.nodes[root].held = false,
            "marked" | "deal_signed" => self.nodes[root].acquired = true,
            _ => {}
        }
        self.nodes[root].newest = self.nodes[root].newest.max(leaf.at);
        self.nodes[own].place = Some(Place { epoch, index, id: leaf.entry_id, kind });
    }

    /// A deal goes with the checks of its lines, and with what became of its items. A sale has people of
    /// its own and may be of many deals: it goes with none.
    fn deal(&mut self, leaf: &Leaf, own: usize) {
        for line in leaf.plain.get("lines").and_then(Value::as_array).into_iter().flatten() {
            if let Some(item) = line.get("item").and_then(Value::as_u64) {
                self.items.entry(item).or_insert(own);
            }
            let more = line.get("checks").and_then(Value::as_array).into_iter().flatten();
            let checks: Vec<EntryId> =
                line.get("check").into_iter().chain(more).filter_map(|id| id.as_str()?.parse().ok()).collect();
            for check in checks {
                let check = self.node(check, leaf.at);
                self.join(own, check);
            }
        }
        let item = leaf.plain.get("item").and_then(Value::as_u64);
        if let Some(deal) = item.and_then(|item| self.items.get(&item).copied()) {
            self.join(own, deal);
        }
    }

    /// Whether something is held the stock knows best: a hold may have ended by itself, and another one
    /// may bind beside the one that was lifted.
    fn hold(&mut self, recorder: &Recorder) -> Result<(), AppError> {
        let now = crate::app::shop::now().wall;
        let mut holds: HashMap<usize, bool> = HashMap::new();
        for item in recorder.stock.goods_all()? {
            for id in [Some(item.entry), item.check].into_iter().flatten() {
                if let Some(node) = self.by_id.get(&id).copied() {
                    *holds.entry(self.root(node)).or_default() |= item.is_held(now);
                }
            }
        }
        for (root, held) in holds {
            self.nodes[root].held = held;
        }
        Ok(())
    }

    fn node(&mut self, id: EntryId, at: DateTime<Utc>) -> usize {
        let next = self.nodes.len();
        let node = *self.by_id.entry(id).or_insert(next);
        if node == next {
            self.nodes.push(Node { parent: node, place: None, newest: at, held: false, acquired: false });
        }
        node
    }

    fn root(&mut self, mut node: usize) -> usize {
        while self.nodes[node].parent != node {
            let above = self.nodes[self.nodes[node].parent].parent;
            self.nodes[node].parent = above;
            node = above;
        }
        node
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.nodes[one].parent = other;
        self.nodes[other].newest = self.nodes[one].newest.max(self.nodes[other].newest);
        self.nodes[other].held |= self.nodes[one].held;
        self.nodes[other].acquired |= self.nodes[one].acquired;
    }

    fn chains(mut self, held: &HashSet<EntryId>) -> Vec<Chain> {
        let mut chains: BTreeMap<usize, Vec<Place>> = BTreeMap::new();
        for node in 0..self.nodes.len() {
            if let Some(place) = self.nodes[node].place.take_if(|place| held.contains(&place.id)) {
                let root = self.root(node);
                chains.entry(root).or_default().push(place);
            }
        }
        let mut chains: Vec<Chain> = chains
            .into_iter()
            .map(|(root, mut entries)| {
                entries.sort_by_key(|place| (place.epoch.unwrap_or(u64::MAX), place.index));
                let Node { newest, held, acquired, .. } = self.nodes[root];
                Chain { entries, newest, held, acquired }
            })
            .collect();
        chains.sort_by_key(|chain| chain.entries.first().map(|p| (p.epoch.unwrap_or(u64::MAX), p.index)));
        chains
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Moment;
    use crate::ledger::leaf::{Commitments, Draft, LeafKind, Stamp, to_bytes};

    fn leaf(web: &mut Web, index: u64, kind: &str, day: u32, names: &[(&str, u128)]) {
        let at = Moment::new(format!("2026-05-{day:02}T10:00:00Z").parse().unwrap(), 1);
        let mut draft = Draft::new(EntryId::from_u128(u128::from(index)), kind.parse::<LeafKind>().unwrap(), at);
        for (name, id) in names {
            draft = draft.with(name, EntryId::from_u128(*id).to_string());
        }
        web.take(None, index, &to_bytes(&draft, &Stamp::default(), &Commitments::new()).unwrap());
    }

    fn day(chain: &Chain) -> String {
        chain.newest.format("%d").to_string()
    }

    #[test]
    fn a_check_goes_with_its_answers_and_a_shift_stays_as_long_as_what_names_it() {
        let mut web = Web::default();
        leaf(&mut web, 0, "staff_on", 1, &[]);
        leaf(&mut web, 1, "check_started", 1, &[("staff", 0)]);
        leaf(&mut web, 2, "check_answered", 1, &[("staff", 0), ("check", 1)]);
        leaf(&mut web, 3, "check_started", 2, &[("staff", 0)]);
        leaf(&mut web, 4, "check_answered", 2, &[("check", 3), ("joins", 1)]);
        leaf(&mut web, 5, "check_started", 3, &[("staff", 0)]);
        leaf(&mut web, 6, "corrected", 9, &[("corrects", 2)]);
        let held = [0, 1, 2, 3, 4, 5].map(EntryId::from_u128).into();
        let chains = web.chains(&held);
        let indexes: Vec<Vec<u64>> = chains.iter().map(|c| c.entries.iter().map(|p| p.index).collect()).collect();
        assert_eq!(indexes, [vec![0], vec![1, 2, 3, 4], vec![5]]);
        assert_eq!(chains.iter().map(day).collect::<Vec<_>>(), ["03", "09", "03"], "a correction is the newest word");
    }

    #[test]
    fn what_is_on_hold_is_told() {
        let mut web = Web::default();
        for check in [0, 1] {
            leaf(&mut web, check, "check_started", 1, &[]);
            leaf(&mut web, check + 10, "held", 2, &[("check", u128::from(check))]);
        }
        leaf(&mut web, 20, "released", 3, &[("check", 1)]);
        let held: HashSet<_> = [0, 1].map(EntryId::from_u128).into();
        assert_eq!(web.chains(&held).iter().map(|c| c.held).collect::<Vec<_>>(), [true, false]);
    }
}
