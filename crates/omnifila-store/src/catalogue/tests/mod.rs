//! The catalogue on a real file.

mod access;
mod accounts;
mod examined;
mod nouns;
mod opa_calls;
mod outbox;
mod people;

use super::*;
use crate::sqlite::OpenOptions;
use crate::verbs::By;
use omnifila_core::catalogue::{GatewayKind, GatewaySpec};
use omnifila_core::time::Time;
use tempfile::TempDir;

const NOW: Time = Time(1_780_000_000_000);

struct Kept {
    catalogue: Catalogue,
    folder: TempDir,
}

impl Kept {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        Self {
            catalogue: open(&folder, [7; 32]),
            folder,
        }
    }

    /// Closes and opens again, with another master key if given.
    fn again(self, master: [u8; 32]) -> Self {
        self.catalogue.db().close();
        let folder = self.folder;
        Self {
            catalogue: open(&folder, master),
            folder,
        }
    }
}

fn open(folder: &TempDir, master: [u8; 32]) -> Catalogue {
    let db = Db::open(folder.path().join("omnifila.db"), OpenOptions::default()).unwrap();
    Catalogue::new(db, Keyring::new(master), secret_names).unwrap()
}

fn secret_names(kind: GatewayKind) -> &'static [&'static str] {
    match kind {
        GatewayKind::OpaSuite => &["token"],
        GatewayKind::Webhook => &["secret"],
        GatewayKind::Smtp => &["password"],
        GatewayKind::Telegram => &["token"],
        _ => &[],
    }
}

fn by() -> By {
    By {
        actor: "ana".into(),
        reason: Some("teste".into()),
    }
}

fn spec<S: serde::de::DeserializeOwned>(json: serde_json::Value) -> S {
    serde_json::from_value(json).unwrap()
}

fn gateway(key: &str) -> GatewaySpec {
    spec(serde_json::json!({
        "key": key, "name": "Opa", "kind": "opa_suite",
        "settings": { "url": "http://127.0.0.1:1", "token": "segredo", "channel_id": "c1" }
    }))
}

fn input_error<T: std::fmt::Debug>(answer: std::result::Result<T, CatalogueError>) -> (&'static str, String) {
    match answer {
        Err(CatalogueError::Input(error)) => (error.code, error.pointer),
        other => panic!("not refused for its input: {other:?}"),
    }
}

fn refusal<T: std::fmt::Debug>(answer: std::result::Result<T, CatalogueError>) -> &'static str {
    match answer {
        Err(CatalogueError::Store(StoreError::Refused { code })) => code,
        Err(CatalogueError::Store(StoreError::NotFound { noun })) => noun,
        other => panic!("not refused: {other:?}"),
    }
}
