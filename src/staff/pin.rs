//! A PIN, typed or given: 4 to 12 digits that stand in no output.

use std::fmt;
use std::ops::RangeInclusive;
use zeroize::Zeroizing;

/// How many digits a PIN has.
pub const PIN_DIGITS: RangeInclusive<usize> = 4..=12;

/// Why it is no PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// Too short or too long.
    #[error("a PIN has 4 to 12 digits")]
    Length,
    /// Something else than a digit.
    #[error("a PIN has digits only")]
    NotADigit,
    /// One that is tried first.
    #[error("this PIN is guessed first")]
    Weak,
}

impl PinError {
    /// What to do next.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Length | Self::NotADigit => "take 4 to 12 digits; six or more are better",
            Self::Weak => "take digits that are no row, no repetition and no year",
        }
    }
}

/// What was typed as a PIN; overwritten when it goes away.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Pin(Zeroizing<String>);

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin")
    }
}

impl Pin {
    /// Takes one more character, where it may still be a secret of this length.
    pub fn push(&mut self, c: char) {
        /// A passphrase is typed into the same field.
        const MOST: usize = 256;
        // Never grown: growing would leave the beginning in memory that was given back.
        if self.0.capacity() == 0 {
            self.0.reserve_exact(MOST * 4);
        }
        if !c.is_control() && self.0.len() + c.len_utf8() <= MOST * 4 {
            self.0.push(c);
        }
    }

    /// Takes the last character back.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// How many characters were typed: what the screen shows of it.
    pub fn typed(&self) -> usize {
        self.0.chars().count()
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The secret itself, for whoever compares it.
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// Whether it may become somebody's PIN.
    pub fn check(&self) -> Result<(), PinError> {
        let bytes = self.0.as_bytes();
        if !bytes.iter().all(u8::is_ascii_digit) {
            return Err(PinError::NotADigit);
        }
        if !PIN_DIGITS.contains(&bytes.len()) {
            return Err(PinError::Length);
        }
        if is_weak(bytes) { Err(PinError::Weak) } else { Ok(()) }
    }
}

impl From<&str> for Pin {
    fn from(text: &str) -> Self {
        let mut pin = Self::default();
        text.chars().for_each(|c| pin.push(c));
        pin
    }
}

/// Rows up and down, one or two digits over and over, and years: the first thousand that everybody tries.
fn is_weak(digits: &[u8]) -> bool {
    let step = |by: u8| digits.windows(2).all(|pair| (pair[1] + 10 - pair[0]) % 10 == by);
    let pairs = digits.len() > 2 && (2..digits.len()).all(|n| digits[n] == digits[n - 2]);
    let year = digits.len() == 4 && matches!(digits, [b'1', b'9', ..] | [b'2', b'0', ..]);
    step(0) || step(1) || step(9) || pairs || year
}
