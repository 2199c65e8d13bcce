//! Documents that arrive line by line: a scanner sends a suffix behind each line of a zone, and a
//! halting one makes several scans of a licence. Pure; the caller says when too much time has passed.

use super::pieces::pieces;
use super::{MAX_TEXT, aamva, mrz};

/// What a line led to.
#[derive(Clone, PartialEq, Eq)]
pub enum Joined {
    /// The document is whole: its text, for [`super::read`].
    Complete(String),
    /// It begins or continues a document that is not whole yet.
    More {
        /// Lines, or characters of a licence, that are there.
        have: usize,
        /// Lines, or characters, that make it whole.
        need: usize,
    },
    /// It belongs to no document; what was waiting for it is forgotten.
    NotADocument,
}

impl std::fmt::Debug for Joined {
    /// The text is personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Complete(text) => write!(f, "Complete({} bytes)", text.len()),
            Self::More { have, need } => write!(f, "More({have} of {need})"),
            Self::NotADocument => f.write_str("NotADocument"),
        }
    }
}

/// Takes one scan after the other and says when they make a document.
///
/// ```
/// use countercheck::document::{Joined, Lines};
/// let mut lines = Lines::default();
/// let first = lines.take("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\r");
/// assert_eq!(first, Joined::More { have: 1, need: 2 });
/// let second = lines.take("L898902C36UTO7408122F1204159ZE184226B<<<<<10\r");
/// assert!(matches!(second, Joined::Complete(_)));
/// assert_eq!(lines.take("352099001761481\r"), Joined::NotADocument);
/// ```
#[derive(Clone, Default)]
pub struct Lines {
    text: String,
    have: usize,
    need: usize,
    width: usize,
}

impl std::fmt::Debug for Lines {
    /// The text is personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lines({} of {}, {} bytes)", self.have, self.need, self.text.len())
    }
}

impl Lines {
    /// Takes the text of one scan, terminators kept. A scan that begins a document anew replaces
    /// what was waiting; one line twice is one line.
    pub fn take(&mut self, text: &str) -> Joined {
        if text.len() > MAX_TEXT {
            self.clear();
            return Joined::NotADocument;
        }
        if self.goes_on(text) {
            return self.go_on(text);
        }
        if let Some(need) = mrz::lines_from(text) {
            *self = Self { text: text.to_owned(), have: 1, need, width: mrz::line_width(text).unwrap_or(0) };
            return Joined::More { have: 1, need };
        }
        if super::form(text).is_some() {
            return self.begin_whole(text);
        }
        self.clear();
        Joined::NotADocument
    }

    /// Whether a document has begun and is not whole.
    pub fn is_waiting(&self) -> bool {
        !self.text.is_empty()
    }

    /// Gives out what there is, when no more will come: the tail of a licence may be missing.
    pub fn finish(&mut self) -> Option<String> {
        let text = std::mem::take(&mut self.text);
        self.clear();
        (!text.is_empty()).then_some(text)
    }

    /// Forgets what was waiting.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    fn begin_whole(&mut self, text: &str) -> Joined {
        self.clear();
        let need = if aamva::is_meant(text) { aamva::declared(text).unwrap_or(0) } else { 0 };
        // Separators that a scanner ate make a code shorter than its directory says.
        let eaten = need.saturating_sub(text.chars().count());
        if need == 0 || eaten * 4 <= need && ends_an_element(text) {
            return Joined::Complete(text.to_owned());
        }
        let have = text.chars().count();
        *self = Self { text: text.to_owned(), have, need, width: 0 };
        Joined::More { have, need }
    }

    /// Whether a scan continues what is waiting. Names may look like a first line; they end a card.
    fn goes_on(&self, text: &str) -> bool {
        if self.width == 0 {
            return self.is_waiting() && super::form(text).is_none() && mrz::lines_from(text).is_none();
        }
        let names_next = self.need == 3 && self.have == 2;
        let fits = mrz::line_width(text) == Some(self.width);
        fits && (names_next || mrz::lines_from(text).is_none() || mrz::is_second(text) || self.is_again(text))
    }

    fn is_again(&self, text: &str) -> bool {
        pieces(&self.text).last() == pieces(text).next()
    }

    fn go_on(&mut self, text: &str) -> Joined {
        if self.width == 0 {
            self.text.push_str(text);
            self.have = self.text.chars().count();
        } else {
            if self.is_again(text) {
                return Joined::More { have: self.have, need: self.need };
            }
            self.text.push('\r');
            self.text.push_str(text);
            self.have += 1;
        }
        if self.have >= self.need || self.text.len() > MAX_TEXT {
            return self.finish().map_or(Joined::NotADocument, Joined::Complete);
        }
        Joined::More { have: self.have, need: self.need }
    }
}

/// A licence ends with a terminator, or nothing tells that it does not.
fn ends_an_element(text: &str) -> bool {
    text.ends_with(['\r', '\n', '\t']) || !text.contains(char::is_control)
}
