//! A disk without room: nothing acknowledged is lost, nothing is sent that could not be recorded, and when there is room
//! again the service goes on by itself.
//!
//! Two ways to run out of room: a small file system of the test's own where one may be mounted, and a limit on the size of
//! the process's files, which every process may set. Where no file system may be mounted both tests use the limit.

use crate::support::{Api, Node, Options, Place, Setup, calls_of, message, set_up, until};
use omnifila_sandbox::{Fault, Sandbox, SandboxConfig};
use rustix::process::{Resource, Rlimit, prlimit};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(60);
const MIB: usize = 1024 * 1024;
const BATCH: usize = 200;

/// What keeps the service from writing.
enum Bound {
    /// A file system of 64 MiB over the data folder, most of it taken by a file that can be removed.
    FileSystem(Mounted),
    FileSize,
}

/// Unmounted when dropped, however the test ends.
struct Mounted(PathBuf);

impl Drop for Mounted {
    fn drop(&mut self) {
        let done = Command::new("umount").arg("-l").arg(&self.0).status();
        assert!(
            std::thread::panicking() || done.is_ok_and(|s| s.success()),
            "{} stays mounted",
            self.0.display()
        );
    }
}

impl Bound {
    /// A file system if one may be mounted here.
    fn mounted_or_limited(place: &Place) -> Self {
        let data = place.data();
        fs::create_dir(&data).unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=64m,mode=0700", "tmpfs"])
            .arg(&data)
            .output();
        if mount.is_ok_and(|out| out.status.success()) {
            fs::write(data.join("ballast"), vec![b'x'; 58 * MIB]).unwrap();
            Self::FileSystem(Mounted(data))
        } else {
            Self::FileSize
        }
    }

    /// From here on there is room for little.
    fn tighten(&self, node: &Node) {
        if matches!(self, Self::FileSize) {
            let limit = Rlimit {
                current: Some(3 * MIB as u64),
                maximum: None,
            };
            prlimit(Some(node.pid()), Resource::Fsize, limit).unwrap();
        }
    }

    fn relieve(&self, node: &Node) {
        match self {
            Self::FileSystem(at) => fs::remove_file(at.0.join("ballast")).unwrap(),
            Self::FileSize => drop(
                prlimit(
                    Some(node.pid()),
                    Resource::Fsize,
                    Rlimit {
                        current: None,
                        maximum: None,
                    },
                )
                .unwrap(),
            ),
        }
    }
}

fn batch(setup: Setup, first: usize) -> Value {
    let one = |i: usize| {
        let mut message = message(setup, i);
        // Something that fills a disk.
        message["data"]["texto"] = "x".repeat(1_000).into();
        message
    };
    json!({"messages": (first..first + BATCH).map(one).collect::<Vec<_>>()})
}

fn ids(answer: &Value) -> Vec<i64> {
    answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_i64().unwrap())
        .collect()
}

/// Fills the disk; what was acknowledged, and the batch that was not.
async fn fill(api: &Api, setup: Setup) -> (Vec<i64>, Value) {
    let mut acknowledged = Vec::new();
    for first in (0..40_000).step_by(BATCH) {
        let batch = batch(setup, first);
        let (status, answer) = api.call("POST", "/messages/batch", Some(&batch)).await;
        if status == 202 {
            acknowledged.extend(ids(&answer));
            continue;
        }
        assert!(matches!(status, 503 | 507), "{status} {answer}");
        assert_eq!(answer["code"], "store_unhealthy", "{answer}");
        return (acknowledged, batch);
    }
    panic!("the disk never filled up");
}

async fn runs_out_of_room(place: Place, bound: Bound) {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    sandbox
        .add_fault(Fault::Latency {
            ms: 50,
            jitter_ms: 100,
            before_accept: false,
        })
        .unwrap();
    let node = place
        .serve_under_file_limit()
        .env("OMNIFILA_LOG", "warn")
        .ready()
        .await;
    let api = &node.api;
    let setup = set_up(
        api,
        &sandbox,
        Options {
            max_in_flight: 8,
            ..Options::default()
        },
    )
    .await;
    bound.tighten(&node);
    // It sends while it fills up.
    let (acknowledged, refused) = fill(api, setup).await;
    assert!(!acknowledged.is_empty(), "full from the start");

    let full = async || (api.call("GET", "/readyz", None).await.0 == 503).then_some(());
    until(LIMIT, "readiness to be given up", full).await;
    let (_, told) = api.call("GET", "/readyz", None).await;
    assert_eq!(told["code"], "not_ready", "{told}");
    assert_eq!(
        api.get("/healthz").await["status"],
        "ok",
        "the process itself is well"
    );
    // Reads go on, and show everything that was acknowledged.
    let known: BTreeSet<i64> = api.statuses(setup.gateway).await.into_keys().collect();
    assert!(acknowledged.iter().all(|id| known.contains(id)));
    assert_eq!(
        known.len(),
        acknowledged.len(),
        "a batch that was refused left something behind"
    );
    let (status, answer) = api
        .call(
            "POST",
            &format!("/messages/{}/cancel", acknowledged[0]),
            Some(&json!({"reason": "x"})),
        )
        .await;
    assert!(
        status == 503 || answer["outcome"].is_string(),
        "{status} {answer}"
    );

    bound.relieve(&node);
    let ready = async || (api.call("GET", "/readyz", None).await.0 == 200).then_some(());
    until(LIMIT, "readiness by itself", ready).await;
    let again = api.post("/messages/batch", &refused).await;
    assert_eq!(
        (&again["accepted"], &again["duplicates"]),
        (&json!(BATCH), &json!(0)),
        "{again}"
    );
    api.settled(setup.gateway, Duration::from_secs(120)).await;

    // What was in flight when the disk was full waited for its record: nothing is in doubt.
    let mut tally = api.tally(setup.gateway).await;
    let cancelled = tally.remove("cancelled").unwrap_or(0);
    assert!(cancelled <= 1);
    assert_eq!(
        tally,
        BTreeMap::from([("sent".to_owned(), acknowledged.len() + BATCH - cancelled)])
    );
    let calls = calls_of(&sandbox);
    assert_eq!(calls.len(), acknowledged.len() + BATCH - cancelled);
    assert!(
        calls.values().all(|calls| calls.len() == 1),
        "something was sent twice"
    );
    node.stop().await;
    sandbox.shutdown().await;
    drop(bound);
}

#[tokio::test]
async fn a_full_file_system_loses_nothing_and_is_got_over() {
    let place = Place::new();
    let bound = Bound::mounted_or_limited(&place);
    runs_out_of_room(place, bound).await;
}

#[tokio::test]
async fn files_that_may_not_grow_lose_nothing_and_are_got_over() {
    runs_out_of_room(Place::new(), Bound::FileSize).await;
}
