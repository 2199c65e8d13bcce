//! Money on paper.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// In minor units (pence, cents).
    pub minor: i64,
    /// ISO 4217 code.
    pub currency: String,
}

impl Amount {
    /// An amount in minor units of a currency.
    pub fn new(minor: i64, currency: &str) -> Self {
        Self { minor, currency: currency.to_owned() }
    }

    /// Digits after the point (ISO 4217): two unless the currency is known to differ.
    fn places(&self) -> u32 {
        match self.currency.as_str() {
            "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND" | "VUV"
            | "XAF" | "XOF" | "XPF" => 0,
            "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
            _ => 2,
        }
    }
}

impl fmt::Display for Amount {
    /// `1234.50 GBP`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = self.places();
        let unit = 10_u64.pow(places);
        let (sign, size) = (if self.minor < 0 { "-" } else { "" }, self.minor.unsigned_abs());
        write!(f, "{sign}{}", size / unit)?;
        if places > 0 {
            write!(f, ".{:0width$}", size % unit, width = usize::try_from(places).unwrap_or(2))?;
        }
        write!(f, " {}", self.currency)
    }
}
