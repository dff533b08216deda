//! Cells to the fields of the API, by the names in the head. An empty cell is an absent field: nothing is cleared by it.

use super::What;
use super::rows::{Problem, Record, Row};
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
            Kind::Money => cents(cell)
                .map(Value::from)
                .ok_or(("bad_amount", "an amount such as 1.234,56")),
            Kind::Date => date(cell)
                .map(Value::from)
                .ok_or(("bad_date", "a date, 2026-12-10 or 10/12/2026")),
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

/// The last `,` or `.` with one or two digits behind it is the decimal separator; others group thousands.
fn cents(cell: &str) -> Option<i64> {
    let text = cell.trim_start_matches("R$").trim();
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = match text.rfind([',', '.']) {
        Some(at) if text.len() - at <= 3 => (&text[..at], &text[at + 1..]),
        _ => (text, ""),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split([',', '.']);
    let first = groups.next().filter(|g| digits(g))?;
    let mut joined = first.to_owned();
    for group in groups {
        if !digits(group) || group.len() != 3 || first.len() > 3 {
            return None;
        }
        joined.push_str(group);
    }
    if !fraction.is_empty() && !digits(fraction) || text.ends_with([',', '.']) {
        return None;
    }
    let hundredths: i64 = format!("{fraction:0<2}").parse().ok()?;
    joined
        .parse::<i64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(hundredths)?
        .checked_mul(sign)
}

/// ISO as it is; Brazilian turned round. Whether there is such a day, the API says.
fn date(cell: &str) -> Option<String> {
    let digits = |text: &str, n: usize| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
    let iso: Vec<&str> = cell.split('-').collect();
    if let [year, month, day] = iso[..] {
        return (digits(year, 4) && digits(month, 2) && digits(day, 2)).then(|| cell.to_owned());
    }
    let ours: Vec<&str> = cell.split('/').collect();
    let [day, month, year] = ours[..] else { return None };
    (digits(year, 4) && digits(month, 2) && digits(day, 2)).then(|| format!("{year}-{month}-{day}"))
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
    fn amounts_are_read_as_people_write_them() {
        for (cell, want) in [
            ("99,90", 9_990),
            ("99.9", 9_990),
            ("R$ 1.234,56", 123_456),
            ("1,234.56", 123_456),
            ("1.234", 123_400),
            ("1234", 123_400),
            ("-5,00", -500),
            ("0,01", 1),
        ] {
            assert_eq!(cents(cell), Some(want), "{cell}");
        }
        for bad in [
            "",
            "abc",
            "1,2,3",
            "12.34.56",
            "1.23,4,5",
            ",",
            "9,",
            "1 000",
            "99,9x",
            "1234.567,00",
        ] {
            assert_eq!(cents(bad), None, "{bad}");
        }
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
