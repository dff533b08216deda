//! Two PostgreSQL servers under Patroni with one etcd, as docs/guide/high-availability.md sets them up, for a test that kills the one
//! that leads.
//!
//! Model: the second follows the first synchronously, so that what was acknowledged is on both. Everything listens on loopback,
//! belongs to the thread that made it, and goes with it.

use crate::postgres::{owner, programs, try_ask, user_of};
use std::fs;
use std::io;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Making two databases takes a while on a busy machine.
const LIMIT: Duration = Duration::from_secs(120);
const LOOK: Duration = Duration::from_millis(200);
/// The least that Patroni takes: a leader that is gone is replaced after it.
const LEASE: u32 = 20;

/// One server and the Patroni that looks after it.
#[derive(Debug)]
struct Member {
    name: &'static str,
    port: u16,
    data: PathBuf,
    patroni: Child,
}

/// The cluster; dropped, it is stopped and its folder removed.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    etcd: Child,
    members: Vec<Member>,
}

impl Cluster {
    /// Starts it, and waits until the second server follows the first synchronously.
    #[expect(clippy::expect_used, reason = "a machine without Patroni fails the test")]
    #[must_use]
    pub fn start() -> Cluster {
        let mut cluster = Self::launch().expect("Patroni and etcd are needed (cargo xtask setup)");
        cluster.join("first").expect("Patroni starts");
        cluster.until("the first server takes writes", || cluster.leads(0).then_some(()));
        cluster.join("second").expect("Patroni starts");
        cluster.leader_with_follower();
        cluster
    }

    /// Both servers, of which the one that takes writes is meant.
    #[must_use]
    pub fn url(&self) -> String {
        let hosts: Vec<String> = self
            .members
            .iter()
            .map(|m| format!("127.0.0.1:{}", m.port))
            .collect();
        format!(
            "postgres://omnifila@{}/postgres?target_session_attrs=read-write",
            hosts.join(",")
        )
    }

    /// The server that follows, alone.
    #[must_use]
    pub fn standby_url(&self) -> String {
        let leader = self.leader_with_follower();
        let standby = self.members.iter().enumerate().find(|(at, _)| *at != leader);
        let port = standby.map_or(0, |(_, member)| member.port);
        format!("postgres://omnifila@127.0.0.1:{port}/postgres")
    }

    /// The machine of the leading server dies: Patroni, the server and every session of it, at once. The other one holds what was
    /// acknowledged.
    #[expect(clippy::expect_used, reason = "a test may stop at the first surprise")]
    pub fn kill_leader(&mut self) {
        let at = self.leader_with_follower();
        let member = &mut self.members[at];
        member.patroni.kill().expect("it was running");
        drop(member.patroni.wait());
        let pid = fs::read_to_string(member.data.join("postmaster.pid")).expect("it was running");
        let postmaster = pid.lines().next().unwrap_or_default().to_owned();
        let sessions =
            fs::read_to_string(format!("/proc/{postmaster}/task/{postmaster}/children")).unwrap_or_default();
        let kill = |pids: &[&str]| {
            Command::new("kill")
                .arg("-KILL")
                .args(pids)
                .stderr(Stdio::null())
                .status()
        };
        let killed = kill(&[&postmaster]);
        assert!(
            killed.is_ok_and(|s| s.success()),
            "the server could not be killed"
        );
        // Some of them may have ended meanwhile.
        drop(kill(&sessions.split_whitespace().collect::<Vec<_>>()));
    }

    fn launch() -> io::Result<Cluster> {
        let folder = std::env::temp_dir().join(format!(
            "omnifila-patroni-{}-{}",
            std::process::id(),
            free_port()?
        ));
        fs::create_dir(&folder)?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
        let user = owner()?;
        if let Some((uid, gid)) = user {
            chown(&folder, Some(uid), Some(gid))?;
        }
        let (client, peer) = (free_port()?, free_port()?);
        let mut etcd = user_of(user, Path::new("/usr/bin/etcd"));
        let (client, peer) = (
            format!("http://127.0.0.1:{client}"),
            format!("http://127.0.0.1:{peer}"),
        );
        etcd.args([
            "--name",
            "omnifila",
            "--unsafe-no-fsync",
            "--logger",
            "zap",
            "--log-level",
            "error",
            "--data-dir",
        ]);
        etcd.arg(folder.join("etcd"));
        etcd.args([
            "--listen-client-urls",
            &client,
            "--advertise-client-urls",
            &client,
        ]);
        etcd.args([
            "--listen-peer-urls",
            &peer,
            "--initial-advertise-peer-urls",
            &peer,
        ]);
        etcd.args(["--initial-cluster", &format!("omnifila={peer}")]);
        let etcd = logged(&mut etcd, &folder.join("etcd.log"))?.spawn()?;
        fs::write(folder.join("client"), client)?;
        Ok(Cluster {
            folder,
            etcd,
            members: Vec::new(),
        })
    }

    /// One more server; the first makes the database, others copy it.
    fn join(&mut self, name: &'static str) -> io::Result<()> {
        let (port, rest) = (free_port()?, free_port()?);
        let client = fs::read_to_string(self.folder.join("client"))?;
        let data = self.folder.join(name);
        let settings = settings(&Place {
            name,
            port,
            rest,
            etcd: client.trim_start_matches("http://"),
            folder: &self.folder,
            data: &data,
            programs: &programs()?,
        });
        let file = self.folder.join(format!("{name}.yml"));
        fs::write(&file, settings)?;
        let user = owner()?;
        if let Some((uid, gid)) = user {
            chown(&file, Some(uid), Some(gid))?;
        }
        let mut patroni = user_of(user, Path::new("/usr/bin/patroni"));
        patroni.arg(&file);
        let patroni = logged(&mut patroni, &self.folder.join(format!("{name}.log")))?.spawn()?;
        self.members.push(Member {
            name,
            port,
            data,
            patroni,
        });
        Ok(())
    }

    fn asked(&self, at: usize, sql: &str) -> Option<String> {
        let port = self.members[at].port;
        let url = format!("postgres://omnifila@127.0.0.1:{port}/postgres?connect_timeout=2");
        try_ask(&url, sql).ok()
    }

    fn leads(&self, at: usize) -> bool {
        self.asked(at, "SHOW transaction_read_only") == Some("off".into())
    }

    /// Waits for a server that leads and whose commits wait for the other one; its place.
    fn leader_with_follower(&self) -> usize {
        self.until("one server leads and the other follows synchronously", || {
            (0..self.members.len()).find(|at| {
                let names = self.asked(*at, "SHOW synchronous_standby_names");
                self.leads(*at) && names.is_some_and(|names| !names.is_empty())
            })
        })
    }

    fn until<T>(&self, what: &str, done: impl Fn() -> Option<T>) -> T {
        for _ in 0..LIMIT.as_millis() / LOOK.as_millis() {
            if let Some(found) = done() {
                return found;
            }
            wait();
        }
        panic!("not within {} s: {what}\n{}", LIMIT.as_secs(), self.logs());
    }

    fn logs(&self) -> String {
        let names = self.members.iter().map(|m| m.name).chain(["etcd"]);
        let logs =
            names.map(|name| fs::read_to_string(self.folder.join(format!("{name}.log"))).unwrap_or_default());
        logs.collect::<Vec<_>>().join("\n")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        for member in &mut self.members {
            // Told to end, Patroni stops its server; killed, it would leave it behind.
            let told = Command::new("kill")
                .arg("-TERM")
                .arg(member.patroni.id().to_string())
                .stderr(Stdio::null())
                .status();
            drop(told);
        }
        for member in &mut self.members {
            drop(member.patroni.wait());
        }
        drop(self.etcd.kill());
        drop(self.etcd.wait());
        drop(fs::remove_dir_all(&self.folder));
    }
}

struct Place<'a> {
    name: &'a str,
    port: u16,
    rest: u16,
    etcd: &'a str,
    folder: &'a Path,
    data: &'a Path,
    programs: &'a Path,
}

fn settings(place: &Place<'_>) -> String {
    let Place {
        name,
        port,
        rest,
        etcd,
        ..
    } = place;
    let (folder, data, programs) = (
        place.folder.display(),
        place.data.display(),
        place.programs.display(),
    );
    format!(
        "scope: omnifila
name: {name}
restapi: {{listen: '127.0.0.1:{rest}', connect_address: '127.0.0.1:{rest}'}}
etcd3: {{host: '{etcd}'}}
bootstrap:
  dcs:
    ttl: {LEASE}
    loop_wait: 2
    retry_timeout: 3
    synchronous_mode: true
    postgresql:
      use_pg_rewind: false
      parameters: {{max_connections: 100, fsync: 'off', full_page_writes: 'off', shared_buffers: 64MB}}
  initdb:
    - encoding: UTF8
    - locale: C
    - no-sync
postgresql:
  listen: 127.0.0.1:{port}
  connect_address: 127.0.0.1:{port}
  data_dir: {data}
  bin_dir: {programs}
  pgpass: {folder}/{name}.pgpass
  parameters: {{unix_socket_directories: {folder}}}
  pg_hba: ['local all all trust', 'host all all 127.0.0.1/32 trust', 'host replication all 127.0.0.1/32 trust']
  authentication:
    superuser: {{username: omnifila}}
    replication: {{username: omnifila}}
"
    )
}

fn logged<'a>(command: &'a mut Command, log: &Path) -> io::Result<&'a mut Command> {
    let log = fs::File::create(log)?;
    Ok(command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log))
}

/// A port nobody listened on just now.
fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

#[expect(
    clippy::disallowed_methods,
    reason = "a server of others says nothing when it is ready: it has to be asked again"
)]
fn wait() {
    std::thread::sleep(LOOK);
}
