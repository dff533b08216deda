//! A word of thanks for what was paid: once per invoice and cycle, to those who were written to about it.
//!
//! The message names no invoice, because one that is paid would stop it; what it says of the invoice is frozen in it.

use super::choosing::Choice;
use super::saying::{Picked, Speaker};
use super::{LadderRun, Mode, PAGE};
use crate::intake::IntakeError;
use omnifila_core::catalogue::LadderThanks;
use omnifila_core::message::Origin;
use omnifila_core::time::{DAY, Time};
use omnifila_store::verbs::NewMessage;

/// Thanks for what was paid since the run of yesterday's day began; a run that was missed is made up for by the next.
pub(super) async fn give(
    speaker: &Speaker<'_>,
    choice: &Choice,
    thanks: &LadderThanks,
    mode: Mode,
    out: &mut LadderRun,
) -> Result<(), IntakeError> {
    let engine = speaker.engine;
    let now = engine.now();
    let span = (now.plus(-2 * DAY), now);
    let mut after = None;
    loop {
        let page = engine.catalogue().invoices_paid(span, after, PAGE).await?;
        let Some(end) = page.last() else { return Ok(()) };
        after = end.paid_at.map(|at: Time| (at, end.id));
        let full = page.len() == PAGE;
        let ids = page.iter().map(|invoice| invoice.id).collect();
        let written = engine.catalogue().written_about(ids).await?;
        let paid = page.into_iter().zip(written).filter(|(_, written)| *written);
        let ours = paid.filter(|(invoice, _)| choice.not_ours(invoice).is_none());
        let picked: Vec<Picked> = ours
            .map(|(invoice, _)| Picked {
                invoice,
                step: 0,
                day: choice.today(),
            })
            .collect();
        let keys = picked.iter().map(|one| speaker.thanks_key(one)).collect();
        let taken = engine.catalogue().keys_taken(Origin::Billing, keys, now).await?;
        let mut messages: Vec<NewMessage> = Vec::new();
        for (one, _) in picked.iter().zip(taken).filter(|(_, taken)| !*taken) {
            match speaker.thanks(one, thanks) {
                Ok(message) => messages.push(message),
                Err(error) => *out.skipped.entry(error.code.to_owned()).or_default() += 1,
            }
        }
        out.thanks += messages.len() as u64;
        if mode == Mode::Real && !messages.is_empty() {
            engine.keep(messages).await?;
        }
        if !full {
            return Ok(());
        }
    }
}
