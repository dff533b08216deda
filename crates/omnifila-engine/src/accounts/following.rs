//! Delivery and reading of what was sent, asked for at the provider where it tells of no one by itself (`follow_delivery`): a few
//! times per message, so many questions a turn at most. What is told is a receipt like any other, and never lowers what is known.
//!
//! Failures: a question that breaks ends the turn, and is asked again. Left out: messages sent more than a day ago.

use super::{AccountError, Handle, Part, outcome, within};
use crate::Engine;
use omnifila_core::account::Account;
use omnifila_core::id::{GatewayId, MessageId};
use omnifila_core::message::Status;
use omnifila_core::outcome::{Evidence, Receipt};
use omnifila_core::time::{DAY, HOUR, MINUTE, Time};
use omnifila_store::{MessageFilter, Order};
use std::collections::BTreeMap;

/// After it was sent.
const ASKED: [i64; 3] = [2 * MINUTE, 30 * MINUTE, 6 * HOUR];
/// Questions of one turn.
const MOST: usize = 60;
/// Messages that are gone through for what is due.
const PAGE: usize = 500;
const PAGES: usize = 8;

/// How often each message of the last day has been asked about. Lost with the process: then some are asked about once more.
#[derive(Debug, Default)]
pub(super) struct Following {
    asked: BTreeMap<MessageId, usize>,
}

impl Following {
    /// Asks about what is due.
    pub(super) async fn turn(
        &mut self,
        engine: &Engine,
        id: GatewayId,
        account: &dyn Account,
        handle: &Handle,
    ) -> Result<(), AccountError> {
        let now = engine.now();
        let filter = MessageFilter {
            gateway_id: Some(id),
            status: vec![Status::Sent, Status::Delivered],
            updated_after: Some(now.plus(-DAY)),
            ..MessageFilter::default()
        };
        let (mut after, mut questions, mut seen) = (None, 0, BTreeMap::new());
        for _ in 0..PAGES {
            let page = engine.queue().list(&filter, Order::Id, PAGE, after).await?;
            for row in &page.items {
                let times = self.asked.get(&row.id).copied().unwrap_or(0);
                seen.insert(row.id, times);
                if questions < MOST && row.sent_at.is_some_and(|at| is_due(at, times, now)) {
                    questions += 1;
                    self.ask(engine, id, row.id, account, handle).await?;
                    seen.insert(row.id, asked_by(row.sent_at.unwrap_or(now), now));
                }
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        self.asked = seen;
        Ok(())
    }

    async fn ask(
        &self,
        engine: &Engine,
        id: GatewayId,
        message: MessageId,
        account: &dyn Account,
        handle: &Handle,
    ) -> Result<(), AccountError> {
        let Some(detail) = engine.queue().message(message).await? else {
            return Ok(());
        };
        let mut names = detail.attempts.iter().rev().filter(|a| a.gateway_id == id);
        let Some(provider_id) = names.find_map(|a| a.provider_id.clone()) else {
            return Ok(());
        };
        let answer = within(account.evidence_of(&provider_id)).await;
        handle.note(Part::Lookups, outcome(&answer), engine.now());
        // That it was sent is known.
        let Some(evidence) = answer?.filter(|e| *e != Evidence::Accepted) else {
            return Ok(());
        };
        let receipt = Receipt {
            gateway_id: id,
            provider_id: Some(provider_id),
            message_id: None,
            attempt: None,
            evidence,
            code: (evidence == Evidence::Failed).then(|| "undeliverable".to_owned()),
            at: engine.now(),
        };
        engine.receive(vec![receipt]).await?;
        Ok(())
    }
}

fn is_due(sent_at: Time, times: usize, now: Time) -> bool {
    ASKED.get(times).is_some_and(|wait| now >= sent_at.plus(*wait))
}

/// The questions that one asked now stands for: a queue that stood still asks once, not for every time it missed.
fn asked_by(sent_at: Time, now: Time) -> usize {
    ASKED.iter().filter(|wait| now >= sent_at.plus(**wait)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_time_is_asked_for_once() {
        let sent = Time(0);
        assert!(!is_due(sent, 0, Time(2 * MINUTE - 1)));
        assert!(is_due(sent, 0, Time(2 * MINUTE)));
        assert_eq!(asked_by(sent, Time(HOUR)), 2);
        assert!(!is_due(sent, 2, Time(HOUR)));
        assert!(!is_due(sent, 3, Time(DAY)));
    }
}
