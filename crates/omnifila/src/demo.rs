//! `omnifila demo`: the service on a scratch folder, a sandbox beside it, and a made-up provider's customers, invoices,
//! templates and ladder, set up through the same API that everybody uses.
//!
//! The gateway is slow on purpose, so that messages can be watched leaving; a window that is always open is attached and
//! its name says so. Every 20 seconds a few more messages come in, so that it lives. Nobody here exists.

use crate::cli::DemoArgs;
use crate::client::Client;
use crate::first_person;
use crate::serve::{DemoParts, Service, Signals};
use crate::settings::{Secret, Settings};
use crate::terminal;
use anyhow::{Context, Result, anyhow};
use bytes::Bytes;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use omnifila_core::time::Time;
use omnifila_http::Simulator;
use omnifila_sandbox::{
    Controls, DEFAULT_CHANNEL, DEFAULT_TENANT, DEFAULT_TOKEN, Sandbox, SandboxConfig, demo_data,
};
use omnifila_store::catalogue::new_password;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// Messages a second: slow enough to watch, quick enough to see an end.
const PER_SECOND: u32 = 4;
/// New messages come in this often …
const LIFE: Duration = Duration::from_secs(20);
/// … this many at once.
const NEW: usize = 5;
const SEED: u64 = 2_026;
const ZONE: &str = "America/Sao_Paulo";

pub(crate) async fn run(settings: &Settings, args: &DemoArgs) -> Result<ExitCode> {
    let mut signals = Signals::new()?;
    let mut settings = settings.clone();
    let scratch = scratch(&mut settings)?;
    let token = match &settings.bootstrap_token {
        Some(token) => token.clone(),
        None => new_token()?,
    };
    settings.bootstrap_token = Some(token.clone());
    let sandbox = SandboxConfig {
        listen: args.sandbox_listen,
        ..SandboxConfig::default()
    };
    let sandbox = Sandbox::start(sandbox).await?;
    let password = Secret(new_password()?);
    let parts = DemoParts {
        password: &password,
        simulator: Arc::new(Beside {
            controls: sandbox.controls(),
            url: sandbox.opa_url(DEFAULT_TENANT),
        }),
    };
    let service = Service::start(&settings, Some(parts)).await?;
    let client = Client::local(&settings);
    let seeding = seed(
        &client,
        &sandbox,
        args.customers as usize,
        today(service.engine.now())?,
    );
    let made = tokio::select! {
        made = seeding => made.context("the demo's data could not be set up")?,
        () = signals.next() => return service.work(&mut signals, std::future::ready(Ok(()))).await,
    };
    let mut ready = service.ready();
    ready["sandbox"] = sandbox.addr().to_string().into();
    ready["token"] = token.0.clone().into();
    ready["user"] = first_person::DEMO_EMAIL.into();
    ready["password"] = password.0.clone().into();
    terminal::print(&ready.to_string())?;
    banner(&settings, &service, &sandbox, (&token, &password), &made);
    let ended = service.work(&mut signals, live(&client, &made)).await;
    sandbox.shutdown().await;
    drop(scratch);
    ended
}

/// The stand-in as the interface reaches it: in the same process, without a connection.
#[derive(Debug)]
struct Beside {
    controls: Controls,
    url: String,
}

impl Simulator for Beside {
    fn gateway(&self) -> Value {
        json!({"kind": "opa_suite", "settings": opa_settings(&self.url)})
    }

    fn call(
        &self,
        method: &str,
        path: &str,
        query: &str,
        body: &Bytes,
    ) -> std::result::Result<Value, (u16, String)> {
        self.controls.call(method, path, query, body)
    }
}

fn opa_settings(url: &str) -> Value {
    json!({"url": url, "token": DEFAULT_TOKEN, "channel_id": DEFAULT_CHANNEL})
}

/// A folder that ends with the demo, unless one was named.
fn scratch(settings: &mut Settings) -> Result<Option<TempDir>> {
    if !settings.data_dir_is_default {
        return Ok(None);
    }
    let folder = tempfile::Builder::new()
        .prefix("omnifila-demo-")
        .permissions(Permissions::from_mode(0o700))
        .tempdir()
        .context("a scratch folder")?;
    settings.data_dir = folder.path().to_owned();
    settings.postgres = None;
    settings.database = folder.path().join("omnifila.db");
    Ok(Some(folder))
}

fn new_token() -> Result<Secret> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|e| anyhow!("the operating system gives no random numbers: {e}"))?;
    Ok(Secret(format!("demo-{}", hex::encode(bytes))))
}

fn today(now: Time) -> Result<Date> {
    Ok(now.timestamp().to_zoned(TimeZone::get(ZONE)?).date())
}

/// What was set up.
#[derive(Debug)]
struct Made {
    gateway: i64,
    task: i64,
    /// By key.
    templates: BTreeMap<String, i64>,
    customers: Vec<Value>,
    messages: u64,
}

/// Sets everything up. On a named folder that has it already, nothing is made twice.
async fn seed(client: &Client, sandbox: &Sandbox, customers: usize, today: Date) -> Result<Made> {
    let provider = demo_data::provider(SEED, customers, today);
    let window = json!({
        "key": "demo-sempre-aberta", "name": "Sempre aberta (só na demonstração)", "zone": ZONE,
        "weekly": [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "24:00"}],
    });
    let window = keep(client, "windows", &window).await?;
    let gateway = json!({
        "key": "demo-opa", "name": "Opa! Suite (sandbox)", "kind": "opa_suite", "queue_mode": "queue", "window_id": window,
        "settings": opa_settings(&sandbox.opa_url(DEFAULT_TENANT)),
        "rate": {"per_second": PER_SECOND, "burst": PER_SECOND}, "max_in_flight": 4,
    });
    let gateway = keep(client, "gateways", &gateway).await?;
    client
        .patch("/settings", &json!({"company_name": "Provedor Exemplo"}))
        .await?;
    keep(client, "branches", &provider.branch).await?;
    let mut templates = BTreeMap::new();
    for template in demo_data::templates(gateway) {
        let key = template["key"].as_str().unwrap_or_default().to_owned();
        templates.insert(key, keep(client, "templates", &template).await?);
    }
    client.post("/customers/batch", &provider.customers).await?;
    client.post("/invoices/batch", &provider.invoices).await?;
    let ladder = demo_data::ladder(today, |key| templates.get(key).copied().unwrap_or_default());
    let ladder = keep(client, "ladders", &ladder).await?;
    let run = client.post(&format!("/ladders/{ladder}/run"), &json!({})).await?;
    let task = json!({
        "name": "Tarefa - Envia Mensagens Omnichannel da Fila", "gateway_ids": [gateway], "cron": "* * * * *",
        "time_zone": ZONE, "enabled": true,
    });
    let task = keep(client, "tasks", &task).await?;
    client.post(&format!("/tasks/{task}/run"), &json!({})).await?;
    let messages = run.json["created"].as_u64().unwrap_or(0);
    let customers = provider.customers["customers"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    Ok(Made {
        gateway,
        task,
        templates,
        customers,
        messages,
    })
}

/// The noun's id: the one of this key or name if there is one, changed to what is given; else a new one.
async fn keep(client: &Client, noun: &str, spec: &Value) -> Result<i64> {
    let by = if spec.get("key").is_some() { "key" } else { "name" };
    let there = client.all(&format!("/{noun}")).await?;
    let kept = match there.iter().find(|other| other.get(by) == spec.get(by)) {
        Some(other) => {
            client
                .patch(&format!("/{noun}/{}", terminal::plain(&other["id"])), spec)
                .await?
        }
        None => client.post(&format!("/{noun}"), spec).await?,
    };
    kept.json["id"]
        .as_i64()
        .ok_or_else(|| anyhow!("{noun}: the service answered no id"))
}

/// A few more messages, again and again.
async fn live(client: &Client, made: &Made) -> Result<()> {
    let Some(template) = made.templates.get("assinatura") else {
        return std::future::pending().await;
    };
    let mut number = 0_usize;
    loop {
        tokio::time::sleep(LIFE).await;
        let messages: Vec<Value> = (0..NEW).map(|i| contract(made, *template, number + i)).collect();
        number += NEW;
        // The demo goes on: what was refused shows in the log.
        if let Err(error) = client
            .post("/messages/batch", &json!({"messages": messages}))
            .await
        {
            tracing::warn!(error = %error, "the demo's new messages were refused");
        }
    }
}

/// A contract to sign, for one customer after another.
fn contract(made: &Made, template: i64, number: usize) -> Value {
    let customer = &made.customers[number % made.customers.len().max(1)];
    json!({
        "gateway_id": made.gateway,
        "template_id": template,
        "customer": {
            "source": demo_data::SOURCE, "external_id": customer["external_id"], "name": customer["name"],
            "phone": customer["contacts"][0]["value"],
        },
        "data": {"link": format!("https://provedor.example/assinar/{}", number + 1)},
    })
}

fn banner(
    settings: &Settings,
    service: &Service,
    sandbox: &Sandbox,
    (token, password): (&Secret, &Secret),
    made: &Made,
) {
    let (folder, addr) = (settings.data_dir.display(), service.addr);
    terminal::say(&format!(
        "
Demonstração do omnifila: um provedor inventado, {} clientes, {} mensagens na fila, {PER_SECOND} por segundo.
A janela de envio fica sempre aberta, só aqui. Nada sai desta máquina.

  painel    http://{addr}/   (usuário {}, senha {})
  API       http://{addr}/api/openapi.json
  celular   {}/   (o que chega, e falhas para ligar)
  token     {}

Experimente em outro terminal:

  omnifila --data-dir {folder} queue list --order queue
  omnifila --data-dir {folder} queue show 1
  omnifila --data-dir {folder} forecast
  omnifila --data-dir {folder} pause --all --reason teste
  omnifila --data-dir {folder} resume --all
  omnifila --data-dir {folder} task run {}

Ctrl+C termina{}.",
        made.customers.len(),
        made.messages,
        first_person::DEMO_EMAIL,
        password.0,
        sandbox.url(),
        token.0,
        made.task,
        if settings.data_dir_is_default {
            ""
        } else {
            "; os dados ficam na pasta"
        },
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_messages_go_from_customer_to_customer() {
        let customers = demo_data::provider(SEED, 3, jiff::civil::date(2026, 3, 10)).customers["customers"]
            .as_array()
            .unwrap()
            .clone();
        let made = Made {
            gateway: 1,
            task: 1,
            templates: BTreeMap::new(),
            customers,
            messages: 0,
        };
        assert_eq!(contract(&made, 9, 0)["customer"]["external_id"], "1");
        assert_eq!(contract(&made, 9, 3)["customer"]["external_id"], "1");
        assert_eq!(contract(&made, 9, 4)["customer"]["phone"], "+5549900000002");
        assert_ne!(contract(&made, 9, 1)["data"], contract(&made, 9, 4)["data"]);
    }

    #[test]
    fn every_demo_has_its_own_token() {
        let (a, b) = (new_token().unwrap(), new_token().unwrap());
        assert_ne!(a.0, b.0);
        assert!((16..=256).contains(&a.0.len()));
    }
}
