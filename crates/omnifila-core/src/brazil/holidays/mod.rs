//! Holidays, computed for any year from the laws that make them.
//!
//! National days are federal law; a state has its own by state law, which counts since Lei 9.093/1995 allowed them; Carnaval,
//! Ash Wednesday and Corpus Christi are no holidays but days on which much rests ("ponto facultativo"), hence options.
//! Every day says its name, its kind and its law. Left out: municipal days, of which there are thousands (they are
//! imported as calendars), and election Sundays (Código Eleitoral, art. 380), which are Sundays anyway.

mod rule;
mod states;

use super::locality::State;
use jiff::civil::Date;
use rule::{On, Rule};
use serde::Serialize;

/// Years that windows know the holidays of.
pub const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    National,
    State,
    /// No holiday, though much rests: an option.
    Optional,
}

/// One day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holiday {
    #[serde(serialize_with = "iso")]
    pub date: Date,
    pub name: &'static str,
    pub kind: Kind,
    /// The law and its year, as it is cited.
    pub law: &'static str,
    /// A half day: rest ends at this minute of the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until_minute: Option<u16>,
}

fn iso<S: serde::Serializer>(date: &Date, s: S) -> Result<S::Ok, S::Error> {
    s.collect_str(date)
}

/// Days that are no holidays and may be kept as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Monday and Tuesday of Carnaval.
    pub carnival: bool,
    pub corpus_christi: bool,
    /// Ash Wednesday until 14:00.
    pub ash_wednesday: bool,
}

const UNTIL_14: u16 = 14 * 60;

const NATIONAL: [Rule; 12] = [
    Rule::new("Confraternização Universal", "Lei 662/1949", On::Day(1, 1)),
    Rule::new("Sexta-feira Santa", "Lei 9.093/1995, art. 2º", On::Easter(-2)),
    Rule::new("Tiradentes", "Lei 1.266/1950", On::Day(4, 21)).to(2002),
    Rule::new(
        "Tiradentes",
        "Lei 662/1949, redação da Lei 10.607/2002",
        On::Day(4, 21),
    )
    .from(2003),
    Rule::new("Dia do Trabalhador", "Lei 662/1949", On::Day(5, 1)),
    Rule::new("Independência do Brasil", "Lei 662/1949", On::Day(9, 7)),
    Rule::new("Nossa Senhora Aparecida", "Lei 6.802/1980", On::Day(10, 12)).from(1980),
    Rule::new(
        "Finados",
        "Lei 605/1949, art. 11, e leis municipais",
        On::Day(11, 2),
    )
    .to(2002),
    Rule::new(
        "Finados",
        "Lei 662/1949, redação da Lei 10.607/2002",
        On::Day(11, 2),
    )
    .from(2003),
    Rule::new("Proclamação da República", "Lei 662/1949", On::Day(11, 15)),
    Rule::new(
        "Dia Nacional de Zumbi e da Consciência Negra",
        "Lei 14.759/2023",
        On::Day(11, 20),
    )
    .from(2024),
    Rule::new("Natal", "Lei 662/1949", On::Day(12, 25)),
];

const CARNIVAL: [Rule; 2] = [
    Rule::new("Carnaval", "ponto facultativo", On::Easter(-48)),
    Rule::new("Carnaval", "ponto facultativo", On::Easter(-47)),
];
const ASH_WEDNESDAY: Rule = Rule::new(
    "Quarta-feira de Cinzas",
    "ponto facultativo até as 14 horas",
    On::Easter(-46),
)
.until(UNTIL_14);
const CORPUS_CHRISTI: Rule = Rule::new("Corpus Christi", "ponto facultativo", On::Easter(60));

/// The national holidays of a year, in order.
pub fn national(year: i16) -> Vec<Holiday> {
    collect(Kind::National, year, NATIONAL.iter())
}

/// The optional days that were chosen, in order.
pub fn optional(options: Options, year: i16) -> Vec<Holiday> {
    let mut rules: Vec<&Rule> = Vec::new();
    if options.carnival {
        rules.extend(&CARNIVAL);
    }
    if options.ash_wednesday {
        rules.push(&ASH_WEDNESDAY);
    }
    if options.corpus_christi {
        rules.push(&CORPUS_CHRISTI);
    }
    collect(Kind::Optional, year, rules.into_iter())
}

/// A federal unit's own holidays of a year, in order; none of a unit that does not exist.
pub fn of_state(state: State, year: i16) -> Vec<Holiday> {
    collect(Kind::State, year, states::rules(state).iter())
}

fn collect<'a>(kind: Kind, year: i16, rules: impl Iterator<Item = &'a Rule>) -> Vec<Holiday> {
    let mut days: Vec<Holiday> = rules
        .filter_map(|rule| {
            Some(Holiday {
                date: rule.date(year)?,
                name: rule.name,
                kind,
                law: rule.law,
                until_minute: rule.until_minute,
            })
        })
        .collect();
    days.sort_by_key(|day| day.date);
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn dates(days: &[Holiday]) -> Vec<String> {
        days.iter()
            .map(|day| day.date.strftime("%m-%d").to_string())
            .collect()
    }

    #[test]
    fn national_days_follow_their_laws() {
        let year = |y| dates(&national(y));
        assert_eq!(
            year(2026),
            [
                "01-01", "04-03", "04-21", "05-01", "09-07", "10-12", "11-02", "11-15", "11-20", "12-25"
            ]
        );
        assert_eq!(year(2023).len(), 9);
        assert!(!year(2023).contains(&"11-20".to_owned()) && year(2024).contains(&"11-20".to_owned()));
        assert!(!year(1979).contains(&"10-12".to_owned()) && year(1980).contains(&"10-12".to_owned()));
        let tiradentes = |y| {
            national(y)
                .into_iter()
                .find(|d| d.name == "Tiradentes")
                .unwrap()
                .law
        };
        assert_eq!(tiradentes(1990), "Lei 1.266/1950");
        assert!(tiradentes(2026).contains("10.607/2002"));
    }

    #[test]
    fn optional_days_follow_easter() {
        let all = Options {
            carnival: true,
            corpus_christi: true,
            ash_wednesday: true,
        };
        for (year, want) in [
            (2026, ["02-16", "02-17", "02-18", "06-04"]),
            (2027, ["02-08", "02-09", "02-10", "05-27"]),
            (2028, ["02-28", "02-29", "03-01", "06-15"]),
        ] {
            assert_eq!(dates(&optional(all, year)), want);
        }
        assert_eq!(optional(all, 2026)[2].until_minute, Some(UNTIL_14));
        assert_eq!(optional(Options::default(), 2026), []);
    }

    #[test]
    fn state_days_move_as_their_laws_say() {
        let of = |state: &[u8; 2], year| dates(&of_state(*state, year));
        // Acre: Tuesday to Thursday moves to Friday since Lei 2.126/2009, but for 15 June.
        assert_eq!(of(b"AC", 2026), ["01-23", "03-08", "06-15", "09-05", "11-20"]);
        assert_eq!(of(b"AC", 2027), ["01-23", "03-08", "06-15", "09-05", "11-19"]);
        // Alagoas: Tuesday is kept on Monday and Thursday on Friday (Lei 7.530/2013).
        assert!(of(b"AL", 2021).contains(&"11-29".to_owned()));
        assert!(of(b"AL", 2023).contains(&"12-01".to_owned()));
        assert!(of(b"AL", 2026).contains(&"11-30".to_owned()));
        // Santa Catarina: kept on the Sunday that follows.
        assert_eq!(of(b"SC", 2026), ["08-16", "11-29"]);
        assert_eq!(of(b"SC", 2004), ["08-11", "11-25"]);
        // Pernambuco: first Sunday of March until Lei 16.059/2017.
        assert_eq!(
            (of(b"PE", 2017), of(b"PE", 2018)),
            (vec!["03-05".to_owned()], vec!["03-06".to_owned()])
        );
        assert_eq!(of(b"SP", 2026), ["07-09"]);
        assert_eq!(of(b"MG", 2026), ["04-21"]);
        assert_eq!(of(b"XX", 2026), [] as [String; 0]);
    }

    #[test]
    fn every_day_of_every_unit_has_name_and_law() {
        for (state, _) in super::super::zone::STATES {
            for year in YEARS {
                for day in of_state(state, year) {
                    assert!(!day.name.is_empty() && day.law.len() > 5, "{day:?}");
                    assert!((day.date.year() - year).abs() == 0, "{day:?}");
                }
            }
        }
        assert_eq!(national(2026)[1].date, date(2026, 4, 3));
    }
}
