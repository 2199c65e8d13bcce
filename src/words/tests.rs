//! Catalogues are held against each other, against the words that are never said, and against the source.

use super::{Arg, Lang, Words, keys};
use crate::finding::{Doubt, Finding, Outcome, Silence};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Key → text as written, of one catalogue; continuation lines belong to their key.
fn entries(lang: Lang) -> BTreeMap<&'static str, String> {
    let mut found: BTreeMap<&str, String> = BTreeMap::new();
    let mut current = "";
    for line in lang.catalogue().text.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
        if let Some((key, text)) =
            line.split_once(" = ").filter(|(k, _)| k.starts_with(|c: char| c.is_ascii_lowercase()))
        {
            assert!(!found.contains_key(key), "{} has {key} twice", lang.tag());
            found.insert(key, text.to_owned());
            current = key;
        } else {
            found.get_mut(current).expect("a text follows its key").push_str(line);
        }
    }
    found
}

/// The names behind `$` in a text.
fn variables(text: &str) -> BTreeSet<&str> {
    text.split('$')
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default())
        .collect()
}

/// Lower-case words of a text, without its variables.
fn bare_words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphabetic() && c != '$')
        .filter(|w| !w.starts_with('$'))
        .map(str::to_lowercase)
        .collect()
}

fn breaks_the_vocabulary(key: &str, text: &str) -> Option<String> {
    const NEVER: [&str; 7] = ["clean", "propre", "propres", "genuine", "guaranteed", "garanti", "safe"];
    const STAFF_ONLY: [&str; 13] = [
        "stolen", "theft", "thief", "thieves", "steal", "volé", "volée", "volés", "volées", "vol", "vols", "voleur",
        "dérobé",
    ];
    let words = bare_words(text);
    let never = NEVER.iter().find(|w| words.contains(**w));
    let staff = STAFF_ONLY.iter().find(|w| words.contains(**w) && !key.starts_with("staff-"));
    never.or(staff).map(|word| format!("{key} says {word:?}"))
}

#[test]
fn catalogues_parse_whole() {
    for lang in Lang::all() {
        let parsed = fluent_bundle::FluentResource::try_new(lang.catalogue().text.to_owned());
        assert!(parsed.is_ok(), "{}: {:?}", lang.tag(), parsed.err().map(|(_, errors)| errors));
    }
}

#[test]
fn catalogues_have_the_same_keys_and_variables() {
    let english = entries(Lang::ENGLISH);
    assert!(english.len() > 150, "only {} keys were read", english.len());
    for lang in Lang::all() {
        let other = entries(lang);
        let missing: Vec<_> = english.keys().filter(|k| !other.contains_key(*k)).collect();
        let extra: Vec<_> = other.keys().filter(|k| !english.contains_key(*k)).collect();
        assert!(missing.is_empty() && extra.is_empty(), "{}: missing {missing:?}, extra {extra:?}", lang.tag());
        for (key, text) in &english {
            assert_eq!(variables(text), variables(&other[key]), "{} {key}: other variables", lang.tag());
        }
    }
}

#[test]
fn every_message_resolves_without_an_error() {
    for lang in Lang::all() {
        let words = Words::new(lang);
        for (key, text) in entries(lang) {
            let args: Vec<(&str, Arg<'_>)> = variables(&text).into_iter().map(|name| (name, Arg::Number(2))).collect();
            let said = words.say_with(key, &args);
            assert!(!said.is_empty() && !said.contains('{') && !said.contains('$'), "{} {key}: {said:?}", lang.tag());
        }
    }
}

#[test]
fn texts_keep_to_the_vocabulary() {
    for lang in Lang::all() {
        for (key, text) in entries(lang) {
            assert_eq!(breaks_the_vocabulary(key, &text), None, "{}", lang.tag());
        }
    }
    assert!(breaks_the_vocabulary("verdict-not-listed", "This handset is CLEAN.").is_some());
    assert!(breaks_the_vocabulary("verdict-stop-say", "It was stolen").is_some());
    assert!(breaks_the_vocabulary("verdict-stop-say", "téléphone volé").is_some());
    assert!(breaks_the_vocabulary("staff-reason", "volé ou perdu").is_none());
}

#[test]
fn texts_stay_within_latin_1() {
    for lang in Lang::all() {
        for (key, text) in entries(lang) {
            let odd = text.chars().find(|c| *c > '\u{ff}' || c.is_control());
            assert_eq!(odd, None, "{} {key}", lang.tag());
        }
    }
}

#[test]
fn key_labels_fit_the_bottom_line() {
    for lang in Lang::all() {
        for (key, text) in entries(lang).iter().filter(|(k, _)| k.starts_with("key-")) {
            assert!(text.chars().count() <= 9, "{} {key}: {text:?} is longer than 9", lang.tag());
        }
    }
}

/// Keys in a source text: what follows `.say(`, `.say_with(` or `Text(`, and `"key-…"` in tables.
fn said(source: &str) -> Vec<&str> {
    let calls = source.split(".say").skip(1).filter_map(|rest| {
        let call = rest.strip_prefix("_with").unwrap_or(rest).strip_prefix('(')?.trim_start();
        call.strip_prefix('"')?.split('"').next()
    });
    let fields = source.split("Text(\"").skip(1).filter_map(|rest| rest.split('"').next());
    let labels = source.split('"').filter(|literal| {
        literal
            .strip_prefix("key-")
            .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
    });
    calls.chain(fields).chain(labels).collect()
}

/// The sources, by path: all but the catalogues' own room and tests.
fn sources() -> Vec<(std::path::PathBuf, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("words/tests.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(found.len() > 3, "only {} source files were read", found.len());
    found
}

#[test]
fn every_key_in_the_source_exists() {
    let english = entries(Lang::ENGLISH);
    let mut unknown = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| !path.ends_with("words.rs")) {
        let missing = said(text).into_iter().filter(|key| !english.contains_key(key));
        unknown.extend(missing.map(|key| format!("{}: {key}", path.display())));
    }
    assert!(unknown.is_empty(), "keys that no catalogue has: {unknown:#?}");
    assert_eq!(said("w.say(\"a-b\"); w.say_with(\n  \"c\", &[]); w.say(key)"), ["a-b", "c"]);
    assert_eq!(said("Text(\"d-e\"); hint(F1, \"key-help\")"), ["d-e", "key-help"]);
}

#[test]
fn every_text_is_used() {
    let sources = sources();
    let used = |key: &str| sources.iter().any(|(_, text)| text.contains(&format!("\"{key}\"")));
    let unused: Vec<_> = entries(Lang::ENGLISH).into_keys().filter(|key| !used(key)).collect();
    assert!(unused.is_empty(), "texts that nothing says: {unused:#?}");
    assert!(!used("no-such-text-at-all"));
}

#[test]
fn every_variant_has_its_words() {
    let english = entries(Lang::ENGLISH);
    let mut used = Vec::new();
    for finding in [Finding::Stop, Finding::Caution, Finding::NotChecked, Finding::NotListed] {
        let keys = keys::verdict(finding);
        used.extend([keys.word, keys.means, keys.next, keys.say]);
    }
    let detail = crate::finding::Detail::default;
    for outcome in [
        Outcome::Listed(detail()),
        Outcome::Caution(detail()),
        Outcome::NotListed,
        Outcome::NotCovered(detail()),
        Outcome::NoAnswer(Silence::Offline),
    ] {
        used.push(keys::outcome(&outcome));
    }
    let what = || "w".to_owned();
    for silence in [
        Silence::Timeout,
        Silence::Resting,
        Silence::Offline,
        Silence::AwaitingPerson,
        Silence::Interrupted,
        Silence::Missing,
    ] {
        used.push(keys::silence(&silence));
        assert!(variables(&english[keys::silence(&silence)]).is_empty());
    }
    for silence in [
        Silence::Unreachable(what()),
        Silence::Refused(what()),
        Silence::BadReply(what()),
        Silence::Stale(what()),
        Silence::Misconfigured(what()),
        Silence::Damaged(what()),
    ] {
        used.push(keys::silence(&silence));
        assert!(variables(&english[keys::silence(&silence)]).contains("what"), "{silence:?} loses its text");
    }
    used.extend([Doubt::Placeholder, Doubt::Documentation, Doubt::Contradiction].map(keys::doubt));
    for seconds in [-5, 0, 59, 60, 3_599, 3_600, 172_799, 172_800, i64::MAX] {
        used.extend([keys::age(seconds).long, keys::age(seconds).short]);
    }
    let missing: Vec<_> = used.iter().filter(|key| !english.contains_key(*key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn ages_take_the_largest_fitting_unit() {
    let words = Words::new(Lang::ENGLISH);
    let say = |seconds| {
        let age = keys::age(seconds);
        words.say_with(age.long, &[("n", Arg::from(age.n))])
    };
    assert_eq!(say(-30), "just now");
    assert_eq!(say(60), "1 minute ago");
    assert_eq!(say(7_199), "1 hour ago");
    assert_eq!(say(47 * 3_600), "47 hours ago");
    assert_eq!(say(48 * 3_600), "2 days ago");
}

#[test]
fn a_missing_text_falls_back_and_then_shows_its_key() {
    let words = Words::new(Lang::FRENCH);
    let english_only = fluent_bundle::FluentResource::try_new("only-english = English only".to_owned()).unwrap();
    let mut words_with_gap = words;
    words_with_gap.bundles[1].add_resource(english_only).unwrap();
    assert_eq!(words_with_gap.say("only-english"), "English only");
    assert_eq!(words_with_gap.say("nobody-has-this"), "{nobody-has-this}");
    assert_eq!(words_with_gap.say("silence-refused"), "refuse de répondre\u{a0}: {$what}");
}

#[test]
fn values_are_inserted_without_isolation_marks() {
    let words = Words::new(Lang::ENGLISH);
    assert_eq!(words.say_with("status-staff", &[("name", Arg::from("J. M."))]), "At the counter: J. M.");
}

#[test]
fn languages_are_found_by_their_primary_tag() {
    for (tag, expected) in [("fr-CA", "fr"), ("FR", "fr"), ("fr_FR.UTF-8", "fr"), ("en-GB", "en"), ("en@euro", "en")] {
        assert_eq!(Lang::from_tag(tag).map(Lang::tag), Some(expected), "{tag}");
    }
    for tag in ["", "C", "POSIX", "de", "french", "-fr"] {
        assert_eq!(Lang::from_tag(tag), None, "{tag:?}");
    }
    assert_eq!(Lang::default(), Lang::ENGLISH);
    assert_eq!(serde_json::to_string(&Lang::FRENCH).unwrap(), "\"fr\"");
    let unknown = serde_json::from_str::<Lang>("\"tlh\"").unwrap_err().to_string();
    assert!(unknown.contains("tlh"), "{unknown}");
}
