//! What Opa! Suite tells of an account: channels, the templates of its channel, the daily allowance, contacts' decisions, and
//! whether a message is there.
//!
//! Model: GETs with a JSON body (`filter`, `options`), page by page until one brings nothing new. Some proxies drop bodies of GETs:
//! filter and paging then vanish, every page is the first, and what was asked for has to be told from the rest here.
//!
//! Failures: a part that cannot be read is a [`Fault`] of the whole, because half a list looks like removals. Nothing is repeated but
//! the form with a slash, which some hosts want.

use super::opa_answers::Answer;
use super::opa_consents::{consent, opted_out, phones};
use super::opa_lookup::{evidence, look_up};
use super::opa_reads::{READ_LIMIT, data, fault_of_wire};
use crate::wire::{Endpoint, WireError};
use async_trait::async_trait;
use bytes::Bytes;
use http::HeaderMap;
use omnifila_core::account::{Account, Channel, ConsentPage, ListedTemplate, LookUp, OptOutTold, Sought};
use omnifila_core::input::InputError;
use omnifila_core::outcome::Evidence;
use omnifila_core::policy::quota::DailyLimit;
use omnifila_core::port::Fault;
use omnifila_core::time::Time;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

/// Rows of one page.
const PAGE: usize = 100;
/// Pages of a list that is read whole: ten thousand templates are a mistake.
const MOST_PAGES: usize = 100;
/// Bytes of one page: a hundred templates with their components.
const PAGE_BYTES: usize = 4 * 1024 * 1024;
/// Characters of a name or an id that are kept.
const MOST_NAME: usize = 300;

/// A list of the API, in the two forms of its address.
#[derive(Debug, Clone)]
pub(super) struct Resource {
    plain: Endpoint,
    slash: Endpoint,
}

/// What is done of one's own accord only where the settings ask for it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Habits {
    pub(super) write_opt_out: bool,
    pub(super) follow_delivery: bool,
}

/// The reads of one account.
pub(super) struct OpaAccount {
    headers: HeaderMap,
    limit: Duration,
    channel_id: String,
    habits: Habits,
    channels: Resource,
    templates: Resource,
    limits: Resource,
    pub(super) contacts: Resource,
    pub(super) attendances: Resource,
    pub(super) messages: Resource,
}

/// Without the headers, which hold the token.
impl std::fmt::Debug for OpaAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpaAccount")
            .field("channel_id", &self.channel_id)
            .finish_non_exhaustive()
    }
}

impl OpaAccount {
    /// # Errors
    /// `bad_url` if the channel's id cannot stand in a path.
    pub(super) fn of(
        base: &Endpoint,
        channel_id: &str,
        habits: Habits,
        headers: HeaderMap,
        timeout: Duration,
    ) -> Result<OpaAccount, InputError> {
        let resource = |path: &str| -> Result<Resource, InputError> {
            let large = |endpoint: Endpoint| endpoint.with_answers_up_to(PAGE_BYTES);
            Ok(Resource {
                plain: large(base.below(path)?),
                slash: large(base.below(&format!("{path}/"))?),
            })
        };
        let channel = format!("canal-comunicacao/{channel_id}");
        Ok(OpaAccount {
            headers,
            limit: READ_LIMIT.min(timeout),
            channel_id: channel_id.to_owned(),
            habits,
            channels: resource("canal-comunicacao")?,
            templates: resource(&format!("{channel}/template"))?,
            limits: resource(&format!("{channel}/template/limites-diarios-envio"))?,
            contacts: resource("contato")?,
            attendances: resource("atendimento")?,
            messages: resource("atendimento/mensagem")?,
        })
    }

    /// The `data` of one read.
    async fn read(&self, resource: &Resource, body: Bytes) -> Result<Value, Fault> {
        let get = async |endpoint: &Endpoint| -> Result<_, WireError> {
            endpoint.get(&self.headers, body.clone(), self.limit).await
        };
        let response = get(&resource.plain).await.map_err(fault_of_wire)?;
        match data(&response) {
            Err(fault) if response.status == 404 && !Answer::of(&response).says("communication channel") => {
                let again = get(&resource.slash).await.map_err(fault_of_wire)?;
                data(&again).map_err(|_| fault)
            }
            other => other,
        }
    }

    /// One page of a list.
    pub(super) async fn page(
        &self,
        resource: &Resource,
        filter: &Value,
        skip: u64,
    ) -> Result<Vec<Value>, Fault> {
        let body = json!({"filter": filter, "options": {"skip": skip, "limit": PAGE}}).to_string();
        match self.read(resource, body.into()).await? {
            Value::Array(items) => Ok(items),
            Value::Object(mut map) => match map.remove("registros") {
                Some(Value::Array(items)) => Ok(items),
                _ => Err(bad_answer()),
            },
            Value::Null => Ok(Vec::new()),
            _ => Err(bad_answer()),
        }
    }

    /// A list up to so many pages, each document once; whether that was all of it.
    pub(super) async fn pages(
        &self,
        resource: &Resource,
        filter: &Value,
        most: usize,
    ) -> Result<(Vec<Value>, bool), Fault> {
        let (mut items, mut seen): (Vec<Value>, BTreeSet<String>) = (Vec::new(), BTreeSet::new());
        for page in 0..most {
            let found = self.page(resource, filter, (page * PAGE) as u64).await?;
            let (count, before) = (found.len(), items.len());
            for item in found {
                let id = text(&item, &["_id", "id"]).unwrap_or_else(|| item.to_string());
                if seen.insert(id) {
                    items.push(item);
                }
            }
            // A short page is the last; one without news means that paging vanished on the way.
            if count < PAGE || items.len() == before {
                return Ok((items, true));
            }
        }
        Ok((items, false))
    }

    async fn whole(&self, resource: &Resource) -> Result<Vec<Value>, Fault> {
        match self.pages(resource, &json!({}), MOST_PAGES).await? {
            (items, true) => Ok(items),
            (_, false) => Err(Fault {
                code: "too_long".into(),
                credentials: false,
            }),
        }
    }
}

#[async_trait]
impl Account for OpaAccount {
    async fn channels(&self) -> Result<Vec<Channel>, Fault> {
        let items = self.whole(&self.channels).await?;
        Ok(items.iter().filter_map(channel).collect())
    }

    async fn templates(&self) -> Result<Vec<ListedTemplate>, Fault> {
        let items = self.whole(&self.templates).await?;
        Ok(items.iter().filter_map(template).collect())
    }

    async fn daily_limit(&self) -> Result<Option<DailyLimit>, Fault> {
        let found = self.read(&self.limits, Bytes::new()).await?;
        // An empty object, and an empty list where an installation makes one of it: no limit.
        let Value::Object(found) = found else {
            let nothing = found.is_null() || found.as_array().is_some_and(Vec::is_empty);
            return if nothing { Ok(None) } else { Err(bad_answer()) };
        };
        daily_limit(&found)
    }

    async fn consents(&self, skip: u64) -> Result<ConsentPage, Fault> {
        let items = self.page(&self.contacts, &json!({}), skip).await?;
        let mut page = ConsentPage {
            contacts: items.len() as u64,
            first: items.first().and_then(|item| text(item, &["_id", "id"])),
            ..ConsentPage::default()
        };
        for item in &items {
            match consent(item, &self.channel_id) {
                Some(Ok(consent)) => page.consents.push(consent),
                Some(Err(())) => page.unreadable += 1,
                None => {}
            }
        }
        Ok(page)
    }

    fn keeps_opt_outs(&self) -> bool {
        self.habits.write_opt_out
    }

    fn follows_delivery(&self) -> bool {
        self.habits.follow_delivery
    }

    async fn evidence_of(&self, provider_id: &str) -> Result<Option<Evidence>, Fault> {
        // A name that cannot stand in a path is none of Opa!'s.
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        if provider_id.is_empty() || !provider_id.bytes().all(plain) {
            return Ok(None);
        }
        let place = self.messages.plain.below(provider_id).map_err(|_| bad_answer())?;
        let response = place
            .get(&self.headers, Bytes::new(), self.limit)
            .await
            .map_err(fault_of_wire)?;
        if response.status == 404 {
            return Ok(None);
        }
        let found = match data(&response)? {
            Value::Array(mut list) if !list.is_empty() => list.swap_remove(0),
            other => other,
        };
        let named = text(&found, &["_id", "id"]).is_none_or(|id| id == provider_id);
        Ok(named.then(|| evidence(&found)))
    }

    async fn tell_opt_out(&self, address: &str, at: Time) -> Result<OptOutTold, Fault> {
        let numbers = numbers_of(address);
        let filter = json!({"fones.numero": numbers[1]});
        let contacts = self.page(&self.contacts, &filter, 0).await?;
        let has = |contact: &&Value| {
            phones(contact)
                .iter()
                .any(|phone| numbers.contains(&digits(phone)))
        };
        let mut told = OptOutTold::Nobody;
        for contact in contacts.iter().filter(has) {
            if matches!(consent(contact, &self.channel_id), Some(Ok(known)) if !known.allowed) {
                if told == OptOutTold::Nobody {
                    told = OptOutTold::Known;
                }
                continue;
            }
            let Some((id, body)) =
                text(contact, &["_id", "id"]).zip(opted_out(contact, &self.channel_id, at))
            else {
                return Err(bad_answer());
            };
            let place = self.contacts.plain.below(&id).map_err(|_| bad_answer())?;
            let body = body.to_string().into();
            let response = place
                .put(&self.headers, body, self.limit)
                .await
                .map_err(fault_of_wire)?;
            data(&response)?;
            told = OptOutTold::Written;
        }
        Ok(told)
    }

    async fn look_up(&self, sought: &Sought) -> Result<LookUp, Fault> {
        look_up(self, sought).await
    }
}

/// Digits of a number with and without the country's code.
pub(super) fn numbers_of(address: &str) -> [String; 2] {
    let whole = digits(address);
    let local = whole.strip_prefix("55").unwrap_or(&whole).to_owned();
    [whole, local]
}

pub(super) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn daily_limit(found: &Map<String, Value>) -> Result<Option<DailyLimit>, Fault> {
    let number = |name: &str| -> Result<Option<u32>, Fault> {
        match found.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                let number = value.as_i64().or_else(|| value.as_str()?.trim().parse().ok());
                let number = number.ok_or_else(bad_answer)?;
                Ok(Some(u32::try_from(number.max(0)).unwrap_or(u32::MAX)))
            }
        }
    };
    let (limit, sent, left) = (
        number("dailyLimit")?,
        number("messagesSent")?,
        number("availableAmount")?,
    );
    let left = left.or_else(|| Some(limit?.saturating_sub(sent?)));
    Ok(match (limit, left) {
        (Some(limit), Some(available)) => Some(DailyLimit { limit, available }),
        (None, Some(available)) => Some(DailyLimit {
            limit: available.saturating_add(sent.unwrap_or(0)),
            available,
        }),
        _ => None,
    })
}

fn channel(item: &Value) -> Option<Channel> {
    Some(Channel {
        id: text(item, &["_id", "id"])?,
        name: text(item, &["nome", "name"]).unwrap_or_default(),
        kind: text(item, &["canal"]),
        integration: text(item, &["integracao"]),
        active: text(item, &["status"]).is_none_or(|status| status == "A"),
    })
}

fn template(item: &Value) -> Option<ListedTemplate> {
    // JSON inside JSON, with what Meta says of it.
    let inner: Value = match item.get("dados") {
        Some(Value::String(text)) => serde_json::from_str(text).unwrap_or_default(),
        Some(other) => other.clone(),
        None => Value::Null,
    };
    let lower = |name: &str| text(&inner, &[name]).map(|t| t.to_lowercase());
    let body = || {
        let components = inner.get("components")?.as_array()?;
        let is_body = |c: &&Value| text(c, &["type"]).is_some_and(|t| t.eq_ignore_ascii_case("body"));
        let body = components.iter().find(is_body)?;
        body.get("text")?.as_str().map(str::to_owned)
    };
    Some(ListedTemplate {
        id: text(item, &["_id", "id"])?,
        name: text(item, &["atalho", "nome"])
            .or_else(|| text(&inner, &["name"]))
            .unwrap_or_default(),
        text: item
            .get("texto")
            .and_then(Value::as_str)
            .map(str::to_owned)
            .or_else(body)
            .unwrap_or_default(),
        language: text(&inner, &["language"]),
        status: lower("status"),
        category: lower("category"),
        quality: None,
    })
}

/// The first of some names that is a text that says something, cut to what is kept.
pub(super) fn text(item: &Value, names: &[&str]) -> Option<String> {
    let found = names.iter().find_map(|name| {
        let text = item.get(*name)?.as_str()?.trim();
        (!text.is_empty()).then_some(text)
    });
    found.map(|text| text.chars().take(MOST_NAME).collect())
}

pub(super) fn bad_answer() -> Fault {
    Fault {
        code: "bad_answer".into(),
        credentials: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_is_read_as_it_is_told() {
        let read = |value: Value| daily_limit(value.as_object().unwrap());
        let limit = |limit, available| Ok(Some(DailyLimit { limit, available }));
        assert_eq!(read(json!({})), Ok(None));
        let whole = json!({"messagesSent": 1, "dailyLimit": 1000, "availableAmount": 999});
        assert_eq!(read(whole), limit(1_000, 999));
        assert_eq!(
            read(json!({"messagesSent": "4", "dailyLimit": "10"})),
            limit(10, 6)
        );
        assert_eq!(
            read(json!({"dailyLimit": 10, "availableAmount": -3})),
            limit(10, 0)
        );
        assert_eq!(
            read(json!({"messagesSent": 2, "availableAmount": 3})),
            limit(5, 3)
        );
        assert_eq!(read(json!({"dailyLimit": "muitas"})), Err(bad_answer()));
    }

    #[test]
    fn a_template_is_read_with_what_meta_says_of_it() {
        let dados = json!({"name": "fatura", "language": "pt_BR", "status": "APPROVED", "category": "UTILITY",
            "components": [{"type": "BODY", "text": "Olá {{1}}"}]});
        let item = json!({"_id": "64aa", "atalho": "fatura", "dados": dados.to_string()});
        let found = template(&item).unwrap();
        assert_eq!(
            (found.text.as_str(), found.status.as_deref()),
            ("Olá {{1}}", Some("approved"))
        );
        assert_eq!(found.category.as_deref(), Some("utility"));
        let bare = template(&json!({"_id": "64ab", "texto": "Oi\nvocê", "dados": "{broken"})).unwrap();
        assert_eq!(
            (bare.text.as_str(), bare.status, bare.name.as_str()),
            ("Oi\nvocê", None, "")
        );
        assert!(template(&json!({"texto": "sem id"})).is_none());
    }
}
