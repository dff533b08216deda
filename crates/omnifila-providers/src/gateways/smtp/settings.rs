//! The settings of a mail gateway.

use super::conversation::Security;
use super::dkim::Signer;
use super::mailbox;
use super::tag::Tags;
use crate::gateways::settings::{Reader, bad};
use crate::guard::Guard;
use crate::wire::socket;
use lettre::Address;
use lettre::message::Mailbox;
use omnifila_core::input::InputError;
use rustls::ClientConfig;
use serde_json::{Map, Value};
use std::sync::Arc;
use std::time::Duration;

const NAMES: [&str; 25] = [
    "host",
    "port",
    "security",
    "ca_pem",
    "username",
    "password",
    "from",
    "from_name",
    "reply_to",
    "hello",
    "dkim_domain",
    "dkim_selector",
    "dkim_key",
    "signing_secret",
    "return_path",
    "public_url",
    "data_timeout_seconds",
    "allow_private",
    "bounces",
    "maildir",
    "imap_host",
    "imap_port",
    "imap_security",
    "imap_username",
    "imap_password",
];

/// RFC 5321, 4.5.3.2.6: a server may think so long about a letter it has. Less makes needless unknown outcomes.
const DATA_TIMEOUT: u64 = 600;

/// A mail gateway, ready to speak.
pub(crate) struct Settings {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) tls: Arc<ClientConfig>,
    pub(super) login: Option<(String, String)>,
    pub(super) from: Mailbox,
    pub(super) reply_to: Option<Mailbox>,
    pub(super) hello: String,
    pub(super) signer: Option<Signer>,
    pub(super) tags: Tags,
    /// What stands left and right of the `@` of every return path.
    pub(super) return_path: Option<(String, String)>,
    /// Where unsubscriptions go, without a slash at its end.
    pub(super) public_url: Option<String>,
    pub(super) data_timeout: Duration,
    /// For attachments, which a producer chooses.
    pub(super) media: Guard,
    /// For the server, which an administrator chooses.
    pub(super) guard: Guard,
    pub(super) mailbox: Option<mailbox::Place>,
}

impl Settings {
    pub(crate) fn read(settings: &Map<String, Value>, process: Guard) -> Result<Settings, InputError> {
        let reader = Reader::of(settings, &NAMES)?;
        let guard = Guard::Open.within(process);
        let host = host_of(
            reader.text("host", "the mail server, such as smtp.example.com.br")?,
            guard,
            "host",
        )?;
        let (security, usual) =
            security_of(reader.optional_text("security", SECURITY)?, "security", 587, 465)?;
        let expected = "an e-mail address, such as cobranca@example.com.br";
        let from = address(reader.text("from", expected)?, "from", expected)?;
        let domain = from.domain().to_owned();
        let expected_pem = "certificates in PEM";
        let tls = socket::trust(reader.optional_text("ca_pem", expected_pem)?)
            .ok_or_else(|| bad("ca_pem", expected_pem))?;
        let secret = "a secret text of 16 characters or more";
        let tags = reader.text("signing_secret", secret)?;
        if tags.len() < 16 {
            return Err(bad("signing_secret", secret));
        }
        let return_path = match reader.optional_text("return_path", expected)? {
            Some(text) => {
                let address = address(text, "return_path", expected)?;
                Some((address.user().to_owned(), address.domain().to_owned()))
            }
            None => None,
        };
        let expected = "an address without line breaks";
        let hello = reader.optional_text("hello", expected)?.unwrap_or(&domain);
        if !hello
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b".-[]:".contains(&b))
        {
            return Err(bad("hello", "a host name, such as mail.example.com.br"));
        }
        let seconds = match reader.number("data_timeout_seconds", 1, 3_600)? {
            Some(seconds) => seconds,
            None => DATA_TIMEOUT,
        };
        Ok(Settings {
            port: port_of(&reader, "port", usual)?,
            security,
            login: login_of(&reader, "username", "password")?,
            reply_to: match reader.optional_text("reply_to", expected)? {
                Some(text) => Some(Mailbox::new(
                    None,
                    address(text, "reply_to", "an e-mail address")?,
                )),
                None => None,
            },
            hello: hello.to_owned(),
            signer: signer_of(&reader, &domain)?,
            tags: Tags::new(tags).ok_or_else(|| bad("signing_secret", secret))?,
            return_path,
            public_url: public_url(&reader)?,
            data_timeout: Duration::from_secs(seconds),
            media: if reader.flag("allow_private")? {
                Guard::Open
            } else {
                Guard::Public
            }
            .within(process),
            guard,
            mailbox: mailbox::Place::of(&reader, guard, &tls)?,
            from: Mailbox::new(
                reader.optional_text("from_name", "a name")?.map(str::to_owned),
                from,
            ),
            tls,
            host,
        })
    }
}

const SECURITY: &str = "starttls, tls or none";

/// How a connection is protected, and the port that goes with it.
pub(super) fn security_of(
    text: Option<&str>,
    name: &str,
    starttls: u16,
    tls: u16,
) -> Result<(Security, u16), InputError> {
    match text {
        None | Some("starttls") => Ok((Security::StartTls, starttls)),
        Some("tls") => Ok((Security::Tls, tls)),
        Some("none") => Ok((Security::Clear, starttls)),
        Some(_) => Err(bad(name, SECURITY)),
    }
}

/// A name or literal address that the guard lets through.
pub(super) fn host_of(text: &str, guard: Guard, name: &str) -> Result<String, InputError> {
    let shape = text
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b".-:".contains(&b));
    if !shape || text.len() > 253 {
        return Err(bad(name, "a host name without protocol and port"));
    }
    let inside = if text.contains(':') {
        format!("[{text}]")
    } else {
        text.to_owned()
    };
    // A URL is what the guard reads; a name that is none is refused with it.
    guard
        .read(&format!("http://{inside}/"))
        .map_err(|e| e.under(&format!("/settings/{name}")))?;
    Ok(text.to_owned())
}

pub(super) fn port_of(reader: &Reader<'_>, name: &'static str, usual: u16) -> Result<u16, InputError> {
    let port = reader.number(name, 1, u64::from(u16::MAX))?;
    Ok(port.and_then(|port| u16::try_from(port).ok()).unwrap_or(usual))
}

pub(super) fn login_of(
    reader: &Reader<'_>,
    user: &'static str,
    password: &'static str,
) -> Result<Option<(String, String)>, InputError> {
    let given = reader.optional_text(user, "a user name")?;
    let secret = reader.optional_text(password, "a password")?;
    match (given, secret) {
        (None, None) => Ok(None),
        (Some(user), Some(secret)) => Ok(Some((user.to_owned(), secret.to_owned()))),
        (Some(_), None) => Err(missing(password, "the password that goes with the user name")),
        (None, Some(_)) => Err(missing(user, "the user name that goes with the password")),
    }
}

fn missing(name: &str, expected: &str) -> InputError {
    InputError::new("missing_setting", format!("/settings/{name}"), expected)
}

/// An address whose left part is ASCII; an international domain becomes its ASCII form.
pub(super) fn address(text: &str, name: &str, expected: &str) -> Result<Address, InputError> {
    read_address(text).ok_or_else(|| bad(name, expected))
}

/// As [`address`]; `None` for what is none.
pub(super) fn read_address(text: &str) -> Option<Address> {
    let (user, domain) = text.trim().rsplit_once('@')?;
    let domain = match url::Host::parse(domain).ok()? {
        url::Host::Domain(name) if name.contains('.') || name == "localhost" => name,
        _ => return None,
    };
    let plain =
        user.is_ascii() && user.len() <= 64 && !user.contains(|c: char| c.is_ascii_control() || c == ' ');
    plain.then(|| Address::new(user, domain).ok()).flatten()
}

fn signer_of(reader: &Reader<'_>, domain: &str) -> Result<Option<Signer>, InputError> {
    let expected = "a private key in PEM (RSA of 1024 bits or more, or Ed25519)";
    let Some(pem) = reader.optional_text("dkim_key", expected)? else {
        return Ok(None);
    };
    let word = "letters, digits, dots and hyphens";
    let selector = reader.text("dkim_selector", word)?;
    let domain = reader.optional_text("dkim_domain", word)?.unwrap_or(domain);
    for (name, value) in [("dkim_selector", selector), ("dkim_domain", domain)] {
        if !value
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b))
        {
            return Err(bad(name, word));
        }
    }
    Signer::new(domain, selector, pem)
        .map(Some)
        .ok_or_else(|| bad("dkim_key", expected))
}

fn public_url(reader: &Reader<'_>) -> Result<Option<String>, InputError> {
    let expected = "the https address under which this server is reached from outside";
    let Some(text) = reader.optional_text("public_url", expected)? else {
        return Ok(None);
    };
    let url = Guard::Open
        .read(text)
        .map_err(|e| e.under("/settings/public_url"))?;
    if url.query().is_some() {
        return Err(bad("public_url", expected));
    }
    Ok(Some(url.as_str().trim_end_matches('/').to_owned()))
}
