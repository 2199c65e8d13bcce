//! What stands on a receipt.

use super::{PrintError, QrCode};
use crate::ledger::receipt::{Code, Receipt};
use crate::words::{Arg, Words, escape};
use chrono::DateTime;
use chrono_tz::Tz;

/// A receipt as the seller takes it home. It names neither the handset nor what was found: it is
/// handed over the counter, and what it proves does not depend on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// The receipt.
    pub receipt: Receipt,
    /// Its code, for when the paper has faded.
    pub code: Code,
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
        QrCode::of_digits(&self.receipt.to_digits())
    }

    /// `#INDEX XXXXX-XXXXX-XXXXX-XXXXX-CC`.
    pub fn printed_code(&self) -> String {
        self.code.printed(self.receipt.index)
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
        let place = [("index", Arg::from(self.receipt.index)), ("size", Arg::from(self.receipt.size))];
        lines.push(words.say_with("receipt-entry", &place));
        lines
    }

    /// The lines below it.
    pub fn foot(&self, words: &Words) -> Vec<String> {
        let mut lines = vec![self.printed_code(), words.say("receipt-keep")];
        lines.extend(self.band(words));
        lines
    }

    /// Everything as text, the QR code in half blocks.
    pub fn text(&self, words: &Words) -> Result<String, PrintError> {
        let mut lines = self.head(words);
        lines.extend(self.qr()?.blocks());
        lines.extend(self.foot(words));
        Ok(lines.iter().map(|line| format!("{}\n", line.trim_end())).collect())
    }

    fn time(&self) -> String {
        let wall = i64::try_from(self.receipt.time_ms).ok().and_then(DateTime::from_timestamp_millis);
        wall.map(|at| at.with_timezone(&self.zone).format("%Y-%m-%d %H:%M %Z").to_string()).unwrap_or_default()
    }
}
