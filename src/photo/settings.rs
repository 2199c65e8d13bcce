//! What a shop can set about pictures.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The `[photo]` table of the config. Without it pictures are read by `countercheck read` only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PhotoConfig {
    /// A folder that is watched: what comes in is read and taken away. Relative to the shop's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inbox: Option<PathBuf>,
    /// A folder with other models than the program's own. Relative to the shop's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub models: Option<PathBuf>,
    /// Keeps a picture with the check that it led to, sealed in the vault; otherwise it is deleted after use.
    pub keep: bool,
    /// How the till draws parts of pictures.
    pub graphics: Graphics,
    /// A telephone as camera; off where it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<PhoneConfig>,
}

impl Default for PhotoConfig {
    fn default() -> Self {
        Self { inbox: None, models: None, keep: true, graphics: Graphics::default(), phone: None }
    }
}

impl PhotoConfig {
    /// Whether nothing is set.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// How a terminal shows a picture. It is not asked what it can: its answer would come in among the scans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Graphics {
    /// Half blocks in colour: every terminal.
    #[default]
    Blocks,
    /// Sixel graphics: xterm, foot, mlterm, Windows Terminal.
    Sixel,
    /// Kitty's protocol: kitty, Ghostty.
    Kitty,
    /// iTerm2's protocol: `iTerm2`, `WezTerm`.
    Iterm2,
}

/// `[photo.phone]`: the page for a telephone in the shop's own network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhoneConfig {
    /// Address of one private interface of this machine, and a port: `192.168.1.10:8030`.
    pub listen: String,
    /// The name by which telephones reach it, where the certificate is for a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Certificate chain (PEM) for HTTPS, relative to the shop's folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cert: Option<PathBuf>,
    /// Its private key (PEM), relative to the shop's folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PathBuf>,
}
