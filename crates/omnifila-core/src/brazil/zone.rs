//! The 27 federal units and the time zones of each, as IANA names.
//!
//! Source: tz database, `southamerica` and `zone1970.tab`. Two units have more than one zone: Amazonas (its far west is an
//! hour behind Manaus) and Pernambuco (Fernando de Noronha is an hour ahead of Recife); whoever must be right for every
//! recipient there takes the intersection, unless the municipality is known. The west of Amazonas is what lies west of
//! the line from Tabatinga to Porto Acre (Decreto 2.784/1913; Lei 12.876/2013): thirteen municipalities, all of area code 97.

use super::area;
use super::locality::State;
use crate::input::InputError;

const MANAUS: &[&str] = &["America/Manaus"];
const EIRUNEPE: &[&str] = &["America/Eirunepe"];
const RECIFE: &[&str] = &["America/Recife"];
const NORONHA: &[&str] = &["America/Noronha"];

/// Fernando de Noronha, by IBGE code.
const CITY_OF_NORONHA: u32 = 2_605_459;

/// The municipalities of Amazonas that are five hours behind UTC, by IBGE code: Atalaia do Norte, Benjamin Constant, Boca
/// do Acre, Eirunepé, Envira, Guajará, Ipixuna, Itamarati, Jutaí, Lábrea, Pauini, São Paulo de Olivença, Tabatinga.
const FAR_WEST: [u32; 13] = [
    1_300_201, 1_300_607, 1_300_706, 1_301_407, 1_301_506, 1_301_654, 1_301_803, 1_301_951, 1_302_306,
    1_302_405, 1_303_502, 1_303_908, 1_304_062,
];

/// Every unit, in alphabetical order, with its zones.
pub const STATES: [(State, &[&str]); 27] = [
    (*b"AC", &["America/Rio_Branco"]),
    (*b"AL", &["America/Maceio"]),
    (*b"AM", &["America/Manaus", "America/Eirunepe"]),
    (*b"AP", &["America/Belem"]),
    (*b"BA", &["America/Bahia"]),
    (*b"CE", &["America/Fortaleza"]),
    (*b"DF", &["America/Sao_Paulo"]),
    (*b"ES", &["America/Sao_Paulo"]),
    (*b"GO", &["America/Sao_Paulo"]),
    (*b"MA", &["America/Fortaleza"]),
    (*b"MG", &["America/Sao_Paulo"]),
    (*b"MS", &["America/Campo_Grande"]),
    (*b"MT", &["America/Cuiaba"]),
    (*b"PA", &["America/Belem"]),
    (*b"PB", &["America/Fortaleza"]),
    (*b"PE", &["America/Recife", "America/Noronha"]),
    (*b"PI", &["America/Fortaleza"]),
    (*b"PR", &["America/Sao_Paulo"]),
    (*b"RJ", &["America/Sao_Paulo"]),
    (*b"RN", &["America/Fortaleza"]),
    (*b"RO", &["America/Porto_Velho"]),
    (*b"RR", &["America/Boa_Vista"]),
    (*b"RS", &["America/Sao_Paulo"]),
    (*b"SC", &["America/Sao_Paulo"]),
    (*b"SE", &["America/Maceio"]),
    (*b"SP", &["America/Sao_Paulo"]),
    (*b"TO", &["America/Araguaina"]),
];

/// Every zone of [`STATES`], from east to west.
pub const ALL_ZONES: [&str; 15] = [
    "America/Noronha",
    "America/Araguaina",
    "America/Bahia",
    "America/Belem",
    "America/Fortaleza",
    "America/Maceio",
    "America/Recife",
    "America/Sao_Paulo",
    "America/Boa_Vista",
    "America/Campo_Grande",
    "America/Cuiaba",
    "America/Manaus",
    "America/Porto_Velho",
    "America/Eirunepe",
    "America/Rio_Branco",
];

/// The zones of a federal unit given as two capital letters.
pub fn zones(state: State) -> Option<&'static [&'static str]> {
    let index = STATES.binary_search_by_key(&state, |(name, _)| *name).ok()?;
    Some(STATES[index].1)
}

/// The zones an area code serves. 92 and 87 keep to one zone of their units; 97 and 81 do not.
pub fn of_area(code: u8) -> &'static [&'static str] {
    match (code, area::states(code)) {
        (92, _) => MANAUS,
        (87, _) => RECIFE,
        // Where a code serves two units, both have the zone of the greater one.
        (_, [first, ..]) => zones(*first).unwrap_or(&[]),
        (_, []) => &[],
    }
}

/// The zone of a municipality of a unit.
pub(super) fn of_city(code: u32, state: State) -> &'static [&'static str] {
    match &state {
        b"AM" if FAR_WEST.contains(&code) => EIRUNEPE,
        b"AM" => MANAUS,
        b"PE" if code == CITY_OF_NORONHA => NORONHA,
        b"PE" => RECIFE,
        _ => zones(state).unwrap_or(&[]),
    }
}

/// Every set of zones that a place may have.
pub fn sets() -> impl Iterator<Item = &'static [&'static str]> {
    let single = [MANAUS, EIRUNEPE, RECIFE, NORONHA];
    STATES.iter().map(|(_, zones)| *zones).chain(single)
}

/// Reads a federal unit, in either case: `sc` is `SC`. Code `bad_state`.
pub fn state(text: &str) -> Result<State, InputError> {
    let wrong = || {
        InputError::new(
            "bad_state",
            "",
            "a Brazilian federal unit in two letters, such as SC",
        )
    };
    let letters: State = text.trim().as_bytes().try_into().map_err(|_| wrong())?;
    let letters = letters.map(|b| b.to_ascii_uppercase());
    zones(letters).map(|_| letters).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_has_known_zones() {
        assert!(STATES.is_sorted_by_key(|(name, _)| *name));
        for (name, zones) in STATES {
            for zone in zones {
                assert!(ALL_ZONES.contains(zone), "{zone}");
            }
            assert_eq!(state(std::str::from_utf8(&name).unwrap()), Ok(name));
        }
        for zone in ALL_ZONES {
            assert!(jiff::tz::TimeZone::get(zone).is_ok(), "{zone}");
        }
    }

    #[test]
    fn reads_units() {
        assert_eq!(state(" sc "), Ok(*b"SC"));
        for wrong in ["", "S", "XX", "SCA", "çã", "55"] {
            assert_eq!(state(wrong).unwrap_err().code, "bad_state");
        }
        assert_eq!(zones(*b"AM").map(<[_]>::len), Some(2));
    }

    #[test]
    fn units_that_share_an_area_code_share_their_zone() {
        for code in area::codes() {
            let of = |state: &State| zones(*state).unwrap();
            let shared = area::states(code);
            assert!(shared.iter().all(|state| of(state) == of(&shared[0])), "{code}");
            assert!(sets().any(|set| set == of_area(code)), "{code}");
        }
    }
}
