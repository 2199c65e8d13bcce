//! The first 4096 bytes of a list, and where its tables lie.

use super::bits::{Bytes, PAGE};
use super::error::{BuildError, ListError};
use super::groups::{RECORD, group_bytes};

const MAGIC: &[u8; 7] = b"CCBLIST";
const FORMAT: u8 = 1;
/// Longest name of a list, in bytes.
pub const MAX_NAME: usize = 64;
/// Bytes of tables that a list may have: with the longest dictionary that there can be, about 12 MB.
const MAX_TABLES: u64 = 64 * 1024 * 1024;
/// Where the header's checksum stands.
const CHECKSUM_AT: usize = PAGE - 4;

/// Which list it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The list's name, as shops see it.
    pub name: String,
    /// Its version; rises with every issue.
    pub version: u64,
    /// The version that an overlay changes; `None` for a whole list.
    pub changes: Option<u64>,
    /// When it was issued, in seconds since 1970-01-01 UTC.
    pub issued: i64,
}

impl Identity {
    pub(crate) fn check(&self) -> Result<(), BuildError> {
        if self.name.is_empty() || self.name.len() > MAX_NAME { Err(BuildError::Name) } else { Ok(()) }
    }

    /// What ties a page to its list: part of every page's checksum.
    pub(crate) fn seed(&self) -> u32 {
        let mut crc = crc32c::crc32c(self.name.as_bytes());
        let numbers = [self.version, self.changes.map_or(0, |from| from.wrapping_add(1))];
        for number in numbers {
            crc = crc32c::crc32c_append(crc, &number.to_le_bytes());
        }
        crc32c::crc32c_append(crc, &self.issued.to_le_bytes())
    }
}

/// The header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub identity: Identity,
    /// Entries of a mini-block.
    pub block: u8,
    pub entries: u64,
    pub removed: u64,
    pub pages: u32,
    pub tacs: u32,
    /// Groups of TACs.
    pub groups: u32,
    /// CRC32C over all tables.
    pub tables_crc: u32,
    /// Bytes of the dictionary and of the codes.
    pub tables: [u32; 2],
}

impl Head {
    pub(crate) fn write(&self) -> [u8; PAGE] {
        let mut out = Vec::with_capacity(PAGE);
        out.extend_from_slice(MAGIC);
        out.push(FORMAT);
        out.extend([u8::from(self.identity.changes.is_some()), self.block, 0, 0]);
        out.extend(self.pages.to_le_bytes());
        for number in [self.entries, self.removed, self.identity.version, self.identity.changes.unwrap_or(0)] {
            out.extend(number.to_le_bytes());
        }
        out.extend(self.identity.issued.to_le_bytes());
        for number in [self.tacs, self.groups, self.tables_crc].into_iter().chain(self.tables) {
            out.extend(number.to_le_bytes());
        }
        out.push(u8::try_from(self.identity.name.len()).unwrap_or(0));
        out.extend_from_slice(self.identity.name.as_bytes());
        out.resize(CHECKSUM_AT, 0);
        out.extend(crc32c::crc32c(&out).to_le_bytes());
        let mut page = [0; PAGE];
        page.iter_mut().zip(out).for_each(|(to, from)| *to = from);
        page
    }

    pub(crate) fn read(bytes: &[u8]) -> Result<Self, ListError> {
        let mut rest = Bytes(bytes.get(..CHECKSUM_AT).ok_or(ListError::NotAList)?);
        if rest.take(MAGIC.len()) != Some(MAGIC) {
            return Err(ListError::NotAList);
        }
        if let Some(format) = rest.byte().filter(|&format| format != FORMAT) {
            return Err(ListError::Format(format));
        }
        let stored = bytes.get(CHECKSUM_AT..PAGE).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
        if stored != Some(crc32c::crc32c(bytes.get(..CHECKSUM_AT).unwrap_or_default())) {
            return Err(ListError::Head("header"));
        }
        Self::parse(rest).ok_or(ListError::Head("header"))
    }

    fn parse(mut rest: Bytes<'_>) -> Option<Self> {
        let kind = rest.byte().filter(|&kind| kind <= 1)?;
        let block = rest.byte().filter(|&block| block > 0)?;
        rest.take(2).filter(|&zeros| zeros == [0, 0])?;
        let pages = rest.u32()?;
        let (entries, removed) = (rest.u64()?, rest.u64()?);
        let (version, from) = (rest.u64()?, rest.u64()?);
        let issued = i64::from_le_bytes(rest.take(8)?.try_into().ok()?);
        let (tacs, groups, tables_crc) = (rest.u32()?, rest.u32()?, rest.u32()?);
        let tables = [rest.u32()?, rest.u32()?];
        let length = usize::from(rest.byte()?);
        let name = std::str::from_utf8(rest.take(length)?).ok()?.to_owned();
        let identity = Identity { name, version, changes: (kind == 1).then_some(from), issued };
        identity.check().ok()?;
        let plain = rest.0.iter().all(|&b| b == 0) && (kind == 1 || (from == 0 && removed == 0));
        let head = Self { identity, block, entries, removed, pages, tacs, groups, tables_crc, tables };
        (plain && head.is_possible()).then_some(head)
    }

    /// Whether the counts can belong together.
    fn is_possible(&self) -> bool {
        let most = u64::from(self.pages) * 8 * PAGE as u64;
        self.table_bytes() <= MAX_TABLES
            && self.groups <= self.tacs
            && self.removed <= self.entries
            && self.entries >= u64::from(self.pages.max(self.tacs))
            && self.entries <= most
    }

    /// Bytes of all tables.
    pub(crate) fn table_bytes(&self) -> u64 {
        u64::from(self.groups) * RECORD as u64 + self.tables.iter().map(|&bytes| u64::from(bytes)).sum::<u64>()
    }

    /// Where the groups begin: after the header and the pages.
    pub(crate) fn groups_at(&self) -> u64 {
        (1 + u64::from(self.pages)) * PAGE as u64
    }

    /// Where the tables begin: after the groups.
    pub(crate) fn tables_at(&self) -> u64 {
        self.groups_at() + group_bytes(self.tacs, self.pages)
    }

    /// Bytes of the whole list.
    pub(crate) fn length(&self) -> u64 {
        self.tables_at() + self.table_bytes()
    }
}
