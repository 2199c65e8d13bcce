//! Who gives a command: a name, and in a shop with named staff the person behind it, by PIN.
//!
//! What needs a right needs a person where the shop has a list of people. What needs none (a
//! check) takes the person where one is named, and the user of this machine otherwise; its
//! `staff_on` then has no `person`, so that a name that nobody proved is told apart.

use super::AppError;
use super::hidden;
use super::shop;
use super::unlock::{on_terminal, secret_file};
use crate::cli::typed_secret;
use crate::clock::system;
use crate::effects::{Recorder, fresh_id};
use crate::ledger::leaf::{Draft, Field, LeafKind, TokenClass};
use crate::staff::{Act, May, Person, PersonId, Pin, Role, matching, may, may_second};
use crate::till::Post;
use crate::vault::PinTry;
use crate::words::escape;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Names the person where no flag does.
pub(super) const STAFF_VARIABLE: &str = "COUNTERCHECK_STAFF";
/// Names the file with that person's PIN where no flag does.
const PIN_VARIABLE: &str = "COUNTERCHECK_PIN_FILE";

/// What `--pin-file` named: any command may ask for it, and only one runs.
static PIN_FILE: OnceLock<PathBuf> = OnceLock::new();

/// Remembers what the command line named.
pub(super) fn remember(pin_file: Option<&Path>) {
    if let Some(path) = pin_file {
        let _first = PIN_FILE.set(path.to_owned());
    }
}

/// Who gives a command.
#[derive(Clone)]
pub(super) struct Actor {
    name: String,
    post: Option<Post>,
}

impl Actor {
    /// Somebody whom no list names.
    pub(super) fn unproved(name: String) -> Self {
        Self { name, post: None }
    }

    /// The entry of a shift of one command.
    pub(super) fn on(&self) -> Draft {
        let mut draft = Draft::new(fresh_id(), LeafKind::StaffOn, shop::now());
        if let Some(post) = self.post {
            draft = draft.with("person", post.person.to_string()).with("role", post.role.word());
        }
        draft.fields.push(Field { token: Some(TokenClass::Name), ..Field::person("staff.1", &self.name) });
        draft
    }

    /// His name, for an entry that carries it itself.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The person as the till is told of him; `None` where nobody proved to be one.
    pub(super) fn vouched(&self) -> Option<Person> {
        let Post { person: id, role } = self.post?;
        Some(Person { id, number: 0, name: self.name.clone(), role, until: None, locked: false })
    }

    /// The person, where the list has him.
    pub(super) fn person(&self) -> Option<PersonId> {
        self.post.map(|post| post.person)
    }

    fn role(&self) -> Role {
        self.post.map_or(Role::Clerk, |post| post.role)
    }
}

/// Who gives a command that anybody may give; `None` where nobody is named at all.
pub(super) fn anybody(recorder: &mut Recorder, given: Option<&str>) -> Result<Option<Actor>, AppError> {
    let people = recorder.vault.people()?;
    let asked = given.is_some() || variable(STAFF_VARIABLE).is_some() || pin_file().is_some();
    if people.is_empty() || !asked {
        return Ok(shop::who(given).map(Actor::unproved));
    }
    by_pin(recorder, &people, given, pin_file().as_deref()).map(Some)
}

/// Who gives a command that needs a right; `None` where the shop has no list and nobody is named.
pub(super) fn allowed(recorder: &mut Recorder, given: Option<&str>, act: Act) -> Result<Option<Actor>, AppError> {
    let people = recorder.vault.people()?;
    if people.is_empty() {
        return Ok(shop::who(given).map(Actor::unproved));
    }
    let actor = by_pin(recorder, &people, given, pin_file().as_deref())?;
    match may(actor.role(), act) {
        May::Allowed => Ok(Some(actor)),
        // Whoever asks for the second person does so after this.
        May::NeedsSecond if act == Act::Erase => Ok(Some(actor)),
        May::NeedsSecond | May::No => Err(refused(actor.role(), act)),
    }
}

/// The second person of an act.
pub(super) fn second(
    recorder: &mut Recorder,
    first: &Actor,
    given: &str,
    pin: Option<&Path>,
    act: Act,
) -> Result<Actor, AppError> {
    let people = recorder.vault.people()?;
    if people.is_empty() {
        return Ok(Actor::unproved(given.to_owned()));
    }
    let second = by_pin(recorder, &people, Some(given), pin)?;
    if second.person() == first.person() {
        return Err(AppError::Usage("the second person has to be another one".to_owned()));
    }
    if may_second(first.role(), second.role(), act) { Ok(second) } else { Err(refused(second.role(), act)) }
}

fn refused(role: Role, act: Act) -> AppError {
    AppError::Failed {
        what: format!("a {} may not do this alone ({})", role.word(), act.word()),
        advice: "a manager gives this command: --staff NAME with that person's PIN".to_owned(),
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn pin_file() -> Option<PathBuf> {
    PIN_FILE.get().cloned().or_else(|| variable(PIN_VARIABLE).map(PathBuf::from))
}

/// The person of the list whom a word means.
pub(super) fn find<'a>(people: &'a [Person], word: &str) -> Result<&'a Person, AppError> {
    let exact = people.iter().find(|person| person.name.eq_ignore_ascii_case(word.trim()));
    let found = matching(people, word);
    match (exact, found.as_slice()) {
        (Some(person), _) => Ok(person),
        (None, [one]) => Ok(one),
        (None, []) => Err(AppError::Failed {
            what: format!("nobody on the list of staff is called {:?}", escape(word, 60)),
            advice: "see `countercheck staff list`".to_owned(),
        }),
        (None, _) => Err(AppError::Usage(format!("{:?} means several people; give the number", escape(word, 60)))),
    }
}

fn by_pin(
    recorder: &mut Recorder,
    people: &[Person],
    given: Option<&str>,
    pin_file: Option<&Path>,
) -> Result<Actor, AppError> {
    let named = given.map(str::to_owned).or_else(|| variable(STAFF_VARIABLE));
    let Some(named) = named else {
        return Err(AppError::Usage(format!("who does this? name the person with --staff or {STAFF_VARIABLE}")));
    };
    let person = find(people, &named)?.clone();
    let pin = match pin_file {
        Some(path) => Pin::from(secret_file(path)?.as_str()),
        None => ask_pin("staff-cli-pin", &person.name)?,
    };
    try_pin(recorder, &person, &pin)?;
    Ok(Actor { name: person.name, post: Some(Post { person: person.id, role: person.role }) })
}

/// Asks for a PIN on the terminal, showing nothing of it.
pub(super) fn ask_pin(question: &str, name: &str) -> Result<Pin, AppError> {
    if hidden::terminal().is_err() {
        return Err(AppError::Failed {
            what: "this needs a PIN, and there is no terminal to ask on".to_owned(),
            advice: format!("name a file with --pin-file or ${PIN_VARIABLE}"),
        });
    }
    let typed = on_terminal(&mut |prompts| {
        writeln!(prompts.output, "{}", escape(name, 40))?;
        typed_secret(prompts, question)
    })?;
    Ok(Pin::from(typed.as_str()))
}

fn try_pin(recorder: &mut Recorder, person: &Person, pin: &Pin) -> Result<(), AppError> {
    let failed = |what: String, advice: &str| Err(AppError::Failed { what, advice: advice.to_owned() });
    let reset = "a manager, or whoever has the shop's passphrase, resets it: countercheck staff reset";
    match tried(recorder, person.id, pin)? {
        PinTry::Right => Ok(()),
        PinTry::Wrong { left } => failed(format!("this PIN does not fit; {left} more tries"), reset),
        PinTry::Wait { until } => {
            failed(format!("several PINs did not fit; the next counts from {}", until.format("%H:%M:%SZ")), reset)
        }
        PinTry::Locked { .. } => failed("locked out after too many PINs that did not fit".to_owned(), reset),
        PinTry::Left => failed("this person does not sign in here any more".to_owned(), "ask a manager"),
    }
}

/// Tries a PIN; the last of too many wrong ones is an entry.
pub(super) fn tried(recorder: &mut Recorder, person: PersonId, pin: &Pin) -> Result<PinTry, AppError> {
    let now = system::now();
    let tried = recorder.vault.try_pin(person, pin, now.wall, latest_day(now.wall))?;
    if tried == (PinTry::Locked { just_now: true }) {
        let draft = Draft::new(fresh_id(), LeafKind::Fault, now);
        recorder.record(&[draft.with("what", "locked_out").with("person", person.to_string())])?;
    }
    Ok(tried)
}

/// The day that it still is somewhere: the last day of a temp ends in the shop's zone, which the sign-in
/// knows; here nobody is turned away too early.
fn latest_day(now: DateTime<Utc>) -> NaiveDate {
    (now - TimeDelta::hours(12)).date_naive()
}
