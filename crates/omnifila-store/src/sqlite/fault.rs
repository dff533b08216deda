//! What SQLite's errors mean for the caller.

use crate::StoreError;
use crate::sql::Error;
use rusqlite::ErrorCode;
use rusqlite::ffi::{SQLITE_IOERR_DIR_FSYNC, SQLITE_IOERR_FSYNC};

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(
                ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure
                | ErrorCode::ReadOnly
                | ErrorCode::CannotOpen
                | ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::NotADatabase
                | ErrorCode::OutOfMemory
                | ErrorCode::PermissionDenied
                | ErrorCode::FileLockingProtocolFailed,
            ) => StoreError::Unhealthy(words(&error)),
            _ => StoreError::Internal(words(&error)),
        }
    }
}

/// SQLite's own words, without the statement: a statement may hold personal data.
fn words(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(code, Some(text)) => format!("{text} ({})", code.extended_code),
        rusqlite::Error::SqliteFailure(code, None) => code.to_string(),
        rusqlite::Error::SqlInputError { error, msg, .. } => format!("{msg} ({})", error.extended_code),
        rusqlite::Error::FromSqlConversionFailure(column, kind, _) => {
            format!("column {column} holds something else than the program wrote ({kind})")
        }
        other => other.to_string(),
    }
}

/// Whether the disk refused to say that it holds the data. The kernel may have dropped the pages by then, so trying
/// again can succeed without the data being there: only a restart, which reads the file anew, is safe.
pub(super) fn is_fsync_failure(error: &Error) -> bool {
    let Error::Sqlite(error) = error else {
        return false;
    };
    error
        .sqlite_extended_error_code()
        .is_some_and(|code| code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC)
}
