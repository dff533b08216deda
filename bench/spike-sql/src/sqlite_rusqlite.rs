//! rusqlite: one thread owns the one writing connection; callers send it work and wait for the answer. Single inserts that wait at
//! the same moment share a commit (group commit), and nobody is answered before it.

use std::path::Path;

use anyhow::{Context, Result};
use rusqlite::{Connection, Transaction, params};
use tokio::sync::{mpsc, oneshot};

use crate::measure::{Reading, Stopwatch};
use crate::workload::{Row, SQLITE_PRAGMAS, SQLITE_SCHEMA, Size, sqlite};

/// At most this many pieces of work share a commit, so that nobody waits long for a full one.
const GROUP_MAX: usize = 256;

enum Work {
    Batch(Vec<Row>),
    Claim { page: usize },
    Settle(Vec<i64>),
}

type Job = (Work, oneshot::Sender<Result<Vec<i64>>>);

struct Writer {
    jobs: mpsc::Sender<Job>,
}

impl Writer {
    fn open(file: &Path) -> Result<(Self, std::thread::JoinHandle<()>)> {
        let connection = Connection::open(file)?;
        connection.execute_batch(SQLITE_PRAGMAS)?;
        connection.execute_batch(SQLITE_SCHEMA)?;
        connection.set_prepared_statement_cache_capacity(64);
        let (jobs, inbox) = mpsc::channel(1024);
        Ok((
            Self { jobs },
            std::thread::spawn(move || write(connection, inbox)),
        ))
    }

    async fn call(&self, work: Work) -> Result<Vec<i64>> {
        let (answer, answered) = oneshot::channel();
        self.jobs
            .send((work, answer))
            .await
            .ok()
            .context("the writer is gone")?;
        answered.await.context("the writer is gone")?
    }
}

/// Drains what waits into one transaction, commits, then answers.
fn write(mut connection: Connection, mut inbox: mpsc::Receiver<Job>) {
    while let Some(first) = inbox.blocking_recv() {
        let mut group = vec![first];
        while group.len() < GROUP_MAX {
            let Ok(next) = inbox.try_recv() else { break };
            group.push(next);
        }
        let (works, answers): (Vec<_>, Vec<_>) = group.into_iter().unzip();
        let results = commit(&mut connection, works);
        match results {
            Ok(results) => {
                for (answer, result) in answers.into_iter().zip(results) {
                    let _ = answer.send(Ok(result));
                }
            }
            Err(error) => {
                for answer in answers {
                    let _ = answer.send(Err(anyhow::anyhow!("{error:#}")));
                }
            }
        }
    }
}

fn commit(connection: &mut Connection, works: Vec<Work>) -> Result<Vec<Vec<i64>>> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let results = works
        .into_iter()
        .map(|work| perform(&transaction, work))
        .collect::<Result<Vec<_>>>()?;
    transaction.commit()?;
    Ok(results)
}

fn perform(transaction: &Transaction<'_>, work: Work) -> Result<Vec<i64>> {
    match work {
        Work::Batch(rows) => {
            let mut insert = transaction.prepare_cached(sqlite::INSERT_MESSAGE)?;
            let mut key = transaction.prepare_cached(sqlite::INSERT_KEY)?;
            let mut ids = Vec::with_capacity(rows.len());
            for row in rows {
                let id: i64 = insert.query_row(
                    params![row.gateway, row.priority, row.position, row.address, row.data],
                    |r| r.get(0),
                )?;
                key.execute(params![row.dedupe, id])?;
                ids.push(id);
            }
            Ok(ids)
        }
        Work::Claim { page } => {
            let mut select = transaction.prepare_cached(sqlite::PAGE)?;
            let ids = select
                .query_map(params![1, page as i64], |r| r.get(0))?
                .collect::<Result<Vec<i64>, _>>()?;
            let mut mark = transaction.prepare_cached(sqlite::MARK)?;
            let mut attempt = transaction.prepare_cached(sqlite::INSERT_ATTEMPT)?;
            for id in &ids {
                mark.execute(params![id, 1, 0])?;
                attempt.execute(params![id, 1_700_000_000_000i64])?;
            }
            Ok(ids)
        }
        Work::Settle(ids) => {
            let mut mark = transaction.prepare_cached(sqlite::MARK)?;
            let mut attempt = transaction.prepare_cached(sqlite::SETTLE_ATTEMPT)?;
            for id in &ids {
                mark.execute(params![id, 2, 1])?;
                attempt.execute(params![id])?;
            }
            Ok(ids)
        }
    }
}

pub async fn run(file: &Path, size: Size) -> Result<Vec<Reading>> {
    let (writer, thread) = Writer::open(file)?;
    let mut readings = Vec::new();

    let watch = Stopwatch::start()?;
    for first in (0..size.rows).step_by(size.per_commit) {
        writer
            .call(Work::Batch(Row::numbered_from(first, size.per_commit)))
            .await?;
    }
    readings.push(watch.stop("batch insert", size.rows)?);

    let watch = Stopwatch::start()?;
    let mut settled = 0;
    loop {
        let ids = writer.call(Work::Claim { page: size.page }).await?;
        if ids.is_empty() {
            break;
        }
        settled += writer.call(Work::Settle(ids)).await?.len();
    }
    anyhow::ensure!(settled == size.rows, "{settled} settled");
    readings.push(watch.stop("claim and settle", size.rows)?);

    let watch = Stopwatch::start()?;
    let each = size.single / size.clients;
    let clients = (0..size.clients).map(|client| {
        let writer = &writer;
        async move {
            for n in 0..each {
                writer
                    .call(Work::Batch(vec![Row::numbered(size.rows + client * each + n)]))
                    .await?;
            }
            anyhow::Ok(())
        }
    });
    futures_util::future::try_join_all(clients).await?;
    readings.push(watch.stop("one by one", each * size.clients)?);

    drop(writer);
    thread.join().ok().context("the writer panicked")?;
    Ok(readings)
}
