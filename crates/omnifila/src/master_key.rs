//! The key that seals gateway secrets: from the settings, else from `master.key` in the data folder, made on first use.
//!
//! A data file without its key is refused rather than given a new one, for then every secret in it would be lost without
//! a word.

use crate::settings::{self, Settings};
use anyhow::{Context, Result, bail};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

const FILE: &str = "master.key";

/// The key of this installation.
///
/// # Errors
/// A key file that is no key, or that others than its owner can read; a database whose key is not there. `sealed`: there is a
/// database, in these words.
pub(crate) fn find_or_make(settings: &Settings, sealed: Option<&str>) -> Result<[u8; 32]> {
    if let Some(key) = settings.master_key {
        return Ok(key);
    }
    let path = path(settings);
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            check_mode(&path)?;
            settings::key(&path.display().to_string(), &text)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => match sealed {
            Some(database) => bail!(
                "{database} is there but its key {} is not: put the key file back, or set OMNIFILA_MASTER_KEY",
                path.display()
            ),
            None => make(&path),
        },
        Err(error) => Err(error).with_context(|| format!("the key file {} cannot be read", path.display())),
    }
}

pub(crate) fn path(settings: &Settings) -> PathBuf {
    settings.data_dir.join(FILE)
}

fn check_mode(path: &Path) -> Result<()> {
    let mode = std::fs::metadata(path)?.permissions().mode();
    if mode & 0o077 != 0 {
        bail!(
            "others can read the key file {}: run chmod 600 {0}",
            path.display()
        );
    }
    Ok(())
}

/// Written beside its place and linked into it, so that there is either a whole key or none.
fn make(path: &Path) -> Result<[u8; 32]> {
    let mut key = [0; 32];
    getrandom::fill(&mut key)
        .map_err(|e| anyhow::anyhow!("the operating system gives no random numbers: {e}"))?;
    let new = path.with_extension("key.new");
    let write = || -> std::io::Result<()> {
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&new)?;
        writeln!(file, "{}", hex::encode(key))?;
        file.sync_all()?;
        std::fs::rename(&new, path)?;
        // The name has to survive a power cut as well.
        File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
    };
    write().with_context(|| format!("the key file {} cannot be written", path.display()))?;
    tracing::info!(key.file = %path.display(), "made the master key; keep a copy of it apart from the backups");
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_key_is_whole_private_and_not_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        let key = make(&path).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(settings::key("key", &text).unwrap(), key);
        check_mode(&path).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(check_mode(&path).unwrap_err().to_string().contains("chmod 600"));
    }
}
