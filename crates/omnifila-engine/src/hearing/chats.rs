//! Which chat belongs to which customer, at hand for intake: few have one, and each is read for every message.
//!
//! The store is the truth; this is a copy of it, read at the start and renewed when a chat is bound here.

use crate::Engine;
use omnifila_core::catalogue::CustomerInput;
use omnifila_core::id::GatewayId;
use omnifila_store::StoreError;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// By gateway, source and external id.
pub(crate) type Chats = RwLock<Arc<HashMap<(GatewayId, String, String), String>>>;

impl Engine {
    pub(crate) async fn renew_chats(&self) -> Result<(), StoreError> {
        let all = self.catalogue().chats().await?;
        *self.0.chats.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(all.into_iter().collect());
        Ok(())
    }

    /// The chat that a customer opened a bot in.
    pub(crate) fn chat_of(&self, gateway: GatewayId, customer: &CustomerInput) -> Option<String> {
        let chats = self
            .0
            .chats
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let source = customer.source.clone().unwrap_or_else(|| "api".into());
        chats
            .get(&(gateway, source, customer.external_id.clone()))
            .cloned()
    }
}
