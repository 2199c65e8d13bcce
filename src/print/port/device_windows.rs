//! The same on Windows: `LPT1`, `\\computer\printer`. Untested; a printer that is off may hold the write back.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

pub(super) fn send(path: &Path, bytes: &[u8], _patience: Duration) -> io::Result<()> {
    let mut device = OpenOptions::new().write(true).open(path)?;
    device.write_all(bytes)?;
    device.flush()
}
