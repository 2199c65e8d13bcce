//! Unlocks the shop's key for commands that show personal data, and hands keys on to police
//! recipients while it is unlocked.

use super::AppError;
use super::hidden::{self, Echo};
use super::lists::progress::Progress;
use super::shop;
use crate::cli::{KeyArgs, Out, Prompts, typed_secret};
use crate::config::{Paths, ScreenConfig};
use crate::effects::{Recorder, fresh_id};
use crate::ledger::leaf::{Draft, Field, LeafKind};
use crate::vault::{Unlock, fingerprint, is_exposed};
use crate::words::{Lang, Words};
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufReader, Read as _};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Names the file with the passphrase where no flag does.
const VARIABLE: &str = "COUNTERCHECK_PASSPHRASE_FILE";

/// No secret is longer, in bytes.
const LONGEST: u64 = 4096;

/// Unlocks, where there is a lock, with what the flag, the variable or the person at the terminal
/// gives; then entries that new police recipients cannot open yet are sealed for them.
pub(super) fn unlock(recorder: &mut Recorder, key: &KeyArgs) -> Result<(), AppError> {
    if recorder.vault.is_locked() {
        let given = given(key, "vault-passphrase")?;
        recorder.vault.unlock(&given)?;
    }
    hand_on(recorder, None)
}

/// The same where it goes without asking: `false` when it does not.
pub(super) fn unlock_quietly(recorder: &mut Recorder, key: &KeyArgs) -> Result<bool, AppError> {
    if recorder.vault.is_locked() {
        let Some(path) = named(key) else { return Ok(false) };
        let text = secret_file(&path)?;
        recorder.vault.unlock(&Unlock::new(&text))?;
    }
    hand_on(recorder, None)?;
    Ok(true)
}

/// What was given to unlock with.
pub(super) fn given(key: &KeyArgs, question: &str) -> Result<Unlock, AppError> {
    let text = match named(key) {
        Some(path) => secret_file(&path)?,
        None => on_terminal(&mut |prompts| typed_secret(prompts, question))?,
    };
    Ok(Unlock::new(&text))
}

fn named(key: &KeyArgs) -> Option<PathBuf> {
    let variable = || std::env::var_os(VARIABLE).filter(|v| !v.is_empty()).map(PathBuf::from);
    key.passphrase_file.clone().or_else(variable)
}

/// The first line of a file that holds a secret.
pub(super) fn secret_file(path: &Path) -> Result<Zeroizing<String>, AppError> {
    if is_exposed(path) {
        Out::note(&format!("{} can be read by others on this machine; chmod 600 closes it", path.display()));
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(LONGEST).unwrap_or(0)));
    let file = File::open(path).map_err(AppError::file(path))?;
    file.take(LONGEST).read_to_end(&mut bytes).map_err(AppError::file(path))?;
    let text = Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned());
    let line = text.lines().next().unwrap_or_default().trim_end_matches('\r');
    if line.is_empty() {
        return Err(AppError::Failed {
            what: format!("{} holds no passphrase: its first line is empty", path.display()),
            advice: "put the passphrase, or the recovery key, into its first line".to_owned(),
        });
    }
    Ok(Zeroizing::new(line.to_owned()))
}

/// Asks on the terminal itself, so that standard input and output stay free.
pub(super) fn on_terminal<T>(ask: &mut dyn FnMut(&mut Prompts<'_>) -> io::Result<T>) -> Result<T, AppError> {
    let (input, mut output) = hidden::terminal().map_err(|_| AppError::Failed {
        what: "the shop's key is locked, and there is no terminal to ask on".to_owned(),
        advice: format!("name a file with --passphrase-file or ${VARIABLE}"),
    })?;
    let echo = RefCell::new(Echo::of(&input));
    let mut reader = BufReader::new(&input);
    let words = words(&ScreenConfig::default());
    let hide = |hidden| echo.borrow_mut().hide(hidden);
    let mut prompts =
        Prompts { input: &mut reader, output: &mut output, words: &words, refuse: &|_, _| None, hide: &hide };
    ask(&mut prompts).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => AppError::Failed {
            what: "nothing was typed".to_owned(),
            advice: "start the command again; nothing was changed".to_owned(),
        },
        _ => AppError::File { path: "the terminal".into(), source: error },
    })
}

/// The words of questions outside the till: the machine's language.
pub(super) fn words(screen: &ScreenConfig) -> Words {
    let machine = || std::env::var("LC_ALL").or_else(|_| std::env::var("LANG")).ok();
    let tag = screen.language.clone().or_else(machine).unwrap_or_default();
    Words::new(Lang::from_tag(&tag).unwrap_or_default())
}

/// Seals what present police recipients cannot open yet, also what an interrupted run left. A
/// recipient that somebody wrote into the file is an entry before it gets anything.
pub(super) fn hand_on(recorder: &mut Recorder, staff: Option<&str>) -> Result<(), AppError> {
    if recorder.vault.recipients_slipped_in()? {
        let all = recorder.vault.recipients();
        record_recipients(recorder, "found", staff)?;
        recorder.vault.remember_recipients()?;
        Out::note(&format!("keys/recipients was changed by hand: {} police keys now open entries", all.len()));
    }
    let stale = recorder.vault.stale_keys()?;
    if stale == 0 {
        return Ok(());
    }
    let bar = Progress::new("handing keys on", Some(stale));
    let damaged = recorder.vault.hand_on_keys(&mut |done| bar.at(done))?;
    drop(bar);
    if damaged > 0 {
        Out::note(&format!(
            "{damaged} entries could not be handed on, because they do not open; run `countercheck verify`"
        ));
    }
    Ok(())
}

/// The entry that says who can open entries from now on.
pub(super) fn record_recipients(recorder: &mut Recorder, how: &str, staff: Option<&str>) -> Result<(), AppError> {
    let prints: Vec<String> = recorder.vault.recipients().iter().map(|r| fingerprint(r)).collect();
    let draft = Draft::new(fresh_id(), LeafKind::RecipientsChanged, shop::now());
    let mut draft = draft.with("how", how).with("recipients", prints);
    draft.fields.extend(shop::who(staff).map(|who| Field::person("staff.1", who)));
    recorder.record(&[draft])?;
    Ok(())
}

/// Tells of secret files that others on the machine can read.
pub(super) fn tell_exposed(recorder: &Recorder, paths: &Paths) {
    for path in recorder.vault.exposed_files() {
        let shown = path.strip_prefix(paths.root()).unwrap_or(&path);
        Out::note(&format!("{} can be read by others on this machine; chmod 600 closes it", shown.display()));
    }
}
