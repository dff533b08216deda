//! sqlx on PostgreSQL: its pool, statements cached per connection. It has no pipelining: row by row, each insert waits for the
//! answer to the one before.

use anyhow::Result;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

use crate::cluster::Cluster;
use crate::measure::{Reading, Stopwatch};
use crate::workload::{Columns, Row, Size, postgres};

pub async fn pool(cluster: &Cluster, connections: u32) -> Result<PgPool> {
    let options = PgPoolOptions::new()
        .max_connections(connections)
        .test_before_acquire(false);
    Ok(options.connect(&cluster.url()).await?)
}

async fn insert_many(pool: &PgPool, rows: Vec<Row>) -> Result<()> {
    let mut transaction = pool.begin().await?;
    let c = Columns::from(rows);
    sqlx::query(postgres::INSERT_MANY)
        .bind(c.gateway)
        .bind(c.priority)
        .bind(c.position)
        .bind(c.address)
        .bind(c.data)
        .bind(c.dedupe)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

fn one(row: &Row) -> sqlx::query::Query<'_, sqlx::Postgres, sqlx::postgres::PgArguments> {
    sqlx::query(postgres::INSERT_ONE)
        .bind(row.gateway)
        .bind(row.priority)
        .bind(row.position)
        .bind(&row.address)
        .bind(&row.data)
        .bind(&row.dedupe)
}

async fn insert_rows(pool: &PgPool, rows: Vec<Row>) -> Result<()> {
    let mut transaction = pool.begin().await?;
    for row in &rows {
        one(row).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(())
}

async fn claim(pool: &PgPool, page: usize) -> Result<Vec<i64>> {
    let claim = sqlx::query_scalar(postgres::CLAIM)
        .bind(1i64)
        .bind(page as i64)
        .bind(1_700_000_000_000i64);
    Ok(claim.fetch_all(pool).await?)
}

async fn settle(pool: &PgPool, ids: &[i64]) -> Result<()> {
    let mut transaction = pool.begin().await?;
    for text in [postgres::SETTLE_MESSAGES, postgres::SETTLE_ATTEMPTS] {
        sqlx::query(text).bind(ids).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(())
}

pub async fn run(cluster: &Cluster, size: Size) -> Result<Vec<Reading>> {
    let pool = pool(cluster, 16).await?;
    let mut readings = Vec::new();

    let watch = Stopwatch::start()?;
    for first in (0..size.rows).step_by(size.per_commit) {
        insert_many(&pool, Row::numbered_from(first, size.per_commit)).await?;
    }
    readings.push(watch.stop("batch insert, arrays", size.rows)?);

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
    let some = size.rows / 5;
    for first in (0..some).step_by(size.per_commit) {
        insert_rows(&pool, Row::numbered_from(size.rows * 2 + first, size.per_commit)).await?;
    }
    readings.push(watch.stop("batch insert, row by row", some)?);

    let watch = Stopwatch::start()?;
    let each = size.single / size.clients;
    let clients = (0..size.clients).map(|client| {
        let pool = &pool;
        async move {
            for n in 0..each {
                one(&Row::numbered(size.rows * 3 + client * each + n))
                    .execute(pool)
                    .await?;
            }
            anyhow::Ok(())
        }
    });
    futures_util::future::try_join_all(clients).await?;
    readings.push(watch.stop("one by one", each * size.clients)?);
    pool.close().await;
    Ok(readings)
}
