//! `log export`, `log epoch`, `verify`.

use crate::app::AppError;
use crate::cli::{Exit, ExportArgs, VerifyArgs};
use crate::config::Paths;

pub(in crate::app) fn export(_paths: &Paths, _args: &ExportArgs) -> Result<Exit, AppError> {
    Ok(Exit::Failed)
}
pub(in crate::app) fn epoch(paths: &Paths, reason: &str) -> Result<Exit, AppError> {
    crate::app::init::new_epoch(paths, reason)?;
    Ok(Exit::Done)
}
pub(in crate::app) fn verify(_args: &VerifyArgs) -> Result<Exit, AppError> {
    Ok(Exit::Failed)
}
