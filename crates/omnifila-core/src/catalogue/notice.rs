//! Notices ("Comunicados"): one template said to many customers at once, such as an outage or a change of price.
//!
//! Left out: which customers an audience has (the store knows) and what became of each (the messages say).

use crate::id::{GatewayId, RouteId, TemplateId};
use crate::input::InputError;
use crate::message::{Priority, Purpose, words};
use crate::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Customers of one list at most.
pub const MAX_LISTED: usize = 100_000;
/// Values of one condition of an audience at most.
const MAX_VALUES: usize = 1_000;
const MAX_NAME: usize = 200;
const MAX_KEY: usize = 200;

words! {
    /// Where a notice is.
    NoticeStatus {
        Draft = 0 "draft",
        /// Its messages are being made.
        Running = 1 "running",
        Stopped = 2 "stopped",
        Completed = 3 "completed",
        Undone = 4 "undone",
    }
}

/// Who a notice is for: every condition that is given must hold, and of its values one. A list narrows like a condition.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Audience {
    /// Every customer; has to be said, so that an empty form reaches nobody.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub everyone: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub branch_keys: Vec<String>,
    /// Federal units.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<String>,
    /// IBGE codes of municipalities.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cities: Vec<String>,
    /// Some contract is of one of these plans …
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<String>,
    /// … and, the same contract, in one of these statuses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contract_statuses: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without_tags: Vec<String>,
    /// Whose external ids the list has; `api` by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// A list of external ids. It is kept apart, and not given back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub customers: Vec<String>,
    /// The same as a CSV: its first column, or the one that its heading calls `external_id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub csv: Option<String>,
}

/// An outage: urgent, and dunning of those concerned rests until it is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outage {
    /// Collections and reminders to the audience wait until then, and go on by themselves.
    pub until: Time,
}

/// A notice as the API takes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeSpec {
    pub name: String,
    pub audience: Audience,
    /// Either a template …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template_id: Option<TemplateId>,
    /// … through this gateway; else through the first of the branch's, or of the template's, that reaches the customer …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_id: Option<GatewayId>,
    /// … or a route: its first step that reaches the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route_id: Option<RouteId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// Normal by default; urgent for an outage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub data: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
    /// An address that several customers share hears it once; so by default for an outage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub once_per_address: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outage: Option<Outage>,
}

impl Audience {
    /// Takes the list out, each external id once, in its order; none when there is no list.
    ///
    /// # Errors
    /// `too_many_items`, `bad_csv` and `bad_length` for a list that cannot be.
    pub fn take_list(&mut self) -> Result<Option<Vec<String>>, InputError> {
        let named = std::mem::take(&mut self.customers);
        let csv = self.csv.take();
        if named.is_empty() && csv.is_none() {
            return Ok(None);
        }
        let of_csv = csv.as_deref().map(first_column).unwrap_or_default();
        if named.is_empty() && of_csv.is_empty() {
            let expected = "one external id per line, in the first column or in the column external_id";
            return Err(InputError::new("bad_csv", "/audience/csv", expected));
        }
        let mut seen = std::collections::HashSet::new();
        let mut list = Vec::with_capacity(named.len() + of_csv.len());
        for id in named.into_iter().chain(of_csv) {
            let id = id.trim().to_owned();
            if id.is_empty() || id.chars().count() > MAX_KEY {
                let expected = format!("external ids of 1 to {MAX_KEY} characters");
                return Err(InputError::new("bad_length", "/audience/customers", expected));
            }
            if seen.insert(id.clone()) {
                list.push(id);
            }
        }
        if list.len() > MAX_LISTED {
            let expected = format!("at most {MAX_LISTED} customers; leave the list out and give conditions");
            return Err(InputError::new("too_many_items", "/audience/customers", expected));
        }
        Ok(Some(list))
    }

    fn conditions(&self) -> [(&'static str, &[String]); 7] {
        [
            ("branch_keys", &self.branch_keys),
            ("states", &self.states),
            ("cities", &self.cities),
            ("plans", &self.plans),
            ("contract_statuses", &self.contract_statuses),
            ("tags", &self.tags),
            ("without_tags", &self.without_tags),
        ]
    }

    fn check(&self, listed: bool) -> Result<(), InputError> {
        for (name, values) in self.conditions() {
            if values.len() > MAX_VALUES {
                let expected = format!("at most {MAX_VALUES} values");
                return Err(InputError::new(
                    "too_many_items",
                    format!("/audience/{name}"),
                    expected,
                ));
            }
        }
        let narrows = |(name, values): (&str, &[String])| name != "without_tags" && !values.is_empty();
        let says = listed || self.conditions().into_iter().any(narrows);
        if self.everyone == says {
            let expected = "a condition or a list, or else everyone: true";
            return Err(InputError::new("bad_audience", "/audience", expected));
        }
        Ok(())
    }
}

impl NoticeSpec {
    /// What can be said without the other nouns. `listed`: a list belongs to the audience.
    ///
    /// # Errors
    /// What a notice of this kind could never be.
    pub fn check(&self, listed: bool, now: Time) -> Result<(), InputError> {
        let length = self.name.chars().count();
        if self.name.trim().is_empty() || length > MAX_NAME {
            return Err(InputError::new(
                "bad_length",
                "/name",
                format!("1 to {MAX_NAME} characters"),
            ));
        }
        self.audience.check(listed)?;
        if self.template_id.is_some() == self.route_id.is_some() {
            let expected = "either template_id or route_id";
            return Err(InputError::new("missing_template", "/template_id", expected));
        }
        if self.route_id.is_some() && self.gateway_id.is_some() {
            let expected = "nothing beside route_id, whose steps name gateways";
            return Err(InputError::new("unexpected_field", "/gateway_id", expected));
        }
        if self.outage.as_ref().is_some_and(|outage| outage.until <= now) {
            return Err(InputError::new(
                "expires_in_past",
                "/outage/until",
                "a time in the future",
            ));
        }
        let expires = self.expires_at;
        if expires.is_some_and(|at| at <= now) {
            return Err(InputError::new(
                "expires_in_past",
                "/expires_at",
                "a time in the future",
            ));
        }
        if self
            .due_at
            .zip(self.expires_at())
            .is_some_and(|(due, end)| end <= due)
        {
            return Err(InputError::new(
                "expires_before_due",
                "/expires_at",
                "a time after due_at",
            ));
        }
        Ok(())
    }

    pub fn priority(&self) -> Priority {
        let usual = if self.outage.is_some() {
            Priority::Urgent
        } else {
            Priority::Normal
        };
        self.priority.unwrap_or(usual)
    }

    /// Nobody is told of an outage that is over.
    pub fn expires_at(&self) -> Option<Time> {
        self.expires_at
            .or(self.outage.as_ref().map(|outage| outage.until))
    }

    pub fn once_per_address(&self) -> bool {
        self.once_per_address.unwrap_or(self.outage.is_some())
    }
}

/// The first column of a CSV, or the one called `external_id`; a heading is what is no id: one of the names that exports use.
fn first_column(text: &str) -> Vec<String> {
    const HEADINGS: [&str; 8] = [
        "external_id",
        "id",
        "codigo",
        "código",
        "cliente",
        "id_cliente",
        "customer",
        "customer_id",
    ];
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    let separator = match lines.peek() {
        Some(first) if first.contains(';') => ';',
        Some(first) if first.contains('\t') => '\t',
        _ => ',',
    };
    let cell = |line: &str, at: usize| {
        let cell = line.split(separator).nth(at).unwrap_or_default();
        cell.trim().trim_matches('"').trim().to_owned()
    };
    let mut column = 0;
    if let Some(first) = lines.peek() {
        let cells: Vec<String> = first
            .split(separator)
            .map(|cell| cell.trim().trim_matches('"').trim().to_lowercase())
            .collect();
        let named = cells.iter().position(|cell| cell == "external_id");
        column = named.unwrap_or(0);
        if named.is_some()
            || cells
                .first()
                .is_some_and(|cell| HEADINGS.contains(&cell.as_str()))
        {
            lines.next();
        }
    }
    lines
        .map(|line| cell(line, column))
        .filter(|id| !id.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn spec(more: Value) -> NoticeSpec {
        let mut spec = json!({"name": "Queda", "audience": {"everyone": true}, "template_id": 1});
        spec.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        serde_json::from_value(spec).unwrap()
    }

    #[test]
    fn a_csv_is_read_by_its_heading_or_its_first_column() {
        for (text, want) in [
            ("1\n2\n\n3", vec!["1", "2", "3"]),
            ("\u{feff}external_id;nome\r\n7;Ana\r\n8;Bia", vec!["7", "8"]),
            ("nome,external_id\nAna,\"9\"", vec!["9"]),
            ("codigo\tnome\n10\tAna", vec!["10"]),
        ] {
            assert_eq!(first_column(text), want, "{text:?}");
        }
        let mut audience = Audience {
            customers: vec!["7".into(), " 7 ".into()],
            csv: Some("8\n7".into()),
            ..Audience::default()
        };
        assert_eq!(audience.take_list().unwrap().unwrap(), ["7", "8"]);
        assert_eq!(audience, Audience::default(), "the list is kept apart");
        assert!(audience.take_list().unwrap().is_none());
        let empty = Audience {
            csv: Some("external_id\n".into()),
            ..Audience::default()
        };
        assert_eq!(empty.clone().take_list().unwrap_err().code, "bad_csv");
    }

    #[test]
    fn an_audience_says_whom_it_means() {
        let now = Time(1_000);
        assert!(spec(json!({})).check(false, now).is_ok());
        for (audience, listed, good) in [
            (json!({}), false, false),
            (json!({}), true, true),
            (json!({"everyone": true, "tags": ["a"]}), false, false),
            (json!({"without_tags": ["a"]}), false, false),
            (json!({"everyone": true, "without_tags": ["a"]}), false, true),
            (json!({"plans": ["a"]}), false, true),
        ] {
            let checked = spec(json!({"audience": audience})).check(listed, now);
            assert_eq!(checked.is_ok(), good, "{checked:?}");
        }
    }

    #[test]
    fn an_outage_is_urgent_and_ends() {
        let now = Time(1_000);
        let outage = spec(json!({"outage": {"until": "2026-12-10T12:00:00Z"}}));
        assert!(outage.check(false, now).is_ok());
        assert_eq!(outage.priority(), Priority::Urgent);
        assert_eq!(
            outage.expires_at(),
            Some(Time::parse("2026-12-10T12:00:00Z").unwrap())
        );
        assert!(outage.once_per_address());
        let over = outage.check(false, Time::parse("2026-12-10T12:00:00Z").unwrap());
        assert_eq!(over.unwrap_err().pointer, "/outage/until");
        assert_eq!(spec(json!({})).priority(), Priority::Normal);
        let neither = spec(json!({"template_id": null}));
        assert_eq!(neither.check(false, now).unwrap_err().code, "missing_template");
    }
}
