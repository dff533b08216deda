//! The loop of one gateway's account: which part is due, and how long a part that failed is left alone.

use super::following::Following;
use super::lookups::Lookups;
use super::{
    ALLOWANCE_EVERY, AccountError, CONSENTS_EVERY, FIRST, FIRST_REST, FOLLOWED_EVERY, Handle, LISTING_EVERY,
    LONGEST_REST, OPT_OUTS_EVERY, SIMULATED_FACTOR, consents,
};
use crate::Engine;
use omnifila_core::account::Account;
use omnifila_core::catalogue::DeliveryMode;
use omnifila_core::id::GatewayId;
use omnifila_core::time::{MINUTE, Time};
use std::sync::atomic::Ordering;

pub(super) async fn run(engine: Engine, id: GatewayId, handle: Handle) {
    let mut stop = engine.stopping();
    let kept = engine.catalogue().account_state(id).await;
    if let Some(state) = kept
        .ok()
        .flatten()
        .and_then(|doc| serde_json::from_str(&doc).ok())
    {
        *handle.state() = state;
    }
    let mut reader = Reader::new(engine.clone(), id, handle.clone());
    let mut next = Some(engine.now().plus(FIRST));
    loop {
        let _busy = tokio::select! {
            // A node that is not on duty reads when it is told to.
            busy = engine.pace().next(&handle.0.signal, next.filter(|_| engine.is_on_duty())) => busy,
            _ = stop.changed() => return,
        };
        if engine.book().gateway(id).is_none() {
            return;
        }
        next = tokio::select! {
            next = reader.turn() => Some(next),
            _ = stop.changed() => return,
        };
    }
}

/// When a part is to be read, and how long it rests after failures.
#[derive(Debug, Clone, Copy)]
struct Due {
    at: Time,
    failures: u32,
}

impl Due {
    fn after(&mut self, good: bool, every: i64, now: Time) {
        self.failures = if good { 0 } else { self.failures + 1 };
        let rest = (FIRST_REST << self.failures.saturating_sub(1).min(5)).min(LONGEST_REST);
        self.at = now.plus(if good { every } else { rest });
    }
}

struct Reader {
    engine: Engine,
    id: GatewayId,
    handle: Handle,
    /// Of the gateway as it was set up when it was read last.
    version: u32,
    allowance: Due,
    listing: Due,
    consents: Due,
    opt_outs: Due,
    followed: Due,
    following: Following,
    lookups: Lookups,
}

impl Reader {
    fn new(engine: Engine, id: GatewayId, handle: Handle) -> Self {
        let now = engine.now();
        let state = handle.state().clone();
        let due = |last: Option<Time>, every: i64| Due {
            at: last.map_or(now, |t| t.plus(every)).max(now).min(now.plus(every)),
            failures: 0,
        };
        let half_read = state.consents_skip > 0;
        Self {
            version: engine.book().gateway(id).map_or(0, |g| g.version),
            allowance: due(None, 0),
            listing: due(state.listed_at, LISTING_EVERY),
            consents: due(state.consents_read_at.filter(|_| !half_read), CONSENTS_EVERY),
            opt_outs: due(None, 0),
            followed: due(None, 0),
            following: Following::default(),
            lookups: Lookups::default(),
            engine,
            id,
            handle,
        }
    }

    fn every(&self, real: i64) -> i64 {
        match self.engine.pace().simulation() {
            Some(_) => real * SIMULATED_FACTOR,
            None => real,
        }
    }

    /// Reads what is due; answers when to come again.
    async fn turn(&mut self) -> Time {
        let now = self.engine.now();
        let adapter = match self.engine.adapter(self.id).await {
            Ok(adapter) if adapter.mode != DeliveryMode::Simulate => adapter,
            // Nothing leaves, so nothing is asked either.
            _ => return now.plus(self.every(ALLOWANCE_EVERY)),
        };
        let Some(account) = adapter.gateway.account() else {
            return now.plus(self.every(LISTING_EVERY));
        };
        let handle = self.handle.clone();
        let version = self.engine.book().gateway(self.id).map_or(0, |g| g.version);
        if std::mem::replace(&mut self.version, version) != version {
            (self.allowance.at, self.listing.at) = (now, now);
        }
        let one = handle.0.reading.lock().await;
        let asked = handle.0.allowance.swap(false, Ordering::AcqRel);
        if asked || now >= self.allowance.at {
            let read = self.engine.read_allowance(self.id, account, &handle).await;
            let every = self.every(ALLOWANCE_EVERY);
            self.allowance
                .after(self.said("the allowance", &read), every, now);
        }
        let asked = handle.0.listing.swap(false, Ordering::AcqRel);
        if asked || now >= self.listing.at {
            let read = self.engine.read_listing(self.id, account, &handle).await;
            let every = self.every(LISTING_EVERY);
            self.listing.after(self.said("the templates", &read), every, now);
        }
        // What follows takes long, and a sync by hand reads none of it.
        drop(one);
        if now >= self.consents.at {
            self.read_consents(account, now).await;
        }
        let refused = consents::refused(&self.engine, self.id, &handle).await;
        self.said("the refused for an opt-out", &refused);
        if account.keeps_opt_outs() && now >= self.opt_outs.at {
            let told = consents::tell(&self.engine, self.id, account, &handle).await;
            self.opt_outs.after(
                self.said("the opt-outs of here", &told),
                self.every(OPT_OUTS_EVERY),
                now,
            );
        }
        if account.follows_delivery() && now >= self.followed.at {
            let told = self.following.turn(&self.engine, self.id, account, &handle).await;
            let every = self.every(FOLLOWED_EVERY);
            self.followed
                .after(self.said("what was delivered", &told), every, now);
        }
        let lookups = self.lookups.turn(&self.engine, self.id, account, &handle).await;
        if let Err(error) = self.engine.keep_account(self.id, &handle).await {
            tracing::debug!(gateway.id = self.id.0, %error, "how far an account was read could not be kept");
        }
        let mut next = self.allowance.at.min(self.listing.at).min(self.consents.at);
        if account.keeps_opt_outs() {
            next = next.min(self.opt_outs.at);
        }
        if account.follows_delivery() {
            next = next.min(self.followed.at);
        }
        lookups.map_or(next, |t| t.min(next)).max(now.plus(1))
    }

    async fn read_consents(&mut self, account: &dyn Account, now: Time) {
        let read = consents::read(&self.engine, self.id, account, &self.handle).await;
        let every = match read {
            // Part of them: the rest after a pause, so that a large address book is no burden.
            Ok(false) => MINUTE,
            _ => self.every(CONSENTS_EVERY),
        };
        self.consents.after(self.said("the contacts", &read), every, now);
    }

    fn said<T>(&self, what: &str, result: &Result<T, AccountError>) -> bool {
        if let Err(error) = result {
            tracing::warn!(gateway.id = self.id.0, %error, what, "an account could not be read");
        }
        result.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use omnifila_core::time::HOUR;

    #[test]
    fn rests_double_and_a_good_read_ends_them() {
        let mut due = Due {
            at: Time(0),
            failures: 0,
        };
        let mut rests = Vec::new();
        for _ in 0..8 {
            due.after(false, HOUR, Time(0));
            rests.push(due.at.ms() / MINUTE);
        }
        assert_eq!(rests, [1, 2, 4, 8, 16, 30, 30, 30]);
        due.after(true, HOUR, Time(0));
        assert_eq!((due.at, due.failures), (Time(HOUR), 0));
    }
}
