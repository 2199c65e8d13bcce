//! Writing a small file whole or not at all.

pub(super) use crate::ledger::store::files::{sync_folder, write_new as new_private};
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

/// Writes `bytes` beside `path`, syncs them, and puts them in its place: after a power cut there
/// is the old file or the new one, never half of one.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = Path::new(&beside);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(beside, path)?;
    if let Some(dir) = path.parent() {
        sync_folder(dir)?;
    }
    Ok(())
}

/// Makes a folder and those above it that are missing, durably.
pub(super) fn folder(path: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = path.ancestors().take_while(|p| !p.as_os_str().is_empty() && !p.exists()).collect();
    std::fs::create_dir_all(path)?;
    missing.iter().filter_map(|made| made.parent()).try_for_each(sync_folder)
}
