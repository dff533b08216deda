//! `omnifila token`: through the running service, else on the data folder itself, so that the first token needs none.

use super::desk::{Column, Desk, time_flag};
use crate::cli::{ScopeWord, TokenCommand, word};
use crate::client::{Answer, Client};
use crate::settings::Settings;
use crate::terminal::{plain, usage};
use crate::wire_up::{self, LOCAL_ACTOR};
use anyhow::Result;
use omnifila_core::id::TokenId;
use omnifila_core::port::Clock;
use omnifila_core::time::Time;
use omnifila_engine::clock::SystemClock;
use omnifila_store::catalogue::{Catalogue, Scope};
use omnifila_store::verbs::By;
use serde_json::{Value, json};

/// Tokens listed at most when the store is read directly.
const MOST: usize = 1_000;
const MAX_NAME: usize = 100;

pub(crate) async fn run(settings: &Settings, json: bool, command: TokenCommand) -> Result<()> {
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

async fn through_service(desk: &Desk, command: TokenCommand) -> Result<()> {
    match command {
        TokenCommand::Create {
            name,
            scope,
            expires_at,
        } => {
            let mut body = json!({"name": name, "scopes": words(&scope)});
            if let Some(at) = &expires_at {
                body["expires_at"] = time_flag("--expires-at", at)?.into();
            }
            made(desk, &desk.client.post("/tokens", &body).await?)
        }
        TokenCommand::List => listed(desk, &desk.client.get("/tokens?limit=1000").await?),
        TokenCommand::Revoke { id } => {
            desk.client.delete(&format!("/tokens/{id}")).await?;
            revoked(desk, id)
        }
    }
}

async fn on_store(desk: &Desk, catalogue: &Catalogue, command: TokenCommand) -> Result<()> {
    let now = SystemClock.now();
    let by = By {
        actor: LOCAL_ACTOR.into(),
        reason: None,
    };
    match command {
        TokenCommand::Create {
            name,
            scope,
            expires_at,
        } => {
            if name.trim().is_empty() || name.chars().count() > MAX_NAME {
                return Err(usage(format!("--name: expected 1 to {MAX_NAME} characters")));
            }
            let expires_at = expires_at.map(|at| time_flag("--expires-at", &at)).transpose()?;
            let expires_at = expires_at.and_then(|text| Time::parse(&text).ok());
            let scopes = scope.into_iter().map(of_word).collect();
            let token = catalogue.create_token(name, scopes, expires_at, by, now).await?;
            let mut body = serde_json::to_value(&token.row)?;
            body["token"] = token.secret.into();
            made(desk, &answer(body))
        }
        TokenCommand::List => {
            let rows = catalogue.tokens(None, MOST).await?;
            listed(desk, &answer(json!({"items": rows, "next_cursor": null})))
        }
        TokenCommand::Revoke { id } => {
            catalogue.revoke_token(TokenId(id), by, now).await?;
            revoked(desk, id)
        }
    }
}

fn answer(json: Value) -> Answer {
    Answer {
        text: json.to_string(),
        json,
    }
}

fn made(desk: &Desk, answer: &Answer) -> Result<()> {
    desk.show(answer, |_, token| {
        format!(
            "{}\nShown once: keep it where secrets are kept.",
            plain(&token["token"])
        )
    })
}

fn listed(desk: &Desk, answer: &Answer) -> Result<()> {
    let columns: &[(&'static str, Column)] = &[
        ("ID", |_, t| plain(&t["id"])),
        ("NAME", |_, t| plain(&t["name"])),
        ("SCOPES", |_, t| {
            t["scopes"]
                .as_array()
                .into_iter()
                .flatten()
                .map(plain)
                .collect::<Vec<_>>()
                .join(",")
        }),
        ("CREATED", |desk, t| desk.time(&t["created_at"])),
        ("EXPIRES", |desk, t| desk.time(&t["expires_at"])),
        ("REVOKED", |desk, t| desk.time(&t["revoked_at"])),
    ];
    desk.table(answer, columns, "no tokens")
}

fn revoked(desk: &Desk, id: i64) -> Result<()> {
    desk.show(&answer(json!({"id": id, "revoked": true})), |_, _| {
        format!("token {id} opens nothing any more")
    })
}

fn words(scopes: &[ScopeWord]) -> Vec<String> {
    scopes.iter().map(|scope| word(*scope)).collect()
}

fn of_word(scope: ScopeWord) -> Scope {
    match scope {
        ScopeWord::Read => Scope::Read,
        ScopeWord::Enqueue => Scope::Enqueue,
        ScopeWord::Operate => Scope::Operate,
        ScopeWord::Admin => Scope::Admin,
    }
}
