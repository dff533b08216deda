//! `omnifila demo`: messages flow within ten seconds of ready, and nothing is left behind.

use crate::support::{Api, Place, until};
use serde_json::Value;
use std::time::Duration;

#[tokio::test]
async fn messages_flow_within_ten_seconds_of_ready() {
    let place = Place::new();
    let node = place
        .command("demo")
        .args(&["--listen", "127.0.0.1:0"])
        .ready()
        .await;
    for name in ["http", "store", "sandbox", "token", "user", "password"] {
        assert!(node.ready[name].is_string(), "{}", node.ready);
    }
    let nobody = Api::new(node.ready["http"].as_str().unwrap(), "none");
    let body = serde_json::json!({ "email": node.ready["user"], "password": node.ready["password"] });
    let (status, session) = nobody
        .attempt("POST", "/api/v1/session", Some(&body))
        .await
        .unwrap();
    assert_eq!((status, &session["demo"]), (200, &Value::Bool(true)), "{session}");
    assert_eq!(session["user"]["role"], "admin");
    let phone = Api::new(node.ready["sandbox"].as_str().unwrap(), "none");
    let effects = async || {
        let (_, counters) = phone.attempt("GET", "/sandbox/v1/counters", None).await.ok()?;
        counters["effects"].as_u64().filter(|n| *n > 0)
    };
    until(Duration::from_secs(10), "a message to reach the phone", effects).await;
    let sent = async || {
        let page = node.api.get("/messages?status=sent&limit=1").await;
        page["items"]
            .as_array()
            .is_some_and(|items| !items.is_empty())
            .then_some(())
    };
    until(Duration::from_secs(10), "a message to be sent", sent).await;

    let customers = node.api.get("/customers?limit=1000").await;
    assert_eq!(customers["items"].as_array().map(Vec::len), Some(300));
    let windows = node.api.get("/windows").await;
    assert!(
        windows["items"][0]["name"]
            .as_str()
            .unwrap()
            .contains("Sempre aberta"),
        "{windows}"
    );
    let waiting = node.api.get("/messages?order=queue&limit=1000").await;
    assert!(
        waiting["items"].as_array().unwrap().len() > 5,
        "there is a queue to look at: {waiting}"
    );
    let listed: Value =
        serde_json::from_str(&place.run_well(&["queue", "list", "--json", "--limit", "3"]).await).unwrap();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(3));
    node.stop().await;
}
