//! Why a command could not be done, with the next step.

use crate::blocklist::files::FilesError;
use crate::blocklist::shelf::ShelfError;
use crate::blocklist::sync::SyncError;
use crate::cli::Exit;
use crate::config::ConfigError;
use crate::effects::{RecordError, SpoolError};
use crate::ledger::store::{Alarm, StoreError};
use crate::registry::RegistryError;
use crate::stock::StockError;
use crate::tui::TuiError;
use crate::vault::VaultError;
use std::io;
use std::path::PathBuf;

/// Why a command could not be done.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The set-up is wrong or missing.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A paper cannot be kept or printed.
    #[error(transparent)]
    Print(#[from] SpoolError),
    /// The ledger cannot be continued.
    #[error("the register raises an alarm")]
    Alarm(#[from] Alarm),
    /// Entries could not be written or read.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The vault or its keys refuse.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The terminal cannot be used.
    #[error(transparent)]
    Tui(#[from] TuiError),
    /// A source is set up wrongly.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// A block list cannot be made or read.
    #[error(transparent)]
    List(#[from] FilesError),
    /// A signed list did not come, or is not believed.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// A file or folder refuses.
    #[error("cannot use {path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is a shop already.
    #[error("there is a shop in {0} already")]
    ShopExists(PathBuf),
    /// A word of the command line is wrong.
    #[error("{0}")]
    Usage(String),
    /// What should be checked is no IMEI.
    #[error("{0}")]
    Number(String),
    /// Something that the message says.
    #[error("{what}")]
    Failed {
        /// What happened.
        what: String,
        /// What to do.
        advice: String,
    },
}

impl AppError {
    /// What to do next.
    pub fn advice(&self) -> String {
        match self {
            Self::Config(e) => e.advice().to_owned(),
            Self::Print(e) => e.advice().to_owned(),
            Self::Alarm(e) => e.advice().to_string(),
            Self::Record(e) => e.advice(),
            Self::Vault(e) => e.advice().to_owned(),
            Self::Tui(e) => e.advice().to_owned(),
            Self::Registry(e) => e.advice().to_string(),
            Self::List(e) => e.advice().to_owned(),
            Self::Sync(e) => e.advice().to_owned(),
            Self::File { .. } => "check that the path exists and that you may use it".to_owned(),
            Self::ShopExists(_) => "choose another folder, or open the shop that is there".to_owned(),
            Self::Usage(_) => "see the command's --help".to_owned(),
            Self::Number(_) => "dial *#06# on the handset and compare; nothing was recorded".to_owned(),
            Self::Failed { advice, .. } => advice.clone(),
        }
    }

    /// The exit status that scripts see.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::Number(_) => Exit::Usage,
            Self::Sync(e) if e.word().is_some() => Exit::DoesNotVerify,
            _ => Exit::Failed,
        }
    }

    /// Names the file that refused.
    pub(super) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}

impl From<ShelfError> for AppError {
    fn from(error: ShelfError) -> Self {
        SyncError::from(error).into()
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        RecordError::from(error).into()
    }
}

impl From<StockError> for AppError {
    fn from(error: StockError) -> Self {
        RecordError::from(error).into()
    }
}
