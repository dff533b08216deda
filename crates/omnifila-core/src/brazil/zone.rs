//! The 27 federal units and the time zones of each, as IANA names.
//!
//! Source: tz database, `southamerica` and `zone1970.tab`. Two units have more than one zone: Amazonas (its far west is an
//! hour behind Manaus) and Pernambuco (Fernando de Noronha is an hour ahead of Recife); whoever must be right for every
//! recipient there takes the intersection. Left out: which municipality has which zone.

use crate::input::InputError;

/// Every unit, in alphabetical order, with its zones.
pub const STATES: [([u8; 2], &[&str]); 27] = [
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
pub fn zones(state: [u8; 2]) -> Option<&'static [&'static str]> {
    let index = STATES.binary_search_by_key(&state, |(name, _)| *name).ok()?;
    Some(STATES[index].1)
}

/// Reads a federal unit, in either case: `sc` is `SC`. Code `bad_state`.
pub fn state(text: &str) -> Result<[u8; 2], InputError> {
    let wrong = || {
        InputError::new(
            "bad_state",
            "",
            "a Brazilian federal unit in two letters, such as SC",
        )
    };
    let letters: [u8; 2] = text.trim().as_bytes().try_into().map_err(|_| wrong())?;
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
}
