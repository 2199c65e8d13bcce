//! Text into lines of a given width, so that what does not fit is counted and not just cut.

use super::Look;
use crate::words::Arg;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Cells that a text takes.
pub(super) fn width(text: &str) -> usize {
    Span::raw(text).width()
}

/// The text, cut to `cells` with an ellipsis.
pub(super) fn cut(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if width(&out) + width(c.encode_utf8(&mut [0; 4])) >= cells {
            break;
        }
        out.push(c);
    }
    out + "…"
}

/// Breaks between words; lines after the first are indented by `indent` cells. A word that is
/// longer than a line is broken where the line ends.
pub(super) fn wrap(text: &str, cells: usize, indent: usize) -> Vec<String> {
    let cells = cells.max(indent + 1);
    let mut lines = Vec::new();
    let mut line = " ".repeat(text.len() - text.trim_start_matches(' ').len());
    let mut empty = true;
    // A no-break space keeps a French question mark with its word.
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        let gap = usize::from(!empty);
        // A word that no line can hold begins where it stands.
        let needed = if width(word) > cells - indent { 2 } else { width(word) };
        if !empty && width(&line) + gap + needed > cells {
            lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
        } else {
            line.push_str(&" ".repeat(gap));
        }
        for c in word.chars() {
            if width(&line) + width(c.encode_utf8(&mut [0; 4])) > cells {
                lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
            }
            line.push(c);
        }
        empty = false;
    }
    lines.push(line);
    lines
}

/// The same as lines of one style.
pub(super) fn styled<'a>(text: &str, cells: usize, indent: usize, style: Style) -> Vec<Line<'a>> {
    wrap(text, cells, indent).into_iter().map(|line| Line::styled(line, style)).collect()
}

/// At most `rows` lines; the last one says how many are missing.
pub(super) fn fit<'a>(mut lines: Vec<Line<'a>>, rows: usize, look: &Look) -> Vec<Line<'a>> {
    if lines.len() > rows {
        let kept = rows.saturating_sub(1);
        let missing = lines.len() - kept;
        lines.truncate(kept);
        lines.push(Line::styled(more(look, missing), look.theme.faint()));
        lines.truncate(rows);
    }
    lines
}

/// "+7 more".
pub(super) fn more(look: &Look, missing: usize) -> String {
    look.words.say_with("list-more", &[("n", Arg::from(missing))])
}

#[cfg(test)]
mod tests {
    use super::{cut, width, wrap};
    use proptest::prelude::*;

    #[test]
    fn breaks_between_words_and_through_long_ones() {
        assert_eq!(wrap("one two three", 7, 0), ["one two", "three"]);
        assert_eq!(wrap("  one two three", 9, 2), ["  one two", "  three"]);
        assert_eq!(wrap("a \\u{1b}\\u{202e}", 9, 0), ["a \\u{1b}\\", "u{202e}"]);
        assert_eq!(wrap("le cas\u{a0}?", 6, 0), ["le", "cas\u{a0}?"]);
        assert_eq!(wrap("", 5, 0), [""]);
        assert_eq!(cut("Second Hand", 8), "Second …");
        assert_eq!(cut("Second", 6), "Second");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_line_is_too_wide_and_no_letter_is_lost(text in "[a-zé\u{3042} ]{0,60}", cells in 4usize..30, indent in 0usize..3) {
            let lines = wrap(&text, cells, indent);
            for line in &lines {
                // A wide character may stand alone in a column that is too narrow for it.
                prop_assert!(width(line) <= cells.max(text.len() - text.trim_start_matches(' ').len() + 2), "{line:?}");
            }
            let letters = |t: &str| t.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
            prop_assert!(width(&cut(&text, cells)) <= cells);
        }
    }
}
