use serde::{Deserialize, Deserializer, Serialize};

/// A field of an upsert: absent leaves what is stored, `null` clears it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Field<T> {
    #[default]
    Absent,
    Clear,
    Set(T),
}

impl<T> Field<T> {
    /// What is stored after this field was applied to `current`.
    pub fn apply(self, current: Option<T>) -> Option<T> {
        match self {
            Field::Absent => current,
            Field::Clear => None,
            Field::Set(value) => Some(value),
        }
    }

    pub fn as_set(&self) -> Option<&T> {
        match self {
            Field::Set(value) => Some(value),
            Field::Absent | Field::Clear => None,
        }
    }

    pub fn is_absent(&self) -> bool {
        matches!(self, Field::Absent)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Ok(Option::<T>::deserialize(d)?.map_or(Field::Clear, Field::Set))
    }
}

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.as_set().serialize(s)
    }
}

/// One customer of `POST /customers/batch`, or the customer inside a message. Identity is (source, external_id).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct CustomerInput {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    pub external_id: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub document: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub phone: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub email: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub branch_key: Field<String>,
    /// Federal unit, two letters.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub state: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub city_ibge: Field<String>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub contacts: Field<Vec<Contact>>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub contracts: Field<Vec<Contract>>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub tags: Field<Vec<String>>,
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub collection: Field<Collection>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    Phone,
    Email,
    Whatsapp,
    Telegram,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    pub kind: ContactKind,
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    pub external_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Whether ladders may write about what belongs to this contract; the customer's own word holds beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collection: Option<Collection>,
}

/// Whether ladders may write to the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collection {
    pub allowed: bool,
    /// Local date `YYYY-MM-DD` up to which, inclusive, no ladder writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_until: Option<String>,
    /// False: nothing before the due date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_due: Option<bool>,
    /// After the due date, nothing before so many days have passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_days: Option<u16>,
}
