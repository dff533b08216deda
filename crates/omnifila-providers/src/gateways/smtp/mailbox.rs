//! Where bounces gather: a maildir on this machine, or a mailbox at a provider over IMAP.
//!
//! Model: letters nobody has seen are fetched, and marked as seen once what they say was kept; a crash in between fetches them again,
//! and the same bounce twice says nothing new. Nothing is ever deleted.
//!
//! Failures: a place that cannot be read is a [`Fault`]; the next look comes by itself.

use super::conversation::Security;
use super::settings::{host_of, login_of, port_of, security_of};
use super::tag::Tags;
use super::{bounce, imap};
use crate::gateways::settings::{Reader, bad};
use crate::guard::Guard;
use async_trait::async_trait;
use omnifila_core::heard::Heard;
use omnifila_core::id::GatewayId;
use omnifila_core::input::InputError;
use omnifila_core::port::{Fault, Mail, Mailbox};
use omnifila_core::time::Time;
use rustls::ClientConfig;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A longer letter is cut: what matters stands at its start.
pub(super) const LONGEST: usize = 1024 * 1024;

/// Where the letters lie.
#[derive(Clone)]
pub(super) enum Place {
    Maildir(PathBuf),
    Imap(Arc<Account>),
}

/// A mailbox at a provider.
pub(super) struct Account {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) login: (String, String),
    pub(super) tls: Arc<ClientConfig>,
    pub(super) guard: Guard,
}

impl Place {
    pub(super) fn of(
        reader: &Reader<'_>,
        guard: Guard,
        tls: &Arc<ClientConfig>,
    ) -> Result<Option<Place>, InputError> {
        let expected = "off, maildir or imap";
        match reader.optional_text("bounces", expected)? {
            None | Some("off") => Ok(None),
            Some("maildir") => {
                let expected = "the full path of a maildir (with new and cur in it)";
                let path = PathBuf::from(reader.text("maildir", expected)?);
                if !path.is_absolute() {
                    return Err(bad("maildir", expected));
                }
                Ok(Some(Place::Maildir(path)))
            }
            Some("imap") => {
                let host = reader.text("imap_host", "the IMAP server of the mailbox")?;
                let said = reader.optional_text("imap_security", "starttls, tls or none")?;
                let (security, usual) = security_of(Some(said.unwrap_or("tls")), "imap_security", 143, 993)?;
                let login = login_of(reader, "imap_username", "imap_password")?
                    .ok_or_else(|| bad("imap_username", "the user name of the mailbox"))?;
                Ok(Some(Place::Imap(Arc::new(Account {
                    host: host_of(host, guard, "imap_host")?,
                    port: port_of(reader, "imap_port", usual)?,
                    security,
                    login,
                    tls: tls.clone(),
                    guard,
                }))))
            }
            Some(_) => Err(bad("bounces", expected)),
        }
    }
}

/// A place and what is needed to believe what lies there.
pub(super) struct Collected {
    pub(super) place: Place,
    pub(super) tags: Tags,
    pub(super) local: Option<String>,
}

impl std::fmt::Debug for Collected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Collected(***)")
    }
}

#[async_trait]
impl Mailbox for Collected {
    async fn fetch(&self, most: usize) -> Result<Vec<Mail>, Fault> {
        match &self.place {
            Place::Maildir(path) => fetch_files(path, most).await.map_err(|e| fault(&e)),
            Place::Imap(account) => imap::fetch(account, most).await,
        }
    }

    async fn taken(&self, names: &[String]) -> Result<(), Fault> {
        match &self.place {
            Place::Maildir(path) => {
                for name in names {
                    let seen = path.join("cur").join(format!("{name}:2,S"));
                    match tokio::fs::rename(path.join("new").join(name), seen).await {
                        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                            return Err(fault(&error));
                        }
                        _ => {}
                    }
                }
                Ok(())
            }
            Place::Imap(account) => imap::taken(account, names).await,
        }
    }

    fn read(&self, gateway_id: GatewayId, letter: &[u8], now: Time) -> Vec<Heard> {
        bounce::read(&self.tags, self.local.as_deref(), gateway_id, letter, now)
    }
}

async fn fetch_files(path: &Path, most: usize) -> std::io::Result<Vec<Mail>> {
    let mut names = Vec::new();
    let mut listing = tokio::fs::read_dir(path.join("new")).await?;
    while let Some(entry) = listing.next_entry().await? {
        if let Ok(name) = entry.file_name().into_string() {
            names.push(name);
        }
    }
    // Their names begin with the second they came in.
    names.sort_unstable();
    names.truncate(most);
    let mut letters = Vec::with_capacity(names.len());
    for name in names {
        let mut bytes = tokio::fs::read(path.join("new").join(&name)).await?;
        bytes.truncate(LONGEST);
        letters.push(Mail { name, bytes });
    }
    Ok(letters)
}

fn fault(error: &std::io::Error) -> Fault {
    let code = match error.kind() {
        std::io::ErrorKind::NotFound => "mailbox_not_found",
        std::io::ErrorKind::PermissionDenied => "mailbox_forbidden",
        _ => "mailbox_unreadable",
    };
    Fault {
        code: code.into(),
        credentials: false,
    }
}
