//! What is read of an account: the number (also the circuit's probe), the templates, and the checks that "Testar" shows.
//!
//! Failures: a list that cannot be read to its end is none, because half of it would look like the removal of the rest; an answer
//! that leads elsewhere is not followed (`paging.next` names a host). Left out: consents, which Meta does not list, and looking up a
//! message: there is no way to ask; a status brings it back (`biz_opaque_callback_data`).

use super::super::checks::{fail, pass, recipient};
use super::answers::classify;
use crate::gateways::opa_reads::{READ_LIMIT, fault_of_wire};
use crate::wire::{Endpoint, Response};
use async_trait::async_trait;
use bytes::Bytes;
use http::HeaderMap;
use omnifila_core::account::{Account, Channel, ConsentPage, ListedTemplate, LookUp, OptOutTold, Sought};
use omnifila_core::input::InputError;
use omnifila_core::outcome::{Evidence, Outcome, Rejection};
use omnifila_core::policy::quota::DailyLimit;
use omnifila_core::port::{Check, Fault};
use omnifila_core::time::Time;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

const NUMBER_FIELDS: &str =
    "id,display_phone_number,verified_name,quality_rating,status,code_verification_status,throughput";
const TEMPLATE_FIELDS: &str = "name,language,status,category,quality_score,components";
/// An account has 250 templates, or 6,000 where Meta allows it.
const PAGE: usize = 250;
const MOST_PAGES: usize = 40;
/// A page of templates with all their components.
const LIST_LIMIT: usize = 8 << 20;
/// Of names, as they are kept.
const MOST_NAME: usize = 512;

/// The reads of one number. No derived `Debug`: the headers hold the token.
pub(super) struct Reads {
    headers: HeaderMap,
    limit: Duration,
    number: Endpoint,
    templates: Endpoint,
    templates_at: Endpoint,
}

impl std::fmt::Debug for Reads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reads")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

impl Reads {
    /// # Errors
    /// `bad_url` if an id cannot stand in a path.
    pub(super) fn of(
        base: &Endpoint,
        number: &str,
        waba: &str,
        headers: HeaderMap,
        timeout: Duration,
    ) -> Result<Reads, InputError> {
        Ok(Reads {
            headers,
            limit: READ_LIMIT.min(timeout),
            number: base.below(&format!("{number}?fields={NUMBER_FIELDS}"))?,
            templates: base
                .below(&format!(
                    "{waba}/message_templates?fields={TEMPLATE_FIELDS}&limit={PAGE}"
                ))?
                .with_answers_up_to(LIST_LIMIT),
            templates_at: base
                .below(&format!("{waba}/message_templates"))?
                .with_answers_up_to(LIST_LIMIT),
        })
    }

    async fn read(&self, endpoint: &Endpoint) -> Result<Value, Fault> {
        let answer = endpoint.get(&self.headers, Bytes::new(), self.limit).await;
        document(&answer.map_err(fault_of_wire)?)
    }

    /// The number's document.
    pub(super) async fn number(&self) -> Result<Value, Fault> {
        let found = self.read(&self.number).await?;
        if found.get("id").and_then(Value::as_str).is_some() {
            Ok(found)
        } else {
            Err(bad_answer())
        }
    }

    /// Every check, ending early where the rest would say the same.
    pub(super) async fn check(&self, to: Option<&str>) -> Vec<Check> {
        let mut checks = Vec::new();
        match self.number().await {
            Ok(number) => {
                checks.push(pass("connection", "the Graph API answers"));
                checks.push(pass("credentials", "the token is accepted"));
                checks.push(pass("number", "the number exists"));
                checks.push(state_of(&number));
                checks.push(quality_of(&number));
                checks.push(self.check_templates().await);
            }
            Err(fault)
                if matches!(
                    fault.code.as_str(),
                    "unauthorized" | "forbidden" | "account_locked"
                ) =>
            {
                checks.push(pass("connection", "the Graph API answers"));
                let what = "use a permanent token of a system user with whatsapp_business_messaging and whatsapp_business_management";
                checks.push(fail("credentials", &fault.code, what));
            }
            Err(fault) if matches!(fault.code.as_str(), "number_not_found" | "bad_parameter") => {
                checks.push(pass("connection", "the Graph API answers"));
                checks.push(pass("credentials", "the token is accepted"));
                let what =
                    "copy the id of the phone number (not the number itself) from the WhatsApp manager";
                checks.push(fail("number", "number_not_found", what));
            }
            Err(fault) => {
                let what = "check that this server can reach graph.facebook.com, and the version";
                checks.push(fail("connection", &fault.code, what));
            }
        }
        if let Some(to) = to {
            checks.push(recipient(to));
        }
        checks
    }

    async fn check_templates(&self) -> Check {
        match self.templates().await {
            Ok(templates) => match templates.iter().filter(|t| t.usable()).count() {
                0 => fail(
                    "templates",
                    "no_templates",
                    "the account has no approved template yet: create one and have it approved",
                ),
                n => pass(
                    "templates",
                    &format!("{n} of {} templates are approved", templates.len()),
                ),
            },
            Err(fault) => fail(
                "templates",
                &fault.code,
                "let the token manage the account (whatsapp_business_management), and check waba_id",
            ),
        }
    }
}

fn state_of(number: &Value) -> Check {
    match text(number, "status").as_deref() {
        None | Some("CONNECTED") => pass("number_state", "the number is connected"),
        Some(_) => fail(
            "number_state",
            "number_not_connected",
            "register the number for the Cloud API, or lift its restriction, in the WhatsApp manager",
        ),
    }
}

fn quality_of(number: &Value) -> Check {
    match text(number, "quality_rating").as_deref() {
        Some("RED") => fail(
            "quality",
            "low_quality",
            "people block or report this number: Meta may soon limit it",
        ),
        _ => pass("quality", "the number's quality is not low"),
    }
}

#[async_trait]
impl Account for Reads {
    async fn channels(&self) -> Result<Vec<Channel>, Fault> {
        let number = self.number().await?;
        Ok(vec![Channel {
            id: text(&number, "id").unwrap_or_default(),
            name: text(&number, "verified_name")
                .or_else(|| text(&number, "display_phone_number"))
                .unwrap_or_default(),
            kind: Some("Whatsapp".into()),
            integration: Some("Cloud API".into()),
            active: text(&number, "status").is_none_or(|status| status == "CONNECTED"),
        }])
    }

    async fn templates(&self) -> Result<Vec<ListedTemplate>, Fault> {
        let mut found = Vec::new();
        let mut page = self.read(&self.templates).await?;
        for _ in 0..MOST_PAGES {
            let items = page
                .get("data")
                .and_then(Value::as_array)
                .ok_or_else(bad_answer)?;
            found.extend(items.iter().filter_map(template));
            let paging = page.get("paging");
            let more = paging.is_some_and(|p| p.get("next").is_some_and(Value::is_string));
            let after = paging
                .and_then(|p| p.pointer("/cursors/after")?.as_str())
                .filter(|after| more && after.len() < 1_024);
            let Some(after) = after else {
                return Ok(told_apart(found));
            };
            let after: String = url::form_urlencoded::byte_serialize(after.as_bytes()).collect();
            let next = format!("?fields={TEMPLATE_FIELDS}&limit={PAGE}&after={after}");
            let next = self.templates_at.with_query(&next).map_err(|_| bad_answer())?;
            page = self.read(&next).await?;
        }
        Err(bad_answer())
    }

    /// None per day: Meta counts people over 24 hours, for the whole portfolio.
    async fn daily_limit(&self) -> Result<Option<DailyLimit>, Fault> {
        Ok(None)
    }

    async fn consents(&self, _skip: u64) -> Result<ConsentPage, Fault> {
        Ok(ConsentPage::default())
    }

    async fn tell_opt_out(&self, _address: &str, _at: Time) -> Result<OptOutTold, Fault> {
        Ok(OptOutTold::Nobody)
    }

    async fn evidence_of(&self, _provider_id: &str) -> Result<Option<Evidence>, Fault> {
        Ok(None)
    }

    async fn look_up(&self, _sought: &Sought) -> Result<LookUp, Fault> {
        Ok(LookUp::Absent)
    }
}

/// One listed template, under its name alone.
fn template(item: &Value) -> Option<ListedTemplate> {
    let name = text(item, "name")?;
    let components = item.get("components").and_then(Value::as_array);
    let said = |kind: &str| {
        let mut parts = components.into_iter().flatten();
        let part = parts.find(|c| text(c, "type").is_some_and(|t| t.eq_ignore_ascii_case(kind)))?;
        part.get("text")?.as_str().map(str::to_owned)
    };
    let mut whole = said("BODY").unwrap_or_default();
    if let Some(footer) = said("FOOTER") {
        whole = format!("{whole}\n\n{footer}");
    }
    let lower = |name: &str| text(item, name).map(|t| t.to_lowercase());
    Some(ListedTemplate {
        id: name.clone(),
        name,
        text: whole,
        language: text(item, "language"),
        status: lower("status"),
        category: lower("category"),
        quality: item
            .pointer("/quality_score/score")
            .and_then(Value::as_str)
            .map(str::to_lowercase),
    })
}

/// A name may stand for several languages: the Brazilian one, or the only one, keeps the bare name; the others are
/// `name/language`, as a binding names them.
fn told_apart(mut listed: Vec<ListedTemplate>) -> Vec<ListedTemplate> {
    let mut languages: BTreeMap<String, usize> = BTreeMap::new();
    for template in &listed {
        *languages.entry(template.name.clone()).or_default() += 1;
    }
    for template in &mut listed {
        let several = languages.get(&template.name).is_some_and(|n| *n > 1);
        if let Some(language) = template.language.as_deref().filter(|l| several && *l != "pt_BR") {
            template.id = format!("{}/{language}", template.name);
        }
    }
    listed
}

fn document(response: &Response) -> Result<Value, Fault> {
    let json: Option<Value> = serde_json::from_slice(&response.body).ok();
    match json {
        Some(json) if (200..300).contains(&response.status) && json.get("error").is_none() => Ok(json),
        None if (200..300).contains(&response.status) => Err(bad_answer()),
        _ => Err(match classify(response, 1, Time(0)) {
            Outcome::Rejected { rejection, code } => Fault {
                credentials: matches!(rejection, Rejection::GatewayRefused),
                code,
            },
            other => Fault {
                code: other.code().unwrap_or("bad_answer").into(),
                credentials: false,
            },
        }),
    }
}

fn text(item: &Value, name: &str) -> Option<String> {
    let text = item.get(name)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.chars().take(MOST_NAME).collect())
}

fn bad_answer() -> Fault {
    Fault {
        code: "bad_answer".into(),
        credentials: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_template_is_read_and_told_apart_by_its_language() {
        let item = |language: &str| {
            json!({"name": "fatura", "language": language, "status": "PAUSED", "category": "UTILITY",
                "quality_score": {"score": "YELLOW"}, "components": [{"type": "HEADER", "format": "TEXT", "text": "Oi {{1}}"},
                {"type": "BODY", "text": "Olá {{1}}, {{2}}"}, {"type": "FOOTER", "text": "Provedor"}]})
        };
        let one = template(&item("en")).unwrap();
        assert_eq!(
            (one.text.as_str(), one.variables()),
            ("Olá {{1}}, {{2}}\n\nProvedor", 2)
        );
        assert_eq!(
            (
                one.status.as_deref(),
                one.category.as_deref(),
                one.quality.as_deref()
            ),
            (Some("paused"), Some("utility"), Some("yellow"))
        );
        assert!(!one.usable());
        let ids = |languages: &[&str]| {
            let all = languages.iter().filter_map(|l| template(&item(l))).collect();
            told_apart(all).into_iter().map(|t| t.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(&["en"]), ["fatura"]);
        assert_eq!(ids(&["en", "pt_BR"]), ["fatura/en", "fatura"]);
        assert!(template(&json!({"language": "pt_BR"})).is_none());
    }
}
