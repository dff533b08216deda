//! The main job: what a billing system exports becomes messages by a ladder, and a task sends each of them once.
//!
//! An oracle of this file's own says which invoices are eligible, what each customer reads and what a run counts.

use crate::support::{Api, Place, Seed, phone, sends};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use omnifila_sandbox::{
    DEFAULT_CHANNEL, DEFAULT_TENANT, DEFAULT_TOKEN, Sandbox, SandboxConfig, TEMPLATE_FATURA,
    TEMPLATE_LEMBRETE, TEMPLATE_VENCIDA,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

const CUSTOMERS: usize = 1_000;
const INVOICES: usize = 3_000;
const MIN_CENTS: i64 = 5_000;
const MAX_CENTS: i64 = 150_000;
/// Days from the due date, and what the provider calls the template of each.
const STEPS: [(i32, &str); 3] = [
    (-5, TEMPLATE_LEMBRETE),
    (0, TEMPLATE_FATURA),
    (3, TEMPLATE_VENCIDA),
];

struct Customer {
    phone: Option<String>,
    tags: &'static [&'static str],
    allowed: bool,
}

struct Invoice {
    id: String,
    customer: usize,
    status: &'static str,
    due: Date,
    cents: i64,
    /// What is still open of a part-paid one.
    open: Option<i64>,
}

/// What one invoice is to become.
#[derive(Debug, Clone, PartialEq)]
struct Notice {
    key: String,
    template: &'static str,
    recipient: String,
    variables: Value,
}

struct World {
    customers: Vec<Customer>,
    invoices: Vec<Invoice>,
}

impl World {
    fn new(today: Date, seed: &mut Seed) -> Self {
        let customer = |i: usize| Customer {
            phone: (!i.is_multiple_of(29)).then(|| phone(i)),
            tags: match i % 10 {
                0 => &["fibra", "vip"],
                1 | 2 => &["radio"],
                3 => &["condominio", "fibra"],
                _ => &["fibra"],
            },
            allowed: !i.is_multiple_of(23),
        };
        let customers = (0..CUSTOMERS).map(customer).collect();
        let invoices = (0..INVOICES).map(|i| {
            let days = seed.pick(&[-9, -5, -4, -3, -2, -1, 0, 1, 3, 4, 5, 6, 20]);
            let cents = 1_000 + i64::try_from(seed.below(200_000)).unwrap();
            let status = seed.pick(&[
                "open",
                "open",
                "open",
                "open",
                "open",
                "open",
                "open",
                "partial",
                "paid",
                "cancelled",
            ]);
            Invoice {
                id: format!("F-{i}"),
                customer: i % CUSTOMERS,
                status,
                due: today.saturating_add(days.days()),
                cents,
                open: (status == "partial").then_some(cents / 3),
            }
        });
        Self {
            customers,
            invoices: invoices.collect(),
        }
    }

    /// `;`, amounts and dates as people write them.
    fn customers_csv(&self) -> String {
        let mut text = String::from("external_id;name;phone;state;tags;collection_allowed\n");
        for (i, c) in self.customers.iter().enumerate() {
            let allowed = if c.allowed { "sim" } else { "não" };
            let phone = c.phone.as_deref().unwrap_or_default();
            text.push_str(&format!(
                "C{i};Cliente Exemplo {i};{phone};SC;{};{allowed}\n",
                c.tags.join("|")
            ));
        }
        text
    }

    fn invoices_csv(&self) -> String {
        let mut text = String::from("external_id;customer_external_id;status;due_date;amount;open_amount\n");
        for i in &self.invoices {
            let open = i.open.map(money).unwrap_or_default();
            text.push_str(&format!(
                "{};C{};{};{};{};{open}\n",
                i.id,
                i.customer,
                i.status,
                day(i.due),
                money(i.cents)
            ));
        }
        text
    }

    /// What each invoice becomes; else why not, or nothing where no step of it falls on these days.
    fn outcome(&self, invoice: &Invoice, today: Date) -> Option<Result<Notice, &'static str>> {
        if !matches!(invoice.status, "open" | "partial") {
            return None;
        }
        let yesterday = today.saturating_sub(1.day());
        let falls = |offset: i32| invoice.due.saturating_add(i64::from(offset).days());
        let (offset, template) = *STEPS
            .iter()
            .rfind(|(offset, _)| falls(*offset) == today || falls(*offset) == yesterday)?;
        let customer = &self.customers[invoice.customer];
        let amount = invoice.open.unwrap_or(invoice.cents);
        let has = |tag: &str| customer.tags.contains(&tag);
        if !(MIN_CENTS..=MAX_CENTS).contains(&amount) || !has("fibra") || has("vip") {
            return Some(Err("filters"));
        }
        if has("condominio") {
            return Some(Err("other_ladder"));
        }
        if !customer.allowed {
            return Some(Err("collection_not_allowed"));
        }
        let Some(recipient) = customer.phone.clone() else {
            return Some(Err("missing_phone"));
        };
        let name = format!("Cliente Exemplo {}", invoice.customer);
        Some(Ok(Notice {
            key: format!("invoice:erp:{}:step:{offset}:due:{}", invoice.id, invoice.due),
            template,
            recipient,
            variables: json!([name, format!("R$ {}", money(amount)), day(invoice.due)]),
        }))
    }

    /// Notices by the key that makes each unique, and how many are refused for which reason.
    fn oracle(&self, today: Date) -> (BTreeMap<String, (usize, Notice)>, BTreeMap<String, u64>) {
        let (mut notices, mut skipped) = (BTreeMap::new(), BTreeMap::new());
        for (at, invoice) in self.invoices.iter().enumerate() {
            match self.outcome(invoice, today) {
                Some(Ok(notice)) => drop(notices.insert(notice.key.clone(), (at, notice))),
                Some(Err(reason)) => *skipped.entry(reason.to_owned()).or_default() += 1,
                None => {}
            }
        }
        (notices, skipped)
    }
}

/// `1.234,56`.
fn money(cents: i64) -> String {
    let (whole, rest) = (cents / 100, cents % 100);
    if whole < 1_000 {
        format!("{whole},{rest:02}")
    } else {
        format!("{}.{:03},{rest:02}", whole / 1_000, whole % 1_000)
    }
}

fn day(date: Date) -> String {
    format!("{:02}/{:02}/{}", date.day(), date.month(), date.year())
}

/// A zone in which no day ends while the test runs, and its date.
async fn today(api: &Api) -> (&'static str, Date) {
    let now: Timestamp = api.get("/clock").await["now"].as_str().unwrap().parse().unwrap();
    let local = |zone: &str| now.to_zoned(TimeZone::get(zone).unwrap());
    let zone = if (2..22).contains(&local("America/Sao_Paulo").hour()) {
        "America/Sao_Paulo"
    } else {
        "Asia/Tokyo"
    };
    (zone, local(zone).date())
}

/// A gateway that takes one call at a time, so that the order of calls is the order of starts; its ladder; its task.
async fn set_up(api: &Api, sandbox: &Sandbox, zone: &str, today: Date) -> (i64, i64, i64) {
    let gateway = json!({
        "key": "opa", "name": "Opa! Suite", "kind": "opa_suite", "queue_mode": "queue", "max_in_flight": 1,
        "settings": {"url": sandbox.opa_url(DEFAULT_TENANT), "token": DEFAULT_TOKEN, "channel_id": DEFAULT_CHANNEL},
    });
    let gateway = api.post("/gateways", &gateway).await["id"].as_i64().unwrap();
    let mut steps = Vec::new();
    for (offset, provider) in STEPS {
        let parameters = [
            "{{ customer.name }}",
            "{{ invoice.open_cents | reais }}",
            "{{ invoice.due_date | data }}",
        ];
        let template = json!({
            "name": format!("D{offset:+}"), "purpose": if offset < 0 { "reminder" } else { "collection" },
            "body": "Olá {{ customer.name | primeiro_nome }}, {{ invoice.open_cents | reais }} até {{ invoice.due_date | data }}.",
            "bindings": [{"gateway_id": gateway, "provider_template_id": provider, "parameters": parameters}],
        });
        let template = api.post("/templates", &template).await["id"].as_i64().unwrap();
        steps.push(json!({"offset_days": offset, "template_id": template}));
    }
    let ladder = |name: &str, rank: i64, filters: Value| {
        let starts_on = today.saturating_sub(30.days()).to_string();
        json!({"name": name, "rank": rank, "starts_on": starts_on, "time_zone": zone, "filters": filters, "steps": steps})
    };
    api.post(
        "/ladders",
        &ladder("Condomínios", 1, json!({"tags": ["condominio"]})),
    )
    .await;
    let filters = json!({
        "amount_min_cents": MIN_CENTS, "amount_max_cents": MAX_CENTS, "tags": ["fibra"], "without_tags": ["vip"],
    });
    let ladder = api.post("/ladders", &ladder("Padrão", 10, filters)).await["id"]
        .as_i64()
        .unwrap();
    let task = json!({
        "name": "Tarefa - Envia Mensagens Omnichannel da Fila", "gateway_ids": [gateway], "cron": "0 3 1 1 *", "time_zone": zone,
    });
    let task = api.post("/tasks", &task).await["id"].as_i64().unwrap();
    (gateway, ladder, task)
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// Tells the API that some invoices need no collecting any more; their keys.
async fn end_some(api: &Api, world: &World, notices: &BTreeMap<String, (usize, Notice)>) -> BTreeSet<String> {
    let ended: Vec<(&String, &Invoice)> = notices
        .iter()
        .step_by(7)
        .map(|(key, (at, _))| (key, &world.invoices[*at]))
        .collect();
    let input = |(n, (_, i)): (usize, &(&String, &Invoice))| {
        json!({
            "external_id": i.id, "customer_external_id": format!("C{}", i.customer), "due_date": i.due.to_string(),
            "status": (["paid", "cancelled", "renegotiated"][n % 3]), "amount_cents": i.cents,
        })
    };
    let invoices: Vec<Value> = ended.iter().enumerate().map(input).collect();
    let answer = api
        .post("/invoices/batch", &json!({"source": "erp", "invoices": invoices}))
        .await;
    assert_eq!(answer["updated"].as_u64(), Some(ended.len() as u64), "{answer}");
    for item in answer["items"].as_array().unwrap() {
        assert_eq!(
            item["stopped"],
            json!({"cancelled": 1, "too_late": 0, "uncertain": 0}),
            "{item}"
        );
    }
    ended.into_iter().map(|(key, _)| key.clone()).collect()
}

#[tokio::test]
async fn every_eligible_message_arrives_once_in_order_and_says_what_it_should() {
    let mut seed = Seed::of_environment();
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let node = place.serve().ready().await;
    let api = &node.api;
    let (zone, today) = today(api).await;
    let world = World::new(today, &mut seed);
    let (gateway, ladder, task) = set_up(api, &sandbox, zone, today).await;

    let customers = place.file("clientes.csv", world.customers_csv());
    let told = place
        .run_well(&[
            "import",
            "customers",
            customers.to_str().unwrap(),
            "--source",
            "erp",
        ])
        .await;
    assert!(told.contains("1000 created, 0 refused"), "{told}");
    let invoices = place.file("faturas.csv", world.invoices_csv());
    let told = place
        .run_well(&[
            "import",
            "invoices",
            invoices.to_str().unwrap(),
            "--source",
            "erp",
        ])
        .await;
    assert!(told.contains("3000 created, 0 refused"), "{told}");

    // The ladder: dry, for good, and once more.
    let (notices, skipped) = world.oracle(today);
    assert!(
        notices.len() > 100 && skipped.len() == 4,
        "{} {skipped:?}",
        notices.len()
    );
    let ladder = ladder.to_string();
    let dry = parsed(
        &place
            .run_well(&["ladder", "run", &ladder, "--dry-run", "--json"])
            .await,
    );
    assert_eq!(
        api.get("/messages?limit=1").await["items"],
        json!([]),
        "a dry run makes nothing"
    );
    let ran = parsed(&place.run_well(&["ladder", "run", &ladder, "--json"]).await);
    assert_eq!(dry, ran, "a dry run counts what a run does");
    assert_eq!(ran["skipped"], json!(skipped), "{ran}");
    assert_eq!(
        (&ran["created"], &ran["duplicates"]),
        (&json!(notices.len()), &json!(0)),
        "{ran}"
    );
    let again = parsed(&place.run_well(&["ladder", "run", &ladder, "--json"]).await);
    assert_eq!(
        (&again["created"], &again["duplicates"]),
        (&json!(0), &json!(notices.len())),
        "{again}"
    );
    let all = api.all("/messages?status=waiting").await;
    let keys: BTreeSet<&str> = all.iter().map(|m| m["dedupe_key"].as_str().unwrap()).collect();
    assert_eq!((all.len(), keys.len()), (notices.len(), notices.len()));
    assert!(keys.iter().all(|key| notices.contains_key(*key)));

    let ended = end_some(api, &world, &notices).await;
    let queue = api.all("/messages?order=queue").await;
    assert_eq!(queue.len(), notices.len() - ended.len());
    let by_due: Vec<(&str, i64)> = queue
        .iter()
        .map(|m| (m["due_at"].as_str().unwrap(), m["id"].as_i64().unwrap()))
        .collect();
    assert!(
        by_due.is_sorted(),
        "a queue that nobody touched is in the order of its due times"
    );
    assert_eq!(sandbox.counters().sends, 0, "nothing leaves before a task runs");

    let run = parsed(
        &place
            .run_well(&["task", "run", &task.to_string(), "--wait", "--json"])
            .await,
    );
    let n = json!(queue.len());
    assert_eq!(
        (&run["status"], &run["due"], &run["sent"], &run["remaining"]),
        (&json!("completed"), &n, &n, &json!(0)),
        "{run}"
    );

    let sent = sends(&sandbox);
    let order: Vec<i64> = sent.iter().map(|s| s.message).collect();
    let wanted: Vec<i64> = queue.iter().map(|m| m["id"].as_i64().unwrap()).collect();
    assert_eq!(order, wanted, "each once, in the order of the queue");
    for (call, message) in sent.iter().zip(&queue) {
        let key = message["dedupe_key"].as_str().unwrap();
        let (notice, record) = (&notices[key].1, &call.record);
        assert!(
            record.auth_ok && record.effect && record.status == 200,
            "{record:?}"
        );
        assert_eq!(
            (record.method.as_str(), record.channel_id.as_deref()),
            ("POST", Some(DEFAULT_CHANNEL))
        );
        assert_eq!(record.template_id.as_deref(), Some(notice.template), "{record:?}");
        assert_eq!(record.recipient.as_ref(), Some(&notice.recipient), "{record:?}");
        assert_eq!(record.variables, notice.variables, "{record:?}");
        assert_eq!(
            record.metadata,
            json!({"message_id": call.message, "attempt": 1, "dedupe_key": key})
        );
    }

    // What the service says of it afterwards.
    let mut tally = BTreeMap::from([("sent".to_owned(), queue.len())]);
    tally.insert("cancelled".to_owned(), ended.len());
    assert_eq!(api.tally(gateway).await, tally);
    let one = api.message(order[order.len() / 2]).await;
    let attempt = &one["attempts"][0];
    assert_eq!(
        (&attempt["number"], &attempt["outcome"], &attempt["counted"]),
        (&json!(1), &json!("accepted"), &json!(true))
    );
    let text = one["preview"].as_str().unwrap();
    assert!(
        text.starts_with("Olá Cliente, R$ ") && text.ends_with('.'),
        "{text}"
    );

    // A second run of the task, and of the ladder, on what is there by now.
    let run = parsed(
        &place
            .run_well(&["task", "run", &task.to_string(), "--wait", "--json"])
            .await,
    );
    assert_eq!((&run["due"], &run["sent"]), (&json!(0), &json!(0)), "{run}");
    let again = parsed(&place.run_well(&["ladder", "run", &ladder, "--json"]).await);
    assert_eq!(again["created"], json!(0), "{again}");
    assert_eq!(sandbox.counters().sends, queue.len() as u64);
    node.stop().await;
    sandbox.shutdown().await;
}

/// What is paid while its neighbours are being sent: the answer says whether it was in time, and the journal agrees.
#[tokio::test]
async fn a_payment_during_the_run_stops_exactly_what_it_says() {
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    sandbox.add_fault(omnifila_sandbox::Fault::latency(15)).unwrap();
    let node = place.serve().ready().await;
    let api = &node.api;
    let (zone, today) = today(api).await;
    let (_, ladder, task) = set_up(api, &sandbox, zone, today).await;
    let customers: Vec<Value> = (0..120)
        .map(|i| json!({"external_id": format!("C{i}"), "name": format!("Cliente Exemplo {i}"), "phone": phone(i), "tags": ["fibra"]}))
        .collect();
    api.post(
        "/customers/batch",
        &json!({"source": "erp", "customers": customers}),
    )
    .await;
    let invoice = |i: usize, status: &str| {
        json!({"external_id": format!("F{i}"), "customer_external_id": format!("C{i}"), "status": status,
            "due_date": today.to_string(), "amount_cents": 9_990})
    };
    let open: Vec<Value> = (0..120).map(|i| invoice(i, "open")).collect();
    api.post("/invoices/batch", &json!({"source": "erp", "invoices": open}))
        .await;
    assert_eq!(
        api.post(&format!("/ladders/{ladder}/run"), &json!({})).await["created"],
        120
    );
    let run = api.post(&format!("/tasks/{task}/run"), &json!({})).await["run_id"].clone();

    let (mut cancelled, mut too_late) = (0, 0);
    let mut silent = Vec::new();
    for i in (0..120).rev().step_by(2) {
        let answer = api
            .post(
                "/invoices/batch",
                &json!({"source": "erp", "invoices": [invoice(i, "paid")]}),
            )
            .await;
        let stopped = &answer["items"][0]["stopped"];
        cancelled += stopped["cancelled"].as_i64().unwrap();
        too_late += stopped["too_late"].as_i64().unwrap();
        if stopped["cancelled"] == 1 {
            let called = sends(&sandbox)
                .iter()
                .any(|s| s.record.recipient.as_deref() == Some(phone(i).as_str()));
            assert!(!called, "customer {i} was written to about a paid invoice");
        } else if stopped["too_late"] == 0 {
            silent.push(phone(i));
        }
    }
    let over = async || {
        api.get(&format!("/runs/{run}")).await["finished_at"]
            .is_string()
            .then_some(())
    };
    crate::support::until(Duration::from_secs(60), "the run's end", over).await;
    let told = api.get(&format!("/runs/{run}")).await;
    assert_eq!(
        told["sent"].as_i64().unwrap() + told["cancelled"].as_i64().unwrap(),
        120,
        "{told}"
    );
    // Of an answer that stopped nothing, the message had gone, or its start saw the payment before the order to stop did.
    let called: Vec<_> = sends(&sandbox)
        .iter()
        .map(|s| s.record.recipient.clone())
        .collect();
    let stopped_at_start = silent
        .into_iter()
        .filter(|phone| !called.contains(&Some(phone.clone())))
        .count() as i64;
    assert_eq!(
        told["cancelled"].as_i64(),
        Some(cancelled + stopped_at_start),
        "{told}, {too_late} too late, {stopped_at_start} at their start"
    );
    assert_eq!(called.len() as i64, 120 - cancelled - stopped_at_start);
    assert!(cancelled > 0, "the test was too slow to pay in time");
    node.stop().await;
    sandbox.shutdown().await;
}
