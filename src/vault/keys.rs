//! The vault's keys: who can open what.
//!
//! | file in `keys` | what | opens |
//! | --- | --- | --- |
//! | `shop` | age X25519 identity, under a passphrase or as `shop_key` says | every entry's secret, so everything about people |
//! | `shop.pub` | its recipient | nothing: clerks seal with it |
//! | `recipients` | police recipients, one a line, `#` comments (as `age -R` reads them) | – |
//! | `till` | 32 bytes, hexadecimal | handset numbers |
//! | `token` | 32 bytes, hexadecimal | nothing: makes search tokens |

use super::recovery::RecoveryKey;
use super::shop_key::{Lock, ShopKey, Unlock};
use super::{VaultError, private};
use crate::ledger::leaf::commitment::hmac;
use crate::ledger::store::files;
use age::x25519::{Identity, Recipient};
use sha2::{Digest, Sha256};
use std::io::{self, Read as _, Write as _};
use std::iter;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Files in the folder that only their owner may read.
pub const SECRET_FILES: [&str; 4] = ["shop", "till", "token", "ledger"];

/// What a running till holds: enough to seal, to read handset numbers and to search.
pub(super) struct Keys {
    folder: PathBuf,
    recipients: Vec<Recipient>,
    pub(super) till: Zeroizing<[u8; 32]>,
    pub(super) token: Zeroizing<[u8; 32]>,
}

/// An entry's secret, in plain and sealed; belongs to no entry yet.
pub(super) struct Secret {
    pub(super) plain: Zeroizing<[u8; 32]>,
    pub(super) sealed: Vec<u8>,
}

impl Keys {
    /// Makes a new set; refuses if any of it exists.
    pub(super) fn create(
        folder: &Path,
        lock: Lock,
        unlock: &Unlock,
        recovery: Option<&RecoveryKey>,
    ) -> Result<Self, VaultError> {
        files::private_folder(folder).map_err(file(folder))?;
        let identity = Identity::generate();
        let mut shop = ShopKey::new(&identity);
        shop.seal(lock, unlock, &identity)?;
        if let Some(recovery) = recovery {
            shop.seal(Lock::Recovery, &Unlock::key(recovery), &identity)?;
        }
        let (till, token): (Zeroizing<[u8; 32]>, Zeroizing<[u8; 32]>) =
            (Zeroizing::new(random()?), Zeroizing::new(random()?));
        for (name, text) in [
            ("shop", shop.to_text()),
            ("shop.pub", Zeroizing::new(format!("{}\n", identity.to_public()))),
            ("till", Zeroizing::new(hex::encode(till.as_slice()) + "\n")),
            ("token", Zeroizing::new(hex::encode(token.as_slice()) + "\n")),
        ] {
            let path = folder.join(name);
            files::write_new(&path, text.as_bytes()).map_err(file(&path))?;
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

    pub(super) fn shop(&self) -> &Recipient {
        &self.recipients[0]
    }

    /// The police's recipients, without the shop's own.
    pub(super) fn police(&self) -> &[Recipient] {
        &self.recipients[1..]
    }

    /// Reads the police's recipients again, after the file was changed.
    pub(super) fn read_police(&mut self) -> Result<(), VaultError> {
        let police = police(&self.folder)?;
        self.recipients.truncate(1);
        self.recipients.extend(police);
        Ok(())
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
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
        let plain = Zeroizing::new(random()?);
        Ok(Secret { plain: plain.clone(), sealed: self.wrap(&plain)? })
    }

    /// Seals an entry's secret to the shop and the police, as an age file.
    pub(super) fn wrap(&self, secret: &[u8; 32]) -> Result<Vec<u8>, VaultError> {
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

    /// The shop's secret key as its file holds it; `Locked` where there is none to read.
    pub(super) fn shop_key(&self) -> Result<ShopKey, VaultError> {
        let text = files::read_text(&self.path("shop")).map(Zeroizing::new).map_err(|_| VaultError::Locked)?;
        let key = ShopKey::parse(&text)?;
        if key.recipient == self.shop().to_string() { Ok(key) } else { Err(VaultError::ForeignKey { name: "shop" }) }
    }

    /// Puts the shop's secret key in the place of its file.
    pub(super) fn write_shop_key(&self, key: &ShopKey) -> Result<(), VaultError> {
        let path = self.path("shop");
        private::replace(&path, key.to_text().as_bytes()).map_err(file(&path))
    }

    /// The identity, if it is the one that entries are sealed to.
    pub(super) fn own(&self, identity: Identity) -> Result<Identity, VaultError> {
        if identity.to_public().to_string() == self.shop().to_string() {
            return Ok(identity);
        }
        Err(VaultError::ForeignKey { name: "shop" })
    }

    /// Those of the secret files that others than their owner may read.
    pub(super) fn exposed(&self) -> Vec<PathBuf> {
        SECRET_FILES.map(|name| self.path(name)).into_iter().filter(|path| private::is_exposed(path)).collect()
    }
}

/// Opens an entry's secret.
pub(super) fn unwrap(sealed: &[u8], identity: &Identity) -> Option<Zeroizing<[u8; 32]>> {
    let decryptor = age::Decryptor::new_buffered(sealed).ok()?;
    let mut secret = Zeroizing::new(Vec::with_capacity(33));
    decryptor.decrypt(iter::once(identity as &dyn age::Identity)).ok()?.take(33).read_to_end(&mut secret).ok()?;
    Some(Zeroizing::new(secret.as_slice().try_into().ok()?))
}

/// 32 random bytes.
pub(super) fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| VaultError::Sealing)?;
    Ok(bytes)
}

fn police(folder: &Path) -> Result<Vec<Recipient>, VaultError> {
    let path = folder.join("recipients");
    match files::read_text(&path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        other => parse_recipients(&other.map_err(file(&path))?),
    }
}

/// Recipients one a line, as `age -R` reads them: empty lines and `#` comments between.
pub(super) fn parse_recipients(text: &str) -> Result<Vec<Recipient>, VaultError> {
    let lines = (1..).zip(text.lines().map(str::trim)).filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines.map(|(line, text)| text.parse().map_err(|_| VaultError::Recipient { line })).collect()
}

fn key(folder: &Path, name: &'static str) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    let mut bytes = Zeroizing::new([0; 32]);
    let text = Zeroizing::new(read(folder, name)?);
    hex::decode_to_slice(text.as_bytes(), bytes.as_mut_slice()).map_err(|_| VaultError::ForeignKey { name })?;
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
