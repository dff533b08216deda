//! Where a recipient is, as exactly as is known: a municipality, a federal unit, or only an area code.
//!
//! Decides whose clock and whose holidays a window goes by. What is known of the address comes before the telephone, and
//! the municipality before the unit, which its code contains (the first two digits are the unit's, IBGE).

use super::fault::Fault;
use super::{area, phone, zone};
use serde::{Deserialize, Serialize};

/// A federal unit as two capital letters.
pub type State = [u8; 2];

/// Written as its [`code`](Locality::code).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "i64", try_from = "i64")]
pub enum Locality {
    /// An area code (DDD) in use.
    Area(u8),
    State(State),
    /// The IBGE code of a municipality, seven digits.
    City(u32),
}

/// IBGE's number of each federal unit.
const UNITS: [(u32, State); 27] = [
    (11, *b"RO"),
    (12, *b"AC"),
    (13, *b"AM"),
    (14, *b"RR"),
    (15, *b"PA"),
    (16, *b"AP"),
    (17, *b"TO"),
    (21, *b"MA"),
    (22, *b"PI"),
    (23, *b"CE"),
    (24, *b"RN"),
    (25, *b"PB"),
    (26, *b"PE"),
    (27, *b"AL"),
    (28, *b"SE"),
    (29, *b"BA"),
    (31, *b"MG"),
    (32, *b"ES"),
    (33, *b"RJ"),
    (35, *b"SP"),
    (41, *b"PR"),
    (42, *b"SC"),
    (43, *b"RS"),
    (50, *b"MS"),
    (51, *b"MT"),
    (52, *b"GO"),
    (53, *b"DF"),
];

/// Municipalities whose last digit is not the check digit of the others, as IBGE gave them out.
const IRREGULAR: [u32; 9] = [
    2_201_919, 2_201_988, 2_202_251, 2_611_533, 3_117_836, 3_152_131, 4_305_871, 5_203_939, 5_203_962,
];

impl Locality {
    /// The best that is known; what cannot be read counts as not known. A municipality of another unit than the one given
    /// is a mistake or a former address: the unit then holds.
    pub fn of(city_ibge: Option<&str>, state: Option<State>, phone_e164: Option<&str>) -> Option<Locality> {
        let city = city_ibge.and_then(|text| city(text).ok());
        let state = state.filter(|s| zone::zones(*s).is_some());
        let city = city.filter(|city| state.is_none_or(|state| state_of_city(*city) == Some(state)));
        city.map(Locality::City)
            .or(state.map(Locality::State))
            .or_else(|| phone::area_code(phone_e164?).map(Locality::Area))
    }

    /// One number for each place: two digits an area code, seven a municipality, else the unit's letters as
    /// 256·first + second.
    pub fn code(self) -> i64 {
        match self {
            Locality::Area(code) => i64::from(code),
            Locality::State([a, b]) => i64::from(a) << 8 | i64::from(b),
            Locality::City(code) => i64::from(code),
        }
    }

    pub fn from_code(code: i64) -> Option<Locality> {
        match code {
            0..100 => u8::try_from(code)
                .ok()
                .filter(|c| area::exists(*c))
                .map(Locality::Area),
            1_000_000..10_000_000 => {
                let city = u32::try_from(code).ok()?;
                state_of_city(city).map(|_| Locality::City(city))
            }
            _ => {
                let state = [(code >> 8) as u8, code as u8];
                (code < 1 << 16 && zone::zones(state).is_some()).then_some(Locality::State(state))
            }
        }
    }

    /// The federal units it may be in: one, but for a few area codes.
    pub fn states(self) -> Vec<State> {
        match self {
            Locality::Area(code) => area::states(code).to_vec(),
            Locality::State(state) => vec![state],
            Locality::City(code) => state_of_city(code).into_iter().collect(),
        }
    }

    pub fn city(self) -> Option<u32> {
        match self {
            Locality::City(code) => Some(code),
            Locality::Area(_) | Locality::State(_) => None,
        }
    }

    /// The time zones it may be in, as IANA names.
    pub fn zones(self) -> &'static [&'static str] {
        match self {
            Locality::Area(code) => zone::of_area(code),
            Locality::State(state) => zone::zones(state).unwrap_or(&[]),
            Locality::City(code) => match state_of_city(code) {
                Some(state) => zone::of_city(code, state),
                None => &[],
            },
        }
    }
}

impl From<Locality> for i64 {
    fn from(locality: Locality) -> Self {
        locality.code()
    }
}

impl TryFrom<i64> for Locality {
    type Error = &'static str;

    fn try_from(code: i64) -> Result<Self, Self::Error> {
        Locality::from_code(code).ok_or("the code of a place")
    }
}

impl From<State> for Locality {
    fn from(state: State) -> Self {
        Locality::State(state)
    }
}

/// The federal unit of a municipality's code.
pub fn state_of_city(code: u32) -> Option<State> {
    let unit = code / 100_000;
    let index = UNITS.binary_search_by_key(&unit, |(number, _)| *number).ok()?;
    Some(UNITS[index].1)
}

/// Reads a municipality's code: seven digits, the last a check digit. Code `bad_city_ibge`. Left out: whether there is
/// such a municipality.
pub fn city(text: &str) -> Result<u32, Fault> {
    const CODE: &str = "bad_city_ibge";
    const EXPECTED: &str = "the seven digits of a municipality's IBGE code";
    let text = text.trim();
    let wrong = text.chars().position(|c| !c.is_ascii_digit());
    if let Some(index) = wrong {
        return Err(Fault::new(CODE, index + 1, EXPECTED));
    }
    let code: u32 = match text.len() {
        7 => text.parse().map_err(|_| Fault::new(CODE, 0, EXPECTED))?,
        _ => return Err(Fault::new(CODE, 0, EXPECTED)),
    };
    if state_of_city(code).is_none() {
        return Err(Fault::new(
            CODE,
            1,
            "a federal unit's number as the first two digits",
        ));
    }
    let products = text.bytes().take(6).zip([1, 2].into_iter().cycle());
    let sum: u32 = products
        .map(|(b, weight)| u32::from(b - b'0') * weight)
        .map(|product| product / 10 + product % 10)
        .sum();
    if (10 - sum % 10) % 10 != code % 10 && !IRREGULAR.contains(&code) {
        return Err(Fault::new(CODE, 7, "the code's check digit as the seventh"));
    }
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_known_wins() {
        let phone = Some("+5597984000001");
        assert_eq!(
            Locality::of(Some("2605459"), Some(*b"PE"), phone),
            Some(Locality::City(2_605_459))
        );
        assert_eq!(
            Locality::of(Some("Recife"), Some(*b"PE"), phone),
            Some(Locality::State(*b"PE"))
        );
        assert_eq!(
            Locality::of(Some("3550308"), Some(*b"PE"), phone),
            Some(Locality::State(*b"PE"))
        );
        assert_eq!(
            Locality::of(Some("3550308"), None, phone),
            Some(Locality::City(3_550_308))
        );
        assert_eq!(Locality::of(None, None, phone), Some(Locality::Area(97)));
        assert_eq!(Locality::of(None, Some(*b"XX"), None), None);
        assert_eq!(Locality::of(None, None, Some("+12025550100")), None);
        assert_eq!(Locality::of(None, None, Some("maria@example.com")), None);
    }

    #[test]
    fn codes_read_back_and_do_not_meet() {
        let states = zone::STATES.iter().map(|(state, _)| Locality::State(*state));
        let areas = area::codes().map(Locality::Area);
        let cities = [1_302_603, 2_605_459, 3_550_308, 5_300_108].map(Locality::City);
        for locality in states.chain(areas).chain(cities) {
            assert_eq!(Locality::from_code(locality.code()), Some(locality));
            assert!(
                !locality.states().is_empty() && !locality.zones().is_empty(),
                "{locality:?}"
            );
        }
        for code in [-1, 0, 20, 5_000, 0x5858, 9_999_999, 70_000, i64::MAX] {
            assert_eq!(Locality::from_code(code), None, "{code}");
        }
    }

    #[test]
    fn municipalities_are_checked() {
        for good in [
            "3550308",
            "1302603",
            "2605459",
            "1200203",
            "4204202",
            "2201919",
            " 5300108 ",
        ] {
            assert!(city(good).is_ok(), "{good}");
        }
        for (bad, position) in [
            ("", 0),
            ("355030", 0),
            ("3550309", 7),
            ("3400000", 1),
            ("35503o8", 6),
        ] {
            assert_eq!(city(bad).unwrap_err().position, position, "{bad}");
        }
        assert_eq!(state_of_city(4_204_202), Some(*b"SC"));
    }

    #[test]
    fn zones_are_as_exact_as_what_is_known() {
        let zones = |locality: Locality| locality.zones().to_vec();
        for (locality, want) in [
            (
                Locality::State(*b"AM"),
                &["America/Manaus", "America/Eirunepe"][..],
            ),
            (Locality::Area(97), &["America/Manaus", "America/Eirunepe"]),
            (Locality::Area(92), &["America/Manaus"]),
            (Locality::City(1_302_603), &["America/Manaus"]),
            (Locality::City(1_304_062), &["America/Eirunepe"]),
            (Locality::State(*b"PE"), &["America/Recife", "America/Noronha"]),
            (Locality::Area(81), &["America/Recife", "America/Noronha"]),
            (Locality::Area(87), &["America/Recife"]),
            (Locality::City(2_605_459), &["America/Noronha"]),
            (Locality::City(2_611_606), &["America/Recife"]),
            (Locality::City(1_200_203), &["America/Rio_Branco"]),
            (Locality::Area(61), &["America/Sao_Paulo"]),
            (Locality::Area(67), &["America/Campo_Grande"]),
        ] {
            assert_eq!(zones(locality), want, "{locality:?}");
        }
    }
}
