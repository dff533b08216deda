//! Cells to the fields of the API, by the names in the head. An empty cell is an absent field: nothing is cleared by it.

use super::file::rows::{Problem, Record, Row};
use omnifila_core::brazil::{date, money};
use omnifila_core::catalogue::ImportKind;
use omnifila_core::input::InputError;
use omnifila_store::catalogue::fold;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// How a cell is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    /// A whole number.
    Integer,
    /// `1.234,56`, `1234.56` or `R$ 99,90`, kept in cents.
    Money,
    /// `2026-12-10` or `10/12/2026`.
    Date,
    Flag,
    /// Several texts, between `|` or `,`.
    List,
    /// What has become of an invoice, in the words of this API or of an ERP.
    Status,
}

/// A column: its name, where its value goes (RFC 6901), how it is read.
type Known = (&'static str, &'static str, Kind);

const CUSTOMER: &[Known] = &[
    ("external_id", "/external_id", Kind::Text),
    ("name", "/name", Kind::Text),
    ("document", "/document", Kind::Text),
    ("phone", "/phone", Kind::Text),
    ("email", "/email", Kind::Text),
    ("branch_key", "/branch_key", Kind::Text),
    ("state", "/state", Kind::Text),
    ("city_ibge", "/city_ibge", Kind::Text),
    ("tags", "/tags", Kind::List),
    ("collection_allowed", "/collection/allowed", Kind::Flag),
    ("collection_paused_until", "/collection/paused_until", Kind::Date),
    ("contract_external_id", "/contracts/0/external_id", Kind::Text),
    ("contract_plan", "/contracts/0/plan", Kind::Text),
    ("contract_status", "/contracts/0/status", Kind::Text),
];

const INVOICE: &[Known] = &[
    ("external_id", "/external_id", Kind::Text),
    ("customer_external_id", "/customer_external_id", Kind::Text),
    ("contract_external_id", "/contract_external_id", Kind::Text),
    ("branch_key", "/branch_key", Kind::Text),
    ("status", "/status", Kind::Status),
    ("due_date", "/due_date", Kind::Date),
    ("amount_cents", "/amount_cents", Kind::Integer),
    ("amount", "/amount_cents", Kind::Money),
    ("open_cents", "/open_cents", Kind::Integer),
    ("open_amount", "/open_cents", Kind::Money),
    ("payment_method", "/payment_method", Kind::Text),
    ("pix", "/pix", Kind::Text),
    ("boleto_line", "/boleto_line", Kind::Text),
    ("pdf_url", "/pdf_url", Kind::Text),
];

const MESSAGE: &[Known] = &[
    ("gateway_id", "/gateway_id", Kind::Integer),
    ("gateway_key", "/gateway_key", Kind::Text),
    ("template_id", "/template_id", Kind::Integer),
    ("template_key", "/template_key", Kind::Text),
    ("purpose", "/purpose", Kind::Text),
    ("priority", "/priority", Kind::Text),
    ("due_at", "/due_at", Kind::Text),
    ("expires_at", "/expires_at", Kind::Text),
    ("dedupe_key", "/dedupe_key", Kind::Text),
    ("source_ref", "/source_ref", Kind::Text),
    ("batch_ref", "/batch_ref", Kind::Text),
    ("invoice.source", "/invoice/source", Kind::Text),
    ("invoice.external_id", "/invoice/external_id", Kind::Text),
    ("customer.source", "/customer/source", Kind::Text),
    ("customer.external_id", "/customer/external_id", Kind::Text),
    ("customer.name", "/customer/name", Kind::Text),
    ("customer.document", "/customer/document", Kind::Text),
    ("customer.phone", "/customer/phone", Kind::Text),
    ("customer.email", "/customer/email", Kind::Text),
    ("customer.branch_key", "/customer/branch_key", Kind::Text),
    ("customer.state", "/customer/state", Kind::Text),
    ("customer.city_ibge", "/customer/city_ibge", Kind::Text),
    ("customer.tags", "/customer/tags", Kind::List),
];

/// The columns that a file of refused rows has beside its own; they are left where they are.
pub const ADDED: [&str; 4] = ["linha", "codigo", "onde", "esperado"];

/// One column of a file.
#[derive(Debug)]
struct Column {
    /// Where it is, from 0.
    at: usize,
    /// As the head calls it.
    name: String,
    /// Where its value goes (RFC 6901).
    pointer: String,
    kind: Kind,
}

/// The head, understood.
#[derive(Debug)]
pub struct Columns(Vec<Column>);

fn known(what: ImportKind) -> &'static [Known] {
    match what {
        ImportKind::Customers => CUSTOMER,
        ImportKind::Invoices => INVOICE,
        ImportKind::Messages => MESSAGE,
    }
}

/// The fields that a column of such a file may have.
pub fn fields(what: ImportKind) -> impl Iterator<Item = &'static str> {
    known(what).iter().map(|(name, ..)| *name)
}

/// `/data/NAME`.
fn datum(name: &str) -> String {
    format!("/data/{}", name.replace('~', "~0").replace('/', "~1"))
}

impl Columns {
    /// By the names in the head. Refuses a column that means nothing: a misspelt one would silently change nothing.
    pub fn of(what: ImportKind, head: &[String]) -> Result<Self, String> {
        let known = known(what);
        let mut columns: Vec<Column> = Vec::with_capacity(head.len());
        for (at, name) in head.iter().enumerate() {
            let data = name
                .strip_prefix("data.")
                .filter(|field| what == ImportKind::Messages && !field.is_empty());
            let found = known.iter().find(|(known, ..)| known == name);
            let (pointer, kind) = match (found, data) {
                (Some((_, pointer, kind)), _) => ((*pointer).to_owned(), *kind),
                (None, Some(field)) => (datum(field), Kind::Text),
                (None, None) if ADDED.contains(&name.as_str()) => continue,
                (None, None) => {
                    let names: Vec<&str> = fields(what).collect();
                    let more = if what == ImportKind::Messages {
                        ", data.NAME"
                    } else {
                        ""
                    };
                    return Err(format!(
                        "unknown column {name:?}; known are {}{more}",
                        names.join(", ")
                    ));
                }
            };
            if columns.iter().any(|column| column.pointer == pointer) {
                return Err(format!("the column {name:?} says what another column says"));
            }
            columns.push(Column {
                at,
                name: name.clone(),
                pointer,
                kind,
            });
        }
        Ok(Self(columns))
    }

    /// By what a person says of the columns. Of messages, every other column is a datum of the template, under its heading.
    ///
    /// # Errors
    /// `unknown_field`, `unknown_column`, `same_field_twice`.
    pub fn mapped(
        what: ImportKind,
        mapping: &BTreeMap<String, usize>,
        head: &[String],
    ) -> Result<Self, InputError> {
        let mut columns: Vec<Column> = Vec::with_capacity(head.len());
        for (field, at) in mapping {
            let place = || format!("/mapping/{}", field.replace('~', "~0").replace('/', "~1"));
            let Some((_, pointer, kind)) = known(what).iter().find(|(name, ..)| name == field) else {
                let names: Vec<&str> = fields(what).collect();
                return Err(InputError::new("unknown_field", place(), names.join(", ")));
            };
            let Some(name) = head.get(*at) else {
                let expected = format!("a column, 0 to {}", head.len().saturating_sub(1));
                return Err(InputError::new("unknown_column", place(), expected));
            };
            if columns.iter().any(|column| column.pointer == *pointer) {
                let expected = "one column for what it says";
                return Err(InputError::new("same_field_twice", place(), expected));
            }
            columns.push(Column {
                at: *at,
                name: name.clone(),
                pointer: (*pointer).to_owned(),
                kind: *kind,
            });
        }
        if what == ImportKind::Messages {
            let free = (0..).zip(head).filter(|(at, name)| {
                !name.is_empty()
                    && !ADDED.contains(&name.as_str())
                    && !mapping.values().any(|taken| taken == at)
            });
            let data: Vec<Column> = free
                .map(|(at, name)| Column {
                    at,
                    name: name.clone(),
                    pointer: datum(&data_name(name)),
                    kind: Kind::Text,
                })
                .collect();
            columns.extend(data);
        }
        Ok(Self(columns))
    }

    pub fn row(&self, record: Record) -> Row {
        let item = record.cells.and_then(|cells| self.item(&cells));
        Row {
            line: record.line,
            raw: record.raw,
            item,
        }
    }

    /// The fields of one row.
    ///
    /// # Errors
    /// The first cell that cannot be read, by its column.
    pub fn item(&self, cells: &[String]) -> Result<Map<String, Value>, Problem> {
        let mut item = Value::Object(Map::new());
        for column in &self.0 {
            let cell = cells.get(column.at).map_or("", |cell| cell.trim());
            if cell.is_empty() {
                continue;
            }
            let value = column
                .kind
                .read(cell)
                .map_err(|(code, expected)| Problem::new(code, &column.name, expected))?;
            place(&mut item, &column.pointer, value);
        }
        match item {
            Value::Object(map) => Ok(map),
            _ => Ok(Map::new()),
        }
    }
}

/// A heading as templates call it: `Valor (R$)` is `valor_r`, and `data.x` is `x`.
fn data_name(heading: &str) -> String {
    let heading = heading.strip_prefix("data.").unwrap_or(heading);
    let mut name = String::new();
    for c in fold(heading).chars() {
        if c.is_alphanumeric() || c == '_' {
            name.push(c);
        } else if !name.ends_with('_') {
            name.push('_');
        }
    }
    name.trim_matches('_').to_owned()
}

/// Puts a value where a pointer says, making what is on the way.
fn place(target: &mut Value, pointer: &str, value: Value) {
    let mut at = target;
    for segment in pointer.split('/').skip(1) {
        let name = segment.replace("~1", "/").replace("~0", "~");
        if name == "0" {
            if !at.is_array() {
                *at = json!([{}]);
            }
            at = &mut at[0];
        } else {
            if !at.is_object() {
                *at = json!({});
            }
            at = &mut at[name.as_str()];
        }
    }
    *at = value;
}

impl Kind {
    /// The value, or the code and what was expected; never the cell.
    fn read(self, cell: &str) -> Result<Value, (&'static str, &'static str)> {
        match self {
            Kind::Text => Ok(cell.into()),
            Kind::Integer => cell
                .parse::<i64>()
                .map(Value::from)
                .map_err(|_| ("bad_number", "a whole number")),
            Kind::Money => money::parse(cell)
                .map(Value::from)
                .map_err(|fault| (fault.code, "an amount such as 1.234,56")),
            // With or without a time of day.
            Kind::Date => date::parse(cell.split([' ', 'T']).next().unwrap_or(cell))
                .map(|day| day.to_string().into())
                .map_err(|fault| (fault.code, "a date, 2026-12-10 or 10/12/2026")),
            Kind::Flag => match cell.to_lowercase().as_str() {
                "true" | "1" | "s" | "sim" | "y" | "yes" => Ok(true.into()),
                "false" | "0" | "n" | "não" | "nao" | "no" => Ok(false.into()),
                _ => Err(("bad_flag", "true or false")),
            },
            Kind::List => {
                let parts = cell
                    .split(['|', ','])
                    .map(str::trim)
                    .filter(|part| !part.is_empty());
                Ok(parts.collect::<Vec<_>>().into())
            }
            Kind::Status => Ok(match fold(cell).as_str() {
                "aberto" | "aberta" | "em aberto" | "a vencer" | "vencido" | "a" => "open".into(),
                "pago" | "paga" | "recebido" | "quitado" | "r" => "paid".into(),
                "cancelado" | "cancelada" | "c" => "cancelled".into(),
                "parcial" => "partial".into(),
                "renegociado" | "renegociada" => "renegotiated".into(),
                other => other.into(),
            }),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn item(what: ImportKind, head: &[&str], cells: &[&str]) -> Result<Value, Problem> {
        let owned = |list: &[&str]| list.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        let columns = Columns::of(what, &owned(head)).unwrap();
        columns.item(&owned(cells)).map(Value::Object)
    }

    #[test]
    fn cells_become_the_fields_of_the_api() {
        let head = [
            "external_id",
            "customer_external_id",
            "status",
            "due_date",
            "amount",
            "pix",
        ];
        let got = item(
            ImportKind::Invoices,
            &head,
            &["9-1", "9", "open", "10/12/2026", "99,90", ""],
        )
        .unwrap();
        let want = json!({"external_id": "9-1", "customer_external_id": "9", "status": "open", "due_date": "2026-12-10", "amount_cents": 9990});
        assert_eq!(got, want);
        let head = [
            "external_id",
            "name",
            "tags",
            "collection_allowed",
            "contract_external_id",
            "linha",
        ];
        let got = item(
            ImportKind::Customers,
            &head,
            &["9", "Cliente 9", "a|b", "não", "C9", "3"],
        )
        .unwrap();
        let want = json!({"external_id": "9", "name": "Cliente 9", "tags": ["a", "b"], "collection": {"allowed": false}, "contracts": [{"external_id": "C9"}]});
        assert_eq!(got, want);
        let head = [
            "gateway_id",
            "customer.external_id",
            "customer.phone",
            "data.valor/mês",
        ];
        let got = item(
            ImportKind::Messages,
            &head,
            &["1", "9", "+55 49 90000 0001", "10"],
        )
        .unwrap();
        assert_eq!(
            got,
            json!({"gateway_id": 1, "customer": {"external_id": "9", "phone": "+55 49 90000 0001"}, "data": {"valor/mês": "10"}})
        );
    }

    #[test]
    fn what_cannot_be_read_is_told_by_column() {
        let error = item(ImportKind::Invoices, &["due_date"], &["amanhã"]).unwrap_err();
        assert_eq!(
            (error.code.as_str(), error.place.as_str()),
            ("bad_date", "due_date")
        );
        let of = |head: &[&str]| {
            Columns::of(
                ImportKind::Invoices,
                &head.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>(),
            )
        };
        assert!(of(&["valor"]).unwrap_err().contains("amount_cents"));
        assert!(of(&["amount", "amount_cents"]).is_err());
        assert!(of(&["data.x"]).is_err());
    }

    #[test]
    fn a_person_says_what_the_columns_are() {
        let head: Vec<String> = ["Código", "Cliente", "Situação", "Valor (R$)", "linha"]
            .map(str::to_owned)
            .to_vec();
        let mapping = |pairs: &[(&str, usize)]| {
            pairs
                .iter()
                .map(|(name, at)| ((*name).to_owned(), *at))
                .collect::<BTreeMap<_, _>>()
        };
        let cells: Vec<String> = ["7", "Ana", "Pago", "R$ 1.234,50", "3"]
            .map(str::to_owned)
            .to_vec();
        let pairs = mapping(&[("external_id", 0), ("status", 2), ("amount", 3)]);
        let columns = Columns::mapped(ImportKind::Invoices, &pairs, &head).unwrap();
        assert_eq!(
            Value::Object(columns.item(&cells).unwrap()),
            json!({"external_id": "7", "status": "paid", "amount_cents": 123_450})
        );
        let pairs = mapping(&[("customer.external_id", 0), ("customer.name", 1)]);
        let columns = Columns::mapped(ImportKind::Messages, &pairs, &head).unwrap();
        assert_eq!(
            Value::Object(columns.item(&cells).unwrap()),
            json!({"customer": {"external_id": "7", "name": "Ana"}, "data": {"situacao": "Pago", "valor_r": "R$ 1.234,50"}})
        );
        let code = |pairs: &[(&str, usize)]| {
            Columns::mapped(ImportKind::Invoices, &mapping(pairs), &head)
                .unwrap_err()
                .code
        };
        assert_eq!(code(&[("nome", 0)]), "unknown_field");
        assert_eq!(code(&[("status", 5)]), "unknown_column");
        assert_eq!(code(&[("amount", 3), ("amount_cents", 2)]), "same_field_twice");
    }
}
