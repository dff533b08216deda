//! Bodies that are no JSON, or too much of it.

use super::{JSON, Stage, check};
use crate::support::message;

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

impl Stage {
    async fn refuses_bytes(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
        want: (u16, &str, &str),
    ) {
        let what = format!("{path} {headers:?} {} bytes", body.len());
        check(&what, &self.api().raw("POST", path, headers, body).await, want);
    }
}

#[tokio::test]
async fn bodies_that_are_no_json_are_refused_whole() {
    let stage = Stage::new().await;
    let good = message(stage.setup, 1).to_string();
    for path in ["/messages", "/messages/batch", "/customers/batch", "/templates"] {
        for text in ["", "{", "nada", "{}}", "\u{feff}{}"] {
            let (status, answer) = stage.api().raw("POST", path, &[JSON], text).await;
            let found = (status, answer["code"].as_str());
            // What stands before the fault may be wrong already.
            let wanted = [(400, Some("invalid_json")), (422, Some("invalid_field"))];
            assert!(wanted.contains(&found), "{path} {text:?}: {answer}");
            assert!(text == "{}}" || found == wanted[0], "{path} {text:?}: {answer}");
        }
        let mut bytes = good.clone().into_bytes();
        bytes[5] = 0xff;
        stage
            .refuses_bytes(path, &[JSON], bytes, (400, "bad_utf8", ""))
            .await;
        stage
            .refuses_bytes(path, &[JSON], b"7".to_vec(), (422, "invalid_field", ""))
            .await;
        for headers in [vec![], vec![("content-type", "text/csv")]] {
            let body = good.clone().into_bytes();
            stage
                .refuses_bytes(path, &headers, body, (415, "unsupported_media_type", ""))
                .await;
        }
    }
    stage.end().await;
}

#[tokio::test]
async fn nesting_without_end_ends_no_process() {
    let stage = Stage::new().await;
    let deep_list = "[".repeat(10_000) + &"]".repeat(10_000);
    let deep_object = "{\"x\":".repeat(10_000) + "1" + &"}".repeat(10_000);
    for deep in [&deep_list, &deep_object, &"[".repeat(60_000)] {
        for (path, field) in [
            ("/messages", "data"),
            ("/messages/batch", "messages"),
            ("/invoices/batch", "invoices"),
            ("/templates", "bindings"),
            ("/gateways", "settings"),
            ("/messages/bulk", "filter"),
        ] {
            for body in [format!("{{\"{field}\":{deep}}}"), (*deep).clone()] {
                if body.len() > 64 * KIB {
                    continue;
                }
                let (status, answer) = stage.api().raw("POST", path, &[JSON], body).await;
                let code = answer["code"].as_str().unwrap_or_default();
                // A batch may take the list itself, and refuse what is in it.
                let items =
                    status == 202 && answer["rejected"] == 1 && answer["items"][0]["error"].is_object();
                let refused = matches!((status, code), (400, "invalid_json") | (422, "invalid_field"));
                assert!(refused || items, "{path} {field}: {status} {answer}");
            }
        }
    }
    stage.end().await;
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_and_one_at_the_limit_is_read() {
    let stage = Stage::new().await;
    let padded = |n: usize| format!("{{\"x\":\"{}\"}}", "a".repeat(n - 8)).into_bytes();
    for (path, limit) in [
        ("/messages", 64 * KIB),
        ("/messages/batch", 32 * MIB),
        ("/invoices/batch", 32 * MIB),
    ] {
        stage
            .refuses_bytes(path, &[JSON], padded(limit + 1), (413, "body_too_large", ""))
            .await;
        stage
            .refuses_bytes(path, &[JSON], padded(limit), (422, "invalid_field", "/x"))
            .await;
    }
    let many = format!("{{\"messages\":[{}1]}}", "1,".repeat(10_000)).into_bytes();
    stage
        .refuses_bytes(
            "/messages/batch",
            &[JSON],
            many,
            (422, "too_many_items", "/messages"),
        )
        .await;
    stage.end().await;
}
