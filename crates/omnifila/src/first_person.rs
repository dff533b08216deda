//! How the first person gets in. While nobody can sign in, `serve` makes a code that the page for setting up asks for, so
//! that not whoever comes first over the network takes the installation. The code is new with every start.

use crate::settings::Secret;
use crate::terminal;
use crate::wire_up::LOCAL_ACTOR;
use anyhow::{Context, Result};
use omnifila_core::time::Time;
use omnifila_http::SetupDoor;
use omnifila_store::catalogue::{Catalogue, NewUser, Role, new_setup_code};
use omnifila_store::verbs::By;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

const FILE: &str = "setup-code";
/// With whom one signs in to a demo; the name is one that mail can never reach (RFC 2606).
pub(crate) const DEMO_EMAIL: &str = "admin@demo.invalid";

/// The way in while there is nobody; a code that has served its time is removed.
pub(crate) async fn door(catalogue: &Catalogue, data_dir: &Path) -> Result<Option<SetupDoor>> {
    let file = data_dir.join(FILE);
    let cannot = || format!("the setup code {} cannot be written", file.display());
    match fs::remove_file(&file) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error).with_context(cannot),
        _ => {}
    }
    if catalogue.has_users().await? {
        return Ok(None);
    }
    let code = new_setup_code()?;
    let mut options = OpenOptions::new();
    let written = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&file)
        .and_then(|mut out| writeln!(out, "{code}"));
    written.with_context(cannot)?;
    Ok(Some(SetupDoor { code, file }))
}

/// Says how to get in.
pub(crate) fn invite(addr: SocketAddr, door: &SetupDoor) {
    terminal::say(&format!(
        "Ninguém pode entrar ainda: abra http://{addr}/ e informe o código {} (também em {}).",
        door.code,
        door.file.display()
    ));
}

/// The person of a demo, with this start's password.
pub(crate) async fn of_demo(catalogue: &Catalogue, password: &Secret, now: Time) -> Result<()> {
    let by = By {
        actor: LOCAL_ACTOR.into(),
        reason: Some("demo".into()),
    };
    match catalogue.user_by_email(DEMO_EMAIL).await? {
        Some(user) => {
            let password = ("/password", password.0.clone());
            catalogue
                .set_password(user.id, password, false, None, (by, now))
                .await?
        }
        None => {
            let user = NewUser {
                name: "Administração (demonstração)".into(),
                email: DEMO_EMAIL.into(),
                role: Role::Admin,
                enabled: true,
                password: password.0.clone(),
                must_change_password: false,
            };
            catalogue.create_user(user, by, now).await?
        }
    };
    Ok(())
}
