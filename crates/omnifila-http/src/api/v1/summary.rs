//! `GET /summary`: how many messages are where, for the first page and for alarms.

use crate::api::ok;
use crate::app::App;
use crate::problem::Answer;
use axum::extract::State;
use axum::response::Response;
use omnifila_core::id::GatewayId;
use omnifila_core::message::Status;
use serde::Serialize;
use std::collections::BTreeMap;

/// Counts by status, every status present.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub(crate) struct Counts(BTreeMap<&'static str, i64>);

impl Counts {
    pub(crate) fn of(counts: &[(GatewayId, Status, i64)], gateway: Option<GatewayId>) -> Self {
        let mut all: BTreeMap<&'static str, i64> = Status::ALL.iter().map(|s| (s.word(), 0)).collect();
        for (_, status, n) in counts
            .iter()
            .filter(|(g, ..)| gateway.is_none_or(|gateway| gateway == *g))
        {
            *all.entry(status.word()).or_default() += n;
        }
        Self(all)
    }

    fn sum(&self, words: &[Status]) -> i64 {
        words.iter().filter_map(|status| self.0.get(status.word())).sum()
    }
}

#[derive(Debug, Serialize)]
struct Summary {
    now: omnifila_core::time::Time,
    paused_all: bool,
    totals: Counts,
    families: Families,
    gateways: Vec<OfGateway>,
}

/// Statuses as people group them.
#[derive(Debug, Serialize)]
struct Families {
    waiting: i64,
    sending: i64,
    handed_over: i64,
    to_check: i64,
    ended_unsent: i64,
}

#[derive(Debug, Serialize)]
struct OfGateway {
    gateway_id: GatewayId,
    name: String,
    paused: bool,
    counts: Counts,
}

pub(crate) async fn show(State(app): State<App>) -> Answer<Response> {
    use Status::{Cancelled, Delivered, Expired, Failed, Read, Sending, Sent, Uncertain, Waiting};
    let counts = app.engine().queue().counts().await?;
    let (book, now) = (app.engine().book(), app.engine().now());
    let totals = Counts::of(&counts, None);
    let families = Families {
        waiting: totals.sum(&[Waiting]),
        sending: totals.sum(&[Sending]),
        handed_over: totals.sum(&[Sent, Delivered, Read]),
        to_check: totals.sum(&[Uncertain, Failed]),
        ended_unsent: totals.sum(&[Cancelled, Expired]),
    };
    let gateways = book.gateways.iter().map(|(&gateway_id, stored)| OfGateway {
        gateway_id,
        name: stored.spec.name.clone(),
        paused: book
            .gateway_pauses
            .get(&gateway_id)
            .is_some_and(|pause| pause.holds_at(now)),
        counts: Counts::of(&counts, Some(gateway_id)),
    });
    let paused_all = book.paused_all.as_ref().is_some_and(|pause| pause.holds_at(now));
    Ok(ok(Summary {
        now,
        paused_all,
        gateways: gateways.collect(),
        totals,
        families,
    }))
}
