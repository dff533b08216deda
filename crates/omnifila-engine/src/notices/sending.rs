//! The loop that makes the messages of notices, page by page.
//!
//! A page is drawn, its messages are kept, and then the cursor moves together with the counts. Killed between the two, the
//! page is made again: the messages' keys (notice and customer) find those there are, and the counts count it once.

use super::drafting::Drafter;
use super::{NoticeStatus, Result};
use crate::Engine;
use crate::live::Live;
use omnifila_core::policy::key;
use omnifila_core::time::SECOND;
use omnifila_store::catalogue::{CustomerFate, StoredNotice};
use omnifila_store::verbs::{By, NewMessage};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// Customers whose messages are kept in one transaction.
const PAGE: usize = 500;

/// Makes messages while there is a notice to be sent.
pub(crate) async fn run(engine: Engine) {
    if !engine.on_duty().await {
        return;
    }
    let mut stop = engine.stopping();
    let mut next = None;
    engine.0.notices.raise();
    loop {
        let _busy = tokio::select! {
            busy = engine.pace().next(&engine.0.notices, next) => busy,
            _ = stop.changed() => return,
        };
        next = None;
        loop {
            match engine.carry_on_with_notices().await {
                Ok(true) if !*stop.borrow() => tokio::task::yield_now().await,
                Ok(_) => break,
                Err(error) => {
                    tracing::error!(%error, "the messages of a notice could not be made; they will be");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    next = Some(engine.now().plus(SECOND));
                    break;
                }
            }
        }
    }
}

impl Engine {
    /// Makes one page of each notice at work; `true` while there is more.
    async fn carry_on_with_notices(&self) -> Result<bool> {
        let at_work = self.catalogue().notices_at_work().await?;
        let mut more = false;
        for notice in at_work {
            let _page = self.0.notice_page.lock().await;
            // Stopped or undone meanwhile, it says so now.
            let notice = self.stored(notice.id).await?;
            match notice.status {
                NoticeStatus::Running => more |= self.make_page(&notice).await?,
                NoticeStatus::Undone => {
                    // An earlier process ended between the undo and its cancel.
                    let by = By {
                        actor: notice.actor.clone(),
                        reason: None,
                    };
                    self.cancel_undone(&notice, by).await?;
                }
                _ => {}
            }
            self.live(Live::Invalidate { noun: "notices" });
        }
        Ok(more)
    }

    /// Makes the next page of a running notice; `false` when that was the last.
    async fn make_page(&self, notice: &StoredNotice) -> Result<bool> {
        self.hold_concerned(notice).await?;
        let (id, from) = (notice.id, notice.cursor);
        let customers = self.catalogue().notice_audience(id, from, PAGE).await?;
        let Some(last) = customers.last() else {
            let done = self.catalogue().complete_notice(id, self.now()).await?;
            tracing::info!(
                notice.id = id.0,
                notice.created = done.counts.created,
                "notice sent"
            );
            return Ok(false);
        };
        let to = last.id;
        let drawn = Drafter::new(self, notice).page(&customers).await?;
        let mut fates = Vec::with_capacity(drawn.len());
        let mut messages: Vec<NewMessage> = Vec::new();
        let mut made = Vec::new();
        for (customer, one) in drawn {
            match one {
                Ok(message) => {
                    let content: [u8; 32] = Sha256::digest(message.preview.as_bytes()).into();
                    made.push((customer, key::address_key(&message.address), content));
                    messages.push(message);
                }
                Err(reason) => fates.push((customer, CustomerFate::LeftOut { reason })),
            }
        }
        if !messages.is_empty() {
            let kept = self.keep(messages).await?;
            for ((customer, address_key, content), kept) in made.into_iter().zip(kept) {
                let message = kept.id;
                let fate = CustomerFate::Made {
                    message,
                    address_key,
                    content,
                };
                fates.push((customer, fate));
            }
        }
        let catalogue = self.catalogue();
        Ok(catalogue
            .notice_page_made(id, (from, to), fates, self.now())
            .await?)
    }
}
