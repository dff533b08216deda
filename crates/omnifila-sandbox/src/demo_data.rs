//! A made-up provider for the demo: customers, invoices, a ladder and its templates.
//!
//! The JSON is what `POST /customers/batch`, `/invoices/batch`, `/branches`, `/templates` and `/ladders` of omnifila take.
//! Everything follows from the seed, the count and the given day, so that a demo can be repeated. Nobody here exists:
//! names say so, phones are `+55 49 90000 0001` and on, CNPJ and address are examples. No customer carries a document,
//! for any valid CPF might be somebody's.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::tenant::{SUPPLIER, TEMPLATE_ASSINATURA, TEMPLATE_FATURA, TEMPLATE_LEMBRETE, TEMPLATE_VENCIDA};

/// The source (system of origin) all of it names.
pub const SOURCE: &str = "demo";
/// Key of the one branch.
pub const BRANCH: &str = "matriz";
/// Most customers: the phones have five digits to count with.
pub const MOST_CUSTOMERS: usize = 99_999;

/// Where the customers live; weighted to where the provider is, with the other zones of the country present.
const STATES: [&str; 10] = ["SC", "SC", "SC", "SC", "PR", "RS", "SP", "MT", "AM", "AC"];
const PLANS: [(&str, i64); 4] = [
    ("Fibra 200", 7_990),
    ("Fibra 400", 9_990),
    ("Fibra 600", 12_990),
    ("Fibra 1000", 19_990),
];
const TAGS: [&str; 4] = ["residencial", "empresa", "bairro-centro", "bairro-interior"];

/// The made-up provider.
#[derive(Debug, Clone, PartialEq)]
pub struct Provider {
    /// Body of `POST /branches`.
    pub branch: Value,
    /// Body of `POST /customers/batch`.
    pub customers: Value,
    /// Body of `POST /invoices/batch`.
    pub invoices: Value,
}

/// `n_customers` (at most [`MOST_CUSTOMERS`]) customers and their invoices, due from 15 days before `today` to 10 after it;
/// about one in five is paid.
pub fn provider(seed: u64, n_customers: usize, today: Date) -> Provider {
    let mut dice = Dice(seed);
    let n = n_customers.min(MOST_CUSTOMERS);
    let mut customers = Vec::with_capacity(n);
    let mut invoices = Vec::with_capacity(n + n / 4);
    for i in 1..=n {
        let plan = PLANS[dice.below(PLANS.len())];
        customers.push(customer(i, plan.0, &mut dice));
        // One in four owes a second one.
        let owed = if dice.below(4) == 0 { 2 } else { 1 };
        for k in 1..=owed {
            invoices.push(invoice(i, k, plan.1, today, &mut dice));
        }
    }
    Provider {
        branch: json!({"key": BRANCH, "name": "Provedor Exemplo", "legal_name": "Provedor Exemplo Telecom Ltda",
            "document": "11222333000181", "address": "Rua do Exemplo, 100, Chapecó/SC", "time_zone": "America/Sao_Paulo"}),
        customers: json!({"source": SOURCE, "customers": customers}),
        invoices: json!({"source": SOURCE, "invoices": invoices}),
    }
}

fn customer(i: usize, plan: &str, dice: &mut Dice) -> Value {
    json!({
        "external_id": i.to_string(),
        "name": format!("Cliente Exemplo {i:03}"),
        "branch_key": BRANCH,
        "state": STATES[dice.below(STATES.len())],
        "contacts": [
            {"kind": "phone", "value": format!("+55499000{i:05}")},
            {"kind": "email", "value": format!("cliente{i:03}@provedor.example")},
        ],
        "contracts": [{"external_id": format!("C{i}"), "plan": plan, "status": "active"}],
        "tags": [TAGS[dice.below(2)], TAGS[2 + dice.below(2)]],
    })
}

fn invoice(customer: usize, k: usize, amount_cents: i64, today: Date, dice: &mut Dice) -> Value {
    // 26 days, −15 to +10. Saturates only at the ends of the calendar.
    let offset = i64::try_from(dice.below(26)).unwrap_or(0) - 15;
    let due = today.saturating_add(offset.days());
    let paid = dice.below(5) == 0;
    let number = format!("{customer}-{k}");
    json!({
        "external_id": number,
        "customer_external_id": customer.to_string(),
        "contract_external_id": format!("C{customer}"),
        "branch_key": BRANCH,
        "status": if paid { "paid" } else { "open" },
        "due_date": due.to_string(),
        "amount_cents": amount_cents,
        "open_cents": if paid { 0 } else { amount_cents },
        "payment_method": if dice.below(2) == 0 { "boleto" } else { "pix" },
        "pdf_url": format!("https://provedor.example/faturas/{number}.pdf"),
    })
}

/// Bodies of `POST /templates`, bound to the templates of the stand-in's default tenant.
pub fn templates(gateway_id: i64) -> Vec<Value> {
    let name = "{{ customer.name }}";
    let (amount, due) = (
        "{{ invoice.amount_cents | reais }}",
        "{{ invoice.due_date | data }}",
    );
    let of_invoice = |key: &str, label: &str, purpose: &str, id: &str, body: String| {
        json!({"key": key, "name": label, "purpose": purpose, "body": body,
            "bindings": [{"gateway_id": gateway_id, "provider_template_id": id, "language": "pt_BR",
                "parameters": [name, amount, due]}]})
    };
    let link = "{{ data.link }}";
    vec![
        of_invoice(
            "lembrete",
            "Lembrete de vencimento",
            "reminder",
            TEMPLATE_LEMBRETE,
            text_reminder(name, amount, due),
        ),
        of_invoice(
            "fatura",
            "Fatura vence hoje",
            "reminder",
            TEMPLATE_FATURA,
            text_due(name, amount, due),
        ),
        of_invoice(
            "vencida",
            "Fatura vencida",
            "collection",
            TEMPLATE_VENCIDA,
            text_overdue(name, amount, due),
        ),
        json!({"key": "assinatura", "name": "Contrato para assinar", "purpose": "signature", "body": text_signature(name, link),
            "bindings": [{"gateway_id": gateway_id, "provider_template_id": TEMPLATE_ASSINATURA, "language": "pt_BR",
                "parameters": [name, link]}]}),
    ]
}

/// Body of `POST /ladders`; `template_id` maps a key of [`templates`] to its id. Its steps reach every day on which an
/// invoice of [`provider`] may be due, so that a run on `today` finds some for each template.
pub fn ladder(today: Date, template_id: impl Fn(&str) -> i64) -> Value {
    let steps: Vec<Value> = [
        (-5, "lembrete"),
        (-1, "lembrete"),
        (0, "fatura"),
        (3, "vencida"),
        (7, "vencida"),
        (15, "vencida"),
    ]
    .iter()
    .map(|(offset, key)| json!({"offset_days": offset, "template_id": template_id(key)}))
    .collect();
    json!({"name": "Régua padrão", "rank": 1, "enabled": true, "starts_on": today.to_string(), "filters": {}, "steps": steps})
}

/// Before the due date. Every text names supplier, CNPJ and address (CDC art. 42-A).
pub(crate) fn text_reminder(name: &str, amount: &str, due: &str) -> String {
    format!(
        "Olá, {name}! Lembrete: sua fatura de {amount} vence em {due}. Se já pagou, desconsidere. {SUPPLIER}."
    )
}

/// On the due date.
pub(crate) fn text_due(name: &str, amount: &str, due: &str) -> String {
    format!("Olá, {name}! Sua fatura de {amount} vence hoje, {due}. Se já pagou, desconsidere. {SUPPLIER}.")
}

/// After it: a fact and a way out, without threat (CDC art. 42).
pub(crate) fn text_overdue(name: &str, amount: &str, due: &str) -> String {
    format!(
        "Olá, {name}. Não identificamos o pagamento da fatura de {amount}, vencida em {due}. \
         Se já pagou, desconsidere; se precisar de ajuda, responda esta mensagem. {SUPPLIER}."
    )
}

/// A document to sign.
pub(crate) fn text_signature(name: &str, link: &str) -> String {
    format!("Olá, {name}! Seu contrato está pronto para assinatura: {link} {SUPPLIER}.")
}

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every machine.
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    /// From 0 to `n` − 1; the bias is below 2⁻⁵⁰ for the small `n` used here.
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % n.max(1) as u64).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn today() -> Date {
        jiff::civil::date(2026, 3, 10)
    }

    #[test]
    fn one_seed_makes_one_provider() {
        assert_eq!(provider(7, 300, today()), provider(7, 300, today()));
        assert_ne!(
            provider(7, 300, today()).invoices,
            provider(8, 300, today()).invoices
        );
    }

    #[test]
    fn customers_are_obviously_invented_and_reachable() {
        let made = provider(1, 300, today());
        let customers = made.customers["customers"].as_array().unwrap();
        assert_eq!(customers.len(), 300);
        assert_eq!(customers[16]["name"], "Cliente Exemplo 017");
        assert_eq!(customers[16]["contacts"][0]["value"], "+5549900000017");
        let phones: BTreeSet<&str> = customers
            .iter()
            .map(|c| c["contacts"][0]["value"].as_str().unwrap())
            .collect();
        assert_eq!(phones.len(), 300);
        assert!(phones.iter().all(|p| p.len() == 14));
    }

    #[test]
    fn invoices_lie_around_today_and_some_are_paid() {
        let made = provider(1, 300, today());
        let invoices = made.invoices["invoices"].as_array().unwrap();
        assert!(invoices.len() > 300);
        let days: BTreeSet<&str> = invoices.iter().map(|i| i["due_date"].as_str().unwrap()).collect();
        assert_eq!(
            (*days.first().unwrap(), *days.last().unwrap()),
            ("2026-02-23", "2026-03-20")
        );
        let paid = invoices.iter().filter(|i| i["status"] == "paid").count();
        assert!((30..=120).contains(&paid), "{paid}");
        assert!(
            invoices
                .iter()
                .all(|i| (i["status"] == "paid") == (i["open_cents"] == 0))
        );
    }

    #[test]
    fn a_run_today_finds_invoices_for_every_step() {
        let made = provider(1, 300, today());
        let ladder = ladder(today(), |_| 1);
        for step in ladder["steps"].as_array().unwrap() {
            let offset = step["offset_days"].as_i64().unwrap();
            let due = today().checked_sub(offset.days()).unwrap().to_string();
            let open = |i: &&Value| i["due_date"] == due.as_str() && i["status"] == "open";
            assert!(
                made.invoices["invoices"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|i| open(&i)),
                "no invoice at D{offset:+}"
            );
        }
    }

    #[test]
    fn templates_fit_the_stand_ins_and_name_the_supplier() {
        let tenant = crate::tenant::TenantConfig::example("default");
        for made in templates(1) {
            let body = made["body"].as_str().unwrap();
            assert!(
                body.contains(SUPPLIER) && body.contains("CNPJ 11.222.333/0001-81"),
                "{body}"
            );
            let binding = &made["bindings"][0];
            let theirs = tenant
                .templates
                .iter()
                .find(|t| binding["provider_template_id"] == t.id.as_str())
                .unwrap();
            assert_eq!(
                theirs.variables(),
                binding["parameters"].as_array().unwrap().len()
            );
            assert_eq!(theirs.rendered(&binding["parameters"]), body);
        }
    }
}
