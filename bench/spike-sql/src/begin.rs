//! The cancelled `begin()`: a request whose client went away drops its future, and with it a transaction that was just being
//! opened. The pool then serves the next request, whose INSERT is answered Ok. Does another connection see that row?
//!
//! Each try polls `begin` a few times (0, 1, 2 …) and drops it, then inserts one row through the same pool of one
//! connection, then looks from a connection outside the pool. A row that is acknowledged and absent is a lost one. After a loss the
//! pool is made anew, so that each loss is counted once.

use std::future::{Future, poll_fn};
use std::path::Path;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use anyhow::Result;

use crate::cluster::Cluster;
use crate::{postgres_deadpool, postgres_sqlx};

const TRIES: usize = 3_000;
/// `begin` is dropped after 0 to this many polls less one; it has completed by then.
const POLLS: usize = 6;

#[derive(Default)]
struct Count {
    dropped: usize,
    lost: usize,
}

impl Count {
    fn print(&self, name: &str) {
        println!("| {name} | {TRIES} | {} | **{}** |", self.dropped, self.lost);
    }
}

pub async fn run(cluster: &Cluster, folder: &Path) -> Result<()> {
    println!(
        "| cancelled begin | tries | dropped half-way | acknowledged rows lost |\n| --- | --- | --- | --- |"
    );
    let witness = cluster.client().await?;
    witness
        .batch_execute("DROP TABLE IF EXISTS kept; CREATE TABLE kept (id BIGINT PRIMARY KEY)")
        .await?;
    deadpool(cluster, &witness)
        .await?
        .print("PostgreSQL: tokio-postgres 0.7, deadpool 0.14");
    sqlx_new(cluster, &witness).await?.print("PostgreSQL: sqlx 0.9.0");
    sqlx_old(cluster, &witness).await?.print("PostgreSQL: sqlx 0.8.6");
    sqlx_sqlite(folder).await?.print("SQLite: sqlx 0.9.0");
    Ok(())
}

/// Polls a future at most `polls` times, each time it is woken, and drops it; whether it was still unfinished.
async fn abandon<F: Future>(future: F, polls: usize) -> bool {
    let mut future = pin!(future);
    for _ in 0..polls {
        let mut polled = false;
        let step = poll_fn(|context| {
            if polled {
                return Poll::Ready(false);
            }
            polled = true;
            match future.as_mut().poll(context) {
                Poll::Ready(_) => Poll::Ready(true),
                Poll::Pending => Poll::Pending,
            }
        });
        // Woken by its own progress; a future that is never woken again counts as abandoned there.
        if let Ok(true) = tokio::time::timeout(Duration::from_millis(50), step).await {
            return false;
        }
    }
    true
}

async fn is_kept(witness: &tokio_postgres::Client, id: i64) -> Result<bool> {
    Ok(witness
        .query_one("SELECT EXISTS (SELECT 1 FROM kept WHERE id = $1)", &[&id])
        .await?
        .get(0))
}

async fn deadpool(cluster: &Cluster, witness: &tokio_postgres::Client) -> Result<Count> {
    let mut count = Count::default();
    let mut pool = postgres_deadpool::pool(cluster, 1)?;
    for attempt in 0..TRIES {
        let begin = async {
            let mut client = pool.get().await?;
            client.transaction().await?.rollback().await?;
            anyhow::Ok(())
        };
        count.dropped += usize::from(abandon(begin, attempt % POLLS).await);
        let id = 1_000_000 + attempt as i64;
        pool.get()
            .await?
            .execute("INSERT INTO kept VALUES ($1)", &[&id])
            .await?;
        if !is_kept(witness, id).await? {
            count.lost += 1;
            pool = postgres_deadpool::pool(cluster, 1)?;
        }
    }
    Ok(count)
}

async fn sqlx_new(cluster: &Cluster, witness: &tokio_postgres::Client) -> Result<Count> {
    let mut count = Count::default();
    let mut pool = postgres_sqlx::pool(cluster, 1).await?;
    for attempt in 0..TRIES {
        count.dropped += usize::from(abandon(pool.begin(), attempt % POLLS).await);
        let id = 2_000_000 + attempt as i64;
        sqlx::query("INSERT INTO kept VALUES ($1)")
            .bind(id)
            .execute(&pool)
            .await?;
        if !is_kept(witness, id).await? {
            count.lost += 1;
            pool = postgres_sqlx::pool(cluster, 1).await?;
        }
    }
    Ok(count)
}

async fn sqlx_old(cluster: &Cluster, witness: &tokio_postgres::Client) -> Result<Count> {
    let connect = || {
        sqlx08::postgres::PgPoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
    };
    let mut count = Count::default();
    let mut pool = connect().connect(&cluster.url()).await?;
    for attempt in 0..TRIES {
        count.dropped += usize::from(abandon(pool.begin(), attempt % POLLS).await);
        let id = 3_000_000 + attempt as i64;
        sqlx08::query("INSERT INTO kept VALUES ($1)")
            .bind(id)
            .execute(&pool)
            .await?;
        if !is_kept(witness, id).await? {
            count.lost += 1;
            pool = connect().connect(&cluster.url()).await?;
        }
    }
    Ok(count)
}

async fn sqlx_sqlite(folder: &Path) -> Result<Count> {
    let mut count = Count::default();
    let file = folder.join("begin.db");
    let witness = rusqlite::Connection::open(&file)?;
    witness.execute_batch("PRAGMA journal_mode=WAL; CREATE TABLE kept (id INTEGER PRIMARY KEY)")?;
    let connect = || {
        sqlx::sqlite::SqlitePoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
    };
    let url = format!("sqlite://{}", file.display());
    let mut pool = connect().connect(&url).await?;
    for attempt in 0..TRIES {
        count.dropped += usize::from(abandon(pool.begin(), attempt % POLLS).await);
        let id = attempt as i64;
        sqlx::query("INSERT INTO kept VALUES (?1)")
            .bind(id)
            .execute(&pool)
            .await?;
        let kept: bool =
            witness.query_row("SELECT EXISTS (SELECT 1 FROM kept WHERE id = ?1)", [id], |row| {
                row.get(0)
            })?;
        if !kept {
            count.lost += 1;
            pool.close().await;
            pool = connect().connect(&url).await?;
        }
    }
    Ok(count)
}
