//! Shadow mode: what the ladders here decided in a stretch of days beside what another system sent in them; who would have
//! heard from both, from only one, and why.
//!
//! Here: the messages that ladders made, whatever became of them (gateways that simulate send none). There: a CSV exported from
//! the grid of IXC's queue, or the calls that `opa_compat` recorded. Both are compared customer by customer and day by day; a
//! day apart still counts as the same. Left out: whether both said the same.

use crate::Engine;
use crate::intake::IntakeError;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use omnifila_core::brazil::{document, phone};
use omnifila_core::id::{CustomerId, GatewayId, MessageId};
use omnifila_core::input::InputError;
use omnifila_core::message::{Origin, Status};
use omnifila_core::time::Time;
use omnifila_providers::gateways::opa_compat::SendRequest;
use omnifila_store::catalogue::fold;
use omnifila_store::verbs::Row;
use omnifila_store::{Cursor, MessageFilter, Order};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

type Result<T> = std::result::Result<T, IntakeError>;

/// Differences shown; the counts are of all.
const SHOWN: usize = 500;
/// Days compared at most.
const MOST_DAYS: i32 = 31;
/// Rows read at a time.
const PAGE: usize = 1_000;

/// What was sent elsewhere.
#[derive(Debug, Clone)]
pub enum Elsewhere {
    /// A CSV of IXC's grid.
    Grid(String),
    /// The calls recorded in front of this gateway.
    Recorded(GatewayId),
}

/// How both compare.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    pub both: u64,
    pub only_here: u64,
    pub only_there: u64,
    /// Rows of the other system that were cancelled there, or lie outside the days.
    pub ignored: u64,
    /// Rows that could not be read.
    pub unread: u64,
    pub why_only_here: BTreeMap<String, u64>,
    pub why_only_there: BTreeMap<String, u64>,
    pub differences: Vec<Difference>,
}

/// One customer that would have heard from only one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// `here` or `there`.
    pub only: &'static str,
    pub day: String,
    pub customer_id: Option<CustomerId>,
    /// As the side that has it names them.
    pub name: String,
    pub message_id: Option<MessageId>,
    pub reason: String,
}

/// One sending of the other system.
#[derive(Debug, Clone, PartialEq, Eq)]
struct There {
    day: Date,
    name: String,
    phone: Option<String>,
    document: Option<String>,
    external_id: Option<String>,
}

/// What could be read of the other system.
#[derive(Debug, Default)]
struct Read {
    rows: Vec<There>,
    ignored: u64,
    unread: u64,
}

/// The days compared, and where they are.
#[derive(Debug, Clone)]
struct Days {
    from: Date,
    to: Date,
    zone: TimeZone,
}

impl Days {
    fn of(&self, at: Time) -> Date {
        at.timestamp().to_zoned(self.zone.clone()).date()
    }

    fn has(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    fn instant(&self, day: Date) -> Time {
        let start = day.to_zoned(self.zone.clone());
        start.map_or(Time(0), |zoned| Time::from(zoned.timestamp()))
    }
}

impl Engine {
    /// Compares the days `from` to `to`, both `YYYY-MM-DD` in the company's zone and inclusive. `source` is whose numbers the
    /// other system's customers have.
    ///
    /// # Errors
    /// Days or a CSV that cannot be read.
    pub async fn compare_shadow(
        &self,
        elsewhere: Elsewhere,
        (from, to): (&str, &str),
        source: Option<String>,
    ) -> Result<Comparison> {
        let company = self.catalogue().company().await?;
        let days = days(from, to, &company.time_zone)?;
        let read = match elsewhere {
            Elsewhere::Grid(text) => read_grid(&text, &days)?,
            Elsewhere::Recorded(gateway) => self.read_recorded(gateway, &days).await?,
        };
        let here = self.decided(&days).await?;
        let mut out = Comparison {
            ignored: read.ignored,
            unread: read.unread,
            ..Comparison::default()
        };
        let known = self.recognise(&read.rows, source.as_deref()).await?;
        let mut matched: BTreeSet<MessageId> = BTreeSet::new();
        let mut strangers = Vec::new();
        for (row, who) in read.rows.iter().zip(&known) {
            let own = match who {
                Ok(id) => here.get(id).map(Vec::as_slice).unwrap_or_default(),
                Err(_) => &[],
            };
            let near = |m: &&Row| within_a_day(days.of(moment(m)), row.day);
            let left = own
                .iter()
                .filter(near)
                .find(|m| leaves(m) && !matched.contains(&m.id));
            match left {
                Some(message) => {
                    out.both += 1;
                    matched.insert(message.id);
                }
                None => strangers.push((row, who, own.iter().find(near))),
            }
        }
        self.tell_only_there(&mut out, strangers).await?;
        let heard: BTreeSet<CustomerId> = known
            .iter()
            .filter_map(|who| who.as_ref().ok().copied())
            .collect();
        for message in here
            .values()
            .flatten()
            .filter(|m| leaves(m) && !matched.contains(&m.id))
        {
            let other = heard.contains(&message.customer.id);
            let reason = if other { "other_day_there" } else { "not_there" };
            out.only_here += 1;
            *out.why_only_here.entry(reason.to_owned()).or_default() += 1;
            out.show(Difference {
                only: "here",
                day: days.of(moment(message)).to_string(),
                customer_id: Some(message.customer.id),
                name: message.customer.name.clone(),
                message_id: Some(message.id),
                reason: reason.to_owned(),
            });
        }
        Ok(out)
    }

    /// Why the other system sent and here nothing leaves.
    async fn tell_only_there(
        &self,
        out: &mut Comparison,
        strangers: Vec<(
            &There,
            &std::result::Result<CustomerId, &'static str>,
            Option<&Row>,
        )>,
    ) -> Result<()> {
        let ids = strangers
            .iter()
            .filter_map(|(_, who, _)| who.as_ref().ok().copied());
        let ids: BTreeSet<CustomerId> = ids.collect();
        let (owing, spared) = self.catalogue().standing(ids.into_iter().collect()).await?;
        for (row, who, message) in strangers {
            let reason = match (who, message) {
                (Err(reason), _) => (*reason).to_owned(),
                (Ok(_), Some(message)) if leaves(message) => "once_here".to_owned(),
                (Ok(_), Some(message)) => message.reason.word().to_owned(),
                (Ok(id), None) if spared.contains(id) => "collection_paused".to_owned(),
                (Ok(id), None) if !owing.contains(id) => "no_open_invoice".to_owned(),
                (Ok(_), None) => "no_step".to_owned(),
            };
            out.only_there += 1;
            *out.why_only_there.entry(reason.clone()).or_default() += 1;
            out.show(Difference {
                only: "there",
                day: row.day.to_string(),
                customer_id: who.as_ref().ok().copied(),
                name: row.name.clone(),
                message_id: message.map(|m| m.id),
                reason,
            });
        }
        Ok(())
    }

    /// What ladders made for these days, by customer.
    async fn decided(&self, days: &Days) -> Result<BTreeMap<CustomerId, Vec<Row>>> {
        let filter = MessageFilter {
            origin: Some(Origin::Billing),
            ..MessageFilter::default()
        };
        // Made up to a week before its day; no ladder makes them earlier.
        let oldest = days.instant(days.from).plus(-7 * omnifila_core::time::DAY);
        let mut here: BTreeMap<CustomerId, Vec<Row>> = BTreeMap::new();
        let mut after = None;
        loop {
            let page = self.queue().list(&filter, Order::Id, PAGE, after).await?;
            let Some(last) = page.items.last() else { break };
            let past = last.created_at < oldest;
            after = Some(Cursor::Id(last.id));
            for row in page.items {
                if days.has(days.of(moment(&row))) {
                    here.entry(row.customer.id).or_default().push(row);
                }
            }
            if past || page.next.is_none() {
                break;
            }
        }
        Ok(here)
    }

    /// Who each row is: by number, document, telephone, and at last by name.
    async fn recognise(
        &self,
        rows: &[There],
        source: Option<&str>,
    ) -> Result<Vec<std::result::Result<CustomerId, &'static str>>> {
        let names: BTreeSet<String> = rows.iter().map(|row| fold(&row.name)).collect();
        let named = self
            .catalogue()
            .customers_named(names.into_iter().collect())
            .await?;
        let mut seen: HashMap<[Option<&str>; 3], Option<CustomerId>> = HashMap::new();
        let mut out = Vec::with_capacity(rows.len());
        for row in rows {
            let key = [
                row.external_id.as_deref(),
                row.phone.as_deref(),
                row.document.as_deref(),
            ];
            let certain = match seen.get(&key) {
                Some(known) => *known,
                None => {
                    let found = self.certain(row, source).await?;
                    seen.insert(key, found);
                    found
                }
            };
            out.push(match (certain, named.get(&fold(&row.name)).map(Vec::as_slice)) {
                (Some(id), _) | (None, Some(&[id])) => Ok(id),
                (None, Some(_)) => Err("ambiguous_name"),
                (None, None) => Err("unknown_customer"),
            });
        }
        Ok(out)
    }

    async fn certain(&self, row: &There, source: Option<&str>) -> Result<Option<CustomerId>> {
        if let (Some(source), Some(external_id)) = (source, &row.external_id) {
            let found = self
                .catalogue()
                .customer_by_ref(source.to_owned(), external_id.clone())
                .await?;
            if let Some(customer) = found {
                return Ok(Some(customer.id));
            }
        }
        let Some(phone) = row
            .phone
            .clone()
            .or_else(|| row.document.as_ref().map(|_| String::new()))
        else {
            return Ok(None);
        };
        let found = self
            .catalogue()
            .customers_reached(phone, row.document.clone(), 2)
            .await?;
        Ok(match found.as_slice() {
            [one] => Some(one.id),
            // Two who share a telephone: the name tells them apart, or nothing does.
            several => several
                .iter()
                .find(|customer| fold(&customer.name) == fold(&row.name))
                .map(|customer| customer.id),
        })
    }

    async fn read_recorded(&self, gateway: GatewayId, days: &Days) -> Result<Read> {
        let mut read = Read::default();
        let mut before = None;
        loop {
            let calls = self.catalogue().opa_calls(gateway, before, PAGE).await?;
            let Some(last) = calls.last() else { return Ok(read) };
            before = Some(last.id);
            for call in &calls {
                if !call.path.trim_start_matches('/').starts_with("template/send") {
                    continue;
                }
                let day = days.of(call.at);
                let taken = call.status.is_some_and(|status| (200..300).contains(&status));
                if !days.has(day) || !taken {
                    read.ignored += 1;
                    continue;
                }
                let address = SendRequest::read(call.body.as_bytes())
                    .ok()
                    .and_then(|send| send.address().ok());
                match address {
                    Some(address) => read.rows.push(There {
                        day,
                        name: address.clone(),
                        phone: Some(address),
                        document: None,
                        external_id: None,
                    }),
                    None => read.unread += 1,
                }
            }
        }
    }
}

impl Comparison {
    fn show(&mut self, difference: Difference) {
        if self.differences.len() < SHOWN {
            self.differences.push(difference);
        }
    }
}

/// When a message was or is to be sent.
fn moment(message: &Row) -> Time {
    message.sent_at.or(message.due_at).unwrap_or(message.created_at)
}

/// It left, or would.
fn leaves(message: &Row) -> bool {
    !matches!(
        message.status,
        Status::Cancelled | Status::Expired | Status::Failed
    )
}

fn within_a_day(a: Date, b: Date) -> bool {
    (a - b).get_days().abs() <= 1
}

fn days(from: &str, to: &str, zone: &str) -> Result<Days> {
    let read = |pointer: &str, text: &str| {
        text.parse::<Date>()
            .map_err(|_| InputError::new("bad_date", pointer, "a date, YYYY-MM-DD"))
    };
    let (from, to) = (read("/from", from)?, read("/to", to)?);
    if to < from || (to - from).get_days() >= MOST_DAYS {
        let expected = format!("a date from /from on, at most {MOST_DAYS} days");
        return Err(InputError::new("out_of_range", "/to", expected).into());
    }
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    Ok(Days { from, to, zone })
}

/// Columns of IXC's grid under the names that its exports give them, without accents.
const COLUMNS: [(&str, &[&str]); 6] = [
    ("name", &["cliente", "razao social", "nome", "destinatario"]),
    (
        "day",
        &[
            "data de inclusao",
            "data inclusao",
            "inclusao",
            "data de envio",
            "data envio",
            "data",
        ],
    ),
    ("status", &["status", "situacao"]),
    (
        "phone",
        &[
            "whatsapp",
            "celular",
            "telefone",
            "telefone celular",
            "contato",
            "numero",
        ],
    ),
    (
        "document",
        &["cpf/cnpj", "cnpj/cpf", "cpf", "cnpj", "documento", "cnpj_cpf"],
    ),
    (
        "external_id",
        &[
            "id cliente",
            "id do cliente",
            "id_cliente",
            "codigo do cliente",
            "codigo cliente",
        ],
    ),
];

fn read_grid(text: &str, days: &Days) -> Result<Read> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let separator = [b';', b'\t', b',']
        .into_iter()
        .max_by_key(|separator| first.bytes().filter(|b| b == separator).count())
        .unwrap_or(b';');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .from_reader(text.as_bytes());
    let head: Vec<String> = match reader.headers() {
        Ok(head) => head.iter().map(fold).collect(),
        Err(_) => Vec::new(),
    };
    let at = |what: &str| {
        let names = COLUMNS
            .iter()
            .find(|(name, _)| *name == what)
            .map(|(_, names)| *names);
        let mut names = names.into_iter().flatten();
        names.find_map(|name| head.iter().position(|column| column == name))
    };
    let (Some(name), Some(day)) = (at("name"), at("day")) else {
        let expected = "the columns Cliente and Data de inclusão, as the grid of IXC's queue is exported";
        return Err(InputError::new("bad_csv", "/csv", expected).into());
    };
    let (status, phone, document, external_id) =
        (at("status"), at("phone"), at("document"), at("external_id"));
    let mut read = Read::default();
    for record in reader.records() {
        let Ok(record) = record else {
            read.unread += 1;
            continue;
        };
        let cell = |at: Option<usize>| {
            at.and_then(|at| record.get(at))
                .map(str::trim)
                .filter(|c| !c.is_empty())
        };
        let (Some(name), Some(day)) = (cell(Some(name)), cell(Some(day)).and_then(day_of)) else {
            read.unread += 1;
            continue;
        };
        let cancelled = cell(status).is_some_and(|word| fold(word).starts_with("cancel"));
        if cancelled || !days.has(day) {
            read.ignored += 1;
            continue;
        }
        read.rows.push(There {
            day,
            name: name.to_owned(),
            phone: cell(phone).and_then(|text| phone::normalise(text).ok()),
            document: cell(document)
                .and_then(|text| document::parse(text).ok())
                .map(|d| d.number().to_owned()),
            external_id: cell(external_id).map(str::to_owned),
        });
    }
    Ok(read)
}

/// `20/11/2026 14:36:11` or `2026-11-20 …`.
fn day_of(text: &str) -> Option<Date> {
    let text = text.split([' ', 'T']).next()?;
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    let mut parts = text.split('/').map(|part| part.parse::<i16>().ok());
    let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week() -> Days {
        days("2026-11-16", "2026-11-22", "America/Sao_Paulo").unwrap()
    }

    #[test]
    fn the_grid_is_read_as_ixc_exports_it() {
        let text = "\u{feff}ID;Cliente;Dados para envio do template;Status;Data de inclusão;WhatsApp;CPF/CNPJ\r\n\
            1;José da Silva;{};Enviado;20/11/2026 14:36:11;(49) 90000-0001;111.444.777-35\r\n\
            2;Ana;{};Cancelado;20/11/2026 14:36:11;;\r\n\
            3;Bia;{};Enviado;25/11/2026 08:00:00;;\r\n\
            4;;{};Enviado;20/11/2026;;\r\n";
        let read = read_grid(text, &week()).unwrap();
        assert_eq!((read.ignored, read.unread, read.rows.len()), (2, 1, 1));
        let row = &read.rows[0];
        assert_eq!(row.day, jiff::civil::date(2026, 11, 20));
        assert_eq!(
            (row.phone.as_deref(), row.document.as_deref()),
            (Some("+5549900000001"), Some("11144477735"))
        );
        let wrong = read_grid("a;b\n1;2\n", &week());
        assert!(matches!(wrong, Err(IntakeError::Input(e)) if e.code == "bad_csv"));
    }

    #[test]
    fn days_are_read_and_limited() {
        assert_eq!(day_of("01/02/2026"), Some(jiff::civil::date(2026, 2, 1)));
        assert_eq!(day_of("2026-02-01 10:00"), Some(jiff::civil::date(2026, 2, 1)));
        assert_eq!(day_of("31/31/2026"), None);
        for (from, to) in [
            ("x", "2026-11-22"),
            ("2026-11-22", "2026-11-16"),
            ("2026-01-01", "2026-03-01"),
        ] {
            assert!(days(from, to, "America/Sao_Paulo").is_err(), "{from} {to}");
        }
    }
}
