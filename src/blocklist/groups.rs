//! From a type allocation code to a page: what stands between the pages and the tables.
//!
//! Neighbouring TACs form a group. A group's bytes say which TACs it has, when each was first
//! reported, and with which keys its pages begin; so one place of the file leads to the page. The
//! directory of all groups is small and is held in memory; the groups are read where they lie.

use super::record::SERIALS;

/// TACs that a group may have.
pub(crate) const MOST: usize = 64;
/// Bytes of a group in the directory.
pub(crate) const RECORD: usize = 16;
/// Page keys that are looked at together: their reads do not wait for one another.
const STRIDE: usize = 16;

/// Bytes of all groups.
pub(crate) fn group_bytes(tacs: u32, pages: u32) -> u64 {
    3 * u64::from(tacs) + 4 * u64::from(pages)
}

/// The groups and their directory: `tacs` and `keys` ascend, `bases` belong to the TACs, `keys`
/// are the pages' first.
pub(crate) fn write(tacs: &[u32], bases: &[u8], keys: &[u64], seed: u32) -> (Vec<u8>, Vec<u8>) {
    let (mut groups, mut directory) = (Vec::new(), Vec::new());
    let (mut rank, mut page) = (0, 0);
    while let Some(&first) = tacs.get(rank) {
        let rest = tacs.get(rank..).unwrap_or_default();
        let near = rest.iter().take(MOST).take_while(|&&tac| u16::try_from(tac - first).is_ok()).count();
        let start = rank as u64 * SERIALS;
        let end = start + near as u64 * SERIALS;
        let from = groups.len();
        for tac in rest.iter().take(near) {
            groups.extend(u16::try_from(tac - first).unwrap_or(u16::MAX).to_le_bytes());
        }
        groups.extend_from_slice(bases.get(rank..rank + near).unwrap_or_default());
        let own = keys.get(page..).unwrap_or_default().iter().take_while(|&&key| key < end);
        let before = page;
        for key in own {
            groups.extend(u32::try_from(key - start).unwrap_or(u32::MAX).to_le_bytes());
            page += 1;
        }
        let crc = crc32c::crc32c_append(seed, groups.get(from..).unwrap_or_default());
        for number in [first, u32::try_from(rank).unwrap_or(u32::MAX), u32::try_from(before).unwrap_or(u32::MAX), crc] {
            directory.extend(number.to_le_bytes());
        }
        rank += near;
    }
    (groups, directory)
}

/// Where a group lies.
#[derive(Clone, Copy)]
struct Place {
    rank: u32,
    page: u32,
    crc: u32,
}

/// The directory of all groups.
pub(crate) struct Groups {
    firsts: Vec<u32>,
    /// One more than there are groups: where the last one ends.
    places: Vec<Place>,
}

impl Groups {
    /// `None` where the directory contradicts itself, or the numbers of TACs and pages.
    pub(crate) fn read(directory: &[u8], tacs: u32, pages: u32) -> Option<Self> {
        let mut groups = Self { firsts: Vec::new(), places: Vec::new() };
        for record in directory.as_chunks::<RECORD>().0 {
            let field = |at: usize| record.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
            groups.firsts.push(field(0)?);
            groups.places.push(Place { rank: field(4)?, page: field(8)?, crc: field(12)? });
        }
        groups.places.push(Place { rank: tacs, page: pages, crc: 0 });
        let first = groups.places.first()?;
        let rising = |pair: &[Place]| match pair {
            [a, b] => a.rank < b.rank && (b.rank - a.rank) as usize <= MOST && a.page <= b.page,
            _ => false,
        };
        let sound = (first.rank, first.page) == (0, 0)
            && groups.places.windows(2).all(rising)
            && groups.firsts.is_sorted_by(|a, b| a < b)
            && groups.firsts.last().is_none_or(|&tac| tac < 100_000_000);
        sound.then_some(groups)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.firsts.len()
    }

    /// The group that a TAC would be in.
    #[inline]
    pub(crate) fn of_tac(&self, tac: u32) -> Option<usize> {
        self.firsts.partition_point(|&first| first <= tac).checked_sub(1)
    }

    /// The group that a TAC of this rank is in.
    pub(crate) fn of_rank(&self, rank: u32) -> Option<usize> {
        self.places.partition_point(|place| place.rank <= rank).checked_sub(1).filter(|&group| group < self.len())
    }

    /// The group that a page begins in; `None` past the last page.
    pub(crate) fn of_page(&self, page: u32) -> Option<usize> {
        self.places.partition_point(|place| place.page <= page).checked_sub(1).filter(|&group| group < self.len())
    }

    /// A group among the bytes of all; `None` where they end.
    #[inline]
    pub(crate) fn group<'a>(&self, number: usize, all: &'a [u8]) -> Option<Group<'a>> {
        let (place, next) = (*self.places.get(number)?, *self.places.get(number + 1)?);
        let at = |place: Place| usize::try_from(group_bytes(place.rank, place.page)).ok();
        let bytes = all.get(at(place)?..at(next)?)?;
        let tacs = (next.rank - place.rank) as usize;
        let (offsets, rest) = bytes.split_at_checked(2 * tacs)?;
        let (bases, keys) = rest.split_at_checked(tacs)?;
        Some(Group {
            bytes,
            offsets: offsets.as_chunks().0,
            bases,
            keys: keys.as_chunks().0,
            first: *self.firsts.get(number)?,
            rank: place.rank,
            page: place.page,
            crc: place.crc,
        })
    }
}

/// A group of TACs.
pub(crate) struct Group<'a> {
    bytes: &'a [u8],
    offsets: &'a [[u8; 2]],
    bases: &'a [u8],
    keys: &'a [[u8; 4]],
    first: u32,
    rank: u32,
    page: u32,
    crc: u32,
}

impl Group<'_> {
    /// Whether it is the one that was written.
    pub(crate) fn is_whole(&self, seed: u32) -> bool {
        crc32c::crc32c_append(seed, self.bytes) == self.crc
    }

    /// The place of a TAC in the group, and its base; `None` for a TAC that is not listed.
    #[inline]
    pub(crate) fn tac(&self, tac: u32) -> Option<(u32, u8)> {
        let offset = u16::try_from(tac.checked_sub(self.first)?).ok()?;
        let below: u16 = self.offsets.iter().map(|&held| u16::from(u16::from_le_bytes(held) < offset)).sum();
        let at = usize::from(below);
        let found = self.offsets.get(at).is_some_and(|&held| u16::from_le_bytes(held) == offset);
        found.then_some((u32::from(below), *self.bases.get(at)?))
    }

    /// The TAC of a rank, and its base; `None` for one of another group.
    #[inline]
    pub(crate) fn ranked(&self, rank: u32) -> Option<(u32, u8)> {
        let at = rank.checked_sub(self.rank)? as usize;
        let offset = u16::from_le_bytes(*self.offsets.get(at)?);
        Some((self.first + u32::from(offset), *self.bases.get(at)?))
    }

    /// The key of serial 0 of the group's first TAC.
    #[inline]
    pub(crate) fn start(&self) -> u64 {
        u64::from(self.rank) * SERIALS
    }

    /// The last page that does not begin above `key`, a key less the group's start; and with which
    /// key it begins, unless that is one of a group before.
    #[inline]
    pub(crate) fn page(&self, key: u32) -> Option<(u32, Option<u32>)> {
        let (mut from, mut to) = (0, self.keys.len());
        let key_at = |at: usize| self.keys.get(at).map_or(u32::MAX, |&bytes| u32::from_le_bytes(bytes));
        while to - from > STRIDE * STRIDE {
            let middle = usize::midpoint(from, to);
            if key_at(middle) <= key { from = middle } else { to = middle }
        }
        let held = self.keys.get(from..to).unwrap_or_default();
        let is_below = |&at: &[u8; 4]| usize::from(u32::from_le_bytes(at) <= key);
        let strides: usize = held.iter().step_by(STRIDE).map(is_below).sum();
        let stride = strides.saturating_sub(1) * STRIDE;
        let rest = held.get(stride..).unwrap_or_default();
        let count = from + stride + rest.iter().take(STRIDE).map(is_below).sum::<usize>();
        let number = (self.page + u32::try_from(count).ok()?).checked_sub(1)?;
        Some((number, count.checked_sub(1).map(key_at)))
    }

    /// With which key the page of this number begins; `None` for one of another group.
    pub(crate) fn first_of(&self, page: u32) -> Option<u64> {
        let at = page.checked_sub(self.page)? as usize;
        self.keys.get(at).map(|&key| self.start() + u64::from(u32::from_le_bytes(key)))
    }
}
