//! What the browser cannot tell: that the page is whole, closed, and says everything in both languages.

use super::*;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

fn catalogue(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_page_is_one_file_and_the_same_every_time() {
    let page = html();
    assert_eq!(page, html());
    for left in ["@SCRIPT@", "@STYLE@", "@LOOK@", "@CODE@", "\r"] {
        assert!(!page.contains(left), "{left}");
    }
    assert_eq!(page.matches("</script").count(), 1, "nothing inside the script ends it");
    assert_eq!(page.matches("</style").count(), 1);
}

#[test]
fn the_policy_names_the_script_and_the_style_and_nothing_else() {
    let page = html();
    let between = |start: &str, end: &str| page.split_once(start).unwrap().1.split_once(end).unwrap().0.to_owned();
    let policy = between("Content-Security-Policy\" content=\"", "\">");
    let script = between("<script type=\"module\">", "</script>");
    let style = between("<style>", "</style>");
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(policy.contains(&format!("script-src '{}'", source(&script))), "{policy}");
    assert!(policy.contains(&format!("style-src '{}'", source(&style))), "{policy}");
    for loose in ["unsafe", "http", "*", "data:", "connect-src", "'self'"] {
        assert!(!policy.contains(loose), "{loose} in {policy}");
    }
}

#[test]
fn nothing_in_the_script_parses_html_or_reaches_out() {
    for part in PARTS {
        for word in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "fetch(",
            "XMLHttpRequest",
            "WebSocket",
            "http:",
            "https:",
            "sendBeacon",
        ] {
            assert!(!part.contains(word), "{word}");
        }
    }
}

#[test]
fn both_languages_say_the_same_things() {
    let (english, french) = (catalogue(ENGLISH), catalogue(FRENCH));
    assert_eq!(english.keys().collect::<Vec<_>>(), french.keys().collect::<Vec<_>>());
    let slots = |text: &Value| -> BTreeSet<String> {
        let text = text.as_str().unwrap();
        text.split('{').skip(1).map(|rest| rest.split_once('}').unwrap().0.to_owned()).collect()
    };
    for (key, text) in &english {
        assert_eq!(slots(text), slots(&french[key]), "{key}");
        assert!(!text.as_str().unwrap().is_empty() && !french[key].as_str().unwrap().is_empty(), "{key}");
    }
}

#[test]
fn every_sentence_that_the_script_names_exists() {
    let english = catalogue(ENGLISH);
    let code = PARTS.concat();
    let mut named = 0;
    for (at, _) in code.match_indices("t(\"") {
        // `cut("…` and `.at("…` are other functions.
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '.') {
            continue;
        }
        let key = code[at + 3..].split_once('"').unwrap().0;
        assert!(english.contains_key(key), "{key}");
        named += 1;
    }
    assert!(named > 80, "only {named} were found");
    // Findings and notes are named by a word that the catalogue knows under a prefix.
    for (prefix, call) in [
        ("finding.", "finding(null, \""),
        ("finding.", "finding(index, \""),
        ("finding.", " fault(\""),
        ("note.", "note(index, \""),
    ] {
        for rest in code.split(call).skip(1) {
            let key = format!("{prefix}{}", rest.split_once('"').unwrap().0);
            assert!(english.contains_key(&key), "{key}");
        }
    }
}
