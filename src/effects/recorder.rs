//! The order of every act: vault → ledger → `keys/head` → only then anything is shown.

use super::closing::switch;
use super::warnings::WarningsConfig;
use crate::goods::{self, Origin, Refusal};
use crate::ledger::archive::Archive;
use crate::ledger::leaf::{Commitments, Draft, Leaf, LeafError, LeafKind, Stamp, to_bytes};
use crate::ledger::store::{Store, StoreError};
use crate::stock::{Stock, StockError};
use crate::till::{Committed, Trouble};
use crate::vault::{Vault, VaultError};
use crate::words;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// The stores of one shop, open for writing.
#[derive(Debug)]
pub struct Recorder {
    /// The register.
    pub store: Store,
    /// Everything personal.
    pub vault: Vault,
    /// The projection.
    pub stock: Stock,
    /// From when on the shop's own register gives reason to look twice.
    pub warnings: WarningsConfig,
    stamp: Stamp,
    /// Earlier epochs, opened when something of theirs is first wanted.
    earlier: OnceCell<Vec<Archive>>,
}

/// Why entries were not recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The vault refused.
    #[error("the entry could not be sealed")]
    Vault(#[from] VaultError),
    /// The ledger refused.
    #[error("the entry could not be written to the register")]
    Store(#[from] StoreError),
    /// The draft cannot become a leaf.
    #[error("the entry is malformed")]
    Leaf(#[from] LeafError),
    /// The projection refused.
    #[error("the projection could not be read")]
    Stock(#[from] StockError),
    /// The stock does not allow it: nothing was written.
    #[error("not recorded")]
    Refused(#[from] Refusal),
}

impl RecordError {
    /// What to do next.
    pub fn advice(&self) -> String {
        match self {
            Self::Vault(e) => e.advice().to_string(),
            Self::Store(e) => e.advice().to_string(),
            Self::Leaf(e) => e.advice().to_string(),
            Self::Stock(e) => e.advice().to_string(),
            Self::Refused(e) => e.advice().to_string(),
        }
    }
}

impl From<&RecordError> for Trouble {
    fn from(error: &RecordError) -> Self {
        Self { what: words::chain(error), advice: error.advice() }
    }
}

impl Recorder {
    /// Takes the stores that `app` opened.
    pub fn new(store: Store, vault: Vault, stock: Stock, stamp: Stamp) -> Self {
        Self { store, vault, stock, warnings: WarningsConfig::default(), stamp, earlier: OnceCell::new() }
    }

    /// Lists in force from here on: name and version.
    pub fn set_lists(&mut self, lists: BTreeMap<String, String>) {
        self.stamp.lists = lists;
    }

    /// Writes entries in one commit. When it returns `Ok`, they are on disk and signed for. Entries
    /// about items are judged inside: whoever asks, nothing that is on hold is sold.
    pub fn record(&mut self, drafts: &[Draft]) -> Result<Vec<Committed>, RecordError> {
        let Some(last) = drafts.last() else { return Ok(Vec::new()) };
        let about_items = drafts.iter().any(goods::is_judged);
        let asked = drafts;
        let mut drafts = Cow::Borrowed(asked);
        // Before anything is sealed: what is refused leaves no trace in the vault.
        let mut judged_at = if about_items { self.judged(drafts.to_mut())? } else { u64::MAX };
        // A crash after this line leaves a vault row without a leaf: swept at the next start.
        let commitments = self.vault.seal(&drafts)?;
        let (leaves, appended) = loop {
            let (since, training) = self.training_since()?;
            let leaves = self.leaves(&drafts, &commitments, training)?;
            let stops = |bytes: &[u8]| switches(bytes) || (about_items && concerns_items(bytes));
            // A crash after this line loses nothing: the entries stand, and the projection catches up.
            let appended = self.store.append_unless(&leaves, last.at, since.min(judged_at), &stops)?;
            // Where another program began or ended training meanwhile, the leaves say otherwise; where
            // it wrote about items, they are judged anew.
            if let Some(appended) = appended {
                break (leaves, appended);
            }
            if about_items {
                drafts = Cow::Owned(asked.to_vec());
                judged_at = self.judged(drafts.to_mut())?;
            }
        };
        // The projection is disposable; what it misses now it reads at the next catch-up.
        let _behind = self.stock.apply(&self.store.origin(), appended.first, &leaves);
        let place = |(n, draft): (usize, &Draft)| Committed {
            entry_id: draft.entry_id,
            index: appended.first + n as u64,
            leaf_hash: appended.leaf_hashes.get(n).copied().unwrap_or_default(),
            size: appended.size,
            root: appended.root,
        };
        Ok(drafts.iter().enumerate().map(place).collect())
    }

    /// The leaves of drafts; training begins and ends with the entry that says so, both included.
    fn leaves(&self, drafts: &[Draft], sealed: &[Commitments], training: bool) -> Result<Vec<Vec<u8>>, LeafError> {
        let mut stamp = self.stamp.clone();
        stamp.training = training;
        let mut leaves = Vec::with_capacity(drafts.len());
        for (draft, commitments) in drafts.iter().zip(sealed) {
            stamp.training |= draft.kind == LeafKind::TrainingOn;
            leaves.push(to_bytes(draft, &stamp, commitments)?);
            stamp.training &= draft.kind != LeafKind::TrainingOff;
        }
        Ok(leaves)
    }

    /// Holds entries against the stock as it is now; those of training sell nothing. Returns the number
    /// of leaves that this rests on: what came after them may say otherwise.
    fn judged(&mut self, drafts: &mut [Draft]) -> Result<u64, RecordError> {
        self.catch_up()?;
        // Before it is judged: other programs bring the same projection on.
        let known = self.stock.cursor(&self.store.origin())?;
        if !self.training()? {
            self.stock.judge(drafts)??;
        }
        Ok(known)
    }

    /// The bytes of an entry of this epoch or an earlier one; `None` where that cannot be read any more.
    pub fn leaf(&self, origin: Origin) -> Result<Option<Vec<u8>>, RecordError> {
        if origin.epoch == self.store.epoch() {
            return Ok(self.store.read(origin.index)?);
        }
        let earlier = self.earlier.get_or_init(|| Archive::readable(self.store.folder()));
        let archive = earlier.iter().find(|archive| archive.number() == origin.epoch);
        Ok(archive.map(|archive| archive.leaf(origin.index)).transpose()?.flatten())
    }

    /// Whether the shop is in training, whoever began it.
    pub fn training(&self) -> Result<bool, RecordError> {
        Ok(self.training_since()?.1)
    }

    /// The same, and the number of leaves that it is known from: the projection's, and what it has not read.
    fn training_since(&self) -> Result<(u64, bool), RecordError> {
        let known = self.stock.cursor(&self.store.origin())?;
        let mut training = known > 0 && self.stock.training()?;
        let size = self.store.len()?;
        self.store.range(known..size, &mut |_, bytes| {
            switch(&mut training, bytes);
            true
        })?;
        Ok((size, training))
    }

    /// What every leaf of this run says about its writer.
    pub(super) fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    /// Makes ahead what the next entries need.
    pub fn prepare(&mut self) {
        // What fails here fails again when it is needed, and is told then.
        let _not_ahead = self.vault.prepare();
    }

    /// Brings the projection up to the ledger; returns how many leaves it had missed.
    pub fn catch_up(&mut self) -> Result<u64, RecordError> {
        /// Leaves that are held in memory at once.
        const STEP: u64 = 4096;
        let origin = self.store.origin();
        // In this order: others append meanwhile, and the ledger only grows.
        let mut next = self.stock.cursor(&origin)?;
        let size = self.store.len()?;
        if next == 0 || next > size {
            let folder = self.store.folder();
            self.stock.reset(&origin, &mut |each| {
                for archive in Archive::readable(folder) {
                    // What cannot be read there is the verifier's to tell of; the rest is carried over.
                    let _damaged = archive.from(0, &mut |index, bytes| each(archive.number(), index, bytes));
                }
            })?;
            next = 0;
        }
        let missed = size.saturating_sub(next);
        while next < size {
            let end = size.min(next + STEP);
            let mut leaves = Vec::new();
            self.store.range(next..end, &mut |_, bytes| {
                leaves.push(bytes.to_vec());
                true
            })?;
            self.stock.apply(&origin, next, &leaves)?;
            next = end;
        }
        Ok(missed)
    }
}

/// Whether a leaf begins or ends training.
fn switches(bytes: &[u8]) -> bool {
    Leaf::parse(bytes).is_ok_and(|leaf| matches!(leaf.kind, LeafKind::TrainingOn | LeafKind::TrainingOff))
}

/// Whether a leaf changes what may be done with items.
fn concerns_items(bytes: &[u8]) -> bool {
    Leaf::parse(bytes).is_ok_and(|leaf| goods::concerns(&leaf))
}
