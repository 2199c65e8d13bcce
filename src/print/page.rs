//! A paper as rows, before it is text, a printer's bytes or a picture.
//!
//! Everything that a row holds passes [`escape`] here: names come from people. What must stand on
//! every paper (the band of training, first and last) is added here, so that no paper can leave it out.

mod bytes;
mod charset;
mod picture;
mod plain;

pub use charset::Charset;

use super::bars::Bars;
use super::{PrintError, QrCode};
use crate::words::{Words, escape};

/// Characters that one row takes of a text from outside.
const MOST: usize = 600;

/// How a line of text stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// As it is.
    #[default]
    Plain,
    /// Bold.
    Bold,
    /// In the middle, twice as wide and high where the paper allows it.
    Title,
    /// In the middle.
    Centre,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// Text, broken between words.
    Text(String, Weight),
    /// A text at the left and one at the right edge.
    Pair(String, String),
    /// A line across.
    Rule,
    /// An empty line.
    Gap,
    /// Room to sign, and who signs.
    Sign(String),
    /// Bars, and what stands under them.
    Bars(Bars, String),
    /// A code for a telephone.
    Qr(QrCode),
}

/// A paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    rows: Vec<Row>,
    band: Option<String>,
}

impl Page {
    /// An empty one; of training it says so first and last.
    pub fn new(training: bool, words: &Words) -> Self {
        Self { rows: Vec::new(), band: training.then(|| words.say("paper-training")) }
    }

    /// Everything in order, the bands included.
    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        let band = || self.band.iter().map(|band| Row::Text(band.clone(), Weight::Bold));
        band().chain(self.rows.iter().cloned()).chain(band())
    }

    /// A line of text; nothing where it is empty.
    pub fn say(&mut self, text: &str, weight: Weight) {
        if !text.is_empty() {
            self.rows.push(Row::Text(escape(text, MOST), weight));
        }
    }

    /// A paragraph, as it is.
    pub fn text(&mut self, text: &str) {
        self.say(text, Weight::Plain);
    }

    /// A name and its value, or an item and its price.
    pub fn pair(&mut self, left: &str, right: &str) {
        self.rows.push(Row::Pair(escape(left, MOST), escape(right, MOST)));
    }

    /// The same, where there is a value.
    pub fn maybe(&mut self, left: &str, right: Option<&str>) {
        if let Some(right) = right.filter(|right| !right.is_empty()) {
            self.pair(left, right);
        }
    }

    /// A line across.
    pub fn rule(&mut self) {
        self.rows.push(Row::Rule);
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.rows.push(Row::Gap);
    }

    /// Room for a signature.
    pub fn sign(&mut self, who: &str) {
        self.rows.push(Row::Sign(escape(who, MOST)));
    }

    /// One of our codes: in bars, with what can be typed under them.
    pub fn bars(&mut self, bars: &str, printed: &str) -> Result<(), PrintError> {
        self.rows.push(Row::Bars(Bars::new(bars)?, printed.to_owned()));
        Ok(())
    }

    /// A receipt's digits.
    pub fn qr(&mut self, code: QrCode) {
        self.rows.push(Row::Qr(code));
    }
}

/// Breaks a text between words, and words that are longer than a line.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let (mut lines, mut row, mut used) = (Vec::new(), String::new(), 0);
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let mut word: Vec<char> = word.chars().collect();
        if used > 0 && used + 1 + word.len() > columns {
            lines.push(std::mem::take(&mut row));
            used = 0;
        } else if used > 0 {
            row.push(' ');
            used += 1;
        }
        while used + word.len() > columns {
            let rest = word.split_off(columns - used);
            row.extend(word);
            lines.push(std::mem::take(&mut row));
            (word, used) = (rest, 0);
        }
        used += word.len();
        row.extend(word);
    }
    if used > 0 || lines.is_empty() {
        lines.push(row);
    }
    lines
}

/// A pair in lines of `columns`: side by side where both fit, one below the other where not.
fn pair(left: &str, right: &str, columns: usize) -> Vec<String> {
    let (l, r) = (left.chars().count(), right.chars().count());
    if l + r < columns {
        return vec![format!("{left}{}{right}", " ".repeat(columns - l - r))];
    }
    let mut lines = wrap(left, columns);
    for line in wrap(right, columns.saturating_sub(2)) {
        let width = line.chars().count();
        lines.push(format!("{}{line}", " ".repeat(columns.saturating_sub(width))));
    }
    lines
}
