//! Folding while nobody is at the till.
//!
//! A list with a long tail of changes answers more slowly with each of them. Folding one rewrites
//! it, which takes a machine some seconds for every ten million entries, so it waits until the
//! counter is quiet. A fold that is cut off leaves the list as it was.

use crate::blocklist::held::{Trace, trace};
use crate::blocklist::shelf::{self, Slot};
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// So long nobody touched the till before a list is folded.
const QUIET: Duration = Duration::from_mins(3);

/// Folds lists, one at a time.
#[derive(Debug, Default)]
pub(super) struct Folding(Mutex<Now>);

#[derive(Debug, Default)]
struct Now {
    /// The shelf as it was when it was last folded or found in order.
    seen: Vec<Trace>,
    thread: Option<JoinHandle<()>>,
}

impl Folding {
    /// Begins to fold what is due, unless somebody was here within [`QUIET`] or it is being done.
    pub(super) fn begin(&self, slots: &[Slot], quiet: Duration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if quiet < QUIET || now.thread.as_ref().is_some_and(|thread| !thread.is_finished()) {
            return;
        }
        let traces: Vec<Trace> = slots.iter().map(trace).collect();
        if now.seen == traces {
            return;
        }
        now.seen = traces;
        let due: Vec<_> = slots.iter().filter_map(Slot::installed).filter(shelf::fold_due).collect();
        if due.is_empty() {
            return;
        }
        let body = move || {
            for list in due {
                // What cannot be folded stays as it is and answers; `list fold` and `list sync` say why.
                let _left = shelf::fold(&list, &mut |_, _| ());
            }
        };
        // Where the system gives no thread, `list sync` folds.
        now.thread = Builder::new().name("folding".to_owned()).spawn(body).ok();
    }

    /// Waits until what was begun is done.
    #[cfg(test)]
    pub(super) fn wait(&self) {
        let thread = self.0.lock().unwrap().thread.take();
        thread.map(JoinHandle::join).transpose().unwrap();
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "files of a test need not survive a power cut")]
mod tests {
    use super::*;
    use crate::blocklist::shelf::Shelf;
    use crate::blocklist::{BuildError, Day, Entry, Identity, Interner, Status, Trust, encode, files};
    use serde_json::{Value, json};
    use sha2::{Digest, Sha256};
    use std::path::Path;

    fn version(version: u64, keys: &[u64]) -> Vec<u8> {
        let mut words = Interner::default();
        let class = words.class(Status::Stolen, "").unwrap();
        let reporter = words.reporter("Example Police", "GB").unwrap();
        let identity = Identity { name: "national".into(), version, changes: None, issued: 1_767_225_600 };
        let entries = || keys.iter().map(|&key| Ok::<_, BuildError>(Entry { key, class, reporter, day: Day(9_500) }));
        encode(identity, &words, entries).unwrap()
    }

    /// A shelf whose list is a base and changes as large as it; the list as one file.
    fn shelf(folder: &Path) -> (Slot, Vec<u8>) {
        let (old, new) = (version(1, &[35_209_900_176_148]), version(2, &[35_209_900_176_149]));
        let pages = folder.join("national/pages");
        std::fs::create_dir_all(&pages).unwrap();
        let put = |bytes: &[u8]| -> Value {
            let sha256 = hex::encode(Sha256::digest(bytes));
            std::fs::write(pages.join(&sha256), bytes).unwrap();
            json!({ "sha256": sha256, "bytes": bytes.len() })
        };
        let open = |name: &str, bytes: &[u8]| {
            std::fs::write(folder.join(name), bytes).unwrap();
            files::open(&folder.join(name), Trust::Never).unwrap()
        };
        let changes = folder.join("changes");
        files::difference(&changes, &open("old", &old), &open("new", &new), &mut |_| ()).unwrap();
        let current = json!({
            "v": 1, "list": "national", "version": 2, "issued_at": "2026-01-01T00:00:00Z",
            "sha256": hex::encode(Sha256::digest(&new)), "entries": 1, "signer": null, "how": "sync",
            "base": put(&old), "overlays": [put(&std::fs::read(&changes).unwrap())],
        });
        std::fs::write(folder.join("national/current.json"), current.to_string()).unwrap();
        (Shelf::new(folder).slot("national").unwrap(), new)
    }

    #[test]
    fn a_long_tail_is_folded_once_nobody_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let (slot, whole) = shelf(folder.path());
        let files = || slot.installed().unwrap().files();
        assert_eq!(files().len(), 2);

        let folding = Folding::default();
        folding.begin(std::slice::from_ref(&slot), QUIET.checked_sub(Duration::from_secs(1)).unwrap());
        folding.wait();
        assert_eq!(files().len(), 2, "somebody is there");

        folding.begin(std::slice::from_ref(&slot), QUIET);
        folding.wait();
        assert_eq!(files().len(), 1);
        assert_eq!(std::fs::read(&files()[0]).unwrap(), whole, "what the publisher built");
    }
}
