//! A publisher's keys: Ed25519, one file each, PKCS#8 in PEM as `openssl genpkey` writes them.

use super::publish::PublishError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer as _, SigningKey};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use tough::schema::key;
use tough::schema::{Role, RoleKeys, Signature, Signed};
use zeroize::Zeroizing;

/// What stands before the 32 secret bytes (RFC 8410, section 7).
const PKCS8: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";
/// A key file is not longer.
const MOST: u64 = 4096;

/// A signing key.
pub struct Key {
    secret: SigningKey,
    id: String,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({})", self.id)
    }
}

impl Key {
    fn new(secret: SigningKey) -> Result<Self, PublishError> {
        let id = public(&secret)?.key_id().map_err(|e| PublishError::Made(e.to_string()))?;
        Ok(Self { id: hex::encode(&id), secret })
    }

    /// Its id: SHA-256 over the public key as TUF writes it, 64 hex digits.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn public(&self) -> Result<key::Key, PublishError> {
        public(&self.secret)
    }

    /// Makes a key and writes it into a new file, readable by its owner only.
    pub fn make(path: &Path) -> Result<Self, PublishError> {
        let refused = |source| PublishError::File { path: path.to_owned(), source };
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut()).map_err(|e| refused(std::io::Error::other(e.to_string())))?;
        let secret = SigningKey::from_bytes(&seed);
        let mut der = Zeroizing::new(PKCS8.to_vec());
        der.extend_from_slice(seed.as_slice());
        let text = Zeroizing::new(format!("{BEGIN}\n{}\n{END}\n", STANDARD.encode(&*der)));
        let mut options = std::fs::File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(refused)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(refused)?;
        Self::new(secret)
    }

    /// Reads a key file.
    pub fn read(path: &Path) -> Result<Self, PublishError> {
        let refused = |source| PublishError::File { path: path.to_owned(), source };
        let mut text = Zeroizing::new(String::new());
        std::fs::File::open(path).and_then(|file| file.take(MOST).read_to_string(&mut text)).map_err(refused)?;
        let parse = || {
            let inner = text.trim().strip_prefix(BEGIN)?.strip_suffix(END)?;
            let packed: Zeroizing<String> = Zeroizing::new(inner.split_whitespace().collect());
            let der = Zeroizing::new(STANDARD.decode(packed.as_bytes()).ok()?);
            let seed: [u8; 32] = der.strip_prefix(PKCS8.as_slice())?.try_into().ok()?;
            Some(SigningKey::from_bytes(&seed))
        };
        Self::new(parse().ok_or_else(|| PublishError::NoKey(path.to_owned()))?)
    }

    /// The keys of files, and of all files `*.key` and `*.pem` of folders.
    pub fn read_all(places: &[PathBuf]) -> Result<Vec<Self>, PublishError> {
        let mut keys: Vec<Self> = Vec::new();
        for place in places {
            let refused = |source| PublishError::File { path: place.clone(), source };
            let mut files = vec![place.clone()];
            if place.is_dir() {
                let entries = std::fs::read_dir(place).map_err(refused)?.collect::<Result<Vec<_>, _>>();
                files = entries.map_err(refused)?.into_iter().map(|entry| entry.path()).collect();
                files.retain(|path| path.extension().is_some_and(|ext| ext == "key" || ext == "pem"));
                files.sort();
            }
            for file in files {
                let key = Self::read(&file)?;
                if keys.iter().all(|other| other.id != key.id) {
                    keys.push(key);
                }
            }
        }
        Ok(keys)
    }
}

fn public(secret: &SigningKey) -> Result<key::Key, PublishError> {
    let text = hex::encode(secret.verifying_key().as_bytes());
    text.parse().map_err(|_| PublishError::Made("a public key".to_owned()))
}

/// The ids of a role's keys.
pub(super) fn ids(role: &RoleKeys) -> Vec<String> {
    role.keyids.iter().map(hex::encode).collect()
}

/// Signs metadata with those of `keys` that the roles name, and refuses where that is not enough.
/// A new root needs both the old root's keys and its own, so there may be several roles.
pub(super) fn sign<T: Role>(role: T, keys: &[Key], needs: &[&RoleKeys]) -> Result<Signed<T>, PublishError> {
    let bytes = role.canonical_form().map_err(|e| PublishError::Made(e.to_string()))?;
    let mut signatures = Vec::new();
    for key in keys.iter().filter(|key| needs.iter().any(|need| ids(need).contains(&key.id))) {
        let id = key.public()?.key_id().map_err(|e| PublishError::Made(e.to_string()))?;
        signatures.push(Signature { keyid: id, sig: key.secret.sign(&bytes).to_bytes().to_vec().into() });
    }
    for need in needs {
        let have = keys.iter().filter(|key| ids(need).contains(&key.id)).count() as u64;
        if have < need.threshold.get() {
            return Err(PublishError::TooFewKeys { role: T::TYPE.to_string(), have, needed: need.threshold.get() });
        }
    }
    Ok(Signed { signed: role, signatures })
}
