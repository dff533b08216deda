//! What cannot be meant is refused: by a status and a code that stay, where it was wrong and what was expected there; never
//! by a 500, never at a neighbour's cost, and never by repeating what was sent.
//!
//! A settings file with an unknown key is in [`crate::refusals`], a CSV with broken lines in [`crate::import`].

mod batches;
mod bodies;
mod calls;
mod fields;

use crate::support::{Api, Node, Options, Place, Setup, set_up};
use omnifila_sandbox::{Sandbox, SandboxConfig};
use serde_json::Value;

const JSON: (&str, &str) = ("content-type", "application/json");
/// Part of values that are wrong below: no answer and no log may have it.
const SECRET: &str = "segredo-4711";

struct Stage {
    node: Node,
    setup: Setup,
    sandbox: Sandbox,
    _place: Place,
}

impl Stage {
    async fn new() -> Self {
        let place = Place::new();
        let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
        let node = place.serve().ready().await;
        let options = Options {
            queue_mode: "queue",
            ..Options::default()
        };
        let setup = set_up(&node.api, &sandbox, options).await;
        Self {
            node,
            setup,
            sandbox,
            _place: place,
        }
    }

    fn api(&self) -> &Api {
        &self.node.api
    }

    /// The service is as well as before, and has said nothing it should not.
    async fn end(self) {
        assert_eq!(self.api().get("/readyz").await["status"], "ready");
        let log = self.node.log();
        assert!(!log.contains("panicked") && !log.contains(SECRET), "{log}");
        self.node.stop().await;
        self.sandbox.shutdown().await;
    }

    /// A table of refusals, one a line: method, path, body, status, code, pointer.
    async fn refuses(&self, table: &str) {
        for row in rows::<6>(table) {
            let [method, path, body, status, code, pointer] = row;
            let body: Option<Value> = (!body.is_empty()).then(|| parsed(body));
            let answer = self.api().call(method, path, body.as_ref()).await;
            check(
                &format!("{method} {path} {body:?}"),
                &answer,
                (status.parse().unwrap(), code, pointer),
            );
        }
    }

    /// A table of changes to a body that would be taken, one a line: where, what (`null` takes it away), code, pointer.
    async fn refuses_changes(&self, path: &str, good: &Value, table: &str) {
        for [at, value, code, pointer] in rows::<4>(table) {
            let body = but(good, at, parsed(&value.replace("SEGREDO", SECRET)));
            let answer = self.api().call("POST", path, Some(&body)).await;
            check(&format!("{path} {body}"), &answer, (422, code, pointer));
        }
    }
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// The cells of a table whose columns stand between ` | `; `-` is an empty one.
fn rows<const N: usize>(table: &str) -> impl Iterator<Item = [&str; N]> {
    let lines = table.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| {
        let cells = line.split(" | ").map(|cell| if cell == "-" { "" } else { cell });
        let cells: Vec<&str> = cells.collect();
        cells
            .try_into()
            .unwrap_or_else(|_| panic!("a row has {N} cells: {line}"))
    })
}

/// One refusal: status, code and pointer (empty: none or the whole body), and a document that says what was expected.
fn check(what: &str, (status, answer): &(u16, Value), want: (u16, &str, &str)) {
    let found = (
        *status,
        answer["code"].as_str().unwrap_or_default(),
        answer["pointer"].as_str().unwrap_or_default(),
    );
    assert_eq!(found, want, "{what}: {answer}");
    assert_eq!(answer["status"], want.0, "{what}: {answer}");
    for field in ["type", "title", "detail", "request_id"] {
        let said = answer[field].as_str().is_some_and(|text| !text.is_empty());
        assert!(said, "{what}: no {field} in {answer}");
    }
    if answer["pointer"].is_string() {
        let said = answer["expected"].as_str().is_some_and(|text| !text.is_empty());
        assert!(said, "{what}: {answer}");
    }
    assert!(
        !answer.to_string().contains(SECRET),
        "{what}: repeats what was sent: {answer}"
    );
}

/// `good` with one value changed.
fn but(good: &Value, pointer: &str, value: Value) -> Value {
    let mut changed = good.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let object = changed.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    if value.is_null() {
        object.remove(name);
    } else {
        object.insert(name.to_owned(), value);
    }
    changed
}
