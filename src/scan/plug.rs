//! Tells when a port may have appeared, without looking every second.
//!
//! Linux: inotify by hand. The `notify` crate asks for every open and write in the folder, and
//! in `/dev` that is each program that touches `/dev/null`; its mask cannot be narrowed.

use rustix::fd::{AsFd, BorrowedFd};
use std::path::{Path, PathBuf};

/// A watch on `/dev` and on the folder of a named port.
pub(super) struct Plug {
    #[cfg(target_os = "linux")]
    inotify: Option<rustix::fd::OwnedFd>,
}

/// The deepest folder above `path` that exists: `/dev/serial/by-id` comes and goes with the device.
fn deepest(path: &Path) -> Option<PathBuf> {
    path.ancestors().skip(1).find(|p| p.is_dir()).map(Path::to_path_buf)
}

#[cfg(target_os = "linux")]
impl Plug {
    /// Starts watching. Must stand before the ports are looked at, or a plug in between is missed.
    pub(super) fn new() -> Self {
        use rustix::fs::inotify::{CreateFlags, init};
        let plug = Self { inotify: init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK).ok() };
        plug.add(Path::new("/dev"));
        plug
    }

    /// Watches the folder in which `port` will appear, as far as it exists by now.
    pub(super) fn watch_for(&self, port: &Path) {
        let mut folder = deepest(port);
        while let Some(found) = folder {
            self.add(&found);
            // A deeper folder may have come before the watch stood.
            let now = deepest(port);
            folder = (now.as_deref() != Some(found.as_path())).then_some(now).flatten();
        }
    }

    fn add(&self, folder: &Path) {
        use rustix::fs::inotify::{WatchFlags, add_watch};
        // ATTRIB: udev grants access some milliseconds after the node exists.
        let wanted = WatchFlags::CREATE | WatchFlags::MOVED_TO | WatchFlags::ATTRIB;
        if let Some(inotify) = &self.inotify {
            // A folder that is gone again is covered by the one above it.
            let _ = add_watch(inotify, folder, wanted);
        }
    }

    /// What to poll for reading; `None` where the system gives no watch, then look by time.
    pub(super) fn fd(&self) -> Option<BorrowedFd<'_>> {
        self.inotify.as_ref().map(AsFd::as_fd)
    }

    /// Forgets the events so far.
    pub(super) fn drain(&self) {
        let mut events = [0_u8; 4096];
        while let Some(inotify) = &self.inotify {
            if !matches!(rustix::io::read(inotify, &mut events), Ok(n) if n > 0) {
                return;
            }
        }
    }
}

/// Other Unix systems: no watch, the ports are looked at by time. Untested.
#[cfg(not(target_os = "linux"))]
impl Plug {
    pub(super) fn new() -> Self {
        Self {}
    }

    pub(super) fn watch_for(&self, port: &Path) {
        let _ = deepest(port);
    }

    pub(super) fn fd(&self) -> Option<BorrowedFd<'_>> {
        None
    }

    pub(super) fn drain(&self) {}
}
