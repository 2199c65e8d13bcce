//! The second reading: packs entries into pages.
//!
//! A function of the entries and the identity alone: the same content gives the same bytes, on
//! any machine, from any order of source files.

use super::bits::PAGE;
use super::crew::Crew;
use super::error::BuildError;
use super::head::Head;
use super::page::checksum;
use super::record::Entry;
use super::stretch::{Pages, Stretcher};
use super::survey::Plan;
use super::{BLOCK, STRETCH, groups};
use std::sync::Arc;

/// A stretch and its pages: room that is used again for the next.
type Room = (Vec<Entry>, Pages);

/// Packs entries into pages.
pub struct Encoder {
    plan: Arc<Plan>,
    seed: u32,
    stretcher: Stretcher,
    /// The stretch that is being filled, and the threads that pack those that are full.
    room: Room,
    crew: Option<Crew<Room, Result<Room, BuildError>>>,
    /// The pages' first keys.
    index: Vec<u64>,
    taken: u64,
}

impl Encoder {
    /// An encoder for exactly the entries that the plan was made from, in the same order.
    pub fn new(plan: Plan) -> Self {
        let plan = Arc::new(plan);
        Self {
            seed: plan.identity.seed(),
            stretcher: Stretcher::new(Arc::clone(&plan)),
            plan,
            room: Room::default(),
            crew: None,
            index: Vec::new(),
            taken: 0,
        }
    }

    /// Takes the next entry; `page` gets pages, in order, as they are made.
    #[inline]
    pub fn add<E: From<BuildError>>(
        &mut self,
        entry: Entry,
        page: &mut impl FnMut(&[u8; PAGE]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.taken += 1;
        self.room.0.push(entry);
        if self.room.0.len() < STRETCH { Ok(()) } else { self.hand_over(page) }
    }

    /// Lets the crew pack the stretch, and writes out what it has packed.
    fn hand_over<E: From<BuildError>>(&mut self, page: &mut impl FnMut(&[u8; PAGE]) -> Result<(), E>) -> Result<(), E> {
        let stretcher = &self.stretcher;
        let crew = self.crew.get_or_insert_with(|| {
            Crew::new(|| {
                let stretcher = stretcher.clone();
                move |(entries, mut pages): Room| stretcher.pack(&entries, &mut pages).map(|()| (entries, pages))
            })
        });
        let room = crew.give(std::mem::take(&mut self.room)).transpose()?;
        if let Some((_, pages)) = &room {
            self.write(pages, page)?;
        }
        self.room = room.unwrap_or_default();
        self.room.0.clear();
        self.room.0.reserve(STRETCH);
        Ok(())
    }

    /// Numbers a stretch's pages and writes them out.
    fn write<E: From<BuildError>>(
        &mut self,
        pages: &Pages,
        page: &mut impl FnMut(&[u8; PAGE]) -> Result<(), E>,
    ) -> Result<(), E> {
        for &(mut bytes, first) in pages {
            let number = u32::try_from(self.index.len()).map_err(|_| BuildError::TooManyPages)?;
            let crc = checksum(&bytes, self.seed, number).to_le_bytes();
            bytes.iter_mut().zip(crc).for_each(|(to, from)| *to = from);
            page(&bytes)?;
            self.index.push(first);
        }
        Ok(())
    }

    /// Writes what is left; gives the header, which stands before the pages, and what stands
    /// after them.
    pub fn finish<E: From<BuildError>>(
        mut self,
        page: &mut impl FnMut(&[u8; PAGE]) -> Result<(), E>,
    ) -> Result<Ends, E> {
        if self.crew.is_some() {
            self.hand_over(page)?;
        } else {
            self.stretcher.pack(&self.room.0, &mut self.room.1)?;
            let pages = std::mem::take(&mut self.room.1);
            self.write(&pages, page)?;
        }
        while let Some(packed) = self.crew.as_mut().and_then(Crew::take) {
            self.write(&packed?.1, page)?;
        }
        if self.taken != self.plan.entries {
            return Err(BuildError::Changed.into());
        }
        let plan = &self.plan;
        let (groups, directory) = groups::write(&plan.tacs, &plan.bases, &self.index, self.seed);
        let texts = [plan.dictionary.write(), plan.lengths.write(plan.dictionary.classes.len())];
        let tables = [directory.as_slice(), texts.concat().as_slice()].concat();
        let number = |count: usize| u32::try_from(count).map_err(|_| BuildError::TooManyPages);
        let head = Head {
            identity: plan.identity.clone(),
            block: BLOCK,
            entries: plan.entries,
            removed: plan.removed,
            pages: number(self.index.len())?,
            tacs: number(plan.tacs.len())?,
            groups: number(directory.len() / groups::RECORD)?,
            tables_crc: crc32c::crc32c(&tables),
            tables: texts.each_ref().map(|table| u32::try_from(table.len()).unwrap_or(u32::MAX)),
        };
        Ok(Ends { head: Box::new(head.write()), tables: [groups, tables].concat() })
    }
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Encoder({} of {} entries)", self.taken, self.plan.entries)
    }
}

/// What stands before and after the pages.
#[derive(Debug)]
pub struct Ends {
    /// The first page of the file.
    pub head: Box<[u8; PAGE]>,
    /// What follows the last page.
    pub tables: Vec<u8>,
}
