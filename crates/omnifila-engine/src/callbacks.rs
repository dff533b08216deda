//! What providers call us with and sign: kept as it came, then done what it says.
//!
//! Model: one address may serve several numbers of one app; each change finds its gateway by the number's id, among those that
//! know the same secret. What it says goes where everything of its sort goes: receipts and charges to the store, an account that
//! changed to its reader, what people wrote to those who hear them (`hearing`).
//!
//! Failures: without a secret in the settings, or with another signature, nothing is kept: anybody may call. A store that cannot
//! record is an error, and the provider comes again; what was taken before is recognised and changes nothing.

use crate::Engine;
use omnifila_core::brazil::phone;
use omnifila_core::catalogue::GatewayKind;
use omnifila_core::heard::{Heard as Told, Inbound};
use omnifila_core::id::GatewayId;
use omnifila_providers::gateways::heard::{Heard, Written};
use omnifila_providers::gateways::{sms_http, whatsapp_cloud::callbacks};
use omnifila_store::StoreError;
use omnifila_store::catalogue::{NewCharge, NewHookEvent};
use serde_json::{Map, Value, json};

/// What people wrote that is described with a kept call; the raw body has all of it.
const SHOWN: usize = 20;
/// Of a content type, as it is kept.
const MOST_MEDIA: usize = 200;

/// A provider's call, as it came.
#[derive(Debug, Clone, Copy)]
pub struct Called<'a> {
    pub content_type: Option<&'a str>,
    /// The header that signs it.
    pub signature: Option<&'a str>,
    pub body: &'a [u8],
}

/// Why a call was not taken.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CallbackError {
    /// Not signed, or by somebody else; what was expected.
    #[error("{0}")]
    Unsigned(&'static str),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// Takes a call of Meta to the gateway `id`, whose settings are given in clear.
    ///
    /// # Errors
    /// See [`CallbackError`].
    pub async fn meta_called(
        &self,
        id: GatewayId,
        settings: &Map<String, Value>,
        called: Called<'_>,
    ) -> Result<(), CallbackError> {
        let secret = settings.get("app_secret").and_then(Value::as_str);
        let (Some(secret), Some(signature)) = (secret, called.signature) else {
            let expected = "a signed call, and an app_secret among the gateway's settings";
            return Err(CallbackError::Unsigned(expected));
        };
        if !callbacks::is_signed(secret, signature, called.body) {
            return Err(CallbackError::Unsigned("a signature of the gateway's app"));
        }
        let body: Value = serde_json::from_slice(called.body).unwrap_or_default();
        let heard = callbacks::read(&body, self.now(), |number| self.number(id, secret, number));
        let shape = if body.is_null() { "text" } else { "json" };
        self.heard(id, shape, called, heard).await?;
        Ok(())
    }

    /// Takes a call of a provider of SMS, who knew the hook's token. `query` is what the address held beside it.
    ///
    /// # Errors
    /// A store that cannot record.
    pub async fn sms_called(
        &self,
        id: GatewayId,
        settings: &Map<String, Value>,
        query: &[(String, String)],
        called: Called<'_>,
    ) -> Result<(), StoreError> {
        let heard = sms_http::callbacks::read(settings, id, query, called.body, self.now());
        if !called.body.is_empty() {
            return self.heard(id, "sms", called, heard).await;
        }
        // A call that is all address: kept as the form it is.
        let form = sms_http::callbacks::as_form(query);
        let called = Called {
            body: form.as_bytes(),
            ..called
        };
        self.heard(id, "sms", called, heard).await
    }

    /// Keeps a call that is believed, then does what it says.
    async fn heard(
        &self,
        id: GatewayId,
        shape: &'static str,
        called: Called<'_>,
        heard: Heard,
    ) -> Result<(), StoreError> {
        let shown: Vec<&Written> = heard.written.iter().take(SHOWN).collect();
        let extracted = json!({ "shape": shape, "receipts": heard.receipts.len(), "charges": heard.charges.len(),
            "written": shown, "account_changed": heard.account_changed });
        let (here, elsewhere): (Vec<_>, Vec<_>) = heard.written.into_iter().partition(|w| w.gateway_id == id);
        let told = heard.receipts.into_iter().map(Told::Receipt);
        let event = NewHookEvent {
            gateway_id: id,
            content_type: called
                .content_type
                .map(|text| text.chars().take(MOST_MEDIA).collect()),
            body: called.body.to_vec(),
            trusted: true,
            extracted,
            heard: told
                .chain(here.into_iter().map(|w| Told::Inbound(self.inbound(w))))
                .collect(),
        };
        let event_id = self.hear(event).await?;
        for written in elsewhere {
            let gateway = written.gateway_id;
            self.said(event_id, gateway, self.inbound(written)).await?;
        }
        let charges = heard.charges.into_iter();
        let charges = charges.filter_map(|(gateway_id, provider_id, attempt, charge)| {
            Some(NewCharge {
                gateway_id,
                provider_id,
                attempt,
                charge: serde_json::to_string(&charge).ok()?,
            })
        });
        let charges: Vec<NewCharge> = charges.collect();
        if !charges.is_empty() {
            self.catalogue().keep_charges(charges).await?;
        }
        if heard.account_changed {
            self.read_listing_soon(id);
        }
        Ok(())
    }

    /// The gateway of a number, if it is of the same app.
    fn number(&self, here: GatewayId, secret: &str, number: &str) -> Option<GatewayId> {
        let book = self.book();
        let is_it = |id: &GatewayId| {
            let stored = book
                .gateway(*id)
                .filter(|g| g.spec.kind == GatewayKind::WhatsappCloud);
            let named = stored
                .filter(|g| g.spec.settings.get("phone_number_id").and_then(Value::as_str) == Some(number));
            named.is_some_and(|stored| {
                let open = self.catalogue().open_settings(stored);
                *id == here || open.is_ok_and(|o| o.get("app_secret").and_then(Value::as_str) == Some(secret))
            })
        };
        let mut all = std::iter::once(&here).chain(book.gateways.keys());
        all.find(|id| is_it(id)).copied()
    }

    /// What a person wrote, as it is kept; without a name of the provider's it is one by its time.
    fn inbound(&self, written: Written) -> Inbound {
        let now = self.now();
        let name = || format!("{}@{}", written.from, now.ms());
        Inbound {
            provider_id: written.provider_id.clone().unwrap_or_else(name),
            address: phone::normalise(&written.from).unwrap_or_else(|_| written.from.clone()),
            name: None,
            text: written.text.unwrap_or_default(),
            payload: None,
            answers: None,
            at: now,
        }
    }
}
