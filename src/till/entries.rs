//! The drafts of the entries that the till writes: which fields are plain, which are committed.

use super::{Check, CheckId, Effect, Fresh, HoldReason, Inspection, Leave, Staff, State, Ticket};
use crate::clock::{ClockStep, Moment};
use crate::finding::{Answer, Finding, Outcome};
use crate::goods::Key;
use crate::imei::Imei14;
use crate::ledger::leaf::{Draft, EntryId, Field, LeafKind, Seal, TokenClass};
use crate::staff::Act;
use serde_json::{Map, Value, json};

fn draft(state: &State, entry_id: EntryId, kind: LeafKind, plain: Value) -> Draft {
    let mut plain = match plain {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    if let Some(staff) = &state.staff {
        plain.insert("staff".to_owned(), json!(staff.id.to_string()));
    }
    Draft { entry_id, kind, at: state.now, plain, fields: Vec::new(), blobs: Vec::new() }
}

fn aside(draft: Draft) -> Effect {
    Effect::Record { ticket: Ticket::Aside, drafts: vec![draft] }
}

/// `staff_on`: commits to the name; the entry's id stands for the person from here on.
pub(super) fn staff_on(state: &State, staff: &Staff) -> Draft {
    let plain = match staff.post {
        Some(post) => json!({ "person": post.person.to_string(), "role": post.role.word() }),
        None => json!({}),
    };
    let mut draft = draft(state, staff.id, LeafKind::StaffOn, plain);
    draft.fields.push(Field {
        label: "staff.1".to_owned(),
        value: staff.name.clone(),
        seal: Seal::Person,
        token: Some(TokenClass::Name),
    });
    draft
}

/// `staff_on` of a second person, for one act of whoever is on duty; no `staff_off` follows it.
pub(super) fn second_on(state: &State, second: &Staff, act: Act) -> Draft {
    let mut draft = staff_on(state, second);
    draft.plain.insert("act".to_owned(), json!(act.word()));
    draft
}

/// `staff_off`.
pub(super) fn staff_off(state: &State, fresh: &mut Fresh) -> Draft {
    draft(state, fresh.take(), LeafKind::StaffOff, json!({}))
}

/// `check_started`: TACs in plain, numbers committed and searchable.
pub(super) fn check_started(state: &State, check: &Check) -> Draft {
    let own = check.own_imeis();
    let tacs: Vec<String> = own.iter().map(|i| i.body().tac().to_owned()).collect();
    let plain = json!({
        "purpose": super::deals::purpose(state, check.id),
        "tac": tacs,
        "doubts": check.doubts,
        "required": state.setup.required,
    });
    let mut draft = draft(state, check.id, LeafKind::CheckStarted, plain);
    draft.at = check.started;
    for (n, imei) in own.iter().enumerate() {
        draft.fields.push(Field {
            label: format!("imei.{}", n + 1),
            value: imei.digits(),
            seal: Seal::Handset,
            token: Some(TokenClass::Imei),
        });
    }
    draft.blobs.extend(super::photo::picture(state, check.id));
    draft
}

/// `check_answered`: outcome per source and number in plain, the source's words committed.
pub(super) fn check_answered(state: &State, check: &Check, entry_id: EntryId, finding: Finding) -> Draft {
    let bodies = check.bodies();
    let answers: Vec<Value> = check.answers.iter().map(|a| answer_line(a, &bodies)).collect();
    let mut plain = json!({
        "check": check.id.to_string(),
        "finding": finding,
        "answers": answers,
        "required": state.setup.required,
        "recheck": check.finding.is_some(),
    });
    // Ordinals count the other check's number first from the moment on that it belongs here.
    let joins = check.book.joins.filter(|_| check.imeis.len() > check.book.own);
    if let (Some(joins), Some(map)) = (joins, plain.as_object_mut()) {
        map.insert("joins".to_owned(), json!(joins.to_string()));
    }
    let mut draft = draft(state, entry_id, LeafKind::CheckAnswered, plain);
    let worded = |a: &Answer| a.outcome != Outcome::NotListed || a.evidence.is_some();
    // Of what an earlier run recorded only the outcome is known here; its words lie in its entries.
    for (n, answer) in check.answers.iter().enumerate().skip(check.book.earlier).filter(|(_, a)| worded(a)) {
        let words = json!({ "outcome": answer.outcome, "evidence": answer.evidence });
        draft.fields.push(Field {
            label: format!("answer.{}", n + 1),
            value: words.to_string(),
            seal: Seal::Person,
            token: None,
        });
    }
    for (n, code) in check.codes.iter().enumerate().skip(check.book.codes) {
        draft.fields.push(Field {
            label: format!("{}.{}", code.kind.word(), n + 1),
            value: code.value.clone(),
            seal: Seal::Handset,
            token: None,
        });
    }
    draft
}

/// What stands in plain of one answer: no words of the source, no number.
fn answer_line(answer: &Answer, bodies: &[Imei14]) -> Value {
    let ordinal = bodies.iter().position(|b| *b == answer.imei).map_or(0, |n| n + 1);
    let why = match &answer.outcome {
        Outcome::NoAnswer(silence) => Some(silence.word()),
        _ => None,
    };
    let mut line = json!({
        "source": answer.source,
        "imei": ordinal,
        "outcome": answer.outcome.word(),
        "as_of": answer.as_of.map(crate::clock::rfc3339),
        "why": why,
    });
    if let (Some(edition), Some(map)) = (answer.edition, line.as_object_mut()) {
        map.insert("version".to_owned(), json!(edition.version));
        map.insert("state".to_owned(), json!(edition.state));
    }
    line
}

/// `held`: the handset is not to be sold, and which sources list it.
pub(super) fn held(state: &State, fresh: &mut Fresh, check: &Check, why: HoldReason) -> Draft {
    held_item(state, fresh, check, why, state.item_of(check.id).map(|item| item.key))
}

/// The same of an item whose check this is.
pub(super) fn held_item(state: &State, fresh: &mut Fresh, check: &Check, why: HoldReason, item: Option<Key>) -> Draft {
    let mut plain = json!({
        "check": check.id.to_string(),
        "why": why.word(),
        "sources": check.listing(),
        "staff": null,
    });
    if let (Some(number), Some(map)) = (item.and_then(Key::number), plain.as_object_mut()) {
        map.insert("item".to_owned(), json!(number));
    }
    draft(state, fresh.take(), LeafKind::Held, plain)
}

/// `released`: somebody lifted the hold, and why.
pub(super) fn released(state: &State, fresh: &mut Fresh, check: CheckId, reason: String) -> Draft {
    let mut draft = draft(state, fresh.take(), LeafKind::Released, json!({ "check": check.to_string() }));
    draft.fields.push(Field::person("reason.1", reason));
    draft
}

/// `inspection_started`: the agency is a public body; the officer is committed.
pub(super) fn inspection_started(state: &State, fresh: &mut Fresh, inspection: &Inspection) -> Draft {
    of_inspection(state, fresh.take(), LeafKind::InspectionStarted, inspection)
}

/// `inspection_ended`.
pub(super) fn inspection_ended(state: &State, fresh: &mut Fresh, inspection: &Inspection) -> Draft {
    let mut draft = of_inspection(state, fresh.take(), LeafKind::InspectionEnded, inspection);
    draft.plain.insert("inspection".to_owned(), json!(inspection.id.map(|id| id.to_string())));
    draft
}

fn of_inspection(state: &State, id: EntryId, kind: LeafKind, inspection: &Inspection) -> Draft {
    let mut draft = draft(state, id, kind, json!({ "agency": inspection.agency }));
    draft.fields.push(Field::person("officer.1", inspection.officer.as_str()));
    draft
}

/// `displayed`: one entry was opened to an officer, and why.
pub(super) fn displayed(
    state: &State,
    fresh: &mut Fresh,
    inspection: &Inspection,
    index: u64,
    reason: String,
) -> Draft {
    let plain = json!({
        "where": "inspection", "first": index, "last": index, "entries": 1,
        "inspection": inspection.id.map(|id| id.to_string()),
    });
    let mut draft = draft(state, fresh.take(), LeafKind::Displayed, plain);
    draft.fields.push(Field::person("reason.1", reason));
    draft
}

/// `training_on`, `training_off`.
pub(super) fn training(state: &State, fresh: &mut Fresh, on: bool, leave: Leave) -> Effect {
    let kind = if on { LeafKind::TrainingOn } else { LeafKind::TrainingOff };
    aside(leave.onto(draft(state, fresh.take(), kind, json!({}))))
}

/// `check_dropped`: why a started check ended without a deal.
pub(super) fn check_dropped(state: &State, fresh: &mut Fresh, check: &Check, why: &str) -> Draft {
    draft(
        state,
        fresh.take(),
        LeafKind::CheckDropped,
        json!({ "check": check.id.to_string(), "why": why, "finding": check.finding }),
    )
}

/// `manual_answer`: what a person found, with the reference committed.
pub(super) fn manual_answer(state: &State, fresh: &mut Fresh, check: &Check, answer: &Answer) -> Draft {
    let mut draft = draft(
        state,
        fresh.take(),
        LeafKind::ManualAnswer,
        json!({ "check": check.id.to_string(), "answer": answer_line(answer, &check.bodies()) }),
    );
    let reference = answer.outcome.detail().and_then(|d| d.reference.clone());
    let reference = reference.or_else(|| match &answer.evidence {
        Some(crate::finding::Evidence::Body(text)) => Some(text.clone()),
        _ => None,
    });
    if let Some(reference) = reference {
        draft.fields.push(Field { label: "reference.1".to_owned(), value: reference, seal: Seal::Person, token: None });
    }
    draft
}

/// `clock_stepped`: the wall clock moved against the machine's running time.
pub(super) fn clock_stepped(state: &State, fresh: &mut Fresh, at: Moment, step: ClockStep) -> Effect {
    let mut draft = draft(state, fresh.take(), LeafKind::ClockStepped, json!({ "seconds": step.seconds }));
    draft.at = at;
    aside(draft)
}

/// `fault`: a part of the till failed.
pub(super) fn fault(state: &State, fresh: &mut Fresh, what: &str) -> Effect {
    aside(draft(state, fresh.take(), LeafKind::Fault, json!({ "what": without_numbers(what) })))
}

/// A worker's last words without anything that could be a handset's number.
fn without_numbers(text: &str) -> String {
    let mut out = String::new();
    for run in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        out.push_str(if digits >= 6 { "(number) " } else { run });
    }
    out
}
