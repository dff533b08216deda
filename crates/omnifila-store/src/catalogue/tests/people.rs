//! Customers, invoices, suppressions.

use super::*;
use omnifila_core::catalogue::{
    Collection, CustomerInput, Field, InvoiceInput, InvoiceStatus, SuppressionSpec,
};
use omnifila_core::id::{CustomerId, InvoiceId, SuppressionId};
use omnifila_core::message::{Purpose, Reason};
use omnifila_core::policy::key;
use serde_json::{Value, json};

fn customer(id: &str, more: Value) -> CustomerInput {
    let mut json = json!({ "external_id": id, "name": format!("José {id}") });
    json.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    spec(json)
}

fn invoice(id: &str, customer: &str, status: &str, due: &str) -> InvoiceInput {
    spec(
        json!({ "external_id": id, "customer_external_id": customer, "status": status, "due_date": due,
        "amount_cents": 9990 }),
    )
}

async fn customers(c: &Catalogue, inputs: Vec<CustomerInput>) -> Vec<&'static str> {
    let results = c.upsert_customers("ixc".into(), inputs, NOW).await.unwrap();
    results
        .into_iter()
        .map(|r| r.map_or_else(|e| e.code, |r| r.result))
        .collect()
}

async fn invoices(c: &Catalogue, inputs: Vec<InvoiceInput>) -> Vec<(&'static str, Option<Reason>)> {
    let results = c.upsert_invoices("ixc".into(), inputs, NOW).await.unwrap();
    results
        .into_iter()
        .map(|r| r.map_or_else(|e| (e.code, None), |r| (r.result, r.ended)))
        .collect()
}

#[tokio::test]
async fn a_customer_keeps_what_is_absent_and_clears_what_is_null() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    let full = customer(
        "1",
        json!({ "document": "11144477735", "phone": "(49) 90000-0001", "email": "a@example.com",
        "state": "sc", "tags": ["vip"], "collection": { "allowed": false, "paused_until": "2026-12-31" },
        "contracts": [{ "external_id": "c1", "plan": "500M" }] }),
    );
    assert_eq!(customers(c, vec![full.clone()]).await, ["created"]);
    assert_eq!(customers(c, vec![full]).await, ["unchanged"]);
    assert_eq!(customers(c, vec![customer("1", json!({}))]).await, ["unchanged"]);
    let found = c
        .customer_by_ref("ixc".into(), "1".into())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (found.phone.as_deref(), found.phone_e164.as_deref()),
        (Some("(49) 90000-0001"), Some("+5549900000001"))
    );
    assert_eq!(found.state.as_deref(), Some("SC"));
    assert_eq!(
        found.collection,
        Some(Collection {
            allowed: false,
            paused_until: Some("2026-12-31".into()),
            before_due: None,
            after_days: None,
        })
    );

    let cleared = customer(
        "1",
        json!({ "document": null, "phone": "ramal 12", "tags": null, "collection": null }),
    );
    assert_eq!(customers(c, vec![cleared]).await, ["updated"]);
    let found = c.customer(found.id).await.unwrap().unwrap();
    assert_eq!(
        (found.document, found.phone_e164, found.collection),
        (None, None, None)
    );
    assert_eq!(
        (found.phone.as_deref(), found.email.as_deref()),
        (Some("ramal 12"), Some("a@example.com"))
    );
    assert!(found.tags.is_empty() && found.contracts.len() == 1);
    assert_eq!(c.customer(CustomerId(99)).await.unwrap(), None);
}

#[tokio::test]
async fn contacts_say_who_is_written_to_unless_a_phone_is_given() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    let contacts = json!([{ "kind": "email", "value": "a@example.com" }, { "kind": "phone", "value": "49900000002" },
        { "kind": "whatsapp", "value": "49900000003" }]);
    customers(c, vec![customer("1", json!({ "contacts": contacts }))]).await;
    let found = c.customer(CustomerId(1)).await.unwrap().unwrap();
    assert_eq!(
        (found.phone_e164.as_deref(), found.email.as_deref()),
        (Some("+5549900000002"), Some("a@example.com"))
    );
    customers(
        c,
        vec![customer(
            "1",
            json!({ "contacts": contacts, "phone": "49900000004" }),
        )],
    )
    .await;
    assert_eq!(
        c.customer(CustomerId(1))
            .await
            .unwrap()
            .unwrap()
            .phone_e164
            .as_deref(),
        Some("+5549900000004")
    );
    let only_mail = json!([{ "kind": "email", "value": "b@example.com" }]);
    customers(c, vec![customer("1", json!({ "contacts": only_mail }))]).await;
    let found = c.customer(CustomerId(1)).await.unwrap().unwrap();
    assert_eq!(
        (found.phone, found.phone_e164, found.email.as_deref()),
        (None, None, Some("b@example.com"))
    );
}

#[tokio::test]
async fn bad_customers_cost_their_neighbours_nothing() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    let results = customers(
        c,
        vec![
            customer("1", json!({})),
            customer("2", json!({ "name": " " })),
            customer("", json!({})),
            customer("3", json!({ "state": "XX" })),
            customer(
                "4",
                json!({ "collection": { "allowed": true, "paused_until": "2026-02-30" } }),
            ),
            customer("5", json!({ "tags": vec!["t"; 201] })),
            customer("6", json!({})),
        ],
    )
    .await;
    assert_eq!((results[0], results[6]), ("created", "created"));
    assert!(
        results[1..6]
            .iter()
            .all(|r| !["created", "updated", "unchanged"].contains(r)),
        "{results:?}"
    );
    assert_eq!(c.customers(None, 10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn customers_are_listed_by_keyset_and_found_by_name() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    let names = ["Ângela", "angelo", "ANGÉLICA", "Bruno", "José da Silva"];
    let inputs = names
        .iter()
        .enumerate()
        .map(|(i, n)| customer(&i.to_string(), json!({ "name": n })));
    customers(c, inputs.collect()).await;
    let listed = c.customers(Some(CustomerId(1)), 2).await.unwrap();
    assert_eq!(listed.iter().map(|c| c.id.0).collect::<Vec<_>>(), [2, 3]);
    let page = c.find_customers("ânge", None, 2).await.unwrap();
    assert_eq!(ids(&page), [1, 3]);
    assert_eq!(
        ids(&c.find_customers("ÂNGE", Some(page[1].0), 10).await.unwrap()),
        [2]
    );
    assert_eq!(ids(&c.find_customers("jose  DA", None, 10).await.unwrap()), [5]);
    assert_eq!(c.find_customers("%", None, 10).await.unwrap(), []);
}

fn ids(page: &[(Found, StoredCustomer)]) -> Vec<i64> {
    page.iter().map(|(_, customer)| customer.id.0).collect()
}

#[tokio::test]
async fn customers_are_found_by_number_document_and_phone_before_names() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    let people = [
        customer(
            "900",
            json!({ "name": "Ana", "document": "111.444.777-35", "phone": "49 90000-0001" }),
        ),
        customer(
            "7",
            json!({ "name": "900 Graus Ltda", "document": "11222333000181" }),
        ),
        customer("8", json!({ "name": "Bia", "phone": "+55 49 90000-0001" })),
    ];
    customers(c, people.into()).await;
    let find = async |text: &str| ids(&c.find_customers(text, None, 10).await.unwrap());
    assert_eq!(find("900").await, [1, 2], "the number first, then the name");
    assert_eq!(find("11144477735").await, [1]);
    assert_eq!(find("111.444.777-35").await, [1]);
    assert_eq!(find("11.222.333/0001-81").await, [2]);
    assert_eq!(find("(49) 90000-0001").await, [1, 3]);
    let mut seen = Vec::new();
    let mut after = None;
    while let Some((place, customer)) = c.find_customers("900", after, 1).await.unwrap().pop() {
        seen.push(customer.id.0);
        after = Some(place);
    }
    assert_eq!(seen, [1, 2], "page by page the same");
}

#[tokio::test]
async fn a_message_upserts_its_customer_inside_its_own_job() {
    let kept = Kept::new();
    let db = kept.catalogue.db();
    let input = customer("1", json!({ "phone": "49900000001" }));
    let again = input.clone();
    let (id, made) = db
        .write(move |tx| upsert_customer(tx.conn(), &input, NOW))
        .await
        .unwrap();
    assert_eq!(
        (made.source.as_str(), made.phone_e164.as_deref()),
        ("api", Some("+5549900000001"))
    );
    let before = *db.commits().borrow();
    let (same, _) = db
        .write(move |tx| upsert_customer(tx.conn(), &again, NOW.plus(1)))
        .await
        .unwrap();
    assert_eq!(
        (same, *db.commits().borrow()),
        (id, before),
        "nothing was written"
    );
    assert_eq!(
        db.read(move |conn| get_customer(conn, id))
            .await
            .unwrap()
            .unwrap(),
        made
    );
}

#[tokio::test]
async fn invoices_answer_item_by_item() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    customers(c, vec![customer("1", json!({}))]).await;
    let mut negative = invoice("5", "1", "open", "2026-06-10");
    negative.amount_cents = -1;
    let mut negative_open = invoice("6", "1", "open", "2026-06-10");
    negative_open.open_cents = Field::Set(-1);
    let batch = vec![
        invoice("1", "1", "open", "2026-06-10"),
        invoice("2", "9", "open", "2026-06-10"),
        invoice("3", "1", "open", "2026-06-31"),
        invoice("4", "1", "open", "10/06/2026"),
        negative,
        negative_open,
        invoice("7", "1", "paid", "2026-06-10"),
    ];
    let first: Vec<_> = invoices(c, batch.clone()).await;
    let expected = [
        "created",
        "unknown_customer",
        "bad_date",
        "bad_date",
        "out_of_range",
        "out_of_range",
        "created",
    ];
    assert_eq!(first, expected.map(|code| (code, None)));
    let again: Vec<_> = invoices(c, batch).await.into_iter().map(|r| r.0).collect();
    assert_eq!((again[0], again[6]), ("unchanged", "unchanged"));

    let mut pix = invoice("1", "1", "open", "2026-06-10");
    pix.pix = Field::Set("000201".into());
    assert_eq!(invoices(c, vec![pix]).await, [("updated", None)]);
    assert_eq!(
        invoices(c, vec![invoice("1", "1", "open", "2026-06-10")]).await,
        [("unchanged", None)]
    );
    let kept_pix = c.invoice(InvoiceId(1)).await.unwrap().unwrap();
    assert_eq!(
        (kept_pix.pix.as_deref(), kept_pix.customer_id),
        (Some("000201"), CustomerId(1))
    );
}

#[tokio::test]
async fn what_ended_is_named_until_it_was_stopped() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    customers(c, vec![customer("1", json!({}))]).await;
    let one = |status| vec![invoice("1", "1", status, "2026-06-10")];
    assert_eq!(invoices(c, one("open")).await, [("created", None)]);
    assert_eq!(invoices(c, one("partial")).await, [("updated", None)]);
    assert_eq!(
        invoices(c, one("paid")).await,
        [("updated", Some(Reason::InvoicePaid))]
    );
    assert_eq!(
        invoices(c, one("paid")).await,
        [("unchanged", Some(Reason::InvoicePaid))]
    );

    let kept = kept.again([7; 32]);
    let c = &kept.catalogue;
    assert_eq!(
        c.invoices_to_stop(10).await.unwrap(),
        [(InvoiceId(1), Reason::InvoicePaid)]
    );
    c.invoices_stopped(vec![InvoiceId(1)]).await.unwrap();
    assert_eq!(c.invoices_to_stop(10).await.unwrap(), []);
    assert_eq!(invoices(c, one("paid")).await, [("unchanged", None)]);

    // A payment taken back, then a renegotiation.
    assert_eq!(invoices(c, one("open")).await, [("updated", None)]);
    assert_eq!(
        invoices(c, one("renegotiated")).await,
        [("updated", Some(Reason::InvoiceRenegotiated))]
    );
    assert_eq!(invoices(c, one("open")).await, [("updated", None)]);
    assert_eq!(c.invoices_to_stop(10).await.unwrap(), []);
    assert_eq!(
        invoices(c, one("cancelled")).await,
        [("updated", Some(Reason::InvoiceCancelled))]
    );
}

#[tokio::test]
async fn due_invoices_come_in_pages_with_their_customers() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    let who = customer(
        "1",
        json!({ "phone": "49 90000-0001", "state": "PE", "tags": ["a"], "branch_key": "matriz",
        "collection": { "allowed": true } }),
    );
    customers(c, vec![who, customer("2", json!({}))]).await;
    let mut own_branch = invoice("b", "1", "partial", "2026-06-11");
    own_branch.branch_key = Field::Set("filial".into());
    let batch = vec![
        invoice("a", "1", "open", "2026-06-12"),
        own_branch,
        invoice("c", "2", "open", "2026-06-11"),
        invoice("d", "2", "paid", "2026-06-11"),
        invoice("e", "2", "open", "2026-06-10"),
        invoice("f", "2", "open", "2026-06-13"),
    ];
    invoices(c, batch).await;
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = c
            .invoices_due("2026-06-11".into(), "2026-06-12".into(), after, 2)
            .await
            .unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.due_date.clone(), last.id));
        seen.extend(page);
    }
    assert_eq!(
        seen.iter().map(|i| i.external_id.as_str()).collect::<Vec<_>>(),
        ["b", "c", "a"]
    );
    assert_eq!(seen[0].branch_key.as_deref(), Some("filial"));
    let last = &seen[2];
    assert_eq!(
        (last.branch_key.as_deref(), last.state.as_deref()),
        (Some("matriz"), Some("PE"))
    );
    assert_eq!(
        (last.phone.as_deref(), last.customer_external_id.as_str()),
        (Some("+5549900000001"), "1")
    );
    assert_eq!(
        (last.tags.as_slice(), last.collection.as_ref().map(|c| c.allowed)),
        (&["a".to_owned()][..], Some(true))
    );
}

#[tokio::test]
async fn due_invoices_are_found_by_the_index() {
    let kept = Kept::new();
    let plan = kept.catalogue.db().read(|conn| {
        let sql = "EXPLAIN QUERY PLAN SELECT i.id FROM invoice i JOIN customer c ON c.id = i.customer_id
            WHERE i.status IN (0, 1) AND (i.due_date, i.id) > ('2026-01-01', 0) AND i.due_date <= '2026-02-01'
            ORDER BY i.due_date, i.id LIMIT 10";
        let mut statement = conn.prepare(sql)?;
        let lines = statement.query_map([], |row| row.get::<_, String>(3))?;
        Ok(lines.collect::<crate::sql::Result<Vec<_>>>()?.join("\n"))
    });
    let plan = plan.await.unwrap();
    assert!(
        plan.contains("invoice_open (due_date>?") && !plan.contains("TEMP B-TREE"),
        "{plan}"
    );
}

#[tokio::test]
async fn invoices_are_listed_by_filter_and_keyset() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    customers(c, vec![customer("1", json!({})), customer("2", json!({}))]).await;
    let batch = vec![
        invoice("a", "1", "open", "2026-06-10"),
        invoice("b", "2", "open", "2026-06-11"),
        invoice("c", "1", "paid", "2026-06-12"),
        invoice("d", "1", "open", "2026-06-13"),
    ];
    invoices(c, batch).await;
    let ids = |filter, after: Option<i64>, limit| async move {
        let page = c.invoices(filter, after.map(InvoiceId), limit).await.unwrap();
        page.iter().map(|i| i.id.0).collect::<Vec<_>>()
    };
    assert_eq!(ids(InvoiceFilter::default(), Some(1), 2).await, [2, 3]);
    let of_one = InvoiceFilter {
        customer: Some(CustomerId(1)),
        status: Some(InvoiceStatus::Open),
        ..Default::default()
    };
    assert_eq!(ids(of_one, None, 10).await, [1, 4]);
    let between = InvoiceFilter {
        due_from: Some("2026-06-11".into()),
        due_to: Some("2026-06-12".into()),
        source: Some("ixc".into()),
        ..Default::default()
    };
    assert_eq!(ids(between, None, 10).await, [2, 3]);
    let refs = [("ixc", "b"), ("ixc", "nenhum"), ("api", "b")].map(|(s, e)| (s.to_owned(), e.to_owned()));
    let known = c.invoices_by_ref(refs.to_vec()).await.unwrap();
    assert_eq!(known.len(), 1);
    assert_eq!(known[&("ixc".to_owned(), "b".to_owned())].id, InvoiceId(2));
}

#[tokio::test]
async fn suppressions_stop_their_purposes_only() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    let add = |address: &str, purposes: &[Purpose]| {
        c.suppress(
            SuppressionSpec {
                address: address.into(),
                purposes: purposes.to_vec(),
                reason: "pediu".into(),
            },
            by(),
            NOW,
        )
    };
    let some = add("(49) 90000-0001", &[Purpose::Collection, Purpose::Reminder])
        .await
        .unwrap();
    assert_eq!(
        (some.address.as_str(), some.purposes.len()),
        ("+5549900000001", 2)
    );
    let again = add("+5549900000001", &[Purpose::Reminder, Purpose::Collection])
        .await
        .unwrap();
    assert_eq!(again.id, some.id);
    let all = add(" Ana@Example.COM ", &[]).await.unwrap();
    assert_eq!((all.address.as_str(), all.purposes.len()), ("ana@example.com", 0));
    assert_eq!(input_error(add("ramal", &[]).await).1, "/address");

    let look = |address: &str, purpose| {
        let address_key = key::address_key(address);
        kept.catalogue
            .db()
            .read(move |conn| is_suppressed(conn, address_key, purpose))
    };
    assert!(look("+5549900000001", Purpose::Collection).await.unwrap());
    assert!(look("+5549900000001", Purpose::Reminder).await.unwrap());
    assert!(!look("+5549900000001", Purpose::Service).await.unwrap());
    assert!(look("ana@example.com", Purpose::Service).await.unwrap());
    assert!(!look("+5549900000002", Purpose::Collection).await.unwrap());

    assert_eq!(
        c.suppressions(None, 10).await.unwrap(),
        [some.clone(), all.clone()]
    );
    c.unsuppress(some.id, by(), NOW).await.unwrap();
    assert!(!look("+5549900000001", Purpose::Collection).await.unwrap());
    assert!(matches!(
        c.unsuppress(some.id, by(), NOW).await,
        Err(StoreError::NotFound { .. })
    ));
    assert_eq!(c.suppressions(Some(SuppressionId(1)), 10).await.unwrap(), [all]);
    let audit = c.audit(AuditFilter::default(), None, 10).await.unwrap();
    assert_eq!(audit.len(), 3);
    assert!(
        !serde_json::to_string(&audit).unwrap().contains("ana@"),
        "an audit row names nobody"
    );
}
