//! Secrets at rest: AES-256-GCM under a master key that is never in the database.
//!
//! A sealed value is `enc:v1:<key id>:<base64 of nonce and ciphertext>`. The row it belongs to is authenticated with it, so
//! that a ciphertext copied to another row or setting does not open. Random nonces of 96 bits allow 2^32 seals per key
//! (NIST SP 800-38D §8.3); a catalogue has thousands.
//!
//! Where several processes share a database they have one key: the first one leaves the key's id there, and who comes with another
//! is refused before it seals anything that the others cannot open.
//!
//! Left out: protection of a running process's memory.

use super::{Catalogue, rows};
use crate::StoreError;
use crate::sqlite::Db;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::fmt;

/// What is shown in place of a secret, and means "as it was" when it comes back.
pub const MASK: &str = "***";

const PREFIX: &str = "enc:v1:";
const NONCE: usize = 12;

/// Why a secret was not sealed or opened. Never says which value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    #[error(
        "a secret was sealed with another master key: set OMNIFILA_MASTER_KEY, or the key file, to the one of before"
    )]
    OtherKey,
    #[error("a sealed secret is damaged or was moved from another place")]
    Damaged,
    #[error("the operating system gives no random numbers")]
    NoRandom,
}

/// The keys that open secrets; the first one seals.
pub struct Keyring {
    keys: Vec<(String, Aes256Gcm)>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.keys.iter().map(|(id, _)| id))
            .finish()
    }
}

impl Keyring {
    pub fn new(master: [u8; 32]) -> Self {
        Self {
            keys: vec![key(master)],
        }
    }

    /// Adds a key of before, which still opens what it sealed.
    #[must_use]
    pub fn with_older(mut self, master: [u8; 32]) -> Self {
        self.keys.push(key(master));
        self
    }

    /// `place` names the row and setting, such as `gateway/3/token`.
    pub fn seal(&self, plain: &str, place: &str) -> Result<String, SecretError> {
        let (id, cipher) = &self.keys[0];
        let nonce: [u8; NONCE] = random()?;
        let payload = Payload {
            msg: plain.as_bytes(),
            aad: place.as_bytes(),
        };
        let sealed = cipher
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| SecretError::Damaged)?;
        let mut bytes = nonce.to_vec();
        bytes.extend_from_slice(&sealed);
        Ok(format!("{PREFIX}{id}:{}", BASE64.encode(bytes)))
    }

    pub fn open(&self, sealed: &str, place: &str) -> Result<String, SecretError> {
        let rest = sealed.strip_prefix(PREFIX).ok_or(SecretError::Damaged)?;
        let (id, text) = rest.split_once(':').ok_or(SecretError::Damaged)?;
        let (_, cipher) = self
            .keys
            .iter()
            .find(|(known, _)| known == id)
            .ok_or(SecretError::OtherKey)?;
        let bytes = BASE64.decode(text).map_err(|_| SecretError::Damaged)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>().ok_or(SecretError::Damaged)?;
        let payload = Payload {
            msg: sealed,
            aad: place.as_bytes(),
        };
        let plain = cipher
            .decrypt(&Nonce::from(*nonce), payload)
            .map_err(|_| SecretError::Damaged)?;
        String::from_utf8(plain).map_err(|_| SecretError::Damaged)
    }

    /// The settings with every sealed value opened. `row`: such as `gateway/3`.
    pub(super) fn open_all(
        &self,
        settings: &Map<String, Value>,
        row: &str,
    ) -> Result<Map<String, Value>, SecretError> {
        let opened = settings.iter().map(|(name, value)| {
            let value = match value.as_str() {
                Some(text) if is_sealed(text) => Value::String(self.open(text, &place(row, name))?),
                _ => value.clone(),
            };
            Ok((name.clone(), value))
        });
        opened.collect()
    }
}

/// The setting that names the key of a shared database.
pub(super) const KEY_ID: &str = "master_key_id";

/// The id of the key that sealed a value somewhere in this text.
pub(super) fn sealed_by(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once(PREFIX)?;
    rest.split_once(':').map(|(id, _)| id)
}

/// Whether a key has been claimed for this database.
pub fn has_key(db: &Db) -> Result<bool, StoreError> {
    db.read_blocking(|conn| Ok(rows::read_setting::<String>(conn, KEY_ID)?.is_some()))
}

impl Catalogue {
    /// From here on the database's secrets are sealed with this key. `false`: they are sealed with another. Blocks.
    pub fn claim_key(&self) -> Result<bool, StoreError> {
        let own = self.keyring.keys[0].0.clone();
        self.db
            .write_blocking(move |tx| match rows::read_setting::<String>(tx.conn(), KEY_ID)? {
                Some(claimed) => Ok(claimed == own),
                None => rows::write_setting(tx.conn(), KEY_ID, Some(&own)).map(|()| true),
            })
    }
}

pub(super) fn place(row: &str, name: &str) -> String {
    format!("{row}/{name}")
}

pub(super) fn is_sealed(text: &str) -> bool {
    text.starts_with(PREFIX)
}

/// Puts [`MASK`] in the place of every sealed value.
pub(super) fn mask(settings: &mut Map<String, Value>) {
    for value in settings
        .values_mut()
        .filter(|v| v.as_str().is_some_and(is_sealed))
    {
        *value = MASK.into();
    }
}

pub(super) fn random<const N: usize>() -> Result<[u8; N], SecretError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| SecretError::NoRandom)?;
    Ok(bytes)
}

/// The key's id is not the key: the first 32 bits of a hash, enough to tell a few keys apart.
fn key(master: [u8; 32]) -> (String, Aes256Gcm) {
    let mut hash = Sha256::new();
    hash.update(b"omnifila key id\0");
    hash.update(master);
    (hex::encode(&hash.finalize()[..4]), Aes256Gcm::new(&master.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_with_its_key_in_its_place() {
        let keyring = Keyring::new([7; 32]);
        let sealed = keyring.seal("segredo", "gateway/1/token").unwrap();
        assert!(is_sealed(&sealed) && !sealed.contains("segredo"));
        assert_eq!(keyring.open(&sealed, "gateway/1/token").unwrap(), "segredo");
        assert_eq!(
            keyring.open(&sealed, "gateway/2/token"),
            Err(SecretError::Damaged)
        );
        assert_eq!(
            Keyring::new([8; 32]).open(&sealed, "gateway/1/token"),
            Err(SecretError::OtherKey)
        );
        let newer = Keyring::new([8; 32]).with_older([7; 32]);
        assert_eq!(newer.open(&sealed, "gateway/1/token").unwrap(), "segredo");
        assert_ne!(
            keyring.seal("segredo", "gateway/1/token").unwrap(),
            sealed,
            "a fresh nonce each time"
        );
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let keyring = Keyring::new([7; 32]);
        let sealed = keyring.seal("segredo", "gateway/1/token").unwrap();
        let body = sealed.rfind(':').unwrap() + 1;
        for i in body..sealed.len() {
            let mut bytes = sealed.clone().into_bytes();
            bytes[i] = if bytes[i] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert_eq!(
                keyring.open(&changed, "gateway/1/token"),
                Err(SecretError::Damaged),
                "at {i}"
            );
        }
        for broken in ["", "enc:v1:", "enc:v1:00000000:", "segredo"] {
            assert!(keyring.open(broken, "gateway/1/token").is_err());
        }
        assert!(!format!("{keyring:?}").contains("7, 7"));
    }
}
