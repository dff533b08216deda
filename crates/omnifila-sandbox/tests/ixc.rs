//! IXC's webservice, as far as its protocol is known: what is listed, how it fails, what the controls change.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[expect(dead_code, reason = "shared by several test binaries; this one uses a part")]
mod wire;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use omnifila_sandbox::{
    CallScope, DEFAULT_IXC, DEFAULT_IXC_TOKEN, Fault, FaultRule, IxcChange, IxcConditions, IxcConfig,
    Sandbox, SandboxConfig,
};
use serde_json::{Value, json};
use wire::{Reply, open, read};

async fn start() -> Sandbox {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    sandbox.put_ixc(IxcConfig::of(30, 90)).unwrap();
    sandbox
}

async fn post(sandbox: &Sandbox, resource: &str, token: &str, list: bool, body: &Value) -> Reply {
    let (body, basic) = (body.to_string(), STANDARD.encode(token));
    let listing = if list { "ixcsoft: listar\r\n" } else { "" };
    let text = format!(
        "POST /webservice/v1/{resource} HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {basic}\r\n{listing}\
         Content-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    read(open(sandbox.addr(), &text).await).await
}

async fn list(sandbox: &Sandbox, resource: &str, body: &Value) -> Reply {
    post(sandbox, resource, DEFAULT_IXC_TOKEN, true, body).await
}

fn page(resource: &str, after: &str, rp: &str, grid: Value) -> Value {
    json!({"qtype": format!("{resource}.id"), "query": after, "oper": ">", "page": "1", "rp": rp,
        "sortname": format!("{resource}.id"), "sortorder": "asc", "grid_param": grid.to_string()})
}

#[tokio::test]
async fn lists_pages_of_texts_under_and_conditions() {
    let sandbox = start().await;
    let grid = json!([{"TB": "fn_areceber.liberado", "OP": "=", "P": "S"}, {"TB": "fn_areceber.status", "OP": "IN", "P": "A,P"}]);
    let reply = list(&sandbox, "fn_areceber", &page("fn_areceber", "10", "7", grid)).await;
    let answer = reply.json();
    assert_eq!(reply.status, 200);
    let rows = answer["registros"].as_array().unwrap();
    assert_eq!(rows.len(), 7);
    assert!(answer["total"].as_str().unwrap().parse::<usize>().unwrap() > 7);
    for row in rows {
        assert!(row.as_object().unwrap().values().all(Value::is_string), "{row}");
        assert!(row["id"].as_str().unwrap().parse::<u64>().unwrap() > 10);
        assert_eq!(row["liberado"], "S");
        assert!(matches!(row["status"].as_str(), Some("A" | "P")));
    }
    let nothing = list(
        &sandbox,
        "fn_areceber",
        &page("fn_areceber", "90", "7", json!([])),
    )
    .await
    .json();
    assert_eq!(
        (nothing["total"].as_str(), nothing.get("registros")),
        (Some("0"), None)
    );
    assert_eq!(sandbox.ixc_counters(DEFAULT_IXC)["fn_areceber"].rows, 7);
    sandbox.shutdown().await;
}

#[tokio::test]
async fn refuses_as_the_real_one_does() {
    let sandbox = start().await;
    let good = page("cliente", "0", "500", json!([]));
    assert_eq!(post(&sandbox, "cliente", "7:00", true, &good).await.status, 401);
    assert_eq!(
        post(&sandbox, "cliente", DEFAULT_IXC_TOKEN, false, &good)
            .await
            .status,
        404
    );
    assert_eq!(list(&sandbox, "clientes", &good).await.status, 500);
    let bare = json!({"qtype": "id", "query": "0", "oper": ">", "rp": "1"});
    assert_eq!(list(&sandbox, "cliente", &bare).await.status, 500);
    let conditions = IxcConditions {
        overload_above_rp: Some(100),
        denied: vec!["filial".to_owned()],
        ..IxcConditions::default()
    };
    sandbox.set_ixc_conditions(DEFAULT_IXC, conditions).unwrap();
    assert_eq!(list(&sandbox, "cliente", &good).await.status, 504);
    let denied = list(&sandbox, "filial", &page("filial", "0", "10", json!([]))).await;
    assert_eq!(
        (denied.status, denied.json()["message"].as_str()),
        (200, Some("Recurso não disponível"))
    );
    let blocked = IxcConditions {
        ip_blocked: true,
        ..IxcConditions::default()
    };
    sandbox.set_ixc_conditions(DEFAULT_IXC, blocked).unwrap();
    assert!(
        list(&sandbox, "cliente", &good).await.json()["message"]
            .as_str()
            .unwrap()
            .contains("IP")
    );
    sandbox.shutdown().await;
}

#[tokio::test]
async fn faults_come_in_its_own_shape() {
    let sandbox = start().await;
    let good = page("cliente", "0", "5", json!([]));
    for (fault, want) in [
        (Fault::Html, "Ocorreu um erro ao processar"),
        (Fault::FalseSuccess, "\"type\":\"error\""),
    ] {
        sandbox
            .add_fault(
                FaultRule::from(fault)
                    .on(CallScope::Reads)
                    .for_recipient("cliente")
                    .times(1),
            )
            .unwrap();
        let reply = list(&sandbox, "cliente", &good).await;
        assert_eq!(reply.status, 200);
        assert!(String::from_utf8_lossy(&reply.body).contains(want));
        assert_eq!(list(&sandbox, "cliente", &good).await.json()["total"], "30");
    }
    sandbox.shutdown().await;
}

#[tokio::test]
async fn titles_change_and_tickets_are_opened() {
    let sandbox = start().await;
    let paid = IxcChange::Pay {
        id: 1,
        on: "2026-12-10".into(),
        at: Some("2026-12-10 09:00:00".into()),
    };
    sandbox.change_ixc(DEFAULT_IXC, &paid).unwrap();
    let silent = IxcChange::Cancel { id: 2, at: None };
    sandbox.change_ixc(DEFAULT_IXC, &silent).unwrap();
    let rows = sandbox.ixc_rows(DEFAULT_IXC, "fn_areceber");
    assert_eq!(
        (rows[0]["status"].as_str(), rows[0]["ultima_atualizacao"].as_str()),
        (Some("R"), Some("2026-12-10 09:00:00"))
    );
    assert_eq!(rows[1]["status"], "C");
    assert!(rows[1]["ultima_atualizacao"].as_str().unwrap() < "2026-12-10");
    assert!(
        sandbox
            .change_ixc(DEFAULT_IXC, &IxcChange::Cancel { id: 1_000, at: None })
            .is_err()
    );

    let pix = post(
        &sandbox,
        "get_pix",
        DEFAULT_IXC_TOKEN,
        false,
        &json!({"id_areceber": "3"}),
    )
    .await
    .json();
    assert_eq!(pix["pix"]["dadosPix"]["status"], "ATIVA");
    let mut ticket = json!({"tipo": "C", "id_cliente": "1", "id_assunto": "2", "titulo": "Cobrança", "id_ticket_setor": "3",
        "prioridade": "B", "menssagem": "Sem resposta", "su_status": "N"});
    let opened = post(&sandbox, "su_ticket", DEFAULT_IXC_TOKEN, false, &ticket)
        .await
        .json();
    assert_eq!(
        (opened["type"].as_str(), opened["id"].as_str()),
        (Some("success"), Some("1"))
    );
    ticket["menssagem"] = "".into();
    let refused = post(&sandbox, "su_ticket", DEFAULT_IXC_TOKEN, false, &ticket)
        .await
        .json();
    assert_eq!(refused["type"], "error");
    sandbox.shutdown().await;
}
