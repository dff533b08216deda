//! Keys: what makes two inclusions one message, one content, one address.
//!
//! A business key names origin, document, step and cycle, so that a notice exists once whatever the channel and however
//! often a run is repeated. A changed due date is a new cycle; a corrected amount is not. Left out: the keys that API
//! producers choose (`dedupe_key`).

use crate::time::DAY;
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// How long a business key is kept, in milliseconds: longer than the row, and longer than a yearly cycle.
pub const KEY_LIFE: i64 = 400 * DAY;

/// The key of one step of a ladder for one invoice in one cycle: `invoice:{source}:{external_id}:step:{offset}:due:{date}`,
/// `due_date` as `YYYY-MM-DD`. A colon inside a part is written `%3A` (and `%` as `%25`), so that no two invoices share a
/// key.
pub fn business_key(source: &str, external_id: &str, offset_days: i32, due_date: &str) -> String {
    format!(
        "invoice:{}:{}:step:{offset_days}:due:{}",
        part(source),
        part(external_id),
        part(due_date)
    )
}

/// The key of the word of thanks for one invoice in one cycle.
pub fn thanks_key(source: &str, external_id: &str, due_date: &str) -> String {
    format!(
        "invoice:{}:{}:thanks:due:{}",
        part(source),
        part(external_id),
        part(due_date)
    )
}

fn part(text: &str) -> Cow<'_, str> {
    if text.contains([':', '%']) {
        Cow::Owned(text.replace('%', "%25").replace(':', "%3A"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Tells whether two inclusions under one key say the same: the first half of SHA-256.
pub fn content_hash(content: &[u8]) -> [u8; 16] {
    let digest: [u8; 32] = Sha256::digest(content).into();
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    half
}

/// Identifies a normalised address: the first eight bytes of its SHA-256, big endian. Two addresses that share one would
/// only wait for each other.
pub fn address_key(address: &str) -> i64 {
    let digest: [u8; 32] = Sha256::digest(address.as_bytes()).into();
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    i64::from_be_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_business_key_names_one_step_of_one_invoice() {
        assert_eq!(
            business_key("ixc", "1042", -5, "2026-12-10"),
            "invoice:ixc:1042:step:-5:due:2026-12-10"
        );
        assert_ne!(business_key("a:b", "c", 0, "d"), business_key("a", "b:c", 0, "d"));
        assert_ne!(
            business_key("a%3Ab", "c", 0, "d"),
            business_key("a:b", "c", 0, "d")
        );
    }

    /// Kept in stores: the same for ever (FIPS 180-2, the digest of `abc`).
    #[test]
    fn hashes_are_those_of_sha_256() {
        assert_eq!(
            hex::encode(content_hash(b"abc")),
            "ba7816bf8f01cfea414140de5dae2223"
        );
        assert_eq!(address_key("abc"), 0xba78_16bf_8f01_cfea_u64.cast_signed());
        assert_ne!(address_key("+5549900000001"), address_key("+5549900000002"));
    }
}
