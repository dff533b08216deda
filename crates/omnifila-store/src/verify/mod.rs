//! What a database says, proved against itself: what `omnifila verify` prints, one line a check.
//!
//! Model: one moment of the database, read and never written, beside a service at work or without one. A check that fails says
//! what is wrong and where; the others go on. What concerns each message is read in ranges of ids, so that no statement is
//! long. The checks: the engine's own (pages, indexes), the schema, references, what was set up, and that counters, sums,
//! statuses, attempts and events tell the same story.
//!
//! Left out: what providers did, which no database knows, and figures per minute, which nothing else repeats.

mod audit;
mod messages;
mod structure;

use crate::StoreError;
use crate::place::Place;
use crate::postgres::address::Address;
use crate::postgres::schema as postgres;
use crate::postgres::session::Session;
use crate::sql::{Connection, Params, Value};
use crate::sqlite::OpenError;
use crate::sqlite::{file, schema, shape};
use serde::Serialize;

/// How many offenders a check names.
const NAMED: usize = 5;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    pub name: String,
    pub ok: bool,
    /// What was found, or what is wrong and where.
    pub detail: String,
}

#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<crate::sql::Error> for VerifyError {
    fn from(error: crate::sql::Error) -> Self {
        StoreError::from(error).into()
    }
}

type Result<T> = std::result::Result<T, VerifyError>;

/// Checks a database; each check is told when it is done. `true`: all of them are well. Blocks.
///
/// # Errors
/// It cannot be opened or read at all.
pub fn verify(place: &Place, told: &mut (dyn FnMut(Check) + Send)) -> Result<bool> {
    // A connection to PostgreSQL drives a runtime, which must not happen inside another.
    std::thread::scope(|scope| scope.spawn(|| run(place, told)).join())
        .map_err(|_| StoreError::Internal("the thread of the checks panicked".into()))?
}

fn run(place: &Place, told: &mut (dyn FnMut(Check) + Send)) -> Result<bool> {
    let mut findings = Findings { told, well: true };
    let (conn, found, known) = open(place)?;
    if found != known {
        let words = format!("{found}, this program knows {known}: use that version, or run omnifila migrate");
        findings.say("schema", Some(words), String::new());
        return Ok(false);
    }
    conn.begin_read()?;
    let tables = shape::tables()?;
    // What follows asks for all of the schema.
    if structure::check(&conn, &tables, &mut findings)? {
        messages::check(&conn, &mut findings)?;
        audit::check(&conn, &mut findings)?;
    }
    conn.end_read()?;
    Ok(findings.well)
}

/// A connection that only reads, the schema there and the one of this program.
fn open(place: &Place) -> Result<(Connection, i64, i64)> {
    Ok(match place {
        Place::File(path) => {
            schema::check_header(path)?;
            let conn = Connection::Sqlite(file::open(path)?);
            conn.execute_batch("PRAGMA query_only = ON")?;
            let found = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
            (conn, found, schema::known())
        }
        Place::Postgres(url) => {
            let session = Session::connect(&Address::read(url)?).map_err(postgres::unreachable)?;
            // Here it is whole tables that are read.
            session
                .batch("SET enable_seqscan = on")
                .map_err(postgres::unreachable)?;
            let look = postgres::look(&session)?;
            (
                Connection::Postgres(session),
                look.schema as i64,
                look.known as i64,
            )
        }
    })
}

/// What was found so far.
struct Findings<'a> {
    told: &'a mut (dyn FnMut(Check) + Send),
    well: bool,
}

impl Findings<'_> {
    /// `wrong`: what, and where.
    fn say(&mut self, name: &str, wrong: Option<String>, well: String) {
        self.well &= wrong.is_none();
        (self.told)(Check {
            name: name.to_owned(),
            ok: wrong.is_none(),
            detail: wrong.unwrap_or(well),
        });
    }
}

/// Who does not keep a rule: the first few by name, and whether there are more.
#[derive(Debug, Default)]
struct Offenders {
    named: Vec<String>,
    more: bool,
}

impl Offenders {
    /// Adds the first column of what a statement finds.
    fn find(&mut self, conn: &Connection, sql: &str, params: impl Params) -> crate::sql::Result<()> {
        if self.more {
            return Ok(());
        }
        let mut statement = conn.prepare(&format!("{sql} LIMIT {}", NAMED + 1))?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            let name = match row.get::<_, Value>(0)? {
                Value::Integer(n) => n.to_string(),
                Value::Text(text) => text,
                other => format!("{other:?}"),
            };
            self.add(name);
        }
        Ok(())
    }

    fn add(&mut self, name: String) {
        if self.named.len() < NAMED {
            self.named.push(name);
        } else {
            self.more = true;
        }
    }

    /// `what` with the names behind it, if there are any.
    fn words(&self, what: &str) -> Option<String> {
        if self.named.is_empty() {
            return None;
        }
        let more = if self.more { " and more" } else { "" };
        Some(format!("{what} {}{more}", self.named.join(", ")))
    }
}
