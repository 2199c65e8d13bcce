//! Both forms of TAC tables: small ones written here, and the real ones of the shared folder.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a test fails by panicking and says why it skips")]

use countercheck::imei::{Imei, Note, TacError, TacTable};
use std::fs::File;
use std::path::PathBuf;

const OSMOCOM: &str = "Example table under CC-BY-SA v3.0 (c) Somebody 2016\n\
    tac,name,name,contributor,comment,gsmarena,gsmarena,aka\n\
    35675904,Oppo,N1,Kévin,,http://a,http://b,\n\
    \u{20}35572302,Nokia,3120 classic,x,,,,\"3120c-1,RM-364\"\n\
    01234567,\"Maker, Inc.\",\"Mod\u{1b}[2Jel\",x,,,,\r\n";
const CODES: &str = "\u{FEFF}tac,model,model2,model3\n09167513,SM-N960F\n12312312,GT-I9305N,GT-I9305T\n\
    8915005,SM-G973F\n12312312,GT-I9305T,GT-I9305X\n";

fn read(text: &str) -> (TacTable, Vec<(u64, String)>) {
    TacTable::from_csv(text.as_bytes()).expect("a table")
}

fn name(table: &TacTable, tac: &str) -> Option<(Option<String>, String)> {
    table.get(tac).map(|name| (name.maker.map(str::to_owned), name.model.to_owned()))
}

#[test]
fn makers_and_models_by_position_behind_a_licence_line() {
    let (table, remarks) = read(OSMOCOM);
    assert_eq!(table.len(), 3);
    assert_eq!(remarks, []);
    assert_eq!(table.licence(), Some("Example table under CC-BY-SA v3.0 (c) Somebody 2016"));
    assert_eq!(name(&table, "35675904"), Some((Some("Oppo".into()), "N1".into())));
    assert_eq!(name(&table, "35572302"), Some((Some("Nokia".into()), "3120 classic".into())));
    // A leading zero is part of the TAC, and control bytes never reach a cell.
    assert_eq!(name(&table, "01234567"), Some((Some("Maker, Inc.".into()), "Mod[2Jel".into())));
    assert_eq!(name(&table, "1234567"), None);
}

#[test]
fn model_codes_with_a_byte_order_mark_and_a_lost_zero() {
    let (table, remarks) = read(CODES);
    assert_eq!(name(&table, "09167513"), Some((None, "SM-N960F".into())));
    // Rows of one TAC are joined, each name once.
    assert_eq!(name(&table, "12312312"), Some((None, "GT-I9305N, GT-I9305T, GT-I9305X".into())));
    assert_eq!(name(&table, "08915005"), Some((None, "SM-G973F".into())));
    assert_eq!(remarks, [(4, "TAC 8915005 has 7 digits, read as 08915005".to_owned())]);
    assert_eq!(table.licence(), None);
}

#[test]
fn rows_that_cannot_be_used_are_listed_with_line_and_reason() {
    let bytes = b"TAC,Manufacturer,Model,,\n123456,Old,Six\nabcdefgh,Not,Digits\n35675904,,\n35675905,Good,\xff\n35675906,A,B\n";
    let (table, remarks) = TacTable::from_csv(&bytes[..]).expect("a table");
    assert_eq!(table.len(), 1);
    let told: Vec<_> = remarks.iter().map(|(line, why)| (*line, why.as_str())).collect();
    let expected = [
        (2, "TAC 123456 is not 8 digits"),
        (3, "TAC abcdefgh is not 8 digits"),
        (4, "TAC 35675904 has no name"),
        (5, "not UTF-8"),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_file_without_the_column_tac_is_refused() {
    for text in ["", "one line of licence\n", "35675904,Oppo,N1\n35675905,Oppo,N2\n", "imei,reporting_date,status\n"] {
        let error = TacTable::from_csv(text.as_bytes()).expect_err(text);
        assert!(matches!(error, TacError::NoHeader(_)), "{text:?}: {error}");
        assert!(!error.advice().is_empty());
    }
}

#[test]
fn an_unknown_tac_is_a_note_and_no_refusal() {
    let (table, _) = read(OSMOCOM);
    let body = |text| Imei::parse(text).expect("an IMEI").body();
    assert_eq!(table.note(&body("35209900176148")), Some(Note::UnknownTac));
    assert_eq!(table.note(&body("35675904000001")), None);
    assert_eq!(table.get(""), None);
    assert_eq!(table.get("3567590é"), None);
}

fn shared(file: &str) -> Option<File> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(file);
    let open = File::open(&path);
    if open.is_err() {
        println!("skipped: no shared data folder holds {file}");
    }
    open.ok()
}

#[test]
fn the_osmocom_table() {
    let Some(file) = shared("tacdb-osmocom.csv") else { return };
    let (table, remarks) = TacTable::from_csv(file).expect("a table");
    // 22,527 rows; three of the four that begin with a space repeat another TAC.
    assert_eq!((table.len(), remarks.len()), (22_524, 0));
    assert!(table.memory() <= 4 << 20, "{} bytes", table.memory());
    assert!(table.licence().is_some_and(|line| line.contains("CC-BY-SA v3.0")));
    assert_eq!(name(&table, "49013920"), Some((Some("Nokia".into()), "1610".into())));
    assert_eq!(name(&table, "35572302"), Some((Some("Nokia".into()), "3120 classic".into())));
}

#[test]
fn the_table_of_model_codes() {
    let Some(file) = shared("tacs-samsung.csv") else { return };
    let (table, remarks) = TacTable::from_csv(file).expect("a table");
    // 8,575 rows, 165 of which repeat a TAC; eight lost their leading zero.
    assert_eq!((table.len(), remarks.len()), (8_410, 8));
    assert_eq!(name(&table, "09167513"), Some((None, "SM-N960F".into())));
    assert!(table.memory() <= 4 << 20, "{} bytes", table.memory());
}
