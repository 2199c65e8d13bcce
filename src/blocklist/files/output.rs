//! Writing lists: whole or not at all.

use super::sort::Sorted;
use super::{FilesError, Map};
use crate::blocklist::{
    BuildError, Difference, Encoder, Entry, Folded, Identity, Interner, List, MergeError, PAGE, Stack, Survey,
};
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

/// Bytes written at once.
const BUFFER: usize = 1 << 18;

/// A list that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its entries.
    pub entries: u64,
    /// Its bytes.
    pub bytes: u64,
}

/// Writes what was sorted as the list `identity`. `progress` is told the entries done, of twice
/// as many as there are.
pub fn write(
    path: &Path,
    identity: Identity,
    words: &Interner,
    sorted: &mut Sorted,
    progress: &mut dyn FnMut(u64),
) -> Result<Written, FilesError> {
    make(path, identity, words, |take| sorted.each(take), progress)
}

/// Writes the changes from `old` to `new` as an overlay; its version and time are those of `new`.
pub fn difference(
    path: &Path,
    old: &List<Map>,
    new: &List<Map>,
    progress: &mut dyn FnMut(u64),
) -> Result<Written, FilesError> {
    let mut words = Interner::default();
    Difference::new(old, new, &mut words)?;
    let identity = Identity { changes: Some(old.identity().version), ..new.identity().clone() };
    let again = |take: &mut dyn FnMut(Entry) -> Result<(), FilesError>| {
        let mut same = words_again(&words)?;
        Difference::new(old, new, &mut same)?.try_for_each(|entry| take(entry?))
    };
    make(path, identity, &words, again, progress)
}

/// Writes a base with its overlays as the base of the newest overlay's version: byte for byte
/// what its publisher built from that version's whole content.
pub fn fold(path: &Path, stack: &Stack<Map>, progress: &mut dyn FnMut(u64)) -> Result<Written, FilesError> {
    let mut words = Interner::default();
    Folded::new(stack, &mut words)?;
    let newest = stack.lists().last().map(|list| list.identity().clone());
    let identity = Identity { changes: None, ..newest.ok_or(BuildError::Name)? };
    let again = |take: &mut dyn FnMut(Entry) -> Result<(), FilesError>| {
        let mut same = words_again(&words)?;
        Folded::new(stack, &mut same)?.try_for_each(|entry| take(entry?))
    };
    make(path, identity, &words, again, progress)
}

/// An interner with the same numbers.
fn words_again(words: &Interner) -> Result<Interner, BuildError> {
    let mut same = Interner::default();
    same.adopt(words.dictionary())?;
    Ok(same)
}

/// Reads the entries twice, and writes the list beside `path` before it takes its place.
fn make(
    path: &Path,
    identity: Identity,
    words: &Interner,
    mut each: impl FnMut(&mut dyn FnMut(Entry) -> Result<(), FilesError>) -> Result<(), FilesError>,
    progress: &mut dyn FnMut(u64),
) -> Result<Written, FilesError> {
    let mut survey = Survey::new(identity)?;
    let mut done = 0;
    each(&mut |entry| {
        tick(&mut done, progress);
        Ok(survey.add(entry)?)
    })?;
    let entries = survey.entries();
    let mut encoder = Encoder::new(survey.finish(words.dictionary())?);
    let beside = beside(path);
    let refused = |source| FilesError::File { path: beside.clone(), source };
    let mut out = BufWriter::with_capacity(BUFFER, File::create(&beside).map_err(refused)?);
    out.write_all(&[0; PAGE]).map_err(refused)?;
    let mut write_page = |page: &[u8; PAGE]| out.write_all(page).map_err(refused);
    each(&mut |entry| {
        tick(&mut done, progress);
        encoder.add(entry, &mut write_page)
    })?;
    let ends = encoder.finish(&mut write_page)?;
    let finish = move || -> io::Result<u64> {
        out.write_all(&ends.tables)?;
        let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        // The header comes last: what was cut off before it is no list.
        file.seek(SeekFrom::Start(0))?;
        file.write_all(ends.head.as_slice())?;
        file.sync_all()?;
        Ok(file.metadata()?.len())
    };
    let bytes = finish().map_err(refused)?;
    put_in_place(&beside, path).map_err(FilesError::file(path))?;
    Ok(Written { entries, bytes })
}

/// Tells the progress now and then.
fn tick(done: &mut u64, progress: &mut dyn FnMut(u64)) {
    *done += 1;
    if done.is_multiple_of(1 << 16) {
        progress(*done);
    }
}

fn beside(path: &Path) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    name.into()
}

fn put_in_place(beside: &Path, path: &Path) -> io::Result<()> {
    std::fs::rename(beside, path)?;
    if let Some(folder) = path.parent() {
        // Not every system lets a folder be synced; the rename is then as durable as it gets.
        let _unsynced = File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

impl From<crate::blocklist::ListError> for FilesError {
    fn from(error: crate::blocklist::ListError) -> Self {
        MergeError::from(error).into()
    }
}
