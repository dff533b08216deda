//! Who opted out at the provider: contacts are gone through a few pages at a time, and each opt-out becomes a suppression here, with
//! its origin and what proves it. An opt-in there lifts what this account had told, never what a person or another account said.
//!
//! Failures: a pass that breaks off goes on where it was, after a restart too. A decision that cannot be understood is counted, and
//! changes nothing.

use super::{AccountError, Handle, Part, outcome, system, within};
use crate::Engine;
use omnifila_core::account::{Account, Consent};
use omnifila_core::brazil::phone;
use omnifila_core::catalogue::SuppressionSpec;
use omnifila_core::id::GatewayId;
use omnifila_store::StoreError;
use omnifila_store::catalogue::{CatalogueError, Proof};

/// Pages read in one turn: with one a minute, some hundred thousand contacts an hour.
const PAGES: usize = 20;

/// Reads on; whether that was the end of the contacts.
pub(super) async fn read(
    engine: &Engine,
    id: GatewayId,
    account: &dyn Account,
    handle: &Handle,
) -> Result<bool, AccountError> {
    let mut changed = false;
    let mut ended = false;
    for _ in 0..PAGES {
        let skip = handle.state().consents_skip;
        let answer = within(account.consents(skip)).await;
        handle.note(Part::Consents, outcome(&answer), engine.now());
        let page = answer?;
        if skip == 0 {
            let mut state = handle.state();
            (state.opted_out, state.unreadable) = (0, 0);
        }
        for consent in &page.consents {
            changed |= take(engine, id, consent).await?;
        }
        let mut state = handle.state();
        state.opted_out += page.consents.iter().filter(|c| !c.allowed).count() as u64;
        state.unreadable += page.unreadable;
        state.consents_skip += page.contacts;
        if page.contacts == 0 {
            state.consents_skip = 0;
            state.consents_read_at = Some(engine.now());
            ended = true;
            break;
        }
    }
    if changed {
        // What waits for the addresses is cancelled when its turn comes: let the lanes look.
        engine.nudge_all();
    }
    Ok(ended)
}

/// Makes one decision hold here; whether it changed anything.
async fn take(engine: &Engine, id: GatewayId, consent: &Consent) -> Result<bool, AccountError> {
    let origin = format!("opa_suite/{id}");
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
        if consent.allowed == !known {
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
        let spec = SuppressionSpec {
            address,
            purposes: Vec::new(),
            reason: "Opt-out registrado no contato do Opa! Suite".into(),
        };
        let proof = Proof {
            origin: origin.clone(),
            evidence: Some(format!("opt_in_opt_out, contato {}{when}", consent.contact_id)),
        };
        match catalogue.suppress_with(spec, proof, system(), engine.now()).await {
            Ok(_) => {}
            Err(CatalogueError::Store(error)) => return Err(error.into()),
            Err(CatalogueError::Input(error)) => {
                return Err(StoreError::Internal(error.code.to_owned()).into());
            }
        }
    }
    Ok(changed)
}
