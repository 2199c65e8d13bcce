//! `config.toml`: written by people, so a mistake is told with its line and key.
//!
//! Every room owns the struct of its own section; this room only puts them together, reads the
//! file and knows where things lie in a shop's folder. An unknown key is an error: a misspelt
//! `required` must not silently mean "nothing is required".
//!
//! ```
//! use countercheck::config::Config;
//! let text = "[shop]\nname = \"Corner Phones\"\n";
//! assert_eq!(Config::parse(text).unwrap().shop.name, "Corner Phones");
//! let wrong = Config::parse("[shop]\nname = \"x\"\nnmae = 1\n").unwrap_err();
//! assert!(wrong.to_string().contains("nmae"));
//! ```

mod paths;

pub use paths::Paths;

use crate::blocklist::ListConfig;
use crate::effects::WarningsConfig;
use crate::finding::SourceName;
use crate::ledger::backup::BackupConfig;
use crate::ledger::witness::push::WitnessConfig;
use crate::photo::settings::PhotoConfig;
use crate::policy::Policy;
use crate::print::port::PrinterConfig;
use crate::registry::SourceConfig;
use crate::registry::client::NetConfig;
use crate::scan::ScanSettings;
use crate::staff::StaffConfig;
use crate::vault::RetentionConfig;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The whole file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Who and where.
    pub shop: ShopConfig,
    /// Names of the sources that must answer before a handset counts as not listed. A name
    /// without a section counts as silent, so a removed source never turns into an all-clear.
    #[serde(default)]
    pub required: Vec<SourceName>,
    /// How the screen looks.
    #[serde(default)]
    pub screen: ScreenConfig,
    /// Barcode scanners.
    #[serde(default)]
    pub scan: ScanSettings,
    /// What holds for every source that does not say otherwise.
    #[serde(default)]
    pub network: NetConfig,
    /// How long personal data is kept.
    #[serde(default, skip_serializing_if = "RetentionConfig::is_default")]
    pub retention: RetentionConfig,
    /// Named staff: when the till locks, and whether one person runs the shop.
    #[serde(default, skip_serializing_if = "StaffConfig::is_default")]
    pub staff: StaffConfig,
    /// The sources, in the order of the screen.
    #[serde(default, rename = "source")]
    pub sources: Vec<SourceConfig>,
    /// The block lists that the shop holds itself; each is a source of its name.
    #[serde(default, rename = "list", skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<ListConfig>,
    /// What papers are printed on.
    #[serde(default, skip_serializing_if = "PrinterConfig::is_default")]
    pub printer: PrinterConfig,
    /// When the shop's own register gives reason to look twice.
    #[serde(default, skip_serializing_if = "WarningsConfig::is_default")]
    pub warnings: WarningsConfig,
    /// Backups.
    #[serde(default)]
    pub backup: BackupConfig,
    /// Who signs for the register from outside.
    #[serde(default, rename = "witness", skip_serializing_if = "Vec::is_empty")]
    pub witnesses: Vec<WitnessConfig>,
    /// Pictures.
    #[serde(default, skip_serializing_if = "PhotoConfig::is_default")]
    pub photo: PhotoConfig,
}

/// `[shop]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShopConfig {
    /// Name as on the shop's papers.
    pub name: String,
    /// Name of this terminal; part of the ledger's origin.
    #[serde(default = "default_terminal")]
    pub terminal: String,
    /// Id of the jurisdiction whose rules apply.
    #[serde(default = "default_jurisdiction")]
    pub jurisdiction: String,
    /// IANA name of the shop's time zone.
    #[serde(default = "default_zone")]
    pub timezone: chrono_tz::Tz,
    /// The shop's own rules, relative to its folder; `jurisdiction` is then the id of that file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PathBuf>,
    /// CSV with names of device types (TAC), relative to the shop's folder.
    #[serde(default)]
    pub tac_names: Option<PathBuf>,
}

/// `[screen]`
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScreenConfig {
    /// `en` or `fr`.
    pub language: Option<String>,
    /// Colours.
    pub theme: Theme,
    /// Shows and sounds a hit loudly; discreet otherwise.
    pub loud: bool,
}

/// Colours of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// Light on dark.
    #[default]
    Dark,
    /// Dark on light.
    Light,
    /// Black, white and bold only.
    HighContrast,
}

fn default_terminal() -> String {
    "till-1".to_owned()
}

fn default_jurisdiction() -> String {
    "generic".to_owned()
}

fn default_zone() -> chrono_tz::Tz {
    chrono_tz::UTC
}

/// Why there is no config.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is not what it should be.
    #[error("config.toml, line {line}{}: {what}", if key.is_empty() { String::new() } else { format!(", {key}") })]
    Syntax {
        /// Line in the file, from 1.
        line: usize,
        /// What stands there before the equals sign: never the value, which may be a secret.
        key: String,
        /// What is wrong with it.
        what: String,
    },
    /// Two sources share a name.
    #[error("two sources are named {0:?}")]
    TwoOfAName(String),
    /// A list is set up wrongly.
    #[error("the list {name:?}: {what}")]
    List {
        /// Its name.
        name: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The jurisdiction is unknown.
    #[error("unknown jurisdiction {0:?}")]
    Jurisdiction(String),
    /// A witness's key that is none.
    #[error("the witness key {0:?} is not name+hash+base64 of type 4")]
    WitnessKey(String),
    /// The printer is set up wrongly.
    #[error("the section [printer]: {0}")]
    Printer(&'static str),
    /// A threshold that would never be reached, or always.
    #[error("the section [warnings]: {0}")]
    Warnings(&'static str),
    /// A terminal name that cannot stand in a ledger's origin.
    #[error("the terminal name {0:?} may hold letters, digits, '-', '_' and '.' only")]
    Terminal(String),
}

impl ConfigError {
    fn syntax(text: &str, error: &toml::de::Error) -> Self {
        let start = error.span().map_or(0, |span| span.start);
        let line = text.get(..start).map_or(1, |before| before.matches('\n').count() + 1);
        let whole = text.lines().nth(line - 1).unwrap_or_default().trim();
        // A line without a key may be the rest of a secret that was broken over two lines.
        let named = whole.contains('=') || whole.starts_with('[');
        let written = if named { whole.split('=').next().unwrap_or_default().trim() } else { "" };
        // What the file lacks as a whole is not its first key's fault.
        let lacks = error.message().starts_with("missing field") && !written.starts_with('[');
        let key = if lacks { String::new() } else { written.chars().take(60).collect() };
        Self::Syntax { line, key, what: without_value(error.message()) }
    }

    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Read { .. } => "check the folder, or set a shop up with `countercheck init`",
            Self::Syntax { .. } => "correct the named line of config.toml",
            Self::TwoOfAName(_) => "give each [[source]] and each [[list]] a name of its own",
            Self::List { .. } => "correct its section [[list]] of config.toml",
            Self::Jurisdiction(_) => {
                "take one that `countercheck policy list` names, or write your own (docs/policy.md)"
            }
            Self::WitnessKey(_) => "copy the key again, whole, from the witness (`countercheck witness show`)",
            Self::Printer(_) | Self::Warnings(_) => "correct that section of config.toml",
            Self::Terminal(_) => "choose a short name such as \"till-1\"",
        }
    }
}

/// The message without the value that it quotes: that may be a password.
fn without_value(message: &str) -> String {
    let text = message.lines().collect::<Vec<_>>().join("; ");
    let quotes = text.starts_with("invalid type") || text.starts_with("invalid value");
    match text.find("expected").filter(|_| quotes) {
        Some(at) => text[at..].to_owned(),
        None => text,
    }
}

/// Whether a terminal may bear this name: it stands in the ledger's origin.
pub fn is_terminal_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}

impl Config {
    /// Reads and checks the text of a `config.toml`.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(text).map_err(|error| ConfigError::syntax(text, &error))?;
        config.checked()
    }

    /// Reads the file of a shop's folder.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text =
            std::fs::read_to_string(path).map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
        Self::parse(&text)
    }

    /// The same shop with every other setting at its default.
    #[must_use]
    pub fn plain(&self) -> Self {
        Self {
            shop: self.shop.clone(),
            required: Vec::new(),
            screen: ScreenConfig::default(),
            scan: ScanSettings::default(),
            network: NetConfig::default(),
            retention: RetentionConfig::default(),
            staff: StaffConfig::default(),
            sources: Vec::new(),
            lists: Vec::new(),
            printer: PrinterConfig::default(),
            warnings: WarningsConfig::default(),
            backup: BackupConfig::default(),
            witnesses: Vec::new(),
            photo: PhotoConfig::default(),
        }
    }

    fn checked(self) -> Result<Self, ConfigError> {
        if !is_terminal_name(&self.shop.terminal) {
            return Err(ConfigError::Terminal(self.shop.terminal));
        }
        // A shop's own rules are read with the shop: only then it shows whether the ids agree.
        if self.shop.policy.is_none() && Policy::builtin(&self.shop.jurisdiction).is_none() {
            return Err(ConfigError::Jurisdiction(self.shop.jurisdiction));
        }
        if let Some(what) = self.printer.fault() {
            return Err(ConfigError::Printer(what));
        }
        if let Some(what) = self.warnings.fault() {
            return Err(ConfigError::Warnings(what));
        }
        if let Some(wrong) = self.witnesses.iter().find(|witness| witness.verifier().is_none()) {
            return Err(ConfigError::WitnessKey(wrong.key.chars().take(80).collect()));
        }
        for (n, source) in self.sources.iter().enumerate() {
            if self.sources[..n].iter().any(|s| s.name == source.name) {
                return Err(ConfigError::TwoOfAName(source.name.to_string()));
            }
        }
        for (n, list) in self.lists.iter().enumerate() {
            if let Some(what) = list.fault() {
                return Err(ConfigError::List { name: list.name.clone(), what });
            }
            let source = self.sources.iter().any(|s| s.name.as_str() == list.name);
            if source || self.lists[..n].iter().any(|l| l.name == list.name) {
                return Err(ConfigError::TwoOfAName(list.name.clone()));
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_is_named_without_the_value_beside_it() {
        let wrong = |text: &str| Config::parse(&format!("[shop]\nname = \"x\"\n{text}")).unwrap_err().to_string();
        for text in ["timezone = 99", "[scan]\ngap_ms = \"hunter2\"", "[network]\nproxy = \"a\nhunter2\\q\"\n"] {
            let said = wrong(text);
            assert!(said.contains("line ") && !said.contains("hunter2") && !said.contains("99"), "{said}");
        }
        assert!(wrong("[scan]\ngap_ms = \"hunter2\"").contains("gap_ms"));
    }
}
