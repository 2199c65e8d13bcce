//! Source files: plain, gzip or zstandard, or standard input; line by line.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that a line may have.
const MAX_LINE: usize = 64 * 1024;
/// Bytes read at once.
const BUFFER: usize = 1 << 20;

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
        let mut counted = BufReader::with_capacity(BUFFER, Counted { raw, read: Arc::clone(read) });
        let first = counted.fill_buf()?;
        let reader: Box<dyn Read> = match first {
            [0x1f, 0x8b, ..] => Box::new(flate2::read::MultiGzDecoder::new(counted)),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Box::new(Frames { raw: Some(counted), open: None }),
            _ => return Ok(Lines::new(Box::new(counted))),
        };
        Ok(Lines::new(Box::new(BufReader::with_capacity(BUFFER, reader))))
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
    inner: Box<dyn BufRead>,
    held: Vec<u8>,
    number: u64,
    /// Bytes of the line read last that are still in the buffer.
    consumed: usize,
}

impl Lines {
    fn new(inner: Box<dyn BufRead>) -> Self {
        Self { inner, held: Vec::new(), number: 0, consumed: 0 }
    }

    /// The next line with its number from 1, without its end; no text for one that is too long.
    pub(super) fn next(&mut self) -> io::Result<Option<Numbered<'_>>> {
        self.inner.consume(std::mem::take(&mut self.consumed));
        self.held.clear();
        let whole = self.inner.fill_buf()?;
        if whole.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        // Nearly every line lies in the buffer as a whole.
        if let Some(end) = memchr::memchr(b'\n', whole) {
            self.consumed = end + 1;
            let line = self.inner.fill_buf()?.get(..end).unwrap_or_default();
            return Ok(Some((self.number, (end <= MAX_LINE).then_some(line))));
        }
        let mut length = 0;
        loop {
            let part = self.inner.fill_buf()?;
            let end = memchr::memchr(b'\n', part);
            let taken = part.get(..end.unwrap_or(part.len())).unwrap_or_default();
            length += taken.len();
            if length <= MAX_LINE {
                self.held.extend_from_slice(taken);
            }
            let used = taken.len() + usize::from(end.is_some());
            self.inner.consume(used);
            if end.is_some() || used == 0 {
                break;
            }
        }
        Ok(Some((self.number, (length <= MAX_LINE).then_some(self.held.as_slice()))))
    }
}
