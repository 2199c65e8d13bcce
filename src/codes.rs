//! Codes of our own: what the shop prints on its papers and reads again.
//!
//! An [`ItemLabel`] names an item of the shop's stock, a [`DeclarationCode`] the very declaration
//! that a seller signed. Both are printed as Code 128 and may be typed from the paper. A scanner
//! that types like a keyboard types *keys*: what arrives depends on the keyboard that the computer
//! believes in. So the bars hold C, D and digits only, and [`OurCode::parse`] reads what those keys
//! give under other keyboards too. It refuses a code whose check digit does not hold: a misread label must not
//! sell another item. Invariant: what parses prints as it was printed.
//!
//! ```
//! use countercheck::codes::{DeclarationCode, ItemLabel, OurCode};
//! let label = ItemLabel::new(123).unwrap();
//! assert_eq!(label.to_string(), "CC-000123-0");
//! assert_eq!(label.bars(), "CC0001230");
//! // A French keyboard types the same keys as this.
//! assert_eq!(OurCode::parse("CCààà&é\"à"), Some(OurCode::Item(label)));
//! assert_eq!(OurCode::parse("CC-000124-0"), None, "another number has another check digit");
//!
//! let signed = DeclarationCode::new(7, 1);
//! assert_eq!(OurCode::parse(&signed.bars()), Some(OurCode::Declaration(signed)));
//! assert_ne!(signed, DeclarationCode::new(7, 2), "what was printed after a change");
//! ```

mod declaration;
mod item;
mod keyboard;
#[cfg(test)]
mod tests;

pub use declaration::{DeclarationCode, NoCode};
pub use item::{ItemLabel, NoItem};

use crate::imei::check_digit;

/// A code that this program prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OurCode {
    /// On the label of an item.
    Item(ItemLabel),
    /// On a declaration: scanned, it says that this paper was signed.
    Declaration(DeclarationCode),
}

impl OurCode {
    /// Reads a code as it was scanned or typed, under any keyboard that `keyboard` knows, with
    /// or without its hyphens. `None` for everything else.
    pub fn parse(text: &str) -> Option<Self> {
        Self::read(text)?.ok()
    }

    /// The same, with a code that is one by its form and not by its check digit told apart.
    pub(crate) fn read(text: &str) -> Option<Result<Self, Misread>> {
        let typed = keyboard::typed(text)?;
        if let Some(rest) = typed.strip_prefix(declaration::PREFIX) {
            return checked(rest, declaration::DIGITS..=declaration::DIGITS)
                .map(|body| body.map(|body| Self::Declaration(DeclarationCode::from_digits(body))));
        }
        let rest = typed.strip_prefix(item::PREFIX)?;
        let body = match checked(rest, item::FEWEST..=item::MOST)? {
            Ok(body) => body,
            Err(misread) => return Some(Err(misread)),
        };
        ItemLabel::from_digits(body).map(|label| Ok(Self::Item(label)))
    }
}

impl std::fmt::Display for OurCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Item(label) => label.fmt(f),
            Self::Declaration(code) => code.fmt(f),
        }
    }
}

/// The form of one of our codes with a check digit that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Misread {
    /// The check digit that the other digits need.
    pub(crate) needed: char,
}

/// The digits in front of a check digit that holds; `None` where it is no such code at all.
fn checked(digits: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<Result<&str, Misread>> {
    let (body, given) = digits.split_at_checked(digits.len().checked_sub(1)?)?;
    if !lengths.contains(&body.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let needed = check_digit(body);
    Some(if given.starts_with(needed) { Ok(body) } else { Err(Misread { needed }) })
}
