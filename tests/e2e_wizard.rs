//! The first start: a few questions on the terminal, then the till is open.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use support::numbers;
use support::program::{command, run};
use support::registry::Registry;
use support::shop::put;
use support::till::{Till, result};

#[test]
fn a_few_answers_open_a_till_that_checks() {
    let registry = Registry::start();
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("shop");
    let data = data.to_str().expect("a path in UTF-8");
    let mut till = Till::start(&["--data", data]);
    let answers: [(&str, &str); 11] = [
        ("Name of the shop:", ""),
        ("Please fill this in first.", "Corner Phones"),
        ("Name of this terminal [till-1]:", ""),
        ("Country and place", "GB"),
        ("Whose rules apply (number or id; 0: none of these) [1]:", "mars"),
        ("There are no rules of that name here.", "scotland"),
        ("Time zone [Europe/London]:", "Mars/Base"),
        ("Mars/Base is not a known time zone", ""),
        ("Number of a source (0 ends)", "1"),
        ("Address of the service:", &registry.url()),
        ("Address of the service: http", "0"),
    ];
    for (question, answer) in answers {
        till.sees(question);
        till.send(format!("{answer}\r").as_bytes());
    }
    till.sees("try the scanner");
    till.send(b"352099001761481\r");
    protect(&mut till);
    till.sign_in("EK");
    let screen = till.scan(&numbers::nth(0), "NOT LISTED");
    assert!(screen.contains("Corner Phones"), "{screen}");
    // Without a table of device types the till cannot know whether this is the same handset's other number.
    till.send(format!("{}\r", numbers::listed()).as_bytes());
    till.sees("One handset or two?");
    till.send(b"a");
    till.until("the second handset's card", |screen| result(screen).contains("STOP"));
    assert_eq!(till.leave(), 0);
    run(&mut command(&["--data", data, "check", &numbers::pending()])).expect(4);
    // What a person tells the shop is behind the passphrase.
    let show = ["--data", data, "log", "show", "--reveal", "test"];
    assert!(run(&mut command(&show)).expect(1).err.contains("locked"));
    let file = folder.path().join("passphrase");
    put(&file, PASSPHRASE.as_bytes());
    let with = [&show[..], &["--passphrase-file", file.to_str().expect("a path in UTF-8")]].concat();
    assert!(run(&mut command(&with)).expect(0).out.contains("staff.1=EK"));
}

const PASSPHRASE: &str = "three blue bicycles";

/// Answers the questions about the shop's key as a careful owner does.
fn protect(till: &mut Till) {
    till.sees("How is it protected? [1]:");
    till.send(b"\r");
    for (question, answer) in [
        ("New passphrase", "three\r"),
        ("too short", "three blue bicycles\r"),
        ("The same once more", "three blue bicycle\r"),
        ("The two differ", ""),
        ("New passphrase", "three blue bicycles\r"),
    ] {
        till.sees(question);
        till.send(answer.as_bytes());
    }
    till.send(format!("{PASSPHRASE}\r").as_bytes());
    let screen = till.sees("File to save it in");
    let key = screen.lines().map(str::trim).find(|line| line.len() == 41 && line.matches('-').count() == 6);
    let key = key.unwrap_or_else(|| panic!("no recovery key: {screen}")).to_owned();
    till.send(b"\r");
    till.sees("Press Enter when you have it");
    till.send(b"\r");
    let screen = till.until("the empty screen", |screen| screen.contains("from your paper") && !screen.contains(&key));
    assert!(!screen.contains(&key[..5]), "{screen}");
    till.send(format!("{}\r", &key[..40]).as_bytes());
    till.sees("35 letters and digits, not 34");
    till.send(format!("{}\r", key.to_lowercase().replace('-', " ")).as_bytes());
    till.sees("Who is at the counter?");
    let raw = String::from_utf8_lossy(&till.raw()).into_owned();
    assert!(!raw.contains("bicycle"), "a passphrase was shown");
}

#[test]
fn leaving_the_questions_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("shop");
    let mut till = Till::start(&["--data", data.to_str().expect("a path in UTF-8")]);
    till.sees("Name of the shop:");
    till.send(b"Corner\r");
    till.sees("Name of this terminal");
    till.send(b"\x04");
    assert_eq!(till.ended(), 0);
    assert!(!data.exists());
}
