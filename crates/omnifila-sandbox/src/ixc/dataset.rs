//! A made-up provider's data in IXC's tables, as large as wanted, always the same for the same seed.
//!
//! Nobody in it exists: names say so, phones are `(49) 90000-0001` and on, no customer but the first has a document. The
//! traps of real data are in it on purpose: phones in every notation and in every field, titles that are not released,
//! renegotiated or awaiting a confirmation, customers who asked not to be charged.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::table::{Cell, Table};

const CLIENTE: &[&str] = &[
    "id",
    "razao",
    "fantasia",
    "nome_social",
    "cnpj_cpf",
    "tipo_pessoa",
    "ativo",
    "filial_id",
    "id_tipo_cliente",
    "telefone_celular",
    "whatsapp",
    "fone",
    "telefone_comercial",
    "email",
    "cidade",
    "uf",
    "cep",
    "participa_cobranca",
    "participa_pre_cobranca",
    "num_dias_cob",
    "cob_envia_email",
    "cob_envia_sms",
    "regua_cobranca_considera",
    "regua_cobranca_wpp",
    "regua_cobranca_notificacao",
    "nao_avisar_ate",
    "nao_bloquear_ate",
    "ultima_atualizacao",
];
const CONTRATO: &[&str] = &[
    "id",
    "id_cliente",
    "id_filial",
    "contrato",
    "status",
    "status_internet",
    "situacao_financeira_contrato",
    "pago_ate_data",
    "num_parcelas_atraso",
    "id_carteira_cobranca",
    "email_cobranca",
    "aviso_atraso",
    "nao_avisar_ate",
    "nao_bloquear_ate",
    "bloqueio_automatico",
    "desbloqueio_confianca",
    "desbloqueio_confianca_ativo",
    "assinatura_digital",
    "contato_assinatura_digital",
    "email_assinatura_digital",
    "url_assinatura_digital",
    "data_assinatura",
    "ultima_atualizacao",
];
const ARECEBER: &[&str] = &[
    "id",
    "id_cliente",
    "id_contrato",
    "id_contrato_avulso",
    "id_contrato_principal",
    "filial_id",
    "status",
    "liberado",
    "valor",
    "valor_aberto",
    "valor_recebido",
    "valor_cancelado",
    "data_emissao",
    "data_vencimento",
    "pagamento_data",
    "baixa_data",
    "data_cancelamento",
    "documento",
    "nparcela",
    "obs",
    "tipo_recebimento",
    "id_carteira_cobranca",
    "linha_digitavel",
    "boleto",
    "nn_boleto",
    "gateway_link",
    "pix_txid",
    "pix_status",
    "recebido_via_pix",
    "impresso",
    "estornado",
    "titulo_protestado",
    "titulo_renegociado",
    "id_renegociacao",
    "aguardando_confirmacao_pagamento",
    "parcelado_cartao",
    "previsao",
    "tipo_cobranca",
    "ultima_atualizacao",
];
const TICKET: &[&str] = &[
    "id",
    "tipo",
    "id_cliente",
    "id_assunto",
    "titulo",
    "id_ticket_setor",
    "prioridade",
    "menssagem",
    "su_status",
];
const UFS: [&str; 27] = [
    "AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT", "PA", "PB", "PE", "PI",
    "PR", "RJ", "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO",
];
/// Name, unit, code of IBGE.
const CIDADES: [(&str, &str, &str); 6] = [
    ("Chapecó", "SC", "4204202"),
    ("Xanxerê", "SC", "4219507"),
    ("Manaus", "AM", "1302603"),
    ("Fernando de Noronha", "PE", "2605459"),
    ("Cruzeiro do Sul", "AC", "1200203"),
    ("São Paulo", "SP", "3550308"),
];

/// All tables of a provider with `customers` customers, as many contracts, and `invoices` titles due around `today`.
pub(super) fn generate(seed: u64, customers: u64, invoices: u64, today: Date) -> BTreeMap<String, Table> {
    let mut tables = small(today);
    let mut cliente = Table::new(CLIENTE);
    let mut contrato = Table::new(CONTRATO);
    for i in 1..=customers {
        put(&mut cliente, i, &customer(seed, i, today));
        put(&mut contrato, i, &contract(seed, i, today));
    }
    let mut areceber = Table::new(ARECEBER);
    for j in (1..=invoices).take_while(|_| customers > 0) {
        put(
            &mut areceber,
            j,
            &invoice(seed, j, (j - 1) % customers + 1, today),
        );
    }
    tables.insert("cliente".into(), cliente);
    tables.insert("cliente_contrato".into(), contrato);
    tables.insert("fn_areceber".into(), areceber);
    tables.insert("su_ticket".into(), Table::new(TICKET));
    tables
}

fn put(table: &mut Table, id: u64, fields: &[(&str, Cell)]) {
    let fields = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()));
    // The names are this file's own, checked by its test.
    if let Err(name) = table.set(id, fields) {
        tracing::error!(field = name, "a made-up row names a field that its table has not");
    }
}

/// What every provider has a few of.
fn small(today: Date) -> BTreeMap<String, Table> {
    let mut uf = Table::new(&["id", "nome", "sigla"]);
    for (id, sigla) in (1..).zip(UFS) {
        put(&mut uf, id, &[("nome", sigla.into()), ("sigla", sigla.into())]);
    }
    let mut cidade = Table::new(&["id", "nome", "uf", "cod_ibge"]);
    for (id, (nome, sigla, ibge)) in (1..).zip(CIDADES) {
        let fields = [
            ("nome", nome.into()),
            ("uf", uf_id(sigla)),
            ("cod_ibge", ibge.into()),
        ];
        put(&mut cidade, id, &fields);
    }
    let mut filial = Table::new(&[
        "id", "razao", "fantasia", "cnpj", "endereco", "numero", "bairro", "cidade", "fone",
    ]);
    let fields = [
        ("razao", "Provedor Exemplo Telecom Ltda".into()),
        ("fantasia", "Provedor Exemplo".into()),
        ("cnpj", "11.222.333/0001-81".into()),
        ("endereco", "Rua do Exemplo".into()),
        ("numero", "100".into()),
        ("bairro", "Centro".into()),
        ("cidade", "1".into()),
        ("fone", "(49) 90000-0000".into()),
    ];
    put(&mut filial, 1, &fields);
    let mut carteira = Table::new(&["id", "descricao"]);
    put(&mut carteira, 1, &[("descricao", "Boleto e Pix".into())]);
    let mut tipo = Table::new(&["id", "tipo_cliente"]);
    for (id, name) in [(1, "Residencial"), (2, "Empresa")] {
        put(&mut tipo, id, &[("tipo_cliente", name.into())]);
    }
    let mut feriados = Table::new(&["id", "descricao", "data"]);
    let aniversario = format!("{}-08-25", today.year());
    put(
        &mut feriados,
        1,
        &[
            ("descricao", "Aniversário do município".into()),
            ("data", aniversario.into()),
        ],
    );
    let named = [
        ("uf", uf),
        ("cidade", cidade),
        ("filial", filial),
        ("fn_carteira_cobranca", carteira),
        ("tipo_cliente", tipo),
        ("fn_feriados", feriados),
    ];
    named
        .into_iter()
        .map(|(name, table)| (name.to_owned(), table))
        .collect()
}

fn uf_id(sigla: &str) -> Cell {
    let at = UFS.iter().position(|u| *u == sigla).unwrap_or(0);
    (at + 1).to_string().into()
}

/// Repeatable chance: a number from 0 to `below` − 1 for (seed, kind, id).
fn chance(seed: u64, kind: u64, id: u64, below: u64) -> u64 {
    let mut z = seed ^ kind.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ id.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) % below
}

/// Some moment of the last 300 days, never of the last two.
fn updated(seed: u64, kind: u64, id: u64, today: Date) -> Cell {
    let days = 2 + i64::try_from(chance(seed, kind, id, 300)).unwrap_or(0);
    let second = chance(seed, kind + 1, id, 86_400);
    let (h, m, s) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{} {h:02}:{m:02}:{s:02}", today.saturating_sub(days.days())).into()
}

fn customer(seed: u64, i: u64, today: Date) -> Vec<(&'static str, Cell)> {
    let (low, high) = (i % 10_000, i / 10_000 % 10_000);
    let digits = format!("9{high:04}{low:04}");
    // As people type them, and in whichever field they found.
    let (field, phone): (_, Cell) = match i % 6 {
        0 => (
            "whatsapp",
            format!("(49) {}-{}", &digits[..5], &digits[5..]).into(),
        ),
        1 => (
            "telefone_celular",
            format!("(49) {}-{}", &digits[..5], &digits[5..]).into(),
        ),
        2 => ("telefone_celular", format!("49 {digits}").into()),
        3 => ("fone", format!("+55 49 {digits}").into()),
        4 => ("whatsapp", format!("0 49 {digits}").into()),
        _ => ("telefone_celular", format!("49{digits}").into()),
    };
    let city = chance(seed, 1, i, CIDADES.len() as u64);
    let (_, sigla, _) = CIDADES[usize::try_from(city).unwrap_or(0)];
    let mut fields: Vec<(&'static str, Cell)> = vec![
        ("razao", format!("Cliente Exemplo {i:05}").into()),
        (
            "tipo_pessoa",
            if i.is_multiple_of(20) {
                "J".into()
            } else {
                "F".into()
            },
        ),
        ("ativo", "S".into()),
        ("filial_id", "1".into()),
        (
            "id_tipo_cliente",
            if i.is_multiple_of(20) {
                "2".into()
            } else {
                "1".into()
            },
        ),
        (field, phone),
        ("email", format!("cliente{i:05}@provedor.example").into()),
        ("cidade", (city + 1).to_string().into()),
        ("uf", uf_id(sigla)),
        ("cep", "89800-000".into()),
        (
            "participa_cobranca",
            if i % 50 == 17 { "N".into() } else { "S".into() },
        ),
        ("participa_pre_cobranca", "S".into()),
        ("cob_envia_email", "S".into()),
        ("cob_envia_sms", "S".into()),
        (
            "regua_cobranca_considera",
            if i % 50 == 18 { "N".into() } else { "P".into() },
        ),
        (
            "regua_cobranca_wpp",
            if i % 50 == 19 { "N".into() } else { "S".into() },
        ),
        ("regua_cobranca_notificacao", "S".into()),
        (
            "nao_avisar_ate",
            if i % 50 == 23 {
                today.saturating_add(10.days()).to_string().into()
            } else {
                "0000-00-00".into()
            },
        ),
        ("nao_bloquear_ate", "0000-00-00".into()),
        ("ultima_atualizacao", updated(seed, 2, i, today)),
    ];
    if i == 1 {
        fields.push(("cnpj_cpf", "111.444.777-35".into()));
    }
    fields
}

fn contract(seed: u64, i: u64, today: Date) -> Vec<(&'static str, Cell)> {
    let plans = ["Fibra 200", "Fibra 400", "Fibra 600", "Fibra 1000"];
    let plan = plans[usize::try_from(chance(seed, 4, i, 4)).unwrap_or(0)];
    vec![
        ("id_cliente", i.to_string().into()),
        ("id_filial", "1".into()),
        ("contrato", plan.into()),
        ("status", if i % 40 == 11 { "I".into() } else { "A".into() }),
        ("status_internet", "A".into()),
        ("situacao_financeira_contrato", "R".into()),
        ("id_carteira_cobranca", "1".into()),
        ("aviso_atraso", "S".into()),
        ("nao_avisar_ate", "0000-00-00".into()),
        ("desbloqueio_confianca", "P".into()),
        (
            "desbloqueio_confianca_ativo",
            if i % 60 == 29 { "S".into() } else { "N".into() },
        ),
        ("assinatura_digital", "P".into()),
        ("ultima_atualizacao", updated(seed, 5, i, today)),
    ]
}

fn invoice(seed: u64, j: u64, customer: u64, today: Date) -> Vec<(&'static str, Cell)> {
    let cents = 7_990 + 1_000 * chance(seed, 7, j, 13);
    let money = |c: u64| -> Cell { format!("{}.{:02}", c / 100, c % 100).into() };
    let offset = i64::try_from(chance(seed, 8, j, 90)).unwrap_or(0) - 45;
    let due = today.saturating_add(offset.days());
    let status = match j {
        _ if j.is_multiple_of(5) => "R",
        _ if j % 50 == 7 => "C",
        _ if j % 100 == 3 => "P",
        _ => "A",
    };
    let open = match status {
        "A" => cents,
        "P" => cents / 2,
        _ => 0,
    };
    // A one-off title names its contract elsewhere.
    let contract = if j % 30 == 8 {
        "id_contrato_avulso"
    } else {
        "id_contrato"
    };
    let flag = |set: bool| -> Cell { if set { "S".into() } else { "N".into() } };
    let mut fields: Vec<(&'static str, Cell)> = vec![
        ("id_cliente", customer.to_string().into()),
        (contract, customer.to_string().into()),
        ("filial_id", "1".into()),
        ("status", status.into()),
        ("liberado", flag(j % 89 != 2)),
        ("valor", money(cents)),
        ("valor_aberto", money(open)),
        (
            "valor_recebido",
            money(if status == "C" { 0 } else { cents - open }),
        ),
        ("data_emissao", due.saturating_sub(20.days()).to_string().into()),
        ("data_vencimento", due.to_string().into()),
        (
            "baixa_data",
            if status == "R" {
                due.min(today.saturating_sub(3.days())).to_string().into()
            } else {
                "".into()
            },
        ),
        ("documento", format!("FAT{j:08}").into()),
        ("nparcela", "1".into()),
        (
            "tipo_recebimento",
            if j % 4 == 1 { "Pix".into() } else { "Boleto".into() },
        ),
        ("id_carteira_cobranca", "1".into()),
        ("impresso", "S".into()),
        ("estornado", "N".into()),
        ("titulo_renegociado", flag(j % 97 == 1 && status == "A")),
        ("aguardando_confirmacao_pagamento", flag(j % 101 == 1)),
        ("parcelado_cartao", "N".into()),
        ("previsao", "N".into()),
        ("tipo_cobranca", "I".into()),
        ("ultima_atualizacao", updated(seed, 9, j, today)),
    ];
    if j % 4 != 1 {
        fields.push((
            "linha_digitavel",
            "00191234546789012345767890123457216560000012990".into(),
        ));
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_and_every_field_has_its_column() {
        let today: Date = "2026-12-10".parse().unwrap();
        let (a, b) = (generate(7, 100, 300, today), generate(7, 100, 300, today));
        for (name, table) in &a {
            assert_eq!(table.rows, b[name].rows, "{name}");
        }
        let count = |name: &str| a[name].rows.len();
        assert_eq!(
            (count("cliente"), count("cliente_contrato"), count("fn_areceber")),
            (100, 100, 300)
        );
        let statuses = a["fn_areceber"]
            .rows
            .keys()
            .map(|id| a["fn_areceber"].get(*id, "status").unwrap());
        assert!(statuses.clone().any(|s| s == "R") && statuses.clone().any(|s| s == "P"));
        assert_eq!(a["uf"].rows.len(), 27);
        assert_eq!(a["filial"].get(1, "cnpj"), Some("11.222.333/0001-81"));
    }
}
