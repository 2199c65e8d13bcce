//! The order of every act: vault → ledger → `keys/head` → only then anything is shown.

use crate::ledger::leaf::{Draft, LeafError, Stamp, to_bytes};
use crate::ledger::store::{Store, StoreError};
use crate::stock::{Stock, StockError};
use crate::till::{Committed, Trouble};
use crate::vault::{Vault, VaultError};
use crate::words;

/// The stores of one shop, open for writing.
#[derive(Debug)]
pub struct Recorder {
    /// The register.
    pub store: Store,
    /// Everything personal.
    pub vault: Vault,
    /// The projection.
    pub stock: Stock,
    stamp: Stamp,
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
}

impl RecordError {
    /// What to do next.
    pub fn advice(&self) -> String {
        match self {
            Self::Vault(e) => e.advice().to_string(),
            Self::Store(e) => e.advice().to_string(),
            Self::Leaf(e) => e.advice().to_string(),
            Self::Stock(e) => e.advice().to_string(),
        }
    }
}

impl From<&RecordError> for Trouble {
    fn from(error: &RecordError) -> Self {
        Self { what: words::chain(error), advice: error.advice() }
    }
}
