//! A filter's messages as one file.

use crate::support::{Api, TOKEN};
use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use serde_json::json;

/// The file and its headers.
async fn file(api: &Api, query: &str) -> (String, axum::http::HeaderMap) {
    let request = Request::get(format!("/api/v1/messages/export.csv{query}"))
        .header(header::AUTHORIZATION, format!("Bearer {TOKEN}"));
    let answer = api.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status(), 200, "{query}");
    let headers = answer.headers().clone();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    (String::from_utf8(bytes.to_vec()).unwrap(), headers)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filter_is_written_whole_in_the_words_of_the_screen() {
    let api = Api::new().await;
    let queue = api.setup("queue").await;
    let ids = api.enqueue(queue, 2_300).await;
    let (text, headers) = file(&api, "?columns=id,customer,status,created_at").await;
    assert_eq!(headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    assert_eq!(
        headers[header::CONTENT_DISPOSITION],
        "attachment; filename=\"fila-de-mensagens-2026-12-10.csv\""
    );
    let mut lines = text.strip_prefix('\u{feff}').unwrap().split("\r\n");
    assert_eq!(lines.next(), Some("ID;Cliente;Status;Data de inclusão"));
    let first = format!("{};Cliente 2299;Aguardando;10/12/2026 08:00:00", ids[2_299]);
    let lines: Vec<&str> = lines.collect();
    assert_eq!(lines[0], first);
    // Every message once, newest first, over the edges of three pages; the last line ends, too.
    let written: Vec<i64> = lines[..2_300]
        .iter()
        .map(|line| line.split(';').next().unwrap().parse().unwrap())
        .collect();
    assert_eq!(written, ids.iter().rev().copied().collect::<Vec<_>>());
    assert_eq!(lines[2_300..], [""]);
    let (text, _) = file(&api, "?language=en&columns=status,created_at&q=Cliente%202299").await;
    assert_eq!(
        text,
        "\u{feff}Status;Included at\r\nWaiting;2026-12-10 08:00:00\r\n"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_left_in_a_while_is_written() {
    let api = Api::new().await;
    let sending = api.setup("continuous").await;
    let ids = api.enqueue(sending, 1).await;
    api.settle().await;
    api.post("/clock/advance", json!({ "to": "2026-12-10T12:00:00.000Z" }))
        .await
        .expect(200);
    let head = "\u{feff}ID\r\n";
    let from = |at: &str| format!("?columns=id&sent_from=2026-12-10T{at}Z");
    let (text, _) = file(&api, &from("11:00:00")).await;
    assert_eq!(text, format!("{head}{}\r\n", ids[0]));
    assert_eq!(file(&api, &from("11:30:00")).await.0, head);
    assert_eq!(file(&api, "?columns=id&status=failed").await.0, head);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_known_is_refused() {
    let api = Api::new().await;
    for bad in [
        "?columns=senha",
        "?columns=id,",
        "?language=fr",
        "?limit=5",
        "?order=queue",
        "?status=gone",
    ] {
        let refused = api.get(&format!("/messages/export.csv{bad}")).await;
        assert_eq!(refused.problem().0, 400, "{bad}");
    }
    let refused = api
        .as_token("wrong", "GET", "/api/v1/messages/export.csv", None)
        .await;
    assert_eq!(refused.problem().0, 401);
}
