//! The files of an export, in a folder or in one `.zip`.
//!
//! The archive's comment holds the SHA-256 of everything before it. It proves nothing against a
//! forger; it lets a damaged stick be told from a register that does not verify.

use super::{ExportError, sealed};
use age::x25519::{Identity, Recipient};
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use zip::result::ZipError;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{ZipArchive, ZipWriter};

const SEAL: &str = "countercheck-export sha256=";
const SEAL_LENGTH: usize = SEAL.len() + 64;

/// Where an export is read from.
pub(super) trait Files {
    /// A file as a stream; `None` when it is not there.
    fn stream(&mut self, path: &str) -> io::Result<Option<Box<dyn Read + '_>>>;

    /// A whole file of at most `limit` bytes; `None` when it is missing or longer.
    fn whole(&mut self, path: &str, limit: usize) -> io::Result<Option<Vec<u8>>> {
        let Some(stream) = self.stream(path)? else { return Ok(None) };
        let mut bytes = Vec::new();
        stream.take(limit as u64 + 1).read_to_end(&mut bytes)?;
        Ok((bytes.len() <= limit).then_some(bytes))
    }
}

/// An export's folder.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }
}

impl Files for Folder {
    fn stream(&mut self, path: &str) -> io::Result<Option<Box<dyn Read + '_>>> {
        match File::open(self.0.join(path)) {
            Ok(file) if file.metadata()?.is_file() => Ok(Some(Box::new(BufReader::new(file)))),
            Ok(_) => Ok(None),
            Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(e) => Err(e),
        }
    }
}

/// The part of an export below a folder: an earlier epoch.
pub(super) struct Below<F> {
    pub(super) files: F,
    /// Ends in `/`, or is empty.
    pub(super) folder: String,
}

impl<F: Files> Files for Below<F> {
    fn stream(&mut self, path: &str) -> io::Result<Option<Box<dyn Read + '_>>> {
        self.files.stream(&format!("{}{path}", self.folder))
    }
}

/// What an archive is read from.
trait Source: Read + Seek {}

impl<S: Read + Seek> Source for S {}

/// An export's `.zip` file.
pub(super) struct Zip(ZipArchive<Box<dyn Source>>);

impl Zip {
    /// Opens an encrypted archive; what is wrong inside is damage, not a file of another kind.
    pub(super) fn sealed(path: &Path, identities: &[Identity]) -> Result<Self, ExportError> {
        let plain = BufReader::new(sealed::open(path, identities)?);
        Ok(ZipArchive::new(Box::new(plain) as Box<dyn Source>).map(Self)?)
    }

    pub(super) fn open(path: &Path) -> Result<Self, ExportError> {
        let mut file = BufReader::new(File::open(path).map_err(ExportError::file(path))?);
        let archive = file.fill_buf().is_ok_and(|start| start.starts_with(b"PK"));
        ZipArchive::new(Box::new(file) as Box<dyn Source>).map(Self).map_err(|e| match e {
            ZipError::Io(source) => ExportError::File { path: path.to_owned(), source },
            e if archive => ExportError::Zip(e),
            _ => ExportError::NotARegister { path: path.to_owned() },
        })
    }
}

impl Files for Zip {
    fn stream(&mut self, path: &str) -> io::Result<Option<Box<dyn Read + '_>>> {
        match self.0.by_name(path) {
            Ok(file) => Ok(Some(Box::new(file))),
            Err(ZipError::FileNotFound) => Ok(None),
            Err(e) => Err(e.into()),
        }
    }
}

/// The first bytes of a file, which tell what it is.
pub(super) fn start(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file of at most `limit` bytes; of a longer one enough to see that it is longer.
pub(super) fn whole(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What is wrong with the archive as a file, if anything. An archive without a comment was packed
/// by another program, which is allowed.
pub(super) fn container_damage(path: &Path) -> io::Result<Option<String>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let damaged = |what: &str| Ok(Some(format!("the .zip file is damaged: {what}")));
    let tail_length = length.min(22 + SEAL_LENGTH as u64);
    file.seek(SeekFrom::Start(length - tail_length))?;
    let mut tail = Vec::new();
    Read::by_ref(&mut file).take(tail_length).read_to_end(&mut tail)?;
    if tail.len() >= 22 && tail[tail.len() - 22..].starts_with(b"PK\x05\x06") && tail.ends_with(&[0, 0]) {
        return Ok(None);
    }
    let comment = &tail[tail.len().saturating_sub(SEAL_LENGTH)..];
    let Some(sealed) = comment.strip_prefix(SEAL.as_bytes()) else {
        return damaged("its end is not as it was written");
    };
    let digest = digest_of(&mut file, length - SEAL_LENGTH as u64)?;
    if sealed == digest.as_bytes() { Ok(None) } else { damaged("its bytes are not those that were written") }
}

fn digest_of(file: &mut File, length: u64) -> io::Result<String> {
    file.seek(SeekFrom::Start(0))?;
    let mut hasher = Sha256::new();
    io::copy(&mut file.take(length), &mut hasher)?;
    Ok(hex::encode(hasher.finalize()))
}

/// Where an export is written to: a name beside the wanted one, which it takes only when whole.
pub(super) enum Sink {
    Folder { at: PathBuf, file: Option<File> },
    Zip(Box<ZipWriter<File>>),
    Sealed(Box<ZipWriter<StreamWriter<SealedFile>>>),
}

type SealedFile = age::stream::StreamWriter<BufWriter<File>>;

impl Sink {
    /// A folder, or an archive when the wanted name ends in `.zip`; an encrypted one when it is for
    /// somebody's eyes only.
    pub(super) fn create(wanted: &Path, at: &Path, recipients: &[Recipient]) -> Result<Self, ExportError> {
        if !recipients.is_empty() {
            let file = OpenOptions::new().write(true).create_new(true).open(at).map_err(ExportError::file(at))?;
            let sealed = sealed::seal(recipients, BufWriter::new(file)).map_err(ExportError::file(at))?;
            return Ok(Self::Sealed(Box::new(ZipWriter::new_stream(sealed))));
        }
        if wanted.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip")) {
            let file = OpenOptions::new().read(true).write(true).create_new(true).open(at);
            let mut zip = ZipWriter::new(file.map_err(ExportError::file(at))?);
            zip.set_comment(format!("{SEAL}{}", "0".repeat(64)))?;
            return Ok(Self::Zip(Box::new(zip)));
        }
        fs::create_dir(at).map_err(ExportError::file(at))?;
        Ok(Self::Folder { at: at.to_owned(), file: None })
    }

    /// Begins the next file; what is written from now on goes into it.
    pub(super) fn start(&mut self, path: &str) -> Result<(), ExportError> {
        match self {
            Self::Folder { at, file } => {
                let path = at.join(path);
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder).map_err(ExportError::file(folder))?;
                }
                if let Some(done) = file.take() {
                    done.sync_all().map_err(ExportError::file(&path))?;
                }
                *file = Some(
                    OpenOptions::new().write(true).create_new(true).open(&path).map_err(ExportError::file(&path))?,
                );
            }
            Self::Zip(zip) => zip.start_file(path, SimpleFileOptions::default())?,
            Self::Sealed(zip) => zip.start_file(path, SimpleFileOptions::default())?,
        }
        Ok(())
    }

    /// Completes the export and makes it durable.
    pub(super) fn finish(self) -> Result<(), ExportError> {
        let sealed = |file: &mut File| -> io::Result<()> {
            let length = file.metadata()?.len();
            let digest = digest_of(file, length - SEAL_LENGTH as u64)?;
            file.seek(SeekFrom::Start(length - 64))?;
            file.write_all(digest.as_bytes())?;
            file.sync_all()
        };
        match self {
            Self::Folder { at, file } => file.map_or(Ok(()), |file| file.sync_all()).map_err(ExportError::file(&at)),
            Self::Zip(zip) => Ok(sealed(&mut zip.finish()?).map_err(ZipError::Io)?),
            Self::Sealed(zip) => {
                let ended = || zip.finish()?.into_inner().finish()?.into_inner().map_err(io::Error::from)?.sync_all();
                Ok(ended().map_err(ZipError::Io)?)
            }
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Folder { file: Some(file), .. } => file.write(bytes),
            Self::Folder { file: None, .. } => Err(io::ErrorKind::InvalidInput.into()),
            Self::Zip(zip) => zip.write(bytes),
            Self::Sealed(zip) => zip.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
