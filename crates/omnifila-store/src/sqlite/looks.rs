//! The last look: what is known of a message's invoice, and which invoices their sources are being asked about.
//!
//! Model: a message whose invoice comes from a source that can be asked leaves only with a look that is young enough. One that
//! lacks nothing but that is leased: its invoice goes on the list of those asked about, and the walk goes on. Nothing is held
//! meanwhile; the answer ([`QueueMemory::looked`](super::memory::QueueMemory::looked)) brings the message back, and `start`
//! judges it anew. A lease lives in memory only: with the process it is gone, and the message is found again.
//!
//! A message that has to be fetched for, or rendered anew, is leased in the same way ([`Looks::prepare`]).
//!
//! At most [`LOOK_BATCH`] invoices of a source are asked about at once; then the walk waits, so that messages keep their order.
//! While a source cannot be asked its messages are passed over, so that they delay nobody else.

use super::dunning::{self, Kept};
use super::job::Result;
use super::row::StateRow;
use crate::sql::{Connection, params};
use crate::verbs::LookWanted;
use omnifila_core::catalogue::{Book, InvoiceStatus};
use omnifila_core::id::{GatewayId, InvoiceId, MessageId};
use omnifila_core::message::{LastLook, QueueKey, Waiting};
use omnifila_core::policy::settlement;
use omnifila_core::source::LOOK_BATCH;
use omnifila_core::time::Time;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

/// An invoice as `start` reads it.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) status: InvoiceStatus,
    source: String,
    external_id: String,
    due_date: String,
    payment_method: Option<String>,
    looked_at: Option<Time>,
    blocked: bool,
    step: Option<i32>,
    dunning: Option<Kept>,
}

/// What is kept with an attempt: when its invoice was looked at, and its status then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Evidence {
    pub(super) looked_at: Time,
    pub(super) status: InvoiceStatus,
}

impl Known {
    /// The invoice of a message, if it has one that is kept.
    pub(super) fn of(conn: &Connection, row: &StateRow) -> Result<Option<Known>> {
        let Some(invoice) = row.invoice_id else {
            return Ok(None);
        };
        static SQL: LazyLock<String> = LazyLock::new(|| {
            format!(
                "SELECT i.status, i.source, i.external_id, i.due_date, i.payment_method, i.looked_at, i.block IS NOT NULL, m.step, \
                 {} FROM invoice i CROSS JOIN message m ON m.id = ?2 LEFT JOIN dunning d ON d.message_id = m.id WHERE i.id = ?1",
                dunning::COLUMNS
            )
        });
        let mut select = conn.prepare_cached(&SQL)?;
        let mut rows = select.query(params![invoice.0, row.id.0])?;
        let state = row;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let mut kept = Kept::read(&row, 8)?;
        if let Some(kept) = &mut kept {
            kept.look_at_others(conn, state)?;
        }
        let status = InvoiceStatus::from_code(row.get(0)?);
        Ok(Some(Known {
            status: status.ok_or(crate::sql::Error::unreadable(0))?,
            source: row.get(1)?,
            external_id: row.get(2)?,
            due_date: row.get(3)?,
            payment_method: row.get(4)?,
            looked_at: row.get::<_, Option<i64>>(5)?.map(Time),
            blocked: row.get(6)?,
            step: row.get(7)?,
            dunning: kept,
        }))
    }

    /// Tells the planner what it must know of the invoice.
    pub(super) fn tell(&self, book: &Book, waiting: &mut Waiting) {
        let zone = book
            .gateway(waiting.gateway_id)
            .map(|g| g.spec.time_zone.as_str());
        let method = self.payment_method.as_deref();
        waiting.settles_at = settlement::settles_at(
            &book.settlement,
            method,
            self.step,
            &self.due_date,
            zone.unwrap_or("America/Sao_Paulo"),
        );
        waiting.look = match self.looked_at {
            _ if !book.asks(&self.source) => LastLook::NotNeeded,
            None => LastLook::Never,
            Some(at) if self.blocked => LastLook::Blocked(at),
            Some(at) => LastLook::At(at),
        };
        if let Some(kept) = &self.dunning {
            waiting.window_id = kept.window_id;
            waiting.ready = kept.readiness();
        }
    }

    /// What the stored row, read now, proves.
    pub(super) fn evidence(&self, book: &Book, now: Time) -> Evidence {
        let asked = self.looked_at.filter(|_| book.asks(&self.source));
        Evidence {
            looked_at: asked.unwrap_or(now),
            status: self.status,
        }
    }
}

/// How a message that needs a look fares.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Leased {
    /// Its source is to be asked.
    Wanted(LookWanted),
    /// It is being asked already.
    Already,
    /// It cannot be asked now.
    PassedOver,
    /// It is being asked about as many as go at once.
    Full,
}

#[derive(Debug)]
struct Asked {
    source: String,
    waiting: BTreeSet<(GatewayId, QueueKey)>,
}

/// The leases.
#[derive(Debug, Default)]
pub(crate) struct Looks {
    asked: HashMap<InvoiceId, Asked>,
    /// How many of `asked` are of a source.
    of_source: HashMap<String, usize>,
    down: HashSet<String>,
    /// Messages that are being made ready, with their places.
    preparing: HashMap<MessageId, (GatewayId, QueueKey)>,
    /// The first message of a gateway that was passed over, per source.
    passed: HashMap<(String, GatewayId), QueueKey>,
}

impl Looks {
    pub(super) fn lease(
        &mut self,
        invoice: InvoiceId,
        known: &Known,
        gateway: GatewayId,
        key: QueueKey,
    ) -> Leased {
        if let Some(asked) = self.asked.get_mut(&invoice) {
            asked.waiting.insert((gateway, key));
            return Leased::Already;
        }
        if self.down.contains(&known.source) {
            let first = self.passed.entry((known.source.clone(), gateway)).or_insert(key);
            *first = key.min(*first);
            return Leased::PassedOver;
        }
        let n = self.of_source.entry(known.source.clone()).or_default();
        if *n >= LOOK_BATCH {
            return Leased::Full;
        }
        *n += 1;
        let asked = Asked {
            source: known.source.clone(),
            waiting: BTreeSet::from([(gateway, key)]),
        };
        self.asked.insert(invoice, asked);
        Leased::Wanted(LookWanted {
            source: known.source.clone(),
            external_id: known.external_id.clone(),
        })
    }

    /// Has a message made ready; `None` when as many are as go at once, `false` when it is being made so already.
    pub(super) fn prepare(&mut self, id: MessageId, gateway: GatewayId, key: QueueKey) -> Option<bool> {
        if self.preparing.contains_key(&id) {
            return Some(false);
        }
        if self.preparing.len() >= LOOK_BATCH {
            return None;
        }
        self.preparing.insert(id, (gateway, key));
        Some(true)
    }

    /// Ends the lease of a message; its place.
    pub(super) fn made_ready(&mut self, id: MessageId) -> Option<(GatewayId, QueueKey)> {
        self.preparing.remove(&id)
    }

    /// Ends the leases of these invoices of a source; the messages that waited.
    pub(super) fn answered(&mut self, label: &str, invoices: &[InvoiceId]) -> Vec<(GatewayId, QueueKey)> {
        let mut back = Vec::new();
        for id in invoices {
            if let Some(asked) = self.asked.remove(id) {
                back.extend(asked.waiting);
                if let Some(n) = self.of_source.get_mut(&asked.source) {
                    *n = n.saturating_sub(1);
                }
            }
        }
        if self.of_source.get(label) == Some(&0) {
            self.of_source.remove(label);
        }
        back
    }

    /// The source cannot be asked.
    pub(crate) fn down(&mut self, label: &str) {
        self.down.insert(label.to_owned());
    }

    /// It can be again; where each gateway's walk has to go back to.
    pub(super) fn up(&mut self, label: &str) -> Vec<(GatewayId, QueueKey)> {
        if !self.down.remove(label) {
            return Vec::new();
        }
        let passed = std::mem::take(&mut self.passed);
        let (back, rest): (HashMap<_, _>, HashMap<_, _>) =
            passed.into_iter().partition(|((source, _), _)| source == label);
        self.passed = rest;
        back.into_iter()
            .map(|((_, gateway), key)| (gateway, key))
            .collect()
    }

    /// The source is gone: what waited for it is found again by the change of the book.
    pub(crate) fn forget(&mut self, label: &str) {
        self.asked.retain(|_, asked| asked.source != label);
        self.of_source.remove(label);
        self.down.remove(label);
        self.passed.retain(|(source, _), _| source != label);
    }

    /// Some message waits for an answer that will come: the queue has more to give.
    pub(super) fn pending(&self, gateway: GatewayId) -> bool {
        self.preparing.values().any(|(g, _)| *g == gateway)
            || self
                .asked
                .values()
                .any(|a| !self.down.contains(&a.source) && a.waiting.iter().any(|(g, _)| *g == gateway))
    }
}
