//! What the page shows: quickly, as text, to every hand, and never more than it knows.

use super::browser::Browser;
use super::forge::Forge;
use super::{Brought, agree, edit, look, ordinary, seen, shop};
use countercheck::ledger::export::{self, Wanted};
use countercheck::ledger::verify::Anchor;
use serde_json::{Value, json};
use std::fs;
use std::time::{Duration, Instant};

#[test]
fn ten_thousand_entries_in_five_seconds() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = browser.folder().to_owned();
    let mut forge = Forge::new(1);
    for n in 0..4_999 {
        if n % 500 == 499 {
            forge.minute += 20 * 60;
        }
        forge.check(&shop::imei(n), if n % 97 == 0 { "stop" } else { "not_listed" });
    }
    forge.add("staff_off", json!({}), &[]);
    assert_eq!(forge.leaves.len(), 10_000);
    let archive = folder.join("long.zip");
    forge.pack(&archive);
    let limit = Duration::from_secs(5);
    let (mut best, mut busy) = (Duration::MAX, f64::MAX);
    // Other tests use the same processors: the best of three is what the page needs.
    for _ in 0..3 {
        browser.open();
        let before = browser.busy();
        let start = Instant::now();
        browser.pick("#pick-zip", &archive);
        browser.until("document.querySelector('#verdict')");
        (best, busy) = (best.min(start.elapsed()), busy.min(browser.busy() - before));
        if best <= limit {
            break;
        }
    }
    let seen = seen(&mut browser);
    assert_eq!((seen.state.as_str(), seen.findings, seen.entries), ("ok", 0, 10_000));
    println!(
        "10,000 entries, 10,000 checkpoints and 4,999 values: verified and shown in {best:?}, {busy:.2} s of a processor"
    );
    // On a machine that does much else at once only the processor's time says anything of the page.
    assert!(busy <= limit.as_secs_f64(), "{busy} s of a processor");
    assert!(best <= limit || crowded(), "{best:?}");

    let number = shop::imei(4_321);
    browser.value(&format!("(() => {{ const f = document.querySelector('#filter-search'); f.value = {number:?}; f.dispatchEvent(new Event('input')); }})()"));
    browser.until("document.querySelectorAll('.entries tbody tr').length === 1");
    assert_eq!(browser.text("document.querySelector('.entries tbody tr').dataset.index"), "8643");
    assert!(
        browser.value("document.querySelectorAll('*').length").as_u64().unwrap() < 5_000,
        "only a page of it is drawn"
    );
}

/// Whether more is running than the machine has processors for.
fn crowded() -> bool {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let running = load.split(' ').next().and_then(|load| load.parse::<f64>().ok()).unwrap_or_default();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    println!("load {running} on {processors} processors");
    running > 1.5 * f64::from(u32::try_from(processors).unwrap())
}

const HOSTILE: [&str; 6] = [
    "<script>globalThis.pwned=1</script>",
    "<img src=x onerror=globalThis.pwned=1>",
    "\"><svg onload=globalThis.pwned=1>",
    "javascript:globalThis.pwned=1",
    "\u{202e}gnp.exe\u{2066}\u{200b}\u{feff}\u{7}",
    "{{constructor.constructor('globalThis.pwned=1')()}}",
];

#[test]
fn hostile_strings_are_shown_as_text_and_nothing_is_asked_of_any_network() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = browser.folder().to_owned();
    let name = "<img/src=x/onerror=globalThis.pwned=1>/<script>globalThis.pwned=1</script>";
    let long = "W".repeat(2_000);
    let mut forge = Forge::named(name, 1, json!({ "epoch": 1, "timezone": HOSTILE[0], "<b>": HOSTILE[1] }));
    for text in HOSTILE.iter().copied().chain([long.as_str()]) {
        forge.stamp.boot = text.to_owned();
        forge.stamp.build = text.to_owned();
        forge.stamp.lists = [(text.to_owned(), text.to_owned())].into();
        let members = json!({ text: text, "finding": text, "purpose": text, "why": [text], "what": text, "staff": text,
            "__proto__": { "x": text }, "constructor": text, "list": text, "version": text, "issued_at": text, "how": text });
        for kind in ["check_answered", "list_applied", "corrected", "staff_on", "an_unknown_kind", "cosigned"] {
            let id = forge.add(
                kind,
                members.clone(),
                &[("staff.1", text), ("imei.1", text), ("picture.x", "../../etc/passwd")],
            );
            forge.add("corrected", json!({ "corrects": id, "what": text }), &[("value.1", text)]);
        }
    }
    let archive = folder.join("<img src=x onerror=pwned>.zip");
    forge.pack(&archive);
    let seen = agree(&mut browser, "hostile", &archive, &Brought::default());
    assert!(seen.findings > 0, "pictures are missing, and the names are no paths");
    for width in [1280, 360] {
        browser.screen(width, 900);
        for tab in ["days", "closures", "evidence", "entries"] {
            browser.value(&format!("document.querySelector('#tab-{tab}').click()"));
        }
        let rows = browser.value("document.querySelectorAll('.entries tbody tr').length").as_u64().unwrap();
        for n in 0..rows {
            browser.value(&format!("document.querySelectorAll('.entries tbody tr')[{n}].click()"));
            browser.value("document.querySelectorAll('details').forEach((d) => d.open = true)");
        }
        let overflow = browser.value("document.documentElement.scrollWidth - innerWidth").as_i64().unwrap();
        assert!(overflow <= 0, "the page is {overflow} pixels wider than a screen of {width}");
    }
    assert_eq!(browser.value("typeof globalThis.pwned"), "undefined");
    let nodes = browser.value(
        "[document.querySelectorAll('script').length, document.querySelectorAll('img, svg, iframe, object').length]",
    );
    assert_eq!(nodes, json!([1, 0]), "no element came out of the export");
    let words = browser.text("document.body.innerText");
    assert!(words.contains("<script>globalThis.pwned=1</script>"), "it is there to be read");
    assert!(words.contains("\u{27e8}202E\u{27e9}") && !words.contains('\u{202e}'), "and turns no text around");
    let (asked, complaints) = browser.traffic();
    assert!(
        !asked.is_empty() && asked.iter().all(|url| url.starts_with("file:///") && url.ends_with("verifier.html")),
        "{asked:?}"
    );
    assert!(complaints.is_empty(), "{complaints:?}");
}

/// The policy stands even where the script fails: nothing that is added runs, loads or leaves.
#[test]
fn the_policy_stops_what_gets_in_all_the_same() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open();
    let tried = browser.value(
        "(async () => {
            const tries = {
                html: () => { document.body.innerHTML += '<b>x</b>'; return 'in'; },
                code: () => { const s = document.createElement('script'); s.textContent = 'globalThis.pwned = 1'; document.body.append(s); return globalThis.pwned; },
                fetch: () => fetch('http://127.0.0.1:9/'),
                image: () => new Promise((done, no) => { const i = new Image(); i.onload = () => done('in'); i.onerror = no; i.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw='; }),
                style: () => { const d = document.createElement('div'); d.setAttribute('style', 'color: red'); document.body.append(d); return getComputedStyle(d).color === 'rgb(255, 0, 0)' ? 'in' : undefined; },
            };
            const out = {};
            for (const [name, run] of Object.entries(tries)) {
                try { out[name] = (await run()) ?? 'stopped'; } catch { out[name] = 'stopped'; }
            }
            return out;
        })()",
    );
    for (name, outcome) in tried.as_object().unwrap() {
        assert_eq!(outcome, "stopped", "{name}");
    }
}

#[test]
fn without_ed25519_nothing_is_verified_and_nothing_is_blamed() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = browser.folder().to_owned();
    let forge = ordinary();
    let archive = folder.join("export.zip");
    forge.pack(&archive);
    let plain = folder.join("altered");
    forge.write(&plain);
    edit(&plain, "disclosed.jsonl", |text| text.replace("490154203237518", "490154203237500"));
    let brought = Brought { checkpoint: forge.checkpoint(6), ..Brought::default() };
    for lack in [
        "crypto.subtle.importKey = async () => { throw new DOMException('unrecognised', 'NotSupportedError'); };",
        "crypto.subtle.verify = async () => true;",
        "Object.defineProperty(globalThis.crypto, 'subtle', { value: undefined });",
    ] {
        let script = browser.send("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": lack }));
        for brought in [&Brought::default(), &brought] {
            let seen = look(&mut browser, &archive, brought);
            assert_eq!((seen.state.as_str(), seen.findings, seen.entries), ("cannot", 0, 11), "{lack}");
            let words = browser.text("document.querySelector('#verdict').innerText");
            assert!(words.contains("Cannot verify"), "{words}");
            for tab in ["entries", "days", "closures", "evidence"] {
                browser.value(&format!("document.querySelector('#tab-{tab}').click()"));
                assert_eq!(
                    browser.value("document.querySelectorAll('#panel .badge.fine').length"),
                    0,
                    "{tab}: nothing holds"
                );
            }
        }
        assert_eq!(
            look(&mut browser, &plain, &Brought::default()).state,
            "fails",
            "what is wrong without a key is told"
        );
        browser.send("Page.removeScriptToEvaluateOnNewDocument", &json!({ "identifier": script["identifier"] }));
    }
}

#[test]
fn an_officer_finds_his_way_with_the_keyboard_and_in_french() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = browser.folder().to_owned();
    let mut forge = ordinary();
    forge.add("staff_on", json!({}), &[("staff.1", "Bob")]);
    let wrong = forge.add("check_started", json!({ "purpose": "purchase" }), &[("imei.1", "490154203237518")]);
    let note = forge.leaves.len();
    forge.add(
        "corrected",
        json!({ "corrects": wrong, "what": "imei.1" }),
        &[("value.1", "352099001761481"), ("reason.1", "typo")],
    );
    let archive = folder.join("export.zip");
    forge.pack(&archive);
    assert_eq!(look(&mut browser, &archive, &Brought::checkpoint(forge.checkpoint(4))).anchored, "officer");
    let focused = "document.activeElement.id || document.activeElement.dataset.index";
    assert_eq!(browser.text(focused), "verdict", "a screen reader begins with the verdict");

    browser.value("document.querySelector('.entries tbody tr').focus()");
    for key in ["ArrowDown", "ArrowDown", "End", "Home", "ArrowDown", "ArrowDown"] {
        browser.key(key);
    }
    assert_eq!(browser.text(focused), "2");
    browser.key("Enter");
    browser.until("!document.querySelector('#detail').hidden");
    assert_eq!(browser.text(focused), "detail-title");
    assert!(browser.text("document.querySelector('#detail').innerText").contains("490154203237518"));
    browser.key("Escape");
    assert_eq!(browser.text(focused), "2", "back where it was");

    browser.value(&format!("document.querySelector('tr[data-index=\"{note}\"]').click()"));
    let pair = browser.text("document.querySelector('#detail .pair').innerText");
    assert!(pair.contains("490154203237518") && pair.contains("352099001761481"), "original and correction: {pair}");

    browser.value("document.querySelector('#tab-entries').focus()");
    browser.key("ArrowRight");
    assert_eq!(browser.text("document.activeElement.id"), "tab-days");
    let days = browser.text("document.querySelector('.days').innerText");
    assert!(days.contains("2026-05-02") && days.contains("closed"), "{days}");
    browser.key("ArrowRight");
    let closures = browser.text("document.querySelector('#panel').innerText");
    assert!(closures.contains("2026-05-03"), "{closures}");

    browser.value("[...document.querySelectorAll('.languages button')].find((b) => b.lang === 'fr').click()");
    let words = browser.text("document.querySelector('main').innerText");
    assert!(words.contains("Vérifié") && words.contains("Clôtures"), "{words}");
    assert_eq!(browser.text("document.documentElement.lang"), "fr");
    let left = browser.value("[...document.querySelectorAll('main *')].filter((e) => e.childElementCount === 0 && !e.closest('.outside') && /^[a-z]+\\.[a-z_.]+$/.test(e.textContent)).map((e) => e.textContent)");
    assert_eq!(left, Value::Array(Vec::new()), "keys without a sentence");
}

#[test]
fn the_result_can_be_kept_as_the_program_prints_it() {
    let Some(mut browser) = Browser::start() else { return };
    let archive = browser.folder().join("export.zip");
    ordinary().pack(&archive);
    look(&mut browser, &archive, &Brought::default());
    browser.value(
        "(() => { URL.createObjectURL = (blob) => { blob.text().then((text) => (globalThis.kept = text)); return 'blob:x'; };
            HTMLAnchorElement.prototype.click = () => {};
            [...document.querySelectorAll('.actions button')].find((b) => b.textContent === 'Save the result').click(); })()",
    );
    browser.until("globalThis.kept");
    let kept = browser.text("globalThis.kept");
    let lines: Vec<Value> = kept.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut printed = Vec::new();
    let wanted = Wanted { deep: true, ..Wanted::default() };
    let summary =
        export::verify(&archive, &wanted, &mut |line| printed.push(serde_json::to_value(line).unwrap())).unwrap();
    assert_eq!(lines.last().unwrap(), &serde_json::to_value(&summary).unwrap());
    assert_eq!(lines.len(), printed.len() + 1);
    assert!(summary.anchored == Anchor::None && lines[2]["what"] == printed[2]["what"]);
}
