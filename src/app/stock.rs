//! `stock …`: what the shop bought, and what is on hold.

use super::log::displayed;
use super::actor::{self, Actor};
use super::shop::{self, Shop};
use super::{AppError, rescreen};
use crate::cli::{EntryLine, Exit, Out, Reveal, StockArgs, StockCommand, safe};
use crate::clock::rfc3339;
use crate::config::Paths;
use crate::effects::{Recorder, fresh_id, restore_one};
use crate::finding::{Finding, SourceName};
use crate::imei::{Imei, Imei14, identify};
use crate::ledger::leaf::{Draft, EntryId, Field, Leaf, LeafKind, TokenClass};
use crate::staff::Act;
use crate::stock::Item;
use crate::till::{Check, HoldReason, RestoredCheck};
use crate::words::{Words, keys};
use serde_json::{Value, json};

/// Runs a command.
pub(super) fn run(paths: &Paths, command: &StockCommand) -> Result<Exit, AppError> {
    match command {
        StockCommand::List { held, reveal, json } => list(paths, *held, reveal, *json),
        StockCommand::Mark(which) => {
            let done = change(paths, which, Act::Buy, &mark)?;
            // What came in since its check is held against it now.
            rescreen::after(paths)?;
            Ok(done)
        }
        StockCommand::Hold { which, reason } => change(paths, which, Act::Hold, &|one| hold(one, reason.as_deref())),
        StockCommand::Release { which, reason } => change(paths, which, Act::Release, &|one| release(one, reason)),
    }
}

/// A handset with what the register and the projection know of it.
struct One {
    name: String,
    check: RestoredCheck,
    item: Option<Item>,
    /// The `staff_on` entry that goes before.
    staff: EntryId,
}

impl One {
    fn draft(&self, kind: LeafKind) -> Draft {
        let draft = Draft::new(fresh_id(), kind, shop::now());
        draft.with("staff", self.staff.to_string()).with("check", self.check.check.to_string())
    }

    fn held(&self, reason: Option<&str>) -> Draft {
        let sources: Vec<SourceName> = listing(&self.check);
        let mut draft =
            self.draft(LeafKind::Held).with("why", HoldReason::ByHand.word()).with("sources", json!(sources));
        draft.fields.extend(reason.map(|reason| Field::person("reason.1", reason)));
        draft
    }
}

/// The sources whose newest answer lists the handset.
fn listing(check: &RestoredCheck) -> Vec<SourceName> {
    let mut known = Check::new(check.check, check.started, check.imeis.clone());
    known.answers.clone_from(&check.answers);
    known.listing()
}

fn mark(one: &One) -> Result<Vec<Draft>, AppError> {
    if one.item.as_ref().is_some_and(|item| item.marked.is_some()) {
        return Err(refused(&one.name, "is marked as bought already", "see `countercheck stock list`"));
    }
    let mut drafts = vec![one.draft(LeafKind::Marked)];
    let held = one.item.as_ref().is_some_and(|item| item.hold.is_some());
    // Bought in spite of a hit: it may be so, and it is not sold on by oversight.
    if one.check.finding == Finding::Stop && !held {
        drafts.push(one.held(None));
    }
    Ok(drafts)
}

fn hold(one: &One, reason: Option<&str>) -> Result<Vec<Draft>, AppError> {
    if one.item.as_ref().is_some_and(|item| item.hold.is_some()) {
        return Err(refused(&one.name, "is on hold already", "see `countercheck stock list --held`"));
    }
    Ok(vec![one.held(reason)])
}

fn release(one: &One, reason: &str) -> Result<Vec<Draft>, AppError> {
    if one.item.as_ref().is_none_or(|item| item.hold.is_none()) {
        return Err(refused(&one.name, "is not on hold", "see `countercheck stock list --held`"));
    }
    let mut draft = one.draft(LeafKind::Released);
    draft.fields.push(Field::person("reason.1", reason));
    Ok(vec![draft])
}

fn refused(name: &str, what: &str, advice: &str) -> AppError {
    AppError::Failed { what: format!("{name} {what}"), advice: advice.to_owned() }
}

/// Writes entries about the handsets, all in one commit: all of them, or none.
fn change(
    paths: &Paths,
    which: &StockArgs,
    act: Act,
    make: &dyn Fn(&One) -> Result<Vec<Draft>, AppError>,
) -> Result<Exit, AppError> {
    let mut shop = Shop::open(paths, shop::now())?;
    let actor = actor::allowed(&mut shop.recorder, which.staff.as_deref(), act)?;
    let on = actor.unwrap_or_else(|| Actor::unproved("command line".to_owned())).on();
    let staff = on.entry_id;
    let mut drafts = vec![on];
    let mut checks: Vec<EntryId> = Vec::new();
    for name in &which.handsets {
        let check = resolve(&shop.recorder, name)?;
        if checks.contains(&check.check) {
            continue;
        }
        checks.push(check.check);
        let item = shop.recorder.stock.item(check.check)?;
        drafts.extend(make(&One { name: safe(name), check, item, staff })?);
    }
    drafts.push(Draft::new(fresh_id(), LeafKind::StaffOff, shop::now()).with("staff", staff.to_string()));
    let committed = shop.recorder.record(&drafts)?;
    let out = Out { json: which.json };
    for (draft, place) in drafts.iter().zip(committed) {
        let Some(check) = draft.plain.get("check").and_then(Value::as_str) else { continue };
        let kind = draft.kind.word();
        out.line(&format!("entry {}: {kind}, check {check}", place.index));
        out.object(&json!({ "kind": kind, "check": check, "entry": EntryLine::from(place) }));
    }
    Ok(Exit::Done)
}

/// The check that a word of the command line means.
fn resolve(recorder: &Recorder, name: &str) -> Result<RestoredCheck, AppError> {
    let ids = if let Ok(id) = name.parse::<EntryId>() {
        vec![id]
    } else if let Ok(index) = name.parse::<u64>()
        && name.len() < 12
    {
        check_of(recorder, index)?.into_iter().collect()
    } else {
        let imei = identify(name, None).ok().and_then(|i| i.imei());
        let Some(imei) = imei else {
            return Err(AppError::Usage(format!("{:?} is no IMEI, entry number or id of a check", safe(name))));
        };
        let mut found = recorder.vault.find(TokenClass::Imei, &imei.digits())?;
        found.reverse();
        found
    };
    for id in ids {
        if let Some(check) = restore_one(recorder, id)? {
            return Ok(check);
        }
    }
    let advice = "check it first: `countercheck check NUMBER`; handsets of an earlier epoch are checked again";
    Err(refused(&safe(name), "has no finished check in this register", advice))
}

/// The check that the entry at `index` belongs to.
fn check_of(recorder: &Recorder, index: u64) -> Result<Option<EntryId>, AppError> {
    let leaf = recorder.store.read(index)?.and_then(|bytes| Leaf::parse(&bytes).ok());
    Ok(leaf.and_then(|leaf| match leaf.plain.get("check").and_then(Value::as_str) {
        Some(check) => check.parse().ok(),
        None => (leaf.kind == LeafKind::CheckStarted).then_some(leaf.entry_id),
    }))
}

fn list(paths: &Paths, only_held: bool, reveal: &Reveal, json: bool) -> Result<Exit, AppError> {
    let words = super::till_loop::look(&shop::load(paths)?).words;
    let mut shop = Shop::open(paths, shop::now())?;
    let items: Vec<Item> =
        shop.recorder.stock.items()?.into_iter().filter(|i| !only_held || i.hold.is_some()).collect();
    if let Some(entry) = displayed(&mut shop.recorder, "stock", reveal, items.len())? {
        shop.recorder.record(&[entry])?;
    }
    let out = Out { json };
    if items.is_empty() {
        out.line(if only_held { "nothing is on hold" } else { "nothing is in stock or on hold" });
    }
    for item in items {
        if let Some(check) = restore_one(&shop.recorder, item.check)? {
            print(&out, &item, &check, reveal.reason.is_some(), &words);
        }
    }
    Ok(Exit::Done)
}

fn print(out: &Out, item: &Item, check: &RestoredCheck, revealed: bool, words: &Words) {
    let numbers: Vec<String> = check.imeis.iter().map(Imei::digits).collect();
    let bodies: Vec<Imei14> = check.imeis.iter().map(Imei::body).collect();
    let tacs: Vec<&str> = bodies.iter().map(Imei14::tac).collect();
    let listed = listing(check);
    let hold = item.hold.as_ref();
    out.object(&json!({
        "check": check.check.to_string(),
        "checked_at": rfc3339(check.started.wall),
        "imeis": revealed.then_some(&numbers),
        "tac": tacs,
        "finding": check.finding,
        "marked": item.marked.is_some(),
        "held": hold.map(|h| json!({
            "since": rfc3339(h.since), "why": h.why, "sources": h.sources, "entry": h.index,
        })),
        "listed_now_by": listed,
    }));
    let number = if revealed { numbers.join(" + ") } else { format!("{}-xxxxxx-x", tacs.join(" + ")) };
    let finding = words.say(keys::verdict(check.finding).word);
    let mut text = format!("{}  {number}  {finding}", check.started.wall.format("%Y-%m-%d"));
    if item.marked.is_some() {
        text.push_str("  in stock");
    }
    if let Some(hold) = hold {
        let since = hold.since.format("%Y-%m-%d");
        let names: Vec<&str> = listed.iter().map(SourceName::as_str).collect();
        let now = if names.is_empty() { "no source".to_owned() } else { names.join(", ") };
        text = format!("{text}  ON HOLD since {since} ({}), listed now by {now}", hold.why);
    }
    out.line(&safe(&format!("{text}  check {}", check.check)));
}
