//! Brazilian codes looked at one by one: what one says, or where it is wrong; and a Pix code as a picture. Changes nothing.

use crate::api::ok;
use crate::app::App;
use crate::body::Input;
use crate::problem::{Answer, Problem};
use crate::query::Query;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use omnifila_core::brazil::fault::Fault;
use omnifila_core::brazil::phone::{self, field};
use omnifila_core::brazil::pix::Target;
use omnifila_core::brazil::qr::Qr;
use omnifila_core::brazil::{area, boleto, date, document, pix};
use omnifila_core::input::InputError;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Characters of a code at most.
const MAX: usize = 2_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Pix,
    Boleto,
    Document,
    Phone,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Code {
    kind: Kind,
    value: String,
    /// A date near which a boleto is due, today by default.
    #[serde(default)]
    reference: Option<String>,
    /// The area code to propose for a telephone without one.
    #[serde(default)]
    home_area_code: Option<u8>,
}

/// `valid` speaks of the code as it is; `says` is there whenever something could be read.
#[derive(Debug, Serialize)]
struct Checked {
    kind: Kind,
    valid: bool,
    fault: Option<Fault>,
    warnings: Vec<Fault>,
    says: Option<Value>,
}

pub(crate) async fn check(State(app): State<App>, Input(code): Input<Code>) -> Answer<Response> {
    if code.value.chars().count() > MAX {
        return Err(InputError::new("too_long", "/value", format!("at most {MAX} characters")).into());
    }
    let reference = match &code.reference {
        Some(text) => date::parse(text).map_err(|fault| fault.into_input("/reference"))?,
        None => date::in_brasilia(app.engine().now()),
    };
    let (read, warnings) = match code.kind {
        Kind::Pix => match pix::parse(&code.value) {
            Ok(pix) => (Ok(of_pix(&pix)), pix.warnings),
            Err(fault) => (Err(fault), Vec::new()),
        },
        Kind::Boleto => (
            boleto::parse(&code.value).map(|b| of_boleto(&b, reference)),
            Vec::new(),
        ),
        Kind::Document => {
            let says = |d: document::Document| json!({ "kind": d.kind(), "number": d.number(), "formatted": d.formatted() });
            (document::parse(&code.value).map(says), Vec::new())
        }
        Kind::Phone => return Ok(ok(of_phone(&code))),
    };
    let (says, fault) = match read {
        Ok(says) => (Some(says), None),
        Err(fault) => (None, Some(fault)),
    };
    Ok(ok(Checked {
        kind: code.kind,
        valid: fault.is_none(),
        fault,
        warnings,
        says,
    }))
}

fn of_pix(code: &pix::BrCode) -> Value {
    let (key, info, url) = match &code.target {
        Target::Static { key, info } => (Some(key), info.as_ref(), None),
        Target::Dynamic { url } => (None, None, Some(url)),
    };
    json!({
        "kind": code.kind(), "key": key, "info": info, "url": url, "amount_cents": code.amount_cents,
        "merchant_name": code.merchant_name, "merchant_city": code.merchant_city, "postal_code": code.postal_code,
        "txid": code.txid, "one_time": code.one_time, "payload": code.payload(),
    })
}

fn of_boleto(boleto: &boleto::Boleto, reference: date::Date) -> Value {
    let kind = if boleto.is_collection() {
        "collection"
    } else {
        "charge"
    };
    json!({
        "kind": kind, "line": boleto.line(), "formatted": boleto.formatted(), "barcode": boleto.barcode(),
        "bank": boleto.bank().map(|bank| format!("{bank:03}")), "amount_cents": boleto.amount_cents(),
        "due_date": boleto.due(reference).map(|due| due.to_string()),
    })
}

fn of_phone(code: &Code) -> Checked {
    let number = phone::normalise(&code.value);
    let text = |state: &[u8; 2]| state.iter().map(|b| char::from(*b)).collect::<String>();
    let found: Vec<Value> = field::find(&code.value, code.home_area_code)
        .into_iter()
        .map(|found| {
            json!({ "position": found.position, "number": found.number, "proposed": found.proposed,
                "missing": found.missing, "expected": found.fault.map(|fault| fault.expected) })
        })
        .collect();
    let known = number.as_deref().ok();
    let area_code = known.and_then(phone::area_code);
    let says = json!({
        "number": known, "formatted": known.map(phone::formatted), "line": known.map(phone::line),
        "area_code": area_code, "found": found,
        "states": area_code.map(area::states).unwrap_or_default().iter().map(text).collect::<Vec<_>>(),
    });
    let fault = number
        .as_ref()
        .err()
        .map(|error| Fault::new(error.code, 0, error.expected.clone()));
    Checked {
        kind: code.kind,
        valid: number.is_ok(),
        fault,
        warnings: Vec::new(),
        says: Some(says),
    }
}

pub(crate) async fn pix_svg(query: Query) -> Answer<Response> {
    let picture = picture(&query)?.svg();
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], picture).into_response())
}

pub(crate) async fn pix_png(query: Query) -> Answer<Response> {
    let picture = picture(&query)?.png();
    Ok(([(header::CONTENT_TYPE, "image/png")], picture).into_response())
}

fn picture(query: &Query) -> Answer<Qr> {
    query.only(&["payload"])?;
    let payload = query.one("payload")?.unwrap_or_default();
    let read = pix::parse(payload).and_then(|code| Qr::of(&code.payload()));
    read.map_err(|fault| {
        let expected = fault.into_input("").expected;
        Problem::parameter("invalid_parameter", "payload", expected)
    })
}
