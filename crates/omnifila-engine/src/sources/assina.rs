//! IXC Assina: contracts that wait for a signature, and those of ours that no longer do, looked at with every read of the
//! source.
//!
//! Few wait at a time, so that all of them are listed each time; whatever we hold as pending and is not listed is asked for by
//! its id. Left out: sources that no flow sends for.

use super::sync::{CONTRACTS, Done, Turn};
use crate::signatures::fingerprint;
use omnifila_core::signature::{DocumentStatus, Telling};
use omnifila_core::source::{LOOK_BATCH, Row, assina};
use omnifila_providers::sources::Condition;
use omnifila_store::catalogue::NewTelling;
use std::collections::BTreeSet;

impl Turn<'_> {
    pub(super) async fn signatures(&mut self) -> Done {
        if self.engine.signature_flow(self.label).is_none() {
            return Ok(());
        }
        let conditions = [Condition::new("status_internet", "=", assina::WAITING)];
        let (mut after, mut listed) = (0, BTreeSet::new());
        loop {
            let page = self.fetch(CONTRACTS, &conditions, after).await?;
            after = page.last;
            for row in &page.rows {
                listed.extend(row.id());
                self.tell(row).await?;
            }
            if page.done {
                break;
            }
        }
        self.no_longer_listed(&listed).await
    }

    async fn no_longer_listed(&mut self, listed: &BTreeSet<u64>) -> Done {
        let mut after = 0;
        loop {
            let catalogue = self.engine.catalogue();
            let pending = catalogue
                .pending_documents(self.label.to_owned(), after, LOOK_BATCH)
                .await?;
            let Some(last) = pending.last() else {
                return Ok(());
            };
            after = last.id;
            let contracts = pending
                .iter()
                .filter_map(|d| assina::contract_of(&d.document.external_id));
            let gone: Vec<String> = contracts
                .filter(|id| !listed.contains(id))
                .map(|id| id.to_string())
                .collect();
            if gone.is_empty() {
                continue;
            }
            let rows = self.client.by_ids(CONTRACTS, &gone).await?;
            for row in &rows {
                self.tell(row).await?;
            }
            for id in gone.iter().filter_map(|id| id.parse::<u64>().ok()) {
                if !rows.iter().any(|row| row.id() == Some(id)) {
                    let mut telling = Telling::of(assina::document_of(id), "contract_gone");
                    telling.status = Some(DocumentStatus::Cancelled);
                    self.keep_telling(telling, None).await?;
                }
            }
        }
    }

    async fn tell(&self, row: &Row) -> Done {
        match assina::telling(row) {
            Some((telling, customer)) => self.keep_telling(telling, Some(customer)).await,
            None => Ok(()),
        }
    }

    async fn keep_telling(&self, telling: Telling, customer: Option<String>) -> Done {
        let key = format!(
            "poll/{}/{}",
            self.engine.now().ms(),
            fingerprint(format!("{telling:?}").as_bytes())
        );
        let new = NewTelling {
            source: self.label.to_owned(),
            customer_external_id: customer,
            telling,
            key,
            body: None,
        };
        self.engine.tell_document(new).await?;
        Ok(())
    }
}
