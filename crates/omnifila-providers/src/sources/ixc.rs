//! IXC Provedor's webservice v1.
//!
//! Model: everything is a list, asked by POST with the header `ixcsoft: listar` (a GET with a body gets lost in proxies), paged
//! by key: rows with an id greater than the last, in order of id, so that rows which change or go meanwhile shift nothing.
//! Names are `tabela.campo`, conditions are joined by AND, all values are texts.
//!
//! Failures: errors come under any status, as JSON of `"type":"error"` or as HTML under 200 too; [`answers`] makes one of a
//! closed set of codes of each. Left out: editing rows, and every write but a ticket.

mod answers;
mod settings;

use super::{SourceFault, Trouble};
use crate::wire::{Endpoint, Response, Wire, WireError};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use omnifila_core::input::InputError;
use omnifila_core::port::Check;
use omnifila_core::source::Row;
use serde_json::{Map, Value, json};
use std::time::Duration;

pub use settings::Settings;

/// Bytes of one page that are read: a thousand rows of a hundred fields, with room to spare.
const PAGE_LIMIT: usize = 16 << 20;
/// What a source must let its token read for everything to work.
pub const RESOURCES: [&str; 9] = [
    "cliente",
    "cliente_contrato",
    "fn_areceber",
    "filial",
    "fn_carteira_cobranca",
    "tipo_cliente",
    "fn_feriados",
    "cidade",
    "uf",
];

/// One condition on a field of the asked resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    pub field: &'static str,
    /// `=`, `!=`, `>`, `<`, `>=`, `<=`, `IN` …
    pub op: &'static str,
    pub value: String,
}

impl Condition {
    pub fn new(field: &'static str, op: &'static str, value: impl Into<String>) -> Self {
        Self {
            field,
            op,
            value: value.into(),
        }
    }
}

/// What to list.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    pub resource: &'static str,
    /// All must hold.
    pub conditions: &'a [Condition],
    /// Only rows with a greater id.
    pub after: u64,
    /// Rows at most.
    pub rows: u32,
}

/// Part of a list.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// In order of id.
    pub rows: Vec<Row>,
    /// The id to go on after.
    pub last: u64,
    /// Nothing follows.
    pub done: bool,
    /// Rows from the first of this page on.
    pub total: Option<u64>,
}

/// A service ticket ("abrir OS"), as `su_ticket` wants it; ids are IXC's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    pub customer: String,
    pub subject: String,
    pub department: String,
    pub title: String,
    pub text: String,
    /// `B`, `M`, `A`, `C`: from low to critical.
    pub priority: String,
}

/// One IXC. No `Debug` of its headers: they hold the token.
#[derive(Clone)]
pub struct Ixc {
    base: Endpoint,
    /// With the token, and with the header that asks for a list.
    list: HeaderMap,
    /// With the token alone, for everything else.
    act: HeaderMap,
    limit: Duration,
}

impl std::fmt::Debug for Ixc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ixc({:?})", self.base)
    }
}

impl Ixc {
    /// # Errors
    /// As [`Settings::read`].
    pub fn new(settings: &Map<String, Value>, wire: &Wire) -> Result<Ixc, InputError> {
        let settings = Settings::read(settings, wire.guard())?;
        let base = wire.endpoint(settings.base.as_str(), crate::guard::Guard::Open)?;
        let basic = format!("Basic {}", STANDARD.encode(&settings.token));
        let mut basic = HeaderValue::from_str(&basic)
            .map_err(|_| InputError::new("bad_setting", "/settings/token", "a token"))?;
        basic.set_sensitive(true);
        let mut act = HeaderMap::new();
        act.insert(header::AUTHORIZATION, basic);
        let mut list = act.clone();
        list.insert("ixcsoft", HeaderValue::from_static("listar"));
        Ok(Ixc {
            base: base.with_answers_up_to(PAGE_LIMIT),
            list,
            act,
            limit: settings.timeout,
        })
    }

    /// One page, in order of id.
    ///
    /// # Errors
    /// A [`SourceFault`] that says what would help.
    pub async fn page(&self, ask: &Ask<'_>) -> Result<Page, SourceFault> {
        let (total, rows) = self.ask(ask, "id", "asc").await?;
        let mut last = ask.after;
        for row in &rows {
            match row.id().filter(|id| *id > last) {
                Some(id) => last = id,
                // Not the order that was asked for: paging on would skip rows.
                None => return Err(SourceFault::new("bad_answer", ask.resource, Trouble::Passing)),
            }
        }
        let all = total.is_some_and(|total| rows.len() as u64 >= total);
        let short = total.is_none() && rows.len() < ask.rows as usize;
        Ok(Page {
            last,
            done: rows.is_empty() || all || short,
            rows,
            total,
        })
    }

    /// The greatest value of a field among the rows of a resource, for a cursor; none when it has no rows, or the rows no
    /// such field.
    ///
    /// # Errors
    /// As [`Ixc::page`].
    pub async fn greatest(
        &self,
        resource: &'static str,
        field: &'static str,
        conditions: &[Condition],
    ) -> Result<Option<String>, SourceFault> {
        let ask = Ask {
            resource,
            conditions,
            after: 0,
            rows: 1,
        };
        let (_, rows) = match self.ask(&ask, field, "desc").await {
            // What this installation does not have it cannot sort by either.
            Err(fault) if fault.code == "http_500" => return Ok(None),
            other => other?,
        };
        let value = rows.first().map(|row| row.text(field).into_owned());
        Ok(value.filter(|v| !v.is_empty() && !v.starts_with("0000")))
    }

    /// The rows with these ids, in one call; one that is not there is left out. At most
    /// [`omnifila_core::source::LOOK_BATCH`].
    ///
    /// # Errors
    /// As [`Ixc::page`].
    pub async fn by_ids(&self, resource: &'static str, ids: &[String]) -> Result<Vec<Row>, SourceFault> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ask = Ask {
            resource,
            conditions: &[Condition::new("id", "IN", ids.join(","))],
            after: 0,
            rows: u32::try_from(ids.len()).unwrap_or(u32::MAX),
        };
        let page = self.page(&ask).await?;
        let asked: std::collections::HashSet<&str> = ids.iter().map(String::as_str).collect();
        // A proxy that dropped the conditions would answer with others: their absence must not read as "gone".
        if page.rows.iter().any(|row| !asked.contains(&*row.text("id"))) || !page.done {
            return Err(SourceFault::new("bad_answer", resource, Trouble::Passing));
        }
        Ok(page.rows)
    }

    async fn ask(
        &self,
        ask: &Ask<'_>,
        sort: &str,
        order: &str,
    ) -> Result<(Option<u64>, Vec<Row>), SourceFault> {
        let resource = ask.resource;
        let grid: Vec<Value> = ask
            .conditions
            .iter()
            .map(|c| json!({"TB": format!("{resource}.{}", c.field), "OP": c.op, "P": c.value}))
            .collect();
        let body = json!({
            "qtype": format!("{resource}.id"), "query": ask.after.to_string(), "oper": ">",
            "page": "1", "rp": ask.rows.to_string(),
            "sortname": format!("{resource}.{sort}"), "sortorder": order,
            "grid_param": Value::Array(grid).to_string(),
        });
        let response = self.post(resource, &self.list, &body).await;
        answers::list(response.map_err(|e| answers::of_wire(e, resource))?, resource)
    }

    async fn post(
        &self,
        resource: &'static str,
        headers: &HeaderMap,
        body: &Value,
    ) -> Result<Response, WireError> {
        let endpoint = self
            .base
            .below(resource)
            .map_err(|_| WireError::NotSent { code: "bad_url" })?;
        endpoint
            .post(headers, Bytes::from(body.to_string()), self.limit)
            .await
    }

    /// The Pix code of an invoice now, if it can be paid by one.
    ///
    /// # Errors
    /// A [`SourceFault`]; an invoice that has none is no fault.
    pub async fn pix(&self, invoice: &str) -> Result<Option<String>, SourceFault> {
        let response = self
            .post("get_pix", &self.act, &json!({"id_areceber": invoice}))
            .await;
        let answer = answers::object(response.map_err(|e| answers::of_wire(e, "get_pix"))?, "get_pix")?;
        let pix = &answer["pix"];
        let active = pix["dadosPix"]["status"] == "ATIVA";
        let code = active
            .then(|| pix["dadosPix"]["pixCopiaECola"].as_str())
            .flatten()
            .filter(|code| !code.is_empty())
            .or(pix["qrCode"]["qrcode"].as_str());
        Ok(code.filter(|code| !code.is_empty()).map(str::to_owned))
    }

    /// The boleto of an invoice as a PDF, with fine and interest of today. IXC registers and prints one that was not yet, so
    /// `linha_digitavel` may be read anew afterwards.
    ///
    /// # Errors
    /// A [`SourceFault`]; `provider_error` also where the invoice is no boleto.
    pub async fn boleto(&self, invoice: &str) -> Result<Vec<u8>, SourceFault> {
        const RESOURCE: &str = "get_boleto";
        let body = json!({
            "boletos": invoice, "juro": "S", "multa": "S", "atualiza_boleto": "S", "tipo_boleto": "arquivo", "base64": "S",
        });
        let response = self.post(RESOURCE, &self.act, &body).await;
        answers::pdf(response.map_err(|e| answers::of_wire(e, RESOURCE))?, RESOURCE)
    }

    /// Opens a ticket, once; its id.
    ///
    /// # Errors
    /// A [`SourceFault`] whose `perhaps_done` tells that the ticket may be there all the same.
    pub async fn open_ticket(&self, ticket: &Ticket) -> Result<String, SourceFault> {
        const RESOURCE: &str = "su_ticket";
        // The misspelt name is IXC's.
        let body = json!({
            "tipo": "C", "id_cliente": ticket.customer, "id_assunto": ticket.subject, "titulo": ticket.title,
            "id_ticket_setor": ticket.department, "prioridade": ticket.priority, "menssagem": ticket.text,
            "su_status": "N",
        });
        let response = match self.post(RESOURCE, &self.act, &body).await {
            Ok(response) => response,
            Err(error) => {
                let perhaps_done = matches!(error, WireError::Unknown { .. });
                return Err(SourceFault {
                    perhaps_done,
                    ..answers::of_wire(error, RESOURCE)
                });
            }
        };
        let broken = response.status >= 500;
        let answer = answers::object(response, RESOURCE).map_err(|fault| SourceFault {
            perhaps_done: broken || fault.code == "bad_answer",
            ..fault
        })?;
        let id = match &answer["id"] {
            Value::String(id) if !id.is_empty() => id.clone(),
            Value::Number(id) => id.to_string(),
            _ => {
                return Err(SourceFault {
                    perhaps_done: true,
                    ..SourceFault::new("bad_answer", RESOURCE, Trouble::Passing)
                });
            }
        };
        Ok(id)
    }

    /// What "Testar" shows: each resource by name, with the permission that is missing.
    pub async fn check(&self) -> Vec<Check> {
        let mut checks = Vec::new();
        for resource in RESOURCES {
            let ask = Ask {
                resource,
                conditions: &[],
                after: 0,
                rows: 1,
            };
            let check = match self.page(&ask).await {
                Ok(page) => Check {
                    name: resource,
                    ok: true,
                    code: None,
                    detail: match page.total {
                        Some(n) => format!("{n} records can be read"),
                        None => "can be read".to_owned(),
                    },
                },
                Err(fault) => Check {
                    name: resource,
                    ok: false,
                    code: Some(fault.code.to_owned()),
                    detail: answers::advice(&fault),
                },
            };
            // Nothing else would say anything else.
            let hopeless = check.code.as_deref().is_some_and(|c| {
                !matches!(
                    c,
                    "permission_missing" | "http_500" | "provider_error" | "bad_answer"
                )
            });
            checks.push(check);
            if hopeless {
                break;
            }
        }
        checks
    }
}
