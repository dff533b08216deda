//! The same contract for a source: each misbehaviour of an IXC ends in one code of a closed set, no row is skipped or taken
//! for another, nothing that was written once is written twice, and no secret comes out.

use crate::hostile::{self, Hostile, Play};
use crate::{BRIEF_MS, CHUNKED, PATIENT_MS};
use omnifila_providers::Providers;
use omnifila_providers::guard::Guard;
use omnifila_providers::sources::{Ask, Condition, Ixc, RESOURCES, SourceFault, Ticket, Trouble};
use omnifila_sandbox::{
    CallScope, DEFAULT_IXC, DEFAULT_IXC_TOKEN, Fault, FaultRule, IxcChange, IxcConditions, IxcConfig,
    Sandbox, SandboxConfig,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const SECRET: &str = "0000000000000000000000000000000000000000000000000000000000c0ffee";

fn settings(url: &str, timeout_ms: u64) -> Map<String, Value> {
    let settings = json!({"url": url, "token": format!("9:{SECRET}"), "timeout_ms": timeout_ms});
    settings.as_object().unwrap().clone()
}

fn hostile_ixc(server: &Hostile, timeout_ms: u64) -> Ixc {
    Providers::new(Guard::Open)
        .ixc(&settings(&server.url(), timeout_ms))
        .unwrap()
}

async fn sandbox_ixc(customers: u64, invoices: u64) -> (Sandbox, Ixc) {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    sandbox.put_ixc(IxcConfig::of(customers, invoices)).unwrap();
    let settings = json!({"url": sandbox.ixc_url(DEFAULT_IXC), "token": DEFAULT_IXC_TOKEN});
    let ixc = Providers::new(Guard::Open)
        .ixc(settings.as_object().unwrap())
        .unwrap();
    (sandbox, ixc)
}

fn ask<'a>(resource: &'static str, conditions: &'a [Condition], after: u64, rows: u32) -> Ask<'a> {
    Ask {
        resource,
        conditions,
        after,
        rows,
    }
}

fn ticket() -> Ticket {
    Ticket {
        customer: "1".into(),
        subject: "2".into(),
        department: "3".into(),
        title: "Cobrança".into(),
        text: "Sem resposta".into(),
        priority: "B".into(),
    }
}

fn answer(status: u16, body: &str) -> String {
    hostile::answer(status, "", body)
}

fn row(id: u64) -> Value {
    json!({"id": id.to_string(), "status": "A"})
}

fn rows(total: Value, rows: &[Value]) -> String {
    answer(
        200,
        &json!({"page": "1", "total": total, "registros": rows}).to_string(),
    )
}

#[tokio::test]
async fn pages_by_key_lose_nothing_while_rows_change_underneath() {
    let (sandbox, ixc) = sandbox_ixc(50, 400).await;
    let (mut seen, mut after) = (BTreeSet::new(), 0);
    let conditions = [Condition::new("status", "IN", "A,P")];
    let want: BTreeSet<u64> = sandbox
        .ixc_rows(DEFAULT_IXC, "fn_areceber")
        .iter()
        .filter(|r| matches!(r["status"].as_str(), Some("A" | "P")))
        .map(|r| r["id"].as_str().unwrap().parse().unwrap())
        .collect();
    loop {
        let page = ixc
            .page(&ask("fn_areceber", &conditions, after, 37))
            .await
            .unwrap();
        for row in &page.rows {
            assert!(seen.insert(row.id().unwrap()), "given twice");
        }
        after = page.last;
        // One that was seen is paid: by number of page, the next one would be skipped.
        if let Some(first) = page.rows.first().and_then(|r| r.id()) {
            let on = "2026-12-10".to_owned();
            sandbox
                .change_ixc(
                    DEFAULT_IXC,
                    &IxcChange::Pay {
                        id: first,
                        on,
                        at: None,
                    },
                )
                .unwrap();
        }
        if page.done {
            break;
        }
    }
    assert_eq!(seen, want);
    sandbox.shutdown().await;
}

#[tokio::test]
async fn totals_of_any_type_and_missing_lists_are_understood() {
    let (sandbox, ixc) = sandbox_ixc(3, 0).await;
    let number = IxcConditions {
        total_as_number: true,
        ..IxcConditions::default()
    };
    sandbox.set_ixc_conditions(DEFAULT_IXC, number).unwrap();
    let page = ixc.page(&ask("cliente", &[], 0, 3)).await.unwrap();
    assert_eq!((page.rows.len(), page.total, page.done), (3, Some(3), true));
    let none = ixc.page(&ask("fn_areceber", &[], 0, 3)).await.unwrap();
    assert_eq!((none.rows.len(), none.total, none.done), (0, Some(0), true));
    assert_eq!(
        ixc.greatest("fn_areceber", "ultima_atualizacao", &[]).await,
        Ok(None)
    );
    assert!(
        ixc.greatest("cliente", "ultima_atualizacao", &[])
            .await
            .unwrap()
            .unwrap()
            .starts_with("2026-")
    );
    assert_eq!(
        ixc.greatest("uf", "ultima_atualizacao", &[]).await,
        Ok(None),
        "a resource without the field"
    );
    sandbox.shutdown().await;
}

#[tokio::test]
async fn asks_by_ids_and_takes_what_is_missing_for_gone() {
    let (sandbox, ixc) = sandbox_ixc(5, 20).await;
    let remove = IxcChange::Remove {
        resource: "fn_areceber".into(),
        id: 4,
    };
    sandbox.change_ixc(DEFAULT_IXC, &remove).unwrap();
    let ids = ["3", "4", "17"].map(str::to_owned);
    let found = ixc.by_ids("fn_areceber", &ids).await.unwrap();
    assert_eq!(found.iter().filter_map(|r| r.id()).collect::<Vec<_>>(), [3, 17]);

    // Conditions lost on the way, and a page cut short, are not absence.
    for canned in [
        rows(json!("3"), &[row(1), row(2), row(3)]),
        rows(json!("3"), &[row(3)]),
    ] {
        let server = Hostile::start(Play::Answer(canned)).await;
        let fault = hostile_ixc(&server, PATIENT_MS)
            .by_ids("fn_areceber", &ids)
            .await
            .unwrap_err();
        assert_eq!(fault.code, "bad_answer");
    }
    sandbox.shutdown().await;
}

#[tokio::test]
async fn each_fault_of_the_stand_in_has_its_code() {
    let (sandbox, ixc) = sandbox_ixc(5, 5).await;
    let good = ask("cliente", &[], 0, 5);
    for (fault, code, trouble) in [
        (Fault::Html, "provider_error", Trouble::Passing),
        (Fault::FalseSuccess, "provider_error", Trouble::Passing),
        (Fault::status(504), "overloaded", Trouble::Overload),
        (Fault::status(500), "http_500", Trouble::Passing),
        (Fault::status(403), "forbidden", Trouble::Person),
        (Fault::status(429), "rate_limited", Trouble::Passing),
        (Fault::HalfBody, "half_answer", Trouble::Passing),
        (Fault::EmptyBody, "bad_answer", Trouble::Passing),
        (Fault::WrongTypes, "bad_answer", Trouble::Passing),
        (Fault::BadUtf8, "bad_answer", Trouble::Passing),
        (Fault::ResetBeforeRead, "connection_reset", Trouble::Passing),
        (Fault::ResetAfterAccept, "connection_reset", Trouble::Passing),
        (
            Fault::HugeBody { bytes: 64 << 20 },
            "oversized_answer",
            Trouble::Overload,
        ),
        (
            Fault::Redirect {
                to: "http://127.0.0.1:9/".into(),
            },
            "redirect",
            Trouble::Person,
        ),
    ] {
        let name = fault.class();
        sandbox
            .add_fault(FaultRule::from(fault).on(CallScope::Reads).times(1))
            .unwrap();
        let got = ixc.page(&good).await.unwrap_err();
        assert_eq!(
            (got.code, got.trouble, got.resource),
            (code, trouble, "cliente"),
            "{name}"
        );
        assert_eq!(ixc.page(&good).await.unwrap().rows.len(), 5, "after {name}");
    }
    let conditions = IxcConditions {
        overload_above_rp: Some(4),
        ..IxcConditions::default()
    };
    sandbox.set_ixc_conditions(DEFAULT_IXC, conditions).unwrap();
    assert_eq!(ixc.page(&good).await.unwrap_err().trouble, Trouble::Overload);
    assert_eq!(ixc.page(&ask("cliente", &[], 0, 4)).await.unwrap().rows.len(), 4);
    sandbox.shutdown().await;
}

#[tokio::test]
async fn hostile_bytes_end_in_a_code_and_never_in_rows() {
    let json_of = |body: &str| Play::Answer(answer(200, body));
    let slow = Play::Endless {
        start: CHUNKED.into(),
        more: "1\r\n{\r\n".into(),
        pause: std::time::Duration::from_millis(20),
    };
    let cases = [
        (
            "other order",
            Play::Answer(rows(json!("2"), &[row(2), row(1)])),
            "bad_answer",
            PATIENT_MS,
        ),
        (
            "the same row again",
            Play::Answer(rows(json!("2"), &[row(2), row(2)])),
            "bad_answer",
            PATIENT_MS,
        ),
        (
            "rows without ids",
            Play::Answer(rows(json!("1"), &[json!({"status": "A"})])),
            "bad_answer",
            PATIENT_MS,
        ),
        (
            "rows that are none",
            Play::Answer(rows(json!("1"), &[json!("a")])),
            "bad_answer",
            PATIENT_MS,
        ),
        (
            "a total that is none",
            Play::Answer(rows(json!("muitos"), &[row(1)])),
            "bad_answer",
            PATIENT_MS,
        ),
        (
            "a negative total",
            Play::Answer(rows(json!(-1), &[row(1)])),
            "bad_answer",
            PATIENT_MS,
        ),
        (
            "a total without rows",
            json_of(r#"{"page":"1","total":"7"}"#),
            "bad_answer",
            PATIENT_MS,
        ),
        ("neither", json_of("{}"), "bad_answer", PATIENT_MS),
        ("a list", json_of("[]"), "bad_answer", PATIENT_MS),
        ("null", json_of("null"), "bad_answer", PATIENT_MS),
        (
            "a login page",
            json_of("<!doctype html><title>Entrar</title>"),
            "wrong_url",
            PATIENT_MS,
        ),
        (
            "its own div",
            json_of("<div>Ocorreu um erro ao processar</div>"),
            "provider_error",
            PATIENT_MS,
        ),
        (
            "no permission, escaped",
            json_of(r#"{"type":"error","message":"Recurso n\u00e3o dispon\u00edvel"}"#),
            "permission_missing",
            PATIENT_MS,
        ),
        (
            "address not allowed",
            Play::Answer(answer(401, r#"{"type":"error","message":"IP não liberado"}"#)),
            "ip_not_allowed",
            PATIENT_MS,
        ),
        (
            "bad token",
            Play::Answer(answer(401, "Unauthorized")),
            "unauthorized",
            PATIENT_MS,
        ),
        (
            "no HTTP",
            Play::AnswerAndClose("220 mail ESMTP\r\n".into()),
            "bad_http",
            PATIENT_MS,
        ),
        ("silence", Play::SilentAfterReading, "timeout", BRIEF_MS),
        ("a trickle", slow, "timeout", BRIEF_MS),
    ];
    for (name, play, code, timeout_ms) in cases {
        let server = Hostile::start(play).await;
        let ixc = hostile_ixc(&server, timeout_ms);
        let fault = ixc.page(&ask("cliente", &[], 0, 10)).await.unwrap_err();
        assert_eq!(fault.code, code, "{name}");
        assert_eq!(server.written(), 1, "{name}: one request");
        let told = format!("{fault} {fault:?} {ixc:?}");
        assert!(!told.contains(SECRET), "{name}: {told}");
    }
}

#[tokio::test]
async fn a_request_is_what_ixc_wants() {
    let server = Hostile::start(Play::Answer(answer(200, r#"{"page":"1","total":0}"#))).await;
    let ixc = hostile_ixc(&server, PATIENT_MS);
    let conditions = [
        Condition::new("liberado", "=", "S"),
        Condition::new("data_vencimento", "<=", "2026-12-10"),
    ];
    ixc.page(&ask("fn_areceber", &conditions, 41, 500)).await.unwrap();
    let seen = server.requests().remove(0);
    assert_eq!(seen.line, "POST /webservice/v1/fn_areceber HTTP/1.1");
    assert_eq!(seen.header("ixcsoft"), Some("listar"));
    assert!(seen.header("authorization").unwrap().starts_with("Basic OTow"));
    let body: Value = serde_json::from_slice(&seen.body).unwrap();
    assert!(body.as_object().unwrap().values().all(Value::is_string), "{body}");
    assert_eq!(
        (
            body["qtype"].as_str(),
            body["query"].as_str(),
            body["oper"].as_str()
        ),
        (Some("fn_areceber.id"), Some("41"), Some(">"))
    );
    assert_eq!(
        (body["sortname"].as_str(), body["rp"].as_str()),
        (Some("fn_areceber.id"), Some("500"))
    );
    let grid: Value = serde_json::from_str(body["grid_param"].as_str().unwrap()).unwrap();
    assert_eq!(
        grid[0],
        json!({"TB": "fn_areceber.liberado", "OP": "=", "P": "S"})
    );
}

#[tokio::test]
async fn the_test_names_the_permission_that_is_missing() {
    let (sandbox, ixc) = sandbox_ixc(5, 5).await;
    assert!(ixc.check().await.iter().all(|c| c.ok));
    let conditions = IxcConditions {
        denied: vec!["filial".into(), "fn_feriados".into()],
        ..IxcConditions::default()
    };
    sandbox.set_ixc_conditions(DEFAULT_IXC, conditions).unwrap();
    let checks = ixc.check().await;
    assert_eq!(
        checks.len(),
        RESOURCES.len(),
        "the others are tested all the same"
    );
    let failed: Vec<_> = checks
        .iter()
        .filter(|c| !c.ok)
        .map(|c| (c.name, c.code.as_deref()))
        .collect();
    assert_eq!(
        failed,
        [
            ("filial", Some("permission_missing")),
            ("fn_feriados", Some("permission_missing"))
        ]
    );
    assert!(
        checks
            .iter()
            .find(|c| c.name == "filial")
            .unwrap()
            .detail
            .contains("filial")
    );
    let blocked = IxcConditions {
        ip_blocked: true,
        ..IxcConditions::default()
    };
    sandbox.set_ixc_conditions(DEFAULT_IXC, blocked).unwrap();
    let checks = ixc.check().await;
    assert_eq!(
        (checks.len(), checks[0].code.as_deref()),
        (1, Some("ip_not_allowed"))
    );
    sandbox.shutdown().await;
}

#[tokio::test]
async fn a_boleto_comes_as_a_pdf_or_not_at_all() {
    let (sandbox, ixc) = sandbox_ixc(5, 5).await;
    let mut pdfs = 0;
    for invoice in ["1", "2", "3", "4", "5"] {
        match ixc.boleto(invoice).await {
            Ok(pdf) => {
                assert!(pdf.starts_with(b"%PDF-1.4") && pdf.ends_with(invoice.as_bytes()));
                pdfs += 1;
            }
            Err(fault) => assert_eq!(fault.code, "provider_error"),
        }
    }
    assert!(pdfs > 0);
    assert_eq!(ixc.boleto("999").await.unwrap_err().code, "provider_error");
    sandbox.shutdown().await;
    for (body, expected) in [
        ("JVBERi0xLjQgYWxvbmU=", Ok(b"%PDF-1.4 alone".to_vec())),
        (r#""JVBERi0xLjQgYWxvbmU=""#, Ok(b"%PDF-1.4 alone".to_vec())),
        (
            r#"{"base64":"JVBERi0xLjQgYWxvbmU="}"#,
            Ok(b"%PDF-1.4 alone".to_vec()),
        ),
        (r#"{"base64":"bm8gcGRm"}"#, Err("bad_answer")),
        ("bm8gcGRm", Err("bad_answer")),
        ("<div>Ocorreu um erro ao processar</div>", Err("provider_error")),
    ] {
        let server = Hostile::start(Play::Answer(answer(200, body))).await;
        let told = hostile_ixc(&server, BRIEF_MS).boleto("1").await;
        assert_eq!(told.map_err(|fault| fault.code), expected, "{body}");
    }
}

#[tokio::test]
async fn a_ticket_is_written_once_and_doubt_is_said() {
    let (sandbox, ixc) = sandbox_ixc(5, 5).await;
    assert_eq!(ixc.open_ticket(&ticket()).await.unwrap(), "1");
    let refused = ixc
        .open_ticket(&Ticket {
            text: String::new(),
            ..ticket()
        })
        .await
        .unwrap_err();
    assert_eq!((refused.code, refused.perhaps_done), ("provider_error", false));
    assert!(ixc.pix("3").await.unwrap().unwrap().starts_with("000201"));
    assert_eq!(ixc.pix("999").await.unwrap_err().code, "provider_error");
    sandbox.shutdown().await;
    for (play, code) in [
        (Play::SilentAfterReading, "timeout"),
        (Play::Answer(answer(502, "")), "overloaded"),
        (Play::Answer(answer(200, r#"{"type":"success"}"#)), "bad_answer"),
    ] {
        let server = Hostile::start(play).await;
        let fault: SourceFault = hostile_ixc(&server, BRIEF_MS)
            .open_ticket(&ticket())
            .await
            .unwrap_err();
        assert_eq!((fault.code, fault.perhaps_done), (code, true));
        assert_eq!(server.written(), 1);
    }
}

#[test]
fn settings_are_refused_where_they_are_wrong() {
    let providers = Providers::new(Guard::Open);
    let refusal = |settings: Value| {
        let error = providers.check_source(settings.as_object().unwrap()).unwrap_err();
        assert!(!format!("{error:?}").contains("c0ffee"), "{error:?}");
        (error.code, error.pointer)
    };
    let url = "https://ixc.example.com.br";
    assert_eq!(
        refusal(json!({"token": "1:ab"})),
        ("missing_setting", "/settings/url".into())
    );
    assert_eq!(
        refusal(json!({"url": url})),
        ("missing_setting", "/settings/token".into())
    );
    for token in ["c0ffee", "1:", ":c0ffee", "1:c0ffee/", "x:c0ffee"] {
        assert_eq!(
            refusal(json!({"url": url, "token": token})),
            ("bad_setting", "/settings/token".into()),
            "{token}"
        );
    }
    assert_eq!(refusal(json!({"url": "ftp://x", "token": "1:ab"})).0, "bad_url");
    assert_eq!(
        refusal(json!({"url": url, "token": "1:ab", "tokn": "x"})),
        ("unknown_setting", "/settings/tokn".into())
    );
    assert_eq!(
        refusal(json!({"url": url, "token": "1:ab", "invoices_from": "2026"})).1,
        "/settings/invoices_from"
    );
    for url in [
        "https://ixc.example.com.br/",
        "https://ixc.example.com.br/webservice/v1/",
        "http://10.0.0.1:8080",
    ] {
        let settings = json!({"url": url, "token": "1:ab", "invoices_from": "2026-01-01"});
        assert_eq!(
            providers.check_source(settings.as_object().unwrap()),
            Ok(()),
            "{url}"
        );
    }
}
