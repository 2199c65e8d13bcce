//! Who works here: named people, their roles, and what each role may do.
//!
//! Pure: no clock, no file. People, their PINs and the count of wrong ones lie in the vault
//! ([`crate::vault::Vault::people`]); the till asks this room what somebody may do. It refuses to print a
//! name or a PIN: neither stands in debug output. Invariants: a shop with people has a manager among
//! them; what a role may do is written in one table ([`may`]); a PIN is a quick way back into a till
//! that is open, and never the lock of anything sealed.
//!
//! ```
//! use countercheck::staff::{Act, May, Role, may};
//! assert_eq!(may(Role::Clerk, Act::Buy), May::Allowed);
//! assert_eq!(may(Role::Clerk, Act::Release), May::NeedsSecond);
//! assert_eq!(may(Role::Auditor, Act::Sell), May::No);
//! ```

mod badge;
mod lockout;
mod person;
mod pin;
mod rights;
mod role;
mod settings;
#[cfg(test)]
mod tests;

pub use badge::{badge, badge_of};
pub use lockout::{Lockout, MOST_FAILURES, lockout};
pub use person::{Person, PersonId, matching};
pub use pin::{PIN_DIGITS, Pin, PinError};
pub use rights::{Act, May, may, may_second};
pub use role::Role;
pub use settings::StaffConfig;
