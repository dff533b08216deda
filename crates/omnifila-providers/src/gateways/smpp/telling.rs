//! What the network tells of its own accord: receipts, what people write, and answers that came too late.

use super::link::Told;
use super::pdu::{self, Pdu};
use super::{Smpp, receipt, refusal};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use omnifila_core::brazil::phone;
use omnifila_core::heard::{Heard, Inbound};
use omnifila_core::id::GatewayId;
use omnifila_core::outcome::{Evidence, Receipt};
use omnifila_core::port::{Listening, Report};
use omnifila_core::sms;
use omnifila_core::time::MINUTE;
use sha2::{Digest, Sha256};

impl Smpp {
    /// What a `deliver_sm` says: a receipt, or what a person wrote.
    fn delivered(&self, gateway_id: GatewayId, pdu: Pdu) -> Option<Heard> {
        let at = self.clock.now();
        let digest = Sha256::digest(&pdu.body);
        let delivered = pdu::delivered(pdu.body)?;
        if delivered.is_intermediate {
            return None;
        }
        if !delivered.is_receipt {
            let text = match delivered.data_coding {
                8 => sms::Alphabet::Ucs2.decode(&delivered.message),
                // Latin 1.
                3 => delivered.message.iter().map(|b| char::from(*b)).collect(),
                _ => sms::Alphabet::Gsm7.decode(&delivered.message),
            };
            let from = format!("+{}", delivered.from.trim_start_matches('+'));
            // The network gives it no name. Told again because our answer was lost, it is the same within the minute.
            let minute = at.ms() / MINUTE;
            return Some(Heard::Inbound(Inbound {
                provider_id: format!("{}@{minute}", URL_SAFE_NO_PAD.encode(&digest[..12])),
                address: phone::normalise(&from).unwrap_or(from),
                name: None,
                text,
                payload: None,
                answers: None,
                at,
            }));
        }
        let (id, evidence, error) = receipt::read(&delivered, self.settings.ids)?;
        let code = (evidence == Evidence::Failed).then(|| match error.as_deref() {
            None | Some("000" | "0") => "undeliverable".to_owned(),
            Some(error) => format!("undeliverable_{error}"),
        });
        Some(Heard::Receipt(Receipt {
            gateway_id,
            provider_id: Some(id),
            message_id: None,
            attempt: None,
            evidence,
            code,
            at,
        }))
    }

    /// What an answer says that came when its outcome was unknown already.
    fn late(&self, status: u32, body: Bytes) -> Option<(Evidence, Option<String>, Option<String>)> {
        if status == 0 {
            let id = pdu::message_id(body).and_then(|id| self.settings.ids.of_answer(&id))?;
            return Some((Evidence::Accepted, Some(id), None));
        }
        let code = refusal(status).code().map(str::to_owned);
        Some((Evidence::Failed, None, code))
    }
}

#[async_trait]
impl Listening for Smpp {
    async fn next(&self, gateway_id: GatewayId, after: u64) -> Report {
        let (number, told) = self.link.report(after).await;
        let (body, heard) = match told {
            Told::Delivered(pdu) => (pdu.body.to_vec(), self.delivered(gateway_id, pdu)),
            Told::Late((message_id, attempt), pdu) => {
                let receipt = self
                    .late(pdu.status, pdu.body.clone())
                    .map(|(evidence, provider_id, code)| Receipt {
                        gateway_id,
                        provider_id,
                        message_id: Some(message_id),
                        attempt: Some(attempt),
                        evidence,
                        code,
                        at: self.clock.now(),
                    });
                (pdu.body.to_vec(), receipt.map(Heard::Receipt))
            }
        };
        Report {
            number,
            body,
            heard: heard.into_iter().collect(),
        }
    }

    fn recorded(&self, number: u64) {
        self.link.recorded(number);
    }
}
