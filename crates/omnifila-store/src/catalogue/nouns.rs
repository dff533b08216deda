//! Setting up the small nouns: create, look, replace, delete; the same for all of them.
//!
//! Everything is judged on the writing thread against the book as it is there, so that two administrators cannot make a
//! reference to what is just being deleted.

use super::audit::{self, Change};
use super::noun::{Noun, SecretNames};
use super::secrets::{self, Keyring, MASK, SecretError};
use super::{Catalogue, CatalogueError, Checked, Result, rows};
use crate::StoreError;
use crate::sqlite::Tx;
use crate::verbs::By;
use omnifila_core::catalogue::{Book, Stored};
use omnifila_core::input::InputError;
use omnifila_core::policy::window;
use omnifila_core::time::Time;
use serde_json::{Map, Value};
use std::sync::Arc;

impl Catalogue {
    /// Keeps a new noun. Answers it with its secrets masked.
    pub async fn create<S: Noun>(
        &self,
        spec: S,
        by: By,
        now: Time,
    ) -> std::result::Result<Arc<Stored<S>>, CatalogueError> {
        let seal = self.seal();
        let kept = self
            .db
            .write(move |tx| create(tx, spec, &seal, &by, now))
            .await??;
        Ok(masked(&kept))
    }

    /// With its secrets masked.
    pub fn get<S: Noun>(&self, id: S::Id) -> Option<Arc<Stored<S>>> {
        S::shelf(&self.book()).get(&id).map(masked)
    }

    pub fn by_key<S: Noun>(&self, key: &str) -> Option<Arc<Stored<S>>> {
        S::shelf(&self.book())
            .values()
            .find(|stored| stored.spec.key() == Some(key))
            .map(masked)
    }

    /// In order of id, after `after`; secrets masked.
    pub fn list<S: Noun>(&self, after: Option<S::Id>, limit: usize) -> Vec<Arc<Stored<S>>> {
        let from = after.map_or(std::ops::Bound::Unbounded, std::ops::Bound::Excluded);
        let book = self.book();
        let range = S::shelf(&book).range((from, std::ops::Bound::Unbounded));
        range.take(limit).map(|(_, stored)| masked(stored)).collect()
    }

    /// Puts another specification in the place of the noun's. A secret that is absent or [`MASK`] stays what it was;
    /// `null` clears it.
    pub async fn replace<S: Noun>(
        &self,
        id: S::Id,
        spec: S,
        by: By,
        now: Time,
    ) -> std::result::Result<Arc<Stored<S>>, CatalogueError> {
        self.change(id, |_| Ok(spec), by, now).await
    }

    /// As [`Catalogue::replace`], with the new specification made from the current one (secrets masked) on the writing
    /// thread, so that two changes at once lose nothing of each other.
    pub async fn change<S: Noun>(
        &self,
        id: S::Id,
        make: impl FnOnce(S) -> std::result::Result<S, InputError> + Send + 'static,
        by: By,
        now: Time,
    ) -> std::result::Result<Arc<Stored<S>>, CatalogueError> {
        let seal = self.seal();
        let kept = self
            .db
            .write(move |tx| change(tx, id, make, &seal, &by, now))
            .await??;
        Ok(masked(&kept))
    }

    /// Removes a noun that nothing refers to, messages included; else refused with `in_use`.
    pub async fn delete<S: Noun>(
        &self,
        id: S::Id,
        by: By,
        now: Time,
    ) -> std::result::Result<(), CatalogueError> {
        if self.db.read(move |conn| S::has_messages(conn, id)).await? {
            return Err(in_use().into());
        }
        self.db.write(move |tx| delete::<S>(tx, id, &by, now)).await??;
        Ok(())
    }

    /// The settings with their secrets in clear: for the adapter that uses them, never for an answer.
    pub fn open_settings<S: Noun>(
        &self,
        stored: &Stored<S>,
    ) -> std::result::Result<Map<String, Value>, SecretError> {
        match stored.spec.settings() {
            Some(settings) => self.keyring.open_all(settings, &row_name::<S>(stored.id)),
            None => Ok(Map::new()),
        }
    }

    pub(super) fn seal(&self) -> Seal {
        Seal {
            keyring: Arc::clone(&self.keyring),
            names: self.secrets,
        }
    }
}

pub(super) fn create<S: Noun>(
    tx: &mut Tx<'_>,
    mut spec: S,
    seal: &Seal,
    by: &By,
    now: Time,
) -> Checked<Arc<Stored<S>>> {
    let book = Arc::clone(&tx.memory().book);
    if let Err(error) = spec
        .check(&book)
        .and_then(|()| check_key(&book, &spec, None))
        .and_then(|()| seal.check(&spec))
    {
        return Ok(Err(error));
    }
    let id = rows::next_id(tx.conn(), S::KIND)?;
    seal.close(&mut spec, id, None)?;
    let stored = Arc::new(Stored {
        id,
        created_at: now,
        updated_at: now,
        version: 1,
        spec,
    });
    let mut next = (*book).clone();
    S::shelf_mut(&mut next).insert(S::Id::from(id), Arc::clone(&stored));
    if let Err(error) = settle_hours::<S>(&mut next) {
        return Ok(Err(error));
    }
    rows::insert(tx.conn(), &stored)?;
    let after = Some(shown(&stored)?);
    let change = Change {
        action: "create",
        noun: S::KIND,
        noun_id: Some(id),
        before: None,
        after,
        by,
        at: now,
    };
    audit::append(tx.conn(), &change)?;
    turn_page(tx, next)?;
    Ok(Ok(stored))
}

fn change<S: Noun>(
    tx: &mut Tx<'_>,
    id: S::Id,
    make: impl FnOnce(S) -> std::result::Result<S, InputError>,
    seal: &Seal,
    by: &By,
    now: Time,
) -> Checked<Arc<Stored<S>>> {
    let book = Arc::clone(&tx.memory().book);
    let old = S::shelf(&book)
        .get(&id)
        .ok_or(StoreError::NotFound { noun: S::KIND })?;
    let made = make(masked(old).spec.clone())
        .and_then(|spec| spec.check(&book).map(|()| spec))
        .and_then(|spec| check_key(&book, &spec, Some(id)).map(|()| spec))
        .and_then(|spec| seal.check(&spec).map(|()| spec));
    let mut spec = match made {
        Ok(spec) => spec,
        Err(error) => return Ok(Err(error)),
    };
    if S::NAMED_BY_KEY && spec.key() != old.spec.key() && S::in_use(&book, id) {
        return Err(in_use());
    }
    seal.close(&mut spec, old.id, Some(&old.spec))?;
    if spec == old.spec {
        return Ok(Ok(Arc::clone(old)));
    }
    let stored = Stored {
        id: old.id,
        created_at: old.created_at,
        updated_at: now,
        version: old.version + 1,
        spec,
    };
    let stored = Arc::new(stored);
    let mut next = (*book).clone();
    S::shelf_mut(&mut next).insert(id, Arc::clone(&stored));
    if let Err(error) = settle_hours::<S>(&mut next) {
        return Ok(Err(error));
    }
    rows::update(tx.conn(), &stored)?;
    let (before, after) = (Some(shown(old)?), Some(shown(&stored)?));
    let noun_id = Some(stored.id);
    audit::append(
        tx.conn(),
        &Change {
            action: "change",
            noun: S::KIND,
            noun_id,
            before,
            after,
            by,
            at: now,
        },
    )?;
    turn_page(tx, next)?;
    Ok(Ok(stored))
}

pub(super) fn delete<S: Noun>(tx: &mut Tx<'_>, id: S::Id, by: &By, now: Time) -> Checked<()> {
    let book = Arc::clone(&tx.memory().book);
    let old = S::shelf(&book)
        .get(&id)
        .ok_or(StoreError::NotFound { noun: S::KIND })?;
    if S::in_use(&book, id) || (S::CARRIES_MESSAGES && S::has_messages(tx.conn(), id)?) {
        return Err(in_use());
    }
    let mut next = (*book).clone();
    S::shelf_mut(&mut next).remove(&id);
    // Its row is left behind: no gateway ever gets this id again.
    let Book {
        gateway_pauses,
        gateways,
        ..
    } = &mut next;
    gateway_pauses.retain(|id, _| gateways.contains_key(id));
    if let Err(error) = settle_hours::<S>(&mut next) {
        return Ok(Err(error));
    }
    rows::delete::<S>(tx.conn(), old.id)?;
    let before = Some(shown(old)?);
    let noun_id = Some(old.id);
    audit::append(
        tx.conn(),
        &Change {
            action: "delete",
            noun: S::KIND,
            noun_id,
            before,
            after: None,
            by,
            at: now,
        },
    )?;
    turn_page(tx, next)?;
    Ok(Ok(()))
}

fn in_use() -> StoreError {
    StoreError::Refused { code: "in_use" }
}

fn check_key<S: Noun>(book: &Book, spec: &S, own: Option<S::Id>) -> std::result::Result<(), InputError> {
    let Some(key) = spec.key() else { return Ok(()) };
    let taken = S::shelf(book)
        .iter()
        .any(|(id, other)| Some(*id) != own && other.spec.key() == Some(key));
    if taken {
        return Err(InputError::new(
            "key_taken",
            "/key",
            format!("a key that no other {} has", S::KIND),
        ));
    }
    Ok(())
}

/// Compiles the windows again after a window or calendar changed. A calendar that leaves a window without a day is
/// refused as the window would be.
fn settle_hours<S: Noun>(book: &mut Book) -> std::result::Result<(), InputError> {
    if !S::MAKES_HOURS {
        return Ok(());
    }
    for window in book.windows.values() {
        window::check_window(&window.spec, &book.calendars)?;
    }
    book.hours = Arc::new(rows::compile_hours(book)?);
    Ok(())
}

/// Makes `next` the book, one epoch on, in memory and in the file. The last step of a change: nothing after it fails.
pub(super) fn turn_page(tx: &mut Tx<'_>, mut next: Book) -> Result<u64> {
    let epoch = tx.memory().book.epoch + 1;
    rows::write_setting(tx.conn(), "epoch", Some(&epoch))?;
    next.epoch = epoch;
    tx.memory_mut().book = Arc::new(next);
    Ok(epoch)
}

fn row_name<S: Noun>(id: i64) -> String {
    format!("{}/{id}", S::KIND)
}

fn masked<S: Noun>(stored: &Arc<Stored<S>>) -> Arc<Stored<S>> {
    let sealed = |settings: &Map<String, Value>| {
        settings
            .values()
            .any(|v| v.as_str().is_some_and(secrets::is_sealed))
    };
    if !stored.spec.settings().is_some_and(sealed) {
        return Arc::clone(stored);
    }
    let mut shown = (**stored).clone();
    if let Some(settings) = shown.spec.settings_mut() {
        secrets::mask(settings);
    }
    Arc::new(shown)
}

fn shown<S: Noun>(stored: &Arc<Stored<S>>) -> Result<Value> {
    serde_json::to_value(&masked(stored).spec).map_err(|e| StoreError::Internal(e.to_string()))
}

/// Seals the secrets among a noun's settings.
pub(super) struct Seal {
    keyring: Arc<Keyring>,
    names: SecretNames,
}

impl Seal {
    /// Refuses what could not be told from a sealed secret, and secrets that are no text.
    fn check<S: Noun>(&self, spec: &S) -> std::result::Result<(), InputError> {
        let secret = spec.secrets(self.names);
        for (name, value) in spec.settings().into_iter().flatten() {
            let pointer = || format!("/settings/{}", name.replace('~', "~0").replace('/', "~1"));
            if value.as_str().is_some_and(secrets::is_sealed) {
                return Err(InputError::new(
                    "reserved_value",
                    pointer(),
                    "a value that does not begin with enc:v1:",
                ));
            }
            if secret.contains(&name.as_str()) && !value.is_string() && !value.is_null() {
                return Err(InputError::new("bad_type", pointer(), "a text"));
            }
        }
        Ok(())
    }

    /// Seals what is given in clear; keeps what is absent, [`MASK`] or the same as before; drops what is null.
    fn close<S: Noun>(&self, spec: &mut S, id: i64, old: Option<&S>) -> Result<()> {
        let names = spec.secrets(self.names);
        let row = row_name::<S>(id);
        let old = old.and_then(Noun::settings);
        let Some(settings) = spec.settings_mut() else {
            return Ok(());
        };
        for &name in names {
            let before = old
                .and_then(|old| old.get(name))
                .and_then(Value::as_str)
                .filter(|v| secrets::is_sealed(v));
            let place = secrets::place(&row, name);
            let kept = match settings.remove(name) {
                Some(Value::String(given)) if given != MASK => {
                    let same =
                        before.filter(|b| self.keyring.open(b, &place).is_ok_and(|plain| plain == given));
                    match same {
                        Some(before) => Some(before.to_owned()),
                        None => Some(
                            self.keyring
                                .seal(&given, &place)
                                .map_err(|e| StoreError::Internal(e.to_string()))?,
                        ),
                    }
                }
                Some(Value::Null) => None,
                _ => before.map(str::to_owned),
            };
            if let Some(kept) = kept {
                settings.insert(name.to_owned(), Value::String(kept));
            }
        }
        Ok(())
    }
}
