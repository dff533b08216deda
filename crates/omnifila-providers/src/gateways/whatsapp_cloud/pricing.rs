//! What a message costs: what Meta said of it, and the rates by date that turn it into money.
//!
//! Model: the webhook's `pricing` is the truth about whether a message is charged and as what; the amount is read from a table of
//! rates by the day on which each begins, in millionths of a dollar. Meta changes rates on the first day of a quarter.
//!
//! Failures: a category or a day that the table does not have has no amount, never a wrong one. Left out: volume tiers (Meta's
//! invoice subtracts them), and markets other than Brazil.

use omnifila_core::time::Time;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What one message was charged as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// `utility`, `marketing`, `authentication`, `service` …
    pub category: String,
    pub billable: bool,
    /// Why it is free, or `regular`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Millionths of a dollar by the rates of the day; absent where they do not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usd_micros: Option<i64>,
}

/// Rates from a day on (UTC, as Meta counts), in millionths of a dollar.
struct Rates {
    /// Milliseconds since 1970.
    from: i64,
    utility: i64,
    marketing: i64,
    authentication: i64,
    service: i64,
}

/// Brazil. Since 2026-10-01 messages without a template are charged as utility, and utility inside the window as well (which the
/// webhook tells by `billable`).
const BRAZIL: [Rates; 2] = [
    // 2026-07-01
    Rates {
        from: 1_782_864_000_000,
        utility: 3_400,
        marketing: 25_000,
        authentication: 3_400,
        service: 0,
    },
    // 2026-10-01
    Rates {
        from: 1_790_812_800_000,
        utility: 3_400,
        marketing: 25_000,
        authentication: 3_400,
        service: 3_400,
    },
];

/// Millionths of a dollar for one message of a category to Brazil.
pub fn rate(category: &str, at: Time) -> Option<i64> {
    let rates = BRAZIL.iter().rev().find(|rates| rates.from <= at.ms())?;
    Some(match category {
        "utility" => rates.utility,
        "marketing" => rates.marketing,
        "authentication" => rates.authentication,
        "service" => rates.service,
        _ => return None,
    })
}

impl Charge {
    /// Out of a status's `pricing`.
    pub fn read(pricing: &Value, at: Time) -> Option<Charge> {
        let word = |name: &str| {
            let word = pricing.get(name)?.as_str()?;
            let plain = word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            (plain && (1..=40).contains(&word.len())).then(|| word.to_owned())
        };
        let category = word("category")?;
        let kind = word("type");
        let billable = pricing.get("billable").and_then(Value::as_bool);
        // `billable` is announced to go; the type says the same.
        let billable = billable.or_else(|| Some(kind.as_deref()? == "regular"))?;
        Some(Charge {
            usd_micros: if billable { rate(&category, at) } else { Some(0) },
            category,
            billable,
            kind,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn day(text: &str) -> Time {
        Time::parse(&format!("{text}T00:00:00Z")).unwrap()
    }

    #[test]
    fn rates_begin_on_their_day() {
        assert_eq!(rate("service", Time(day("2026-10-01").ms() - 1)), Some(0));
        assert_eq!(rate("service", day("2026-10-01")), Some(3_400));
        assert_eq!(rate("utility", day("2026-07-01")), Some(3_400));
        assert_eq!(
            rate("utility", Time(day("2026-07-01").ms() - 1)),
            None,
            "before the table begins"
        );
        assert_eq!(rate("referral_conversion", day("2026-12-01")), None);
        assert!(BRAZIL.is_sorted_by_key(|rates| rates.from));
    }

    #[test]
    fn the_webhook_says_what_is_charged() {
        let at = day("2026-12-10");
        let read = |pricing: Value| Charge::read(&pricing, at).map(|c| (c.billable, c.usd_micros));
        let regular =
            json!({"billable": true, "pricing_model": "PMP", "type": "regular", "category": "utility"});
        assert_eq!(read(regular), Some((true, Some(3_400))));
        let free = json!({"billable": false, "type": "free_entry_point", "category": "marketing"});
        assert_eq!(read(free), Some((false, Some(0))));
        assert_eq!(
            read(json!({"type": "regular", "category": "marketing"})),
            Some((true, Some(25_000)))
        );
        assert_eq!(
            read(json!({"billable": true, "category": "group_utility"})),
            Some((true, None))
        );
        for odd in [
            json!({}),
            json!({"category": "Utility<b>", "billable": true}),
            json!({"category": "utility"}),
            json!(7),
        ] {
            assert_eq!(read(odd), None);
        }
    }
}
