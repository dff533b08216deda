//! Signatures of Standard Webhooks: HMAC-SHA256 over id, timestamp and body, by one key, or by two while a secret is in
//! rotation.
//!
//! Left out: asymmetric signatures (`v1a`).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderName, HeaderValue};
use omnifila_core::time::Time;
use sha2::Sha256;

/// Bytes of a signing key, as the Standard Webhooks specification wants them.
const KEY_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");

/// A signing key, ready for use.
#[derive(Clone)]
pub(crate) struct Key(Hmac<Sha256>);

impl Key {
    /// Reads `whsec_` and base64 (the prefix may be missing).
    pub(crate) fn read(text: &str) -> Option<Key> {
        let bytes = STANDARD
            .decode(text.strip_prefix("whsec_").unwrap_or(text))
            .ok()?;
        if !KEY_BYTES.contains(&bytes.len()) {
            return None;
        }
        Hmac::new_from_slice(&bytes).ok().map(Key)
    }

    /// `v1,` and the base64 of the HMAC-SHA256 of `id.timestamp.body`.
    fn sign(&self, id: &str, timestamp: &str, body: &[u8]) -> String {
        let mut mac = self.0.clone();
        for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
            mac.update(part);
        }
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

/// `own` and the three headers of Standard Webhooks, signed by every key.
pub(crate) fn signed(own: &HeaderMap, keys: &[Key], id: &str, now: Time, body: &[u8]) -> Option<HeaderMap> {
    let timestamp = now.ms().div_euclid(1_000).to_string();
    let signatures: Vec<String> = keys.iter().map(|key| key.sign(id, &timestamp, body)).collect();
    let mut headers = own.clone();
    headers.insert(SIGNATURE, HeaderValue::try_from(signatures.join(" ")).ok()?);
    headers.insert(ID, HeaderValue::from_str(id).ok()?);
    headers.insert(TIMESTAMP, HeaderValue::try_from(timestamp).ok()?);
    Some(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Recomputed apart from this code:
    /// `python3 -c 'import hmac,hashlib,base64; k=base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    /// print(base64.b64encode(hmac.new(k,b"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}",hashlib.sha256).digest()))'`
    #[test]
    fn signs_as_others_verify() {
        let key = Key::read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature = key.sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            br#"{"test": 2432232314}"#,
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert!(Key::read("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").is_some());
        assert!(Key::read("whsec_c2hvcnQ=").is_none());
        assert!(Key::read("whsec_not base64").is_none());
    }

    #[test]
    fn two_keys_make_two_signatures() {
        let keys = [
            Key::read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap(),
            Key::read("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").unwrap(),
        ];
        let headers = signed(&HeaderMap::new(), &keys, "evt_1", Time(1_614_265_330_999), b"{}").unwrap();
        assert_eq!(headers["webhook-id"], "evt_1");
        assert_eq!(headers["webhook-timestamp"], "1614265330");
        let each = keys.map(|key| key.sign("evt_1", "1614265330", b"{}"));
        assert_eq!(headers["webhook-signature"], format!("{} {}", each[0], each[1]));
        assert_ne!(each[0], each[1]);
    }
}
