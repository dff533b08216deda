//! Diagnóstico do cadastro: what in a customer's record keeps messages from arriving, or sends them to somebody else.
//!
//! Every problem is told apart from the others, so that each can be counted, listed and mended by itself. What is shown of
//! a person is masked. Left out: whether a number or address answers.

use super::remark;
use crate::brazil::phone::field::{self, Missing};
use crate::brazil::phone::{self, Line};
use crate::brazil::{document, locality, zone};
use crate::message::words;

words! {
    Problem {
        /// Nothing to write to: no telephone that is a mobile, or would be with its ninth digit.
        NoMobile = 0 "no_mobile",
        MissingNinthDigit = 1 "missing_ninth_digit",
        /// Several numbers in one field, words around one, no area code, or no number at all.
        BadPhone = 2 "bad_phone",
        /// One number on several customers: a debt is told to somebody else.
        SharedPhone = 3 "shared_phone",
        BadDocument = 4 "bad_document",
        SharedEmail = 5 "shared_email",
        /// Neither state nor municipality: clock and holidays are guessed from the area code.
        NoState = 6 "no_state",
        BadCityIbge = 7 "bad_city_ibge",
    }
}

impl Problem {
    /// As people who work with the records say it.
    pub fn label(self) -> &'static str {
        match self {
            Problem::NoMobile => "Sem celular",
            Problem::MissingNinthDigit => "Celular sem o nono dígito",
            Problem::BadPhone => "Telefone ilegível, sem DDD ou vários no campo",
            Problem::SharedPhone => "Um número em vários clientes",
            Problem::BadDocument => "CPF ou CNPJ inválido",
            Problem::SharedEmail => "Um e-mail em vários clientes",
            Problem::NoState => "Sem estado e sem município",
            Problem::BadCityIbge => "Código de município inválido",
        }
    }
}

/// What is looked at of a customer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record<'a> {
    pub document: Option<&'a str>,
    /// The telephone and the contacts that are telephones, as given.
    pub phones: Vec<&'a str>,
    pub state: Option<&'a str>,
    pub city_ibge: Option<&'a str>,
    pub shares_phone: bool,
    pub shares_email: bool,
}

/// The problems of a record, in their order.
pub fn problems(record: &Record<'_>) -> Vec<Problem> {
    let told: Vec<&str> = record
        .phones
        .iter()
        .filter_map(|p| remark::of_phone(p))
        .map(|e| e.code)
        .collect();
    let ninth = told.contains(&"missing_ninth_digit");
    let mobile = record.phones.iter().any(|text| {
        field::find(text, None).iter().any(|found| {
            let read = found.number.as_deref().map(phone::line);
            read == Some(Line::Mobile) || found.missing.contains(&Missing::NinthDigit)
        })
    });
    let filled = |text: Option<&str>| text.is_some_and(|t| !t.trim().is_empty());
    let city = record
        .city_ibge
        .filter(|text| !text.trim().is_empty())
        .map(locality::city);
    let state = record.state.is_some_and(|text| zone::state(text).is_ok());
    let found = [
        (Problem::NoMobile, !mobile),
        (Problem::MissingNinthDigit, ninth),
        (
            Problem::BadPhone,
            told.iter().any(|code| *code != "missing_ninth_digit"),
        ),
        (Problem::SharedPhone, record.shares_phone),
        (
            Problem::BadDocument,
            filled(record.document) && record.document.is_some_and(|text| document::parse(text).is_err()),
        ),
        (Problem::SharedEmail, record.shares_email),
        (Problem::NoState, !state && !matches!(city, Some(Ok(_)))),
        (Problem::BadCityIbge, matches!(city, Some(Err(_)))),
    ];
    found
        .into_iter()
        .filter(|(_, is)| *is)
        .map(|(problem, _)| problem)
        .collect()
}

/// `Maria Aparecida Souza` as `Maria S.`.
pub fn masked_name(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or_default().to_owned();
    match words.last().and_then(|last| last.chars().next()) {
        Some(initial) => format!("{first} {initial}."),
        None => first,
    }
}

/// Letters and digits but the last `keep` as `*`, marks as they are.
pub fn masked(text: &str, keep: usize) -> String {
    let counted = text.chars().filter(|c| c.is_alphanumeric()).count();
    let mut seen = 0;
    let mask = |c: char| {
        if !c.is_alphanumeric() {
            return c;
        }
        seen += 1;
        if seen + keep > counted { c } else { '*' }
    };
    text.chars().map(mask).collect()
}

/// `maria@example.com` as `m***@example.com`.
pub fn masked_email(email: &str) -> String {
    match email.split_once('@') {
        Some((user, host)) => format!("{}***@{host}", user.chars().next().unwrap_or('*')),
        None => masked(email, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(phones: &[&str], more: Record<'_>) -> Vec<&'static str> {
        let record = Record {
            phones: phones.to_vec(),
            state: more.state.or(Some("SC")),
            ..more
        };
        problems(&record).into_iter().map(Problem::word).collect()
    }

    #[test]
    fn each_problem_is_told_apart() {
        let none = Record::default;
        assert_eq!(of(&["(49) 90000-0001"], none()), [] as [&str; 0]);
        assert_eq!(of(&[], none()), ["no_mobile"]);
        assert_eq!(of(&["(49) 3322-0001"], none()), ["no_mobile"]);
        assert_eq!(of(&["(49) 3322-0001", "49 90000-0001"], none()), [] as [&str; 0]);
        assert_eq!(of(&["(49) 8451-0882"], none()), ["missing_ninth_digit"]);
        assert_eq!(of(&["49900000001/4933220001"], none()), ["bad_phone"]);
        assert_eq!(of(&["não tem"], none()), ["no_mobile", "bad_phone"]);
        let worst = Record {
            document: Some("123"),
            city_ibge: Some("7"),
            state: Some("??"),
            shares_phone: true,
            shares_email: true,
            ..none()
        };
        assert_eq!(
            of(&["49 90000-0001"], worst),
            [
                "shared_phone",
                "bad_document",
                "shared_email",
                "no_state",
                "bad_city_ibge"
            ]
        );
        let by_city = Record {
            city_ibge: Some("4204202"),
            state: Some(""),
            ..none()
        };
        assert_eq!(of(&["49 90000-0001"], by_city), [] as [&str; 0]);
    }

    #[test]
    fn people_are_masked() {
        assert_eq!(masked_name("Maria Aparecida Souza"), "Maria S.");
        assert_eq!(masked_name(" Zé "), "Zé");
        assert_eq!(masked("111.444.777-35", 2), "***.***.***-35");
        assert_eq!(masked("+55 49 90000-0001", 4), "+** ** *****-0001");
        assert_eq!(masked("ação", 0), "****");
        assert_eq!(masked_email("maria@example.com"), "m***@example.com");
        assert_eq!(masked_email("maria"), "*****");
    }
}
