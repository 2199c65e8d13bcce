//! `[staff]` of `config.toml`.

use serde::{Deserialize, Serialize};

/// `[staff]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StaffConfig {
    /// Minutes without a key or a scan after which the till asks for the PIN again; 0: never.
    pub lock_minutes: u32,
    /// One person runs the shop: what needs a second person is done alone, and its entry says so.
    pub sole_trader: bool,
}

impl Default for StaffConfig {
    fn default() -> Self {
        // PCI DSS 4.0, 8.2.8 asks for 15 minutes at most.
        Self { lock_minutes: 10, sole_trader: false }
    }
}

impl StaffConfig {
    /// Whether nothing was set.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
