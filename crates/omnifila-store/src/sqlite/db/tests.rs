//! Opening, grouping, isolating, recovering.

use super::*;
use crate::sql::Connection;
use std::fs;
use std::sync::mpsc::channel;
use tempfile::TempDir;
use tokio::task::JoinSet;

fn folder() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("omnifila.db");
    (folder, path)
}

fn open(path: &Path) -> Arc<Db> {
    Db::open(path, OpenOptions::default()).unwrap()
}

/// Everything queued goes into one transaction, however slow the machine is at the moment.
fn open_grouping(path: &Path, max_pages: Option<u32>) -> Arc<Db> {
    let work_per_commit = Duration::from_secs(600);
    Db::open(
        path,
        OpenOptions {
            work_per_commit,
            max_pages,
            ..OpenOptions::default()
        },
    )
    .unwrap()
}

fn put(tx: &Tx<'_>, name: &str, value: &str) -> Result<()> {
    tx.conn()
        .prepare_cached("INSERT INTO setting (name, value) VALUES (?1, ?2)")?
        .execute([name, value])?;
    Ok(())
}

fn settings(conn: &Connection) -> Result<i64> {
    Ok(
        conn.query_row("SELECT count(*) FROM setting WHERE name <> 'probe'", [], |row| {
            row.get(0)
        })?,
    )
}

/// Keeps the writing thread busy until told to go on, so that what is queued meanwhile shares a transaction.
fn hold_writer(db: &Db) -> Sender<()> {
    let (go, wait) = channel();
    let (busy, is_busy) = channel();
    drop(db.write(move |_| {
        busy.send(()).unwrap();
        wait.recv().unwrap();
        Ok(())
    }));
    is_busy.recv().unwrap();
    go
}

#[test]
fn second_open_is_refused_until_the_first_is_closed() {
    let (_folder, path) = folder();
    let first = open(&path);
    let refused = Db::open(&path, OpenOptions::default()).unwrap_err();
    assert_eq!(
        refused,
        OpenError::InUse {
            path: path.clone(),
            process: Some(std::process::id())
        }
    );
    assert!(refused.to_string().contains("omnifila.db is in use"));
    drop(first);
    open(&path);
}

#[test]
fn kept_over_a_restart_and_private() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path) = folder();
    let db = open(&path);
    db.write_blocking(|tx| put(tx, "a", "1")).unwrap();
    let mode = fs::metadata(path.with_extension("db-wal"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    db.close();
    assert!(matches!(
        db.write_blocking(|_| Ok(())),
        Err(StoreError::Unhealthy(_))
    ));
    drop(db);
    assert!(
        !path.with_extension("db-wal").exists(),
        "closing copies the WAL back"
    );
    assert_eq!(open(&path).read_blocking(settings).unwrap(), 1);
}

#[test]
fn schema_from_the_future_is_refused_unchanged() {
    let (_folder, path) = folder();
    drop(open(&path));
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.pragma_update(None, "user_version", 999).unwrap();
    conn.close().unwrap();
    let before = fs::read(&path).unwrap();
    let refused = Db::open(&path, OpenOptions::default()).unwrap_err();
    assert!(
        matches!(refused, OpenError::Newer { found: 999, .. }),
        "{refused}"
    );
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn what_is_no_database_of_ours_is_refused_unchanged() {
    let (_folder, path) = folder();
    fs::write(
        &path,
        "um texto qualquer, comprido o bastante para ter um cabeçalho: ".repeat(9),
    )
    .unwrap();
    let before = fs::read(&path).unwrap();
    assert_eq!(
        Db::open(&path, OpenOptions::default()).unwrap_err(),
        OpenError::Foreign { path: path.clone() }
    );
    assert_eq!(fs::read(&path).unwrap(), before);

    fs::remove_file(&path).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE theirs (a)").unwrap();
    other.close().unwrap();
    let before = fs::read(&path).unwrap();
    assert_eq!(
        Db::open(&path, OpenOptions::default()).unwrap_err(),
        OpenError::Foreign { path: path.clone() }
    );
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn damage_is_refused_never_started_afresh() {
    let (_folder, path) = folder();
    let db = open(&path);
    for i in 0..400 {
        db.write_blocking(move |tx| put(tx, &format!("n{i}"), &"x".repeat(500)))
            .unwrap();
    }
    drop(db);
    let whole = fs::read(&path).unwrap();

    for (how, bytes) in [
        ("emptied", Vec::new()),
        ("truncated", whole[..whole.len() / 2 / 4096 * 4096].to_vec()),
        ("overwritten", {
            let mut bytes = whole.clone();
            let middle = bytes.len() / 2;
            bytes[middle..middle + 20_000].fill(0x5a);
            bytes
        }),
    ] {
        fs::write(&path, &bytes).unwrap();
        let refused = Db::open(&path, OpenOptions::default()).unwrap_err();
        assert!(matches!(refused, OpenError::Damaged { .. }), "{how}: {refused}");
        assert_eq!(fs::read(&path).unwrap(), bytes, "{how}");
    }
    fs::write(&path, &whole).unwrap();
    assert_eq!(open(&path).read_blocking(settings).unwrap(), 400);
}

#[tokio::test]
async fn a_failing_job_leaves_its_neighbours() {
    let (_folder, path) = folder();
    let db = open_grouping(&path, None);
    let go = hold_writer(&db);
    let commits = *db.commits().borrow() + 1;
    let before = db.write(|tx| put(tx, "before", "1"));
    let refused = db.write(|tx| {
        put(tx, "refused", "1")?;
        Err::<(), _>(StoreError::Refused { code: "not_waiting" })
    });
    let broken = db.write(|tx| put(tx, "before", "again"));
    let panicked = db.write(|tx| -> Result<()> {
        put(tx, "panicked", "1")?;
        panic!("made up by a test")
    });
    let after = db.write(|tx| put(tx, "after", "1"));
    go.send(()).unwrap();
    before.await.unwrap();
    assert!(matches!(
        refused.await,
        Err(StoreError::Refused { code: "not_waiting" })
    ));
    assert!(matches!(broken.await, Err(StoreError::Internal(_))));
    assert!(matches!(panicked.await, Err(StoreError::Internal(_))));
    after.await.unwrap();
    assert_eq!(db.read(settings).await.unwrap(), 2);
    assert_eq!(*db.commits().borrow(), commits, "one transaction");
    assert!(db.healthy());
}

#[tokio::test]
async fn memory_follows_the_rows_back() {
    let (_folder, path) = folder();
    let db = open(&path);
    let epoch = db.book().epoch;
    let refused = db.write(|tx| {
        let mut book = (*tx.memory().book).clone();
        book.epoch += 1;
        tx.memory_mut().book = Arc::new(book);
        Err::<(), _>(StoreError::Refused { code: "in_use" })
    });
    refused.await.unwrap_err();
    assert_eq!(db.write(|tx| Ok(tx.memory().book.epoch)).await.unwrap(), epoch);
    assert_eq!(db.book().epoch, epoch);
}

#[tokio::test]
async fn a_dropped_future_still_commits() {
    let (_folder, path) = folder();
    let db = open(&path);
    let go = hold_writer(&db);
    drop(db.write(|tx| put(tx, "never polled", "1")));
    let mut polled = Box::pin(db.write(|tx| put(tx, "polled", "1")));
    assert!(futures_poll(&mut polled).is_pending());
    drop(polled);
    go.send(()).unwrap();
    // Answered after those before it.
    db.write(|_| Ok(())).await.unwrap();
    assert_eq!(db.read(settings).await.unwrap(), 2);
}

fn futures_poll<F: Future + Unpin>(future: &mut F) -> std::task::Poll<F::Output> {
    std::pin::Pin::new(future).poll(&mut std::task::Context::from_waker(std::task::Waker::noop()))
}

#[tokio::test]
async fn what_is_queued_together_is_committed_together() {
    let (_folder, path) = folder();
    let db = open_grouping(&path, None);
    let go = hold_writer(&db);
    let before = *db.commits().borrow();
    let jobs: Vec<_> = (0..1_000)
        .map(|i| db.write(move |tx| put(tx, &format!("job {i}"), "1")))
        .collect();
    go.send(()).unwrap();
    for job in jobs {
        job.await.unwrap();
    }
    let commits = *db.commits().borrow() - before;
    assert_eq!(commits, 4, "1,000 jobs, at most 256 in one");
    assert_eq!(db.read(settings).await.unwrap(), 1_000);
}

#[tokio::test]
async fn more_jobs_than_there_is_room_for_all_run() {
    let (_folder, path) = folder();
    let db = open(&path);
    let go = hold_writer(&db);
    let mut jobs = JoinSet::new();
    for i in 0..WRITES_QUEUED + 200 {
        jobs.spawn(db.write(move |tx| put(tx, &format!("job {i}"), "1")));
    }
    go.send(()).unwrap();
    while let Some(job) = jobs.join_next().await {
        job.unwrap().unwrap();
    }
    assert_eq!(db.read(settings).await.unwrap(), WRITES_QUEUED as i64 + 200);
}

#[tokio::test]
async fn a_full_disk_refuses_and_recovers() {
    let (_folder, path) = folder();
    let db = open_grouping(&path, Some(160));
    let mut kept = 0;
    let refused = loop {
        match db
            .write(move |tx| put(tx, &format!("n{kept}"), &"x".repeat(3_000)))
            .await
        {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 1_000, "the limit was not reached");
    };
    assert!(matches!(refused, StoreError::Unhealthy(_)), "{refused}");
    assert!(!db.healthy());

    // A neighbour in the same transaction is not acknowledged either, and leaves nothing.
    let go = hold_writer(&db);
    let neighbour = db.write(|tx| put(tx, "small", "1"));
    let large = db.write(|tx| put(tx, "large", &"x".repeat(100_000)));
    go.send(()).unwrap();
    assert!(matches!(neighbour.await, Err(StoreError::Unhealthy(_))));
    assert!(matches!(large.await, Err(StoreError::Unhealthy(_))));
    assert_eq!(db.read(settings).await.unwrap(), kept);

    // A job that changes nothing proves nothing.
    db.write(|_| Ok(())).await.unwrap();
    assert!(!db.healthy());

    // Room again: the store finds out by itself.
    let mut healthy = db.health_changes();
    db.write(|tx| {
        Ok(tx
            .conn()
            .query_row("PRAGMA max_page_count = 100000", [], |_| Ok(()))?)
    })
    .await
    .unwrap();
    let found = tokio::time::timeout(Duration::from_secs(20), healthy.wait_for(|healthy| *healthy)).await;
    assert!(*found.unwrap().unwrap());
    db.write(|tx| put(tx, "again", "1")).await.unwrap();
    assert_eq!(db.read(settings).await.unwrap(), kept + 1);
    assert!(!db.poisoned());
}

#[tokio::test]
async fn readers_cannot_write_and_see_one_moment() {
    let (_folder, path) = folder();
    let db = open(&path);
    let written = db
        .read(|conn| Ok(conn.execute("INSERT INTO setting VALUES ('a', 1)", [])?))
        .await;
    assert!(matches!(written, Err(StoreError::Unhealthy(_))), "{written:?}");

    let (go, wait) = channel::<()>();
    let (first, seen_first) = channel();
    let reading = db.read(move |conn| {
        first.send(settings(conn)?).unwrap();
        wait.recv().unwrap();
        settings(conn)
    });
    let mut readings = JoinSet::new();
    readings.spawn(reading);
    let seen_first = tokio::task::spawn_blocking(move || seen_first.recv().unwrap())
        .await
        .unwrap();
    db.write(|tx| put(tx, "a", "1")).await.unwrap();
    go.send(()).unwrap();
    assert_eq!(
        (seen_first, readings.join_next().await.unwrap().unwrap().unwrap()),
        (0, 0)
    );
    assert_eq!(db.read(settings).await.unwrap(), 1);
}

#[tokio::test]
async fn the_wal_is_copied_back_as_it_grows() {
    let (_folder, path) = folder();
    let db = open(&path);
    for i in 0..60 {
        db.write(move |tx| put(tx, &format!("n{i}"), &"x".repeat(1 << 20)))
            .await
            .unwrap();
    }
    let wal = fs::metadata(path.with_extension("db-wal")).unwrap().len();
    assert!(wal < 40 << 20, "{wal} bytes of WAL for 60 MiB written");
}
