//! The heartbeat: every two seconds what moved is written down by minute, and those who watch are told how much is where.
//!
//! It beats in real time, also where time is simulated, and wakes nobody: a simulation does not wait for it.

use crate::Engine;
use crate::live::{Live, Summary, SummaryOfGateway};
use omnifila_core::id::GatewayId;
use omnifila_core::message::Status;
use omnifila_core::time::{MINUTE, Time};
use omnifila_store::StoreError;
use omnifila_store::catalogue::Minute;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

const BEAT: Duration = Duration::from_secs(2);

pub(crate) async fn run(engine: Engine) {
    let mut stop = engine.stopping();
    loop {
        tokio::select! {
            () = tokio::time::sleep(BEAT) => {}
            _ = stop.changed() => return,
        }
        // A store that cannot record says so elsewhere; what was counted waits in memory.
        if let Err(error) = engine.catalogue().write_minutes(engine.now()).await {
            tracing::debug!(%error, "what moved could not be written down");
        }
        if !engine.watched() {
            continue;
        }
        match engine.summary().await {
            Ok(summary) => engine.live(Live::Summary(Arc::new(summary))),
            Err(error) => tracing::debug!(%error, "what is where could not be read"),
        }
    }
}

impl Engine {
    /// How much is where, and how fast it leaves.
    pub async fn summary(&self) -> Result<Summary, StoreError> {
        let now = self.now();
        let counts = self.queue().counts().await?;
        let figures = self
            .catalogue()
            .figures(now.plus(-2 * MINUTE), now, MINUTE)
            .await?;
        let mut totals: BTreeMap<&'static str, i64> = Status::ALL.iter().map(|s| (s.word(), 0)).collect();
        let mut gateways: BTreeMap<GatewayId, BTreeMap<&'static str, i64>> = BTreeMap::new();
        for id in self.book().gateways.keys() {
            gateways.insert(*id, totals.clone());
        }
        for (gateway, status, n) in counts {
            *totals.entry(status.word()).or_default() += n;
            if let Some(of) = gateways.get_mut(&gateway) {
                *of.entry(status.word()).or_default() += n;
            }
        }
        let gateways = gateways
            .into_iter()
            .map(|(gateway_id, counts)| SummaryOfGateway { gateway_id, counts });
        Ok(Summary {
            now,
            per_minute_now: per_minute(&figures.hour, now, None),
            totals,
            gateways: gateways.collect(),
        })
    }
}

/// What left in the last sixty seconds: the minute at hand, and of the one before the share that is not over yet.
pub(crate) fn per_minute(minutes: &[Minute], now: Time, gateway: Option<GatewayId>) -> i64 {
    let into = now.0.rem_euclid(MINUTE);
    let begin = Time(now.0 - into);
    let sent = |at: Time| -> i64 {
        let of = minutes
            .iter()
            .filter(|m| m.at == at && gateway.is_none_or(|gateway| gateway == m.gateway_id));
        of.map(|m| m.moved.sent).sum()
    };
    sent(begin) + sent(begin.plus(-MINUTE)) * (MINUTE - into) / MINUTE
}

#[cfg(test)]
mod tests {
    use super::*;
    use omnifila_core::time::SECOND;
    use omnifila_store::sqlite::Moved;

    #[test]
    fn the_rate_slides_from_one_minute_into_the_next() {
        let begin = Time(1_780_000_020_000);
        let of = |at: Time, gateway: i64, sent: i64| Minute {
            at,
            gateway_id: GatewayId(gateway),
            moved: Moved {
                sent,
                ..Moved::default()
            },
        };
        let minutes = [of(begin.plus(-MINUTE), 1, 60), of(begin, 1, 10), of(begin, 2, 1)];
        assert_eq!(per_minute(&minutes, begin, None), 71);
        assert_eq!(per_minute(&minutes, begin.plus(30 * SECOND), None), 41);
        assert_eq!(
            per_minute(&minutes, begin.plus(30 * SECOND), Some(GatewayId(2))),
            1
        );
        assert_eq!(per_minute(&minutes, begin.plus(2 * MINUTE), None), 0);
    }
}
