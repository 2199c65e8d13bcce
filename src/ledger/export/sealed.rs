//! An encrypted export: the whole `.zip` as one age file to the officers' keys.
//!
//! Nothing of it lies on the disk in clear, neither while it is written nor while it is read.

use super::ExportError;
use age::stream::StreamReader;
use age::x25519::{Identity, Recipient};
use age::{DecryptError, Decryptor, Encryptor};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use zip::result::ZipError;

/// How every age file begins.
pub(super) const START: &[u8] = b"age-encryption.org/v1\n";

/// Public keys in a text: one alone, or one a line as `age -R` reads them; `#` begins a comment.
pub fn recipients(text: &str) -> Result<Vec<Recipient>, ExportError> {
    let found: Result<Vec<Recipient>, _> = lines(text).map(|(line, text)| text.parse().map_err(|_| line)).collect();
    match found {
        Ok(keys) if !keys.is_empty() => Ok(keys),
        Ok(_) => Err(ExportError::NoRecipient { line: 1 }),
        Err(line) => Err(ExportError::NoRecipient { line }),
    }
}

/// Secret keys in a text, as `age-keygen` writes them.
pub fn identities(text: &str) -> Result<Vec<Identity>, ExportError> {
    let found: Result<Vec<Identity>, _> = lines(text).map(|(line, text)| text.parse().map_err(|_| line)).collect();
    match found {
        Ok(keys) if !keys.is_empty() => Ok(keys),
        Ok(_) => Err(ExportError::NoIdentity { line: 1 }),
        Err(line) => Err(ExportError::NoIdentity { line }),
    }
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let all = (1..).zip(text.lines().map(str::trim));
    all.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// Begins an age file in `out`.
pub(super) fn seal<W: Write>(recipients: &[Recipient], out: W) -> io::Result<age::stream::StreamWriter<W>> {
    let everybody = recipients.iter().map(|recipient| recipient as &dyn age::Recipient);
    Encryptor::with_recipients(everybody).map_err(io::Error::other)?.wrap_output(out)
}

/// Opens an age file for reading at any place.
pub(super) fn open(path: &Path, identities: &[Identity]) -> Result<Plain, ExportError> {
    let file = File::open(path).map_err(ExportError::file(path))?;
    let damaged = || ExportError::Zip(ZipError::InvalidArchive("the encrypted file is damaged".into()));
    let opened = Decryptor::new(file)
        .and_then(|decryptor| decryptor.decrypt(identities.iter().map(|identity| identity as &dyn age::Identity)));
    let mut inner = opened.map_err(|e| match e {
        DecryptError::NoMatchingKeys => ExportError::NotForThisKey { path: path.to_owned() },
        _ => damaged(),
    })?;
    let length = inner.seek(SeekFrom::End(0)).and_then(|length| inner.rewind().map(|()| length));
    Ok(Plain { inner, length: length.map_err(|_| damaged())?, at: 0 })
}

/// The content of an age file. It bounds every position by the length, which age's own reader
/// leaves to its caller: an archive made to point past its end would end the program there.
pub(super) struct Plain {
    inner: StreamReader<File>,
    length: u64,
    at: u64,
}

impl Read for Plain {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.length {
            return Ok(0);
        }
        self.inner.seek(SeekFrom::Start(self.at))?;
        let read = self.inner.read(bytes)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Plain {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}
