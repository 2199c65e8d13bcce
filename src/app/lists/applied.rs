//! What the register says about lists. These are the only places where commands tell it.
//!
//! A list counts from the moment at which the shelf holds it, whether or not the register can be
//! written then: what cannot be told now, the next till or command that opens the shop tells.

use crate::app::shop::{self, Shop};
use crate::app::{AppError, rescreen};
use crate::blocklist::shelf::{Applied, How};
use crate::cli::Out;
use crate::clock::rfc3339;
use crate::config::Paths;
use crate::effects::{list_clock_cleared, list_refused};
use crate::ledger::leaf::Draft;
use chrono::{DateTime, Utc};

/// A version has begun to count: it is noted, and what the shop keeps is held against it.
pub(super) fn applied(paths: &Paths, applied: &Applied) {
    // A fold changes no content.
    if applied.how != How::Fold
        && paths.config().exists()
        && let Err(error) = rescreen::after(paths)
    {
        let what = format!("{} counts, but the register was not told: {}", applied.name, crate::words::chain(&error));
        Out::problem(&what, &error.advice());
    }
}

/// A list was refused, or a file that belongs to none: `what` is the word, `how` is `sync` or `import`.
pub(super) fn refused(paths: &Paths, list: Option<&str>, what: &str, how: &str) -> Result<(), AppError> {
    record(paths, list_refused(list, what, how, shop::now()))
}

/// The stored time of a list lay ahead of the clock and was set back.
pub(super) fn clock_cleared(paths: &Paths, list: &str, was: DateTime<Utc>) -> Result<(), AppError> {
    record(paths, list_clock_cleared(list, &rfc3339(was), shop::now()))
}

fn record(paths: &Paths, draft: Draft) -> Result<(), AppError> {
    if paths.config().exists() {
        Shop::open(paths, shop::now())?.recorder.record(&[draft])?;
    }
    Ok(())
}
