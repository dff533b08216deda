//! A tenant of Opa! Suite: its token, channels, templates, address book, attendances and daily limits.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::moment;

/// Name of the tenant at plain `/api/v1/…`.
pub const DEFAULT_TENANT: &str = "default";
/// Bearer token of the default tenant, and of any tenant created without one.
pub const DEFAULT_TOKEN: &str = "opa-sandbox-token";
/// The default tenant's WhatsApp channel.
pub const DEFAULT_CHANNEL: &str = "64bb00000000000000000002";
/// Invoice due today or soon: name, amount, due date.
pub const TEMPLATE_FATURA: &str = "64aa00000000000000000001";
/// Reminder before the due date: name, amount, due date.
pub const TEMPLATE_LEMBRETE: &str = "64aa00000000000000000002";
/// Document to sign: name, link.
pub const TEMPLATE_ASSINATURA: &str = "64aa00000000000000000003";
/// Overdue invoice: name, amount, due date.
pub const TEMPLATE_VENCIDA: &str = "64aa00000000000000000004";

/// The supplier as CDC art. 42-A wants it named in every collection document. Made up.
pub(crate) const SUPPLIER: &str =
    "Provedor Exemplo Telecom Ltda, CNPJ 11.222.333/0001-81, Rua do Exemplo, 100, Chapecó/SC";

/// What there is to know to create a tenant, or to add to one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenantConfig {
    /// 1 to 64 of `a–z 0–9 - _`.
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    #[serde(default)]
    pub channels: Vec<Channel>,
    #[serde(default)]
    pub templates: Vec<Template>,
    /// Objects of `contato`, `cliente`, `usuario`, `departamento`, `etiqueta`; each needs an `_id`.
    #[serde(default)]
    pub records: BTreeMap<String, Vec<Value>>,
}

impl TenantConfig {
    /// A tenant with the channel and the templates of the default one.
    pub fn example(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            token: Some(DEFAULT_TOKEN.to_owned()),
            channels: vec![Channel::whatsapp(DEFAULT_CHANNEL, "Cobrança")],
            templates: vec![
                Template::new(
                    TEMPLATE_FATURA,
                    "fatura",
                    &crate::demo_data::text_due("{{1}}", "{{2}}", "{{3}}"),
                ),
                Template::new(
                    TEMPLATE_LEMBRETE,
                    "lembrete",
                    &crate::demo_data::text_reminder("{{1}}", "{{2}}", "{{3}}"),
                ),
                Template::new(
                    TEMPLATE_ASSINATURA,
                    "assinatura",
                    &crate::demo_data::text_signature("{{1}}", "{{2}}"),
                ),
                Template::new(
                    TEMPLATE_VENCIDA,
                    "vencida",
                    &crate::demo_data::text_overdue("{{1}}", "{{2}}", "{{3}}"),
                ),
            ],
            records: example_records(),
        }
    }
}

/// A channel as Opa! shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    #[serde(rename = "_id")]
    pub id: String,
    pub nome: String,
    /// Whatsapp, Instagram, Page, Telegram, Messenger, Telefonia.
    #[serde(default = "whatsapp")]
    pub canal: String,
    /// facebook, dialog360.
    #[serde(default = "dialog360")]
    pub integracao: String,
    /// A or I.
    #[serde(default = "active")]
    pub status: String,
    #[serde(default, rename = "prioridadeListagemAtendimentos")]
    pub prioridade_listagem_atendimentos: i64,
}

fn whatsapp() -> String {
    "Whatsapp".to_owned()
}
fn dialog360() -> String {
    "dialog360".to_owned()
}
fn active() -> String {
    "A".to_owned()
}

impl Channel {
    pub fn whatsapp(id: &str, nome: &str) -> Self {
        Self {
            id: id.to_owned(),
            nome: nome.to_owned(),
            canal: whatsapp(),
            integracao: dialog360(),
            status: active(),
            prioridade_listagem_atendimentos: 1,
        }
    }
}

/// A template as Opa! shows it, and what the stand-in must know of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    #[serde(rename = "_id")]
    pub id: String,
    /// With `{{1}}`, `{{2}}` … for its variables.
    pub texto: String,
    pub atalho: String,
    #[serde(default = "dialog360")]
    pub tipo_mensagem: String,
    #[serde(default)]
    pub departamentos: Vec<String>,
    /// Ids of the channels that have it; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub canais: Vec<String>,
    /// Takes the object of a payment instead of positional variables.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pagamento: bool,
}

impl Template {
    pub fn new(id: &str, atalho: &str, texto: &str) -> Self {
        Self {
            id: id.to_owned(),
            texto: texto.to_owned(),
            atalho: atalho.to_owned(),
            tipo_mensagem: dialog360(),
            departamentos: Vec::new(),
            canais: Vec::new(),
            pagamento: false,
        }
    }

    /// How many variables it takes: the greatest number between double braces.
    pub(crate) fn variables(&self) -> usize {
        self.texto
            .split("{{")
            .skip(1)
            .filter_map(|rest| rest.split_once("}}")?.0.trim().parse().ok())
            .max()
            .unwrap_or(0)
    }

    /// The text as the phone shows it.
    pub(crate) fn rendered(&self, variables: &Value) -> String {
        let mut out = String::with_capacity(self.texto.len() + 64);
        let mut rest = self.texto.as_str();
        while let Some((before, after)) = rest.split_once("{{") {
            out.push_str(before);
            let Some((name, tail)) = after.split_once("}}") else {
                out.push_str("{{");
                rest = after;
                continue;
            };
            let at = name.trim().parse::<usize>().ok().and_then(|n| n.checked_sub(1));
            match at.and_then(|n| variables.get(n)).and_then(Value::as_str) {
                Some(value) => out.push_str(value),
                None => out.extend(["{{", name, "}}"]),
            }
            rest = tail;
        }
        out.push_str(rest);
        out
    }
}

/// `POST /sandbox/v1/attendance`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttendanceChange {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    pub recipient: String,
    #[serde(rename = "in")]
    pub in_attendance: bool,
    /// Who attends; "Atendente Exemplo" if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// `POST /sandbox/v1/limits`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitChange {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Absent or null: no limit.
    #[serde(default)]
    pub daily_limit: Option<u64>,
    #[serde(default)]
    pub messages_sent: u64,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct DailyLimit {
    pub daily: u64,
    pub sent: u64,
    day: i64,
}

impl DailyLimit {
    fn roll(&mut self) {
        let today = moment::day_of(moment::wall_ms());
        if self.day != today {
            (self.day, self.sent) = (today, 0);
        }
    }
}

/// Collections that callers may read, and which of them they may change.
pub(crate) const RECORD_KINDS: [&str; 5] = ["contato", "cliente", "usuario", "departamento", "etiqueta"];

#[derive(Debug, Default)]
pub(crate) struct Book {
    pub token: String,
    pub channels: Vec<Channel>,
    pub templates: Vec<Template>,
    pub records: BTreeMap<String, Vec<Value>>,
    /// Digits of the recipient → who attends.
    pub attendance: HashMap<String, String>,
    /// What every message's `statusEnvio` says; `sent` where nothing else was told.
    pub delivery: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Tenant {
    pub name: Arc<str>,
    pub book: RwLock<Book>,
    limits: Mutex<HashMap<String, DailyLimit>>,
}

impl Tenant {
    fn new(name: &str) -> Self {
        let book = Book {
            token: DEFAULT_TOKEN.to_owned(),
            ..Book::default()
        };
        Self {
            name: name.into(),
            book: RwLock::new(book),
            limits: Mutex::default(),
        }
    }

    /// Takes one of today's messages of a channel; false when none is left.
    pub(crate) fn take_daily(&self, channel: &str) -> bool {
        let mut limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(limit) = limits.get_mut(channel) else {
            return true;
        };
        limit.roll();
        let free = limit.sent < limit.daily;
        limit.sent += u64::from(free);
        free
    }

    pub(crate) fn daily(&self, channel: &str) -> Option<DailyLimit> {
        let mut limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        let limit = limits.get_mut(channel)?;
        limit.roll();
        Some(*limit)
    }

    pub(crate) fn set_daily(&self, change: &LimitChange) -> Result<(), String> {
        let channel = {
            let book = self.book.read().unwrap_or_else(PoisonError::into_inner);
            match &change.channel {
                Some(id) => book.channels.iter().find(|c| c.id == *id).map(|c| c.id.clone()),
                None => book.channels.first().map(|c| c.id.clone()),
            }
        };
        let Some(channel) = channel else {
            return Err("channel: no such channel".to_owned());
        };
        let mut limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        match change.daily_limit {
            None => {
                limits.remove(&channel);
            }
            Some(daily) => {
                let day = moment::day_of(moment::wall_ms());
                limits.insert(
                    channel,
                    DailyLimit {
                        daily,
                        sent: change.messages_sent,
                        day,
                    },
                );
            }
        }
        Ok(())
    }

    pub(crate) fn attend(&self, change: &AttendanceChange) {
        let key = digits(&change.recipient);
        let mut book = self.book.write().unwrap_or_else(PoisonError::into_inner);
        if change.in_attendance {
            let by = change
                .by
                .clone()
                .unwrap_or_else(|| "Atendente Exemplo".to_owned());
            book.attendance.insert(key, by);
        } else {
            book.attendance.remove(&key);
        }
    }

    /// Adds what is new and replaces what has the same id.
    fn extend(&self, config: TenantConfig) {
        let mut book = self.book.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(token) = config.token {
            book.token = token;
        }
        for channel in config.channels {
            book.channels.retain(|c| c.id != channel.id);
            book.channels.push(channel);
        }
        for template in config.templates {
            book.templates.retain(|t| t.id != template.id);
            book.templates.push(template);
        }
        for (kind, items) in config.records {
            let kept = book.records.entry(kind).or_default();
            for item in items {
                kept.retain(|k| k.get("_id") != item.get("_id"));
                kept.push(item);
            }
        }
    }
}

/// Every tenant, by name.
#[derive(Debug, Default)]
pub(crate) struct Tenants(RwLock<BTreeMap<Arc<str>, Arc<Tenant>>>);

impl Tenants {
    pub(crate) fn get(&self, name: &str) -> Option<Arc<Tenant>> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(name)
            .cloned()
    }

    pub(crate) fn all(&self) -> Vec<Arc<Tenant>> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .cloned()
            .collect()
    }

    /// Creates the tenant or adds to it.
    pub(crate) fn put(&self, config: TenantConfig) -> Result<(), String> {
        let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        if config.name.is_empty() || config.name.len() > 64 || !config.name.chars().all(fine) {
            return Err("name: expected 1 to 64 of a-z 0-9 - _".to_owned());
        }
        for (kind, items) in &config.records {
            if !RECORD_KINDS.contains(&kind.as_str()) {
                return Err(format!(
                    "records: {kind}: expected one of {}",
                    RECORD_KINDS.join(", ")
                ));
            }
            if items.iter().any(|i| !i.get("_id").is_some_and(Value::is_string)) {
                return Err(format!("records: {kind}: every item needs an _id"));
            }
        }
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let tenant = all
            .entry(config.name.as_str().into())
            .or_insert_with(|| Arc::new(Tenant::new(&config.name)));
        tenant.extend(config);
        Ok(())
    }
}

/// Digits alone.
pub(crate) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// An id of 24 hex digits that is always the same for the same words.
pub(crate) fn stable_id(prefix: &str, words: &[&str]) -> String {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    format!("{prefix}0000{:016x}", hasher.finish())
}

fn example_records() -> BTreeMap<String, Vec<Value>> {
    let named = |id: &str, nome: &str, more: Value| {
        let mut item = Map::new();
        item.insert("_id".to_owned(), json!(id));
        item.insert("nome".to_owned(), json!(nome));
        if let Value::Object(more) = more {
            item.extend(more);
        }
        Value::Object(item)
    };
    let fone = json!([{"numero": "49900000001", "tipo": "celular", "whatsapp": true, "celular": true}]);
    BTreeMap::from([
        (
            "contato".to_owned(),
            vec![named(
                "64cc00000000000000000001",
                "Cliente Exemplo 001",
                json!({"fones": fone, "email_principal": "cliente001@provedor.example", "classificacao": null,
                    "cli_emp": "64cd00000000000000000001", "opt_in_opt_out": []}),
            )],
        ),
        (
            "cliente".to_owned(),
            vec![named(
                "64cd00000000000000000001",
                "Cliente Exemplo 001",
                json!({"id": "1", "id_fornecedor": null, "id_filial": "1", "fantasia": "", "cpf_cnpj": "111.444.777-35",
                    "status": "A", "prospect": "N", "cliente": "S", "fornecedor": "N"}),
            )],
        ),
        (
            "usuario".to_owned(),
            vec![named(
                "64ce00000000000000000001",
                "Atendente Exemplo",
                json!({"status": "A", "tipo": "user"}),
            )],
        ),
        (
            "departamento".to_owned(),
            vec![named(
                "64cf00000000000000000001",
                "Financeiro",
                json!({"status": "A"}),
            )],
        ),
        (
            "etiqueta".to_owned(),
            vec![named(
                "64d000000000000000000001",
                "Cobrança",
                json!({"cor": "#c2410c"}),
            )],
        ),
    ])
}
