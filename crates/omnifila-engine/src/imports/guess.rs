//! Columns guessed by their headings: as the last file of the source had them, else by the names that ERPs and people use.

use super::columns::fields;
use omnifila_core::catalogue::ImportKind;
use omnifila_store::catalogue::fold;
use std::collections::{BTreeMap, BTreeSet};

/// Fields and the headings that they are known by, folded; the first that a file has counts.
const HEADINGS: &[(&str, &[&str])] = &[
    (
        "external_id",
        &[
            "id",
            "codigo",
            "cod",
            "numero",
            "id cliente",
            "id_cliente",
            "titulo",
            "fatura",
            "id fatura",
        ],
    ),
    (
        "name",
        &["nome", "razao", "razao social", "cliente", "nome do cliente"],
    ),
    (
        "document",
        &[
            "documento",
            "cpf",
            "cnpj",
            "cpf/cnpj",
            "cnpj/cpf",
            "cnpj_cpf",
            "cpf_cnpj",
        ],
    ),
    (
        "phone",
        &["telefone", "celular", "whatsapp", "telefone_celular", "fone"],
    ),
    ("email", &["e-mail"]),
    ("state", &["uf", "estado"]),
    ("city_ibge", &["ibge", "codigo ibge", "cidade ibge"]),
    ("branch_key", &["branch", "filial", "id_filial", "empresa"]),
    ("tags", &["etiquetas"]),
    (
        "contract_external_id",
        &["contrato", "id_contrato", "id contrato"],
    ),
    ("contract_plan", &["plano"]),
    ("contract_status", &["status do contrato", "situacao do contrato"]),
    (
        "customer_external_id",
        &[
            "customer",
            "id_cliente",
            "id cliente",
            "codigo do cliente",
            "cliente",
        ],
    ),
    (
        "due_date",
        &["vencimento", "data_vencimento", "data de vencimento"],
    ),
    ("amount", &["valor", "valor do titulo"]),
    ("open_amount", &["valor em aberto", "valor_aberto"]),
    ("status", &["situacao"]),
    (
        "payment_method",
        &["forma de pagamento", "forma_pagamento", "tipo_recebimento"],
    ),
    ("pix", &["pix copia e cola", "pix_copia_cola"]),
    ("boleto_line", &["linha digitavel", "linha_digitavel"]),
    ("pdf_url", &["boleto", "url_boleto", "link do boleto"]),
    ("due_at", &["enviar em", "agendar", "data_envio"]),
    ("dedupe_key", &["chave"]),
];

/// The columns of a head, each taken once. `last`: which heading was which field in the last file of the source.
pub(super) fn guess(
    kind: ImportKind,
    head: &[String],
    last: &BTreeMap<String, String>,
) -> BTreeMap<String, usize> {
    let known: BTreeSet<&str> = fields(kind).collect();
    let mut mapping = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for (at, name) in head.iter().enumerate() {
        let field = last.get(name).filter(|field| known.contains(field.as_str()));
        if let Some(field) = field
            && !mapping.contains_key(field)
        {
            mapping.insert(field.clone(), at);
            taken.insert(at);
        }
    }
    let folded: Vec<String> = head.iter().map(|name| fold(name)).collect();
    let mut open: Vec<&str> = fields(kind)
        .filter(|field| !last.values().any(|known| known == field))
        .collect();
    // Of an invoice, the number of the customer would do for its own.
    open.sort_by_key(|field| *field == "external_id");
    for field in open {
        let said = field.strip_prefix("customer.").unwrap_or(field);
        let words = HEADINGS.iter().find(|(name, _)| *name == said);
        let mut names = [field, said]
            .into_iter()
            .chain(words.into_iter().flat_map(|(_, words)| *words).copied());
        let found = names.find_map(|name| {
            let mut columns = folded.iter().enumerate();
            columns.position(|(at, heading)| heading == name && !taken.contains(&at))
        });
        if let Some(at) = found
            && !mapping.contains_key(field)
        {
            mapping.insert(field.to_owned(), at);
            taken.insert(at);
        }
    }
    mapping
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(kind: ImportKind, head: &[&str], last: &[(&str, &str)]) -> Vec<(String, usize)> {
        let head: Vec<String> = head.iter().map(|name| (*name).to_owned()).collect();
        let last = last.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
        guess(kind, &head, &last.collect()).into_iter().collect()
    }

    fn named(pairs: &[(&str, usize)]) -> Vec<(String, usize)> {
        pairs.iter().map(|(name, at)| ((*name).to_owned(), *at)).collect()
    }

    #[test]
    fn headings_of_people_are_known() {
        let head = ["Código", "Razão Social", "CPF/CNPJ", "Celular", "Observação"];
        let want = [("document", 2), ("external_id", 0), ("name", 1), ("phone", 3)];
        assert_eq!(guessed(ImportKind::Customers, &head, &[]), named(&want));
        let head = ["Título", "ID Cliente", "Vencimento", "Valor", "Situação"];
        let want = [
            ("amount", 3),
            ("customer_external_id", 1),
            ("due_date", 2),
            ("external_id", 0),
            ("status", 4),
        ];
        assert_eq!(guessed(ImportKind::Invoices, &head, &[]), named(&want));
        let want = [
            ("customer.external_id", 0),
            ("customer.name", 1),
            ("customer.phone", 2),
        ];
        assert_eq!(
            guessed(ImportKind::Messages, &["codigo", "nome", "telefone"], &[]),
            named(&want)
        );
    }

    #[test]
    fn what_was_said_before_counts_more() {
        let head = ["codigo", "nome", "apelido"];
        let want = [("external_id", 0), ("name", 2)];
        let last = [("codigo", "external_id"), ("apelido", "name"), ("x", "phone")];
        assert_eq!(guessed(ImportKind::Customers, &head, &last), named(&want));
    }
}
