//! The stores against the conformance suite: SQLite, PostgreSQL and the model, case by case, and side by side under random
//! sequences of verbs.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use async_trait::async_trait;
use omnifila_core::catalogue::GatewayKind;
use omnifila_core::time::Time;
use omnifila_store::Queue;
use omnifila_store::catalogue::{Catalogue, Keyring, Noun};
use omnifila_store::sqlite::{Db, OpenOptions, SqliteQueue};
use omnifila_testkit::builder::by;
use omnifila_testkit::{Harness, ModelQueue, Setting};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// A store of its own, kept over restarts.
#[derive(Debug)]
struct Kept {
    open: Mutex<Option<(SqliteQueue, Catalogue)>>,
    place: Place,
    _folder: Option<tempfile::TempDir>,
}

#[derive(Debug, Clone)]
enum Place {
    File(PathBuf),
    Url(String),
}

impl Kept {
    fn sqlite() -> Self {
        Self::under(&std::env::temp_dir())
    }

    /// In memory where the machine has such a folder: for many short lives, which need not wait for a disk.
    fn quick() -> Self {
        let memory = Path::new("/dev/shm");
        if memory.is_dir() {
            Self::under(memory)
        } else {
            Self::sqlite()
        }
    }

    fn under(folder: &Path) -> Self {
        let folder = tempfile::tempdir_in(folder).unwrap();
        let place = Place::File(folder.path().join("omnifila.db"));
        Kept {
            open: Mutex::new(Some(open(&place))),
            place,
            _folder: Some(folder),
        }
    }

    fn postgres() -> Self {
        let place = Place::Url(omnifila_testkit::postgres::empty_place());
        Kept {
            open: Mutex::new(Some(open(&place))),
            place,
            _folder: None,
        }
    }

    fn catalogue(&self) -> Catalogue {
        self.open.lock().unwrap().as_ref().unwrap().1.clone()
    }

    async fn add<S: Noun>(&self, spec: S, now: Time) -> i64 {
        self.catalogue().create(spec, by("teste"), now).await.unwrap().id
    }

    /// What changes something that is there, or lifts it.
    async fn change(&self, setting: Setting, now: Time) {
        let (catalogue, by) = (self.catalogue(), by("teste"));
        match setting {
            Setting::ChangeGateway(id, spec) => drop(catalogue.replace(id, spec, by, now).await.unwrap()),
            Setting::LiftHold(id) => {
                catalogue
                    .delete::<omnifila_core::catalogue::HoldSpec>(id, by, now)
                    .await
                    .unwrap();
            }
            Setting::LiftStopRule(id) => {
                catalogue
                    .delete::<omnifila_core::catalogue::StopRuleSpec>(id, by, now)
                    .await
                    .unwrap();
            }
            Setting::PauseAll(Some(pause)) => drop(catalogue.pause_all(pause, by, now).await.unwrap()),
            Setting::PauseAll(None) => drop(catalogue.resume_all(by, now).await.unwrap()),
            Setting::PauseGateway(id, Some(pause)) => {
                catalogue.pause_gateway(id, pause, by, now).await.unwrap();
            }
            Setting::PauseGateway(id, None) => drop(catalogue.resume_gateway(id, by, now).await.unwrap()),
            Setting::Suppress(spec) => drop(catalogue.suppress(spec, by, now).await.unwrap()),
            Setting::Unsuppress(address) => {
                for found in catalogue.suppressions(None, 1_000).await.unwrap() {
                    if found.address == address {
                        catalogue.unsuppress(found.id, by.clone(), now).await.unwrap();
                    }
                }
            }
            added => unreachable!("{added:?} adds a noun"),
        }
    }
}

fn open(place: &Place) -> (SqliteQueue, Catalogue) {
    let db = match place {
        Place::File(path) => Db::open(path, OpenOptions::default()).unwrap(),
        Place::Url(url) => Db::connect(url, OpenOptions::default()).unwrap(),
    };
    fn no_secrets(_: GatewayKind) -> &'static [&'static str] {
        &[]
    }
    let catalogue = Catalogue::new(Arc::clone(&db), Keyring::new([7; 32]), no_secrets).unwrap();
    (SqliteQueue::new(db), catalogue)
}

#[async_trait]
impl Harness for Kept {
    fn name(&self) -> &'static str {
        match self.place {
            Place::File(_) => "sqlite",
            Place::Url(_) => "postgres",
        }
    }

    fn queue(&self) -> Arc<dyn Queue> {
        Arc::new(self.open.lock().unwrap().as_ref().unwrap().0.clone())
    }

    async fn set(&self, setting: Setting, now: Time) -> i64 {
        match setting {
            Setting::Gateway(spec) => self.add(spec, now).await,
            Setting::Template(spec) => self.add(spec, now).await,
            Setting::Window(spec) => self.add(spec, now).await,
            Setting::Task(spec) => self.add(spec, now).await,
            Setting::Branch(spec) => self.add(spec, now).await,
            Setting::Hold(spec) => self.add(spec, now).await,
            Setting::StopRule(spec) => self.add(spec, now).await,
            change => {
                self.change(change, now).await;
                0
            }
        }
    }

    async fn restart(&self) {
        let mut store = self.open.lock().unwrap();
        let before = store.take();
        if let Some((queue, _)) = &before {
            queue.db().close();
        }
        drop(before);
        *store = Some(open(&self.place));
    }
}

/// Whatever a case did, the database agrees with itself.
impl Drop for Kept {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let place = match &self.place {
            Place::File(path) => omnifila_store::place::Place::File(path.clone()),
            Place::Url(url) => omnifila_store::place::Place::Postgres(url.clone()),
        };
        let mut found = Vec::new();
        let sound = omnifila_store::verify::verify(&place, &mut |check| found.push(check)).unwrap();
        assert!(sound, "{found:#?}");
    }
}

mod sqlite {
    async fn store() -> super::Kept {
        super::Kept::sqlite()
    }

    omnifila_testkit::conformance!(store);
}

mod postgres {
    async fn store() -> super::Kept {
        super::Kept::postgres()
    }

    omnifila_testkit::conformance!(store);
}

mod model {
    async fn store() -> super::ModelQueue {
        super::ModelQueue::new()
    }

    omnifila_testkit::conformance!(store);
}

/// Random verbs on both: every answer and everything shown is equal.
#[test]
fn sqlite_agrees_with_the_model() {
    omnifila_testkit::random::agree(async || Kept::quick(), 200, 20_261_210);
}

#[test]
fn postgres_agrees_with_the_model() {
    omnifila_testkit::random::agree(async || Kept::postgres(), 25, 20_261_210);
}

/// Said in the log of every run: a store that is absent is a failure, never a skip.
#[test]
fn which_stores_ran() {
    let stores: [&dyn Harness; 3] = [&Kept::sqlite(), &Kept::postgres(), &ModelQueue::new()];
    let names = stores.map(|store| store.name());
    println!("conformance ran for: {}", names.join(", "));
    assert_eq!(names, ["sqlite", "postgres", "model"]);
}
