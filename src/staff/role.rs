//! What somebody is in the shop.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What somebody is in the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Buys and sells at the counter.
    Clerk,
    /// Does what a clerk does, and answers for the rest.
    Manager,
    /// Looks into everything and changes nothing.
    Auditor,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Clerk, Self::Manager, Self::Auditor];

    /// The stable word in leaves, `--json` and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Clerk => "clerk",
            Self::Manager => "manager",
            Self::Auditor => "auditor",
        }
    }
}

impl FromStr for Role {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|role| role.word() == word).ok_or(())
    }
}
