//! Random sequences of verbs, said to the model and to another store: every answer and everything shown must be equal.
//!
//! The sequence is generated from a seed and shrinks to the shortest one that still differs. Left out is what the design
//! leaves to each store: identifiers of operations and runs, how many rows a look takes, and when to look again.

mod actor;
mod fresh;
mod verb;

use crate::harness::Harness;
use crate::model::ModelQueue;
use actor::Actor;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use verb::Verb;

/// Verbs in one sequence.
const LONGEST: usize = 40;

/// Says `cases` random sequences to the model and to what `make` opens, which must be empty and, like the model, give the
/// first message id 1. Panics with the shortest sequence found whose answers differ.
pub fn agree<H: Harness>(make: impl AsyncFn() -> H, cases: u32, seed: u64) {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 2_000,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(e) => panic!("no runtime: {e}"),
    };
    let sequences = proptest::collection::vec(verb::verbs(), 1..LONGEST);
    let verdict = runner.run(&sequences, |sequence| {
        runtime
            .block_on(async { compare(&make().await, &sequence).await })
            .map_err(TestCaseError::fail)
    });
    match verdict {
        Ok(()) => {}
        Err(TestError::Fail(why, sequence)) => panic!("{why}\nafter {sequence:#?}\nseed {seed}"),
        Err(e @ TestError::Abort(_)) => panic!("{e}"),
    }
}

async fn compare(store: &dyn Harness, sequence: &[Verb]) -> Result<(), String> {
    let model = ModelQueue::new();
    let mut expected = Actor::enter(&model).await;
    let mut actual = Actor::enter(store).await;
    for (step, verb) in sequence.iter().enumerate() {
        let (wanted, got) = (expected.say(verb).await, actual.say(verb).await);
        if wanted != got {
            return Err(format!(
                "step {step}, {verb:?}:\n  model  {wanted}\n  {:6} {got}",
                store.name()
            ));
        }
        let (wanted, got) = (expected.look().await, actual.look().await);
        for (wanted, got) in wanted.iter().zip(&got) {
            if wanted != got {
                let name = store.name();
                return Err(format!(
                    "after step {step}, {verb:?}, is shown:\n  model  {wanted}\n  {name:6} {got}"
                ));
            }
        }
        if wanted.len() != got.len() {
            return Err(format!(
                "after step {step}, {verb:?}: {} lines for the model's {}",
                got.len(),
                wanted.len()
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The model agrees with itself: nothing in the comparison hangs on chance, and every verb can be said.
    #[test]
    fn the_model_agrees_with_itself() {
        agree(async || ModelQueue::new(), 200, 1);
    }

    /// A store that forgets is found out, and the sequence shrinks to the little that shows it.
    #[test]
    fn a_store_that_forgets_is_found_out() {
        let found = std::panic::catch_unwind(|| agree(async || Forgetful::default(), 200, 2));
        let why = *found
            .expect_err("forgetting shows")
            .downcast::<String>()
            .expect("a panic with words");
        let verbs = why.matches("Restart").count();
        assert!(verbs >= 1, "{why}");
        assert!(why.len() < 3_000, "it shrinks: {why}");
    }

    /// Loses everything at a restart.
    #[derive(Debug, Default)]
    struct Forgetful(std::sync::Mutex<ModelQueue>);

    impl Forgetful {
        fn now(&self) -> ModelQueue {
            self.0.lock().unwrap().clone()
        }
    }

    #[async_trait::async_trait]
    impl Harness for Forgetful {
        fn name(&self) -> &'static str {
            "forgetful"
        }

        fn queue(&self) -> std::sync::Arc<dyn omnifila_store::Queue> {
            self.now().queue()
        }

        async fn set(&self, setting: crate::Setting, now: omnifila_core::time::Time) -> i64 {
            self.now().set(setting, now).await
        }

        async fn restart(&self) {
            *self.0.lock().unwrap() = ModelQueue::new();
        }
    }
}
