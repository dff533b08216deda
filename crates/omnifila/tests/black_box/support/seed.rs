//! Chance that can be had again: `OMNIFILA_TEST_SEED` sets it, and a test that fails says what it was.

use std::hash::{BuildHasher, RandomState};

/// A stream of numbers (SplitMix64).
#[derive(Debug)]
pub(crate) struct Seed {
    began: u64,
    state: u64,
}

impl Seed {
    /// The seed of the environment, else one that was never used before.
    pub(crate) fn of_environment() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "a seed that failed is given back from outside"
        )]
        let given = std::env::var("OMNIFILA_TEST_SEED")
            .ok()
            .and_then(|text| text.parse().ok());
        Self::new(given.unwrap_or_else(|| RandomState::new().hash_one("omnifila")))
    }

    pub(crate) fn new(seed: u64) -> Self {
        Self {
            began: seed,
            state: seed,
        }
    }

    /// A stream of its own that follows from this one.
    pub(crate) fn split(&mut self) -> Self {
        Self::new(self.next())
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to `n` − 1.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap()
    }

    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            #[expect(clippy::print_stderr, reason = "how to have the failure again")]
            {
                eprintln!("again with OMNIFILA_TEST_SEED={}", self.began);
            }
        }
    }
}
