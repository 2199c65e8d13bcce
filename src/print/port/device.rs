//! A printer's device file on Unix: `/dev/usb/lp0`, `/dev/lp0`, a serial line.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::Duration;

/// Writes to a printer that may take nothing for a while, and may be off: an ordinary write would
/// wait for ever, and the till's end with it.
pub(super) fn send(path: &Path, bytes: &[u8], patience: Duration) -> io::Result<()> {
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    let mut device = OpenOptions::new().write(true).custom_flags(flags).open(path)?;
    let wait = Timespec { tv_sec: i64::try_from(patience.as_secs()).unwrap_or(1), tv_nsec: 0 };
    let mut rest = bytes;
    while !rest.is_empty() {
        match device.write(rest) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(taken) => rest = rest.get(taken..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                let mut ready = [PollFd::new(&device, PollFlags::OUT)];
                if poll(&mut ready, Some(&wait))? == 0 {
                    return Err(io::ErrorKind::TimedOut.into());
                }
            }
            Err(error) => return Err(error),
        }
    }
    device.flush()
}
