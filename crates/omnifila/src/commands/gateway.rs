//! Gateways: list them, see what programs send to their own Opa! address, and switch that address.

use super::desk::{Column, Desk};
use crate::cli::{CompatMode, GatewayCommand};
use crate::client::escape;
use crate::terminal::plain;
use anyhow::Result;
use serde_json::{Value, json};

pub(crate) async fn run(desk: &Desk, command: GatewayCommand) -> Result<()> {
    match command {
        GatewayCommand::List => {
            let answer = desk.client.get("/gateways?limit=1000").await?;
            let columns: &[(&'static str, Column)] = &[
                ("ID", |_, g| plain(&g["id"])),
                ("KEY", |_, g| plain(&g["key"])),
                ("NAME", |_, g| plain(&g["name"])),
                ("KIND", |_, g| plain(&g["kind"])),
                ("QUEUE", |_, g| plain(&g["queue_mode"])),
                ("DELIVERY", |_, g| plain(&g["delivery_mode"])),
                ("OPA! API", |_, g| mode(g).to_owned()),
            ];
            desk.table(&answer, columns, "no gateways")
        }
        GatewayCommand::Calls { id, limit, cursor } => {
            let after = cursor.map_or(String::new(), |cursor| format!("&cursor={}", escape(&cursor)));
            let path = format!("/gateways/{id}/opa-calls?limit={limit}{after}");
            let columns: &[(&'static str, Column)] = &[
                ("AT", |desk, c| desk.time(&c["at"])),
                ("METHOD", |_, c| plain(&c["method"])),
                ("PATH", |_, c| plain(&c["path"])),
                ("STATUS", |_, c| plain(&c["status"])),
                ("ANSWERED BY", |_, c| answered_by(c).to_owned()),
                ("MS", |_, c| plain(&c["duration_ms"])),
                ("BODY", |_, c| plain(&c["body"])),
            ];
            desk.table(&desk.client.get(&path).await?, columns, "no calls")
        }
        GatewayCommand::Compat { id, mode: wanted } => {
            let word = match wanted {
                CompatMode::Off => "off",
                CompatMode::Record => "record",
                CompatMode::Queue => "queue",
            };
            let patch = json!({"settings": {"opa_compat": word}});
            let answer = desk.client.patch(&format!("/gateways/{id}"), &patch).await?;
            desk.show(&answer, |_, gateway| {
                let address = format!("/opa/{}/api/v1", name(gateway));
                match mode(gateway) {
                    "off" => format!("gateway {id}: {address} takes no calls"),
                    "record" => format!("gateway {id}: calls to {address} are recorded and passed on"),
                    _ => format!("gateway {id}: sends to {address} are queued, reads pass through"),
                }
            })
        }
    }
}

fn mode(gateway: &Value) -> &str {
    match gateway["kind"].as_str() {
        Some("opa_suite") => gateway["settings"]["opa_compat"].as_str().unwrap_or("off"),
        _ => "-",
    }
}

/// What the address calls the gateway.
fn name(gateway: &Value) -> String {
    match gateway["key"].as_str() {
        Some(key) => escape(key),
        None => plain(&gateway["id"]),
    }
}

fn answered_by(call: &Value) -> &'static str {
    match (
        call["status"].is_null(),
        call["code"].is_null(),
        call["forwarded"] == true,
    ) {
        (true, ..) => "-",
        (_, false, _) => "nobody",
        (_, _, true) => "opa",
        _ => "omnifila",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_is_told_as_its_address_names_it() {
        let keyed =
            json!({"id": 3, "key": "opa/1", "kind": "opa_suite", "settings": {"opa_compat": "record"}});
        assert_eq!((name(&keyed).as_str(), mode(&keyed)), ("opa%2F1", "record"));
        let plain = json!({"id": 3, "key": null, "kind": "opa_suite", "settings": {}});
        assert_eq!((name(&plain).as_str(), mode(&plain)), ("3", "off"));
        assert_eq!(mode(&json!({"kind": "webhook", "settings": {}})), "-");
    }
}
