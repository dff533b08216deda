//! Customers: who receives. Many, so in a table of their own; identity is (source, external_id).
//!
//! An upsert changes only what it names: an absent field stays, `null` clears. It writes nothing when nothing differs,
//! because every message of a program repeats its customer.

use super::finding::DOCUMENT;
use super::{Catalogue, Result, fold, rows};
use crate::sql::{Connection, OptionalExtension, Row, params};
use omnifila_core::brazil;
use omnifila_core::catalogue::{Collection, Contact, ContactKind, Contract, CustomerInput, Field};
use omnifila_core::id::CustomerId;
use omnifila_core::input::InputError;
use omnifila_core::time::Time;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Characters of a key (it is indexed), of a name and of any other text at most.
const MAX_KEY: usize = 200;
const MAX_NAME: usize = 300;
const MAX_TEXT: usize = 300;
/// Contacts, contracts or tags of one customer at most.
const MAX_ITEMS: usize = 200;
/// Customers written in one job: other writers come in between.
const PER_JOB: usize = 1_000;

/// A customer as kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredCustomer {
    pub id: CustomerId,
    pub source: String,
    pub external_id: String,
    pub name: String,
    pub document: Option<String>,
    /// As given.
    pub phone: Option<String>,
    /// `+55…`, when `phone` is a telephone.
    pub phone_e164: Option<String>,
    pub email: Option<String>,
    pub branch_key: Option<String>,
    /// Federal unit, two capital letters.
    pub state: Option<String>,
    pub city_ibge: Option<String>,
    pub contacts: Vec<Contact>,
    pub contracts: Vec<Contract>,
    pub tags: Vec<String>,
    pub collection: Option<Collection>,
    pub created_at: Time,
    pub updated_at: Time,
}

/// What became of one customer of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CustomerResult {
    pub id: CustomerId,
    /// `created`, `updated` or `unchanged`.
    pub result: &'static str,
}

impl Catalogue {
    /// Takes customers one by one, in order: a refused one costs its neighbours nothing. Safe to repeat whole.
    pub async fn upsert_customers(
        &self,
        source: String,
        customers: Vec<CustomerInput>,
        now: Time,
    ) -> Result<Vec<std::result::Result<CustomerResult, InputError>>> {
        let mut out = Vec::with_capacity(customers.len());
        let mut rest = customers.into_iter().peekable();
        while rest.peek().is_some() {
            let mut part: Vec<CustomerInput> = rest.by_ref().take(PER_JOB).collect();
            for customer in &mut part {
                customer.source = Some(source.clone());
            }
            out.extend(self.db.write(move |tx| upsert_all(tx.conn(), part, now)).await?);
        }
        Ok(out)
    }

    pub async fn customer(&self, id: CustomerId) -> Result<Option<StoredCustomer>> {
        self.db.read(move |conn| get_customer(conn, id)).await
    }

    pub async fn customer_by_ref(
        &self,
        source: String,
        external_id: String,
    ) -> Result<Option<StoredCustomer>> {
        self.db.read(move |conn| find(conn, &source, &external_id)).await
    }

    /// Whose main telephone is this one (E.164), or who has this document (without punctuation): a few, in order of id.
    pub async fn customers_reached(
        &self,
        phone_e164: String,
        document: Option<String>,
        limit: usize,
    ) -> Result<Vec<StoredCustomer>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM customer WHERE id IN (SELECT id FROM customer WHERE phone_e164 = ?1
             UNION SELECT id FROM customer WHERE {DOCUMENT} = ?2 AND document IS NOT NULL) ORDER BY id LIMIT ?3"
        );
        let job = self.db.read(move |conn| {
            let params = params![phone_e164, document, limit as i64];
            collect(conn, &sql, params)
        });
        job.await
    }

    /// In order of id, after `after`.
    pub async fn customers(&self, after: Option<CustomerId>, limit: usize) -> Result<Vec<StoredCustomer>> {
        let sql = format!("SELECT {COLUMNS} FROM customer WHERE id > ?1 ORDER BY id LIMIT ?2");
        let after = after.map_or(0, i64::from);
        self.db
            .read(move |conn| collect(conn, &sql, params![after, limit as i64]))
            .await
    }
}

/// Refuses what cannot be kept; the pointers are relative to the customer.
pub fn check_customer(input: &CustomerInput) -> std::result::Result<(), InputError> {
    required("/external_id", &input.external_id, MAX_KEY)?;
    required("/name", &input.name, MAX_NAME)?;
    for (pointer, field) in [
        ("/document", &input.document),
        ("/phone", &input.phone),
        ("/email", &input.email),
        ("/branch_key", &input.branch_key),
        ("/city_ibge", &input.city_ibge),
    ] {
        if field.as_set().is_some_and(|text| text.chars().count() > MAX_TEXT) {
            return Err(InputError::new(
                "too_long",
                pointer,
                format!("at most {MAX_TEXT} characters"),
            ));
        }
    }
    if let Some(state) = input.state.as_set() {
        brazil::zone::state(state).map_err(|e| InputError {
            pointer: "/state".into(),
            ..e
        })?;
    }
    let lengths = [
        ("/contacts", input.contacts.as_set().map(Vec::len)),
        ("/contracts", input.contracts.as_set().map(Vec::len)),
        ("/tags", input.tags.as_set().map(Vec::len)),
    ];
    if let Some((pointer, _)) = lengths
        .iter()
        .find(|(_, length)| length.is_some_and(|n| n > MAX_ITEMS))
    {
        return Err(InputError::new(
            "too_many_items",
            *pointer,
            format!("at most {MAX_ITEMS} items"),
        ));
    }
    let until = input.collection.as_set().and_then(|c| c.paused_until.as_deref());
    match until {
        Some(date) if !is_date(date) => Err(InputError::new(
            "bad_date",
            "/collection/paused_until",
            "a date, YYYY-MM-DD",
        )),
        _ => Ok(()),
    }
}

pub(super) fn required(pointer: &str, text: &str, most: usize) -> std::result::Result<(), InputError> {
    if text.trim().is_empty() || text.chars().count() > most {
        return Err(InputError::new(
            "bad_length",
            pointer,
            format!("1 to {most} characters"),
        ));
    }
    Ok(())
}

pub(super) fn is_date(text: &str) -> bool {
    text.len() == 10 && Time::parse(&format!("{text}T00:00:00Z")).is_ok()
}

pub(super) fn upsert_all(
    conn: &Connection,
    customers: Vec<CustomerInput>,
    now: Time,
) -> Result<Vec<std::result::Result<CustomerResult, InputError>>> {
    let one = |input: CustomerInput| {
        if let Err(error) = check_customer(&input) {
            return Ok(Err(error));
        }
        let (customer, result) = upsert(conn, &input, now)?;
        Ok(Ok(CustomerResult {
            id: customer.id,
            result,
        }))
    };
    customers.into_iter().map(one).collect()
}

/// Keeps a customer inside another job's transaction; the input was checked before ([`check_customer`]). Without a source it
/// is `api`'s.
pub fn upsert_customer(
    conn: &Connection,
    input: &CustomerInput,
    now: Time,
) -> Result<(CustomerId, StoredCustomer)> {
    let (customer, _) = upsert(conn, input, now)?;
    Ok((customer.id, customer))
}

fn upsert(conn: &Connection, input: &CustomerInput, now: Time) -> Result<(StoredCustomer, &'static str)> {
    let source = input.source.as_deref().unwrap_or("api");
    match find(conn, source, &input.external_id)? {
        None => {
            let mut customer = apply(blank(source, &input.external_id, now), input);
            customer.id = write(conn, INSERT, &customer)?;
            Ok((customer, "created"))
        }
        Some(old) => {
            let mut customer = apply(old.clone(), input);
            if customer == old {
                return Ok((customer, "unchanged"));
            }
            customer.updated_at = now;
            write(conn, UPDATE, &customer)?;
            Ok((customer, "updated"))
        }
    }
}

fn blank(source: &str, external_id: &str, now: Time) -> StoredCustomer {
    StoredCustomer {
        id: CustomerId(0),
        source: source.to_owned(),
        external_id: external_id.to_owned(),
        name: String::new(),
        document: None,
        phone: None,
        phone_e164: None,
        email: None,
        branch_key: None,
        state: None,
        city_ibge: None,
        contacts: Vec::new(),
        contracts: Vec::new(),
        tags: Vec::new(),
        collection: None,
        created_at: now,
        updated_at: now,
    }
}

fn apply(mut to: StoredCustomer, input: &CustomerInput) -> StoredCustomer {
    let phone_before = to.phone.clone();
    to.name.clone_from(&input.name);
    set(&mut to.document, &input.document);
    set(&mut to.branch_key, &input.branch_key);
    set(&mut to.city_ibge, &input.city_ibge);
    if let Field::Set(contacts) = &input.contacts {
        // The list is the whole of the contacts: the first of a kind is the one that is written to.
        let first = |kinds: &[ContactKind]| {
            contacts
                .iter()
                .find(|c| kinds.contains(&c.kind))
                .map(|c| c.value.clone())
        };
        to.phone = first(&[ContactKind::Whatsapp, ContactKind::Phone]);
        to.email = first(&[ContactKind::Email]);
    }
    set(&mut to.phone, &input.phone);
    set(&mut to.email, &input.email);
    match &input.state {
        Field::Absent => {}
        Field::Clear => to.state = None,
        Field::Set(text) => {
            let known = brazil::zone::state(text)
                .ok()
                .map(|s| s.iter().map(|b| char::from(*b)).collect());
            to.state = Some(known.unwrap_or_else(|| text.clone()));
        }
    }
    set_all(&mut to.contacts, &input.contacts);
    set_all(&mut to.contracts, &input.contracts);
    set_all(&mut to.tags, &input.tags);
    set(&mut to.collection, &input.collection);
    if to.phone != phone_before {
        to.phone_e164 = to
            .phone
            .as_deref()
            .and_then(|phone| brazil::phone::normalise(phone).ok());
    }
    to
}

fn set<T: Clone>(to: &mut Option<T>, field: &Field<T>) {
    match field {
        Field::Absent => {}
        Field::Clear => *to = None,
        Field::Set(value) => *to = Some(value.clone()),
    }
}

fn set_all<T: Clone>(to: &mut Vec<T>, field: &Field<Vec<T>>) {
    match field {
        Field::Absent => {}
        Field::Clear => to.clear(),
        Field::Set(values) => to.clone_from(values),
    }
}

pub(super) const COLUMNS: &str = "id, source, external_id, name, document, phone, phone_e164, email, branch_key, state, city_ibge, \
    contacts, contracts, tags, collection_allowed, collection_paused_until, created_at, updated_at, collection_before_due, \
    collection_after_days";

const FIND: &str =
    "SELECT id, source, external_id, name, document, phone, phone_e164, email, branch_key, state, city_ibge,
    contacts, contracts, tags, collection_allowed, collection_paused_until, created_at, updated_at,
    collection_before_due, collection_after_days FROM customer WHERE source = ?1 AND external_id = ?2";

const INSERT: &str = "INSERT INTO customer (source, external_id, name, name_fold, document, phone, phone_e164, email,
    branch_key, state, city_ibge, contacts, contracts, tags, collection_allowed, collection_paused_until, created_at,
    updated_at, collection_before_due, collection_after_days)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20) RETURNING id";

const UPDATE: &str = "UPDATE customer SET name = ?3, name_fold = ?4, document = ?5, phone = ?6, phone_e164 = ?7, email = ?8,
    branch_key = ?9, state = ?10, city_ibge = ?11, contacts = ?12, contracts = ?13, tags = ?14, collection_allowed = ?15,
    collection_paused_until = ?16, created_at = ?17, updated_at = ?18,
    collection_before_due = ?19, collection_after_days = ?20 WHERE source = ?1 AND external_id = ?2 RETURNING id";

/// Runs [`INSERT`] or [`UPDATE`], which take the same columns in the same order. Answers the id.
fn write(conn: &Connection, sql: &str, c: &StoredCustomer) -> Result<CustomerId> {
    let mut statement = conn.prepare_cached(sql)?;
    let values = params![
        c.source,
        c.external_id,
        c.name,
        fold(&c.name),
        c.document,
        c.phone,
        c.phone_e164,
        c.email,
        c.branch_key,
        c.state,
        c.city_ibge,
        list_text(&c.contacts)?,
        list_text(&c.contracts)?,
        list_text(&c.tags)?,
        c.collection.as_ref().map(|x| x.allowed),
        c.collection.as_ref().and_then(|x| x.paused_until.as_deref()),
        c.created_at.ms(),
        c.updated_at.ms(),
        c.collection.as_ref().and_then(|x| x.before_due),
        c.collection.as_ref().and_then(|x| x.after_days),
    ];
    Ok(statement.query_row(values, |row| row.get(0).map(CustomerId))?)
}

/// An empty list is NULL: most customers of messages have none.
fn list_text<T: Serialize>(items: &[T]) -> Result<Option<String>> {
    if items.is_empty() {
        Ok(None)
    } else {
        rows::write(&items).map(Some)
    }
}

pub(super) fn list_of<T: DeserializeOwned>(text: Option<String>, what: &str) -> Result<Vec<T>> {
    text.map_or(Ok(Vec::new()), |text| rows::parse(what, &text))
}

pub(super) fn find(conn: &Connection, source: &str, external_id: &str) -> Result<Option<StoredCustomer>> {
    let mut statement = conn.prepare_cached(FIND)?;
    let mut found = statement.query([source, external_id])?;
    found.next()?.map(|row| read(&row)).transpose()
}

/// A customer by id, inside another job.
pub fn get_customer(conn: &Connection, id: CustomerId) -> Result<Option<StoredCustomer>> {
    let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM customer WHERE id = ?1"))?;
    let mut found = statement.query([id.0])?;
    found.next()?.map(|row| read(&row)).transpose()
}

/// The id of a customer, without reading the rest.
pub(super) fn id_of(conn: &Connection, source: &str, external_id: &str) -> Result<Option<CustomerId>> {
    let mut statement =
        conn.prepare_cached("SELECT id FROM customer WHERE source = ?1 AND external_id = ?2")?;
    Ok(statement
        .query_row([source, external_id], |row| row.get(0).map(CustomerId))
        .optional()?)
}

pub(super) fn collect(
    conn: &Connection,
    sql: &str,
    params: &[&dyn crate::sql::ToSql],
) -> Result<Vec<StoredCustomer>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        out.push(read(&row)?);
    }
    Ok(out)
}

pub(super) fn read(row: &Row<'_>) -> Result<StoredCustomer> {
    Ok(StoredCustomer {
        id: CustomerId(row.get(0)?),
        source: row.get(1)?,
        external_id: row.get(2)?,
        name: row.get(3)?,
        document: row.get(4)?,
        phone: row.get(5)?,
        phone_e164: row.get(6)?,
        email: row.get(7)?,
        branch_key: row.get(8)?,
        state: row.get(9)?,
        city_ibge: row.get(10)?,
        contacts: list_of(row.get(11)?, "contacts")?,
        contracts: list_of(row.get(12)?, "contracts")?,
        tags: list_of(row.get(13)?, "tags")?,
        collection: collection(row, [14, 15, 18, 19])?,
        created_at: Time(row.get(16)?),
        updated_at: Time(row.get(17)?),
    })
}

/// Four columns: allowed, paused until, before due, after days.
pub(super) fn collection(row: &Row<'_>, at: [usize; 4]) -> Result<Option<Collection>> {
    let Some(allowed) = row.get(at[0])? else {
        return Ok(None);
    };
    Ok(Some(Collection {
        allowed,
        paused_until: row.get(at[1])?,
        before_due: row.get(at[2])?,
        after_days: row.get(at[3])?,
    }))
}

/// Puts one contract among those of its customer, in the place of an older telling of it; whether that changed anything.
/// None when the customer is not known, or has as many contracts as are kept.
pub(super) fn merge_contract(
    conn: &Connection,
    source: &str,
    customer: &str,
    contract: Contract,
    now: Time,
) -> Result<Option<bool>> {
    let Some(mut kept) = find(conn, source, customer)? else {
        return Ok(None);
    };
    let known = kept
        .contracts
        .iter()
        .position(|c| c.external_id == contract.external_id);
    match known {
        Some(at) if kept.contracts[at] == contract => return Ok(Some(false)),
        Some(at) => kept.contracts[at] = contract,
        None if kept.contracts.len() >= MAX_ITEMS => return Ok(None),
        None => kept.contracts.push(contract),
    }
    kept.updated_at = now;
    write(conn, UPDATE, &kept)?;
    Ok(Some(true))
}
