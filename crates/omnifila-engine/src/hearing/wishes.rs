//! What a person's answer sets in motion: a stop, its end, a payment that was said, an address that is somebody else's.
//!
//! Model: the answer is kept with the message it belongs to; one word or one button asks for one thing, and everything else is for
//! a person to read. A stop names its proof, and only the same address's own word (or a person with a reason) ends it.
//!
//! "Já paguei" holds what is asked of the customer (collections, reminders) for [`PAID_HOLD`], which is how long a payment may take to show up; it proves nothing,
//! and the invoice stays open.

use super::told_by;
use crate::Engine;
use crate::live::Live;
use omnifila_core::catalogue::{HoldScope, HoldSpec};
use omnifila_core::heard::{Inbound, Wish};
use omnifila_core::id::{CustomerId, GatewayId};
use omnifila_core::message::Purpose;
use omnifila_core::time::DAY;
use omnifila_store::StoreError;
use omnifila_store::catalogue::CatalogueError;

/// A boleto that was paid in the evening shows up on the second day.
const PAID_HOLD: i64 = 2 * DAY;

impl Engine {
    pub(crate) async fn said(&self, event: i64, gateway: GatewayId, said: Inbound) -> Result<(), StoreError> {
        let wish = said
            .payload
            .as_deref()
            .and_then(Wish::from_word)
            .or_else(|| Wish::of(&said.text));
        let address = said.address.clone();
        let kept = self
            .catalogue()
            .keep_inbound(gateway, said, wish, self.now())
            .await?;
        // The same answer again was obeyed when it came first, unless the process ended right then: a wish is safe to repeat.
        let customer = kept.as_ref().and_then(|kept| kept.customer_id);
        let evidence = format!("hook_event {event}");
        match wish {
            None => {}
            Some(Wish::Stop) => {
                let reason = "O cliente pediu para não receber mensagens";
                self.suppress_told(address, Vec::new(), reason, gateway, evidence)
                    .await?;
            }
            Some(Wish::NotMe) => {
                let reason = "Quem recebeu diz que não é o cliente";
                self.suppress_told(address, Vec::new(), reason, gateway, evidence)
                    .await?;
            }
            Some(Wish::Resume) => {
                let by = told_by("inbound");
                let origin = format!("hook/{gateway}");
                let lifted = self
                    .catalogue()
                    .unsuppress_from(address, origin, by, self.now())
                    .await?;
                if lifted > 0 {
                    self.nudge_all();
                }
            }
            Some(Wish::Paid) => {
                if let Some(customer) = customer {
                    self.hold_paid(customer).await?;
                }
            }
        }
        self.0.answers.raise();
        self.live(Live::Invalidate { noun: "inbound" });
        Ok(())
    }

    async fn hold_paid(&self, customer: CustomerId) -> Result<(), StoreError> {
        let reason = "O cliente diz que já pagou";
        let book = self.book();
        let held = book.holds.values().any(|hold| {
            hold.spec.scope == HoldScope::Customer
                && hold.spec.id == Some(customer.0)
                && hold.spec.until.is_none_or(|until| until > self.now())
        });
        if held {
            return Ok(());
        }
        let spec = HoldSpec {
            scope: HoldScope::Customer,
            id: Some(customer.0),
            tag: None,
            reason: reason.into(),
            until: Some(self.now().plus(PAID_HOLD)),
            // A link to sign or an outage notice is no debt.
            purposes: vec![Purpose::Collection, Purpose::Reminder],
            cause: None,
        };
        match self.set_up(spec, told_by("inbound")).await {
            Ok(_) | Err(CatalogueError::Input(_)) => Ok(()),
            Err(CatalogueError::Store(error)) => Err(error),
        }
    }
}
