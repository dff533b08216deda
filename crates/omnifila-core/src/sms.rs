//! A text as SMS: in which alphabet it goes, how many parts it makes, and what it would be without accents.
//!
//! Model: GSM 03.38's alphabet of seven bits with its extension (an escape and a second character), else UCS-2, whole: one
//! letter that the first does not have makes every part hold 70 characters instead of 160. Several parts carry a header each: 153
//! and 67. A pair (escape and character, or two surrogates) is never split over two parts.
//!
//! Left out: national shift tables (networks in Brazil do not deliver them), and compression.

/// Characters of the basic alphabet, each one unit.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Characters behind an escape, each two units.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    /// Seven bits: 160 units alone, 153 in a part of several.
    Gsm7,
    /// Sixteen bits: 70 units alone, 67 in a part of several.
    Ucs2,
}

impl Alphabet {
    /// The first that can say the text.
    pub fn of(text: &str) -> Alphabet {
        if text.chars().all(|c| gsm_units(c).is_some()) {
            Alphabet::Gsm7
        } else {
            Alphabet::Ucs2
        }
    }

    /// Units of one character; none for what seven bits cannot say.
    fn units(self, c: char) -> usize {
        match self {
            Alphabet::Gsm7 => gsm_units(c).unwrap_or(1),
            Alphabet::Ucs2 => c.len_utf16(),
        }
    }

    /// The text's bytes: one per unit of seven bits (as SMPP carries them), two per unit of sixteen. What seven bits cannot say is `?`.
    pub fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Alphabet::Ucs2 => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Alphabet::Gsm7 => {
                let mut bytes = Vec::with_capacity(text.len());
                for c in text.chars() {
                    if let Some(code) = basic_code(c) {
                        bytes.push(code);
                    } else if let Some((_, code)) = CODES.iter().find(|(extended, _)| *extended == c) {
                        bytes.extend([ESCAPE, *code]);
                    } else {
                        bytes.push(b'?');
                    }
                }
                bytes
            }
        }
    }

    /// What bytes say; what they cannot say is U+FFFD.
    pub fn decode(self, bytes: &[u8]) -> String {
        match self {
            Alphabet::Ucs2 => {
                let units: Vec<u16> = bytes
                    .chunks_exact(2)
                    .map(|b| u16::from_be_bytes([b[0], b[1]]))
                    .collect();
                String::from_utf16_lossy(&units)
            }
            Alphabet::Gsm7 => {
                let mut text = String::with_capacity(bytes.len());
                let mut escaped = false;
                for byte in bytes {
                    let known = if std::mem::take(&mut escaped) {
                        CODES.iter().find(|(_, code)| code == byte).map(|(c, _)| *c)
                    } else if *byte == ESCAPE {
                        escaped = true;
                        continue;
                    } else {
                        let place = usize::from(*byte) - usize::from(*byte > ESCAPE);
                        BASIC.chars().nth(place)
                    };
                    text.push(known.unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                text
            }
        }
    }

    fn alone(self) -> usize {
        match self {
            Alphabet::Gsm7 => 160,
            Alphabet::Ucs2 => 70,
        }
    }

    fn of_several(self) -> usize {
        match self {
            Alphabet::Gsm7 => 153,
            Alphabet::Ucs2 => 67,
        }
    }
}

/// The escape stands between the basic alphabet's Ξ and Æ.
const ESCAPE: u8 = 0x1b;
/// The extension's codes.
const CODES: [(char, u8); 10] = [
    ('\u{c}', 0x0a),
    ('^', 0x14),
    ('{', 0x28),
    ('}', 0x29),
    ('\\', 0x2f),
    ('[', 0x3c),
    ('~', 0x3d),
    (']', 0x3e),
    ('|', 0x40),
    ('€', 0x65),
];

fn basic_code(c: char) -> Option<u8> {
    let place = u8::try_from(BASIC.chars().position(|own| own == c)?).ok()?;
    Some(if place >= ESCAPE { place + 1 } else { place })
}

fn gsm_units(c: char) -> Option<usize> {
    if BASIC.contains(c) {
        Some(1)
    } else if EXTENDED.contains(c) {
        Some(2)
    } else {
        None
    }
}

/// The parts of a text, in order; at least one, which may be empty.
pub fn parts(text: &str) -> (Alphabet, Vec<&str>) {
    let alphabet = Alphabet::of(text);
    let whole: usize = text.chars().map(|c| alphabet.units(c)).sum();
    if whole <= alphabet.alone() {
        return (alphabet, vec![text]);
    }
    let mut parts = Vec::new();
    let (mut from, mut used) = (0, 0);
    for (at, c) in text.char_indices() {
        let units = alphabet.units(c);
        if used + units > alphabet.of_several() {
            parts.push(&text[from..at]);
            (from, used) = (at, 0);
        }
        used += units;
    }
    parts.push(&text[from..]);
    (alphabet, parts)
}

/// How many messages a network counts, and bills.
pub fn count(text: &str) -> u32 {
    u32::try_from(parts(text).1.len()).unwrap_or(u32::MAX)
}

/// The text in seven bits: without accents that the alphabet does not have, typographic signs as plain ones, pictures left out, and `?`
/// for what nothing stands for.
pub fn transliterate(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if gsm_units(c).is_some() {
            plain.push(c);
        } else if let Some(instead) = instead(c) {
            plain.push_str(instead);
        } else if !is_picture(c) {
            plain.push('?');
        }
    }
    plain
}

fn instead(c: char) -> Option<&'static str> {
    Some(match c {
        'á' | 'â' | 'ã' | 'ª' => "a",
        'Á' | 'À' | 'Â' | 'Ã' => "A",
        'ê' | 'ë' => "e",
        'È' | 'Ê' | 'Ë' => "E",
        'í' | 'î' | 'ï' => "i",
        'Í' | 'Ì' | 'Î' | 'Ï' => "I",
        'ó' | 'ô' | 'õ' | 'º' | '°' => "o",
        'Ó' | 'Ò' | 'Ô' | 'Õ' => "O",
        'ú' | 'û' => "u",
        'Ú' | 'Ù' | 'Û' => "U",
        'ç' => "c",
        'ý' | 'ÿ' => "y",
        '\u{2018}' | '\u{2019}' | '\u{b4}' | '`' => "'",
        '\u{201c}' | '\u{201d}' | '«' | '»' => "\"",
        '\u{2013}' | '\u{2014}' | '\u{2212}' | '\u{2022}' => "-",
        '\u{2026}' => "...",
        '\u{a0}' | '\u{2009}' | '\u{202f}' | '\t' => " ",
        '©' => "(c)",
        '®' => "(r)",
        _ => return None,
    })
}

/// Emoji, what joins and colours them, and other signs that a sentence can do without.
fn is_picture(c: char) -> bool {
    matches!(u32::from(c), 0x200b..=0x200d | 0xfe00..=0xfe0f | 0x2190..=0x21ff | 0x2300..=0x27bf | 0x2b00..=0x2bff | 0x1_f000..=0x1_faff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn limits_are_those_of_the_networks() {
        let n = |c: &str, n: usize| c.repeat(n);
        for (text, alphabet, wanted) in [
            (String::new(), Alphabet::Gsm7, 1),
            (n("a", 160), Alphabet::Gsm7, 1),
            (n("a", 161), Alphabet::Gsm7, 2),
            (n("a", 306), Alphabet::Gsm7, 2),
            (n("a", 307), Alphabet::Gsm7, 3),
            (n("€", 80), Alphabet::Gsm7, 1),
            (n("€", 81), Alphabet::Gsm7, 2),
            // 76 pairs fit a part, and half a place is lost.
            (n("€", 153), Alphabet::Gsm7, 3),
            (n("é", 160), Alphabet::Gsm7, 1),
            (n("ç", 70), Alphabet::Ucs2, 1),
            (n("ç", 71), Alphabet::Ucs2, 2),
            (n("ã", 134), Alphabet::Ucs2, 2),
            (n("ã", 135), Alphabet::Ucs2, 3),
            (n("😀", 35), Alphabet::Ucs2, 1),
            // 33 pairs fit a part.
            (n("😀", 67), Alphabet::Ucs2, 3),
        ] {
            let (found, split) = parts(&text);
            assert_eq!(
                (found, split.len()),
                (alphabet, wanted),
                "{} of {:?}",
                text.chars().count(),
                text.chars().next()
            );
        }
    }

    #[test]
    fn portuguese_without_accents_goes_in_seven_bits() {
        let text = "Olá João, sua fatura nº 12 de R$ 129,90 vence amanhã — “não” atrase… ❤️😀 Ação É";
        let plain = transliterate(text);
        assert_eq!(
            plain,
            "Ola Joao, sua fatura no 12 de R$ 129,90 vence amanha - \"nao\" atrase...  Acao É"
        );
        assert_eq!(Alphabet::of(&plain), Alphabet::Gsm7);
        assert_eq!(transliterate("日本"), "??");
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        for (text, bytes) in [
            ("@£$", &[0_u8, 1, 2][..]),
            ("ΞÆ", &[0x1a, 0x1c]),
            ("Az0 ?", &[0x41, 0x7a, 0x30, 0x20, 0x3f]),
            ("à[€", &[0x7f, 0x1b, 0x3c, 0x1b, 0x65]),
        ] {
            assert_eq!(Alphabet::Gsm7.encode(text), bytes, "{text}");
            assert_eq!(Alphabet::Gsm7.decode(bytes), text);
        }
        assert_eq!(Alphabet::Ucs2.encode("ç😀"), [0, 0xe7, 0xd8, 0x3d, 0xde, 0x00]);
        assert_eq!(
            Alphabet::Gsm7.decode(&[0xff, 0x1b, 0x01, 0x1b]),
            "\u{fffd}\u{fffd}"
        );
    }

    proptest! {
        #[test]
        fn bytes_say_what_the_text_said(text in "(\\PC|[çãé€~\\[😀]){0,100}") {
            let alphabet = Alphabet::of(&text);
            prop_assert_eq!(alphabet.decode(&alphabet.encode(&text)), text);
        }

        #[test]
        fn any_bytes_say_something(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(Alphabet::Gsm7.decode(&bytes).chars().count() <= bytes.len());
            prop_assert!(Alphabet::Ucs2.decode(&bytes).chars().count() <= bytes.len());
        }

        #[test]
        fn nothing_is_lost_and_no_part_is_too_long(text in "(\\PC|[çãé€~\\[😀]){0,400}") {
            let (alphabet, split) = parts(&text);
            prop_assert_eq!(split.concat(), text.clone());
            let most = if split.len() == 1 { alphabet.alone() } else { alphabet.of_several() };
            for part in &split {
                let units: usize = part.chars().map(|c| alphabet.units(c)).sum();
                prop_assert!(units <= most);
            }
            prop_assert_eq!(Alphabet::of(&transliterate(&text)), Alphabet::Gsm7);
        }
    }
}
