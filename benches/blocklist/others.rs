//! What the block list is measured against.

use super::generator::{Pair, REMOVED};
use super::stores::{Kind, Store};
use ::redb::{Database, ReadableDatabase, TableDefinition};
use heed::types::Bytes;
use heed::{EnvFlags, EnvOpenOptions, PutFlags};
use rusqlite::{Connection, OptionalExtension};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The key as six bytes, in order.
fn short(key: u64) -> [u8; 6] {
    let [_, _, bytes @ ..] = key.to_be_bytes();
    bytes
}

/// One row a number, the record packed into one integer; asked inside a read transaction.
pub(crate) struct Sqlite;

struct SqliteOpen(Connection);

impl Store for SqliteOpen {
    fn get(&self, key: u64) -> Option<u32> {
        let mut ask = self.0.prepare_cached("SELECT v FROM t WHERE k = ?1").unwrap();
        ask.query_row([key.cast_signed()], |row| row.get(0)).optional().unwrap()
    }
}

impl Kind for Sqlite {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn build(&self, dir: &Path, entries: &[Pair]) -> Option<f64> {
        self.remove(dir);
        let start = Instant::now();
        let mut connection = Connection::open(self.file(dir)).unwrap();
        connection.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF").unwrap();
        connection.execute_batch("CREATE TABLE t (k INTEGER PRIMARY KEY, v INTEGER NOT NULL)").unwrap();
        let transaction = connection.transaction().unwrap();
        {
            let mut insert = transaction.prepare("INSERT INTO t VALUES (?1, ?2)").unwrap();
            for &(key, value) in entries {
                insert.execute((key.cast_signed(), value)).unwrap();
            }
        }
        transaction.commit().unwrap();
        Some(start.elapsed().as_secs_f64())
    }

    fn file(&self, dir: &Path) -> PathBuf {
        dir.join("sqlite.db")
    }

    fn with(&self, dir: &Path, ask: &mut dyn FnMut(&dyn Store)) {
        let store = SqliteOpen(Connection::open(self.file(dir)).unwrap());
        store.0.execute_batch("BEGIN").unwrap();
        ask(&store);
    }

    fn change(&self, dir: &Path, delta: &[Pair]) -> Option<(f64, u64)> {
        let mut connection = Connection::open(self.file(dir)).unwrap();
        connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL").unwrap();
        let start = Instant::now();
        let transaction = connection.transaction().unwrap();
        for &(key, value) in delta {
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
        Some((seconds, std::fs::metadata(dir.join("sqlite.db-wal")).map_or(0, |meta| meta.len())))
    }

    fn remove(&self, dir: &Path) {
        for file in ["sqlite.db", "sqlite.db-wal", "sqlite.db-shm"] {
            let _absent = std::fs::remove_file(dir.join(file));
        }
    }
}

/// Six-byte keys, appended; opened without read-ahead.
pub(crate) struct Lmdb;

struct LmdbOpen<'a> {
    table: heed::Database<Bytes, Bytes>,
    read: heed::RoTxn<'a, heed::WithTls>,
}

impl Store for LmdbOpen<'_> {
    fn get(&self, key: u64) -> Option<u32> {
        let found = self.table.get(&self.read, &short(key)).unwrap()?;
        Some(u32::from_le_bytes(found.try_into().unwrap()))
    }
}

fn lmdb_open(path: &Path) -> heed::Env {
    let mut options = EnvOpenOptions::new();
    options.map_size(16 << 30);
    // What the file holds is this bench's own, and nobody else writes it.
    #[allow(unsafe_code)]
    unsafe {
        options.flags(EnvFlags::NO_READ_AHEAD);
        options.open(path).unwrap()
    }
}

impl Kind for Lmdb {
    fn name(&self) -> &'static str {
        "lmdb"
    }

    fn build(&self, dir: &Path, entries: &[Pair]) -> Option<f64> {
        self.remove(dir);
        let path = dir.join("lmdb");
        std::fs::create_dir_all(&path).unwrap();
        let start = Instant::now();
        let env = lmdb_open(&path);
        let mut write = env.write_txn().unwrap();
        let table = env.create_database::<Bytes, Bytes>(&mut write, None).unwrap();
        for &(key, value) in entries {
            table.put_with_flags(&mut write, PutFlags::APPEND, &short(key), &value.to_le_bytes()).unwrap();
        }
        write.commit().unwrap();
        let seconds = start.elapsed().as_secs_f64();
        env.prepare_for_closing().wait();
        Some(seconds)
    }

    fn file(&self, dir: &Path) -> PathBuf {
        dir.join("lmdb/data.mdb")
    }

    fn with(&self, dir: &Path, ask: &mut dyn FnMut(&dyn Store)) {
        let env = lmdb_open(&dir.join("lmdb"));
        let read = env.read_txn().unwrap();
        let table = env.open_database(&read, None).unwrap().unwrap();
        ask(&LmdbOpen { table, read });
        env.prepare_for_closing().wait();
    }

    fn change(&self, dir: &Path, delta: &[Pair]) -> Option<(f64, u64)> {
        let before = std::fs::metadata(self.file(dir)).unwrap().len();
        let start = Instant::now();
        let env = lmdb_open(&dir.join("lmdb"));
        let mut write = env.write_txn().unwrap();
        let table = env.open_database::<Bytes, Bytes>(&write, None).unwrap().unwrap();
        for &(key, value) in delta {
            if value == REMOVED {
                table.delete(&mut write, &short(key)).unwrap();
            } else {
                table.put(&mut write, &short(key), &value.to_le_bytes()).unwrap();
            }
        }
        write.commit().unwrap();
        let seconds = start.elapsed().as_secs_f64();
        env.prepare_for_closing().wait();
        // Pages are copied before they are changed: what the file grew by was written, and more.
        Some((seconds, std::fs::metadata(self.file(dir)).unwrap().len() - before))
    }

    fn remove(&self, dir: &Path) {
        let _absent = std::fs::remove_dir_all(dir.join("lmdb"));
    }
}

/// Six-byte keys in a transducer, mapped; it cannot be changed in place.
pub(crate) struct Fst;

struct FstOpen(fst::Map<memmap2::Mmap>);

impl Store for FstOpen {
    fn get(&self, key: u64) -> Option<u32> {
        self.0.get(short(key)).map(|value| u32::try_from(value).unwrap())
    }
}

impl Kind for Fst {
    fn name(&self) -> &'static str {
        "fst"
    }

    fn build(&self, dir: &Path, entries: &[Pair]) -> Option<f64> {
        let start = Instant::now();
        let out = std::io::BufWriter::new(std::fs::File::create(self.file(dir)).unwrap());
        let mut builder = fst::MapBuilder::new(out).unwrap();
        for &(key, value) in entries {
            builder.insert(short(key), u64::from(value)).unwrap();
        }
        builder.finish().unwrap();
        Some(start.elapsed().as_secs_f64())
    }

    fn file(&self, dir: &Path) -> PathBuf {
        dir.join("list.fst")
    }

    fn with(&self, dir: &Path, ask: &mut dyn FnMut(&dyn Store)) {
        let file = std::fs::File::open(self.file(dir)).unwrap();
        // As above.
        #[allow(unsafe_code)]
        let map = unsafe { memmap2::Mmap::map(&file).unwrap() };
        #[cfg(unix)]
        map.advise(memmap2::Advice::Random).unwrap();
        ask(&FstOpen(fst::Map::new(map).unwrap()));
    }

    fn change(&self, _: &Path, _: &[Pair]) -> Option<(f64, u64)> {
        None
    }

    fn remove(&self, dir: &Path) {
        let _absent = std::fs::remove_file(self.file(dir));
    }
}

const TABLE: TableDefinition<'_, u64, u32> = TableDefinition::new("t");

/// Compacted.
pub(crate) struct Redb;

struct RedbOpen(::redb::ReadOnlyTable<u64, u32>);

impl Store for RedbOpen {
    fn get(&self, key: u64) -> Option<u32> {
        self.0.get(key).unwrap().map(|value| value.value())
    }
}

impl Kind for Redb {
    fn name(&self) -> &'static str {
        "redb"
    }

    fn build(&self, dir: &Path, entries: &[Pair]) -> Option<f64> {
        self.remove(dir);
        let start = Instant::now();
        let mut base = Database::create(self.file(dir)).unwrap();
        let write = base.begin_write().unwrap();
        {
            let mut table = write.open_table(TABLE).unwrap();
            for &(key, value) in entries {
                table.insert(key, value).unwrap();
            }
        }
        write.commit().unwrap();
        let seconds = start.elapsed().as_secs_f64();
        while base.compact().unwrap() {}
        Some(seconds)
    }

    fn file(&self, dir: &Path) -> PathBuf {
        dir.join("list.redb")
    }

    fn with(&self, dir: &Path, ask: &mut dyn FnMut(&dyn Store)) {
        let base = Database::open(self.file(dir)).unwrap();
        ask(&RedbOpen(base.begin_read().unwrap().open_table(TABLE).unwrap()));
    }

    fn change(&self, dir: &Path, delta: &[Pair]) -> Option<(f64, u64)> {
        let before = std::fs::metadata(self.file(dir)).unwrap().len();
        let base = Database::open(self.file(dir)).unwrap();
        let start = Instant::now();
        let write = base.begin_write().unwrap();
        {
            let mut table = write.open_table(TABLE).unwrap();
            for &(key, value) in delta {
                if value == REMOVED {
                    table.remove(key).unwrap();
                } else {
                    table.insert(key, value).unwrap();
                }
            }
        }
        write.commit().unwrap();
        let seconds = start.elapsed().as_secs_f64();
        Some((seconds, std::fs::metadata(self.file(dir)).unwrap().len().saturating_sub(before)))
    }

    fn remove(&self, dir: &Path) {
        let _absent = std::fs::remove_file(self.file(dir));
    }
}
