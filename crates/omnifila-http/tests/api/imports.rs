//! Files that are taken in: recognised, previewed, taken in, refused row by row, taken back.

use crate::support::{Api, TOKEN, eventually};
use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};

async fn upload(api: &Api, query: &str, file: impl Into<Body>) -> Value {
    api.text(&format!("/imports?{query}"), "text/csv", file)
        .await
        .expect(201)
}

async fn at(api: &Api, id: &Value, status: &str) -> Value {
    eventually(async || {
        let shown = api.get(&format!("/imports/{id}")).await.expect(200);
        (shown["status"] == status).then_some(shown)
    })
    .await
}

async fn taken_in(api: &Api, id: &Value) -> Value {
    api.post(&format!("/imports/{id}/start"), json!({}))
        .await
        .expect(202);
    at(api, id, "completed").await
}

async fn undone(api: &Api, id: &Value) -> Value {
    api.post(
        &format!("/imports/{id}/undo"),
        json!({"reason": "arquivo errado"}),
    )
    .await
    .expect(202);
    at(api, id, "undone").await["undone"].clone()
}

async fn refused(api: &Api, id: &Value) -> String {
    let request = Request::get(format!("/api/v1/imports/{id}/refused.csv"))
        .header(header::AUTHORIZATION, format!("Bearer {TOKEN}"));
    let answer = api.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status(), 200);
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

async fn customers(api: &Api) -> Vec<String> {
    let page = api.get("/customers").await.expect(200);
    let items = page["items"].as_array().unwrap().iter();
    items
        .map(|c| c["external_id"].as_str().unwrap().to_owned())
        .collect()
}

/// Windows-1252, as ERPs export it.
const CUSTOMERS: &[u8] = b"C\xf3digo;Raz\xe3o Social;Celular;UF\r\n1;Jos\xe9 da Silva;49 90000-0001;SC\r\n2;;49 90000-0002;SC\r\n3;Ana;49 90000-0003;XX\r\n4;=Bia;;\r\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn customers_are_recognised_taken_in_and_taken_back() {
    let api = Api::new().await;
    let kept = upload(&api, "kind=customers&name=clientes.csv", CUSTOMERS).await;
    assert_eq!(kept["status"], "draft");
    assert_eq!(
        [
            &kept["format"],
            &kept["encoding"],
            &kept["separator"],
            &kept["rows"]
        ],
        [&json!("csv"), &json!("windows-1252"), &json!(";"), &json!(4)]
    );
    assert_eq!(
        kept["mapping"],
        json!({"external_id": 0, "name": 1, "phone": 2, "state": 3})
    );
    assert_eq!(kept["sample"][0][1], "José da Silva");
    let id = &kept["id"];
    let preview = api
        .post(&format!("/imports/{id}/preview"), json!({}))
        .await
        .expect(200);
    assert_eq!([&preview["good"], &preview["refused"]], [&json!(2), &json!(2)]);
    assert_eq!(preview["samples"][0]["item"]["name"], "José da Silva");
    let codes: Vec<&str> = preview["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes.len(), 2, "{preview}");
    assert_eq!(customers(&api).await, [""; 0], "a preview writes nothing");

    let done = taken_in(&api, id).await;
    let counts = ["read", "written", "created", "updated", "unchanged", "refused"].map(|c| done[c].as_i64());
    assert_eq!(counts, [4, 4, 2, 0, 0, 2].map(Some));
    assert_eq!(done["sample"], json!([]), "no personal data beyond need");
    assert_eq!(customers(&api).await, ["1", "4"]);
    let file = refused(&api, id).await;
    let lines: Vec<&str> = file.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(
        lines[0],
        "linha;codigo;onde;esperado;Código;Razão Social;Celular;UF"
    );
    assert!(
        lines[1].starts_with("3;") && lines[1].ends_with(";2;;49 90000-0002;SC"),
        "{file}"
    );
    assert!(
        lines[2].starts_with("4;") && lines[2].ends_with(";3;Ana;49 90000-0003;XX"),
        "{file}"
    );
    assert_eq!(lines.len(), 3);

    // Starting it again changes nothing; neither does the same file, which is recognised.
    api.post(&format!("/imports/{id}/start"), json!({}))
        .await
        .expect(202);
    let again = upload(&api, "kind=customers", CUSTOMERS).await;
    assert_eq!(again["same_as"], *id);
    let again = taken_in(&api, &again["id"]).await;
    assert_eq!([&again["created"], &again["unchanged"]], [&json!(0), &json!(2)]);

    // Somebody who has a message since then stays.
    let queue = api.setup("queue").await;
    let mut message = crate::support::message(queue.0, queue.1, 4);
    message["customer"] =
        json!({"source": "arquivo", "external_id": "4", "name": "=Bia", "phone": "+5549900000004"});
    api.post("/messages", message).await.expect(202);
    assert_eq!(
        undone(&api, id).await,
        json!({"removed": 1, "cancelled": 0, "kept": {"in_use": 1}})
    );
    assert_eq!(customers(&api).await, ["4"]);
    let late = api.post(&format!("/imports/{id}/start"), json!({})).await;
    assert_eq!(late.problem().1, "import_undone");
    let seen = api.get("/audit?noun=import").await.expect(200);
    let actions: Vec<&str> = seen["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["action"].as_str().unwrap())
        .collect();
    assert!(
        actions.contains(&"undo") && actions.contains(&"send"),
        "{actions:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn columns_are_remembered_by_source_and_said_by_people() {
    let api = Api::new().await;
    let file = "a,b,c\n1,Ana,x\n";
    let kept = upload(&api, "kind=customers&source=erp", file).await;
    let id = &kept["id"];
    assert_eq!(kept["mapping"], json!({}));
    let missing = api.post(&format!("/imports/{id}/start"), json!({})).await;
    assert_eq!(missing.problem(), (422, "missing_column", "/mapping/external_id"));
    let patch = async |mapping: Value| {
        api.patch(&format!("/imports/{id}"), json!({ "mapping": mapping }))
            .await
    };
    let wrong = patch(json!({"apelido": 1})).await;
    assert_eq!(wrong.problem(), (422, "unknown_field", "/mapping/apelido"));
    let wrong = patch(json!({"name": 3})).await;
    assert_eq!(wrong.problem(), (422, "unknown_column", "/mapping/name"));
    patch(json!({"external_id": 0, "name": 1, "tags": 2}))
        .await
        .expect(200);
    // Two changes at once are both in.
    let (one, two) = tokio::join!(patch(json!({"phone": 2})), patch(json!({"email": 2})));
    assert_eq!([one.status, two.status], [200, 200]);
    let both = api.get(&format!("/imports/{id}")).await.expect(200);
    assert_eq!(
        both["mapping"],
        json!({"external_id": 0, "name": 1, "tags": 2, "phone": 2, "email": 2})
    );
    patch(json!({"phone": null, "email": null})).await.expect(200);
    let said = patch(json!({"tags": null})).await.expect(200);
    assert_eq!(said["mapping"], json!({"external_id": 0, "name": 1}));
    taken_in(&api, id).await;
    let late = patch(json!({"tags": 2})).await;
    assert_eq!(late.problem().1, "import_not_draft");
    // The next file of the source has its columns elsewhere; another source knows nothing of it.
    let next = upload(&api, "kind=customers&source=erp", "b,c,a\nBia,y,2\n").await;
    assert_eq!(next["mapping"], json!({"external_id": 2, "name": 0}));
    let other = upload(&api, "kind=customers&source=x", file).await;
    assert_eq!(other["mapping"], json!({}));
    let moved = api
        .patch(&format!("/imports/{}", other["id"]), json!({"source": "erp"}))
        .await
        .expect(200);
    assert_eq!(moved["mapping"], json!({"external_id": 0, "name": 1}));
    api.delete(&format!("/imports/{}", other["id"])).await.expect(204);
    api.get(&format!("/imports/{}", other["id"])).await.expect(404);
    let listed = api.get("/imports?limit=1").await.expect(200);
    assert_eq!(listed["items"][0]["id"], next["id"]);
    assert!(listed["next_cursor"].is_string());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn invoices_that_messages_speak_of_are_cancelled_by_an_undo() {
    let api = Api::new().await;
    let clients = upload(
        &api,
        "kind=customers&source=erp",
        "id;nome;telefone\n1;Ana;49900000001\n",
    )
    .await;
    taken_in(&api, &clients["id"]).await;
    let file = "Título;ID Cliente;Vencimento;Valor;Situação\n\
                10;1;10/12/2026;R$ 1.099,90;Aberto\n11;1;2026-12-11;50;Pago\n12;1;31/02/2026;50;Aberto\n13;9;10/12/2026;50;\n";
    let kept = upload(&api, "kind=invoices&source=erp", file).await;
    let id = &kept["id"];
    let preview = api
        .post(&format!("/imports/{id}/preview"), json!({}))
        .await
        .expect(200);
    // Whether a customer is there, only the taking in can tell.
    assert_eq!([&preview["good"], &preview["refused"]], [&json!(3), &json!(1)]);
    let done = taken_in(&api, id).await;
    assert_eq!([&done["created"], &done["refused"]], [&json!(2), &json!(2)]);
    let file = refused(&api, id).await;
    assert!(file.contains("4;bad_date;Vencimento;"), "{file}");
    assert!(
        file.contains("5;unknown_customer;/customer_external_id;"),
        "{file}"
    );
    let invoices = api.get("/invoices").await.expect(200);
    assert_eq!(invoices["items"][0]["amount_cents"], 109_990);
    assert_eq!(invoices["items"][1]["status"], "paid");

    let queue = api.setup("queue").await;
    let mut message = crate::support::message(queue.0, queue.1, 1);
    message["invoice"] = json!({"source": "erp", "external_id": "10"});
    let message = api.post("/messages", message).await.expect(202);
    assert_eq!(
        undone(&api, id).await,
        json!({"removed": 1, "cancelled": 1, "kept": {}})
    );
    let left = api.get("/invoices").await.expect(200);
    let left: Vec<(&str, &str)> = left["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| (i["external_id"].as_str().unwrap(), i["status"].as_str().unwrap()))
        .collect();
    assert_eq!(left, [("10", "cancelled")]);
    let message = message["id"].as_i64().unwrap();
    eventually(async || (api.status(message).await == "cancelled").then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_are_of_the_import_and_leave_with_it() {
    let api = Api::new().await;
    let (gateway, template) = api.setup("queue").await;
    let file = "codigo;nome;telefone;N\n1;Ana;49900000001;um\n2;Bia;123;dois\n3;Caio;49900000003;três\n";
    let kept = upload(&api, "kind=messages&name=avisos.csv", file).await;
    let id = &kept["id"];
    let start = api.post(&format!("/imports/{id}/start"), json!({})).await;
    assert_eq!(start.problem(), (422, "missing_field", "/gateway_id"));
    api.patch(
        &format!("/imports/{id}"),
        json!({"gateway_id": gateway, "template_id": template}),
    )
    .await
    .expect(200);
    let done = taken_in(&api, id).await;
    assert_eq!([&done["created"], &done["refused"]], [&json!(2), &json!(1)]);
    let batch = format!("import:{id}");
    let listed = api
        .get(&format!("/messages?batch_ref={batch}&order=id"))
        .await
        .expect(200);
    let items = listed["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert!(items.iter().all(|m| m["origin"] == "import"), "{items:?}");
    assert_eq!(
        items[0]["data"],
        json!({"n": if items[0]["customer"]["name"] == "Ana" { "um" } else { "três" }})
    );
    let undone = undone(&api, id).await;
    assert_eq!(undone, json!({"removed": 0, "cancelled": 2, "kept": {}}));
    let waiting = api
        .get(&format!("/messages?batch_ref={batch}&status=waiting"))
        .await
        .expect(200);
    assert_eq!(waiting["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_file_is_refused_whole() {
    let api = Api::new().await;
    let post = async |query: &str, body: &'static str| {
        api.text(&format!("/imports?{query}"), "application/octet-stream", body)
            .await
    };
    assert_eq!(post("kind=customers", "id;nome\n").await.problem().1, "no_rows");
    assert_eq!(post("kind=customers", "").await.problem().1, "unreadable_file");
    assert_eq!(
        post("kind=customers", "PK\u{3}\u{4}x").await.problem().1,
        "unreadable_file"
    );
    assert_eq!(
        post("kind=customers", "id\0;nome\n1;Ana\n").await.problem().1,
        "unreadable_file"
    );
    assert_eq!(post("kind=nothing", "a\n1\n").await.problem().0, 400);
    assert_eq!(post("", "a\n1\n").await.problem().0, 400);
    let listed = api.get("/imports").await.expect(200);
    assert_eq!(listed["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_bring_messages_takes_no_file_in() {
    let api = Api::new().await;
    let start = json!({});
    for (scopes, status) in [
        (json!(["operate"]), 403),
        (json!(["enqueue"]), 403),
        (json!(["operate", "enqueue"]), 404),
    ] {
        let made = api
            .post("/tokens", json!({ "name": "t", "scopes": scopes }))
            .await;
        let made = made.expect(201);
        let token = made["token"].as_str().unwrap();
        let answer = api
            .as_token(token, "POST", "/api/v1/imports/9/start", Some(&start))
            .await;
        assert_eq!(answer.status, status, "{scopes}");
    }
}
