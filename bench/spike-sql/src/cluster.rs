//! A throw-away PostgreSQL 15 cluster: own folder, free loopback port, defaults of Debian with fsync on.
//!
//! PostgreSQL refuses to run as root, so as root its programs run as the user `postgres`. The cluster is stopped and its
//! folder removed when the value is dropped.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

const PROGRAMS: &str = "/usr/lib/postgresql/15/bin";

pub struct Cluster {
    folder: TempDir,
    port: u16,
}

impl Cluster {
    pub fn start() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("spike-pg-").tempdir()?;
        // The port is free now; nobody on this machine takes it in the moment between.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let cluster = Self { folder, port };
        if is_root()? {
            run(Command::new("chown").arg("postgres:").arg(cluster.folder.path()))?;
        }
        let data = cluster.data();
        run(program("initdb")?.args(["-A", "trust", "-U", "postgres", "--no-sync", "-D", &data]))?;
        let options = format!(
            "-c listen_addresses=127.0.0.1 -p {port} -k {} -c max_wal_size=4GB -c shared_buffers=256MB",
            cluster.folder.path().display()
        );
        let log = format!("{}/log", cluster.folder.path().display());
        run(program("pg_ctl")?.args(["-D", &data, "-l", &log, "-o", &options, "-w", "start"]))?;
        Ok(cluster)
    }

    fn data(&self) -> String {
        format!("{}/data", self.folder.path().display())
    }

    pub fn url(&self) -> String {
        format!(
            "postgres://postgres@127.0.0.1:{}/postgres?sslmode=disable",
            self.port
        )
    }

    pub fn settings(&self) -> tokio_postgres::Config {
        let mut settings = tokio_postgres::Config::new();
        settings
            .host("127.0.0.1")
            .port(self.port)
            .user("postgres")
            .dbname("postgres");
        settings
    }

    /// A connection of its own, outside every pool.
    pub async fn client(&self) -> Result<tokio_postgres::Client> {
        let (client, connection) = self.settings().connect(tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let stopped = program("pg_ctl")
            .and_then(|mut p| run(p.args(["-D", &self.data(), "-m", "immediate", "-w", "stop"])));
        if let Err(error) = stopped {
            eprintln!(
                "the cluster in {} was not stopped: {error:#}",
                self.folder.path().display()
            );
        }
    }
}

fn program(name: &str) -> Result<Command> {
    let path = Path::new(PROGRAMS).join(name);
    let mut command = if is_root()? {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(path);
        command
    } else {
        Command::new(path)
    };
    command.current_dir("/");
    Ok(command)
}

fn is_root() -> Result<bool> {
    let output = Command::new("id").arg("-u").output()?;
    Ok(String::from_utf8_lossy(&output.stdout).trim() == "0")
}

fn run(command: &mut Command) -> Result<()> {
    // pg_ctl's server inherits our streams: not piped, or waiting for their end would never end.
    let status = command
        .stdout(std::process::Stdio::null())
        .status()
        .with_context(|| format!("cannot start {command:?}"))?;
    if !status.success() {
        bail!("{command:?} failed ({status})");
    }
    Ok(())
}
