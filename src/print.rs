//! Papers: what is printed, as pictures, text and printers' bytes. Pure; nothing here opens a port.
//!
//! A [`Paper`] becomes a [`Page`] of rows, and that text of any width, the bytes of a receipt printer,
//! or a picture. A [`Slip`] says what stands on a bare receipt, [`QrCode`] draws its digits, [`Bars`] our
//! codes, [`escpos`] turns a slip into a printer's bytes. It refuses to pass on bytes that could command a
//! printer: names come from people. Invariant: a paper of training says so first and last.
//!
//! ```
//! use countercheck::print::QrCode;
//! let code = QrCode::of_digits(&"7".repeat(493)).unwrap();
//! assert_eq!(code.side(), 57 + 2 * QrCode::QUIET);
//! ```

mod amount;
mod bars;
pub mod escpos;
mod page;
pub mod paper;
pub mod port;
mod qr;
mod slip;
#[cfg(test)]
mod tests;

pub use amount::Amount;
pub use bars::Bars;
pub use page::{Charset, Page, Row, Weight};
pub use paper::Paper;
pub use qr::QrCode;
pub use slip::Slip;

/// Why a paper cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// The digits do not fit a QR code.
    #[error("the digits do not fit a QR code")]
    Qr(#[from] qrcode::types::QrError),
    /// The code has characters that bars do not.
    #[error("a code of {length} characters has no bars")]
    Bars {
        /// How many.
        length: usize,
    },
    /// The picture cannot be written.
    #[error("the picture cannot be made")]
    Picture(#[from] image::ImageError),
    /// The paper is too narrow for the code.
    #[error("{dots} dots are too narrow for the code")]
    Narrow {
        /// Dots across the paper.
        dots: usize,
    },
}

impl PrintError {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Narrow { .. } => "use a printer for paper of 58 or 80 mm, or give the receipt as a picture",
            _ => "give the receipt as text or digits instead",
        }
    }
}
