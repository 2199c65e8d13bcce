//! `staff …`: who joins, changes and leaves. The order of every change: the vault holds it beside what is
//! in force, the ledger tells it, and then it takes effect.

use super::actor::{self, Actor};
use super::shop::{self, Shop};
use super::unlock::{on_terminal, secret_file, unlock};
use super::{AppError, erasure};
use crate::cli::{ByArgs, Exit, Out, PersonArgs, StaffCommand, safe, typed_secret};
use crate::config::Paths;
use crate::effects::{Recorder, fresh_id};
use crate::ledger::leaf::{Draft, EntryId, Field, LeafKind};
use crate::print::QrCode;
use crate::staff::{Act, Person, PersonId, Pin, Role, badge};
use crate::vault::PersonChange;
use serde_json::json;
use std::path::Path;

/// Longest name that is taken: what the sign-in shows of it.
const NAME_CHARS: usize = 40;

/// Runs a command.
pub(super) fn run(paths: &Paths, command: &StaffCommand) -> Result<Exit, AppError> {
    let mut shop = Shop::open(paths, shop::now())?;
    let recorder = &mut shop.recorder;
    match command {
        StaffCommand::List { json } => list(recorder, *json),
        StaffCommand::Badge { who, json } => print_badge(recorder, who, *json),
        StaffCommand::Add { name, role, until, new_pin_file, by } => {
            let role = role_of(role)?;
            let change = PersonChange { name: Some(name_of(name)?), role: Some(role), until: Some(*until), pin: None };
            add(recorder, change, new_pin_file.as_deref(), by)
        }
        StaffCommand::Change { person, name, role, until, no_end } => {
            let mut change = PersonChange {
                name: name.as_deref().map(name_of).transpose()?,
                role: role.as_deref().map(role_of).transpose()?,
                until: until.map(Some),
                pin: None,
            };
            if *no_end {
                change.until = Some(None);
            }
            if change.name.is_none() && change.role.is_none() && change.until.is_none() {
                return Err(AppError::Usage("nothing to change: give --name, --role, --until or --no-end".to_owned()));
            }
            alter(recorder, person, &change, &Asked::Manager)
        }
        StaffCommand::Pin { person, new_pin_file } => {
            alter(recorder, person, &PersonChange::default(), &Asked::Pin(new_pin_file.as_deref()))
        }
        StaffCommand::Reset(person) => alter(recorder, person, &PersonChange::default(), &Asked::Manager),
        StaffCommand::Remove(person) => remove(paths, recorder, person),
    }
}

fn role_of(word: &str) -> Result<Role, AppError> {
    word.parse().map_err(|()| AppError::Usage(format!("{word:?} is no role")))
}

fn name_of(text: &str) -> Result<String, AppError> {
    let name = text.trim();
    let good = !name.is_empty() && name.chars().count() <= NAME_CHARS && !name.chars().any(char::is_control);
    // A number means a person already.
    if good && name.parse::<u64>().is_err() {
        return Ok(name.to_owned());
    }
    Err(AppError::Usage(format!("a name has 1 to {NAME_CHARS} characters and is no number")))
}

/// By whom a change is made.
struct By {
    actor: Actor,
    /// The shop's key stood in for a manager's PIN.
    shop_key: bool,
}

/// A manager by PIN, or whoever has the shop's key.
fn by(recorder: &mut Recorder, args: &ByArgs, people: &[Person]) -> Result<By, AppError> {
    if people.is_empty() || args.with_shop_key {
        // Who makes the list of a shop, or stands above it, has its key.
        unlock(recorder, &args.key)?;
        let name = shop::who(args.staff.as_deref()).unwrap_or_else(|| "command line".to_owned());
        return Ok(By { actor: Actor::unproved(name), shop_key: true });
    }
    let actor = actor::allowed(recorder, args.staff.as_deref(), Act::ManageStaff)?;
    let actor = actor.ok_or_else(|| AppError::Usage("who does this? name the person with --staff".to_owned()))?;
    Ok(By { actor, shop_key: false })
}

fn add(
    recorder: &mut Recorder,
    mut change: PersonChange,
    pin_file: Option<&Path>,
    args: &ByArgs,
) -> Result<Exit, AppError> {
    let people = recorder.vault.people()?;
    if people.is_empty() && (change.role != Some(Role::Manager) || change.until.flatten().is_some()) {
        return Err(failed(
            "the first person on the list has to be a manager who stays",
            "add the manager first, then the others",
        ));
    }
    let name = change.name.clone().unwrap_or_default();
    if people.iter().any(|person| person.name.to_lowercase() == name.to_lowercase()) {
        return Err(failed("somebody of this name is on the list already", "add initials or a second name"));
    }
    let by = by(recorder, args, &people)?;
    change.pin = Some(new_pin(pin_file, &name)?);
    let person = PersonId::from_u128(fresh_id().to_u128());
    let change = &change;
    let plan = |recorder: &mut Recorder, entry| recorder.vault.plan_joiner(person, change, entry);
    let wish = Wish { kind: LeafKind::StaffAdded, person, name: &name, role: change.role, what: None };
    told(recorder, &by, &wish, &plan, args.json)
}

/// What else is asked before a person is changed.
enum Asked<'a> {
    /// Nothing: a manager does it.
    Manager,
    /// The new PIN; the person may do it with the old one.
    Pin(Option<&'a Path>),
}

fn alter(
    recorder: &mut Recorder,
    args: &PersonArgs,
    change: &PersonChange,
    asked: &Asked<'_>,
) -> Result<Exit, AppError> {
    let people = recorder.vault.people()?;
    let person = actor::find(&people, &args.who)?.clone();
    let demoted = change.role.is_some_and(|role| role != Role::Manager) || change.until.flatten().is_some();
    if demoted && is_last_manager(&people, &person) {
        return Err(last_manager());
    }
    if let Some(name) = &change.name
        && people.iter().any(|other| other.id != person.id && other.name.to_lowercase() == name.to_lowercase())
    {
        return Err(failed("somebody of this name is on the list already", "add initials or a second name"));
    }
    let own = matches!(asked, Asked::Pin(_)) && args.by.staff.is_none() && !args.by.with_shop_key;
    let by = if own {
        let actor = actor::anybody(recorder, Some(&person.number.to_string()))?;
        By { actor: actor.ok_or_else(last_manager)?, shop_key: false }
    } else {
        by(recorder, &args.by, &people)?
    };
    let mut change = change.clone();
    if let Asked::Pin(file) = asked {
        change.pin = Some(new_pin(*file, &person.name)?);
    }
    let name = change.name.clone().unwrap_or_else(|| person.name.clone());
    let change = &change;
    let plan = |recorder: &mut Recorder, entry| recorder.vault.plan_change(person.id, change, entry);
    let role = Some(change.role.unwrap_or(person.role));
    let wish = Wish { kind: LeafKind::StaffChanged, person: person.id, name: &name, role, what: Some(changed(change)) };
    told(recorder, &by, &wish, &plan, args.by.json)
}

/// The words of what was changed; a reset where it is nothing else.
fn changed(change: &PersonChange) -> Vec<&'static str> {
    let parts = [
        (change.name.is_some(), "name"),
        (change.role.is_some(), "role"),
        (change.until.is_some(), "until"),
        (change.pin.is_some(), "pin"),
    ];
    let words: Vec<_> = parts.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
    if words.is_empty() { vec!["lockout"] } else { words }
}

fn remove(paths: &Paths, recorder: &mut Recorder, args: &PersonArgs) -> Result<Exit, AppError> {
    let people = recorder.vault.people()?;
    let person = actor::find(&people, &args.who)?.clone();
    let by = by(recorder, &args.by, &people)?;
    if is_last_manager(&people, &person) && people.len() > 1 {
        return Err(last_manager());
    }
    let plan = |recorder: &mut Recorder, entry| recorder.vault.plan_leaver(person.id, entry);
    let (name, role) = (person.name.as_str(), Some(person.role));
    let wish = Wish { kind: LeafKind::StaffRemoved, person: person.id, name, role, what: None };
    let done = told(recorder, &by, &wish, &plan, args.by.json)?;
    // Another program may be reading; the next start tries again.
    if let Err(error) = erasure::scrub(recorder, paths) {
        Out::note(&format!("{}; {}", crate::words::chain(&error), error.advice()));
    }
    Ok(done)
}

fn is_last_manager(people: &[Person], person: &Person) -> bool {
    let stays = |p: &&Person| p.role == Role::Manager && p.until.is_none();
    stays(&person) && people.iter().filter(stays).count() == 1
}

fn last_manager() -> AppError {
    failed(
        "this is the only manager who stays",
        "add or promote another one first: countercheck staff change WHO --role manager",
    )
}

fn failed(what: &str, advice: &str) -> AppError {
    AppError::Failed { what: what.to_owned(), advice: advice.to_owned() }
}

/// Asked for twice, or read from a file.
fn new_pin(file: Option<&Path>, name: &str) -> Result<Pin, AppError> {
    let pin = if let Some(path) = file { Pin::from(secret_file(path)?.as_str()) } else { typed_pin(name)? };
    pin.check().map_err(|error| failed(&error.to_string(), error.advice()))?;
    Ok(pin)
}

/// Asked for twice.
fn typed_pin(name: &str) -> Result<Pin, AppError> {
    let first = actor::ask_pin("staff-cli-pin-new", name)?;
    first.check().map_err(|error| failed(&error.to_string(), error.advice()))?;
    let again = on_terminal(&mut |prompts| typed_secret(prompts, "staff-cli-pin-again"))?;
    if again.as_str() == first.secret() {
        return Ok(first);
    }
    Err(failed("the two PINs differ", "start the command again; nothing was changed"))
}

/// What the ledger is to tell.
struct Wish<'a> {
    kind: LeafKind,
    person: PersonId,
    name: &'a str,
    role: Option<Role>,
    what: Option<Vec<&'static str>>,
}

type Plan<'a> = dyn Fn(&mut Recorder, EntryId) -> Result<(), crate::vault::VaultError> + 'a;

/// Prepares, tells the ledger, and lets it take effect.
fn told(recorder: &mut Recorder, by: &By, wish: &Wish<'_>, plan: &Plan<'_>, json: bool) -> Result<Exit, AppError> {
    let on = by.actor.on();
    let entry = fresh_id();
    plan(recorder, entry)?;
    let mut draft = Draft::new(entry, wish.kind.clone(), shop::now())
        .with("staff", on.entry_id.to_string())
        .with("person", wish.person.to_string())
        .with("role", wish.role.map(Role::word))
        .with("by", on.entry_id.to_string());
    if let Some(what) = &wish.what {
        draft = draft.with("what", json!(what));
    }
    if by.shop_key {
        draft = draft.with("shop_key", true);
    }
    draft.fields.push(Field::person("staff.1", wish.name));
    let off = Draft::new(fresh_id(), LeafKind::StaffOff, shop::now()).with("staff", on.entry_id.to_string());
    // A crash after this line: the next start asks the ledger, and lets it take effect.
    let committed = match recorder.record(&[on, draft, off]) {
        Ok(committed) => committed,
        Err(error) => {
            let known = recorder.store.find(entry).ok().map(|place| place.is_some());
            if let Some(recorded) = known {
                recorder.vault.settle_person(entry, recorded)?;
            }
            return Err(error.into());
        }
    };
    recorder.vault.settle_person(entry, true)?;
    let index = committed.get(1).map(|place| place.index);
    let out = Out { json };
    let kind = wish.kind.word();
    out.object(&json!({ "kind": kind, "person": wish.person.to_string(), "role": wish.role.map(Role::word), "what": wish.what, "index": index }));
    out.line(&format!("{}: {kind}, entry {}", safe(wish.name), index.unwrap_or_default()));
    Ok(Exit::Done)
}

fn list(recorder: &Recorder, json: bool) -> Result<Exit, AppError> {
    let out = Out { json };
    let people = recorder.vault.people()?;
    let today = shop::now().wall.date_naive();
    if people.is_empty() {
        out.line("nobody is on the list: names are typed at the sign-in, and everybody may do everything");
        out.line("`countercheck staff add NAME --role manager` begins a list");
    }
    for person in &people {
        let state = match (person.has_left(today), person.locked) {
            (true, _) => "ended",
            (false, true) => "locked",
            (false, false) => "active",
        };
        out.object(&json!({
            "number": person.number, "person": person.id.to_string(), "name": person.name,
            "role": person.role.word(), "until": person.until, "state": state,
        }));
        let until = person.until.map(|day| format!("  until {day}")).unwrap_or_default();
        let state = if state == "active" { String::new() } else { format!("  {}", state.to_uppercase()) };
        out.line(&safe(&format!("{:>4}  {:<28} {}{until}{state}", person.number, person.name, person.role.word())));
    }
    Ok(Exit::Done)
}

fn print_badge(recorder: &Recorder, who: &str, json: bool) -> Result<Exit, AppError> {
    let people = recorder.vault.people()?;
    let person = actor::find(&people, who)?;
    let text = badge(person.id);
    let out = Out { json };
    out.object(&json!({ "number": person.number, "person": person.id.to_string(), "badge": text }));
    out.line(&format!("{} {}  {text}", person.number, safe(&person.name)));
    if let Ok(code) = QrCode::of_digits(&text) {
        for row in code.blocks() {
            out.line(&row);
        }
    }
    out.line("the badge names its owner and is no secret; the PIN follows at the sign-in");
    Ok(Exit::Done)
}
