//! `keys recipients …`

use crate::app::AppError;
use crate::app::unlock::{hand_on, record_recipients, unlock_quietly};
use crate::cli::{Exit, KeyArgs, Out, RecipientsCommand, safe};
use crate::effects::Recorder;
use crate::vault::fingerprint;
use serde_json::json;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// No list of recipients is longer, in bytes.
const LONGEST: u64 = 65_536;

pub(super) fn run(recorder: &mut Recorder, command: &RecipientsCommand) -> Result<Exit, AppError> {
    match command {
        RecipientsCommand::List { json } => list(recorder, *json),
        RecipientsCommand::Add { recipient, key, staff } => {
            let text = text(recipient)?;
            // What somebody wrote into the file is told apart from what is added now.
            agree(recorder, staff.staff.as_deref())?;
            let new = recorder.vault.add_recipients(&text)?;
            if new.is_empty() {
                Out::default().line("every one of them is there already");
                return Ok(Exit::Done);
            }
            for recipient in &new {
                Out::default().line(&format!("added {}  {recipient}", fingerprint(recipient)));
            }
            changed(recorder, key, staff.staff.as_deref())
        }
        RecipientsCommand::Remove { recipient, key, staff } => {
            agree(recorder, staff.staff.as_deref())?;
            if !recorder.vault.remove_recipient(recipient)? {
                return Err(AppError::Failed {
                    what: format!("no recipient is or has the fingerprint {recipient:?}"),
                    advice: "`countercheck keys recipients list` names them".to_owned(),
                });
            }
            Out::default().line("removed");
            changed(recorder, key, staff.staff.as_deref())
        }
    }
}

fn list(recorder: &Recorder, json: bool) -> Result<Exit, AppError> {
    let out = Out { json };
    let all = recorder.vault.recipients();
    if all.is_empty() {
        out.line("no police key opens entries; only the shop's own does");
    }
    for recipient in all {
        let print = fingerprint(&recipient);
        out.line(&format!("{print}  {recipient}"));
        out.object(&json!({ "recipient": recipient, "fingerprint": print }));
    }
    Ok(Exit::Done)
}

/// A public key itself, or the file that holds some.
fn text(given: &str) -> Result<String, AppError> {
    if given.starts_with("age1") && !Path::new(given).exists() {
        return Ok(given.to_owned());
    }
    let mut text = String::new();
    let file = File::open(given).map_err(AppError::file(given))?;
    file.take(LONGEST).read_to_string(&mut text).map_err(AppError::file(safe(given)))?;
    Ok(text)
}

fn agree(recorder: &mut Recorder, staff: Option<&str>) -> Result<(), AppError> {
    if recorder.vault.recipients_slipped_in()? {
        record_recipients(recorder, "found", staff)?;
        recorder.vault.remember_recipients()?;
    }
    Ok(())
}

/// Records the change; earlier entries follow at once where the key opens without asking.
fn changed(recorder: &mut Recorder, key: &KeyArgs, staff: Option<&str>) -> Result<Exit, AppError> {
    record_recipients(recorder, "command", staff)?;
    if unlock_quietly(recorder, key)? {
        hand_on(recorder, staff)?;
        return Ok(Exit::Done);
    }
    let stale = recorder.vault.stale_keys()?;
    if stale > 0 {
        Out::default().line(&format!("{stale} entries that are there already follow at the next unlock"));
    }
    Ok(Exit::Done)
}
