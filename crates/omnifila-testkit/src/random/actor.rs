//! One store in a random play: says the verbs to it and writes down, as text, what it answers and shows.

use super::verb::{Choice, Deed, Fresh, How, Pick, Verb};
use crate::builder::{self, NOON};
use crate::harness::{Harness, Setting};
use omnifila_core::account::{Found, FoundBy};
use omnifila_core::catalogue::{GatewaySpec, HoldScope, OutcomeUnknown, Pause};
use omnifila_core::id::{GatewayId, HoldId, MAX_ID, MessageId, OperationId, RunId, TaskId, TemplateId};
use omnifila_core::message::{Reason, Status};
use omnifila_core::outcome::{Evidence, Outcome, Receipt};
use omnifila_core::policy::quota::{Asked, DailyLimit};
use omnifila_core::time::{MINUTE, Time};
use omnifila_store::verbs::{
    Action, BulkOrder, LookedUp, NewRun, OperationStatus, Place, Row, Selection, Settlement, StartRequest,
    ToldQuota,
};
use omnifila_store::{MessageFilter, Order, StoreError};
use std::collections::BTreeSet;

/// More than a play can add.
const ALL: usize = 10_000;

#[derive(Debug)]
pub(super) struct Actor<'a> {
    store: &'a dyn Harness,
    gateways: [GatewayId; 2],
    templates: [TemplateId; 2],
    task: TaskId,
    now: Time,
    /// In order of their creation; the ids are the store's own affair.
    operations: Vec<OperationId>,
    runs: Vec<RunId>,
    hold: Option<HoldId>,
    /// A cancel binds whose rows may not be rewritten yet: a run's counts may be behind by a second.
    unswept: bool,
    /// Looks that found nothing to start, since the last thing that happened.
    idle: BTreeSet<GatewayId>,
}

impl<'a> Actor<'a> {
    pub(super) async fn enter(store: &'a dyn Harness) -> Actor<'a> {
        let waits = GatewaySpec {
            max_in_flight: 4,
            ..builder::queued()
        };
        let flows = GatewaySpec {
            max_in_flight: 3,
            outcome_unknown: OutcomeUnknown::Retry,
            ..builder::continuous()
        };
        let gateways = [
            GatewayId(store.set(Setting::Gateway(waits), NOON).await),
            GatewayId(store.set(Setting::Gateway(flows), NOON).await),
        ];
        let templates = [
            TemplateId(
                store
                    .set(Setting::Template(builder::template(&gateways)), NOON)
                    .await,
            ),
            TemplateId(
                store
                    .set(Setting::Template(builder::template(&gateways)), NOON)
                    .await,
            ),
        ];
        let task = TaskId(
            store
                .set(Setting::Task(builder::task(&gateways[..1])), NOON)
                .await,
        );
        let (operations, runs, idle) = (Vec::new(), Vec::new(), BTreeSet::new());
        Actor {
            store,
            gateways,
            templates,
            task,
            now: NOON,
            operations,
            runs,
            hold: None,
            unswept: false,
            idle,
        }
    }

    /// Says a verb and answers what the store said, without what is its own affair.
    pub(super) async fn say(&mut self, verb: &Verb) -> String {
        if !matches!(verb, Verb::Start { .. } | Verb::CloseRuns) {
            self.idle.clear();
        }
        self.now = self.now.plus(1_000);
        let (queue, now) = (self.store.queue(), self.now);
        match verb {
            Verb::Accept(fresh) => {
                let fill = |f: &Fresh| f.message(self.gateways, self.templates, now);
                let batch = fresh.iter().map(fill).collect();
                text(queue.accept(batch, now).await)
            }
            Verb::Start { gateway, slots } => self.start(self.gateway(*gateway), *slots).await,
            Verb::Settle { nth, how } => self.settle(*nth, *how).await,
            Verb::Report { message, evidence } => {
                let Some(id) = self.nth(*message).await else {
                    return String::new();
                };
                let gateway_id = self.gateways[usize::from(*message % 2)];
                let receipt = Receipt {
                    gateway_id,
                    provider_id: None,
                    message_id: Some(id),
                    attempt: None,
                    evidence: *evidence,
                    code: None,
                    at: now,
                };
                text(queue.receipts(vec![receipt], now).await)
            }
            Verb::Tell { gateway, allowance } => self.tell(self.gateway(*gateway), *allowance).await,
            Verb::LookUp { nth, found } => self.look_up(*nth, *found).await,
            Verb::Pass { minutes } => {
                self.now = now.plus(minutes * MINUTE);
                self.upkeep().await
            }
            Verb::Sweep { limit } => {
                let answer = queue.sweep(now, *limit).await;
                self.settle_orders().await;
                answer.err().map(|e| e.to_string()).unwrap_or_default()
            }
            Verb::Undo { operation } => self.undo(*operation).await,
            Verb::OpenRun { .. } | Verb::CloseRuns => self.run(verb).await,
            Verb::Order { deed, of } => self.order(*deed, of).await,
            Verb::Restart => {
                drop(queue);
                self.store.restart().await;
                String::new()
            }
            Verb::Rescue => text(queue.rescue(now).await),
            Verb::HoldTemplate | Verb::LiftHold | Verb::Pause { .. } | Verb::Resume { .. } => {
                self.set(verb).await
            }
            _ => self.one(verb).await,
        }
    }

    /// Everything that is shown, a line each.
    pub(super) async fn look(&self) -> Vec<String> {
        let queue = self.store.queue();
        let mut lines = Vec::new();
        for order in [Order::Id, Order::Queue] {
            match queue.list(&MessageFilter::default(), order, ALL, None).await {
                Ok(page) if order == Order::Id => lines.extend(page.items.iter().map(row_text)),
                Ok(page) => lines.push(format!(
                    "queue {:?}",
                    page.items.iter().map(|r| r.id.0).collect::<Vec<_>>()
                )),
                Err(e) => lines.push(e.to_string()),
            }
        }
        let counts = queue.counts().await.unwrap_or_default();
        lines.push(format!(
            "counts {:?}",
            counts.into_iter().filter(|c| c.2 != 0).collect::<BTreeSet<_>>()
        ));
        for gateway in self.gateways {
            let state = queue.gateway_state(gateway).await;
            lines.push(format!(
                "in flight and allowed {:?}",
                state.map(|s| (s.in_flight, s.quota)).map_err(|e| e.to_string())
            ));
        }
        let runs = if self.unswept { &[] } else { self.runs.as_slice() };
        for (nth, run) in runs.iter().enumerate() {
            if let Ok(Some(run)) = queue.run(*run).await {
                lines.push(format!("run {nth}: {:?} {:?}", run.status, run.counts));
            }
        }
        lines
    }

    fn gateway(&self, pick: Pick) -> GatewayId {
        self.gateways[usize::from(pick) % 2]
    }

    /// The `n`th message there is, oldest first, counted round.
    async fn nth(&self, n: Pick) -> Option<MessageId> {
        let all = self.rows(MessageFilter::default()).await;
        all.get(usize::from(n) % all.len().max(1)).map(|r| r.id)
    }

    async fn rows(&self, filter: MessageFilter) -> Vec<Row> {
        let page = self.store.queue().list(&filter, Order::Id, ALL, None).await;
        let mut rows = page.map(|p| p.items).unwrap_or_default();
        rows.reverse();
        rows
    }

    async fn upkeep(&self) -> String {
        for _ in 0..ALL {
            match self.store.queue().expire(self.now, 100).await {
                Ok(upkeep) if upkeep.more => {}
                Ok(_) => return String::new(),
                Err(e) => return e.to_string(),
            }
        }
        "expire says for ever that there is more".into()
    }

    async fn start(&mut self, gateway: GatewayId, slots: usize) -> String {
        let upkeep = self.upkeep().await;
        let mut calls = Vec::new();
        for _ in 0..ALL {
            let slots = slots - calls.len();
            let request = StartRequest {
                gateway_id: gateway,
                slots,
                now: self.now,
                circuit_until: None,
            };
            let started = match self.store.queue().start(request).await {
                Ok(started) => started,
                Err(e) => return e.to_string(),
            };
            calls.extend(
                started
                    .calls
                    .iter()
                    .map(|c| (c.message_id.0, c.attempt, c.address.clone())),
            );
            if started.exhausted {
                self.idle.insert(gateway);
            }
            if !started.more || calls.len() >= slots {
                break;
            }
        }
        format!("{upkeep}{calls:?}")
    }

    async fn settle(&self, nth: Pick, how: How) -> String {
        let sending = self
            .rows(MessageFilter {
                status: vec![Status::Sending],
                ..MessageFilter::default()
            })
            .await;
        let Some(row) = sending.get(usize::from(nth) % sending.len().max(1)) else {
            return String::new();
        };
        let queue = self.store.queue();
        let detail = queue.message(row.id).await.ok().flatten();
        let attempt = detail
            .and_then(|d| d.attempts.last().map(|a| a.number))
            .unwrap_or_default();
        let outcome = match how {
            How::Accepted => Outcome::Accepted {
                provider_id: format!("p{}-{attempt}", row.id),
            },
            How::NotSent => builder::not_sent(),
            How::Unknown => builder::unknown(),
            How::Rejected(rejection) => builder::rejected(rejection),
        };
        let settlement = Settlement {
            message_id: row.id,
            attempt,
            outcome,
            ended_at: self.now,
        };
        text(queue.settle(vec![settlement]).await)
    }

    /// What a provider says of its allowance, asked a moment before.
    async fn tell(&self, gateway_id: GatewayId, allowance: Option<(u32, u32)>) -> String {
        let queue = self.store.queue();
        let Ok(before) = queue.gateway_state(gateway_id).await else {
            return String::new();
        };
        let told = ToldQuota {
            gateway_id,
            limit: allowance.map(|(limit, available)| DailyLimit { limit, available }),
            asked: Asked {
                quota: before.quota,
                in_flight: before.in_flight,
            },
        };
        text(queue.tell_quota(told, self.now).await)
    }

    async fn look_up(&self, nth: Pick, found: Option<(u8, Evidence)>) -> String {
        let status = vec![Status::Uncertain];
        let doubtful = self
            .rows(MessageFilter {
                status,
                ..MessageFilter::default()
            })
            .await;
        let Some(row) = doubtful.get(usize::from(nth) % doubtful.len().max(1)) else {
            return String::new();
        };
        let queue = self.store.queue();
        let detail = queue.message(row.id).await.ok().flatten();
        let found = found.map(|(name, evidence)| Found {
            provider_id: format!("f{name}"),
            evidence,
            at: None,
            by: FoundBy::Text,
        });
        let look = LookedUp {
            message_id: row.id,
            attempt: detail
                .and_then(|d| d.attempts.last().map(|a| a.number))
                .unwrap_or_default(),
            found,
            by: builder::by("opa_suite"),
        };
        text(queue.looked_up(look, self.now).await)
    }

    /// A verb on one message that makes an operation.
    async fn one(&mut self, verb: &Verb) -> String {
        let (queue, now, by) = (self.store.queue(), self.now, builder::by("ana"));
        let message = match verb {
            Verb::Cancel { message }
            | Verb::Front { message }
            | Verb::Back { message }
            | Verb::Before { message, .. }
            | Verb::After { message, .. }
            | Verb::Prioritise { message, .. }
            | Verb::Reschedule { message, .. }
            | Verb::Resend { message }
            | Verb::Resolve { message, .. } => *message,
            other => return format!("{other:?} is not about one message"),
        };
        let Some(id) = self.nth(message).await else {
            return String::new();
        };
        let answer = match verb {
            Verb::Cancel { .. } => {
                let answer = queue.cancel(id, by, Reason::Cancelled, now).await;
                let said = text(
                    answer
                        .as_ref()
                        .map(|a| (a.outcome, a.status))
                        .map_err(Clone::clone),
                );
                self.operations.extend(answer.ok().map(|a| a.operation_id));
                return said;
            }
            Verb::Front { .. } => queue.place(id, Place::Front, by, now).await,
            Verb::Back { .. } => queue.place(id, Place::Back, by, now).await,
            Verb::Before { other, .. } | Verb::After { other, .. } => {
                let Some(other) = self.nth(*other).await.filter(|other| *other != id) else {
                    return String::new();
                };
                let before = matches!(verb, Verb::Before { .. });
                let place = if before {
                    Place::Before(other)
                } else {
                    Place::After(other)
                };
                queue.place(id, place, by, now).await
            }
            Verb::Prioritise { priority, .. } => queue.prioritise(id, *priority, by, now).await,
            Verb::Reschedule { minutes, .. } => queue.reschedule(id, self.later(*minutes), by, now).await,
            Verb::Resend { .. } => queue.resend(id, by, now).await,
            Verb::Resolve { sent, .. } => queue.resolve(id, *sent, by, now).await,
            _ => return String::new(),
        };
        text(answer.map(|_| ()))
    }

    fn later(&self, minutes: i64) -> Time {
        self.now.plus(minutes * MINUTE)
    }

    async fn order(&mut self, deed: Deed, of: &Choice) -> String {
        let action = match deed {
            Deed::Cancel => Action::Cancel,
            Deed::Reschedule { minutes } => Action::Reschedule {
                due_at: self.later(minutes),
            },
            Deed::Priority(priority) => Action::Priority { priority },
            Deed::Resend => Action::Resend,
            Deed::Reroute { gateway } => Action::Reroute {
                gateway_id: self.gateway(gateway),
            },
        };
        let filter = MessageFilter::default();
        let selection = match of {
            Choice::Gateway(g) => Selection::Filter(MessageFilter {
                gateway_id: Some(self.gateway(*g)),
                ..filter
            }),
            Choice::GatewayAndStatus(g, status) => {
                let gateway_id = Some(self.gateway(*g));
                Selection::Filter(MessageFilter {
                    gateway_id,
                    status: vec![*status],
                    ..filter
                })
            }
            Choice::Template(t) => {
                let template_id = Some(self.templates[usize::from(*t) % 2]);
                Selection::Filter(MessageFilter {
                    template_id,
                    ..filter
                })
            }
            Choice::Priority(p) => Selection::Filter(MessageFilter {
                priority: Some(*p),
                ..filter
            }),
            Choice::Name(n) => {
                let q = Some(format!("cliente fictício {n:05}"));
                Selection::Filter(MessageFilter { q, ..filter })
            }
            Choice::Ids(picks) => {
                let mut ids = Vec::new();
                for pick in picks {
                    ids.extend(self.nth(*pick).await);
                }
                Selection::Ids(ids)
            }
        };
        let queue = self.store.queue();
        let order = BulkOrder {
            action,
            selection,
            cause: Reason::Cancelled,
            by: builder::by("ana"),
        };
        let preview = queue.preview(&order).await.map(|p| p.would_change);
        let operation = match queue.order(order, self.now).await {
            Ok(operation) => operation,
            Err(e) => return e.to_string(),
        };
        self.operations.push(operation.id);
        // A cancel binds at once; how far others have come after a slice is the store's own affair, so they are swept whole.
        if action == Action::Cancel {
            self.unswept = true;
            let (changed, too_late, uncertain) = (operation.changed, operation.too_late, operation.uncertain);
            let sums = (operation.total, operation.skipped);
            return format!("{} {changed} {too_late} {uncertain} {sums:?}", text(preview));
        }
        self.settle_orders().await;
        let after = self.store.queue().operation(operation.id).await.ok().flatten();
        format!(
            "{} {:?}",
            text(preview),
            after.map(|o| (o.status, o.total, o.changed, o.skipped))
        )
    }

    /// Sweeps until nothing is open but what only a cancel leaves.
    async fn settle_orders(&mut self) {
        for _ in 0..ALL {
            if !matches!(self.store.queue().sweep(self.now, 100).await, Ok(true)) {
                self.unswept = false;
                return;
            }
        }
    }

    async fn undo(&self, pick: Pick) -> String {
        let Some(id) = self
            .operations
            .get(usize::from(pick) % self.operations.len().max(1))
        else {
            return String::new();
        };
        let queue = self.store.queue();
        let answer = queue.undo_operation(*id, builder::by("bia"), self.now).await;
        let said = text(answer.map(|u| (u.restored, u.skipped)));
        let undone = queue
            .operation(*id)
            .await
            .ok()
            .flatten()
            .map(|o| o.status == OperationStatus::Undone);
        format!("{said} {undone:?}")
    }

    async fn run(&mut self, verb: &Verb) -> String {
        let queue = self.store.queue();
        if let Verb::OpenRun { limit } = verb {
            let gateway_ids = vec![self.gateways[0]];
            let task_id = Some(self.task);
            let run = NewRun {
                task_id,
                gateway_ids,
                limit: *limit,
                occurrence: None,
                by: builder::by("tarefa"),
            };
            let answer = queue.open_run(run, self.now).await;
            let said = text(answer.as_ref().map(Option::is_some).map_err(Clone::clone));
            self.runs.extend(answer.ok().flatten());
            return said;
        }
        let idle: Vec<GatewayId> = self.idle.iter().copied().collect();
        let closed = queue.close_runs(self.now, &idle, RunId(MAX_ID)).await;
        text(closed.map(|ids| {
            ids.iter()
                .map(|id| self.runs.iter().position(|r| r == id))
                .collect::<Vec<_>>()
        }))
    }

    async fn set(&mut self, verb: &Verb) -> String {
        let now = self.now;
        let setting = match verb {
            Verb::HoldTemplate if self.hold.is_none() => {
                Setting::Hold(builder::hold(HoldScope::Template, self.templates[0].0))
            }
            Verb::LiftHold => match self.hold.take() {
                Some(hold) => Setting::LiftHold(hold),
                None => return String::new(),
            },
            Verb::Pause { gateway } => {
                let pause = Pause {
                    reason: "Teste".into(),
                    since: now,
                    until: None,
                };
                Setting::PauseGateway(self.gateway(*gateway), Some(pause))
            }
            Verb::Resume { gateway } => Setting::PauseGateway(self.gateway(*gateway), None),
            _ => return String::new(),
        };
        let id = self.store.set(setting, now).await;
        if matches!(verb, Verb::HoldTemplate) {
            self.hold = Some(HoldId(id));
        }
        String::new()
    }
}

/// A row without what is told elsewhere or is a store's own affair.
fn row_text(row: &Row) -> String {
    let (id, gateway, status, reason, priority) =
        (row.id, row.gateway_id, row.status, row.reason, row.priority);
    let times = (
        row.due_at,
        row.expires_at,
        row.next_attempt_at.filter(|_| status == Status::Waiting),
    );
    let (code, invoice) = (&row.error_code, row.invoice_id);
    format!(
        "message {id} at {gateway}: {status} for {reason}, {priority}, {times:?}, {code:?} {invoice:?} {}",
        row.address
    )
}

fn text<T: std::fmt::Debug>(answer: Result<T, StoreError>) -> String {
    match answer {
        Ok(answer) => format!("{answer:?}"),
        Err(StoreError::Refused { code }) => format!("refused: {code}"),
        Err(other) => other.to_string(),
    }
}
