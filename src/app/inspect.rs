//! `inspect`, and the same at the till: what an officer sees first, and what is opened to him.

use super::shop::{self, Shop};
use super::{AppError, close};
use crate::cli::{Exit, Out, safe};
use crate::config::Paths;
use crate::effects::Recorder;
use crate::ledger::export::{self, Wanted};
use crate::ledger::leaf::Leaf;
use crate::till::{Event, FirstPage, InspectAsk, InspectTold, LogRow, PAGE, Trouble, Values};
use crate::words::chain;
use chrono::DateTime;
use serde_json::{Value, json};

/// Beginnings of leaves that tell of something out of the ordinary.
const ALARMS: [&[u8]; 4] = [
    br#"{"v":1,"kind":"fault""#,
    br#"{"v":1,"kind":"clock_stepped""#,
    br#"{"v":1,"kind":"list_refused""#,
    br#"{"v":1,"kind":"closed_late""#,
];

/// `inspect`: the first page for an officer; nothing personal stands on it.
pub(super) fn run(paths: &Paths, json: bool) -> Result<Exit, AppError> {
    let mut shop = Shop::open(paths, shop::now())?;
    let page = first_page(paths, &mut shop)?;
    let out = Out { json };
    let [checks, hits, purchases] = page.totals;
    out.object(&json!({
        "origin": page.origin, "epoch": page.epoch, "entries": page.size, "root": page.root,
        "closed": page.closed, "stock": page.stock, "held": page.held, "alarms": page.alarms,
        "cosigned": page.cosigned.as_ref().map(|(witness, size, at)| {
            json!({ "witness": witness, "size": size, "time": at.to_rfc3339() })
        }),
        "totals": { "checks": checks, "hits": hits, "purchases": purchases },
        "verifies": page.verified.map(|(ok, _)| ok), "findings": page.verified.map(|(_, findings)| findings),
    }));
    for line in lines(&page) {
        out.line(&safe(&line));
    }
    out.line("an officer checks this with a copy of the verifier that he brought himself: docs/officer.md");
    Ok(match page.verified {
        Some((false, _)) => Exit::DoesNotVerify,
        _ => Exit::Done,
    })
}

fn lines(page: &FirstPage) -> Vec<String> {
    let [checks, hits, purchases] = page.totals;
    let closed = page.closed.map_or_else(|| "no day is closed yet".to_owned(), |day| format!("closed up to {day}"));
    let cosigned = match &page.cosigned {
        Some((witness, size, at)) => {
            format!("cosigned by {witness} at {size} entries, {}", at.format("%Y-%m-%d %H:%MZ"))
        }
        None => "no witness has cosigned it".to_owned(),
    };
    let verified = match page.verified {
        Some((true, _)) => "verifies (by this program, which the shop owns)".to_owned(),
        Some((false, findings)) => format!("DOES NOT VERIFY: {findings} findings; see `countercheck verify`"),
        None => "could not be verified".to_owned(),
    };
    vec![
        format!("register {}, epoch {}: {} entries", page.origin, page.epoch, page.size),
        format!("root {}", page.root),
        verified,
        closed,
        cosigned,
        format!("in all: {checks} checks, {hits} hits, {purchases} purchases"),
        format!("in stock {}, on hold {}", page.stock, page.held),
        format!("entries about faults, clock steps, refused lists and late closures: {}", page.alarms),
    ]
}

/// Answers one request of the till.
pub(super) fn answer(paths: &Paths, shop: Option<&mut Shop>, ask: InspectAsk) -> Event {
    let Some(shop) = shop else {
        let what = "the register is not open".to_owned();
        return Event::Inspect(InspectTold::Refused(Trouble { what, advice: "begin a new epoch".to_owned() }));
    };
    let told = match ask {
        InspectAsk::Look => {
            first_page(paths, shop).and_then(|page| Ok(InspectTold::Looked(Box::new(page), rows(&shop.recorder)?)))
        }
        InspectAsk::Reveal { index } => values(&shop.recorder, index).map(InspectTold::Revealed),
    };
    Event::Inspect(
        told.unwrap_or_else(|error| InspectTold::Refused(Trouble { what: chain(&error), advice: error.advice() })),
    )
}

fn first_page(paths: &Paths, shop: &mut Shop) -> Result<FirstPage, AppError> {
    let sheet = close::sheet(paths, shop)?;
    let store = &shop.recorder.store;
    let size = store.len()?;
    let mut alarms = 0;
    store.range(0..size, &mut |_, bytes| {
        alarms += u64::from(ALARMS.iter().any(|start| bytes.starts_with(start)));
        true
    })?;
    let newest = store.cosignatures()?.into_iter().max_by_key(|cosigned| (cosigned.size, cosigned.time));
    let cosigned = newest.and_then(|newest| {
        let time = DateTime::from_timestamp(i64::try_from(newest.time).ok()?, 0)?;
        Some((newest.witness, newest.size, time))
    });
    let items = shop.recorder.stock.items()?;
    let verified = export::verify(paths.root(), &Wanted::default(), &mut |_| {}).ok();
    Ok(FirstPage {
        origin: store.origin(),
        size,
        root: hex::encode(store.root_at(size)?),
        epoch: store.epoch(),
        closed: sheet.closed,
        cosigned,
        stock: items.iter().filter(|item| item.marked.is_some()).count(),
        held: items.iter().filter(|item| item.hold.is_some()).count(),
        alarms,
        totals: [sheet.totals.checks, sheet.totals.hits, sheet.totals.purchases],
        verified: verified.map(|summary| (summary.ok, summary.findings)),
    })
}

/// The newest entries, newest first, masked.
fn rows(recorder: &Recorder) -> Result<Vec<LogRow>, AppError> {
    let size = recorder.store.len()?;
    let mut rows = Vec::new();
    recorder.store.range(size.saturating_sub(PAGE)..size, &mut |index, bytes| {
        rows.extend(Leaf::parse(bytes).ok().map(|leaf| LogRow {
            index,
            at: leaf.at,
            kind: leaf.kind.word().to_owned(),
            plain: plain(&leaf),
            labels: leaf.c.keys().cloned().collect(),
        }));
        true
    })?;
    rows.reverse();
    Ok(rows)
}

/// What says most in few columns.
fn plain(leaf: &Leaf) -> String {
    const WORDS: [&str; 9] = ["finding", "purpose", "why", "what", "role", "day", "tac", "list", "where"];
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let known = WORDS.iter().filter_map(|name| leaf.plain.get(*name)).filter(|value| !value.is_null());
    known.map(text).collect::<Vec<_>>().join(" ")
}

fn values(recorder: &Recorder, index: u64) -> Result<Values, AppError> {
    let leaf = recorder.store.read(index)?.and_then(|bytes| Leaf::parse(&bytes).ok());
    let Some(leaf) = leaf else {
        return Err(AppError::Failed {
            what: format!("entry {index} cannot be read"),
            advice: "see `countercheck verify`".to_owned(),
        });
    };
    let revealed = recorder.vault.reveal(leaf.entry_id)?;
    Ok(Values { index, fields: revealed.into_iter().map(|value| (value.label, value.value)).collect() })
}
