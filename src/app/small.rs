//! Commands that need no shop.

use super::AppError;
use crate::cli::{Exit, Out, PortLine, man_pages, safe};
use crate::imei::{IdentifyLine, Note};
use crate::scan::ports;
use std::io::{BufRead, Read};
use std::path::Path;

/// Longest line that `identify -` takes, in bytes.
const LINE: usize = 4096;
/// Where a line without an end is cut in two.
const LINE_LIMIT: u64 = 64 * 1024;

/// `identify`: says what each text is; status 1 when one of them is no number.
pub(super) fn identify(texts: &[String], json: bool) -> Result<Exit, AppError> {
    let out = Out { json };
    let mut all_good = true;
    let mut one = |text: &str| {
        let line = IdentifyLine::read(text);
        all_good &= line.error.is_none();
        out.object(&line);
        out.line(&readable(&line));
    };
    for text in texts {
        if text != "-" {
            one(text);
            continue;
        }
        let mut input = std::io::stdin().lock();
        let mut raw = Vec::new();
        while input.by_ref().take(LINE_LIMIT).read_until(b'\n', &mut raw).map_err(AppError::file("-"))? > 0 {
            let text = String::from_utf8_lossy(&raw[..raw.len().min(LINE)]).into_owned();
            one(text.trim_end_matches(['\n', '\r']));
            raw.clear();
        }
    }
    Ok(if all_good { Exit::Done } else { Exit::Failed })
}

fn readable(line: &IdentifyLine) -> String {
    let input = safe(&line.input);
    match (&line.error, &line.value) {
        (Some(error), _) => format!("{input}: {}", safe(&error.message)),
        (None, Some(value)) => {
            let notes = if line.notes.is_empty() {
                String::new()
            } else {
                format!("  ({})", line.notes.iter().map(Note::word).collect::<Vec<_>>().join(", "))
            };
            format!("{input}: {} {}{}", line.kind.word(), safe(value), safe(&notes))
        }
        (None, None) => format!("{input}: {}", line.kind.word()),
    }
}

/// `ports`
pub(super) fn ports(json: bool) -> Result<Exit, AppError> {
    let out = Out { json };
    let found = ports::list()
        .map_err(|e| AppError::Failed { what: crate::words::chain(&e), advice: e.advice().to_string() })?;
    if found.is_empty() {
        out.line("no serial port found; a scanner that types like a keyboard needs none");
    }
    for port in found {
        let line = PortLine {
            path: port.path,
            usb: port.vid_pid.map(|(vid, pid)| format!("{vid:04x}:{pid:04x}")),
            serial: port.serial,
            product: port.product,
            known: port.known.map(str::to_owned),
        };
        let dash = || "-".to_owned();
        out.line(&safe(&format!(
            "{}  {}  {}  {}",
            line.path,
            line.usb.clone().unwrap_or_else(dash),
            line.product.clone().unwrap_or_else(dash),
            line.known.clone().unwrap_or_else(|| "not in the table of known scanners".to_owned())
        )));
        out.object(&line);
    }
    Ok(Exit::Done)
}

/// `man DIR`
pub(super) fn man(dir: &Path) -> Result<Exit, AppError> {
    man_pages(dir).map_err(AppError::file(dir))?;
    Ok(Exit::Done)
}
