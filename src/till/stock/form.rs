//! A form of this room: one question after the other, each answered by Enter.

use crate::goods::{Act, HoldReason, Key};
use crate::ledger::leaf::EntryId;

/// One question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The price of the n-th of the items.
    Price(usize),
    /// How it is paid: 1 cash, 2 card, 3 transfer, 4 cheque, 5 voucher.
    Method,
    /// Who buys.
    Buyer,
    /// Where that person lives.
    Address,
    /// Which public body.
    Agency,
    /// Which officer.
    Officer,
    /// Their reference.
    Reference,
    /// Until when; empty: until it is lifted.
    Until,
    /// Until when a pledge runs from now on.
    Due,
    /// Why.
    Reason,
    /// The handset's number, scanned from it.
    Number,
    /// Whether the shop or the police want it kept.
    Whose,
    /// Which of the holds is lifted.
    Which,
    /// Everything once more, and Enter.
    Confirm,
}

/// What is being asked, and what was answered.
#[derive(Clone, PartialEq, Eq)]
pub struct Form {
    /// What is to be done.
    pub act: Act,
    /// With which items.
    pub items: Vec<Key>,
    /// The questions, in order.
    pub fields: Vec<Field>,
    /// The answers so far, as they were typed.
    pub values: Vec<String>,
    /// Whether they go to the trade together.
    pub batch: bool,
    /// The check that was made when a sold handset came back.
    pub recheck: Option<EntryId>,
}

impl std::fmt::Debug for Form {
    /// Leaves the answers out: some name people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Form").field("act", &self.act).field("at", &self.values.len()).finish_non_exhaustive()
    }
}

impl Form {
    /// The questions of an act on these items. `holds`: how many holds there are to choose from.
    pub fn new(act: Act, items: Vec<Key>, holds: usize) -> Self {
        use Field::{Agency, Confirm, Due, Method, Number, Officer, Price, Reason, Reference, Which, Whose};
        let mut fields: Vec<Field> = match act {
            Act::Sell => (0..items.len()).map(Price).chain([Method]).collect(),
            Act::Refund => vec![Number, Price(0), Method],
            Act::Reverse => vec![Price(0), Method, Reason],
            Act::Collect | Act::Redeem => vec![Price(0), Method],
            Act::Renew => vec![Due, Price(0), Method],
            Act::ToOwner | Act::Surrender => vec![Agency, Officer, Reference],
            Act::Dismantle | Act::Forfeit => Vec::new(),
            Act::Hold => vec![Whose],
            Act::Release => (if holds > 1 { vec![Which] } else { Vec::new() }).into_iter().chain([Reason]).collect(),
        };
        fields.push(Confirm);
        let batch = act == Act::Sell && items.len() > 1;
        Self { act, items, fields, values: Vec::new(), batch, recheck: None }
    }

    /// The question that is open.
    pub fn asks(&self) -> Field {
        self.fields.get(self.values.len()).copied().unwrap_or(Field::Confirm)
    }

    /// The answer to a question.
    pub fn value(&self, field: Field) -> Option<&str> {
        let at = self.fields.iter().position(|f| *f == field)?;
        self.values.get(at).map(String::as_str)
    }

    /// Takes an answer; a hold asks on by whose it is.
    pub(super) fn answer(&mut self, text: String) {
        let asked = self.asks();
        self.values.push(text);
        if asked == Field::Whose {
            self.fields.truncate(self.values.len());
            self.fields.extend(match self.whose() {
                HoldReason::Police => vec![Field::Agency, Field::Officer, Field::Reference, Field::Until],
                _ => vec![Field::Reason, Field::Until],
            });
            self.fields.push(Field::Confirm);
        }
    }

    /// The place wants to know who buys at this price: asked before it is written.
    pub(super) fn ask_buyer(&mut self) {
        if self.fields.last() == Some(&Field::Confirm) && !self.fields.contains(&Field::Buyer) {
            self.fields.pop();
            self.fields.extend([Field::Buyer, Field::Address, Field::Confirm]);
        }
    }

    /// Whose hold is asked for.
    pub fn whose(&self) -> HoldReason {
        if self.value(Field::Whose) == Some("2") { HoldReason::Police } else { HoldReason::Own }
    }
}
