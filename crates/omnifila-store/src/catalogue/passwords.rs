//! Passwords: Argon2id with the parameters that OWASP's cheat sheet asks of a server (19 MiB, two passes, one lane).
//!
//! Kept as a PHC string (`$argon2id$v=19$m=…,t=…,p=…$salt$hash`), so that another choice of parameters later still reads
//! the old ones. Two at a time at most: each takes 19 MiB, and the process has little memory. A caller who knows no
//! account costs the same work as one who does, so that the time of an answer tells nothing.

use super::secrets::random;
use crate::StoreError;
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use omnifila_core::input::InputError;
use std::sync::Arc;
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;

type Result<T> = std::result::Result<T, StoreError>;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT: usize = 16;
const HASH: usize = 32;
/// Hashes computed at once.
const AT_ONCE: usize = 2;

const SHORTEST: usize = 10;
const LONGEST: usize = 256;

/// Letters and digits that are not taken for one another when read aloud.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
/// Characters of a password made here, in groups of four: 80 bits.
const MADE: usize = 16;

/// Computes hashes, a few at a time.
#[derive(Debug, Clone)]
pub(super) struct Passwords {
    room: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            room: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Passwords {
    /// What is kept of a password.
    pub(super) async fn hash(&self, password: String) -> Result<String> {
        let salt: [u8; SALT] = random().map_err(|e| StoreError::Internal(e.to_string()))?;
        self.compute(move || {
            let hash = derive(&password, &salt, (MEMORY_KIB, PASSES, LANES))?;
            Ok(format!(
                "$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${}${}",
                BASE64.encode(salt),
                BASE64.encode(hash)
            ))
        })
        .await
    }

    /// Whether `password` is the one kept as `stored`. Without one it takes as long, and is not.
    pub(super) async fn matches(&self, password: String, stored: Option<String>) -> Result<bool> {
        self.compute(move || match &stored {
            Some(stored) => {
                let (parameters, salt, want) = read(stored).ok_or_else(unreadable)?;
                let hash = derive(&password, &salt, parameters)?;
                Ok(bool::from(hash[..].ct_eq(&want[..])))
            }
            None => {
                derive(&password, &[0; SALT], (MEMORY_KIB, PASSES, LANES))?;
                Ok(false)
            }
        })
        .await
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let failed = |e: &dyn std::fmt::Display| StoreError::Internal(format!("a password's hash: {e}"));
        let permit = Arc::clone(&self.room).acquire_owned().await;
        let permit = permit.map_err(|e| failed(&e))?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        });
        done.await.map_err(|e| failed(&e))?
    }
}

fn unreadable() -> StoreError {
    StoreError::Internal("a stored password cannot be read".into())
}

fn derive(password: &str, salt: &[u8], (memory, passes, lanes): (u32, u32, u32)) -> Result<[u8; HASH]> {
    let failed = |e: argon2::Error| StoreError::Internal(format!("a password's hash: {e}"));
    let params = Params::new(memory, passes, lanes, Some(HASH)).map_err(failed)?;
    let mut hash = [0; HASH];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, &mut hash)
        .map_err(failed)?;
    Ok(hash)
}

type Read = ((u32, u32, u32), Vec<u8>, [u8; HASH]);

fn read(stored: &str) -> Option<Read> {
    let rest = stored.strip_prefix("$argon2id$v=19$")?;
    let (parameters, rest) = rest.split_once('$')?;
    let (salt, hash) = rest.split_once('$')?;
    let mut numbers = parameters.split(',');
    let mut number = |name: &str| numbers.next()?.strip_prefix(name)?.parse().ok();
    let parameters = (number("m=")?, number("t=")?, number("p=")?);
    let hash = BASE64.decode(hash).ok()?.try_into().ok()?;
    Some((parameters, BASE64.decode(salt).ok()?, hash))
}

/// Whether `password` may be that of the account `email`.
///
/// # Errors
/// `bad_length` or `weak_password`, pointing at `pointer`.
pub fn check_password(pointer: &str, password: &str, email: &str) -> std::result::Result<(), InputError> {
    if !(SHORTEST..=LONGEST).contains(&password.chars().count()) {
        let expected = format!("{SHORTEST} to {LONGEST} characters");
        return Err(InputError::new("bad_length", pointer, expected));
    }
    if password.to_lowercase() == email.to_lowercase() {
        let expected = "a password that is not the e-mail address";
        return Err(InputError::new("weak_password", pointer, expected));
    }
    Ok(())
}

/// A password for a person to use once, such as `kxw3-9pmt-ch7e-r2vd`.
pub fn new_password() -> Result<String> {
    let letters = letters::<MADE>()?;
    let groups: Vec<&str> = (0..MADE / 4).map(|i| &letters[4 * i..4 * i + 4]).collect();
    Ok(groups.join("-"))
}

/// What the first person has to repeat, such as `k7m2p9qx`: 40 bits, enough where only a few tries are let through.
pub fn new_setup_code() -> Result<String> {
    letters::<8>()
}

/// Random letters and digits, one byte each.
fn letters<const N: usize>() -> Result<String> {
    let bytes: [u8; N] = random().map_err(|e| StoreError::Internal(e.to_string()))?;
    // 256 is a multiple of 32: none is likelier than another.
    Ok(bytes
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_matches_and_nobody_matches_none() {
        let passwords = Passwords::default();
        let kept = passwords.hash("uma senha boa".into()).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(!kept.contains("senha"));
        let matches = async |password: &str| {
            passwords
                .matches(password.to_owned(), Some(kept.clone()))
                .await
                .unwrap()
        };
        assert!(matches("uma senha boa").await);
        assert!(!matches("uma senha bob").await);
        assert!(!passwords.matches("uma senha boa".into(), None).await.unwrap());
        let again = passwords.hash("uma senha boa".into()).await.unwrap();
        assert_ne!(again, kept, "each has a salt of its own");
        assert!(passwords.matches("x".into(), Some("plain".into())).await.is_err());
    }

    #[test]
    fn other_parameters_are_read_from_what_is_kept() {
        let salt = [3; SALT];
        let hash = derive("uma senha boa", &salt, (64, 1, 1)).unwrap();
        let kept = format!(
            "$argon2id$v=19$m=64,t=1,p=1${}${}",
            BASE64.encode(salt),
            BASE64.encode(hash)
        );
        let (parameters, read_salt, read_hash) = read(&kept).unwrap();
        assert_eq!(
            (parameters, read_salt.as_slice(), read_hash),
            ((64, 1, 1), &salt[..], hash)
        );
    }

    #[test]
    fn passwords_are_long_enough_and_not_the_address() {
        let code = |password: &str| {
            check_password("/password", password, "ana@provedor.example")
                .err()
                .map(|e| e.code)
        };
        assert_eq!(code("123456789"), Some("bad_length"));
        assert_eq!(code(&"á".repeat(257)), Some("bad_length"));
        assert_eq!(code("Ana@Provedor.example"), Some("weak_password"));
        assert_eq!(code(&"á".repeat(10)), None);
        let (a, b) = (new_password().unwrap(), new_password().unwrap());
        assert_ne!(a, b);
        assert_eq!((a.len(), code(&a)), (19, None));
    }
}
