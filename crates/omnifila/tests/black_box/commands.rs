//! The operator's commands, through the socket in the data folder and over TCP.

use crate::support::{Options, Place, TOKEN, enqueue, set_up};
use omnifila_sandbox::{Sandbox, SandboxConfig};
use serde_json::{Value, json};
use std::fs;
use std::time::Duration;

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

#[tokio::test]
async fn an_operator_sees_and_orders_messages() {
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
    let ids = enqueue(&node.api, setup, 1..6).await;
    let id = |i: usize| ids[i].to_string();
    let gateway = setup.gateway.to_string();

    let table = place
        .run_well(&[
            "queue",
            "list",
            "--status",
            "waiting",
            "--gateway",
            &gateway,
            "--order",
            "queue",
        ])
        .await;
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 6, "{table}");
    assert!(
        lines[0].starts_with("ID") && lines[1].contains("Cliente Exemplo 1"),
        "{table}"
    );
    let listed = parsed(
        &place
            .run_well(&["queue", "list", "--json", "--q", "Cliente Exemplo 3"])
            .await,
    );
    assert_eq!(listed["items"][0]["id"].as_i64(), Some(ids[2]), "{listed}");

    let shown = place.run_well(&["queue", "show", &id(0)]).await;
    assert!(
        shown.contains("Olá Cliente Exemplo 1, m1") && shown.contains("no_task"),
        "{shown}"
    );

    place.run_well(&["queue", "move", &id(4), "--front"]).await;
    place
        .run_well(&["queue", "move", &id(0), "--after", &id(1)])
        .await;
    place.run_well(&["queue", "priority", &id(3), "urgent"]).await;
    let queue = parsed(
        &place
            .run_well(&["queue", "list", "--json", "--order", "queue"])
            .await,
    );
    let order: Vec<i64> = queue["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["id"].as_i64().unwrap())
        .collect();
    assert_eq!(order, [ids[3], ids[4], ids[1], ids[0], ids[2]]);
    let moved = parsed(
        &place
            .run_well(&[
                "queue",
                "reschedule",
                &id(2),
                "--due-at",
                "2099-01-01T00:00:00-03:00",
                "--json",
            ])
            .await,
    );
    assert!(
        moved["due_at"].as_str().is_none_or(|t| t.starts_with("2099")),
        "{moved}"
    );
    node.stop().await;
    sandbox.shutdown().await;
}

#[tokio::test]
async fn an_operator_stops_messages_and_brings_them_back() {
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let node = place.serve().ready().await;
    let options = Options {
        queue_mode: "queue",
        ..Options::default()
    };
    let setup = set_up(&node.api, &sandbox, options).await;
    let ids = enqueue(&node.api, setup, 1..6).await;
    let gateway = setup.gateway.to_string();

    let one = parsed(
        &place
            .run_well(&[
                "queue",
                "cancel",
                &ids[0].to_string(),
                "--reason",
                "engano",
                "--json",
            ])
            .await,
    );
    assert_eq!(one["outcome"], "cancelled");
    let told = place
        .run_well(&["queue", "cancel", "--gateway", &gateway, "--reason", "engano"])
        .await;
    assert!(told.starts_with("cancelled 4,"), "{told}");
    let operation = told.split_whitespace().last().unwrap().to_owned();
    assert!(
        place
            .run_well(&["operations", "show", &operation])
            .await
            .contains("cancel")
    );
    let undone = place.run_well(&["operations", "undo", &operation]).await;
    assert!(undone.starts_with("restored 4"), "{undone}");
    let told = place
        .run_well(&["queue", "cancel", "--all", "--reason", "tudo"])
        .await;
    assert!(told.starts_with("cancelled 4,"), "{told}");
    node.stop().await;
    sandbox.shutdown().await;
}

#[tokio::test]
async fn a_task_is_run_paused_and_forecast() {
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
    enqueue(&node.api, setup, 0..7).await;
    let spec = json!({"name": "Manhã", "gateway_ids": [setup.gateway], "cron": "0 8 * * *", "time_zone": "America/Sao_Paulo"});
    let task = node.api.post("/tasks", &spec).await["id"].to_string();
    assert!(place.run_well(&["task", "list"]).await.contains("0 8 * * *"));
    let forecast = parsed(&place.run_well(&["forecast", "--json"]).await);
    assert_eq!(forecast["items"][0]["waiting"], 7, "{forecast}");
    assert!(
        place
            .run_well(&["forecast", "--at", "2099-01-01T00:00:00Z"])
            .await
            .contains("SENT BY THEN")
    );

    let told = place.run_well(&["pause", "--all", "--reason", "almoço"]).await;
    assert!(told.contains("nothing was in flight"), "{told}");
    let shown = node.api.get("/messages?order=queue&limit=1").await["items"][0]["id"].to_string();
    assert!(
        place
            .run_well(&["queue", "show", &shown])
            .await
            .contains("paused_all")
    );
    place.run_well(&["resume", "--all"]).await;

    let ran = parsed(&place.run_well(&["task", "run", &task, "--wait", "--json"]).await);
    assert_eq!(
        (&ran["status"], &ran["due"], &ran["sent"]),
        (&json!("completed"), &json!(7), &json!(7)),
        "{ran}"
    );
    assert_eq!(sandbox.effects().len(), 7);
    let runs = place.run_well(&["runs", "list"]).await;
    assert!(runs.contains("completed"), "{runs}");
    node.stop().await;
    sandbox.shutdown().await;
}

#[tokio::test]
async fn tokens_need_no_service_and_open_it() {
    let place = Place::new();
    let made = parsed(
        &place
            .run_well(&["token", "create", "--name", "painel", "--scope", "read", "--json"])
            .await,
    );
    let secret = made["token"].as_str().unwrap().to_owned();
    let node = place.serve().ready().await;
    let server = format!("http://{}", node.api.addr());
    let over_tcp = |token: &str, words: &[&str]| {
        let (name, rest) = words.split_first().unwrap();
        place
            .command(name)
            .args(rest)
            .args(&["--server", &server])
            .env("OMNIFILA_TOKEN", token)
    };
    let ended = over_tcp(&secret, &["queue", "list"]).ended().await;
    assert_eq!(
        (ended.code, ended.out.trim()),
        (Some(0), "no messages"),
        "{}",
        ended.err
    );
    let ended = over_tcp(&secret, &["pause", "--all", "--reason", "x"])
        .ended()
        .await;
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.err.contains("403") && ended.err.contains("operate"),
        "{}",
        ended.err
    );
    let ended = over_tcp("omq_0_wrong", &["queue", "list"]).ended().await;
    assert!(
        ended.code == Some(1) && ended.err.contains("OMNIFILA_TOKEN"),
        "{}",
        ended.err
    );

    // Through the running service now.
    let id = made["id"].to_string();
    assert!(place.run_well(&["token", "list"]).await.contains("painel"));
    place.run_well(&["token", "revoke", &id]).await;
    assert_eq!(over_tcp(&secret, &["queue", "list"]).ended().await.code, Some(1));
    let ended = over_tcp(TOKEN, &["queue", "list"]).ended().await;
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    node.stop().await;
}

#[tokio::test]
async fn people_are_added_with_and_without_a_service() {
    let place = Place::new();
    let ana = [
        "user",
        "create",
        "--name",
        "Ana",
        "--email",
        "Ana@provedor.example",
        "--role",
        "admin",
    ];
    let made = parsed(&place.run_well(&[&ana[..], &["--json"]].concat()).await);
    assert_eq!(
        (&made["email"], &made["must_change_password"]),
        (&json!("ana@provedor.example"), &json!(true))
    );
    let first = made["password"].as_str().unwrap().to_owned();
    let again = place.run(&ana).await;
    assert!(
        again.code == Some(1) && again.err.contains("email_taken"),
        "{}",
        again.err
    );
    let bad = place
        .run(&[
            "user", "create", "--name", "B", "--email", "b", "--role", "viewer",
        ])
        .await;
    assert!(bad.code == Some(2) && bad.err.contains("/email"), "{}", bad.err);
    let password = place.file("password", "senha inventada 2\n");
    let input = || fs::File::open(&password).unwrap();
    let bia = [
        "--name",
        "Bia",
        "--email",
        "bia@provedor.example",
        "--role",
        "billing",
        "--password-stdin",
    ];
    let ended = place
        .command("user")
        .args(&["create"])
        .args(&bia)
        .ended_reading(input())
        .await;
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(!ended.out.contains("senha"), "{}", ended.out);

    let node = place.serve().ready().await;
    assert!(!place.data().join("setup-code").exists(), "there is somebody");
    let sign_in = async |email: &str, password: &str| {
        let body = json!({ "email": email, "password": password });
        node.api.call("POST", "/session", Some(&body)).await
    };
    let (status, session) = sign_in("ana@provedor.example", &first).await;
    assert_eq!((status, &session["must_change_password"]), (200, &json!(true)));
    let (status, session) = sign_in("bia@provedor.example", "senha inventada 2").await;
    assert_eq!((status, &session["must_change_password"]), (200, &json!(false)));
    // Through the running service now.
    let reset = parsed(
        &place
            .run_well(&["user", "reset-password", "BIA@provedor.example", "--json"])
            .await,
    );
    assert_eq!(sign_in("bia@provedor.example", "senha inventada 2").await.0, 401);
    assert_eq!(
        sign_in("bia@provedor.example", reset["password"].as_str().unwrap())
            .await
            .0,
        200
    );
    let again = place
        .command("user")
        .args(&["reset-password", "bia@provedor.example", "--password-stdin"]);
    let ended = again.ended_reading(input()).await;
    assert!(
        ended.code == Some(0) && !ended.out.contains("senha inventada"),
        "{} {}",
        ended.out,
        ended.err
    );
    assert_eq!(sign_in("bia@provedor.example", "senha inventada 2").await.0, 200);
    let listed = place.run_well(&["user", "list"]).await;
    assert!(
        listed.contains("ana@provedor.example") && listed.contains("billing"),
        "{listed}"
    );
    let nobody = place
        .run(&["user", "reset-password", "eva@provedor.example"])
        .await;
    assert!(
        nobody.code == Some(1) && nobody.err.contains("user list"),
        "{}",
        nobody.err
    );
    node.stop().await;
}

#[tokio::test]
async fn without_a_service_a_command_says_what_to_do() {
    let place = Place::new();
    let ended = place.run(&["queue", "list"]).await;
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.err.contains("omnifila serve") && ended.err.contains("--data-dir"),
        "{}",
        ended.err
    );
    let ended = place.run(&["queue", "cancel", "7"]).await;
    assert_eq!(ended.code, Some(2), "{}", ended.err);
    let ended = place
        .run(&["queue", "reschedule", "7", "--due-at", "amanhã"])
        .await;
    assert!(
        ended.code == Some(2) && ended.err.contains("--due-at"),
        "{}",
        ended.err
    );
}

#[tokio::test]
async fn a_backup_is_taken_at_work_and_restored_at_rest() {
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
    let ids = enqueue(&node.api, setup, 0..20).await;
    let copy = place.path().join("copy.db").to_str().unwrap().to_owned();
    place.run_well(&["backup", &copy]).await;
    let ended = place.run(&["backup", &copy]).await;
    assert!(
        ended.code == Some(2) && ended.err.contains("overwrites nothing"),
        "{}",
        ended.err
    );
    enqueue(&node.api, setup, 20..30).await;
    let ended = place.run(&["restore", &copy, "--replace"]).await;
    assert!(
        ended.code == Some(1) && ended.err.contains("in use"),
        "{}",
        ended.err
    );
    node.stop().await;

    let ended = place.run(&["restore", &copy]).await;
    assert!(
        ended.code == Some(2) && ended.err.contains("--replace"),
        "{}",
        ended.err
    );
    place.run_well(&["restore", &copy, "--replace"]).await;
    let node = place.serve().ready().await;
    let statuses = node.api.statuses(setup.gateway).await;
    assert_eq!(statuses.keys().copied().collect::<Vec<_>>(), ids);
    node.stop().await;
    let kept = fs::read_dir(place.data()).unwrap().filter_map(Result::ok);
    assert_eq!(
        kept.filter(|f| f.file_name().to_string_lossy().contains(".before-"))
            .count(),
        1
    );
    sandbox.shutdown().await;
}

#[tokio::test]
async fn the_doctor_finds_what_is_wrong_and_what_is_not() {
    let place = Place::new();
    let told = place.run_well(&["migrate"]).await;
    assert!(told.contains("schema"), "{told}");
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let node = place.serve().ready().await;
    set_up(&node.api, &sandbox, Options::default()).await;
    let ended = place.run(&["doctor"]).await;
    assert_eq!(ended.code, Some(0), "{} {}", ended.out, ended.err);
    assert!(
        ended.out.contains("is sound") && ended.out.contains("gateway 1"),
        "{}",
        ended.out
    );
    sandbox.shutdown().await;
    let ended = place.run(&["doctor", "--json"]).await;
    assert_eq!(
        ended.code,
        Some(1),
        "a gateway that does not answer: {}",
        ended.out
    );
    let found = parsed(&ended.out);
    let wrong = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["ok"] == false);
    assert!(wrong.into_iter().all(|f| f["name"] == "gateway 1"), "{found}");
    node.kill().await;
    let ended = place.run(&["doctor"]).await;
    assert!(
        ended.code == Some(1) && ended.out.contains("no omnifila runs"),
        "{}",
        ended.out
    );
}

#[tokio::test]
async fn what_was_set_up_moves_to_another_installation() {
    let (from, to) = (Place::new(), Place::new());
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let node = from.serve().ready().await;
    let setup = set_up(&node.api, &sandbox, Options::default()).await;
    let task = json!({"name": "Manhã", "gateway_ids": [setup.gateway], "cron": "0 8 * * *", "time_zone": "America/Sao_Paulo"});
    node.api.post("/tasks", &task).await;
    let exported = from.run_well(&["config", "export"]).await;
    node.stop().await;
    assert!(
        !exported.contains(omnifila_sandbox::DEFAULT_TOKEN),
        "a secret was exported"
    );

    let other = to.serve().ready().await;
    // Takes an id, so that ids differ here.
    set_up(&other.api, &sandbox, Options::default()).await;
    let mut document = parsed(&exported);
    document["gateways"][0]["name"] = "Opa! de lá".into();
    document["templates"][0]["name"] = "aviso de lá".into();
    let file = to.file("config.json", document.to_string());
    let file = file.to_str().unwrap();
    let ended = to.run(&["config", "import", file]).await;
    assert!(
        ended.code == Some(1) && ended.err.contains("token"),
        "the secret is missing: {}",
        ended.err
    );
    document["gateways"][0]["settings"]["token"] = omnifila_sandbox::DEFAULT_TOKEN.into();
    fs::write(file, document.to_string()).unwrap();
    assert_eq!(
        to.run_well(&["config", "import", file]).await.trim(),
        "created 3, changed 0"
    );
    let task = &other.api.get("/tasks").await["items"][0];
    let gateway = other
        .api
        .get(&format!("/gateways/{}", task["gateway_ids"][0]))
        .await;
    assert_eq!(gateway["name"], "Opa! de lá");
    assert_eq!(
        to.run_well(&["config", "import", file]).await.trim(),
        "created 0, changed 3"
    );
    other.stop().await;
    sandbox.shutdown().await;
}

#[tokio::test]
async fn the_generated_documents_are_printed() {
    let place = Place::new();
    assert!(
        parsed(&place.run_well(&["openapi"]).await)["openapi"]
            .as_str()
            .unwrap()
            .starts_with("3.1")
    );
    assert!(
        place
            .run_well(&["states"])
            .await
            .contains("| waiting | start | sending |")
    );
}

#[tokio::test]
async fn the_sandbox_is_a_command() {
    let place = Place::new();
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_omnifila"));
    command
        .env_clear()
        .current_dir(place.path())
        .kill_on_drop(true)
        .args(["sandbox", "--listen", "127.0.0.1:0"]);
    let mut child = command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut lines =
        tokio::io::AsyncBufReadExt::lines(tokio::io::BufReader::new(child.stdout.take().unwrap()));
    let line = tokio::time::timeout(Duration::from_secs(30), lines.next_line())
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    let ready = parsed(&line);
    let api = crate::support::Api::new(ready["sandbox"].as_str().unwrap(), "none");
    let (status, counters) = api.attempt("GET", "/api/v1/template", None).await.unwrap();
    assert_eq!(status, 401, "the stand-in checks its token: {counters}");
    child.kill().await.unwrap();
}
