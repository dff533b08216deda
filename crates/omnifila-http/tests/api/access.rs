//! Who may do what; paths and methods that are not there; health, figures and the page.

use crate::support::{Api, TOKEN, eventually};
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use omnifila_http::LocalSocket;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_scope_opens_its_own_doors() {
    let api = Api::new().await;
    let (gateway, template) = api.setup("queue").await;
    let make = async |scope: &str| -> (String, i64) {
        let made = api
            .post("/tokens", json!({ "name": scope, "scopes": [scope] }))
            .await
            .expect(201);
        (
            made["token"].as_str().unwrap().to_owned(),
            made["id"].as_i64().unwrap(),
        )
    };
    let message = crate::support::message(gateway, template, 1);
    let calls: [(&str, &str, Option<Value>); 4] = [
        ("GET", "/api/v1/messages", None),
        ("POST", "/api/v1/messages", Some(message)),
        ("POST", "/api/v1/pause", Some(json!({ "reason": "x" }))),
        ("GET", "/api/v1/tokens", None),
    ];
    let doors = [
        ("read", [true, false, false, false]),
        ("enqueue", [true, true, false, false]),
        ("operate", [true, false, true, false]),
        ("admin", [true; 4]),
    ];
    for (scope, open) in doors {
        let (token, id) = make(scope).await;
        for ((method, path, body), open) in calls.iter().zip(open) {
            let answer = api.as_token(&token, method, path, body.as_ref()).await;
            if open {
                assert!(answer.status < 300, "{scope}: {method} {path}");
            } else {
                assert_eq!(
                    answer.problem(),
                    (403, "forbidden", ""),
                    "{scope}: {method} {path}"
                );
                assert!(
                    answer.body["detail"].as_str().unwrap().contains("scope"),
                    "it names the scope"
                );
            }
        }
        assert_eq!(api.delete(&format!("/tokens/{id}")).await.status, 204);
        assert_eq!(
            api.as_token(&token, "GET", "/api/v1/messages", None).await.status,
            401,
            "revoked"
        );
    }
    let listed = api.get("/tokens").await.expect(200);
    assert!(!listed.to_string().contains("omq_"), "secrets are not listed");
    assert_eq!(listed["items"].as_array().unwrap().len(), 5);
    assert_eq!(api.delete("/tokens/99").await.problem().0, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_token_nothing_is_said() {
    let api = Api::new().await;
    for token in ["", "x", "omq_1_AAAA"] {
        let answer = api.as_token(token, "GET", "/api/v1/messages", None).await;
        assert_eq!(answer.problem(), (401, "unauthorized", ""));
        assert!(answer.header("www-authenticate").unwrap().starts_with("Bearer"));
    }
    let basic = Request::get("/api/v1/messages").header("authorization", format!("Basic {TOKEN}"));
    assert_eq!(api.raw(basic.body(Body::empty()).unwrap()).await.status, 401);
    let bare = Request::get("/api/v1/messages?x=1").body(Body::empty()).unwrap();
    assert_eq!(
        api.raw(bare).await.status,
        401,
        "before anything else is looked at"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_local_socket_is_the_administrator() {
    let api = Api::new().await;
    let mut request = Request::post("/api/v1/pause").header("content-type", "application/json");
    request.extensions_mut().unwrap().insert(LocalSocket);
    api.raw(request.body(Body::from("{\"reason\":\"manutenção\"}")).unwrap())
        .await
        .expect(200);
    let audit = api.get("/audit").await.expect(200);
    assert_eq!(
        (
            audit["items"][0]["actor"].as_str(),
            audit["items"][0]["reason"].as_str()
        ),
        (Some("cli"), Some("manutenção"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_there_is_a_problem_too() {
    let api = Api::new().await;
    assert_eq!(api.get("/nothing").await.problem(), (404, "not_found", ""));
    assert_eq!(
        api.as_token(TOKEN, "GET", "/x/../../etc/passwd", None)
            .await
            .problem()
            .0,
        404
    );
    let wrong = api.as_token(TOKEN, "PUT", "/api/v1/messages/1", None).await;
    assert_eq!(wrong.problem(), (405, "method_not_allowed", ""));
    assert_eq!(wrong.header("allow"), Some("GET"));
    let head = Request::head("/api/v1/messages").header("authorization", format!("Bearer {TOKEN}"));
    assert_eq!(api.raw(head.body(Body::empty()).unwrap()).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_figures_page_and_document_are_public() {
    let api = Api::new().await;
    let (gateway, _) = api.setup("queue").await;
    let plain = async |path: &str| {
        let response = api.send(Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), 200, "{path}");
        let headers = response.headers().clone();
        (
            headers,
            String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap(),
        )
    };
    assert!(plain("/healthz").await.1.contains("\"ok\""));
    eventually(async || (api.engine.lane(gateway.into()).is_some()).then_some(())).await;
    assert!(plain("/readyz").await.1.contains("ready"));
    let document: Value = serde_json::from_str(&plain("/api/openapi.json").await.1).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let (headers, page) = plain("/").await;
    assert!(page.contains("<title>omnifila</title>"), "{page}");
    assert_eq!(headers["x-omnifila-simulated-time"], crate::support::MORNING);
    let figures = plain("/metrics").await.1;
    for line in [
        "# TYPE omnifila_messages gauge",
        "omnifila_build_info{version=",
        "omnifila_in_flight{gateway=\"1\"} 0",
        "omnifila_uncertain{gateway=\"1\"} 0",
        "omnifila_circuit_open{gateway=\"1\"} 0",
        "omnifila_store_healthy 1",
        "omnifila_http_requests_total{route=\"/healthz\",status=\"200\"} 1",
        "omnifila_http_request_duration_seconds_bucket{route=\"/healthz\",le=\"+Inf\"} 1",
    ] {
        assert!(figures.contains(line), "{line} is missing in\n{figures}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_interface_answers_every_place_and_trusts_only_itself() {
    let api = Api::new().await;
    let ask = async |method: &str, path: &str, accept: &str| {
        let request = Request::builder().method(method).uri(path);
        let request = request.header("accept", accept).body(Body::empty()).unwrap();
        api.send(request).await
    };
    let page = ask("GET", "/fila?status=waiting", "text/html,*/*;q=0.8").await;
    assert_eq!(page.status(), 200);
    let headers = page.headers();
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-cache"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(headers[name], value, "{name}");
    }
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert_eq!(
        policy,
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; \
         connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'"
    );
    for (method, path, accept, status) in [
        ("HEAD", "/", "*/*", 200),
        ("GET", "/assets/gone.js", "text/html", 404),
        ("GET", "/api/v1/nothing", "text/html", 404),
        ("GET", "/opa/chave/api/v1/x", "text/html", 404),
        ("GET", "/fila", "application/json", 404),
        ("POST", "/", "*/*", 405),
    ] {
        assert_eq!(
            ask(method, path, accept).await.status(),
            status,
            "{method} {path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_machines_clock_cannot_be_moved() {
    let api = Api::with(omnifila_engine::clock::Pace::system()).await;
    let clock = api.get("/clock").await;
    assert_eq!(clock.header("x-omnifila-simulated-time"), None);
    assert_eq!(clock.expect(200)["simulated"], false);
    let answer = api
        .post("/clock/advance", json!({ "to": "2030-01-01T00:00:00Z" }))
        .await;
    assert_eq!(answer.problem(), (409, "not_simulated", ""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_keeps_the_id_its_proxy_gave() {
    let api = Api::new().await;
    let with = async |id: &str| {
        let request = Request::get("/healthz")
            .header("x-request-id", id)
            .body(Body::empty())
            .unwrap();
        api.raw(request).await.header("x-request-id").unwrap().to_owned()
    };
    assert_eq!(with("abc-1").await, "abc-1");
    assert_ne!(with("a b").await, "a b");
    assert_ne!(with(&"x".repeat(65)).await, "x".repeat(65));
}
