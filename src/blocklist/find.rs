//! A list as bytes, and what it says about a handset.

use super::Identity;
use super::bits::PAGE;
use super::dictionary::Dictionary;
use super::error::ListError;
use super::groups::{Group, Groups};
use super::head::Head;
use super::model::{Lengths, Tables};
use super::page::{Context, Damage, Page, Value, is_whole};
use super::record::{Entry, Record, SERIALS, Status, key_of};
use crate::imei::Imei14;
use std::sync::atomic::{AtomicU64, Ordering};

/// How often a page's checksum is held against its bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// At every look-up: also what happens to the file while it is open is noticed.
    #[default]
    Never,
    /// At the first look-up that needs the page: for passes over millions of numbers.
    Checked,
}

/// What a list says about a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said<'a> {
    /// It lists it.
    Listed(Record<'a>),
    /// An overlay took it off.
    Removed(Record<'a>),
    /// It does not name it.
    Nothing,
}

/// A list whose pages lie in `P`: memory, or a map of a file.
pub struct List<P> {
    head: Head,
    seed: u32,
    dictionary: Dictionary,
    tables: Tables,
    groups: Groups,
    whole: P,
    trust: Trust,
    checked_pages: Checked,
    checked_groups: Checked,
}

/// Where a list's parts lie in its file, read from its first page.
#[derive(Clone, Debug)]
pub struct Layout(Head);

impl Layout {
    /// Reads a list's first page; `length` is the file's. No table is larger than the file.
    pub fn read(first: &[u8], length: u64) -> Result<Self, ListError> {
        let head = Head::read(first)?;
        if head.length() != length {
            return Err(ListError::Length { expected: head.length(), found: length });
        }
        Ok(Self(head))
    }

    /// Where the tables begin, in bytes; they reach to the end.
    pub fn tables_at(&self) -> u64 {
        self.0.tables_at()
    }
}

impl<P: AsRef<[u8]>> List<P> {
    /// Opens a list from its parts. `whole` is the whole file, of which only pages are looked at.
    pub fn open(layout: Layout, tables: &[u8], whole: P, trust: Trust) -> Result<Self, ListError> {
        let head = layout.0;
        let found = whole.as_ref().len() as u64;
        if found != head.length() {
            return Err(ListError::Length { expected: head.length(), found });
        }
        if tables.len() as u64 != head.table_bytes() || crc32c::crc32c(tables) != head.tables_crc {
            return Err(ListError::Head("table"));
        }
        let [dictionary, codes] = head.tables.map(|bytes| bytes as usize);
        let (directory, rest) = tables.split_at(tables.len().saturating_sub(dictionary + codes));
        let (dictionary, codes) = rest.split_at_checked(dictionary).ok_or(ListError::Head("table"))?;
        let groups = Groups::read(directory, head.tacs, head.pages).ok_or(ListError::Head("list of device types"))?;
        let dictionary = Dictionary::read(dictionary)?;
        let (classes, reporters) = dictionary.sizes();
        let tables = Lengths::read(codes, classes, reporters)?.tables()?;
        Ok(Self {
            seed: head.identity.seed(),
            dictionary,
            tables,
            checked_pages: Checked::new(head.pages as usize),
            checked_groups: Checked::new(groups.len()),
            groups,
            head,
            whole,
            trust,
        })
    }

    /// Which list it is.
    pub fn identity(&self) -> &Identity {
        &self.head.identity
    }

    /// How many numbers it names, removals included.
    pub fn entries(&self) -> u64 {
        self.head.entries
    }

    /// How many numbers it takes off; 0 for a whole list.
    pub fn removed(&self) -> u64 {
        self.head.removed
    }

    /// Bytes of the whole list.
    pub fn bytes(&self) -> u64 {
        self.head.length()
    }

    /// What its entries' numbers stand for.
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// How many pages it has.
    pub fn pages(&self) -> u32 {
        self.head.pages
    }

    fn context(&self) -> Context<'_> {
        let (classes, reporters) = self.dictionary.sizes();
        Context { tables: &self.tables, classes, reporters, block: usize::from(self.head.block) }
    }

    /// What the list says about a number. A damaged page is an error for every number it covers.
    pub fn find(&self, imei: &Imei14) -> Result<Said<'_>, ListError> {
        self.find_key(key_of(imei))
    }

    /// The same by the number's key.
    pub fn find_key(&self, key: u64) -> Result<Said<'_>, ListError> {
        let Some(value) = self.value(key)? else { return Ok(Said::Nothing) };
        let record = self.dictionary.resolve(value.class, value.reporter, value.day);
        let record = record.ok_or(ListError::Head("dictionary"))?;
        Ok(if record.status == Status::Removed { Said::Removed(record) } else { Said::Listed(record) })
    }

    #[inline]
    fn value(&self, key: u64) -> Result<Option<Value>, ListError> {
        let Ok(tac) = u32::try_from(key / SERIALS) else { return Ok(None) };
        let Some(number) = self.groups.of_tac(tac) else { return Ok(None) };
        let group = self.group(number)?;
        let Some((place, base)) = group.tac(tac) else { return Ok(None) };
        let near = u64::from(place) * SERIALS + key % SERIALS;
        let near = u32::try_from(near).map_err(|_| ListError::Head("list of device types"))?;
        let Some((number, first)) = group.page(near) else { return Ok(None) };
        let damaged = |_: Damage| ListError::Page(number);
        let page = self.page(number)?;
        let begins = page.first().checked_sub(group.start());
        if begins.map(u32::try_from) != first.map(Ok) {
            return Err(damaged(Damage));
        }
        page.find(group.start() + u64::from(near), base, &self.context()).map_err(damaged)
    }

    #[inline]
    fn group(&self, number: usize) -> Result<Group<'_>, ListError> {
        let damaged = ListError::Head("list of device types");
        let all = || self.whole.as_ref().get(usize::try_from(self.head.groups_at()).ok()?..);
        let Some(group) = all().and_then(|all| self.groups.group(number, all)) else { return Err(damaged) };
        let sound = || group.is_whole(self.seed);
        if self.is_sound(&self.checked_groups, number, sound) { Ok(group) } else { Err(damaged) }
    }

    #[inline]
    fn page(&self, number: u32) -> Result<Page<'_>, ListError> {
        let damaged = ListError::Page(number);
        let at = (number as usize + 1).checked_mul(PAGE).filter(|_| number < self.head.pages);
        let bytes = at.and_then(|at| self.whole.as_ref().get(at..at + PAGE)?.try_into().ok());
        let Some(bytes) = bytes else { return Err(damaged) };
        if !self.is_sound(&self.checked_pages, number as usize, || is_whole(bytes, self.seed, number)) {
            return Err(damaged);
        }
        Page::open(bytes, &self.context()).map_err(|_| damaged)
    }

    #[inline]
    fn is_sound(&self, checked: &Checked, number: usize, is_whole: impl Fn() -> bool) -> bool {
        match self.trust {
            Trust::Never => is_whole(),
            Trust::Checked if checked.holds(number) => true,
            Trust::Checked => is_whole() && checked.keep(number),
        }
    }

    /// With which key the groups say that a page begins; one past the last key for the page after the last.
    fn first_key(&self, number: u32) -> Result<u64, ListError> {
        let end = u64::from(self.head.tacs) * SERIALS;
        let Some(group) = self.groups.of_page(number) else { return Ok(end) };
        Ok(self.group(group)?.first_of(number).map_or(end, |first| first.min(end)))
    }

    /// All entries of one page, ascending, in the numbers of [`Self::dictionary`].
    pub fn page_entries(&self, number: u32, out: &mut Vec<Entry>) -> Result<(), ListError> {
        let damaged = ListError::Page(number);
        let page = self.page(number)?;
        if self.first_key(number)? != page.first() {
            return Err(damaged);
        }
        let next = self.first_key(number + 1)?;
        let mut group: Option<Group<'_>> = None;
        let mut decoded = Vec::with_capacity(2048);
        let mut tacs = |rank: u64| {
            let rank = u32::try_from(rank).ok()?;
            if let Some(held) = group.as_ref().and_then(|group| group.ranked(rank)) {
                return Some(held);
            }
            group = self.group(self.groups.of_rank(rank)?).ok();
            group.as_ref()?.ranked(rank)
        };
        let mut base = |rank| tacs(rank).map(|(_, base)| base);
        page.decode(next, &self.context(), &mut base, &mut decoded).map_err(|_| damaged.clone())?;
        for (key, value) in decoded {
            let (tac, _) = tacs(key / SERIALS).ok_or(damaged.clone())?;
            let key = u64::from(tac) * SERIALS + key % SERIALS;
            out.push(Entry { key, class: value.class, reporter: value.reporter, day: value.day });
        }
        Ok(())
    }

    /// All entries, ascending. After an error it ends: what follows a damaged page is not told
    /// without saying that a page is missing.
    pub fn iter(&self) -> Entries<'_, P> {
        Entries { list: self, page: 0, held: Vec::new().into_iter(), told: 0, failed: false }
    }
}

impl<'a, P: AsRef<[u8]>> IntoIterator for &'a List<P> {
    type Item = Result<Entry, ListError>;
    type IntoIter = Entries<'a, P>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<P> std::fmt::Debug for List<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "List({} version {}, {} entries)",
            self.head.identity.name, self.head.identity.version, self.head.entries
        )
    }
}

/// A whole list held in memory.
impl List<Vec<u8>> {
    /// Opens a list from its bytes.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, ListError> {
        let layout = Layout::read(&bytes, bytes.len() as u64)?;
        let at = usize::try_from(layout.tables_at()).map_err(|_| ListError::NotAList)?;
        let tables = bytes.get(at..).unwrap_or_default().to_vec();
        Self::open(layout, &tables, bytes, Trust::Never)
    }
}

/// Which parts were found whole since the list was opened.
struct Checked(Vec<AtomicU64>);

impl Checked {
    fn new(parts: usize) -> Self {
        Self(std::iter::repeat_with(AtomicU64::default).take(parts.div_ceil(64)).collect())
    }

    #[inline]
    fn holds(&self, part: usize) -> bool {
        self.0.get(part / 64).is_some_and(|word| word.load(Ordering::Relaxed) & 1 << (part % 64) != 0)
    }

    fn keep(&self, part: usize) -> bool {
        self.0.get(part / 64).map(|word| word.fetch_or(1 << (part % 64), Ordering::Relaxed)).is_some()
    }
}

/// The entries of a list in order.
pub struct Entries<'a, P> {
    list: &'a List<P>,
    page: u32,
    held: std::vec::IntoIter<Entry>,
    told: u64,
    failed: bool,
}

impl<P: AsRef<[u8]>> Iterator for Entries<'_, P> {
    type Item = Result<Entry, ListError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(entry) = self.held.next() {
                self.told += 1;
                return Some(Ok(entry));
            }
            if self.failed {
                return None;
            }
            if self.page >= self.list.head.pages {
                self.failed = true;
                let short = self.told != self.list.head.entries;
                return short.then_some(Err(ListError::Head("count of entries")));
            }
            let mut entries = Vec::with_capacity(2048);
            let read = self.list.page_entries(self.page, &mut entries);
            self.page += 1;
            self.held = entries.into_iter();
            if let Err(error) = read {
                self.failed = true;
                self.held = Vec::new().into_iter();
                return Some(Err(error));
            }
        }
    }
}

impl<P> std::fmt::Debug for Entries<'_, P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Entries(page {} of {})", self.page, self.list.head.pages)
    }
}
