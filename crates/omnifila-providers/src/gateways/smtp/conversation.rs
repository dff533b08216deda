//! One connection to a mail server, and the commands of SMTP (RFC 5321) over it.
//!
//! Model: a command is written, a reply is read whole; nothing is pipelined, so that every reply belongs to a known stage.
//! STARTTLS is asked for before anything that matters, and a server that said more in clear is not believed (RFC 3207 injection).
//!
//! Failures: an I/O error or a reply that is none ends the connection with a [`Broken`]; the caller knows which command it
//! had written. Left out: 8BITMIME and SMTPUTF8 (letters are ASCII), CHUNKING, several recipients.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::ServerName;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

/// Bytes of one line of a reply, and of a whole reply (RFC 5321 allows lines of 512).
const LONGEST_LINE: u64 = 4 * 1024;
const MOST_LINES: usize = 100;
/// Characters of a reply's text that are looked at.
const LONGEST_TEXT: usize = 2_000;

/// Which command a reply answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stage {
    Greeting,
    Login,
    Sender,
    Recipient,
    /// DATA itself.
    Data,
    /// The final dot.
    End,
}

/// A whole reply.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) code: u16,
    /// Its lines, joined by spaces.
    pub(super) text: String,
}

/// Without the text, which often repeats the address.
impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reply({} {})", self.code, self.status().unwrap_or_default())
    }
}

impl Reply {
    pub(super) fn good(&self) -> bool {
        (200..300).contains(&self.code)
    }

    /// The enhanced status code, such as `5.1.1`.
    pub(super) fn status(&self) -> Option<String> {
        let first = self.text.split_whitespace().next()?;
        let parts: Vec<&str> = first.split('.').collect();
        let digits = |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        (parts.len() == 3 && parts.iter().all(digits) && matches!(parts[0], "2" | "4" | "5"))
            .then(|| first.to_owned())
    }
}

/// The connection can no longer be used; the code of what ended it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken(pub(super) &'static str);

impl From<std::io::Error> for Broken {
    fn from(error: std::io::Error) -> Self {
        Broken(match error.kind() {
            ErrorKind::ConnectionReset | ErrorKind::BrokenPipe | ErrorKind::ConnectionAborted => {
                "connection_reset"
            }
            ErrorKind::TimedOut => "timeout",
            _ => "connection_closed",
        })
    }
}

trait Both: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Both for T {}

/// An open connection that has greeted.
pub(super) struct Conversation {
    stream: BufReader<Box<dyn Both>>,
    /// What the server said that it can, words in upper case.
    can: BTreeSet<String>,
    pub(super) idle_since: Instant,
    /// Letters taken over this connection.
    pub(super) letters: u32,
}

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Security {
    /// TLS from the first byte (465).
    Tls,
    /// STARTTLS, and never without it.
    StartTls,
    /// In clear: for a relay on the same machine or network.
    Clear,
}

/// Why a connection did not come about.
pub(super) enum Unopened {
    Broken(Broken),
    Refused(Stage, Reply),
}

impl From<Broken> for Unopened {
    fn from(broken: Broken) -> Self {
        Unopened::Broken(broken)
    }
}

impl Conversation {
    /// Greets over an open socket: TLS as asked for, EHLO by `hello`.
    pub(super) async fn open(
        socket: TcpStream,
        security: Security,
        tls: &Arc<rustls::ClientConfig>,
        host: &str,
        hello: &str,
    ) -> Result<Conversation, Unopened> {
        let broken = |code| Unopened::Broken(Broken(code));
        let name = || ServerName::try_from(host.to_owned()).map_err(|_| broken("tls_failed"));
        let connector = TlsConnector::from(tls.clone());
        let stream: Box<dyn Both> = match security {
            Security::Tls => Box::new(
                connector
                    .connect(name()?, socket)
                    .await
                    .map_err(|_| broken("tls_failed"))?,
            ),
            Security::Clear => Box::new(socket),
            Security::StartTls => {
                let mut clear = Conversation::over(Box::new(socket));
                clear.greet(hello).await?;
                if !clear.can.contains("STARTTLS") {
                    return Err(broken("starttls_missing"));
                }
                let reply = clear.command("STARTTLS").await?;
                if !reply.good() || !clear.stream.buffer().is_empty() {
                    return Err(broken("tls_failed"));
                }
                let secured = connector.connect(name()?, clear.stream.into_inner()).await;
                let mut secured = Conversation::over(Box::new(secured.map_err(|_| broken("tls_failed"))?));
                secured.hello(hello).await?;
                return Ok(secured);
            }
        };
        let mut open = Conversation::over(stream);
        open.greet(hello).await?;
        Ok(open)
    }

    fn over(stream: Box<dyn Both>) -> Conversation {
        Conversation {
            stream: BufReader::new(stream),
            can: BTreeSet::new(),
            idle_since: Instant::now(),
            letters: 0,
        }
    }

    async fn greet(&mut self, hello: &str) -> Result<(), Unopened> {
        let greeting = self.reply().await?;
        if !greeting.good() {
            return Err(Unopened::Refused(Stage::Greeting, greeting));
        }
        self.hello(hello).await
    }

    async fn hello(&mut self, hello: &str) -> Result<(), Unopened> {
        self.write(format!("EHLO {hello}\r\n").as_bytes()).await?;
        let (code, lines) = self.lines().await?;
        if !(200..300).contains(&code) {
            let text = lines.join(" ");
            return Err(Unopened::Refused(Stage::Greeting, Reply { code, text }));
        }
        self.can = lines
            .iter()
            .skip(1)
            .map(|line| line.to_ascii_uppercase())
            .collect();
        Ok(())
    }

    /// Logs in with what the server takes of PLAIN and LOGIN.
    pub(super) async fn login(&mut self, user: &str, password: &str) -> Result<(), Unopened> {
        let refused = |reply| Unopened::Refused(Stage::Login, reply);
        let offered = self.can.iter().find(|line| line.starts_with("AUTH "));
        let takes = |word| offered.is_none_or(|line| line.split([' ', '=']).any(|w| w == word));
        let reply = if takes("PLAIN") {
            let secret = STANDARD.encode(format!("\0{user}\0{password}"));
            self.command(&format!("AUTH PLAIN {secret}")).await?
        } else {
            let mut reply = self.command("AUTH LOGIN").await?;
            for secret in [user, password] {
                if reply.code != 334 {
                    return Err(refused(reply));
                }
                reply = self.command(&STANDARD.encode(secret)).await?;
            }
            reply
        };
        if reply.code == 235 {
            Ok(())
        } else {
            Err(refused(reply))
        }
    }

    /// One command and its reply. No deadline of its own; dropped half way, the connection must be dropped with it.
    pub(super) async fn command(&mut self, line: &str) -> Result<Reply, Broken> {
        self.write(format!("{line}\r\n").as_bytes()).await?;
        self.reply().await
    }

    /// The letter after DATA, without the final dot.
    pub(super) async fn letter(&mut self, letter: &[u8]) -> Result<(), Broken> {
        self.write(&stuffed(letter)).await
    }

    /// The final dot. From the first byte written here on, only a reply tells what became of the letter.
    pub(super) async fn dot(&mut self) -> Result<Reply, Broken> {
        self.write(b".\r\n").await?;
        self.reply().await
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        self.stream.write_all(bytes).await?;
        Ok(self.stream.flush().await?)
    }

    async fn reply(&mut self) -> Result<Reply, Broken> {
        let (code, lines) = self.lines().await?;
        let text: String = lines.join(" ").chars().take(LONGEST_TEXT).collect();
        Ok(Reply { code, text })
    }

    async fn lines(&mut self) -> Result<(u16, Vec<String>), Broken> {
        const BAD: Broken = Broken("bad_smtp");
        let mut lines = Vec::new();
        let mut first = None;
        loop {
            let mut line = Vec::new();
            let read = (&mut self.stream)
                .take(LONGEST_LINE)
                .read_until(b'\n', &mut line)
                .await?;
            if read == 0 {
                return Err(Broken("connection_closed"));
            }
            if line.last() != Some(&b'\n') {
                return Err(if read as u64 == LONGEST_LINE {
                    BAD
                } else {
                    Broken("connection_closed")
                });
            }
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_end();
            let code: u16 = line.get(..3).and_then(|c| c.parse().ok()).ok_or(BAD)?;
            if !(200..600).contains(&code) || *first.get_or_insert(code) != code || lines.len() == MOST_LINES
            {
                return Err(BAD);
            }
            lines.push(line.get(4..).unwrap_or_default().to_owned());
            match line.as_bytes().get(3) {
                Some(b'-') => {}
                None | Some(b' ') => return Ok((code, lines)),
                Some(_) => return Err(BAD),
            }
        }
    }
}

/// Every line that begins with a dot gets another; the letter ends with a line break.
fn stuffed(letter: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(letter.len() + 16);
    let mut line_start = true;
    for byte in letter {
        if line_start && *byte == b'.' {
            out.push(b'.');
        }
        out.push(*byte);
        line_start = *byte == b'\n';
    }
    if !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_stuffed() {
        assert_eq!(stuffed(b".a\r\n..\r\nb.c"), b"..a\r\n...\r\nb.c\r\n");
        assert_eq!(stuffed(b"x\r\n"), b"x\r\n");
    }

    #[test]
    fn statuses_are_read_where_they_are() {
        let status = |text: &str| {
            Reply {
                code: 550,
                text: text.into(),
            }
            .status()
        };
        assert_eq!(status("5.1.10 no").as_deref(), Some("5.1.10"));
        for none in ["", "no", "1.2.3", "5.1", "5.1.1.1 x", "127.0.0.1"] {
            assert_eq!(status(none), None, "{none}");
        }
    }
}
