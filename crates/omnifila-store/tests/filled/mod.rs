//! A database of either kind in which something happened: messages in several statuses, customers and invoices, a run, files,
//! numbers that were given and are gone.

use omnifila_core::catalogue::GatewayKind;
use omnifila_core::id::{GatewayId, MessageId, TemplateId};
use omnifila_core::outcome::{Outcome, Rejection};
use omnifila_store::Queue;
use omnifila_store::catalogue::{Catalogue, Keyring};
use omnifila_store::place::Place;
use omnifila_store::sqlite::{Db, OpenOptions, SqliteQueue};
use omnifila_store::verbs::{NewRun, Settlement, StartRequest};
use omnifila_testkit::builder::{self, NOON, by};
use omnifila_testkit::postgres;
use std::sync::Arc;

pub(crate) fn open(place: &Place) -> Arc<Db> {
    match place {
        Place::File(path) => Db::open(path, OpenOptions::default()).unwrap(),
        Place::Postgres(url) => Db::connect(url, OpenOptions::default()).unwrap(),
    }
}

/// Says statements to a database that nobody has open, as a stranger would.
pub(crate) fn change(place: &Place, sql: &str) {
    match place {
        Place::File(path) => rusqlite::Connection::open(path)
            .unwrap()
            .execute_batch(sql)
            .unwrap(),
        Place::Postgres(url) => drop(postgres::ask(url, sql)),
    }
}

#[derive(Debug)]
pub(crate) struct Filled {
    pub(crate) place: Place,
    _folder: tempfile::TempDir,
}

/// What no verb of the queue writes.
const MORE: &str = "
INSERT INTO customer (source, external_id, name, name_fold, created_at, updated_at) VALUES
    ('erp', '1', 'Cliente Exemplo', 'cliente exemplo', 1, 2), ('erp', '2', 'Ânimo ''quoted'' \u{1f600}', 'animo', 1, 2),
    ('erp', '3', 'gone', 'gone', 1, 2);
DELETE FROM customer WHERE external_id = '3';
INSERT INTO invoice (source, external_id, customer_id, status, due_date, amount_cents, created_at, updated_at)
    VALUES ('erp', 'f1', 1, 0, '2026-12-10', 9990, 1, 2);
INSERT INTO file (hash, media, name, body, expires_at) VALUES (BYTES_32, 'application/pdf', 'a.pdf', BYTES_9, 5);
INSERT INTO portfolio_recipient (portfolio, address_key, at) VALUES ('p', 1, 5), ('p', 2, 6), ('q', 1, 7);
INSERT INTO setting (name, value) VALUES ('try', '\"text\"');
";

impl Filled {
    pub(crate) async fn file() -> Filled {
        let folder = tempfile::tempdir().unwrap();
        Self::fill(Place::File(folder.path().join("omnifila.db")), folder).await
    }

    pub(crate) async fn postgres() -> Filled {
        let folder = tempfile::tempdir().unwrap();
        Self::fill(Place::Postgres(postgres::empty_place()), folder).await
    }

    pub(crate) fn open(&self) -> Arc<Db> {
        open(&self.place)
    }

    async fn fill(place: Place, folder: tempfile::TempDir) -> Filled {
        let db = open(&place);
        queue(&db).await;
        db.close();
        drop(db);
        let bytes = |n: usize| {
            let hex = "a0ff".repeat(n / 2) + if n % 2 == 1 { "07" } else { "" };
            match place {
                Place::File(_) => format!("x'{}'", &hex[..n * 2]),
                Place::Postgres(_) => format!("'\\x{}'", &hex[..n * 2]),
            }
        };
        change(
            &place,
            &MORE.replace("BYTES_32", &bytes(32)).replace("BYTES_9", &bytes(9)),
        );
        Filled {
            place,
            _folder: folder,
        }
    }
}

fn no_secrets(_: GatewayKind) -> &'static [&'static str] {
    &[]
}

/// Work that blocks, outside of the test's runtime.
pub(crate) fn apart<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join()).unwrap()
}

pub(crate) fn catalogue(db: &Arc<Db>) -> Catalogue {
    Catalogue::new(Arc::clone(db), Keyring::new([7; 32]), no_secrets).unwrap()
}

/// Six messages: two sent, one failed, one uncertain, two waiting for a run's members to leave.
async fn queue(db: &Arc<Db>) {
    let catalogue = catalogue(db);
    let gateway = catalogue
        .create(builder::queued(), by("teste"), NOON)
        .await
        .unwrap();
    let gateway = GatewayId(gateway.id);
    let template = catalogue
        .create(builder::template(&[gateway]), by("teste"), NOON)
        .await
        .unwrap();
    let template = TemplateId(template.id);
    let queue = SqliteQueue::new(Arc::clone(db));
    let new = (1..7)
        .map(|n| builder::message(gateway, template, n, NOON))
        .collect();
    queue.accept(new, NOON).await.unwrap();
    let run = NewRun {
        task_id: None,
        gateway_ids: vec![gateway],
        limit: None,
        occurrence: None,
        by: by("teste"),
    };
    queue.open_run(run, NOON).await.unwrap();
    let now = NOON.plus(1_000);
    let mut started: Vec<MessageId> = Vec::new();
    while started.len() < 4 {
        let request = StartRequest {
            gateway_id: gateway,
            slots: 4 - started.len(),
            now,
            circuit_until: None,
        };
        let calls = queue.start(request).await.unwrap().calls;
        started.extend(calls.iter().map(|call| call.message_id));
    }
    let settle = |id: MessageId, outcome: Outcome| Settlement {
        message_id: id,
        attempt: 1,
        outcome,
        ended_at: now.plus(5),
    };
    let settled = vec![
        settle(started[0], builder::accepted("p1")),
        settle(started[1], builder::accepted("p2")),
        settle(started[2], builder::rejected(Rejection::Permanent)),
        settle(started[3], builder::unknown()),
    ];
    queue.settle(settled).await.unwrap();
}
