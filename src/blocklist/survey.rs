//! The first reading: counts what the codes are made from.

use super::crew::Crew;
use super::dictionary::Dictionary;
use super::error::BuildError;
use super::huffman::{LONGEST, LONGEST_DAY, SYMBOLS, lengths};
use super::model::{DAY_ESCAPE, DAYS, FIRST_REPORTER, Lengths, Token, pair_token, slot_token};
use super::record::{Entry, KEYS, Status};
use super::tally::{Counts, OpenTac, Tally, bump};
use super::{Identity, STRETCH};
use std::cmp::Reverse;

/// Counts a list's entries, in ascending order of their numbers.
#[derive(Debug)]
pub struct Survey {
    identity: Identity,
    entries: u64,
    last: Option<u64>,
    /// The stretch that is being filled, and the threads that count those that are full.
    stretch: Vec<Entry>,
    crew: Option<Crew<Vec<Entry>, Tally>>,
    classes: Vec<u64>,
    reporters: Vec<u64>,
    tokens: Counts,
    days: Vec<u64>,
    tacs: Vec<u32>,
    bases: Vec<u8>,
    /// The TAC that the next stretch may go on with.
    open: Option<OpenTac>,
}

impl Survey {
    /// A survey of the entries of the list `identity`.
    pub fn new(identity: Identity) -> Result<Self, BuildError> {
        identity.check()?;
        Ok(Self {
            identity,
            entries: 0,
            last: None,
            stretch: Vec::new(),
            crew: None,
            classes: Vec::new(),
            reporters: Vec::new(),
            tokens: Counts::new(),
            days: vec![0; DAYS],
            tacs: Vec::new(),
            bases: Vec::new(),
            open: None,
        })
    }

    /// Takes the next entry.
    #[inline]
    pub fn add(&mut self, entry: Entry) -> Result<(), BuildError> {
        if entry.key >= KEYS {
            return Err(BuildError::Key);
        }
        if self.last.is_some_and(|last| entry.key <= last) {
            return Err(BuildError::Order);
        }
        self.last = Some(entry.key);
        self.entries += 1;
        self.stretch.push(entry);
        if self.stretch.len() >= STRETCH {
            self.hand_over();
        }
        Ok(())
    }

    /// Lets the crew count the stretch.
    fn hand_over(&mut self) {
        let crew = self.crew.get_or_insert_with(|| Crew::new(|| Tally::of));
        if let Some(mut tally) = crew.give(std::mem::take(&mut self.stretch)) {
            self.stretch = std::mem::take(&mut tally.entries);
            self.stretch.clear();
            self.join(tally);
        }
        self.stretch.reserve(STRETCH);
    }

    /// Adds what was counted of the next stretch.
    fn join(&mut self, tally: Tally) {
        self.tokens.join(&tally.tokens);
        for (id, &count) in (0..).zip(&tally.reporters) {
            bump(&mut self.reporters, id, count);
        }
        self.days.iter_mut().zip(&tally.days).for_each(|(sum, count)| *sum += count);
        match &mut self.open {
            Some(open) if open.tac == tally.first.tac => open.days.extend(tally.first.days),
            _ => self.follow(tally.first),
        }
        if let Some(last) = tally.last {
            self.close_tac();
            self.tacs.extend(tally.whole.iter().map(|(tac, _)| tac));
            self.bases.extend(tally.whole.iter().map(|(_, base)| base));
            self.open = Some(last);
        }
    }

    fn follow(&mut self, next: OpenTac) {
        self.close_tac();
        self.open = Some(next);
    }

    fn close_tac(&mut self) {
        if let Some(open) = self.open.take() {
            self.tacs.push(open.tac);
            self.bases.push(open.close(&mut self.days));
        }
    }

    /// How many entries were taken.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// What the second reading needs. `dictionary` is the one that the entries' numbers belong to.
    pub fn finish(mut self, dictionary: &Dictionary) -> Result<Plan, BuildError> {
        if self.crew.is_some() && !self.stretch.is_empty() {
            self.hand_over();
        } else if !self.stretch.is_empty() {
            let rest = Tally::of(std::mem::take(&mut self.stretch));
            self.join(rest);
        }
        while let Some(tally) = self.crew.as_mut().and_then(Crew::take) {
            self.join(tally);
        }
        self.close_tac();
        for (token, count) in self.tokens.all() {
            bump(&mut self.classes, token >> 16, count);
        }
        let (classes, reporters) = (&dictionary.classes, &dictionary.reporters);
        if self.classes.len() > classes.len() || self.reporters.len() > reporters.len() {
            return Err(BuildError::Dictionary);
        }
        let (class_order, class_map) = order(&self.classes, classes);
        let (reporter_order, reporter_map) = order(&self.reporters, reporters);
        let pick = |id: &usize| classes.get(*id).cloned();
        let dictionary = Dictionary {
            classes: class_order.iter().filter_map(pick).collect(),
            reporters: reporter_order.iter().filter_map(|id| reporters.get(*id).cloned()).collect(),
        };
        let removed_of = |id: &usize| classes.get(*id).is_some_and(|class| class.status == Status::Removed);
        let removed = class_order.iter().filter(|id| removed_of(id)).filter_map(|&id| self.classes.get(id)).sum();
        if removed > 0 && self.identity.changes.is_none() {
            return Err(BuildError::RemovedInBase);
        }
        let lengths = code_lengths(&self.tokens, &self.days, &class_map, &reporter_map);
        Ok(Plan {
            identity: self.identity,
            entries: self.entries,
            removed,
            dictionary,
            class_map,
            reporter_map,
            lengths,
            tacs: self.tacs,
            bases: self.bases,
        })
    }
}

/// The ids in use, most frequent first, equals by their text; and each id's place among them.
fn order<T: Ord>(counts: &[u64], things: &[T]) -> (Vec<usize>, Vec<u16>) {
    let count = |id: &usize| counts.get(*id).copied().unwrap_or(0);
    let mut ids: Vec<usize> = (0..counts.len()).filter(|id| count(id) > 0).collect();
    ids.sort_by_key(|id| (Reverse(count(id)), things.get(*id)));
    let mut places = vec![u16::MAX; things.len()];
    for (place, &id) in ids.iter().enumerate() {
        if let (Some(slot), Ok(place)) = (places.get_mut(id), u16::try_from(place)) {
            *slot = place;
        }
    }
    (ids, places)
}

/// The most frequent tokens get codes of their own, the rest share the escape.
fn code_lengths(counts: &Counts, days: &[u64], class_map: &[u16], reporter_map: &[u16]) -> Lengths {
    let mut tokens: Vec<(u64, Token)> =
        counts.all().map(|(token, n)| (n, place(token, class_map, reporter_map))).collect();
    tokens.sort_by_key(|&(count, token)| (Reverse(count), token));
    let rest: u64 = tokens.iter().skip(SYMBOLS - 1).map(|(count, _)| count).sum();
    tokens.truncate(SYMBOLS - 1);
    tokens.sort_by_key(|&(_, token)| token);
    let mut weights = vec![rest.max(1)];
    weights.extend(tokens.iter().map(|(count, _)| count));
    let mut days = days.to_vec();
    // Blocks are laid differently than they were counted, never days: but a page's codes must
    // hold any day, so the escape always has a code.
    if let Some(escape) = days.get_mut(DAY_ESCAPE) {
        *escape = (*escape).max(1);
    }
    Lengths {
        tokens: tokens.into_iter().map(|(_, token)| token).collect(),
        of_tokens: lengths(&weights, LONGEST),
        of_days: lengths(&days, LONGEST_DAY),
    }
}

/// A counted token in the final numbers.
fn place(token: Token, class_map: &[u16], reporter_map: &[u16]) -> Token {
    let at = |map: &[u16], id: u32| usize::try_from(id).ok().and_then(|id| map.get(id)).copied().unwrap_or(u16::MAX);
    let class = at(class_map, token >> 16);
    match (token & 0xffff).checked_sub(FIRST_REPORTER) {
        Some(reporter) => pair_token(class, at(reporter_map, reporter)),
        None => slot_token(class, token & 0xffff),
    }
}

/// What the encoder needs to know of all entries before the first.
#[derive(Debug)]
pub struct Plan {
    pub(crate) identity: Identity,
    pub(crate) entries: u64,
    pub(crate) removed: u64,
    pub(crate) dictionary: Dictionary,
    pub(crate) class_map: Vec<u16>,
    pub(crate) reporter_map: Vec<u16>,
    pub(crate) lengths: Lengths,
    pub(crate) tacs: Vec<u32>,
    pub(crate) bases: Vec<u8>,
}
