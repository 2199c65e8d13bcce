//! Which letters a receipt printer has.

use crate::print::escpos::plain;
use serde::{Deserialize, Serialize};

/// A printer's code page, as `config.toml` names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Charset {
    /// Letters without accents: right on every printer.
    #[default]
    Ascii,
    /// Windows Latin 1; page 16 of `ESC t` (Epson's table, which most makers follow).
    Cp1252,
    /// Latin 1 for DOS with the euro sign; page 19.
    Cp858,
}

/// Code page 858 from 0x80 (850 with the euro at 0xD5).
const CP858: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤\
                     ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

impl Charset {
    /// The argument of `ESC t`; none leaves the printer as it is.
    pub(super) fn page(self) -> Option<u8> {
        match self {
            Self::Ascii => None,
            Self::Cp1252 => Some(16),
            Self::Cp858 => Some(19),
        }
    }

    /// One byte a character; what the page lacks loses its accents, or becomes `?`. Never a control byte.
    pub(super) fn encode(self, text: &str) -> Vec<u8> {
        text.chars()
            .flat_map(|c| self.byte(c).map_or_else(|| plain(&c.to_string()).into_bytes(), |b| vec![b]))
            .collect()
    }

    fn byte(self, c: char) -> Option<u8> {
        let high = |c: char| (c != '\u{ad}').then_some(c);
        match (self, c) {
            (_, ' '..='~') => u8::try_from(c).ok(),
            (Self::Cp1252, '\u{a1}'..='\u{ff}') => high(c).and_then(|c| u8::try_from(u32::from(c)).ok()),
            (Self::Cp1252, '€') => Some(0x80),
            (Self::Cp858, '\u{a1}'..) => high(c)
                .and_then(|c| CP858.chars().position(|known| known == c))
                .and_then(|n| u8::try_from(0x80 + n).ok()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_no_control_byte_leaves() {
        assert_eq!(CP858.chars().count(), 128);
        assert_eq!(Charset::Cp858.encode("é€ß"), [0x82, 0xd5, 0xe1]);
        assert_eq!(Charset::Cp1252.encode("é€ÿ"), [0xe9, 0x80, 0xff]);
        assert_eq!(Charset::Ascii.encode("é"), b"e");
        for charset in [Charset::Ascii, Charset::Cp1252, Charset::Cp858] {
            for c in (0..0x3000_u32).filter_map(char::from_u32) {
                let bytes = charset.encode(&c.to_string());
                assert!(bytes.iter().all(|b| *b >= 0x20 && *b != 0x7f), "{c:?} {bytes:?}");
            }
        }
    }
}
