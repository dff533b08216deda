//! What each role may do, at every endpoint there is.

use crate::browser::{Browser, person, set_up};
use crate::support::Api;
use serde_json::{Value, json};

/// Scopes by role, written down a second time on purpose.
const ROLES: [(&str, &[&str]); 4] = [
    ("viewer", &["read"]),
    ("operator", &["read", "enqueue", "operate"]),
    ("billing", &["read", "enqueue", "operate", "billing"]),
    ("admin", &["read", "enqueue", "operate", "billing", "admin"]),
];

/// (method, path, what it needs) of everything in the document that is not public.
fn endpoints() -> Vec<(String, String, String)> {
    let document: Value = serde_json::from_str(&omnifila_http::openapi()).unwrap();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if operation.get("security").is_none() {
                continue;
            }
            let says = operation["description"].as_str().unwrap();
            let needs = match says.strip_prefix("Needs the scope ") {
                Some(scope) => scope.trim_end_matches('.'),
                None => "person",
            };
            let path = path.trim_start_matches("/api/v1").replace("{id}", "999999");
            all.push((method.to_uppercase(), path, needs.to_owned()));
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_endpoint_opens_for_the_roles_that_have_its_scope_and_no_other() {
    let api = Api::new().await;
    set_up(&api).await;
    let all = endpoints();
    assert!(all.len() > 90, "{}", all.len());
    for (role, scopes) in ROLES {
        let (_, browser) = person(&api, &format!("{role}@provedor.example"), role).await;
        for (method, path, needs) in &all {
            // Streams do not end; signing out ends the test's own session.
            let skipped = (method.as_str(), path.as_str());
            if [("GET", "/events"), ("DELETE", "/session")].contains(&skipped) {
                continue;
            }
            // Without a body most are refused after the door, which is what is looked at.
            let answer = browser.call(&api, method, path, None).await;
            let shut = answer.status == 403;
            let open = needs == "person" || scopes.contains(&needs.as_str());
            assert_eq!(
                shut, !open,
                "{role}: {method} {path} needs {needs}: {:#}",
                answer.body
            );
            if shut {
                assert_eq!(answer.problem().1, "forbidden");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_and_when_is_billings_and_the_machine_is_the_administrators() {
    let all = endpoints();
    let needs = |method: &str, path: &str| {
        let found = all.iter().find(|(m, p, _)| m == method && p == path);
        found.map(|(.., needs)| needs.as_str()).unwrap_or("nothing")
    };
    for noun in ["templates", "ladders", "windows", "calendars"] {
        assert_eq!(needs("POST", &format!("/{noun}")), "billing");
        assert_eq!(needs("PATCH", &format!("/{noun}/999999")), "billing");
        assert_eq!(needs("DELETE", &format!("/{noun}/999999")), "billing");
        assert_eq!(needs("GET", &format!("/{noun}")), "read");
    }
    for noun in ["gateways", "tasks", "branches", "sources", "users", "tokens"] {
        assert_eq!(needs("POST", &format!("/{noun}")), "admin");
    }
    for noun in ["holds", "stop-rules", "suppressions"] {
        assert_eq!(needs("POST", &format!("/{noun}")), "operate");
    }
    assert_eq!(needs("GET", "/users"), "admin");
    assert_eq!(needs("GET", "/audit"), "admin");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_role_holds_at_once() {
    let api = Api::new().await;
    set_up(&api).await;
    let (id, browser) = person(&api, "otavio@provedor.example", "operator").await;
    let pause = async |browser: &Browser| {
        browser
            .call(&api, "POST", "/pause", Some(json!({ "reason": "x" })))
            .await
            .status
    };
    assert_eq!(pause(&browser).await, 200);
    api.patch(&format!("/users/{id}"), json!({ "role": "viewer" }))
        .await
        .expect(200);
    assert_eq!(pause(&browser).await, 403);
    let token = json!({ "name": "x", "scopes": ["billing"] });
    assert_eq!(
        api.post("/tokens", token).await.problem(),
        (422, "unknown_scope", "/scopes")
    );
}
