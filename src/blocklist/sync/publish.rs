//! The publisher's side: a folder that any static web server can serve.
//!
//! Each version becomes the changes since the one before, and now and then a new base too; shops
//! that follow need the changes only. What is signed is written whole, the timestamp last, so
//! whoever fetches meanwhile gets one version or the other.

mod pack;

use super::keys::Key;
use super::manifest::{FORM, Manifest};
use super::repo::{self, Pen, Repo};
use super::roots::Trusted;
use crate::blocklist::Trust;
use crate::blocklist::files::{self, FilesError};
use chrono::{DateTime, Utc};
use pack::Work;
use std::collections::HashMap;
use std::io;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use tough::schema::{Role as _, RoleType};

/// Changes that stay published: shops that are so many versions behind need no base.
const KEPT: usize = 60;
/// A new base after so many changes.
const BASE_AFTER: usize = 30;
/// Or when the changes since the last one have more than this part of it.
const BASE_SHARE: u64 = 4;

/// Why nothing was published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The system refused.
    #[error("cannot use {path}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file that should hold a key.
    #[error("{0} is no Ed25519 key in PEM")]
    NoKey(PathBuf),
    /// Fewer keys than a role needs.
    #[error("{have} of the {needed} keys that the {role} needs are at hand")]
    TooFewKeys {
        /// Which role.
        role: String,
        /// Keys at hand.
        have: u64,
        /// Keys that must sign.
        needed: u64,
    },
    /// A threshold of zero, or of more keys than there are.
    #[error("a role needs at least one signature and no more than it has keys")]
    Threshold,
    /// There is no repository.
    #[error("there is no repository in {0}")]
    NoRepository(PathBuf),
    /// There is one already.
    #[error("there is a repository in {0} already")]
    Exists(PathBuf),
    /// The repository cannot be read.
    #[error("{path} cannot be read: {what}")]
    Broken {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The list does not follow the one that is published.
    #[error("{new} does not follow {old}, which is published")]
    NotNewer {
        /// Name and version of the new list.
        new: String,
        /// Name and version of the published one.
        old: String,
    },
    /// The list cannot be read or compared.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// Metadata cannot be made.
    #[error("metadata cannot be made: {0}")]
    Made(String),
}

impl PublishError {
    /// The next step.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::File { .. } => "check that the path exists, that you may use it, and that the disk is not full",
            Self::NoKey(_) => "name files that list publish --init or openssl genpkey made",
            Self::TooFewKeys { .. } => "bring the other keys too: --keys may be repeated",
            Self::Threshold => "choose, for example, root=2/3",
            Self::NoRepository(_) => "begin one with list publish --init",
            Self::Exists(_) => "publish into it without --init, or choose another folder",
            Self::Broken { .. } => "bring the folder back from its server or from a copy",
            Self::NotNewer { .. } => "build the list with the same name and a higher version",
            Self::Files(e) => e.advice(),
            Self::Made(_) => "choose shorter times and plainer names",
        }
    }
}

fn file_error(path: &Path) -> impl FnOnce(io::Error) -> PublishError + '_ {
    |source| PublishError::File { path: path.to_owned(), source }
}

/// What a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleName {
    /// Whose keys count: offline, several people.
    Root,
    /// Which files make the list.
    Targets,
    /// Which of them belong together.
    Snapshot,
    /// What is the newest: signed by a machine every day.
    Timestamp,
}

impl RoleName {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Root, Self::Targets, Self::Snapshot, Self::Timestamp];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Targets => "targets",
            Self::Snapshot => "snapshot",
            Self::Timestamp => "timestamp",
        }
    }

    fn tuf(self) -> RoleType {
        match self {
            Self::Root => RoleType::Root,
            Self::Targets => RoleType::Targets,
            Self::Snapshot => RoleType::Snapshot,
            Self::Timestamp => RoleType::Timestamp,
        }
    }
}

impl std::str::FromStr for RoleName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|role| role.word() == text);
        found.ok_or_else(|| format!("{text:?} is none of root, targets, snapshot and timestamp"))
    }
}

/// For how many days each role's signature holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// Days for root, targets, snapshot and timestamp.
    pub days: [u32; 4],
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self { days: [365, 90, 30, 3] }
    }
}

impl Lifetimes {
    pub(super) fn days(&self, role: RoleType) -> u32 {
        let at = RoleName::ALL.iter().position(|name| name.tuf() == role).unwrap_or(0);
        self.days.get(at).copied().unwrap_or(1)
    }
}

/// Who signs how.
#[derive(Debug)]
pub struct Signing<'a> {
    /// Keys at hand.
    pub keys: &'a [Key],
    /// For how long signatures hold.
    pub lifetimes: Lifetimes,
    /// The time.
    pub now: DateTime<Utc>,
}

impl Signing<'_> {
    fn pen(&self) -> Pen<'_> {
        Pen { keys: self.keys, lifetimes: self.lifetimes, now: self.now }
    }
}

/// How many keys a role has, and how many must sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quorum {
    /// Keys that must sign.
    pub threshold: u32,
    /// Keys that there are.
    pub keys: u32,
}

/// How a role stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleState {
    /// Which.
    pub role: RoleName,
    /// Its number.
    pub version: u64,
    /// When its signature runs out.
    pub expires: DateTime<Utc>,
}

/// What was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The list's name and version; none before the first.
    pub list: Option<(String, u64)>,
    /// Bytes of list files that are new.
    pub bytes: u64,
    /// A new base is among them.
    pub base: bool,
    /// How each role stands now.
    pub roles: Vec<RoleState>,
}

/// Begins a repository: makes the keys of every role, and the root that names them. `quorums`
/// are those of root, targets, snapshot and timestamp.
pub fn init(
    dir: &Path,
    keys: &Path,
    quorums: [Quorum; 4],
    lifetimes: Lifetimes,
    now: DateTime<Utc>,
) -> Result<Trusted, PublishError> {
    if Repo::metadata(dir).join("1.root.json").exists() {
        return Err(PublishError::Exists(dir.to_owned()));
    }
    if quorums.iter().any(|q| q.threshold == 0 || q.threshold > q.keys) {
        return Err(PublishError::Threshold);
    }
    let mut made = Vec::new();
    for (role, quorum) in RoleName::ALL.into_iter().zip(quorums) {
        made.push(make_keys(keys, role, 1, quorum.keys)?);
    }
    let mut roles = Vec::new();
    for ((role, quorum), keys) in RoleName::ALL.into_iter().zip(quorums).zip(&made) {
        roles.push((role.tuf(), u64::from(quorum.threshold), keys.as_slice()));
    }
    let root_keys = made.first().map(Vec::as_slice).unwrap_or_default();
    let pen = Pen { keys: root_keys, lifetimes, now };
    let root = repo::root(NonZeroU64::MIN, &roles, &pen)?;
    let need = root.roles.get(&RoleType::Root).cloned().ok_or(PublishError::Threshold)?;
    let root = super::keys::sign(root, root_keys, &[&need])?;
    Repo::create(dir, root)?;
    repo::newest(dir)
}

fn make_keys(folder: &Path, role: RoleName, root: u64, count: u32) -> Result<Vec<Key>, PublishError> {
    crate::blocklist::shelf::make_folder(folder).map_err(file_error(folder))?;
    // The number of the root that names it keeps new keys apart from old ones.
    (1..=count).map(|n| Key::make(&folder.join(format!("{}-{root}-{n}.key", role.word())))).collect()
}

/// The newest root, as shops are given it.
pub fn newest_root(dir: &Path) -> Result<Trusted, PublishError> {
    repo::newest(dir)
}

/// Publishes a version. `base` asks for a whole base even where changes would do. `progress` is
/// told bytes and entries worked on.
pub fn publish(
    dir: &Path,
    list: &Path,
    base: bool,
    signing: &Signing<'_>,
    progress: &mut dyn FnMut(u64),
) -> Result<Published, PublishError> {
    let mut repo = Repo::open(dir)?;
    let new = files::open(list, Trust::Never)?;
    let identity = new.identity().clone();
    let old = repo.manifest()?;
    follows(&new, old.as_ref())?;
    let work = Work::begin(dir)?;
    let sha256 = pack::hash(list)?;
    let mut bytes = 0;
    let mut overlays = old.as_ref().map(|m| m.overlays.clone()).unwrap_or_default();
    if let Some(old) = &old {
        let before = work.rebuild(&repo, old, progress)?;
        let made = work.path("changes");
        files::difference(&made, &files::open(&before, Trust::Never)?, &new, progress)?;
        let packed = pack::pack(&repo, &made, identity.version, Some(old.version))?;
        bytes += packed.bytes;
        overlays.push(packed);
        let superfluous = overlays.len().saturating_sub(KEPT);
        overlays.drain(..superfluous);
    }
    let since =
        |m: &Manifest| overlays.iter().filter(|o| o.version > m.base.version).map(|o| o.bytes).collect::<Vec<_>>();
    let base_due = old.as_ref().is_none_or(|m| {
        let since = since(m);
        since.len() > BASE_AFTER || since.iter().sum::<u64>() > m.base.bytes / BASE_SHARE
    });
    let base = match &old {
        Some(old) if !base && !base_due => old.base.clone(),
        _ => {
            let packed = pack::pack(&repo, list, identity.version, None)?;
            bytes += packed.bytes;
            packed
        }
    };
    let manifest = Manifest {
        v: FORM,
        list: identity.name.clone(),
        version: identity.version,
        issued_at: DateTime::from_timestamp(identity.issued, 0).unwrap_or(signing.now),
        entries: new.entries(),
        sha256,
        base,
        overlays,
    };
    let fresh_base = manifest.base.version == manifest.version;
    let mut targets = pack::targets(&manifest);
    targets.extend([pack::manifest(&repo, &manifest)?]);
    let kept = repo.targets.as_ref().map(|t| pack::names(&t.signed)).unwrap_or_default();
    let pen = signing.pen();
    repo.sign_targets(targets, &pen)?;
    repo.sign_snapshot(&pen)?;
    repo.sign_timestamp(&pen)?;
    repo.write()?;
    pack::prune(&repo, &kept);
    Ok(Published { list: Some((identity.name, identity.version)), bytes, base: fresh_base, roles: states(&repo) })
}

/// A version must be one list's next one.
fn follows(new: &crate::blocklist::List<files::Map>, old: Option<&Manifest>) -> Result<(), PublishError> {
    let identity = new.identity();
    if identity.changes.is_some() {
        return Err(FilesError::from(crate::blocklist::ListError::OverlayAlone).into());
    }
    match old {
        Some(old) if old.list != identity.name || old.version >= identity.version => Err(PublishError::NotNewer {
            new: format!("{} version {}", identity.name, identity.version),
            old: format!("{} version {}", old.list, old.version),
        }),
        _ => Ok(()),
    }
}

/// Signs anew: the timestamp always, the others where half of their time is over and their keys
/// are at hand. What a machine does every day.
pub fn renew(dir: &Path, signing: &Signing<'_>) -> Result<Published, PublishError> {
    let mut repo = Repo::open(dir)?;
    let pen = signing.pen();
    if pen.is_old(&repo.root.signed) && pen.can(repo.role(RoleType::Root)?) {
        let root = repo::next_root(&repo.root.signed, None, &pen)?;
        let need = repo.role(RoleType::Root)?.clone();
        repo.root = super::keys::sign(root, signing.keys, &[&need])?;
        repo.write_root()?;
    }
    let old = |role: RoleType, repo: &Repo| match role {
        RoleType::Targets => repo.targets.as_ref().is_some_and(|t| pen.is_old(&t.signed)),
        _ => repo.snapshot.as_ref().is_some_and(|s| pen.is_old(&s.signed)),
    };
    let targets = old(RoleType::Targets, &repo) && pen.can(repo.role(RoleType::Targets)?);
    if targets {
        repo.renew_targets(&pen)?;
    }
    if targets || (old(RoleType::Snapshot, &repo) && pen.can(repo.role(RoleType::Snapshot)?)) {
        repo.sign_snapshot(&pen)?;
    }
    repo.sign_timestamp(&pen)?;
    repo.write()?;
    Ok(unchanged(&repo))
}

/// Takes a role's keys out of use and makes new ones in `folder`: after a theft, or in time. The
/// new root is signed by the old root's keys; everything is signed anew.
pub fn rotate(
    dir: &Path,
    role: RoleName,
    folder: &Path,
    mut keys: Vec<Key>,
    times: (Lifetimes, DateTime<Utc>),
) -> Result<Published, PublishError> {
    let mut repo = Repo::open(dir)?;
    let old = repo.role(RoleType::Root)?.clone();
    let count = u32::try_from(repo.role(role.tuf())?.keyids.len()).unwrap_or(1);
    let number = repo.root.signed.version.get() + 1;
    can_sign(&repo, role, &keys)?;
    let made = make_keys(folder, role, number, count)?;
    let pen = Pen { keys: &keys, lifetimes: times.0, now: times.1 };
    let root = repo::next_root(&repo.root.signed, Some((role.tuf(), &made)), &pen)?;
    keys.extend(made);
    let need = root.roles.get(&RoleType::Root).cloned().ok_or(PublishError::Threshold)?;
    repo.root = super::keys::sign(root, &keys, &[&old, &need])?;
    let pen = Pen { keys: &keys, lifetimes: times.0, now: times.1 };
    repo.renew_targets(&pen)?;
    repo.sign_snapshot(&pen)?;
    repo.sign_timestamp(&pen)?;
    // Everything is signed before anything is written.
    repo.write_root()?;
    repo.write()?;
    Ok(unchanged(&repo))
}

/// Keys are made only where the rest can be signed too.
fn can_sign(repo: &Repo, role: RoleName, keys: &[Key]) -> Result<(), PublishError> {
    for other in RoleName::ALL {
        let need = repo.role(other.tuf())?;
        let ids = super::keys::ids(need);
        let have = keys.iter().filter(|key| ids.iter().any(|id| id == key.id())).count() as u64;
        let needed = other == RoleName::Root || (other != role && repo.targets.is_some());
        if needed && have < need.threshold.get() {
            let role = other.word().to_owned();
            return Err(PublishError::TooFewKeys { role, have, needed: need.threshold.get() });
        }
    }
    Ok(())
}

fn unchanged(repo: &Repo) -> Published {
    let list = repo.manifest().ok().flatten().map(|m| (m.list, m.version));
    Published { list, bytes: 0, base: false, roles: states(repo) }
}

fn states(repo: &Repo) -> Vec<RoleState> {
    let at = |role, version: NonZeroU64, seconds| {
        let expires = DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MAX_UTC);
        RoleState { role, version: version.get(), expires }
    };
    let root = &repo.root.signed;
    let mut states = vec![at(RoleName::Root, root.version, root.expires().as_second())];
    states.extend(repo.targets.iter().map(|t| at(RoleName::Targets, t.signed.version, t.signed.expires().as_second())));
    states
        .extend(repo.snapshot.iter().map(|s| at(RoleName::Snapshot, s.signed.version, s.signed.expires().as_second())));
    states.extend(
        repo.timestamp.iter().map(|t| at(RoleName::Timestamp, t.signed.version, t.signed.expires().as_second())),
    );
    states
}

/// Length and SHA-256 of each target, by its name.
type Listing = HashMap<String, (u64, String)>;
