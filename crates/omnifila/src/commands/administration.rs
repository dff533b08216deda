//! The database itself: migrate, back up, restore.

use super::transfer::{KEY, progress, say};
use crate::cli::{BackupArgs, RestoreArgs};
use crate::settings::Settings;
use crate::terminal::{self, usage};
use crate::wire_up::{self, LOCAL_ACTOR};
use anyhow::{Context, Result, bail};
use omnifila_core::port::Clock;
use omnifila_engine::clock::SystemClock;
use omnifila_store::catalogue;
use omnifila_store::place::Place;
use omnifila_store::sqlite::{DataLock, Db, OpenOptions, file};
use omnifila_store::transfer;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// What a restored store waits for.
const PAUSED: &str = "Everything is paused, and what was due by now is held as restored, because it may have left since the backup was made: \
     look at it, reschedule or cancel it, then `omnifila resume --all`.";

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

/// Copies the database into a new file; the service may be running. The file is the same whatever the database is.
pub(crate) fn backup(settings: &Settings, args: &BackupArgs, json: bool) -> Result<()> {
    if args.file.exists() {
        return Err(usage(format!(
            "{} is there already: a backup overwrites nothing",
            args.file.display()
        )));
    }
    let place = settings.place();
    match &place {
        Place::File(path) if !path.exists() => {
            bail!("there is no database at {}: look at --data-dir", path.display());
        }
        Place::File(path) => {
            file::copy(path, &args.file)?;
            let size = fs::metadata(&args.file)?.len();
            terminal::print(&format!(
                "{}: {} KiB, checked",
                args.file.display(),
                size.div_ceil(1024)
            ))?;
        }
        Place::Postgres(_) => {
            let arrived = transfer::backup(&place, &args.file, &mut progress)?;
            say(&arrived, &place, &Place::File(args.file.clone()), json)?;
        }
    }
    terminal::say("Gateway secrets in it open only with the master key: keep a copy of that elsewhere.");
    Ok(())
}

/// Puts a backup in the place of the database. The service must not be running.
pub(crate) async fn restore(settings: &Settings, args: RestoreArgs, json: bool) -> Result<()> {
    let settings = settings.clone();
    tokio::task::spawn_blocking(move || put_back(&settings, &args, json)).await?
}

fn put_back(settings: &Settings, args: &RestoreArgs, json: bool) -> Result<()> {
    let look =
        file::inspect(&args.file).with_context(|| format!("{} cannot be restored", args.file.display()))?;
    if let Some(damage) = look.damage {
        bail!(
            "{} is damaged and was not restored: {damage}",
            args.file.display()
        );
    }
    fs::create_dir_all(&settings.data_dir)?;
    match settings.place() {
        Place::File(database) => restore_file(&database, args)?,
        place @ Place::Postgres(_) => restore_shared(settings, &place, args, json)?,
    }
    terminal::say(PAUSED);
    Ok(())
}

fn restore_file(database: &Path, args: &RestoreArgs) -> Result<()> {
    let lock = DataLock::take(database)?;
    if database.exists() && !args.replace {
        return Err(usage(format!(
            "{} is there already: give --replace to keep it beside the restored one under another name",
            database.display()
        )));
    }
    let new = beside(database, ".restoring");
    made_ready(&args.file, &new)?;
    if database.exists() {
        let kept = beside(database, &format!(".before-{}", SystemClock.now().ms()));
        for suffix in ["", "-wal", "-shm"] {
            let (from, to) = (beside(database, suffix), beside(&kept, suffix));
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
    removed(&new)?;
    drop(lock);
    terminal::print(&format!(
        "restored {} into {}",
        args.file.display(),
        database.display()
    ))
}

/// Into an empty PostgreSQL database: a copy is made ready in the data folder, and carried over whole.
fn restore_shared(settings: &Settings, place: &Place, args: &RestoreArgs, json: bool) -> Result<()> {
    if args.replace {
        return Err(usage(
            "--replace is for the file: a backup is restored into an empty PostgreSQL database, or an empty schema of one",
        ));
    }
    transfer::check_empty(place)?;
    let copy = settings.data_dir.join("restoring.db");
    made_ready(&args.file, &copy)?;
    let arrived = transfer::load(&copy, place, &mut progress);
    removed(&copy)?;
    say(&arrived?, &Place::File(args.file.clone()), place, json)?;
    terminal::say(KEY);
    Ok(())
}

/// A copy of a backup with this version's schema, in which nothing may leave by itself.
fn made_ready(backup: &Path, copy: &Path) -> Result<()> {
    removed(copy)?;
    file::copy(backup, copy)?;
    let db = Db::open(copy, OpenOptions::default())?;
    catalogue::mark_restored(&db, LOCAL_ACTOR, SystemClock.now())?;
    db.close();
    Ok(())
}

/// A scratch file, with what lies beside it, is gone.
fn removed(path: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm", ".lock"] {
        match fs::remove_file(beside(path, suffix)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{} cannot be removed", path.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
