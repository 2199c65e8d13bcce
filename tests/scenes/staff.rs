//! The words of named staff and inspections in a scene, and a recorder that knows their PINs.

use countercheck::clock::Moment;
use countercheck::staff::{Person, PersonId};
use countercheck::till::{
    Event, FirstPage, InspectAsk, InspectTold, LogRow, PinAnswer, Said, StaffAsk, StaffForm as Form, StaffStep as Step,
    StaffTold, Values,
};

/// The shop's passphrase in every scene.
const PASSPHRASE: &str = "three blue bicycles";

/// `"NAME ROLE"` each, numbered from 1, then how the till is told of them; `left` and a day may follow.
pub(crate) fn people(list: &[String], sealed: bool) -> Result<Event, String> {
    let person = |(n, text): (usize, &String)| {
        let mut words = text.split(' ');
        let (name, role) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let until = words.next().map(str::parse).transpose().map_err(|e| format!("{text:?}: {e}"))?;
        Ok(Person {
            id: id(n + 1),
            number: u32::try_from(n + 1).unwrap(),
            name: name.to_owned(),
            role: role.parse().map_err(|()| format!("no role is called {role:?}"))?,
            until,
            locked: false,
        })
    };
    let people = list.iter().enumerate().map(person).collect::<Result<_, String>>()?;
    Ok(Event::Staff(StaffTold::People { people, sealed }))
}

fn id(number: usize) -> PersonId {
    PersonId::from_u128(0x5000 + number as u128)
}

/// The PIN of person N is `49381N`.
pub(crate) fn pin(number: usize) -> String {
    format!("49381{number}")
}

/// What the recorder says; it counts wrong PINs as the vault does, without the waiting.
pub(crate) fn answer(ask: &StaffAsk, failures: &mut u32) -> Event {
    Event::Staff(match ask {
        StaffAsk::Verify { person, pin: typed } => {
            let right = (1..10).any(|n| id(n) == *person && typed.secret() == pin(n));
            *failures = if *failures >= 10 || !right { *failures + 1 } else { 0 };
            let answer = match *failures {
                0 => PinAnswer::Right,
                n @ 1..10 => PinAnswer::Wrong { left: 10 - n },
                _ => PinAnswer::Locked,
            };
            StaffTold::Pin { person: *person, answer }
        }
        StaffAsk::Unlock { secret } => StaffTold::Key(secret.secret() == PASSPHRASE),
    })
}

/// `"NUMBER right|wrong|left"`: the recorder's answer to a PIN, where it comes by hand.
pub(crate) fn pin_answer(text: &str) -> Result<Event, String> {
    let (number, word) = text.split_once(' ').ok_or_else(|| format!("no person in {text:?}"))?;
    let answer = match word {
        "right" => PinAnswer::Right,
        "wrong" => PinAnswer::Wrong { left: 9 },
        "left" => PinAnswer::Left,
        other => return Err(format!("no answer to a PIN is called {other:?}")),
    };
    let person = id(number.parse().map_err(|e| format!("{text:?}: {e}"))?);
    Ok(Event::Staff(StaffTold::Pin { person, answer }))
}

/// What the form asks for, and what it said last.
pub(crate) fn form(form: &Form) -> String {
    let step = match form.step {
        Step::Name => "name",
        Step::Pin(_) => "pin",
        Step::Checking(_) => "checking",
        Step::Passphrase(_) => "passphrase",
        Step::Opening(_) => "opening",
    };
    let said = match &form.said {
        None => return step.to_owned(),
        Some(Said::Wrong { left }) => format!("wrong {left}"),
        Some(Said::Wait { .. }) => "wait".to_owned(),
        Some(Said::Locked) => "locked".to_owned(),
        Some(Said::Left) => "left".to_owned(),
        Some(Said::WrongPassphrase) => "wrong_passphrase".to_owned(),
        Some(Said::CannotSecond) => "cannot_second".to_owned(),
    };
    format!("{step}: {said}")
}

/// What an officer is shown: a register of two entries.
pub(crate) fn inspected(ask: InspectAsk, at: Moment) -> Event {
    let row = |index: u64, kind: &str, labels: &[&str]| LogRow {
        index,
        at: at.wall,
        kind: kind.to_owned(),
        plain: String::new(),
        labels: labels.iter().map(|&label| label.to_owned()).collect(),
    };
    Event::Inspect(match ask {
        InspectAsk::Look => {
            let page = FirstPage {
                origin: "countercheck/test/till-1/00000000/1".to_owned(),
                size: 1104,
                root: "5a".repeat(32),
                epoch: 1,
                closed: at.wall.date_naive().pred_opt(),
                cosigned: Some(("example.police/2026".to_owned(), 1010, at.wall)),
                stock: 17,
                held: 2,
                alarms: 3,
                totals: [10_442, 88, 4_215],
                verified: Some((true, 0)),
            };
            let rows = vec![row(1103, "check_started", &["imei.1", "imei.2"]), row(1102, "backed_up", &[])];
            InspectTold::Looked(Box::new(page), rows)
        }
        InspectAsk::Reveal { index } => {
            let fields = vec![("imei.1".to_owned(), "001011010001017".to_owned())];
            InspectTold::Revealed(Values { index, fields })
        }
    })
}
