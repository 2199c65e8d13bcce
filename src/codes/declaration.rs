//! The code on a declaration: scanned, it confirms that this paper was signed.

use super::check;
use sha2::{Digest as _, Sha256};
use std::fmt;

pub(super) const PREFIX: &str = "CCD";
/// Decimal digits of the digest: 12 and the check digit are read in the widest bars that fit paper of 58 mm.
pub(super) const DIGITS: usize = 12;

/// `CCD-1234-5678-9012-3`: a digest of the deal and of what its declaration says. A paper that was
/// printed before a line or a price changed does not confirm the deal that came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeclarationCode(u64);

impl DeclarationCode {
    /// The code of a deal, by the number of its `deal_opened` entry's id, and of what the paper says.
    pub fn new(deal: u128, content: &[u8]) -> Self {
        let digest = Sha256::new()
            .chain_update(b"countercheck declaration\0")
            .chain_update(deal.to_be_bytes())
            .chain_update(content)
            .finalize();
        let first = digest.iter().take(8).fold(0_u64, |n, b| n << 8 | u64::from(*b));
        Self(first % 10_u64.pow(12))
    }

    /// What stands in the bars.
    pub fn bars(self) -> String {
        let body = self.body();
        format!("{PREFIX}{body}{}", check::digit(&body))
    }

    pub(super) fn from_digits(body: &str) -> Self {
        Self(body.parse().unwrap_or_default())
    }

    fn body(self) -> String {
        format!("{:0width$}", self.0, width = DIGITS)
    }
}

impl fmt::Display for DeclarationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body();
        let (one, two, three) = (&body[..4], &body[4..8], &body[8..]);
        write!(f, "{PREFIX}-{one}-{two}-{three}-{}", check::digit(&body))
    }
}
