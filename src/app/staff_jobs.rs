//! What the recorder's thread does about people: tells who they are, compares PINs, opens the shop's key.

use super::shop::Shop;
use super::{AppError, actor, unlock};
use crate::staff::{PersonId, Pin};
use crate::till::{Event, PinAnswer, StaffAsk, StaffTold, Trouble};
use crate::vault::{PinTry, Unlock, VaultError};
use crate::words::chain;

/// Answers one request of the till.
pub(super) fn answer(shop: Option<&mut Shop>, ask: &StaffAsk) -> Vec<Event> {
    let Some(shop) = shop else {
        let what = "the register is not open".to_owned();
        return vec![match ask {
            StaffAsk::Verify { person, .. } => {
                let answer = PinAnswer::Failed(Trouble { what, advice: "begin a new epoch".to_owned() });
                Event::Staff(StaffTold::Pin { person: *person, answer })
            }
            StaffAsk::Unlock { .. } => Event::Staff(StaffTold::Key(false)),
        }];
    };
    match ask {
        StaffAsk::Verify { person, pin } => {
            let answer = verify(shop, *person, pin).unwrap_or_else(|error| PinAnswer::Failed(trouble(&error)));
            let told = Event::Staff(StaffTold::Pin { person: *person, answer });
            // Who is locked out stands in the list too.
            vec![told, people(shop)]
        }
        StaffAsk::Unlock { secret } => open(shop, secret),
    }
}

fn verify(shop: &mut Shop, person: PersonId, pin: &Pin) -> Result<PinAnswer, AppError> {
    Ok(match actor::tried(&mut shop.recorder, person, pin)? {
        PinTry::Right => PinAnswer::Right,
        PinTry::Wrong { left } => PinAnswer::Wrong { left },
        PinTry::Wait { until } => PinAnswer::Wait { until },
        PinTry::Locked { .. } => PinAnswer::Locked,
        PinTry::Left => PinAnswer::Left,
    })
}

/// Opens the shop's key for this run; police keys that joined since get what they may open.
fn open(shop: &mut Shop, secret: &Pin) -> Vec<Event> {
    let opened = shop.recorder.vault.unlock(&Unlock::new(secret.secret()));
    let mut events = vec![Event::Staff(StaffTold::Key(opened.is_ok()))];
    match opened {
        Ok(()) => {
            if let Err(error) = unlock::hand_on(&mut shop.recorder, None) {
                events.push(Event::NotRecorded { ticket: crate::till::Ticket::Aside, trouble: trouble(&error) });
            }
        }
        Err(VaultError::WrongSecret) => {}
        Err(error) => {
            let trouble = trouble(&error.into());
            events.push(Event::NotRecorded { ticket: crate::till::Ticket::Aside, trouble });
        }
    }
    events
}

/// Who works here, as the till is told it.
pub(super) fn people(shop: &Shop) -> Event {
    match shop.recorder.vault.people() {
        Ok(people) => Event::Staff(StaffTold::People { people, sealed: shop.recorder.vault.is_locked() }),
        Err(error) => Event::NotRecorded { ticket: crate::till::Ticket::Aside, trouble: trouble(&error.into()) },
    }
}

fn trouble(error: &AppError) -> Trouble {
    Trouble { what: chain(error), advice: error.advice() }
}
