//! Which SQL library speaks for each engine: rusqlite on one writer thread or sqlx for SQLite, tokio-postgres with
//! deadpool or sqlx for PostgreSQL. The answer and its figures stand in docs/adr/0001.
//!
//! Model: both libraries do the same work on the same schema, one after the other, in alternating order, round after
//! round; what counts is the ratio inside a round, because other programs share the machine. PostgreSQL is a throw-away
//! cluster on loopback. Then the cancelled `begin()`: does a row that was acknowledged afterwards exist for others?
//!
//! It leaves out mixed load, other message sizes and other disks.

mod begin;
mod cluster;
mod measure;
mod postgres_deadpool;
mod postgres_sqlx;
mod sqlite_rusqlite;
mod sqlite_sqlx;
mod workload;

use std::path::Path;

use anyhow::Result;

use crate::cluster::Cluster;
use crate::measure::Comparison;
use crate::workload::Size;

/// Enough for a median; the machine's other work shows in the range.
const ROUNDS: usize = 5;

/// Runs the parts named on the command line (`sqlite`, `postgres`, `begin`), or all of them.
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let parts: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|name| name == part);
    let size = Size {
        rows: 100_000,
        per_commit: 1_000,
        page: 256,
        single: 5_000,
        clients: 64,
    };
    println!(
        "{} rows, {} a commit; pages of {}; {} single rows by {} clients; {ROUNDS} rounds\n",
        size.rows, size.per_commit, size.page, size.single, size.clients
    );
    let folder = tempfile::Builder::new().prefix("spike-sql-").tempdir()?;
    if wanted("sqlite") {
        compare_sqlite(folder.path(), size).await?.print();
    }
    if wanted("postgres") || wanted("begin") {
        let cluster = Cluster::start()?;
        if wanted("postgres") {
            compare_postgres(&cluster, size).await?.print();
        }
        if wanted("begin") {
            begin::run(&cluster, folder.path()).await?;
        }
    }
    Ok(())
}

async fn compare_sqlite(folder: &Path, size: Size) -> Result<Comparison> {
    let mut comparison = Comparison::new("SQLite", "rusqlite, one thread", "sqlx 0.9");
    for round in 0..ROUNDS {
        for ours in [round % 2 == 0, round % 2 != 0] {
            let file = folder.join(format!("{round}-{ours}.db"));
            let readings = if ours {
                sqlite_rusqlite::run(&file, size).await?
            } else {
                sqlite_sqlx::run(&file, size).await?
            };
            comparison.add(ours, readings);
            std::fs::remove_file(&file)?;
        }
    }
    Ok(comparison)
}

async fn compare_postgres(cluster: &Cluster, size: Size) -> Result<Comparison> {
    let mut comparison = Comparison::new("PostgreSQL", "tokio-postgres, deadpool", "sqlx 0.9");
    for round in 0..ROUNDS {
        for ours in [round % 2 == 0, round % 2 != 0] {
            workload::prepare_postgres(cluster).await?;
            let readings = if ours {
                postgres_deadpool::run(cluster, size).await?
            } else {
                postgres_sqlx::run(cluster, size).await?
            };
            comparison.add(ours, readings);
        }
    }
    Ok(comparison)
}
