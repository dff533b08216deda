//! What the tests need of the machine, and how to get it on Debian.
//!
//! Model: a table of needs, each with a probe and the packages that satisfy it. What is there already is left alone;
//! what is missing is installed with apt-get as root or through sudo that asks nothing. Without such rights the chore
//! fails and says which packages to install: a test never skips because something is absent.

use anyhow::{Context, Result, bail};

use crate::workspace::{self, Workspace};

/// One thing that must be on the machine.
struct Need {
    what: &'static str,
    /// A command that succeeds where the need is met.
    probe: &'static [&'static str],
    /// Debian packages that meet it.
    packages: &'static [&'static str],
}

/// A new row here is all that a later suite (a database, a browser, fonts) has to add.
const NEEDS: &[Need] = &[
    Need {
        what: "a C compiler (SQLite and ring are compiled from C)",
        probe: &["cc", "--version"],
        packages: &["gcc", "libc6-dev"],
    },
    Need {
        what: "python3 (a second opinion on time zones and signatures in tests)",
        probe: &["python3", "--version"],
        packages: &["python3-minimal"],
    },
    Need {
        what: "PostgreSQL 15 or newer (every test of the store runs on it, too)",
        probe: &["sh", "-c", "ls /usr/lib/postgresql/*/bin/initdb"],
        packages: &["postgresql"],
    },
    Need {
        what: "Patroni and etcd (a database that fails over while messages leave)",
        probe: &["sh", "-c", "command -v patroni && command -v etcd"],
        packages: &["patroni", "etcd-server"],
    },
    Need {
        what: "Node and npm (the interface)",
        probe: &["npm", "--version"],
        packages: &["nodejs", "npm"],
    },
    Need {
        what: "chromium (the interface in a browser)",
        probe: &["chromium", "--version"],
        packages: &["chromium", "fonts-noto-color-emoji"],
    },
    Need {
        what: "curl (the integration guide, followed literally)",
        probe: &["curl", "--version"],
        packages: &["curl"],
    },
    Need {
        what: "php (the integration guide, followed literally)",
        probe: &["php", "--version"],
        packages: &["php-cli"],
    },
    Need {
        what: "Postfix (a real mail server to send to; it needs root to start)",
        probe: &["/usr/sbin/postconf", "-d", "mail_version"],
        packages: &["postfix"],
    },
    Need {
        what: "Dovecot (a real mailbox to read bounces from)",
        probe: &["/usr/sbin/dovecot", "--version"],
        packages: &["dovecot-imapd"],
    },
    Need {
        what: "dkimpy (a second opinion on signed e-mails)",
        probe: &["/usr/bin/python3", "-c", "import dkim"],
        packages: &["python3-dkim"],
    },
    Need {
        what: "openssl (keys and certificates of the tests)",
        probe: &["openssl", "version"],
        packages: &["openssl"],
    },
    Need {
        what: "Kannel (SMS through a gateway written by others)",
        probe: &["test", "-x", "/usr/sbin/bearerbox"],
        packages: &["kannel"],
    },
    Need {
        what: "sqlite3 (a second opinion on what the interface counts)",
        probe: &["sqlite3", "--version"],
        packages: &["sqlite3"],
    },
];

pub(crate) fn run(workspace: &Workspace, _arguments: &[String]) -> Result<()> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !is_met(workspace, need)).collect();
    if missing.is_empty() {
        println!("setup: nothing is missing");
        return Ok(());
    }
    for need in &missing {
        println!("setup: missing {}", need.what);
    }
    let packages: Vec<&str> = missing
        .iter()
        .flat_map(|need| need.packages.iter().copied())
        .collect();
    install(workspace, &packages)?;
    if let Some(need) = missing.iter().find(|need| !is_met(workspace, need)) {
        bail!(
            "{} is still missing after installing {}",
            need.what,
            need.packages.join(" ")
        );
    }
    Ok(())
}

fn is_met(workspace: &Workspace, need: &Need) -> bool {
    let Some((program, arguments)) = need.probe.split_first() else {
        return false;
    };
    workspace::succeeds(workspace.command(program).args(arguments))
}

fn install(workspace: &Workspace, packages: &[&str]) -> Result<()> {
    let wanted = packages.join(" ");
    let prefix = privilege(workspace).with_context(|| format!("as root: apt-get install {wanted}"))?;
    if packages.contains(&"postfix") {
        // Its own default would be a mail server on every address of the machine.
        let mut words = prefix.to_vec();
        let none = "echo postfix postfix/main_mailer_type select No configuration | debconf-set-selections";
        words.extend(["sh", "-c", none]);
        workspace::run(workspace.command(words[0]).args(&words[1..]))?;
    }
    // The lists may be older than the archive: refresh first, or a removed version answers 404.
    apt_get(workspace, prefix, &["update", "-qq"])?;
    let mut arguments = vec!["install", "-y", "-qq", "--no-install-recommends"];
    arguments.extend(packages);
    apt_get(workspace, prefix, &arguments)
}

fn apt_get(workspace: &Workspace, prefix: &[&str], arguments: &[&str]) -> Result<()> {
    let mut words = prefix.to_vec();
    words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    words.extend(arguments);
    workspace::run(workspace.command(words[0]).args(&words[1..]))
}

/// What must stand before apt-get: nothing for root, `sudo -n` where it works without a password.
fn privilege(workspace: &Workspace) -> Result<&'static [&'static str]> {
    let user = workspace::capture(workspace.command("id").arg("-u"))?;
    if String::from_utf8_lossy(&user).trim() == "0" {
        return Ok(&[]);
    }
    if workspace::succeeds(workspace.command("sudo").args(["-n", "true"])) {
        return Ok(&["sudo", "-n"]);
    }
    bail!("packages are missing, and this user may not install them")
}
