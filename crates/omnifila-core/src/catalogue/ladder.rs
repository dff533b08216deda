//! Dunning ladders as an administrator sets them up: which invoices, on which days, what is said, and what becomes of a
//! message when its invoice changes before it leaves.
//!
//! Left out: on which day a step falls (`policy::ladder_day`), and what a run makes of it all (the engine).

use crate::id::{GatewayId, RouteId, TemplateId, WindowId};
use crate::message::{Late, words};
use serde::{Deserialize, Serialize};

/// A dunning rule. One ladder per invoice: the lowest rank whose filters match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LadderSpec {
    pub name: String,
    #[serde(default)]
    pub rank: i64,
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Local date; steps due before it are never created.
    pub starts_on: String,
    #[serde(default)]
    pub filters: LadderFilters,
    pub steps: Vec<LadderStep>,
    /// IANA zone whose midnight begins a step's day, and whose clock `time` and `run_at` are on.
    #[serde(default = "sao_paulo")]
    pub time_zone: String,
    /// It runs by itself once a day; else only when somebody runs it.
    #[serde(default = "yes")]
    pub automatic: bool,
    /// `HH:MM`: the hour of its daily run.
    #[serde(default = "seven")]
    pub run_at: String,
    /// The first run by itself waits for a person when it would make more messages than this; without it, than the volume
    /// guard of the whole installation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm_above: Option<u64>,
    /// One message for all invoices of a customer that have a step on the same day.
    #[serde(default)]
    pub merge: bool,
    #[serde(default)]
    pub on_change: OnChange,
    /// A word of thanks to those who pay after they were written to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thanks: Option<LadderThanks>,
}

/// What is said after a payment, by the next day's run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LadderThanks {
    pub template_id: TemplateId,
    /// `HH:MM`, not before; at once when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
}

fn yes() -> bool {
    true
}
fn sao_paulo() -> String {
    "America/Sao_Paulo".into()
}
fn seven() -> String {
    "07:00".into()
}

words! {
    /// What a customer is by law.
    PersonType {
        Individual = 0 "individual",
        Company = 1 "company",
        Foreign = 2 "foreign",
    }
}

/// All given ones must match; an absent one matches everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct LadderFilters {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_min_cents: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_max_cents: Option<i64>,
    /// At least one of these tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// None of these tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without_tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branch_keys: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payment_methods: Vec<String>,
    /// Collection portfolios, as the source names them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub portfolios: Vec<String>,
    /// The source's customer types: the tag `tipo:…` without its prefix.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub customer_types: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub person_types: Vec<PersonType>,
    /// Status of the contract that the invoice belongs to; an invoice of none does not match.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contract_statuses: Vec<String>,
}

/// How the days of a step are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepDays {
    #[default]
    Calendar,
    /// Days on which banks settle (`brazil::bank`).
    Business,
}

/// Where a step goes that falls on a day without banks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedDay {
    /// It stays.
    #[default]
    Same,
    Next,
    Previous,
}

words! {
    /// What is fetched when a message leaves, because it expires or does not exist earlier.
    Attachment {
        /// The Pix code ("copia e cola"), as `invoice.pix`.
        Pix = 0 "pix",
        /// A picture of the Pix code, as `invoice.pix_qr_url`.
        PixQr = 1 "pix_qr",
        /// The boleto's line, as `invoice.boleto_line`.
        BoletoLine = 2 "boleto_line",
        /// The boleto as a PDF, as `invoice.pdf_url`.
        Pdf = 3 "pdf",
    }
}

/// What becomes of a waiting message when a field of its invoice changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It says the new value.
    #[default]
    Rerender,
    /// A person decides.
    Hold,
    /// It is cancelled.
    Drop,
}

/// Per field, for all steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OnChange {
    pub amount: Change,
    /// A changed due date is a new cycle, whose steps write for themselves.
    pub due_date: Change,
    pub pix: Change,
    /// The boleto's line and the address of its PDF.
    pub link: Change,
}

impl Default for OnChange {
    fn default() -> Self {
        Self {
            amount: Change::Rerender,
            due_date: Change::Drop,
            pix: Change::Rerender,
            link: Change::Rerender,
        }
    }
}

/// What becomes of a message about several invoices when one of them is paid, cancelled or renegotiated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OneEnds {
    /// It speaks of the others.
    #[default]
    Rerender,
    Cancel,
}

/// One offset of the ladder from the invoice's due date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LadderStep {
    /// −5 is five days before, 0 the day itself.
    pub offset_days: i32,
    #[serde(default)]
    pub days: StepDays,
    #[serde(default)]
    pub on_closed_day: ClosedDay,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template_id: Option<TemplateId>,
    /// In place of a template: the first gateway of the route that can reach the customer, with its template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route_id: Option<RouteId>,
    /// The template's gateway to use; without it the branch's own, else the template's first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway_id: Option<GatewayId>,
    /// Beside the windows of purpose, gateway and template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_id: Option<WindowId>,
    /// `HH:MM`, not before; 00:00 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// In place of the template's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<Late>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// In place of a message: a service ticket at the invoice's source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<LadderTicket>,
    #[serde(default)]
    pub when_one_ends: OneEnds,
    /// It is a notice that the law asks for, with dates of its own as `invoice.suspends_on` and `invoice.rescinds_on`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_notice: Option<LegalNotice>,
}

words! {
    TicketPriority {
        Low = 0 "low",
        Normal = 1 "normal",
        High = 2 "high",
        Critical = 3 "critical",
    }
}

/// A service ticket ("OS") that a step opens at the source of its invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LadderTicket {
    /// The source's own ids.
    pub subject_id: String,
    pub department_id: String,
    #[serde(default = "low")]
    pub priority: TicketPriority,
    /// Both are small templates, as a message's body.
    pub title: String,
    pub text: String,
}

fn low() -> TicketPriority {
    TicketPriority::Low
}

words! {
    /// A notice that the law asks for.
    LegalNotice {
        /// Before the service is suspended (Anatel, Resolução 765/2023, arts. 70–71).
        Suspension = 0 "suspension",
    }
}

impl LegalNotice {
    /// Days from the notice to the suspension, and from the suspension to the rescission, at the earliest.
    pub const DAYS: (i64, i64) = (15, 60);
}

/// How many dunning messages a person gets at most, over all ladders: collections and reminders to one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DunningCaps {
    /// On one local day of the gateway.
    pub per_day: Option<u32>,
    /// On seven local days in a row.
    pub per_week: Option<u32>,
}

impl DunningCaps {
    pub const MOST: u32 = 1_000;

    pub fn any(self) -> bool {
        self.per_day.is_some() || self.per_week.is_some()
    }
}
