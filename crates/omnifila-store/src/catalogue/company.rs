//! What the installation says of its owner: a name, and how times and words are shown. One row of settings.

use super::audit::{self, Change};
use super::{Catalogue, CatalogueError, Result, rows};
use crate::StoreError;
use crate::sqlite::Tx;
use crate::verbs::By;
use jiff::tz::TimeZone;
use omnifila_core::input::InputError;
use omnifila_core::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::Value;

const NAME: &str = "company";
const MAX_NAME: usize = 100;
/// Languages the interface speaks.
pub const LOCALES: [&str; 3] = ["pt-BR", "en", "es"];

/// How the owner is called and wants to see times and words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Empty until somebody gives it.
    pub company_name: String,
    /// An IANA zone.
    pub time_zone: String,
    pub locale: String,
    /// Where the world reaches this installation, without a slash at the end; empty until somebody says. Files that providers
    /// load are served from there.
    #[serde(default)]
    pub public_url: String,
}

impl Default for Company {
    fn default() -> Self {
        Self {
            company_name: String::new(),
            time_zone: "America/Sao_Paulo".into(),
            locale: "pt-BR".into(),
            public_url: String::new(),
        }
    }
}

/// What to change; `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompanyChange {
    pub company_name: Option<String>,
    pub time_zone: Option<String>,
    pub locale: Option<String>,
    pub public_url: Option<String>,
}

impl CompanyChange {
    /// # Errors
    /// `bad_length`, `unknown_zone`, `unknown_locale`.
    pub fn check(&self) -> std::result::Result<(), InputError> {
        if let Some(name) = &self.company_name
            && (name.chars().count() > MAX_NAME || name.chars().any(char::is_control))
        {
            let expected = format!("at most {MAX_NAME} characters");
            return Err(InputError::new("bad_length", "/company_name", expected));
        }
        if let Some(zone) = &self.time_zone
            && TimeZone::get(zone).is_err()
        {
            let expected = "an IANA time zone, such as America/Sao_Paulo";
            return Err(InputError::new("unknown_zone", "/time_zone", expected));
        }
        if let Some(locale) = &self.locale
            && !LOCALES.contains(&locale.as_str())
        {
            let expected = format!("one of {}", LOCALES.join(", "));
            return Err(InputError::new("unknown_locale", "/locale", expected));
        }
        if let Some(url) = &self.public_url
            && !(url.is_empty() || is_base(url))
        {
            let expected =
                "http:// or https:// and a host, such as https://fila.provedor.example; empty for none";
            return Err(InputError::new("bad_url", "/public_url", expected));
        }
        Ok(())
    }
}

/// An address that paths can be put behind.
fn is_base(url: &str) -> bool {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        url.len() <= 300
            && !rest.starts_with('/')
            && !rest.is_empty()
            && rest
                .chars()
                .all(|c| c.is_ascii_graphic() && !"?#@\"<>".contains(c))
    })
}

impl Catalogue {
    pub async fn company(&self) -> Result<Company> {
        let job = self
            .db
            .read(|conn| Ok(rows::read_setting(conn, NAME)?.unwrap_or_default()));
        job.await
    }

    /// # Errors
    /// What is wrong with a value.
    pub async fn change_company(
        &self,
        change_to: CompanyChange,
        by: By,
        now: Time,
    ) -> std::result::Result<Company, CatalogueError> {
        change_to.check()?;
        Ok(self.db.write(move |tx| change(tx, &change_to, &by, now)).await?)
    }
}

pub(super) fn change(tx: &Tx<'_>, to: &CompanyChange, by: &By, now: Time) -> Result<Company> {
    let before: Company = rows::read_setting(tx.conn(), NAME)?.unwrap_or_default();
    let after = Company {
        company_name: to
            .company_name
            .as_deref()
            .map_or_else(|| before.company_name.clone(), |name| name.trim().to_owned()),
        time_zone: to.time_zone.clone().unwrap_or_else(|| before.time_zone.clone()),
        locale: to.locale.clone().unwrap_or_else(|| before.locale.clone()),
        public_url: to.public_url.as_deref().map_or_else(
            || before.public_url.clone(),
            |url| url.trim_end_matches('/').to_owned(),
        ),
    };
    if after == before {
        return Ok(after);
    }
    rows::write_setting(tx.conn(), NAME, Some(&after))?;
    let json = |company: &Company| -> Result<Value> {
        serde_json::to_value(company).map_err(|e| StoreError::Internal(e.to_string()))
    };
    let change = Change {
        action: "change",
        noun: "settings",
        noun_id: None,
        before: Some(json(&before)?),
        after: Some(json(&after)?),
        by,
        at: now,
    };
    audit::append(tx.conn(), &change)?;
    Ok(after)
}
