//! Guessing passwords is slow: after a few wrong ones an account, or an address, has to wait.
//!
//! A try counts as wrong from its begin, so that many at once gain nothing; a right one takes the account's back. Kept in
//! memory only: a restart forgets it, which gives a guesser a handful of tries. Addresses share their tries over accounts.

use omnifila_core::time::{MINUTE, Time};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Wrong tries are remembered so long.
const WINDOW: i64 = 15 * MINUTE;
/// Wrong tries at one account.
const OF_ACCOUNT: usize = 5;
/// Wrong tries of one address.
const OF_ADDRESS: usize = 20;
/// Accounts and addresses remembered; past that, those whose tries are over are forgotten, and then the oldest.
const MOST: usize = 10_000;

#[derive(Debug, Default)]
pub(crate) struct Lockout(Mutex<HashMap<String, Vec<Time>>>);

impl Lockout {
    /// Counts a try at `account` from `address`.
    ///
    /// # Errors
    /// The milliseconds to wait, when there were too many; such a try is not counted.
    pub(crate) fn begin(&self, account: &str, address: &str, now: Time) -> Result<(), i64> {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = [
            (account_key(account), OF_ACCOUNT),
            (address_key(address), OF_ADDRESS),
        ];
        let mut wait = 0;
        for (key, most) in &keys {
            let Some(times) = tries.get_mut(key) else { continue };
            times.retain(|t| now.since(*t) < WINDOW);
            if times.len() >= *most {
                // The wait ends when only most - 1 are left.
                wait = wait.max(WINDOW - now.since(times[times.len() - most]));
            }
        }
        if wait > 0 {
            return Err(wait);
        }
        make_room(&mut tries, now);
        for (key, _) in keys {
            tries.entry(key).or_default().push(now);
        }
        Ok(())
    }

    /// The try was right: the account's wrong ones are forgotten, and this one of the address.
    pub(crate) fn right(&self, account: &str, address: &str) {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tries.remove(&account_key(account));
        if let Some(times) = tries.get_mut(&address_key(address)) {
            times.pop();
        }
    }
}

fn account_key(account: &str) -> String {
    format!("account {}", account.trim().to_lowercase())
}

fn address_key(address: &str) -> String {
    format!("address {address}")
}

fn make_room(tries: &mut HashMap<String, Vec<Time>>, now: Time) {
    if tries.len() < MOST {
        return;
    }
    tries.retain(|_, times| times.iter().any(|t| now.since(*t) < WINDOW));
    while tries.len() >= MOST {
        let oldest = tries.iter().min_by_key(|(_, times)| times.last().copied());
        let Some(key) = oldest.map(|(key, _)| key.clone()) else {
            return;
        };
        tries.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use omnifila_core::time::SECOND;

    const NOW: Time = Time(1_780_000_000_000);

    #[test]
    fn an_account_waits_after_five_and_an_address_after_twenty() {
        let lockout = Lockout::default();
        for i in 0..5 {
            let at = NOW.plus(i * SECOND);
            assert_eq!(lockout.begin("ana@x.example", "10.0.0.1", at), Ok(()));
        }
        let at = NOW.plus(MINUTE);
        assert_eq!(
            lockout.begin("ANA@x.example ", "10.0.0.2", at),
            Err(WINDOW - MINUTE)
        );
        assert_eq!(
            lockout.begin("bia@x.example", "10.0.0.1", at),
            Ok(()),
            "another account"
        );
        assert_eq!(
            lockout.begin("ana@x.example", "10.0.0.1", NOW.plus(WINDOW)),
            Ok(())
        );
        for i in 0..15 {
            let account = format!("{i}@x.example");
            let tries = [(); 2].map(|()| lockout.begin(&account, "10.0.0.9", at).is_ok());
            assert_eq!(tries, [i < 10; 2], "{account}");
        }
        assert!(lockout.begin("new@x.example", "10.0.0.9", at).is_err());
        assert!(lockout.begin("new@x.example", "10.0.0.8", at).is_ok());
    }

    #[test]
    fn a_right_one_begins_anew() {
        let lockout = Lockout::default();
        for _ in 0..12 {
            for _ in 0..4 {
                assert!(lockout.begin("ana@x.example", &NOW.to_string(), NOW).is_ok());
                lockout.right("other@x.example", &NOW.to_string());
            }
            lockout.right("ana@x.example", &NOW.to_string());
        }
    }

    #[test]
    fn memory_is_bounded() {
        let lockout = Lockout::default();
        for i in 0..(MOST as i64 / 2 + 50) {
            assert!(
                lockout
                    .begin(&format!("{i}@x.example"), &format!("a{i}"), NOW.plus(i))
                    .is_ok()
            );
        }
        assert!(lockout.0.lock().unwrap().len() <= MOST + 1);
    }
}
