//! One connection to PostgreSQL, owned by one thread: it asks, waits up to a deadline, and goes on.
//!
//! Model: the thread drives the connection itself, on a runtime of its own; whoever asked for the work waits for the thread's
//! answer, so nobody can cancel a transaction half-way. Statements are prepared once.
//!
//! Failures: a missed deadline or a lost connection makes the session broken: everything is refused until
//! [`Session::reconnect`]. After a refused statement the server takes nothing more in this transaction, and a COMMIT would be
//! a rollback in disguise; the session remembers, and refuses it. A commit that the server warns about is not confirmed.

use super::address::{Address, Ears};
use super::cell::{self, Bound};
use super::dialect;
use super::fault::Fault;
use rusqlite::types::Value;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row, SimpleQueryMessage};

type Result<T> = std::result::Result<T, Fault>;

/// How long one call may take before nobody believes in it any more.
const DEADLINE: Duration = Duration::from_secs(20);
/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);
/// Statements kept prepared; beyond that all are forgotten, and prepared again as they come.
const STATEMENTS: usize = 600;

/// What every session sets for itself. A node that stops in the middle of a transaction would keep the store's lock: the
/// server ends its session. Nothing here may cancel a COMMIT, so there is no `statement_timeout`.
///
/// Every statement of the store has its index. The planner believes otherwise of a queue, whose statuses are never what they were
/// when it last counted them: with `enable_seqscan` four nodes read the whole queue at each change of hands, and sent a quarter as fast.
const SETTINGS: &str = "SET idle_in_transaction_session_timeout = '5s'; SET client_connection_check_interval = '1s'; \
    SET application_name = 'omnifila'; SET client_min_messages = warning; SET jit = off; SET statement_timeout = 0; \
    SET lock_timeout = '15s'; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off";

/// The store's lock: of the schema, so that several installations may share a database. It goes with its transaction.
const LOCK: &str = "SELECT pg_advisory_xact_lock(1869440617, (current_schema()::regnamespace::oid::bigint & 2147483647)::int)";

/// A connection, made anew when it was lost.
pub struct Session {
    runtime: Runtime,
    address: Address,
    live: RefCell<Option<Live>>,
    /// A statement of the open transaction was refused.
    failed: Cell<bool>,
    open: Cell<bool>,
    changes: Cell<u64>,
    /// This process's number among the nodes.
    node: Cell<Option<i64>>,
    /// There are other nodes, which want to hear of commits.
    others: Cell<bool>,
}

struct Live {
    client: Arc<Client>,
    statements: HashMap<String, Arc<Kept>>,
    ears: Ears,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("broken", &self.live.borrow().is_none())
            .field("open", &self.open.get())
            .finish_non_exhaustive()
    }
}

/// One prepared statement.
#[derive(Debug)]
pub struct Prepared<'c> {
    session: &'c Session,
    kept: Arc<Kept>,
}

#[derive(Debug)]
struct Kept {
    statement: tokio_postgres::Statement,
    writes: bool,
}

impl Prepared<'_> {
    pub(crate) fn execute(&mut self, values: Vec<Value>) -> Result<usize> {
        let changed = self
            .session
            .ask(async |client| client.execute_raw(&self.kept.statement, bound(&values)).await)?;
        self.session.changed(changed);
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    pub(crate) fn query(&mut self, values: Vec<Value>) -> Result<Vec<Row>> {
        let bound: Vec<Bound<'_>> = values.iter().map(Bound).collect();
        let refs: Vec<&(dyn ToSql + Sync)> = bound.iter().map(|b| b as &(dyn ToSql + Sync)).collect();
        let rows = self
            .session
            .ask(async |client| client.query(&self.kept.statement, &refs).await)?;
        // INSERT … RETURNING answers what it changed.
        if self.kept.writes {
            self.session.changed(rows.len() as u64);
        }
        Ok(rows)
    }
}

impl Prepared<'_> {
    /// Runs a statement whose parameters are arrays, with one element of each per row; how many rows it changed.
    pub(crate) fn execute_rows(&mut self, rows: &[Vec<Value>]) -> Result<usize> {
        let columns = self.columns(rows)?;
        let refs: Vec<&(dyn ToSql + Sync)> = columns.iter().map(|c| &**c).collect();
        let changed = self
            .session
            .ask(async |client| client.execute(&self.kept.statement, &refs).await)?;
        self.session.changed(changed);
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    /// The same of a statement that answers rows.
    pub(crate) fn query_rows(&mut self, rows: &[Vec<Value>]) -> Result<Vec<Row>> {
        let columns = self.columns(rows)?;
        let refs: Vec<&(dyn ToSql + Sync)> = columns.iter().map(|c| &**c).collect();
        self.session
            .ask(async |client| client.query(&self.kept.statement, &refs).await)
    }

    fn columns<'r>(&self, rows: &'r [Vec<Value>]) -> Result<Vec<Box<dyn ToSql + Sync + 'r>>> {
        let kinds = self.kept.statement.params().iter().enumerate();
        kinds
            .map(|(i, kind)| {
                cell::column(kind, rows.iter().map(|row| row.get(i).unwrap_or(&Value::Null)))
                    .ok_or_else(|| Fault::Refused(format!("parameter {} is no array of its values", i + 1)))
            })
            .collect()
    }
}

fn bound(values: &[Value]) -> impl ExactSizeIterator<Item = Bound<'_>> {
    values.iter().map(Bound)
}

impl Session {
    /// Connects, on a thread that is no runtime's.
    pub(crate) fn connect(address: &Address) -> Result<Session> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| Fault::Gone(e.to_string()))?;
        let session = Session {
            runtime,
            address: address.clone(),
            live: RefCell::new(None),
            failed: Cell::new(false),
            open: Cell::new(false),
            changes: Cell::new(0),
            node: Cell::new(None),
            others: Cell::new(true),
        };
        session.reconnect()?;
        Ok(session)
    }

    /// Gives the old connection up and makes a new one.
    pub(crate) fn reconnect(&self) -> Result<()> {
        *self.live.borrow_mut() = None;
        self.open.set(false);
        self.failed.set(false);
        let ears = Ears::default();
        let connecting = async {
            let client = self.address.connect(ears.clone()).await?;
            client.batch_execute(SETTINGS).await?;
            Ok(client)
        };
        let client = self.within(CONNECT, connecting)?;
        *ears.warned.lock().unwrap_or_else(PoisonError::into_inner) = None;
        *self.live.borrow_mut() = Some(Live {
            client: Arc::new(client),
            statements: HashMap::new(),
            ears,
        });
        Ok(())
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.live.borrow().is_none()
    }

    pub(crate) fn prepare(&self, sql: &str) -> Result<Prepared<'_>> {
        let known = self
            .live
            .borrow()
            .as_ref()
            .and_then(|live| live.statements.get(sql).cloned());
        let kept = match known {
            Some(kept) => kept,
            None => {
                let words = dialect::statement(sql);
                let statement = self.ask(async |client| client.prepare(&words).await)?;
                let writes = !words.trim_start().starts_with("SELECT");
                let kept = Arc::new(Kept { statement, writes });
                if let Some(live) = self.live.borrow_mut().as_mut() {
                    if live.statements.len() >= STATEMENTS {
                        live.statements.clear();
                    }
                    live.statements.insert(sql.to_owned(), Arc::clone(&kept));
                }
                kept
            }
        };
        Ok(Prepared { session: self, kept })
    }

    /// Statements in PostgreSQL's own words, in one go; the texts of the last row answered, if any.
    pub(crate) fn simple(&self, sql: &str) -> Result<Vec<Option<String>>> {
        let messages = self.ask(async |client| client.simple_query(sql).await)?;
        let rows = messages.into_iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        let last = rows
            .last()
            .map(|row| (0..row.len()).map(|i| row.get(i).map(str::to_owned)).collect());
        Ok(last.unwrap_or_default())
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<()> {
        self.simple(sql).map(drop)
    }

    /// Begins a transaction that is the only one to decide, over all nodes, until it ends; answers how many such
    /// transactions have changed something before it.
    pub(crate) fn begin_write(&self) -> Result<i64> {
        self.open.set(true);
        let own = self.node.get().unwrap_or(0);
        let found = self.simple(&format!(
            "BEGIN; {LOCK}; SELECT revision, (SELECT fenced FROM node WHERE id = {own}) FROM store"
        ))?;
        if own > 0 && found.get(1).and_then(Option::as_deref) != Some("0") {
            return Err(Fault::Fenced);
        }
        let revision = found
            .first()
            .and_then(Option::as_deref)
            .and_then(|text| text.parse().ok());
        revision.ok_or_else(|| Fault::Gone("the table `store` of the database is empty".into()))
    }

    /// The same number, outside of any transaction.
    pub(crate) fn revision(&self) -> Result<i64> {
        let found = self.simple("SELECT revision FROM store")?;
        let revision = found
            .first()
            .and_then(Option::as_deref)
            .and_then(|text| text.parse().ok());
        Ok(revision.unwrap_or(0))
    }

    /// Begins a transaction under the same lock that may change the schema, where the table `store` may not be yet.
    pub(crate) fn begin_schema(&self) -> Result<()> {
        self.open.set(true);
        self.batch(&format!("BEGIN; {LOCK}"))
    }

    /// One moment of the database, for reading.
    pub(crate) fn begin_read(&self) -> Result<()> {
        self.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        self.open.set(true);
        Ok(())
    }

    /// Ends the transaction so that it holds; `wrote`: other nodes have to look anew.
    pub(crate) fn commit(&self, wrote: bool) -> Result<()> {
        if self.failed.get() {
            return Err(Fault::Gone(
                "a statement was refused, so the transaction cannot be committed".into(),
            ));
        }
        drop(self.warning());
        self.batch(match (wrote, self.others.get()) {
            (true, true) => "UPDATE store SET revision = revision + 1; NOTIFY omnifila; COMMIT",
            (true, false) => "UPDATE store SET revision = revision + 1; COMMIT",
            (false, _) => "COMMIT",
        })?;
        self.open.set(false);
        // Cancelled while it waited for a standby: it is on this server only, and may vanish with it.
        match self.warning() {
            Some(words) => Err(Fault::Unconfirmed(words)),
            None => Ok(()),
        }
    }

    pub(crate) fn rollback(&self) -> Result<()> {
        if self.open.replace(false) && !self.is_broken() {
            self.batch("ROLLBACK")?;
        }
        self.failed.set(false);
        Ok(())
    }

    pub(crate) fn rollback_to(&self, name: &str) -> Result<()> {
        self.failed.set(false);
        self.batch(&format!("ROLLBACK TO SAVEPOINT {name}; RELEASE SAVEPOINT {name}"))
    }

    /// Inside a transaction that can still be committed.
    pub(crate) fn is_open(&self) -> bool {
        self.open.get() && !self.is_broken()
    }

    pub(crate) fn node(&self) -> Option<i64> {
        self.node.get()
    }

    pub(crate) fn set_node(&self, id: i64) {
        self.node.set(Some(id));
    }

    /// Counts the other nodes, so that nobody is told of commits while there is nobody.
    pub(crate) fn look_around(&self) -> Result<()> {
        let own = self.node.get().unwrap_or(0);
        let others = self.simple(&format!(
            "SELECT 1 FROM node WHERE fenced = 0 AND id <> {own} LIMIT 1"
        ))?;
        self.others.set(!others.is_empty());
        Ok(())
    }

    /// Waits until another node says that it has committed, at most so long.
    pub(crate) fn hear(&self, limit: Duration) {
        let heard = self
            .live
            .borrow()
            .as_ref()
            .map(|live| Arc::clone(&live.ears.heard));
        if let Some(heard) = heard {
            drop(
                self.runtime
                    .block_on(async { tokio::time::timeout(limit, heard.notified()).await }),
            );
        }
    }

    pub(crate) fn changes(&self) -> u64 {
        self.changes.get()
    }

    /// The transaction has to wait for those before it, though it changes nothing itself.
    pub(crate) fn vouch(&self) {
        self.changed(1);
    }

    fn changed(&self, rows: u64) {
        self.changes.set(self.changes.get() + rows);
    }

    fn warning(&self) -> Option<String> {
        let live = self.live.borrow();
        let mut warned = live
            .as_ref()?
            .ears
            .warned
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        warned.take()
    }

    /// Asks and waits.
    fn ask<T>(
        &self,
        work: impl AsyncFnOnce(&Client) -> std::result::Result<T, tokio_postgres::Error>,
    ) -> Result<T> {
        let client = self.live.borrow().as_ref().map(|live| Arc::clone(&live.client));
        let Some(client) = client else {
            return Err(Fault::Gone("there is no connection to PostgreSQL".into()));
        };
        let answer = self.within(DEADLINE, work(&client));
        match &answer {
            Err(Fault::Refused(_)) => self.failed.set(true),
            Err(Fault::Gone(_)) if !client.is_closed() => self.failed.set(true),
            Err(_) => *self.live.borrow_mut() = None,
            Ok(_) => {}
        }
        answer
    }

    fn within<T>(
        &self,
        limit: Duration,
        work: impl Future<Output = std::result::Result<T, tokio_postgres::Error>>,
    ) -> Result<T> {
        let answer = self
            .runtime
            .block_on(async { tokio::time::timeout(limit, work).await });
        match answer {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(Fault::of(&error)),
            Err(_) => Err(Fault::Late {
                seconds: limit.as_secs(),
            }),
        }
    }
}
