//! The first start: a few questions on the terminal, then the till is open.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use support::numbers;
use support::program::{command, run};
use support::registry::Registry;
use support::till::{Till, result};

#[test]
fn a_few_answers_open_a_till_that_checks() {
    let registry = Registry::start();
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("shop");
    let data = data.to_str().expect("a path in UTF-8");
    let mut till = Till::start(&["--data", data]);
    let answers: [(&str, &str); 9] = [
        ("Name of the shop:", ""),
        ("Please fill this in first.", "Corner Phones"),
        ("Name of this terminal [till-1]:", ""),
        ("Country and place", "GB"),
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
