//! `log epoch`.

use crate::app::{AppError, init};
use crate::cli::{Exit, Out};
use crate::config::Paths;

/// `log epoch`
pub(in crate::app) fn epoch(paths: &Paths, reason: &str, without_alarm: bool) -> Result<Exit, AppError> {
    let shop = init::new_epoch(paths, Some(reason), without_alarm)?;
    Out::default().line(&format!("a new epoch has begun: {}", shop.recorder.store.origin()));
    Out::default().line("the old register lies unchanged in the folder epochs; `log find` and `verify` look there too");
    Ok(Exit::Done)
}
