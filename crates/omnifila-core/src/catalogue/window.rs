//! When sending is allowed, and which days are closed, as an administrator sets them up.
//!
//! A window names its holidays: computed ones, by the place of the recipient or a named one, and calendars given as lists.
//! Left out: what they come to for a recipient (`policy::window`), and whether their texts are times and dates.

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

/// Which holidays close the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Holidays {
    /// Computed from federal law.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national: Option<bool>,
    /// Computed from the state's laws, with calendars imported for it; two letters name one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Own>,
    /// From calendars imported for the municipality; an IBGE code names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city_ibge: Option<Own>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar_id: Option<CalendarId>,
    /// Monday and Tuesday of Carnaval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carnival: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corpus_christi: Option<bool>,
    /// Until 14:00.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ash_wednesday: Option<bool>,
}

/// Whose holidays: the recipient's (`true`), nobody's (`false`), or those of one that is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Own {
    Recipient(bool),
    Named(String),
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

/// A given list of holidays, of nowhere in particular, of a state or of a municipality.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarSpec {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    pub name: String,
    /// Two letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Seven digits; the municipality's days are not its state's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city_ibge: Option<String>,
    pub days: Vec<LocalDay>,
}

/// One closed day, as a local date; a half day says from or until when.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalDay {
    /// `YYYY-MM-DD`.
    pub date: String,
    pub name: String,
    /// `HH:MM`, midnight by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_from: Option<String>,
    /// `HH:MM`, exclusive; the end of the day by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_until: Option<String>,
}
