//! Who opted out at the provider: contacts are gone through a few pages at a time, and each opt-out becomes a suppression here, with
//! its origin and what proves it. An opt-in there lifts what this account had told, never what a person or another account said.
//! Where it is asked for (`write_opt_out`), what is suppressed here for everything is told there.
//!
//! Failures: a pass that breaks off goes on where it was, after a restart too. A decision that cannot be understood is counted, and
//! changes nothing.

use super::{AccountError, Handle, Part, outcome, system, within};
use crate::Engine;
use omnifila_core::account::{Account, Consent};
use omnifila_core::brazil::phone;
use omnifila_core::catalogue::SuppressionSpec;
use omnifila_core::id::{GatewayId, SuppressionId};
use omnifila_store::StoreError;
use omnifila_store::catalogue::{CatalogueError, Proof};
use std::sync::PoisonError;

/// Pages read in one turn: with one a minute, some hundred thousand contacts an hour.
const PAGES: usize = 20;
/// Suppressions told of in one turn.
const TOLD: usize = 20;
/// Codes of a contact that cannot be written to.
const REFUSED: [&str; 3] = ["refused", "not_found", "channel_not_found"];

/// Reads on; whether that was the end of the contacts.
pub(super) async fn read(
    engine: &Engine,
    id: GatewayId,
    account: &dyn Account,
    handle: &Handle,
) -> Result<bool, AccountError> {
    let mut changed = false;
    let mut ended = false;
    let mut before: Option<String> = None;
    for _ in 0..PAGES {
        let skip = handle.state().consents_skip;
        let answer = within(account.consents(skip)).await;
        handle.note(Part::Consents, outcome(&answer), engine.now());
        let page = answer?;
        if skip == 0 {
            let mut state = handle.state();
            (state.opted_out, state.unreadable) = (0, 0);
        }
        if page.contacts == 0 || (before.is_some() && page.first == before) {
            let mut state = handle.state();
            state.consents_skip = 0;
            state.consents_read_at = Some(engine.now());
            ended = true;
            break;
        }
        before = page.first;
        for consent in &page.consents {
            changed |= take(engine, id, consent).await?;
        }
        let mut state = handle.state();
        state.opted_out += page.consents.iter().filter(|c| !c.allowed).count() as u64;
        state.unreadable += page.unreadable;
        state.consents_skip += page.contacts;
    }
    if changed {
        // What waits for the addresses is cancelled when its turn comes: let the lanes look.
        engine.nudge_all();
    }
    Ok(ended)
}

/// Tells the provider of addresses that were suppressed here for everything, a few at a time, in their order.
pub(super) async fn tell(
    engine: &Engine,
    id: GatewayId,
    account: &dyn Account,
    handle: &Handle,
) -> Result<(), AccountError> {
    let after = SuppressionId(handle.state().opt_outs_written);
    let own = origin(id);
    for kept in engine.catalogue().suppressions(Some(after), TOLD).await? {
        let whole = kept.purposes.is_empty() && kept.address.starts_with('+') && kept.origin != own;
        if whole {
            let answer = within(account.tell_opt_out(&kept.address, kept.created_at)).await;
            // What is refused for good (the ERP owns the contact) must not stop those after it.
            let refused = answer
                .as_ref()
                .is_err_and(|fault| REFUSED.contains(&fault.code.as_str()));
            if refused {
                handle.state().opt_outs_refused += 1;
            } else {
                handle.note(Part::Consents, outcome(&answer), engine.now());
                answer?;
            }
        }
        handle.state().opt_outs_written = kept.id.0;
    }
    Ok(())
}

/// Whom the provider refused to write to because they opted out there.
pub(super) async fn refused(engine: &Engine, id: GatewayId, handle: &Handle) -> Result<(), AccountError> {
    let messages = std::mem::take(&mut *handle.0.opted_out.lock().unwrap_or_else(PoisonError::into_inner));
    for message in messages {
        let Some(detail) = engine.queue().message(message).await? else {
            continue;
        };
        let evidence = format!("o envio da mensagem {message} foi recusado por opt-out");
        let address = engine.address_by(id, &detail.row).await?;
        suppress(engine, id, address, evidence).await?;
        engine.nudge_all();
    }
    Ok(())
}

async fn suppress(
    engine: &Engine,
    id: GatewayId,
    address: String,
    evidence: String,
) -> Result<(), AccountError> {
    let spec = SuppressionSpec {
        address,
        purposes: Vec::new(),
        reason: "Opt-out registrado no Opa! Suite".into(),
    };
    let proof = Proof {
        origin: origin(id),
        evidence: Some(evidence),
    };
    match engine
        .catalogue()
        .suppress_with(spec, proof, system(), engine.now())
        .await
    {
        Ok(_) => Ok(()),
        Err(CatalogueError::Store(error)) => Err(error.into()),
        Err(CatalogueError::Input(error)) => Err(StoreError::Internal(error.code.to_owned()).into()),
    }
}

/// Under which suppressions of this account are known.
fn origin(id: GatewayId) -> String {
    format!("opa_suite/{id}")
}

/// Makes one decision hold here; whether it changed anything.
async fn take(engine: &Engine, id: GatewayId, consent: &Consent) -> Result<bool, AccountError> {
    let origin = origin(id);
    let mut changed = false;
    for phone in &consent.phones {
        // A number that is none is nobody's to write to.
        let Ok(address) = phone::normalise(phone) else {
            continue;
        };
        let catalogue = engine.catalogue();
        let known = catalogue
            .is_suppressed_by(address.clone(), origin.clone())
            .await?;
        if consent.allowed != known {
            continue;
        }
        changed = true;
        if consent.allowed {
            catalogue
                .unsuppress_from(address, origin.clone(), system(), engine.now())
                .await?;
            continue;
        }
        let when = consent
            .at
            .as_deref()
            .map(|at| format!(", {at}"))
            .unwrap_or_default();
        let evidence = format!("opt_in_opt_out, contato {}{when}", consent.contact_id);
        suppress(engine, id, address, evidence).await?;
    }
    Ok(changed)
}
