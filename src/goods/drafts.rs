//! The entries of stock and money, as `docs/leaf-format.md` says them: one maker for the till and the command line.

use super::{HoldReason, Key, Method};
use crate::clock::{Moment, rfc3339};
use crate::finding::Finding;
use crate::ledger::leaf::{Draft, EntryId, Field, LeafKind, Seal, TokenClass};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};

/// Who writes an entry, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    /// The entry's own id.
    pub entry: EntryId,
    /// When.
    pub at: Moment,
    /// The `staff_on` entry of who does it.
    pub staff: Option<EntryId>,
    /// That person's role, where the shop has a staff list.
    pub role: Option<String>,
}

/// Money that is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pay {
    /// Minor units, zero or more.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    /// How.
    pub method: Method,
}

/// Who buys, as far as the place wants to know.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Buyer {
    /// Name.
    pub name: String,
    /// Address.
    pub address: String,
}

impl std::fmt::Debug for Buyer {
    /// Leaves the values out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Buyer").finish_non_exhaustive()
    }
}

/// What the police said, for a hold, a seizure or a return to the owner.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Police {
    /// The public body, in plain.
    pub agency: String,
    /// The officer; sealed.
    pub officer: String,
    /// Their reference; sealed.
    pub reference: String,
}

impl std::fmt::Debug for Police {
    /// Leaves the officer and the reference out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Police").field("agency", &self.agency).finish_non_exhaustive()
    }
}

impl By {
    fn draft(&self, kind: LeafKind) -> Draft {
        let draft = Draft::new(self.entry, kind, self.at).with("staff", json!(self.staff.map(|id| id.to_string())));
        match &self.role {
            Some(role) => draft.with("role", role.as_str()),
            None => draft,
        }
    }

    fn about(&self, kind: LeafKind, key: Key) -> Draft {
        let (name, value) = named(key);
        self.draft(kind).with(name, value)
    }

    /// `sold`: the invoice's number is filled in when it is written.
    pub fn sold(&self, lines: &[(Key, i64)], pay: &Pay, batch: bool, buyer: Option<&Buyer>) -> Draft {
        let items: Vec<Value> = lines
            .iter()
            .map(|(key, price)| {
                let (name, value) = named(*key);
                json!({ name: value, "price": price })
            })
            .collect();
        let mut draft = with_pay(self.draft(LeafKind::Sold).with("items", items), pay)
            .with("invoice", Value::Null)
            .with("batch", batch)
            .with("buyer", buyer.is_some());
        if let Some(buyer) = buyer {
            draft.fields.push(name(&buyer.name));
            if !buyer.address.trim().is_empty() {
                draft.fields.push(Field::person("address.1", buyer.address.trim()));
            }
        }
        draft
    }

    /// `returned` with the word `refund`: a sold thing came back and the money went out. `check` is the
    /// one that was made when it came back.
    pub fn refunded(&self, key: Key, pay: &Pay, check: Option<(EntryId, Finding)>, reason: Option<&str>) -> Draft {
        let mut draft =
            with_pay(self.about(LeafKind::Returned, key).with("why", "refund"), pay).with("price", pay.amount);
        if let Some((check, finding)) = check {
            draft = draft.with("recheck", check.to_string()).with("finding", json!(finding));
        }
        draft.fields.extend(reason.map(reason_field));
        draft
    }

    /// `returned` with the word `reversal`: a purchase was undone.
    pub fn reversed(&self, key: Key, pay: &Pay, reason: &str) -> Draft {
        let draft = with_pay(self.about(LeafKind::Returned, key).with("why", "reversal"), pay);
        with_reason(draft.with("price", pay.amount), reason)
    }

    /// `returned` with the word `collected`: a repaired thing was handed out and paid for.
    pub fn collected(&self, key: Key, pay: &Pay) -> Draft {
        with_pay(self.about(LeafKind::Returned, key).with("why", "collected"), pay).with("price", pay.amount)
    }

    /// `returned` with the word `redeemed_owner`: to its owner, by the police's word.
    pub fn to_owner(&self, key: Key, police: &Police) -> Draft {
        with_police(self.about(LeafKind::Returned, key).with("why", "redeemed_owner"), police)
    }

    /// `surrendered`: our receipt's number is filled in when it is written.
    pub fn surrendered(&self, key: Key, police: &Police) -> Draft {
        with_police(self.about(LeafKind::Surrendered, key).with("receipt", Value::Null), police)
    }

    /// `dismantled`.
    pub fn dismantled(&self, key: Key) -> Draft {
        self.about(LeafKind::Dismantled, key)
    }

    /// `redeemed`: the loan came back, and the thing went out.
    pub fn redeemed(&self, key: Key, pay: &Pay) -> Draft {
        with_pay(self.about(LeafKind::Redeemed, key), pay).with("price", pay.amount)
    }

    /// `renewed` until another day; what is paid for it is what the shop agreed on, nothing is computed.
    pub fn renewed(&self, key: Key, due: NaiveDate, pay: Option<&Pay>) -> Draft {
        let draft = self.about(LeafKind::Renewed, key).with("due", due.to_string());
        match pay {
            Some(pay) => with_pay(draft, pay).with("price", pay.amount),
            None => draft,
        }
    }

    /// `forfeited`: the pledge is the shop's.
    pub fn forfeited(&self, key: Key) -> Draft {
        self.about(LeafKind::Forfeited, key)
    }

    /// `held` by a person.
    pub fn held(&self, key: Key, why: HoldReason, until: Option<DateTime<Utc>>, reason: Option<&str>) -> Draft {
        let draft = self.about(LeafKind::Held, key).with("why", why.word()).with("sources", json!([]));
        let mut draft = match until {
            Some(until) => draft.with("until", rfc3339(until)),
            None => draft,
        };
        draft.fields.extend(reason.filter(|r| !r.trim().is_empty()).map(reason_field));
        draft
    }

    /// `held` for the police.
    pub fn held_for_police(&self, key: Key, police: &Police, until: Option<DateTime<Utc>>) -> Draft {
        with_police(self.held(key, HoldReason::Police, until, None), police)
    }

    /// `released`: one hold, or where none is named what a list or a person put on.
    pub fn released(&self, key: Key, hold: Option<EntryId>, reason: &str) -> Draft {
        let draft = self.about(LeafKind::Released, key);
        let draft = match hold {
            Some(hold) => draft.with("hold", hold.to_string()),
            None => draft,
        };
        with_reason(draft, reason)
    }

    /// `stock_counted`: how many things should be here, were seen, are missing, and are here without an entry.
    pub fn stock_counted(&self, expected: usize, seen: usize, missing: &[Key], surplus: usize) -> Draft {
        let missing: Vec<String> = missing.iter().map(ToString::to_string).collect();
        let draft = self.draft(LeafKind::StockCounted).with("expected", expected).with("seen", seen);
        draft.with("missing", missing).with("surplus", surplus)
    }

    /// `cash_counted`: what lay in the drawer, what should have, and what stays in it.
    pub fn cash_counted(&self, currency: &str, counted: i64, expected: i64, left: i64) -> Draft {
        let draft = self.draft(LeafKind::CashCounted).with("currency", currency).with("counted", counted);
        draft.with("expected", expected).with("left", left)
    }

    /// `reported`: deals went out in a format, to whom the shop owes them.
    pub fn reported(&self, from: u64, to: u64, format: &str) -> Draft {
        self.draft(LeafKind::Reported).with("deals", json!({ "from": from, "to": to })).with("format", format)
    }
}

fn named(key: Key) -> (&'static str, Value) {
    match key {
        Key::Number(number) => ("item", json!(number)),
        Key::Check(check) => ("check", json!(check.to_string())),
    }
}

fn with_pay(draft: Draft, pay: &Pay) -> Draft {
    let payment =
        if pay.amount == 0 { Value::Null } else { json!({ "method": pay.method.word(), "amount": pay.amount }) };
    draft.with("currency", pay.currency.as_str()).with("payment", payment)
}

fn with_police(draft: Draft, police: &Police) -> Draft {
    let mut draft = draft.with("agency", police.agency.trim());
    for (label, value) in [("officer.1", &police.officer), ("reference.1", &police.reference)] {
        if !value.trim().is_empty() {
            draft.fields.push(Field::person(label, value.trim()));
        }
    }
    draft
}

fn with_reason(mut draft: Draft, reason: &str) -> Draft {
    draft.fields.push(reason_field(reason));
    draft
}

fn reason_field(reason: &str) -> Field {
    Field::person("reason.1", reason.trim())
}

fn name(value: &str) -> Field {
    let value = value.trim().to_owned();
    Field { label: "name.1".to_owned(), value, seal: Seal::Person, token: Some(TokenClass::Name) }
}
