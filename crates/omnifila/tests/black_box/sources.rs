//! An IXC with faults is read whole, killed in the middle and resumed without a gap or a repeat; then only what changed is
//! fetched.

use crate::support::{Api, Place, until};
use omnifila_sandbox::{
    CallScope, DEFAULT_IXC, DEFAULT_IXC_TOKEN, Fault, FaultRule, IxcChange, IxcConditions, IxcConfig,
    Sandbox, SandboxConfig,
};
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(120);

/// Noon in London of the day around which the stand-in's titles are due.
const NOON: &str = "2026-12-10T12:00:00Z";

pub(crate) async fn sandbox_with(customers: u64, invoices: u64) -> Sandbox {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    sandbox.put_ixc(IxcConfig::of(customers, invoices)).unwrap();
    sandbox
}

/// A source that is read when it is told to.
pub(crate) async fn add_source(api: &Api, sandbox: &Sandbox) -> i64 {
    let source = json!({"key": "ixc", "name": "IXC", "kind": "ixc", "poll_seconds": 86_400,
        "settings": {"url": sandbox.ixc_url(DEFAULT_IXC), "token": DEFAULT_IXC_TOKEN}});
    api.post("/sources", &source).await["id"].as_i64().unwrap()
}

fn completed(source: &Value, resource: &str) -> Option<String> {
    let cursors = source["cursors"].as_array().unwrap();
    let cursor = cursors.iter().find(|c| c["resource"] == resource)?;
    cursor["completed_at"].as_str().map(str::to_owned)
}

fn taken(source: &Value, resource: &str) -> u64 {
    let cursors = source["cursors"].as_array().unwrap();
    let cursor = cursors.iter().find(|c| c["resource"] == resource);
    cursor.map_or(0, |c| c["rows"].as_u64().unwrap())
}

/// Waits until everything has been read; the source as it is then.
pub(crate) async fn synced(api: &Api, id: i64, limit: Duration) -> Value {
    let look = async || {
        let source = api.get(&format!("/sources/{id}")).await;
        let done = completed(&source, "fn_areceber:baixa_data").is_some();
        (source["state"] == "ok" && done).then_some(source)
    };
    until(limit, "the source to be read whole", look).await
}

/// Has the source read what changed, and waits for it.
async fn sync_again(api: &Api, sandbox: &Sandbox, id: i64) -> BTreeMap<String, (u64, u64)> {
    let before = sandbox.ixc_counters(DEFAULT_IXC);
    api.post(&format!("/sources/{id}/sync"), &json!({})).await;
    let look = async || {
        let asked = sandbox.ixc_counters(DEFAULT_IXC)["fn_areceber"].requests;
        // What is newest, what changed, what was paid of late.
        let again = asked >= before["fn_areceber"].requests + 3;
        let source = api.get(&format!("/sources/{id}")).await;
        (source["state"] == "ok" && again).then_some(())
    };
    until(LIMIT, "what changed to be read", look).await;
    let after = sandbox.ixc_counters(DEFAULT_IXC);
    let grown = |name: &str| {
        let (was, is) = (before.get(name).copied().unwrap_or_default(), after[name]);
        (is.requests - was.requests, is.rows - was.rows)
    };
    after.keys().map(|name| (name.clone(), grown(name))).collect()
}

/// The status that a title of the stand-in must have with us.
fn expected(row: &Value) -> &'static str {
    match (
        row["status"].as_str().unwrap(),
        row["titulo_renegociado"].as_str().unwrap(),
    ) {
        ("R", _) => "paid",
        (_, "S") => "renegotiated",
        ("C", _) => "cancelled",
        ("P", _) => "partial",
        _ => "open",
    }
}

/// Every title of the stand-in is kept with its status, and no other; every customer too.
async fn assert_same(api: &Api, sandbox: &Sandbox) {
    let kept = api.all("/invoices?source=ixc").await;
    let kept: BTreeMap<&str, &Value> = kept
        .iter()
        .map(|i| (i["external_id"].as_str().unwrap(), i))
        .collect();
    let rows = sandbox.ixc_rows(DEFAULT_IXC, "fn_areceber");
    assert_eq!(kept.len(), rows.len());
    for row in &rows {
        let invoice = kept[row["id"].as_str().unwrap()];
        assert_eq!(invoice["status"], expected(row), "{row} {invoice}");
        assert_eq!(invoice["due_date"], row["data_vencimento"]);
    }
    let customers = api.all("/customers?").await;
    let rows = sandbox.ixc_rows(DEFAULT_IXC, "cliente");
    let from_ixc = customers.iter().filter(|c| c["source"] == "ixc");
    assert_eq!(from_ixc.clone().count(), rows.len());
    assert!(
        from_ixc
            .clone()
            .all(|c| c["contracts"].as_array().unwrap().len() == 1),
        "each with its contract"
    );
    assert!(
        from_ixc
            .clone()
            .all(|c| c["phone_e164"].is_string() && c["state"].is_string())
    );
}

async fn read_with_faults_and_kills(customers: u64, invoices: u64, kills: u64, limit: Duration) {
    let place = Place::new();
    let sandbox = sandbox_with(0, 0).await;
    // Rests pass in real time, so the titles are of the real day.
    let now = jiff::Timestamp::from_second(clock_gettime(ClockId::Realtime).tv_sec).unwrap();
    let config = IxcConfig {
        today: now.to_zoned(jiff::tz::TimeZone::UTC).date().to_string(),
        ..IxcConfig::of(customers, invoices)
    };
    sandbox.put_ixc(config).unwrap();
    let conditions = IxcConditions {
        overload_above_rp: Some(if invoices > 10_000 { 400 } else { 90 }),
        total_as_number: true,
        ..IxcConditions::default()
    };
    sandbox.set_ixc_conditions(DEFAULT_IXC, conditions).unwrap();
    for (seed, fault) in [
        Fault::Html,
        Fault::FalseSuccess,
        Fault::ResetBeforeRead,
        Fault::status(504),
    ]
    .into_iter()
    .enumerate()
    {
        let rule = FaultRule::from(fault)
            .on(CallScope::Reads)
            .with_probability(0.02, seed as u64);
        sandbox.add_fault(rule).unwrap();
    }
    let mut node = place.serve().ready().await;
    let id = add_source(&node.api, &sandbox).await;
    for kill in 1..=kills {
        let goal = (customers * 2 + invoices) * kill / (kills + 1);
        let look = async || {
            let source = node.api.get(&format!("/sources/{id}")).await;
            let rows = ["cliente", "cliente_contrato", "fn_areceber"]
                .map(|r| taken(&source, r))
                .iter()
                .sum::<u64>();
            (rows >= goal).then_some(())
        };
        until(limit, "enough rows for the next kill", look).await;
        node.kill().await;
        node = place.serve().ready().await;
    }
    let source = synced(&node.api, id, limit).await;
    // A row is counted in the transaction that keeps it: no gap, and no repeat but the few that each new start looks at
    // again because they changed last.
    for (resource, rows) in [
        ("cliente", customers),
        ("cliente_contrato", customers),
        ("fn_areceber", invoices),
    ] {
        let taken = taken(&source, resource);
        assert!(
            (rows..=rows + 5 * (kills + 1)).contains(&taken),
            "{resource}: {taken} of {rows}"
        );
    }
    assert_eq!(
        source["counts"],
        json!({"customers": customers, "invoices": invoices})
    );
    assert!(source["lag_seconds"].as_i64().unwrap() < 120);
    assert_same(&node.api, &sandbox).await;
    node.stop().await;
    sandbox.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_read_whole_with_faults_and_kills() {
    read_with_faults_and_kills(1_000, 3_000, 3, LIMIT).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "soak: a whole provider, 20,000 customers and 60,000 invoices"]
async fn soak_a_whole_provider_is_read_with_faults_and_kills() {
    read_with_faults_and_kills(20_000, 60_000, 5, Duration::from_secs(900)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_changed_is_fetched_again() {
    let place = Place::new();
    let sandbox = sandbox_with(300, 900).await;
    let node = place.serve().args(&["--simulated-time", NOON]).ready().await;
    let api = &node.api;
    let id = add_source(api, &sandbox).await;
    synced(api, id, LIMIT).await;

    let quiet = sync_again(api, &sandbox, id).await;
    assert!(
        quiet["fn_areceber"].1 <= 5 && quiet["cliente"].1 <= 3,
        "{quiet:?}"
    );
    assert_eq!(quiet["cidade"], (0, 0), "what others refer to is read once a day");

    let at = || Some("2026-12-10 09:00:00".to_owned());
    let changes = [
        IxcChange::Pay {
            id: 1,
            on: "2026-12-10".into(),
            at: at(),
        },
        IxcChange::Cancel { id: 2, at: at() },
        IxcChange::Renegotiate { id: 4, at: at() },
        IxcChange::DueDate {
            id: 6,
            to: "2026-12-24".into(),
            at: at(),
        },
    ];
    for change in &changes {
        sandbox.change_ixc(DEFAULT_IXC, change).unwrap();
    }
    // Somebody new, with a title of theirs, and a phone of somebody known.
    let fields = |pairs: &[(&str, &str)]| {
        pairs
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect()
    };
    let set = |resource: &str, id: u64, pairs: &[(&str, &str)]| IxcChange::Set {
        resource: resource.into(),
        id,
        fields: fields(pairs),
        at: at(),
    };
    for change in [
        set(
            "cliente",
            301,
            &[
                ("razao", "Cliente Exemplo 00301"),
                ("whatsapp", "49900000301"),
                ("cidade", "3"),
                ("ativo", "S"),
            ],
        ),
        set(
            "cliente_contrato",
            301,
            &[("id_cliente", "301"), ("contrato", "Fibra 200"), ("status", "A")],
        ),
        set(
            "fn_areceber",
            901,
            &[
                ("id_cliente", "301"),
                ("status", "A"),
                ("liberado", "S"),
                ("valor", "99.90"),
                ("data_vencimento", "2026-12-20"),
                ("titulo_renegociado", "N"),
                ("tipo_recebimento", "Pix"),
            ],
        ),
        set("cliente", 7, &[("whatsapp", "(49) 90000-9999")]),
    ] {
        sandbox.change_ixc(DEFAULT_IXC, &change).unwrap();
    }
    let changed = sync_again(api, &sandbox, id).await;
    assert!(changed["fn_areceber"].1 <= 5 + 4, "{changed:?}");
    assert!(changed["cliente"].1 <= 2 + 3, "{changed:?}");
    assert_same(api, &sandbox).await;
    let found = api.get("/customers?source=ixc&external_id=301").await;
    assert_eq!(
        (
            found["items"][0]["state"].as_str(),
            found["items"][0]["city_ibge"].as_str()
        ),
        (Some("AM"), Some("1302603"))
    );

    // Everything again, on demand.
    let before = sandbox.ixc_counters(DEFAULT_IXC)["cliente"].rows;
    api.post(&format!("/sources/{id}/sync"), &json!({"full": true}))
        .await;
    let look = async || (sandbox.ixc_counters(DEFAULT_IXC)["cliente"].rows >= before + 301).then_some(());
    until(LIMIT, "all customers to be read again", look).await;
    node.stop().await;
    sandbox.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_that_leaves_no_trace_but_its_day_is_found() {
    let place = Place::new();
    let sandbox = sandbox_with(20, 60).await;
    let node = place
        .serve()
        .args(&["--simulated-time", "2026-12-10T12:00:00Z"])
        .ready()
        .await;
    let api = &node.api;
    let id = add_source(api, &sandbox).await;
    synced(api, id, LIMIT).await;
    let silent = IxcChange::Pay {
        id: 1,
        on: "2026-12-10".into(),
        at: None,
    };
    sandbox.change_ixc(DEFAULT_IXC, &silent).unwrap();
    // A day later the source is due by itself.
    api.post("/clock/advance", &json!({"to": "2026-12-11T12:00:01Z"}))
        .await;
    assert_same(api, &sandbox).await;
    node.stop().await;
    sandbox.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_permission_is_named_and_the_rest_is_read() {
    let place = Place::new();
    let sandbox = sandbox_with(20, 60).await;
    let denied = IxcConditions {
        denied: vec!["fn_carteira_cobranca".into()],
        ..IxcConditions::default()
    };
    sandbox.set_ixc_conditions(DEFAULT_IXC, denied).unwrap();
    let node = place.serve().ready().await;
    let api = &node.api;
    let id = add_source(api, &sandbox).await;
    let look = async || {
        let source = api.get(&format!("/sources/{id}")).await;
        let told = source["last_error"]["code"] == "permission_missing";
        (told && completed(&source, "fn_areceber").is_some()).then_some(source)
    };
    let source = until(LIMIT, "the missing permission to be told", look).await;
    assert_eq!(
        (
            source["last_error"]["resource"].as_str(),
            source["state"].as_str()
        ),
        (Some("fn_carteira_cobranca"), Some("failing"))
    );
    assert_same(api, &sandbox).await;
    let test = api.post(&format!("/sources/{id}/test"), &json!({})).await;
    let failed: Vec<_> = test["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|c| c["ok"] == false)
        .collect();
    assert_eq!((test["ok"].as_bool(), failed.len()), (Some(false), 1));
    assert_eq!(failed[0]["name"], "fn_carteira_cobranca");

    // What it refers to has become ours: the branch with its documents, the holidays.
    let branch = api.get("/branches?key=ixc-1").await["items"][0].clone();
    assert_eq!(
        (branch["document"].as_str(), branch["legal_name"].as_str()),
        (Some("11222333000181"), Some("Provedor Exemplo Telecom Ltda"))
    );
    let calendar = api.get("/calendars?key=ixc-feriados").await["items"][0].clone();
    assert_eq!(calendar["days"][0]["date"], "2026-08-25");

    let ticket = json!({"customer_external_id": "1", "subject_id": "2", "department_id": "3", "title": "Cobrança", "text": "Sem resposta"});
    assert_eq!(
        api.post(&format!("/sources/{id}/tickets"), &ticket).await["external_id"],
        "1"
    );

    // The secret comes out nowhere, and stays when it is not given again.
    let shown = api.get(&format!("/sources/{id}")).await;
    assert_eq!(shown["settings"]["token"], "***");
    let (status, changed) = api
        .call(
            "PATCH",
            &format!("/sources/{id}"),
            Some(&json!({"name": "IXC novo"})),
        )
        .await;
    assert_eq!((status, changed["name"].as_str()), (200, Some("IXC novo")));
    assert_eq!(
        api.post(&format!("/sources/{id}/test"), &json!({})).await["checks"]
            .as_array()
            .unwrap()
            .len(),
        9
    );
    let (status, _) = api
        .call("PATCH", &format!("/sources/{id}"), Some(&json!({"key": "outro"})))
        .await;
    assert_eq!(status, 422, "customers and invoices are known by the key");
    let (status, _) = api.call("DELETE", &format!("/sources/{id}"), None).await;
    assert_eq!(status, 204);
    node.stop().await;
    sandbox.shutdown().await;
}
