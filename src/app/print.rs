//! `print`: a test paper, what waits, and trying again.

use super::shop::{self, Shop};
use super::{AppError, till_loop};
use crate::cli::{Exit, Out, PrintArgs};
use crate::config::{Config, Paths};
use crate::effects::{self, Round, SpoolError, fresh_id};
use crate::print::Paper;
use crate::print::paper::Head;
use crate::print::port::{self, Printer};
use serde_json::json;

/// `print`
pub(super) fn run(paths: &Paths, args: &PrintArgs) -> Result<Exit, AppError> {
    let config = shop::load(paths)?;
    let mut shop = Shop::open(paths, shop::now())?;
    if args.list {
        return list(&shop, args.json);
    }
    let printer = config.printer.printer(paths.root()).ok_or(SpoolError::NoPrinter)?;
    if args.test {
        let training = shop.recorder.training()?;
        let paper = Paper::Test(head(&config, training));
        effects::keep(&mut shop.recorder.vault, &paper, fresh_id(), None)?;
    }
    retry(paths, &config, &printer, &mut shop, args.json)
}

/// The head of every paper of this shop, now.
pub(super) fn head(config: &Config, training: bool) -> Head {
    Head {
        shop: config.shop.name.clone(),
        lines: config.printer.head.clone(),
        terminal: config.shop.terminal.clone(),
        at: shop::now().wall,
        zone: config.shop.timezone,
        training,
    }
}

fn list(shop: &Shop, json: bool) -> Result<Exit, AppError> {
    let out = Out { json };
    let names = effects::waiting(&shop.recorder.vault)?;
    for name in &names {
        let paper = name.split('.').next().unwrap_or_default();
        out.object(&json!({ "name": name, "paper": paper }));
        out.line(name);
    }
    if names.is_empty() {
        out.line("no paper waits");
    }
    Ok(Exit::Done)
}

fn retry(paths: &Paths, config: &Config, printer: &Printer, shop: &mut Shop, json: bool) -> Result<Exit, AppError> {
    let Some(_claim) = port::claim(paths.root()).map_err(SpoolError::from)? else {
        return Err(AppError::Failed {
            what: "another program prints at this moment".to_owned(),
            advice: "wait for it; an open till tries what waits again every half minute".to_owned(),
        });
    };
    let words = till_loop::look(config).words;
    let Round { printed, left, trouble } = effects::print_waiting(&mut shop.recorder.vault, printer, &words)?;
    let out = Out { json };
    let why = trouble.as_ref().map(|error| crate::words::chain(error));
    out.object(&json!({ "printed": printed, "left": left, "why": why }));
    out.line(&format!("{printed} printed, {left} waiting"));
    match trouble {
        Some(error) => Err(error.into()),
        None => Ok(Exit::Done),
    }
}
