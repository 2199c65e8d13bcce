//! What the block list is measured against.

use super::generator::{Pair, Queries, REMOVED};
use super::{Row, Store, anonymous, cold, latency, verify};
use ::redb::{Database, ReadableDatabase, TableDefinition};
use heed::types::Bytes;
use heed::{EnvFlags, EnvOpenOptions, PutFlags};
use rusqlite::{Connection, OptionalExtension};
use std::path::Path;
use std::time::Instant;

/// The key as six bytes, in order.
fn short(key: u64) -> [u8; 6] {
    let [_, _, bytes @ ..] = key.to_be_bytes();
    bytes
}

struct Sqlite(Connection);

impl Store for Sqlite {
    fn get(&self, key: u64) -> Option<u32> {
        let mut ask = self.0.prepare_cached("SELECT v FROM t WHERE k = ?1").unwrap();
        ask.query_row([key.cast_signed()], |row| row.get(0)).optional().unwrap()
    }
}

/// One row a number, the record packed into one integer; asked inside a read transaction.
pub(crate) fn sqlite(dir: &Path, entries: &[Pair], queries: &Queries) -> Row {
    let path = dir.join("sqlite.db");
    let start = Instant::now();
    let open = || {
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF").unwrap();
        connection
    };
    let mut connection = open();
    connection.execute_batch("CREATE TABLE t (k INTEGER PRIMARY KEY, v INTEGER NOT NULL)").unwrap();
    let transaction = connection.transaction().unwrap();
    {
        let mut insert = transaction.prepare("INSERT INTO t VALUES (?1, ?2)").unwrap();
        for &(key, value) in entries {
            insert.execute((key.cast_signed(), value)).unwrap();
        }
    }
    transaction.commit().unwrap();
    let build = start.elapsed().as_secs_f64();
    drop(connection);
    let bytes = std::fs::metadata(&path).unwrap().len();
    let before = anonymous();
    let store = Sqlite(open());
    store.0.execute_batch("BEGIN").unwrap();
    verify(&store, entries);
    let held = anonymous() - before;
    let (hit, miss) = (latency(&store, &queries.hits, true), latency(&store, &queries.misses, false));
    drop(store);
    let cold = cold(&path, &queries.hits, |key| {
        Sqlite(Connection::open(&path).unwrap()).get(key).unwrap();
    });
    let mut connection = Connection::open(&path).unwrap();
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL").unwrap();
    let start = Instant::now();
    let transaction = connection.transaction().unwrap();
    for &(key, value) in &queries.delta {
        let key = key.cast_signed();
        if value == REMOVED {
            transaction.prepare_cached("DELETE FROM t WHERE k = ?1").unwrap().execute([key]).unwrap();
        } else {
            let mut put = transaction.prepare_cached("INSERT OR REPLACE INTO t VALUES (?1, ?2)").unwrap();
            put.execute((key, value)).unwrap();
        }
    }
    transaction.commit().unwrap();
    let seconds = start.elapsed().as_secs_f64();
    let written = std::fs::metadata(dir.join("sqlite.db-wal")).map_or(0, |meta| meta.len());
    drop(connection);
    std::fs::remove_file(&path).unwrap();
    Row { name: "sqlite", bytes, build, hit, miss, cold, anonymous: held, delta: Some((seconds, written)) }
}

struct Lmdb<'a> {
    table: heed::Database<Bytes, Bytes>,
    read: heed::RoTxn<'a, heed::WithTls>,
}

impl Store for Lmdb<'_> {
    fn get(&self, key: u64) -> Option<u32> {
        let found = self.table.get(&self.read, &short(key)).unwrap()?;
        Some(u32::from_le_bytes(found.try_into().unwrap()))
    }
}

fn lmdb_open(path: &Path) -> heed::Env {
    std::fs::create_dir_all(path).unwrap();
    let mut options = EnvOpenOptions::new();
    options.map_size(16 << 30);
    // What the file holds is this bench's own, and nobody else writes it.
    #[allow(unsafe_code)]
    unsafe {
        options.flags(EnvFlags::NO_READ_AHEAD);
        options.open(path).unwrap()
    }
}

/// Six-byte keys, appended; opened without read-ahead.
pub(crate) fn lmdb(dir: &Path, entries: &[Pair], queries: &Queries) -> Row {
    let path = dir.join("lmdb");
    let start = Instant::now();
    let env = lmdb_open(&path);
    let mut write = env.write_txn().unwrap();
    let table = env.create_database::<Bytes, Bytes>(&mut write, None).unwrap();
    for &(key, value) in entries {
        table.put_with_flags(&mut write, PutFlags::APPEND, &short(key), &value.to_le_bytes()).unwrap();
    }
    write.commit().unwrap();
    let build = start.elapsed().as_secs_f64();
    env.prepare_for_closing().wait();
    let file = path.join("data.mdb");
    let bytes = std::fs::metadata(&file).unwrap().len();
    let with = |ask: &mut dyn FnMut(&Lmdb<'_>)| {
        let env = lmdb_open(&path);
        let read = env.read_txn().unwrap();
        let table = env.open_database(&read, None).unwrap().unwrap();
        ask(&Lmdb { table, read });
        env.prepare_for_closing().wait();
    };
    let before = anonymous();
    let (mut hit, mut miss, mut held) = ([0; 2], [0; 2], 0.0);
    with(&mut |store| {
        verify(store, entries);
        held = anonymous() - before;
        (hit, miss) = (latency(store, &queries.hits, true), latency(store, &queries.misses, false));
    });
    let cold = cold(&file, &queries.hits, |key| {
        with(&mut |store| {
            store.get(key).unwrap();
        });
    });
    let start = Instant::now();
    let env = lmdb_open(&path);
    let mut write = env.write_txn().unwrap();
    let table = env.open_database::<Bytes, Bytes>(&write, None).unwrap().unwrap();
    for &(key, value) in &queries.delta {
        if value == REMOVED {
            table.delete(&mut write, &short(key)).unwrap();
        } else {
            table.put(&mut write, &short(key), &value.to_le_bytes()).unwrap();
        }
    }
    write.commit().unwrap();
    let seconds = start.elapsed().as_secs_f64();
    let grown = std::fs::metadata(&file).unwrap().len() - bytes;
    env.prepare_for_closing().wait();
    std::fs::remove_dir_all(&path).unwrap();
    Row { name: "lmdb", bytes, build, hit, miss, cold, anonymous: held, delta: Some((seconds, grown)) }
}

struct Fst(fst::Map<memmap2::Mmap>);

impl Store for Fst {
    fn get(&self, key: u64) -> Option<u32> {
        self.0.get(short(key)).map(|value| u32::try_from(value).unwrap())
    }
}

fn fst_open(path: &Path) -> Fst {
    let file = std::fs::File::open(path).unwrap();
    // As above.
    #[allow(unsafe_code)]
    let map = unsafe { memmap2::Mmap::map(&file).unwrap() };
    #[cfg(unix)]
    map.advise(memmap2::Advice::Random).unwrap();
    Fst(fst::Map::new(map).unwrap())
}

/// Six-byte keys in a transducer, mapped; it cannot be changed in place.
pub(crate) fn fst(dir: &Path, entries: &[Pair], queries: &Queries) -> Row {
    let path = dir.join("list.fst");
    let start = Instant::now();
    let mut builder = fst::MapBuilder::new(std::io::BufWriter::new(std::fs::File::create(&path).unwrap())).unwrap();
    for &(key, value) in entries {
        builder.insert(short(key), u64::from(value)).unwrap();
    }
    builder.finish().unwrap();
    let build = start.elapsed().as_secs_f64();
    let open = || fst_open(&path);
    let before = anonymous();
    let store = open();
    verify(&store, entries);
    let held = anonymous() - before;
    let row = Row {
        name: "fst",
        bytes: std::fs::metadata(&path).unwrap().len(),
        build,
        hit: latency(&store, &queries.hits, true),
        miss: latency(&store, &queries.misses, false),
        cold: cold(&path, &queries.hits, |key| {
            open().get(key).unwrap();
        }),
        anonymous: held,
        delta: None,
    };
    std::fs::remove_file(&path).unwrap();
    row
}

const TABLE: TableDefinition<'_, u64, u32> = TableDefinition::new("t");

struct Redb(::redb::ReadOnlyTable<u64, u32>);

impl Store for Redb {
    fn get(&self, key: u64) -> Option<u32> {
        self.0.get(key).unwrap().map(|value| value.value())
    }
}

/// Compacted.
pub(crate) fn redb(dir: &Path, entries: &[Pair], queries: &Queries) -> Row {
    let path = dir.join("list.redb");
    let start = Instant::now();
    let mut base = Database::create(&path).unwrap();
    let write = base.begin_write().unwrap();
    {
        let mut table = write.open_table(TABLE).unwrap();
        for &(key, value) in entries {
            table.insert(key, value).unwrap();
        }
    }
    write.commit().unwrap();
    let build = start.elapsed().as_secs_f64();
    while base.compact().unwrap() {}
    drop(base);
    let bytes = std::fs::metadata(&path).unwrap().len();
    let table = |base: &Database| Redb(base.begin_read().unwrap().open_table(TABLE).unwrap());
    let before = anonymous();
    let base = Database::open(&path).unwrap();
    let store = table(&base);
    verify(&store, entries);
    let held = anonymous() - before;
    let (hit, miss) = (latency(&store, &queries.hits, true), latency(&store, &queries.misses, false));
    drop((store, base));
    let cold = cold(&path, &queries.hits, |key| {
        table(&Database::open(&path).unwrap()).get(key).unwrap();
    });
    let base = Database::open(&path).unwrap();
    let start = Instant::now();
    let write = base.begin_write().unwrap();
    {
        let mut table = write.open_table(TABLE).unwrap();
        for &(key, value) in &queries.delta {
            if value == REMOVED {
                table.remove(key).unwrap();
            } else {
                table.insert(key, value).unwrap();
            }
        }
    }
    write.commit().unwrap();
    let seconds = start.elapsed().as_secs_f64();
    let grown = std::fs::metadata(&path).unwrap().len().saturating_sub(bytes);
    drop(base);
    std::fs::remove_file(&path).unwrap();
    Row { name: "redb", bytes, build, hit, miss, cold, anonymous: held, delta: Some((seconds, grown)) }
}
