//! Meta's Graph API, as far as WhatsApp's senders ask it: sending a template, the number, the list of templates; and what Meta
//! calls back ([`report`]).
//!
//! Model: an account of its own (`/graph/{name}/{version}/…`) with one number, one token and some templates, made anew by the control
//! API. The journal keeps each call under `graph/{name}`. What it was told to refuse (`refusals`) it refuses in Meta's own shape:
//! code, HTTP status and text.
//!
//! Failures it plays by itself, beside the rules of [`crate::Fault`]: 190 for a bad token, 33 for another number, 132001, 132015 and
//! 132016 for templates, 132000 and 132018 for variables, 131009 for an address without plus. Left out: uploads, conversations, and the
//! pacing of templates.

mod report;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use http::{HeaderMap, Method, header};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::journal::OpenCall;
use crate::record::Particulars;
use crate::router::Decision;
use crate::server::Shared;
pub use report::{GraphCallbacks, Meddling};
pub(crate) use report::{report, sign};

/// Name of the account that is always there.
pub const DEFAULT_GRAPH: &str = "default";
/// Of an account made without one.
pub const DEFAULT_GRAPH_TOKEN: &str = "EAAG-sandbox-token-0001";
pub const DEFAULT_NUMBER_ID: &str = "106540352242922";
pub const DEFAULT_WABA_ID: &str = "102290129340398";
/// Refusals kept at once.
const MOST_REFUSALS: usize = 1_000;

/// A template of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GraphTemplate {
    pub name: String,
    #[serde(default = "portuguese")]
    pub language: String,
    /// `APPROVED`, `PAUSED`, `DISABLED`, `PENDING`, `REJECTED`.
    #[serde(default = "approved")]
    pub status: String,
    #[serde(default = "utility")]
    pub category: String,
    /// With `{{1}}` or `{{name}}` for its variables.
    pub text: String,
}

fn portuguese() -> String {
    "pt_BR".to_owned()
}
fn approved() -> String {
    "APPROVED".to_owned()
}
fn utility() -> String {
    "UTILITY".to_owned()
}

impl GraphTemplate {
    pub fn new(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            language: portuguese(),
            status: approved(),
            category: utility(),
            text: text.to_owned(),
        }
    }

    /// What stands between double braces, each once, in order.
    fn variables(&self) -> Vec<&str> {
        let mut found = Vec::new();
        for part in self.text.split("{{").skip(1) {
            if let Some((name, _)) = part.split_once("}}")
                && !found.contains(&name.trim())
            {
                found.push(name.trim());
            }
        }
        found
    }

    fn is_named(&self) -> bool {
        self.variables()
            .iter()
            .any(|name| !name.bytes().all(|b| b.is_ascii_digit()))
    }
}

/// `POST /sandbox/v1/graph/{name}/refusals`: an error of Meta for the next sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GraphRefusal {
    pub code: u32,
    /// HTTP status; 400 without.
    #[serde(default = "bad_request")]
    pub status: u16,
    /// Only for this number, compared by its digits.
    #[serde(default)]
    pub recipient: Option<String>,
    #[serde(default)]
    pub template: Option<String>,
    /// For so many sends; for all without it.
    #[serde(default)]
    pub times: Option<u64>,
}

fn bad_request() -> u16 {
    400
}

impl GraphRefusal {
    pub fn of(code: u32) -> Self {
        Self {
            code,
            status: 400,
            recipient: None,
            template: None,
            times: None,
        }
    }
}

/// `POST /sandbox/v1/graph`: an account made anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GraphConfig {
    /// 1 to 64 of letters, digits, `-` and `_`.
    #[serde(default = "default_name")]
    pub name: String,
    #[serde(default = "default_token")]
    pub token: String,
    #[serde(default = "default_number")]
    pub phone_number_id: String,
    #[serde(default = "default_waba")]
    pub waba_id: String,
    #[serde(default = "example_templates")]
    pub templates: Vec<GraphTemplate>,
    /// Where statuses go; nowhere without it.
    #[serde(default)]
    pub callbacks: Option<GraphCallbacks>,
}

fn default_name() -> String {
    DEFAULT_GRAPH.to_owned()
}
fn default_token() -> String {
    DEFAULT_GRAPH_TOKEN.to_owned()
}
fn default_number() -> String {
    DEFAULT_NUMBER_ID.to_owned()
}
fn default_waba() -> String {
    DEFAULT_WABA_ID.to_owned()
}

fn example_templates() -> Vec<GraphTemplate> {
    vec![
        GraphTemplate::new(
            "fatura_vencendo",
            "Olá {{1}}, sua fatura de R$ {{2}} vence em {{3}}.",
        ),
        GraphTemplate::new("aviso_simples", "Olá {{1}}: {{2}}"),
        GraphTemplate::new("aviso_nomeado", "Olá {{nome}}: {{aviso}}"),
    ]
}

impl GraphConfig {
    /// With example templates, and nobody to call.
    pub fn example(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            token: default_token(),
            phone_number_id: default_number(),
            waba_id: default_waba(),
            templates: example_templates(),
            callbacks: None,
        }
    }
}

#[derive(Debug)]
struct Book {
    config: GraphConfig,
    refusals: Vec<GraphRefusal>,
}

#[derive(Debug)]
pub(crate) struct Graph {
    /// As the journal files it: `graph/{name}`.
    pub(crate) tenant: Arc<str>,
    book: RwLock<Book>,
}

/// Every account, by name.
#[derive(Debug, Default)]
pub(crate) struct Graphs(RwLock<BTreeMap<String, Arc<Graph>>>);

impl Graphs {
    pub(crate) fn get(&self, name: &str) -> Option<Arc<Graph>> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        all.get(name).cloned()
    }

    pub(crate) fn must(&self, name: &str) -> Result<Arc<Graph>, String> {
        self.get(name)
            .ok_or_else(|| format!("graph {name}: no such account"))
    }

    /// Makes an account, in the place of one of the same name.
    pub(crate) fn put(&self, config: GraphConfig) -> Result<(), String> {
        if !crate::webhook::is_name(&config.name) {
            return Err("name: expected 1 to 64 letters, digits, - and _".to_owned());
        }
        if let Some(callbacks) = &config.callbacks {
            callbacks.check()?;
        }
        let name = config.name.clone();
        let graph = Graph {
            tenant: format!("graph/{name}").into(),
            book: RwLock::new(Book {
                config,
                refusals: Vec::new(),
            }),
        };
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(name, Arc::new(graph));
        Ok(())
    }
}

/// Name and the rest after the version: `/graph/{name}/v25.0/{rest}`.
pub(crate) fn place(path: &str) -> Option<(&str, &str)> {
    let (name, rest) = path.strip_prefix("/graph/")?.split_once('/')?;
    let (version, rest) = rest.split_once('/')?;
    let numbered = version
        .strip_prefix('v')
        .is_some_and(|v| v.starts_with(|c: char| c.is_ascii_digit()));
    numbered.then(|| (name, rest.trim_matches('/')))
}

/// Meta's shape of an error.
fn error(status: u16, class: &'static str, code: u32, message: &str) -> Decision {
    let body = json!({"error": {"message": format!("(#{code}) {message}"), "type": "OAuthException", "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": message}, "fbtrace_id": "AsandboxTrace"}});
    Decision::refused(status, class, body)
}

impl Graph {
    fn read<T>(&self, look: impl FnOnce(&Book) -> T) -> T {
        look(&self.book.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn is_send(&self, method: &Method, path: &str) -> bool {
        method == Method::POST && path.ends_with("/messages")
    }

    pub(crate) fn refuse(&self, refusal: GraphRefusal) -> Result<(), String> {
        if !(400..=599).contains(&refusal.status) {
            return Err("status: expected 400 to 599".to_owned());
        }
        let mut book = self.book.write().unwrap_or_else(PoisonError::into_inner);
        if book.refusals.len() >= MOST_REFUSALS {
            return Err(format!("at most {MOST_REFUSALS} refusals at once"));
        }
        book.refusals.push(refusal);
        Ok(())
    }

    pub(crate) fn forgive(&self) {
        let mut book = self.book.write().unwrap_or_else(PoisonError::into_inner);
        book.refusals.clear();
    }

    /// Changes status, category or text of the template of a name.
    pub(crate) fn change_template(&self, template: GraphTemplate) {
        let mut book = self.book.write().unwrap_or_else(PoisonError::into_inner);
        let same = |t: &GraphTemplate| t.name == template.name && t.language == template.language;
        match book.config.templates.iter_mut().find(|t| same(t)) {
            Some(known) => *known = template,
            None => book.config.templates.push(template),
        }
    }

    pub(crate) fn set_callbacks(&self, callbacks: Option<GraphCallbacks>) -> Result<(), String> {
        if let Some(callbacks) = &callbacks {
            callbacks.check()?;
        }
        let mut book = self.book.write().unwrap_or_else(PoisonError::into_inner);
        book.config.callbacks = callbacks;
        Ok(())
    }

    pub(crate) fn view(&self) -> Value {
        // The token is part of the state on purpose: it opens nothing but this stand-in.
        self.read(|book| json!({"config": book.config, "refusals": book.refusals}))
    }

    pub(crate) fn particulars(&self, headers: &HeaderMap, is_send: bool, body: &Bytes) -> Particulars {
        let token = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
        let token = token.and_then(|v| v.strip_prefix("Bearer "));
        let auth_ok = self.read(|book| token == Some(book.config.token.as_str()));
        let parsed: Value = if is_send {
            serde_json::from_slice(body).unwrap_or_default()
        } else {
            Value::Null
        };
        let text = |pointer: &str| parsed.pointer(pointer).and_then(Value::as_str);
        let ours = text("/biz_opaque_callback_data").and_then(|t| t.strip_prefix('m')?.split_once('.'));
        Particulars {
            recipient: text("/to").or_else(|| text("/recipient")).map(Into::into),
            template: text("/template/name").map(Into::into),
            variables: parsed
                .pointer("/template/components")
                .map(|c| c.to_string().into()),
            metadata: ours
                .map(|(id, attempt)| json!({"message_id": id, "attempt": attempt}).to_string().into()),
            auth_ok,
            ..Particulars::default()
        }
    }

    pub(crate) fn unauthorised(&self) -> Decision {
        error(401, "unauthorized", 190, "Error validating access token")
    }

    /// Decides a call; a send that is taken is journaled as an effect before this returns.
    pub(crate) fn answer(
        &self,
        shared: &Shared,
        method: &Method,
        path: &str,
        body: &Bytes,
        call: &OpenCall,
    ) -> Decision {
        let (number, waba) =
            self.read(|book| (book.config.phone_number_id.clone(), book.config.waba_id.clone()));
        let (node, edge) = path.split_once('/').unwrap_or((path, ""));
        let stands = |body: Value| Decision {
            status: 200,
            body,
            class: "ok",
        };
        match (method, edge) {
            (&Method::POST, "messages") if node == number => match self.check(body) {
                Err(refusal) => refusal,
                Ok(to) => {
                    let id = format!("wamid.{}", shared.message_id(call.accept()));
                    let digits: String = to.chars().filter(char::is_ascii_digit).collect();
                    let mut decision = stands(json!({"messaging_product": "whatsapp",
                        "contacts": [{"input": to, "wa_id": digits}],
                        "messages": [{"id": id, "message_status": "accepted"}]}));
                    decision.class = "accepted";
                    decision
                }
            },
            (&Method::GET, "") if node == number => {
                stands(json!({"id": number, "display_phone_number": "+55 49 90000-0000",
                "verified_name": "Provedor Exemplo", "quality_rating": "GREEN", "status": "CONNECTED",
                "throughput": {"level": "STANDARD"}}))
            }
            (&Method::GET, "message_templates") if node == waba => stands(self.templates()),
            _ => error(
                400,
                "refused_path",
                33,
                "Unsupported request: the object does not exist or cannot be loaded",
            ),
        }
    }

    fn templates(&self) -> Value {
        let items: Vec<Value> = self.read(|book| {
            let item = |t: &GraphTemplate| {
                json!({"name": t.name, "language": t.language, "status": t.status, "category": t.category,
                    "quality_score": {"score": "GREEN"}, "components": [{"type": "BODY", "text": t.text}]})
            };
            book.config.templates.iter().map(item).collect()
        });
        json!({"data": items, "paging": {"cursors": {"before": "a", "after": "b"}}})
    }

    /// The address, if Meta would take the send.
    fn check(&self, body: &Bytes) -> Result<String, Decision> {
        let bad = |code, message: &str| error(400, "refused_body", code, message);
        let body: Value = serde_json::from_slice(body).map_err(|_| bad(100, "Invalid body"))?;
        let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str);
        if text("/messaging_product") != Some("whatsapp") || text("/type") != Some("template") {
            return Err(bad(100, "Invalid parameter"));
        }
        let to = match (text("/to"), text("/recipient")) {
            (Some(to), None) if to.starts_with('+') => to,
            (None, Some(user)) if user.contains('.') => user,
            _ => return Err(bad(131_009, "Parameter value is not valid: to")),
        };
        let name = text("/template/name").unwrap_or_default();
        if let Some(refusal) = self.refusal(to, name) {
            return Err(error(
                refusal.status,
                "refused_by_rule",
                refusal.code,
                "as it was told to",
            ));
        }
        let language = text("/template/language/code").unwrap_or_default();
        let template = self.read(|book| {
            let is_it = |t: &&GraphTemplate| t.name == name && t.language == language;
            book.config.templates.iter().find(is_it).cloned()
        });
        let Some(template) = template else {
            let message = "Template name does not exist in the translation";
            return Err(error(404, "refused_template", 132_001, message));
        };
        match template.status.as_str() {
            "APPROVED" => {}
            "PAUSED" => return Err(error(400, "refused_template", 132_015, "Template is paused")),
            _ => return Err(error(400, "refused_template", 132_016, "Template is disabled")),
        }
        check_variables(&template, &body)?;
        Ok(to.to_owned())
    }

    /// A rule that this send falls under; one of a number of times is spent.
    fn refusal(&self, to: &str, template: &str) -> Option<GraphRefusal> {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let mut book = self.book.write().unwrap_or_else(PoisonError::into_inner);
        let applies = |r: &GraphRefusal| {
            r.times != Some(0)
                && r.recipient.as_deref().is_none_or(|own| digits(own) == digits(to))
                && r.template.as_deref().is_none_or(|own| own == template)
        };
        let found = book.refusals.iter_mut().find(|r| applies(r))?;
        if let Some(times) = &mut found.times {
            *times -= 1;
        }
        Some(found.clone())
    }

    /// What the person reads, of a journaled send.
    pub(crate) fn text_of(&self, template: Option<&str>, components: &Value) -> Option<String> {
        let known = self.read(|book| {
            let mut all = book.config.templates.iter();
            all.find(|t| Some(t.name.as_str()) == template).cloned()
        })?;
        let mut text = known.text.clone();
        for (n, parameter) in body_parameters(components).iter().enumerate() {
            let value = parameter["text"].as_str().unwrap_or_default();
            let name = parameter["parameter_name"]
                .as_str()
                .map_or_else(|| (n + 1).to_string(), str::to_owned);
            text = text.replace(&format!("{{{{{name}}}}}"), value);
        }
        Some(text)
    }
}

fn body_parameters(components: &Value) -> Vec<Value> {
    let all = components.as_array().into_iter().flatten();
    let body = all
        .filter(|c| c["type"] == "body")
        .find_map(|c| c["parameters"].as_array());
    body.cloned().unwrap_or_default()
}

fn check_variables(template: &GraphTemplate, body: &Value) -> Result<(), Decision> {
    let given = body_parameters(body.pointer("/template/components").unwrap_or(&Value::Null));
    let wanted = template.variables();
    let refuse = |code, message: &str| Err(error(400, "refused_variables", code, message));
    if given.len() != wanted.len() {
        return refuse(
            132_000,
            "Number of parameters does not match the expected number of params",
        );
    }
    for parameter in &given {
        let text = parameter["text"].as_str().unwrap_or_default();
        if text.is_empty() {
            return refuse(131_008, "Required parameter is missing");
        }
        if text.contains(['\n', '\t']) || text.contains("     ") {
            return refuse(
                132_018,
                "Param text cannot have new-line/tab characters or more than 4 consecutive spaces",
            );
        }
        let name = parameter["parameter_name"].as_str();
        if template.is_named() != name.is_some() || name.is_some_and(|name| !wanted.contains(&name)) {
            return refuse(100, "Invalid parameter name");
        }
    }
    Ok(())
}
