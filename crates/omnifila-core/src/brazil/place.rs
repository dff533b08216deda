//! Where a recipient is, as exactly as is known: a municipality, a federal unit, or only an area code.
//!
//! Decides whose clock and whose holidays a window goes by. What is known of the address comes before the telephone, and
//! the municipality before the unit, which its code contains (the first two digits are the unit's, IBGE).

use super::fault::Fault;
use super::{area, phone, zone};

/// A federal unit as two capital letters.
pub type State = [u8; 2];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
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

impl Place {
    /// The best that is known; what cannot be read counts as not known.
    pub fn of(city_ibge: Option<&str>, state: Option<State>, phone_e164: Option<&str>) -> Option<Place> {
        let city = city_ibge.and_then(|text| city(text).ok());
        let state = state.filter(|s| zone::zones(*s).is_some());
        city.map(Place::City)
            .or(state.map(Place::State))
            .or_else(|| phone::area_code(phone_e164?).map(Place::Area))
    }

    /// One number for each place: two digits an area code, seven a municipality, else the unit's letters as
    /// 256·first + second.
    pub fn code(self) -> i64 {
        match self {
            Place::Area(code) => i64::from(code),
            Place::State([a, b]) => i64::from(a) << 8 | i64::from(b),
            Place::City(code) => i64::from(code),
        }
    }

    pub fn from_code(code: i64) -> Option<Place> {
        match code {
            0..100 => u8::try_from(code)
                .ok()
                .filter(|c| area::exists(*c))
                .map(Place::Area),
            1_000_000..10_000_000 => {
                let city = u32::try_from(code).ok()?;
                state_of_city(city).map(|_| Place::City(city))
            }
            _ => {
                let state = [(code >> 8) as u8, code as u8];
                (code < 1 << 16 && zone::zones(state).is_some()).then_some(Place::State(state))
            }
        }
    }

    /// The federal units it may be in: one, but for a few area codes.
    pub fn states(self) -> Vec<State> {
        match self {
            Place::Area(code) => area::states(code).to_vec(),
            Place::State(state) => vec![state],
            Place::City(code) => state_of_city(code).into_iter().collect(),
        }
    }

    pub fn city(self) -> Option<u32> {
        match self {
            Place::City(code) => Some(code),
            Place::Area(_) | Place::State(_) => None,
        }
    }

    /// The time zones it may be in, as IANA names.
    pub fn zones(self) -> &'static [&'static str] {
        match self {
            Place::Area(code) => zone::of_area(code),
            Place::State(state) => zone::zones(state).unwrap_or(&[]),
            Place::City(code) => match state_of_city(code) {
                Some(state) => zone::of_city(code, state),
                None => &[],
            },
        }
    }
}

impl From<State> for Place {
    fn from(state: State) -> Self {
        Place::State(state)
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
            Place::of(Some("2605459"), Some(*b"PE"), phone),
            Some(Place::City(2_605_459))
        );
        assert_eq!(
            Place::of(Some("Recife"), Some(*b"PE"), phone),
            Some(Place::State(*b"PE"))
        );
        assert_eq!(Place::of(None, None, phone), Some(Place::Area(97)));
        assert_eq!(Place::of(None, Some(*b"XX"), None), None);
        assert_eq!(Place::of(None, None, Some("+12025550100")), None);
        assert_eq!(Place::of(None, None, Some("maria@example.com")), None);
    }

    #[test]
    fn codes_read_back_and_do_not_meet() {
        let states = zone::STATES.iter().map(|(state, _)| Place::State(*state));
        let areas = area::codes().map(Place::Area);
        let cities = [1_302_603, 2_605_459, 3_550_308, 5_300_108].map(Place::City);
        for place in states.chain(areas).chain(cities) {
            assert_eq!(Place::from_code(place.code()), Some(place));
            assert!(
                !place.states().is_empty() && !place.zones().is_empty(),
                "{place:?}"
            );
        }
        for code in [-1, 0, 20, 5_000, 0x5858, 9_999_999, 70_000, i64::MAX] {
            assert_eq!(Place::from_code(code), None, "{code}");
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
        let zones = |place: Place| place.zones().to_vec();
        for (place, want) in [
            (Place::State(*b"AM"), &["America/Manaus", "America/Eirunepe"][..]),
            (Place::Area(97), &["America/Manaus", "America/Eirunepe"]),
            (Place::Area(92), &["America/Manaus"]),
            (Place::City(1_302_603), &["America/Manaus"]),
            (Place::City(1_304_062), &["America/Eirunepe"]),
            (Place::State(*b"PE"), &["America/Recife", "America/Noronha"]),
            (Place::Area(81), &["America/Recife", "America/Noronha"]),
            (Place::Area(87), &["America/Recife"]),
            (Place::City(2_605_459), &["America/Noronha"]),
            (Place::City(2_611_606), &["America/Recife"]),
            (Place::City(1_200_203), &["America/Rio_Branco"]),
            (Place::Area(61), &["America/Sao_Paulo"]),
            (Place::Area(67), &["America/Campo_Grande"]),
        ] {
            assert_eq!(zones(place), want, "{place:?}");
        }
    }
}
