//! Names the concrete types: which store, which providers, which clock make the product of this process.

use crate::master_key;
use crate::settings::Settings;
use anyhow::{Context, Result, bail};
use omnifila_core::time::Time;
use omnifila_engine::Engine;
use omnifila_engine::clock::Pace;
use omnifila_providers::Providers;
use omnifila_providers::guard::Guard;
use omnifila_store::catalogue::{self, Catalogue, Keyring, SecretError};
use omnifila_store::sqlite::{Db, OpenOptions, SqliteQueue};
use omnifila_store::transfer;
use omnifila_store::verbs::By;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;

/// Administrator in name, for what a person does at the machine itself.
pub(crate) const LOCAL_ACTOR: &str = "cli";

/// An open data folder, not yet at work.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) db: Arc<Db>,
    pub(crate) catalogue: Catalogue,
}

/// Opens the data folder: takes its lock, brings the schema up to date, checks that the key opens its secrets.
///
/// # Errors
/// Each with what to do; nothing is changed then.
pub(crate) fn open_store(settings: &Settings) -> Result<Store> {
    make_folder(&settings.data_dir)?;
    let (db, key) = match &settings.postgres {
        Some(url) => {
            let options = OpenOptions {
                home: Some(settings.data_dir.clone()),
                ..OpenOptions::default()
            };
            let db = Db::connect(&url.0, options)?;
            let sealed = catalogue::has_key(&db)?.then_some("the PostgreSQL database");
            let key = master_key::find_or_make(settings, sealed)?;
            (db, key)
        }
        None => {
            let sealed = settings.database.display().to_string();
            let sealed = settings.database.exists().then_some(sealed.as_str());
            let key = master_key::find_or_make(settings, sealed)?;
            (Db::open(&settings.database, OpenOptions::default())?, key)
        }
    };
    let catalogue = Catalogue::new(
        db.clone(),
        Keyring::new(key),
        omnifila_providers::gateways::secrets,
    )?;
    if let Some(moved) = transfer::moved(&db)? {
        bail!("{}", transfer::moved_words(&settings.place(), &moved));
    }
    catalogue.seal_audit()?;
    let book = catalogue.book();
    let gateways = book
        .gateways
        .values()
        .map(|gateway| catalogue.open_settings(gateway));
    let sources = book
        .sources
        .values()
        .map(|source| catalogue.open_settings(source));
    for opened in gateways.chain(sources) {
        opened.context("the secrets in the database cannot be opened")?;
    }
    // Only a key that opens what is there may become the database's.
    if db.is_shared() && !catalogue.claim_key()? {
        return Err(SecretError::OtherKey).context("this node has another master key than the database");
    }
    Ok(Store { db, catalogue })
}

fn make_folder(path: &Path) -> Result<()> {
    let made = std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path);
    made.with_context(|| format!("the data folder {} cannot be made", path.display()))?;
    if !path.is_dir() {
        bail!("the data folder {} is not a folder", path.display());
    }
    Ok(())
}

/// The product over an open store. Nothing moves before [`Engine::start`].
pub(crate) fn engine(store: &Store, simulated_time: Option<Time>) -> Result<Engine> {
    let (pace, guard) = match simulated_time {
        Some(at) => (Pace::simulated(at), Guard::LoopbackOnly),
        None => (Pace::system(), Guard::Open),
    };
    let queue = Arc::new(SqliteQueue::new(store.db.clone()).with_clock(pace.clock()));
    let engine = Engine::new(queue, store.catalogue.clone(), Providers::new(guard), pace);
    if simulated_time.is_some() {
        refuse_real_gateways(&engine)?;
    }
    Ok(engine)
}

/// While time is simulated nothing may reach a real provider: gateways and sources set up before are looked at, too.
fn refuse_real_gateways(engine: &Engine) -> Result<()> {
    for gateway in engine.book().gateways.values() {
        let settings = engine.catalogue().open_settings(gateway)?;
        if let Err(error) = engine.providers().check_settings(gateway.spec.kind, &settings) {
            bail!(
                "gateway {} ({}) cannot be used with simulated time: {} expects {}",
                gateway.id,
                gateway.spec.name,
                error.pointer,
                error.expected
            );
        }
    }
    let book = engine.book();
    for source in book.sources.values().filter(|s| s.spec.askable()) {
        let settings = engine.catalogue().open_settings(source)?;
        if let Err(error) = engine.providers().check_source(&settings) {
            bail!(
                "source {} ({}) cannot be used with simulated time: {} expects {}",
                source.id,
                source.spec.name,
                error.pointer,
                error.expected
            );
        }
    }
    Ok(())
}

/// Makes the admin token of the settings, once.
pub(crate) async fn bootstrap(store: &Store, settings: &Settings, now: Time) -> Result<()> {
    let Some(token) = &settings.bootstrap_token else {
        return Ok(());
    };
    let by = By {
        actor: LOCAL_ACTOR.into(),
        reason: Some("OMNIFILA_BOOTSTRAP_TOKEN".into()),
    };
    if store.catalogue.bootstrap_token(&token.0, by, now).await? {
        tracing::info!("made the admin token of OMNIFILA_BOOTSTRAP_TOKEN");
    }
    Ok(())
}

/// What `bench` measures: the product on `folder`, listening on a free loopback port.
#[derive(Debug)]
pub(crate) struct BenchService {
    pub(crate) engine: Engine,
    pub(crate) port: u16,
    pub(crate) token: String,
}

pub(crate) async fn for_bench(folder: &Path) -> Result<BenchService> {
    let store = {
        let key = Keyring::new([0; 32]);
        let db = Db::open(folder.join("omnifila.db"), OpenOptions::default())?;
        let catalogue = Catalogue::new(db.clone(), key, omnifila_providers::gateways::secrets)?;
        Store { db, catalogue }
    };
    let engine = engine(&store, None)?;
    engine.start().await?;
    let token = "bench-token-0123456789".to_owned();
    let by = By {
        actor: "bench".into(),
        reason: None,
    };
    store.catalogue.bootstrap_token(&token, by, engine.now()).await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .context("the bench needs a free loopback port")?;
    let port = listener.local_addr()?.port();
    let router = omnifila_http::router(engine.clone(), omnifila_http::HttpOptions::default());
    let listeners = omnifila_http::Listeners {
        tcp: vec![listener],
        local: Vec::new(),
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "ends with the process, which is all that the bench is"
    )]
    tokio::spawn(omnifila_http::serve(
        listeners,
        router,
        std::future::pending::<()>(),
    ));
    Ok(BenchService { engine, port, token })
}
