//! Taking messages in: business key, customer, what already speaks against sending, the earlier step it replaces, the rows.
//!
//! One item after the other in the order given, in one job; ids grow in that order. A repeated key changes nothing.

use super::condition::reference;
use super::cover;
use super::job::{Job, Result};
use super::row::StateRow;
use crate::StoreError;
use crate::catalogue;
use crate::sql::{OptionalExtension, params};
use crate::verbs::{Accepted, NewMessage, Recipient};
use omnifila_core::brazil::locality::Locality;
use omnifila_core::brazil::zone;
use omnifila_core::catalogue::{Book, StopRuleSpec, StopScope, notice_tag};
use omnifila_core::id::{CustomerId, InvoiceId, MessageId, RunId};
use omnifila_core::message::{QueueKey, Reason, Status};
use omnifila_core::policy::key::{KEY_LIFE, address_key};
use omnifila_core::policy::late::late_since;
use omnifila_core::policy::position;
use omnifila_core::time::Time;
use omnifila_core::transition::{Event, Seen};
use std::collections::BTreeSet;

/// The columns of a message in the order in which [`Job::insert_message`] gives them.
pub(super) const MESSAGE: &str = "INSERT INTO message (id, template_version, customer_name, address, data, preview, contents, origin, dedupe_key, \
     source_ref, batch_ref, invoice_ref, document_ref, step) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
pub(super) const MESSAGES: &str = "INSERT INTO message (id, template_version, customer_name, address, data, preview, contents, origin, dedupe_key, \
     source_ref, batch_ref, invoice_ref, document_ref, step) \
     SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::text[], \
     $10::text[], $11::text[], $12::text[], $13::text[], $14::bigint[])";
/// The columns of its state in the order in which [`insert_state`] gives them.
pub(super) const STATE: &str = "INSERT INTO state (id, gateway_id, status, reason, priority, position, rank, template_id, customer_id, branch_id, \
     invoice_id, run_id, purpose, created_at, due_at, expires_at, release_at, late, late_at, address_key, uf, weight, \
     after_op, timer_at, updated_at, sequenced) \
     VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, 0, ?22, ?13, ?23)";
pub(super) const STATES: &str = "INSERT INTO state (id, gateway_id, status, reason, priority, position, rank, template_id, customer_id, branch_id, \
     invoice_id, run_id, purpose, created_at, due_at, expires_at, release_at, late, late_at, address_key, uf, weight, \
     after_op, timer_at, updated_at, sequenced) \
     SELECT v.a, v.b, 0, v.c, v.d, v.e, v.f, v.g, v.h, v.i, v.j, v.k, v.l, v.m, v.n, v.o, v.p, v.q, v.r, v.s, v.t, v.u, 0, v.w, v.m, v.x \
     FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], \
     $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[], $19::bigint[], $20::bigint[], $21::bigint[], $22::bigint[], $23::bigint[]) \
     AS v (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, w, x)";

impl Job<'_> {
    pub(super) fn accept(&mut self, batch: &[NewMessage], now: Time) -> Result<Vec<Accepted>> {
        let suppressions = any_suppression(self.conn)?;
        batch
            .iter()
            .map(|new| self.accept_one(new, suppressions, now))
            .collect()
    }

    fn accept_one(&mut self, new: &NewMessage, suppressions: bool, now: Time) -> Result<Accepted> {
        let id = MessageId(self.queue.last_message + 1);
        if let Some(key) = &new.dedupe_key
            && let Some(known) = self.claim_key(new, key, id, now)?
        {
            return Ok(known);
        }
        let mut locality = new.locality;
        let (customer_id, name, source) = match &new.customer {
            Recipient::Known { id, name } => (*id, name.as_str(), None),
            Recipient::Given(input) => {
                let (id, stored) = catalogue::upsert_customer(self.conn, input, now)?;
                locality = locality_of(&stored).or(locality);
                (
                    id,
                    input.name.as_str(),
                    Some((
                        input.source.as_deref().unwrap_or("api"),
                        input.external_id.as_str(),
                    )),
                )
            }
        };
        let mut row = StateRow {
            locality,
            ..self.new_row(new, id, customer_id, now)
        };
        let against = self.against(new, &row, source, suppressions, now)?;
        if against.is_none() {
            self.supersede(new, now)?;
        }
        self.queue.last_message = id.0;
        self.queue.last_accepted = self.queue.last_accepted.max(now);
        self.insert_message(new, id, name)?;
        if let Some(dunning) = &new.dunning {
            super::dunning::insert(self.conn, id, dunning)?;
            super::dunning::claim_others(self.conn, new, dunning, id, now)?;
        }
        if let Some(sequence) = &new.sequence {
            super::sequences::insert(self.conn, id, sequence)?;
        }
        insert_state(self, &row)?;
        self.tally.add(row.gateway_id, Status::Waiting, 1);
        self.queue.flow.included(row.gateway_id, now);
        match against {
            Some(reason) => {
                self.flush()?;
                let next = omnifila_core::transition::step(row.life(), Event::Cancel { reason }, now)
                    .map_err(super::job::refused)?;
                let before = row.clone();
                self.apply(&before, &mut row, next, None, now)?;
            }
            None => {
                let lane = self.queue.lane(row.gateway_id);
                lane.again(row.key());
            }
        }
        Ok(Accepted {
            id,
            status: row.status,
            duplicate: false,
            differs: false,
        })
    }

    /// Takes the business key for `id`, or answers whose it is.
    fn claim_key(
        &mut self,
        new: &NewMessage,
        key: &str,
        id: MessageId,
        now: Time,
    ) -> Result<Option<Accepted>> {
        let origin = new.origin.code();
        let mut insert = self.conn.prepare_cached(
            "INSERT INTO dedupe (origin, key, message_id, content_hash, at) VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT (origin, key) DO UPDATE SET message_id = excluded.message_id, \
             content_hash = excluded.content_hash, at = excluded.at WHERE dedupe.at <= ?6",
        )?;
        let expired = now.ms() - KEY_LIFE;
        if insert.execute(params![
            origin,
            key,
            id.0,
            new.content_hash.as_slice(),
            now.ms(),
            expired
        ])? > 0
        {
            return Ok(None);
        }
        self.conn.vouch();
        let mut select = self
            .conn
            .prepare_cached("SELECT message_id, content_hash FROM dedupe WHERE origin = ?1 AND key = ?2")?;
        let (first, hash): (i64, [u8; 16]) =
            select.query_row(params![origin, key], |r| Ok((r.get(0)?, r.get(1)?)))?;
        let first = MessageId(first);
        // It may be of the same batch.
        self.flush()?;
        let row = StateRow::load(self.conn, first)?;
        let status = match &row {
            // Its row is gone, so it had ended; what cannot be told any more is taken as sent.
            None => Status::Sent,
            Some(row) => {
                let covered = cover::covering(self.conn, &self.queue.orders, row)?;
                cover::shown(row, covered.map(|place| &self.queue.orders[place])).0
            }
        };
        Ok(Some(Accepted {
            id: first,
            status,
            duplicate: true,
            differs: hash != new.content_hash,
        }))
    }

    /// What already speaks against sending.
    fn against(
        &self,
        new: &NewMessage,
        row: &StateRow,
        customer: Option<(&str, &str)>,
        suppressions: bool,
        now: Time,
    ) -> Result<Option<Reason>> {
        if !self.book.stop_rules.is_empty() {
            let facts = StopFacts {
                customer_id: row.customer_id,
                customer: match customer {
                    Some((source, external_id)) => Some((source.into(), external_id.into())),
                    None => customer_name(self.conn, row.customer_id)?,
                },
                invoice_id: new.invoice_id,
                invoice: new.invoice_ref.clone(),
                document: new.document_ref.clone(),
                run_id: new.run_id,
            };
            if stopped(&self.book, &facts, now) {
                return Ok(Some(Reason::StopRule));
            }
        }
        if let Some((source, external_id)) = &new.document_ref
            && let Some(reason) = catalogue::document_end(self.conn, source, external_id)?
        {
            return Ok(Some(reason));
        }
        if suppressions && catalogue::is_suppressed(self.conn, row.address_key, row.purpose)? {
            return Ok(Some(Reason::Suppressed));
        }
        Ok(None)
    }

    /// A later step of an invoice replaces earlier ones that still wait.
    fn supersede(&mut self, new: &NewMessage, now: Time) -> Result<()> {
        let (Some(invoice), Some(step)) = (new.invoice_id, new.step) else {
            return Ok(());
        };
        // Among them may be earlier ones of the same batch.
        self.flush()?;
        let mut select = self.conn.prepare_cached(
            "SELECT s.id FROM state s INDEXED BY state_invoice JOIN message m ON m.id = s.id \
             WHERE s.invoice_id = ?1 AND s.status = 0 AND m.step < ?2",
        )?;
        let others = new
            .dunning
            .iter()
            .flat_map(|d| d.invoices.iter().map(|spoken| spoken.id));
        let mut earlier = Vec::new();
        for invoice in std::iter::once(invoice).chain(others.filter(|id| *id != invoice)) {
            let found = select.query_map(params![invoice.0, step], |r| r.get(0).map(MessageId))?;
            for id in found {
                earlier.push(id?);
            }
        }
        for id in earlier {
            let Some(mut row) = self.load(id)?.filter(|row| row.status == Status::Waiting) else {
                continue;
            };
            let event = Event::Cancel {
                reason: Reason::Superseded,
            };
            let next =
                omnifila_core::transition::step(row.life(), event, now).map_err(super::job::refused)?;
            let before = row.clone();
            self.apply(&before, &mut row, next, None, now)?;
        }
        Ok(())
    }

    fn new_row(&self, new: &NewMessage, id: MessageId, customer_id: CustomerId, now: Time) -> StateRow {
        let (position, rank) = position::initial(new.due_at, now, id);
        let zone = self
            .book
            .gateway(new.gateway_id)
            .map(|g| g.spec.time_zone.as_str());
        let mut row = StateRow {
            id,
            gateway_id: new.gateway_id,
            status: Status::Waiting,
            reason: Reason::Included,
            priority: new.priority,
            position,
            rank,
            moved: false,
            template_id: new.template_id,
            customer_id,
            branch_id: new.branch_id,
            invoice_id: new.invoice_id,
            run_id: new.run_id,
            purpose: new.purpose,
            created_at: now,
            due_at: new.due_at,
            expires_at: new.expires_at,
            next_attempt_at: None,
            release_at: new.due_at.unwrap_or(now),
            released: false,
            late: new.late,
            late_at: new.due_at.zip(zone).map(|(due, zone)| late_since(due, zone)),
            address_key: address_key(&new.address),
            locality: new.locality,
            weight: new.weight,
            attempts: 0,
            counted: 0,
            deferrals: 0,
            cancel: None,
            seen: Seen::default(),
            after_op: omnifila_core::id::OperationId(0),
            op_id: None,
            task_run_id: None,
            timer_at: new.expires_at,
            sent_at: None,
            error_code: None,
            updated_at: now,
            by_address: false,
            sequenced: new.sequence.is_some(),
        };
        row.timer_at = row.next_timer(now);
        row
    }

    fn insert_message(&mut self, new: &NewMessage, id: MessageId, customer_name: &str) -> Result<()> {
        let contents =
            serde_json::to_string(&new.contents).map_err(|e| StoreError::Internal(e.to_string()))?;
        let named = |pair: &Option<(String, String)>| pair.as_ref().map(|(source, id)| reference(source, id));
        self.hot.message.write(params![
            id.0,
            new.template_version,
            customer_name,
            new.address,
            new.data,
            new.preview,
            contents,
            new.origin.code(),
            new.dedupe_key,
            new.source_ref,
            new.batch_ref,
            named(&new.invoice_ref),
            named(&new.document_ref),
            new.step,
        ])
    }
}

fn insert_state(job: &mut Job<'_>, row: &StateRow) -> Result<()> {
    let QueueKey {
        priority,
        position,
        rank,
        id,
    } = row.key();
    job.hot.state.write(params![
        id.0,
        row.gateway_id.0,
        row.reason.code(),
        priority.code(),
        position,
        rank,
        row.template_id.0,
        row.customer_id.0,
        row.branch_id.map(|b| b.0),
        row.invoice_id.map(|i| i.0),
        row.run_id.map(|r| r.0),
        row.purpose.code(),
        row.created_at.ms(),
        row.due_at.map(Time::ms),
        row.expires_at.ms(),
        row.release_at.ms(),
        row.late.code(),
        row.late_at.map(Time::ms),
        row.address_key,
        row.locality.map(Locality::code),
        row.weight,
        row.timer_at.ms(),
        row.sequenced,
    ])
}

/// What stop rules are compared with.
#[derive(Debug, Clone)]
pub(super) struct StopFacts {
    pub(super) customer_id: CustomerId,
    pub(super) customer: Option<(String, String)>,
    pub(super) invoice_id: Option<InvoiceId>,
    pub(super) invoice: Option<(String, String)>,
    pub(super) document: Option<(String, String)>,
    pub(super) run_id: Option<RunId>,
}

impl StopFacts {
    /// The facts of a message in the queue.
    pub(super) fn of(conn: &crate::sql::Connection, row: &StateRow) -> Result<StopFacts> {
        let mut select =
            conn.prepare_cached("SELECT invoice_ref, document_ref FROM message WHERE id = ?1")?;
        let pair = |r: &crate::sql::Row<'_>, at: usize| -> crate::sql::Result<Option<(String, String)>> {
            let Some(text) = r.get::<_, Option<String>>(at)? else {
                return Ok(None);
            };
            let (source, id) = text
                .split_once('\u{1f}')
                .ok_or_else(|| crate::sql::Error::unreadable(at))?;
            Ok(Some((source.into(), id.into())))
        };
        let (invoice, document) = select.query_row([row.id.0], |r| Ok((pair(r, 0)?, pair(r, 1)?)))?;
        let customer = customer_name(conn, row.customer_id)?;
        let (customer_id, invoice_id, run_id) = (row.customer_id, row.invoice_id, row.run_id);
        Ok(StopFacts {
            customer_id,
            customer,
            invoice_id,
            invoice,
            document,
            run_id,
        })
    }
}

/// Whether some stop rule in force catches it.
pub(super) fn stopped(book: &Book, facts: &StopFacts, now: Time) -> bool {
    let rules = book
        .stop_rules
        .values()
        .map(|r| &r.spec)
        .filter(|r| r.until.is_none_or(|t| now < t));
    let mut caught = rules.filter(|rule| match rule.scope {
        StopScope::Invoice => names(rule, facts.invoice_id.map(|i| i.0), facts.invoice.as_ref()),
        StopScope::Document => names(rule, None, facts.document.as_ref()),
        StopScope::Customer => names(rule, Some(facts.customer_id.0), facts.customer.as_ref()),
        StopScope::Run => names(rule, facts.run_id.map(|r| r.0), None),
    });
    caught.next().is_some()
}

fn names(rule: &StopRuleSpec, id: Option<i64>, name: Option<&(String, String)>) -> bool {
    let by_id = rule.id.is_some() && rule.id == id;
    let by_name = match (&rule.source, &rule.external_id, name) {
        (Some(source), Some(external_id), Some(name)) => name.0 == *source && name.1 == *external_id,
        _ => false,
    };
    by_id || by_name
}

/// (source, external_id) of a customer.
fn customer_name(conn: &crate::sql::Connection, id: CustomerId) -> Result<Option<(String, String)>> {
    let mut select = conn.prepare_cached("SELECT source, external_id FROM customer WHERE id = ?1")?;
    Ok(select
        .query_row([id.0], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?)
}

/// The customer's tags, and the outage notices that concern it; asked only while such a hold exists.
pub(super) fn tags(conn: &crate::sql::Connection, id: CustomerId) -> Result<Vec<String>> {
    let mut select = conn.prepare_cached("SELECT tags FROM customer WHERE id = ?1")?;
    let text: Option<Option<String>> = select.query_row([id.0], |r| r.get(0)).optional()?;
    let tags: BTreeSet<String> = match text.flatten() {
        Some(text) => serde_json::from_str(&text).map_err(|e| StoreError::Internal(e.to_string()))?,
        None => BTreeSet::new(),
    };
    let mut notices =
        conn.prepare_cached("SELECT notice_id FROM notice_held WHERE customer_id = ?1 ORDER BY notice_id")?;
    let notices = notices.query_map([id.0], |r| r.get(0))?;
    let notices = notices.collect::<crate::sql::Result<Vec<i64>>>()?;
    Ok(tags
        .into_iter()
        .chain(notices.into_iter().map(notice_tag))
        .collect())
}

/// Whether there is any suppression at all, so that nobody asks about each address while there is none.
pub(super) fn any_suppression(conn: &crate::sql::Connection) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM suppression LIMIT 1")?
        .exists([])?)
}

/// Where the customer's address is; a telephone says less, and is the producer's to ask.
fn locality_of(customer: &catalogue::StoredCustomer) -> Option<Locality> {
    let state = customer.state.as_deref().and_then(|text| zone::state(text).ok());
    Locality::of(customer.city_ibge.as_deref(), state, None)
}
