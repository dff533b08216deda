//! The journal counts what happened, and the control API says the same as the library.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[expect(dead_code, reason = "shared by several test binaries; this one uses a part")]
mod wire;

use omnifila_sandbox::{Counters, Fault, JournalQuery, Sandbox, SandboxConfig};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use wire::{LIMIT, TO, call, good_send, open, request, send};

async fn start() -> Sandbox {
    Sandbox::start(SandboxConfig::default()).await.unwrap()
}

fn text(i: u64) -> String {
    request(
        "POST",
        "/api/v1/template/send",
        omnifila_sandbox::DEFAULT_TOKEN,
        &good_send(TO, i).to_string(),
    )
}

#[tokio::test]
async fn the_most_in_flight_is_counted_exactly() {
    let sandbox = start().await;
    sandbox.add_fault(Fault::HangAfterAccept).unwrap();
    let mut hung = Vec::new();
    for i in 0..7 {
        hung.push(open(sandbox.addr(), &text(i)).await);
    }
    assert!(sandbox.wait_until(LIMIT, |c| c.effects == 7).await);
    assert_eq!(
        (sandbox.counters().in_flight, sandbox.counters().max_in_flight),
        (7, 7)
    );
    hung.truncate(3);
    assert!(sandbox.wait_until(LIMIT, |c| c.in_flight == 3).await);
    sandbox.clear_faults();
    send(sandbox.addr(), &good_send(TO, 8)).await;
    // Reads are calls, but nobody is being sent anything.
    call(sandbox.addr(), "GET", "/api/v1/template", &Value::Null).await;
    let counters = sandbox.counters();
    assert_eq!(
        (
            counters.calls,
            counters.sends,
            counters.max_in_flight,
            counters.in_flight
        ),
        (9, 8, 7, 3)
    );
    sandbox.clear_journal();
    let counters = sandbox.counters();
    assert_eq!(
        (counters.calls, counters.max_in_flight, counters.in_flight),
        (0, 3, 3)
    );
    drop(hung);
    assert!(sandbox.wait_until(LIMIT, |c| c.in_flight == 0).await);
}

#[tokio::test]
async fn duplicates_are_effects_of_one_message_id() {
    let sandbox = start().await;
    for i in [1, 2, 1, 3, 1] {
        send(sandbox.addr(), &good_send(TO, i)).await;
    }
    // The same id as text is the same id; a refused repetition is none.
    let mut as_text = good_send(TO, 0);
    as_text["metadata"]["message_id"] = json!("2");
    send(sandbox.addr(), &as_text).await;
    sandbox.add_fault(Fault::status(503)).unwrap();
    send(sandbox.addr(), &good_send(TO, 3)).await;
    let counters = sandbox.counters();
    assert_eq!(
        (counters.effects, counters.duplicates, counters.uncompared),
        (6, 3, 0)
    );
    assert_eq!(counters.duplicate_ids, ["1", "1", "2"]);
    assert_eq!(sandbox.effects_by_message()["1"], 3);
    assert_eq!(counters.by_answer["accepted"], 6);
    assert_eq!(counters.by_answer["server_error"], 1);
}

#[tokio::test]
async fn a_small_ring_forgets_rows_but_not_counts() {
    let sandbox = Sandbox::start(SandboxConfig {
        journal_capacity: 5,
        ..SandboxConfig::default()
    })
    .await
    .unwrap();
    for i in 1..=12 {
        send(sandbox.addr(), &good_send(TO, i)).await;
    }
    let rows = sandbox.journal(JournalQuery::default());
    assert_eq!(rows.iter().map(|r| r.seq).collect::<Vec<_>>(), [8, 9, 10, 11, 12]);
    assert_eq!(
        rows.iter().map(|r| r.effect_number.unwrap()).collect::<Vec<_>>(),
        [8, 9, 10, 11, 12]
    );
    assert_eq!((sandbox.counters().effects, sandbox.counters().calls), (12, 12));
    let page = sandbox.journal(JournalQuery {
        after: 9,
        limit: 2,
        effects_only: false,
    });
    assert_eq!(page.iter().map(|r| r.seq).collect::<Vec<_>>(), [10, 11]);
    let phone = call(sandbox.addr(), "GET", "/sandbox/v1/phone?after=10", &Value::Null)
        .await
        .json();
    assert_eq!(phone["items"].as_array().unwrap().len(), 2);
    sandbox.clear_journal();
    send(sandbox.addr(), &good_send(TO, 1)).await;
    assert_eq!(sandbox.effects()[0].seq, 13);
    assert_eq!(sandbox.counters().duplicates, 0);
}

#[tokio::test]
async fn times_are_of_this_machine_and_in_order() {
    let sandbox = start().await;
    let clock = || {
        let t = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
        t.tv_sec.unsigned_abs() * 1_000_000_000 + t.tv_nsec.unsigned_abs()
    };
    let before = clock();
    send(sandbox.addr(), &good_send(TO, 1)).await;
    let row = sandbox.effects().remove(0);
    let end = row.end_ns.unwrap();
    assert!(before <= row.begin_ns && row.begin_ns <= end && end <= clock());
    assert!(row.end_ms.unwrap() >= row.begin_ms && row.begin_ms > 1_700_000_000_000);
}

/// Whether an answer has all the bytes its head states.
fn is_whole(raw: &[u8]) -> bool {
    let text = String::from_utf8_lossy(raw);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let stated = head
        .lines()
        .find_map(|l| l.strip_prefix("content-length: "))
        .unwrap();
    body.len() == stated.parse::<usize>().unwrap()
}

#[tokio::test]
async fn one_connection_carries_many_calls() {
    let sandbox = start().await;
    let mut stream = tokio::net::TcpStream::connect(sandbox.addr()).await.unwrap();
    for i in 1..=50_u64 {
        let body = good_send(TO, i).to_string();
        let head = format!(
            "POST /api/v1/template/send HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n\r\n",
            omnifila_sandbox::DEFAULT_TOKEN,
            body.len()
        );
        stream.write_all((head + &body).as_bytes()).await.unwrap();
        let mut seen = Vec::new();
        while !is_whole(&seen) {
            let more = tokio::time::timeout(LIMIT, stream.read_buf(&mut seen))
                .await
                .expect("an answer in time");
            assert_ne!(more.unwrap(), 0);
        }
        assert!(seen.starts_with(b"HTTP/1.1 200"));
    }
    assert_eq!(
        (sandbox.counters().effects, sandbox.counters().max_in_flight),
        (50, 1)
    );
}

#[tokio::test]
async fn the_file_holds_every_completed_row() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let config = SandboxConfig {
        journal_file: Some(path.clone()),
        ..SandboxConfig::default()
    };
    let sandbox = Sandbox::start(config).await.unwrap();
    for i in 1..=20 {
        send(sandbox.addr(), &good_send(TO, i)).await;
    }
    sandbox.add_fault(Fault::HangAfterAccept).unwrap();
    let hung = open(sandbox.addr(), &text(21)).await;
    assert!(sandbox.wait_until(LIMIT, |c| c.effects == 21).await);
    assert_eq!(sandbox.counters().lines_lost, 0);
    sandbox.shutdown().await;
    let text = std::fs::read_to_string(&path).unwrap();
    let rows: Vec<omnifila_sandbox::CallRecord> =
        text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(
        rows.iter().map(|r| r.seq).collect::<Vec<_>>(),
        (1..=21).collect::<Vec<_>>()
    );
    assert!(rows[20].effect && rows[20].answer == "hang_after_accept");
    drop(hung);
}

#[tokio::test]
async fn a_webhook_is_kept_with_headers_and_body() {
    let sandbox = start().await;
    let body =
        r#"{"type":"message", "data":{"to":"+5549900000001","text":"Olá","message_id":5,"attempt":2}}"#;
    let head = format!(
        "POST /webhook/erp HTTP/1.1\r\nHost: x\r\nwebhook-id: msg_5\r\nwebhook-timestamp: 1700000000\r\nConnection: close\r\n\
         webhook-signature: v1,abc=\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    for _ in 0..2 {
        assert_eq!(wire::read(open(sandbox.addr(), &head).await).await.status, 200);
    }
    let row = sandbox.effects().remove(0);
    assert_eq!(
        (row.tenant.as_str(), row.body.as_deref()),
        ("webhook/erp", Some(body))
    );
    assert!(
        row.headers
            .contains(&("webhook-signature".to_owned(), "v1,abc=".to_owned()))
    );
    assert_eq!(
        (
            row.recipient.as_deref(),
            row.message_id.as_deref(),
            row.attempt.as_deref()
        ),
        (Some(TO), Some("msg_5"), Some("2"))
    );
    assert_eq!(sandbox.counters().duplicates, 1);
    let phone = call(sandbox.addr(), "GET", "/sandbox/v1/phone", &Value::Null)
        .await
        .json();
    assert_eq!(phone["items"][0]["text"], "Olá");
    assert_eq!(
        call(sandbox.addr(), "GET", "/webhook/erp", &Value::Null)
            .await
            .status,
        405
    );
}

#[tokio::test]
async fn the_control_api_switches_faults_as_the_library_does() {
    let sandbox = start().await;
    let addr = sandbox.addr();
    let rules = json!({"faults": [{"fault": {"kind": "status", "code": 429, "retry_after": {"seconds": 3}}, "times": 1}]});
    assert_eq!(call(addr, "PUT", "/sandbox/v1/faults", &rules).await.status, 200);
    assert_eq!(
        send(addr, &good_send(TO, 1)).await.header("retry-after"),
        Some("3")
    );
    let listed = call(addr, "GET", "/sandbox/v1/faults", &Value::Null).await.json();
    assert_eq!(
        (&listed["faults"][0]["left"], &listed["faults"][0]["applied"]),
        (&json!(0), &json!(1))
    );
    let added = call(
        addr,
        "POST",
        "/sandbox/v1/faults",
        &json!({"fault": {"kind": "html"}, "recipient": "+5549900000009"}),
    )
    .await;
    let id = added.json()["id"].as_u64().unwrap();
    assert_eq!(sandbox.faults().len(), 2);
    assert_eq!(
        call(addr, "DELETE", &format!("/sandbox/v1/faults/{id}"), &Value::Null)
            .await
            .status,
        200
    );
    assert_eq!(
        call(addr, "DELETE", &format!("/sandbox/v1/faults/{id}"), &Value::Null)
            .await
            .status,
        404
    );
    call(addr, "DELETE", "/sandbox/v1/faults", &Value::Null).await;
    assert!(sandbox.faults().is_empty());
}

#[tokio::test]
async fn the_control_api_changes_tenants_as_the_library_does() {
    let sandbox = start().await;
    let addr = sandbox.addr();
    call(
        addr,
        "POST",
        "/sandbox/v1/attendance",
        &json!({"recipient": TO, "in": true}),
    )
    .await;
    assert_eq!(send(addr, &good_send(TO, 2)).await.status, 400);
    call(
        addr,
        "POST",
        "/sandbox/v1/attendance",
        &json!({"recipient": TO, "in": false}),
    )
    .await;
    call(addr, "POST", "/sandbox/v1/limits", &json!({"daily_limit": 1})).await;
    assert_eq!(send(addr, &good_send(TO, 3)).await.status, 200);
    assert_eq!(send(addr, &good_send(TO, 4)).await.status, 400);
    let made = call(
        addr,
        "POST",
        "/sandbox/v1/tenants",
        &json!({"name": "sul", "token": "t",
        "channels": [{"_id": "64bb00000000000000000088", "nome": "Sul"}],
        "templates": [{"_id": "64aa00000000000000000088", "texto": "Oi {{1}}", "atalho": "oi"}]}),
    )
    .await;
    assert_eq!(made.json()["url"], sandbox.opa_url("sul"));
    let state = call(addr, "GET", "/sandbox/v1/state", &Value::Null).await.json();
    assert_eq!(state["tenants"][1]["templates"][0]["atalho"], "oi");
    assert_eq!(
        state["tenants"][0]["limits"]["64bb00000000000000000002"],
        json!({"daily_limit": 1, "messages_sent": 1})
    );
}

#[tokio::test]
async fn the_control_api_reads_the_journal_as_the_library_does() {
    let sandbox = start().await;
    let addr = sandbox.addr();
    for (i, fault) in [
        Some(Fault::status(500)),
        None,
        Some(Fault::Html),
        Some(Fault::status(403)),
    ]
    .into_iter()
    .enumerate()
    {
        sandbox.set_faults(fault.map(Into::into)).unwrap();
        send(addr, &good_send(TO, i as u64)).await;
    }
    let counters = call(addr, "GET", "/sandbox/v1/counters", &Value::Null)
        .await
        .json();
    assert_eq!(
        serde_json::from_value::<Counters>(counters).unwrap(),
        sandbox.counters()
    );
    let journal = call(addr, "GET", "/sandbox/v1/journal?after=1&limit=2", &Value::Null)
        .await
        .json();
    let rows: Vec<omnifila_sandbox::CallRecord> = serde_json::from_value(journal["items"].clone()).unwrap();
    assert_eq!(
        rows,
        sandbox.journal(JournalQuery {
            after: 1,
            limit: 2,
            effects_only: false
        })
    );
    assert_eq!(
        (&journal["next_after"], &journal["last_seq"]),
        (&json!(3), &json!(4))
    );
    let reached = call(addr, "GET", "/sandbox/v1/journal?effect=true", &Value::Null)
        .await
        .json();
    assert_eq!(reached["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        call(addr, "DELETE", "/sandbox/v1/journal", &Value::Null)
            .await
            .status,
        200
    );
    assert_eq!(sandbox.counters().calls, 0);
}

#[tokio::test]
async fn the_control_api_names_what_it_expected() {
    let sandbox = start().await;
    let addr = sandbox.addr();
    for (method, path, body, status, word) in [
        (
            "PUT",
            "/sandbox/v1/faults",
            json!([{"fault": {"kind": "earthquake"}}]),
            422,
            "rule 0",
        ),
        (
            "PUT",
            "/sandbox/v1/faults",
            json!([{"fault": {"kind": "html"}, "recepient": "1"}]),
            422,
            "recipient",
        ),
        ("PUT", "/sandbox/v1/faults", json!(7), 422, "list of rules"),
        (
            "POST",
            "/sandbox/v1/faults",
            json!({"fault": {"kind": "status", "code": 99}}),
            422,
            "400 to 599",
        ),
        ("POST", "/sandbox/v1/tenants", json!({"name": "A B"}), 422, "name"),
        (
            "POST",
            "/sandbox/v1/attendance",
            json!({"recipient": TO, "in": true, "tenant": "nenhum"}),
            422,
            "no such tenant",
        ),
        (
            "POST",
            "/sandbox/v1/limits",
            json!({"channel": "x", "daily_limit": 1}),
            422,
            "no such channel",
        ),
        (
            "GET",
            "/sandbox/v1/journal?after=x",
            Value::Null,
            400,
            "whole number",
        ),
        ("POST", "/sandbox/v1/state", Value::Null, 405, "GET"),
        ("GET", "/sandbox/v1/nothing", Value::Null, 404, "no such route"),
    ] {
        let reply = call(addr, method, path, &body).await;
        let error = reply.json()["error"].as_str().unwrap().to_owned();
        assert!(
            reply.status == status && error.contains(word),
            "{method} {path}: {} {error}",
            reply.status
        );
    }
}

#[tokio::test]
async fn the_page_is_served_with_its_files() {
    let sandbox = start().await;
    for (path, kind) in [
        ("/", "text/html"),
        ("/phone.css", "text/css"),
        ("/phone.js", "text/javascript"),
        ("/favicon.svg", "image/svg+xml"),
    ] {
        let reply = call(sandbox.addr(), "GET", path, &Value::Null).await;
        assert!(
            reply.status == 200 && reply.header("content-type").unwrap().starts_with(kind),
            "{path}"
        );
        assert!(
            reply
                .header("content-security-policy")
                .unwrap()
                .contains("default-src 'self'")
        );
    }
    assert_eq!(
        call(sandbox.addr(), "GET", "/wp-login.php", &Value::Null)
            .await
            .status,
        404
    );
    send(sandbox.addr(), &good_send(TO, 1)).await;
    let phone = call(sandbox.addr(), "GET", "/sandbox/v1/phone?after=0", &Value::Null)
        .await
        .json();
    let item = &phone["items"][0];
    assert!(
        item["text"]
            .as_str()
            .unwrap()
            .starts_with("Olá, Cliente Exemplo 001! Sua fatura de 129,90")
    );
    assert_eq!(
        (&item["template"], &item["recipient"], &item["message_id"]),
        (&json!("fatura"), &json!(TO), &json!("1"))
    );
}
