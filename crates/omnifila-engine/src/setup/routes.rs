//! What a sequence of channels has to be: each gateway once, templates of one purpose, and a wait only where deliveries are confirmed.

use super::{Checked, Setup, listed, named, within};
use crate::Engine;
use omnifila_core::catalogue::{RouteSpec, Stored};
use omnifila_core::input::InputError;
use omnifila_core::port::Receipts;

/// Seconds that a step of a route waits for a delivery: from a minute, in which hardly a receipt comes, to a week.
const PATIENCE_SECONDS: std::ops::RangeInclusive<u64> = 60..=604_800;

impl Setup for RouteSpec {
    fn vet(&self, engine: &Engine, _: Option<&Stored<Self>>) -> Checked {
        named(&self.name, self.key.as_deref())?;
        listed("/steps", &self.steps)?;
        if self.steps.is_empty() {
            return Err(InputError::new("missing", "/steps", "at least one step"));
        }
        let book = engine.book();
        let mut purpose = None;
        for (i, step) in self.steps.iter().enumerate() {
            let at = |field| format!("/steps/{i}/{field}");
            if self.steps[..i]
                .iter()
                .any(|other| other.gateway_id == step.gateway_id)
            {
                let expected = "each gateway once";
                return Err(InputError::new("repeated", at("gateway_id"), expected));
            }
            if let Some(template) = book.template(step.template_id) {
                let bound = template
                    .spec
                    .bindings
                    .iter()
                    .any(|b| b.gateway_id == step.gateway_id);
                if !bound {
                    let expected = "a template with a binding to the step's gateway";
                    return Err(InputError::new("no_binding", at("template_id"), expected));
                }
                if *purpose.get_or_insert(template.spec.purpose) != template.spec.purpose {
                    let expected = "templates of one purpose: it is one message";
                    return Err(InputError::new("purpose_mismatch", at("template_id"), expected));
                }
            }
            if let Some(seconds) = step.after_seconds {
                within(&at("after_seconds"), u64::from(seconds), PATIENCE_SECONDS)?;
            }
            let kind = book.gateway(step.gateway_id).map(|g| g.spec.kind);
            let silent = kind.is_some_and(|kind| engine.receipts_of(kind) == Receipts::None);
            // Nobody can tell that such a gateway did not deliver, so that time alone would send twice.
            if step.after_seconds.is_some() && i + 1 == self.steps.len() && !silent {
                let expected = "no after_seconds in the last step, because nothing follows it";
                return Err(InputError::new("not_supported", at("after_seconds"), expected));
            }
            if step.after_seconds.is_some() && silent {
                let expected = "no after_seconds, because this gateway confirms no delivery";
                return Err(InputError::new("not_supported", at("after_seconds"), expected));
            }
        }
        Ok(())
    }
}
