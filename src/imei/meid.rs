//! MEID (3GPP2 S.R0048): 14 hexadecimal digits, or the same 56 bits as 18 decimal ones. Its check
//! digit is never part of it; it is held against the form that it came with.

use super::{Check, Identified, Imei14, Kind, Note, Part, Rejection, check_digit, hex_check_digit, luhn};
use sha1::{Digest, Sha1};

/// A validated MEID.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Meid {
    /// The first 8 hexadecimal digits: region and manufacturer code.
    maker: u32,
    /// The last 6: serial number, below 2^24.
    serial: u32,
}

impl Meid {
    /// Takes 14 hexadecimal digits, or 18 decimal ones whose halves are in range; no check digit.
    ///
    /// ```
    /// use countercheck::imei::Meid;
    /// let meid = Meid::from_compact("293608736500703710").unwrap();
    /// assert_eq!(meid.hex(), "AF0123450ABCDE");
    /// assert_eq!((meid.pesn().as_str(), meid.check_digit()), ("8016B128", 'C'));
    /// ```
    pub fn from_compact(text: &str) -> Result<Self, Rejection> {
        let length =
            || Rejection::new(Part::Length, format!("{} characters, a MEID has 14 or 18", text.chars().count()));
        let format =
            |base| Rejection::new(Part::Format, format!("{} is not base {base} throughout", super::shown(text)));
        if !text.is_ascii() {
            return Err(format("16"));
        }
        match text.len() {
            14 if !text.bytes().all(|b| b.is_ascii_hexdigit()) => Err(format("16")),
            14 => Self::from_halves(&text[..8], &text[8..], 16).ok_or_else(length),
            18 if !text.bytes().all(|b| b.is_ascii_digit()) => Err(format("10")),
            18 => Self::from_halves(&text[..10], &text[10..], 10).ok_or_else(|| out_of_range(&text[..10], &text[10..])),
            _ => Err(length()),
        }
    }

    /// The MEID form of a plain IMEI body, which handsets also show in decimal.
    pub fn of_imei(body: Imei14) -> Self {
        let half = |digits: &str| u32::from_str_radix(digits, 16).unwrap_or_default();
        Self { maker: half(&body.as_str()[..8]), serial: half(&body.as_str()[8..]) }
    }

    fn from_halves(maker: &str, serial: &str, base: u32) -> Option<Self> {
        let maker = u32::from_str_radix(maker, base).ok()?;
        let serial = u32::from_str_radix(serial, base).ok().filter(|n| *n < 1 << 24)?;
        Some(Self { maker, serial })
    }

    /// 14 hexadecimal digits, upper case.
    pub fn hex(self) -> String {
        format!("{:08X}{:06X}", self.maker, self.serial)
    }

    /// 18 decimal digits.
    pub fn decimal(self) -> String {
        format!("{:010}{:08}", self.maker, self.serial)
    }

    /// Check digit of the hexadecimal form: base 16, or base 10 when all its digits are decimal.
    pub fn check_digit(self) -> char {
        let hex = self.hex();
        if self.is_decimal_only() { check_digit(&hex) } else { hex_check_digit(&hex) }
    }

    /// Check digit of the decimal form.
    pub fn decimal_check_digit(self) -> char {
        check_digit(&self.decimal())
    }

    /// Pseudo-ESN: `80` and the last 24 bits of the SHA-1 of the 7 bytes, 8 hexadecimal digits.
    pub fn pesn(self) -> String {
        let mut bytes = self.maker.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.serial.to_be_bytes()[1..]);
        let digest = Sha1::digest(&bytes);
        digest[17..].iter().fold("80".to_owned(), |text, byte| format!("{text}{byte:02X}"))
    }

    /// Whether no letter occurs, so that it is an IMEI body as well.
    pub fn is_decimal_only(self) -> bool {
        self.hex().bytes().all(|b| b.is_ascii_digit())
    }
}

impl std::fmt::Debug for Meid {
    /// A MEID is personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Meid(……)")
    }
}

/// 14 or 15 characters with a letter among the first 14, or 18 or 19 digits; the odd one is a check digit.
pub(super) fn read(text: &str) -> Result<Identified, Rejection> {
    let (body, given) = match text.len() {
        15 | 19 => text.split_at(text.len() - 1),
        _ => (text, ""),
    };
    let meid = Meid::from_compact(body)?;
    if body.len() == 14 && !meid.is_decimal_only() && meid.maker < 0xA000_0000 {
        let message = format!("{text} begins with {}, a MEID with letters begins with A0 to FF", &text[..2]);
        return Err(Rejection::new(Part::Component, message));
    }
    let holds = match (body.len(), given.chars().next()) {
        (_, None) => true,
        (18, Some(_)) => luhn::holds(text),
        (_, Some(c)) => meid.check_digit() == c,
    };
    if !holds {
        let needed = if body.len() == 18 { meid.decimal_check_digit() } else { meid.check_digit() };
        let message = format!("the check digit of the MEID {text} does not hold: {given} given, {needed} needed");
        return Err(Rejection::new(Part::Checksum, message));
    }
    let check = if given.is_empty() { Check::None } else { Check::Given };
    let found = Identified::new(Kind::Meid, meid.hex(), check);
    Ok(if meid.is_decimal_only() { found.with(Note::Also(Kind::Imei)) } else { found })
}

fn out_of_range(maker: &str, serial: &str) -> Rejection {
    let message = if maker.parse::<u64>().is_ok_and(|n| n > u64::from(u32::MAX)) {
        format!("the first ten digits of a decimal MEID are at most 4294967295, here {maker}")
    } else {
        format!("the last eight digits of a decimal MEID are at most 16777215, here {serial}")
    };
    Rejection::new(Part::Component, message)
}
