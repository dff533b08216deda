//! docs/guide/integre-em-uma-tarde.md, followed literally: its code blocks are taken out of the page and run against the demo.

use crate::support::{Node, Place};
use serde_json::Value;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

const GUIDE: &str = include_str!("../../../../docs/guide/integre-em-uma-tarde.md");
/// The demo's task runs every minute.
const PATIENCE: Duration = Duration::from_secs(240);

/// The blocks that begin with this line, in order, one after the other.
fn blocks(fence: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for line in GUIDE.lines() {
        match (inside, line) {
            (false, line) if line == fence => inside = true,
            (true, "```") => inside = false,
            (true, line) => {
                out.push_str(line);
                out.push('\n');
            }
            _ => {}
        }
    }
    assert!(!out.is_empty(), "the guide has no block {fence}");
    out
}

/// Runs a script as a person would, with the two variables the guide asks for; its output.
async fn followed(place: &Place, node: &Node, program: &str, script: &str, args: &[&str]) -> String {
    let path = place.file(
        script,
        blocks(match program {
            "php" => "```php",
            _ => "```bash curl",
        }),
    );
    let mut command = Command::new(program);
    command
        .args(args)
        .arg(path)
        .env(
            "OMNIFILA_URL",
            format!("http://{}", node.ready["http"].as_str().unwrap()),
        )
        .env("OMNIFILA_TOKEN", node.ready["token"].as_str().unwrap())
        .stdin(Stdio::null())
        .kill_on_drop(true);
    let output = tokio::time::timeout(PATIENCE, command.output());
    let output = output.await.expect("the script did not end").unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{program}: {said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    said
}

async fn message_of(node: &Node, key: &str) -> Value {
    let list = node.api.get(&format!("/messages?dedupe_key={key}")).await;
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");
    list["items"][0].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guide_works_as_it_is_written() {
    let place = Place::new();
    let node = place
        .command("demo")
        .args(&["--listen", "127.0.0.1:0"])
        .ready()
        .await;
    let said = followed(&place, &node, "bash", "guide.sh", &["-euo", "pipefail"]).await;
    assert!(
        said.contains("\"created\":1") && said.contains(": sent"),
        "{said}"
    );
    let message = message_of(&node, "F-5001/vencida/3").await;
    assert_eq!(
        (&message["status"], &message["customer"]["external_id"]),
        (&"sent".into(), &"1001".into())
    );
    let paid = node.api.get("/invoices?source=meu-erp").await;
    assert_eq!(paid["items"][0]["status"], "paid");
    let said = followed(&place, &node, "php", "guide.php", &[]).await;
    assert!(said.contains(": waiting") && said.contains(": sent"), "{said}");
    assert_eq!(message_of(&node, "F-5002/vencida/3").await["status"], "sent");
    // The third language is read, not run: it must at least name what the others do.
    let csharp = blocks("```csharp");
    for part in ["customers/batch", "invoices/batch", "\"messages\"", "F-5003"] {
        assert!(csharp.contains(part), "{part}");
    }
    node.stop().await;
}
