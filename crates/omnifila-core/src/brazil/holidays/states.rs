//! The holidays of the 27 federal units, each with its law.
//!
//! Source: the laws cited, read against pt.wikipedia "Feriados no Brasil" and the PyPI package `holidays` (see
//! `tests/holidays.rs`, which lists where and why this table differs). A state's day counts from 1996, the first year after
//! Lei 9.093/1995, or from its own law if that is younger.

use super::rule::{On, Rule};
use crate::brazil::locality::State;

/// The first year in which a state's law could make a holiday (Lei 9.093 of 12 September 1995).
const FIRST: i16 = 1996;
/// The last year of a state's own 20 November: since 2024 the day is national.
const BEFORE_NATIONAL: i16 = 2023;

const fn day(name: &'static str, law: &'static str, month: i8, day: i8) -> Rule {
    Rule::new(name, law, On::Day(month, day)).from(FIRST)
}

const fn black_awareness(law: &'static str, from: i16) -> Rule {
    Rule::new("Dia da Consciência Negra", law, On::Day(11, 20))
        .from(from)
        .to(BEFORE_NATIONAL)
}

pub(super) fn rules(state: State) -> &'static [Rule] {
    match TABLE.binary_search_by_key(&state, |(known, _)| *known) {
        Ok(index) => TABLE[index].1,
        Err(_) => &[],
    }
}

const MOVED_AC: &str = "Lei AC 2.126/2009 (transferência)";

const TABLE: [(State, &[Rule]); 27] = [
    (*b"AC", &ACRE),
    (
        *b"AL",
        &[
            day("São João", "Lei AL 5.508/1993", 6, 24),
            day("São Pedro", "Lei AL 5.509/1993", 6, 29),
            day(
                "Emancipação Política de Alagoas",
                "Constituição AL; Lei AL 9.358/2024",
                9,
                16,
            ),
            black_awareness("Lei AL 5.724/1995", FIRST),
            Rule::new("Dia do Evangélico", "Lei AL 7.530/2013", On::LongWeekend(11, 30)).from(2013),
        ],
    ),
    (
        *b"AM",
        &[
            day(
                "Elevação do Amazonas à categoria de província",
                "Lei AM 25/1977",
                9,
                5,
            ),
            black_awareness("Lei AM 84/2010", 2010),
        ],
    ),
    (
        *b"AP",
        &[
            day("São José", "Lei AP 667/2002", 3, 19).from(2003),
            day("São Tiago", "Lei AP de 2012", 7, 25).from(2012),
            day(
                "Criação do Território Federal",
                "Constituição AP, art. 355",
                9,
                13,
            ),
            black_awareness("Lei AP 1.169/2007", 2008),
        ],
    ),
    (
        *b"BA",
        &[day(
            "Independência da Bahia",
            "Constituição BA, art. 6º, § 3º",
            7,
            2,
        )],
    ),
    (
        *b"CE",
        &[day("Data Magna do Ceará", "Emenda Constitucional CE 73/2011", 3, 25).from(2012)],
    ),
    (
        *b"DF",
        &[
            day("Fundação de Brasília", "Lei DF 72/1989", 4, 21),
            day("Dia do Evangélico", "Lei DF 963/1995", 11, 30),
        ],
    ),
    (
        *b"ES",
        &[Rule::new("Nossa Senhora da Penha", "Lei ES 11.010/2019", On::Easter(8)).from(2020)],
    ),
    (
        *b"GO",
        &[
            day(
                "Fundação da cidade de Goiás",
                "Lei GO 10.460/1988; Lei GO 20.756/2020",
                7,
                26,
            ),
            day(
                "Pedra fundamental de Goiânia",
                "Lei GO 10.460/1988; Lei GO 20.756/2020",
                10,
                24,
            ),
        ],
    ),
    (
        *b"MA",
        &[day(
            "Adesão do Maranhão à Independência",
            "Lei MA 2.457/1964",
            7,
            28,
        )],
    ),
    (
        *b"MG",
        &[day(
            "Data Magna de Minas Gerais",
            "Constituição MG, art. 256",
            4,
            21,
        )],
    ),
    (*b"MS", &[day("Criação do Estado", "Lei MS 10/1979", 10, 11)]),
    (*b"MT", &[black_awareness("Lei MT 7.879/2002", 2003)]),
    (
        *b"PA",
        // The law is of 10 September 1996: that year's 15 August was over.
        &[day("Adesão do Grão-Pará à Independência", "Lei PA 5.999/1996", 8, 15).from(1997)],
    ),
    (
        *b"PB",
        &[
            day("Memória de João Pessoa", "Lei PB 3.489/1967", 7, 26).to(2015),
            day(
                "Fundação do Estado",
                "Lei PB 3.489/1967; Lei PB 10.601/2015",
                8,
                5,
            ),
        ],
    ),
    (
        *b"PE",
        &[
            Rule::new(
                "Data Magna de Pernambuco",
                "Lei PE 13.386/2007",
                On::FirstSunday(3),
            )
            .from(2008)
            .to(2017),
            day("Data Magna de Pernambuco", "Lei PE 16.059/2017", 3, 6).from(2018),
        ],
    ),
    (*b"PI", &[day("Dia do Piauí", "Lei PI 176/1937", 10, 19)]),
    (
        *b"PR",
        &[
            day("Emancipação Política do Paraná", "Lei PR 4.658/1962", 12, 19).to(2013),
            // Coincides with the Republic; the 19th of December is no holiday since Lei PR 18.384/2014.
            day("Nossa Senhora do Rocio", "Lei PR 18.397", 11, 15).from(2014),
        ],
    ),
    (
        *b"RJ",
        &[
            Rule::new("Terça-feira de Carnaval", "Lei RJ 5.243/2008", On::Easter(-47)).from(2009),
            day("São Jorge", "Lei RJ 5.198/2008", 4, 23).from(2008),
            black_awareness("Lei RJ 4.007/2002", 2002),
        ],
    ),
    (
        *b"RN",
        &[
            day("Dia do Rio Grande do Norte", "Lei RN 7.831/2000", 8, 7).from(2000),
            day("Mártires de Cunhaú e Uruaçu", "Lei RN 8.913/2006", 10, 3).from(2007),
        ],
    ),
    (
        *b"RO",
        &[
            day("Criação do Estado", "Lei RO 2.291/2010", 1, 4).from(2011),
            // Struck down by the Supreme Court on 30 March 2020 (ADI 3.940).
            day("Dia do Evangélico", "Lei RO 1.026/2001", 6, 18)
                .from(2002)
                .to(2019),
        ],
    ),
    (
        *b"RR",
        &[day("Criação do Estado", "Constituição RR, art. 9º", 10, 5)],
    ),
    (
        *b"RS",
        &[day(
            "Dia do Gaúcho",
            "Lei RS 2.072/1953; Decreto RS 36.180/1995",
            9,
            20,
        )],
    ),
    (*b"SC", &SANTA_CATARINA),
    (
        *b"SE",
        &[day(
            "Emancipação Política de Sergipe",
            "Constituição SE, art. 269",
            7,
            8,
        )],
    ),
    (
        *b"SP",
        &[day("Revolução Constitucionalista", "Lei SP 9.497/1997", 7, 9).from(1997)],
    ),
    (
        *b"TO",
        &[
            day("Dia da Autonomia", "Lei TO 960/1998", 3, 18).from(1998),
            day("Nossa Senhora da Natividade", "Lei TO 627/1993", 9, 8),
            day("Criação do Estado", "Lei TO 98/1989", 10, 5),
        ],
    ),
];

/// Since Lei 2.126/2009 all but 15 June move from the middle of the week to its Friday.
const ACRE: [Rule; 9] = [
    day("Dia do Evangélico", "Lei AC 1.538/2004", 1, 23)
        .from(2005)
        .to(2008),
    Rule::new("Dia do Evangélico", MOVED_AC, On::NextFriday(1, 23)).from(2009),
    day("Dia Internacional da Mulher", "Lei AC 1.411/2001", 3, 8)
        .from(2002)
        .to(2008),
    Rule::new("Dia Internacional da Mulher", MOVED_AC, On::NextFriday(3, 8)).from(2009),
    day("Aniversário do Acre", "Lei AC 14/1964", 6, 15),
    day("Dia da Amazônia", "Lei AC 1.526/2004", 9, 5)
        .from(2004)
        .to(2008),
    Rule::new("Dia da Amazônia", MOVED_AC, On::NextFriday(9, 5)).from(2009),
    day("Tratado de Petrópolis", "Lei AC 57/1965", 11, 17).to(2008),
    Rule::new("Tratado de Petrópolis", MOVED_AC, On::NextFriday(11, 17)).from(2009),
];

/// Both days are kept on the Sunday that follows, but for one year in which the law left them where they are.
const SANTA_CATARINA: [Rule; 6] = [
    day("Dia do Estado de Santa Catarina", "Lei SC 12.906/2004", 8, 11)
        .from(2004)
        .to(2004),
    Rule::new(
        "Dia do Estado de Santa Catarina",
        "Lei SC 13.408/2005",
        On::SundayFrom(8, 11),
    )
    .from(2005),
    day("Santa Catarina de Alexandria", "Lei SC 10.306/1996", 11, 25).to(1998),
    Rule::new(
        "Santa Catarina de Alexandria",
        "Lei SC 10.306/1996",
        On::SundayFrom(11, 25),
    )
    .from(1999)
    .to(2003),
    day("Santa Catarina de Alexandria", "Lei SC 12.906/2004", 11, 25)
        .from(2004)
        .to(2004),
    Rule::new(
        "Santa Catarina de Alexandria",
        "Lei SC 13.408/2005",
        On::SundayFrom(11, 25),
    )
    .from(2005),
];
