//! Every recording in hw/captures gives what its author wrote into it, and hw/ agrees with the code.
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of a test may fail it")]

use countercheck::clock::Moment;
use countercheck::scan::{Input, Key, ScanSettings, ports, read, replay};
use std::path::PathBuf;

fn hw(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("hw").join(path)
}

/// Inputs as the lines that a capture expects.
fn told(inputs: &[Input], settings: &ScanSettings) -> Vec<String> {
    let mut lines = Vec::new();
    for input in inputs {
        match input {
            Input::Key(Key::Char(c)) => lines.push(format!("key Char({c:?})")),
            Input::Key(key) => lines.push(format!("key {key:?}")),
            Input::Text(text) => lines.push(format!("text {text}")),
            Input::Trouble(trouble) => lines.push(format!("trouble {}", trouble.word())),
            Input::Scan(scan) => {
                let frame = read(&scan.raw, settings);
                lines.push("scan".to_owned());
                lines.extend(frame.trouble.map(|t| format!("trouble {}", t.word())));
                lines.extend(frame.identifiers.iter().map(|found| format!("{} {}", found.kind.word(), found.value)));
                if frame.identifiers.is_empty() {
                    lines.extend(frame.rejected.iter().map(|why| format!("rejected {}", why.rejection.part.word())));
                }
            }
            other => lines.push(format!("{other:?}")),
        }
    }
    lines
}

#[test]
fn captures_give_what_they_say() {
    let settings = ScanSettings::default();
    let start = Moment::new("2026-05-02T10:00:00Z".parse().unwrap(), 60_000);
    let mut played = 0;
    for file in std::fs::read_dir(hw("captures")).unwrap() {
        let path = file.unwrap().path();
        let capture =
            replay::read(std::fs::File::open(&path).unwrap()).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert!(!capture.expected.is_empty(), "{} expects nothing", path.display());
        assert_eq!(told(&capture.inputs(&settings, start), &settings), capture.expected, "{}", path.display());
        played += 1;
    }
    assert!(played >= 15, "{played} captures");
}

#[test]
fn the_table_and_the_rules_name_every_known_scanner() {
    let table = std::fs::read_to_string(hw("README.md")).unwrap();
    let rules = std::fs::read_to_string(hw("udev/60-countercheck.rules")).unwrap();
    for known in ports::KNOWN {
        let id = known.pid.map_or_else(|| format!("`{:04x}`", known.vid), |pid| format!("{:04x}:{pid:04x}", known.vid));
        assert!(table.contains(id.trim_end_matches('`')), "{id} is not in hw/README.md");
        assert!(rules.contains(&format!("ATTRS{{idVendor}}==\"{:04x}\"", known.vid)), "{id} is not in the udev rules");
    }
    for needed in ["ID_MM_DEVICE_IGNORE", "uaccess", "SYMLINK+=\"barcode/scanner-%n\""] {
        assert!(rules.contains(needed), "{needed}");
    }
}

/// Every jump of the rules has its label, and no rule stands on two lines.
#[test]
fn the_rules_are_well_formed() {
    let rules = std::fs::read_to_string(hw("udev/60-countercheck.rules")).unwrap();
    let lines: Vec<&str> = rules.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
    for line in &lines {
        for part in line.split(", ") {
            assert!(part.ends_with('"') && part.matches('"').count() == 2, "{line}");
        }
        if let Some((_, label)) = line.split_once("GOTO=\"") {
            assert!(lines.contains(&format!("LABEL=\"{label}").as_str()), "{line}");
        }
    }
}
