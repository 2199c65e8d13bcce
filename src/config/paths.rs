//! Where things lie in a shop's folder.

use std::path::{Path, PathBuf};

/// A shop's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    root: PathBuf,
}

impl Paths {
    /// The folder `root`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The folder that is used when none is named: `$COUNTERCHECK_DATA`, or the user's data folder.
    pub fn default_root() -> PathBuf {
        in_user_folder("COUNTERCHECK_DATA", "countercheck")
    }

    /// The folder of a witness when none is named: `$COUNTERCHECK_WITNESS`, or beside the default shop's.
    pub fn default_witness() -> PathBuf {
        in_user_folder("COUNTERCHECK_WITNESS", "countercheck-witness")
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// `config.toml`
    pub fn config(&self) -> PathBuf {
        self.root.join("config.toml")
    }

    /// `stock.db`
    pub fn stock(&self) -> PathBuf {
        self.root.join("stock.db")
    }

    /// `cache.db`
    pub fn cache(&self) -> PathBuf {
        self.root.join("cache.db")
    }

    /// A path of the config, relative to the folder.
    pub fn resolve(&self, path: &Path) -> PathBuf {
        self.root.join(path)
    }
}

/// What the variable names, or `name` in the user's data folder.
fn in_user_folder(variable: &str, name: &str) -> PathBuf {
    let var = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let base = || {
        var("XDG_DATA_HOME")
            .or_else(|| var("APPDATA"))
            .or_else(|| var("HOME").map(|home| home.join(".local").join("share")))
            .unwrap_or_else(|| PathBuf::from("."))
    };
    var(variable).unwrap_or_else(|| base().join(name))
}
