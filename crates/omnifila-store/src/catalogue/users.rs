//! People who sign in: who they are, what their role lets them do, and what they prefer.
//!
//! One enabled administrator is always left, and nobody takes their own rights away. Every change is on record; passwords
//! are on no record. Left out: sign-in itself and its cookies ([`super::sessions`]).

use super::audit::{self, Change};
use super::company::{self, CompanyChange};
use super::{Catalogue, CatalogueError, Result, rows};
use crate::StoreError;
use crate::catalogue::Scope;
use crate::sql::{Connection, OptionalExtension, Row, params};
use crate::sqlite::Tx;
use crate::verbs::By;
use omnifila_core::id::{SessionId, UserId};
use omnifila_core::input::InputError;
use omnifila_core::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Looks.
    Viewer,
    /// Works with the queue.
    Operator,
    /// Works with the queue, and with what is said and when.
    Billing,
    /// Everything.
    Admin,
}

impl Role {
    pub const ALL: [Role; 4] = [Role::Viewer, Role::Operator, Role::Billing, Role::Admin];

    pub fn word(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Operator => "operator",
            Role::Billing => "billing",
            Role::Admin => "admin",
        }
    }

    /// The role of a word; none if there is no such role.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    pub fn scopes(self) -> &'static [Scope] {
        match self {
            Role::Viewer => &[Scope::Read],
            Role::Operator => &[Scope::Read, Scope::Enqueue, Scope::Operate],
            Role::Billing => &[Scope::Read, Scope::Enqueue, Scope::Operate, Scope::Billing],
            Role::Admin => &[
                Scope::Read,
                Scope::Enqueue,
                Scope::Operate,
                Scope::Billing,
                Scope::Admin,
            ],
        }
    }
}

/// A person as a list shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UserRow {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub enabled: bool,
    /// The password was made for them, and opens nothing but its own change.
    pub must_change_password: bool,
    pub created_at: Time,
    pub updated_at: Time,
    pub last_sign_in_at: Option<Time>,
}

/// A person about to be added.
#[derive(Clone)]
pub struct NewUser {
    pub name: String,
    pub email: String,
    pub role: Role,
    pub enabled: bool,
    pub password: String,
    pub must_change_password: bool,
}

impl std::fmt::Debug for NewUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewUser")
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// What to change of a person; `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct UserChange {
    pub name: Option<String>,
    pub email: Option<String>,
    pub role: Option<Role>,
    pub enabled: Option<bool>,
}

const MAX_NAME: usize = 100;
/// RFC 5321 §4.5.3.1.3, without the brackets.
const MAX_EMAIL: usize = 254;
/// Bytes that a person's preferences may take.
pub const MAX_PREFERENCES: usize = 16 * 1024;

/// A name and an address as they are kept: trimmed, the address in lower case.
///
/// # Errors
/// `bad_length` for the name, `bad_email` for the address.
pub fn check_person(name: &str, email: &str) -> std::result::Result<(String, String), InputError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
        let expected = format!("1 to {MAX_NAME} characters");
        return Err(InputError::new("bad_length", "/name", expected));
    }
    let email = email.trim().to_lowercase();
    let fit = email.len() <= MAX_EMAIL
        && !email.chars().any(|c| c.is_whitespace() || c.is_control())
        && email.rsplit_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && domain.contains('.') && !domain.contains("..")
        });
    if !fit {
        return Err(InputError::new(
            "bad_email",
            "/email",
            "an e-mail address, such as ana@provedor.example",
        ));
    }
    Ok((name.to_owned(), email))
}

impl Catalogue {
    /// Whether anybody can sign in.
    pub async fn has_users(&self) -> Result<bool> {
        self.db.read(any).await
    }

    /// Adds the first person, an administrator, and what they say of their company. `already_set_up` if there is one.
    ///
    /// # Errors
    /// What is wrong with the name, address, password or company.
    pub async fn set_up(
        &self,
        user: NewUser,
        company: CompanyChange,
        now: Time,
    ) -> std::result::Result<UserRow, CatalogueError> {
        let user = checked(user)?;
        company.check()?;
        let hash = self.passwords.hash(user.password.clone()).await?;
        let by = By {
            actor: user.email.clone(),
            reason: None,
        };
        let made = self.db.write(move |tx| {
            if any(tx.conn())? {
                return Err(StoreError::Refused {
                    code: "already_set_up",
                });
            }
            company::change(tx, &company, &by, now)?;
            insert(tx, &user, &hash, &by, now)
        });
        Ok(made.await?)
    }

    /// Adds a person. `email_taken` if somebody has the address.
    ///
    /// # Errors
    /// What is wrong with the name, address or password.
    pub async fn create_user(
        &self,
        user: NewUser,
        by: By,
        now: Time,
    ) -> std::result::Result<UserRow, CatalogueError> {
        let user = checked(user)?;
        let hash = self.passwords.hash(user.password.clone()).await?;
        Ok(self
            .db
            .write(move |tx| insert(tx, &user, &hash, &by, now))
            .await?)
    }

    /// In order of id, after `after`.
    pub async fn users(&self, after: Option<UserId>, limit: usize) -> Result<Vec<UserRow>> {
        let after = after.map_or(0, i64::from);
        let job = self.db.read(move |conn| {
            let sql = format!("SELECT {COLUMNS} FROM user WHERE id > ?1 ORDER BY id LIMIT ?2");
            let mut statement = conn.prepare_cached(&sql)?;
            let found = statement.query_map([after, limit as i64], read)?;
            Ok(found.collect::<crate::sql::Result<_>>()?)
        });
        job.await
    }

    pub async fn user(&self, id: UserId) -> Result<Option<UserRow>> {
        self.db.read(move |conn| get(conn, id)).await
    }

    /// Who signs in with this address.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<UserRow>> {
        let email = email.trim().to_lowercase();
        let job = self.db.read(move |conn| {
            let sql = format!("SELECT {COLUMNS} FROM user WHERE email = ?1");
            Ok(conn.prepare_cached(&sql)?.query_row([email], read).optional()?)
        });
        job.await
    }

    /// Changes a person; `own` is who does it. One who is disabled is signed out everywhere.
    ///
    /// # Errors
    /// What is wrong with the name or address; `last_admin`, `own_account`, `email_taken`.
    pub async fn change_user(
        &self,
        id: UserId,
        change: UserChange,
        own: Option<UserId>,
        by: By,
        now: Time,
    ) -> std::result::Result<UserRow, CatalogueError> {
        let job = self.db.write(move |tx| {
            let before = must_get(tx.conn(), id)?;
            let name = change.name.as_deref().unwrap_or(&before.name);
            let email = change.email.as_deref().unwrap_or(&before.email);
            let (name, email) = match check_person(name, email) {
                Ok(fit) => fit,
                Err(error) => return Ok(Err(error)),
            };
            let after = UserRow {
                name,
                email,
                role: change.role.unwrap_or(before.role),
                enabled: change.enabled.unwrap_or(before.enabled),
                updated_at: now,
                ..before.clone()
            };
            update(tx, &before, &after, own, &by).map(|()| Ok(after))
        });
        Ok(job.await??)
    }

    /// Removes a person and signs them out everywhere; what they did stays on record.
    ///
    /// # Errors
    /// `last_admin`, `own_account`.
    pub async fn remove_user(&self, id: UserId, own: Option<UserId>, by: By, now: Time) -> Result<()> {
        let job = self.db.write(move |tx| {
            let before = must_get(tx.conn(), id)?;
            keep_an_admin(tx.conn(), &before, None, own)?;
            tx.conn()
                .prepare_cached("DELETE FROM user WHERE id = ?1")?
                .execute([id.0])?;
            record(tx, "delete", id, Some(shown(&before)), None, &by, now)
        });
        job.await
    }

    /// Gives a person another password and ends their sessions but `keep`.
    ///
    /// # Errors
    /// What is wrong with the password, pointing at `pointer`.
    pub async fn set_password(
        &self,
        id: UserId,
        (pointer, password): (&str, String),
        must_change: bool,
        keep: Option<SessionId>,
        (by, now): (By, Time),
    ) -> std::result::Result<UserRow, CatalogueError> {
        let user = self.user(id).await?.ok_or(NO_USER)?;
        super::check_password(pointer, &password, &user.email)?;
        let hash = self.passwords.hash(password).await?;
        let job = self.db.write(move |tx| {
            tx.conn()
                .prepare_cached(
                    "UPDATE user SET password = ?2, must_change_password = ?3, updated_at = ?4 WHERE id = ?1",
                )?
                .execute(params![id.0, hash, must_change, now.ms()])?;
            tx.conn()
                .prepare_cached("DELETE FROM session WHERE user_id = ?1 AND id <> ?2")?
                .execute([id.0, keep.map_or(0, i64::from)])?;
            record(tx, "change_password", id, None, None, &by, now)?;
            must_get(tx.conn(), id)
        });
        Ok(job.await?)
    }

    /// The enabled person of this address and password. Takes as long when there is none.
    pub async fn check_credentials(&self, email: &str, password: String) -> Result<Option<UserRow>> {
        let email = email.trim().to_lowercase();
        let found = self.db.read(move |conn| {
            let sql = format!("SELECT {COLUMNS}, password FROM user WHERE email = ?1 AND enabled = 1");
            let mut statement = conn.prepare_cached(&sql)?;
            let found =
                statement.query_row([email], |row| Ok((read(row)?, row.get::<_, String>("password")?)));
            Ok(found.optional()?)
        });
        let (user, stored) = found.await?.unzip();
        let right = self.passwords.matches(password, stored).await?;
        Ok(user.filter(|_| right))
    }

    /// What the person arranged on the screen.
    pub async fn preferences(&self, id: UserId) -> Result<Map<String, Value>> {
        let job = self.db.read(move |conn| {
            let mut statement = conn.prepare_cached("SELECT preferences FROM user WHERE id = ?1")?;
            let text: Option<String> = statement.query_row([id.0], |row| row.get(0)).optional()?;
            rows::parse("preferences", &text.ok_or(NO_USER)?)
        });
        job.await
    }

    /// Replaces what the person arranged.
    ///
    /// # Errors
    /// `too_long` over [`MAX_PREFERENCES`] bytes.
    pub async fn set_preferences(
        &self,
        id: UserId,
        preferences: &Map<String, Value>,
    ) -> std::result::Result<(), CatalogueError> {
        let text = rows::write(preferences)?;
        if text.len() > MAX_PREFERENCES {
            let expected = format!("an object of at most {MAX_PREFERENCES} bytes");
            return Err(InputError::new("too_long", "", expected).into());
        }
        let job = self.db.write(move |tx| {
            let mut statement = tx
                .conn()
                .prepare_cached("UPDATE user SET preferences = ?2 WHERE id = ?1")?;
            match statement.execute(params![id.0, text])? {
                0 => Err(NO_USER),
                _ => Ok(()),
            }
        });
        Ok(job.await?)
    }
}

const NO_USER: StoreError = StoreError::NotFound { noun: "user" };

const COLUMNS: &str =
    "id, name, email, role, enabled, must_change_password, created_at, updated_at, last_sign_in_at";

pub(super) fn read(row: &Row<'_>) -> crate::sql::Result<UserRow> {
    let role: String = row.get(3)?;
    Ok(UserRow {
        id: UserId(row.get(0)?),
        name: row.get(1)?,
        email: row.get(2)?,
        // The column's check knows the same words.
        role: Role::of(&role).unwrap_or(Role::Viewer),
        enabled: row.get(4)?,
        must_change_password: row.get(5)?,
        created_at: Time(row.get(6)?),
        updated_at: Time(row.get(7)?),
        last_sign_in_at: row.get::<_, Option<i64>>(8)?.map(Time),
    })
}

fn any(conn: &Connection) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM user LIMIT 1")?.exists([])?)
}

pub(super) fn get(conn: &Connection, id: UserId) -> Result<Option<UserRow>> {
    let sql = format!("SELECT {COLUMNS} FROM user WHERE id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id.0], read).optional()?)
}

fn must_get(conn: &Connection, id: UserId) -> Result<UserRow> {
    get(conn, id)?.ok_or(NO_USER)
}

fn checked(user: NewUser) -> std::result::Result<NewUser, InputError> {
    let (name, email) = check_person(&user.name, &user.email)?;
    super::check_password("/password", &user.password, &email)?;
    Ok(NewUser { name, email, ..user })
}

fn insert(tx: &Tx<'_>, user: &NewUser, hash: &str, by: &By, now: Time) -> Result<UserRow> {
    email_is_free(tx.conn(), &user.email, UserId(0))?;
    let id = UserId(rows::next_id(tx.conn(), "user")?);
    tx.conn()
        .prepare_cached(
            "INSERT INTO user (id, name, email, role, enabled, password, must_change_password, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
        )?
        .execute(params![
            id.0,
            user.name,
            user.email,
            user.role.word(),
            user.enabled,
            hash,
            user.must_change_password,
            now.ms()
        ])?;
    let row = must_get(tx.conn(), id)?;
    record(tx, "create", id, None, Some(shown(&row)), by, now)?;
    Ok(row)
}

fn update(tx: &Tx<'_>, before: &UserRow, after: &UserRow, own: Option<UserId>, by: &By) -> Result<()> {
    keep_an_admin(tx.conn(), before, Some(after), own)?;
    email_is_free(tx.conn(), &after.email, after.id)?;
    tx.conn()
        .prepare_cached(
            "UPDATE user SET name = ?2, email = ?3, role = ?4, enabled = ?5, updated_at = ?6 WHERE id = ?1",
        )?
        .execute(params![
            after.id.0,
            after.name,
            after.email,
            after.role.word(),
            after.enabled,
            after.updated_at.ms()
        ])?;
    if !after.enabled {
        tx.conn()
            .prepare_cached("DELETE FROM session WHERE user_id = ?1")?
            .execute([after.id.0])?;
    }
    let (id, at) = (after.id, after.updated_at);
    record(tx, "change", id, Some(shown(before)), Some(shown(after)), by, at)
}

fn email_is_free(conn: &Connection, email: &str, own: UserId) -> Result<()> {
    let mut statement = conn.prepare_cached("SELECT 1 FROM user WHERE email = ?1 AND id <> ?2")?;
    if statement.exists(params![email, own.0])? {
        return Err(StoreError::Refused { code: "email_taken" });
    }
    Ok(())
}

/// Refuses what would leave nobody to administer, and what takes one's own rights away. `after`: none for a removal.
fn keep_an_admin(
    conn: &Connection,
    before: &UserRow,
    after: Option<&UserRow>,
    own: Option<UserId>,
) -> Result<()> {
    let stays = after.is_some_and(|after| after.enabled && after.role == before.role);
    if stays {
        return Ok(());
    }
    let is_admin = before.role == Role::Admin && before.enabled;
    let still_admin = after.is_some_and(|after| after.enabled && after.role == Role::Admin);
    if is_admin && !still_admin {
        let mut others =
            conn.prepare_cached("SELECT 1 FROM user WHERE role = 'admin' AND enabled = 1 AND id <> ?1")?;
        if !others.exists([before.id.0])? {
            return Err(StoreError::Refused { code: "last_admin" });
        }
    }
    if own == Some(before.id) {
        return Err(StoreError::Refused { code: "own_account" });
    }
    Ok(())
}

fn shown(user: &UserRow) -> Value {
    json!({ "name": user.name, "email": user.email, "role": user.role, "enabled": user.enabled })
}

fn record(
    tx: &Tx<'_>,
    action: &'static str,
    id: UserId,
    before: Option<Value>,
    after: Option<Value>,
    by: &By,
    at: Time,
) -> Result<()> {
    let change = Change {
        action,
        noun: "user",
        noun_id: Some(id.0),
        before,
        after,
        by,
        at,
    };
    audit::append(tx.conn(), &change)
}
