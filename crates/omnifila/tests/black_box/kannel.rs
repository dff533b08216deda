//! SMS through a real Kannel: our adapter, its smsbox and bearerbox, a network that counts, and receipts all the way back.

use crate::support::{Node, Place, phone, until};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedWriteHalf;
use tokio::process::{Child, Command};

const LIMIT: Duration = Duration::from_secs(120);
const HOOK_TOKEN: &str = "hook-token-0123456789";
const MESSAGES: usize = 400;

/// What the network was given: number, alphabet and text, each with how often.
type Received = BTreeMap<(String, String, String), usize>;

/// A bearerbox, its smsbox, and the network behind it. Killed when dropped.
struct Kannel {
    _boxes: Vec<Child>,
    sendsms: u16,
    received: Arc<Mutex<Received>>,
    network: OwnedWriteHalf,
    reader: tokio::task::JoinHandle<()>,
}

impl Drop for Kannel {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

/// Ports that were free a moment ago: Kannel cannot take port 0.
fn ports<const N: usize>() -> [u16; N] {
    let held: [TcpListener; N] = std::array::from_fn(|_| TcpListener::bind("127.0.0.1:0").unwrap());
    held.each_ref().map(|l| l.local_addr().unwrap().port())
}

async fn reachable(port: u16) -> TcpStream {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    until(LIMIT, &format!("Kannel at port {port}"), async || {
        TcpStream::connect(address).await.ok()
    })
    .await
}

fn spawn(place: &Place, program: &str, config: &str) -> Child {
    let log = std::fs::File::create(place.path().join(format!("{program}.log"))).unwrap();
    Command::new(format!("/usr/sbin/{program}"))
        .arg(config)
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .unwrap_or_else(|e| panic!("{program}: {e}; `cargo xtask setup` installs it"))
}

impl Kannel {
    /// `answers_to` is the hook's address, which Kannel asks with what people write.
    async fn start(place: &Place, answers_to: &str) -> Kannel {
        let [admin, smsbox, network, sendsms] = ports();
        let config = format!(
            "group = core\nadmin-port = {admin}\nadmin-interface = 127.0.0.1\nadmin-password = test\n\
             smsbox-port = {smsbox}\nsmsbox-interface = 127.0.0.1\nbox-allow-ip = 127.0.0.1\nlog-level = 1\ndlr-storage = internal\n\n\
             group = smsc\nsmsc = fake\nsmsc-id = FAKE\nport = {network}\nconnect-allow-ip = 127.0.0.1\n\n\
             group = smsbox\nbearerbox-host = 127.0.0.1\nbearerbox-port = {smsbox}\nsendsms-port = {sendsms}\n\
             sendsms-interface = 127.0.0.1\nglobal-sender = 27000\nlog-level = 1\n\n\
             group = sms-service\nkeyword = default\ncatch-all = yes\nmax-messages = 0\nget-url = \"{answers_to}?from=%p&text=%a\"\n\n\
             group = sendsms-user\nusername = omnifila\npassword = s3cret\nconcatenation = true\nmax-messages = 10\n"
        );
        let config = place.file("kannel.conf", config);
        let config = config.to_str().unwrap();
        let bearerbox = spawn(place, "bearerbox", config);
        drop(reachable(admin).await);
        let smsbox = spawn(place, "smsbox", config);
        drop(reachable(sendsms).await);
        let (lines, writer) = reachable(network).await.into_split();
        let received = Arc::new(Mutex::new(BTreeMap::new()));
        let shared = received.clone();
        #[expect(clippy::disallowed_methods, reason = "aborted when the network is dropped")]
        let reader = tokio::spawn(async move {
            let mut lines = BufReader::new(lines).split(b'\n');
            while let Ok(Some(line)) = lines.next_segment().await {
                // From, to, alphabet, text; not always UTF-8.
                let line = String::from_utf8_lossy(&line);
                let parts: Vec<&str> = line.splitn(4, ' ').collect();
                if let [_, to, alphabet, text] = parts[..] {
                    let key = (to.to_owned(), alphabet.to_owned(), text.to_owned());
                    *shared.lock().unwrap().entry(key).or_default() += 1;
                }
            }
        });
        Kannel {
            _boxes: vec![smsbox, bearerbox],
            sendsms,
            received,
            network: writer,
            reader,
        }
    }
}

async fn set_up(node: &Node, kannel_port: u16, gateway: i64) -> i64 {
    let url = format!("http://127.0.0.1:{kannel_port}");
    let change = json!({"settings": {"url": url}});
    let path = format!("/gateways/{gateway}");
    let (status, answer) = node.api.call("PATCH", &path, Some(&change)).await;
    assert_eq!(status, 200, "{answer}");
    let template = json!({"name": "aviso", "purpose": "service", "body": "Olá {{ customer.name }}, {{ data.n }}",
        "bindings": [{"gateway_id": gateway}]});
    node.api.post("/templates", &template).await["id"]
        .as_i64()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sms_go_through_kannel_and_their_receipts_come_back() {
    let place = Place::new();
    let node = place.serve().ready().await;
    let home = format!("http://{}", node.api.addr());
    let gateway = json!({"name": "Kannel", "kind": "sms_http", "queue_mode": "continuous", "max_in_flight": 16,
        "settings": {"preset": "kannel", "url": "http://127.0.0.1:1", "user": "omnifila", "token": "s3cret", "from": "27000",
            "transliterate": true, "public_url": home, "hook_token": HOOK_TOKEN}});
    let gateway = node.api.post("/gateways", &gateway).await["id"].as_i64().unwrap();
    let hook = format!("{home}/hooks/{gateway}/{HOOK_TOKEN}");
    let mut kannel = Kannel::start(&place, &hook).await;
    let template = set_up(&node, kannel.sendsms, gateway).await;
    let message = |i: usize, to: usize| {
        json!({"gateway_id": gateway, "template_id": template, "dedupe_key": format!("k{i}"),
            "customer": {"external_id": i.to_string(), "name": format!("João {i}"), "phone": phone(to)}, "data": {"n": format!("não {i}")}})
    };
    let all: Vec<Value> = (0..MESSAGES).map(|i| message(i, i)).collect();
    node.api.post("/messages/batch", &json!({"messages": all})).await;
    let delivered = async || (node.api.count(gateway, "delivered").await == MESSAGES as i64).then_some(());
    until(LIMIT, "every message to be delivered", delivered).await;
    let received = kannel.received.lock().unwrap().clone();
    assert_eq!(received.len(), MESSAGES);
    assert!(received.values().all(|n| *n == 1), "nobody got one twice");
    for i in [0, MESSAGES - 1] {
        let to = phone(i)[1..].to_owned();
        let said = (to, "text".to_owned(), format!("Ola Joao {i}, nao {i}"));
        assert!(
            received.contains_key(&said),
            "{said:?}: {:?}",
            received.first_key_value()
        );
    }

    // A person answers, and is written to no more.
    let line = format!("{} 27000 text SAIR\n", &phone(1)[1..]);
    kannel.network.write_all(line.as_bytes()).await.unwrap();
    let suppressed = async || {
        let list = node.api.get("/suppressions?limit=10").await;
        list["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|s| s["address"] == json!(phone(1)))
            .then_some(())
    };
    until(LIMIT, "the wish to be heard", suppressed).await;
    let refused = node.api.post("/messages", &message(MESSAGES, 1)).await;
    assert_eq!(refused["status"], "cancelled");
    assert_eq!(kannel.received.lock().unwrap().len(), MESSAGES);

    // Nobody believes a receipt without the token.
    let path = format!("/hooks/{gateway}?ours=m1.1&status=2");
    assert_eq!(node.api.call("POST", &path, Some(&json!({}))).await.0, 401);
    node.stop().await;
}
