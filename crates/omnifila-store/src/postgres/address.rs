//! Where the database is, and how a connection to it is protected.
//!
//! Model: plain as before, or encrypted to a server whose certificate and name are checked (`sslmode=verify-full`, against the
//! authorities of `sslrootcert` or the public ones). The half-way modes of libpq, which encrypt without asking to whom, are
//! refused in words: they protect from nobody who can stand in between.

use crate::sqlite::OpenError;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::fmt;
use std::future::poll_fn;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Notify;
use tokio_postgres::{AsyncMessage, Client, Config, Connection, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

/// The server, the credentials and the protection that a URL names.
#[derive(Clone)]
pub(crate) struct Address {
    config: Config,
    /// Encrypted, and to nobody else.
    tls: Option<MakeRustlsConnect>,
}

/// Without what may hold a password.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address")
            .field("hosts", &self.config.get_hosts())
            .field("encrypted", &self.tls.is_some())
            .finish_non_exhaustive()
    }
}

impl Address {
    /// Reads `postgres://…`, with the `sslmode` and `sslrootcert` of libpq among its options.
    ///
    /// # Errors
    /// In words: an option that cannot be read or is not offered, a file of authorities without any.
    pub(crate) fn read(url: &str) -> Result<Address, OpenError> {
        let (place, options) = url.split_once('?').unwrap_or((url, ""));
        let (mut mode, mut authorities, mut rest) = (None, None, Vec::new());
        for option in options.split('&').filter(|option| !option.is_empty()) {
            match option.split_once('=') {
                Some(("sslmode", value)) => mode = Some(value),
                Some(("sslrootcert", value)) => authorities = Some(unescaped(value)),
                _ => rest.push(option),
            }
        }
        let tls = match mode {
            Some("verify-full") => Some(MakeRustlsConnect::new(trust(authorities.as_deref())?)),
            None | Some("disable" | "allow" | "prefer") => None,
            Some(other) => {
                return Err(OpenError::Database(format!(
                    "sslmode={other} is not offered: say sslmode=verify-full (with sslrootcert=FILE for an authority of your own), which \
                     also checks who answers, or sslmode=disable"
                )));
            }
        };
        rest.push(if tls.is_some() {
            "sslmode=require"
        } else {
            "sslmode=disable"
        });
        let config = format!("{place}?{}", rest.join("&"));
        let config = config.parse().map_err(|error: tokio_postgres::Error| {
            OpenError::Database(format!("the database URL cannot be read: {error}"))
        })?;
        Ok(Address { config, tls })
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// A client; what drives its connection becomes a task of this runtime, and tells `ears` what the server says on its own.
    pub(super) async fn connect(&self, ears: Ears) -> Result<Client, tokio_postgres::Error> {
        Ok(if let Some(tls) = &self.tls {
            let (client, connection) = self.config.connect(tls.clone()).await?;
            attend(connection, ears);
            client
        } else {
            let (client, connection) = self.config.connect(NoTls).await?;
            attend(connection, ears);
            client
        })
    }
}

/// What the server says without being asked.
#[derive(Default, Clone)]
pub(super) struct Ears {
    /// What it warned of last.
    pub(super) warned: Arc<Mutex<Option<String>>>,
    /// Another node has committed.
    pub(super) heard: Arc<Notify>,
}

/// Works whenever the runtime does; ends with the client.
#[expect(
    clippy::disallowed_methods,
    reason = "it belongs to the session's own runtime, and ends with its client"
)]
fn attend<S, T>(mut connection: Connection<S, T>, ears: Ears)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    tokio::spawn(async move {
        while let Some(Ok(message)) = poll_fn(|cx| connection.poll_message(cx)).await {
            match message {
                AsyncMessage::Notice(notice) if notice.code().code().starts_with("01") => {
                    *ears.warned.lock().unwrap_or_else(PoisonError::into_inner) =
                        Some(notice.message().to_owned());
                }
                AsyncMessage::Notification(_) => ears.heard.notify_one(),
                _ => {}
            }
        }
    });
}

/// Who may vouch for the server: those in a PEM file, or (without a file, or with `system`) the public authorities.
fn trust(file: Option<&str>) -> Result<ClientConfig, OpenError> {
    let mut roots = RootCertStore::empty();
    match file {
        None | Some("system") => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(path) => {
            let bad = |what: &str| OpenError::Database(format!("sslrootcert {path}: {what}"));
            let found = CertificateDer::pem_file_iter(Path::new(path)).map_err(|e| bad(&e.to_string()))?;
            for certificate in found {
                let certificate = certificate.map_err(|e| bad(&e.to_string()))?;
                roots.add(certificate).map_err(|e| bad(&e.to_string()))?;
            }
            if roots.is_empty() {
                return Err(bad("there is no certificate in it, expected PEM"));
            }
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    Ok(versions
        .map_err(|e| OpenError::Database(e.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

/// A value of a URL's query, its `%` escapes resolved.
fn unescaped(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escape = (byte == b'%')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        match escape {
            Some(escaped) => {
                bytes.push(escaped);
                rest = &after[2..];
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str) -> String {
        Address::read(url).unwrap_err().to_string()
    }

    #[test]
    fn what_is_not_checked_is_not_called_protected() {
        let plain = Address::read("postgres://a@h/d?options=-c%20search_path%3Dx").unwrap();
        assert!(plain.tls.is_none());
        let full =
            Address::read("postgres://a@h,i/d?sslmode=verify-full&target_session_attrs=read-write").unwrap();
        assert!(full.tls.is_some());
        assert_eq!(full.config.get_hosts().len(), 2);
        assert_eq!(
            full.config.get_ssl_mode(),
            tokio_postgres::config::SslMode::Require
        );
        for mode in ["require", "verify-ca", "sometimes"] {
            let words = refused(&format!("postgres://a@h/d?sslmode={mode}"));
            assert!(words.contains("sslmode=verify-full"), "{words}");
        }
    }

    #[test]
    fn a_file_of_authorities_has_to_hold_some() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a b.pem");
        std::fs::write(&path, "nothing\n").unwrap();
        let url = |path: &str| format!("postgres://a@h/d?sslmode=verify-full&sslrootcert={path}");
        let words = refused(&url(&path.display().to_string().replace(' ', "%20")));
        assert!(words.contains("a b.pem: there is no certificate"), "{words}");
        assert!(refused(&url("/not/there")).contains("sslrootcert /not/there"));
    }
}
