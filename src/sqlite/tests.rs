use super::*;

const V1: Schema = Schema {
    application_id: 0x4343_7401,
    version: 1,
    create: "CREATE TABLE t (a INTEGER) STRICT;",
    migrations: &[],
    secure_delete: true,
};
const V3: Schema = Schema {
    version: 3,
    create: "CREATE TABLE t (a INTEGER, b INTEGER) STRICT; CREATE TABLE u (c INTEGER) STRICT;",
    migrations: &["ALTER TABLE t ADD COLUMN b INTEGER;", "CREATE TABLE u (c INTEGER) STRICT;"],
    ..V1
};

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.db");
    (folder, path)
}

#[test]
fn the_settings_are_in_force() {
    let (_folder, path) = folder();
    drop(create(&path, &V1).unwrap());
    let db = open(&path, &V1).unwrap();
    for (name, wanted) in [("synchronous", "2"), ("journal_mode", "wal"), ("secure_delete", "1"), ("user_version", "1")]
    {
        let found: rusqlite::types::Value = db.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)).unwrap();
        let found = match found {
            rusqlite::types::Value::Integer(n) => n.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => format!("{other:?}"),
        };
        assert_eq!(found, wanted, "{name}");
    }
    assert!(rusqlite::version_number() >= MIN_LIBRARY);
}

#[test]
fn nothing_is_made_by_opening_nor_overwritten_by_making() {
    let (_folder, path) = folder();
    assert!(matches!(open(&path, &V1), Err(SqliteError::Missing { .. })));
    assert!(!path.exists());
    drop(create(&path, &V1).unwrap());
    assert!(matches!(create(&path, &V1), Err(SqliteError::File { .. })));
    assert!(open(&path, &V1).is_ok());
}

#[test]
fn an_empty_file_is_refused_and_the_log_beside_it_survives() {
    let (folder, path) = folder();
    let db = create(&path, &V1).unwrap();
    db.execute("INSERT INTO t VALUES (1)", []).unwrap();
    OpenOptions::new().write(true).open(&path).unwrap().set_len(0).unwrap();
    let log = folder.path().join("t.db-wal");
    let before = fs::metadata(&log).unwrap().len();
    assert!(matches!(open(&path, &V1), Err(SqliteError::Empty { log: true, .. })));
    assert!(matches!(open_read_only(&path, &V1), Err(SqliteError::Empty { log: true, .. })));
    assert_eq!(fs::metadata(&log).unwrap().len(), before);
}

#[test]
fn another_kind_a_newer_one_and_rubbish_are_told_apart() {
    let (_folder, path) = folder();
    drop(create(&path, &V3).unwrap());
    assert!(matches!(open(&path, &V1), Err(SqliteError::Newer { found: 3, known: 1, .. })));
    let other = Schema { application_id: 1, ..V3 };
    assert!(open(&path, &other).unwrap_err().is_damage());
    let rubbish = path.with_extension("rubbish");
    io::Write::write_all(&mut OpenOptions::new().create_new(true).write(true).open(&rubbish).unwrap(), &[7; 9000])
        .unwrap();
    assert!(open(&rubbish, &V3).unwrap_err().is_damage());
}

#[test]
fn old_files_are_migrated_step_by_step_and_readers_leave_them() {
    let (_folder, path) = folder();
    create(&path, &V1).unwrap().execute("INSERT INTO t VALUES (1)", []).unwrap();
    let reader = open_read_only(&path, &V3).unwrap();
    assert_eq!(reader.query_row("PRAGMA user_version", [], |row| row.get::<_, i32>(0)).unwrap(), 1);
    assert!(reader.execute("INSERT INTO t VALUES (2)", []).is_err());
    drop(reader);
    let db = open(&path, &V3).unwrap();
    db.execute("INSERT INTO u VALUES (2)", []).unwrap();
    assert_eq!(db.query_row("SELECT a, b FROM t", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap(), (1, None::<i64>));
}

#[test]
fn reading_leaves_no_trace_in_the_folder() {
    let (folder, _) = folder();
    let path = folder.path().join("odd ?#% é.db");
    drop(create(&path, &V1).unwrap());
    drop(open_read_only(&path, &V1).unwrap());
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, [path.file_name().unwrap()]);
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, path) = folder();
    let db = create(&path, &V1).unwrap();
    db.execute("INSERT INTO t VALUES (1)", []).unwrap();
    for name in ["t.db", "t.db-wal"] {
        assert_eq!(fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
}
