//! A disk that keeps what was synced and loses, keeps or tears the rest.
//!
//! The rules are those of POSIX, which promise less than any journalling file system: bytes are
//! safe after a sync of the file, names after a sync of their folder, and nothing else. Names that
//! were not synced come back in the order in which they were changed, up to some point; bytes that
//! were not synced come back in any selection, and a write that was under way may end in a sector.

use super::trace::Step;
use std::collections::BTreeMap;
use std::path::Path;

/// Smallest piece that a disk writes whole, in bytes.
const SECTOR: usize = 512;

/// A folder's names: `None` is a folder.
pub(crate) type Tree = BTreeMap<String, Option<Vec<u8>>>;

#[derive(Clone, Debug)]
enum Change {
    Write(usize, Vec<u8>),
    Resize(usize),
}

#[derive(Clone, Debug, Default)]
struct File {
    durable: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Node {
    Folder,
    File(usize),
}

#[derive(Clone, Debug)]
enum Naming {
    Set(String, Node),
    Move(String, String),
    Remove(String),
}

impl Naming {
    /// The folder whose sync makes this durable.
    fn folder(&self) -> &str {
        let (Self::Set(path, _) | Self::Move(_, path) | Self::Remove(path)) = self;
        path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// What becomes of what was not synced.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fate {
    /// All of it is lost.
    Lost,
    /// All of it is there.
    Kept,
    /// A selection, by this seed.
    Torn(u64),
}

/// The disk while a program runs.
#[derive(Clone, Debug)]
pub(crate) struct Disk {
    files: Vec<File>,
    before: BTreeMap<String, Node>,
    now: BTreeMap<String, Node>,
    namings: Vec<(Naming, bool)>,
    deaf: Option<&'static str>,
}

impl Disk {
    /// A disk on which all of this is safe.
    pub(crate) fn holding(tree: &Tree) -> Self {
        let (before, now) = (BTreeMap::new(), BTreeMap::new());
        let mut disk = Self { files: Vec::new(), before, now, namings: Vec::new(), deaf: None };
        for (path, content) in tree {
            let node = match content {
                None => Node::Folder,
                Some(bytes) => disk.file(bytes.clone()),
            };
            disk.before.insert(path.clone(), node);
        }
        disk.now.clone_from(&disk.before);
        disk
    }

    /// The same disk with a fault: it says that files with this ending are safe, and they are not.
    pub(crate) fn deaf_to(self, ending: &'static str) -> Self {
        Self { deaf: Some(ending), ..self }
    }

    fn file(&mut self, durable: Vec<u8>) -> Node {
        self.files.push(File { durable, pending: Vec::new() });
        Node::File(self.files.len() - 1)
    }

    fn named(&mut self, naming: Naming) {
        rename(&mut self.now, &naming);
        self.namings.push((naming, false));
    }

    fn changed(&mut self, path: &str, change: Change) {
        // What lies outside the names was removed while it was open; nobody will see it again.
        if let Some(Node::File(file)) = self.now.get(path) {
            self.files[*file].pending.push(change);
        }
    }

    /// Takes one step.
    pub(crate) fn step(&mut self, step: &Step) {
        match step {
            Step::Create(path) => {
                let node = self.file(Vec::new());
                self.named(Naming::Set(path.clone(), node));
            }
            Step::Folder(path) => self.named(Naming::Set(path.clone(), Node::Folder)),
            Step::Rename(from, to) => self.named(Naming::Move(from.clone(), to.clone())),
            Step::Link(from, to) => {
                let node = self.now[from];
                self.named(Naming::Set(to.clone(), node));
            }
            Step::Remove(path) => self.named(Naming::Remove(path.clone())),
            Step::Write(path, at, bytes) => self.changed(path, Change::Write(*at, bytes.clone())),
            Step::Resize(path, len) => self.changed(path, Change::Resize(*len)),
            Step::Sync(path) if self.deaf.is_some_and(|ending| path.ends_with(ending)) => (),
            Step::Sync(path) => match self.now.get(path.as_str()).copied() {
                Some(Node::File(file)) => {
                    let file = &mut self.files[file];
                    file.durable = file.pending.drain(..).fold(std::mem::take(&mut file.durable), changed);
                }
                _ => {
                    for (naming, durable) in &mut self.namings {
                        *durable |= naming.folder() == path;
                    }
                }
            },
            Step::Told(_) => (),
        }
    }

    /// What is found after the power came back.
    pub(crate) fn after(&self, fate: Fate) -> Tree {
        let mut dice = Dice(match fate {
            Fate::Torn(seed) => seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
            _ => 1,
        });
        let unsafe_ones = self.namings.iter().filter(|(_, durable)| !durable).count();
        let mut kept = match fate {
            Fate::Lost => 0,
            Fate::Kept => unsafe_ones,
            Fate::Torn(_) => dice.below(unsafe_ones + 1),
        };
        let mut names = self.before.clone();
        for (naming, durable) in &self.namings {
            if *durable || kept > 0 {
                kept -= usize::from(!durable);
                rename(&mut names, naming);
            }
        }
        // What lies in a folder whose name was lost is lost with it.
        let there = |path: &str| path.match_indices('/').all(|(end, _)| names.get(&path[..end]) == Some(&Node::Folder));
        let mut contents: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
        let found = names.iter().filter(|(path, _)| there(path)).map(|(path, node)| {
            let content = match node {
                Node::Folder => None,
                Node::File(id) => {
                    Some(contents.entry(*id).or_insert_with(|| self.files[*id].after(fate, &mut dice)).clone())
                }
            };
            (path.clone(), content)
        });
        found.collect()
    }
}

impl File {
    fn after(&self, fate: Fate, dice: &mut Dice) -> Vec<u8> {
        let survives = |change: &Change| match (fate, change) {
            (Fate::Lost, _) => None,
            (Fate::Kept, change) => Some(change.clone()),
            (Fate::Torn(_), change) => match (dice.below(3), change) {
                (0, _) => None,
                (1, Change::Write(at, bytes)) => {
                    // Torn at the border of a sector of the disk, not of the write.
                    let cut = (at + dice.below(bytes.len() + 1)) / SECTOR * SECTOR;
                    Some(Change::Write(*at, bytes[..cut.saturating_sub(*at).min(bytes.len())].to_vec()))
                }
                (_, change) => Some(change.clone()),
            },
        };
        self.pending.iter().filter_map(survives).fold(self.durable.clone(), changed)
    }
}

fn changed(mut bytes: Vec<u8>, change: Change) -> Vec<u8> {
    match change {
        Change::Resize(len) => bytes.resize(len, 0),
        Change::Write(_, new) if new.is_empty() => (),
        Change::Write(at, new) => {
            bytes.resize(bytes.len().max(at + new.len()), 0);
            bytes[at..at + new.len()].copy_from_slice(&new);
        }
    }
    bytes
}

fn rename(names: &mut BTreeMap<String, Node>, naming: &Naming) {
    match naming {
        Naming::Set(path, node) => drop(names.insert(path.clone(), *node)),
        Naming::Remove(path) => drop(names.remove(path)),
        Naming::Move(from, to) => {
            let inside = format!("{from}/");
            let moved: Vec<String> = names.keys().filter(|p| *p == from || p.starts_with(&inside)).cloned().collect();
            for path in moved {
                let node = names.remove(&path).expect("a name just seen");
                names.insert(format!("{to}{}", &path[from.len()..]), node);
            }
        }
    }
}

/// A series of numbers that a seed fixes.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).expect("fits") % limit.max(1)
    }
}

/// What lies in a folder.
pub(crate) fn look(folder: &Path) -> Tree {
    let mut tree = Tree::new();
    let mut open = vec![String::new()];
    while let Some(inside) = open.pop() {
        for entry in std::fs::read_dir(folder.join(&inside)).expect("a folder") {
            let entry = entry.expect("an entry");
            let name = entry.file_name().into_string().expect("a name in UTF-8");
            let path = if inside.is_empty() { name } else { format!("{inside}/{name}") };
            if entry.file_type().expect("a type").is_dir() {
                open.push(path.clone());
                tree.insert(path, None);
            } else {
                tree.insert(path, Some(std::fs::read(entry.path()).expect("a file")));
            }
        }
    }
    tree
}

/// Lays it out in an empty folder. The files that databases share between processes lie in memory
/// only; after a loss of power there are none.
pub(crate) fn lay(tree: &Tree, folder: &Path) {
    for (path, content) in tree.iter().filter(|(path, _)| !path.ends_with("-shm")) {
        let path = folder.join(path);
        match content {
            None => std::fs::create_dir(path).expect("a folder"),
            Some(bytes) => super::support::shop::put(&path, bytes),
        }
    }
}
