//! `stock …`: what the shop bought, and what is on hold.

use super::actor::{self, Actor};
use super::log::displayed;
use super::shop::{self, Shop};
use super::stock_acts::{self, Wanted};
use super::{AppError, rescreen};
use crate::cli::{Doer, EntryLine, Exit, Out, Reveal, ShowArgs, StockArgs, StockCommand, safe};
use crate::clock::rfc3339;
use crate::config::Paths;
use crate::effects::{Recorder, fresh_id, restore_one};
use crate::finding::{Finding, SourceName};
use crate::goods::drafts::Police;
use crate::goods::{self, Place, money};
use crate::imei::{Imei, Imei14, identify};
use crate::ledger::leaf::{Draft, EntryId, Field, Leaf, LeafKind, TokenClass};
use crate::staff::Act;
use crate::stock::Item;
use crate::till::{Check, HoldReason, RestoredCheck};
use crate::words::{Words, keys};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// Runs a command.
pub(super) fn run(paths: &Paths, command: &StockCommand) -> Result<Exit, AppError> {
    match command {
        StockCommand::List { held, due, all, reveal, json } => {
            let view = View { held: *held, due: *due, all: *all };
            list(paths, view, reveal, *json)
        }
        StockCommand::Mark(which) => {
            let done = change(paths, which, Act::Buy, &mark)?;
            // What came in since its check is held against it now.
            rescreen::after(paths)?;
            Ok(done)
        }
        StockCommand::Hold { which, reason, police, officer, reference, until } => {
            if police.is_none() && until.is_none() && !which.handsets.iter().any(|word| stock_acts::is_label(word)) {
                return change(paths, which, Act::Hold, &|one| hold(one, reason.as_deref()));
            }
            let police = police.as_ref().map(|agency| Police {
                agency: agency.clone(),
                officer: officer.clone(),
                reference: reference.clone(),
            });
            let wanted =
                Wanted { items: &which.handsets, doer: doer(which), reason: reason.as_deref(), police, until: *until };
            stock_acts::hold(paths, &wanted)
        }
        StockCommand::Release { which, reason, why } => {
            if why.is_some() || which.handsets.iter().any(|word| stock_acts::is_label(word)) {
                return stock_acts::release(paths, &which.handsets, &doer(which), reason, why.as_deref());
            }
            change(paths, which, Act::Release, &|one| release(one, reason))
        }
        StockCommand::Show(args) => show(paths, args),
        StockCommand::Sell(args) => stock_acts::sell(paths, args),
        StockCommand::Refund(args) => stock_acts::refund(paths, args),
        StockCommand::Reverse(args) => stock_acts::reverse(paths, args),
        StockCommand::Surrender(args) => stock_acts::surrender(paths, args),
        StockCommand::Return(args) => stock_acts::to_owner(paths, args),
        StockCommand::Collect(args) => stock_acts::collect(paths, args),
        StockCommand::Parts(args) => stock_acts::parts(paths, args),
        StockCommand::Redeem(args) => stock_acts::redeem(paths, args),
        StockCommand::Renew(args) => stock_acts::renew(paths, args),
        StockCommand::Forfeit(args) => stock_acts::forfeit(paths, args),
        StockCommand::Count(args) => stock_acts::count(paths, args),
        StockCommand::Find { number, json } => stock_acts::find(paths, number, *json),
    }
}

fn doer(which: &StockArgs) -> Doer {
    Doer { staff: which.staff.clone(), json: which.json }
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
    Err(refused(&safe(name), "has no finished check in this register", "check it first: `countercheck check NUMBER`"))
}

/// The check that the entry at `index` belongs to.
fn check_of(recorder: &Recorder, index: u64) -> Result<Option<EntryId>, AppError> {
    let leaf = recorder.store.read(index)?.and_then(|bytes| Leaf::parse(&bytes).ok());
    Ok(leaf.and_then(|leaf| match leaf.plain.get("check").and_then(Value::as_str) {
        Some(check) => check.parse().ok(),
        None => (leaf.kind == LeafKind::CheckStarted).then_some(leaf.entry_id),
    }))
}

/// Which items are listed.
#[derive(Clone, Copy, Debug)]
struct View {
    held: bool,
    due: bool,
    all: bool,
}

fn list(paths: &Paths, view: View, reveal: &Reveal, json: bool) -> Result<Exit, AppError> {
    let config = shop::load(paths)?;
    let words = super::till_loop::look(&config).words;
    let mut shop = Shop::open(paths, shop::now())?;
    let (now, zone) = (shop::now().wall, config.shop.timezone);
    let stock = &shop.recorder.stock;
    let mut items = if view.all { stock.goods_all()? } else { stock.goods_here()? };
    items.retain(|item| (!view.held || item.is_held(now)) && (!view.due || is_due(item, now, zone)));
    if let Some(entry) = displayed(&mut shop.recorder, "stock", reveal, items.len())? {
        shop.recorder.record(&[entry])?;
    }
    let out = Out { json };
    if items.is_empty() {
        out.line(match (view.held, view.due) {
            (true, _) => "nothing is on hold",
            (_, true) => "nothing is free from today",
            _ => "nothing is in stock or on hold",
        });
    }
    for item in items {
        print(&out, &shop.recorder, &item, reveal.reason.is_some(), &words)?;
    }
    Ok(Exit::Done)
}

/// Free from today: its last hold that ends by itself ends today, or has ended, and no other binds.
fn is_due(item: &goods::Item, now: DateTime<Utc>, zone: chrono_tz::Tz) -> bool {
    let last = item.holds.iter().filter_map(|hold| hold.until).max();
    let bound = item.live_holds(now).any(|hold| hold.until.is_none());
    let today = now.with_timezone(&zone).date_naive();
    item.place == Place::Shop && !bound && last.is_some_and(|at| at.with_timezone(&zone).date_naive() <= today)
}

/// `stock show`
fn show(paths: &Paths, args: &ShowArgs) -> Result<Exit, AppError> {
    let words = super::till_loop::look(&shop::load(paths)?).words;
    let mut shop = Shop::open(paths, shop::now())?;
    let item = stock_acts::named(&shop.recorder, &args.item)?;
    if let Some(entry) = displayed(&mut shop.recorder, "stock", &args.reveal, 1)? {
        shop.recorder.record(&[entry])?;
    }
    print(&Out { json: args.json }, &shop.recorder, &item, args.reveal.reason.is_some(), &words)?;
    Ok(Exit::Done)
}

fn print(out: &Out, recorder: &Recorder, item: &goods::Item, revealed: bool, words: &Words) -> Result<(), AppError> {
    let now = shop::now().wall;
    let check = item.check.map(|check| restore_one(recorder, check)).transpose()?.flatten();
    let numbers: Vec<String> = check.iter().flat_map(|c| &c.imeis).map(Imei::digits).collect();
    let bodies: Vec<Imei14> = check.iter().flat_map(|c| &c.imeis).map(Imei::body).collect();
    let tacs: Vec<String> =
        if bodies.is_empty() { item.tac.clone() } else { bodies.iter().map(|body| body.tac().to_owned()).collect() };
    let listed = check.as_ref().map(listing).unwrap_or_default();
    let hold = item.weightiest_hold();
    let holds: Vec<Value> = item.live_holds(now).map(hold_line).collect();
    out.object(&json!({
        "item": item.key.number(),
        "standing": item.standing(now).word(),
        "place": item.place.word(),
        "kind": item.kind,
        "since": rfc3339(item.since),
        "deal": item.deal,
        "cost": item.cost,
        "currency": item.currency,
        "free_at": item.free_at(now).map(rfc3339),
        "holds": holds,
        "pledge": item.pledge,
        "sale": item.sale,
        "gone": item.gone,
        "check": item.check.map(|check| check.to_string()),
        "checked_at": check.as_ref().map(|check| rfc3339(check.started.wall)),
        "imeis": revealed.then_some(&numbers),
        "tac": tacs,
        "finding": check.as_ref().map(|check| check.finding),
        "marked": item.place != Place::Kept,
        "held": hold.map(|h| json!({
            "since": rfc3339(h.since), "why": h.why.word(), "sources": h.sources, "entry": h.origin.index,
        })),
        "listed_now_by": listed,
    }));
    let number = if revealed { numbers.join(" + ") } else { format!("{}-xxxxxx-x", tacs.join(" + ")) };
    let finding = check.as_ref().map(|check| words.say(keys::verdict(check.finding).word)).unwrap_or_default();
    let name = item.key.number().map(|n| format!("item {n}  ")).unwrap_or_default();
    let mut text = format!("{name}{}  {number}  {finding}", item.since.format("%Y-%m-%d"));
    if item.place != Place::Kept {
        text.push_str(if item.place == Place::Shop { "  in stock" } else { "  " });
        text.push_str(if item.place == Place::Shop { "" } else { item.place.word() });
    }
    if let Some(cost) = item.cost {
        text = format!("{text}  {} {}", money::written(cost, &item.currency), item.currency);
    }
    for hold in item.live_holds(now) {
        let since = hold.since.format("%Y-%m-%d");
        let until = hold.until.map(|until| format!(" until {}", rfc3339(until))).unwrap_or_default();
        let agency = hold.agency.as_ref().map(|agency| format!(", {agency}")).unwrap_or_default();
        text = format!("{text}  ON HOLD since {since}{until} ({}{agency})", hold.why.word());
    }
    if item.is_held(now) {
        let names: Vec<&str> = listed.iter().map(SourceName::as_str).collect();
        let by = if names.is_empty() { "no source".to_owned() } else { names.join(", ") };
        text = format!("{text}, listed now by {by}");
    }
    let check = item.check.map(|check| format!("  check {check}")).unwrap_or_default();
    out.line(&safe(&format!("{text}{check}")));
    Ok(())
}

fn hold_line(hold: &goods::Hold) -> Value {
    json!({
        "why": hold.why.word(), "since": rfc3339(hold.since), "until": hold.until.map(rfc3339), "agency": hold.agency,
        "rule": hold.rule, "unverified": hold.unverified, "sources": hold.sources, "entry": hold.origin.index,
        "epoch": hold.origin.epoch,
    })
}
