//! The administrator's side of the model: the book, suppressions and customers.

use crate::harness::Setting;
use omnifila_core::catalogue::{Book, CustomerInput, StopRuleSpec, StopScope, Stored, SuppressionSpec};
use omnifila_core::id::CustomerId;
use omnifila_core::message::Purpose;
use omnifila_core::policy::window::Hours;
use omnifila_core::time::Time;
use omnifila_store::verbs::{NewMessage, Recipient};
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Debug, Default)]
pub(super) struct Desk {
    pub(super) book: Book,
    pub(super) suppressions: Vec<SuppressionSpec>,
    /// In order of their ids, which begin at 1.
    pub(super) customers: Vec<Customer>,
    last: i64,
}

#[derive(Debug, Clone)]
pub(super) struct Customer {
    pub(super) source: String,
    pub(super) external_id: String,
    pub(super) name: String,
    pub(super) tags: Vec<String>,
}

impl Desk {
    pub(super) fn set(&mut self, setting: Setting, now: Time) -> i64 {
        self.book.epoch += 1;
        let id = self.last + 1;
        let book = &mut self.book;
        match setting {
            Setting::Gateway(spec) => keep(&mut book.gateways, id, spec, now),
            Setting::Template(spec) => keep(&mut book.templates, id, spec, now),
            Setting::Task(spec) => keep(&mut book.tasks, id, spec, now),
            Setting::Branch(spec) => keep(&mut book.branches, id, spec, now),
            Setting::Hold(spec) => keep(&mut book.holds, id, spec, now),
            Setting::StopRule(spec) => keep(&mut book.stop_rules, id, spec, now),
            Setting::Window(spec) => {
                keep(&mut book.windows, id, spec, now);
                let windows = book.windows.iter().map(|(id, w)| (*id, &w.spec));
                let hours = Hours::compile(windows, &book.calendars);
                book.hours = Arc::new(hours.expect("a test's windows compile"));
            }
            other => {
                self.change(other, now);
                return 0;
            }
        }
        self.last = id;
        id
    }

    fn change(&mut self, setting: Setting, now: Time) {
        let book = &mut self.book;
        match setting {
            Setting::ChangeGateway(id, spec) => keep(&mut book.gateways, id.0, spec, now),
            Setting::LiftHold(id) => drop(book.holds.remove(&id)),
            Setting::LiftStopRule(id) => drop(book.stop_rules.remove(&id)),
            Setting::PauseAll(pause) => book.paused_all = pause,
            Setting::PauseGateway(id, Some(pause)) => drop(book.gateway_pauses.insert(id, pause)),
            Setting::PauseGateway(id, None) => drop(book.gateway_pauses.remove(&id)),
            Setting::Suppress(spec) => self.suppressions.push(spec),
            Setting::Unsuppress(address) => self.suppressions.retain(|s| s.address != address),
            added => unreachable!("{added:?} adds a noun"),
        }
    }

    pub(super) fn suppressed(&self, address: &str, purpose: Purpose) -> bool {
        let covers = |s: &SuppressionSpec| s.purposes.is_empty() || s.purposes.contains(&purpose);
        self.suppressions
            .iter()
            .any(|s| s.address == address && covers(s))
    }

    /// Whether some stop rule in force catches this arrival.
    pub(super) fn stopped(&self, new: &NewMessage, customer: CustomerId, now: Time) -> bool {
        let rules = self.book.stop_rules.values().map(|r| &r.spec);
        let who = self
            .customer(customer)
            .map(|c| (c.source.clone(), c.external_id.clone()));
        rules
            .filter(|r| r.until.is_none_or(|t| now < t))
            .any(|rule| match rule.scope {
                StopScope::Invoice => named(rule, new.invoice_id.map(|i| i.0), new.invoice_ref.as_ref()),
                StopScope::Document => named(rule, None, new.document_ref.as_ref()),
                StopScope::Customer => named(rule, Some(customer.0), who.as_ref()),
                StopScope::Run => named(rule, new.run_id.map(|r| r.0), None),
            })
    }

    /// Adds or renews the recipient; a known one must exist.
    pub(super) fn upsert(&mut self, recipient: &Recipient) -> CustomerId {
        match recipient {
            Recipient::Known { id, .. } => *id,
            Recipient::Given(input) => self.upsert_given(input),
        }
    }

    fn upsert_given(&mut self, input: &CustomerInput) -> CustomerId {
        let source = input.source.clone().unwrap_or_else(|| "api".into());
        let same = |c: &Customer| c.source == source && c.external_id == input.external_id;
        let at = self.customers.iter().position(same).unwrap_or_else(|| {
            let external_id = input.external_id.clone();
            self.customers.push(Customer {
                source,
                external_id,
                name: String::new(),
                tags: Vec::new(),
            });
            self.customers.len() - 1
        });
        let customer = &mut self.customers[at];
        customer.name = input.name.clone();
        customer.tags = input
            .tags
            .clone()
            .apply(Some(std::mem::take(&mut customer.tags)))
            .unwrap_or_default();
        CustomerId(at as i64 + 1)
    }

    pub(super) fn customer(&self, id: CustomerId) -> Option<&Customer> {
        usize::try_from(id.0 - 1)
            .ok()
            .and_then(|at| self.customers.get(at))
    }
}

fn keep<K: From<i64> + Ord, S>(nouns: &mut BTreeMap<K, Arc<Stored<S>>>, id: i64, spec: S, now: Time) {
    let (created_at, version) = nouns
        .get(&K::from(id))
        .map_or((now, 1), |old| (old.created_at, old.version + 1));
    nouns.insert(
        K::from(id),
        Arc::new(Stored {
            id,
            created_at,
            updated_at: now,
            version,
            spec,
        }),
    );
}

fn named(rule: &StopRuleSpec, id: Option<i64>, name: Option<&(String, String)>) -> bool {
    let by_id = rule.id.is_some() && rule.id == id;
    let by_name = match (&rule.source, &rule.external_id, name) {
        (Some(source), Some(external_id), Some(name)) => name.0 == *source && name.1 == *external_id,
        _ => false,
    };
    by_id || by_name
}
