//! CPF and CNPJ, the numbers of persons and companies.
//!
//! A CNPJ may hold letters since July 2026 (Receita Federal, IN RFB 2.229/2024): each character counts as its ASCII code
//! less 48, the weights are the old ones, the two check digits stay digits. Left out: whether the number was ever issued.

use super::fault::Fault;
use crate::input::InputError;

const CODE: &str = "bad_document";

/// A number whose check digits are right, without punctuation, letters as capitals.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Document {
    /// Eleven digits: a person.
    Cpf(String),
    /// Fourteen digits, or letters and digits: a company.
    Cnpj(String),
}

impl Document {
    pub fn number(&self) -> &str {
        match self {
            Document::Cpf(number) | Document::Cnpj(number) => number,
        }
    }

    /// `cpf` or `cnpj`.
    pub fn kind(&self) -> &'static str {
        match self {
            Document::Cpf(_) => "cpf",
            Document::Cnpj(_) => "cnpj",
        }
    }

    /// `111.444.777-35` or `12.ABC.345/01DE-35`.
    pub fn formatted(&self) -> String {
        let (number, marks): (&str, &[(usize, char)]) = match self {
            Document::Cpf(number) => (number, &[(3, '.'), (6, '.'), (9, '-')]),
            Document::Cnpj(number) => (number, &[(2, '.'), (5, '.'), (8, '/'), (12, '-')]),
        };
        let mut text = String::with_capacity(18);
        for (index, c) in number.chars().enumerate() {
            text.extend(marks.iter().find(|(at, _)| *at == index).map(|(_, mark)| *mark));
            text.push(c);
        }
        text
    }
}

/// Reads a CPF or CNPJ however it is dressed.
pub fn parse(text: &str) -> Result<Document, Fault> {
    let mut bare = Vec::with_capacity(14);
    for (index, c) in text.chars().enumerate() {
        match c {
            '0'..='9' | 'A'..='Z' | 'a'..='z' => bare.push((c.to_ascii_uppercase() as u8, index + 1)),
            '.' | '-' | '/' => {}
            c if c.is_whitespace() => {}
            _ => {
                return Err(Fault::new(
                    CODE,
                    index + 1,
                    "letters, digits and the marks . - / only",
                ));
            }
        }
        if bare.len() > 14 {
            return Err(Fault::new(CODE, index + 1, "at most 14 characters"));
        }
    }
    let letter = bare.iter().find(|(b, _)| b.is_ascii_uppercase());
    match (bare.len(), letter) {
        (11, None) => verified(&bare, 11).map(Document::Cpf),
        (14, _) => verified(&bare, 9).map(Document::Cnpj),
        (11, Some((_, position))) => Err(Fault::new(CODE, *position, "a digit: a CPF has no letters")),
        _ => Err(Fault::new(
            CODE,
            0,
            "a CPF of 11 digits or a CNPJ of 14 digits and letters",
        )),
    }
}

/// A CPF or CNPJ without punctuation, letters as capitals. Code `bad_document`, empty pointer.
pub fn check(text: &str) -> Result<String, InputError> {
    parse(text)
        .map(|document| document.number().to_owned())
        .map_err(|fault| fault.into_input(""))
}

/// Both kinds end in two digits modulo 11; the weights grow from 2 at the right, for a CNPJ only to 9 and then anew.
fn verified(bare: &[(u8, usize)], greatest_weight: u32) -> Result<String, Fault> {
    let check_digit = |part: &[(u8, usize)]| {
        let weights = (2..=greatest_weight).cycle();
        let sum: u32 = part
            .iter()
            .rev()
            .zip(weights)
            .map(|((b, _), weight)| u32::from(b - b'0') * weight)
            .sum();
        b'0' + u8::try_from(11 - sum % 11).unwrap_or(0) % 11 % 10
    };
    if bare.iter().all(|(b, _)| *b == bare[0].0) {
        return Err(Fault::new(CODE, 0, "a number that is not one character repeated"));
    }
    for end in [bare.len() - 2, bare.len() - 1] {
        let (given, position) = bare[end];
        if !given.is_ascii_digit() {
            return Err(Fault::new(
                CODE,
                position,
                "a digit: the last two are check digits",
            ));
        }
        if given != check_digit(&bare[..end]) {
            return Err(Fault::new(
                CODE,
                position,
                "a CPF or CNPJ whose last two digits check",
            ));
        }
    }
    Ok(bare.iter().map(|(b, _)| char::from(*b)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_both_kinds() {
        for (text, bare, formatted) in [
            ("111.444.777-35", "11144477735", "111.444.777-35"),
            ("11.222.333/0001-81", "11222333000181", "11.222.333/0001-81"),
            ("12.abc.345/01DE-35", "12ABC34501DE35", "12.ABC.345/01DE-35"),
        ] {
            assert_eq!(check(text).as_deref(), Ok(bare));
            assert_eq!(parse(text).unwrap().formatted(), formatted);
        }
    }

    #[test]
    fn refuses_others_and_says_where() {
        for (wrong, position) in [
            ("", 0),
            ("11144477734", 11),
            ("11144477753", 10),
            ("111.444.777-34", 14),
            ("00000000000", 0),
            ("1114447773", 0),
            ("11222333000180", 14),
            ("12ABC34501DE36", 14),
            ("12ABC34501DEAB", 13),
            ("1114447773A", 11),
            ("00000000000000", 0),
            ("111444777é5", 10),
            ("112223330001811", 15),
        ] {
            assert_eq!(parse(wrong).unwrap_err().position, position, "{wrong}");
            let e = check(wrong).unwrap_err();
            assert_eq!((e.code, e.pointer.as_str()), ("bad_document", ""), "{wrong}");
        }
    }

    /// Changing any one digit is noticed.
    #[test]
    fn notices_a_mistyped_digit() {
        for good in ["11144477735", "11222333000181"] {
            for at in 0..good.len() {
                for digit in '0'..='9' {
                    let mut text: Vec<char> = good.chars().collect();
                    if text[at] != digit {
                        text[at] = digit;
                        assert!(check(&text.into_iter().collect::<String>()).is_err());
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_accepted_reads_back(body in "[0-9]{9}|[0-9A-Z]{12}") {
            for last in 0..100 {
                if let Ok(document) = parse(&format!("{body}{last:02}")) {
                    prop_assert_eq!(parse(&document.formatted()), Ok(document.clone()));
                    prop_assert_eq!(parse(document.number()), Ok(document));
                }
            }
        }

        #[test]
        fn every_body_has_exactly_one_pair_of_check_digits(body in "[0-9]{9}|[0-9A-Z]{12}") {
            let good = (0..100).filter(|last| parse(&format!("{body}{last:02}")).is_ok()).count();
            let repeated = body.bytes().all(|b| b == body.as_bytes()[0]);
            prop_assert!(good == 1 || repeated, "{}", good);
        }
    }
}
