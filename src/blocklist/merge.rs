//! Several lists as one: a base with its overlays, and the difference of two versions.
//!
//! The newest list that names a number decides. Everything streams: no list is held in memory.

use super::dictionary::{Interner, Translation};
use super::error::{BuildError, ListError};
use super::find::{Entries, List, Said};
use super::record::{Day, Entry, Status};
use crate::imei::Imei14;

/// Why a merge failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// A list cannot be read.
    #[error(transparent)]
    List(#[from] ListError),
    /// The result cannot be a list.
    #[error(transparent)]
    Build(#[from] BuildError),
}

impl MergeError {
    /// The next step.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::List(e) => e.advice(),
            Self::Build(e) => e.advice(),
        }
    }
}

/// A base and its overlays, oldest first, each on top of the version before it.
#[derive(Debug)]
pub struct Stack<P>(Vec<List<P>>);

impl<P: AsRef<[u8]>> Stack<P> {
    /// Puts overlays onto a base.
    pub fn new(base: List<P>, overlays: Vec<List<P>>) -> Result<Self, ListError> {
        if base.identity().changes.is_some() {
            return Err(ListError::OverlayAlone);
        }
        let mut version = base.identity().version;
        for overlay in &overlays {
            let changes = overlay.identity().changes.ok_or(ListError::NotAList)?;
            let same = overlay.identity().name == base.identity().name;
            if changes != version || !same {
                return Err(ListError::Chain { wanted: changes, found: version });
            }
            version = overlay.identity().version;
        }
        let mut lists = vec![base];
        lists.extend(overlays);
        Ok(Self(lists))
    }

    /// The lists, oldest first.
    pub fn lists(&self) -> &[List<P>] {
        &self.0
    }

    /// What the newest list that names the number says. A damaged page of any list that is asked
    /// is an error: what is below it may be out of date.
    pub fn find(&self, imei: &Imei14) -> Result<Said<'_>, ListError> {
        for list in self.0.iter().rev() {
            match list.find(imei)? {
                Said::Nothing => {}
                said => return Ok(said),
            }
        }
        Ok(Said::Nothing)
    }
}

/// The entries of a base with its overlays, ascending, without what was taken off.
#[derive(Debug)]
pub struct Folded<'a, P> {
    lists: Vec<Lane<'a, P>>,
}

#[derive(Debug)]
struct Lane<'a, P> {
    list: &'a List<P>,
    words: Translation,
    entries: Entries<'a, P>,
    head: Option<Entry>,
}

impl<'a, P: AsRef<[u8]>> Lane<'a, P> {
    fn new(list: &'a List<P>, interner: &mut Interner) -> Result<Self, MergeError> {
        let words = interner.adopt(list.dictionary())?;
        let mut lane = Self { list, words, entries: list.iter(), head: None };
        lane.step()?;
        Ok(lane)
    }

    fn step(&mut self) -> Result<(), ListError> {
        self.head = self.entries.next().transpose()?;
        Ok(())
    }

    /// The entry in the interner's numbers.
    fn translate(&self, entry: Entry) -> Result<Entry, ListError> {
        self.words.entry(entry).ok_or(ListError::Head("dictionary"))
    }
}

impl<'a, P: AsRef<[u8]>> Folded<'a, P> {
    /// The entries of `stack` in the numbers of `interner`.
    pub fn new(stack: &'a Stack<P>, interner: &mut Interner) -> Result<Self, MergeError> {
        let lists = stack.0.iter().map(|list| Lane::new(list, interner)).collect::<Result<_, _>>()?;
        Ok(Self { lists })
    }

    fn advance(&mut self) -> Result<Option<Entry>, MergeError> {
        loop {
            let Some(key) = self.lists.iter().filter_map(|lane| lane.head.map(|e| e.key)).min() else {
                return Ok(None);
            };
            let mut newest = None;
            for lane in &mut self.lists {
                if let Some(entry) = lane.head.filter(|entry| entry.key == key) {
                    let removed = lane.list.dictionary().status(entry.class) == Some(Status::Removed);
                    newest = if removed { None } else { Some(lane.translate(entry)?) };
                    lane.step()?;
                }
            }
            if newest.is_some() {
                return Ok(newest);
            }
        }
    }
}

impl<P: AsRef<[u8]>> Iterator for Folded<'_, P> {
    type Item = Result<Entry, MergeError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance().transpose()
    }
}

/// What turns one version into the next: entries that are new or changed, and removals.
#[derive(Debug)]
pub struct Difference<'a, P> {
    old: Lane<'a, P>,
    new: Lane<'a, P>,
    removed: (u16, u16),
}

impl<'a, P: AsRef<[u8]>> Difference<'a, P> {
    /// The changes from `old` to `new` in the numbers of `interner`.
    pub fn new(old: &'a List<P>, new: &'a List<P>, interner: &mut Interner) -> Result<Self, MergeError> {
        if old.identity().changes.is_some() || new.identity().changes.is_some() {
            return Err(ListError::OverlayAlone.into());
        }
        let removed = (interner.class(Status::Removed, "")?, interner.reporter("", "")?);
        Ok(Self { old: Lane::new(old, interner)?, new: Lane::new(new, interner)?, removed })
    }

    fn advance(&mut self) -> Result<Option<Entry>, MergeError> {
        loop {
            let (class, reporter) = self.removed;
            match (self.old.head, self.new.head) {
                (Some(old), new) if new.is_none_or(|new| old.key < new.key) => {
                    self.old.step()?;
                    return Ok(Some(Entry { key: old.key, class, reporter, day: Day::NONE }));
                }
                (old, Some(new)) => {
                    let after = self.new.translate(new)?;
                    self.new.step()?;
                    let Some(old) = old.filter(|old| old.key == new.key) else { return Ok(Some(after)) };
                    let before = self.old.translate(old)?;
                    self.old.step()?;
                    if before != after {
                        return Ok(Some(after));
                    }
                }
                (_, None) => return Ok(None),
            }
        }
    }
}

impl<P: AsRef<[u8]>> Iterator for Difference<'_, P> {
    type Item = Result<Entry, MergeError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance().transpose()
    }
}

/// Makes a list in memory: `entries` is called twice and must give the same both times.
pub fn encode<I, E>(identity: super::Identity, interner: &Interner, entries: impl Fn() -> I) -> Result<Vec<u8>, E>
where
    I: Iterator<Item = Result<Entry, E>>,
    E: From<BuildError>,
{
    let mut survey = super::Survey::new(identity)?;
    for entry in entries() {
        survey.add(entry?)?;
    }
    let mut encoder = super::Encoder::new(survey.finish(interner.dictionary())?);
    let mut pages = Vec::new();
    let mut take = |page: &[u8; super::bits::PAGE]| {
        pages.extend_from_slice(page);
        Ok::<(), E>(())
    };
    for entry in entries() {
        encoder.add(entry?, &mut take)?;
    }
    let ends = encoder.finish(&mut take)?;
    let mut out = ends.head.to_vec();
    out.extend(pages);
    out.extend(ends.tables);
    Ok(out)
}
