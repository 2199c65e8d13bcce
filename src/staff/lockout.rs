//! How long somebody waits after wrong PINs.

use chrono::{DateTime, TimeDelta, Utc};

/// Wrong PINs in a row after which only a manager or the passphrase helps (PCI DSS 4.0, 8.3.4: at most 10).
pub const MOST_FAILURES: u32 = 10;

/// Wrong PINs that cost no waiting: fingers slip.
const FREE: u32 = 3;

/// Whether a PIN may be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lockout {
    /// Now.
    Open {
        /// Tries that are left.
        left: u32,
    },
    /// Only after this moment.
    Wait {
        /// The moment.
        until: DateTime<Utc>,
    },
    /// Not before somebody resets it.
    Locked,
}

/// Whether a PIN may be tried after so many failures in a row: 2, 4, 8 … 128 seconds after the third
/// and later ones.
pub fn lockout(failures: u32, last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Lockout {
    if failures >= MOST_FAILURES {
        return Lockout::Locked;
    }
    let seconds = if failures < FREE { 0 } else { 1_i64 << (failures - FREE + 1) };
    let until = last.and_then(|last| last.checked_add_signed(TimeDelta::seconds(seconds)));
    match until {
        // A last failure in the future is a clock that was set back: the count still holds, and
        // nobody stands before a till that is locked for years.
        Some(until) if until > now && last.is_some_and(|last| last <= now) => Lockout::Wait { until },
        _ => Lockout::Open { left: MOST_FAILURES - failures },
    }
}
