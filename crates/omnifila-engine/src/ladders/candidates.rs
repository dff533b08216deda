//! The way in which a step without a route speaks to a customer: gateway and template.

use omnifila_core::catalogue::{Book, LadderStep};
use omnifila_core::id::{GatewayId, TemplateId};
use omnifila_core::input::InputError;
use std::collections::BTreeSet;

/// The step's own gateway, else the first of the branch that the template speaks to, else the template's first.
pub(super) fn of(
    book: &Book,
    step: &LadderStep,
    branch_key: Option<&str>,
) -> Result<(GatewayId, TemplateId), InputError> {
    let template = step.template_id.ok_or_else(no_template)?;
    Ok((gateway(book, template, step.gateway_id, branch_key)?, template))
}

fn no_template() -> InputError {
    InputError::new("no_template", "/template_id", "a template")
}

pub(super) fn gateway(
    book: &Book,
    template: TemplateId,
    own: Option<GatewayId>,
    branch_key: Option<&str>,
) -> Result<GatewayId, InputError> {
    let none = || InputError::new("no_gateway", "/template_id", "a template bound to a gateway");
    if let Some(own) = own {
        return Ok(own);
    }
    let bindings = &book.template(template).ok_or_else(none)?.spec.bindings;
    let bound: BTreeSet<GatewayId> = bindings.iter().map(|b| b.gateway_id).collect();
    let branch = branch_key.and_then(|key| book.branch_by_key(key));
    let preferred = branch.and_then(|b| b.spec.gateway_ids.iter().find(|g| bound.contains(g)).copied());
    preferred
        .or_else(|| bindings.first().map(|b| b.gateway_id))
        .ok_or_else(none)
}
