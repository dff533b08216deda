//! tokio-postgres with deadpool: statements prepared per connection; row by row the 1,000 inserts of a commit are pipelined, which the
//! protocol allows and this library does when futures are polled together.

use anyhow::Result;
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use futures_util::future::try_join_all;
use tokio_postgres::types::ToSql;

use crate::cluster::Cluster;
use crate::measure::{Reading, Stopwatch};
use crate::workload::{Columns, Row, Size, postgres};

pub fn pool(cluster: &Cluster, connections: usize) -> Result<Pool> {
    let manager = Manager::from_config(
        cluster.settings(),
        tokio_postgres::NoTls,
        ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        },
    );
    Ok(Pool::builder(manager).max_size(connections).build()?)
}

async fn insert_many(pool: &Pool, rows: Vec<Row>) -> Result<()> {
    let mut client = pool.get().await?;
    let transaction = client.transaction().await?;
    let statement = transaction.prepare_cached(postgres::INSERT_MANY).await?;
    let c = Columns::from(rows);
    transaction
        .execute(
            &statement,
            &[
                &c.gateway,
                &c.priority,
                &c.position,
                &c.address,
                &c.data,
                &c.dedupe,
            ],
        )
        .await?;
    transaction.commit().await?;
    Ok(())
}

async fn insert_rows(pool: &Pool, rows: Vec<Row>) -> Result<()> {
    let mut client = pool.get().await?;
    let transaction = client.transaction().await?;
    let statement = transaction.prepare_cached(postgres::INSERT_ONE).await?;
    let inserts = rows.iter().map(|r| {
        let (transaction, statement) = (&transaction, &statement);
        async move {
            let values: [&(dyn ToSql + Sync); 6] = [
                &r.gateway,
                &r.priority,
                &r.position,
                &r.address,
                &r.data,
                &r.dedupe,
            ];
            transaction.execute(statement, &values).await
        }
    });
    try_join_all(inserts).await?;
    transaction.commit().await?;
    Ok(())
}

async fn insert_one(pool: &Pool, r: &Row) -> Result<()> {
    let client = pool.get().await?;
    let statement = client.prepare_cached(postgres::INSERT_ONE).await?;
    client
        .execute(
            &statement,
            &[
                &r.gateway,
                &r.priority,
                &r.position,
                &r.address,
                &r.data,
                &r.dedupe,
            ],
        )
        .await?;
    Ok(())
}

async fn claim(pool: &Pool, page: usize) -> Result<Vec<i64>> {
    let client = pool.get().await?;
    let statement = client.prepare_cached(postgres::CLAIM).await?;
    let rows = client
        .query(&statement, &[&1i64, &(page as i64), &1_700_000_000_000i64])
        .await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

async fn settle(pool: &Pool, ids: &Vec<i64>) -> Result<()> {
    let mut client = pool.get().await?;
    let transaction = client.transaction().await?;
    for text in [postgres::SETTLE_MESSAGES, postgres::SETTLE_ATTEMPTS] {
        let statement = transaction.prepare_cached(text).await?;
        transaction.execute(&statement, &[ids]).await?;
    }
    transaction.commit().await?;
    Ok(())
}

pub async fn run(cluster: &Cluster, size: Size) -> Result<Vec<Reading>> {
    let pool = pool(cluster, 16)?;
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
                insert_one(pool, &Row::numbered(size.rows * 3 + client * each + n)).await?;
            }
            anyhow::Ok(())
        }
    });
    try_join_all(clients).await?;
    readings.push(watch.stop("one by one", each * size.clients)?);
    pool.close();
    Ok(readings)
}
