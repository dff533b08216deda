//! Forty days of two ladders against an oracle of this file's own: every message that was made, what became of it, when and
//! why, and what each run counted. Invoices are paid, cancelled, renegotiated and changed at every stage.
//!
//! The days are those around Christmas 2026, so that weekends, holidays and the banks' last day of the year all count. The
//! oracle goes by days: invoices arrive at six, ladders run at seven, messages leave at eight where the window opens, and
//! invoices change at half past seven, at noon and at eight in the evening.

use super::World;
use crate::support::{Seed, phone, sends};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const FIRST: Date = date(2026, 11, 23);
const STARTS_ON: Date = date(2026, 11, 26);
const MIN_CENTS: i64 = 3_000;
/// Invoices sent in one call.
const BATCH: usize = 2_000;

/// Days on which banks settle.
fn bank_day(day: Date) -> bool {
    let closed = [
        date(2026, 11, 20),
        date(2026, 12, 25),
        date(2026, 12, 31),
        date(2027, 1, 1),
    ];
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !closed.contains(&day)
}

fn next_bank_day(mut day: Date) -> Date {
    while !bank_day(day) {
        day = day.tomorrow().unwrap();
    }
    day
}

/// The window: Monday to Saturday without national holidays.
fn open(day: Date) -> bool {
    day.weekday() != Weekday::Sunday && ![date(2026, 12, 25), date(2027, 1, 1)].contains(&day)
}

#[derive(Clone, Copy, PartialEq)]
enum Days {
    Calendar,
    CalendarThenNextBankDay,
    Bank,
}

/// A ladder's steps: offset and how it is counted.
const VIP: &[(i32, Days)] = &[(-2, Days::Calendar), (5, Days::Calendar)];
const PLAIN: &[(i32, Days)] = &[
    (-3, Days::Calendar),
    (0, Days::CalendarThenNextBankDay),
    (1, Days::Calendar),
    (2, Days::Calendar),
    (3, Days::Bank),
    (10, Days::Calendar),
];

fn falls((offset, days): (i32, Days), due: Date) -> Date {
    let plain = due.saturating_add(i64::from(offset).days());
    match days {
        Days::Calendar => plain,
        Days::CalendarThenNextBankDay => next_bank_day(plain),
        Days::Bank => {
            let mut day = due;
            for _ in 0..offset {
                day = next_bank_day(day.tomorrow().unwrap());
            }
            day
        }
    }
}

struct Customer {
    phone: bool,
    allowed: bool,
    paused_until: Option<Date>,
    vip: bool,
}

#[derive(Clone)]
struct Invoice {
    customer: usize,
    arrives: Date,
    due: Date,
    cents: i64,
    status: &'static str,
    boleto: bool,
}

#[derive(Clone, Copy)]
enum Event {
    Ends(&'static str),
    Costs(i64),
    Due(Date),
}

/// What became of one message.
#[derive(Debug, Clone, PartialEq)]
enum Fate {
    Waiting,
    /// On that day at eight, asking for so much.
    Sent(Date, i64),
    Cancelled(&'static str),
}

struct Message {
    invoice: usize,
    step: i32,
    due: Date,
    fate: Fate,
}

struct Oracle {
    customers: Vec<Customer>,
    invoices: Vec<Invoice>,
    /// By day and slot.
    events: BTreeMap<(Date, usize), Vec<(usize, Event)>>,
    messages: BTreeMap<String, Message>,
}

impl Oracle {
    fn new(customers: usize, days: i64, seed: &mut Seed) -> Self {
        let people = (0..customers).map(|i| Customer {
            phone: !i.is_multiple_of(31),
            allowed: !i.is_multiple_of(17),
            paused_until: i.is_multiple_of(13).then(|| FIRST.saturating_add(20.days())),
            vip: i.is_multiple_of(7),
        });
        let mut events: BTreeMap<(Date, usize), Vec<(usize, Event)>> = BTreeMap::new();
        let mut invoices = Vec::new();
        for i in 0..customers * 3 {
            let due = FIRST.saturating_add((seed.below(50) as i64 - 5).days());
            let boleto = seed.below(2) == 0;
            let arrives = if seed.below(4) == 0 {
                seed.below(30) as i64
            } else {
                0
            };
            let invoice = Invoice {
                customer: i % customers,
                arrives: FIRST.saturating_add(arrives.days()),
                due,
                cents: 1_000 + seed.below(30_000) as i64,
                status: "open",
                boleto,
            };
            if seed.below(3) > 0 {
                // Half of them on a day that writes about the invoice, where they meet a message that waits.
                let writes =
                    i64::from(PLAIN[seed.below(PLAIN.len())].0) + i64::from((due - FIRST).get_days());
                let day = match seed.below(2) {
                    0 if (arrives..days).contains(&writes) => writes,
                    _ => arrives + seed.below((days - arrives) as usize) as i64,
                };
                let event = match seed.below(7) {
                    0 | 1 => Event::Ends("paid"),
                    2 => Event::Ends("cancelled"),
                    3 => Event::Ends("renegotiated"),
                    // A boleto's new due date is a new wait for the banks, of which the oracle keeps out.
                    4 | 5 if !boleto => Event::Due(due.saturating_add(5.days())),
                    _ => Event::Costs(invoice.cents + 700),
                };
                let slot = (FIRST.saturating_add(day.days()), seed.below(3));
                events.entry(slot).or_default().push((i, event));
            }
            invoices.push(invoice);
        }
        Oracle {
            customers: people.collect(),
            invoices,
            events,
            messages: BTreeMap::new(),
        }
    }

    fn key(&self, invoice: usize, step: i32) -> String {
        format!(
            "invoice:erp:F{invoice}:step:{step}:due:{}",
            self.invoices[invoice].due
        )
    }

    /// One ladder's run: what it counts, as the service is to tell it.
    fn run(&mut self, steps: &[(i32, Days)], vip: bool, today: Date) -> Value {
        let (mut considered, mut created, mut duplicates) = (0, 0, 0);
        let mut skipped: BTreeMap<&str, u64> = BTreeMap::new();
        let yesterday = today.yesterday().unwrap();
        for i in 0..self.invoices.len() {
            let invoice = self.invoices[i].clone();
            if invoice.arrives > today || invoice.status != "open" {
                continue;
            }
            let now = |step: &&(i32, Days)| [today, yesterday].contains(&falls(**step, invoice.due));
            let Some(step) = steps.iter().filter(now).max_by_key(|step| step.0) else {
                continue;
            };
            considered += 1;
            let customer = &self.customers[invoice.customer];
            let mine = if vip {
                customer.vip
            } else {
                invoice.cents >= MIN_CENTS
            };
            let refusal = if falls(*step, invoice.due) < STARTS_ON {
                Some("before_starts_on")
            } else if !mine {
                Some("filters")
            } else if !vip && customer.vip {
                Some("other_ladder")
            } else if !customer.allowed {
                Some("collection_not_allowed")
            } else if customer.paused_until.is_some_and(|until| today <= until) {
                Some("collection_paused")
            } else {
                None
            };
            let key = self.key(i, step.0);
            if let Some(reason) = refusal {
                *skipped.entry(reason).or_default() += 1;
            } else if self.messages.contains_key(&key) {
                duplicates += 1;
            } else if !customer.phone {
                *skipped.entry("missing_phone").or_default() += 1;
            } else {
                created += 1;
                let earlier = |m: &&mut Message| m.invoice == i && m.step < step.0 && m.fate == Fate::Waiting;
                for message in self.messages.values_mut().filter(earlier) {
                    message.fate = Fate::Cancelled("superseded");
                }
                let message = Message {
                    invoice: i,
                    step: step.0,
                    due: invoice.due,
                    fate: Fate::Waiting,
                };
                self.messages.insert(key, message);
            }
        }
        json!({"considered": considered, "created": created, "duplicates": duplicates, "skipped": skipped})
    }

    /// Eight o'clock.
    fn leave(&mut self, today: Date) {
        if !open(today) {
            return;
        }
        for message in self.messages.values_mut().filter(|m| m.fate == Fate::Waiting) {
            let invoice = &self.invoices[message.invoice];
            let settled = next_bank_day(next_bank_day(invoice.due).tomorrow().unwrap());
            if invoice.boleto && message.step > 0 && today < settled {
                continue;
            }
            message.fate = if message.due == invoice.due {
                Fate::Sent(today, invoice.cents)
            } else {
                Fate::Cancelled("invoice_changed")
            };
        }
    }

    /// What changes at a slot; the invoices concerned.
    fn happen(&mut self, slot: (Date, usize)) -> Vec<usize> {
        let mut concerned = Vec::new();
        for (i, event) in self.events.remove(&slot).unwrap_or_default() {
            concerned.push(i);
            match event {
                Event::Costs(cents) => self.invoices[i].cents = cents,
                Event::Due(due) => self.invoices[i].due = due,
                Event::Ends(status) => {
                    self.invoices[i].status = status;
                    let why = match status {
                        "paid" => "invoice_paid",
                        "cancelled" => "invoice_cancelled",
                        _ => "invoice_renegotiated",
                    };
                    let waits = |m: &&mut Message| m.invoice == i && m.fate == Fate::Waiting;
                    for message in self.messages.values_mut().filter(waits) {
                        message.fate = Fate::Cancelled(why);
                    }
                }
            }
        }
        concerned
    }

    fn told(&self, i: usize) -> Value {
        let invoice = &self.invoices[i];
        let method = if invoice.boleto { "boleto" } else { "pix" };
        json!({"external_id": format!("F{i}"), "customer_external_id": format!("C{}", invoice.customer),
            "status": invoice.status, "due_date": invoice.due.to_string(), "amount_cents": invoice.cents,
            "payment_method": method})
    }
}

async fn tell(world: &World, oracle: &Oracle, invoices: &[usize]) {
    for part in invoices.chunks(BATCH) {
        let told: Vec<Value> = part.iter().map(|i| oracle.told(*i)).collect();
        let body = json!({"source": "erp", "invoices": told});
        let answer = world.api().post("/invoices/batch", &body).await;
        assert_eq!(answer["rejected"], 0, "{answer}");
    }
}

async fn tell_customers(world: &World, oracle: &Oracle) {
    let one = |(i, c): (usize, &Customer)| {
        let mut told = json!({"external_id": format!("C{i}"), "name": format!("Cliente Exemplo {i}"), "state": "SC",
            "tags": (if c.vip { vec!["vip"] } else { vec!["fibra"] }), "collection": {"allowed": c.allowed}});
        if c.phone {
            told["phone"] = phone(i).into();
        }
        if let Some(until) = c.paused_until {
            told["collection"]["paused_until"] = until.to_string().into();
        }
        told
    };
    let told: Vec<Value> = oracle.customers.iter().enumerate().map(one).collect();
    for part in told.chunks(BATCH) {
        let body = json!({"source": "erp", "customers": part});
        world.api().post("/customers/batch", &body).await;
    }
}

fn steps(of: &[(i32, Days)], template: i64) -> Value {
    let step = |(offset, days): &(i32, Days)| {
        let days_word = if *days == Days::Bank {
            "business"
        } else {
            "calendar"
        };
        let closed = if *days == Days::CalendarThenNextBankDay {
            "next"
        } else {
            "same"
        };
        json!({"offset_days": offset, "template_id": template, "days": days_word, "on_closed_day": closed})
    };
    of.iter().map(step).collect()
}

/// An hour of a day in São Paulo, in UTC.
fn at(day: Date, hour: i8, minute: i8) -> String {
    format!("{day}T{:02}:{minute:02}:00Z", hour + 3)
}

async fn live(customers: usize, days: i64) {
    let mut seed = Seed::of_environment();
    let world = World::at(&at(FIRST, 5, 0)).await;
    let mut oracle = Oracle::new(customers, days, &mut seed);
    let week = ["mon", "tue", "wed", "thu", "fri", "sat"];
    let weekly = json!([{"days": week, "from": "08:00", "to": "12:00"}]);
    let window = json!({"name": "Comercial", "weekly": weekly, "zone": "America/Sao_Paulo", "holidays": {"national": true},
        "purposes": ["collection"]});
    world.api().post("/windows", &window).await;
    tell_customers(&world, &oracle).await;
    let template = world.setup.template;
    let common = |more: Value| {
        let mut common =
            json!({"starts_on": STARTS_ON.to_string(), "run_at": "07:00", "confirm_above": 1_000_000});
        common
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        common
    };
    let vip = common(json!({"name": "VIP", "rank": 1, "filters": {"tags": ["vip"]}}));
    let vip = world.ladder(steps(VIP, template), vip).await;
    let plain = common(json!({"name": "Padrão", "rank": 10, "filters": {"amount_min_cents": MIN_CENTS}}));
    let plain = world.ladder(steps(PLAIN, template), plain).await;

    for day in FIRST.series(1.day()).take(usize::try_from(days).unwrap()) {
        world.advance(&at(day, 6, 0)).await;
        let arriving: Vec<usize> = (0..oracle.invoices.len())
            .filter(|i| oracle.invoices[*i].arrives == day)
            .collect();
        tell(&world, &oracle, &arriving).await;
        world.advance(&at(day, 7, 1)).await;
        for (ladder, steps, is_vip) in [(vip, VIP, true), (plain, PLAIN, false)] {
            let wanted = oracle.run(steps, is_vip, day);
            let page = world.api().get(&format!("/ladders/{ladder}/runs?limit=1")).await;
            let run = &page["items"][0];
            assert_eq!(run["day"], day.to_string(), "{run}");
            for (name, value) in wanted.as_object().unwrap() {
                assert_eq!(&run["result"][name], value, "{name} of {day}: {run}\n{wanted}");
            }
        }
        for (slot, hour, minute) in [(0, 7, 30), (1, 12, 0), (2, 20, 0)] {
            world.advance(&at(day, hour, minute)).await;
            if slot == 1 {
                oracle.leave(day);
            }
            let concerned = oracle.happen((day, slot));
            tell(&world, &oracle, &concerned).await;
        }
    }
    compare(&world, &oracle).await;
    world.end().await;
}

async fn compare(world: &World, oracle: &Oracle) {
    let asked: BTreeMap<i64, Value> = sends(&world.sandbox)
        .into_iter()
        .map(|s| (s.message, s.record.variables[1].clone()))
        .collect();
    let all = world.api().all("/messages?order=id").await;
    assert_eq!(all.len(), oracle.messages.len());
    let mut tally: BTreeMap<String, usize> = BTreeMap::new();
    for message in &all {
        let key = message["dedupe_key"].as_str().unwrap();
        let wanted = oracle
            .messages
            .get(key)
            .unwrap_or_else(|| panic!("not to be made: {message}"));
        let id = message["id"].as_i64().unwrap();
        let (status, reason) = match &wanted.fate {
            Fate::Waiting => ("waiting", None),
            Fate::Sent(day, cents) => {
                assert_eq!(message["sent_at"], format!("{day}T11:00:00.000Z"), "{key}");
                let text = format!("R$ {}", money(*cents));
                assert_eq!(asked[&id], text, "{key}");
                ("sent", None)
            }
            Fate::Cancelled(reason) => ("cancelled", Some(*reason)),
        };
        assert_eq!(
            message["status"],
            status,
            "{key}: {wanted:?} {message}",
            wanted = wanted.fate
        );
        if let Some(reason) = reason {
            assert_eq!(message["reason"], reason, "{key}");
        }
        *tally.entry(reason.unwrap_or(status).to_owned()).or_default() += 1;
    }
    let sent = tally.get("sent").copied().unwrap_or_default();
    assert_eq!(asked.len(), sent, "each once");
    for what in ["superseded", "invoice_paid", "invoice_changed"] {
        assert!(
            tally.contains_key(what),
            "nothing was {what}: the days try too little: {tally:?}"
        );
    }
}

/// `1.234,56`.
fn money(cents: i64) -> String {
    let (whole, rest) = (cents / 100, cents % 100);
    if whole < 1_000 {
        format!("{whole},{rest:02}")
    } else {
        format!("{}.{:03},{rest:02}", whole / 1_000, whole % 1_000)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forty_days_are_as_the_oracle_says() {
    live(400, 40).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "soak: 20,000 customers and 60,000 invoices over forty days"]
async fn soak_forty_days_of_a_whole_provider_are_as_the_oracle_says() {
    live(20_000, 40).await;
}
