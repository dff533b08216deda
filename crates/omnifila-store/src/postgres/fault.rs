//! What PostgreSQL's errors mean for the caller.

use crate::StoreError;
use tokio_postgres::error::SqlState;

/// Why PostgreSQL did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// No answer within the deadline: whether it was done is not known, and the connection is given up.
    #[error("PostgreSQL did not answer within {seconds} s")]
    Late { seconds: u64 },
    /// The connection is gone, or the server is in no state to record.
    #[error("{0}")]
    Gone(String),
    /// The others took this node for dead: it decides nothing any more.
    #[error("this node was taken for dead by the others while it was away; restart omnifila")]
    Fenced,
    /// The commit is on this server only: a standby that was to hold it has not said so.
    #[error("PostgreSQL committed without its standby: {0}")]
    Unconfirmed(String),
    /// The server refused the statement.
    #[error("{0}")]
    Refused(String),
}

impl Fault {
    pub(crate) fn of(error: &tokio_postgres::Error) -> Fault {
        let Some(db) = error.as_db_error() else {
            return Fault::Gone(format!("the connection to PostgreSQL failed: {}", chain(error)));
        };
        // The server's words without its detail: that may hold personal data.
        let words = format!("{} ({})", db.message(), db.code().code());
        match &db.code().code()[..2] {
            // Connection, resources, intervention, system: and a server that can only read.
            "08" | "53" | "57" | "58" | "XX" => Fault::Gone(words),
            _ if *db.code() == SqlState::READ_ONLY_SQL_TRANSACTION => Fault::Gone(words),
            // The session's own limits: a lock that was not given in time, a wait that was ended.
            _ if *db.code() == SqlState::LOCK_NOT_AVAILABLE => Fault::Gone(words),
            "25" | "28" | "40" => Fault::Gone(words),
            _ => Fault::Refused(words),
        }
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words = format!("{words}: {error}");
        cause = error.source();
    }
    words
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Late { .. } | Fault::Gone(_) | Fault::Fenced | Fault::Unconfirmed(_) => {
                StoreError::Unhealthy(fault.to_string())
            }
            Fault::Refused(words) => StoreError::Internal(words),
        }
    }
}
