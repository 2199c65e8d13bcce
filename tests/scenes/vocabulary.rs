//! The words of a scene and what they stand for.

use crate::language::Shop;
use countercheck::clock::Moment;
use countercheck::finding::{Answer, Detail, Finding, Outcome, Silence, SourceName};
use countercheck::imei::{Imei, Imei14, TacTable};
use countercheck::ledger::leaf::EntryId;
use countercheck::registry::manual::Guide;
use countercheck::scan::{DeviceStatus, Input, Key};
use countercheck::till::{
    Check, Event, ListNow, ListVersion, Mode, Notice, PapersTold, Reach, RestoredCheck, Setup, SourceInfo, Trouble,
};
use std::sync::Arc;

pub(crate) fn setup(shop: &Shop) -> Result<Setup, String> {
    let mut setup = Setup::for_shop("Scene shop");
    for text in &shop.sources {
        let (name, reach) = text.split_once(' ').ok_or_else(|| format!("no reach in {text:?}"))?;
        let reach = match reach {
            "machine" => Reach::Machine,
            "local" => Reach::Local,
            "person" => Reach::Person,
            other => return Err(format!("no reach is called {other:?}")),
        };
        let guide = (reach == Reach::Person).then(|| Guide::all()[0].clone());
        setup.sources.push(SourceInfo { name: SourceName::new(name), reach, guide });
    }
    setup.lock_minutes = shop.lock_minutes.unwrap_or(10);
    setup.sole_trader = shop.sole_trader;
    setup.required = shop.required.iter().map(SourceName::new).collect();
    setup.mode = match shop.mode.as_str() {
        "demo" => Mode::Demo,
        "offline" => Mode::Offline,
        _ => Mode::Shop,
    };
    if setup.mode == Mode::Demo {
        setup.demo = vec!["demo-not-listed", "demo-listed", "demo-caution"];
    }
    setup.wants_buyer = shop.wants_buyer;
    crate::deals::rules(&mut setup, &shop.policy)?;
    if !shop.models.is_empty() {
        let (table, _) = TacTable::from_csv(shop.models.as_bytes()).map_err(|e| e.to_string())?;
        setup.tacs = Arc::new(table);
    }
    Ok(setup)
}

/// Replaces `{14 digits}` by the IMEI with its check digit.
pub(crate) fn numbers(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (body, tail) = after.split_once('}').expect("a brace is closed");
        out.push_str(before);
        out.push_str(&Imei14::from_digits(body).expect("14 digits stand in braces").with_check_digit());
        rest = tail;
    }
    out + rest
}

pub(crate) fn words<const N: usize>(text: &str) -> Result<[&str; N], String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.try_into().map_err(|_| format!("{text:?} has not {N} words"))
}

pub(crate) fn outcome(word: &str) -> Result<Outcome, String> {
    let what = || "said so".to_owned();
    Ok(match word {
        "listed" => Outcome::Listed(Detail::reason("BLACKLISTED")),
        "caution" => Outcome::Caution(Detail::reason("GREYLISTED")),
        "not_listed" => Outcome::NotListed,
        "not_covered" => Outcome::NotCovered(Detail::default()),
        "refused" => Outcome::NoAnswer(Silence::Refused(what())),
        "unreachable" => Outcome::NoAnswer(Silence::Unreachable(what())),
        "misconfigured" => Outcome::NoAnswer(Silence::Misconfigured(what())),
        "stale" => Outcome::NoAnswer(Silence::Stale(what())),
        "missing" => Outcome::NoAnswer(Silence::Missing),
        "damaged" => Outcome::NoAnswer(Silence::Damaged("page 7 of the block list is damaged".to_owned())),
        "timeout" => Outcome::NoAnswer(Silence::Timeout),
        other => return Err(format!("no outcome is called {other:?}")),
    })
}

pub(crate) fn key(name: &str) -> Result<Key, String> {
    Ok(match name {
        "Enter" => Key::Enter,
        "Esc" => Key::Esc,
        "Tab" => Key::Tab,
        "Up" => Key::Up,
        "Down" => Key::Down,
        "Backspace" => Key::Backspace,
        "Insert" => Key::Insert,
        "Delete" => Key::Delete,
        f if f.len() > 1 && f.starts_with('F') => Key::F(f[1..].parse().map_err(|_| format!("no key {f:?}"))?),
        c if c.chars().count() == 1 => Key::Char(c.chars().next().unwrap_or_default()),
        other => return Err(format!("no key is called {other:?}")),
    })
}

pub(crate) fn event(name: &str) -> Result<Event, String> {
    Ok(match name {
        "opened" => Event::Opened,
        "sealed" => Event::Sealed(Trouble { what: "the register is missing".into(), advice: "decide".into() }),
        "worker_died" => Event::WorkerDied(Trouble {
            what: "the recorder stopped at 490154203237518".into(),
            advice: "start again".into(),
        }),
        "hangup" => Event::Hangup,
        "training_on" => Event::Papers(PapersTold::Training(true)),
        "training_off" => Event::Papers(PapersTold::Training(false)),
        "tick" => Event::Tick,
        "scanner_lost" => Event::Input(Input::Device(DeviceStatus::Lost { name: "X".into() })),
        other => return Err(format!("no event is called {other:?}")),
    })
}

/// `BODY FINDING SOURCE OUTCOME waiting|settled`: a check of an earlier run.
pub(crate) fn restored(text: &str, now: Moment) -> Result<Event, String> {
    let [body, word, source, said, waiting] = words(text)?;
    let imei = Imei::parse(&numbers(body)).map_err(|e| e.to_string())?;
    let finding = serde_json::from_value::<Finding>(word.into()).map_err(|e| e.to_string())?;
    let answer = Answer::new(&SourceName::new(source), &imei.body(), outcome(said)?);
    Ok(Event::Restored(vec![RestoredCheck {
        check: EntryId::from_u128(7),
        started: Moment::new(now.wall - chrono::Duration::hours(2), 0),
        imeis: vec![imei],
        doubts: Vec::new(),
        answers: vec![answer],
        finding,
        waiting: waiting == "waiting",
        marked: waiting == "bought",
        hold: None,
    }]))
}

/// `NAME VERSION`, one for each list; version 0 where there is none.
pub(crate) fn lists(text: &str) -> Result<Vec<ListNow>, String> {
    let one = |part: &str| {
        let [name, version] = words(part)?;
        let version: u64 = version.parse().map_err(|_| format!("no version in {part:?}"))?;
        let version = (version > 0).then(|| ListVersion {
            version,
            issued_at: "2026-05-02T07:00:00Z".parse().ok(),
            sha256: "00".repeat(32),
            entries: 1,
            how: "sync".to_owned(),
            signer: None,
        });
        Ok(ListNow { name: SourceName::new(name), version })
    };
    text.split(',').map(one).collect()
}

pub(crate) fn full() -> Trouble {
    Trouble { what: "the disk is full".to_owned(), advice: "free some space".to_owned() }
}

pub(crate) fn finding(finding: Option<Finding>) -> &'static str {
    finding.map_or("none", Finding::word)
}

pub(crate) fn notice(notice: &Notice) -> &'static str {
    match notice {
        Notice::Duplicate => "duplicate",
        Notice::SameAgain => "same_again",
        Notice::WaitsForSignIn => "waits_for_sign_in",
        Notice::Rejected { correction: Some(_), .. } => "correction",
        Notice::Rejected { .. } => "rejected",
        Notice::NotANumberToCheck(_) => "not_a_number_to_check",
        Notice::CodeAdded(_) => "code_added",
        Notice::CodeHeld(_) => "code_held",
        Notice::Scanner(_) => "scanner",
        Notice::Rechecked(_) => "rechecked",
        Notice::LateRemoval(_) => "late_removal",
        Notice::Marked(_) => "marked",
        Notice::Held(_) => "held",
        Notice::Released(_) => "released",
        Notice::Stock(told) => crate::stock::notice(told),
        Notice::NoManualSource => "no_manual_source",
        Notice::Copied => "copied",
        Notice::Deal(key) => key,
        Notice::Document(_) => "document",
        Notice::NotAllowed(_) => "not_allowed",
        Notice::Photo(_) => "photo",
        Notice::PapersWait { .. } => "papers_wait",
        Notice::PapersPrinted { .. } => "papers_printed",
        Notice::PaperLost(_) => "paper_lost",
        Notice::DaysClosed { .. } => "days_closed",
    }
}

/// `source#ordinal outcome`, one for each line.
pub(crate) fn answers_in_words(answers: &serde_json::Value) -> serde_json::Value {
    let lines = answers.as_array().into_iter().flatten();
    let word = |a: &serde_json::Value, name: &str| a[name].as_str().unwrap_or_default().to_owned();
    lines.map(|a| format!("{}#{} {}", word(a, "source"), a["imei"], word(a, "outcome"))).collect()
}

/// A check as the next run reads it back.
pub(crate) fn remembered(check: &Check) -> RestoredCheck {
    RestoredCheck {
        check: check.id,
        started: check.started,
        imeis: check.imeis.clone(),
        doubts: check.doubts.clone(),
        answers: check.answers.clone(),
        finding: check.finding.unwrap_or(Finding::NotChecked),
        waiting: false,
        marked: check.marked,
        hold: check.hold.clone(),
    }
}
