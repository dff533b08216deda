//! What ladders keep with their messages: leases while they are made ready, revisions against what invoices say by then,
//! messages about several invoices, caps, and runs that happen once a day.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use omnifila_core::catalogue::{Attachment, DunningCaps, GatewayKind, OnChange, OneEnds};
use omnifila_core::dunning::{Difference, Dunning, Fact, Spoken};
use omnifila_core::id::{GatewayId, InvoiceId, LadderId, MessageId, TemplateId};
use omnifila_core::message::{Origin, Purpose, Reason, Status};
use omnifila_core::time::{DAY, HOUR, Time};
use omnifila_store::catalogue::{Catalogue, Keyring, LadderRunStatus, NewFile, NewLadderRun};
use omnifila_store::sqlite::{Db, MadeReady, OpenOptions, Revision, SqliteQueue};
use omnifila_store::verbs::{NewMessage, StartRequest, Started};
use omnifila_store::{Queue, StoreError};
use omnifila_testkit::builder::{self, NOON, by};
use serde_json::json;
use std::sync::Arc;

struct Bench {
    queue: SqliteQueue,
    catalogue: Catalogue,
    gateway: GatewayId,
    template: TemplateId,
    _folder: tempfile::TempDir,
}

fn no_secrets(_: GatewayKind) -> &'static [&'static str] {
    &[]
}

impl Bench {
    async fn new() -> Bench {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(folder.path().join("omnifila.db"), OpenOptions::default()).unwrap();
        let catalogue = Catalogue::new(Arc::clone(&db), Keyring::new([7; 32]), no_secrets).unwrap();
        let spec = builder::continuous();
        let gateway = GatewayId(catalogue.create(spec, by("teste"), NOON).await.unwrap().id);
        let template = builder::template(&[gateway]);
        let template = TemplateId(catalogue.create(template, by("teste"), NOON).await.unwrap().id);
        let customer =
            serde_json::from_value(json!({"external_id": "C1", "name": "Cliente Fictício"})).unwrap();
        let kept = catalogue
            .upsert_customers("erp".into(), vec![customer], NOON)
            .await
            .unwrap();
        assert!(kept[0].is_ok());
        Bench {
            queue: SqliteQueue::new(db),
            catalogue,
            gateway,
            template,
            _folder: folder,
        }
    }

    async fn invoice(&self, id: &str, cents: i64, status: &str) -> InvoiceId {
        let input = json!({"external_id": id, "customer_external_id": "C1", "status": status, "due_date": "2026-12-10",
            "amount_cents": cents});
        let input = serde_json::from_value(input).unwrap();
        let kept = self
            .catalogue
            .upsert_invoices("erp".into(), vec![input], NOON)
            .await
            .unwrap();
        kept[0].as_ref().unwrap().id
    }

    async fn spoken(&self, ids: &[InvoiceId]) -> Vec<Spoken> {
        let read = self.catalogue.invoices_by_id(ids.to_vec()).await.unwrap();
        read.iter().map(|invoice| invoice.spoken()).collect()
    }

    /// A ladder's message about these invoices.
    async fn message(
        &self,
        n: i64,
        ids: &[InvoiceId],
        attachments: &[Attachment],
        ends: OneEnds,
    ) -> MessageId {
        let dunning = Dunning {
            ladder_id: LadderId(1),
            ladder_version: 1,
            step: 0,
            window_id: None,
            attachments: attachments.to_vec(),
            on_change: OnChange::default(),
            when_one_ends: ends,
            legal_notice: None,
            invoices: self.spoken(ids).await,
        };
        let new = NewMessage {
            invoice_id: Some(ids[0]),
            step: Some(0),
            purpose: Purpose::Collection,
            origin: Origin::Billing,
            dunning: Some(Box::new(dunning)),
            ..builder::message(self.gateway, self.template, n, NOON)
        };
        self.queue.accept(vec![new], NOON).await.unwrap()[0].id
    }

    async fn start(&self, now: Time) -> Started {
        let request = StartRequest {
            gateway_id: self.gateway,
            slots: 100,
            now,
            circuit_until: None,
        };
        self.queue.start(request).await.unwrap()
    }

    /// As whoever makes messages ready would answer now.
    async fn revision(&self, id: MessageId, preview: &str, until: Option<Time>) -> MadeReady {
        let found = self.catalogue.preparations(vec![id]).await.unwrap();
        let one = &found[0];
        let open = one.invoices.iter().filter(|i| i.status.collectable());
        let dunning = Dunning {
            invoices: open.map(|i| i.spoken()).collect(),
            ..one.dunning.clone()
        };
        MadeReady::Revised(Box::new(Revision {
            message_id: id,
            differences: vec![Difference {
                invoice_id: dunning.invoices[0].id,
                field: Fact::Amount,
                before: Some("1".into()),
                after: Some("2".into()),
            }],
            dunning,
            template_version: 2,
            data: "{}".into(),
            preview: preview.into(),
            contents: vec![(self.gateway, builder::content(7))],
            ready_until: until,
        }))
    }

    async fn made(&self, made: MadeReady) {
        self.catalogue.made_ready(vec![made], NOON).await.unwrap();
    }

    async fn status(&self, id: MessageId) -> (Status, Reason) {
        let detail = self.queue.message(id).await.unwrap().unwrap();
        (detail.row.status, detail.row.reason)
    }
}

#[tokio::test]
async fn what_has_to_be_fetched_is_leased_and_leaves_when_it_is_there() {
    let bench = Bench::new().await;
    let invoice = bench.invoice("F1", 100, "open").await;
    let id = bench
        .message(1, &[invoice], &[Attachment::Pix], OneEnds::Rerender)
        .await;
    let started = bench.start(NOON).await;
    assert_eq!((started.calls.len(), started.prepares), (0, vec![id]));
    let again = bench.start(NOON).await;
    assert!(
        again.prepares.is_empty() && again.calls.is_empty() && !again.exhausted,
        "asked once"
    );

    // Put off, with its reason, until then.
    let until = NOON.plus(HOUR);
    let trouble = "no_pix".to_owned();
    bench
        .made(MadeReady::Deferred {
            message_id: id,
            until,
            trouble,
        })
        .await;
    assert_eq!(
        bench.catalogue.trouble_of(id).await.unwrap().as_deref(),
        Some("no_pix")
    );
    assert!(bench.start(NOON.plus(HOUR - 1)).await.prepares.is_empty());
    assert_eq!(bench.start(until).await.prepares, [id]);
    let revision = bench.revision(id, "com Pix", Some(until.plus(HOUR))).await;
    bench.made(revision).await;
    let started = bench.start(until).await;
    assert_eq!(started.calls.len(), 1);
    assert_eq!(
        (started.calls[0].preview.as_str(), &started.calls[0].content),
        ("com Pix", &builder::content(7))
    );
    assert_eq!(
        started.valid_until[0],
        until.plus(HOUR),
        "what was fetched holds no longer"
    );
    let history = bench.queue.message(id).await.unwrap().unwrap().history;
    let anew = history.iter().find(|h| h.reason == Reason::Rerendered).unwrap();
    assert_eq!(anew.changes.len(), 1);
}

#[tokio::test]
async fn what_was_fetched_expires_and_a_change_meanwhile_is_made_ready_once_more() {
    let bench = Bench::new().await;
    let invoice = bench.invoice("F1", 100, "open").await;
    let id = bench
        .message(1, &[invoice], &[Attachment::Pix], OneEnds::Rerender)
        .await;
    assert_eq!(bench.start(NOON).await.prepares, [id]);
    let stale = bench.revision(id, "velha", Some(NOON.plus(HOUR))).await;
    bench.invoice("F1", 200, "open").await;
    bench.made(stale).await;
    let started = bench.start(NOON).await;
    assert_eq!(
        (started.calls.len(), started.prepares),
        (0, vec![id]),
        "what it says is old by now"
    );
    let revision = bench.revision(id, "nova", Some(NOON.plus(HOUR))).await;
    bench.made(revision).await;
    assert_eq!(
        bench.start(NOON.plus(HOUR)).await.prepares,
        [id],
        "it has expired"
    );
}

#[tokio::test]
async fn a_message_about_several_names_the_next_when_the_first_ends() {
    let bench = Bench::new().await;
    let (one, two) = (
        bench.invoice("F1", 100, "open").await,
        bench.invoice("F2", 200, "open").await,
    );
    let kept = bench.message(1, &[one, two], &[], OneEnds::Rerender).await;
    let ends = bench.message(2, &[one, two], &[], OneEnds::Cancel).await;
    bench.invoice("F1", 100, "paid").await;
    // Even before anybody has been told, neither leaves as it is.
    let started = bench.start(NOON).await;
    assert_eq!((started.calls.len(), started.prepares), (0, vec![kept]));
    assert_eq!(bench.status(ends).await, (Status::Cancelled, Reason::InvoicePaid));
    let over = bench.catalogue.detach_invoice(one, NOON).await.unwrap();
    assert_eq!(over, [], "what ends with it has ended");
    let row = bench.queue.message(kept).await.unwrap().unwrap().row;
    assert_eq!(row.invoice_id, Some(two));
    let revision = bench.revision(kept, "só a outra", None).await;
    bench.made(revision).await;
    assert_eq!(bench.start(NOON).await.calls[0].preview, "só a outra");
}

#[tokio::test]
async fn when_all_of_several_have_ended_the_message_ends_too() {
    let bench = Bench::new().await;
    let (one, two) = (
        bench.invoice("F1", 100, "open").await,
        bench.invoice("F2", 200, "open").await,
    );
    let id = bench.message(1, &[one, two], &[], OneEnds::Rerender).await;
    bench.invoice("F2", 200, "cancelled").await;
    bench.invoice("F1", 100, "paid").await;
    assert!(bench.start(NOON).await.calls.is_empty());
    assert_eq!(bench.status(id).await, (Status::Cancelled, Reason::InvoicePaid));
}

#[tokio::test]
async fn a_held_change_waits_until_a_person_lets_it() {
    let bench = Bench::new().await;
    let invoice = bench.invoice("F1", 100, "open").await;
    let id = bench.message(1, &[invoice], &[], OneEnds::Rerender).await;
    let not_held = bench.catalogue.let_change(id, by("ana"), NOON).await;
    assert!(
        matches!(not_held, Err(StoreError::Refused { code: "not_held" })),
        "{not_held:?}"
    );
    bench.invoice("F1", 150, "open").await;
    assert_eq!(bench.start(NOON).await.prepares, [id]);
    let differences = Vec::new();
    bench
        .made(MadeReady::Held {
            message_id: id,
            differences,
        })
        .await;
    let started = bench.start(NOON.plus(HOUR)).await;
    assert!(started.prepares.is_empty() && started.calls.is_empty());
    bench.catalogue.let_change(id, by("ana"), NOON).await.unwrap();
    assert_eq!(bench.start(NOON.plus(HOUR)).await.prepares, [id]);
    assert!(bench.catalogue.preparations(vec![id]).await.unwrap()[0].accepted);
}

#[tokio::test]
async fn caps_end_what_would_be_one_too_many_for_its_address() {
    let bench = Bench::new().await;
    let caps = DunningCaps {
        per_day: Some(1),
        per_week: Some(2),
    };
    bench.catalogue.set_caps(caps, by("ana"), NOON).await.unwrap();
    let mut ids = Vec::new();
    for n in 0..2 {
        let invoice = bench.invoice(&format!("F{n}"), 100, "open").await;
        ids.push(bench.message(1, &[invoice], &[], OneEnds::Rerender).await);
    }
    assert_eq!(bench.start(NOON).await.calls[0].message_id, ids[0]);
    let ended = builder::accepted("p1");
    let settlement = omnifila_store::verbs::Settlement {
        message_id: ids[0],
        attempt: 1,
        outcome: ended,
        ended_at: NOON,
    };
    bench.queue.settle(vec![settlement]).await.unwrap();
    assert!(bench.start(NOON).await.calls.is_empty());
    assert_eq!(bench.status(ids[1]).await, (Status::Cancelled, Reason::Capped));
    // Another day, another address, and what is no ladder's.
    let invoice = bench.invoice("F7", 100, "open").await;
    bench.message(1, &[invoice], &[], OneEnds::Rerender).await;
    assert_eq!(bench.start(NOON.plus(DAY)).await.calls.len(), 1);
}

#[tokio::test]
async fn a_ladder_runs_by_itself_once_a_day_and_goes_on_after_a_crash() {
    let bench = Bench::new().await;
    let run = |day: &str, automatic: bool| NewLadderRun {
        ladder_id: LadderId(1),
        ladder_version: 1,
        day: day.into(),
        automatic,
        actor: "billing".into(),
    };
    let c = &bench.catalogue;
    let first = c
        .begin_ladder_run(run("2026-12-10", true), NOON)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        c.ladder_has_run(LadderId(1), "2026-12-10".into()).await.unwrap(),
        (false, false)
    );
    let resumed = c
        .begin_ladder_run(run("2026-12-10", true), NOON.plus(HOUR))
        .await
        .unwrap();
    assert_eq!(resumed, Some(first), "it was cut off");
    let done = LadderRunStatus::Completed;
    c.end_ladder_run(first, done, json!({"created": 3}), NOON)
        .await
        .unwrap();
    assert_eq!(
        c.begin_ladder_run(run("2026-12-10", true), NOON).await.unwrap(),
        None
    );
    assert_eq!(
        c.ladder_has_run(LadderId(1), "2026-12-10".into()).await.unwrap(),
        (true, true)
    );
    let by_hand = c.begin_ladder_run(run("2026-12-10", false), NOON).await.unwrap();
    assert!(by_hand.is_some_and(|id| id > first));
    let rows = c.ladder_runs(LadderId(1), None, 10).await.unwrap();
    assert_eq!(
        rows.iter().map(|r| (r.automatic, r.status)).collect::<Vec<_>>(),
        [
            (false, LadderRunStatus::Running),
            (true, LadderRunStatus::Completed)
        ]
    );
}

#[tokio::test]
async fn a_file_is_served_by_its_token_until_it_expires() {
    let bench = Bench::new().await;
    let file = NewFile {
        message_id: None,
        media: "application/pdf",
        name: "boleto.pdf".into(),
        body: b"%PDF".to_vec(),
        expires_at: NOON.plus(HOUR),
    };
    let c = &bench.catalogue;
    let token = c.keep_file(file).await.unwrap();
    assert_eq!(token.len(), 40);
    let served = c.file(token.clone(), NOON).await.unwrap().unwrap();
    assert_eq!(
        (served.name.as_str(), served.body.as_slice()),
        ("boleto.pdf", &b"%PDF"[..])
    );
    assert_eq!(c.file(format!("{token}0"), NOON).await.unwrap(), None);
    assert_eq!(c.file(token.clone(), NOON.plus(HOUR)).await.unwrap(), None);
    assert_eq!(c.prune_files(NOON, 10).await.unwrap(), 0);
    assert_eq!(c.prune_files(NOON.plus(HOUR), 10).await.unwrap(), 1);
}
