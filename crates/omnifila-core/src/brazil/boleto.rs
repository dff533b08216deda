//! Boletos: the digits people type and the bars that scanners read, both ways.
//!
//! Two families. A boleto de cobrança (Febraban; Banco Central, Carta-Circular 2.926/2000) has 44 digits of bars and 47
//! typed ones in three checked fields. A guide of collection ("convênio", Febraban "Layout padrão de
//! arrecadação"), as utilities and some providers use, begins with 8 and has 48 typed digits in four checked blocks.
//!
//! The due date is a count of days that started again at 1000 on 2025-02-22 and will again on 2049-10-14: whoever asks for
//! it says near which day. Left out: what the bank's free field means.

use super::fault::{Fault, digits};
use jiff::ToSpan;
use jiff::civil::Date;

const CODE: &str = "bad_boleto";
/// Days of a cycle of the due factor: 1000 to 9999.
const CYCLE: i64 = 9_000;

/// Forty-four digits of bars whose check digits are right.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Boleto {
    bars: [u8; 44],
}

/// Reads typed digits (47, or 48 beginning with 8) or bars (44). Code `bad_boleto`.
pub fn parse(text: &str) -> Result<Boleto, Fault> {
    let digits = digits(CODE, text, 48)?;
    let collection = digits.first().is_some_and(|(first, _)| *first == 8);
    match digits.len() {
        48 if collection => collection_line(&digits),
        48 => Err(Fault::new(CODE, digits[0].1, "8 as the first of 48 digits")),
        47 if collection => Err(Fault::new(CODE, 0, "48 digits, because the first is 8")),
        47 => charge_line(&digits),
        44 => barcode(&digits),
        _ => Err(Fault::new(
            CODE,
            0,
            "47 or 48 typed digits, or the 44 of the bars",
        )),
    }
}

/// Makes a boleto de cobrança. `due` from 2000-07-03 or none; `free` are the bank's 25 digits.
pub fn make(bank: u16, due: Option<Date>, amount_cents: i64, free: &str) -> Result<Boleto, Fault> {
    let free = digits(CODE, free, 25)?;
    // A first digit of 8 would make it a guide of collection; no bank's number begins so.
    let is_bank = matches!(bank, 1..=799 | 900..=999);
    if free.len() != 25 || !is_bank || !(0..=9_999_999_999).contains(&amount_cents) {
        let expected = "a bank of three digits, less than R$ 100 million, and a free field of 25 digits";
        return Err(Fault::new(CODE, 0, expected));
    }
    let factor = match due {
        None => 0,
        Some(due) => {
            let days = days_between(base(), due);
            if days < 1_000 {
                return Err(Fault::new(CODE, 0, "a due date from 2000-07-03"));
            }
            (days - 1_000) % CYCLE + 1_000
        }
    };
    let mut bars = [0; 44];
    let head = format!("{bank:03}90{factor:04}{amount_cents:010}");
    for (to, digit) in bars
        .iter_mut()
        .zip(head.bytes().map(|b| b - b'0').chain(free.iter().map(|f| f.0)))
    {
        *to = digit;
    }
    bars[4] = charge_check(&bars);
    Ok(Boleto { bars })
}

impl Boleto {
    /// The 44 digits of the bars.
    pub fn barcode(&self) -> String {
        text(&self.bars)
    }

    /// A guide of collection (48 typed digits), as opposed to a boleto de cobrança (47).
    pub fn is_collection(&self) -> bool {
        self.bars[0] == 8
    }

    /// The typed digits, bare.
    pub fn line(&self) -> String {
        let bars = &self.bars;
        let mut line = Vec::with_capacity(48);
        if self.is_collection() {
            for block in bars.chunks(11) {
                line.extend(block);
                line.push(self.block_check(block));
            }
        } else {
            for field in [
                [&bars[..4], &bars[19..24]].concat(),
                bars[24..34].to_vec(),
                bars[34..].to_vec(),
            ] {
                let check = mod10(&field);
                line.extend(field);
                line.push(check);
            }
            line.push(bars[4]);
            line.extend(&bars[5..19]);
        }
        text(&line)
    }

    /// The typed digits as they are printed.
    pub fn formatted(&self) -> String {
        let line = self.line();
        if self.is_collection() {
            let block = |from: usize| format!("{}-{}", &line[from..from + 11], &line[from + 11..from + 12]);
            return [0, 12, 24, 36].map(block).join(" ");
        }
        let field = |from: usize, to: usize| format!("{}.{}", &line[from..from + 5], &line[from + 5..to]);
        let fields = [field(0, 10), field(10, 21), field(21, 32)].join(" ");
        format!("{fields} {} {}", &line[32..33], &line[33..])
    }

    /// The bank's three digits; none for a guide of collection.
    pub fn bank(&self) -> Option<u16> {
        (!self.is_collection()).then(|| number(&self.bars[..3]) as u16)
    }

    /// In cents; none where the payer fills it in, or where a guide of collection counts something else than reais.
    pub fn amount_cents(&self) -> Option<i64> {
        let cents = match (self.is_collection(), self.bars[2]) {
            (false, _) => number(&self.bars[9..19]),
            (true, 6 | 8) => number(&self.bars[4..15]),
            (true, _) => 0,
        };
        (cents > 0).then_some(cents)
    }

    /// The due date nearest to `reference`: the ERP's date, or today. None when the boleto has none, as guides of
    /// collection never do.
    pub fn due(&self, reference: Date) -> Option<Date> {
        let factor = number(&self.bars[5..9]);
        if self.is_collection() || factor == 0 {
            return None;
        }
        let first = base().checked_add(factor.days()).ok()?;
        let away = days_between(first, reference).max(0);
        let cycles = (away + CYCLE / 2) / CYCLE;
        first.checked_add((cycles * CYCLE).days()).ok()
    }

    fn block_check(&self, block: &[u8]) -> u8 {
        if uses_mod10(self.bars[2]) {
            mod10(block)
        } else {
            mod11(block)
        }
    }
}

/// Day 0 of the due factor.
fn base() -> Date {
    jiff::civil::date(1997, 10, 7)
}

fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

fn charge_line(digits: &[(u8, usize)]) -> Result<Boleto, Fault> {
    for (field, range) in [(1, 0..9), (2, 10..20), (3, 21..31)] {
        let (given, at) = digits[range.end];
        if mod10(&values(&digits[range])) != given {
            let expected = format!("field {field} with its right check digit: one of its digits is wrong");
            return Err(Fault::new(CODE, at, expected));
        }
    }
    let parts = [
        &digits[..4],
        &digits[32..47],
        &digits[4..9],
        &digits[10..20],
        &digits[21..31],
    ];
    charge(&parts.concat())
}

fn barcode(digits: &[(u8, usize)]) -> Result<Boleto, Fault> {
    if digits[0].0 == 8 {
        collection(digits)
    } else {
        charge(digits)
    }
}

fn charge(digits: &[(u8, usize)]) -> Result<Boleto, Fault> {
    let bars = bars(digits)?;
    let at = |index: usize| digits[index].1;
    if bars[..3] == [0, 0, 0] {
        return Err(Fault::new(CODE, at(0), "the bank's three digits"));
    }
    if bars[3] != 9 {
        return Err(Fault::new(CODE, at(3), "9 (reais) as the fourth digit"));
    }
    if bars[4] != charge_check(&bars) {
        let expected = "the right check digit of the whole: one of the digits is wrong";
        return Err(Fault::new(CODE, at(4), expected));
    }
    if (1..1_000).contains(&number(&bars[5..9])) {
        return Err(Fault::new(CODE, at(5), "a due factor of 0000, or 1000 and more"));
    }
    Ok(Boleto { bars })
}

fn collection_line(digits: &[(u8, usize)]) -> Result<Boleto, Fault> {
    let (kind, at) = digits[2];
    is_value_kind(kind, at)?;
    let mut bars = Vec::with_capacity(44);
    for (index, block) in digits.chunks(12).enumerate() {
        let (body, given) = (values(&block[..11]), block[11]);
        let right = if uses_mod10(kind) {
            mod10(&body)
        } else {
            mod11(&body)
        };
        if given.0 != right {
            let expected = format!(
                "block {} with its right check digit: one of its digits is wrong",
                index + 1
            );
            return Err(Fault::new(CODE, given.1, expected));
        }
        bars.extend(&block[..11]);
    }
    collection(&bars)
}

fn collection(digits: &[(u8, usize)]) -> Result<Boleto, Fault> {
    let bars = bars(digits)?;
    let (kind, at) = digits[2];
    is_value_kind(kind, at)?;
    let others: Vec<u8> = [&bars[..3], &bars[4..]].concat();
    let right = if uses_mod10(kind) {
        mod10(&others)
    } else {
        mod11(&others)
    };
    if bars[3] != right {
        let expected = "the right check digit of the whole: one of the digits is wrong";
        return Err(Fault::new(CODE, digits[3].1, expected));
    }
    Ok(Boleto { bars })
}

fn is_value_kind(kind: u8, at: usize) -> Result<(), Fault> {
    if (6..=9).contains(&kind) {
        return Ok(());
    }
    Err(Fault::new(CODE, at, "6, 7, 8 or 9 as the third digit"))
}

/// What the third digit of a guide of collection says of its check digits.
fn uses_mod10(kind: u8) -> bool {
    matches!(kind, 6 | 7)
}

fn values(digits: &[(u8, usize)]) -> Vec<u8> {
    digits.iter().map(|d| d.0).collect()
}

fn bars(digits: &[(u8, usize)]) -> Result<[u8; 44], Fault> {
    values(digits)
        .try_into()
        .map_err(|_| Fault::new(CODE, 0, "44 digits of bars"))
}

fn number(digits: &[u8]) -> i64 {
    digits.iter().fold(0, |sum, d| sum * 10 + i64::from(*d))
}

fn text(digits: &[u8]) -> String {
    digits.iter().map(|d| char::from(b'0' + d)).collect()
}

/// Weights 2, 1, 2 … from the right, digits of the products summed.
fn mod10(digits: &[u8]) -> u8 {
    let weighed = digits.iter().rev().zip([2, 1].into_iter().cycle());
    let sum: u32 = weighed
        .map(|(d, weight)| u32::from(*d) * weight)
        .map(|product| product / 10 + product % 10)
        .sum();
    ((10 - sum % 10) % 10) as u8
}

/// The remainder, weights 2 to 9 from the right and anew.
fn remainder11(digits: impl DoubleEndedIterator<Item = u8>) -> u32 {
    let weighed = digits.rev().zip((2..=9).cycle());
    weighed.map(|(d, weight)| u32::from(d) * weight).sum::<u32>() % 11
}

/// A guide's digit: remainders 0 and 1 give 0 (and 10 gives 1).
fn mod11(digits: &[u8]) -> u8 {
    match remainder11(digits.iter().copied()) {
        0 | 1 => 0,
        remainder => (11 - remainder) as u8,
    }
}

/// A boleto's digit, over all but itself: 0, 10 and 11 become 1.
fn charge_check(bars: &[u8; 44]) -> u8 {
    let others = bars[..4].iter().chain(&bars[5..]).copied();
    match 11 - remainder11(others) {
        10 | 11 => 1,
        digit => digit as u8,
    }
}

#[cfg(test)]
mod tests;
