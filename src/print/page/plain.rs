//! A paper as text, of any number of columns.

use super::{Page, Row, Weight, pair, wrap};
use crate::print::QrCode;

impl Page {
    /// Lines of at most `columns` characters. Bars stand as a QR code of half blocks: text has no bars.
    pub fn plain(&self, columns: usize) -> String {
        let mut text = String::new();
        for row in self.rows() {
            for line in lines(&row, columns) {
                text.push_str(line.trim_end());
                text.push('\n');
            }
        }
        text
    }
}

/// The lines of a row; pictures as blocks.
fn lines(row: &Row, columns: usize) -> Vec<String> {
    match row {
        Row::Text(text, weight) => {
            let middle = matches!(weight, Weight::Title | Weight::Centre);
            let lines = wrap(text, columns).into_iter();
            lines.map(|line| if middle { centred(&line, columns) } else { line }).collect()
        }
        Row::Pair(left, right) => pair(left, right, columns),
        Row::Rule => vec!["-".repeat(columns)],
        Row::Gap => vec![String::new()],
        Row::Sign(who) => sign(who, columns),
        Row::Bars(bars, printed) => {
            let code = QrCode::of(bars.data()).ok().filter(|code| code.side() <= columns);
            let blocks = code.map(|code| code.blocks()).unwrap_or_default();
            let mut lines: Vec<String> = blocks.iter().map(|line| centred(line, columns)).collect();
            lines.push(centred(printed, columns));
            lines
        }
        Row::Qr(code) if code.side() <= columns => code.blocks().iter().map(|line| centred(line, columns)).collect(),
        Row::Qr(_) => Vec::new(),
    }
}

/// Room to sign on, and who signs.
pub(super) fn sign(who: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new(), String::new(), String::new(), "_".repeat(columns)];
    lines.extend(wrap(who, columns));
    lines
}

pub(super) fn centred(line: &str, columns: usize) -> String {
    format!("{}{line}", " ".repeat(columns.saturating_sub(line.chars().count()) / 2))
}
