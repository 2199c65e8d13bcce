//! `day`: the money of a day by clerk and method, and the drawer counted against what it should hold.

use super::shop::{self, Shop};
use super::training::{sign_off, sign_on};
use super::{AppError, close};
use crate::cli::{DayArgs, EntryLine, Exit, Out, safe};
use crate::config::Paths;
use crate::effects::{fresh_id, starts};
use crate::goods::drafts::By;
use crate::goods::{MoneyLine, MoneySheet, money};
use crate::staff::Act;
use serde_json::{Value, json};

/// Runs the command.
pub(super) fn run(paths: &Paths, args: &DayArgs) -> Result<Exit, AppError> {
    let zone = shop::load(paths)?.shop.timezone;
    let mut shop = Shop::open(paths, shop::now())?;
    if let Some(counted) = &args.counted {
        return count(&mut shop, args, counted);
    }
    let today = shop::now().wall.with_timezone(&zone).date_naive();
    let day = args.day.unwrap_or(today);
    let (counts, sheet) = if day == today {
        let sheet = close::sheet(paths, &mut shop)?;
        (Some(sheet.counts), sheet.money)
    } else {
        let (from, to) = (starts(day, zone), starts(day.succ_opt().unwrap_or(day), zone));
        (None, shop.recorder.stock.money_sheet(from, to)?)
    };
    let out = Out { json: args.doer.json };
    out.object(&json!({ "day": day, "counts": counts, "money": shape(&sheet) }));
    if let Some(counts) = counts {
        let counts = counts.named().map(|(name, n)| format!("{name} {n}")).join(", ");
        out.line(&format!("{day}: {counts}"));
    } else {
        out.line(&day.to_string());
    }
    tell(&out, &sheet, day == today);
    Ok(Exit::Done)
}

/// The sheet as `--json` says it.
fn shape(sheet: &MoneySheet) -> Value {
    let kinds: Vec<Value> = sheet
        .kinds
        .iter()
        .map(|(currency, kind, amount)| json!({ "kind": kind.word(), "currency": currency, "amount": amount }))
        .collect();
    let expected: Vec<Value> =
        sheet.expected.iter().map(|(currency, amount)| json!({ "currency": currency, "amount": amount })).collect();
    json!({ "lines": sheet.lines, "kinds": kinds, "drawer": expected, "counted": sheet.counted })
}

fn tell(out: &Out, sheet: &MoneySheet, today: bool) {
    if sheet.lines.is_empty() {
        out.line("  no money crossed the counter");
    }
    for line in &sheet.lines {
        out.line(&clerk(line));
    }
    for (currency, kind, amount) in &sheet.kinds {
        out.line(&format!("  {:<10}{:>14} {currency}", kind.word(), money::written(*amount, currency)));
    }
    if today {
        for (currency, amount) in &sheet.expected {
            out.line(&format!("  the drawer should hold {} {currency}", money::written(*amount, currency)));
        }
    }
}

fn clerk(line: &MoneyLine) -> String {
    let who = line.staff.map_or_else(|| "nobody".to_owned(), |id| id.to_string().chars().take(8).collect());
    let (into, out) = (money::written(line.into, &line.currency), money::written(line.out, &line.currency));
    format!("  {who}  {:<9}in {into:>12}  out {out:>12}  {}", line.method.word(), line.currency)
}

/// The drawer is counted: what lies in it, what should, and the difference, in an entry.
fn count(shop: &mut Shop, args: &DayArgs, counted: &str) -> Result<Exit, AppError> {
    let now = shop::now().wall;
    let sheet = shop.recorder.stock.money_sheet(now, now)?;
    let known = (sheet.expected.len() == 1).then(|| sheet.expected[0].0.clone());
    let given = args.currency.as_deref().map(str::to_ascii_uppercase).or(known);
    let currency = given.filter(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()));
    let Some(currency) = currency else {
        return Err(AppError::Usage("in which currency? name it with --currency, as GBP or EUR".to_owned()));
    };
    let amount = |text: &str| {
        money::typed(text, &currency).ok_or_else(|| AppError::Usage(format!("{:?} is no amount", safe(text))))
    };
    let lies = amount(counted)?;
    let left = args.left.as_deref().map_or(Ok(lies), amount)?;
    if left > lies {
        return Err(AppError::Usage("more is left in the drawer than lies in it".to_owned()));
    }
    let expected = sheet.expected.iter().find(|(code, _)| *code == currency).map_or(0, |(_, amount)| *amount);
    let staff = sign_on(&mut shop.recorder, args.doer.staff.as_deref(), Act::CloseDay)?;
    let by = By { entry: fresh_id(), at: shop::now(), staff: Some(staff), role: None };
    let written = shop.recorder.record(&[by.cash_counted(&currency, lies, expected, left)]);
    sign_off(&mut shop.recorder, staff)?;
    let written = written?;
    let out = Out { json: args.doer.json };
    let difference = lies - expected;
    out.object(&json!({
        "currency": currency, "counted": lies, "expected": expected, "difference": difference, "left": left,
        "entry": written.last().copied().map(EntryLine::from),
    }));
    let text = |amount| money::written(amount, &currency);
    out.line(&format!(
        "counted {}, should be {}: difference {} {currency}",
        text(lies),
        text(expected),
        text(difference)
    ));
    Ok(if difference == 0 { Exit::Done } else { Exit::Failed })
}
