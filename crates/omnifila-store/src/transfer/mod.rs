//! A whole installation from one database into another, of either engine: what `omnifila transfer` does, and `backup` and
//! `restore` where a database is no file.
//!
//! Model: every table is read in the order of its key and written as it is, then read again from where it came to; both
//! readings add up to a count and a checksum that does not depend on the order, and they must be equal. The source stands still
//! meanwhile: a file by its lock, a PostgreSQL database by the store's lock with no node alive. What is arriving is one
//! transaction, or a file beside its place, so that a run that was killed leaves nothing behind and can be repeated.
//!
//! The source is marked as moved before the target may be used: at no moment do both send. A repeated run may go on to the
//! same target only; anything else has to take the mark back first.
//!
//! Left out: the master key, which is in no database, and what belongs to one database alone: its nodes, and whose call an
//! attempt was (calls in flight are settled as those of a dead process).

mod copy;
mod ends;
mod sum;

use crate::StoreError;
use crate::catalogue;
use crate::place::Place;
use crate::sqlite::shape::{self, Table};
use crate::sqlite::{Db, OpenError};
use ends::{End, Target};
use omnifila_core::time::Time;
use serde::{Deserialize, Serialize};
use std::path::Path;
pub(crate) use sum::feed;

/// Why a database was not moved. The target is as empty as it was; the source is as it was, unless the words say otherwise.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0}")]
    Refused(String),
    #[error("table {table} came over with {arrived} where {left} had left: the target was emptied again")]
    Differs {
        table: String,
        left: String,
        arrived: String,
    },
    #[error(
        "everything is copied and the source is marked as moved, but the target could not be finished ({0}): run the same transfer again"
    )]
    Unfinished(String),
}

impl From<crate::sql::Error> for TransferError {
    fn from(error: crate::sql::Error) -> Self {
        StoreError::from(error).into()
    }
}

pub(crate) type Result<T> = std::result::Result<T, TransferError>;

/// One table on the other side, counted and summed there and here with the same result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Arrived {
    pub table: String,
    pub rows: u64,
    /// 32 hex digits over all values of all rows, in whatever order.
    pub checksum: String,
}

/// Told of each table when it is there.
pub type Told<'a> = &'a mut (dyn FnMut(&Arrived) + Send);

/// Where a database was moved to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// As [`Place`] says it.
    pub to: String,
    pub at: Time,
}

/// Moves a stopped installation into an empty place. Blocks.
///
/// # Errors
/// A source at work or of another schema, a target that is not empty, and whatever stops it on the way.
pub fn transfer(from: &Place, to: &Place, at: Time, told: Told<'_>) -> Result<Vec<Arrived>> {
    apart(|| {
        let words = to.to_string();
        if from.to_string() == words {
            return Err(TransferError::Refused(
                "--from and --to are the same database".into(),
            ));
        }
        let source = End::stopped(from)?;
        let moved = catalogue::moved(source.conn())?;
        if let Some(moved) = moved.filter(|moved| moved.to != words) {
            return Err(TransferError::Refused(moved_words(from, &moved)));
        }
        let tables = shape::tables()?;
        let target = Target::empty(to, &tables)?;
        let arrived = carry(&source, &target, &tables, told)?;
        catalogue::mark_moved(source.conn(), Some(&Moved { to: words, at }))?;
        source.keep()?;
        target
            .publish(&tables)
            .map_err(|error| TransferError::Unfinished(error.to_string()))?;
        Ok(arrived)
    })
}

/// Copies a PostgreSQL database as it is at one moment into a new SQLite file; nodes may be at work. Blocks.
///
/// # Errors
/// As [`transfer`]; a file that exists.
pub fn backup(from: &Place, into: &Path, told: Told<'_>) -> Result<Vec<Arrived>> {
    apart(|| {
        let source = End::at_work(from)?;
        let tables = shape::tables()?;
        let target = Target::new_file(into)?;
        let arrived = carry(&source, &target, &tables, told)?;
        target.publish(&tables)?;
        Ok(arrived)
    })
}

/// Copies a file that nobody uses into an empty place, and leaves it as it is. Blocks.
///
/// # Errors
/// As [`transfer`].
pub fn load(from: &Path, to: &Place, told: Told<'_>) -> Result<Vec<Arrived>> {
    apart(|| {
        let source = End::stopped(&Place::File(from.to_owned()))?;
        let tables = shape::tables()?;
        let target = Target::empty(to, &tables)?;
        let arrived = carry(&source, &target, &tables, told)?;
        target.publish(&tables)?;
        Ok(arrived)
    })
}

/// Whether [`load`] and [`transfer`] would find the place empty, without making anything in it. Blocks.
///
/// # Errors
/// What they would refuse.
pub fn check_empty(place: &Place) -> Result<()> {
    apart(|| Target::check(place, &shape::tables()?))
}

/// The database was moved away and is to be used again all the same. Blocks.
///
/// # Errors
/// It is at work, or was not moved.
pub fn take_back(place: &Place) -> Result<Moved> {
    apart(|| {
        let source = End::stopped(place)?;
        let Some(moved) = catalogue::moved(source.conn())? else {
            return Err(TransferError::Refused(format!("{place} was not moved")));
        };
        catalogue::mark_moved(source.conn(), None)?;
        source.keep()?;
        Ok(moved)
    })
}

/// Where an open database was moved to, if it was: then nothing may be sent from it.
///
/// # Errors
/// The mark cannot be read.
pub fn moved(db: &Db) -> std::result::Result<Option<Moved>, StoreError> {
    db.read_blocking(catalogue::moved)
}

/// What somebody is told who wants to use a database that was moved.
pub fn moved_words(place: &Place, moved: &Moved) -> String {
    let name = if place.is_file() {
        "sqlite:FILE"
    } else {
        "postgres://…"
    };
    format!(
        "{place} was moved to {} on {}: that is the installation now, and two must not send; to use this one again all the \
         same, stop the other for good and run omnifila transfer --take-back {name}",
        moved.to, moved.at
    )
}

fn carry(source: &End, target: &Target, tables: &[Table], told: Told<'_>) -> Result<Vec<Arrived>> {
    let mut all = Vec::with_capacity(tables.len());
    for table in tables {
        let arrived = copy::table(source.conn(), target.conn(), table)?;
        told(&arrived);
        all.push(arrived);
    }
    if target.is_shared() && !catalogue::adopt_key(target.conn())? {
        return Err(TransferError::Refused(
            "the target was opened before with another master key than the one that sealed the secrets: give an empty database"
                .into(),
        ));
    }
    Ok(all)
}

/// On a thread of its own: a connection to PostgreSQL drives a runtime, which must not happen inside another.
fn apart<T: Send>(work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    std::thread::scope(|scope| scope.spawn(work).join())
        .map_err(|_| StoreError::Internal("the thread of the transfer panicked".into()))?
}
