//! Notices ("Comunicados"): drawn up, previewed, sent, stopped, undone.
//!
//! A draft says whom and what. Its preview renders every message and sends none; its sending makes them page by page
//! ([`sending`]), so that a process that is killed goes on where it was and repeats nothing. From so many messages on the number
//! that the preview counted has to be repeated. An outage also holds what asks its customers for money, until it is over.
//!
//! Failures: what a notice could never be is refused when it is drawn up; a customer it cannot reach is left out, with the
//! reason. Left out: when its messages leave (the dispatcher, like any other).

mod drafting;
mod preview;
mod proof;
mod sending;

pub use preview::{GatewayShare, NoticePreview, Sample};
pub use proof::ProofEntry;
pub(crate) use sending::run;

use crate::Engine;
use crate::intake::IntakeError;
use crate::live::Live;
use omnifila_core::catalogue::{HoldScope, HoldSpec, NoticeSpec, NoticeStatus};
use omnifila_core::id::{HoldId, NoticeId};
use omnifila_core::input::InputError;
use omnifila_core::message::{Reason, Status};
use omnifila_store::catalogue::{NewNotice, NoticeList, StoredNotice};
use omnifila_store::verbs::{Action, BulkOrder, By, Operation, Selection};
use omnifila_store::{MessageFilter, StoreError};
use serde::Serialize;
use std::collections::BTreeMap;

type Result<T> = std::result::Result<T, IntakeError>;

/// A notice with what has become of its messages so far.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeView {
    #[serde(flatten)]
    pub notice: StoredNotice,
    /// The hold on its customers' dunning, while there is one.
    pub hold_id: Option<HoldId>,
    /// Its messages by status.
    pub messages: BTreeMap<Status, i64>,
}

/// What an undo cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NoticeUndone {
    pub operation_id: omnifila_core::id::OperationId,
    pub cancelled: i64,
    pub too_late: i64,
    pub uncertain: i64,
}

/// The `batch_ref` of a notice's messages.
pub(crate) fn batch_ref(id: NoticeId) -> String {
    format!("notice:{id}")
}

impl Engine {
    pub async fn draw_up_notice(&self, spec: NoticeSpec, by: By) -> Result<StoredNotice> {
        let new = self.judged(spec, false, false)?;
        let kept = self.catalogue().draw_up_notice(new, by, self.now()).await?;
        self.live(Live::Invalidate { noun: "notices" });
        Ok(kept)
    }

    /// Changes a draft: `make` is given its specification, whose list is not in it and stays unless another is given or it
    /// is dropped.
    pub async fn redraw_notice(
        &self,
        id: NoticeId,
        make: impl FnOnce(NoticeSpec) -> std::result::Result<NoticeSpec, InputError>,
        drop_list: bool,
        by: By,
    ) -> Result<StoredNotice> {
        let old = self.stored(id).await?;
        let new = self.judged(make(old.spec)?, old.listed.is_some(), drop_list)?;
        let as_of = (id, old.updated_at);
        let kept = self.catalogue().redraw_notice(as_of, new, by, self.now()).await?;
        self.live(Live::Invalidate { noun: "notices" });
        Ok(kept)
    }

    pub async fn remove_notice(&self, id: NoticeId, by: By) -> Result<()> {
        self.catalogue().remove_notice(id, by, self.now()).await?;
        self.live(Live::Invalidate { noun: "notices" });
        Ok(())
    }

    pub async fn show_notice(&self, id: NoticeId) -> Result<NoticeView> {
        let notice = self.stored(id).await?;
        let filter = MessageFilter {
            batch_ref: Some(batch_ref(id)),
            ..MessageFilter::default()
        };
        let messages = match notice.status {
            NoticeStatus::Draft => BTreeMap::new(),
            _ => self.queue().count(&filter, self.now(), None).await?.statuses,
        };
        Ok(NoticeView {
            hold_id: self.hold_of(id),
            notice,
            messages,
        })
    }

    /// Begins to make a notice's messages; again, it changes nothing. `confirm` repeats the number of messages that the
    /// preview counted, where there are many.
    ///
    /// # Errors
    /// `confirmation_needed`, `notice_undone`, `not_found`.
    pub async fn send_notice(&self, id: NoticeId, confirm: Option<i64>, by: By) -> Result<StoredNotice> {
        let notice = self.stored(id).await?;
        if notice.status == NoticeStatus::Draft {
            self.guard(&notice, confirm).await?;
            // Time has passed since it was drawn up.
            notice.spec.check(notice.listed.is_some(), self.now())?;
            self.references(&notice.spec)?;
        }
        // The loop makes no page of it before its hold is there, and no second hold.
        let page = self.0.notice_page.lock().await;
        let begun = self.catalogue().begin_notice(id, by, self.now()).await?;
        self.hold_concerned(&begun).await?;
        drop(page);
        self.0.notices.raise();
        self.live(Live::Invalidate { noun: "notices" });
        Ok(begun)
    }

    /// Makes no more of it; what was made stays.
    pub async fn stop_notice(&self, id: NoticeId, by: By) -> Result<StoredNotice> {
        let _page = self.0.notice_page.lock().await;
        let stopped = self.catalogue().stop_notice(id, by, self.now()).await?;
        self.live(Live::Invalidate { noun: "notices" });
        Ok(stopped)
    }

    /// Stops it, cancels what still waits of it and lifts its hold. Again, it answers the same.
    pub async fn undo_notice(&self, id: NoticeId, by: By) -> Result<NoticeUndone> {
        // The page that is being made ends first, so that the cancel finds all there is.
        let _page = self.0.notice_page.lock().await;
        let undone = self.catalogue().undo_notice(id, by.clone(), self.now()).await?;
        let operation = self.cancel_undone(&undone, by).await?;
        self.live(Live::Invalidate { noun: "notices" });
        Ok(NoticeUndone {
            operation_id: operation.id,
            cancelled: operation.changed,
            too_late: operation.too_late,
            uncertain: operation.uncertain,
        })
    }

    async fn cancel_undone(&self, notice: &StoredNotice, by: By) -> Result<Operation> {
        if let Some(hold) = self.hold_of(notice.id) {
            self.remove::<HoldSpec>(hold, by.clone())
                .await
                .map_err(of_catalogue)?;
        }
        if let Some(id) = notice.operation_id {
            let known = self.queue().operation(id).await?;
            return Ok(known.ok_or(StoreError::NotFound { noun: "operation" })?);
        }
        let filter = MessageFilter {
            batch_ref: Some(batch_ref(notice.id)),
            ..MessageFilter::default()
        };
        let order = BulkOrder {
            action: Action::Cancel,
            selection: Selection::Filter(filter),
            cause: Reason::Cancelled,
            by,
        };
        let operation = self.order(order).await?;
        self.catalogue().notice_cancelled(notice.id, operation.id).await?;
        Ok(operation)
    }

    async fn stored(&self, id: NoticeId) -> Result<StoredNotice> {
        let found = self.catalogue().notice(id).await?;
        Ok(found.ok_or(StoreError::NotFound { noun: "notice" })?)
    }

    /// A draft as it may be kept. `listed`: it has a list already.
    fn judged(&self, mut spec: NoticeSpec, listed: bool, drop_list: bool) -> Result<NewNotice> {
        let list = match spec.audience.take_list()? {
            Some(list) => NoticeList::Given(list),
            None if drop_list => NoticeList::Dropped,
            None => NoticeList::Kept,
        };
        let given = matches!(list, NoticeList::Given(_));
        spec.check(given || (listed && !drop_list), self.now())?;
        self.references(&spec)?;
        Ok(NewNotice { spec, list })
    }

    /// That what it names exists and goes together.
    fn references(&self, spec: &NoticeSpec) -> Result<()> {
        let book = self.book();
        if let Some(id) = spec.template_id {
            let expected = "the id of a template";
            let template = book
                .template(id)
                .ok_or_else(|| InputError::new("unknown_reference", "/template_id", expected))?;
            if spec
                .purpose
                .is_some_and(|purpose| purpose != template.spec.purpose)
            {
                let expected = format!("{} (the template's purpose), or nothing", template.spec.purpose);
                return Err(InputError::new("purpose_mismatch", "/purpose", expected).into());
            }
            let bound = |gateway| template.spec.bindings.iter().any(|b| b.gateway_id == gateway);
            if template.spec.bindings.is_empty() || spec.gateway_id.is_some_and(|gateway| !bound(gateway)) {
                let expected = "a gateway that the template is bound to";
                return Err(InputError::new("no_gateway", "/gateway_id", expected).into());
            }
        }
        if let Some(id) = spec.route_id {
            let expected = "the id of a route";
            let route = book
                .routes
                .get(&id)
                .ok_or_else(|| InputError::new("unknown_reference", "/route_id", expected))?;
            let purposes = route.spec.steps.iter().map(|s| book.template(s.template_id));
            let other = purposes
                .flatten()
                .find(|t| spec.purpose.is_some_and(|purpose| purpose != t.spec.purpose));
            if let Some(template) = other {
                let expected = format!("{} (its template's purpose), or nothing", template.spec.purpose);
                return Err(InputError::new("purpose_mismatch", "/purpose", expected).into());
            }
        }
        Ok(())
    }

    /// Many messages are sent only by who has seen how many.
    async fn guard(&self, notice: &StoredNotice, confirm: Option<i64>) -> Result<()> {
        let size = self.catalogue().notice_audience_size(notice.id).await?;
        if size <= self.catalogue().mass_guard().await? {
            return Ok(());
        }
        let seen = notice.previewed.filter(|seen| seen.total == size);
        if seen.is_some_and(|seen| confirm == Some(seen.recipients)) {
            return Ok(());
        }
        let expected = match seen {
            Some(seen) => format!(
                "{}, the number of messages that its preview counted",
                seen.recipients
            ),
            None => {
                "a preview of it as it is now, and then the number of messages that it counted".to_owned()
            }
        };
        Err(InputError::new("confirmation_needed", "/confirm", expected).into())
    }

    fn hold_of(&self, id: NoticeId) -> Option<HoldId> {
        let book = self.book();
        let mut holds = book.holds.values();
        let hold = holds.find(|h| h.spec.scope == HoldScope::Notice && h.spec.id == Some(id.0))?;
        Some(HoldId(hold.id))
    }

    /// The hold of a running outage, once; it ends by itself.
    async fn hold_concerned(&self, notice: &StoredNotice) -> Result<()> {
        let Some(outage) = &notice.spec.outage else {
            return Ok(());
        };
        let over = outage.until <= self.now();
        if over || notice.status != NoticeStatus::Running || self.hold_of(notice.id).is_some() {
            return Ok(());
        }
        let hold = HoldSpec {
            scope: HoldScope::Notice,
            id: Some(notice.id.0),
            tag: None,
            reason: notice.spec.name.clone(),
            until: Some(outage.until),
            purposes: Vec::new(),
            cause: None,
        };
        let by = By {
            actor: notice.sent_by.clone().unwrap_or_else(|| notice.actor.clone()),
            reason: None,
        };
        self.set_up(hold, by).await.map_err(of_catalogue)?;
        Ok(())
    }
}

fn of_catalogue(error: omnifila_store::catalogue::CatalogueError) -> IntakeError {
    match error {
        omnifila_store::catalogue::CatalogueError::Input(error) => error.into(),
        omnifila_store::catalogue::CatalogueError::Store(error) => error.into(),
    }
}
