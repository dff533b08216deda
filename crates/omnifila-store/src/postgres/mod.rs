//! The same store on PostgreSQL 15 or newer, for several nodes.
//!
//! Model: every verb is the same job as on SQLite, run by the node's writing thread over one connection; readers have
//! connections of their own. Before a job reads anything its transaction takes the store's lock
//! ([`session::Session::begin_write`]), which belongs to the transaction and goes with it, so that over all nodes one
//! transaction decides at a time: what SQLite has by having one file. A count of such transactions tells a node that
//! another has written since; it then builds its memory anew before it decides.
//!
//! Failures: every call has a deadline; one that is missed gives the connection up, and what it did is not known. A node that
//! is stopped in the middle of a transaction is cut off by the server (`idle_in_transaction_session_timeout`).

pub(crate) mod address;
pub(crate) mod cell;
pub(crate) mod dialect;
pub(crate) mod fault;
pub(crate) mod node;
pub(crate) mod schema;
pub(crate) mod session;

pub use schema::{Look, inspect};
