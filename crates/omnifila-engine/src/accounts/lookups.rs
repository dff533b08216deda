//! Messages of unknown outcome are looked for at their provider: found, they are resolved with what was found as evidence; not
//! found, they stay doubtful, and nothing is ever sent again by guess.
//!
//! Model: a message is looked for a few times at growing intervals after its call ended (the provider may be slow), so many a turn
//! at most. Each look is kept with the attempt, so that a restart neither repeats nor forgets any.
//!
//! Failures: a look that breaks is not counted; the whole part rests then.

use super::{AccountError, Handle, Part, outcome, within};
use crate::Engine;
use omnifila_core::account::{Account, Found, FoundBy, LookUp, Sought};
use omnifila_core::id::{GatewayId, MessageId};
use omnifila_core::message::Status;
use omnifila_core::time::{HOUR, MINUTE, Time};
use omnifila_store::verbs::{AttemptRow, By, Detail, LookedUp};
use omnifila_store::{MessageFilter, Order, StoreError};
use std::collections::BTreeMap;

/// After the call ended. The last one is the last: after a day the provider will not remember better.
const LOOKS: [i64; 6] = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR];
/// Looks of one turn at most, and the pause before the next turn while more are due.
const MOST: usize = 10;
const PAUSE: i64 = MINUTE;
/// Messages of one page, and pages, that are gone through for what is due.
const PAGE: usize = 500;
const PAGES: usize = 20;
/// Other messages to the same customer whose names at the provider are known.
const OTHERS: usize = 50;

/// What waits for a look, and until when.
#[derive(Debug, Default)]
pub(super) struct Lookups {
    due: BTreeMap<MessageId, Time>,
    failures: u32,
    rests_until: Option<Time>,
}

impl Lookups {
    /// Looks for what is due; answers when something will be.
    pub(super) async fn turn(
        &mut self,
        engine: &Engine,
        id: GatewayId,
        account: &dyn Account,
        handle: &Handle,
    ) -> Option<Time> {
        let now = engine.now();
        if let Some(until) = self.rests_until.filter(|until| now < *until) {
            return Some(until);
        }
        match self.look(engine, id, account, handle).await {
            Ok(next) => {
                self.failures = 0;
                self.rests_until = None;
                next
            }
            Err(error) => {
                tracing::warn!(gateway.id = id.0, %error, "messages of unknown outcome could not be looked for");
                self.failures += 1;
                let rest = (PAUSE << (self.failures - 1).min(5)).min(super::LONGEST_REST);
                self.rests_until = Some(now.plus(rest));
                self.rests_until
            }
        }
    }

    async fn look(
        &mut self,
        engine: &Engine,
        id: GatewayId,
        account: &dyn Account,
        handle: &Handle,
    ) -> Result<Option<Time>, AccountError> {
        self.gather(engine, id).await?;
        let now = engine.now();
        let ready: Vec<MessageId> = self
            .due
            .iter()
            .filter(|(_, at)| **at <= now)
            .map(|(message, _)| *message)
            .take(MOST)
            .collect();
        let more = self.due.values().filter(|at| **at <= now).count() > ready.len();
        for message in ready {
            let next = self.look_for(engine, message, account, handle).await?;
            self.due.insert(message, next);
        }
        if more {
            return Ok(Some(now.plus(PAUSE)));
        }
        let next = self.due.values().copied().filter(|at| *at < Time::FAR).min();
        Ok(next.map(|at| at.max(now.plus(1))))
    }

    /// Finds the messages of unknown outcome, and when each is to be looked for.
    async fn gather(&mut self, engine: &Engine, id: GatewayId) -> Result<(), StoreError> {
        let counts = engine.queue().counts().await?;
        let doubtful = counts
            .iter()
            .any(|(gateway, status, n)| *gateway == id && *status == Status::Uncertain && *n > 0);
        let mut known = std::mem::take(&mut self.due);
        if !doubtful {
            return Ok(());
        }
        let filter = MessageFilter {
            gateway_id: Some(id),
            status: vec![Status::Uncertain],
            ..MessageFilter::default()
        };
        let mut after = None;
        for _ in 0..PAGES {
            let page = engine.queue().list(&filter, Order::Id, PAGE, after).await?;
            for row in &page.items {
                let at = match known.remove(&row.id) {
                    Some(at) => at,
                    None => match engine.queue().message(row.id).await? {
                        Some(detail) => detail.attempts.last().map_or(Time::FAR, due_at),
                        None => continue,
                    },
                };
                self.due.insert(row.id, at);
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// Looks for one message once; answers when to look again.
    async fn look_for(
        &self,
        engine: &Engine,
        message: MessageId,
        account: &dyn Account,
        handle: &Handle,
    ) -> Result<Time, AccountError> {
        let Some(detail) = engine.queue().message(message).await? else {
            return Ok(Time::FAR);
        };
        let Some(attempt) = detail
            .attempts
            .last()
            .filter(|_| detail.row.status == Status::Uncertain)
        else {
            return Ok(Time::FAR);
        };
        // Resent or resolved meanwhile, and in doubt again: its own time counts.
        let due = due_at(attempt);
        if due > engine.now() {
            return Ok(due);
        }
        let sought = sought(engine, &detail, attempt).await?;
        let answer = within(account.look_up(&sought)).await;
        handle.note(Part::Lookups, outcome(&answer), engine.now());
        let found = match answer? {
            LookUp::Found(found) => Some(found),
            LookUp::Ambiguous | LookUp::Absent => None,
        };
        let look = LookedUp {
            message_id: message,
            attempt: attempt.number,
            by: By {
                actor: "opa_suite".into(),
                reason: found.as_ref().map(words),
            },
            found,
        };
        let status = engine.queue().looked_up(look, engine.now()).await?;
        if status.is_some_and(|status| status != Status::Uncertain) {
            engine.touched(message).await?;
            return Ok(Time::FAR);
        }
        let looks = attempt.lookups as usize + 1;
        Ok(LOOKS
            .get(looks)
            .map_or(Time::FAR, |wait| ended(attempt).plus(*wait)))
    }
}

fn ended(attempt: &AttemptRow) -> Time {
    attempt.ended_at.unwrap_or(attempt.started_at)
}

/// When an attempt is to be looked for next.
fn due_at(attempt: &AttemptRow) -> Time {
    let wait = LOOKS.get(attempt.lookups as usize);
    wait.map_or(Time::FAR, |wait| ended(attempt).plus(*wait))
}

/// What is known of a message that may have been sent.
async fn sought(engine: &Engine, detail: &Detail, attempt: &AttemptRow) -> Result<Sought, StoreError> {
    let content = &detail.content;
    let known = match &content.provider_template_id {
        Some(template) => {
            let catalogue = engine.catalogue();
            catalogue
                .provider_template(attempt.gateway_id, template.clone())
                .await?
        }
        None => None,
    };
    // As the provider wrote it; where its template was never listed, as ours says it.
    let text = known.map_or_else(
        || detail.preview.clone(),
        |known| known.listed.filled(&content.parameters),
    );
    Ok(Sought {
        message_id: detail.row.id.0,
        attempt: attempt.number,
        address: detail.row.address.clone(),
        text: Some(text),
        from: attempt.started_at,
        to: ended(attempt),
        others: others(engine, detail).await?,
    })
}

/// The provider's names of the customer's other messages.
async fn others(engine: &Engine, detail: &Detail) -> Result<Vec<String>, StoreError> {
    let filter = MessageFilter {
        gateway_id: Some(detail.row.gateway_id),
        customer: Some(detail.row.customer.id),
        status: vec![Status::Sent, Status::Delivered, Status::Read, Status::Failed],
        created_from: Some(detail.row.created_at.plus(-24 * HOUR)),
        ..MessageFilter::default()
    };
    let page = engine.queue().list(&filter, Order::Id, OTHERS, None).await?;
    let mut names = Vec::new();
    for row in page.items.iter().filter(|row| row.id != detail.row.id) {
        if let Some(other) = engine.queue().message(row.id).await? {
            names.extend(other.attempts.into_iter().filter_map(|a| a.provider_id));
        }
    }
    Ok(names)
}

/// The evidence, for the message's history.
fn words(found: &Found) -> String {
    let how = match found.by {
        FoundBy::Metadata => "com o nosso número",
        FoundBy::Text => "com o mesmo texto para o mesmo contato",
    };
    let when = found.at.map(|at| format!(", {at}")).unwrap_or_default();
    format!(
        "Encontrada no Opa! Suite {how}: mensagem {}{when}",
        found.provider_id
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(lookups: u32) -> AttemptRow {
        AttemptRow {
            number: 1,
            gateway_id: GatewayId(1),
            started_at: Time(0),
            ended_at: Some(Time(1_000)),
            outcome: Some("unknown".into()),
            counted: true,
            code: Some("timeout".into()),
            provider_id: None,
            delivered: false,
            read: false,
            undeliverable: false,
            looked_at: None,
            invoice_status: None,
            lookups,
            looked_up_at: None,
            found_by: None,
            charge: None,
        }
    }

    #[test]
    fn looks_come_later_and_later_and_end() {
        let due: Vec<Time> = (0..8).map(|n| due_at(&attempt(n))).collect();
        assert_eq!(due[0], Time(1_000 + MINUTE));
        assert!(due[..6].windows(2).all(|pair| pair[0] < pair[1]), "{due:?}");
        assert_eq!(due[6..], [Time::FAR, Time::FAR]);
    }
}
