//! What only PostgreSQL has: several processes on one database, callers that go away, servers that must be refused.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use omnifila_core::catalogue::{BranchSpec, GatewayKind, Pause};
use omnifila_core::id::TaskId;
use omnifila_core::time::Time;
use omnifila_store::Queue;
use omnifila_store::catalogue::{Catalogue, Keyring};
use omnifila_store::sqlite::{Db, OpenError, OpenOptions, SqliteQueue};
use omnifila_store::verbs::NewRun;
use omnifila_testkit::builder::by;
use omnifila_testkit::postgres::{ask, empty_place, encrypted};
use std::sync::Arc;
use std::time::Duration;

fn open(url: &str) -> Arc<Db> {
    Db::connect(url, OpenOptions::default()).unwrap()
}

fn catalogue(db: &Arc<Db>) -> Catalogue {
    fn no_secrets(_: GatewayKind) -> &'static [&'static str] {
        &[]
    }
    Catalogue::new(Arc::clone(db), Keyring::new([7; 32]), no_secrets).unwrap()
}

async fn put(db: Arc<Db>, name: String) -> Result<(), omnifila_store::StoreError> {
    let written = db.write(move |tx| {
        tx.conn()
            .execute("INSERT INTO setting (name, value) VALUES (?1, '1')", [name])?;
        Ok(())
    });
    written.await
}

async fn names(db: &Db) -> i64 {
    let count = "SELECT count(*) FROM setting WHERE name LIKE 'try/%' OR name LIKE 'kept/%'";
    db.read(move |conn| Ok(conn.query_row(count, [], |row| row.get(0))?))
        .await
        .unwrap()
}

/// The client that disconnects: its future is dropped anywhere on the way. Its work goes on, and no later caller is told that
/// something was written which was not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_that_go_away_poison_nothing() {
    let url = empty_place();
    let db = open(&url);
    let tries = 500;
    for i in 0..tries {
        let mut dropped = Box::pin(put(Arc::clone(&db), format!("try/{i}")));
        let limit = Duration::from_micros(i % 50 * 20);
        drop(tokio::time::timeout(limit, &mut dropped).await);
        drop(dropped);
        put(Arc::clone(&db), format!("kept/{i}")).await.unwrap();
    }
    // Another process sees all of it.
    assert_eq!(names(&open(&url)).await, 2 * i64::try_from(tries).unwrap());
}

#[tokio::test]
async fn a_failed_job_takes_only_itself_along() {
    let db = open(&empty_place());
    put(Arc::clone(&db), "kept/1".into()).await.unwrap();
    let neighbours = [
        put(Arc::clone(&db), "kept/2".into()),
        put(Arc::clone(&db), "kept/1".into()),
        put(Arc::clone(&db), "kept/3".into()),
    ];
    let mut failed = 0;
    for job in neighbours {
        failed += i32::from(job.await.is_err());
    }
    assert_eq!((failed, names(&db).await), (1, 3));
    assert!(db.healthy());
}

#[tokio::test]
async fn what_one_process_changes_binds_the_next_job_of_the_other() {
    let url = empty_place();
    let (one, two) = (open(&url), open(&url));
    let (first, second) = (catalogue(&one), catalogue(&two));
    let now = Time(1_700_000_000_000);
    let branch = BranchSpec {
        key: "matriz".into(),
        name: "Matriz".into(),
        legal_name: None,
        document: None,
        address: None,
        phone: None,
        gateway_ids: Vec::new(),
        time_zone: None,
    };
    first.create(branch.clone(), by("teste"), now).await.unwrap();
    // The other's memory is built anew before it decides: the key is taken.
    assert!(second.create(branch, by("teste"), now).await.is_err());
    let pause = Pause {
        reason: "teste".into(),
        since: now,
        until: None,
    };
    let mut book = second.book_changes();
    first.pause_all(pause, by("teste"), now).await.unwrap();
    let heard = book.wait_for(|book| book.paused_all.is_some());
    tokio::time::timeout(Duration::from_secs(10), heard)
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn one_node_is_on_duty_and_after_it_another() {
    let url = empty_place();
    let (one, two) = (open(&url), open(&url));
    assert!(*one.duty().unwrap().borrow());
    let mut duty = two.duty().unwrap();
    assert!(!*duty.borrow_and_update());
    one.close();
    let comes = tokio::time::timeout(Duration::from_secs(20), duty.wait_for(|on| *on));
    assert!(*comes.await.unwrap().unwrap());
}

#[tokio::test]
async fn a_tasks_minute_begins_once_over_all_nodes() {
    let url = empty_place();
    let (one, two) = (SqliteQueue::new(open(&url)), SqliteQueue::new(open(&url)));
    let now = Time(1_700_000_000_000);
    for minute in 0..20 {
        let run = NewRun {
            task_id: Some(TaskId(1 + minute)),
            gateway_ids: Vec::new(),
            limit: None,
            occurrence: Some(now),
            by: by("teste"),
        };
        let (first, second) = tokio::join!(one.open_run(run.clone(), now), two.open_run(run, now));
        let begun = [first.unwrap(), second.unwrap()];
        assert_eq!(begun.iter().flatten().count(), 1, "{begun:?}");
    }
}

#[test]
fn a_schema_from_the_future_is_refused() {
    let url = empty_place();
    let db = open(&url);
    db.write_blocking(|tx| Ok(tx.conn().execute("UPDATE store SET schema = 999", [])?))
        .unwrap();
    drop(db);
    let refused = Db::connect(&url, OpenOptions::default()).unwrap_err().to_string();
    assert!(refused.contains("newer omnifila (schema 999"), "{refused}");
}

#[test]
fn servers_that_lose_what_they_acknowledge_are_refused_in_words() {
    let refused = |url: &str| match Db::connect(url, OpenOptions::default()) {
        Err(OpenError::Database(words)) => words,
        other => panic!("{other:?}"),
    };
    let words = refused(&format!("{}%20-c%20synchronous_commit%3Doff", empty_place()));
    assert!(words.contains("synchronous_commit is off"), "{words}");
    let words = refused("postgres://nobody@127.0.0.1:1/x");
    assert!(words.contains("connection to PostgreSQL failed"), "{words}");
    assert!(refused("postgres://host:port/x").contains("cannot be read"));
    let missing = empty_place().replace("place", "nowhere");
    assert!(refused(&missing).contains("search_path"));
}

/// Encrypted means: to the server that is named, as somebody trusted says; with anybody else there is no connection at all.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_to_be_encrypted_is_and_only_to_the_server_that_is_named() {
    let server = encrypted();
    let refused = |url: &str| {
        let error = Db::connect(url, OpenOptions::default()).unwrap_err().to_string();
        assert!(
            matches!(
                Db::connect(url, OpenOptions::default()),
                Err(OpenError::Database(_))
            ),
            "{error}"
        );
        error
    };
    let authority = format!("sslmode=verify-full&sslrootcert={}", server.certificate.display());
    let plain = refused(&server.url("localhost", ""));
    assert!(plain.contains("no encryption"), "{plain}");
    let stranger = refused(&server.url("localhost", "sslmode=verify-full"));
    assert!(stranger.contains("UnknownIssuer"), "{stranger}");
    let elsewhere = refused(&server.url("127.0.0.1", &authority));
    assert!(elsewhere.contains("not valid for name"), "{elsewhere}");

    let url = server.url("localhost", &authority);
    let db = open(&url);
    put(Arc::clone(&db), "kept/1".into()).await.unwrap();
    let of_ours = |protected: &str| {
        ask(
            &url,
            &format!(
                "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
                 WHERE application_name = 'omnifila' AND ssl = {protected}"
            ),
        )
    };
    assert_eq!(of_ours("false"), "0");
    assert!(of_ours("true").parse::<u32>().unwrap() >= 2);
}
