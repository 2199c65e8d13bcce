//! What the register says about lists. These are the only places where commands tell it.

use crate::app::AppError;
use crate::blocklist::shelf::Applied;
use crate::config::Paths;
use chrono::{DateTime, Utc};

/// A version has begun to count.
pub(super) fn applied(_paths: &Paths, _applied: &Applied) -> Result<(), AppError> {
    Ok(())
}

/// A list was refused, or a file that belongs to none: `what` is the word, `how` is `sync` or `import`.
pub(super) fn refused(_paths: &Paths, _list: Option<&str>, _what: &str, _how: &str) -> Result<(), AppError> {
    Ok(())
}

/// The stored time of a list lay ahead of the clock and was set back.
pub(super) fn clock_cleared(_paths: &Paths, _list: &str, _was: DateTime<Utc>) -> Result<(), AppError> {
    Ok(())
}
