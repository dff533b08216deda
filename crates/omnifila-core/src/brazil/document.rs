//! CPF and CNPJ, the numbers of persons and companies.
//!
//! A CNPJ may hold letters since July 2026 (Receita Federal, IN RFB 2.229/2024): each character counts as its ASCII code
//! less 48, the weights are the old ones, the two check digits stay digits. Left out: whether the number was ever issued.

use crate::input::InputError;

/// A CPF or CNPJ without punctuation, letters as capitals. Code `bad_document`, empty pointer.
pub fn check(text: &str) -> Result<String, InputError> {
    let bare: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '/'))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let alphanumeric = bare.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    let digits = bare.bytes().all(|b| b.is_ascii_digit());
    match bare.len() {
        11 if digits => verified(bare, 11),
        14 if alphanumeric => verified(bare, 9),
        _ => Err(bad("a CPF of 11 digits or a CNPJ of 14 digits and letters")),
    }
}

/// Both kinds end in two digits modulo 11; the weights grow from 2 at the right, for a CNPJ only to 9 and then anew.
fn verified(bare: String, greatest_weight: u32) -> Result<String, InputError> {
    let bytes = bare.as_bytes();
    let (body, given) = bytes.split_at(bytes.len() - 2);
    let check_digit = |part: &[u8]| {
        let weights = (2..=greatest_weight).cycle();
        let sum: u32 = part
            .iter()
            .rev()
            .zip(weights)
            .map(|(b, weight)| u32::from(b - b'0') * weight)
            .sum();
        b'0' + u8::try_from(11 - sum % 11).unwrap_or(0) % 11 % 10
    };
    let first = check_digit(body);
    let second = check_digit(&bytes[..bytes.len() - 1]);
    let repeated = bytes.iter().all(|b| *b == bytes[0]);
    if given == [first, second] && !repeated {
        Ok(bare)
    } else {
        Err(bad("a CPF or CNPJ whose last two digits check"))
    }
}

fn bad(expected: &str) -> InputError {
    InputError::new("bad_document", "", expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_kinds() {
        for (text, bare) in [
            ("111.444.777-35", "11144477735"),
            ("11.222.333/0001-81", "11222333000181"),
            ("12.abc.345/01DE-35", "12ABC34501DE35"),
        ] {
            assert_eq!(check(text).as_deref(), Ok(bare));
        }
    }

    #[test]
    fn refuses_others() {
        for wrong in [
            "",
            "11144477734",
            "11144477753",
            "00000000000",
            "1114447773",
            "11222333000180",
            "12ABC34501DE36",
            "12ABC34501DEAB",
            "1114447773A",
            "00000000000000",
            "111444777é5",
        ] {
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
}
