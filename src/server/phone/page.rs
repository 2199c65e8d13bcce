//! The page that the phone opens: one HTML file without anything from elsewhere.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use std::sync::LazyLock;

const FRAME: &str = include_str!("page.html");
const LOOK: &str = include_str!("look.css");
const CODE: &str = include_str!("send.js");
const ENGLISH: &str = include_str!("words.en.json");
const FRENCH: &str = include_str!("words.fr.json");

static CODE_WITH_WORDS: LazyLock<String> =
    LazyLock::new(|| format!("const WORDS = {{ en: {}, fr: {} }};\n{CODE}", ENGLISH.trim_end(), FRENCH.trim_end()));

static POLICY: LazyLock<String> = LazyLock::new(|| {
    format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'",
        source(&CODE_WITH_WORDS),
        source(LOOK)
    )
});

static PAGE: LazyLock<String> =
    LazyLock::new(|| FRAME.replacen("@LOOK@", LOOK, 1).replacen("@CODE@", &CODE_WITH_WORDS, 1));

/// The page.
pub(super) fn html() -> &'static str {
    &PAGE
}

/// Its content-security policy, for the header.
pub(super) fn policy() -> &'static str {
    &POLICY
}

/// How a content-security policy names an inline text.
fn source(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}
