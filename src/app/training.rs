//! `training`, and how a person stands behind what a command writes.

use super::AppError;
use super::actor;
use super::shop::{self, Shop};
use crate::cli::{Exit, Out, TrainingCommand};
use crate::config::Paths;
use crate::effects::{Recorder, fresh_id};
use crate::ledger::leaf::{Draft, EntryId, LeafKind};
use crate::staff::Act;
use serde_json::json;

/// `training on|off|status`
pub(super) fn run(paths: &Paths, command: &TrainingCommand) -> Result<Exit, AppError> {
    let mut shop = Shop::open(paths, shop::now())?;
    let on = shop.recorder.training()?;
    let (wanted, staff) = match command {
        TrainingCommand::Status { json } => {
            Out { json: *json }.object(&json!({ "training": on }));
            Out { json: *json }.line(if on { "in training: nothing is real" } else { "not in training" });
            return Ok(Exit::Done);
        }
        TrainingCommand::On { staff } => (true, staff),
        TrainingCommand::Off { staff } => (false, staff),
    };
    if on == wanted {
        Out::default().line(if on { "in training already" } else { "not in training: nothing to end" });
        return Ok(Exit::Done);
    }
    let person = sign_on(&mut shop.recorder, staff.as_deref(), Act::Training)?;
    let kind = if wanted { LeafKind::TrainingOn } else { LeafKind::TrainingOff };
    let draft = Draft::new(fresh_id(), kind, shop::now()).with("staff", person.to_string());
    shop.recorder.record(&[draft])?;
    sign_off(&mut shop.recorder, person)?;
    Out::default().line(if wanted {
        "training begins: everything from here on is marked as training and counts nowhere"
    } else {
        "training ends: everything from here on is real"
    });
    Ok(Exit::Done)
}

/// Who gives a command: an entry of its own, which later ones name.
pub(super) fn sign_on(recorder: &mut Recorder, given: Option<&str>, act: Act) -> Result<EntryId, AppError> {
    let Some(actor) = actor::allowed(recorder, given, act)? else {
        return Err(AppError::Usage("who does this? name the person with --staff".to_owned()));
    };
    let draft = actor.on();
    recorder.record(std::slice::from_ref(&draft))?;
    Ok(draft.entry_id)
}

/// The end of it.
pub(super) fn sign_off(recorder: &mut Recorder, staff: EntryId) -> Result<(), AppError> {
    let draft = Draft::new(fresh_id(), LeafKind::StaffOff, shop::now()).with("staff", staff.to_string());
    recorder.record(&[draft])?;
    Ok(())
}
