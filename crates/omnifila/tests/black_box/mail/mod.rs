//! E-mail end to end with a real Postfix: what arrives, who signed it, what comes back, and who wants no more.

mod dovecot;
mod postfix;

use crate::support::{Api, Place, until};
use bytes::Bytes;
use postfix::{BOUNCING, CUSTOMERS, Postfix, path, run, said};
use serde_json::{Value, json};
use std::time::Duration;

/// Letters of the large run.
const LETTERS: usize = 5_000;
const LIMIT: Duration = Duration::from_secs(240);

struct World {
    place: Place,
    node: crate::support::Node,
    postfix: Postfix,
    gateway: i64,
    template: i64,
}

impl World {
    async fn new() -> World {
        let postfix = Postfix::start().await;
        let place = Place::new();
        let key = place.path().join("dkim.pem");
        run(
            "openssl",
            &[
                "genpkey",
                "-algorithm",
                "RSA",
                "-pkeyopt",
                "rsa_keygen_bits:2048",
                "-out",
                path(&key),
            ],
        );
        let node = place.serve().ready().await;
        let settings = json!({
            "host": "localhost", "port": postfix.port, "security": "starttls", "ca_pem": postfix.certificate(),
            "from": "cobranca@isp.example", "from_name": "Provedor Exemplo", "reply_to": "atendimento@isp.example",
            "dkim_selector": "fila", "dkim_key": std::fs::read_to_string(&key).unwrap(),
            "signing_secret": "um-segredo-de-teste-bem-longo", "return_path": "devolucoes@isp.example",
            "public_url": "https://fila.isp.example", "bounces": "maildir", "maildir": path(&postfix.bounces()),
        });
        let gateway = json!({
            "name": "E-mail", "kind": "smtp", "settings": settings, "queue_mode": "continuous", "max_in_flight": 16,
            "rate": {"per_second": 100_000.0, "burst": 10_000},
        });
        let gateway = node.api.post("/gateways", &gateway).await["id"].as_i64().unwrap();
        let template = json!({
            "name": "fatura", "purpose": "service", "body": "Olá {{ customer.name }}, sua fatura {{ data.n }} está disponível.",
            "bindings": [{"gateway_id": gateway, "mail": {"subject": "Fatura {{ data.n }} – Provedor Exemplo",
                "html": "<p>Olá <b>{{ customer.name }}</b>, sua fatura {{ data.n }} está disponível.</p>"}}],
        });
        let template = node.api.post("/templates", &template).await["id"]
            .as_i64()
            .unwrap();
        World {
            place,
            node,
            postfix,
            gateway,
            template,
        }
    }

    fn api(&self) -> &Api {
        &self.node.api
    }

    fn message(&self, n: usize, email: &str) -> Value {
        json!({
            "gateway_id": self.gateway, "template_id": self.template, "dedupe_key": format!("k{n}"),
            "customer": {"external_id": n.to_string(), "name": format!("Cliente & Exemplo {n}"), "email": email},
            "data": {"n": format!("m{n}")},
        })
    }

    async fn send(&self, n: usize, email: &str) -> i64 {
        self.api().post("/messages", &self.message(n, email)).await["id"]
            .as_i64()
            .unwrap()
    }

    async fn arrived(&self, many: usize) {
        let new = self.postfix.customers().join("new");
        let look = async || (letters(&new).len() >= many).then_some(());
        until(LIMIT, "the letters to arrive", look).await;
    }
}

fn letters(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let listing = std::fs::read_dir(folder);
    listing
        .map(|l| l.map(|entry| entry.unwrap().path()).collect())
        .unwrap_or_default()
}

/// Five thousand letters through a real server, over STARTTLS: each arrives once and its signature holds for others.
#[tokio::test]
async fn five_thousand_letters_arrive_once_and_verify() {
    let world = World::new().await;
    let tested = world
        .api()
        .post(&format!("/gateways/{}/test", world.gateway), &json!({}))
        .await;
    assert_eq!(tested["ok"], true, "{tested}");
    let dkim = tested["checks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["name"] == "dkim")
        .unwrap();
    let record = dkim["detail"]
        .as_str()
        .unwrap()
        .split(" = ")
        .nth(1)
        .unwrap()
        .to_owned();
    for part in (0..LETTERS).collect::<Vec<_>>().chunks(1_000) {
        let messages: Vec<Value> = part
            .iter()
            .map(|n| world.message(*n, &format!("cliente{n}@{CUSTOMERS}")))
            .collect();
        let answer = world
            .api()
            .post("/messages/batch", &json!({"messages": messages}))
            .await;
        assert_eq!(answer["accepted"].as_u64(), Some(part.len() as u64), "{answer}");
    }
    world.api().settled(world.gateway, LIMIT).await;
    let tally = world.api().tally(world.gateway).await;
    assert_eq!(tally.get("sent"), Some(&LETTERS), "{tally:?}");
    world.arrived(LETTERS).await;
    let new = world.postfix.customers().join("new");
    assert_eq!(letters(&new).len(), LETTERS, "none twice");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/black_box/mail/verify.py");
    let verdict = said("/usr/bin/python3", &[script, path(&new), &record]);
    assert_eq!(
        verdict,
        format!("{LETTERS} 0 -"),
        "good, bad, headers that were not signed"
    );
    let one = std::fs::read_to_string(&letters(&new)[0]).unwrap();
    assert!(one.contains("ESMTPS"), "it came over TLS: {one}");
    let log = world.postfix.log();
    assert!(
        log.lines().filter(|l| l.contains(" connect from ")).count() < 500,
        "connections are used again"
    );
    world.node.stop().await;
}

/// A letter that was taken comes back: the message failed after all, and nobody is written to there again.
#[tokio::test]
async fn a_bounce_that_is_read_back_fails_the_message_and_stops_the_address() {
    let world = World::new().await;
    let (good, gone) = (format!("cliente1@{CUSTOMERS}"), format!("ninguem@{BOUNCING}"));
    let fine = world.send(1, &good).await;
    let bounced = world.send(2, &gone).await;
    let look = async || {
        let message = world.api().message(bounced).await;
        (message["status"] == "failed").then_some(message)
    };
    let message = until(LIMIT, "the bounce to be read", look).await;
    assert_eq!(
        (&message["error_code"], &message["reason"]),
        (&json!("recipient_unknown"), &json!("receipt_failed"))
    );
    assert_eq!(message["attempts"][0]["undeliverable"], true, "{message}");
    assert_eq!(world.api().message(fine).await["status"], "sent");
    let taken = async || {
        letters(&world.postfix.bounces().join("new"))
            .is_empty()
            .then_some(())
    };
    until(LIMIT, "the letter to be taken", taken).await;
    let listed = world.api().get("/suppressions").await;
    assert_eq!(listed["items"][0]["address"], gone, "{listed}");
    assert!(
        listed["items"][0]["evidence"]
            .as_str()
            .unwrap()
            .starts_with("hook_event ")
    );
    let again = world.send(3, &gone).await;
    assert_eq!(world.api().message(again).await["reason"], "suppressed");
    let kept = world
        .api()
        .get(&format!("/gateways/{}/hook-events", world.gateway))
        .await;
    assert!(
        kept["items"][0]["body"]
            .as_str()
            .unwrap()
            .contains("Reporting-MTA"),
        "kept as it came"
    );
    world.node.stop().await;
}

/// The same from a mailbox at a provider, over IMAP.
#[tokio::test]
async fn a_bounce_is_read_from_a_mailbox_over_imap() {
    let world = World::new().await;
    let dovecot = dovecot::Dovecot::start(&world.postfix.bounces(), world.postfix.folder()).await;
    let settings = json!({"settings": {
        "bounces": "imap", "maildir": null, "imap_host": "localhost", "imap_port": dovecot.port,
        "imap_username": "devolucoes", "imap_password": "errada",
    }});
    let path = format!("/gateways/{}", world.gateway);
    assert_eq!(world.api().call("PATCH", &path, Some(&settings)).await.0, 200);
    let tested = world.api().post(&format!("{path}/test"), &json!({})).await;
    let wrong = tested["checks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["name"] == "bounces")
        .unwrap();
    assert_eq!(wrong["code"], "unauthorized", "{tested}");
    let right = json!({"settings": {"imap_password": dovecot::PASSWORD}});
    assert_eq!(world.api().call("PATCH", &path, Some(&right)).await.0, 200);
    let tested = world.api().post(&format!("{path}/test"), &json!({})).await;
    assert_eq!(tested["ok"], true, "{tested}");
    let bounced = world.send(2, &format!("ninguem@{BOUNCING}")).await;
    let look = async || (world.api().message(bounced).await["status"] == "failed").then_some(());
    until(LIMIT, "the bounce to be read", look).await;
    let kept = async || {
        world.api().get(&format!("{path}/hook-events")).await["items"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(kept().await, 1);
    let next = world.message(3, &format!("outro@{BOUNCING}"));
    world.node.stop().await;
    // Seen letters are not fetched again.
    let node = world.place.serve().ready().await;
    let id = node.api.post("/messages", &next).await["id"].as_i64().unwrap();
    let look = async || (node.api.message(id).await["status"] == "failed").then_some(());
    until(LIMIT, "the next bounce", look).await;
    let events = node.api.get(&format!("{path}/hook-events")).await;
    assert_eq!(events["items"].as_array().unwrap().len(), 2);
    node.stop().await;
}

/// The link in a letter: looking changes nothing, one POST ends this kind of messages for this address.
#[tokio::test]
async fn one_click_unsubscribes_and_a_look_does_not() {
    let world = World::new().await;
    let email = format!("cliente7@{CUSTOMERS}");
    let id = world.send(7, &email).await;
    world.arrived(1).await;
    let letter = std::fs::read_to_string(&letters(&world.postfix.customers().join("new"))[0]).unwrap();
    let link = letter
        .lines()
        .find_map(|l| l.strip_prefix("List-Unsubscribe: <https://fila.isp.example"))
        .unwrap();
    let link = link.trim_end_matches('>').to_owned();
    let call = async |method: &str, path: &str, body: &'static str| {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        world
            .api()
            .exchange(method, path, &form, Bytes::from_static(body.as_bytes()))
            .await
            .unwrap()
            .0
    };
    assert_eq!(call("GET", &link, "").await, 200);
    assert_eq!(world.api().get("/suppressions").await["items"], json!([]));
    assert_eq!(
        call("POST", &format!("{link}0"), "List-Unsubscribe=One-Click").await,
        404,
        "{link}"
    );
    assert_eq!(call("POST", &link, "List-Unsubscribe=One-Click").await, 200);
    assert_eq!(
        call("POST", &link, "List-Unsubscribe=One-Click").await,
        200,
        "twice is as good"
    );
    let listed = world.api().get("/suppressions").await;
    assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{listed}");
    assert_eq!(
        (&listed["items"][0]["address"], &listed["items"][0]["purposes"]),
        (&json!(email), &json!(["service"]))
    );
    assert!(
        listed["items"][0]["evidence"]
            .as_str()
            .unwrap()
            .contains(&format!("message {id}"))
    );
    let next = world.send(8, &email).await;
    assert_eq!(world.api().message(next).await["reason"], "suppressed");
    assert!(world.place.data().exists());
    world.node.stop().await;
}
