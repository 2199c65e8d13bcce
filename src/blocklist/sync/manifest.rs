//! `manifest.json`: the one signed target that says which files make up the list (pure).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Name of the target.
pub(super) const MANIFEST: &str = "manifest.json";
/// The form that this program writes and reads.
pub(super) const FORM: u32 = 1;
/// A part of a file is not longer: what a broken download loses.
pub(super) const PART: u64 = 8 << 20;
/// Files and parts that a manifest may name.
const MOST: usize = 20_000;

/// A target that holds a part of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Piece {
    pub(super) target: String,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

/// A list file in its parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Packed {
    /// The version that it makes.
    pub(super) version: u64,
    /// The version that it changes; none for a base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) changes: Option<u64>,
    pub(super) bytes: u64,
    pub(super) sha256: String,
    pub(super) parts: Vec<Piece>,
}

/// The manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) v: u32,
    /// The list's name as its publisher has it.
    pub(super) list: String,
    pub(super) version: u64,
    pub(super) issued_at: DateTime<Utc>,
    /// Numbers that the version lists.
    pub(super) entries: u64,
    /// SHA-256 of the version as one file.
    pub(super) sha256: String,
    pub(super) base: Packed,
    /// Oldest first, each on the version before it; may begin before the base.
    pub(super) overlays: Vec<Packed>,
}

/// What has to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Plan {
    /// The version is here.
    Nothing,
    /// The changes since the version that is here.
    Changes(Vec<Packed>),
    /// Base and overlays.
    Whole(Vec<Packed>),
}

impl Manifest {
    /// Reads it; the error says what is wrong.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let manifest: Self = serde_json::from_slice(bytes).map_err(|e| format!("{MANIFEST}: {e}"))?;
        if manifest.v != FORM {
            return Err(format!("{MANIFEST} has form {}, this program reads {FORM}", manifest.v));
        }
        manifest.fault().map_or(Ok(manifest), |what| Err(format!("{MANIFEST}: {what}")))
    }

    fn fault(&self) -> Option<&'static str> {
        let files = || std::iter::once(&self.base).chain(&self.overlays);
        if files().map(|file| 1 + file.parts.len()).sum::<usize>() > MOST {
            return Some("it names too many files");
        }
        let hash = |text: &str| text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let plain = |name: &str| {
            let good = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
            (1..=128).contains(&name.len()) && name.bytes().all(good) && !name.starts_with('.')
        };
        let sound = |file: &Packed| {
            let sum = file.parts.iter().try_fold(0_u64, |sum, part| sum.checked_add(part.bytes));
            let parts = file.parts.iter().all(|part| plain(&part.target) && hash(&part.sha256));
            hash(&file.sha256) && parts && !file.parts.is_empty() && sum == Some(file.bytes)
        };
        if !hash(&self.sha256) || !files().all(sound) {
            return Some("a file's name, length or SHA-256 is no such thing");
        }
        if self.base.changes.is_some() || self.chain(self.base.version).is_none() {
            return Some("base and changes do not lead to its version");
        }
        None
    }

    /// The overlays that lead from a version to this one.
    fn chain(&self, from: u64) -> Option<Vec<Packed>> {
        let mut at = from;
        let mut chain = Vec::new();
        for overlay in &self.overlays {
            if overlay.changes == Some(at) && overlay.version > at {
                at = overlay.version;
                chain.push(overlay.clone());
            }
        }
        (at == self.version).then_some(chain)
    }

    /// What a shop needs that holds version `held`, whose newest whole file and changes are
    /// known to be good. The changes, unless the whole list is shorter.
    pub(super) fn plan(&self, held: Option<u64>) -> Plan {
        if held == Some(self.version) {
            return Plan::Nothing;
        }
        let mut whole = vec![self.base.clone()];
        whole.extend(self.chain(self.base.version).unwrap_or_default());
        let bytes = |files: &[Packed]| files.iter().map(|file| file.bytes).sum::<u64>();
        match held.and_then(|held| self.chain(held)) {
            Some(changes) if bytes(&changes) <= bytes(&whole) => Plan::Changes(changes),
            _ => Plan::Whole(whole),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(changes: Option<u64>, version: u64, bytes: u64) -> Packed {
        let sha256 = format!("{version:064x}");
        let part = Piece { target: format!("n-{version}.000"), bytes, sha256: sha256.clone() };
        Packed { version, changes, bytes, sha256, parts: vec![part] }
    }

    fn manifest() -> Manifest {
        Manifest {
            v: FORM,
            list: "national".into(),
            version: 5,
            issued_at: DateTime::UNIX_EPOCH,
            entries: 1,
            sha256: "0".repeat(64),
            base: packed(None, 3, 1000),
            overlays: (2..=5).map(|v| packed(Some(v - 1), v, 10)).collect(),
        }
    }

    #[test]
    fn the_shortest_way_is_planned() {
        let versions = |plan: Plan| match plan {
            Plan::Nothing => vec![],
            Plan::Changes(files) | Plan::Whole(files) => files.iter().map(|f| f.version).collect(),
        };
        let manifest = manifest();
        assert_eq!(manifest.plan(Some(5)), Plan::Nothing);
        assert_eq!(versions(manifest.plan(Some(4))), [5]);
        assert_eq!(versions(manifest.plan(Some(1))), [2, 3, 4, 5], "changes from before the base are shorter");
        assert_eq!(versions(manifest.plan(None)), [3, 4, 5]);
        assert_eq!(versions(manifest.plan(Some(0))), [3, 4, 5], "no way leads from there");
        let mut long = manifest.clone();
        long.overlays[0] = packed(Some(1), 2, 2000);
        assert_eq!(versions(long.plan(Some(1))), [3, 4, 5], "the base is shorter than the changes");
    }

    #[test]
    fn a_manifest_that_makes_no_sense_is_refused() {
        let good = manifest();
        assert!(Manifest::parse(&serde_json::to_vec(&good).unwrap()).is_ok());
        let wrong: [fn(&mut Manifest); 8] = [
            |m| m.v = 2,
            |m| m.sha256 = "A".repeat(64),
            |m| m.base.changes = Some(2),
            |m| m.overlays.retain(|o| o.version != 4),
            |m| m.base.parts[0].target = "../x".into(),
            |m| m.base.parts[0].bytes += 1,
            |m| m.base.parts.clear(),
            |m| m.overlays[0].sha256 = "../../../vault.db".into(),
        ];
        for (n, spoil) in wrong.iter().enumerate() {
            let mut bad = good.clone();
            spoil(&mut bad);
            assert!(Manifest::parse(&serde_json::to_vec(&bad).unwrap()).is_err(), "case {n}");
        }
    }
}
