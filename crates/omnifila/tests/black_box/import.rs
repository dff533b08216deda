//! Imports: what people's files are like, and what becomes of broken lines.

use crate::support::{Node, Options, Place, set_up};
use omnifila_sandbox::{Sandbox, SandboxConfig};
use serde_json::{Value, json};
use std::fs;

async fn customers(node: &Node, source: &str) -> Vec<Value> {
    let page = node.api.get("/customers?limit=1000").await;
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|c| c["source"] == source)
        .cloned()
        .collect()
}

#[tokio::test]
async fn a_broken_line_refuses_itself_and_nobody_else() {
    let place = Place::new();
    let node = place.serve().ready().await;
    // Latin-1, `;`, Windows line ends: what an ERP exports.
    let text = "external_id;name;phone;state;tags\r\n\
        1;José Exemplo;+55 49 90000 0001;SC;vip|fibra\r\n\
        2;\"aberta;+55 49 90000 0002;SC;\r\n\
        3;Conceição Exemplo;(49) 90000-0003;SC;\r\n\
        4;sobra;+55 49 90000 0004;SC;x;y\r\n\
        ;sem código;+55 49 90000 0005;SC;\r\n\
        6;\"Exemplo; Ana\";;;\r\n";
    let latin: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let file = place.file("clientes.csv", latin);
    let ended = place
        .run(&["import", "customers", file.to_str().unwrap(), "--source", "erp"])
        .await;
    assert_eq!(ended.code, Some(2), "{} {}", ended.out, ended.err);
    assert!(
        ended.out.contains("6 rows: 3 created, 3 refused"),
        "{}",
        ended.out
    );
    assert!(
        ended.err.contains("line 3: open_quote") && ended.err.contains("line 5: wrong_columns"),
        "{}",
        ended.err
    );
    let names: Vec<String> = customers(&node, "erp")
        .await
        .iter()
        .map(|c| c["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["José Exemplo", "Conceição Exemplo", "Exemplo; Ana"]);
    let first = &customers(&node, "erp").await[0];
    assert_eq!(
        (&first["phone_e164"], &first["tags"]),
        (&json!("+5549900000001"), &json!(["vip", "fibra"])),
        "{first}"
    );

    let refused = fs::read_to_string(place.path().join("clientes.csv.recusadas.csv")).unwrap();
    let lines: Vec<&str> = refused.lines().collect();
    assert_eq!(
        lines[0],
        "linha;codigo;onde;esperado;external_id;name;phone;state;tags"
    );
    assert_eq!(lines.len(), 4, "{refused}");
    assert!(
        lines[3].starts_with("6;") && lines[3].contains("sem código"),
        "{refused}"
    );

    // Again: nothing changes. Mended: the columns that were added are ignored.
    let ended = place
        .run(&["import", "customers", file.to_str().unwrap(), "--source", "erp"])
        .await;
    assert!(ended.out.contains("3 unchanged"), "{}", ended.out);
    let mended = place.file(
        "mended.csv",
        "linha;codigo;onde;esperado;external_id;name\n6;x;y;z;5;com código\n",
    );
    place
        .run_well(&["import", "customers", mended.to_str().unwrap(), "--source", "erp"])
        .await;
    assert_eq!(customers(&node, "erp").await.len(), 4);
    node.stop().await;
}

#[tokio::test]
async fn invoices_come_with_amounts_and_dates_as_people_write_them() {
    let place = Place::new();
    let node = place.serve().ready().await;
    let file = place.file(
        "c.csv",
        "external_id,name,phone\n1,Cliente Exemplo 1,+55 49 90000 0001\n",
    );
    place
        .run_well(&["import", "customers", file.to_str().unwrap(), "--source", "erp"])
        .await;
    let text = "\u{feff}external_id;customer_external_id;status;due_date;amount\n\
        9-1;1;open;10/12/2026;1.234,56\n9-2;1;open;2026-12-11;99,90\n9-3;2;open;2026-12-11;99,90\n9-4;1;open;amanhã;1,00\n";
    let file = place.file("faturas.csv", text);
    let file = file.to_str().unwrap();
    let dry = place
        .run(&[
            "import",
            "invoices",
            file,
            "--source",
            "erp",
            "--dry-run",
            "--json",
        ])
        .await;
    assert_eq!(dry.code, Some(2));
    assert!(
        node.api.get("/invoices").await["items"]
            .as_array()
            .unwrap()
            .is_empty(),
        "a dry run writes nothing"
    );
    let ended = place
        .run(&["import", "invoices", file, "--source", "erp", "--json"])
        .await;
    assert_eq!(ended.code, Some(2), "{}", ended.err);
    let told: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(told["counts"], json!({"created": 2}), "{told}");
    let lines: Vec<&Value> = told["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| &r["line"])
        .collect();
    assert_eq!(lines, [&json!(4), &json!(5)], "{told}");
    let kept = node.api.get("/invoices").await;
    assert_eq!(
        (&kept["items"][0]["amount_cents"], &kept["items"][0]["due_date"]),
        (&json!(123_456), &json!("2026-12-10"))
    );
    node.stop().await;
}

#[tokio::test]
async fn messages_come_as_csv_and_as_lines() {
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let node = place.serve().ready().await;
    let setup = set_up(
        &node.api,
        &sandbox,
        Options {
            queue_mode: "queue",
            ..Options::default()
        },
    )
    .await;
    let (g, t) = (setup.gateway, setup.template);
    let mut text = String::from(
        "gateway_id,template_id,customer.external_id,customer.name,customer.phone,data.n,dedupe_key\n",
    );
    for i in 0..2_345 {
        text.push_str(&format!(
            "{g},{t},{i},Cliente Exemplo {i},+5549{:09},m{i},csv-{i}\n",
            900_000_000 + i
        ));
    }
    text.push_str(&format!("{g},{t},x,Cliente Exemplo x,12,mx,csv-x\n"));
    let file = place.file("m.csv", text);
    let ended = place.run(&["import", "messages", file.to_str().unwrap()]).await;
    assert_eq!(ended.code, Some(2), "{}", ended.err);
    assert!(ended.out.contains("2345 accepted, 1 refused"), "{}", ended.out);
    assert!(ended.err.contains("line 2347"), "{}", ended.err);
    let ended = place.run(&["import", "messages", file.to_str().unwrap()]).await;
    assert!(ended.out.contains("2345 duplicate, 1 refused"), "{}", ended.out);

    let line = |key: &str| {
        let customer = json!({"external_id": key, "name": "Cliente Exemplo", "phone": "+5549900000001"});
        json!({"gateway_id": g, "template_id": t, "customer": customer, "data": {"n": key}, "dedupe_key": key}).to_string()
    };
    let file = place.file(
        "m.ndjson",
        format!("{}\n{{\"broken\n7\n{}\n", line("a"), line("b")),
    );
    let ended = place.run(&["import", "messages", file.to_str().unwrap()]).await;
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.out.contains("4 rows: 2 accepted, 2 refused"),
        "{} {}",
        ended.out,
        ended.err
    );
    assert_eq!(node.api.statuses(g).await.len(), 2_347);
    node.stop().await;
    sandbox.shutdown().await;
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_whole() {
    let place = Place::new();
    for (name, content, told) in [
        ("a.csv", "external_id;nome\n1;x\n", "\"nome\""),
        ("b.csv", "", "empty"),
        ("c.csv", "PK\u{3}\u{4}rest", "spreadsheet"),
    ] {
        let file = place.file(name, content);
        let ended = place.run(&["import", "customers", file.to_str().unwrap()]).await;
        assert_eq!(ended.code, Some(2), "{name}: {}", ended.err);
        assert!(ended.err.contains(told), "{name}: {}", ended.err);
    }
    let ended = place.run(&["import", "customers", "none.csv"]).await;
    assert!(
        ended.code == Some(2) && ended.err.contains("none.csv"),
        "{}",
        ended.err
    );
}
