//! `report`: files for the accountant and the police.

use super::log::displayed;
use super::shop::{self, Shop};
use super::training::{sign_off, sign_on};
use super::unlock::unlock;
use super::{AppError, files, stock_jobs};
use crate::cli::{Exit, Out, ReportArgs};
use crate::config::Paths;
use crate::effects::{Recorder, fresh_id, starts};
use crate::goods::drafts::By;
use crate::goods::{Item, MoneySheet, money};
use crate::imei::{Imei, TacTable};
use crate::ledger::leaf::EntryId;
use crate::report::{Row, Span, capss, csv, margin, stock_book};
use crate::staff::Act;
use crate::till::Mode;
use chrono::{Datelike as _, NaiveDate};
use std::path::Path;

/// Runs the command.
pub(super) fn run(paths: &Paths, args: &ReportArgs) -> Result<Exit, AppError> {
    let config = shop::load(paths)?;
    let zone = config.shop.timezone;
    let setup = shop::setup(&config, paths, Mode::Offline)?;
    let mut shop = Shop::open(paths, shop::now())?;
    let span = span(args, shop::now().wall.with_timezone(&zone).date_naive(), zone)?;
    let items = shop.recorder.stock.goods_all()?;
    let revealed = args.reveal.reason.is_some();
    if let Some(entry) = displayed(&mut shop.recorder, "report", &args.reveal, items.len())? {
        unlock(&mut shop.recorder, &args.reveal.key)?;
        shop.recorder.record(&[entry])?;
    }
    let rows: Vec<Row> =
        items.iter().map(|item| row(&shop.recorder, item, &setup.tacs, revealed)).collect::<Result<_, _>>()?;
    let now = shop::now().wall;
    let out = &args.output;
    match args.which.as_str() {
        "stock-book" => write(out, &stock_book(&rows, span, now))?,
        "margin" => write(out, &margin(&rows, span))?,
        "day" => write(out, &money_of(&shop.recorder, span)?)?,
        "month" => {
            std::fs::create_dir(out).map_err(AppError::file(out))?;
            write(&out.join("stock-book.csv"), &stock_book(&rows, span, now))?;
            write(&out.join("margin.csv"), &margin(&rows, span))?;
            write(&out.join("days.csv"), &money_of(&shop.recorder, span)?)?;
        }
        _ => police(&mut shop, args, &rows, span)?,
    }
    Out::default().line(&format!("{}: {} to {}", out.display(), span.from, span.to));
    Ok(Exit::Done)
}

/// The days asked for: today, or for a month the whole month of `--from`.
fn span(args: &ReportArgs, today: NaiveDate, zone: chrono_tz::Tz) -> Result<Span, AppError> {
    let month = args.which == "month";
    let from = args.from.unwrap_or(today);
    let from = if month { from.with_day(1).unwrap_or(from) } else { from };
    let last = || {
        let next = from.checked_add_months(chrono::Months::new(1)).and_then(|day| day.pred_opt());
        next.unwrap_or(from)
    };
    let to = args.to.unwrap_or_else(|| if month { last() } else { args.from.map_or(today, |from| from.max(today)) });
    if to < from {
        return Err(AppError::Usage(format!("the time ends on {to} and begins on {from}")));
    }
    Ok(Span { from, to, zone })
}

fn row(recorder: &Recorder, item: &Item, tacs: &TacTable, revealed: bool) -> Result<Row, AppError> {
    let name = item.tac.iter().find_map(|tac| tacs.get(tac));
    let description = name.map_or_else(
        || item.tac.first().map_or_else(|| item.what.clone(), |tac| format!("{} {tac}", item.what)),
        |name| format!("{} {}", name.maker.unwrap_or_default(), name.model).trim().to_owned(),
    );
    let mut row = Row { item: item.clone(), description, seller: None, numbers: Vec::new(), buyer: None };
    if revealed {
        let (imeis, serials) = stock_jobs::numbers(recorder, item)?;
        row.numbers = imeis.iter().map(Imei::digits).chain(serials).collect();
        row.seller = item.deal.map(|_| opened(recorder, item.entry)).transpose()?.flatten();
        row.buyer = item.sale.as_ref().map(|sale| opened(recorder, sale.entry)).transpose()?.flatten();
    }
    Ok(row)
}

/// The person's name in an entry; `None` where there is none, or it was erased.
fn opened(recorder: &Recorder, entry: EntryId) -> Result<Option<String>, AppError> {
    let values = recorder.vault.reveal(entry)?;
    Ok(values.into_iter().find(|value| value.label == "name.1").map(|value| value.value))
}

/// Days and their money, a line for each clerk, method and currency.
fn money_of(recorder: &Recorder, span: Span) -> Result<String, AppError> {
    let head = ["date", "clerk", "method", "currency", "in", "out", "entries"];
    let mut text = csv::line(&head.map(str::to_owned));
    for day in span.from.iter_days().take_while(|day| *day <= span.to) {
        let (from, to) = (starts(day, span.zone), starts(day.succ_opt().unwrap_or(day), span.zone));
        let sheet: MoneySheet = recorder.stock.money_sheet(from, to)?;
        for line in &sheet.lines {
            let who = line.staff.map(|id| id.to_string()).unwrap_or_default();
            text.push_str(&csv::line(&[
                day.to_string(),
                who,
                line.method.word().to_owned(),
                line.currency.clone(),
                money::written(line.into, &line.currency),
                money::written(line.out, &line.currency),
                line.entries.to_string(),
            ]));
        }
    }
    Ok(text)
}

/// The police's file, and the entry that says which deals are in it.
fn police(shop: &mut Shop, args: &ReportArgs, rows: &[Row], span: Span) -> Result<(), AppError> {
    if args.format != "capss" {
        return Err(AppError::Failed {
            what: format!("no file is made in the format {:?}", crate::cli::safe(&args.format)),
            advice: "supported: capss (unverified); give others an extract: `countercheck log export`".to_owned(),
        });
    }
    if args.licence.trim().is_empty() {
        return Err(AppError::Usage("the shop's licence number goes into the file: --licence".to_owned()));
    }
    let (xml, entries) = capss::upload(rows, span, args.licence.trim());
    write(&args.output, &xml)?;
    let deals: Vec<u64> =
        rows.iter().filter(|row| span.holds(row.item.since)).filter_map(|row| row.item.deal).collect();
    if let (Some(from), Some(to)) = (deals.iter().min(), deals.iter().max()) {
        let staff = sign_on(&mut shop.recorder, args.reveal.staff.as_deref(), Act::Export)?;
        let by = By { entry: fresh_id(), at: shop::now(), staff: Some(staff), role: None };
        let written = shop.recorder.record(&[by.reported(*from, *to, "capss")]);
        sign_off(&mut shop.recorder, staff)?;
        written?;
    }
    Out::note(&format!("{entries} transactions; the format is unverified: hold it against the agency's test upload"));
    Ok(())
}

/// A new file that only its owner reads: it may name people.
fn write(path: &Path, text: &str) -> Result<(), AppError> {
    files::new_private(path, text.as_bytes()).map_err(AppError::file(path))
}
