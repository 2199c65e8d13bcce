//! Exit statuses: an interface that scripts rely on.

use crate::finding::Finding;
use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done; nothing is listed.
    Done,
    /// It failed.
    Failed,
    /// The words of the command line were wrong.
    Usage,
    /// At least one handset is listed.
    Listed,
    /// At least one handset asks for care.
    Caution,
    /// At least one handset could not be checked.
    NotChecked,
    /// A register, proof or receipt does not verify.
    DoesNotVerify,
}

impl Exit {
    /// The status of a finding; the worst one decides for several.
    pub fn of(finding: Finding) -> Self {
        match finding {
            Finding::Stop => Self::Listed,
            Finding::Caution => Self::Caution,
            Finding::NotChecked => Self::NotChecked,
            Finding::NotListed => Self::Done,
        }
    }

    /// The number that the shell sees.
    pub fn status(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Listed => 3,
            Self::Caution => 4,
            Self::NotChecked => 5,
            Self::DoesNotVerify => 6,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.status())
    }
}
