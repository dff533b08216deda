//! E-mail over SMTP: one letter, one envelope, one recipient.
//!
//! Model: a server by name and port, a few open connections to it that are used again, and the sender's identity: DKIM signs
//! what leaves, the return path names the attempt (VERP), the `Message-ID` names the message and is the same in every attempt, so that a
//! receiver can drop what it has. `List-Unsubscribe` carries a link that one POST unsubscribes with (RFC 8058).
//!
//! Failures: everything before the final dot is proven not sent, or refused; a refusal means what `replies.json` says. After
//! the dot only a reply tells: silence for `data_timeout_seconds` (10 minutes, as RFC 5321 asks) or a lost connection is unknown. An attachment that
//! cannot be fetched delays the message, and nothing is sent without it.
//!
//! Left out: queueing and MX (a relay does that), several recipients, read receipts.

mod attachment;
mod bounce;
mod conversation;
mod dkim;
mod imap;
mod letter;
mod mailbox;
mod replies;
mod settings;
mod tag;

use crate::guard::Guard;
use crate::wire::{Wire, socket};
use async_trait::async_trait;
use conversation::{Broken, Conversation, Reply, Stage, Unopened};
use letter::Letter;
use omnifila_core::catalogue::GatewayKind;
use omnifila_core::input::InputError;
use omnifila_core::outcome::{Call, Content, Outcome, Rejection};
use omnifila_core::port::{Check, Clock, Fault, Gateway, Mailbox, Receipts};
use serde_json::{Map, Value};
pub(super) use settings::Settings;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};

pub use tag::Tags;

/// An idle connection older than this is not used again; servers wait for five minutes.
const IDLE_LIFE: Duration = Duration::from_secs(30);
/// Letters over one connection: some servers close after a hundred.
const LETTERS_MOST: u32 = 100;

/// One account at a mail server.
pub struct Smtp {
    settings: Settings,
    /// How long everything before the final dot may take.
    timeout: Duration,
    wire: Wire,
    clock: Arc<dyn Clock>,
    idle: Mutex<Vec<Conversation>>,
    mailbox: Option<mailbox::Collected>,
}

/// Without password and keys.
impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp")
            .field("host", &self.settings.host)
            .field("port", &self.settings.port)
            .finish_non_exhaustive()
    }
}

/// Refuses an address that no mail server takes, and a letter without a subject.
pub(super) fn check_content(content: &Content, address: &str) -> Result<(), InputError> {
    if settings::read_address(address).is_none() {
        let expected = "an e-mail address, such as cliente@example.com";
        return Err(InputError::new("bad_email", "/address", expected));
    }
    let subject = content.mail.as_ref().map(|mail| mail.subject.trim());
    if subject.is_none_or(str::is_empty) {
        let expected = "a subject, because it is an e-mail";
        return Err(InputError::new(
            "missing_subject",
            "/content/mail/subject",
            expected,
        ));
    }
    if let Some(url) = &content.media_url {
        Guard::Open.read(url).map_err(|e| e.under("/content/media_url"))?;
    }
    Ok(())
}

/// The signer of a gateway's links and return paths, for what comes back.
///
/// # Errors
/// As [`super::check_settings`].
pub fn tags(settings: &Map<String, Value>) -> Result<Tags, InputError> {
    Settings::read(settings, Guard::Open).map(|settings| settings.tags)
}

impl Smtp {
    /// # Errors
    /// As [`super::check_settings`].
    pub fn new(
        settings: &Map<String, Value>,
        timeout: Duration,
        wire: &Wire,
        clock: Arc<dyn Clock>,
    ) -> Result<Smtp, InputError> {
        let settings = Settings::read(settings, wire.guard())?;
        let mailbox = settings.mailbox.clone().map(|place| mailbox::Collected {
            place,
            tags: settings.tags.clone(),
            local: settings.return_path.as_ref().map(|(local, _)| local.clone()),
        });
        Ok(Smtp {
            settings,
            timeout,
            wire: wire.clone(),
            clock,
            idle: Mutex::default(),
            mailbox,
        })
    }

    /// A connection that has greeted and logged in, before `deadline`; nothing of a letter is written here.
    async fn open(&self, deadline: Instant) -> Result<Conversation, Outcome> {
        let not_sent = |code: &str| Outcome::NotSent { code: code.into() };
        let socket = timeout_at(
            deadline,
            socket::connect(&self.settings.host, self.settings.port, self.settings.guard),
        )
        .await
        .map_err(|_| not_sent("connect_timeout"))?
        .map_err(not_sent)?;
        let Settings {
            security,
            tls,
            host,
            hello,
            login,
            ..
        } = &self.settings;
        let opened = async {
            let mut open = Conversation::open(socket, *security, tls, host, hello).await?;
            if let Some((user, password)) = login {
                open.login(user, password).await?;
            }
            Ok(open)
        };
        match timeout_at(deadline, opened).await {
            Err(_) => Err(not_sent("connect_timeout")),
            Ok(Ok(open)) => Ok(open),
            Ok(Err(Unopened::Broken(Broken("starttls_missing")))) => {
                Err(rejected(Rejection::GatewayRefused, "starttls_missing"))
            }
            Ok(Err(Unopened::Broken(Broken(code)))) => Err(not_sent(code)),
            Ok(Err(Unopened::Refused(stage, reply))) => Err(replies::outcome(stage, &reply)),
        }
    }

    fn take_idle(&self) -> Option<Conversation> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|open| open.idle_since.elapsed() < IDLE_LIFE);
        idle.pop()
    }

    fn keep(&self, mut open: Conversation) {
        if open.letters < LETTERS_MOST {
            open.idle_since = Instant::now();
            self.idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(open);
        }
    }

    /// A connection on which the sender was taken. One that turns out closed, or that the server ends, has taken nothing: a
    /// fresh one follows.
    async fn begin(&self, sender: &str, deadline: Instant) -> Result<Conversation, Outcome> {
        let command = format!("MAIL FROM:<{sender}>");
        while let Some(mut open) = self.take_idle() {
            match timeout_at(deadline, open.command(&command)).await {
                Ok(Ok(reply)) if reply.good() => return Ok(open),
                Ok(Ok(reply)) if reply.code == 421 => {}
                Ok(Ok(reply)) => return Err(self.refused(open, Stage::Sender, &reply).await),
                Ok(Err(_)) => {}
                Err(_) => break,
            }
        }
        let mut open = self.open(deadline).await?;
        let reply = before(deadline, open.command(&command)).await?;
        if reply.good() {
            Ok(open)
        } else {
            Err(self.refused(open, Stage::Sender, &reply).await)
        }
    }

    /// What a refusal means. The connection is good for the next letter if the server forgets this one.
    async fn refused(&self, mut open: Conversation, stage: Stage, reply: &Reply) -> Outcome {
        let outcome = replies::outcome(stage, reply);
        if reply.code != 421
            && let Ok(Ok(forgotten)) = timeout(self.timeout, open.command("RSET")).await
            && forgotten.good()
        {
            self.keep(open);
        }
        outcome
    }

    /// Hands one letter over.
    async fn deliver(
        &self,
        sender: &str,
        recipient: &str,
        letter: &[u8],
        id: String,
    ) -> Result<Outcome, Outcome> {
        let deadline = Instant::now() + self.timeout;
        let mut open = self.begin(sender, deadline).await?;
        for (stage, command, wanted) in [
            (Stage::Recipient, format!("RCPT TO:<{recipient}>"), 200..300),
            (Stage::Data, "DATA".to_owned(), 354..355),
        ] {
            let reply = before(deadline, open.command(&command)).await?;
            if !wanted.contains(&reply.code) {
                return Err(self.refused(open, stage, &reply).await);
            }
        }
        before(deadline, open.letter(letter)).await?;
        match timeout(self.settings.data_timeout, open.dot()).await {
            Ok(Ok(reply)) if reply.good() => {
                open.letters += 1;
                self.keep(open);
                Ok(Outcome::Accepted { provider_id: id })
            }
            Ok(Ok(reply)) => Err(self.refused(open, Stage::End, &reply).await),
            Ok(Err(Broken(code))) => Err(Outcome::Unknown { code: code.into() }),
            Err(_) => Err(Outcome::Unknown {
                code: "timeout".into(),
            }),
        }
    }

    /// The letter of a call, signed; the error is an outcome.
    async fn letter(&self, call: &Call) -> Result<Vec<u8>, Outcome> {
        let unwritable = || rejected(Rejection::Permanent, "unwritable_content");
        let to = settings::read_address(&call.address)
            .ok_or_else(|| rejected(Rejection::Permanent, "bad_email"))?;
        let mail = call.content.mail.as_ref().ok_or_else(unwritable)?;
        let attachment = match &call.content.media_url {
            None => None,
            Some(url) => match attachment::fetch(&self.wire, url, self.settings.media, self.timeout).await {
                Ok(file) => Some(file),
                Err(code) => return Err(rejected(Rejection::Transient, code)),
            },
        };
        let tags = &self.settings.tags;
        let now = self.clock.now();
        let letter = Letter {
            from: &self.settings.from,
            reply_to: self.settings.reply_to.as_ref(),
            to_name: &call.customer_name,
            to,
            subject: &mail.subject,
            text: &call.preview,
            html: mail.html.as_deref(),
            attachment,
            message_id: format!(
                "<{}@{}>",
                tags.letter(call.message_id),
                self.settings.from.email.domain()
            ),
            unsubscribe: self.settings.public_url.as_ref().map(|url| {
                format!(
                    "{url}/u/{}/{}",
                    call.gateway_id,
                    tags.unsubscription(call.message_id)
                )
            }),
            at: now,
        };
        let bytes = letter.bytes().ok_or_else(unwritable)?;
        match &self.settings.signer {
            None => Ok(bytes),
            Some(signer) => signer
                .sign(&bytes, now)
                .ok_or_else(|| rejected(Rejection::GatewayRefused, "signing_failed")),
        }
    }

    fn sender(&self, name: &str) -> String {
        match &self.settings.return_path {
            Some((local, domain)) => format!("{local}+{name}@{domain}"),
            None => self.settings.from.email.to_string(),
        }
    }
}

#[async_trait]
impl Gateway for Smtp {
    async fn send(&self, call: &Call) -> Outcome {
        let letter = match self.letter(call).await {
            Ok(letter) => letter,
            Err(outcome) => return outcome,
        };
        let Some(recipient) = settings::read_address(&call.address) else {
            return rejected(Rejection::Permanent, "bad_email");
        };
        let id = self.settings.tags.attempt(call.message_id, call.attempt);
        let sender = self.sender(&id);
        let done = self.deliver(&sender, recipient.as_ref(), &letter, id).await;
        done.unwrap_or_else(|outcome| outcome)
    }

    /// Connecting, TLS and logging in; the connection serves the next letter.
    async fn probe(&self) -> Option<Result<(), Fault>> {
        Some(match self.open(Instant::now() + self.timeout).await {
            Ok(open) => {
                self.keep(open);
                Ok(())
            }
            Err(outcome) => Err(fault(&outcome)),
        })
    }

    async fn check(&self, to: Option<&str>) -> Vec<Check> {
        let mut checks = Vec::new();
        let deadline = Instant::now() + self.timeout;
        let opened = self.open(deadline).await;
        let mut open = match opened {
            Ok(open) => {
                checks.push(passed(
                    "connection",
                    "the mail server greets, TLS and login included",
                ));
                open
            }
            Err(outcome) => {
                checks.push(failed("connection", &outcome));
                return checks;
            }
        };
        let mut steps = vec![(
            "sender",
            Stage::Sender,
            format!("MAIL FROM:<{}>", self.sender("test")),
        )];
        if let Some(to) = to.and_then(settings::read_address) {
            steps.push(("recipient", Stage::Recipient, format!("RCPT TO:<{to}>")));
        }
        for (name, stage, command) in steps {
            match before(deadline, open.command(&command)).await {
                Ok(reply) if reply.good() => checks.push(passed(name, "the mail server takes it")),
                Ok(reply) => {
                    checks.push(failed(name, &replies::outcome(stage, &reply)));
                    break;
                }
                Err(outcome) => {
                    checks.push(failed(name, &outcome));
                    return checks;
                }
            }
        }
        if let Ok(Ok(_)) = timeout_at(deadline, open.command("RSET")).await {
            self.keep(open);
        }
        if let Some(signer) = &self.settings.signer {
            let (name, value) = signer.record();
            checks.push(passed(
                "dkim",
                &format!("publish this TXT record: {name} = {value}"),
            ));
        }
        if let Some(mailbox) = &self.mailbox {
            checks.push(match timeout(self.timeout, mailbox.fetch(1)).await {
                Ok(Ok(_)) => passed("bounces", "the mailbox can be read"),
                Ok(Err(fault)) => failed("bounces", &Outcome::NotSent { code: fault.code }),
                Err(_) => failed(
                    "bounces",
                    &Outcome::NotSent {
                        code: "timeout".into(),
                    },
                ),
            });
        }
        checks
    }

    fn receipts(&self) -> Receipts {
        super::receipts(GatewayKind::Smtp)
    }

    fn mailbox(&self) -> Option<&dyn Mailbox> {
        self.mailbox.as_ref().map(|mailbox| mailbox as &dyn Mailbox)
    }
}

/// A step before the final dot: whatever ends it early is proven not sent.
async fn before<T>(deadline: Instant, step: impl Future<Output = Result<T, Broken>>) -> Result<T, Outcome> {
    match timeout_at(deadline, step).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(Broken(code))) => Err(Outcome::NotSent { code: code.into() }),
        Err(_) => Err(Outcome::NotSent {
            code: "timeout".into(),
        }),
    }
}

fn rejected(rejection: Rejection, code: &str) -> Outcome {
    Outcome::Rejected {
        rejection,
        code: code.into(),
    }
}

fn fault(outcome: &Outcome) -> Fault {
    let credentials = matches!(
        outcome,
        Outcome::Rejected {
            rejection: Rejection::GatewayRefused,
            ..
        }
    );
    Fault {
        code: outcome.code().unwrap_or("refused").to_owned(),
        credentials,
    }
}

fn passed(name: &'static str, detail: &str) -> Check {
    Check {
        name,
        ok: true,
        code: None,
        detail: detail.into(),
    }
}

fn failed(name: &'static str, outcome: &Outcome) -> Check {
    let detail = match name {
        "connection" => "check host, port, security, user name and password",
        "sender" => "the server does not let this account send as this address",
        "recipient" => "the server does not take this recipient",
        _ => "check the mailbox that bounces come back to",
    };
    Check {
        name,
        ok: false,
        code: outcome.code().map(str::to_owned),
        detail: detail.into(),
    }
}
