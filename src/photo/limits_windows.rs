//! What the process that decodes pictures may still do, where the system has no such limits for a
//! program to set on itself: the till's own time limit ends it. Untested.

use std::io;

/// Nothing begins.
#[expect(clippy::unnecessary_wraps, reason = "its counterpart can fail")]
pub(crate) fn begin() -> io::Result<()> {
    Ok(())
}

/// Nothing is given up here; memory and time are bounded by the gate and by the till's time limit.
#[expect(clippy::unnecessary_wraps, reason = "its counterpart can fail")]
pub(crate) fn enter() -> io::Result<()> {
    Ok(())
}

/// Nothing begins.
#[expect(clippy::unnecessary_wraps, reason = "its counterpart can fail")]
pub(crate) fn next_picture() -> io::Result<()> {
    Ok(())
}
