use crate::id::CalendarId;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// When sending is allowed; `policy::window` compiles it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowSpec {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    pub name: String,
    pub weekly: Vec<Opening>,
    #[serde(default)]
    pub holidays: Holidays,
    #[serde(default)]
    pub zone: ZoneChoice,
    /// Purposes this window is attached to, beside the gateways and templates that name it.
    #[serde(default)]
    pub purposes: Vec<crate::message::Purpose>,
}

/// `HH:MM`, `from` inclusive, `to` exclusive, `24:00` allowed; `to` at or before `from` ends the next day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    pub days: Vec<Weekday>,
    pub from: String,
    pub to: String,
}

/// Which holidays close the window. Only a given calendar is supported so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Holidays {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<serde_json::Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city_ibge: Option<serde_json::Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar_id: Option<CalendarId>,
}

/// Whose clock a window goes by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(from = "String", into = "String")]
pub enum ZoneChoice {
    /// The recipient's, from the federal unit; the intersection where that has several.
    #[default]
    Recipient,
    /// An IANA name.
    Fixed(String),
}

impl From<String> for ZoneChoice {
    fn from(name: String) -> Self {
        if name == "recipient" {
            ZoneChoice::Recipient
        } else {
            ZoneChoice::Fixed(name)
        }
    }
}

impl From<ZoneChoice> for String {
    fn from(zone: ZoneChoice) -> Self {
        match zone {
            ZoneChoice::Recipient => "recipient".into(),
            ZoneChoice::Fixed(name) => name,
        }
    }
}

/// A given list of holidays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarSpec {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    pub name: String,
    pub days: Vec<LocalDay>,
}

/// One closed day, as a local date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalDay {
    /// `YYYY-MM-DD`.
    pub date: String,
    pub name: String,
}
