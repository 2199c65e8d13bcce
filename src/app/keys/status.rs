//! `keys status`

use crate::app::AppError;
use crate::cli::{Exit, Out};
use crate::effects::Recorder;
use crate::vault::fingerprint;
use serde_json::json;

pub(super) fn status(recorder: &Recorder, json: bool) -> Result<Exit, AppError> {
    let vault = &recorder.vault;
    let state = vault.key_state()?;
    let (entries, stale) = (vault.entries()?, vault.stale_keys()?);
    let recipients: Vec<String> = vault.recipients().iter().map(|r| fingerprint(r)).collect();
    let exposed: Vec<String> = vault.exposed_files().iter().map(|path| path.display().to_string()).collect();
    let out = Out { json };
    out.object(&json!({
        "key": state.fingerprint, "lock": state.lock, "recovery": state.recovery,
        "cost": state.cost.map(|c| json!({ "kdf": "argon2id", "memory_kib": c.memory_kib, "passes": c.passes, "lanes": c.lanes })),
        "recipients": recipients, "entries": entries, "waiting": stale, "exposed": exposed,
    }));
    out.line(&format!("key        {}", state.fingerprint));
    out.line(&format!("lock       {}", readable(state.lock)));
    if let Some(cost) = state.cost {
        out.line(&format!("           argon2id {cost}"));
    }
    let recovery = if state.recovery { "made" } else { "none: `countercheck keys recovery` makes one" };
    out.line(&format!("recovery   {recovery}"));
    out.line(&format!(
        "police     {} keys{}",
        recipients.len(),
        recipients.iter().map(|r| format!(" {r}")).collect::<String>()
    ));
    out.line(&format!("entries    {entries} with personal data"));
    if stale > 0 {
        out.line(&format!(
            "           {stale} wait to be sealed for the present police keys; that happens at the next unlock"
        ));
    }
    Ok(Exit::Done)
}

fn readable(lock: &str) -> &'static str {
    match lock {
        "passphrase" => "a passphrase",
        "key_file" => "a key file that lies elsewhere",
        "open" => "none: keys/shop is the key file, and whoever copies the folder can read everything",
        "bare" => "none, as earlier versions left it: `countercheck keys wrap` puts a passphrase on it",
        _ => "keys/shop is missing: the recovery key opens; `countercheck keys passphrase` then makes the file anew",
    }
}
