//! The drafts of a deal's entries: what is plain, what is committed.

use super::{Deal, DropReason, Line, LineEnd, LineState, Mark, Method, Numbers, Written, line_state, signing, steps};
use crate::clock::rfc3339;
use crate::finding::Finding;
use crate::ledger::closures::day_of;
use crate::ledger::leaf::{Blob, Draft, EntryId, Field, LeafKind, Seal, TokenClass};
use crate::policy::{Acquired, Ask, DealKind, Goods, Hold, Need};
use crate::till::book::Stage;
use crate::till::{Committed, HoldReason, State, entries};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Where the ids of a deal's later entries begin, counted from its first one: whoever knows the
/// draft finds them in the register, so that nothing is signed or dropped twice.
pub(super) const SIGNED_FROM: u64 = 1 << 60;
/// The same for `deal_dropped`.
pub(super) const DROPPED_FROM: u64 = 1 << 61;
/// Attempts that are looked for.
pub(super) const MOST_TRIES: u32 = 64;

fn base(state: &State, id: EntryId, kind: LeafKind, plain: Value) -> Draft {
    let mut draft = Draft::new(id, kind, state.now);
    let staff = state.staff.as_ref().map(|staff| staff.id.to_string());
    draft.plain.insert("staff".to_owned(), json!(staff));
    if let Value::Object(map) = plain {
        draft.plain.extend(map);
    }
    draft
}

/// `deal_opened`.
pub(super) fn opened(state: &State, deal: &Deal) -> Draft {
    // A check whose own entry is not on its way yet is named by the deal's last entry only.
    let begun = |id: &&EntryId| state.check(**id).is_some_and(|c| c.book.begun != Stage::No);
    let check = deal.lines.first().and_then(|l| l.checks.first()).filter(begun).map(ToString::to_string);
    let mut draft =
        base(state, deal.id, LeafKind::DealOpened, json!({ "deal_kind": deal.kind.word(), "check": check }));
    draft.at.wall = deal.begun.min(state.now.wall);
    draft
}

/// `deal_opened` where it does not stand yet: the disk may have refused it.
fn before(state: &State, deal: &Deal) -> Vec<Draft> {
    if deal.written == Written::Nothing { vec![opened(state, deal)] } else { Vec::new() }
}

/// `deal_dropped`, and the end of the checks that were made for it.
pub(super) fn dropped(state: &State, deal: &Deal, why: DropReason) -> Vec<Draft> {
    let worst = deal.lines.iter().flat_map(|l| &l.checks).filter_map(|id| state.verdict(*id)).max();
    let plain = json!({
        "deal": deal.id.to_string(),
        "deal_kind": deal.kind.word(),
        "why": why.word(),
        "finding": worst,
        "lines": deal.lines.len(),
    });
    let id = deal.id.plus(DROPPED_FROM + u64::from(deal.tries % MOST_TRIES));
    let mut drafts = before(state, deal);
    drafts.push(base(state, id, LeafKind::DealDropped, plain));
    drafts.extend(ended_checks(state, deal, true, id));
    drafts
}

fn ended_checks(state: &State, deal: &Deal, all: bool, after: EntryId) -> Vec<Draft> {
    let ids = signing::returned_checks(state, deal, all);
    let one = |(id, n): (EntryId, u64)| {
        let finding = state.check(id).and_then(|check| check.finding);
        let plain = json!({ "check": id.to_string(), "why": "dropped_by_clerk", "finding": finding });
        base(state, after.plus(n << 32), LeafKind::CheckDropped, plain)
    };
    ids.into_iter().zip(1..).map(one).collect()
}

/// `deal_signed`, with `deal_opened` before it where that does not stand yet, and behind it what
/// follows for handsets that went back or that a source lists.
pub(super) fn signed(state: &State, deal: &Deal, next: Numbers) -> Vec<Draft> {
    let id = deal.id.plus(SIGNED_FROM + u64::from(deal.tries % MOST_TRIES));
    let mut sealed = Sealed::default();
    let mut item = next.item;
    let mut lines = Vec::new();
    for (line, n) in deal.lines.iter().zip(1u32..) {
        let takes = steps::goes_on(deal.kind, line_state(state, line));
        let number = (takes && has_items(deal.kind)).then(|| {
            item += 1;
            item - 1
        });
        let labels = sealed.line(deal, line, n);
        lines.push(line_of(state, deal, (line, n), number, &labels));
    }
    sealed.person(deal);
    let mut draft = base(state, id, LeafKind::DealSigned, plain(state, deal, next, lines));
    draft.fields = sealed.fields;
    draft.blobs = sealed.blobs;
    let mut drafts = before(state, deal);
    drafts.push(draft);
    drafts.extend(ended_checks(state, deal, false, id));
    drafts.extend(holds(state, deal, id));
    drafts
}

/// On the shelf already, and listed: it is not sold on by oversight.
fn holds(state: &State, deal: &Deal, after: EntryId) -> Vec<Draft> {
    if deal.kind != DealKind::OpeningStock {
        return Vec::new();
    }
    let listed = deal.lines.iter().filter_map(|l| l.checks.last()).filter_map(|id| state.check(*id));
    let listed = listed.filter(|c| c.finding == Some(Finding::Stop) && c.hold.is_none());
    let one = |(check, n): (&crate::till::Check, u64)| {
        let mut fresh = crate::till::Fresh::new(after.plus(n << 40));
        entries::held(state, &mut fresh, check, HoldReason::ByHand)
    };
    listed.zip(1..).map(one).collect()
}

fn plain(state: &State, deal: &Deal, next: Numbers, lines: Vec<Value>) -> Value {
    let policy = &state.setup.deals.policy;
    let keep = policy.retention(day_of(state.now.wall, state.setup.zone));
    let states: Vec<(u32, Line)> = signing::taken(state, deal).map(|(n, l)| (n, l.clone())).collect();
    let known: Vec<LineState> = states.iter().map(|(_, l)| line_state(state, l)).collect();
    let total = signing::total(state, deal);
    let pays = steps::pays(deal.kind);
    let signature = if steps::is_declared(deal) { "paper" } else { "none" };
    let mut plain = Map::new();
    let mut put = |name: &str, value: Value| plain.insert(name.to_owned(), value);
    put("deal", json!(deal.id.to_string()));
    put("number", json!(next.deal));
    put("deal_kind", json!(deal.kind.word()));
    put("policy", json!({ "id": policy.id(), "unverified": unverified(state, deal) }));
    put("lines", Value::Array(lines));
    put("currency", json!(state.setup.deals.currency));
    let method = deal.payment.filter(|_| pays).map(Method::word);
    put("payment", method.map_or(Value::Null, |m| json!({ "method": m, "amount": total })));
    put("identity", identity(deal));
    put("keep", json!({ "floor": keep.floor, "ceiling": keep.ceiling, "rule": keep.rule }));
    let warnings = deal.warnings.iter().map(|w| {
        json!({ "what": w.warning.kind.word(), "line": w.warning.line, "resolution": w.resolution.map(super::Resolution::word) })
    });
    put("warnings", warnings.collect());
    put("signature", json!(signature));
    put("provisional", json!(provisional(deal, &states, &known)));
    let pledge = deal.due.filter(|_| deal.kind == DealKind::Pledge);
    put("pledge", pledge.map_or(Value::Null, |due| json!({ "due": due, "amount": total })));
    let part = deal.kind == DealKind::PartExchange;
    put("part_exchange", if part { json!({ "against": deal.against }) } else { Value::Null });
    if deal.kind == DealKind::OpeningStock {
        put("book_page", json!(deal.book_page));
    }
    Value::Object(plain)
}

/// Rules that decided something here and that nobody has read in the text itself.
fn unverified(state: &State, deal: &Deal) -> Vec<String> {
    let policy = &state.setup.deals.policy;
    let asks = steps::steps(state, deal).into_iter().filter_map(|(step, _)| super::view::ask_of(step));
    let mut ids: Vec<String> = asks
        .map(|ask| policy.need(deal.kind, ask))
        .filter(|rule| rule.unverified() && rule.value != Need::Forbidden)
        .map(|rule| rule.id)
        .collect();
    ids.extend(policy.minimum_age_for(deal.kind).filter(crate::policy::Rule::unverified).map(|rule| rule.id));
    ids.sort();
    ids.dedup();
    ids
}

fn identity(deal: &Deal) -> Value {
    let who = &deal.identity;
    let Some(how) = deal.how else { return Value::Null };
    let mut evidence: BTreeMap<&str, &str> = BTreeMap::new();
    let mut note = |name, word: Option<crate::document::Evidence>| {
        if let Some(word) = word {
            evidence.insert(name, word.word());
        }
    };
    note("number", who.number.as_ref().map(|f| f.evidence));
    note("name", who.surname.as_ref().or(who.given.as_ref()).map(|f| f.evidence));
    note("born", who.born.as_ref().map(|f| f.evidence));
    note("address", who.address.as_ref().map(|f| f.evidence));
    note("expires", who.expires.as_ref().map(|f| f.evidence));
    json!({ "document": who.kind.value.word(), "how": how.word(), "evidence": evidence })
}

/// Whether what a deal takes in gets a number of ours.
pub(super) fn has_items(kind: DealKind) -> bool {
    kind != DealKind::Enquiry
}

/// The outcome of a line, in the ledger's words.
fn outcome(kind: DealKind, line: &Line, known: LineState) -> &'static str {
    if !steps::goes_on(kind, known) {
        let back = line.ended == Some(LineEnd::HandedBack);
        return if back { "handed_back" } else { "refused" };
    }
    match kind {
        DealKind::Repair => "taken_in",
        DealKind::OpeningStock | DealKind::Enquiry => "recorded",
        _ if is_provisional(line, known) => "bought_provisional",
        _ => "bought",
    }
}

/// Bought although it could not be checked.
fn is_provisional(line: &Line, known: LineState) -> bool {
    known == LineState::NotChecked || (known == LineState::NoCheck && line.what == Goods::Handset)
}

/// Whether something of a deal is still to be checked.
pub(super) fn provisional(deal: &Deal, lines: &[(u32, Line)], states: &[LineState]) -> bool {
    steps::pays(deal.kind) && lines.iter().zip(states).any(|((_, line), known)| is_provisional(line, *known))
}

/// Until when what was bought now is kept.
pub(super) fn hold(state: &State, deal: &Deal, goods: Goods, at: DateTime<Utc>, zone: chrono_tz::Tz) -> Option<Hold> {
    let acquires = matches!(deal.kind, DealKind::Purchase | DealKind::PartExchange);
    if !acquires {
        return None;
    }
    state.setup.deals.policy.hold_of(deal.kind, goods, Acquired { at, reported: None, zone })
}

fn line_of(state: &State, deal: &Deal, (line, n): (&Line, u32), item: Option<u64>, labels: &[String]) -> Value {
    let known = line_state(state, line);
    let taken = steps::goes_on(deal.kind, known);
    let mut tacs: Vec<String> = line.numbers.iter().map(|n| n.imei.body().tac().to_owned()).collect();
    tacs.dedup();
    let hold = taken.then(|| hold(state, deal, line.what, state.now.wall, state.setup.zone)).flatten();
    let hold = hold.map(|h| {
        json!({ "until": rfc3339(h.until), "rule": h.rule, "clock": h.clock.word(), "unverified": !h.verified,
            "waits_for_report": h.waits_for_report })
    });
    let checks: Vec<String> = line.checks.iter().map(ToString::to_string).collect();
    let price = line.price.filter(|_| taken && deal.kind != DealKind::Repair);
    let mut plain = json!({
        "line": n,
        "item": item,
        "what": line.what.word(),
        "check": checks.last(),
        "tac": tacs,
        "outcome": outcome(deal.kind, line, known),
        "price": price,
        "lock": line.lock.map(super::Lock::word),
        "dead": line.is(Mark::Dead),
        "parts": line.is(Mark::ForParts),
        "hold": hold,
        "labels": labels,
    });
    if let (true, Some(map)) = (checks.len() > 1, plain.as_object_mut()) {
        map.insert("checks".to_owned(), json!(checks));
    }
    plain
}

/// What is committed to.
#[derive(Default)]
struct Sealed {
    fields: Vec<Field>,
    blobs: Vec<Blob>,
    pictures: u32,
}

impl Sealed {
    fn put(&mut self, label: String, value: &str, token: Option<TokenClass>) -> Option<String> {
        if value.is_empty() {
            return None;
        }
        self.fields.push(Field { label: label.clone(), value: value.to_owned(), seal: Seal::Person, token });
        Some(label)
    }

    /// What a thing is, not whose: stock work needs it without anybody's passphrase.
    fn thing(&mut self, label: String, value: &str) -> String {
        self.fields.push(Field { label: label.clone(), value: value.to_owned(), seal: Seal::Handset, token: None });
        label
    }

    /// Everything about one line; gives its labels.
    fn line(&mut self, deal: &Deal, line: &Line, n: u32) -> Vec<String> {
        let mut labels = Vec::new();
        for (word, text) in &line.told {
            let label = format!("{word}.{n}");
            if *word == *Ask::Provenance.word() {
                labels.extend(self.put(label, text, None));
            } else {
                labels.push(self.thing(label, text));
            }
        }
        let pictures = deal.pictures.iter().filter(|p| p.line == Some(line.no) && !p.bytes.is_empty());
        for picture in pictures {
            labels.push(self.picture(picture));
        }
        labels
    }

    fn picture(&mut self, picture: &super::Picture) -> String {
        self.pictures += 1;
        let label = format!("picture.{}", self.pictures);
        self.blobs.push(Blob { label: label.clone(), bytes: picture.bytes.to_vec() });
        label
    }

    fn person(&mut self, deal: &Deal) {
        let who = &deal.identity;
        let day = |day: Option<chrono::NaiveDate>| day.map(|d| d.to_string()).unwrap_or_default();
        self.put("name.1".to_owned(), &who.full_name().unwrap_or_default(), Some(TokenClass::Name));
        let number = who.number.as_ref().map(|f| f.value.clone()).unwrap_or_default();
        if self.put("document.1".to_owned(), &number, Some(TokenClass::Document)).is_some() {
            self.put("document_kind.1".to_owned(), who.kind.value.word(), None);
        }
        self.put("document_issuer.1".to_owned(), who.issuer.as_ref().map_or("", |f| &f.value), None);
        self.put("document_issued.1".to_owned(), &day(who.issued.as_ref().map(|f| f.value)), None);
        self.put("document_expires.1".to_owned(), &day(who.expires.as_ref().map(|f| f.value)), None);
        self.put("born.1".to_owned(), &day(who.born.as_ref().map(|f| f.value)), None);
        self.put("sex.1".to_owned(), &who.sex.as_ref().map(|f| f.value.to_string()).unwrap_or_default(), None);
        let address = who.address.as_ref().map_or("", |f| &f.value);
        self.put("address.1".to_owned(), address, Some(TokenClass::Address));
        for (word, text) in deal.told.iter().filter(|(word, _)| *word != "document_kind") {
            let token = (word == "phone").then_some(TokenClass::Phone);
            self.put(format!("{word}.1"), text, token);
        }
        for (warning, n) in deal.warnings.iter().zip(1..) {
            self.put(format!("resolution.{n}"), warning.reason.as_deref().unwrap_or_default(), None);
        }
        let own = deal.pictures.iter().filter(|p| p.line.is_none() && !p.bytes.is_empty());
        for picture in own {
            self.picture(picture);
        }
    }
}

/// Index of `deal_signed` among what was committed.
pub(super) fn place_of_signed(deal: &Deal, committed: &[Committed]) -> u64 {
    let from = deal.id.plus(SIGNED_FROM).to_u128();
    let own = |c: &&Committed| c.entry_id.to_u128().wrapping_sub(from) < u128::from(MOST_TRIES);
    committed.iter().find(own).or(committed.last()).map_or(0, |c| c.index)
}
