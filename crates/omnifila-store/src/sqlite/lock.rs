//! One process per data file: an advisory lock on `<file>.lock`, held as long as the writing connection is open. The
//! kernel releases it with the process, so a crash leaves nothing to clean up.
//!
//! A node on PostgreSQL holds one in its data folder as well: whoever gets it knows that the node which had it is dead.

use super::schema::OpenError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Held: no other process has the data file open.
#[derive(Debug)]
pub struct DataLock {
    file: File,
}

/// Changes when the machine is started anew.
const BOOT: &str = "/proc/sys/kernel/random/boot_id";

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
        Ok(Self { file })
    }

    /// What nobody but the holders of this lock, one after the other, can say: this kernel since it was started, and the file.
    /// `None` where the machine does not tell.
    pub(super) fn place(&self) -> Option<String> {
        let boot = std::fs::read_to_string(BOOT).ok()?;
        let file = self.file.metadata().ok()?;
        let boot = boot.trim();
        let plain = |c: char| c.is_ascii_hexdigit() || c == '-';
        (!boot.is_empty() && boot.chars().all(plain))
            .then(|| format!("{boot}/{:x}/{:x}", file.dev(), file.ino()))
    }
}

fn lock_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}
