//! Source files: plain, gzip or zstandard, or standard input; line by line.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that a line may have.
const MAX_LINE: usize = 64 * 1024;
/// Bytes that lines are looked for in.
const BUFFER: usize = 1 << 18;
/// Bytes read at once where they are unpacked.
const READ: usize = 1 << 16;

/// Where lines come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file; `.gz` and `.zst` are told by their first bytes.
    File(PathBuf),
    /// Standard input.
    Standard,
}

impl Source {
    /// `-` is standard input.
    pub fn new(path: &Path) -> Self {
        if path.as_os_str() == "-" { Self::Standard } else { Self::File(path.to_owned()) }
    }

    /// As messages name it.
    pub fn path(&self) -> &Path {
        match self {
            Self::File(path) => path,
            Self::Standard => Path::new("-"),
        }
    }

    /// Bytes to be read; `None` when nobody knows.
    pub fn length(&self) -> Option<u64> {
        match self {
            Self::File(path) => std::fs::metadata(path).ok().map(|meta| meta.len()),
            Self::Standard => None,
        }
    }

    /// Opens it; `read` counts the bytes taken from it, before they are unpacked.
    pub(super) fn lines(&self, read: &Arc<AtomicU64>) -> io::Result<Lines> {
        let raw: Box<dyn Read> = match self {
            Self::File(path) => Box::new(File::open(path)?),
            Self::Standard => Box::new(io::stdin().lock()),
        };
        let mut counted = BufReader::with_capacity(READ, Counted { raw, read: Arc::clone(read) });
        let first = counted.fill_buf()?;
        let reader: Box<dyn Read> = match first {
            [0x1f, 0x8b, ..] => Box::new(flate2::read::MultiGzDecoder::new(counted)),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Box::new(Frames { raw: Some(counted), open: None }),
            _ => Box::new(counted),
        };
        Ok(Lines::new(reader))
    }
}

struct Counted {
    raw: Box<dyn Read>,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.raw.read(buffer)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

type Raw = BufReader<Counted>;
type Frame = ruzstd::decoding::StreamingDecoder<Raw, ruzstd::decoding::FrameDecoder>;

/// Zstandard frames one after the other: parallel packers write many.
struct Frames {
    raw: Option<Raw>,
    open: Option<Frame>,
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(frame) = self.open.as_mut() {
                let n = frame.read(buffer)?;
                if n > 0 || buffer.is_empty() {
                    return Ok(n);
                }
            }
            if let Some(frame) = self.open.take() {
                self.raw = Some(frame.into_inner());
            }
            let Some(mut raw) = self.raw.take() else { return Ok(0) };
            if raw.fill_buf()?.is_empty() {
                return Ok(0);
            }
            let frame = ruzstd::decoding::StreamingDecoder::new(raw).map_err(io::Error::other)?;
            self.open = Some(frame);
        }
    }
}

/// A line with its number; no text where it is too long.
pub(super) type Numbered<'a> = (u64, Option<&'a [u8]>);

/// The lines of a source, numbered, each of bounded length.
pub(super) struct Lines {
    inner: Box<dyn Read>,
    buffer: Vec<u8>,
    /// What of the buffer was read and not given yet.
    from: usize,
    to: usize,
    number: u64,
}

impl Lines {
    fn new(inner: Box<dyn Read>) -> Self {
        Self { inner, buffer: vec![0; BUFFER], from: 0, to: 0, number: 0 }
    }

    /// The next line with its number from 1, without its end; no text for one that is too long.
    #[inline]
    pub(super) fn next(&mut self) -> io::Result<Option<Numbered<'_>>> {
        let held = self.buffer.get(self.from..self.to).unwrap_or_default();
        let (start, end) = match memchr::memchr(b'\n', held) {
            Some(length) => {
                let start = self.from;
                self.from += length + 1;
                (start, start + length)
            }
            None => match self.last_of_buffer()? {
                Some(line) => line,
                None => return Ok(None),
            },
        };
        self.number += 1;
        let line = self.buffer.get(start..end).filter(|line| line.len() <= MAX_LINE);
        Ok(Some((self.number, line)))
    }

    /// A line that did not end in the buffer: from where to where it lies, now that more was read.
    #[cold]
    fn last_of_buffer(&mut self) -> io::Result<Option<(usize, usize)>> {
        let mut searched = self.to - self.from;
        self.buffer.copy_within(self.from..self.to, 0);
        (self.from, self.to) = (0, searched);
        loop {
            // Of a line that is too long, no more is kept than shows it.
            if searched > MAX_LINE {
                searched = MAX_LINE + 1;
                self.to = searched;
            }
            let read = match self.inner.read(self.buffer.get_mut(self.to..).unwrap_or_default()) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            self.to += read;
            let fresh = self.buffer.get(searched..self.to).unwrap_or_default();
            if let Some(length) = memchr::memchr(b'\n', fresh) {
                self.from = searched + length + 1;
                return Ok(Some((0, searched + length)));
            }
            searched = self.to;
            if read == 0 {
                self.from = self.to;
                return Ok((self.to > 0).then_some((0, self.to)));
            }
        }
    }
}
