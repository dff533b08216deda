//! As much of IMAP (RFC 3501) as reading one mailbox takes: log in, look for what is unseen, fetch it, mark it as seen.
//!
//! Model: a connection per look; nothing is kept open between them. A letter's name is `validity:uid`, and a mailbox that was made
//! anew in between makes the name void. Left out: folders (a filter at the provider puts bounces where they are looked for), IDLE.

use super::conversation::Security;
use super::mailbox::{Account, LONGEST};
use omnifila_core::port::{Fault, Mail};
use rustls::pki_types::ServerName;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// The command that opens a mailbox for reading and marking.
const SELECT: &str = "SELECT";

/// A whole look.
const LIMIT: Duration = Duration::from_secs(60);
/// Bytes of one line, literals aside.
const LONGEST_LINE: u64 = 64 * 1024;

trait Both: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Both for T {}

struct Session {
    stream: BufReader<Box<dyn Both>>,
    tag: u32,
    validity: u64,
}

/// One answer line, and the literal that stood in it.
struct Line {
    text: String,
    literal: Option<Vec<u8>>,
}

fn fault(code: &str) -> Fault {
    Fault {
        code: code.into(),
        credentials: code == "unauthorized",
    }
}

pub(super) async fn fetch(account: &Account, most: usize) -> Result<Vec<Mail>, Fault> {
    let look = async {
        let mut session = Session::open(account).await?;
        let mut letters = Vec::new();
        for uid in session.unseen().await?.into_iter().take(most) {
            let command = format!("UID FETCH {uid} (BODY.PEEK[]<0.{LONGEST}>)");
            let answer = session.command(&command).await?;
            if let Some(bytes) = answer.into_iter().find_map(|line| line.literal) {
                let name = format!("{}:{uid}", session.validity);
                letters.push(Mail { name, bytes });
            }
        }
        session.command("LOGOUT").await?;
        Ok(letters)
    };
    timeout(LIMIT, look).await.map_err(|_| fault("timeout"))?
}

pub(super) async fn taken(account: &Account, names: &[String]) -> Result<(), Fault> {
    let mark = async {
        let mut session = Session::open(account).await?;
        for name in names {
            let Some((validity, uid)) = name.split_once(':') else {
                continue;
            };
            if validity.parse() == Ok(session.validity) && uid.parse::<u32>().is_ok() {
                session
                    .command(&format!("UID STORE {uid} +FLAGS.SILENT (\\Seen)"))
                    .await?;
            }
        }
        session.command("LOGOUT").await?;
        Ok(())
    };
    timeout(LIMIT, mark).await.map_err(|_| fault("timeout"))?
}

impl Session {
    /// Logged in, with the inbox selected.
    async fn open(account: &Account) -> Result<Session, Fault> {
        let socket = crate::wire::socket::connect(&account.host, account.port, account.guard)
            .await
            .map_err(fault)?;
        let name = ServerName::try_from(account.host.clone()).map_err(|_| fault("tls_failed"))?;
        let connector = TlsConnector::from(account.tls.clone());
        let failed = |_| fault("tls_failed");
        let mut session = match account.security {
            Security::Tls => Session::over(Box::new(
                connector.connect(name.clone(), socket).await.map_err(failed)?,
            )),
            Security::Clear | Security::StartTls => Session::over(Box::new(socket)),
        };
        let greeting = session.line().await?;
        if !greeting.text.starts_with("* OK") && !greeting.text.starts_with("* PREAUTH") {
            return Err(fault("connection_refused"));
        }
        if account.security == Security::StartTls {
            session.command("STARTTLS").await?;
            if !session.stream.buffer().is_empty() {
                return Err(fault("tls_failed"));
            }
            let secured = connector.connect(name, session.stream.into_inner()).await;
            session = Session::over(Box::new(secured.map_err(failed)?));
        }
        let (user, password) = &account.login;
        let login = format!("LOGIN {} {}", quoted(user), quoted(password));
        session.command(&login).await.map_err(|e| match e.code.as_str() {
            "command_refused" => fault("unauthorized"),
            _ => e,
        })?;
        let selected = session.command(&format!("{SELECT} INBOX")).await?;
        let validity = selected.iter().find_map(|line| {
            let rest = line.text.split_once("[UIDVALIDITY ")?.1;
            rest.split(']').next()?.trim().parse().ok()
        });
        session.validity = validity.ok_or_else(|| fault("bad_imap"))?;
        Ok(session)
    }

    fn over(stream: Box<dyn Both>) -> Session {
        Session {
            stream: BufReader::new(stream),
            tag: 0,
            validity: 0,
        }
    }

    /// Uids of letters nobody has seen, oldest first.
    async fn unseen(&mut self) -> Result<Vec<u32>, Fault> {
        let answer = self.command("UID SEARCH UNSEEN").await?;
        let mut found: Vec<u32> = answer
            .iter()
            .filter_map(|line| line.text.strip_prefix("* SEARCH"))
            .flat_map(|rest| rest.split_whitespace().filter_map(|uid| uid.parse().ok()))
            .collect();
        found.sort_unstable();
        Ok(found)
    }

    /// The untagged lines of a command that the server carried out.
    async fn command(&mut self, command: &str) -> Result<Vec<Line>, Fault> {
        self.tag += 1;
        let tag = format!("a{}", self.tag);
        let written = format!("{tag} {command}\r\n");
        let broken = |_| fault("connection_closed");
        self.stream.write_all(written.as_bytes()).await.map_err(broken)?;
        self.stream.flush().await.map_err(broken)?;
        let mut lines = Vec::new();
        loop {
            let line = self.line().await?;
            let Some(rest) = line.text.strip_prefix(&tag) else {
                lines.push(line);
                continue;
            };
            return if rest.trim_start().starts_with("OK") {
                Ok(lines)
            } else {
                Err(fault("command_refused"))
            };
        }
    }

    async fn line(&mut self) -> Result<Line, Fault> {
        let mut text = String::new();
        let mut literal = None;
        loop {
            let mut bytes = Vec::new();
            let mut limited = (&mut self.stream).take(LONGEST_LINE);
            let read = limited.read_until(b'\n', &mut bytes).await;
            let read = read.map_err(|_| fault("connection_closed"))?;
            if read == 0 || bytes.last() != Some(&b'\n') {
                return Err(fault("connection_closed"));
            }
            text.push_str(String::from_utf8_lossy(&bytes).trim_end());
            // "{123}" at the end: so many bytes follow, and then the rest of the line.
            let size = text
                .strip_suffix('}')
                .and_then(|t| t.rsplit_once('{'))
                .and_then(|(_, n)| n.parse::<usize>().ok());
            let Some(size) = size else {
                return Ok(Line { text, literal });
            };
            if size > LONGEST + 1_024 {
                return Err(fault("oversized_answer"));
            }
            let mut content = vec![0; size];
            let whole = self.stream.read_exact(&mut content).await;
            whole.map_err(|_| fault("connection_closed"))?;
            literal.get_or_insert(content);
        }
    }
}

/// A quoted string; what cannot stand in one has no place in a user name or password either.
fn quoted(text: &str) -> String {
    let safe: String = text
        .chars()
        .filter(|c| !c.is_control())
        .flat_map(|c| match c {
            '"' | '\\' => vec!['\\', c],
            _ => vec![c],
        })
        .collect();
    format!("\"{safe}\"")
}
