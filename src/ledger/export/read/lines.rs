//! JSON lines, read one ahead, beside the leaves that they belong to.

use serde::Deserialize;
use std::io::{BufRead as _, BufReader, Read};

/// A disclosed value of a mebibyte, every character of it escaped.
const MAX_LINE: usize = 8 << 20;

/// JSON lines, read one ahead.
pub(super) struct Lines<'a> {
    stream: Option<BufReader<Box<dyn Read + 'a>>>,
    ahead: Vec<u8>,
    wrong: Option<&'static str>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(stream: Option<Box<dyn Read + 'a>>) -> Self {
        let mut lines = Self { stream: stream.map(BufReader::new), ahead: Vec::new(), wrong: None };
        lines.advance();
        lines
    }

    fn advance(&mut self) {
        self.ahead.clear();
        let Some(stream) = &mut self.stream else { return };
        let mut limited = stream.take(MAX_LINE as u64);
        if limited.read_until(b'\n', &mut self.ahead).is_err() {
            self.wrong = Some("cannot be read");
        } else if self.ahead.last().is_some_and(|last| *last != b'\n') {
            self.wrong = Some("holds a line that is too long or has no end");
        }
        if self.wrong.is_some() || self.ahead.is_empty() {
            self.stream = None;
        }
    }

    /// The next line, if it fits; a line that does not parse ends the reading.
    pub(super) fn take_if<T: for<'de> Deserialize<'de>>(&mut self, fits: impl FnOnce(&T) -> bool) -> Option<T> {
        self.stream.as_ref()?;
        match serde_json::from_slice(&self.ahead) {
            Ok(value) if fits(&value) => {
                self.advance();
                Some(value)
            }
            Ok(_) => None,
            Err(_) => {
                (self.stream, self.wrong) = (None, Some("holds a line that is not of its form"));
                None
            }
        }
    }

    /// What is wrong when all leaves have been read: lines must be used up by then.
    pub(super) fn rest(&mut self) -> Option<&'static str> {
        if self.stream.is_some() && self.wrong.is_none() {
            self.wrong = Some("holds lines that belong to no entry or are out of order");
        }
        self.wrong
    }
}
