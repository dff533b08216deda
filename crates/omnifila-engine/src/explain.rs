//! "Why is it waiting, and until when?", answered by the code that decides.

use crate::Engine;
use omnifila_core::id::{GatewayId, MessageId};
use omnifila_core::message::{Status, Waiting};
use omnifila_core::plan::{Blocker, BlockerCode, Board, Planner, PortfolioState, Surroundings};
use omnifila_core::policy::rate::RateState;
use omnifila_core::time::Time;
use omnifila_store::StoreError;
use omnifila_store::verbs::{Detail, SequenceState};

/// A message with its reasons to wait and its expected hour.
#[derive(Debug, Clone)]
pub struct Explained {
    pub detail: Detail,
    pub blockers: Vec<Blocker>,
    /// When it is expected to leave; none when only a change can free it, or it no longer waits.
    pub expected_at: Option<Time>,
    /// The channels it goes through, of one that has several.
    pub sequence: Option<SequenceState>,
}

impl Engine {
    pub async fn explain(&self, id: MessageId) -> Result<Option<Explained>, StoreError> {
        let Some(detail) = self.queue().message(id).await? else {
            return Ok(None);
        };
        let sequence = self.catalogue().sequence(id).await?;
        let Some(waiting) = detail
            .waiting
            .clone()
            .filter(|_| detail.row.status == Status::Waiting)
        else {
            return Ok(Some(Explained {
                detail,
                blockers: Vec::new(),
                expected_at: None,
                sequence,
            }));
        };
        let around = Around {
            busy: detail.address_busy,
            earlier: detail.earlier,
            portfolio: PortfolioState::default(),
        };
        let mut blockers = self.blockers_of(&waiting, around, detail.ahead).await?;
        if let Some(blocker) = blockers.iter_mut().find(|b| b.code == BlockerCode::Attachment)
            && let Some(trouble) = self.catalogue().trouble_of(id).await?
        {
            blocker.reference = Some(format!("trouble/{trouble}"));
        }
        let expected_at = self.expected(&waiting).await?;
        Ok(Some(Explained {
            detail,
            blockers,
            expected_at,
            sequence,
        }))
    }

    /// The reasons of a message that is not in the queue yet (a dry run): as if it were the last.
    pub async fn explain_draft(&self, waiting: &Waiting, ahead: u64) -> Result<Vec<Blocker>, StoreError> {
        self.blockers_of(
            waiting,
            Around {
                busy: false,
                earlier: None,
                portfolio: PortfolioState::default(),
            },
            ahead,
        )
        .await
    }

    async fn blockers_of(
        &self,
        waiting: &Waiting,
        mut around: Around,
        ahead: u64,
    ) -> Result<Vec<Blocker>, StoreError> {
        let book = self.book();
        let gateway: GatewayId = waiting.gateway_id;
        let stored = book
            .gateway(gateway)
            .ok_or(StoreError::NotFound { noun: "gateway" })?;
        let state = self.queue().gateway_state(gateway).await?;
        if let Some(portfolio) = &stored.spec.portfolio {
            let asked = self
                .queue()
                .portfolio_state(portfolio.key.clone(), waiting.address_key, self.now());
            around.portfolio = asked.await?;
        }
        let board = Board {
            book: &book,
            gateway: stored,
            state,
            circuit_until: self.lane(gateway).and_then(|lane| lane.circuit().open_until()),
            healthy: self.catalogue().healthy(),
            slots: usize::MAX,
        };
        Ok(Planner::new(board, around, self.now()).explain(waiting, ahead))
    }
}

/// What the store told of one message's surroundings.
#[derive(Debug, Clone, Copy)]
struct Around {
    busy: bool,
    earlier: Option<MessageId>,
    portfolio: PortfolioState,
}

impl Surroundings for Around {
    fn address_in_flight(&self, _: i64) -> bool {
        self.busy
    }

    fn earlier(&self, _: &Waiting) -> Option<MessageId> {
        self.earlier
    }

    fn address_rate(&self, _: i64) -> RateState {
        RateState::default()
    }

    fn portfolio(&self, _: i64) -> PortfolioState {
        self.portfolio
    }
}
