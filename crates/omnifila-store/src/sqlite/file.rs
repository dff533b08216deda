//! A data file seen from outside, beside the service that may have it open: a look that changes nothing, and a copy of
//! one moment.
//!
//! Both read through a connection of their own; SQLite's own locks keep them apart from the writer. Left out: the lock of
//! the data folder, which says who may write.

use super::schema::{self, OpenError};
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::path::Path;

/// What a data file says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// The schema it has.
    pub schema: i64,
    /// The schema this program writes.
    pub known: i64,
    /// What the check of its structure found wrong; none when it is sound.
    pub damage: Option<String>,
}

/// Checks a file's structure whole, and reads its schema.
///
/// # Errors
/// No file, no database, or none of ours.
pub fn inspect(path: &Path) -> Result<Inspection, OpenError> {
    schema::check_header(path)?;
    let conn = open(path)?;
    let sql = |error: rusqlite::Error| schema::open_error(path, &error);
    let schema = conn
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(sql)?;
    let said: String = conn
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(sql)?;
    Ok(Inspection {
        schema,
        known: schema::known(),
        damage: (said != "ok").then_some(said),
    })
}

/// Writes one moment of the file at `from` into a new file, compacted, and checks it. The service may go on writing.
///
/// # Errors
/// As [`inspect`]; a target that exists, or that cannot be written. A copy that failed is removed.
pub fn copy(from: &Path, into: &Path) -> Result<(), OpenError> {
    schema::check_header(from)?;
    let io = |error: std::io::Error| OpenError::Io {
        path: into.to_owned(),
        error: error.to_string(),
    };
    if into.exists() {
        return Err(io(std::io::ErrorKind::AlreadyExists.into()));
    }
    let conn = open(from)?;
    schema::create_private(into).map_err(io)?;
    let copied = write(&conn, from, into).and_then(|()| {
        let look = inspect(into)?;
        match look.damage {
            Some(detail) => Err(OpenError::Damaged {
                path: into.to_owned(),
                detail,
            }),
            None => File::open(into).and_then(|file| file.sync_all()).map_err(io),
        }
    });
    if copied.is_err() {
        // What failed is told; that half a copy could not be removed as well would hide it.
        drop(std::fs::remove_file(into));
    }
    copied
}

fn write(conn: &Connection, from: &Path, into: &Path) -> Result<(), OpenError> {
    let Some(target) = into.to_str() else {
        return Err(OpenError::Io {
            path: into.to_owned(),
            error: "the name is not UTF-8".into(),
        });
    };
    // An empty file is a valid target; made before, so that it is never readable for others.
    conn.execute("VACUUM INTO ?1", [target])
        .map_err(|error| schema::open_error(from, &error))?;
    Ok(())
}

/// Not read-only: a file left by a crash needs its WAL read, which writes the index beside it.
pub(crate) fn open(path: &Path) -> Result<Connection, OpenError> {
    let opened = || {
        let conn = Connection::open_with_flags(path, schema::flags(OpenFlags::SQLITE_OPEN_READ_WRITE))?;
        conn.busy_timeout(std::time::Duration::from_secs(10))?;
        Ok(conn)
    };
    opened().map_err(|error| schema::open_error(path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::{Db, OpenOptions};
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_copy_is_made_while_the_file_is_open_and_overwrites_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (from, into) = (folder.path().join("a.db"), folder.path().join("b.db"));
        let db = Db::open(&from, OpenOptions::default()).unwrap();
        let insert = "INSERT INTO setting (name, value) VALUES ('copied', '7')";
        db.write_blocking(|tx| Ok(tx.conn().execute(insert, [])?))
            .unwrap();
        copy(&from, &into).unwrap();
        assert_eq!(
            std::fs::metadata(&into).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert!(matches!(copy(&from, &into), Err(OpenError::Io { .. })));
        let look = inspect(&into).unwrap();
        assert_eq!((look.schema, look.damage), (look.known, None));
        let other = Db::open(&into, OpenOptions::default()).unwrap();
        let read = "SELECT value FROM setting WHERE name = 'copied'";
        let value: String = other
            .read_blocking(|conn| Ok(conn.query_row(read, [], |row| row.get(0))?))
            .unwrap();
        assert_eq!(value, "7");
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.db");
        std::fs::write(&path, vec![b'x'; 4_096]).unwrap();
        assert!(matches!(inspect(&path), Err(OpenError::Foreign { .. })));
        assert!(matches!(
            copy(&path, &folder.path().join("y.db")),
            Err(OpenError::Foreign { .. })
        ));
        assert!(!folder.path().join("y.db").exists());
        assert!(inspect(&folder.path().join("none.db")).is_err());
    }
}
