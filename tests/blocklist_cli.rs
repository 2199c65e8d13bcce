//! `list …` as a publisher and a shop use it: files in, files and lines out.

#![cfg(test)]
#![expect(clippy::disallowed_methods, reason = "files of a test need not survive a power cut")]

use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn run(dir: &Path, args: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countercheck"));
    command.arg("list").args(args).current_dir(dir);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that reads nothing may have closed its end.
    let _closed = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn ok(dir: &Path, args: &[&str]) -> String {
    let output = run(dir, args, b"");
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    String::from_utf8_lossy(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn write(dir: &Path, name: &str, text: impl AsRef<[u8]>) {
    std::fs::write(dir.join(name), text).unwrap();
}

const OWN: &str = "imei,status,reason,since,reporter,country\n\
    352099001761481,stolen,0011,2025-11-03,Example Police,GB\n\
    352099001761499,lost,,,,\n\
    490154203237518,pending,\"a, \"\"b\"\"\",2019-08-19,'=1+1,FR\n";

const DIRBS: &str = "IMEI,reporting_date,status\n35209900176148,20260102,blacklist\n35209900176149A,,pending\n*#06#,20260102,blacklist\n";

#[test]
fn a_list_is_built_asked_and_written_back() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    write(dir, "a.csv", OWN);
    let built = ok(dir, &["build", "a.csv", "--output", "a.list", "--json", "--issued-at", "2026-01-31T12:00:00Z"]);
    let built: Value = serde_json::from_str(&built).unwrap();
    assert_eq!((&built["list"], &built["version"], &built["entries"]), (&"a".into(), &1.into(), &3.into()));

    let found = run(dir, &["find", "--file", "a.list", "35-209900-176148-1", "--json"], b"");
    assert_eq!(found.status.code(), Some(3));
    let expected = r#"{"imei":"352099001761481","outcome":"listed","status":"stolen","reason":"0011","since":"2025-11-03","reporter":"Example Police (GB)","list":"a","version":1,"issued_at":"2026-01-31T12:00:00.000Z"}"#;
    assert_eq!(String::from_utf8_lossy(&found.stdout).trim(), expected);

    let several =
        run(dir, &["find", "--file", "a.list", "-", "--json"], b"352099001761507\n490154203237518\n\nnonsense\n");
    let outcomes: Vec<_> = lines(&several).iter().map(|line| line["outcome"].clone()).collect();
    assert_eq!(outcomes, ["no_answer", "caution", "no_answer"], "a miss in an old list vouches for nothing");
    ok(dir, &["build", "a.csv", "--output", "now.list"]);
    let found = ok(dir, &["find", "--file", "now.list", "352099001761507", "--json"]);
    assert!(found.contains(r#""outcome":"not_listed""#), "{found}");
    assert_eq!(several.status.code(), Some(4));
    assert_eq!(run(dir, &["find", "--file", "a.list", "352099001761507"], b"").status.code(), Some(5));

    let status: Value = serde_json::from_str(&ok(dir, &["status", "--file", "a.list", "--json"])).unwrap();
    assert_eq!((&status["entries"], &status["signer"]), (&3.into(), &Value::Null));

    let dumped = ok(dir, &["dump", "--file", "a.list"]);
    assert_eq!(dumped, OWN);
    write(dir, "b.csv", &dumped);
    ok(dir, &["build", "b.csv", "--output", "b.list", "--name", "a", "--issued-at", "2026-01-31T12:00:00Z"]);
    assert_eq!(std::fs::read(dir.join("a.list")).unwrap(), std::fs::read(dir.join("b.list")).unwrap());
}

#[test]
fn foreign_columns_and_changes_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    write(dir, "full.csv", DIRBS);
    let changes = "imei,reporting_date,status,change_type\n35209900176148,20260102,blacklist,remove\n35209900176150,20260103,blacklist,add\n";
    write(dir, "delta.csv", changes);
    let built = ok(dir, &["build", "full.csv", "--output", "one.list", "--name", "n", "--json"]);
    let built: Value = serde_json::from_str(&built).unwrap();
    assert_eq!((&built["entries"], &built["rejected"]), (&2.into(), &1.into()));
    let rejects = std::fs::read_to_string(dir.join("one.list.rejected.csv")).unwrap();
    assert_eq!(rejects, "file,line,kept,why\n\"full.csv\",4,no,\"\"\"*#06#\"\" is no IMEI\"\n");

    // A build that takes every line takes the old file away; never one that is somebody else's.
    write(dir, "clean.csv", OWN);
    ok(dir, &["build", "full.csv", "--output", "clean.list"]);
    assert!(dir.join("clean.list.rejected.csv").exists());
    ok(dir, &["build", "clean.csv", "--output", "clean.list"]);
    assert!(!dir.join("clean.list.rejected.csv").exists());
    write(dir, "mine.txt", "not a file of rejected lines");
    ok(dir, &["build", "clean.csv", "--output", "clean.list", "--rejects", "mine.txt"]);
    assert!(dir.join("mine.txt").exists());

    ok(dir, &["build", "full.csv", "delta.csv", "--output", "two.list", "--name", "n", "--version", "2"]);
    let dumped = ok(dir, &["dump", "--file", "two.list"]);
    assert_eq!(
        dumped,
        "imei,status,reason,since,reporter,country\n352099001761499,pending,,,,\n352099001761507,blocked,,2026-01-03,,\n"
    );

    ok(dir, &["build", "--delta", "one.list", "two.list", "--output", "two.changes"]);
    let over = ["find", "--file", "one.list", "--overlay", "two.changes", "352099001761481"];
    assert_eq!(run(dir, &over, b"").status.code(), Some(0));
    assert_eq!(run(dir, &["find", "--file", "one.list", "352099001761481"], b"").status.code(), Some(3));
    ok(dir, &["fold", "--file", "one.list", "--overlay", "two.changes", "--output", "folded.list"]);
    assert_eq!(std::fs::read(dir.join("folded.list")).unwrap(), std::fs::read(dir.join("two.list")).unwrap());
    let refused = run(dir, &["build", "--delta", "two.list", "one.list", "--output", "x"], b"");
    assert_eq!(refused.status.code(), Some(1));
    assert!(!dir.join("x").exists());
}

#[test]
fn packed_files_and_standard_input_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(OWN.as_bytes()).unwrap();
    write(dir, "a.csv.gz", gz.finish().unwrap());
    let packed = ruzstd::encoding::compress_to_vec(OWN.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    write(dir, "a.csv.zst", packed);
    for source in ["a.csv.gz", "a.csv.zst"] {
        ok(
            dir,
            &[
                "build",
                source,
                "--output",
                source.rsplit('.').next().unwrap(),
                "--issued-at",
                "2026-01-31T12:00:00Z",
                "--name",
                "a",
            ],
        );
    }
    let piped = ["build", "-", "--output", "piped", "--issued-at", "2026-01-31T12:00:00Z", "--name", "a"];
    assert!(run(dir, &piped, OWN.as_bytes()).status.success());
    let bytes = |name| std::fs::read(dir.join(name)).unwrap();
    assert_eq!(bytes("gz"), bytes("zst"));
    assert_eq!(bytes("gz"), bytes("piped"));
}

#[test]
fn a_list_that_shrank_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    write(dir, "four.csv", "imei\n35209900176148\n35209900176149\n35209900176150\n35209900176151\n");
    write(dir, "two.csv", "imei\n35209900176148\n35209900176149\n");
    ok(dir, &["build", "four.csv", "--output", "n.list"]);
    let before = std::fs::read(dir.join("n.list")).unwrap();
    let refused = run(dir, &["build", "two.csv", "--output", "n.list"], b"");
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("shrank by more than a quarter"));
    assert_eq!(std::fs::read(dir.join("n.list")).unwrap(), before);
    ok(dir, &["build", "two.csv", "--output", "n.list", "--allow-shrink"]);
    let status: Value = serde_json::from_str(&ok(dir, &["status", "--file", "n.list", "--json"])).unwrap();
    assert_eq!((&status["entries"], &status["version"]), (&2.into(), &2.into()));
    // A file that is no list is not overwritten.
    let refused = run(dir, &["build", "two.csv", "--output", "four.csv"], b"");
    assert_eq!(refused.status.code(), Some(1));
    assert!(std::fs::read_to_string(dir.join("four.csv")).unwrap().starts_with("imei\n"));
}

#[test]
fn a_damaged_page_is_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    write(dir, "a.csv", OWN);
    ok(dir, &["build", "a.csv", "--output", "a.list"]);
    let mut bytes = std::fs::read(dir.join("a.list")).unwrap();
    bytes[4096 + 20] ^= 4;
    write(dir, "a.list", &bytes);
    for number in ["352099001761481", "352099001761507"] {
        let asked = run(dir, &["find", "--file", "a.list", number, "--json"], b"");
        assert_eq!(asked.status.code(), Some(5));
        assert_eq!(lines(&asked)[0]["outcome"], "no_answer");
        assert!(String::from_utf8_lossy(&asked.stderr).contains("page 0 of the block list is damaged"));
    }
    assert_eq!(run(dir, &["status", "--file", "a.list"], b"").status.code(), Some(1));
    write(dir, "a.list", &bytes[..bytes.len() - 1]);
    assert_eq!(run(dir, &["find", "--file", "a.list", "352099001761481"], b"").status.code(), Some(1));
}

/// What several lines say of one number, in one run of the sort and in many.
#[test]
fn reports_about_one_number_are_settled() {
    use countercheck::blocklist::files::{Heap, Source, fold, write as write_list};
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let text = "imei,status,reason,since,reporter,country,change\n\
        35209900176148,lost,,2020-01-01,A,GB,\n\
        35209900176149,stolen,,2020-01-01,A,GB,\n\
        35209900176148,stolen,x,2019-01-01,B,GB,\n\
        35209900176149,,,,A,GB,remove\n\
        35209900176150,faulty,,2020-01-01,A,GB,\n\
        35209900176150,faulty,,2021-01-01,B,GB,\n\
        35209900176150,blocked,,2022-01-01,A,GB,\n\
        35209900176150,,,,A,GB,remove\n\
        35209900176151,lost,,,A,GB,\n\
        35209900176151,removed,,,,,\n\
        35209900176152,lost,,,A,GB,\n\
        35209900176152,removed,,,B,GB,\n";
    write(dir, "several.csv", text);
    let mut made = Vec::new();
    for run in [1, 3, 1000] {
        let mut heap = Heap::with_run(dir, run);
        let source = Source::new(&dir.join("several.csv"));
        heap.read(&source, &std::sync::Arc::default(), &mut |_, _, _| Ok(()), &mut || ()).unwrap();
        let mut sorted = heap.settle().unwrap();
        let path = dir.join(format!("{run}.list"));
        let identity = countercheck::blocklist::Identity { name: "n".into(), version: 1, changes: None, issued: 5 };
        assert_eq!(write_list(&path, identity, &heap.words, &mut sorted, &mut |_| ()).unwrap().entries, 3);
        made.push(std::fs::read(&path).unwrap());
    }
    assert!(made.windows(2).all(|pair| pair[0] == pair[1]));
    let dumped = ok(dir, &["dump", "--file", "3.list"]);
    let expected = "imei,status,reason,since,reporter,country\n\
        352099001761481,stolen,x,2019-01-01,B,GB\n\
        352099001761507,faulty,,2021-01-01,B,GB\n\
        352099001761523,lost,,,A,GB\n";
    assert_eq!(dumped, expected);
    let alone =
        countercheck::blocklist::files::open(&dir.join("3.list"), countercheck::blocklist::Trust::Never).unwrap();
    let stack = countercheck::blocklist::Stack::new(alone, vec![]).unwrap();
    fold(&dir.join("again.list"), &stack, &mut |_| ()).unwrap();
    assert_eq!(std::fs::read(dir.join("again.list")).unwrap(), made[0]);
    let left = std::fs::read_dir(dir)
        .unwrap()
        .filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().starts_with(".sort"));
    assert_eq!(left.count(), 0);
}
