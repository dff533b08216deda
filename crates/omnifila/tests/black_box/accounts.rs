//! What Opa! Suite tells of an account is obeyed: a template that drifts holds, the allowance of the day is not overrun, who opted out
//! is not written to, any callback is kept, and a message of unknown outcome is looked for and never sent again by guess.

use crate::support::{Api, Node, Place, Setup, enqueue, message, phone, sends, set_up_gateway, until};
use bytes::Bytes;
use jiff::{Timestamp, ToSpan};
use omnifila_sandbox::{
    DEFAULT_TENANT, Fault, FaultRule, JournalQuery, LimitChange, Sandbox, SandboxConfig, TEMPLATE_ASSINATURA,
    Template, TenantConfig,
};
use serde_json::{Value, json};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(60);

struct World {
    node: Node,
    sandbox: Sandbox,
    setup: Setup,
    /// Where the simulated clock began: now, because the stand-in goes by the machine's.
    began: Timestamp,
    place: Place,
}

async fn world(more: Value) -> World {
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    #[expect(
        clippy::disallowed_methods,
        reason = "the stand-in goes by the machine's clock, and the product is to begin there"
    )]
    let began = Timestamp::now();
    let node = place
        .serve()
        .args(&["--simulated-time", &began.to_string()])
        .ready()
        .await;
    let mut gateway =
        json!({"queue_mode": "continuous", "rate": {"per_second": 1000, "burst": 1000}, "max_in_flight": 8});
    gateway
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let setup = set_up_gateway(&node.api, &sandbox, gateway).await;
    World {
        node,
        sandbox,
        setup,
        began,
        place,
    }
}

impl World {
    fn api(&self) -> &Api {
        &self.node.api
    }

    fn path(&self, tail: &str) -> String {
        format!("/gateways/{}{tail}", self.setup.gateway)
    }

    async fn sync(&self) -> Value {
        self.api().post(&self.path("/sync"), &json!({})).await
    }

    /// Moves the clock to so many seconds after the beginning.
    async fn advance(&self, seconds: i64) {
        let to = self.began + seconds.seconds();
        self.api()
            .post("/clock/advance", &json!({"to": to.to_string()}))
            .await;
    }

    /// What the stand-in's template says from now on.
    fn says(&self, text: &str) {
        let config = TenantConfig {
            templates: vec![Template::new(TEMPLATE_ASSINATURA, "assinatura", text)],
            channels: Vec::new(),
            ..TenantConfig::example(DEFAULT_TENANT)
        };
        self.sandbox.put_tenant(config).unwrap();
    }

    async fn end(self) {
        self.node.stop().await;
        self.sandbox.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_changed_at_the_provider_holds_until_somebody_accepts_it() {
    let world = world(json!({})).await;
    let first = world.sync().await;
    assert_eq!((&first["templates"], &first["held"]), (&json!(4), &json!([])));
    world.says("PROMOÇÃO! {{1}}, veja {{2}}");
    let held = world.sync().await["held"].clone();
    assert_eq!(held.as_array().unwrap().len(), 1);
    let listed = world.api().get(&world.path("/templates")).await;
    let drifted = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|t| t["id"] == TEMPLATE_ASSINATURA)
        .unwrap();
    assert_eq!(
        (&drifted["drift"], &drifted["hold_ids"]),
        (&json!("text_changed"), &held)
    );
    assert_eq!(drifted["template_ids"], json!([world.setup.template]));

    let id = enqueue(world.api(), world.setup, 0..1).await[0];
    world.advance(1).await;
    let waiting = world.api().message(id).await;
    assert_eq!(waiting["status"], "waiting");
    let blocker = &waiting["blockers"][0];
    assert_eq!(
        (&blocker["code"], &blocker["ref"]),
        (&json!("hold"), &json!(format!("hold/{}", held[0])))
    );
    let hold = world.api().get(&format!("/holds/{}", held[0])).await;
    assert!(hold["reason"].as_str().unwrap().contains("assinatura"), "{hold}");
    assert_eq!(sends(&world.sandbox).len(), 0);

    let accept = json!({"provider_template_id": TEMPLATE_ASSINATURA, "reason": "texto conferido"});
    let accepted = world.api().post(&world.path("/templates/accept"), &accept).await;
    assert_eq!(accepted["released"], held);
    world.advance(2).await;
    assert_eq!(world.api().message(id).await["status"], "sent");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_allowance_of_the_day_is_kept_to_and_the_rest_waits_for_the_next() {
    let world = world(json!({})).await;
    let limit = |daily_limit, messages_sent| LimitChange {
        tenant: None,
        channel: None,
        daily_limit,
        messages_sent,
    };
    world.sandbox.set_limit(&limit(Some(5), 3)).unwrap();
    let synced = world.sync().await;
    assert_eq!(
        (&synced["daily_limit"]["limit"], &synced["daily_limit"]["left"]),
        (&json!(5), &json!(2))
    );
    let ids = enqueue(world.api(), world.setup, 0..4).await;
    world.advance(1).await;
    assert_eq!(world.api().count(world.setup.gateway, "sent").await, 2);
    let calls = sends(&world.sandbox);
    assert_eq!(calls.len(), 2, "Opa! never had to refuse one");
    let left = ids
        .iter()
        .find(|id| calls.iter().all(|c| c.message != **id))
        .unwrap();
    let waiting = world.api().message(*left).await;
    let blocker = &waiting["blockers"][0];
    assert_eq!(
        (&blocker["code"], &blocker["n"]),
        (&json!("daily_limit"), &json!(5))
    );
    let midnight: Timestamp = blocker["until"].as_str().unwrap().parse().unwrap();
    let zone = jiff::tz::TimeZone::get("America/Sao_Paulo").unwrap();
    let tomorrow = world.began.to_zoned(zone).date().tomorrow().unwrap();
    assert_eq!(midnight, tomorrow.in_tz("America/Sao_Paulo").unwrap().timestamp());
    assert_eq!(
        waiting["expected_at"]
            .as_str()
            .unwrap()
            .parse::<Timestamp>()
            .unwrap(),
        midnight
    );
    let forecast = world
        .api()
        .get(&format!("/forecast?gateway_id={}", world.setup.gateway))
        .await;
    let drains = forecast["items"][0]["drains_at"]
        .as_str()
        .unwrap()
        .parse::<Timestamp>()
        .unwrap();
    assert_eq!(drains, midnight);

    // The provider's own day begins anew as well; and a number that grows meanwhile is noticed.
    world.sandbox.set_limit(&limit(Some(5), 0)).unwrap();
    let seconds = midnight.as_second() - world.began.as_second();
    world.advance(seconds + 2).await;
    assert_eq!(world.api().count(world.setup.gateway, "sent").await, 4);
    assert_eq!(sends(&world.sandbox).len(), 4);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_opted_out_at_the_provider_is_not_written_to() {
    let world = world(json!({})).await;
    let contact = |list: Value| {
        let contact = json!({"_id": "64cc00000000000000000077", "nome": "Cliente Exemplo 1",
            "fones": [{"numero": "(49) 90000-0001"}], "opt_in_opt_out": list});
        let config = TenantConfig {
            records: [("contato".to_owned(), vec![contact])].into(),
            ..TenantConfig::example(DEFAULT_TENANT)
        };
        world.sandbox.put_tenant(config).unwrap();
    };
    contact(json!([{"tipo": "opt_out", "data": "2026-11-01T10:00:00Z"}]));
    world
        .api()
        .post(&world.path("/pause"), &json!({"reason": "preparação"}))
        .await;
    let ids = enqueue(world.api(), world.setup, 0..3).await;
    world.advance(5).await;
    let listed = world.api().get("/suppressions").await;
    let found = &listed["items"][0];
    assert_eq!(
        (&found["address"], &found["purposes"]),
        (&json!(phone(1)), &json!([])),
        "{listed}"
    );
    assert_eq!(found["origin"], format!("opa_suite/{}", world.setup.gateway));
    assert!(
        found["evidence"]
            .as_str()
            .unwrap()
            .contains("64cc00000000000000000077")
    );
    let shown = world.api().get(&world.path("")).await;
    assert_eq!(
        (&shown["account"]["opted_out"], &shown["account"]["last_error"]),
        (&json!(1), &Value::Null)
    );

    world.api().post(&world.path("/resume"), &json!({})).await;
    world.advance(6).await;
    let statuses: Vec<Value> = {
        let mut statuses = Vec::new();
        for id in &ids {
            let message = world.api().message(*id).await;
            statuses.push(json!([message["status"], message["reason"]]));
        }
        statuses
    };
    let cancelled = json!(["cancelled", "suppressed"]);
    assert_eq!(
        statuses.iter().filter(|s| **s == cancelled).count(),
        1,
        "{statuses:?}"
    );
    assert_eq!(sends(&world.sandbox).len(), 2);

    // Opted in again, there: what this account had told is over.
    contact(
        json!([{"tipo": "opt_out", "data": "2026-11-01T10:00:00Z"}, {"tipo": "opt_in", "data": "2026-11-02T10:00:00Z"}]),
    );
    world.advance(4 * 86_400).await;
    assert_eq!(world.api().get("/suppressions").await["items"], json!([]));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_opt_out_goes_both_ways_where_it_is_asked_for() {
    let world = world(json!({})).await;
    let settings = json!({"settings": {"write_opt_out": true}});
    let (status, _) = world.api().call("PATCH", &world.path(""), Some(&settings)).await;
    assert_eq!(status, 200);
    // To there: the example tenant has a contact of this number, and none of the other.
    for i in [1, 2] {
        let no = json!({"address": phone(i), "reason": "pediu por telefone"});
        world.api().post("/suppressions", &no).await;
    }
    world.advance(1_800).await;
    let puts = || {
        let calls = world.sandbox.journal(JournalQuery::default());
        calls
            .into_iter()
            .filter(|r| r.method == "PUT")
            .map(|r| r.path)
            .collect::<Vec<_>>()
    };
    assert_eq!(puts(), ["contato/64cc00000000000000000001"]);
    let shown = world.api().get(&world.path("")).await;
    let account = &shown["account"];
    assert_eq!(
        (&account["opt_outs_written"], &account["opt_outs_refused"]),
        (&json!(2), &json!(0))
    );

    // From there: a send that is refused for it.
    let refusal = Fault::Status {
        code: 400,
        retry_after: None,
        message: Some("O contato fez opt-out das mensagens".into()),
    };
    world.sandbox.add_fault(refusal).unwrap();
    let id = enqueue(world.api(), world.setup, 5..6).await[0];
    world.advance(1_801).await;
    let refused = world.api().message(id).await;
    assert_eq!(
        (&refused["status"], &refused["error_code"]),
        (&json!("failed"), &json!("opted_out"))
    );
    let listed = world.api().get("/suppressions").await;
    let found = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|s| s["address"] == phone(5))
        .unwrap();
    assert!(
        found["evidence"].as_str().unwrap().contains(&id.to_string()),
        "{found}"
    );
    world.advance(3_600).await;
    assert_eq!(puts().len(), 1, "what came from there is not told there");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_have_arrived_is_looked_for_and_never_sent_again_by_guess() {
    let world = world(json!({"timeout_ms": 500})).await;
    world.sync().await;
    for (i, fault) in [(0, Fault::HangAfterAccept), (1, Fault::HangBeforeAccept)] {
        let mut rule = FaultRule::from(fault);
        rule.recipient = Some(phone(i));
        world.sandbox.add_fault(rule).unwrap();
    }
    let ids = enqueue(world.api(), world.setup, 0..3).await;
    world.advance(5).await;
    let statuses = world.api().statuses(world.setup.gateway).await;
    assert_eq!(statuses[&ids[0]], "uncertain");
    assert_eq!(statuses[&ids[1]], "uncertain");
    assert_eq!(statuses[&ids[2]], "sent");

    world.advance(120).await;
    let arrived = world.api().message(ids[0]).await;
    assert_eq!(arrived["status"], "sent", "{arrived}");
    let attempt = &arrived["attempts"][0];
    assert_eq!(
        (&attempt["outcome"], &attempt["found_by"]),
        (&json!("unknown"), &json!("text"))
    );
    let record = sends(&world.sandbox)
        .into_iter()
        .find(|s| s.message == ids[0])
        .unwrap()
        .record;
    let name = world.sandbox.message_id(record.effect_number.unwrap());
    assert_eq!(attempt["provider_id"], name);
    let resolved = arrived["history"]
        .as_array()
        .unwrap()
        .iter()
        .find(|h| h["reason"] == "resolved_sent")
        .unwrap();
    assert_eq!(resolved["actor"], "opa_suite");
    assert!(resolved["note"].as_str().unwrap().contains(&name), "{resolved}");

    let lost = world.api().message(ids[1]).await;
    assert_eq!(
        (&lost["status"], &lost["attempts"][0]["lookups"]),
        (&json!("uncertain"), &json!(1))
    );
    // Looked for to the end, over two days, and nothing more than that.
    world.advance(2 * 86_400).await;
    let lost = world.api().message(ids[1]).await;
    assert_eq!(
        (&lost["status"], &lost["attempts"][0]["lookups"]),
        (&json!("uncertain"), &json!(6))
    );
    assert_eq!(lost["attempts"].as_array().unwrap().len(), 1);
    assert_eq!(sends(&world.sandbox).len(), 3);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn delivery_is_asked_for_where_the_settings_say_so() {
    let world = world(json!({})).await;
    let settings = json!({"settings": {"follow_delivery": true}});
    let (status, _) = world.api().call("PATCH", &world.path(""), Some(&settings)).await;
    assert_eq!(status, 200);
    let id = enqueue(world.api(), world.setup, 0..1).await[0];
    world.advance(60).await;
    assert_eq!(world.api().message(id).await["status"], "sent");
    for (until, told) in [(1_800, "delivered"), (6 * 3_600 + 1_800, "read")] {
        world.sandbox.set_delivery(DEFAULT_TENANT, told).unwrap();
        world.advance(until).await;
        let message = world.api().message(id).await;
        assert_eq!(message["status"], told, "{message}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_callback_is_answered_and_kept_over_a_kill() {
    let mut world = world(json!({})).await;
    let settings = json!({"settings": {"hook_token": "um-segredo-de-teste"}});
    let (status, _) = world.api().call("PATCH", &world.path(""), Some(&settings)).await;
    assert_eq!(status, 200);
    let hook = format!("/hooks/{}/um-segredo-de-teste", world.setup.gateway);
    let bodies: [(&str, &[u8]); 7] = [
        (
            "application/json",
            b"{\"evento\":\"Atendimento Movimentado\",\"id\":1}",
        ),
        ("application/json", b"{broken"),
        ("application/x-www-form-urlencoded", b"event=x&data[id]=7"),
        ("text/xml", b"<a/>"),
        ("application/octet-stream", b"\xff\x00\xfe"),
        ("text/plain", b""),
        (
            "application/json",
            b"{\"from\":\"5549900000009@c.us\",\"text\":\" sair \"}",
        ),
    ];
    for (media, body) in bodies {
        let headers = [("content-type", media)];
        let (status, answer) = world
            .api()
            .exchange("POST", &hook, &headers, Bytes::copy_from_slice(body))
            .await
            .unwrap();
        assert_eq!((status, answer), (200, json!({"received": true})), "{media}");
    }
    world.node.kill().await;
    world.node = world
        .place
        .serve()
        .args(&["--simulated-time", &world.began.to_string()])
        .ready()
        .await;
    let kept = world.api().all(&world.path("/hook-events?")).await;
    assert_eq!(kept.len(), bodies.len());
    assert_eq!(
        kept[6]["body"],
        "{\"evento\":\"Atendimento Movimentado\",\"id\":1}"
    );
    assert_eq!(
        (&kept[4]["extracted"]["shape"], &kept[1]["trusted"]),
        (&json!("form"), &json!(true))
    );
    let look = async || {
        let listed = world.api().get("/suppressions").await;
        let found = listed["items"].as_array().unwrap().first().cloned();
        found.filter(|s| s["origin"] == format!("hook/{}", world.setup.gateway))
    };
    let opted = until(LIMIT, "the opt-out", look).await;
    assert_eq!(opted["evidence"], format!("hook_event {}", kept[0]["id"]));
    // One of our messages to that number goes no further.
    let mut blocked = message(world.setup, 5);
    blocked["customer"]["phone"] = opted["address"].clone();
    let id = world.api().post("/messages", &blocked).await["id"]
        .as_i64()
        .unwrap();
    assert_eq!(world.api().message(id).await["reason"], "suppressed");
    world.end().await;
}
