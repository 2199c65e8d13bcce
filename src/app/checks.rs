//! `check`: handsets from the command line, recorded like any other check.

use super::actor::{self, Actor};
use super::headless::Headless;
use super::shop::{self, Shop};
use super::till_loop::{self, History};
use super::{AppError, backup, close, receipt, rescreen};
use crate::cli::{CheckArgs, CheckLine, Exit, Out, safe};
use crate::config::Paths;
use crate::effects::{Beside, Outbox, Runner};
use crate::finding::{Answer, Detail, Finding, ListAge, Outcome};
use crate::imei::{Imei, identify};
use crate::stock::Applied;
use crate::till::{Check, CheckId, ListNow, Mode, Phase, Reason};
use crate::words::{Words, keys};

/// Checks every number, prints what is on disk, and ends with the worst finding's status.
pub(super) fn run(paths: &Paths, args: &CheckArgs) -> Result<Exit, AppError> {
    let handsets = handsets(args)?;
    let config = shop::load(paths)?;
    if let Some(file) = &args.receipt {
        receipt::may_write(file, handsets.len())?;
    }
    let mut shop = Shop::open(paths, shop::now())?;
    let actor = actor::anybody(&mut shop.recorder, args.staff.as_deref())?;
    let actor = actor.unwrap_or_else(|| Actor::unproved("command line".to_owned()));
    let day_ended = close::late(paths, &mut shop)?;
    let mut setup = shop::setup(&config, paths, if args.offline { Mode::Offline } else { Mode::Shop })?;
    setup.purpose = if args.purpose == "enquiry" { Reason::Enquiry } else { Reason::Purchase };
    let known = shop.recorder.stock.applied()?;
    let (outbox, inbox) = Outbox::new();
    let runner = Runner {
        local: shop::lists(&config, paths),
        client: if args.offline { None } else { shop::client(&config, paths, Some(shop.cache_key()))? },
        desk: till_loop::desk(paths.clone(), Ok(shop), &outbox, History::Skip),
        outbox,
        beside: Beside::of(paths.root().to_owned()),
        printing: None,
        simulator: None,
        photos: None,
    };
    let mut till = Headless::new(setup, runner, inbox);
    till.sign_on_as(&actor)?;
    let words = till_loop::look(&config).words;
    let mut worst = None;
    let mut all = || -> Result<(), AppError> {
        for numbers in &handsets {
            worst = worst.max(Some(one(&mut till, args, numbers, &words)?));
        }
        Ok(())
    };
    let ended = all();
    let lists = till.state.lists.clone();
    let ended = ended.and_then(|()| till.leave());
    // Whoever brings a version into the register holds the stock against it too.
    let ended = ended.and_then(|()| if is_new(&lists, &known) { rescreen::after(paths) } else { Ok(()) });
    if day_ended {
        backup::follow(paths);
    }
    match (ended, worst) {
        // What was printed before the failure is recorded, and a listed handset stays the worse news.
        (Err(error), Some(finding)) if finding > Finding::NotChecked => {
            Out::problem(&crate::words::chain(&error), &error.advice());
            Ok(Exit::of(finding))
        }
        (Err(error), _) => Err(error),
        (Ok(()), worst) => Ok(worst.map_or(Exit::Done, Exit::of)),
    }
}

/// Checks one number again, prints nothing, and leaves the finding on disk.
pub(super) fn again(
    paths: &Paths,
    number: &str,
    staff: Option<&str>,
    offline: bool,
) -> Result<(CheckId, Finding), AppError> {
    let config = shop::load(paths)?;
    let mut shop = Shop::open(paths, shop::now())?;
    let actor = actor::anybody(&mut shop.recorder, staff)?;
    let mut setup = shop::setup(&config, paths, if offline { Mode::Offline } else { Mode::Shop })?;
    setup.purpose = Reason::Enquiry;
    let (outbox, inbox) = Outbox::new();
    let runner = Runner {
        local: shop::lists(&config, paths),
        client: if offline { None } else { shop::client(&config, paths, Some(shop.cache_key()))? },
        desk: till_loop::desk(paths.clone(), Ok(shop), &outbox, History::Skip),
        outbox,
        beside: Beside::of(paths.root().to_owned()),
        printing: None,
        photos: None,
        simulator: None,
    };
    let mut till = Headless::new(setup, runner, inbox);
    till.sign_on_as(&actor.unwrap_or_else(|| Actor::unproved("command line".to_owned())))?;
    till.scan(number);
    let check = till.next_check(&[])?;
    let finding = check.finding;
    till.leave()?;
    finding.map(|finding| (check.id, finding)).ok_or_else(|| AppError::Failed {
        what: "the check could not be recorded".to_owned(),
        advice: "free space on the disk or make the folder writable, then try again".to_owned(),
    })
}

/// Whether a version is in force that the register did not know.
fn is_new(lists: &[ListNow], known: &[Applied]) -> bool {
    lists.iter().any(|list| {
        let same = |k: &&Applied| k.list == list.name.as_str();
        let version = list.version.as_ref().map(|v| v.sha256.as_str());
        version.is_some_and(|sha256| known.iter().find(same).is_none_or(|k| k.sha256 != sha256))
    })
}

/// The numbers of each handset. One that is no IMEI ends the command before anything is recorded.
fn handsets(args: &CheckArgs) -> Result<Vec<Vec<String>>, AppError> {
    let mut all = Vec::new();
    for text in &args.numbers {
        let found = identify(text, None).map_err(|r| AppError::Number(format!("{text:?}: {}", r.rejection.message)))?;
        if found.imei().is_none() {
            return Err(AppError::Number(format!("{text:?} is a number of kind {}, not an IMEI", found.kind.word())));
        }
        all.push(text.clone());
    }
    Ok(if args.one_handset { vec![all] } else { all.into_iter().map(|n| vec![n]).collect() })
}

fn one(till: &mut Headless, args: &CheckArgs, numbers: &[String], words: &Words) -> Result<Finding, AppError> {
    // Each is a handset of its own here, however close the numbers lie.
    till.state.shown = None;
    till.state.held.last = None;
    let before: Vec<CheckId> = till.state.checks.iter().map(|c| c.id).collect();
    till.scan(&numbers.join("\n"));
    let check = till.next_check(&before)?;
    let (Phase::Done, Some(finding)) = (check.phase, check.finding) else {
        return Err(AppError::Failed {
            what: "the check could not be recorded, so no finding is shown".to_owned(),
            advice: "free space on the disk or make the folder writable, then try again".to_owned(),
        });
    };
    let out = Out { json: args.json };
    if till.state.papers.training {
        out.line(&words.say("training-band"));
    }
    let imeis: Vec<String> = check.imeis.iter().map(Imei::digits).collect();
    out.object(&CheckLine::new(&check, finding, till.state.now.wall));
    readable(&out, &check, finding, &imeis, words);
    covered(&out, till, words);
    if let (Some(file), Some(place)) = (&args.receipt, check.committed) {
        receipt::write(&till.receipt(place.index)?, file, words)?;
    }
    Ok(finding)
}

fn readable(out: &Out, check: &Check, finding: Finding, imeis: &[String], words: &Words) {
    let verdict = keys::verdict(finding);
    out.line(&format!("{}  {} {}", imeis.join(" + "), verdict.shape, words.say(verdict.word)));
    for doubt in &check.doubts {
        out.line(&format!("  {}", words.say(keys::doubt(*doubt))));
    }
    for answer in &check.answers {
        let word = words.say(keys::outcome(&answer.outcome));
        let more = match &answer.outcome {
            Outcome::NoAnswer(silence) => {
                let what = safe(silence.text().unwrap_or("-"));
                words.say_with(keys::silence(silence), &[("what", (&what).into())])
            }
            other => other.detail().map(told).unwrap_or_default(),
        };
        let as_of = answer.as_of.map(crate::clock::rfc3339).unwrap_or_default();
        out.line(safe(&format!("  {}: {word} {more} {as_of}{}", answer.source, edition(answer))).trim_end());
    }
    if check.answers.is_empty() && check.doubts.is_empty() {
        out.line(&format!("  {} {}", words.say("sources-empty"), words.say("sources-empty-next")));
    }
    if let Some(place) = check.committed {
        out.line(&format!("  entry {} of {}", place.index, place.size));
    }
}

/// A source's own words in one line.
fn told(detail: &Detail) -> String {
    let since = detail.since.iter().map(|day| format!("since {day}"));
    detail.reasons.iter().chain(&detail.reporter).cloned().chain(since).collect::<Vec<_>>().join(", ")
}

/// Which version of a list answered, and how old it was by the shop's policy.
fn edition(answer: &Answer) -> String {
    let state = |age| match age {
        ListAge::Fresh => "fresh",
        ListAge::Ageing => "ageing",
        ListAge::Stale => "stale",
    };
    answer.edition.map_or_else(String::new, |e| format!(", version {}, {}", e.version, state(e.state)))
}

/// Which countries the lists cover that were consulted.
fn covered(out: &Out, till: &Headless, words: &Words) {
    let mut countries: Vec<&str> =
        till.state.setup.lists.iter().flat_map(|list| list.countries.iter().map(String::as_str)).collect();
    countries.sort_unstable();
    countries.dedup();
    if !countries.is_empty() {
        let text = words.say_with("lists-cover", &[("countries", (&countries.join(" ")).into())]);
        out.line(&format!("  {}", safe(&text)));
    }
}
