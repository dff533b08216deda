//! The data file itself: migrate, back up, restore.

use crate::cli::{BackupArgs, RestoreArgs};
use crate::settings::Settings;
use crate::terminal::{self, usage};
use crate::wire_up;
use anyhow::{Context, Result, bail};
use omnifila_core::port::Clock;
use omnifila_engine::clock::SystemClock;
use omnifila_store::sqlite::{DataLock, file};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Opening brings the schema up to date.
pub(crate) async fn migrate(settings: &Settings) -> Result<()> {
    let opening = settings.clone();
    let opened = move || wire_up::open_store(&opening).map(|store| store.db.close());
    tokio::task::spawn_blocking(opened).await??;
    if settings.postgres.is_some() {
        return terminal::print("the PostgreSQL database has the schema of this version");
    }
    let look = file::inspect(&settings.database)?;
    terminal::print(&format!(
        "{} has schema {}",
        settings.database.display(),
        look.schema
    ))
}

fn only_files(settings: &Settings) -> Result<()> {
    if settings.postgres.is_some() {
        return Err(usage(
            "this copies the SQLite file; a PostgreSQL database is copied by pg_dump or pg_basebackup and put back by their ways",
        ));
    }
    Ok(())
}

/// Copies the database into a new file; the service may be running.
pub(crate) fn backup(settings: &Settings, args: &BackupArgs) -> Result<()> {
    only_files(settings)?;
    if args.file.exists() {
        return Err(usage(format!(
            "{} is there already: a backup overwrites nothing",
            args.file.display()
        )));
    }
    if !settings.database.exists() {
        bail!(
            "there is no database at {}: look at --data-dir",
            settings.database.display()
        );
    }
    file::copy(&settings.database, &args.file)?;
    let size = fs::metadata(&args.file)?.len();
    terminal::print(&format!(
        "{}: {} KiB, checked",
        args.file.display(),
        size.div_ceil(1024)
    ))?;
    terminal::say("Gateway secrets in it open only with the master key: keep a copy of that elsewhere.");
    Ok(())
}

/// Puts a backup in the place of the database. The service must not be running.
pub(crate) fn restore(settings: &Settings, args: &RestoreArgs) -> Result<()> {
    only_files(settings)?;
    let look =
        file::inspect(&args.file).with_context(|| format!("{} cannot be restored", args.file.display()))?;
    if let Some(damage) = look.damage {
        bail!(
            "{} is damaged and was not restored: {damage}",
            args.file.display()
        );
    }
    fs::create_dir_all(&settings.data_dir)?;
    let database = &settings.database;
    let lock = DataLock::take(database)?;
    if database.exists() && !args.replace {
        return Err(usage(format!(
            "{} is there already: give --replace to keep it beside the restored one under another name",
            database.display()
        )));
    }
    let new = beside(database, "restoring");
    if new.exists() {
        fs::remove_file(&new)?;
    }
    file::copy(&args.file, &new)?;
    if database.exists() {
        let kept = beside(database, &format!("before-{}", SystemClock.now().ms()));
        for suffix in ["", "-wal", "-shm"] {
            let (from, to) = (beside_raw(database, suffix), beside_raw(&kept, suffix));
            if from.exists() {
                fs::rename(&from, &to)?;
            }
        }
        terminal::say(&format!("the database of before is kept as {}", kept.display()));
    }
    fs::rename(&new, database)?;
    let folder = database
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()?;
    drop(lock);
    terminal::print(&format!(
        "restored {} into {}",
        args.file.display(),
        database.display()
    ))
}

fn beside(path: &Path, word: &str) -> PathBuf {
    beside_raw(path, &format!(".{word}"))
}

fn beside_raw(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
