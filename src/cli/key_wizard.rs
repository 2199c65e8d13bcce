//! Questions about the shop's key: which lock, which passphrase, and whether the recovery key on
//! paper is the right one.

use super::wizard::Prompts;
use crate::vault::{MIN_PASSPHRASE, RecoveryKey, RecoveryKeyError};
use crate::words::Arg;
use std::io::{self, ErrorKind};
use std::path::Path;
use zeroize::Zeroizing;

/// Longest secret that is typed, in bytes.
const LONGEST: usize = 1024;

/// What the owner chose.
#[derive(Clone, PartialEq, Eq)]
pub enum Lock {
    /// A passphrase.
    Passphrase(Zeroizing<String>),
    /// The key lies in the folder.
    File,
}

impl std::fmt::Debug for Lock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if matches!(self, Self::File) { "File" } else { "Passphrase" })
    }
}

/// Asks which lock the shop's key gets; a key file only where somebody says so.
pub fn choose_lock(prompts: &mut Prompts<'_>) -> io::Result<Lock> {
    let title = prompts.words.say("vault-lock-title");
    prompts.say(&format!("\n{title}"))?;
    for key in ["vault-lock-passphrase", "vault-lock-file"] {
        let line = prompts.words.say(key);
        prompts.say(&format!("  {line}"))?;
    }
    loop {
        match prompts.ask("vault-lock-choose", "1")?.as_str() {
            "1" => return new_passphrase(prompts).map(Lock::Passphrase),
            "2" => return Ok(Lock::File),
            _ => {}
        }
    }
}

/// Asks for a new passphrase twice.
pub fn new_passphrase(prompts: &mut Prompts<'_>) -> io::Result<Zeroizing<String>> {
    loop {
        let first = typed_secret(prompts, "vault-passphrase-new")?;
        if first.chars().count() < MIN_PASSPHRASE {
            let text = prompts.words.say_with("vault-passphrase-short", &[("n", Arg::from(MIN_PASSPHRASE))]);
            prompts.say(&text)?;
            continue;
        }
        if typed_secret(prompts, "vault-passphrase-again")? == first {
            return Ok(first);
        }
        let text = prompts.words.say("vault-passphrase-differs");
        prompts.say(&text)?;
    }
}

/// Shows the recovery key, offers to save it, and has it typed back from the paper.
pub fn recovery(
    prompts: &mut Prompts<'_>,
    key: &RecoveryKey,
    save: &dyn Fn(&Path) -> Result<(), String>,
) -> io::Result<()> {
    loop {
        for text in ["vault-recovery-title", "vault-recovery-keep"] {
            let text = prompts.words.say(text);
            prompts.say(&format!("\n{text}"))?;
        }
        prompts.say(&format!("\n    {}\n", *key.to_text()))?;
        offer_to_save(prompts, save)?;
        if type_back(prompts, key)? {
            let text = prompts.words.say("vault-recovery-fits");
            return prompts.say(&text);
        }
    }
}

fn offer_to_save(prompts: &mut Prompts<'_>, save: &dyn Fn(&Path) -> Result<(), String>) -> io::Result<()> {
    loop {
        let path = prompts.ask("vault-recovery-save", "-")?;
        if path == "-" {
            break;
        }
        match save(Path::new(&path)) {
            Ok(()) => {
                let text = prompts.words.say_with("vault-recovery-saved", &[("path", Arg::from(&path))]);
                prompts.say(&text)?;
                break;
            }
            Err(why) => {
                let why = crate::words::escape(&why, 200);
                let text = prompts.words.say_with("vault-recovery-failed", &[("why", Arg::from(&why))]);
                prompts.say(&text)?;
            }
        }
    }
    let text = prompts.words.say("vault-recovery-ready");
    prompts.say(&text)?;
    let mut line = String::new();
    if prompts.input.read_line(&mut line)? == 0 {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    if (prompts.hide)(false) {
        // What stands on the paper is tried, not what stands on the screen.
        write!(prompts.output, "\x1b[H\x1b[2J\x1b[3J")?;
        prompts.output.flush()?;
    }
    Ok(())
}

/// `false` when somebody wants to see the key again.
fn type_back(prompts: &mut Prompts<'_>, key: &RecoveryKey) -> io::Result<bool> {
    loop {
        let typed = Zeroizing::new(prompts.ask("vault-recovery-type", "-")?);
        if *typed == "-" {
            return Ok(false);
        }
        let text = match RecoveryKey::parse(&typed) {
            Ok(read) if read == *key => return Ok(true),
            Ok(_) => prompts.words.say("vault-recovery-other"),
            Err(RecoveryKeyError::Group { group }) => {
                prompts.words.say_with("vault-recovery-group", &[("n", Arg::from(group))])
            }
            Err(RecoveryKeyError::Length { found }) => {
                prompts.words.say_with("vault-recovery-length", &[("n", Arg::from(found))])
            }
        };
        prompts.say(&text)?;
    }
}

/// Asks for a secret; on a terminal nothing of it is shown.
pub fn typed_secret(prompts: &mut Prompts<'_>, question: &str) -> io::Result<Zeroizing<String>> {
    let question = prompts.words.say(question);
    write!(prompts.output, "{question}: ")?;
    prompts.output.flush()?;
    (prompts.hide)(true);
    let typed = hidden_line(prompts);
    if (prompts.hide)(false) {
        writeln!(prompts.output)?;
    }
    typed
}

/// A line byte by byte: a terminal without echo leaves editing to us.
fn hidden_line(prompts: &mut Prompts<'_>) -> io::Result<Zeroizing<String>> {
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST + 1));
    let mut byte = [0];
    loop {
        let end = prompts.input.read(&mut byte)? == 0;
        match byte[0] {
            // ^C, and ^D on an empty line
            _ if end => return Err(ErrorKind::UnexpectedEof.into()),
            3 => return Err(ErrorKind::UnexpectedEof.into()),
            4 if line.is_empty() => return Err(ErrorKind::UnexpectedEof.into()),
            b'\n' | b'\r' => break,
            // ^U
            21 => line.clear(),
            8 | 127 => while line.pop().is_some_and(|b| b & 0xc0 == 0x80) {},
            0..32 => {}
            b if line.len() < LONGEST => line.push(b),
            _ => {}
        }
    }
    Ok(Zeroizing::new(String::from_utf8_lossy(&line).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Lang, Words};

    fn with<T>(input: &str, run: impl FnOnce(&mut Prompts<'_>) -> io::Result<T>) -> (io::Result<T>, String) {
        let words = Words::new(Lang::ENGLISH);
        let (mut input, mut output) = (input.as_bytes(), Vec::new());
        let mut prompts =
            Prompts { input: &mut input, output: &mut output, words: &words, refuse: &|_, _| None, hide: &|_| false };
        let done = run(&mut prompts);
        (done, String::from_utf8(output).unwrap())
    }

    #[test]
    fn a_passphrase_is_asked_for_until_it_is_long_and_typed_twice() {
        let input =
            "short\nthree blue bicycles\nthree blue bicycle\nthree blue bicycl\u{e9}\u{7f}es\nthree blue bicycles\n";
        let (typed, said) = with(input, new_passphrase);
        assert_eq!(*typed.unwrap(), "three blue bicycles");
        assert!(said.contains("at least 8 characters") && said.contains("differ"), "{said}");
        assert!(!said.contains("bicycl"), "{said}");
        assert!(with("three blue\x03", new_passphrase).0.is_err());
    }

    #[test]
    fn a_key_file_is_an_answer_of_its_own() {
        assert_eq!(with("9\n2\n", choose_lock).0.unwrap(), Lock::File);
        assert_eq!(
            with("\nthree blue bicycles\nthree blue bicycles\n", choose_lock).0.unwrap(),
            Lock::Passphrase("three blue bicycles".to_owned().into())
        );
        assert!(with("", choose_lock).0.is_err());
    }

    #[test]
    fn the_recovery_key_is_typed_back_from_paper() {
        let key = RecoveryKey::random().unwrap();
        let other = RecoveryKey::random().unwrap();
        let typed = key.to_text().to_lowercase();
        // A slip of the first character; one in thirty-two passes its group's check character.
        let slips = ('2'..='9').map(|c| format!("{c}{}", &typed[1..]));
        let wrong = slips.filter(|slip| RecoveryKey::parse(slip).is_err()).find(|slip| *slip != *typed).unwrap();
        let input = format!("bad/path\n\n\n{wrong}\nabc\n{}\n\n\n\n{typed}\n", *other.to_text());
        let (done, said) = with(&input, |p| recovery(p, &key, &|_| Err("no such folder".into())));
        assert!(done.is_ok(), "{said}");
        for text in ["no such folder", "Group 1", "35", "not this one"] {
            assert!(said.contains(text), "{text}: {said}");
        }
        assert_eq!(said.matches(&*key.to_text()).count(), 2, "an empty answer shows it again");
        assert!(with("\n\n", |p| recovery(p, &key, &|_| Ok(()))).0.is_err(), "leaving is no success");
    }
}
