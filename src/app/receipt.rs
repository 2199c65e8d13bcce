//! `log receipt`, and the receipts that other commands give.

use super::shop::{self, Shop};
use super::{AppError, till_loop};
use crate::cli::{Exit, Out, PaperWidth, ReceiptArgs, ReceiptFormat};
use crate::config::Paths;
use crate::effects::Recorder;
use crate::ledger::archive::Archive;
use crate::ledger::closures::is_training;
use crate::ledger::leaf::{EntryId, Leaf};
use crate::ledger::receipt::Receipt;
use crate::print::escpos::{self, Paper};
use crate::print::{PrintError, Slip};
use crate::words::Words;
use serde_json::json;
use std::fs::OpenOptions;
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

/// Pixels of a module in a picture: 390 × 390 in all.
const SCALE: u32 = 6;

/// `log receipt`
pub(super) fn run(paths: &Paths, args: &ReceiptArgs) -> Result<Exit, AppError> {
    let config = shop::load(paths)?;
    let shop = Shop::open(paths, shop::now())?;
    let index = find(paths, &shop.recorder, &args.entry)?;
    let slip = slip(paths, &shop.recorder, index)?;
    let words = till_loop::look(&config).words;
    if args.json {
        Out { json: true }.object(&object(&slip, &shop.recorder)?);
        return Ok(Exit::Done);
    }
    let format = args.format.or_else(|| args.output.as_deref().and_then(named)).unwrap_or(ReceiptFormat::Text);
    let paper = if args.paper == PaperWidth::Mm58 { Paper::Mm58 } else { Paper::Mm80 };
    let bytes = bytes(&slip, format, paper, &words)?;
    match &args.output {
        Some(path) => put(path, &bytes)?,
        None if matches!(format, ReceiptFormat::Png | ReceiptFormat::Escpos) && std::io::stdout().is_terminal() => {
            return Err(AppError::Usage("this format is not for a terminal: name a file with --output".to_owned()));
        }
        None => Out::bytes(&bytes),
    }
    Ok(Exit::Done)
}

/// Index of the entry that somebody named by its number or its id.
pub(super) fn find(paths: &Paths, recorder: &Recorder, entry: &str) -> Result<u64, AppError> {
    let missing = |advice: &str| AppError::Failed {
        what: format!("there is no entry {entry:?} in the register"),
        advice: advice.to_owned(),
    };
    if let Ok(id) = entry.parse::<EntryId>() {
        return match recorder.store.find(id)? {
            Some(index) => Ok(index),
            None => Err(missing(if earlier(paths, id)? {
                "it stands in an earlier epoch, whose key signs no more"
            } else {
                "see `countercheck log show`"
            })),
        };
    }
    let index = entry.trim_start_matches('#').parse::<u64>();
    let index =
        index.map_err(|_| AppError::Usage(format!("{entry:?} is neither an entry's number nor its id (32 digits)")))?;
    if index < recorder.store.len()? { Ok(index) } else { Err(missing("see `countercheck log show`")) }
}

fn earlier(paths: &Paths, id: EntryId) -> Result<bool, AppError> {
    for archive in Archive::readable(paths.root()) {
        if archive.find(id)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The receipt of an entry, with what stands on its paper.
pub(super) fn slip(paths: &Paths, recorder: &Recorder, index: u64) -> Result<Slip, AppError> {
    let config = shop::load(paths)?.shop;
    let leaf = recorder.store.read(index)?.and_then(|bytes| Leaf::parse(&bytes).ok());
    let made = recorder.store.receipt(index, shop::now())?;
    let Some((receipt, code)) = made else {
        return Err(AppError::Failed {
            what: format!("there is no entry {index} in the register"),
            advice: "see `countercheck log show`".to_owned(),
        });
    };
    Ok(Slip {
        digits: receipt.to_digits(),
        code: code.printed(index),
        index,
        size: receipt.size,
        time_ms: receipt.time_ms,
        shop: config.name,
        terminal: config.terminal,
        zone: config.timezone,
        training: leaf.is_some_and(|leaf| is_training(&leaf)),
    })
}

/// Writes a receipt to a new file, in the format that its name asks for.
pub(super) fn write(slip: &Slip, path: &Path, words: &Words) -> Result<(), AppError> {
    let format = named(path).ok_or_else(|| unnamed(path))?;
    put(path, &bytes(slip, format, Paper::default(), words)?)
}

/// Refuses a file that could not take the receipt before anything is asked or recorded.
pub(super) fn may_write(path: &Path, handsets: usize) -> Result<(), AppError> {
    if handsets > 1 {
        return Err(AppError::Usage(
            "a receipt is of one handset: check one at a time, or use --one-handset".to_owned(),
        ));
    }
    if named(path).is_none() {
        return Err(unnamed(path));
    }
    if path.is_file() {
        return Err(AppError::Usage(format!("{} exists already: name a new file", path.display())));
    }
    Ok(())
}

fn unnamed(path: &Path) -> AppError {
    AppError::Usage(format!("{}: a receipt's file ends in .png, .svg, .txt or .bin", path.display()))
}

/// The format that a file's name asks for.
fn named(path: &Path) -> Option<ReceiptFormat> {
    ReceiptFormat::of_extension(path.extension()?.to_str()?)
}

fn bytes(slip: &Slip, format: ReceiptFormat, paper: Paper, words: &Words) -> Result<Vec<u8>, AppError> {
    let failed =
        |error: PrintError| AppError::Failed { what: crate::words::chain(&error), advice: error.advice().to_owned() };
    Ok(match format {
        ReceiptFormat::Text => slip.text(words).map_err(failed)?.into_bytes(),
        ReceiptFormat::Png => slip.qr().and_then(|qr| qr.png(SCALE)).map_err(failed)?,
        ReceiptFormat::Svg => slip.qr().map_err(failed)?.svg().into_bytes(),
        ReceiptFormat::Escpos => escpos::receipt(slip, words, paper).map_err(failed)?,
        ReceiptFormat::Digits => line(slip, &slip.digits, words),
        ReceiptFormat::Code => line(slip, &slip.code, words),
    })
}

/// One line; of training it says so on standard error, so that the line itself stays usable.
fn line(slip: &Slip, text: &str, words: &Words) -> Vec<u8> {
    if let Some(band) = slip.band(words) {
        Out::note(&band);
    }
    format!("{text}\n").into_bytes()
}

/// A file is new; a device, a printer above all, is written to.
fn put(path: &Path, bytes: &[u8]) -> Result<(), AppError> {
    let device = std::fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir());
    let mut options = OpenOptions::new();
    options.write(true).create_new(!device);
    let mut file = options.open(path).map_err(AppError::file(path))?;
    file.write_all(bytes).and_then(|()| file.flush()).map_err(AppError::file(path))?;
    if device { Ok(()) } else { file.sync_all().map_err(AppError::file(path)) }
}

fn object(slip: &Slip, recorder: &Recorder) -> Result<serde_json::Value, AppError> {
    let receipt = Receipt::from_digits(&slip.digits)
        .map_err(|error| AppError::Failed { what: crate::words::chain(&error), advice: error.advice().to_owned() })?;
    let leaf = recorder.store.read(receipt.index)?.and_then(|bytes| Leaf::parse(&bytes).ok());
    Ok(json!({
        "index": receipt.index, "size": receipt.size, "time_ms": receipt.time_ms,
        "entry_id": leaf.map(|leaf| leaf.entry_id), "log_key": hex::encode(receipt.log_key),
        "root": hex::encode(receipt.root), "leaf_hash": hex::encode(receipt.leaf_hash),
        "digits": slip.digits, "code": slip.code, "training": slip.training,
    }))
}
