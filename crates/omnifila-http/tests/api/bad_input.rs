//! What is wrong is refused with a clear 4xx that names where and what was expected; never a 500, never a lost neighbour.

use crate::support::{Api, TOKEN, message};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_that_cannot_be() {
    let api = Api::new().await;
    let (gateway, template) = api.setup("queue").await;
    let with = |pointer: &str, value: Value| {
        let mut body = message(gateway, template, 1);
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[name] = value;
        body
    };
    let long = "x".repeat(201);
    let cases = [
        (with("/gateway_id", json!(99)), "unknown_gateway", "/gateway_id"),
        (
            with("/template_id", json!(99)),
            "unknown_template",
            "/template_id",
        ),
        (with("/data", json!({})), "missing_variable", "/data/n"),
        (
            with("/customer/phone", json!("123")),
            "bad_phone",
            "/customer/phone",
        ),
        (
            with("/customer/phone", Value::Null),
            "missing_phone",
            "/customer/phone",
        ),
        (
            with("/customer/state", json!("XX")),
            "bad_state",
            "/customer/state",
        ),
        (
            with("/purpose", json!("collection")),
            "purpose_mismatch",
            "/purpose",
        ),
        (
            with("/expires_at", json!("2026-12-10T10:00:00Z")),
            "expires_in_past",
            "/expires_at",
        ),
        (with("/due_at", json!("amanhã")), "invalid_field", "/due_at"),
        (
            with("/due_at", json!("2026-12-10T10:00:00")),
            "invalid_field",
            "/due_at",
        ),
        (with("/priority", json!("asap")), "invalid_field", "/priority"),
        (with("/dedupe_key", json!(long)), "bad_length", "/dedupe_key"),
        (with("/dedupe_key", json!("")), "bad_length", "/dedupe_key"),
        (with("/customer/name", json!("")), "bad_length", "/customer/name"),
        (with("/customer/name", json!("a\u{0}b")), "nul_character", ""),
        (with("/customer/nme", json!("x")), "invalid_field", "/customer"),
        (
            with("/invoice", json!({ "external_id": "x" })),
            "unknown_invoice",
            "/invoice",
        ),
        (with("/gateway_key", json!("x")), "missing_gateway", "/gateway_id"),
        (json!({}), "invalid_field", ""),
        (json!(7), "invalid_field", ""),
        (json!([]), "invalid_field", ""),
    ];
    for (body, code, pointer) in cases {
        let answer = api.post("/messages", body.clone()).await;
        let (status, found, at) = answer.problem();
        assert_eq!((status, found), (422, code), "{body}");
        assert!(at.starts_with(pointer), "{code} at {at:?}");
        assert!(answer.body["expected"].is_string());
    }
    assert_eq!(api.get("/messages").await.expect(200)["items"], json!([]));
    assert_eq!(
        api.get("/customers").await.expect(200)["items"],
        json!([]),
        "a refused message leaves no customer"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_that_cannot_be_read() {
    let api = Api::new().await;
    let (gateway, template) = api.setup("queue").await;
    let json = "application/json";
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    let deep_data = format!("{{\"gateway_id\":1,\"data\":{{\"n\":{deep}}}}}");
    let cases: [(Vec<u8>, &str); 6] = [
        (b"{".to_vec(), "invalid_json"),
        (b"".to_vec(), "invalid_json"),
        (b"{} {}".to_vec(), "invalid_field"),
        (b"{\"gateway_id\":\"\xff\"}".to_vec(), "bad_utf8"),
        (deep.clone().into_bytes(), "invalid_field"),
        (deep_data.into_bytes(), "invalid_json"),
    ];
    for (body, code) in cases {
        let answer = api.text("/messages", json, body).await;
        assert!(matches!(answer.problem().0, 400 | 422));
        assert_eq!(answer.problem().1, code);
    }
    for deep in [
        "/messages",
        "/gateways",
        "/templates",
        "/holds",
        "/messages/batch",
        "/messages/bulk",
    ] {
        let body = format!(
            "{{\"filter\":{0},\"settings\":{0},\"messages\":{0}}}",
            "[".repeat(10_000)
        );
        assert!(
            matches!(api.text(deep, json, body).await.status, 400 | 422),
            "{deep}"
        );
    }
    let items = format!(
        "{{\"messages\":[{},{deep},{}]}}",
        message(gateway, template, 1),
        message(gateway, template, 2)
    );
    let answer = api.text("/messages/batch", json, items).await.expect(202);
    assert_eq!(
        (answer["accepted"].as_i64(), answer["rejected"].as_i64()),
        (Some(2), Some(1))
    );
    assert_eq!(
        api.text("/messages", "text/plain", "{}").await.problem(),
        (415, "unsupported_media_type", "")
    );
    let form = api
        .text("/messages", "application/x-www-form-urlencoded", "a=b")
        .await;
    assert_eq!(form.problem().0, 415);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_over_the_limit() {
    let api = Api::new().await;
    let large = format!("{{\"x\":\"{}\"}}", "x".repeat(64 * 1024));
    assert_eq!(
        api.text("/messages", "application/json", large.clone())
            .await
            .problem()
            .1,
        "body_too_large"
    );
    // Without a declared length the limit holds as well.
    let pieces = futures_util::stream::iter((0..20).map(|_| Ok::<_, std::io::Error>("x".repeat(8 * 1024))));
    let streamed = api
        .text("/messages", "application/json", Body::from_stream(pieces))
        .await;
    assert_eq!(streamed.problem().0, 413);
    let declared = Request::post("/api/v1/messages/batch")
        .header("authorization", format!("Bearer {TOKEN}"))
        .header("content-type", "application/json")
        .header("content-length", "10000000000");
    assert_eq!(
        api.raw(declared.body(Body::empty()).unwrap()).await.problem().0,
        413
    );
    // A batch may be larger than one thing.
    assert_eq!(
        api.text("/messages/batch", "application/json", large)
            .await
            .status,
        422
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn queries_that_cannot_be() {
    let api = Api::new().await;
    let cases = [
        ("/messages?statut=waiting", "unknown_parameter", "/statut"),
        ("/messages?status=wating", "invalid_parameter", "/status"),
        ("/messages?limit=0", "invalid_parameter", "/limit"),
        ("/messages?limit=1001", "invalid_parameter", "/limit"),
        ("/messages?limit=1&limit=2", "invalid_parameter", "/limit"),
        ("/messages?cursor=x", "bad_cursor", "/cursor"),
        ("/messages?order=queue&cursor=AAAA", "bad_cursor", "/cursor"),
        ("/messages?order=up", "invalid_parameter", "/order"),
        ("/messages?gateway_id=x", "invalid_parameter", "/gateway_id"),
        (
            "/messages?created_from=hoje",
            "invalid_parameter",
            "/created_from",
        ),
        ("/messages?q=%00", "invalid_parameter", "/q"),
        ("/gateways?cursor=x", "bad_cursor", "/cursor"),
        ("/gateways?x=1", "unknown_parameter", "/x"),
        ("/message-events?after=x", "bad_cursor", "/cursor"),
        ("/message-events?wait=61", "invalid_parameter", "/wait"),
        ("/runs?cursor=x", "bad_cursor", "/cursor"),
        ("/operations?cursor=x", "bad_cursor", "/cursor"),
        ("/forecast?at=x", "invalid_parameter", "/at"),
        ("/audit?nouns=x", "unknown_parameter", "/nouns"),
        ("/tokens?cursor=x", "bad_cursor", "/cursor"),
        ("/events?x=1", "unknown_parameter", "/x"),
    ];
    for (path, code, pointer) in cases {
        assert_eq!(api.get(path).await.problem(), (400, code, pointer), "{path}");
    }
    let long = api.get(&format!("/messages?q={}", "x".repeat(301))).await;
    assert_eq!(long.problem(), (400, "invalid_parameter", "/q"));
    for path in [
        "/messages/x",
        "/messages/0",
        "/messages/-1",
        "/messages/9007199254740992",
        "/messages/1.5",
        "/messages/7",
    ] {
        assert_eq!(api.get(path).await.problem(), (404, "not_found", ""), "{path}");
    }
}
