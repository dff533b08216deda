//! A message by a route: what each of its steps would say is drafted, and the first that reaches the customer begins.

use omnifila_core::catalogue::{Book, RouteSpec, RouteStep, Stored};
use omnifila_core::id::RouteId;
use omnifila_core::input::InputError;
use omnifila_core::sequence::{Said, Sequence, Way};
use omnifila_core::time::SECOND;
use omnifila_store::verbs::NewMessage;
use std::sync::Arc;

/// A route that an input names.
type Named = (RouteId, Arc<Stored<RouteSpec>>);

/// The route that an input names, by its id or its key; none if it names none.
pub(super) fn find_route(
    book: &Book,
    id: Option<RouteId>,
    key: Option<&str>,
) -> Result<Option<Named>, InputError> {
    let expected = "the id or key of a route";
    match (id, key) {
        (None, None) => Ok(None),
        (Some(id), None) => {
            let found = book.routes.get(&id).map(|route| Some((id, route.clone())));
            found.ok_or_else(|| InputError::new("unknown_route", "/route_id", expected))
        }
        (None, Some(key)) => {
            let mut routes = book.routes.iter();
            let found = routes.find(|(_, route)| route.spec.key.as_deref() == Some(key));
            let found = found.map(|(id, route)| Some((*id, route.clone())));
            found.ok_or_else(|| InputError::new("unknown_route", "/route_key", expected))
        }
        (Some(_), Some(_)) => Err(InputError::new(
            "conflicting_fields",
            "/route_key",
            "either route_id or route_key",
        )),
    }
}

/// Whether a refusal says that a gateway cannot reach the customer, so that the next of a route may.
pub(crate) fn cannot_reach(error: &InputError) -> bool {
    error.pointer.starts_with("/customer/phone")
        || error.pointer.starts_with("/customer/email")
        || error.pointer.starts_with("/customer/contacts")
}

/// One message that goes through the route's steps, `draft` making what each says.
///
/// # Errors
/// What `draft` refuses for another reason than that the step cannot reach the customer; and that reason, of the first step, if
/// none can.
pub(crate) fn through<E>(
    route_id: RouteId,
    route: &RouteSpec,
    mut draft: impl FnMut(&RouteStep) -> Result<NewMessage, E>,
    unreachable: impl Fn(&E) -> Option<String>,
    nothing: impl FnOnce() -> E,
) -> Result<NewMessage, E> {
    let (mut begins, mut refused) = (None, None);
    let mut steps = Vec::with_capacity(route.steps.len());
    for step in &route.steps {
        let says = match draft(step) {
            Ok(message) => {
                let said = said(&message);
                begins.get_or_insert(message);
                Ok(said)
            }
            Err(error) => match unreachable(&error) {
                Some(code) => {
                    refused.get_or_insert(error);
                    Err(code)
                }
                None => return Err(error),
            },
        };
        steps.push(Way {
            gateway_id: step.gateway_id,
            template_id: step.template_id,
            patience_ms: step.after_seconds.map(|seconds| i64::from(seconds) * SECOND),
            says,
        });
    }
    let Some(message) = begins else {
        return Err(refused.unwrap_or_else(nothing));
    };
    Ok(NewMessage {
        sequence: Some(Box::new(Sequence { route_id, steps })),
        ..message
    })
}

fn said(message: &NewMessage) -> Said {
    Said {
        template_version: message.template_version,
        address: message.address.clone(),
        preview: message.preview.clone(),
        contents: message.contents.clone(),
        weight: message.weight,
    }
}
