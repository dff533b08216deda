//! Reading a source: what it refers to, then customers, contracts and invoices, each from where the last read ended.
//!
//! Model: a pass goes through a resource in order of id, page by page; each page is kept together with the cursor that covers
//! it, so that a process that dies goes on without a gap or a repeat. The first pass takes everything, later ones what changed
//! by the source's own clock (`ultima_atualizacao`), with an overlap for rows that were written while the last one looked. Rows
//! that are paid without that time being touched are found by `baixa_data`.
//!
//! Failures: an overload halves the page and goes on; other trouble ends the turn, and the next one goes on from the cursor after
//! a rest. A resource without permission is named, and the others are read all the same.

use super::cursor::{Cursor, Pass};
use super::{DEFAULT_POLL, Handle, SourceError, failed, rest};
use crate::Engine;
use crate::live::Live;
use jiff::civil::DateTime;
use jiff::{Span, ToSpan};
use omnifila_core::id::SourceId;
use omnifila_core::source::ixc::{self, Places};
use omnifila_core::source::{Row, SourceInvoice};
use omnifila_core::time::{DAY, HOUR, SECOND, Time};
use omnifila_providers::sources::{Ask, Condition, Ixc, Page, PageSize, Settings, SourceFault, Trouble};
use omnifila_store::StoreError;
use omnifila_store::catalogue::SourcePage;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const INVOICES: &str = "fn_areceber";
const CUSTOMERS: &str = "cliente";
pub(super) const CONTRACTS: &str = "cliente_contrato";
/// Read whole, once a day.
const REFERENCES: [&str; 6] = [
    "uf",
    "cidade",
    "tipo_cliente",
    "filial",
    "fn_carteira_cobranca",
    "fn_feriados",
];
/// What has no time of change is read whole so often.
const WHOLE_EVERY: i64 = 6 * HOUR;
const CHANGED: &str = "ultima_atualizacao";
/// Where the second pass over invoices keeps how far it is.
const SETTLED: &str = "fn_areceber:baixa_data";
const SETTLED_ON: &str = "baixa_data";
/// Repeats of one page within a turn, and the pause before the first.
const TRIES: u32 = 3;
const HICCUP: std::time::Duration = std::time::Duration::from_millis(100);
/// Days that the second pass looks back.
const SETTLED_DAYS: i64 = 2;

/// What is shown of trouble on this side of the wire; the log has the rest.
const OWN_FAULT: SourceFault = SourceFault {
    code: "not_kept",
    resource: "store",
    trouble: Trouble::Passing,
    perhaps_done: false,
};

fn overlap() -> Span {
    10.minutes()
}

pub(super) async fn run(engine: Engine, id: SourceId, label: String, handle: Handle) {
    let mut stop = engine.stopping();
    let (mut next, mut failures) = (None, 0);
    let mut size = PageSize::default();
    loop {
        let _busy = tokio::select! {
            // A node that is not on duty reads when a person asks for it.
            busy = engine.pace().next(&handle.0.sync, next.filter(|_| engine.is_on_duty())) => busy,
            _ = stop.changed() => return,
        };
        let (stored, client) = match engine.client(id) {
            Ok(both) => both,
            Err(SourceError::Store(StoreError::NotFound { .. })) => {
                forget(&engine, id, label).await;
                return;
            }
            Err(error) => {
                tracing::error!(source.id = id.0, %error, "a source cannot be asked as it is set up");
                next = Some(engine.now().plus(i64::from(DEFAULT_POLL) * SECOND));
                continue;
            }
        };
        let poll = i64::from(stored.spec.poll_seconds.unwrap_or(DEFAULT_POLL)) * SECOND;
        handle.shared().syncing = true;
        let mut turn = Turn {
            engine: &engine,
            id,
            label: &label,
            handle: &handle,
            client,
            from: invoices_from(&engine, &stored),
            places: Places::default(),
            size: &mut size,
            fault: None,
            moved: false,
        };
        let done = tokio::select! {
            done = turn.go() => done,
            _ = stop.changed() => return,
        };
        let (fault, moved) = (turn.fault, turn.moved);
        if moved {
            failures = 0;
        }
        let now = engine.now();
        let mut shared = handle.shared();
        shared.syncing = false;
        next = Some(match done {
            Ok(()) => {
                failures = 0;
                match fault {
                    None => shared.sync_trouble = None,
                    Some(fault) => failed(&mut shared.sync_trouble, fault, now),
                }
                now.plus(poll)
            }
            Err(error) => {
                failures += 1;
                tracing::warn!(source.id = id.0, %error, "a source could not be read on");
                match error {
                    SourceError::Fault(fault) => {
                        failed(&mut shared.sync_trouble, fault, now);
                        let person = fault.trouble == Trouble::Person;
                        now.plus(if person {
                            poll.max(rest(id, failures))
                        } else {
                            rest(id, failures)
                        })
                    }
                    SourceError::Store(_) | SourceError::Input(_) => {
                        failed(&mut shared.sync_trouble, OWN_FAULT, now);
                        now.plus(rest(id, failures))
                    }
                }
            }
        });
        drop(shared);
        engine.live(Live::Invalidate { noun: "sources" });
    }
}

async fn forget(engine: &Engine, id: SourceId, label: String) {
    engine.sources().remove(&id);
    if let Err(error) = engine.catalogue().forget_source(id, label).await {
        tracing::error!(source.id = id.0, %error, "a removed source could not be forgotten");
    }
}

fn invoices_from(
    engine: &Engine,
    stored: &omnifila_core::catalogue::Stored<omnifila_core::catalogue::SourceSpec>,
) -> Option<String> {
    let settings = engine.catalogue().open_settings(stored).ok()?;
    Settings::read(&settings, omnifila_providers::guard::Guard::Open)
        .ok()?
        .invoices_from
}

/// One turn of a source: everything that is due to be read.
pub(super) struct Turn<'a> {
    pub(super) engine: &'a Engine,
    pub(super) id: SourceId,
    pub(super) label: &'a str,
    handle: &'a Handle,
    pub(super) client: Ixc,
    /// Invoices due before are left out.
    from: Option<String>,
    pub(super) places: Places,
    size: &'a mut PageSize,
    /// A resource that may not be read, while the others were.
    fault: Option<SourceFault>,
    /// Some page was kept.
    moved: bool,
}

pub(super) type Done = Result<(), SourceError>;

impl Turn<'_> {
    async fn go(&mut self) -> Done {
        let mut cursors = self.cursors().await?;
        if std::mem::take(&mut self.handle.shared().full) {
            for resource in [CUSTOMERS, CONTRACTS, INVOICES] {
                let cursor = cursors.entry(resource.to_owned()).or_default();
                cursor.pass = Some(self.begin(resource, None).await?);
                self.save(resource, cursor).await?;
            }
            for resource in REFERENCES.iter().copied().chain([SETTLED]) {
                cursors.remove(resource);
            }
        }
        for resource in REFERENCES {
            let cursor = cursors.remove(resource).unwrap_or_default();
            let result = self.reference(resource, cursor).await;
            self.tolerate(result)?;
        }
        self.places = self.known_places().await?;
        for resource in [CUSTOMERS, CONTRACTS, INVOICES] {
            let cursor = cursors.remove(resource).unwrap_or_default();
            let result = self.resource(resource, cursor).await;
            self.tolerate(result)?;
        }
        let result = self.signatures().await;
        self.tolerate(result)?;
        let cursor = cursors.remove(SETTLED).unwrap_or_default();
        let result = self.settled(cursor).await;
        self.tolerate(result)
    }

    /// A resource without permission is noted; the others are read all the same.
    fn tolerate(&mut self, result: Done) -> Done {
        match result {
            Err(SourceError::Fault(fault)) if fault.code == "permission_missing" => {
                self.fault.get_or_insert(fault);
                Ok(())
            }
            other => other,
        }
    }

    async fn cursors(&self) -> Result<BTreeMap<String, Cursor>, StoreError> {
        let docs = self.engine.catalogue().source_cursors(self.id).await?;
        Ok(docs
            .into_iter()
            .map(|(resource, doc)| (resource, Cursor::read(&doc)))
            .collect())
    }

    async fn save(&self, resource: &str, cursor: &Cursor) -> Done {
        self.keep(self.page_of(resource, cursor, self.engine.now())).await
    }

    /// A page without rows yet.
    pub(super) fn page_of(&self, resource: &str, cursor: &Cursor, asked_at: Time) -> SourcePage {
        SourcePage {
            source_id: self.id,
            label: self.label.to_owned(),
            customers: Vec::new(),
            contracts: Vec::new(),
            invoices: Vec::new(),
            rows: None,
            resource: resource.to_owned(),
            cursor: cursor.write(),
            asked_at,
        }
    }

    pub(super) async fn keep(&self, page: SourcePage) -> Done {
        let resource = page.resource.clone();
        let taken = self.engine.catalogue().take_page(page, self.engine.now()).await?;
        for (code, n) in taken.rejected {
            tracing::warn!(
                source.id = self.id.0,
                resource,
                code,
                rows = n,
                "rows of a source were refused"
            );
        }
        self.engine.stop_for(taken.ended).await?;
        Ok(())
    }

    /// One page, smaller and smaller while that is what helps.
    pub(super) async fn fetch(
        &mut self,
        resource: &'static str,
        conditions: &[Condition],
        after: u64,
    ) -> Result<Page, SourceFault> {
        let mut tries = 0;
        loop {
            let ask = Ask {
                resource,
                conditions,
                after,
                rows: self.size.rows(),
            };
            match self.client.page(&ask).await {
                Ok(page) => {
                    self.size.answered();
                    return Ok(page);
                }
                Err(fault) if fault.trouble == Trouble::Overload && self.size.overloaded() => {
                    tracing::info!(
                        source.id = self.id.0,
                        rows = self.size.rows(),
                        "a source is asked for smaller pages"
                    );
                }
                // A hiccup; trouble that lasts ends the turn, and the next one goes on from here.
                Err(fault) if fault.trouble == Trouble::Passing && tries < TRIES => {
                    tries += 1;
                    tokio::time::sleep(HICCUP * tries).await;
                }
                Err(fault) => return Err(fault),
            }
        }
    }

    /// Where a new pass begins. By the source's own clock, read before the first page: what changes meanwhile is later.
    async fn begin(&self, resource: &'static str, since: Option<String>) -> Result<Pass, SourceFault> {
        // A row dated in the future would make every later change look old.
        let limit = local(self.engine.now().plus(DAY));
        let newest = self
            .client
            .greatest(resource, CHANGED, &[Condition::new(CHANGED, "<=", limit)])
            .await?;
        Ok(Pass {
            after: 0,
            since,
            newest,
        })
    }

    /// Customers, contracts or invoices: on with the pass under way, or through what changed since the last.
    async fn resource(&mut self, resource: &'static str, mut cursor: Cursor) -> Done {
        if cursor.pass.is_none() {
            let since = cursor.newest.as_deref().map(before);
            let timeless = since.is_none() && cursor.rows > 0;
            let recent = |at: Time| self.engine.now().since(at) < WHOLE_EVERY;
            if timeless && cursor.full_at.is_some_and(recent) {
                return Ok(());
            }
            cursor.pass = Some(self.begin(resource, since).await?);
        }
        loop {
            let pass = cursor.pass.clone().unwrap_or_default();
            let mut conditions: Vec<Condition> = Vec::new();
            conditions.extend(
                pass.since
                    .as_ref()
                    .map(|t| Condition::new(CHANGED, ">=", t.clone())),
            );
            if resource == INVOICES {
                conditions.extend(self.due_from());
            }
            let asked_at = self.engine.now();
            let page = self.fetch(resource, &conditions, pass.after).await?;
            cursor.rows += page.rows.len() as u64;
            if let Some(pass) = &mut cursor.pass {
                pass.after = page.last;
            }
            if page.done {
                cursor.end(self.engine.now());
            }
            self.take(resource, resource, &cursor, page.rows, asked_at)
                .await?;
            if page.done {
                return Ok(());
            }
        }
    }

    fn due_from(&self) -> Option<Condition> {
        let from = self.from.clone()?;
        Some(Condition::new("data_vencimento", ">=", from))
    }

    /// Invoices paid of late, whose time of change was not touched: looked at when their number changes.
    async fn settled(&mut self, mut cursor: Cursor) -> Done {
        let day = local(Time(self.engine.now().ms() - SETTLED_DAYS * DAY));
        let day = day.get(..10).unwrap_or_default().to_owned();
        let mut conditions = vec![Condition::new(SETTLED_ON, ">=", day.clone())];
        conditions.extend(self.due_from());
        let ask = Ask {
            resource: INVOICES,
            conditions: &conditions,
            after: 0,
            rows: 1,
        };
        let total = self.client.page(&ask).await?.total;
        if cursor.newest.as_ref() == Some(&day) && total == Some(cursor.rows) {
            return Ok(());
        }
        (cursor.newest, cursor.rows) = (Some(day), total.unwrap_or(0));
        let mut after = 0;
        loop {
            let asked_at = self.engine.now();
            let page = self.fetch(INVOICES, &conditions, after).await?;
            after = page.last;
            let mut covered = Cursor::default();
            if page.done {
                cursor.completed_at = Some(self.engine.now());
                covered = cursor.clone();
            }
            self.take(INVOICES, SETTLED, &covered, page.rows, asked_at)
                .await?;
            if page.done {
                return Ok(());
            }
        }
    }

    /// Keeps a page with its cursor.
    async fn take(
        &mut self,
        resource: &'static str,
        name: &str,
        cursor: &Cursor,
        rows: Vec<Row>,
        asked_at: Time,
    ) -> Done {
        let mut page = self.page_of(name, cursor, asked_at);
        let mut refused: BTreeMap<&'static str, u64> = BTreeMap::new();
        for row in &rows {
            let read = match resource {
                CUSTOMERS => ixc::customer(row, &self.places, self.label).map(|c| page.customers.push(c)),
                CONTRACTS => ixc::contract(row).map(|c| page.contracts.push(c)),
                _ => ixc::invoice(row, self.label).map(|i| page.invoices.push(i)),
            };
            if let Err(error) = read {
                *refused.entry(error.code).or_default() += 1;
            }
        }
        for (code, n) in refused {
            tracing::warn!(
                source.id = self.id.0,
                resource,
                code,
                rows = n,
                "rows of a source cannot be read"
            );
        }
        let named: BTreeSet<String> = match resource {
            CONTRACTS => page
                .contracts
                .iter()
                .map(|(customer, _)| customer.clone())
                .collect(),
            INVOICES => page.invoices.iter().map(customer_of).collect(),
            _ => BTreeSet::new(),
        };
        page.customers.extend(self.missing(named).await?);
        self.moved = true;
        self.keep(page).await
    }

    /// Customers that came into being after their own pass, and are named already.
    async fn missing(
        &self,
        named: BTreeSet<String>,
    ) -> Result<Vec<omnifila_core::catalogue::CustomerInput>, SourceError> {
        let named: Vec<String> = named.into_iter().collect();
        let unknown = self
            .engine
            .catalogue()
            .unknown_customers(self.label.to_owned(), named)
            .await?;
        let mut customers = Vec::new();
        for part in unknown.chunks(omnifila_core::source::LOOK_BATCH) {
            for row in self.client.by_ids(CUSTOMERS, part).await? {
                customers.extend(ixc::customer(&row, &self.places, self.label));
            }
        }
        Ok(customers)
    }
}

fn customer_of(invoice: &SourceInvoice) -> String {
    invoice.input.customer_external_id.clone()
}

/// A moment as most IXC servers write it: local time of Brasília.
fn local(at: Time) -> String {
    let at = at
        .timestamp()
        .to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(-3)));
    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A little before a moment by the source's clock; what is no moment stays as it is.
fn before(moment: &str) -> String {
    let moment = moment.trim();
    let at: Result<DateTime, _> = moment.replacen(' ', "T", 1).parse();
    at.map_or_else(
        |_| moment.to_owned(),
        |at| {
            at.saturating_sub(overlap())
                .strftime("%Y-%m-%d %H:%M:%S")
                .to_string()
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 01:00 in London is the day before in Brasília.
    #[test]
    fn moments_go_back_by_the_overlap_and_are_written_as_ixc_does() {
        assert_eq!(before("2026-12-10 00:05:00"), "2026-12-09 23:55:00");
        assert_eq!(before("2026-12-10"), "2026-12-09 23:50:00");
        assert_eq!(before("ontem"), "ontem");
        assert_eq!(local(Time(1_796_864_400_000)), "2026-12-09 22:00:00");
    }
}
