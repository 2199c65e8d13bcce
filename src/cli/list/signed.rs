//! Signed lists: whom to trust, fetching, sticks, publishing.

use std::path::PathBuf;

/// `list trust`
#[derive(Debug, clap::Args)]
pub struct ListTrustArgs {
    /// Name of the list in this shop: small letters, digits and '-'
    pub name: String,
    /// The publisher's root.json
    #[arg(long, value_name = "FILE", required_unless_present = "qr", conflicts_with = "qr")]
    pub root: Option<PathBuf>,
    /// The text of the publisher's QR code; the root file it means is fetched and held against it
    #[arg(long, value_name = "TEXT")]
    pub qr: Option<String>,
    /// Takes the root file that the QR code means from this folder, such as a stick
    #[arg(long, value_name = "DIR", requires = "qr")]
    pub from: Option<PathBuf>,
    /// Where the list is fetched from; written into config.toml
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The fingerprint that the publisher told; another one is refused
    #[arg(long, value_name = "HEX")]
    pub fingerprint: Option<String>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `list sync`
#[derive(Debug, clap::Args)]
pub struct ListSyncArgs {
    /// Names of lists [default: every list of config.toml that has a url]
    #[arg(value_name = "LIST")]
    pub lists: Vec<String>,
    /// Fetches from here instead
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `list import` and `list export`
#[derive(Debug, clap::Args)]
pub struct ListStickArgs {
    /// The stick, or any folder
    pub dir: PathBuf,
    /// Names of lists [default: every one that is there]
    #[arg(value_name = "LIST")]
    pub lists: Vec<String>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `list publish`
#[derive(Debug, clap::Args)]
pub struct ListPublishArgs {
    /// The folder that a web server serves
    pub dir: PathBuf,
    /// The new version; without one, signatures are renewed
    #[arg(value_name = "LIST", conflicts_with_all = ["init", "rotate"])]
    pub list: Option<PathBuf>,
    /// Begins: makes the keys of every role, and the root of trust that shops get
    #[arg(long, conflicts_with = "rotate")]
    pub init: bool,
    /// Key files, or folders of them; may be repeated. With --init, the folder for the new keys
    #[arg(long, value_name = "PATH", required = true)]
    pub keys: Vec<PathBuf>,
    /// Takes a role's keys out of use and makes new ones: root, targets, snapshot or timestamp
    #[arg(long, value_name = "ROLE", requires = "new_keys")]
    pub rotate: Option<String>,
    /// The folder for the new keys
    #[arg(long, value_name = "DIR")]
    pub new_keys: Option<PathBuf>,
    /// How many keys of a role must sign, of how many, as root=2/3 [default: root=2/3, the others 1/1]
    #[arg(long, value_name = "ROLE=M/N", requires = "init")]
    pub threshold: Vec<String>,
    /// For how many days a role's signature holds [default: root=365 targets=90 snapshot=30 timestamp=3]
    #[arg(long, value_name = "ROLE=DAYS")]
    pub days: Vec<String>,
    /// Publishes a whole base too, where changes alone would do
    #[arg(long)]
    pub base: bool,
    /// Where shops will fetch it: prints the text for a QR code, and writes it as root-qr.svg
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}
