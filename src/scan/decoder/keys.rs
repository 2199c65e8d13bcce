//! Which bytes are exactly one key.

use crate::scan::input::Key;

/// Every escape sequence that counts as a key: xterm, VT220, rxvt and the Linux console.
const SEQUENCES: &[(&[u8], Key)] = &[
    (b"\x1b[A", Key::Up),
    (b"\x1b[B", Key::Down),
    (b"\x1b[C", Key::Right),
    (b"\x1b[D", Key::Left),
    (b"\x1b[F", Key::End),
    (b"\x1b[H", Key::Home),
    (b"\x1b[Z", Key::BackTab),
    (b"\x1bOA", Key::Up),
    (b"\x1bOB", Key::Down),
    (b"\x1bOC", Key::Right),
    (b"\x1bOD", Key::Left),
    (b"\x1bOF", Key::End),
    (b"\x1bOH", Key::Home),
    (b"\x1bOM", Key::Enter),
    (b"\x1bOP", Key::F(1)),
    (b"\x1bOQ", Key::F(2)),
    (b"\x1bOR", Key::F(3)),
    (b"\x1bOS", Key::F(4)),
    (b"\x1b[[A", Key::F(1)),
    (b"\x1b[[B", Key::F(2)),
    (b"\x1b[[C", Key::F(3)),
    (b"\x1b[[D", Key::F(4)),
    (b"\x1b[[E", Key::F(5)),
    (b"\x1b[1~", Key::Home),
    (b"\x1b[2~", Key::Insert),
    (b"\x1b[3~", Key::Delete),
    (b"\x1b[4~", Key::End),
    (b"\x1b[5~", Key::PageUp),
    (b"\x1b[6~", Key::PageDown),
    (b"\x1b[7~", Key::Home),
    (b"\x1b[8~", Key::End),
    (b"\x1b[11~", Key::F(1)),
    (b"\x1b[12~", Key::F(2)),
    (b"\x1b[13~", Key::F(3)),
    (b"\x1b[14~", Key::F(4)),
    (b"\x1b[15~", Key::F(5)),
    (b"\x1b[17~", Key::F(6)),
    (b"\x1b[18~", Key::F(7)),
    (b"\x1b[19~", Key::F(8)),
    (b"\x1b[20~", Key::F(9)),
    (b"\x1b[21~", Key::F(10)),
    (b"\x1b[23~", Key::F(11)),
    (b"\x1b[24~", Key::F(12)),
];

/// Longest control sequence that counts as a terminal's: with 14 digits, the shortest IMEI, it would have 17 bytes.
const FOREIGN_LIMIT: usize = 16;

/// The key, if the bytes are exactly one: a byte, a UTF-8 character or a known sequence.
pub(super) fn lone(raw: &[u8]) -> Option<Key> {
    match raw {
        [] => None,
        [byte] => single(*byte),
        [0x1b, ..] => SEQUENCES.iter().find(|(bytes, _)| *bytes == raw).map(|(_, key)| *key),
        _ => {
            let mut chars = std::str::from_utf8(raw).ok()?.chars();
            let one = chars.next().filter(|&c| super::printable(c))?;
            chars.next().is_none().then_some(Key::Char(one))
        }
    }
}

fn single(byte: u8) -> Option<Key> {
    let key = match byte {
        b'\r' | b'\n' => Key::Enter,
        b'\t' => Key::Tab,
        0x1b => Key::Esc,
        0x08 | 0x7f => Key::Backspace,
        0x00 => Key::Ctrl(' '),
        0x01..=0x1a => Key::Ctrl(char::from(byte - 1 + b'a')),
        0x1c..=0x1f => Key::Ctrl(char::from(byte - 0x1c + b'4')),
        b' '..=b'~' => Key::Char(char::from(byte)),
        0x80.. => return None,
    };
    Some(key)
}

/// True for exactly one control sequence, or Alt with a character, that is no key of ours: a
/// modified cursor key, a terminal's report. It means nothing and must not be typed into the field.
pub(super) fn foreign(raw: &[u8]) -> bool {
    match raw {
        [0x1b, b'[', middle @ .., 0x40..=0x7e] => {
            raw.len() <= FOREIGN_LIMIT && middle.iter().all(|b| matches!(b, 0x20..=0x3f)) && !raw.ends_with(b"[")
        }
        [0x1b, b'O', b'!'..=b'~'] => true,
        [0x1b, rest @ ..] => matches!(lone(rest), Some(Key::Char(c)) if c != '[' && c != 'O' && c != ']'),
        _ => false,
    }
}

/// The bytes with each known sequence in them made one backspace: a control byte, so that what
/// stands on its two sides stays apart.
pub(in crate::scan) fn without_sequences(raw: &[u8]) -> Vec<u8> {
    let mut rest = raw;
    let mut kept = Vec::with_capacity(raw.len());
    while let Some((&first, after)) = rest.split_first() {
        if let Some((bytes, _)) = SEQUENCES.iter().find(|(bytes, _)| first == 0x1b && rest.starts_with(bytes)) {
            kept.push(0x08);
            rest = &rest[bytes.len()..];
        } else {
            kept.push(first);
            rest = after;
        }
    }
    kept
}
