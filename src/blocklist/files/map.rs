//! The one place of the program that needs `unsafe`: a file as memory.
//!
//! A list of a hundred million entries has 350 MB; reading it in would cost that much memory for
//! a few pages a day. A map is unsafe because somebody may change the file below it. Lists are
//! never changed in place (a new version is a new file, renamed into its place), every page's
//! checksum is verified before its bytes mean anything, and the reader takes any bytes. What
//! remains is a file cut short while it is open: the system then ends the program with a bus
//! error, as if the disk had failed.

use std::fs::File;
use std::io;

/// A whole file as bytes.
#[derive(Debug)]
pub struct Map(Option<memmap2::Mmap>);

impl Map {
    /// Maps a file as long as it is now. Look-ups go anywhere, so the system is told not to read ahead.
    pub(super) fn new(file: &File) -> io::Result<Self> {
        if file.metadata()?.len() == 0 {
            return Ok(Self(None));
        }
        #[expect(unsafe_code, reason = "the file is not written while it is mapped; see the head of this file")]
        let map = unsafe { memmap2::Mmap::map(file)? };
        #[cfg(unix)]
        map.advise(memmap2::Advice::Random)?;
        Ok(Self(Some(map)))
    }
}

impl AsRef<[u8]> for Map {
    fn as_ref(&self) -> &[u8] {
        self.0.as_deref().unwrap_or_default()
    }
}
