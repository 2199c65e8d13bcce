//! A list as bytes, and what it says about a handset.

use super::Identity;
use super::bits::{Bytes, PAGE};
use super::dictionary::Dictionary;
use super::error::ListError;
use super::head::Head;
use super::model::{Lengths, Tables};
use super::page::{Context, Page, Value, is_whole};
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
    tacs: Vec<u32>,
    bases: Vec<u8>,
    index: Vec<u8>,
    pages: P,
    trust: Trust,
    checked: Vec<AtomicU64>,
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
        let mut rest = Bytes(tables);
        let mut take = |at: usize| {
            let bytes = head.tables.get(at).and_then(|&n| rest.take(usize::try_from(n).ok()?));
            bytes.ok_or(ListError::Head("table"))
        };
        let dictionary = Dictionary::read(take(0)?)?;
        let (classes, reporters) = dictionary.sizes();
        let tables = Lengths::read(take(1)?, classes, reporters)?.tables()?;
        let (tacs, bases) = tac_table(take(2)?, head.tacs).ok_or(ListError::Head("list of device types"))?;
        let index = take(3)?.to_vec();
        let words = usize::try_from(head.pages.div_ceil(64)).map_err(|_| ListError::Head("header"))?;
        let checked = std::iter::repeat_with(AtomicU64::default).take(words).collect();
        Ok(Self {
            seed: head.identity.seed(),
            head,
            dictionary,
            tables,
            tacs,
            bases,
            index,
            pages: whole,
            trust,
            checked,
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
        Context { tables: &self.tables, bases: &self.bases, classes, reporters, block: usize::from(self.head.block) }
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
        let Ok(rank) = self.tacs.binary_search(&tac) else { return Ok(None) };
        let key = rank as u64 * SERIALS + key % SERIALS;
        let Some(number) = self.page_of(key) else { return Ok(None) };
        let page = self.page(number)?;
        page.find(key, &self.context()).map_err(|_| ListError::Page(number))
    }

    /// The last page whose first key is not above `key`.
    fn page_of(&self, key: u64) -> Option<u32> {
        let (mut from, mut size) = (0, self.head.pages);
        while size > 0 {
            let half = size / 2;
            if self.first_key(from + half)? <= key {
                from += half + 1;
                size -= half + 1;
            } else {
                size = half;
            }
        }
        from.checked_sub(1)
    }

    #[inline]
    fn first_key(&self, page: u32) -> Option<u64> {
        let width = usize::from(self.head.key_bytes);
        let at = usize::try_from(page).ok()? * width;
        if let Some(bytes) = self.index.get(at..at + 8) {
            let all = u64::from_le_bytes(bytes.try_into().ok()?);
            return Some(all & (u64::MAX >> (64 - 8 * width)));
        }
        let bytes = self.index.get(at..at + width)?;
        Some(bytes.iter().rev().fold(0, |key, &byte| key << 8 | u64::from(byte)))
    }

    fn page(&self, number: u32) -> Result<Page<'_>, ListError> {
        let damaged = ListError::Page(number);
        let at = usize::try_from(number).ok().and_then(|n| (n + 1).checked_mul(PAGE));
        let bytes = at.and_then(|at| self.pages.as_ref().get(at..at + PAGE)?.try_into().ok());
        let (Some(bytes), Some(first)) = (bytes, self.first_key(number)) else { return Err(damaged) };
        if !self.is_sound(bytes, number) {
            return Err(damaged);
        }
        Page::open(bytes, first, &self.context()).map_err(|_| damaged)
    }

    #[inline]
    fn is_sound(&self, bytes: &[u8; PAGE], number: u32) -> bool {
        if self.trust == Trust::Never {
            return is_whole(bytes, self.seed, number);
        }
        let (Some(word), bit) = (self.checked.get((number / 64) as usize), 1 << (number % 64)) else { return false };
        if word.load(Ordering::Relaxed) & bit != 0 {
            return true;
        }
        let whole = is_whole(bytes, self.seed, number);
        if whole {
            word.fetch_or(bit, Ordering::Relaxed);
        }
        whole
    }

    /// All entries of one page, ascending, in the numbers of [`Self::dictionary`].
    pub fn page_entries(&self, number: u32, out: &mut Vec<Entry>) -> Result<(), ListError> {
        let page = self.page(number)?;
        let end = self.tacs.len() as u64 * SERIALS;
        let next = self.first_key(number + 1).unwrap_or(end).min(end);
        let mut decoded = Vec::with_capacity(2048);
        page.decode(next, &self.context(), &mut decoded).map_err(|_| ListError::Page(number))?;
        for (key, value) in decoded {
            let tac = usize::try_from(key / SERIALS).ok().and_then(|rank| self.tacs.get(rank));
            let key = u64::from(*tac.ok_or(ListError::Page(number))?) * SERIALS + key % SERIALS;
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

fn tac_table(bytes: &[u8], count: u32) -> Option<(Vec<u32>, Vec<u8>)> {
    let mut rest = Bytes(bytes);
    let count = usize::try_from(count).ok().filter(|&count| count <= bytes.len())?;
    let mut tacs = Vec::with_capacity(count);
    let mut next = 0_u64;
    for _ in 0..count {
        let tac = rest.varint()?.checked_add(next).filter(|&tac| tac < 100_000_000)?;
        tacs.push(u32::try_from(tac).ok()?);
        next = tac + 1;
    }
    let bases = rest.take(count)?.to_vec();
    rest.0.is_empty().then_some((tacs, bases))
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
