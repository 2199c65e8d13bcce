//! The vault's keys: who can open what.
//!
//! | file in `keys` | what | opens |
//! | --- | --- | --- |
//! | `shop` | age X25519 identity | every entry's secret, so everything about people |
//! | `shop.pub` | its recipient | nothing: clerks seal with it |
//! | `recipients` | police recipients, one a line, `#` comments (as `age -R` reads them) | – |
//! | `till` | 32 bytes, hexadecimal | handset numbers |
//! | `token` | 32 bytes, hexadecimal | nothing: makes search tokens |

use super::VaultError;
use crate::ledger::leaf::commitment::hmac;
use crate::ledger::store::files;
use age::secrecy::ExposeSecret as _;
use age::x25519::{Identity, Recipient};
use sha2::{Digest, Sha256};
use std::io::{self, Read as _, Write as _};
use std::iter;
use std::path::{Path, PathBuf};

/// What a running till holds: enough to seal, to read handset numbers and to search.
pub(super) struct Keys {
    folder: PathBuf,
    recipients: Vec<Recipient>,
    pub(super) till: [u8; 32],
    pub(super) token: [u8; 32],
}

/// An entry's secret, in plain and sealed; belongs to no entry yet.
pub(super) struct Secret {
    pub(super) plain: [u8; 32],
    pub(super) sealed: Vec<u8>,
}

impl Keys {
    /// Makes a new set; refuses if any of it exists.
    pub(super) fn create(folder: &Path) -> Result<Self, VaultError> {
        files::private_folder(folder).map_err(file(folder))?;
        let shop = Identity::generate();
        let (till, token): ([u8; 32], [u8; 32]) = (random()?, random()?);
        for (name, text) in [
            ("shop", shop.to_string().expose_secret().to_owned()),
            ("shop.pub", shop.to_public().to_string()),
            ("till", hex::encode(till)),
            ("token", hex::encode(token)),
        ] {
            let path = folder.join(name);
            files::write_new(&path, format!("{text}\n").as_bytes()).map_err(file(&path))?;
        }
        files::sync_folder(folder).map_err(file(folder))?;
        Self::open(folder)
    }

    /// Reads what sealing and searching need; the shop's secret key is left alone.
    pub(super) fn open(folder: &Path) -> Result<Self, VaultError> {
        let shop = read(folder, "shop.pub")?;
        let mut recipients = vec![shop.parse().map_err(|_| VaultError::ForeignKey { name: "shop.pub" })?];
        recipients.extend(police(folder)?);
        Ok(Self { folder: folder.to_owned(), recipients, till: key(folder, "till")?, token: key(folder, "token")? })
    }

    /// What the vault remembers of its keys, so that it notices when they are another vault's.
    pub(super) fn marks(&self) -> [(&'static str, String); 3] {
        let mark = |key: &[u8; 32]| hex::encode(&hmac(key, &[b"countercheck key mark"])[..8]);
        [("shop.pub", self.shop().to_string()), ("till", mark(&self.till)), ("token", mark(&self.token))]
    }

    fn shop(&self) -> &Recipient {
        &self.recipients[0]
    }

    /// Names the set of recipients, so that entries sealed before a new one joined can be found.
    pub(super) fn recipients_mark(&self) -> [u8; 8] {
        let mut names: Vec<_> = self.recipients.iter().map(ToString::to_string).collect();
        names.sort();
        let hash = Sha256::digest(names.join("\n"));
        std::array::from_fn(|i| hash[i])
    }

    /// Makes the secret of an entry to come.
    pub(super) fn secret(&self) -> Result<Secret, VaultError> {
        let plain = random()?;
        Ok(Secret { plain, sealed: self.wrap(&plain)? })
    }

    /// Seals an entry's secret to the shop and the police, as an age file.
    fn wrap(&self, secret: &[u8; 32]) -> Result<Vec<u8>, VaultError> {
        let everybody = self.recipients.iter().map(|r| r as &dyn age::Recipient);
        let encryptor = age::Encryptor::with_recipients(everybody).map_err(|_| VaultError::Sealing)?;
        let mut sealed = Vec::with_capacity(256 + 100 * self.recipients.len());
        let written = encryptor.wrap_output(&mut sealed).and_then(|mut out| {
            out.write_all(secret)?;
            out.finish()
        });
        written.map_err(|_| VaultError::Sealing)?;
        Ok(sealed)
    }

    /// The shop's secret key, from its file.
    pub(super) fn unlock(&self) -> Result<Identity, VaultError> {
        let text = files::read_text(&self.folder.join("shop")).map_err(|_| VaultError::Locked)?;
        let secret: Identity = text.trim_end().parse().map_err(|_| VaultError::Locked)?;
        if secret.to_public().to_string() == self.shop().to_string() {
            return Ok(secret);
        }
        Err(VaultError::ForeignKey { name: "shop" })
    }
}

/// Opens an entry's secret.
pub(super) fn unwrap(sealed: &[u8], identity: &Identity) -> Option<[u8; 32]> {
    let decryptor = age::Decryptor::new_buffered(sealed).ok()?;
    let mut secret = Vec::with_capacity(33);
    decryptor.decrypt(iter::once(identity as &dyn age::Identity)).ok()?.take(33).read_to_end(&mut secret).ok()?;
    secret.try_into().ok()
}

/// 32 random bytes.
pub(super) fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| VaultError::Sealing)?;
    Ok(bytes)
}

fn police(folder: &Path) -> Result<Vec<Recipient>, VaultError> {
    let path = folder.join("recipients");
    let text = match files::read_text(&path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(file(&path))?,
    };
    let lines = (1..).zip(text.lines().map(str::trim)).filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines.map(|(line, text)| text.parse().map_err(|_| VaultError::Recipient { line })).collect()
}

fn key(folder: &Path, name: &'static str) -> Result<[u8; 32], VaultError> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(read(folder, name)?, &mut bytes).map_err(|_| VaultError::ForeignKey { name })?;
    Ok(bytes)
}

fn read(folder: &Path, name: &str) -> Result<String, VaultError> {
    let path = folder.join(name);
    Ok(files::read_text(&path).map_err(file(&path))?.trim_end().to_owned())
}

pub(super) fn file(path: &Path) -> impl FnOnce(io::Error) -> VaultError {
    let path = path.to_owned();
    move |source| VaultError::File { path, source }
}
