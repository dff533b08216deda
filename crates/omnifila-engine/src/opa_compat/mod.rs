//! The drop-in: a program that speaks Opa!'s own API (IXC) is served here instead. See `docs/adr/0012-opa-compat.md`.
//!
//! Model: a [`Door`] is one gateway with the switch `opa_compat`. While it records, every call is kept and forwarded as it
//! is. While it queues, a `template/send` becomes one message ([`sending`]), reads of such messages are answered from the
//! queue until Opa! has them ([`reading`]), every other read is forwarded, and what may reach a customer past the queue is
//! refused.
//!
//! Failures: a send is answered as taken only after its commit; when the store cannot record it is refused with 503 and
//! nothing is kept. Left out: who may call, which the surface checks with [`Door::knows`].

mod reading;
mod recording;
mod sending;
mod templates;

use crate::Engine;
use omnifila_core::catalogue::{Book, GatewayKind, GatewaySpec, Stored};
use omnifila_core::id::GatewayId;
use omnifila_providers::gateways::opa_compat::{Account, Forward, Mode, Place, is_plain, read_own_id};
use omnifila_store::StoreError;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

pub use omnifila_providers::gateways::opa_compat::Answered;

/// Gateways as their callers see them, by the version they were read from; and the one look at a template at a time.
#[derive(Debug, Default)]
pub(crate) struct Doors {
    accounts: Mutex<HashMap<GatewayId, (u32, Arc<Account>)>>,
    learning: tokio::sync::Mutex<()>,
}

/// One gateway that speaks Opa!'s API.
#[derive(Debug, Clone)]
pub struct Door {
    pub gateway_id: GatewayId,
    account: Arc<Account>,
}

impl Door {
    /// Whether this is the gateway's own token of Opa!: what IXC has already.
    pub fn knows(&self, token: &str) -> bool {
        self.account.knows(token)
    }
}

/// A call as it arrived.
#[derive(Debug, Clone)]
pub struct Call<'a> {
    /// As in the request line.
    pub method: &'a str,
    /// What follows `/api/v1/`, undecoded, without the query.
    pub path: &'a str,
    pub query: Option<&'a str>,
    /// Content-Type.
    pub media: Option<&'a str>,
    /// The caller's `Idempotency-Key`.
    pub key: Option<&'a str>,
    pub body: &'a [u8],
}

impl Call<'_> {
    fn tail(&self) -> String {
        match self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.to_owned(),
        }
    }
}

impl Engine {
    /// The gateway that a key or an id names, if its switch is not off.
    pub fn opa_door(&self, name: &str) -> Option<Door> {
        let book = self.book();
        let stored = find(&book, name)?;
        let account = self.opa_account(stored)?;
        (account.mode != Mode::Off).then_some(Door {
            gateway_id: GatewayId(stored.id),
            account,
        })
    }

    /// Built once per version; none for settings that cannot be used.
    fn opa_account(&self, stored: &Stored<GatewaySpec>) -> Option<Arc<Account>> {
        let id = GatewayId(stored.id);
        let accounts = || {
            let accounts = &self.0.doors.accounts;
            accounts.lock().unwrap_or_else(PoisonError::into_inner)
        };
        if stored.spec.kind != GatewayKind::OpaSuite {
            return None;
        }
        if let Some((_, account)) = accounts()
            .get(&id)
            .filter(|(version, _)| *version == stored.version)
        {
            return Some(account.clone());
        }
        let settings = self.catalogue().open_settings(stored).ok()?;
        let built = self.providers().opa_account(&settings, stored.spec.timeout_ms);
        let account = Arc::new(built.ok()?);
        accounts().insert(id, (stored.version, account.clone()));
        Some(account)
    }

    /// Answers a call.
    ///
    /// # Errors
    /// The store could not record or read; nothing was taken.
    pub async fn opa_call(&self, door: &Door, call: &Call<'_>) -> Result<Answered, StoreError> {
        if !is_plain(call.path) {
            return Ok(no_route());
        }
        match door.account.mode {
            Mode::Off => Ok(no_route()),
            Mode::Record => Ok(self.recorded(door, call).await),
            Mode::Queue => {
                let answer = self.queued(door, call).await?;
                if !answer.forwarded && answer.status >= 400 {
                    self.record_refusal(door, call, &answer).await;
                }
                Ok(answer)
            }
        }
    }

    async fn queued(&self, door: &Door, call: &Call<'_>) -> Result<Answered, StoreError> {
        match Place::of(call.method, call.path) {
            Place::Send => self.take_send(door, call).await,
            Place::Message(id) => match read_own_id(id) {
                Some(id) => self.own_message(door, call, id).await,
                None => Ok(door.forward(call).await),
            },
            Place::Messages => match reading::asked_for(call.body) {
                Some(id) => self.own_messages(door, call, id).await,
                None => Ok(door.forward(call).await),
            },
            Place::Through => Ok(door.forward(call).await),
            Place::Refused => Ok(Answered::failure(
                403,
                "omnifila: only template/send is queued, and only reads pass; this call was not made",
            )),
            Place::Unknown => Ok(no_route()),
        }
    }
}

impl Door {
    async fn forward(&self, call: &Call<'_>) -> Answered {
        let tail = call.tail();
        let forward = Forward {
            method: call.method,
            tail: &tail,
            media: call.media,
            body: call.body,
        };
        self.account.forward(&forward).await
    }
}

/// A key goes before an id that looks like it.
fn find<'b>(book: &'b Book, name: &str) -> Option<&'b Stored<GatewaySpec>> {
    let keyed = book
        .gateways
        .values()
        .find(|stored| stored.spec.key.as_deref() == Some(name))
        .map(AsRef::as_ref);
    keyed.or_else(|| book.gateway(GatewayId(name.parse().ok()?)))
}

fn no_route() -> Answered {
    Answered::not_found("no such route or record")
}
