//! The socket in the data folder by which commands on this machine reach the service without a token. Whoever may open
//! it is its administrator, so it is made where nobody else can reach it and moved into place with mode 0600.
//!
//! A path longer than a socket's address may be (107 bytes on Linux) is reached through the folder's descriptor.

use anyhow::{Context, Result};
use std::fs::{self, File, Permissions};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use tokio::net::{UnixListener, UnixStream};

const FILE: &str = "omnifila.sock";
/// Where the socket is made.
const WORKSHOP: &str = ".socket.new";

pub(crate) fn path(data_dir: &Path) -> PathBuf {
    data_dir.join(FILE)
}

/// Listens; one left behind by a crash is replaced, for the caller holds the folder's lock.
pub(crate) fn listen(data_dir: &Path) -> Result<UnixListener> {
    let workshop = data_dir.join(WORKSHOP);
    let made = || -> std::io::Result<UnixListener> {
        if workshop.exists() {
            fs::remove_dir_all(&workshop)?;
        }
        fs::DirBuilder::new().mode(0o700).create(&workshop)?;
        let folder = File::open(&workshop)?;
        let listener = UnixListener::bind(through(&folder))?;
        let new = workshop.join(FILE);
        fs::set_permissions(&new, Permissions::from_mode(0o600))?;
        fs::rename(&new, path(data_dir))?;
        fs::remove_dir(&workshop)?;
        Ok(listener)
    };
    made().with_context(|| format!("the local socket {} cannot be made", path(data_dir).display()))
}

/// Forgets the socket of a service that ends.
pub(crate) fn remove(data_dir: &Path) {
    if let Err(error) = fs::remove_file(path(data_dir)) {
        tracing::debug!(%error, "the local socket was not there to be removed");
    }
}

pub(crate) async fn connect(data_dir: &Path) -> std::io::Result<UnixStream> {
    let folder = File::open(data_dir)?;
    UnixStream::connect(through(&folder)).await
}

fn through(folder: &File) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}", folder.as_raw_fd())).join(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn is_private_and_reachable_however_long_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("d".repeat(120));
        fs::create_dir(&deep).unwrap();
        assert!(connect(&deep).await.is_err());
        let listener = listen(&deep).unwrap();
        let mode = fs::metadata(path(&deep)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let (accepted, connected) = tokio::join!(listener.accept(), connect(&deep));
        assert!(accepted.is_ok() && connected.is_ok());
        drop(listener);
        // A socket that a crash left behind answers nobody and is replaced.
        assert!(connect(&deep).await.is_err());
        let listener = listen(&deep).unwrap();
        let (accepted, connected) = tokio::join!(listener.accept(), connect(&deep));
        assert!(accepted.is_ok() && connected.is_ok());
        remove(&deep);
        assert!(!path(&deep).exists());
    }
}
