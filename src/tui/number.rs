//! Numbers as people read them.

use crate::imei::Imei;

/// `35-209900-176148-1`, the grouping of TS.06; masked: `35-209900-xxxxxx-x`.
pub(super) fn grouped(imei: &Imei, masked: bool) -> String {
    let digits = imei.digits();
    let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or_default().to_owned();
    if masked {
        return format!("{}-{}-xxxxxx-x", part(0..2), part(2..8));
    }
    format!("{}-{}-{}-{}", part(0..2), part(2..8), part(8..14), part(14..15))
}

/// The end of the number: `…176148-1`; masked: `…xxxxxx-x`.
pub(super) fn ending(imei: &Imei, masked: bool) -> String {
    if masked {
        return "…xxxxxx-x".to_owned();
    }
    let digits = imei.digits();
    format!("…{}-{}", digits.get(8..14).unwrap_or_default(), digits.get(14..15).unwrap_or_default())
}

/// Digits three rows high, for reading across to another device.
pub(super) fn large(digits: &str) -> [String; 3] {
    let mut rows = [String::new(), String::new(), String::new()];
    for (n, c) in digits.chars().enumerate() {
        let shape = c.to_digit(10).and_then(|d| SHAPES.get(d as usize)).unwrap_or(&["   ", "   ", "   "]);
        // Gaps where the number is grouped.
        let gap = if matches!(n, 2 | 8 | 14) { "  " } else { "" };
        for (row, part) in rows.iter_mut().zip(shape) {
            row.push_str(gap);
            row.push_str(part);
            row.push(' ');
        }
    }
    rows
}

/// Ten digits of 3 × 3 box-drawing cells: every Linux console font has them.
const SHAPES: [[&str; 3]; 10] = [
    ["┌─┐", "│ │", "└─┘"],
    ["  ┐", "  │", "  │"],
    ["╶─┐", "┌─┘", "└─╴"],
    ["╶─┐", " ─┤", "╶─┘"],
    ["╷ ╷", "└─┤", "  ╵"],
    ["┌─╴", "└─┐", "╶─┘"],
    ["┌─╴", "├─┐", "└─┘"],
    ["╶─┐", "  │", "  ╵"],
    ["┌─┐", "├─┤", "└─┘"],
    ["┌─┐", "└─┤", "╶─┘"],
];
