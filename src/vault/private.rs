//! Files that only their owner may read: replaced whole, and looked at for loose permissions.

use crate::ledger::store::files;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// Puts new content in the place of a secret file: after a power cut there is the old or the new
/// one, whole. What the old one held is overwritten as far as the file system allows (a journal, a
/// snapshot or the wear levelling of a flash disk may keep it).
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    if let Ok(interrupted) = OpenOptions::new().write(true).open(&beside) {
        let _as_far_as_it_goes = blank(interrupted);
        fs::remove_file(&beside)?;
    }
    files::write_new(&beside, bytes)?;
    let old = OpenOptions::new().write(true).open(path).ok();
    fs::rename(&beside, path)?;
    if let Some(folder) = path.parent() {
        files::sync_folder(folder)?;
    }
    if let Some(old) = old {
        // The new file stands; that the old bytes stay readable somewhere is no reason to fail.
        let _as_far_as_it_goes = blank(old);
    }
    Ok(())
}

fn blank(mut file: File) -> io::Result<()> {
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(0);
    file.rewind()?;
    file.write_all(&vec![0; length])?;
    file.sync_all()
}

/// Whether others than the owner may read or write the file.
#[cfg(unix)]
pub fn is_exposed(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(path).is_ok_and(|file| file.mode() & 0o077 != 0)
}

/// Elsewhere the folder's own rules decide; untested.
#[cfg(not(unix))]
pub fn is_exposed(_path: &Path) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::io::Read as _;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn what_is_replaced_is_overwritten_and_stays_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop");
        files::write_new(&path, b"the old secret").unwrap();
        let mut old = File::open(&path).unwrap();
        files::write_new(&folder.path().join("shop.new"), b"what a kill left").unwrap();
        replace(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        let mut left = Vec::new();
        old.read_to_end(&mut left).unwrap();
        assert_eq!(left, [0; 14]);
        assert!(!is_exposed(&path));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(is_exposed(&path));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }
}
