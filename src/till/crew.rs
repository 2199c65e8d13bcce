//! Named staff at the counter: letting people in by PIN, locking, and a second person for one act.
//!
//! PINs are compared elsewhere ([`StaffAsk`]); here they are typed, handed on and forgotten. A shop
//! without a list of people works by typed names, and everything is allowed there.

mod form;
mod lock;
mod second;
mod sign_in;

pub(super) use form::{asks, badge, key, text};
pub(super) use lock::{deadline, hand_over_or_lock, idle, pane_key};
pub use second::Leave;
pub(super) use second::{leave_for, second_recorded};
pub(super) use sign_in::told;

use super::{Pane, Screen, State, Trouble};
use crate::ledger::leaf::EntryId;
use crate::scan::Key;
use crate::staff::{Act, May, Person, PersonId, Pin, Role, may};
use chrono::{DateTime, Utc};

/// What is asked of the recorder about people.
#[derive(Clone, Debug)]
pub enum StaffAsk {
    /// Is this the person's PIN? Counts the failures; one `Pin` comes back.
    Verify {
        /// Who.
        person: PersonId,
        /// What was typed.
        pin: Pin,
    },
    /// Unlock the shop's key for this run; one `Key` comes back.
    Unlock {
        /// The passphrase, the key file's text or the recovery key.
        secret: Pin,
    },
}

/// What the recorder tells about people.
#[derive(Clone, Debug)]
pub enum StaffTold {
    /// Who works here: at the start, and whenever it has changed.
    People {
        /// By number.
        people: Vec<Person>,
        /// Whether something has to be typed before personal data opens.
        sealed: bool,
    },
    /// What came of a PIN.
    Pin {
        /// Whose.
        person: PersonId,
        /// Whether it fits.
        answer: PinAnswer,
    },
    /// Whether the shop's key is open now.
    Key(bool),
    /// A command has let this person in already.
    Vouched(Person),
}

/// What came of a PIN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PinAnswer {
    /// It fits.
    Right,
    /// It does not.
    Wrong {
        /// Tries that are left before only a reset helps.
        left: u32,
    },
    /// It was not looked at: too many wrong ones just before.
    Wait {
        /// When it is looked at again.
        until: DateTime<Utc>,
    },
    /// It was not looked at: only a manager or the passphrase helps.
    Locked,
    /// The person does not work here any more.
    Left,
    /// It could not be looked at.
    Failed(Trouble),
}

/// The person behind a shift, where the shop has a list of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Post {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: Role,
}

/// What the sign-in, the lock and the pane of a second person ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Step {
    /// Who are you?
    #[default]
    Name,
    /// Your PIN?
    Pin(PersonId),
    /// It is being looked at.
    Checking(PersonId),
    /// The shop's passphrase, once in a run; may be left out.
    Passphrase(PersonId),
    /// The passphrase is being looked at.
    Opening(PersonId),
}

/// What was said to the last try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The PIN does not fit.
    Wrong {
        /// Tries that are left.
        left: u32,
    },
    /// Not before this moment.
    Wait {
        /// The moment.
        until: DateTime<Utc>,
    },
    /// Only a manager or the passphrase helps.
    Locked,
    /// The person does not work here any more.
    Left,
    /// The passphrase does not open the shop's key.
    WrongPassphrase,
    /// This person cannot stand behind the act either.
    CannotSecond,
}

/// The form of sign-in, lock and second person.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// What it asks for.
    pub step: Step,
    /// What was typed of a name or a number.
    pub name: String,
    /// What was typed of a secret.
    pub typed: Pin,
    /// The chosen row.
    pub row: usize,
    /// What was said to the last try.
    pub said: Option<Said>,
}

/// Who works here, and who is being let in.
#[derive(Clone, Debug, Default)]
pub struct Crew {
    /// Everybody on the list, by number; empty: names are typed.
    pub people: Vec<Person>,
    /// The shop's key is locked: names and documents cannot be shown.
    pub sealed: bool,
    /// What is being asked.
    pub form: Form,
    /// The screen to return to after the lock; `None`: not locked.
    pub locked: Option<Screen>,
    /// When somebody last touched the till, in monotonic milliseconds.
    pub(super) active: u64,
    /// The key that is being handled.
    pub(super) key: Option<Key>,
    /// The key that a second person was asked for: it comes again once somebody stands behind it.
    pub(super) key_asked: Option<Key>,
    /// The pane that a second person's pane covers.
    pub(super) under: Option<Pane>,
    /// What a second person stands behind.
    pub(super) grant: Option<Grant>,
    /// The person whose entry is being written, and the act.
    pub(super) granting: Option<Grant>,
}

/// A second person stands behind one act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Grant {
    act: Act,
    /// His `staff_on` entry.
    second: EntryId,
    key: Option<Key>,
}

impl State {
    /// Whether whoever is on duty may do it; everything is allowed in a shop without a list of people.
    pub fn may(&self, act: Act) -> May {
        let Some(staff) = self.staff.as_ref().filter(|_| self.is_on_duty()) else { return May::No };
        let granted = self.crew.grant.is_some_and(|grant| grant.act == act);
        if self.crew.people.is_empty() || granted {
            return May::Allowed;
        }
        // Somebody who signed in before the list was made has a clerk's rights until he leaves.
        let role = staff.post.map_or(Role::Clerk, |post| post.role);
        match may(role, act) {
            // What is opened to an officer is opened for him, and each time an entry.
            May::NeedsSecond if act == Act::Reveal && self.is_inspected() => May::Allowed,
            May::NeedsSecond if self.setup.sole_trader => May::Allowed,
            right => right,
        }
    }

    /// Whether this shop has named staff.
    pub fn has_people(&self) -> bool {
        !self.crew.people.is_empty()
    }

    /// Those who may sign in today and match what was typed; for a second person, those who can stand
    /// behind the act.
    pub fn candidates(&self) -> Vec<&Person> {
        let today = self.now.wall.with_timezone(&self.setup.zone).date_naive();
        let mut found = crate::staff::matching(&self.crew.people, &self.crew.form.name);
        found.retain(|person| !person.has_left(today));
        if let Some(Pane::Second(act)) = &self.pane {
            found.retain(|person| second::can_second(self, person, *act));
        }
        found
    }

    /// The person with this id, if he is on the list.
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.crew.people.iter().find(|person| person.id == id)
    }
}
