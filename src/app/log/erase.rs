//! `log erase`: what is due, and erasing it.
//!
//! The `erased` entry is on disk before anything is removed: whatever interrupts the rest, the next
//! start finishes it.

use super::due::{Chain, Place, chains};
use super::terms::{Limit, Terms};
use crate::app::actor::{self, Actor};
use crate::app::lists::progress::Progress;
use crate::app::shop::{self, Shop};
use crate::app::{AppError, erasure, policy};
use crate::cli::{EraseArgs, Exit, Out};
use crate::config::Paths;
use crate::effects::{Recorder, fresh_id};
use crate::ledger::leaf::{Draft, EntryId, Field, LeafKind};
use crate::staff::Act;
use serde_json::{Value, json};

/// Ids that one `erased` entry names: a leaf holds 65,535 bytes.
const NAMED: usize = 1000;
/// Chains that are listed for people; `--json` lists all.
const SHOWN: usize = 40;

/// `log erase`
pub(in crate::app) fn erase(paths: &Paths, args: &EraseArgs) -> Result<Exit, AppError> {
    let config = shop::load(paths)?;
    let named = named(args)?;
    let mut shop = Shop::open(paths, shop::now())?;
    let all = chains(&shop.recorder, paths)?;
    let out = Out { json: args.json };
    let policy = policy::of(&config, paths)?;
    let now = shop::now().wall;
    let terms = Terms { policy: &policy, zone: config.shop.timezone, today: now };
    let (going, rule) = if args.entries.is_empty() {
        let limit = terms.limit(args.older_than.or(config.retention.days)).ok_or_else(|| AppError::Failed {
            what: "nothing says how long personal data is kept".to_owned(),
            advice: "set days under [retention] in config.toml, or give --older-than DAYS".to_owned(),
        })?;
        (due(all, &limit, &terms, &out), Some(limit.rule()))
    } else {
        let chosen = asked_for(all, &args.entries)?;
        if args.basis.as_deref() == Some("retention") {
            terms.refuse(&chosen)?;
        }
        (chosen, None)
    };
    list(&out, &going);
    let ids: Vec<EntryId> = going.iter().flat_map(|chain| &chain.entries).map(|place| place.id).collect();
    let Some(named) = named.filter(|_| !ids.is_empty()) else {
        out.object(&json!({ "erased": false, "entries": ids.len(), "leaf": null }));
        out.line(&format!(
            "{} entries of {} matters would be erased by the clock of this machine ({}); --yes erases them",
            ids.len(),
            going.len(),
            shop::now().wall.format("%Y-%m-%d %H:%MZ"),
        ));
        return Ok(Exit::Done);
    };
    let people = people(&mut shop.recorder, args, &named)?;
    let leaf = record(&mut shop.recorder, args, &people, &ids, rule.as_deref())?;
    let bar = Progress::new("erasing", Some(ids.len() as u64));
    for (n, some) in ids.chunks(NAMED).enumerate() {
        bar.at((n * NAMED) as u64);
        shop.recorder.vault.erase(some)?;
    }
    drop(bar);
    erasure::scrub(&mut shop.recorder, paths)?;
    out.object(&json!({ "erased": true, "entries": ids.len(), "leaf": leaf }));
    out.line(&format!(
        "{} entries of {} matters are erased (entry {leaf} says so); the register still verifies",
        ids.len(),
        going.len()
    ));
    out.line("copies that were made before, backups and exports, still hold them");
    Ok(Exit::Done)
}

/// Who stands for it.
struct People {
    staff: Actor,
    second: Option<Actor>,
}

/// The same as the command line names them.
struct Named {
    staff: String,
    second: Option<String>,
}

/// `None` while nothing is to be erased.
fn named(args: &EraseArgs) -> Result<Option<Named>, AppError> {
    if args.basis.as_deref().is_some_and(|basis| basis != "retention") && args.reason.is_none() {
        return Err(AppError::Usage("say why with --reason: it is recorded with the erasure".to_owned()));
    }
    if !args.yes {
        return Ok(None);
    }
    let staff = shop::who(args.staff.as_deref());
    let staff = staff.ok_or_else(|| AppError::Usage("who erases? name the person with --staff".to_owned()))?;
    let alike = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
    match &args.second {
        None if !args.sole_trader => {
            Err(AppError::Usage("name a second person with --second, or say --sole-trader".to_owned()))
        }
        Some(second) if alike(second, &staff) => Err(AppError::Usage(
            "the second person has to be another one; --sole-trader says that there is none".to_owned(),
        )),
        second => Ok(Some(Named { staff, second: second.clone() })),
    }
}

/// Both prove who they are, where the shop has a list of people.
fn people(recorder: &mut Recorder, args: &EraseArgs, named: &Named) -> Result<People, AppError> {
    let staff = actor::allowed(recorder, Some(&named.staff), Act::Erase)?;
    let staff = staff.unwrap_or_else(|| Actor::unproved(named.staff.clone()));
    if named.second.is_none() && recorder.vault.people()?.len() > 1 {
        return Err(AppError::Usage("there are other people on the list of staff: name one with --second".to_owned()));
    }
    let pin = args.second_pin_file.as_deref();
    let second = named.second.as_deref().map(|name| actor::second(recorder, &staff, name, pin, Act::Erase));
    Ok(People { second: second.transpose()?, staff })
}

/// What the limit says is due; what is on hold stays, and so does what a law still wants.
fn due(all: Vec<Chain>, limit: &Limit, terms: &Terms<'_>, out: &Out) -> Vec<Chain> {
    let (going, held): (Vec<_>, Vec<_>) =
        all.into_iter().filter(|chain| terms.is_due(chain, limit)).partition(|chain| !chain.held);
    if !held.is_empty() {
        out.line(&format!("{} matters are due but on hold, and stay", held.len()));
    }
    let (wanted, going): (Vec<_>, Vec<_>) = going.into_iter().partition(|chain| terms.wanted(chain).is_some());
    if let Some((until, rule)) = wanted.iter().filter_map(|chain| terms.wanted(chain)).min() {
        out.line(&format!("{} matters are due but must be kept, the first until {until} ({rule})", wanted.len()));
    }
    going
}

/// The chains of these entries, due or not.
fn asked_for(all: Vec<Chain>, wanted: &[String]) -> Result<Vec<Chain>, AppError> {
    let is_it = |place: &Place, text: &str| match text.parse::<EntryId>() {
        Ok(id) => place.id == id,
        Err(_) => place.epoch.is_none() && text.parse() == Ok(place.index),
    };
    let names = |chain: &Chain, text: &str| chain.entries.iter().any(|place| is_it(place, text));
    for text in wanted {
        if !all.iter().any(|chain| names(chain, text)) {
            return Err(AppError::Failed {
                what: format!("nothing personal is held of entry {text:?}"),
                advice:
                    "it may be erased already, or hold none; `countercheck log show` lists entries with their numbers"
                        .to_owned(),
            });
        }
    }
    Ok(all.into_iter().filter(|chain| wanted.iter().any(|text| names(chain, text))).collect())
}

fn list(out: &Out, going: &[Chain]) {
    for (n, chain) in going.iter().enumerate() {
        for place in &chain.entries {
            out.object(&json!({
                "matter": n, "entry_id": place.id.to_string(), "epoch": place.epoch, "index": place.index,
                "kind": place.kind, "newest": crate::clock::rfc3339(chain.newest), "held": chain.held,
            }));
        }
        if n < SHOWN {
            let of = |place: &Place| match place.epoch {
                Some(epoch) => format!("epoch {epoch}: {} {}", place.index, place.kind),
                None => format!("{} {}", place.index, place.kind),
            };
            let entries: Vec<String> = chain.entries.iter().map(of).collect();
            let hold = if chain.held { "  ON HOLD" } else { "" };
            out.line(&format!("  {}  {}{hold}", chain.newest.format("%Y-%m-%d"), entries.join(", ")));
        }
    }
    if going.len() > SHOWN {
        out.line(&format!("  and {} more", going.len() - SHOWN));
    }
}

/// Who, on what basis, and which entries; in one commit. Returns the index of the first `erased` entry.
fn record(
    recorder: &mut Recorder,
    args: &EraseArgs,
    people: &People,
    ids: &[EntryId],
    rule: Option<&str>,
) -> Result<u64, AppError> {
    let now = shop::now();
    let staff = people.staff.on();
    let second = people.second.as_ref().map(Actor::on);
    let shifts: Vec<EntryId> = [Some(&staff), second.as_ref()].into_iter().flatten().map(|d| d.entry_id).collect();
    let named = ids.chunks(NAMED).map(|ids| {
        let ids: Vec<Value> = ids.iter().map(|id| id.to_string().into()).collect();
        let draft = Draft::new(fresh_id(), LeafKind::Erased, now)
            .with("entries", ids)
            .with("rule", rule)
            .with("basis", args.basis.as_deref().unwrap_or("retention"))
            .with("staff", staff.entry_id.to_string())
            .with("second", second.as_ref().map(|d| d.entry_id.to_string()))
            .with("sole_trader", people.second.is_none());
        let mut draft = draft;
        draft.fields.extend(args.reason.as_ref().map(|reason| Field::person("reason.1", reason)));
        draft
    });
    let named: Vec<Draft> = named.collect();
    let first = shifts.len();
    let mut drafts = vec![staff.clone()];
    drafts.extend(second.clone());
    drafts.extend(named);
    drafts
        .extend(shifts.iter().map(|id| Draft::new(fresh_id(), LeafKind::StaffOff, now).with("staff", id.to_string())));
    let committed = recorder.record(&drafts)?;
    Ok(committed.get(first).map_or(0, |place| place.index))
}
