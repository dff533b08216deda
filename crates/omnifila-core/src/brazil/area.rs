//! Area codes (DDD) and what they say of where a telephone is registered.
//!
//! Source: Anatel, Plano Geral de Códigos Nacionais (Resolução 263/2001 and its changes). An area code is of one federal
//! unit but for four borders: 61 serves the towns around Brasília, 42 Porto União (SC), 47 Rio Negro (PR) and 49 Barracão
//! (PR). A number moves with its owner, so an address always says more than an area code.

use super::locality::State;

/// Every area code in use, in order, with the units it serves, the greatest first.
const AREAS: [(u8, &[State]); 67] = [
    (11, &[*b"SP"]),
    (12, &[*b"SP"]),
    (13, &[*b"SP"]),
    (14, &[*b"SP"]),
    (15, &[*b"SP"]),
    (16, &[*b"SP"]),
    (17, &[*b"SP"]),
    (18, &[*b"SP"]),
    (19, &[*b"SP"]),
    (21, &[*b"RJ"]),
    (22, &[*b"RJ"]),
    (24, &[*b"RJ"]),
    (27, &[*b"ES"]),
    (28, &[*b"ES"]),
    (31, &[*b"MG"]),
    (32, &[*b"MG"]),
    (33, &[*b"MG"]),
    (34, &[*b"MG"]),
    (35, &[*b"MG"]),
    (37, &[*b"MG"]),
    (38, &[*b"MG"]),
    (41, &[*b"PR"]),
    (42, &[*b"PR", *b"SC"]),
    (43, &[*b"PR"]),
    (44, &[*b"PR"]),
    (45, &[*b"PR"]),
    (46, &[*b"PR"]),
    (47, &[*b"SC", *b"PR"]),
    (48, &[*b"SC"]),
    (49, &[*b"SC", *b"PR"]),
    (51, &[*b"RS"]),
    (53, &[*b"RS"]),
    (54, &[*b"RS"]),
    (55, &[*b"RS"]),
    (61, &[*b"DF", *b"GO"]),
    (62, &[*b"GO"]),
    (63, &[*b"TO"]),
    (64, &[*b"GO"]),
    (65, &[*b"MT"]),
    (66, &[*b"MT"]),
    (67, &[*b"MS"]),
    (68, &[*b"AC"]),
    (69, &[*b"RO"]),
    (71, &[*b"BA"]),
    (73, &[*b"BA"]),
    (74, &[*b"BA"]),
    (75, &[*b"BA"]),
    (77, &[*b"BA"]),
    (79, &[*b"SE"]),
    (81, &[*b"PE"]),
    (82, &[*b"AL"]),
    (83, &[*b"PB"]),
    (84, &[*b"RN"]),
    (85, &[*b"CE"]),
    (86, &[*b"PI"]),
    (87, &[*b"PE"]),
    (88, &[*b"CE"]),
    (89, &[*b"PI"]),
    (91, &[*b"PA"]),
    (92, &[*b"AM"]),
    (93, &[*b"PA"]),
    (94, &[*b"PA"]),
    (95, &[*b"RR"]),
    (96, &[*b"AP"]),
    (97, &[*b"AM"]),
    (98, &[*b"MA"]),
    (99, &[*b"MA"]),
];

/// Whether an area code is in use.
pub fn exists(code: u8) -> bool {
    !states(code).is_empty()
}

/// Every area code in use, in order.
pub fn codes() -> impl Iterator<Item = u8> {
    AREAS.iter().map(|(code, _)| *code)
}

/// The units an area code serves; none when it is not in use.
pub fn states(code: u8) -> &'static [State] {
    match AREAS.binary_search_by_key(&code, |(known, _)| *known) {
        Ok(index) => AREAS[index].1,
        Err(_) => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brazil::zone;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_serves_known_units_and_every_unit_has_one() {
        assert!(AREAS.is_sorted_by_key(|(code, _)| *code));
        let served: BTreeSet<State> = AREAS
            .iter()
            .flat_map(|(_, states)| states.iter().copied())
            .collect();
        let all: BTreeSet<State> = zone::STATES.iter().map(|(state, _)| *state).collect();
        assert_eq!(served, all);
        assert_eq!(states(49), [*b"SC", *b"PR"]);
        for unused in [0, 10, 20, 23, 29, 36, 39, 52, 72, 76, 78, 90, 100] {
            assert!(!exists(unused), "{unused}");
        }
    }
}
