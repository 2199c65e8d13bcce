//! The command line as an interface: words, statuses, exact texts. The cases lie in `tests/cli`.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use support::program::{Done, command, run, run_with};
use support::shop::{Shop, put};

/// One file of cases. `{DIR}` is an empty folder of its own for the file, in which files can be put
/// and whose name stands as `{DIR}` in what is compared; `{SHOP}` is a shop without sources in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    #[serde(default)]
    files: BTreeMap<String, String>,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    args: Vec<String>,
    #[serde(default)]
    stdin: String,
    status: i32,
    #[serde(default)]
    stdout: String,
    #[serde(default)]
    stderr: String,
}

/// Runs every case of one file, and tells all that differ.
fn cases(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli").join(name);
    let text = std::fs::read_to_string(&path).expect("a file of cases");
    let cases: Cases = toml::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().to_str().expect("a path in UTF-8");
    let shop = folder.path().join("shop");
    let shop = shop.to_str().expect("a path in UTF-8");
    if text.contains("{SHOP}") {
        let words = ["--data", shop, "init", "--shop", "Corner", "--terminal", "till-1"];
        run(&mut command(&words)).expect(0);
    }
    for (file, content) in &cases.files {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        put(&path, content.as_bytes());
    }
    let place = |text: &str| text.replace("{SHOP}", shop).replace("{DIR}", dir);
    let unplace = |text: &str| text.replace(shop, "{SHOP}").replace(dir, "{DIR}");
    let mut wrong = String::new();
    for case in &cases.case {
        let words: Vec<String> = case.args.iter().map(|word| place(word)).collect();
        let done = run_with(&mut command(&words), case.stdin.as_bytes());
        let (out, err) = (unplace(&done.out), unplace(&done.err));
        if done.status != case.status || !alike(&case.stdout, &out) || !alike(&case.stderr, &err) {
            let found = format!(
                "args = {:?}\nstatus = {}\nstdout = '''\n{out}'''\nstderr = '''\n{err}'''\n\n",
                case.args, done.status
            );
            wrong.push_str(&found);
        }
    }
    assert!(wrong.is_empty(), "{name}: these came out differently:\n\n{wrong}");
    assert!(!cases.case.is_empty(), "{name} holds no case");
}

/// Equal, where `[..]` in a line stands for any part of it.
fn alike(wanted: &str, found: &str) -> bool {
    wanted.lines().count() == found.lines().count() && wanted.lines().zip(found.lines()).all(|(w, f)| line_alike(w, f))
}

fn line_alike(wanted: &str, found: &str) -> bool {
    let mut parts = wanted.split("[..]");
    let Some(mut rest) = parts.next().and_then(|first| found.strip_prefix(first)) else { return false };
    let mut open = false;
    for part in parts {
        open = part.is_empty();
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    open || rest.is_empty()
}

#[test]
fn the_placeholder_stands_for_a_part_of_a_line() {
    assert!(line_alike("a [..] c", "a b c") && line_alike("a [..]", "a b") && line_alike("a", "a"));
    assert!(!line_alike("a [..] c", "a b d") && !line_alike("a", "a b") && !line_alike("b", "a b"));
    assert!(!alike("a\n", "a\nb\n"));
}

#[test]
fn identify() {
    cases("identify.toml");
}

#[test]
fn wrong_words() {
    cases("errors.toml");
}

#[test]
fn wrong_configs() {
    cases("config.toml");
}

#[test]
fn checks_and_the_register() {
    cases("check.toml");
}

#[test]
fn papers() {
    cases("papers.toml");
}

/// Every command and subcommand, found by asking for help.
fn commands() -> Vec<Vec<String>> {
    let mut found = vec![Vec::new()];
    let mut next = 0;
    while next < found.len() {
        let words = found[next].clone();
        next += 1;
        let help = help(&words);
        let listed = help.out.split("Commands:\n").nth(1).unwrap_or_default();
        for line in listed.lines().take_while(|line| line.starts_with("  ")) {
            // A description that wraps is set further in.
            let Some(name) = line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')) else { continue };
            let name = name.split_whitespace().next().expect("a name");
            if name != "help" {
                found.push(words.iter().cloned().chain([name.to_owned()]).collect());
            }
        }
    }
    found
}

fn help(words: &[String]) -> Done {
    let mut all = words.to_vec();
    all.push("--help".to_owned());
    run(&mut command(&all)).expect(0)
}

#[test]
fn every_command_has_help_with_an_example() {
    let commands = commands();
    assert!(commands.len() >= 15, "{commands:?}");
    for words in &commands {
        let help = help(words);
        assert_eq!(help.err, "", "{words:?}");
        let groups = help.out.contains("\nCommands:\n") && !words.is_empty();
        assert!(groups || help.out.contains("Example"), "{words:?} has no example:\n{}", help.out);
        let call = format!("countercheck {}", words.join(" "));
        let examples = help.out.split("Example").nth(1).unwrap_or_default();
        assert!(groups || examples.contains(call.trim()), "{words:?}: the example calls something else:\n{}", help.out);
        let long = help.out.lines().find(|line| line.chars().count() > 110);
        assert!(long.is_none(), "{words:?}: {long:?}");
    }
}

#[test]
fn completions_come_for_every_shell_and_know_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let done = run(&mut command(&["completions", shell])).expect(0);
        for word in ["check", "identify", "registry", "epoch", "--jurisdiction"] {
            let word = if shell == "fish" { word.trim_start_matches('-') } else { word };
            assert!(done.out.contains(word), "{shell}: {word}");
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("completions.bash");
    put(&script, run(&mut command(&["completions", "bash"])).expect(0).out.as_bytes());
    let mut bash = std::process::Command::new("bash");
    if bash.arg("-n").arg(&script).output().is_err() {
        println!("skipped: no bash to read the script");
        return;
    }
    run(&mut bash).expect(0);
}

#[test]
fn manual_pages_are_written_for_every_command_and_can_be_rendered() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().to_str().expect("a path in UTF-8");
    run(&mut command(&["man", dir])).expect(0);
    let renders = std::process::Command::new("man").arg("--version").output().is_ok();
    if !renders {
        println!("skipped: no man to render the pages with");
    }
    for words in commands() {
        let name = ["countercheck".to_owned()].into_iter().chain(words.clone()).collect::<Vec<_>>().join("-");
        let page = folder.path().join(format!("{name}.1"));
        let text = std::fs::read_to_string(&page).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(text.contains(".TH ") && text.contains(".SH SYNOPSIS"), "{name}");
        if !renders {
            continue;
        }
        let mut man = std::process::Command::new("man");
        man.args(["--warnings", "-l"]).arg(&page).env("LC_ALL", "C.UTF-8").env("MANWIDTH", "90").env("PAGER", "cat");
        let done = run(&mut man).expect(0);
        // `man` finds fault with markup on standard error.
        assert_eq!(done.err, "", "{name}");
        assert!(done.out.contains("SYNOPSIS"), "{name}: {}", done.out);
    }
}

#[test]
fn ports_prints_lines_that_can_be_read() {
    for line in run(&mut command(&["ports", "--json"])).expect(0).lines() {
        let names: Vec<&str> = line.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(names, ["path", "usb", "serial", "product", "known"], "{line}");
    }
    assert!(!run(&mut command(&["ports"])).expect(0).out.is_empty());
}

#[test]
fn a_shop_is_set_up_once_and_its_folder_is_its_owners() {
    use std::os::unix::fs::PermissionsExt;
    let shop = Shop::offline();
    let mode = |name: &str| {
        let file = std::fs::metadata(shop.data().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        file.permissions().mode() & 0o777
    };
    assert_eq!(mode("."), 0o700);
    for name in ["ledger.db", "vault.db", "keys/ledger", "keys/till", "keys/shop", "keys/token"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    let before = shop.entries();
    let again = shop.run(&["init", "--shop", "Other", "--terminal", "till-2"]).expect(1);
    assert!(again.err.contains("there is a shop in") && again.err.contains("already"), "{}", again.err);
    assert_eq!(shop.entries(), before);
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", "\"$0\" completions bash | head -n 1", support::program::BIN]);
    let done = run(&mut shell).expect(0);
    assert_eq!(done.err, "");
}
