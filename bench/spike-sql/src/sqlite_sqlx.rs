//! sqlx on SQLite: its pool with one writing connection (more would only collide), a transaction per call, statements cached. The
//! library runs the connection on a thread of its own and sends it each statement.

use std::path::Path;
use std::str::FromStr;

use anyhow::Result;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Row as _, SqlitePool};

use crate::measure::{Reading, Stopwatch};
use crate::workload::{Row, SQLITE_PRAGMAS, SQLITE_SCHEMA, Size, sqlite};

pub async fn pool(file: &Path) -> Result<SqlitePool> {
    let options =
        SqliteConnectOptions::from_str(&format!("sqlite://{}", file.display()))?.create_if_missing(true);
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    sqlx::raw_sql(SQLITE_PRAGMAS).execute(&pool).await?;
    sqlx::raw_sql(SQLITE_SCHEMA).execute(&pool).await?;
    Ok(pool)
}

async fn insert(pool: &SqlitePool, rows: Vec<Row>) -> Result<()> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    for row in rows {
        let id: i64 = sqlx::query(sqlite::INSERT_MESSAGE)
            .bind(row.gateway)
            .bind(row.priority)
            .bind(row.position)
            .bind(row.address)
            .bind(row.data)
            .fetch_one(&mut *transaction)
            .await?
            .get(0);
        sqlx::query(sqlite::INSERT_KEY)
            .bind(row.dedupe)
            .bind(id)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(())
}

async fn claim(pool: &SqlitePool, page: usize) -> Result<Vec<i64>> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    let ids: Vec<i64> = sqlx::query_scalar(sqlite::PAGE)
        .bind(1i64)
        .bind(page as i64)
        .fetch_all(&mut *transaction)
        .await?;
    for id in &ids {
        sqlx::query(sqlite::MARK)
            .bind(id)
            .bind(1i64)
            .bind(0i64)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(sqlite::INSERT_ATTEMPT)
            .bind(id)
            .bind(1_700_000_000_000i64)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(ids)
}

async fn settle(pool: &SqlitePool, ids: &[i64]) -> Result<()> {
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    for id in ids {
        sqlx::query(sqlite::MARK)
            .bind(id)
            .bind(2i64)
            .bind(1i64)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(sqlite::SETTLE_ATTEMPT)
            .bind(id)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(())
}

pub async fn run(file: &Path, size: Size) -> Result<Vec<Reading>> {
    let pool = pool(file).await?;
    let mut readings = Vec::new();

    let watch = Stopwatch::start()?;
    for first in (0..size.rows).step_by(size.per_commit) {
        insert(&pool, Row::numbered_from(first, size.per_commit)).await?;
    }
    readings.push(watch.stop("batch insert", size.rows)?);

    let watch = Stopwatch::start()?;
    let mut settled = 0;
    loop {
        let ids = claim(&pool, size.page).await?;
        if ids.is_empty() {
            break;
        }
        settle(&pool, &ids).await?;
        settled += ids.len();
    }
    anyhow::ensure!(settled == size.rows, "{settled} settled");
    readings.push(watch.stop("claim and settle", size.rows)?);

    let watch = Stopwatch::start()?;
    let each = size.single / size.clients;
    let clients = (0..size.clients).map(|client| {
        let pool = &pool;
        async move {
            for n in 0..each {
                insert(pool, vec![Row::numbered(size.rows + client * each + n)]).await?;
            }
            anyhow::Ok(())
        }
    });
    futures_util::future::try_join_all(clients).await?;
    readings.push(watch.stop("one by one", each * size.clients)?);
    pool.close().await;
    Ok(readings)
}
