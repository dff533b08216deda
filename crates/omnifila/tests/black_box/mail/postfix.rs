//! A real Postfix of the test's own: in a folder of its own, on a free port of loopback, ended by its own process.
//!
//! It takes letters for two domains into maildirs, and those for a third only to be refused by the next server, so that they come
//! back. Postfix needs root to begin
//! with and lets go of it; where the tests are no root, this panics and says so, as nothing here is ever skipped.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Letters to `cliente…@` here are delivered.
pub(super) const CUSTOMERS: &str = "clientes.example";
/// Letters here are taken, and bounce.
pub(super) const BOUNCING: &str = "devolve.example";

const MAIN: &str = "compatibility_level = 3.6
queue_directory = @/spool
data_directory = @/data
maillog_file = @/mail.log
maillog_file_prefixes = @
mail_owner = postfix
myhostname = mx.isp.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
local_transport = error:no local mail
virtual_mailbox_domains = clientes.example, isp.example
virtual_mailbox_base = @/mail
virtual_mailbox_maps = regexp:@/mailboxes
virtual_uid_maps = static:$UID
virtual_gid_maps = static:$GID
virtual_minimum_uid = 1
virtual_mailbox_limit = 0
mailbox_size_limit = 0
relay_domains = devolve.example
transport_maps = regexp:@/transport
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_tls_security_level = may
smtpd_tls_cert_file = @/cert.pem
smtpd_tls_key_file = @/key.pem
smtpd_client_connection_count_limit = 0
smtpd_peername_lookup = no
default_process_limit = 30
in_flow_delay = 0
";

const MASTER: &str = "127.0.0.1:$PORT inet n - n - - smtpd
127.0.0.1:$FAR inet n - n - - smtpd
  -o myhostname=far.example
  -o { smtpd_recipient_restrictions = check_recipient_access static:{550 5.1.1 User unknown} }
smtp unix - - n - - smtp
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
";

const CERTIFICATE: &str = "[req]
distinguished_name = name
prompt = no
x509_extensions = own
[name]
CN = localhost
[own]
subjectAltName = DNS:localhost
basicConstraints = critical,CA:FALSE
";

pub(super) struct Postfix {
    pub(super) port: u16,
    folder: TempDir,
    master: Child,
}

impl Postfix {
    pub(super) async fn start() -> Postfix {
        let folder = tempfile::Builder::new()
            .prefix("omnifila-postfix-")
            .tempdir()
            .unwrap();
        let at = folder.path().to_path_buf();
        // Its processes let go of root, and have to come through.
        fs::set_permissions(&at, Permissions::from_mode(0o755)).unwrap();
        let [uid, gid] = ["-u", "-g"].map(|flag| said("id", &[flag, "postfix"]));
        for name in ["etc", "spool", "data", "mail"] {
            fs::create_dir(at.join(name)).unwrap();
        }
        for maildir in ["clientes", "devolucoes"] {
            for name in ["new", "cur", "tmp"] {
                fs::create_dir_all(at.join("mail").join(maildir).join(name)).unwrap();
            }
        }
        run(
            "chown",
            &["-R", "postfix:", path(&at.join("data")), path(&at.join("mail"))],
        );
        fs::write(at.join("openssl.cnf"), CERTIFICATE).unwrap();
        let (config, key, cert) = (at.join("openssl.cnf"), at.join("key.pem"), at.join("cert.pem"));
        run(
            "openssl",
            &[
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-config",
                path(&config),
                "-keyout",
                path(&key),
                "-out",
                path(&cert),
            ],
        );
        let mailboxes = "/^cliente[0-9]+@clientes\\.example$/ clientes/\n/^devolucoes(\\+.*)?@isp\\.example$/ devolucoes/\n";
        fs::write(at.join("mailboxes"), mailboxes).unwrap();
        let [port, far] = free_ports();
        fs::write(
            at.join("transport"),
            format!("/@devolve\\.example$/ smtp:[127.0.0.1]:{far}\n"),
        )
        .unwrap();
        let own = |text: &str| {
            let text = text
                .replace('@', path(&at))
                .replace("$PORT", &port.to_string())
                .replace("$FAR", &far.to_string());
            text.replace("$UID", &uid).replace("$GID", &gid)
        };
        fs::write(at.join("etc/main.cf"), own(MAIN)).unwrap();
        fs::write(at.join("etc/master.cf"), own(MASTER)).unwrap();
        let etc = at.join("etc");
        run("postfix", &["-c", path(&etc), "check"]);
        let log = fs::File::create(at.join("master.out")).unwrap();
        let master = Command::new("/usr/lib/postfix/sbin/master")
            .args(["-c", path(&etc), "-d"])
            .env("MAIL_CONFIG", &etc)
            .env("MAIL_LOGTAG", "postfix")
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .expect("postfix is missing: cargo xtask setup");
        let postfix = Postfix { port, folder, master };
        let look = async || std::net::TcpStream::connect(("127.0.0.1", port)).ok();
        crate::support::until(Duration::from_secs(60), "Postfix to listen", look).await;
        postfix
    }

    pub(super) fn certificate(&self) -> String {
        fs::read_to_string(self.folder.path().join("cert.pem")).unwrap()
    }

    /// Where its certificate and key lie.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The maildir of customers.
    pub(super) fn customers(&self) -> PathBuf {
        self.folder.path().join("mail/clientes")
    }

    /// The maildir that bounces come back to.
    pub(super) fn bounces(&self) -> PathBuf {
        self.folder.path().join("mail/devolucoes")
    }

    pub(super) fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("mail.log")).unwrap_or_default()
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        // TERM lets the master end its own children; only this one is ours to end.
        let master = rustix::process::Pid::from_child(&self.master);
        // One that has ended already is what is wanted.
        let _ = rustix::process::kill_process(master, rustix::process::Signal::TERM);
        drop(self.master.wait());
    }
}

/// Free a moment ago; a test that loses the race fails loudly.
pub(super) fn free_ports() -> [u16; 2] {
    let held = [(); 2].map(|()| std::net::TcpListener::bind("127.0.0.1:0").unwrap());
    held.map(|listener| listener.local_addr().unwrap().port())
}

pub(super) fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

pub(super) fn run(program: &str, arguments: &[&str]) {
    said(program, arguments);
}

/// What a program that has to work says.
pub(super) fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|e| panic!("{program}: {e} (cargo xtask setup installs it; Postfix needs root)"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {} {}",
        text(&output.stdout),
        text(&output.stderr)
    );
    text(&output.stdout)
}
