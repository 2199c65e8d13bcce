//! What the commands about evidence share.

use super::AppError;
use crate::ledger::export::ExportError;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// No key, checkpoint or receipt is longer, in bytes.
const SMALL: u64 = 1 << 20;

/// A failed export or verification, as commands tell it.
pub(super) fn failed(error: &ExportError) -> AppError {
    AppError::Failed { what: crate::words::chain(error), advice: error.advice().to_owned() }
}

/// The text of a small file from outside.
pub(super) fn small_file(path: &Path) -> Result<String, AppError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(SMALL).read_to_end(&mut bytes));
    read.map_err(AppError::file(path))?;
    String::from_utf8(bytes).map_err(|_| AppError::Usage(format!("{} is not a text", path.display())))
}
