//! What the recorder's thread does about people: compares PINs, opens the shop's key.

use super::shop::Shop;
use crate::till::{Event, PinAnswer, StaffAsk, StaffTold, Trouble};

/// Answers one request of the till.
pub(super) fn answer(_shop: Option<&mut Shop>, ask: StaffAsk) -> Event {
    let closed = || Trouble { what: "the register is not open".to_owned(), advice: "begin a new epoch".to_owned() };
    Event::Staff(match ask {
        StaffAsk::Verify { person, .. } => StaffTold::Pin { person, answer: PinAnswer::Failed(closed()) },
        StaffAsk::Unlock { .. } => StaffTold::Key(false),
    })
}
