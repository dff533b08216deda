//! DKIM (RFC 6376): one signature over the headers that matter and the body, relaxed/relaxed, by RSA or Ed25519.
//!
//! Model: a letter comes in as its bytes and leaves with one header more in front. A key is read once, when the settings
//! are; one that cannot sign is a bad setting, never a failure at the first message.
//!
//! Left out: looking the public key up in the DNS (what must be published there is told by [`Signer::record`]), ARC,
//! several signatures.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use omnifila_core::time::Time;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use sha2::{Digest, Sha256};

/// Signed where present, in this order. The two of one-click must be among them (RFC 8058).
const SIGNED: [&str; 12] = [
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "reply-to",
    "auto-submitted",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "list-unsubscribe",
    "list-unsubscribe-post",
];

enum Key {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

/// Signs for one domain and selector.
pub(super) struct Signer {
    domain: String,
    selector: String,
    key: Key,
}

impl Signer {
    /// `pem`: a private key as PKCS #8 (RSA, Ed25519) or PKCS #1; its line breaks may have been lost. `None` for what
    /// cannot sign.
    pub(super) fn new(domain: &str, selector: &str, pem: &str) -> Option<Signer> {
        let (label, rest) = pem.trim().strip_prefix("-----BEGIN ")?.split_once("-----")?;
        let (body, _) = rest.split_once("-----END ")?;
        let text: String = body.split_whitespace().collect();
        let der = STANDARD.decode(text).ok()?;
        let key = match label {
            "RSA PRIVATE KEY" => Key::Rsa(Box::new(RsaKeyPair::from_der(&der).ok()?)),
            "PRIVATE KEY" => match RsaKeyPair::from_pkcs8(&der) {
                Ok(rsa) => Key::Rsa(Box::new(rsa)),
                Err(_) => Key::Ed25519(Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).ok()?),
            },
            _ => return None,
        };
        Some(Signer {
            domain: domain.to_owned(),
            selector: selector.to_owned(),
            key,
        })
    }

    /// Name and value of the TXT record that receivers verify with.
    pub(super) fn record(&self) -> (String, String) {
        let (kind, public) = match &self.key {
            Key::Rsa(rsa) => ("rsa", subject_public_key(rsa.public_key().as_ref())),
            Key::Ed25519(pair) => ("ed25519", pair.public_key().as_ref().to_vec()),
        };
        (
            format!("{}._domainkey.{}", self.selector, self.domain),
            format!("v=DKIM1; k={kind}; p={}", STANDARD.encode(public)),
        )
    }

    /// The letter with its signature in front; `None` if the key refuses to sign.
    pub(super) fn sign(&self, letter: &[u8], now: Time) -> Option<Vec<u8>> {
        let cut = letter.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&letter[..cut]).ok()?;
        let fields = unfold(head);
        let present: Vec<&(String, String)> = SIGNED
            .iter()
            .filter_map(|name| fields.iter().find(|(field, _)| field == name))
            .collect();
        let body_hash = STANDARD.encode(Sha256::digest(relaxed_body(&letter[cut + 4..])));
        let algorithm = match self.key {
            Key::Rsa(_) => "rsa-sha256",
            Key::Ed25519(_) => "ed25519-sha256",
        };
        let names: Vec<&str> = present.iter().map(|(name, _)| name.as_str()).collect();
        let unsigned = format!(
            "v=1; a={algorithm}; c=relaxed/relaxed; d={}; s={}; t={};\r\n h={};\r\n bh={body_hash};\r\n b=",
            self.domain,
            self.selector,
            now.ms().div_euclid(1_000),
            names.join(":"),
        );
        let mut signed = String::new();
        for (name, value) in present {
            signed.push_str(&format!("{name}:{}\r\n", relaxed_value(value)));
        }
        signed.push_str(&format!("dkim-signature:{}", relaxed_value(&unsigned)));
        let signature = STANDARD.encode(self.signature(signed.as_bytes())?);
        let mut out = format!("DKIM-Signature: {unsigned}").into_bytes();
        for (n, part) in signature.as_bytes().chunks(70).enumerate() {
            if n > 0 {
                out.extend_from_slice(b"\r\n ");
            }
            out.extend_from_slice(part);
        }
        out.extend_from_slice(b"\r\n");
        out.extend_from_slice(letter);
        Some(out)
    }

    fn signature(&self, data: &[u8]) -> Option<Vec<u8>> {
        match &self.key {
            Key::Rsa(rsa) => {
                let mut signature = vec![0; rsa.public().modulus_len()];
                rsa.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), data, &mut signature)
                    .ok()?;
                Some(signature)
            }
            // RFC 8463 signs the hash, not the text.
            Key::Ed25519(pair) => Some(pair.sign(&Sha256::digest(data)).as_ref().to_vec()),
        }
    }
}

/// Header fields by lower-case name, continuation lines joined.
fn unfold(head: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in head.split("\r\n") {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push_str(line);
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.to_owned()));
        }
    }
    fields
}

/// Runs of blanks are one space, none at either end.
fn relaxed_value(value: &str) -> String {
    let words = value
        .split([' ', '\t', '\r', '\n'])
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Runs of blanks inside a line are one space, none at its end; empty lines at the end of the body are gone.
fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut kept = 0;
    for line in body.split(|b| *b == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut blank = false;
        let start = out.len();
        for byte in line {
            if matches!(byte, b' ' | b'\t') {
                blank = true;
                continue;
            }
            if blank {
                out.push(b' ');
                blank = false;
            }
            out.push(*byte);
        }
        let empty = out.len() == start;
        out.extend_from_slice(b"\r\n");
        if !empty {
            kept = out.len();
        }
    }
    out.truncate(kept);
    out
}

/// A PKCS #1 public key inside the frame that says it is RSA, as DNS records carry it.
fn subject_public_key(pkcs1: &[u8]) -> Vec<u8> {
    const RSA_ENCRYPTION: [u8; 15] = [
        0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
    ];
    let bits = [&[0], pkcs1].concat();
    der(0x30, &[&RSA_ENCRYPTION[..], &der(0x03, &bits)].concat())
}

/// One element of DER.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let significant = &length[length.iter().position(|b| *b != 0).unwrap_or(length.len() - 1)..];
    let mut out = vec![tag];
    if content.len() < 128 {
        out.push(significant[0]);
    } else {
        out.push(0x80 | significant.len() as u8);
        out.extend_from_slice(significant);
    }
    out.extend_from_slice(content);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_relaxed_as_the_rfc_shows() {
        // RFC 6376, 3.4.5.
        assert_eq!(relaxed_body(b" C \r\nD \t E\r\n\r\n\r\n"), b" C\r\nD E\r\n");
        assert_eq!(relaxed_body(b""), b"");
        assert_eq!(relaxed_body(b"\r\n\r\n"), b"");
        assert_eq!(relaxed_body(b"no end"), b"no end\r\n");
    }

    #[test]
    fn headers_are_unfolded_and_relaxed() {
        let fields = unfold("A: X\r\nB : Y\t\r\n\tZ  ");
        let relaxed: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}:{}", relaxed_value(value)))
            .collect();
        assert_eq!(relaxed, ["a:X", "b:Y Z"]);
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for pem in [
            "",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
            "abc",
        ] {
            assert!(Signer::new("isp.example", "s1", pem).is_none(), "{pem}");
        }
    }
}
