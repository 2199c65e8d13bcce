//! What the shop must look after and the clerk can work with all the same.

/// One standing warning; shown until what it speaks of is put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The last backup failed.
    BackupFailed,
    /// There has been none for this many days.
    BackupOld {
        /// Days since the last one.
        days: i64,
    },
    /// There is none at all.
    NoBackup,
    /// A witness says that the register does not continue what it has signed for before.
    WitnessRefused {
        /// The witness's name.
        witness: String,
    },
}

impl Warning {
    /// The key of its sentence in the catalogues.
    pub fn key(&self) -> &'static str {
        match self {
            Self::BackupFailed => "warning-backup-failed",
            Self::BackupOld { .. } => "warning-backup-old",
            Self::NoBackup => "warning-no-backup",
            Self::WitnessRefused { .. } => "warning-witness-refused",
        }
    }
}
