//! A folder into which a camera, a cable or another program puts pictures.
//!
//! It is looked into about once a second. A file is taken once it has stopped growing, and is gone
//! from the folder before anything else happens with it; what cannot be taken is told once and left
//! alone until it changes. Links, folders and hidden files are not followed, opened or deleted: they
//! are somebody else's. Invariant: a file is read by the descriptor that was judged, never again by its name.

use super::gate;
use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// Files that are looked at in one round: a folder of thousands must not stop the till's other work.
const AT_ONCE: usize = 256;
/// How long a file must look the same before it counts as whole.
const STILL: Duration = Duration::from_millis(800);

/// What a file looked like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    bytes: u64,
    modified: Option<SystemTime>,
}

impl Look {
    fn of(metadata: &Metadata) -> Self {
        Self { bytes: metadata.len(), modified: metadata.modified().ok() }
    }
}

/// A file that was taken out of the folder's hands.
pub struct Taken {
    /// Its path, to be deleted after use.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Taken {
    /// Leaves name and bytes out: names of pictures can be personal.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Taken({} bytes)", self.bytes.len())
    }
}

/// Why something in the folder is left there.
#[derive(Debug, thiserror::Error)]
pub enum InboxError {
    /// The folder cannot be looked into.
    #[error("the folder for pictures {path} cannot be looked into")]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be read or deleted.
    #[error("a file in the folder for pictures cannot be used: {name}")]
    File {
        /// Its name.
        name: String,
        /// Why.
        source: io::Error,
    },
    /// A link, a folder, a pipe.
    #[error("{name} in the folder for pictures is no plain file")]
    Plain {
        /// Its name.
        name: String,
    },
    /// More bytes than a picture has.
    #[error("{name} in the folder for pictures is too large for a picture ({bytes} bytes)")]
    Large {
        /// Its name.
        name: String,
        /// How many bytes.
        bytes: u64,
    },
}

impl InboxError {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Folder { .. } => "make the folder, or name another one as inbox under [photo] in config.toml",
            Self::File { .. } => "let the till's user read and delete what lies in the folder",
            Self::Plain { .. } => "put pictures into the folder itself; nothing else is looked at",
            Self::Large { .. } => "take it out of the folder; take pictures with fewer pixels",
        }
    }
}

/// The watched folder.
#[derive(Debug)]
pub struct Inbox {
    folder: PathBuf,
    /// Files that may still grow.
    growing: BTreeMap<PathBuf, (Look, Instant)>,
    /// What was told and is left alone while it looks the same.
    left: BTreeMap<PathBuf, Look>,
    /// The folder itself was complained about.
    lost: bool,
}

impl Inbox {
    /// Watches a folder; what lies in it already comes in too.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, growing: BTreeMap::new(), left: BTreeMap::new(), lost: false }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The next finished picture, the oldest first; complaints are told once each.
    pub fn next(&mut self, complaints: &mut Vec<InboxError>) -> Option<Taken> {
        let mut files = match self.files(complaints) {
            Ok(files) => files,
            Err(source) => {
                if !std::mem::replace(&mut self.lost, true) {
                    complaints.push(InboxError::Folder { path: self.folder.clone(), source });
                }
                return None;
            }
        };
        self.lost = false;
        files.sort_by_key(|(path, look)| (look.modified, path.clone()));
        let known = std::mem::take(&mut self.growing);
        let mut ready = Vec::new();
        for (path, look) in files {
            let since = known.get(&path).filter(|(before, _)| *before == look).map_or_else(Instant::now, |(_, at)| *at);
            if look.bytes > 0 && since.elapsed() >= STILL {
                ready.push(path.clone());
            }
            self.growing.insert(path, (look, since));
        }
        ready.into_iter().find_map(|path| match read(&path) {
            Ok(bytes) => Some(Taken { path, bytes }),
            Err(source) => {
                self.leave(&path, complaints, |name| InboxError::File { name, source });
                None
            }
        })
    }

    /// Deletes a file after use. One that cannot be deleted is told, and not read again.
    pub fn done(&mut self, taken: &Taken) -> Result<(), InboxError> {
        self.growing.remove(&taken.path);
        fs::remove_file(&taken.path).map_err(|source| {
            let mut told = Vec::new();
            self.leave(&taken.path, &mut told, |name| InboxError::File { name, source });
            told.pop().unwrap_or(InboxError::Plain { name: String::new() })
        })
    }

    /// Leaves a file that could not be read alone until it changes; the reader has said why.
    pub fn keep_off(&mut self, taken: &Taken) {
        self.leave(&taken.path, &mut Vec::new(), |name| InboxError::Plain { name });
    }

    /// Plain files that may be pictures, and how they look now.
    fn files(&mut self, complaints: &mut Vec<InboxError>) -> io::Result<Vec<(PathBuf, Look)>> {
        let mut files = Vec::new();
        let mut there = Vec::new();
        for entry in fs::read_dir(&self.folder)?.flatten() {
            let path = entry.path();
            // Hidden files are half-written ones of programs that copy, and notes of file managers.
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            // Of the link itself, not of what it points to.
            let Ok(metadata) = fs::symlink_metadata(&path) else { continue };
            let look = Look::of(&metadata);
            there.push(path.clone());
            if self.left.get(&path) == Some(&look) {
                continue;
            }
            if !metadata.is_file() {
                self.leave(&path, complaints, |name| InboxError::Plain { name });
            } else if look.bytes > gate::MAX_BYTES as u64 {
                let bytes = look.bytes;
                self.leave(&path, complaints, |name| InboxError::Large { name, bytes });
            } else if files.len() < AT_ONCE {
                files.push((path, look));
            }
        }
        self.left.retain(|path, _| there.contains(path));
        Ok(files)
    }

    /// Leaves a file alone until it changes, and says so once.
    fn leave(&mut self, path: &Path, complaints: &mut Vec<InboxError>, why: impl FnOnce(String) -> InboxError) {
        let look = fs::symlink_metadata(path).map(|metadata| Look::of(&metadata));
        self.left.insert(path.to_owned(), look.unwrap_or(Look { bytes: 0, modified: None }));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        complaints.push(why(crate::words::escape(&name, 60)));
    }
}

/// The bytes of a plain file that is opened without following a link or waiting for a pipe.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    file.take(gate::MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

/// The folder is the shop's own; a link that came in between is not told from a file here. Untested.
#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}
