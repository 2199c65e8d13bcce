//! Windows has no such signals: a resize arrives as a console event, and closing the window ends
//! the program; what was confirmed is on disk. Untested.

use super::AppError;
use crate::effects::Outbox;

/// Nothing to wait for.
pub(super) fn spawn(_outbox: &Outbox) -> Result<(), AppError> {
    Ok(())
}
