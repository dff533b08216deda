//! `omnifila user`: through the running service, else on the data folder itself, so that whoever lost their password gets
//! in again from the machine.

use super::desk::{Column, Desk};
use crate::cli::{RoleWord, UserCommand, word};
use crate::client::{Answer, Client};
use crate::settings::Settings;
use crate::terminal::{plain, usage};
use crate::wire_up::{self, LOCAL_ACTOR};
use anyhow::{Context, Result, anyhow};
use omnifila_core::port::Clock;
use omnifila_engine::clock::SystemClock;
use omnifila_store::catalogue::{Catalogue, NewUser, Role, UserRow, new_password};
use omnifila_store::verbs::By;
use serde_json::{Value, json};
use std::io::Read;

/// People listed at most when the store is read directly.
const MOST: usize = 1_000;
/// No password is longer, in bytes.
const LONGEST: u64 = 4 * 1024;

pub(crate) async fn run(settings: &Settings, json: bool, command: UserCommand) -> Result<()> {
    let desk = Desk::of(settings, json)?;
    if settings.server.is_some() || Client::is_running(settings).await {
        return through_service(&desk, command).await;
    }
    let store = {
        let settings = settings.clone();
        tokio::task::spawn_blocking(move || wire_up::open_store(&settings)).await??
    };
    let done = on_store(&desk, &store.catalogue, command).await;
    tokio::task::spawn_blocking(move || store.db.close()).await?;
    done
}

async fn through_service(desk: &Desk, command: UserCommand) -> Result<()> {
    match command {
        UserCommand::Create {
            name,
            email,
            role,
            password_stdin,
        } => {
            let given = given(password_stdin)?;
            let mut body = json!({"name": name, "email": email, "role": word(role)});
            if let Some(password) = &given {
                body["password"] = password.as_str().into();
            }
            let answer = desk.client.post("/users", &body).await?;
            made(desk, answer.json, given.is_some())
        }
        UserCommand::List => listed(desk, &desk.client.get("/users?limit=1000").await?),
        UserCommand::ResetPassword {
            email,
            password_stdin,
        } => {
            let given = given(password_stdin)?;
            let people = desk.client.all("/users").await?;
            let wanted = email.trim().to_lowercase();
            let person = people.iter().find(|person| person["email"] == wanted.as_str());
            let person = person.ok_or_else(|| nobody(&email))?;
            let body = match &given {
                Some(password) => json!({"password": password}),
                None => json!({}),
            };
            let path = format!("/users/{}/reset-password", plain(&person["id"]));
            let answer = desk.client.post(&path, &body).await?;
            made(desk, answer.json, given.is_some())
        }
    }
}

async fn on_store(desk: &Desk, catalogue: &Catalogue, command: UserCommand) -> Result<()> {
    let now = SystemClock.now();
    let by = By {
        actor: LOCAL_ACTOR.into(),
        reason: None,
    };
    match command {
        UserCommand::Create {
            name,
            email,
            role,
            password_stdin,
        } => {
            let given = given(password_stdin)?;
            let password = given.clone().map_or_else(new_password, Ok)?;
            let user = NewUser {
                name,
                email,
                role: of_word(role),
                enabled: true,
                password: password.clone(),
                must_change_password: given.is_none(),
            };
            let row = catalogue.create_user(user, by, now).await.map_err(worded)?;
            made(desk, with_password(&row, &password)?, given.is_some())
        }
        UserCommand::List => {
            let rows = catalogue.users(None, MOST).await?;
            listed(desk, &answer(json!({"items": rows, "next_cursor": null})))
        }
        UserCommand::ResetPassword {
            email,
            password_stdin,
        } => {
            let given = given(password_stdin)?;
            let password = given.clone().map_or_else(new_password, Ok)?;
            let person = catalogue.user_by_email(&email).await?;
            let person = person.ok_or_else(|| nobody(&email))?;
            let new = ("/password", password.clone());
            let row = catalogue
                .set_password(person.id, new, given.is_none(), None, (by, now))
                .await
                .map_err(worded)?;
            made(desk, with_password(&row, &password)?, given.is_some())
        }
    }
}

/// The first line of standard input, if it was asked for.
fn given(asked: bool) -> Result<Option<String>> {
    if !asked {
        return Ok(None);
    }
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .take(LONGEST)
        .read_to_string(&mut text)
        .context("the password cannot be read from standard input")?;
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        return Err(usage("--password-stdin: expected a password on standard input"));
    }
    Ok(Some(line.to_owned()))
}

fn nobody(email: &str) -> anyhow::Error {
    anyhow!("nobody signs in with {email}; see omnifila user list")
}

/// What is wrong with the input, as the API would say it.
fn worded(error: omnifila_store::catalogue::CatalogueError) -> anyhow::Error {
    match error {
        omnifila_store::catalogue::CatalogueError::Input(error) => {
            usage(format!("{}: expected {}", error.pointer, error.expected))
        }
        omnifila_store::catalogue::CatalogueError::Store(error) => error.into(),
    }
}

fn with_password(row: &UserRow, password: &str) -> Result<Value> {
    let mut body = serde_json::to_value(row)?;
    body["password"] = password.into();
    Ok(body)
}

fn answer(json: Value) -> Answer {
    Answer {
        text: json.to_string(),
        json,
    }
}

/// Tells who was made. A password that was given is not repeated.
fn made(desk: &Desk, mut person: Value, given: bool) -> Result<()> {
    if given && let Some(person) = person.as_object_mut() {
        person.remove("password");
    }
    desk.show(&answer(person), |_, person| {
        let email = plain(&person["email"]);
        match person["password"].as_str() {
            Some(password) => {
                format!("{email}  {password}\nShown once; it has to be changed at the first sign-in.")
            }
            None => format!("{email} signs in with the password that was given."),
        }
    })
}

fn listed(desk: &Desk, answer: &Answer) -> Result<()> {
    let columns: &[(&'static str, Column)] = &[
        ("ID", |_, u| plain(&u["id"])),
        ("NAME", |_, u| plain(&u["name"])),
        ("EMAIL", |_, u| plain(&u["email"])),
        ("ROLE", |_, u| plain(&u["role"])),
        ("ENABLED", |_, u| plain(&u["enabled"])),
        ("LAST SIGN-IN", |desk, u| desk.time(&u["last_sign_in_at"])),
    ];
    desk.table(answer, columns, "nobody: add the first with omnifila user create")
}

fn of_word(role: RoleWord) -> Role {
    match role {
        RoleWord::Viewer => Role::Viewer,
        RoleWord::Operator => Role::Operator,
        RoleWord::Billing => Role::Billing,
        RoleWord::Admin => Role::Admin,
    }
}
