//! Rows as IXC gives them, and what becomes of each.

use super::*;
use serde_json::{Value, json};

fn row(value: Value) -> Row {
    Row(value.as_object().unwrap().clone())
}

fn places() -> Places {
    Places::of(
        &[
            row(json!({"id": "24", "sigla": "SC"})),
            row(json!({"id": "3", "sigla": "AM"})),
        ],
        &[row(
            json!({"id": "7", "nome": "Chapecó", "uf": "24", "cod_ibge": "4204202"}),
        )],
        &[row(json!({"id": "1", "tipo_cliente": "Residencial"}))],
    )
}

fn title(more: Value) -> Row {
    let mut row = row(json!({
        "id": "2233", "id_cliente": "15", "id_contrato": "20", "filial_id": "1", "status": "A", "liberado": "S",
        "valor": "129.90", "valor_aberto": "129.90", "data_vencimento": "2026-12-10", "tipo_recebimento": "Boleto",
        "linha_digitavel": "00191.23454 67890.123457", "titulo_renegociado": "N", "aguardando_confirmacao_pagamento": "N",
    }));
    row.0.extend(more.as_object().unwrap().clone());
    row
}

#[test]
fn a_customer_is_written_to_at_the_first_number_that_is_one() {
    let cliente = |whatsapp: &str, mobile: &str, fone: &str| {
        row(
            json!({"id": "15", "razao": "Cliente Exemplo", "whatsapp": whatsapp, "telefone_celular": mobile, "fone": fone}),
        )
    };
    for (whatsapp, mobile, fone, want) in [
        (
            "(49) 90000-0001",
            "(49) 90000-0002",
            "",
            Field::Set("(49) 90000-0001".to_owned()),
        ),
        ("", "49 900000002", "", Field::Set("49 900000002".to_owned())),
        (
            "falar com o filho",
            "",
            "+55 49 900000003",
            Field::Set("+55 49 900000003".to_owned()),
        ),
        ("98451-0882", "", "", Field::Set("98451-0882".to_owned())),
        ("", "", "", Field::Clear),
    ] {
        let customer = customer(&cliente(whatsapp, mobile, fone), &places(), "ixc").unwrap();
        assert_eq!(customer.phone, want, "{whatsapp:?} {mobile:?} {fone:?}");
    }
}

#[test]
fn a_customer_has_its_place_document_branch_and_tags() {
    let cliente = row(json!({
        "id": "15", "razao": "Cliente Exemplo 15", "cnpj_cpf": "111.444.777-35", "tipo_pessoa": "F", "filial_id": "2",
        "id_tipo_cliente": "1", "cidade": "7", "uf": "3", "email": "c15@provedor.example", "fone": "4933220000",
    }));
    let made = customer(&cliente, &places(), "ixc").unwrap();
    let set = |text: &str| Field::Set(text.to_owned());
    assert_eq!(
        (made.external_id.as_str(), made.name.as_str()),
        ("15", "Cliente Exemplo 15")
    );
    assert_eq!(made.document, set("11144477735"));
    assert_eq!(
        (made.state, made.city_ibge),
        (set("SC"), set("4204202")),
        "the city's unit, not the row's"
    );
    assert_eq!(made.branch_key, set("ixc-2"));
    assert_eq!(
        made.tags,
        Field::Set(vec!["tipo:Residencial".to_owned(), "pessoa:fisica".to_owned()])
    );
    assert!(customer(&row(json!({"razao": "x"})), &places(), "ixc").is_err());
    let nameless = customer(&row(json!({"id": "4", "uf": "am"})), &places(), "ixc").unwrap();
    assert_eq!((nameless.name.as_str(), nameless.state), ("Cliente 4", set("AM")));
}

#[test]
fn every_flag_of_a_customer_stops_the_ladder() {
    let collection = |more: Value| {
        let mut row = row(
            json!({"id": "15", "razao": "x", "ativo": "S", "participa_cobranca": "P", "regua_cobranca_considera": "P",
            "regua_cobranca_wpp": "S", "nao_avisar_ate": "0000-00-00"}),
        );
        row.0.extend(more.as_object().unwrap().clone());
        customer(&row, &places(), "ixc")
            .unwrap()
            .collection
            .as_set()
            .unwrap()
            .clone()
    };
    assert_eq!(
        collection(json!({})),
        Collection {
            allowed: true,
            paused_until: None,
            before_due: None,
            after_days: None
        }
    );
    for flag in [
        "ativo",
        "participa_cobranca",
        "regua_cobranca_considera",
        "regua_cobranca_wpp",
    ] {
        assert!(!collection(json!({flag: "N"})).allowed, "{flag}");
    }
    assert_eq!(
        collection(json!({"nao_avisar_ate": "2026-12-20"}))
            .paused_until
            .as_deref(),
        Some("2026-12-20")
    );
    assert_eq!(
        collection(json!({"participa_pre_cobranca": "N"})).before_due,
        Some(false)
    );
    assert_eq!(collection(json!({"num_dias_cob": "5"})).after_days, Some(5));
    assert_eq!(collection(json!({"num_dias_cob": "0"})).after_days, None);
}

#[test]
fn contracts_tell_their_own_stops() {
    let made = |more: Value| {
        let mut row = row(
            json!({"id": "20", "id_cliente": "15", "contrato": "Fibra 400", "status": "A", "aviso_atraso": "S",
            "desbloqueio_confianca_ativo": "N", "nao_avisar_ate": ""}),
        );
        row.0.extend(more.as_object().unwrap().clone());
        contract(&row).unwrap().1
    };
    let active = made(json!({}));
    assert_eq!(
        (active.plan.as_deref(), active.status.as_deref()),
        (Some("Fibra 400"), Some("active"))
    );
    assert!(active.collection.unwrap().allowed);
    for stop in [
        json!({"status": "I"}),
        json!({"status": "D"}),
        json!({"status": "P"}),
        json!({"aviso_atraso": "N"}),
        json!({"desbloqueio_confianca_ativo": "S"}),
    ] {
        assert!(!made(stop.clone()).collection.unwrap().allowed, "{stop}");
    }
    assert!(contract(&row(json!({"id": "20"}))).is_err());
}

#[test]
fn a_title_has_the_status_that_its_flags_leave() {
    use InvoiceStatus::{Cancelled, Open, Paid, Partial, Renegotiated};
    for (more, status, block) in [
        (json!({}), Open, None),
        (json!({"status": "P", "valor_aberto": "29.90"}), Partial, None),
        (json!({"status": "R", "liberado": "N"}), Paid, None),
        (json!({"status": "C"}), Cancelled, None),
        (json!({"titulo_renegociado": "S"}), Renegotiated, None),
        (
            json!({"status": "C", "titulo_renegociado": "S"}),
            Renegotiated,
            None,
        ),
        (json!({"liberado": "N"}), Open, Some(Block::NotReleased)),
        (
            json!({"aguardando_confirmacao_pagamento": "S"}),
            Open,
            Some(Block::AwaitingConfirmation),
        ),
        (json!({"previsao": "S"}), Open, Some(Block::Forecast)),
    ] {
        let made = invoice(&title(more.clone()), "ixc").unwrap();
        assert_eq!((made.input.status, made.block), (status, block), "{more}");
    }
}

#[test]
fn a_title_keeps_its_fields() {
    let made = invoice(
        &title(json!({"id_contrato": "0", "id_contrato_avulso": "21"})),
        "ixc",
    )
    .unwrap()
    .input;
    assert_eq!((made.amount_cents, made.open_cents), (12_990, Field::Set(12_990)));
    assert_eq!(
        made.contract_external_id,
        Field::Set("21".to_owned()),
        "of a one-off title"
    );
    assert_eq!(made.boleto_line, Field::Set("001912345467890123457".to_owned()));
    assert_eq!(made.payment_method, Field::Set("boleto".to_owned()));
    assert_eq!(made.pix, Field::Absent, "what was fetched for it stays");
    for (field, value, code) in [
        ("data_vencimento", "0000-00-00", "bad_date"),
        ("valor", "doze", "bad_amount"),
        ("status", "X", "unknown_status"),
        ("id", "", "missing"),
        ("id_cliente", "", "missing"),
    ] {
        assert_eq!(
            invoice(&title(json!({field: value})), "ixc").unwrap_err().code,
            code
        );
    }
}

#[test]
fn money_dates_and_moments_are_read_strictly() {
    for (text, want) in [
        ("129.90", Some(12_990)),
        ("129,9", Some(12_990)),
        ("7", Some(700)),
        ("0.00", Some(0)),
        ("1.2300", Some(123)),
        ("", None),
        ("-1.00", None),
        ("1.234", None),
        ("1e3", None),
        ("R$ 1", None),
        ("99999999999999999999", None),
    ] {
        assert_eq!(cents(text), want, "{text}");
    }
    assert_eq!(date("2026-12-10 09:00:00").as_deref(), Some("2026-12-10"));
    for wrong in ["", "0000-00-00", "2026-02-30", "10/12/2026"] {
        assert_eq!(date(wrong), None, "{wrong}");
    }
    assert_eq!(
        updated_at(&row(json!({"ultima_atualizacao": "0000-00-00 00:00:00"}))),
        None
    );
}

#[test]
fn a_branch_names_the_supplier_and_holidays_are_days() {
    let filial = row(
        json!({"id": "1", "razao": "Provedor Exemplo Telecom Ltda", "fantasia": "Provedor Exemplo", "cnpj": "11.222.333/0001-81",
        "endereco": "Rua do Exemplo", "numero": "100", "bairro": "", "cidade": "7"}),
    );
    let made = branch(&filial, &places(), "ixc").unwrap();
    assert_eq!(
        (made.key.as_str(), made.document.as_deref()),
        ("ixc-1", Some("11222333000181"))
    );
    assert_eq!(made.address.as_deref(), Some("Rua do Exemplo, 100, Chapecó/SC"));
    let days = holidays(&[
        row(json!({"data": "2026-08-25", "descricao": "Aniversário"})),
        row(json!({"data": "", "descricao": "sem data"})),
        row(json!({"data": "2026-06-13", "descricao": "Santo Antônio"})),
    ]);
    assert_eq!(
        days.iter().map(|d| d.0.as_str()).collect::<Vec<_>>(),
        ["2026-06-13", "2026-08-25"]
    );
}
