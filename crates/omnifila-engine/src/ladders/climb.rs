//! One run of one ladder: the invoices of the days that count, page by page, to messages.

use super::caps::Caps;
use super::choosing::Choice;
use super::remarks;
use super::saying::{Picked, Speaker};
use super::thanks;
use super::{LadderRun, Mode, PAGE};
use crate::Engine;
use crate::intake::IntakeError;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use omnifila_core::catalogue::{Book, LadderSpec, Stored};
use omnifila_core::id::{CustomerId, InvoiceId};
use omnifila_core::message::Origin;
use omnifila_core::policy::ladder_day;
use omnifila_store::StoreError;
use omnifila_store::catalogue::Touch;
use omnifila_store::verbs::NewMessage;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// A message to be, and what is counted of it once it is made.
struct Draft {
    message: NewMessage,
    customer: CustomerId,
    invoices: Vec<InvoiceId>,
    open_cents: i64,
}

/// An invoice that waits for others of its customer: little, because there may be very many.
#[derive(Debug, Clone, Copy)]
struct Place {
    invoice: InvoiceId,
    step: usize,
    day: Date,
}

pub(super) struct Climb<'a> {
    speaker: Speaker<'a>,
    choice: Choice,
    caps: Caps,
    /// The step that invoices of each due date have today, and its day.
    dates: BTreeMap<Date, (usize, Date)>,
    mode: Mode,
    out: LadderRun,
    customers: HashSet<CustomerId>,
}

impl<'a> Climb<'a> {
    pub(super) fn new(
        engine: &'a Engine,
        book: Arc<Book>,
        ladder: Arc<Stored<LadderSpec>>,
        zone: TimeZone,
        today: Date,
        mode: Mode,
    ) -> Self {
        let batch_ref = format!("ladder:{}:{today}", ladder.id);
        Climb {
            choice: Choice::new(&book, &ladder, today, engine.now()),
            caps: Caps::new(book.caps, zone.clone()),
            dates: ladder_day::due_dates(&ladder.spec.steps, today),
            mode,
            out: LadderRun {
                batch_ref: batch_ref.clone(),
                remarks: remarks::of(&book, &ladder.spec),
                ..LadderRun::default()
            },
            customers: HashSet::new(),
            speaker: Speaker {
                engine,
                book,
                ladder,
                zone,
                batch_ref,
            },
        }
    }

    pub(super) async fn go(mut self) -> Result<LadderRun, IntakeError> {
        let merge = self.speaker.ladder.spec.merge;
        let mut groups: BTreeMap<(CustomerId, Option<String>), Vec<Place>> = BTreeMap::new();
        for (first, last) in spans(self.dates.keys().copied()) {
            let mut after = None;
            loop {
                self.check_stop()?;
                let catalogue = self.speaker.engine.catalogue();
                let page = catalogue
                    .invoices_due(first.to_string(), last.to_string(), after, PAGE)
                    .await?;
                let Some(end) = page.last() else { break };
                after = Some((end.due_date.clone(), end.id));
                let full = page.len() == PAGE;
                let picked = page.into_iter().filter_map(|invoice| self.pick(invoice));
                let picked: Vec<Picked> = picked.collect();
                let (tickets, picked): (Vec<Picked>, Vec<Picked>) = picked
                    .into_iter()
                    .partition(|one| self.speaker.step(one).ticket.is_some());
                self.keep_tickets(tickets).await?;
                let picked = self.not_made_yet(picked).await?;
                if merge {
                    for one in picked {
                        let of = (one.invoice.customer_id, one.invoice.branch_key.clone());
                        groups.entry(of).or_default().push(Place {
                            invoice: one.invoice.id,
                            step: one.step,
                            day: one.day,
                        });
                    }
                } else {
                    self.keep(picked.into_iter().map(|one| vec![one]).collect())
                        .await?;
                }
                if !full {
                    break;
                }
            }
        }
        self.keep_groups(groups.into_values().collect()).await?;
        if let Some(thanks) = self.speaker.ladder.spec.thanks.clone() {
            thanks::give(&self.speaker, &self.choice, &thanks, self.mode, &mut self.out).await?;
        }
        Ok(self.out)
    }

    /// A process that ends leaves the run to the next.
    fn check_stop(&self) -> Result<(), StoreError> {
        if *self.speaker.engine.stopping().borrow() {
            return Err(StoreError::Unhealthy("the process is ending".into()));
        }
        Ok(())
    }

    /// An invoice with its step of today, unless there is a reason against it, which is counted.
    fn pick(&mut self, invoice: omnifila_store::catalogue::DueInvoice) -> Option<Picked> {
        let due: Date = invoice.due_date.parse().ok()?;
        let (step, day) = *self.dates.get(&due)?;
        self.out.considered += 1;
        match self.choice.refusal(&invoice, day) {
            Some(reason) => {
                self.skip(reason);
                None
            }
            None => Some(Picked { invoice, step, day }),
        }
    }

    fn skip(&mut self, reason: &str) {
        *self.out.skipped.entry(reason.to_owned()).or_default() += 1;
    }

    /// Those whose message has not been made before; the others are counted.
    async fn not_made_yet(&mut self, picked: Vec<Picked>) -> Result<Vec<Picked>, IntakeError> {
        let keys: Vec<String> = picked.iter().map(|one| self.speaker.key(one)).collect();
        let engine = self.speaker.engine;
        let taken = engine
            .catalogue()
            .keys_taken(Origin::Billing, keys, engine.now())
            .await?;
        let mut left = Vec::with_capacity(picked.len());
        for (one, taken) in picked.into_iter().zip(taken) {
            if taken {
                self.out.duplicates += 1;
                self.count_step(self.speaker.step(&one).offset_days);
            } else {
                left.push(one);
            }
        }
        Ok(left)
    }

    /// Keeps the tickets of a page; they are opened one by one.
    async fn keep_tickets(&mut self, picked: Vec<Picked>) -> Result<(), IntakeError> {
        if picked.is_empty() {
            return Ok(());
        }
        let mut tickets = Vec::with_capacity(picked.len());
        for one in &picked {
            let Some(ticket) = &self.speaker.step(one).ticket else {
                continue;
            };
            match self.speaker.ticket(one, ticket) {
                Ok(ticket) => tickets.push(ticket),
                Err(error) => self.skip(error.code),
            }
        }
        let engine = self.speaker.engine;
        let steps: Vec<i32> = tickets.iter().map(|ticket| ticket.step).collect();
        let added = match self.mode {
            Mode::Dry => {
                let keys = tickets.into_iter().map(|ticket| ticket.key).collect();
                let taken = engine.catalogue().tickets_taken(keys).await?;
                taken.into_iter().map(|taken| !taken).collect()
            }
            Mode::Real => engine.catalogue().add_tickets(tickets, engine.now()).await?,
        };
        for (step, added) in steps.into_iter().zip(added) {
            self.count_step(step);
            self.out.tickets += u64::from(added);
            self.out.duplicates += u64::from(!added);
        }
        if self.mode == Mode::Real {
            engine.0.tickets.raise();
        }
        Ok(())
    }

    fn count_step(&mut self, offset: i32) {
        *self.out.by_step.entry(offset).or_default() += 1;
    }

    /// Messages about all that a customer owes, a page of invoices at a time.
    async fn keep_groups(&mut self, groups: Vec<Vec<Place>>) -> Result<(), IntakeError> {
        let mut groups = groups.into_iter().peekable();
        while groups.peek().is_some() {
            self.check_stop()?;
            let mut part: Vec<Vec<Place>> = Vec::new();
            let mut size = 0;
            while let Some(group) = groups.next_if(|group| size == 0 || size + group.len() <= PAGE) {
                size += group.len();
                part.push(group);
            }
            let ids: Vec<InvoiceId> = part.iter().flatten().map(|place| place.invoice).collect();
            let read = self.speaker.engine.catalogue().invoices_by_id(ids).await?;
            let mut read: std::collections::HashMap<InvoiceId, _> =
                read.into_iter().map(|invoice| (invoice.id, invoice)).collect();
            let whole = part.into_iter().map(|group| {
                let picked = group.into_iter().filter_map(|place| {
                    let invoice = read.remove(&place.invoice)?;
                    let Place { step, day, .. } = place;
                    Some(Picked { invoice, step, day })
                });
                let mut picked: Vec<Picked> = picked.collect();
                let steps = &self.speaker.ladder.spec.steps;
                // The latest step decides what is said; of equal ones, the oldest invoice.
                picked.sort_by(|a, b| {
                    let by = |p: &Picked| {
                        (
                            -steps[p.step].offset_days,
                            p.invoice.due_date.clone(),
                            p.invoice.id,
                        )
                    };
                    by(a).cmp(&by(b))
                });
                picked
            });
            let whole: Vec<Vec<Picked>> = whole.filter(|group| !group.is_empty()).collect();
            self.keep(whole).await?;
        }
        Ok(())
    }

    /// Makes the message of each group, as far as its customer can be reached and may be written to.
    async fn keep(&mut self, groups: Vec<Vec<Picked>>) -> Result<(), IntakeError> {
        let mut drafts = Vec::with_capacity(groups.len());
        for group in groups {
            match self.speaker.message(&group) {
                Ok(message) => drafts.push(Draft {
                    customer: group[0].invoice.customer_id,
                    invoices: group.iter().map(|p| p.invoice.id).collect(),
                    open_cents: group.iter().map(|p| p.invoice.open()).sum(),
                    message,
                }),
                Err(error) => group.iter().for_each(|_| self.skip(error.code)),
            }
        }
        let drafts = self.under_the_caps(drafts).await?;
        if drafts.is_empty() {
            return Ok(());
        }
        let told: Vec<(CustomerId, usize, i64, i32)> = drafts
            .iter()
            .map(|d| {
                let step = d.message.step.unwrap_or_default();
                (d.customer, d.invoices.len(), d.open_cents, step)
            })
            .collect();
        let made = match self.mode {
            Mode::Dry => vec![true; drafts.len()],
            Mode::Real => {
                let messages = drafts.into_iter().map(|draft| draft.message).collect();
                let kept = self.speaker.engine.keep(messages).await?;
                kept.into_iter().map(|one| !one.duplicate).collect()
            }
        };
        for ((customer, invoices, open_cents, step), made) in told.into_iter().zip(made) {
            self.count_step(step);
            if !made {
                self.out.duplicates += invoices as u64;
                continue;
            }
            self.out.created += 1;
            self.out.merged += invoices as u64 - 1;
            self.out.open_cents += open_cents;
            self.out.customers += u64::from(self.customers.insert(customer));
        }
        Ok(())
    }

    /// Leaves out what would be one too many for its address.
    async fn under_the_caps(&mut self, drafts: Vec<Draft>) -> Result<Vec<Draft>, IntakeError> {
        if !self.caps.any() || drafts.is_empty() {
            return Ok(drafts);
        }
        let engine = self.speaker.engine;
        let now = engine.now();
        let addresses: Vec<String> = drafts.iter().map(|d| d.message.address.clone()).collect();
        let had: Vec<Vec<Touch>> = engine
            .catalogue()
            .touches(addresses, self.caps.since(now))
            .await?;
        let mut left = Vec::with_capacity(drafts.len());
        if self.mode == Mode::Real {
            // What was made of earlier pages waits by now, and is told with the rest.
            self.caps.forget_planned();
        }
        for (draft, had) in drafts.into_iter().zip(had) {
            let at = draft.message.due_at.map_or(now, |due| due.max(now));
            let over = self.caps.take(&draft.message.address, at, &had, &draft.invoices);
            match over {
                Some(reason) => draft.invoices.iter().for_each(|_| self.skip(reason)),
                None => left.push(draft),
            }
        }
        Ok(left)
    }
}

/// Days as spans of days that follow one another.
fn spans(days: impl Iterator<Item = Date>) -> Vec<(Date, Date)> {
    let mut spans: Vec<(Date, Date)> = Vec::new();
    for day in days {
        match spans.last_mut() {
            Some((_, last)) if last.tomorrow().ok() == Some(day) => *last = day,
            _ => spans.push((day, day)),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_that_follow_one_another_are_read_together() {
        let days = [
            date(2026, 12, 30),
            date(2026, 12, 31),
            date(2027, 1, 1),
            date(2027, 1, 5),
        ];
        assert_eq!(
            spans(days.into_iter()),
            [
                (date(2026, 12, 30), date(2027, 1, 1)),
                (date(2027, 1, 5), date(2027, 1, 5))
            ]
        );
    }
}
