//! `omnifila bench`: measures this machine in one run, and says what share of its limits the product reaches.
//!
//! The engine runs in this process on a scratch data folder; the sink and every client are processes of their own, so
//! that the processor time counted is omnifila's and its database's only. Slices of dispatch and of the raw ceiling
//! alternate, because these machines are noisy: the ratio of neighbours says more than either figure.

mod load;
mod measure;
mod sink;

use crate::wire_up;
use anyhow::{Context, bail};
use omnifila_core::catalogue::{GatewaySpec, Pause, TemplateSpec};
use omnifila_core::id::GatewayId;
use omnifila_core::message::Status;
use omnifila_engine::Engine;
use omnifila_engine::intake::Producer;
use omnifila_store::verbs::By;
use omnifila_store::{MessageFilter, Order};
use serde_json::json;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::time::Instant;

/// Alternating slices of dispatch and ceiling.
const SLICES: u64 = 5;
/// Messages of one in-process batch.
const BATCH: u64 = 1_000;
/// Producers of batches at once: while one batch is written, others are parsed and rendered.
const PRODUCERS: u64 = 4;
/// Producers that enqueue one message at a time.
const CLIENTS: usize = 64;
/// Times each page of the grid is asked for, and rows of a page.
const LOOKS: usize = 200;
const PAGE: usize = 50;

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct BenchArgs {
    /// Which store to measure.
    #[arg(long, default_value = "sqlite", value_parser = ["sqlite"])]
    pub(crate) store: String,
    /// Messages enqueued and dispatched.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1_000..=20_000_000))]
    pub(crate) messages: u64,
    /// Calls at once.
    #[arg(long, default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..=4_096))]
    pub(crate) in_flight: u32,
    /// Only the JSON line, nothing for people.
    #[arg(long)]
    pub(crate) json: bool,
}

/// The processes of the bench beside omnifila itself.
#[derive(Debug, Clone, clap::Subcommand)]
pub(crate) enum Part {
    /// Answers every request at once.
    Sink,
    /// Sends as fast as can be.
    Ceiling {
        port: u16,
        connections: usize,
        millis: u64,
    },
    /// Enqueues one by one.
    Producers {
        port: u16,
        clients: usize,
        messages: u64,
        gateway: i64,
        template: i64,
    },
}

impl Part {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        match *self {
            Part::Sink => sink::run(),
            Part::Ceiling {
                port,
                connections,
                millis,
            } => load::ceiling(port, connections, millis),
            Part::Producers {
                port,
                clients,
                messages,
                gateway,
                template,
            } => {
                let mut token = String::new();
                std::io::stdin().read_line(&mut token)?;
                load::producers(port, token.trim(), clients, messages, (gateway, template))
            }
        }
    }
}

/// One message as a producer would send it, distinct by `n`.
pub(crate) fn message_json(gateway: i64, template: i64, n: u64) -> String {
    let phone = 900_000_000 + n % 90_000_000;
    format!(
        r#"{{"gateway_id":{gateway},"template_id":{template},"customer":{{"source":"bench","external_id":"{n}","name":"Cliente Exemplo {n}","phone":"+5549{phone:09}","state":"SC"}},"data":{{"valor":"R$ 129,90","vencimento":"10/12/2026","n":{n}}},"dedupe_key":"bench:{n}"}}"#
    )
}

pub(crate) async fn run(args: &BenchArgs) -> anyhow::Result<()> {
    let folder = tempfile::Builder::new().prefix("omnifila-bench-").tempdir()?;
    let mut bench = Bench::set_up(args, folder.path()).await?;
    let fsync_per_second = measure::fsync_per_second(folder.path())?;
    bench.say(&format!(
        "durable 4 KiB writes a second here: {fsync_per_second:.0}"
    ));
    let enqueue_one = bench.enqueue_one().await?;
    let (batch, raw) = bench.enqueue_batch(folder.path()).await?;
    let grid = bench.grid().await?;
    let dispatch = bench.dispatch().await?;
    let mixed = bench.mixed().await?;
    let line = json!({
        "store": args.store, "messages": args.messages, "in_flight": args.in_flight,
        "enqueue_one": {"per_second": enqueue_one.round()},
        "enqueue_batch": {
            "per_second": batch.round(), "raw_per_second": raw.round(), "ratio": round(batch / raw),
        },
        "dispatch": {
            "per_second": dispatch.per_second.round(), "ceiling_per_second": dispatch.ceiling.round(),
            "ratio": round(dispatch.ratio), "cpu_us_per_message": round(dispatch.cpu_us), "spread": round(dispatch.spread),
        },
        "mixed": {"per_second": mixed.round()},
        "grid_p99_ms": grid,
        "fsync_per_second": fsync_per_second.round(),
        "anon_mb": round(bench.anon_mb),
    });
    bench.engine.stop().await;
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}

fn round(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

struct Dispatch {
    per_second: f64,
    ceiling: f64,
    ratio: f64,
    cpu_us: f64,
    spread: f64,
}

struct Bench {
    args: BenchArgs,
    engine: Engine,
    http_port: u16,
    token: String,
    gateway: GatewayId,
    template: i64,
    sink_port: u16,
    /// Ends when this is dropped: its standard input closes.
    _sink: Child,
    anon_mb: f64,
}

impl Bench {
    async fn set_up(args: &BenchArgs, folder: &Path) -> anyhow::Result<Self> {
        let (sink, sink_port) = start_sink()?;
        let service = wire_up::for_bench(folder).await?;
        let (engine, http_port, token) = (service.engine, service.port, service.token);
        let by = By {
            actor: "bench".into(),
            reason: None,
        };
        let gateway: GatewaySpec = serde_json::from_value(json!({
            "name": "Bench", "kind": "opa_suite", "queue_mode": "continuous", "max_in_flight": args.in_flight,
            "settings": {"url": format!("http://127.0.0.1:{sink_port}"), "token": "bench", "channel_id": "64bb00000000000000000002"},
        }))?;
        let now = engine.now();
        let gateway = engine.catalogue().create(gateway, by.clone(), now).await?.id;
        let template: TemplateSpec = serde_json::from_value(json!({
            "name": "fatura", "purpose": "service",
            "body": "Olá {{ customer.name }}, sua fatura de {{ data.valor }} vence em {{ data.vencimento }}.",
            "bindings": [{"gateway_id": gateway, "provider_template_id": "64aa00000000000000000001", "language": "pt_BR",
                "parameters": ["{{ customer.name }}", "{{ data.valor }}", "{{ data.vencimento }}"]}],
        }))?;
        let template = engine.catalogue().create(template, by, now).await?.id;
        let gateway = GatewayId(gateway);
        let bench = Self {
            args: args.clone(),
            engine,
            http_port,
            token,
            gateway,
            template,
            sink_port,
            _sink: sink,
            anon_mb: 0.0,
        };
        bench.pause().await?;
        Ok(bench)
    }

    fn say(&self, line: &str) {
        if !self.args.json {
            // A bench whose progress cannot be shown still measures.
            drop(writeln!(std::io::stderr(), "{line}"));
        }
    }

    fn note_memory(&mut self) -> anyhow::Result<()> {
        self.anon_mb = self.anon_mb.max(measure::anon_mb()?);
        Ok(())
    }

    async fn pause(&self) -> anyhow::Result<()> {
        let now = self.engine.now();
        let pause = Pause {
            reason: "bench".into(),
            since: now,
            until: None,
        };
        let by = By {
            actor: "bench".into(),
            reason: None,
        };
        self.engine
            .catalogue()
            .pause_gateway(self.gateway, pause, by, now)
            .await?;
        while self.count(Status::Sending).await? > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(())
    }

    async fn resume(&self) -> anyhow::Result<()> {
        let by = By {
            actor: "bench".into(),
            reason: None,
        };
        self.engine
            .catalogue()
            .resume_gateway(self.gateway, by, self.engine.now())
            .await?;
        Ok(())
    }

    async fn count(&self, status: Status) -> anyhow::Result<u64> {
        let counts = self.engine.queue().counts().await?;
        let n: i64 = counts
            .iter()
            .filter(|(g, s, _)| *g == self.gateway && *s == status)
            .map(|(_, _, n)| n)
            .sum();
        Ok(n.max(0).unsigned_abs())
    }

    /// 64 producers over HTTP, each message acknowledged when durable.
    async fn enqueue_one(&mut self) -> anyhow::Result<f64> {
        let messages = (self.args.messages / 5).clamp(1_000, 20_000);
        let words = [
            "producers".to_owned(),
            self.http_port.to_string(),
            CLIENTS.to_string(),
            messages.to_string(),
            self.gateway.to_string(),
            self.template.to_string(),
        ];
        let rate = part(&words, Some(&self.token)).await?;
        self.note_memory()?;
        self.say(&format!(
            "enqueue one by one, {CLIENTS} clients over HTTP: {rate:.0} a second"
        ));
        Ok(rate)
    }

    /// Batches in-process (parsed, checked, rendered), then the same rows raw.
    async fn enqueue_batch(&mut self, folder: &Path) -> anyhow::Result<(f64, f64)> {
        let began = Instant::now();
        let mut producers = tokio::task::JoinSet::new();
        let share = self.args.messages / PRODUCERS;
        for producer in 0..PRODUCERS {
            let to = if producer + 1 == PRODUCERS {
                self.args.messages
            } else {
                (producer + 1) * share
            };
            producers.spawn(produce(
                self.engine.clone(),
                (self.gateway.0, self.template),
                producer * share..to,
            ));
        }
        while let Some(done) = producers.join_next().await {
            done??;
            self.note_memory()?;
        }
        let batch = self.args.messages as f64 / began.elapsed().as_secs_f64();
        let db = self.engine.catalogue().db().clone();
        let target = folder.join("raw.db");
        let limit = self.args.messages.min(200_000);
        let raw =
            tokio::task::spawn_blocking(move || omnifila_store::sqlite::raw::inserts(&db, &target, limit))
                .await??;
        self.say(&format!(
            "enqueue in batches of {BATCH}: {batch:.0} a second; the same rows raw: {raw:.0}"
        ));
        Ok((batch, raw))
    }

    /// The first page of the grid's queries with everything waiting: milliseconds of the slowest of a hundred.
    async fn grid(&mut self) -> anyhow::Result<BTreeMap<&'static str, f64>> {
        let all = MessageFilter::default();
        let waiting = MessageFilter {
            status: vec![Status::Waiting],
            ..all.clone()
        };
        let gateway = MessageFilter {
            gateway_id: Some(self.gateway),
            ..waiting.clone()
        };
        let named = |q: &str| MessageFilter {
            q: Some(q.to_owned()),
            ..MessageFilter::default()
        };
        let queries = [
            ("no_filter", all.clone(), Order::Id),
            ("status", waiting, Order::Id),
            ("gateway_and_status", gateway, Order::Id),
            ("order_queue", all, Order::Queue),
            ("q_few", named("Cliente Exemplo 4321"), Order::Id),
            ("q_many", named("cliente"), Order::Id),
        ];
        let mut slowest = BTreeMap::new();
        for (name, filter, order) in queries {
            let mut took = Vec::with_capacity(LOOKS);
            for _ in 0..LOOKS {
                let began = Instant::now();
                let page = self.engine.queue().list(&filter, order, PAGE, None).await?;
                took.push(began.elapsed().as_secs_f64() * 1_000.0);
                if page.items.is_empty() {
                    bail!("the page {name} is empty");
                }
            }
            took.sort_by(f64::total_cmp);
            let p99 = took[LOOKS * 99 / 100 - 1];
            self.say(&format!("first page, {name}: p99 {p99:.2} ms"));
            slowest.insert(name, round(p99));
        }
        self.note_memory()?;
        Ok(slowest)
    }

    /// Alternating slices of ceiling and dispatch over what was enqueued.
    async fn dispatch(&mut self) -> anyhow::Result<Dispatch> {
        let slice = self.count(Status::Waiting).await?.min(self.args.messages) / SLICES;
        let (mut rates, mut ceilings, mut ratios, mut cpus) = (vec![], vec![], vec![], vec![]);
        for _ in 0..SLICES {
            let before = self.ceiling().await?;
            let (rate, cpu) = self.dispatch_slice(slice).await?;
            let after = self.ceiling().await?;
            let ceiling = f64::midpoint(before, after);
            rates.push(rate);
            ceilings.push(ceiling);
            ratios.push(rate / ceiling);
            cpus.push(cpu);
            self.say(&format!(
                "dispatch: {rate:.0} a second, {cpu:.1} µs of CPU each; raw HTTP ceiling: {ceiling:.0}"
            ));
        }
        let (per_second, _) = measure::median_and_spread(rates);
        let (ceiling, _) = measure::median_and_spread(ceilings);
        let (ratio, spread) = measure::median_and_spread(ratios);
        let (cpu_us, _) = measure::median_and_spread(cpus);
        Ok(Dispatch {
            per_second,
            ceiling,
            ratio,
            cpu_us,
            spread,
        })
    }

    async fn ceiling(&self) -> anyhow::Result<f64> {
        let words = [
            "ceiling".to_owned(),
            self.sink_port.to_string(),
            self.args.in_flight.to_string(),
            "600".to_owned(),
        ];
        part(&words, None).await
    }

    async fn dispatch_slice(&mut self, messages: u64) -> anyhow::Result<(f64, f64)> {
        let goal = self.count(Status::Sent).await? + messages;
        let (began, sent, cpu) = (
            Instant::now(),
            self.count(Status::Sent).await?,
            measure::cpu_us()?,
        );
        self.resume().await?;
        while self.count(Status::Sent).await? < goal && self.count(Status::Waiting).await? > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let (took, done) = (began.elapsed(), self.count(Status::Sent).await? - sent);
        self.pause().await?;
        let all = self.count(Status::Sent).await? - sent;
        let cpu = (measure::cpu_us()? - cpu) as f64 / all.max(1) as f64;
        self.note_memory()?;
        Ok((done as f64 / took.as_secs_f64(), cpu))
    }

    /// Enqueue and dispatch at once.
    async fn mixed(&mut self) -> anyhow::Result<f64> {
        self.resume().await?;
        while self.count(Status::Waiting).await? + self.count(Status::Sending).await? > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let messages = self.args.messages / 2;
        let goal = self.count(Status::Sent).await? + messages;
        let began = Instant::now();
        produce(
            self.engine.clone(),
            (self.gateway.0, self.template),
            20_000_000..20_000_000 + messages,
        )
        .await?;
        while self.count(Status::Sent).await? < goal {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let rate = messages as f64 / began.elapsed().as_secs_f64();
        self.note_memory()?;
        self.say(&format!("enqueue and dispatch together: {rate:.0} a second"));
        Ok(rate)
    }
}

/// Takes messages in batches, as a producer in this process would: parsed, checked, rendered, durable.
async fn produce(
    engine: Engine,
    (gateway, template): (i64, i64),
    ids: std::ops::Range<u64>,
) -> anyhow::Result<()> {
    let mut from = ids.start;
    while from < ids.end {
        let to = (from + BATCH).min(ids.end);
        let raw = |n| RawValue::from_string(message_json(gateway, template, n));
        let items: Vec<Box<RawValue>> = (from..to)
            .map(raw)
            .collect::<Result<_, _>>()
            .context("a message of the bench")?;
        let answer = engine.accept_batch(items, Producer::api()).await?;
        if answer.accepted as u64 != to - from {
            bail!("a batch of {} accepted only {}", to - from, answer.accepted);
        }
        from = to;
    }
    Ok(())
}

fn own(words: &[String]) -> anyhow::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command
        .arg("bench-part")
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    Ok(command)
}

fn start_sink() -> anyhow::Result<(Child, u16)> {
    let mut child = own(&["sink".to_owned()])?
        .spawn()
        .context("the bench starts its sink as a process of its own")?;
    let mut out = std::io::BufReader::new(child.stdout.take().context("the sink's output")?);
    let mut line = String::new();
    std::io::BufRead::read_line(&mut out, &mut line)?;
    Ok((child, line.trim().parse().context("the sink's port")?))
}

/// Runs one part to its end and reads the figure it prints.
async fn part(words: &[String], input: Option<&str>) -> anyhow::Result<f64> {
    let mut child = own(words)?.spawn()?;
    if let (Some(input), Some(stdin)) = (input, child.stdin.as_mut()) {
        writeln!(stdin, "{input}")?;
    }
    let output = tokio::task::spawn_blocking(move || child.wait_with_output()).await??;
    if !output.status.success() {
        bail!("a part of the bench failed: {words:?}");
    }
    let text = String::from_utf8(output.stdout)?;
    text.trim()
        .parse()
        .with_context(|| format!("the figure of {words:?}"))
}
