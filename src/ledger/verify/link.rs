//! How one epoch follows another: what the first entry of the later one says of the earlier.

use super::result::Line;
use crate::ledger::leaf::Leaf;
use crate::ledger::tree::{Frontier, Hash, Tree};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// Reasons for a new epoch in which nothing is lost; every other one is an alarm of the register,
/// or a restored backup.
const WHOLE: [&str; 2] = ["moved", "no_alarm"];

/// The earlier log as a first entry cites it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previous {
    /// Its name.
    pub origin: String,
    /// The last tree that was known of it.
    pub tree: Tree,
    /// Why the next one was begun, escaped.
    reason: String,
    /// Whether the first entry says that entries were lost.
    declared: bool,
    /// How many there once were, where it says that too.
    once: u64,
    /// A tree of the earlier log that somebody outside held when the later one began.
    outside: Option<Tree>,
}

impl Previous {
    /// What the first leaf of a log says of the one before it; `None` where it cites none.
    pub fn of(first: &[u8]) -> Option<Self> {
        let plain = Leaf::parse(first).ok()?.plain;
        let cited = plain.get("previous")?;
        let reason = plain.get("reason").and_then(Value::as_str).unwrap_or_default();
        let once = plain.get("lost").and_then(|lost| lost.get("to")?.as_u64());
        let declared = once.is_some() || !WHOLE.contains(&reason);
        Some(Self {
            origin: cited.get("origin")?.as_str()?.to_owned(),
            tree: tree(cited)?,
            once: once.unwrap_or_default(),
            outside: plain.get("outside").and_then(tree),
            reason: reason.chars().take(40).flat_map(char::escape_default).collect(),
            declared,
        })
    }

    /// When the earlier log is not there at all.
    pub fn missing(&self) -> Option<Line> {
        let line = self.end(0)?;
        let origin: String = self.origin.chars().take(200).flat_map(char::escape_default).collect();
        Some(Line { what: format!("{} (the register {origin} is not here)", line.what), ..line })
    }

    /// When the earlier log has come to the size that is cited.
    pub(super) fn compare(&self, frontier: &Frontier) -> Option<Line> {
        let mut known = [Some(self.tree), self.outside].into_iter().flatten();
        let other = known.find(|tree| tree.size == frontier.size() && tree.root != frontier.root())?;
        let what = format!("the first {} entries are not those that the next epoch cites", other.size);
        Some(Line::bad(None, what))
    }

    /// When the earlier log has ended with `size` entries.
    pub fn end(&self, size: u64) -> Option<Line> {
        let cited = self.tree.size;
        if size > cited {
            let what = format!("{} entries were added after the next epoch had begun", size - cited);
            return Some(Line::bad(None, what));
        }
        let once = cited.max(self.once);
        if size == once {
            return None;
        }
        let lost = format!("the entries from {size} up to {once} are lost");
        Some(if self.declared {
            Line::good(None, format!("note: {lost}, as the next epoch declares in its first entry ({})", self.reason))
        } else {
            Line::bad(None, format!("{lost}, and the next epoch does not declare it"))
        })
    }
}

/// Size and root as a first entry writes them.
fn tree(cited: &Value) -> Option<Tree> {
    let root: Hash = STANDARD.decode(cited.get("root")?.as_str()?).ok()?.try_into().ok()?;
    Some(Tree { size: cited.get("size")?.as_u64()?, root })
}

/// A log that calls itself a later epoch and cites no earlier one.
pub fn uncited(first: &[u8]) -> Option<Line> {
    let plain = Leaf::parse(first).ok()?.plain;
    let epoch = plain.get("epoch").and_then(Value::as_u64).filter(|epoch| *epoch > 1)?;
    let reason = plain.get("reason").and_then(Value::as_str).unwrap_or_default();
    let named = plain.get("previous").is_some_and(|previous| !previous.is_null());
    let what = format!("epoch {epoch} does not say how many entries the register before it had");
    (!named).then(|| {
        let declared = !reason.is_empty() && !WHOLE.contains(&reason);
        if declared { Line::good(None, format!("note: {what}")) } else { Line::bad(None, what) }
    })
}
