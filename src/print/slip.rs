//! What stands on a receipt.

use super::{PrintError, QrCode};
use crate::words::{Arg, Words, escape};
use chrono::DateTime;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A receipt as the seller takes it home. It names neither the handset nor what was found: it is
/// handed over the counter, and what it proves does not depend on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    /// The receipt as digits, for the QR code.
    pub digits: String,
    /// `#INDEX XXXXX-XXXXX-XXXXX-XXXXX-CC`, for when the paper has faded.
    pub code: String,
    /// Number of the entry, from 0.
    pub index: u64,
    /// Number of entries that the receipt commits to.
    pub size: u64,
    /// When it was made, milliseconds since 1970.
    pub time_ms: u64,
    /// The shop's name.
    pub shop: String,
    /// The terminal's.
    pub terminal: String,
    /// The shop's zone.
    pub zone: Tz,
    /// Whether the entry was written in training: then this is no receipt, and says so.
    pub training: bool,
}

impl Slip {
    /// The QR code.
    pub fn qr(&self) -> Result<QrCode, PrintError> {
        QrCode::of_digits(&self.digits)
    }

    /// The band of training; nothing otherwise.
    pub fn band(&self, words: &Words) -> Option<String> {
        self.training.then(|| words.say("receipt-training"))
    }

    /// The lines above the QR code.
    pub fn head(&self, words: &Words) -> Vec<String> {
        let (shop, terminal) = (escape(&self.shop, 60), escape(&self.terminal, 16));
        let mut lines: Vec<String> = self.band(words).into_iter().collect();
        lines.push(words.say("receipt-title"));
        lines.push(words.say_with("status-shop", &[("shop", Arg::from(&shop)), ("terminal", Arg::from(&terminal))]));
        lines.push(self.time());
        let place = [("index", Arg::from(self.index)), ("size", Arg::from(self.size))];
        lines.push(words.say_with("receipt-entry", &place));
        lines
    }

    /// The lines below it.
    pub fn foot(&self, words: &Words) -> Vec<String> {
        let mut lines = vec![self.code.clone(), words.say("receipt-keep")];
        lines.extend(self.band(words));
        lines
    }

    /// Everything as text, the QR code in half blocks.
    pub fn text(&self, words: &Words) -> Result<String, PrintError> {
        let mut lines = self.head(words);
        lines.extend(self.qr()?.blocks());
        lines.extend(self.foot(words));
        let mut text = String::new();
        for line in lines {
            text.push_str(line.trim_end());
            text.push('\n');
        }
        Ok(text)
    }

    /// When it was made, in the shop's zone.
    pub fn time(&self) -> String {
        let wall = i64::try_from(self.time_ms).ok().and_then(DateTime::from_timestamp_millis);
        wall.map(|at| at.with_timezone(&self.zone).format("%Y-%m-%d %H:%M %Z").to_string()).unwrap_or_default()
    }
}
