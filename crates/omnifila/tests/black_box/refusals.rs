//! What is refused at the start: in words, with an exit code, and with nothing changed.

use crate::support::{Options, Place, set_up};
use omnifila_sandbox::{Sandbox, SandboxConfig};
use serde_json::json;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

#[tokio::test]
async fn a_settings_file_with_an_unknown_key_is_refused_by_name() {
    let place = Place::new();
    place.file("omnifila.toml", "log = \"warn\"\nlissten = \"127.0.0.1:0\"\n");
    let ended = place.serve().ended().await;
    assert_eq!(ended.code, Some(2), "{}", ended.err);
    assert!(
        ended.err.contains("\"lissten\"") && ended.err.contains("data_dir"),
        "{}",
        ended.err
    );
    assert_eq!(ended.err.trim_end().lines().count(), 1, "{}", ended.err);
    assert!(!place.data().exists(), "nothing was made");

    // In the data folder, too, and under another name.
    fs::remove_file(place.path().join("omnifila.toml")).unwrap();
    fs::create_dir(place.data()).unwrap();
    place.file("data/omnifila.toml", "port = \"1\"\n");
    assert!(place.serve().ended().await.err.contains("\"port\""));
    fs::remove_file(place.data().join("omnifila.toml")).unwrap();
    let other = place.file("other.toml", "x = 1\n");
    let ended = place
        .serve()
        .args(&["--config", other.to_str().unwrap()])
        .ended()
        .await;
    assert!(ended.err.contains("\"x\""), "{}", ended.err);
}

#[tokio::test]
async fn settings_that_make_no_sense_are_refused_without_being_repeated() {
    for (name, value, told) in [
        ("OMNIFILA_BOOTSTRAP_TOKEN", "too-short", "16 to 256"),
        ("OMNIFILA_MASTER_KEY", "0123", "64 hex digits"),
        (
            "OMNIFILA_DATABASE_URL",
            "mysql://u:geheim@localhost/x",
            "postgres://",
        ),
        ("OMNIFILA_SIMULATED_TIME", "2026-12-10T08:00:00", "RFC 3339"),
        ("OMNIFILA_LOG_FORMAT", "xml", "text or json"),
    ] {
        let place = Place::new();
        let ended = place.serve().env(name, value).ended().await;
        assert_eq!(ended.code, Some(2), "{name}: {}", ended.err);
        assert!(ended.err.contains(told), "{name}: {}", ended.err);
        assert!(
            !ended.err.contains("too-short") && !ended.err.contains("geheim"),
            "{}",
            ended.err
        );
    }
}

#[tokio::test]
async fn one_process_has_a_data_folder() {
    let place = Place::new();
    let node = place.serve().ready().await;
    let ended = place.serve().ended().await;
    assert_eq!(ended.code, Some(1), "{}", ended.err);
    assert!(
        ended.err.contains("in use") && ended.err.contains("process"),
        "{}",
        ended.err
    );
    // The first one took no harm, nor did its socket.
    assert_eq!(node.api.get("/readyz").await["status"], "ready");
    place.run_well(&["queue", "list"]).await;
    node.stop().await;
}

#[tokio::test]
async fn an_address_in_use_is_told_and_leaves_the_folder_free() {
    let place = Place::new();
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = taken.local_addr().unwrap().to_string();
    let ended = place.command("serve").args(&["--listen", &addr]).ended().await;
    assert_eq!(ended.code, Some(1), "{}", ended.err);
    assert!(
        ended.err.contains(&addr) && ended.err.contains("--listen"),
        "{}",
        ended.err
    );
    place.serve().ready().await.stop().await;
}

#[tokio::test]
async fn the_key_has_to_be_the_one_that_sealed_the_secrets() {
    let place = Place::new();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let node = place.serve().ready().await;
    set_up(&node.api, &sandbox, Options::default()).await;
    node.stop().await;
    let key = place.data().join("master.key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);

    let ended = place
        .serve()
        .env("OMNIFILA_MASTER_KEY", &"ab".repeat(32))
        .ended()
        .await;
    assert_eq!(ended.code, Some(1), "{}", ended.err);
    assert!(ended.err.contains("another master key"), "{}", ended.err);

    let good = fs::read(&key).unwrap();
    fs::write(&key, "no key\n").unwrap();
    let ended = place.serve().ended().await;
    assert!(
        ended.code != Some(0) && ended.err.contains("64 hex digits"),
        "{}",
        ended.err
    );

    fs::write(&key, &good).unwrap();
    fs::set_permissions(&key, Permissions::from_mode(0o644)).unwrap();
    let ended = place.serve().ended().await;
    assert!(
        ended.code != Some(0) && ended.err.contains("chmod 600"),
        "{}",
        ended.err
    );

    fs::remove_file(&key).unwrap();
    let ended = place.serve().ended().await;
    assert!(
        ended.code != Some(0) && ended.err.contains("put the key file back"),
        "{}",
        ended.err
    );
    assert!(!key.exists(), "no new key was made");

    fs::write(&key, &good).unwrap();
    fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
    place.serve().ready().await.stop().await;
    sandbox.shutdown().await;
}

#[tokio::test]
async fn what_is_no_database_of_ours_is_left_alone() {
    let place = Place::new();
    fs::create_dir(place.data()).unwrap();
    let file = place.file("data/omnifila.db", vec![b'x'; 8_192]);
    let key = "cd".repeat(32);
    let ended = place.serve().env("OMNIFILA_MASTER_KEY", &key).ended().await;
    assert_eq!(ended.code, Some(1), "{}", ended.err);
    assert!(ended.err.contains("not a database of omnifila"), "{}", ended.err);
    assert_eq!(fs::read(file).unwrap(), vec![b'x'; 8_192]);
}

#[tokio::test]
async fn simulated_time_never_meets_a_real_provider() {
    let place = Place::new();
    let gateway = json!({
        "name": "real", "kind": "opa_suite", "rate": {"per_second": 1},
        "settings": {"url": "http://203.0.113.7:9", "token": "t", "channel_id": "64bb00000000000000000002"},
    });
    let simulated = ["--simulated-time", "2026-12-10T08:00:00-03:00"];
    let node = place.serve().args(&simulated).ready().await;
    let (status, problem) = node.api.call("POST", "/gateways", Some(&gateway)).await;
    assert_eq!(status, 422, "{problem}");
    assert_eq!(problem["pointer"], "/settings/url", "{problem}");
    node.stop().await;

    // Nor one that was set up before.
    let node = place.serve().ready().await;
    node.api.post("/gateways", &gateway).await;
    node.stop().await;
    let ended = place.serve().args(&simulated).ended().await;
    assert_eq!(ended.code, Some(1), "{}", ended.err);
    assert!(ended.err.contains("simulated time"), "{}", ended.err);
}
