//! The file's shape: how connections are set up, what is refused at open, and the migrations.
//!
//! Migrations are only ever appended; `PRAGMA user_version` counts those applied. A new file is built beside its place
//! and renamed into it when complete, so that an empty file in that place always means damage, never a fresh start.

use super::db::OpenOptions;
use rusqlite::config::DbConfig;
use rusqlite::ffi::SQLITE_CANTOPEN;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::Instant;

/// Applied in order, each in its own transaction. Append only: an old file has the first ones already.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_queue.sql"),
    include_str!("migrations/0002_catalogue.sql"),
    include_str!("migrations/0003_access.sql"),
    include_str!("migrations/0004_sources.sql"),
    include_str!("migrations/0005_diagnosis.sql"),
    include_str!("migrations/0006_accounts.sql"),
    include_str!("migrations/0007_customer_document.sql"),
    include_str!("migrations/0008_opa_compat.sql"),
    include_str!("migrations/0009_ladders.sql"),
    include_str!("migrations/0010_producers.sql"),
    include_str!("migrations/0011_mail.sql"),
    include_str!("migrations/0012_whatsapp.sql"),
    include_str!("migrations/0014_notices.sql"),
    include_str!("migrations/0015_portfolio.sql"),
    include_str!("migrations/0016_imports.sql"),
    include_str!("migrations/0018_sequences.sql"),
    include_str!("migrations/0019_audit_chain.sql"),
];

/// `PRAGMA application_id`: "omfi".
const APPLICATION_ID: u32 = 0x6f6d_6669;

/// How long `quick_check` may read at open. A file too large to be checked in this time is checked as far as that.
const CHECK_TIME: Duration = Duration::from_secs(2);

/// Statements kept prepared per connection: more than the store has, so that none is compiled twice.
const STATEMENTS: usize = 320;

/// Bytes of the file mapped into memory by each connection: page cache of the kernel, not memory of the process.
const MAPPED: i64 = 2 << 30;

/// Why a data file was not opened. Nothing was changed in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    #[error("{} is in use by another omnifila{}: stop it first, or choose another data folder", .path.display(),
        .process.map(|pid| format!(" (process {pid})")).unwrap_or_default())]
    InUse { path: PathBuf, process: Option<u32> },
    #[error("{} was written by a newer omnifila (schema {found}, this program knows {known}): install that version, \
        or restore a backup made before the upgrade", .path.display())]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error("{} is not a database of omnifila: nothing was changed", .path.display())]
    Foreign { path: PathBuf },
    #[error("{} is damaged ({detail}): keep a copy of it and restore the latest backup with `omnifila restore`", .path.display())]
    Damaged { path: PathBuf, detail: String },
    /// PostgreSQL, in words that say what to do.
    #[error("{0}")]
    Database(String),
    #[error("{}: {error}", .path.display())]
    Io { path: PathBuf, error: String },
}

/// Opens the writing connection: builds, checks or migrates the file. The lock is the caller's.
pub(super) fn open_writer(path: &Path, options: &OpenOptions) -> Result<Connection, OpenError> {
    if !path.exists() {
        build(path, options)?;
    }
    check_header(path)?;
    let sql = |error: rusqlite::Error| open_error(path, &error);
    let mut conn =
        Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_WRITE)).map_err(sql)?;
    // Until the file is known to be ours, closing the connection must not write either.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        .map_err(sql)?;
    check_version(&conn, path)?;
    quick_check(&mut conn, path)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)
        .map_err(sql)?;
    set_up_writer(&conn, options).map_err(sql)?;
    migrate(&conn).map_err(sql)?;
    Ok(conn)
}

/// A connection that can only read, on a file that [`open_writer`] has opened.
pub(super) fn open_reader(path: &Path, options: &OpenOptions) -> Result<Connection, OpenError> {
    let open = || {
        let conn = Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_WRITE))?;
        set_up(&conn, options, options.reader_cache_kib)?;
        // Not for the writer: it reads what it has written itself, and the check costs a twentieth of its work.
        conn.execute_batch("PRAGMA cell_size_check = ON")?;
        conn.pragma_update(None, "query_only", true)?;
        Ok(conn)
    };
    open().map_err(|error| open_error(path, &error))
}

pub(crate) fn flags(access: OpenFlags) -> OpenFlags {
    access | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

pub(crate) fn build(path: &Path, options: &OpenOptions) -> Result<(), OpenError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let new = PathBuf::from(name);
    let io = |error: std::io::Error| OpenError::Io {
        path: path.to_owned(),
        error: error.to_string(),
    };
    for left_over in ["", "-wal", "-shm", "-journal"] {
        let mut name = new.as_os_str().to_owned();
        name.push(left_over);
        match fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(io(error)),
            _ => {}
        }
    }
    create_private(&new).map_err(io)?;
    let fill = || {
        let conn = Connection::open_with_flags(&new, flags(OpenFlags::SQLITE_OPEN_READ_WRITE))?;
        conn.pragma_update(None, "application_id", APPLICATION_ID)?;
        set_up_writer(&conn, options)?;
        migrate(&conn)?;
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        conn.close().map_err(|(_, error)| error)
    };
    fill().map_err(|error| open_error(path, &error))?;
    fs::rename(&new, path).map_err(io)?;
    // The name itself has to survive a power cut.
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(io)
}

/// The file holds personal data: nobody but its owner reads it. The WAL takes over the same mode.
pub(super) fn create_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map(drop)
}

/// Looks at the first 100 bytes before SQLite may touch the file (https://www.sqlite.org/fileformat.html §1.3).
pub(crate) fn check_header(path: &Path) -> Result<(), OpenError> {
    let mut header = [0_u8; 100];
    let length = File::open(path)
        .and_then(|mut file| {
            let length = file.metadata()?.len();
            if length >= 100 {
                file.read_exact(&mut header)?;
            }
            Ok(length)
        })
        .map_err(|error| OpenError::Io {
            path: path.to_owned(),
            error: error.to_string(),
        })?;
    if length == 0 {
        return Err(OpenError::Damaged {
            path: path.to_owned(),
            detail: "the file is empty".into(),
        });
    }
    if &header[..16] != b"SQLite format 3\0" || header[68..72] != APPLICATION_ID.to_be_bytes() {
        return Err(OpenError::Foreign {
            path: path.to_owned(),
        });
    }
    let found = i64::from(u32::from_be_bytes([
        header[60], header[61], header[62], header[63],
    ]));
    refuse_newer(path, found)
}

fn check_version(conn: &Connection, path: &Path) -> Result<(), OpenError> {
    let found = conn
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(|error| open_error(path, &error))?;
    refuse_newer(path, found)
}

/// The schema this program writes.
pub(crate) fn known() -> i64 {
    MIGRATIONS.len() as i64
}

fn refuse_newer(path: &Path, found: i64) -> Result<(), OpenError> {
    let known = known();
    if found > known {
        Err(OpenError::Newer {
            path: path.to_owned(),
            found,
            known,
        })
    } else {
        Ok(())
    }
}

fn quick_check(conn: &mut Connection, path: &Path) -> Result<(), OpenError> {
    let until = Instant::now() + CHECK_TIME;
    let sql = |error: rusqlite::Error| open_error(path, &error);
    conn.progress_handler(10_000, Some(move || Instant::now() > until))
        .map_err(sql)?;
    let said = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    conn.progress_handler(0, None::<fn() -> bool>).map_err(sql)?;
    match said {
        Ok(word) if word == "ok" => Ok(()),
        Ok(detail) => Err(OpenError::Damaged {
            path: path.to_owned(),
            detail,
        }),
        // Out of time: nothing wrong so far.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => Ok(()),
        Err(error) => Err(sql(error)),
    }
}

pub(crate) fn open_error(path: &Path, error: &rusqlite::Error) -> OpenError {
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt) => OpenError::Damaged {
            path,
            detail: error.to_string(),
        },
        Some(ErrorCode::NotADatabase) => OpenError::Foreign { path },
        _ => OpenError::Io {
            path,
            error: error.to_string(),
        },
    }
}

fn set_up_writer(conn: &Connection, options: &OpenOptions) -> rusqlite::Result<()> {
    let mode: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        let words = format!("the file system cannot do WAL (journal mode {mode})");
        return Err(rusqlite::Error::SqliteFailure(
            rusqlite::ffi::Error::new(SQLITE_CANTOPEN),
            Some(words),
        ));
    }
    set_up(conn, options, options.writer_cache_kib)?;
    // Otherwise a statement whose variable could decide about a partial index is compiled anew for every value.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    if let Some(pages) = options.max_pages {
        conn.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
    }
    Ok(())
}

fn set_up(conn: &Connection, options: &OpenOptions, cache_kib: i64) -> rusqlite::Result<()> {
    conn.busy_timeout(options.busy_timeout)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.execute_batch(&format!(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cache_size = -{cache_kib};
         PRAGMA temp_store = MEMORY;
         PRAGMA mmap_size = {MAPPED};
         PRAGMA journal_size_limit = {};",
        64 << 20
    ))
}

fn migrate(conn: &Connection) -> rusqlite::Result<()> {
    let applied: u32 = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    for (index, sql) in MIGRATIONS.iter().enumerate().skip(applied as usize) {
        let version = index + 1;
        let step = conn.execute_batch(&format!(
            "BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {version};\nCOMMIT;"
        ));
        if let Err(error) = step {
            if !conn.is_autocommit() {
                conn.execute_batch("ROLLBACK")?;
            }
            return Err(error);
        }
    }
    Ok(())
}
