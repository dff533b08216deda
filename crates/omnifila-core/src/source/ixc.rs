//! IXC Provedor's rows as our customers, contracts and invoices, with every flag that says "do not write".
//!
//! Every field is a text; dates are ISO, an empty one is `""` or `0000-00-00`; yes is `S`, no is `N`, `P` the system's default
//! (taken as yes). The three numbers of a customer are tried in the order whatsapp, telefone_celular, fone: the first that is
//! a telephone is the one written to. City and state come as ids of `cidade` and `uf`.
//!
//! Left out: flags of the system's own parameters, which the webservice does not show.

use super::{Block, Row, SourceInvoice};
use crate::brazil::{document, phone, zone};
use crate::catalogue::{
    BranchSpec, Collection, Contact, ContactKind, Contract, CustomerInput, Field, InvoiceInput, InvoiceStatus,
};
use crate::input::InputError;
use std::collections::BTreeMap;

/// The `kind` of such a source.
pub const KIND: &str = "ixc";

/// What ids in other rows refer to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Places {
    /// Id of `uf` to the two letters.
    pub states: BTreeMap<String, String>,
    /// Id of `cidade`.
    pub cities: BTreeMap<String, City>,
    /// Id of `tipo_cliente` to its name.
    pub customer_types: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct City {
    pub name: String,
    pub state: Option<String>,
    /// Seven digits.
    pub ibge: Option<String>,
}

impl Places {
    /// The places of these rows of `uf`, `cidade` and `tipo_cliente`.
    pub fn of(ufs: &[Row], cidades: &[Row], tipos: &[Row]) -> Places {
        let mut places = Places::default();
        for row in ufs {
            if let Some(letters) = letters(&row.text("sigla")) {
                places.states.insert(row.text("id").into_owned(), letters);
            }
        }
        for row in cidades {
            let ibge = row.text("cod_ibge");
            let city = City {
                name: row.text("nome").into_owned(),
                state: places.state(&row.text("uf")),
                ibge: (ibge.len() == 7 && ibge.bytes().all(|b| b.is_ascii_digit()))
                    .then(|| ibge.into_owned()),
            };
            places.cities.insert(row.text("id").into_owned(), city);
        }
        for row in tipos {
            let name = row.text("tipo_cliente").into_owned();
            places.customer_types.insert(row.text("id").into_owned(), name);
        }
        places
    }

    /// Some rows carry the id of a `uf`, some the letters.
    fn state(&self, uf: &str) -> Option<String> {
        self.states.get(uf).cloned().or_else(|| letters(uf))
    }
}

fn letters(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    zone::state(&upper).is_ok().then_some(upper)
}

fn missing(pointer: &'static str, expected: &str) -> InputError {
    InputError::new("missing", pointer, expected)
}

fn id_of(row: &Row) -> Result<String, InputError> {
    let id = row.id().ok_or_else(|| missing("/id", "a number above 0"))?;
    Ok(id.to_string())
}

fn no(row: &Row, name: &str) -> bool {
    row.text(name).eq_ignore_ascii_case("N")
}

fn yes(row: &Row, name: &str) -> bool {
    row.text(name).eq_ignore_ascii_case("S")
}

/// A date that is one: not empty, not `0000-00-00`; a time behind it is left out.
pub fn date(text: &str) -> Option<String> {
    let day = text.get(..10)?;
    (!day.starts_with("0000") && day.parse::<jiff::civil::Date>().is_ok()).then(|| day.to_owned())
}

/// `ultima_atualizacao` of a row, if it has one.
pub fn updated_at(row: &Row) -> Option<String> {
    let text = row.text("ultima_atualizacao");
    date(&text).map(|_| text.into_owned())
}

/// Cents of `129.90` or `129,9`; what has more than two places that say something is refused.
pub fn cents(text: &str) -> Option<i64> {
    let text = text.trim();
    let (whole, rest) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let rest = rest.trim_end_matches('0');
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(rest) || rest.len() > 2 {
        return None;
    }
    let cents: i64 = format!("{rest:0<2}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)
}

fn given(text: &str) -> Field<String> {
    if text.is_empty() {
        Field::Clear
    } else {
        Field::Set(text.to_owned())
    }
}

/// The key of a branch (`filial`) of the source called `label`.
pub fn branch_key(label: &str, filial: &str) -> Option<String> {
    (!filial.is_empty() && filial != "0").then(|| format!("{label}-{filial}"))
}

/// `cliente`.
///
/// # Errors
/// `missing` without an id.
pub fn customer(row: &Row, places: &Places, label: &str) -> Result<CustomerInput, InputError> {
    let external_id = id_of(row)?;
    let name = ["nome_social", "razao", "fantasia"]
        .iter()
        .map(|n| row.text(n))
        .find(|n| !n.is_empty());
    let name = name.map_or_else(
        || format!("Cliente {external_id}"),
        |n| n.chars().take(300).collect(),
    );
    let numbers: Vec<(ContactKind, String)> = [
        (ContactKind::Whatsapp, "whatsapp"),
        (ContactKind::Phone, "telefone_celular"),
        (ContactKind::Phone, "fone"),
    ]
    .iter()
    .map(|(kind, field)| (*kind, row.text(field).into_owned()))
    .filter(|(_, number)| !number.is_empty())
    .collect();
    let best = numbers
        .iter()
        .find(|(_, n)| phone::normalise(n).is_ok())
        .or(numbers.first());
    let email = row.text("email");
    let contacts = numbers
        .iter()
        .map(|(kind, value)| (*kind, value.clone()))
        .chain((!email.is_empty()).then(|| (ContactKind::Email, email.to_string())));
    let city = places.cities.get(&*row.text("cidade"));
    let state = city
        .and_then(|c| c.state.clone())
        .or_else(|| places.state(&row.text("uf")));
    let raw = row.text("cnpj_cpf");
    Ok(CustomerInput {
        source: Some(label.to_owned()),
        external_id,
        name,
        document: given(&document::check(&raw).unwrap_or_else(|_| raw.into_owned())),
        phone: best.map_or(Field::Clear, |(_, n)| Field::Set(n.clone())),
        email: given(&email),
        branch_key: branch_key(label, &row.text("filial_id")).map_or(Field::Clear, Field::Set),
        state: state.map_or(Field::Clear, Field::Set),
        city_ibge: city.and_then(|c| c.ibge.clone()).map_or(Field::Clear, Field::Set),
        contacts: Field::Set(contacts.map(|(kind, value)| Contact { kind, value }).collect()),
        contracts: Field::Absent,
        tags: Field::Set(tags(row, places)),
        collection: Field::Set(customer_collection(row)),
    })
}

/// What ladders filter by and that has no field of its own.
fn tags(row: &Row, places: &Places) -> Vec<String> {
    let person = match &*row.text("tipo_pessoa") {
        "F" => Some("pessoa:fisica"),
        "J" => Some("pessoa:juridica"),
        "E" => Some("pessoa:estrangeiro"),
        _ => None,
    };
    let kind = places.customer_types.get(&*row.text("id_tipo_cliente"));
    let kind = kind.map(|name| format!("tipo:{name}"));
    kind.into_iter().chain(person.map(str::to_owned)).collect()
}

fn customer_collection(row: &Row) -> Collection {
    let stops = [
        "ativo",
        "participa_cobranca",
        "regua_cobranca_considera",
        "regua_cobranca_wpp",
    ];
    Collection {
        allowed: !stops.iter().any(|name| no(row, name)),
        paused_until: date(&row.text("nao_avisar_ate")),
        before_due: no(row, "participa_pre_cobranca").then_some(false),
        after_days: row.text("num_dias_cob").parse().ok().filter(|days| *days > 0),
    }
}

/// `cliente_contrato`: the customer it belongs to, and what it is.
///
/// # Errors
/// `missing` without an id or a customer.
pub fn contract(row: &Row) -> Result<(String, Contract), InputError> {
    let external_id = id_of(row)?;
    let customer = row.text("id_cliente").into_owned();
    if customer.is_empty() {
        return Err(missing("/id_cliente", "the id of a cliente"));
    }
    let status = match &*row.text("status") {
        "A" => "active",
        "I" => "cancelled",
        "P" => "pre_contract",
        "N" => "blacklisted",
        "D" => "withdrawn",
        _ => "unknown",
    };
    // Nothing is collected for a contract that is over or has not begun, nor while an unlock on trust runs.
    let over = matches!(status, "cancelled" | "pre_contract" | "withdrawn");
    let collection = Collection {
        allowed: !over && !no(row, "aviso_atraso") && !yes(row, "desbloqueio_confianca_ativo"),
        paused_until: date(&row.text("nao_avisar_ate")),
        before_due: None,
        after_days: None,
    };
    let plan = row.text("contrato");
    let contract = Contract {
        external_id,
        plan: (!plan.is_empty()).then(|| plan.into_owned()),
        status: Some(status.to_owned()),
        collection: Some(collection),
    };
    Ok((customer, contract))
}

/// `fn_areceber`.
///
/// # Errors
/// `missing` without an id or a customer; `bad_date`, `bad_amount`, `unknown_status` where a field says nothing known.
pub fn invoice(row: &Row, label: &str) -> Result<SourceInvoice, InputError> {
    let external_id = id_of(row)?;
    let customer = row.text("id_cliente").into_owned();
    if customer.is_empty() {
        return Err(missing("/id_cliente", "the id of a cliente"));
    }
    let due_date = date(&row.text("data_vencimento"))
        .ok_or_else(|| InputError::new("bad_date", "/data_vencimento", "a date, YYYY-MM-DD"))?;
    let amount = |name: &str| cents(&row.text(name));
    let amount_cents =
        amount("valor").ok_or_else(|| InputError::new("bad_amount", "/valor", "an amount such as 129.90"))?;
    let contract = ["id_contrato", "id_contrato_avulso", "id_contrato_principal"]
        .iter()
        .map(|name| row.text(name).into_owned())
        .find(|id| !id.is_empty() && id != "0");
    let line: String = row
        .text("linha_digitavel")
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let link = row.text("gateway_link");
    let input = InvoiceInput {
        external_id,
        customer_external_id: customer,
        contract_external_id: contract.map_or(Field::Clear, Field::Set),
        branch_key: branch_key(label, &row.text("filial_id")).map_or(Field::Clear, Field::Set),
        portfolio: match &*row.text("id_carteira_cobranca") {
            "" | "0" => Field::Clear,
            id => Field::Set(id.to_owned()),
        },
        status: status(row)?,
        due_date,
        amount_cents,
        open_cents: amount("valor_aberto").map_or(Field::Clear, Field::Set),
        payment_method: payment_method(&row.text("tipo_recebimento")).map_or(Field::Clear, Field::Set),
        pix: Field::Absent,
        boleto_line: if line.is_empty() {
            Field::Absent
        } else {
            Field::Set(line)
        },
        pdf_url: if link.starts_with("http") {
            Field::Set(link.into_owned())
        } else {
            Field::Absent
        },
    };
    Ok(SourceInvoice {
        block: block(row).filter(|_| input.status.collectable()),
        input,
    })
}

fn status(row: &Row) -> Result<InvoiceStatus, InputError> {
    let renegotiated = yes(row, "titulo_renegociado");
    match &*row.text("status") {
        "R" => Ok(InvoiceStatus::Paid),
        // A title that was renegotiated is cancelled by it; which of the two it is decides what is said of it.
        "A" | "P" | "C" if renegotiated => Ok(InvoiceStatus::Renegotiated),
        "C" => Ok(InvoiceStatus::Cancelled),
        "P" => Ok(InvoiceStatus::Partial),
        "A" => Ok(InvoiceStatus::Open),
        _ => Err(InputError::new("unknown_status", "/status", "A, R, P or C")),
    }
}

fn block(row: &Row) -> Option<Block> {
    if row.has("liberado") && !yes(row, "liberado") {
        Some(Block::NotReleased)
    } else if yes(row, "aguardando_confirmacao_pagamento") {
        Some(Block::AwaitingConfirmation)
    } else if yes(row, "previsao") {
        Some(Block::Forecast)
    } else {
        None
    }
}

/// `tipo_recebimento` as one word in small letters, without accents.
fn payment_method(text: &str) -> Option<String> {
    let word = match text {
        "" => return None,
        "Cartão" => "cartao",
        "Depósito" => "deposito",
        "Débito" => "debito",
        "ArrecadacaoRecebimento" => "arrecadacao",
        other => return Some(other.to_lowercase()),
    };
    Some(word.to_owned())
}

/// `filial`, as a branch of ours: what a collection document must name (CDC art. 42-A).
///
/// # Errors
/// `missing` without an id.
pub fn branch(row: &Row, places: &Places, label: &str) -> Result<BranchSpec, InputError> {
    let id = id_of(row)?;
    let legal_name = row.text("razao");
    let name = ["fantasia", "razao"]
        .iter()
        .map(|n| row.text(n))
        .find(|n| !n.is_empty());
    let name = name.map_or_else(|| format!("Filial {id}"), |n| n.chars().take(200).collect());
    let city = places.cities.get(&*row.text("cidade"));
    let city = city.map(|c| match &c.state {
        Some(state) => format!("{}/{state}", c.name),
        None => c.name.clone(),
    });
    let street = [row.text("endereco"), row.text("numero"), row.text("bairro")];
    let street = street.iter().filter(|p| !p.is_empty()).map(|p| p.to_string());
    let address: Vec<String> = street.chain(city).collect();
    let raw = row.text("cnpj");
    let phone = row.text("fone");
    Ok(BranchSpec {
        key: format!("{label}-{id}"),
        name,
        legal_name: (!legal_name.is_empty()).then(|| legal_name.into_owned()),
        document: document::check(&raw).ok(),
        address: (!address.is_empty()).then(|| address.join(", ")),
        phone: (!phone.is_empty()).then(|| phone.into_owned()),
        gateway_ids: Vec::new(),
        time_zone: None,
    })
}

/// `fn_feriados`: day and name of those that have a date.
pub fn holidays(rows: &[Row]) -> Vec<(String, String)> {
    let mut days: Vec<(String, String)> = rows
        .iter()
        .filter_map(|row| Some((date(&row.text("data"))?, row.text("descricao").into_owned())))
        .collect();
    days.sort();
    days.dedup_by(|a, b| a.0 == b.0);
    days
}

#[cfg(test)]
mod tests;
