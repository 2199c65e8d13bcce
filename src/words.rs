//! Every sentence a clerk reads, in the shop's language.
//!
//! A [`Words`] answers a key with a text; the texts are Fluent catalogues
//! (`words/en.ftl`, `words/fr.ftl`), so that another language is a file and a row in
//! [`Lang`]'s table. The room refuses to fail and to guess: a key that the language lacks is
//! answered in English, and a key that nobody has is shown as `{key}`, where a reviewer sees it.
//! Texts are for the counter: no catalogue calls a handset clean, and the word for theft stands
//! only under keys that begin with `staff-`, which no seller-facing screen or paper uses.
//!
//! Invariant: both catalogues have the same keys, and each key the same variables. Catalogue
//! texts hold Latin-1 characters only, which every Linux console font can draw; what a caller
//! passes as an argument is inserted as it stands, so whoever passes untrusted text escapes it.
//!
//! ```
//! use countercheck::words::{Arg, Lang, Words};
//! let words = Words::new(Lang::from_tag("fr-CA").unwrap_or_default());
//! assert_eq!(words.say("verdict-not-listed"), "NON SIGNALÉ");
//! assert_eq!(words.say_with("age-minutes", &[("n", Arg::from(1))]), "il y a 1 minute");
//! assert_eq!(words.say("no-such-key"), "{no-such-key}");
//! ```

mod escape;
pub mod keys;
#[cfg(test)]
mod tests;

pub use escape::{chain, escape};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

/// One language that the program ships.
struct Catalogue {
    /// Primary language subtag, as BCP 47 writes it.
    tag: &'static str,
    /// What its speakers call it.
    name: &'static str,
    /// The Fluent source.
    text: &'static str,
}

/// English first: it is what other languages fall back to.
const CATALOGUES: [Catalogue; 2] = [
    Catalogue { tag: "en", name: "English", text: include_str!("words/en.ftl") },
    Catalogue { tag: "fr", name: "français", text: include_str!("words/fr.ftl") },
];

/// A language of the screen; only shipped ones exist. English unless set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Lang(usize);

impl Lang {
    /// English, the language that others fall back to.
    pub const ENGLISH: Self = Self(0);
    /// French.
    pub const FRENCH: Self = Self(1);

    /// Every shipped language, English first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..CATALOGUES.len()).map(Self)
    }

    /// Reads a BCP 47 tag (`fr`, `fr-CA`) or a POSIX locale (`fr_CA.UTF-8`) by its primary
    /// language; `None` for a language that is not shipped.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.', '@']).next().unwrap_or_default();
        Self::all().find(|lang| lang.tag().eq_ignore_ascii_case(primary))
    }

    /// The primary language subtag (`en`, `fr`).
    pub fn tag(self) -> &'static str {
        self.catalogue().tag
    }

    /// What its speakers call it (`English`, `français`).
    pub fn name(self) -> &'static str {
        self.catalogue().name
    }

    fn catalogue(self) -> &'static Catalogue {
        CATALOGUES.get(self.0).unwrap_or(&CATALOGUES[0])
    }
}

impl From<Lang> for String {
    fn from(lang: Lang) -> Self {
        lang.tag().to_owned()
    }
}

impl TryFrom<String> for Lang {
    type Error = UnknownLanguage;
    fn try_from(tag: String) -> Result<Self, UnknownLanguage> {
        Self::from_tag(&tag).ok_or(UnknownLanguage(tag))
    }
}

/// A language tag that no shipped catalogue has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no catalogue for the language {0:?}")]
pub struct UnknownLanguage(pub String);

impl UnknownLanguage {
    /// The next step.
    pub fn advice(&self) -> String {
        let tags: Vec<&str> = Lang::all().map(Lang::tag).collect();
        format!("use one of: {}", tags.join(", "))
    }
}

/// A value to put into a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Arg<'a> {
    /// Text, inserted as it stands: escaped by the caller where it came from outside.
    Text(&'a str),
    /// A whole number, which also chooses the plural.
    Number(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Arg<'_> {
    fn from(number: i32) -> Self {
        Self::Number(i64::from(number))
    }
}

impl From<u64> for Arg<'_> {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Arg<'_> {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// A language's texts, with English behind them. Shareable between threads.
pub struct Words {
    lang: Lang,
    bundles: Vec<FluentBundle<FluentResource>>,
}

impl Words {
    /// Loads a shipped language.
    pub fn new(lang: Lang) -> Self {
        let mut bundles = vec![bundle(lang)];
        if lang != Lang::ENGLISH {
            bundles.push(bundle(Lang::ENGLISH));
        }
        Self { lang, bundles }
    }

    /// The language in use.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The text of a key that takes no values.
    pub fn say(&self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// The text of a key with its values filled in. A value that is missing shows as `{$name}`.
    pub fn say_with(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            values.set(*name, value(*arg));
        }
        self.bundles
            .iter()
            .find_map(|bundle| {
                let pattern = bundle.get_message(key)?.value()?;
                // Errors are left in the text as `{$name}`; nothing on the way to a clerk may fail.
                Some(bundle.format_pattern(pattern, Some(&values), &mut Vec::new()).into_owned())
            })
            .unwrap_or_else(|| format!("{{{key}}}"))
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words").field("lang", &self.lang.tag()).finish_non_exhaustive()
    }
}

fn value(arg: Arg<'_>) -> FluentValue<'_> {
    match arg {
        Arg::Text(text) => FluentValue::from(text),
        Arg::Number(number) => FluentValue::from(number),
    }
}

/// A catalogue that does not parse whole is used as far as it goes; the tests refuse one.
fn bundle(lang: Lang) -> FluentBundle<FluentResource> {
    let tag: LanguageIdentifier = lang.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Bidi isolation marks are cells of width zero that some terminals draw as boxes.
    bundle.set_use_isolating(false);
    let text = lang.catalogue().text.to_owned();
    let resource = FluentResource::try_new(text).unwrap_or_else(|(whole_messages, _)| whole_messages);
    // Only a doubled key is an error here; the first stands.
    let _doubled = bundle.add_resource(resource);
    bundle
}
