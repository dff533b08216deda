//! Notices: drawn up, previewed, sent, stopped, undone, proven.

use crate::support::{Api, eventually};
use serde_json::{Value, json};

/// Customers 1 to n, of whom every fifth has no phone; the first two share one.
async fn customers(api: &Api, n: usize) {
    api.post("/branches", json!({"key": "centro", "name": "Centro"}))
        .await
        .expect(201);
    let customers: Vec<Value> = (1..=n)
        .map(|i| {
            let mut customer = json!({
                "external_id": i.to_string(), "name": format!("Cliente {i}"), "city_ibge": "4204202",
                "phone": format!("+55499{:08}", if i == 2 { 1 } else { i }),
                "contracts": [{"external_id": format!("k{i}"), "plan": if i % 2 == 0 { "500 Mega" } else { "Ouro" }, "status": "active"}],
            });
            if i % 5 == 0 {
                customer["phone"] = Value::Null;
            }
            if i % 3 == 0 {
                customer["branch_key"] = "centro".into();
            }
            customer
        })
        .collect();
    api.post(
        "/customers/batch",
        json!({"source": "api", "customers": customers}),
    )
    .await
    .expect(200);
}

fn notice(template: i64, audience: &Value) -> Value {
    json!({"name": "Manutenção", "audience": audience, "template_id": template, "data": {"n": "hoje"}})
}

async fn sent(api: &Api, id: i64) -> Value {
    eventually(async || {
        let shown = api.get(&format!("/notices/{id}")).await.expect(200);
        (shown["status"] == "completed").then_some(shown)
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_is_drawn_up_previewed_and_sent_once() {
    let api = Api::new().await;
    let (gateway, template) = api.setup("continuous").await;
    customers(&api, 20).await;
    api.patch(&format!("/gateways/{gateway}"), json!({"price_micros": 62_500}))
        .await
        .expect(200);
    api.post(
        "/suppressions",
        json!({"address": "+5549900000007", "purposes": ["service"], "reason": "pediu"}),
    )
    .await
    .expect(201);
    let drawn = api
        .post("/notices", notice(template, &json!({"everyone": true})))
        .await
        .expect(201);
    let id = drawn["id"].as_i64().unwrap();
    assert_eq!(
        (drawn["status"].as_str(), drawn["total"].as_i64()),
        (Some("draft"), Some(0))
    );

    let preview = api
        .post(&format!("/notices/{id}/preview"), json!({}))
        .await
        .expect(200);
    assert_eq!(preview["total"], 20);
    assert_eq!(preview["left_out"], json!({"no_address": 4, "suppressed": 1}));
    assert_eq!(
        (preview["recipients"].as_i64(), preview["parts"].as_i64()),
        (Some(15), Some(15))
    );
    assert_eq!(preview["cost_cents"], 94, "15 at R$ 0,0625, rounded up");
    assert_eq!(preview["samples"][0]["text"], "Olá Cliente 1, hoje");
    assert!(preview["ends_at"].is_string() && preview["confirm"].is_null());
    let messages = api.get("/messages?origin=notice").await.expect(200);
    assert_eq!(
        messages["items"].as_array().unwrap().len(),
        0,
        "a preview keeps nothing"
    );

    for _ in 0..2 {
        api.post(&format!("/notices/{id}/send"), json!({}))
            .await
            .expect(202);
    }
    let shown = sent(&api, id).await;
    assert_eq!(
        (shown["created"].as_i64(), shown["considered"].as_i64()),
        (Some(15), Some(20))
    );
    assert_eq!(shown["left_out"], preview["left_out"], "as the preview said");
    api.settle().await;
    api.post(&format!("/notices/{id}/send"), json!({}))
        .await
        .expect(202);
    let messages = api
        .get(&format!("/messages?origin=notice&batch_ref=notice:{id}"))
        .await
        .expect(200);
    assert_eq!(
        messages["items"].as_array().unwrap().len(),
        15,
        "sending again adds nothing"
    );
    let shown = api.get(&format!("/notices/{id}")).await.expect(200);
    assert_eq!(shown["messages"]["sent"], 15);
    let late = api.patch(&format!("/notices/{id}"), json!({"name": "x"})).await;
    assert_eq!(late.problem().1, "notice_not_draft");

    let proof = api
        .get(&format!("/notices/{id}/proof?only=sent_to&limit=10"))
        .await
        .expect(200);
    assert_eq!(proof["items"].as_array().unwrap().len(), 10);
    let rest = proof["next_cursor"].as_str().unwrap();
    let rest = api
        .get(&format!(
            "/notices/{id}/proof?only=sent_to&limit=10&cursor={rest}"
        ))
        .await
        .expect(200);
    assert_eq!(rest["items"].as_array().unwrap().len(), 5);
    let first = &proof["items"][0];
    assert_eq!(first["message"]["text"], "Olá Cliente 1, hoje");
    assert_eq!(first["message"]["channel"]["kind"], "opa_suite");
    assert_eq!(
        first["content_sha256"],
        "8d1f1e278e984c80c74b3916e2c6645f53fa3dbae4b836abcc24d76d5e088999"
    );
    assert!(first["message"]["sent_at"].is_string());
    let out = api
        .get(&format!("/notices/{id}/proof?only=left_out"))
        .await
        .expect(200);
    assert_eq!(out["items"].as_array().unwrap().len(), 5);
    assert_eq!(out["items"][0]["reason"], "no_address");
    let one = api
        .get(&format!("/notices/{id}/proof?customer_id=7"))
        .await
        .expect(200);
    assert_eq!(one["items"][0]["reason"], "suppressed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_audience_is_conditions_a_list_or_everyone() {
    let api = Api::new().await;
    let (_, template) = api.setup("continuous").await;
    customers(&api, 20).await;
    for (audience, total, unknown) in [
        (json!({"branch_keys": ["centro"]}), 6, None),
        (
            json!({"plans": ["500 Mega"], "contract_statuses": ["active"]}),
            10,
            None,
        ),
        (
            json!({"plans": ["500 Mega"], "contract_statuses": ["blocked"]}),
            0,
            None,
        ),
        (json!({"plans": ["500 Mega"], "branch_keys": ["centro"]}), 3, None),
        (json!({"cities": ["4204202"]}), 20, None),
        (json!({"tags": ["vip"]}), 0, None),
        (json!({"customers": ["3", "4", "99"]}), 2, Some(1)),
        (
            json!({"csv": "external_id;nome\n3;Ana\n6;Bia\n98;X\n99;Y\n", "branch_keys": ["centro"]}),
            2,
            Some(2),
        ),
    ] {
        let drawn = api
            .post("/notices", notice(template, &audience))
            .await
            .expect(201);
        assert!(
            drawn["audience"].get("customers").is_none(),
            "the list is kept apart"
        );
        let id = drawn["id"].as_i64().unwrap();
        let preview = api
            .post(&format!("/notices/{id}/preview"), json!({}))
            .await
            .expect(200);
        assert_eq!(preview["total"], total, "{audience}");
        assert_eq!(
            preview["left_out"]
                .get("unknown_customer")
                .and_then(Value::as_i64),
            unknown,
            "{audience}"
        );
    }
    let refused = [
        (json!({}), "bad_audience", "/audience"),
        (
            json!({"everyone": true, "tags": ["vip"]}),
            "bad_audience",
            "/audience",
        ),
        (json!({"csv": "external_id\n"}), "bad_csv", "/audience/csv"),
        (json!({"citys": ["x"]}), "invalid_field", "/audience"),
    ];
    for (audience, code, pointer) in refused {
        let answer = api.post("/notices", notice(template, &audience)).await;
        assert_eq!(answer.problem().1, code, "{audience}");
        assert!(answer.problem().2.starts_with(pointer), "{audience}");
    }
    let everyone = json!({"everyone": true});
    let mut unknown = notice(99, &everyone);
    assert_eq!(
        api.post("/notices", unknown.clone()).await.problem().2,
        "/template_id"
    );
    unknown["template_id"] = Value::Null;
    assert_eq!(
        api.post("/notices", unknown).await.problem().1,
        "missing_template"
    );
    let mut purpose = notice(template, &everyone);
    purpose["purpose"] = "collection".into();
    assert_eq!(
        api.post("/notices", purpose).await.problem().1,
        "purpose_mismatch"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_changes_and_goes() {
    let api = Api::new().await;
    let (_, template) = api.setup("continuous").await;
    customers(&api, 6).await;
    let drawn = api
        .post("/notices", notice(template, &json!({"customers": ["1", "3"]})))
        .await
        .expect(201);
    let id = drawn["id"].as_i64().unwrap();
    let path = format!("/notices/{id}");
    let renamed = api.patch(&path, json!({"name": "Outro"})).await.expect(200);
    assert_eq!(
        (renamed["name"].as_str(), renamed["listed"].as_i64()),
        (Some("Outro"), Some(2))
    );
    let other = api
        .patch(&path, json!({"audience": {"customers": ["4"]}}))
        .await
        .expect(200);
    assert_eq!(other["listed"], 1);
    let dropped = api
        .patch(&path, json!({"audience": {"customers": null, "everyone": true}}))
        .await
        .expect(200);
    assert!(dropped["listed"].is_null());
    let bare = api.patch(&path, json!({"audience": {"everyone": null}})).await;
    assert_eq!(bare.problem().1, "bad_audience");
    let listed = api.get("/notices").await.expect(200);
    assert_eq!(listed["items"][0]["name"], "Outro");
    assert_eq!(
        api.post(&format!("{path}/undo"), json!({})).await.problem().1,
        "notice_is_draft"
    );
    assert_eq!(api.delete(&path).await.status, 204);
    assert_eq!(api.get(&path).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_undone_notice_takes_back_what_waits() {
    let api = Api::new().await;
    let (_, template) = api.setup("queue").await;
    customers(&api, 10).await;
    let drawn = api
        .post("/notices", notice(template, &json!({"everyone": true})))
        .await
        .expect(201);
    let id = drawn["id"].as_i64().unwrap();
    api.post(&format!("/notices/{id}/send"), json!({}))
        .await
        .expect(202);
    assert_eq!(sent(&api, id).await["messages"]["waiting"], 8);
    let undone = api
        .post(&format!("/notices/{id}/undo"), json!({}))
        .await
        .expect(200);
    assert_eq!(
        (undone["cancelled"].as_i64(), undone["too_late"].as_i64()),
        (Some(8), Some(0))
    );
    let again = api
        .post(&format!("/notices/{id}/undo"), json!({}))
        .await
        .expect(200);
    assert_eq!(again, undone, "a double click");
    let shown = api.get(&format!("/notices/{id}")).await.expect(200);
    assert_eq!(
        (shown["status"].as_str(), shown["messages"]["cancelled"].as_i64()),
        (Some("undone"), Some(8))
    );
    let more = api.post(&format!("/notices/{id}/send"), json!({})).await;
    assert_eq!(more.problem().1, "notice_undone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_need_the_number_that_the_preview_counted() {
    let api = Api::new().await;
    let (_, template) = api.setup("queue").await;
    customers(&api, 1_001).await;
    let drawn = api
        .post("/notices", notice(template, &json!({"everyone": true})))
        .await
        .expect(201);
    let path = format!("/notices/{}", drawn["id"]);
    let blind = api.post(&format!("{path}/send"), json!({"confirm": 801})).await;
    assert_eq!(
        blind.problem(),
        (409, "confirmation_needed", "/confirm"),
        "nobody has looked"
    );
    let preview = api.post(&format!("{path}/preview"), json!({})).await.expect(200);
    assert_eq!(
        (preview["recipients"].as_i64(), preview["confirm"].as_i64()),
        (Some(801), Some(801))
    );
    for wrong in [json!({}), json!({"confirm": 1_001})] {
        let refused = api.post(&format!("{path}/send"), wrong).await;
        assert_eq!(refused.problem().1, "confirmation_needed");
        assert!(refused.body["expected"].as_str().unwrap().starts_with("801,"));
    }
    let one_more = json!({"source": "api", "customers": [{"external_id": "novo", "name": "Novo", "phone": "+5549988887777"}]});
    api.post("/customers/batch", one_more).await.expect(200);
    let stale = api.post(&format!("{path}/send"), json!({"confirm": 801})).await;
    assert_eq!(
        stale.problem().1,
        "confirmation_needed",
        "there is one more since"
    );
    api.post(&format!("{path}/preview"), json!({})).await.expect(200);
    api.post(&format!("{path}/send"), json!({"confirm": 802}))
        .await
        .expect(202);
    assert_eq!(sent(&api, drawn["id"].as_i64().unwrap()).await["created"], 802);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outage_is_told_at_once_and_holds_dunning_until_it_is_over() {
    let api = Api::new().await;
    let (gateway, template) = api.setup("continuous").await;
    customers(&api, 10).await;
    let mut dunning = crate::support::template(gateway);
    dunning["purpose"] = "collection".into();
    dunning["name"] = "Cobrança".into();
    let dunning = api.post("/templates", dunning).await.expect(201)["id"]
        .as_i64()
        .unwrap();
    let mut outage = notice(template, &json!({"branch_keys": ["centro"]}));
    outage["outage"] = json!({"until": "2026-12-10T15:00:00Z"});
    let drawn = api.post("/notices", outage).await.expect(201);
    let id = drawn["id"].as_i64().unwrap();
    api.post(&format!("/notices/{id}/send"), json!({}))
        .await
        .expect(202);
    let shown = sent(&api, id).await;
    let hold = shown["hold_id"].as_i64().unwrap();

    // Customer 3 is in the branch, customer 1 is not; both owe.
    let collect = |n: usize| {
        let mut message = crate::support::message(gateway, dunning, n);
        message["customer"]["name"] = format!("Cliente {n}").into();
        message
    };
    let mut ids = Vec::new();
    for n in [3, 1] {
        let taken = api.post("/messages", collect(n)).await.expect(202);
        ids.push(taken["id"].as_i64().unwrap());
    }
    api.settle().await;
    assert_eq!(api.status(ids[1]).await, "sent", "not concerned");
    let held = api.get(&format!("/messages/{}", ids[0])).await.expect(200);
    assert_eq!(held["status"], "waiting");
    assert_eq!(held["blockers"][0]["code"], "hold");
    assert_eq!(held["blockers"][0]["ref"], format!("hold/{hold}"));
    assert!(
        held["blockers"][0]["until"]
            .as_str()
            .unwrap()
            .starts_with("2026-12-10T15:00")
    );
    assert_eq!(
        held["expected_at"].as_str().map(|at| &at[..16]),
        Some("2026-12-10T15:00")
    );
    let told = api
        .get(&format!("/messages?batch_ref=notice:{id}"))
        .await
        .expect(200);
    for message in told["items"].as_array().unwrap() {
        assert_eq!(
            (message["status"].as_str(), message["priority"].as_str()),
            (Some("sent"), Some("urgent"))
        );
    }
    api.post("/clock/advance", json!({"to": "2026-12-10T15:00:01Z"}))
        .await
        .expect(200);
    assert_eq!(api.status(ids[0]).await, "sent", "released by itself");
    let over = api.patch(&format!("/notices/{id}"), json!({})).await;
    assert_eq!(over.problem().1, "expires_in_past");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn undoing_an_outage_lets_dunning_go_on() {
    let api = Api::new().await;
    let (_, template) = api.setup("queue").await;
    customers(&api, 4).await;
    let mut outage = notice(template, &json!({"everyone": true}));
    outage["outage"] = json!({"until": "2026-12-10T15:00:00Z"});
    let id = api.post("/notices", outage).await.expect(201)["id"]
        .as_i64()
        .unwrap();
    api.post(&format!("/notices/{id}/send"), json!({}))
        .await
        .expect(202);
    let shown = sent(&api, id).await;
    assert_eq!(
        shown["left_out"],
        json!({"same_address": 1}),
        "two share a phone, and hear it once"
    );
    let hold = shown["hold_id"].as_i64().unwrap();
    api.post(&format!("/notices/{id}/undo"), json!({}))
        .await
        .expect(200);
    assert_eq!(api.get(&format!("/holds/{hold}")).await.status, 404);
}
