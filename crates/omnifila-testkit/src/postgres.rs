//! A PostgreSQL server for the tests of one process: made, started and taken away by the process itself, reachable by a Unix
//! socket only. Each store gets a schema of its own.
//!
//! A machine without PostgreSQL fails here, in words: a test never skips because something is absent.

use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::sync::mpsc::channel;
use std::thread;

/// Durability is not what these tests look at, and the disk is slow.
const SETTINGS: [&str; 8] = [
    "fsync=off",
    "full_page_writes=off",
    "listen_addresses=",
    "max_connections=300",
    "shared_buffers=64MB",
    "autovacuum_naptime=10s",
    "log_min_messages=log",
    "log_checkpoints=off",
];

/// Runs the server and takes its folder away when it has ended, or when the process that started it has.
const KEEPER: &str = "trap 'kill -INT $server' TERM; \"$0\" \"$@\" & server=$!; wait $server; wait $server; rm -rf \"$FOLDER\"";

#[derive(Debug)]
struct Server {
    folder: PathBuf,
    programs: PathBuf,
}

/// The URL of an empty place on this process's server.
#[expect(clippy::expect_used, reason = "a machine without PostgreSQL fails the test")]
pub fn empty_place() -> String {
    static SERVER: LazyLock<Server> =
        LazyLock::new(|| start(None).expect("PostgreSQL 15 or newer is needed (cargo xtask setup)"));
    let server = &*SERVER;
    let schema = format!("place{:016x}", RandomState::new().hash_one("place"));
    server.run(&format!("CREATE SCHEMA {schema}"));
    let folder = server.folder.display().to_string().replace('/', "%2F");
    format!("postgres://omnifila@{folder}/postgres?options=-c%20search_path%3D{schema}")
}

/// The database of a server of its own that takes encrypted connections only, by TCP, for the name `localhost`.
#[derive(Debug)]
pub struct Encrypted {
    pub port: u16,
    /// The certificate it shows, which is its own authority.
    pub certificate: PathBuf,
}

impl Encrypted {
    /// By that name or address; `options` of the URL.
    pub fn url(&self, host: &str, options: &str) -> String {
        format!("postgres://omnifila@{host}:{}/postgres?{options}", self.port)
    }
}

/// Such a server; it lives as long as the process.
#[expect(
    clippy::expect_used,
    reason = "a machine without PostgreSQL and openssl fails the test"
)]
pub fn encrypted() -> Encrypted {
    let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
    let port = free.expect("a free port").port();
    let server = start(Some(port)).expect("PostgreSQL 15 or newer is needed (cargo xtask setup)");
    let certificate = server.folder.join("cert.pem");
    Encrypted { port, certificate }
}

/// What a statement answers in that place: the first column of the first row, as text.
pub fn ask(url: &str, sql: &str) -> String {
    try_ask(url, sql).unwrap_or_else(|e| panic!("{sql}: {e}"))
}

/// [`ask`] where the server may be away; an error is what `psql` said.
#[expect(clippy::expect_used, reason = "a machine without PostgreSQL fails the test")]
pub(crate) fn try_ask(url: &str, sql: &str) -> Result<String, String> {
    let psql = programs().expect("PostgreSQL is there").join("psql");
    let mut command = Command::new(psql);
    command.args(["-q", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, url]);
    let done = command.output().expect("psql runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if done.status.success() {
        Ok(text(&done.stdout))
    } else {
        Err(text(&done.stderr))
    }
}

impl Server {
    #[expect(clippy::expect_used, reason = "a test may stop at the first surprise")]
    fn run(&self, sql: &str) {
        let done = Command::new(self.programs.join("psql"))
            .args([
                "-q",
                "-X",
                "-v",
                "ON_ERROR_STOP=1",
                "-U",
                "omnifila",
                "-d",
                "postgres",
                "-c",
                sql,
                "-h",
            ])
            .arg(&self.folder)
            .status();
        assert!(done.expect("psql runs").success(), "{sql}");
    }
}

/// `encrypted`: also by TCP at that port, and there with TLS only.
fn start(encrypted: Option<u16>) -> std::io::Result<Server> {
    let programs = programs()?;
    let memory = Path::new("/dev/shm");
    let base = if memory.is_dir() {
        memory
    } else {
        Path::new("/tmp")
    };
    let kind = if encrypted.is_some() { "-encrypted" } else { "" };
    let folder = base.join(format!("omnifila-postgres-{}{kind}", std::process::id()));
    fs::create_dir(&folder)?;
    let user = owner()?;
    if let Some((uid, gid)) = user {
        chown(&folder, Some(uid), Some(gid))?;
    }
    let data = folder.join("data");
    let mut initdb = user_of(user, &programs.join("initdb"));
    initdb.args([
        "--no-sync",
        "-U",
        "omnifila",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "-D",
    ]);
    let made = initdb.arg(&data).stdout(Stdio::null()).status()?;
    if !made.success() {
        return Err(std::io::Error::other("initdb failed"));
    }
    let mut settings: Vec<String> = SETTINGS.map(str::to_owned).into();
    if let Some(port) = encrypted {
        settings.extend(encryption(&folder, user, port)?);
    }
    let (ready, is_ready) = channel();
    let (keeper, at) = (programs.clone(), folder.clone());
    // The server ends with the thread that started it: one that lives as long as the process.
    thread::spawn(move || {
        let mut server = user_of(user, Path::new("sh"));
        server.args(["-c", KEEPER]).arg(keeper.join("postgres"));
        server
            .env("FOLDER", &at)
            .arg("-D")
            .arg(at.join("data"))
            .arg("-k")
            .arg(&at);
        for setting in &settings {
            server.args(["-c", setting]);
        }
        let Ok(mut child) = server.stderr(Stdio::piped()).stdin(Stdio::null()).spawn() else {
            return;
        };
        let log = child.stderr.take().map(BufReader::new);
        for line in log.into_iter().flat_map(BufRead::lines).map_while(Result::ok) {
            if line.contains("ready to accept connections") {
                let _ = ready.send(());
            }
        }
        drop(child.wait());
    });
    is_ready
        .recv()
        .map_err(|_| std::io::Error::other("the server did not start"))?;
    Ok(Server { folder, programs })
}

/// Makes a certificate for `localhost`, lets nobody in by TCP without TLS, and answers the settings for it.
fn encryption(folder: &Path, user: Option<(u32, u32)>, port: u16) -> std::io::Result<Vec<String>> {
    let (certificate, key) = (folder.join("cert.pem"), folder.join("key.pem"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"])
        .args([
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
        ])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .stderr(Stdio::null())
        .status()?;
    if !made.success() {
        return Err(std::io::Error::other("openssl made no certificate"));
    }
    if let Some((uid, gid)) = user {
        chown(&key, Some(uid), Some(gid))?;
    }
    fs::write(
        folder.join("data/pg_hba.conf"),
        "local all all trust\nhostssl all all 127.0.0.1/32 trust\n",
    )?;
    Ok(vec![
        "listen_addresses=127.0.0.1".into(),
        format!("port={port}"),
        "ssl=on".into(),
        format!("ssl_cert_file={}", certificate.display()),
        format!("ssl_key_file={}", key.display()),
    ])
}

/// Where Debian puts the newest version.
pub(crate) fn programs() -> std::io::Result<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql")?.filter_map(Result::ok);
    let newest = versions
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .max()
        .ok_or_else(|| std::io::Error::other("no version in /usr/lib/postgresql"))?;
    Ok(PathBuf::from(format!("/usr/lib/postgresql/{newest}/bin")))
}

/// PostgreSQL refuses to run as root: then it runs as the user of its Debian package.
pub(crate) fn owner() -> std::io::Result<Option<(u32, u32)>> {
    if fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let mut found = fields.filter(|f| f.first() == Some(&"postgres"));
    let ids = found
        .next()
        .and_then(|f| Some((f.get(2)?.parse().ok()?, f.get(3)?.parse().ok()?)));
    ids.map(Some)
        .ok_or_else(|| std::io::Error::other("there is no user postgres"))
}

pub(crate) fn user_of(user: Option<(u32, u32)>, program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    if let Some((uid, gid)) = user {
        command
            .arg(format!("--reuid={uid}"))
            .arg(format!("--regid={gid}"))
            .arg("--clear-groups");
    }
    command
        .args(["--pdeathsig", "TERM"])
        .arg(program)
        .current_dir("/");
    command
}
