//! One process per data file: an advisory lock on `<file>.lock`, held as long as the writing connection is open. The
//! kernel releases it with the process, so a crash leaves nothing to clean up.

use super::schema::OpenError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Held: no other process has the data file open.
#[derive(Debug)]
pub struct DataLock {
    _file: File,
}

impl DataLock {
    /// Takes the lock of the data file at `database`, or says who has it.
    pub fn take(database: &Path) -> Result<Self, OpenError> {
        let path = lock_path(database);
        let failed = |error: std::io::Error| OpenError::Io {
            path: path.clone(),
            error: error.to_string(),
        };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Only for the message: what cannot be read is left out of it.
                let _ = file.read_to_string(&mut holder);
                return Err(OpenError::InUse {
                    path: database.to_owned(),
                    process: holder.trim().parse().ok(),
                });
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        // For the message of a second process; the lock holds without it.
        let _ = file
            .set_len(0)
            .and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(Self { _file: file })
    }
}

fn lock_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}
