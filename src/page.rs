//! The verifier page: one HTML file that needs nothing but a browser.
//!
//! An officer opens a shop's export in it and sees whether it holds and what ties it to the world
//! outside the shop. The page is put together here, at compile time and the same for every build of
//! one version, from the small files beside this one. Its content-security policy names the digest of
//! its script and its style and forbids everything else, so that it can neither fetch nor send.
//!
//! It refuses to be an authority: a page that comes with an export was made by whoever made the
//! export. [`sha256`] is what an officer compares his own copy with. What it finds must be what
//! [`crate::ledger::verify`] finds; `tests/page.rs` holds both against the same exports.
//!
//! ```
//! use countercheck::page;
//! assert!(page::html().starts_with("<!doctype html>"));
//! assert_eq!(page::sha256().len(), 64);
//! ```

#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// Name under which the page is handed out.
pub const FILE_NAME: &str = "verifier.html";

const FRAME: &str = include_str!("page/page.html");
const LOOK: &str = include_str!("page/look.css");
const ENGLISH: &str = include_str!("page/words.en.json");
const FRENCH: &str = include_str!("page/words.fr.json");

/// The script's parts, each of which uses only those before it until the last one starts the page.
const PARTS: [&str; 28] = [
    // Formats, as in the rooms of the ledger.
    include_str!("page/bytes.js"),
    include_str!("page/sha256.js"),
    include_str!("page/json.js"),
    include_str!("page/tree.js"),
    include_str!("page/ed25519.js"),
    include_str!("page/note.js"),
    include_str!("page/leaf.js"),
    include_str!("page/receipt.js"),
    // Verifying.
    include_str!("page/zone.js"),
    include_str!("page/held.js"),
    include_str!("page/link.js"),
    include_str!("page/closures.js"),
    include_str!("page/audit.js"),
    include_str!("page/zip.js"),
    include_str!("page/files.js"),
    include_str!("page/register.js"),
    include_str!("page/brackets.js"),
    include_str!("page/check.js"),
    // Showing.
    include_str!("page/words.js"),
    include_str!("page/dom.js"),
    include_str!("page/model.js"),
    include_str!("page/start.js"),
    include_str!("page/verdict.js"),
    include_str!("page/table.js"),
    include_str!("page/detail.js"),
    include_str!("page/days.js"),
    include_str!("page/evidence.js"),
    include_str!("page/main.js"),
];

/// The whole page.
pub fn html() -> String {
    let code = code();
    let policy = FRAME.replacen("@SCRIPT@", &source(&code), 1).replacen("@STYLE@", &source(LOOK), 1);
    policy.replacen("@LOOK@", LOOK, 1).replacen("@CODE@", &code, 1)
}

/// SHA-256 of the page's bytes, 64 lower-case hexadecimal digits: what an officer compares.
pub fn sha256() -> String {
    hex::encode(Sha256::digest(html()))
}

fn code() -> String {
    let catalogues = format!("const CATALOGUES = {{ en: {}, fr: {} }};\n", ENGLISH.trim_end(), FRENCH.trim_end());
    let version = format!("const VERSION = {:?};\n", env!("CARGO_PKG_VERSION"));
    [catalogues.as_str(), &version].into_iter().chain(PARTS).collect()
}

/// How a content-security policy names an inline text.
fn source(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}
