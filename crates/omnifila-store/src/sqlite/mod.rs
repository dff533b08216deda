//! The queue and the catalogue in one SQLite file (WAL, `synchronous=FULL`), for one process.
//!
//! Model: one thread owns the only writing connection and turns what is asked into few, large transactions ([`Db::write`]);
//! a few threads own reading connections ([`Db::read`]). What `start` obeys (the book) is kept in memory beside the
//! writing connection and follows the file.
//!
//! Failures: a file in use, from the future, of something else or damaged is refused at open, in words. What cannot be
//! recorded is not acknowledged ([`crate::StoreError::Unhealthy`]). After a failed fsync nobody knows what the disk
//! holds: the store is poisoned, and the process has to end.
//!
//! Left out: several processes on one file.

mod browse;
mod by_name;
mod condition;
mod counting;
mod cover;
mod db;
mod detail;
pub(crate) mod dunning;
mod events;
mod fault;
pub mod file;
mod flow;
mod hot;
mod intake;
mod job;
mod lock;
mod looks;
mod lookups;
mod memory;
mod moves;
mod orders;
mod placing;
mod portfolio;
mod queue;
mod ranges;
pub mod raw;
mod reader;
mod rescue;
mod row;
mod runs;
mod scan;
pub(crate) mod schema;
pub(crate) mod sequences;
mod settling;
pub(crate) mod shape;
mod starting;
mod sweeping;
mod tally;
mod told;
mod tx;
mod upkeep;
mod writer;

pub(crate) use counting::recount;
pub use db::{Db, OpenOptions};
pub use dunning::{MadeReady, Revision};
pub use flow::Moved;
pub(crate) use flow::minute;
pub use lock::DataLock;
pub use memory::QueueMemory;
pub use queue::SqliteQueue;
pub(crate) use schema::MIGRATIONS;
pub use schema::OpenError;
pub use tx::{Memory, Tx};
pub(crate) use writer::{Message as WriterMessage, Signals};
