//! A disk that can be filled and made read-only. Only root may mount one; others are told why they skip.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A small disk of its own in memory.
pub struct Disk {
    folder: TempDir,
}

impl Disk {
    /// Mounts one; `None`, with the reason printed, where that is not allowed.
    pub fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let disk = Self { folder };
        if disk.tool("mount", &["-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs"]) {
            return Some(disk);
        }
        println!("skipped: this user may not mount a disk in memory");
        None
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Fills it to the last byte.
    pub fn fill(&self) {
        let mut file = fs::File::create(self.path().join("filler")).expect("a file");
        let block = [0x55; 4096];
        while file.write_all(&block).is_ok() {}
        // The last page may still take a few bytes.
        while file.write_all(&block[..1]).is_ok() {}
    }

    /// Gives the space back.
    pub fn free(&self) {
        fs::remove_file(self.path().join("filler")).expect("the filler");
    }

    /// Makes it read-only, or writable again.
    pub fn read_only(&self, on: bool) {
        let option = if on { "remount,ro" } else { "remount,rw" };
        assert!(self.tool("mount", &["-o", option]), "{option}");
    }

    fn tool(&self, name: &str, words: &[&str]) -> bool {
        Command::new(name).args(words).arg(self.path()).output().is_ok_and(|done| done.status.success())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a program that a failing test left behind must not keep it.
        self.tool("umount", &["-l"]);
    }
}
