//! How Brazilians write what templates print: money, dates, names, digits.
//!
//! Each filter takes a text or a whole number and gives a text, or says what it expected. Both ways of rendering use
//! these very functions.

use crate::brazil::{boleto, date, document, money, pix};
use jiff::civil::{Date, DateTime};
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::TimeZone;

/// What a template may print or filter.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scalar<'a> {
    Text(&'a str),
    Whole(i64),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Filter {
    pub(super) name: &'static str,
    /// What the filter takes, for the error when it is given something else.
    pub(super) expected: &'static str,
    write: fn(Scalar<'_>) -> Option<String>,
}

/// Every filter of ours.
pub(super) const FILTERS: [Filter; 9] = [
    Filter {
        name: "reais",
        expected: "an amount in whole cents",
        write: reais,
    },
    Filter {
        name: "valor",
        expected: "an amount as whole cents",
        write: valor,
    },
    Filter {
        name: "data",
        expected: "a date as YYYY-MM-DD or an RFC 3339 time",
        write: data,
    },
    Filter {
        name: "data_hora",
        expected: "an RFC 3339 time",
        write: data_hora,
    },
    Filter {
        name: "primeiro_nome",
        expected: "a name",
        write: primeiro_nome,
    },
    Filter {
        name: "digitos",
        expected: "a text or whole number with digits",
        write: digitos,
    },
    Filter {
        name: "linha_digitavel",
        expected: "the line or barcode of a boleto, its check digits right",
        write: linha_digitavel,
    },
    Filter {
        name: "pix",
        expected: "a Pix copia e cola",
        write: copia_e_cola,
    },
    Filter {
        name: "documento",
        expected: "a CPF or CNPJ",
        write: documento,
    },
];

impl Filter {
    pub(super) fn named(name: &str) -> Option<&'static Filter> {
        FILTERS.iter().find(|f| f.name == name)
    }

    /// The filtered text, or what was expected instead of `value` (`None`: neither text nor whole number).
    pub(super) fn apply(&self, value: Option<Scalar<'_>>) -> Result<String, &'static str> {
        value.and_then(self.write).ok_or(self.expected)
    }
}

/// Cents as `R$ 1.884.220,40`.
fn reais(value: Scalar<'_>) -> Option<String> {
    let Scalar::Whole(cents) = value else { return None };
    let text = money::format(cents);
    Some(match text.strip_prefix('-') {
        Some(rest) => format!("-R$ {rest}"),
        None => format!("R$ {text}"),
    })
}

/// Cents as `1.884.220,40`.
fn valor(value: Scalar<'_>) -> Option<String> {
    let Scalar::Whole(cents) = value else { return None };
    Some(money::format(cents))
}

/// `2026-12-10`, or a time, as `10/12/2026`.
fn data(value: Scalar<'_>) -> Option<String> {
    let Scalar::Text(text) = value else { return None };
    let day: Date = if text.len() == 10 {
        text.parse().ok()?
    } else {
        wall_clock(text)?.date()
    };
    Some(date::format(day))
}

/// A time as `10/12/2026 08:00`.
fn data_hora(value: Scalar<'_>) -> Option<String> {
    let Scalar::Text(text) = value else { return None };
    let t = wall_clock(text)?;
    Some(format!(
        "{:02}/{:02}/{:04} {:02}:{:02}",
        t.day(),
        t.month(),
        t.year(),
        t.hour(),
        t.minute()
    ))
}

/// What a clock shows at an RFC 3339 time: as written where it has an offset of its own, in the hour of Brasília where it
/// is in UTC (`Z`), which is how programs write an instant and nobody in Brazil reads one.
fn wall_clock(text: &str) -> Option<DateTime> {
    let pieces = Pieces::parse(text).ok()?;
    let local = DateTime::from_parts(pieces.date(), pieces.time()?);
    match pieces.offset()? {
        PiecesOffset::Zulu => {
            let brasilia = TimeZone::get("America/Sao_Paulo").ok()?;
            Some(brasilia.to_datetime(TimeZone::UTC.to_timestamp(local).ok()?))
        }
        _ => Some(local),
    }
}

/// `MARIA APARECIDA DA SILVA` as `Maria`; a name in mixed case keeps it.
fn primeiro_nome(value: Scalar<'_>) -> Option<String> {
    let Scalar::Text(text) = value else { return None };
    let first = text.split_whitespace().next()?;
    let one_case = !first.chars().any(char::is_lowercase) || !first.chars().any(char::is_uppercase);
    if !one_case {
        return Some(first.to_owned());
    }
    let mut letters = first.chars();
    let initial = letters.next()?;
    Some(
        initial
            .to_uppercase()
            .chain(letters.flat_map(char::to_lowercase))
            .collect(),
    )
}

/// Only the digits: `111.444.777-35` as `11144477735`.
fn digitos(value: Scalar<'_>) -> Option<String> {
    match value {
        Scalar::Text(text) => Some(text.chars().filter(char::is_ascii_digit).collect()),
        Scalar::Whole(number) => Some(number.unsigned_abs().to_string()),
    }
}

/// A boleto's digits as they are printed.
fn linha_digitavel(value: Scalar<'_>) -> Option<String> {
    let Scalar::Text(text) = value else { return None };
    Some(boleto::parse(text).ok()?.formatted())
}

/// The code to paste, without blanks around it and with its CRC right.
fn copia_e_cola(value: Scalar<'_>) -> Option<String> {
    let Scalar::Text(text) = value else { return None };
    Some(pix::parse(text).ok()?.payload())
}

/// A CPF or CNPJ with its marks.
fn documento(value: Scalar<'_>) -> Option<String> {
    let Scalar::Text(text) = value else { return None };
    Some(document::parse(text).ok()?.formatted())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(name: &str, value: Scalar<'_>) -> Result<String, &'static str> {
        Filter::named(name).unwrap().apply(Some(value))
    }

    #[test]
    fn money() {
        for (cents, text) in [
            (188_422_040, "R$ 1.884.220,40"),
            (0, "R$ 0,00"),
            (5, "R$ 0,05"),
            (99_999, "R$ 999,99"),
            (100_000, "R$ 1.000,00"),
            (-12_345, "-R$ 123,45"),
            (i64::MIN, "-R$ 92.233.720.368.547.758,08"),
        ] {
            assert_eq!(on("reais", Scalar::Whole(cents)).unwrap(), text);
            assert_eq!(
                on("valor", Scalar::Whole(cents)).unwrap(),
                text.replace("R$ ", "")
            );
        }
        assert_eq!(
            on("reais", Scalar::Text("10,00")),
            Err("an amount in whole cents")
        );
    }

    #[test]
    fn dates() {
        let text = |name, value| on(name, Scalar::Text(value));
        assert_eq!(text("data", "2026-12-10").unwrap(), "10/12/2026");
        assert_eq!(text("data", "2026-12-10T01:30:00Z").unwrap(), "09/12/2026");
        assert_eq!(
            text("data_hora", "2026-12-10T11:05:00Z").unwrap(),
            "10/12/2026 08:05"
        );
        assert_eq!(
            text("data_hora", "2026-12-10T11:05:00.250-04:00").unwrap(),
            "10/12/2026 11:05"
        );
        for wrong in [
            "10/12/2026",
            "2026-02-30",
            "2026-12-10T11:05:00",
            "",
            "amanhã",
            "2026-12-1é",
        ] {
            assert!(text("data", wrong).is_err(), "{wrong}");
            assert!(text("data_hora", wrong).is_err(), "{wrong}");
        }
        assert!(text("data_hora", "2026-12-10").is_err());
    }

    #[test]
    fn names_and_digits() {
        for (name, first) in [
            ("ÂNGELA DA SILVA", "Ângela"),
            ("joão", "João"),
            (" McArthur Lima", "McArthur"),
        ] {
            assert_eq!(on("primeiro_nome", Scalar::Text(name)).unwrap(), first);
        }
        assert!(on("primeiro_nome", Scalar::Text("  ")).is_err());
        assert_eq!(
            on("digitos", Scalar::Text("111.444.777-35")).unwrap(),
            "11144477735"
        );
        assert_eq!(on("digitos", Scalar::Whole(42)).unwrap(), "42");
    }
}
