//! What files leave in the store, on both engines: the file until it is read, its rows until they are in, what each became,
//! and what its undo took back. The model has no imports: it is of the queue alone.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use omnifila_core::catalogue::{CustomerInput, GatewayKind, ImportKind, ImportSpec, ImportStatus};
use omnifila_core::id::{CustomerId, GatewayId, ImportId, InvoiceId, MessageId, OperationId, TemplateId};
use omnifila_core::input::InputError;
use omnifila_core::message::Reason;
use omnifila_core::time::{DAY, MINUTE, SECOND, Time};
use omnifila_store::catalogue::{
    Catalogue, ImportFile, ImportPage, ImportRow, ImportUndone, JudgedRow, Keyring, NewImport, Refusal,
    StoredImport,
};
use omnifila_store::sqlite::{Db, OpenOptions, SqliteQueue};
use omnifila_store::verbs::{NewMessage, Recipient};
use omnifila_store::{Queue, StoreError};
use omnifila_testkit::builder::{self, NOON, by};
use omnifila_testkit::postgres::empty_place;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

enum Place {
    File(tempfile::TempDir),
    Url(String),
}

struct Bench {
    queue: SqliteQueue,
    catalogue: Catalogue,
    place: Place,
}

fn open(place: Place) -> Bench {
    fn no_secrets(_: GatewayKind) -> &'static [&'static str] {
        &[]
    }
    let db = match &place {
        Place::File(folder) => Db::open(folder.path().join("omnifila.db"), OpenOptions::default()),
        Place::Url(url) => Db::connect(url, OpenOptions::default()),
    };
    let db = db.unwrap();
    let catalogue = Catalogue::new(Arc::clone(&db), Keyring::new([7; 32]), no_secrets).unwrap();
    Bench {
        queue: SqliteQueue::new(db),
        catalogue,
        place,
    }
}

impl Bench {
    /// The process ends and another begins.
    fn again(self) -> Bench {
        self.catalogue.db().close();
        open(self.place)
    }

    async fn keep(&self, kind: ImportKind, rows: i64, bytes: Vec<u8>) -> StoredImport {
        let new = NewImport {
            kind,
            spec: ImportSpec {
                name: "arquivo.csv".into(),
                source: "erp".into(),
                mapping: columns(&[("external_id", 0), ("name", 1)]),
                ..ImportSpec::default()
            },
            file: ImportFile {
                format: "csv".into(),
                encoding: Some("windows-1252".into()),
                separator: Some(';'),
                head: vec!["Código".into(), "Nome".into()],
            },
            sample: vec![vec!["1".into(), "Cliente Fictício".into()]],
            rows,
            digest: [9; 32],
            bytes,
        };
        let kept = self.catalogue.keep_import(new, by("ana"), NOON);
        kept.await.unwrap()
    }

    async fn begin(&self, id: ImportId) -> StoredImport {
        let begun = self.catalogue.begin_import(id, by("bia"), NOON);
        begun.await.unwrap()
    }

    async fn import(&self, id: ImportId) -> StoredImport {
        self.catalogue.import(id).await.unwrap().unwrap()
    }

    /// Keeps a file of these rows, begins it and has it read.
    async fn read(&self, kind: ImportKind, rows: Vec<JudgedRow>) -> ImportId {
        let id = self.keep(kind, rows.len() as i64, b"x".to_vec()).await.id;
        self.begin(id).await;
        let taken = self.catalogue.import_rows_read(id, 0, rows, NOON);
        assert!(taken.await.unwrap());
        id
    }

    async fn page(&self, id: ImportId, from: i64, limit: usize) -> (ImportPage, Vec<ImportRow>) {
        self.catalogue.import_page(id, from, limit).await.unwrap()
    }

    /// Takes the rest of an import of customers in, as one page.
    async fn take_customers(&self, id: ImportId, now: Time) -> StoredImport {
        let from = self.import(id).await.written;
        let (page, rows) = self.page(id, from, 1_000).await;
        let customers = rows.iter().map(|row| (row.row, Ok(parsed(row)))).collect();
        let taken = self.catalogue.import_customers(page, customers, now);
        taken.await.unwrap();
        self.import(id).await
    }

    async fn take_invoices(&self, id: ImportId, now: Time) -> Vec<(InvoiceId, Reason)> {
        let (page, rows) = self.page(id, 0, 1_000).await;
        let invoices = rows.iter().map(|row| (row.row, Ok(parsed(row)))).collect();
        let taken = self.catalogue.import_invoices(page, invoices, now);
        taken.await.unwrap()
    }

    /// Takes everything back, two rows at a time.
    async fn take_back(&self, id: ImportId, now: Time) -> (Vec<InvoiceId>, ImportUndone) {
        let mut stopped = Vec::new();
        loop {
            let (stop, more) = self.catalogue.import_take_back(id, 2, now).await.unwrap();
            stopped.extend(stop);
            if !more {
                return (stopped, self.import(id).await.undone.unwrap());
            }
        }
    }

    async fn customer(&self, external_id: &str, name: &str, now: Time) -> CustomerId {
        let input = serde_json::from_value(json!({"external_id": external_id, "name": name})).unwrap();
        let kept = self
            .catalogue
            .upsert_customers("erp".into(), vec![input], now)
            .await
            .unwrap();
        kept[0].as_ref().unwrap().id
    }

    async fn names(&self) -> Vec<String> {
        let customers = self.catalogue.customers(None, 1_000).await.unwrap();
        customers.into_iter().map(|customer| customer.name).collect()
    }

    /// A message to customer `n`, as kept by the queue.
    async fn message(&self, n: i64, make: impl FnOnce(NewMessage) -> NewMessage) -> MessageId {
        let gateway = self.catalogue.create(builder::queued(), by("ana"), NOON).await;
        let gateway = GatewayId(gateway.unwrap().id);
        let template = builder::template(&[gateway]);
        let template = self.catalogue.create(template, by("ana"), NOON).await;
        let new = builder::message(gateway, TemplateId(template.unwrap().id), n, NOON);
        self.queue.accept(vec![make(new)], NOON).await.unwrap()[0].id
    }
}

fn columns(named: &[(&str, usize)]) -> BTreeMap<String, usize> {
    named.iter().map(|(name, at)| ((*name).to_owned(), *at)).collect()
}

fn customer(line: u64, external_id: &str, name: &str) -> JudgedRow {
    JudgedRow {
        line,
        cells: vec![external_id.into(), name.into()],
        item: Ok(json!({"external_id": external_id, "name": name}).to_string()),
    }
}

fn invoice(line: u64, external_id: &str, status: &str) -> JudgedRow {
    let item = json!({"external_id": external_id, "customer_external_id": "1", "status": status,
        "due_date": "2026-12-10", "amount_cents": 9990});
    JudgedRow {
        line,
        cells: vec![external_id.into()],
        item: Ok(item.to_string()),
    }
}

fn refused(line: u64) -> JudgedRow {
    let refusal = Refusal {
        code: "bad_phone".into(),
        place: "Celular".into(),
        expected: "a telephone".into(),
    };
    JudgedRow {
        line,
        cells: vec!["x;\"y\"".into(), String::new()],
        item: Err(refusal),
    }
}

fn parsed<T: serde::de::DeserializeOwned>(row: &ImportRow) -> T {
    serde_json::from_str(&row.item).unwrap()
}

fn counts(import: &StoredImport) -> [i64; 6] {
    [
        import.read,
        import.written,
        import.created,
        import.updated,
        import.unchanged,
        import.refused,
    ]
}

fn why<T: std::fmt::Debug>(answer: Result<T, StoreError>) -> &'static str {
    match answer {
        Err(StoreError::Refused { code }) => code,
        Err(StoreError::NotFound { noun }) => noun,
        other => panic!("{other:?}"),
    }
}

fn kept_for(reasons: &[(&str, i64)]) -> BTreeMap<String, i64> {
    reasons
        .iter()
        .map(|(reason, n)| ((*reason).to_owned(), *n))
        .collect()
}

async fn a_file_is_kept_whole_until_its_rows_are_read(bench: Bench) {
    let bytes: Vec<u8> = (0..2_500_000_u32).map(|i| (i % 251) as u8).collect();
    let kept = bench.keep(ImportKind::Customers, 2, bytes.clone()).await;
    assert_eq!(kept.status, ImportStatus::Draft);
    assert_eq!(
        (kept.file.separator, kept.sample[0][1].as_str()),
        (Some(';'), "Cliente Fictício")
    );
    let bench = bench.again();
    assert_eq!(bench.import(kept.id).await, kept);
    assert_eq!(bench.catalogue.import_bytes(kept.id).await.unwrap(), bytes);
    let begun = bench.begin(kept.id).await;
    assert_eq!(begun.status, ImportStatus::Reading);
    assert_eq!(begun.started_by.as_deref(), Some("bia"));
    assert!(begun.sample.is_empty(), "no personal data beyond need");
    let rows = vec![customer(2, "1", "Ana"), customer(3, "2", "Bia")];
    let taken = bench.catalogue.import_rows_read(kept.id, 0, rows, NOON);
    assert!(taken.await.unwrap());
    assert_eq!(bench.import(kept.id).await.status, ImportStatus::Writing);
    assert_eq!(bench.catalogue.import_bytes(kept.id).await.unwrap(), [0_u8; 0]);
}

async fn columns_are_remembered_by_source_and_kind(bench: Bench) {
    let said = async |kind, source: &str| {
        let mapping = bench.catalogue.import_mapping(kind, source.to_owned());
        mapping.await.unwrap()
    };
    let first = bench.keep(ImportKind::Customers, 1, b"x".to_vec()).await;
    assert_eq!(said(ImportKind::Customers, "erp").await, BTreeMap::new());
    bench.begin(first.id).await;
    let next = bench.keep(ImportKind::Customers, 1, b"x".to_vec()).await;
    assert_eq!(next.same_as, Some(first.id), "the same bytes, taken in before");
    let spec = ImportSpec {
        mapping: columns(&[("external_id", 1)]),
        ..next.spec.clone()
    };
    let change = |was: &ImportSpec| {
        let (was, spec) = (was.clone(), spec.clone());
        bench.catalogue.change_import(next.id, was, spec, by("ana"), NOON)
    };
    let changed = change(&next.spec).await.unwrap().unwrap();
    assert_eq!(changed.spec.mapping, columns(&[("external_id", 1)]));
    assert_eq!(
        change(&next.spec).await.unwrap(),
        None,
        "something else is said of it"
    );
    let of_heading = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        let owned = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
        owned.collect()
    };
    let first_said = of_heading(&[("Código", "external_id"), ("Nome", "name")]);
    assert_eq!(said(ImportKind::Customers, "erp").await, first_said);
    bench.begin(next.id).await;
    let last_said = of_heading(&[("Nome", "external_id")]);
    assert_eq!(said(ImportKind::Customers, "erp").await, last_said);
    assert_eq!(said(ImportKind::Customers, "outro").await, BTreeMap::new());
    assert_eq!(said(ImportKind::Invoices, "erp").await, BTreeMap::new());
    let listed = bench.catalogue.imports(None, 1).await.unwrap();
    assert_eq!(listed[0].id, next.id, "newest first");
    let older = bench.catalogue.imports(Some(next.id), 10).await.unwrap();
    assert_eq!(older.iter().map(|i| i.id).collect::<Vec<_>>(), [first.id]);
}

async fn what_is_no_draft_is_neither_changed_nor_removed(bench: Bench) {
    let catalogue = &bench.catalogue;
    let draft = bench.keep(ImportKind::Customers, 1, b"x".to_vec()).await.id;
    let undone = catalogue.undo_import(draft, by("ana"), NOON).await;
    assert_eq!(why(undone), "import_is_draft");
    let stopped = catalogue.stop_import(draft, by("ana"), NOON).await.unwrap();
    assert_eq!(stopped.status, ImportStatus::Draft);
    catalogue.remove_import(draft, by("ana"), NOON).await.unwrap();
    assert_eq!(catalogue.import(draft).await.unwrap(), None);
    assert_eq!(catalogue.import_bytes(draft).await.unwrap(), [0_u8; 0]);
    let gone = catalogue.begin_import(draft, by("ana"), NOON).await;
    assert_eq!(why(gone), "import");

    let id = bench.keep(ImportKind::Customers, 2, b"x".to_vec()).await.id;
    let spec = bench.begin(id).await.spec;
    let changed = catalogue
        .change_import(id, spec.clone(), spec, by("ana"), NOON)
        .await;
    assert_eq!(why(changed), "import_not_draft");
    let removed = catalogue.remove_import(id, by("ana"), NOON).await;
    assert_eq!(why(removed), "import_not_draft");
    let stopped = catalogue.stop_import(id, by("ana"), NOON).await.unwrap();
    assert_eq!(stopped.status, ImportStatus::Stopped);
    let row = vec![customer(2, "1", "Ana")];
    let late = catalogue.import_rows_read(id, 0, row.clone(), NOON);
    assert!(!late.await.unwrap(), "a stopped one takes nothing in");
    assert_eq!(bench.begin(id).await.status, ImportStatus::Reading);
    let taken = catalogue.import_rows_read(id, 0, row, NOON);
    assert!(taken.await.unwrap());
    let at_work = catalogue.imports_at_work().await.unwrap();
    assert_eq!(at_work.iter().map(|i| i.read).collect::<Vec<_>>(), [1]);
}

async fn a_page_and_its_cursor_move_together(bench: Bench) {
    let id = bench.keep(ImportKind::Customers, 6, b"x".to_vec()).await.id;
    bench.begin(id).await;
    let first = vec![customer(2, "1", "Ana"), customer(3, "2", "Bia"), refused(4)];
    let rest = vec![
        customer(6, "4", "Caio"),
        customer(7, "1", "Ana Maria"),
        customer(8, "2", "Bia"),
    ];
    let read = async |bench: &Bench, from, rows: &[JudgedRow]| {
        let taken = bench.catalogue.import_rows_read(id, from, rows.to_vec(), NOON);
        taken.await.unwrap()
    };
    assert!(read(&bench, 0, &first).await);
    let bench = bench.again();
    assert!(!read(&bench, 0, &first).await, "it is elsewhere");
    assert!(read(&bench, 3, &rest).await);
    assert_eq!(counts(&bench.import(id).await), [6, 0, 0, 0, 0, 0]);

    let (page, rows) = bench.page(id, 0, 4).await;
    assert_eq!((page.from, page.to), (0, 4));
    let lines: Vec<(i64, u64)> = rows.iter().map(|row| (row.row, row.line)).collect();
    assert_eq!(lines, [(1, 2), (2, 3), (4, 6)], "the refused one is passed over");
    let input = |row: &ImportRow| -> Result<CustomerInput, InputError> {
        if row.row == 4 {
            return Err(InputError::new("too_long", "/name", "at most 300 characters"));
        }
        Ok(parsed(row))
    };
    let customers: Vec<_> = rows.iter().map(|row| (row.row, input(row))).collect();
    for _ in 0..2 {
        // Again, as after a kill: it counts once.
        let taken = bench.catalogue.import_customers(page, customers.clone(), NOON);
        taken.await.unwrap();
        assert_eq!(counts(&bench.import(id).await), [6, 4, 2, 0, 0, 2]);
    }
    let bench = bench.again();
    let done = bench.take_customers(id, NOON.plus(MINUTE)).await;
    assert_eq!(counts(&done), [6, 6, 2, 1, 1, 2]);
    assert_eq!(done.status, ImportStatus::Completed);
    assert_eq!(done.finished_at, Some(NOON.plus(MINUTE)));
    assert_eq!(bench.names().await, ["Ana Maria", "Bia"]);
    assert!(bench.catalogue.imports_at_work().await.unwrap().is_empty());

    let told = bench.catalogue.import_refused(id, 0, 10).await.unwrap();
    assert_eq!(
        told.iter()
            .map(|r| (r.line, r.refusal.code.as_str(), r.refusal.place.as_str()))
            .collect::<Vec<_>>(),
        [(4, "bad_phone", "Celular"), (6, "too_long", "/name")]
    );
    assert_eq!(told[0].cells, ["x;\"y\"", ""]);
    assert_eq!(told[1].cells, ["4", "Caio"]);
    let next = bench.catalogue.import_refused(id, told[0].row, 1).await.unwrap();
    assert_eq!(next, told[1..]);
    assert_eq!(bench.begin(id).await.status, ImportStatus::Completed);
}

async fn customers_are_taken_back_unless_used_or_touched(bench: Bench) {
    bench.customer("0", "Já estava", NOON).await;
    let rows = (0..7_u64).map(|i| customer(i + 2, &i.to_string(), &format!("Cliente {i}")));
    let id = bench.read(ImportKind::Customers, rows.collect()).await;
    let done = bench.take_customers(id, NOON).await;
    assert_eq!(counts(&done), [7, 7, 6, 1, 0, 0]);
    // Of the first there is an invoice, to the second a message, the third was changed by a person since.
    let used = vec![serde_json::from_str(invoice(2, "10", "open").item.as_deref().unwrap()).unwrap()];
    let kept = bench.catalogue.upsert_invoices("erp".into(), used, NOON).await;
    assert!(kept.unwrap()[0].is_ok());
    let second = bench.customer("2", "Cliente 2", NOON).await;
    let known = Recipient::Known {
        id: second,
        name: "Cliente 2".into(),
    };
    bench
        .message(2, |new| NewMessage {
            customer: known,
            ..new
        })
        .await;
    bench.customer("3", "Cliente Mudado", NOON.plus(SECOND)).await;

    let later = NOON.plus(MINUTE);
    let begun = bench.catalogue.undo_import(id, by("ana"), later).await.unwrap();
    assert_eq!(begun.status, ImportStatus::Undoing);
    let (_, more) = bench.catalogue.import_take_back(id, 2, later).await.unwrap();
    assert!(more);
    let bench = bench.again();
    let (_, undone) = bench.take_back(id, later).await;
    let want = ImportUndone {
        removed: 3,
        cancelled: 0,
        kept: kept_for(&[("changed", 1), ("in_use", 2), ("touched", 1)]),
    };
    assert_eq!(undone, want);
    assert_eq!(
        bench.names().await,
        ["Cliente 0", "Cliente 1", "Cliente 2", "Cliente Mudado"]
    );
    let again = bench.catalogue.undo_import(id, by("ana"), later).await.unwrap();
    assert_eq!((again.status, again.undone), (ImportStatus::Undone, Some(want)));
    let begun = bench.catalogue.begin_import(id, by("ana"), later).await;
    assert_eq!(why(begun), "import_undone");
}

async fn invoices_that_messages_speak_of_are_cancelled(bench: Bench) {
    bench.customer("1", "Ana", NOON).await;
    let read = |rows| bench.read(ImportKind::Invoices, rows);
    let id = read(vec![
        invoice(2, "10", "open"),
        invoice(3, "11", "open"),
        invoice(4, "12", "paid"),
        invoice(5, "13", "open"),
    ])
    .await;
    assert_eq!(bench.take_invoices(id, NOON).await, []);
    let invoices = bench.catalogue.invoices_by_id((1..=9).map(InvoiceId).collect());
    let ids: BTreeMap<String, InvoiceId> = invoices
        .await
        .unwrap()
        .into_iter()
        .map(|invoice| (invoice.external_id, invoice.id))
        .collect();
    for external_id in ["11", "12"] {
        let of = Some(ids[external_id]);
        let speaks = |new: NewMessage| NewMessage {
            invoice_id: of,
            ..new
        };
        bench.message(1, speaks).await;
    }
    // A later file says that one of them is paid.
    let later = read(vec![invoice(2, "13", "paid"), invoice(3, "14", "open")]).await;
    let ended = bench.take_invoices(later, NOON.plus(MINUTE)).await;
    assert_eq!(ended.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [ids["13"]]);

    for import in [later, id] {
        let begun = bench.catalogue.undo_import(import, by("ana"), NOON).await;
        begun.unwrap();
    }
    let (stopped, undone) = bench.take_back(later, NOON).await;
    let want = ImportUndone {
        removed: 1,
        cancelled: 0,
        kept: kept_for(&[("changed", 1)]),
    };
    assert_eq!((stopped, undone), (vec![], want));
    let (stopped, undone) = bench.take_back(id, NOON).await;
    let want = ImportUndone {
        removed: 1,
        cancelled: 1,
        kept: kept_for(&[("in_use", 1), ("touched", 1)]),
    };
    assert_eq!((stopped, undone), (vec![ids["11"]], want));
    let left = bench.catalogue.invoices_by_id(ids.values().copied().collect());
    let left = left.await.unwrap();
    let left: Vec<(&str, &str)> = left
        .iter()
        .map(|invoice| (invoice.external_id.as_str(), invoice.status.word()))
        .collect();
    assert_eq!(left, [("11", "cancelled"), ("12", "paid"), ("13", "paid")]);
}

async fn a_message_is_of_the_import_whose_batch_it_is(bench: Bench) {
    let rows = (0..4_u64).map(|i| customer(i + 2, &i.to_string(), "x"));
    let id = bench.read(ImportKind::Messages, rows.collect()).await;
    let batch = format!("import:{id}");
    let ours = bench
        .message(1, |new| NewMessage {
            batch_ref: Some(batch.clone()),
            ..new
        })
        .await;
    let theirs = bench.message(2, |new| new).await;
    let (page, _) = bench.page(id, 0, 10).await;
    let bad = InputError::new("bad_phone", "/customer/phone", "a telephone");
    let messages = vec![(1, Ok(ours)), (2, Ok(ours)), (3, Ok(theirs)), (4, Err(bad))];
    for _ in 0..2 {
        // Again, as after a kill between the queue's answer and this: it counts once.
        let noted = bench
            .catalogue
            .import_messages(page, batch.clone(), messages.clone(), NOON);
        noted.await.unwrap();
        assert_eq!(counts(&bench.import(id).await), [4, 4, 1, 0, 2, 1]);
    }
    bench.catalogue.undo_import(id, by("ana"), NOON).await.unwrap();
    let told = bench
        .catalogue
        .import_messages_taken_back(id, OperationId(3), [1, 2, 3], NOON);
    told.await.unwrap();
    let undone = bench.again().import(id).await;
    assert_eq!(
        (undone.status, undone.operation_id),
        (ImportStatus::Undone, Some(OperationId(3)))
    );
    let want = ImportUndone {
        removed: 0,
        cancelled: 1,
        kept: kept_for(&[("too_late", 2), ("uncertain", 3)]),
    };
    assert_eq!(undone.undone, Some(want));
}

async fn old_rows_are_forgotten_and_old_drafts_removed(bench: Bench) {
    let rows = (0..5_u64).map(|i| customer(i + 2, &i.to_string(), "Cliente Fictício"));
    let done = bench.read(ImportKind::Customers, rows.collect()).await;
    bench.take_customers(done, NOON).await;
    let draft = bench.keep(ImportKind::Customers, 1, b"x".to_vec()).await.id;
    let running = bench.keep(ImportKind::Customers, 1, b"x".to_vec()).await.id;
    bench.begin(running).await;
    let prune = async |until: Time| {
        let mut turns = 0;
        while bench.catalogue.prune_imports(until, 2).await.unwrap() > 0 {
            turns += 1;
        }
        turns
    };
    assert_eq!(prune(NOON).await, 0, "none is as old");
    assert!(prune(NOON.plus(DAY)).await > 3, "a little at a time");
    assert_eq!(bench.catalogue.import(draft).await.unwrap(), None);
    let forgotten = bench.import(done).await;
    assert!(forgotten.forgotten);
    assert_eq!(counts(&forgotten), [5, 5, 5, 0, 0, 0], "its figures stay");
    assert!(bench.page(done, 0, 10).await.1.is_empty());
    let undone = bench.catalogue.undo_import(done, by("ana"), NOON).await;
    assert_eq!(why(undone), "import_forgotten");
    assert_eq!(bench.names().await.len(), 5, "what it made stays");
    assert_eq!(bench.import(running).await.status, ImportStatus::Reading);
}

macro_rules! on_both {
    ($($case:ident),* $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test]
                async fn $case() {
                    super::$case(super::open(super::Place::File(tempfile::tempdir().unwrap()))).await;
                }
            )*
        }
        mod postgres {
            $(
                #[tokio::test]
                async fn $case() {
                    super::$case(super::open(super::Place::Url(super::empty_place()))).await;
                }
            )*
        }
    };
}

on_both![
    a_file_is_kept_whole_until_its_rows_are_read,
    columns_are_remembered_by_source_and_kind,
    what_is_no_draft_is_neither_changed_nor_removed,
    a_page_and_its_cursor_move_together,
    customers_are_taken_back_unless_used_or_touched,
    invoices_that_messages_speak_of_are_cancelled,
    a_message_is_of_the_import_whose_batch_it_is,
    old_rows_are_forgotten_and_old_drafts_removed,
];
