//! The stand-in of a demo over the API: there, and not there.

use crate::support::{Api, MORNING};
use axum::body::Bytes;
use omnifila_core::time::Time;
use omnifila_engine::clock::Pace;
use omnifila_http::{HttpOptions, Simulator};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// Answers in the stand-in's language, and keeps what it was asked.
#[derive(Debug, Default)]
struct Phone(Mutex<Vec<String>>);

impl Simulator for Phone {
    fn gateway(&self) -> Value {
        json!({"kind": "opa_suite", "settings": {"url": "http://127.0.0.1:9"}})
    }

    fn call(&self, method: &str, path: &str, query: &str, body: &Bytes) -> Result<Value, (u16, String)> {
        let body = String::from_utf8_lossy(body);
        self.0
            .lock()
            .unwrap()
            .push(format!("{method} {path} {query} {body}"));
        let rule = json!({"fault": {"kind": "hang_after_accept"}, "calls": "sends", "seed": 0, "id": 1, "applied": 0, "left": null});
        match (method, path) {
            ("GET", "counters") => Ok(
                json!({"calls": 3, "sends": 2, "effects": 2, "in_flight": 0, "max_in_flight": 1,
                "duplicates": 0, "duplicate_ids": []}),
            ),
            ("GET", "phone") => Ok(
                json!({"last_number": 900, "items": [{"number": 900, "seq": 1, "at_ms": 1, "tenant": "default",
                "recipient": "+5549900000001", "text": "Olá", "template": null, "message_id": "7", "attempt": "1",
                "answer": "accepted"}]}),
            ),
            ("POST", "faults") if body.contains("unknown") => Err((422, "one of the faults".into())),
            ("DELETE", "faults/9") => Err((404, "fault 9: no such rule".into())),
            _ => Ok(json!({"faults": [rule]})),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_stand_in_of_a_demo_is_asked_through_the_api() {
    let phone = Arc::new(Phone::default());
    let options = HttpOptions {
        demo: true,
        simulator: Some(phone.clone()),
        ..HttpOptions::default()
    };
    let api = Api::with_options(Pace::simulated(Time::parse(MORNING).unwrap()), options).await;
    let shown = api.get("/sandbox").await.expect(200);
    assert_eq!(shown["counters"]["effects"], 2);
    assert_eq!(shown["counters"].get("duplicate_ids"), None);
    assert_eq!(shown["gateway"]["kind"], "opa_suite");
    assert_eq!(shown["faults"][0]["fault"]["kind"], "hang_after_accept");

    api.get("/sandbox/phone?limit=50").await.expect(200);
    api.get("/sandbox/phone?after=12").await.expect(200);
    api.delete("/sandbox/phone").await.expect(204);
    let asked: Vec<String> = phone.0.lock().unwrap().drain(..).collect();
    let phones: Vec<&str> = asked
        .iter()
        .map(|asked| asked.trim())
        .filter(|asked| !asked.contains("counters"))
        .collect();
    assert_eq!(
        phones,
        [
            "GET faults",
            "GET phone limit=1",
            "GET phone after=850&limit=50",
            "GET phone after=12&limit=500",
            "DELETE journal"
        ]
    );

    let rule = json!({"fault": {"kind": "hang_after_accept"}});
    assert_eq!(
        api.post("/sandbox/faults", rule).await.expect(201)["faults"][0]["id"],
        1
    );
    let refused = api
        .post("/sandbox/faults", json!({"fault": {"kind": "unknown"}}))
        .await;
    assert_eq!(refused.problem(), (422, "bad_fault", "/fault"));
    assert_eq!(api.delete("/sandbox/faults/9").await.problem().0, 404);
    api.delete("/sandbox/faults/1").await.expect(200);
    api.delete("/sandbox/faults").await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_has_no_stand_in() {
    let api = Api::new().await;
    for path in ["/sandbox", "/sandbox/phone"] {
        assert_eq!(api.get(path).await.problem(), (404, "not_found", ""));
    }
    let rule = json!({"fault": {"kind": "hang_after_accept"}});
    assert_eq!(api.post("/sandbox/faults", rule).await.problem().0, 404);
    assert_eq!(api.delete("/sandbox/phone").await.problem().0, 404);
}
