//! What providers charged for attempts, as they told it.
//!
//! Model: kept with the attempt, the first word stands (a later status repeats it). Failures: a charge for an attempt nobody knows
//! is dropped; the call that told it is kept whole elsewhere. Left out: rates (`omnifila-providers`), and sums.

use super::{Catalogue, Result};
use crate::sql::params;
use omnifila_core::id::GatewayId;

/// One charge.
#[derive(Debug, Clone)]
pub struct NewCharge {
    pub gateway_id: GatewayId,
    pub provider_id: String,
    /// Ours, with the attempt, where they came back.
    pub attempt: Option<(i64, u32)>,
    /// A JSON object.
    pub charge: String,
}

impl Catalogue {
    /// Keeps charges with their attempts; how many were new.
    pub async fn keep_charges(&self, charges: Vec<NewCharge>) -> Result<u64> {
        let job = self.db.write(move |tx| {
            let mut kept = 0;
            for new in &charges {
                let (gateway, charge) = (new.gateway_id.0, &new.charge);
                let changed = match new.attempt {
                    Some((message, number)) => tx
                        .conn()
                        .prepare_cached(
                            "UPDATE attempt SET charge = ?4 WHERE message_id = ?1 AND number = ?2 AND gateway_id = ?3
                             AND charge IS NULL",
                        )?
                        .execute(params![message, number, gateway, charge])?,
                    None => tx
                        .conn()
                        .prepare_cached(
                            "UPDATE attempt INDEXED BY attempt_provider SET charge = ?3
                             WHERE provider_id = ?1 AND gateway_id = ?2 AND charge IS NULL",
                        )?
                        .execute(params![new.provider_id, gateway, charge])?,
                };
                kept += changed as u64;
            }
            Ok(kept)
        });
        job.await
    }
}
