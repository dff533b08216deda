//! How many rows to ask for at once: half after an overload, a little more after a while of good answers.

/// Rows of a page at first, and at most.
const FIRST: u32 = 500;
const MOST: u32 = 1_000;
const LEAST: u32 = 10;
/// Good answers before a larger page is tried, and before one that once was too large is tried again.
const PATIENCE: u32 = 4;
const LONG_PATIENCE: u32 = 24;

/// Learns from answers how many rows a source can bear.
#[derive(Debug, Clone, Copy)]
pub struct PageSize {
    rows: u32,
    /// The smallest page that was too much.
    too_much: Option<u32>,
    good: u32,
}

impl Default for PageSize {
    fn default() -> Self {
        Self {
            rows: FIRST,
            too_much: None,
            good: 0,
        }
    }
}

impl PageSize {
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// The page was too much. False when it cannot get smaller.
    pub fn overloaded(&mut self) -> bool {
        self.good = 0;
        self.too_much = Some(self.rows);
        let smaller = (self.rows / 2).max(LEAST);
        let shrinks = smaller < self.rows;
        self.rows = smaller;
        shrinks
    }

    /// A page came.
    pub fn answered(&mut self) {
        self.good += 1;
        if self.good >= LONG_PATIENCE {
            self.too_much = None;
        }
        let larger = (self.rows + self.rows / 2).min(MOST);
        if self.good.is_multiple_of(PATIENCE) && self.too_much.is_none_or(|t| larger < t) {
            self.rows = larger;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_under_load_and_grows_back_below_what_was_too_much() {
        let mut size = PageSize::default();
        assert!(size.overloaded() && size.overloaded());
        assert_eq!(size.rows(), 125);
        for _ in 0..PATIENCE * 4 {
            size.answered();
        }
        assert_eq!(size.rows(), 187, "never again to the size that failed");
        for _ in 0..LONG_PATIENCE * 2 {
            size.answered();
        }
        assert_eq!(size.rows(), MOST, "until long after");
    }

    #[test]
    fn says_when_it_cannot_get_smaller() {
        let mut size = PageSize::default();
        while size.overloaded() {}
        assert_eq!(size.rows(), LEAST);
    }
}
