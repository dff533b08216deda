//! Cells to the fields of the API, by the names in the head. An empty cell is an absent field: nothing is cleared by it.

use super::What;
use super::rows::{Problem, Record, Row};
use omnifila_core::brazil::{date, money};
use serde_json::{Map, Value, json};

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
    /// Left where it is: columns that a file of refused rows has.
    Ignored,
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
    ("status", "/status", Kind::Text),
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

/// What [`super::outcome`] adds to refused rows.
pub(super) const ADDED: [&str; 4] = ["linha", "codigo", "onde", "esperado"];

/// The head, understood.
#[derive(Debug)]
pub(super) struct Columns(Vec<(String, String, Kind)>);

impl Columns {
    /// Refuses a column that means nothing: a misspelt one would silently change nothing.
    pub(super) fn of(what: What, head: &[String]) -> Result<Self, String> {
        let known = match what {
            What::Customers => CUSTOMER,
            What::Invoices => INVOICE,
            What::Messages => MESSAGE,
        };
        let mut columns: Vec<(String, String, Kind)> = Vec::with_capacity(head.len());
        for name in head {
            let data = name
                .strip_prefix("data.")
                .filter(|field| what == What::Messages && !field.is_empty());
            let found = known.iter().find(|(known, ..)| known == name);
            let column = match (found, data) {
                (Some((_, pointer, kind)), _) => (name.clone(), (*pointer).to_owned(), *kind),
                (None, Some(field)) => {
                    let field = field.replace('~', "~0").replace('/', "~1");
                    (name.clone(), format!("/data/{field}"), Kind::Text)
                }
                (None, None) if ADDED.contains(&name.as_str()) => {
                    (name.clone(), String::new(), Kind::Ignored)
                }
                (None, None) => {
                    let names: Vec<&str> = known.iter().map(|(name, ..)| *name).collect();
                    let more = if what == What::Messages { ", data.NAME" } else { "" };
                    return Err(format!(
                        "unknown column {name:?}; known are {}{more}",
                        names.join(", ")
                    ));
                }
            };
            let twice = columns
                .iter()
                .any(|(_, pointer, kind)| *kind != Kind::Ignored && *pointer == column.1);
            if twice && column.2 != Kind::Ignored {
                return Err(format!("the column {name:?} says what another column says"));
            }
            columns.push(column);
        }
        Ok(Self(columns))
    }

    pub(super) fn row(&self, record: Record) -> Row {
        let item = record.cells.and_then(|cells| self.item(&cells));
        Row {
            line: record.line,
            raw: record.raw,
            item,
        }
    }

    fn item(&self, cells: &[String]) -> Result<Map<String, Value>, Problem> {
        let mut item = Value::Object(Map::new());
        for ((name, pointer, kind), cell) in self.0.iter().zip(cells) {
            let cell = cell.trim();
            if cell.is_empty() || *kind == Kind::Ignored {
                continue;
            }
            let value = kind
                .read(cell)
                .map_err(|(code, expected)| Problem::new(code, name, expected))?;
            place(&mut item, pointer, value);
        }
        match item {
            Value::Object(map) => Ok(map),
            _ => Ok(Map::new()),
        }
    }
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
            Kind::Date => date::parse(cell)
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
            Kind::Ignored => Ok(Value::Null),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(what: What, head: &[&str], cells: &[&str]) -> Result<Value, Problem> {
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
            What::Invoices,
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
            What::Customers,
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
        let got = item(What::Messages, &head, &["1", "9", "+55 49 90000 0001", "10"]).unwrap();
        assert_eq!(
            got,
            json!({"gateway_id": 1, "customer": {"external_id": "9", "phone": "+55 49 90000 0001"}, "data": {"valor/mês": "10"}})
        );
    }

    #[test]
    fn what_cannot_be_read_is_told_by_column() {
        let error = item(What::Invoices, &["due_date"], &["amanhã"]).unwrap_err();
        assert_eq!(
            (error.code.as_str(), error.place.as_str()),
            ("bad_date", "due_date")
        );
        let of = |head: &[&str]| {
            Columns::of(
                What::Invoices,
                &head.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>(),
            )
        };
        assert!(of(&["valor"]).unwrap_err().contains("amount_cents"));
        assert!(of(&["amount", "amount_cents"]).is_err());
        assert!(of(&["data.x"]).is_err());
    }
}
