//! A real Dovecot of the test's own: the maildir of bounces as a mailbox at a provider, over IMAP with TLS.

use super::postfix::path;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

const CONFIG: &str = "protocols = imap
base_dir = @/run
listen = 127.0.0.1
log_path = @/log
ssl = required
ssl_cert = <$CERT
ssl_key = <$KEY
first_valid_uid = 1
passdb {
  driver = static
  args = password=segredo-da-caixa
}
userdb {
  driver = static
  args = uid=postfix gid=postfix home=$MAIL mail=maildir:$MAIL
}
service imap-login {
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = $PORT
    ssl = yes
  }
}
";

pub(super) const PASSWORD: &str = "segredo-da-caixa";

pub(super) struct Dovecot {
    pub(super) port: u16,
    _folder: TempDir,
    master: Child,
}

impl Dovecot {
    /// Over a maildir, with a certificate and key that lie beside each other as `cert.pem` and `key.pem`.
    pub(super) async fn start(maildir: &Path, certificates: &Path) -> Dovecot {
        let folder = tempfile::Builder::new()
            .prefix("omnifila-dovecot-")
            .tempdir()
            .unwrap();
        let at = folder.path();
        let port = super::postfix::free_ports()[0];
        let config = CONFIG
            .replace('@', path(at))
            .replace("$CERT", path(&certificates.join("cert.pem")))
            .replace("$KEY", path(&certificates.join("key.pem")))
            .replace("$MAIL", path(maildir))
            .replace("$PORT", &port.to_string());
        fs::write(at.join("dovecot.conf"), config).unwrap();
        let out = fs::File::create(at.join("out")).unwrap();
        let master = Command::new("/usr/sbin/dovecot")
            .args(["-F", "-c", path(&at.join("dovecot.conf"))])
            .stdin(Stdio::null())
            .stdout(out.try_clone().unwrap())
            .stderr(out)
            .spawn()
            .expect("dovecot is missing: cargo xtask setup");
        let dovecot = Dovecot {
            port,
            _folder: folder,
            master,
        };
        let look = async || std::net::TcpStream::connect(("127.0.0.1", port)).ok();
        crate::support::until(Duration::from_secs(60), "Dovecot to listen", look).await;
        dovecot
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        let master = rustix::process::Pid::from_child(&self.master);
        // One that has ended already is what is wanted.
        let _ = rustix::process::kill_process(master, rustix::process::Signal::TERM);
        drop(self.master.wait());
    }
}
