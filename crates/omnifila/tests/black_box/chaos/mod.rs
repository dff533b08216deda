//! Everything at once: all channels send while providers misbehave, the process dies, people cancel and customers pay, at
//! random. Afterwards the journals have to show what the product promises, called P1 to P8 below.
//!
//! Model: every address but those of Opa! belongs to one message, so that a channel which is told no id can be checked as
//! well. What is random comes from one seed, which a failure names. SMS go to an SMSC by others that drops its link once.

mod promises;

use crate::smpp::{Smsc, smsc};
use crate::support::{Api, Node, Place, Seed, now_ns, phone, until};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use omnifila_sandbox::{
    DEFAULT_CHANNEL, DEFAULT_GRAPH, DEFAULT_GRAPH_TOKEN, DEFAULT_NUMBER_ID, DEFAULT_TENANT, DEFAULT_TOKEN,
    DEFAULT_WABA_ID, Fault, FaultRule, GraphCallbacks, Meddling, RetryAfter, Sandbox, SandboxConfig,
    TEMPLATE_ASSINATURA, TenantConfig,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;
use tokio::time::Instant;

const LIMIT: Duration = Duration::from_secs(60);
const SECRET: &str = "app-secret-0123456789";
/// Messages of one intake.
const CHUNK: usize = 12;
const RATE: f64 = 20.0;
const BURST: u32 = 3;
const IN_FLIGHT: u32 = 6;
/// Addresses of the Opa! channel: few, so that several messages wait for one.
const OPA_ADDRESSES: usize = 40;
/// Numbers and chats of the channels that are told no id begin here.
const FIRST_SMPP: usize = 300_000;
const FIRST_CHAT: usize = 10_000;
/// An SMS is dropped with its link at this one.
const DROP_AT: usize = 40;
const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Opa,
    WhatsApp,
    Telegram,
    Webhook,
    Smpp,
    /// An Opa! whose window is closed all the time.
    Closed,
}

const SENDING: [Kind; 5] = [
    Kind::Opa,
    Kind::WhatsApp,
    Kind::Telegram,
    Kind::Webhook,
    Kind::Smpp,
];

#[derive(Debug)]
struct Channel {
    kind: Kind,
    /// As the sandbox files it; none for the SMSC.
    tenant: Option<&'static str>,
    gateway: i64,
    template: i64,
    /// Messages so far, by the number that makes their address.
    taken: Vec<i64>,
}

impl Channel {
    /// The address of a channel's `n`-th message.
    fn contact(&self, n: usize) -> Value {
        let phone_of = |first: usize| json!({"kind": "phone", "value": phone(first + n)});
        match self.kind {
            Kind::Opa => json!({"kind": "phone", "value": phone(n % OPA_ADDRESSES)}),
            Kind::WhatsApp => phone_of(100_000),
            Kind::Telegram => json!({"kind": "telegram", "value": (FIRST_CHAT + n).to_string()}),
            Kind::Webhook => phone_of(200_000),
            Kind::Smpp => phone_of(FIRST_SMPP),
            Kind::Closed => phone_of(400_000),
        }
    }
}

struct World {
    place: Place,
    sandbox: Sandbox,
    smsc: Smsc,
    /// None only while one takes over from the other.
    node: Option<Node>,
    seed: Seed,
    channels: Vec<Channel>,
    /// When a message was answered to be cancelled, and when its invoice was known to be paid.
    cancelled: HashMap<i64, u64>,
    paid: HashMap<i64, u64>,
    kills: usize,
    stops: usize,
}

fn launch(place: &Place) -> crate::support::Launch {
    place.serve().env("OMNIFILA_LOG", "warn")
}

async fn world() -> World {
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    sandbox.put_tenant(TenantConfig::example("fechada")).unwrap();
    let smsc = smsc(DROP_AT).await;
    let node = launch(&place).ready().await;
    let mut world = World {
        place,
        sandbox,
        smsc,
        node: Some(node),
        seed: Seed::of_environment(),
        channels: Vec::new(),
        cancelled: HashMap::new(),
        paid: HashMap::new(),
        kills: 0,
        stops: 0,
    };
    let closed = world.closed_window().await;
    for kind in SENDING.into_iter().chain([Kind::Closed]) {
        let channel = world.channel(kind, closed).await;
        world.channels.push(channel);
    }
    world.call_back();
    world
}

impl World {
    fn api(&self) -> &Api {
        &self.node.as_ref().unwrap().api
    }

    /// Opens for an hour, on the day of the week that is the farthest.
    #[expect(clippy::disallowed_methods, reason = "which day of the week it is")]
    async fn closed_window(&self) -> i64 {
        let now = Timestamp::now().to_zoned(TimeZone::UTC);
        let day = WEEK[usize::try_from(now.weekday().to_monday_zero_offset() + 3).unwrap() % 7];
        let window = json!({"name": "Fechada", "zone": "America/Sao_Paulo", "weekly": [{"days": [day], "from": "10:00", "to": "11:00"}]});
        self.api().post("/windows", &window).await["id"].as_i64().unwrap()
    }

    async fn channel(&self, kind: Kind, closed: i64) -> Channel {
        let opa = |tenant: &str| json!({"url": self.sandbox.opa_url(tenant), "token": DEFAULT_TOKEN, "channel_id": DEFAULT_CHANNEL});
        let named = |name: &str, kind: &str, settings: Value| {
            json!({"name": name, "kind": kind, "queue_mode": "continuous", "timeout_ms": 1_500, "max_in_flight": IN_FLIGHT,
                "rate": {"per_second": RATE, "burst": BURST}, "settings": settings})
        };
        let (tenant, mut gateway) = match kind {
            Kind::Opa => (
                Some(DEFAULT_TENANT),
                named("Opa!", "opa_suite", opa(DEFAULT_TENANT)),
            ),
            Kind::Closed => (Some("fechada"), named("Fechada", "opa_suite", opa("fechada"))),
            Kind::WhatsApp => (
                Some("graph/default"),
                named(
                    "WhatsApp",
                    "whatsapp_cloud",
                    json!({"url": self.sandbox.graph_url(DEFAULT_GRAPH), "token": DEFAULT_GRAPH_TOKEN,
                        "phone_number_id": DEFAULT_NUMBER_ID, "waba_id": DEFAULT_WABA_ID, "app_secret": SECRET, "answers": "inbox"}),
                ),
            ),
            Kind::Telegram => (
                Some("telegram/123456"),
                named(
                    "Telegram",
                    "telegram",
                    json!({"url": self.sandbox.url(), "token": "123456:AAH-made-up", "bot_username": "exemplo_bot",
                        "hook_token": "um-segredo-de-teste", "signing_secret": "outro-segredo-de-teste", "answers": "inbox"}),
                ),
            ),
            Kind::Webhook => (
                Some("webhook/caos"),
                named(
                    "Webhook",
                    "webhook",
                    json!({"url": self.sandbox.webhook_url("caos"), "allow_private": true,
                        "secret": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}),
                ),
            ),
            Kind::Smpp => (
                None,
                named(
                    "SMPP",
                    "smpp",
                    json!({"host": "127.0.0.1", "port": self.smsc.port, "system_id": "omnifila", "password": "s3cret",
                        "from": "27000", "window": IN_FLIGHT, "id_format": "hex_answers", "transliterate": true}),
                ),
            ),
        };
        if kind == Kind::Closed {
            gateway["window_id"] = closed.into();
        }
        let gateway = self.api().post("/gateways", &gateway).await["id"]
            .as_i64()
            .unwrap();
        let mut binding = json!({"gateway_id": gateway});
        match kind {
            Kind::Opa | Kind::Closed => {
                binding["provider_template_id"] = TEMPLATE_ASSINATURA.into();
                binding["language"] = "pt_BR".into();
                binding["parameters"] = json!(["{{ customer.name }}", "{{ data.n }}"]);
            }
            Kind::WhatsApp => {
                binding["provider_template_id"] = "aviso_simples".into();
                binding["parameters"] = json!(["{{ customer.name }}", "{{ data.n }}"]);
            }
            Kind::Telegram | Kind::Webhook | Kind::Smpp => {}
        }
        let template = json!({"name": format!("aviso {kind:?}"), "purpose": "service",
            "body": "Olá {{ customer.name }}: {{ data.n }}", "bindings": [binding]});
        let template = self.api().post("/templates", &template).await["id"]
            .as_i64()
            .unwrap();
        Channel {
            kind,
            tenant,
            gateway,
            template,
            taken: Vec::new(),
        }
    }

    /// WhatsApp's statuses come twice, backwards, and for messages of others.
    fn call_back(&self) {
        let gateway = self
            .channels
            .iter()
            .find(|c| c.kind == Kind::WhatsApp)
            .unwrap()
            .gateway;
        let to = GraphCallbacks {
            url: format!("http://{}/hooks/{gateway}", self.api().addr()),
            app_secret: SECRET.into(),
            statuses: ["sent", "delivered", "read"].map(str::to_owned).to_vec(),
            meddling: Meddling {
                twice: true,
                backwards: true,
                strangers: true,
                ..Meddling::default()
            },
        };
        self.sandbox.set_graph_callbacks(DEFAULT_GRAPH, Some(to)).unwrap();
    }

    async fn take_in(&mut self, channel: usize) {
        let at = &self.channels[channel];
        let first = at.taken.len();
        let is_opa = at.kind == Kind::Opa;
        let key = |n: usize| format!("{:?}-{n}", at.kind);
        if is_opa {
            let of = |n: usize| {
                json!({"external_id": key(n), "customer_external_id": format!("opa-{}", n % OPA_ADDRESSES),
                "status": "open", "due_date": "2030-01-10", "amount_cents": 9_990})
            };
            let customer = |n: usize| {
                json!({"external_id": format!("opa-{}", n % OPA_ADDRESSES), "name": format!("Cliente Exemplo {n}"),
                "contacts": [at.contact(n)]})
            };
            let customers: Vec<Value> = (first..first + CHUNK).map(customer).collect();
            let invoices: Vec<Value> = (first..first + CHUNK).map(of).collect();
            self.api()
                .post(
                    "/customers/batch",
                    &json!({"source": "erp", "customers": customers}),
                )
                .await;
            self.api()
                .post("/invoices/batch", &json!({"source": "erp", "invoices": invoices}))
                .await;
        }
        let message = |n: usize| {
            let customer = if is_opa {
                json!({"source": "erp", "external_id": format!("opa-{}", n % OPA_ADDRESSES),
                    "name": format!("Cliente Exemplo {}", n % OPA_ADDRESSES), "contacts": [at.contact(n)]})
            } else {
                json!({"external_id": key(n), "name": format!("Cliente Exemplo {n}"), "contacts": [at.contact(n)]})
            };
            let mut message = json!({"gateway_id": at.gateway, "template_id": at.template, "dedupe_key": key(n),
                "customer": customer, "data": {"n": n.to_string()}});
            if is_opa {
                message["invoice"] = json!({"source": "erp", "external_id": key(n)});
            }
            message
        };
        let messages: Vec<Value> = (first..first + CHUNK).map(message).collect();
        let answer = self
            .api()
            .post("/messages/batch", &json!({"messages": messages}))
            .await;
        assert_eq!(answer["accepted"], CHUNK, "{answer}");
        let ids: Vec<i64> = answer["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|i| i["id"].as_i64().unwrap())
            .collect();
        self.channels[channel].taken.extend(ids);
    }

    /// A provider misbehaves for its next few calls.
    fn misbehave(&mut self) {
        let ms = [50, 400, 2_500][self.seed.below(3)];
        let faults = [
            Fault::latency(ms),
            Fault::status(500),
            Fault::status(503),
            Fault::rate_limited(RetryAfter::Seconds(1)),
            Fault::rate_limited(RetryAfter::Garbage),
            Fault::HangBeforeAccept,
            Fault::HangAfterAccept,
            Fault::ResetBeforeRead,
            Fault::ResetAfterAccept,
            Fault::HalfBody,
            Fault::Html,
            Fault::EmptyBody,
            Fault::WrongTypes,
            Fault::BadUtf8,
        ];
        let mut fault = faults[self.seed.below(faults.len())].clone();
        let tenants: Vec<&str> = self.channels.iter().filter_map(|c| c.tenant).collect();
        let tenant = tenants[self.seed.below(tenants.len())];
        // To a webhook any 2xx is acceptance, a login page as well (Standard Webhooks).
        if tenant.starts_with("webhook/") && matches!(fault, Fault::Html) {
            fault = Fault::status(502);
        }
        let times = 1 + self.seed.below(4) as u64;
        let rule = FaultRule::from(fault).for_tenant(tenant).times(times);
        self.sandbox.add_fault(rule).unwrap();
    }

    fn any_message(&mut self) -> Option<i64> {
        let all: Vec<&Channel> = self.channels.iter().filter(|c| !c.taken.is_empty()).collect();
        let of = all.get(self.seed.below(all.len().max(1)))?;
        // Among the newest, which may still wait.
        let newest = &of.taken[of.taken.len().saturating_sub(3 * CHUNK)..];
        newest.get(self.seed.below(newest.len())).copied()
    }

    async fn cancel_one(&mut self) {
        let Some(id) = self.any_message() else { return };
        let order = json!({"reason": "engano"});
        let answer = self.api().post(&format!("/messages/{id}/cancel"), &order).await;
        if answer["outcome"] == "cancelled" {
            self.cancelled.entry(id).or_insert(now_ns());
        }
    }

    async fn pay_some(&mut self) {
        let opa = &self.channels[0];
        let count = opa.taken.len();
        let numbers: BTreeSet<usize> = (0..3)
            .filter_map(|_| count.checked_sub(1 + self.seed.below(2 * CHUNK)))
            .collect();
        let paid: Vec<Value> = numbers
            .iter()
            .map(|n| {
                json!({"external_id": format!("Opa-{n}"), "customer_external_id": format!("opa-{}", n % OPA_ADDRESSES),
                    "status": "paid", "due_date": "2030-01-10", "amount_cents": 9_990})
            })
            .collect();
        if paid.is_empty() {
            return;
        }
        self.api()
            .post("/invoices/batch", &json!({"source": "erp", "invoices": paid}))
            .await;
        let at = now_ns();
        for n in numbers {
            self.paid.entry(self.channels[0].taken[n]).or_insert(at);
        }
    }

    /// The process dies, or ends as it should, and another takes over its folder.
    async fn another(&mut self, killed: bool) {
        let node = self.node.take().unwrap();
        if killed {
            node.kill().await;
            self.kills += 1;
        } else {
            node.stop().await;
            self.stops += 1;
        }
        self.node = Some(launch(&self.place).ready().await);
        self.call_back();
    }

    /// Everything of a gateway rests for a moment.
    async fn pause_one(&mut self) {
        let at = self.seed.below(self.channels.len());
        let gateway = self.channels[at].gateway;
        let path = |verb: &str| format!("/gateways/{gateway}/{verb}");
        self.api()
            .post(&path("pause"), &json!({"reason": "manutenção"}))
            .await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        self.api().post(&path("resume"), &json!({})).await;
    }

    async fn step(&mut self) {
        match self.seed.below(24) {
            0..=8 => {
                let channel = self.seed.below(self.channels.len());
                self.take_in(channel).await;
            }
            9..=14 => self.misbehave(),
            15 => self.sandbox.clear_faults(),
            16..=18 => self.cancel_one().await,
            19..=20 => self.pay_some().await,
            21 => self.pause_one().await,
            22 => self.another(true).await,
            _ => self.another(false).await,
        }
    }

    /// Providers are well again; what still waits is cancelled, as nobody waits here for a retry in an hour.
    async fn calm_down(&self) {
        self.sandbox.clear_faults();
        for channel in &self.channels {
            let order = json!({"action": "cancel", "reason": "fim",
                "filter": {"gateway_id": channel.gateway, "status": ["waiting"]}});
            let still = async || {
                self.api().post("/messages/bulk", &order).await;
                let tally = self.api().tally(channel.gateway).await;
                let moving = tally.contains_key("waiting") || tally.contains_key("sending");
                (!moving).then_some(())
            };
            until(LIMIT, &format!("{:?} to come to rest", channel.kind), still).await;
        }
    }
}

async fn run(how_long: Duration, least_kills: usize) {
    let mut world = world().await;
    let end = Instant::now() + how_long;
    while Instant::now() < end || world.kills < least_kills {
        world.step().await;
        let rest = Duration::from_millis(20 + world.seed.below(200) as u64);
        tokio::time::sleep(rest).await;
    }
    world.calm_down().await;
    let statuses = world.nothing_is_lost().await;
    let calls = world.calls();
    world.nothing_goes_twice_or_in_vain(&statuses, &calls);
    let closed = world.channels.iter().find(|c| c.kind == Kind::Closed).unwrap();
    assert!(!closed.taken.is_empty());
    let outside = calls
        .iter()
        .filter(|(_, call)| Some(call.tenant.as_str()) == closed.tenant);
    assert_eq!(outside.count(), 0, "P4: a call outside the window");
    world.one_at_a_time(&calls);
    world.within_the_rate(&calls);
    world.evidence_only_grows().await;
    let mut tally: BTreeMap<String, usize> = BTreeMap::new();
    for channel in &world.channels {
        let mut left = 0;
        for id in &channel.taken {
            let status = &statuses[id];
            left += usize::from(["sent", "delivered", "read"].contains(&status.as_str()));
            *tally.entry(format!("{:?} {status}", channel.kind)).or_default() += 1;
        }
        assert!(
            channel.kind == Kind::Closed || left > 0,
            "nothing left by {:?}: {tally:?}",
            channel.kind
        );
    }
    #[expect(clippy::print_stdout, reason = "the record of a long run")]
    {
        println!(
            "chaos: {} messages, {} calls, {} kills, {} stops, {} cancelled and {} paid meanwhile: {tally:?}",
            statuses.len(),
            calls.len(),
            world.kills,
            world.stops,
            world.cancelled.len(),
            world.paid.len()
        );
    }
    world.node.take().unwrap().stop().await;
    world.sandbox.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_channels_in_chaos_keep_every_promise() {
    run(Duration::from_secs(20), 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "soak: five minutes of chaos"]
async fn soak_five_minutes_of_chaos_on_all_channels() {
    run(Duration::from_secs(300), 10).await;
}
