//! Reads of an Opa! Suite account, with the sandbox and with hosts that answer in their own way.

use super::sandbox::{opa, three_variables};
use super::*;
use omnifila_core::account::{Found, FoundBy, LookUp, OptOutTold, Sought};
use omnifila_core::outcome::Evidence;
use omnifila_core::policy::quota::DailyLimit;
use omnifila_sandbox::{
    DEFAULT_CHANNEL, Fault, FaultRule, LimitChange, Sandbox, SandboxConfig, TEMPLATE_FATURA, TenantConfig,
};

fn ok(data: Value) -> String {
    answer(
        200,
        "",
        &json!({"status": "success", "code": 200, "data": data}).to_string(),
    )
}

#[tokio::test]
async fn channels_templates_and_the_daily_limit_are_read() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let opa = opa(&sandbox, |_| (), PATIENT_MS);
    let account = opa.account().unwrap();
    let channels = account.channels().await.unwrap();
    assert_eq!((channels.len(), channels[0].id.as_str()), (1, DEFAULT_CHANNEL));
    assert!(channels[0].active && channels[0].kind.as_deref() == Some("Whatsapp"));
    let templates = account.templates().await.unwrap();
    assert_eq!(templates.len(), 4);
    let fatura = templates.iter().find(|t| t.id == TEMPLATE_FATURA).unwrap();
    assert_eq!(
        (fatura.name.as_str(), fatura.variables(), fatura.usable()),
        ("fatura", 3, true)
    );
    assert_eq!(fatura.language.as_deref(), Some("pt_BR"));
    assert_eq!(account.daily_limit().await, Ok(None));
    let change = LimitChange {
        tenant: None,
        channel: None,
        daily_limit: Some(1_000),
        messages_sent: 1,
    };
    sandbox.set_limit(&change).unwrap();
    let limit = DailyLimit {
        limit: 1_000,
        available: 999,
    };
    assert_eq!(account.daily_limit().await, Ok(Some(limit)));
    assert_eq!(sandbox.effects().len(), 0, "reading sends nothing");
}

#[tokio::test]
async fn contacts_tell_who_opted_out() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let contact = |n: u32, list: Value| {
        json!({"_id": format!("64cc0000000000000000{n:04}"), "nome": format!("Cliente Exemplo {n}"),
            "fones": [{"numero": format!("4990000{n:04}")}], "opt_in_opt_out": list})
    };
    let mut contacts: Vec<Value> = (10..150).map(|n| contact(n, json!([]))).collect();
    contacts.push(contact(
        200,
        json!([{"tipo": "opt_out", "data": "2026-12-01T10:00:00Z"}]),
    ));
    contacts.push(contact(201, json!([{"tipo": "opt_out"}, {"tipo": "opt_in"}])));
    contacts.push(contact(202, json!([{"qualquer": 1}])));
    let config = TenantConfig {
        records: [("contato".to_owned(), contacts)].into(),
        ..TenantConfig::example("default")
    };
    sandbox.put_tenant(config).unwrap();
    let opa = opa(&sandbox, |_| (), PATIENT_MS);
    let account = opa.account().unwrap();
    let (mut skip, mut consents, mut unreadable) = (0, Vec::new(), 0);
    loop {
        let page = account.consents(skip).await.unwrap();
        if page.contacts == 0 {
            break;
        }
        skip += page.contacts;
        unreadable += page.unreadable;
        consents.extend(page.consents);
    }
    assert_eq!((skip, unreadable, consents.len()), (144, 1, 2));
    assert_eq!(consents[0].phones, ["49900000200"]);
    assert_eq!((consents[0].allowed, consents[1].allowed), (false, true));
    assert_eq!(consents[0].at.as_deref(), Some("2026-12-01T10:00:00Z"));
}

#[tokio::test]
async fn an_opt_out_is_written_into_the_contact_once() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let write = |s: &mut Map<String, Value>| drop(s.insert("write_opt_out".into(), json!(true)));
    let opa = opa(&sandbox, write, PATIENT_MS);
    let account = opa.account().unwrap();
    assert!(account.keeps_opt_outs());
    let at = Time::parse("2026-12-10T11:00:00Z").unwrap();
    let tell = async |address: &str| account.tell_opt_out(address, at).await.unwrap();
    assert_eq!(tell("+5549900009999").await, OptOutTold::Nobody);
    assert_eq!(tell("+5549900000001").await, OptOutTold::Written);
    assert_eq!(tell("+5549900000001").await, OptOutTold::Known);
    let page = account.consents(0).await.unwrap();
    assert_eq!(page.consents.len(), 1);
    assert!(
        !page.consents[0].allowed && page.consents[0].phones == ["49900000001"],
        "{page:?}"
    );
}

fn sought(message: i64, text: &str, others: &[&str]) -> Sought {
    Sought {
        message_id: message,
        attempt: 1,
        address: "+5549900000001".into(),
        text: Some(text.into()),
        // Whenever the test runs; the moment itself is judged elsewhere.
        from: Time::parse("2020-01-01T00:00:00Z").unwrap(),
        to: Time::parse("2099-12-31T00:00:00Z").unwrap(),
        others: others.iter().map(|o| (*o).to_owned()).collect(),
    }
}

#[tokio::test]
async fn a_message_that_hung_is_found_by_its_words() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let opa = opa(&sandbox, |_| (), BRIEF_MS);
    let account = opa.account().unwrap();
    let templates = account.templates().await.unwrap();
    let fatura = templates.iter().find(|t| t.id == TEMPLATE_FATURA).unwrap();
    let text = fatura.filled(&three_variables(1).content.parameters);
    assert_eq!(account.look_up(&sought(1, &text, &[])).await, Ok(LookUp::Absent));
    sandbox.add_fault(Fault::HangAfterAccept).unwrap();
    assert_eq!(opa.send(&three_variables(1)).await, unknown("timeout"));
    let LookUp::Found(found) = account.look_up(&sought(1, &text, &[])).await.unwrap() else {
        panic!("not found");
    };
    assert_eq!(found.provider_id, sandbox.message_id(1));
    assert_eq!((found.by, found.evidence), (FoundBy::Text, Evidence::Accepted));
    assert!(found.at.is_some());

    assert_eq!(
        account.look_up(&sought(1, "outra coisa", &[])).await,
        Ok(LookUp::Absent)
    );
    let known = sandbox.message_id(1);
    assert_eq!(
        account.look_up(&sought(1, &text, &[&known])).await,
        Ok(LookUp::Absent),
        "another's"
    );
    assert_eq!(opa.send(&three_variables(2)).await, unknown("timeout"));
    assert_eq!(
        account.look_up(&sought(2, &text, &[])).await,
        Ok(LookUp::Ambiguous),
        "the same twice"
    );
    let LookUp::Found(second) = account.look_up(&sought(2, &text, &[&known])).await.unwrap() else {
        panic!("not found");
    };
    assert_eq!(second.provider_id, sandbox.message_id(2));
    assert_eq!(sandbox.effects().len(), 2, "looking sends nothing");
}

/// A host that drops the bodies of GETs, wants a slash, and brings our ids back.
fn stubborn(path: &str) -> String {
    let message = |id: &str, ours: i64| {
        json!({"_id": id, "id_rota": "64d1", "mensagem": "x", "metadata": {"message_id": ours, "attempt": 1},
            "statusEnvio": {"status": "read", "observacao": ""}})
    };
    match path.strip_prefix("/api/v1/").unwrap_or("") {
        "contato" => {
            ok(json!([{"_id": "64cc", "fones": [{"numero": "49900000001"}]}, {"_id": "64ce", "fones": []}]))
        }
        "atendimento/" => {
            ok(json!([{"_id": "64d1", "id_cliente": "64cc"}, {"_id": "64d2", "id_cliente": "64ce"}]))
        }
        "atendimento/mensagem" => ok(json!([message("64m1", 7), message("64m2", 8)])),
        "atendimento/mensagem/64m1" => ok(message("64m1", 7)),
        path if path.ends_with("/template") => {
            let page: Vec<Value> = (0..100)
                .map(|n| json!({"_id": format!("t{n}"), "texto": "x"}))
                .collect();
            ok(Value::Array(page))
        }
        path if path.ends_with("limites-diarios-envio") => ok(json!("muitas")),
        _ => answer(404, "", "<html>nginx</html>"),
    }
}

#[tokio::test]
async fn filters_that_vanish_and_hosts_that_want_a_slash_are_lived_with() {
    let server = Hostile::start(Play::Route(stubborn)).await;
    let opa = gateway(GatewayKind::OpaSuite, &server.url(), PATIENT_MS);
    let account = opa.account().unwrap();
    let found = account.look_up(&sought(7, "y", &[])).await.unwrap();
    let wanted = Found {
        provider_id: "64m1".into(),
        evidence: Evidence::Read,
        at: None,
        by: FoundBy::Metadata,
    };
    assert_eq!(found, LookUp::Found(wanted));
    assert_eq!(account.look_up(&sought(9, "x", &[])).await, Ok(LookUp::Absent));
    assert_eq!(
        account.templates().await.unwrap().len(),
        100,
        "paging vanished: every page is the first"
    );
    assert_eq!(account.daily_limit().await.unwrap_err().code, "bad_answer");
    assert_eq!(account.evidence_of("64m1").await, Ok(Some(Evidence::Read)));
    assert_eq!(account.evidence_of("64m9").await, Ok(None), "not there");
    assert_eq!(account.evidence_of("../contato").await, Ok(None));
}

#[tokio::test]
async fn a_part_that_cannot_be_read_is_a_fault_of_the_whole() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let opa = opa(&sandbox, |_| (), BRIEF_MS);
    let account = opa.account().unwrap();
    for (fault, code) in [
        (Fault::status(401), "unauthorized"),
        (Fault::status(500), "http_5xx"),
        (Fault::Html, "bad_answer"),
        (Fault::HangBeforeAccept, "timeout"),
        (Fault::FalseSuccess, "http_5xx"),
    ] {
        sandbox.clear_faults();
        let mut rule = FaultRule::from(fault.clone());
        rule.calls = omnifila_sandbox::CallScope::Reads;
        sandbox.add_fault(rule).unwrap();
        let fault_of = account.templates().await.unwrap_err();
        assert_eq!(fault_of.code, code, "{fault:?}");
        assert_eq!(fault_of.credentials, code == "unauthorized");
        assert_eq!(account.daily_limit().await.unwrap_err().code, code);
        assert_eq!(account.consents(0).await.unwrap_err().code, code);
        assert_eq!(
            account.look_up(&sought(1, "x", &[])).await.unwrap_err().code,
            code
        );
    }
    assert_eq!(account.evidence_of("64m1").await.unwrap_err().code, "http_5xx");
    let webhook = gateway(GatewayKind::Webhook, "http://127.0.0.1:9", BRIEF_MS);
    assert!(webhook.account().is_none());
}
