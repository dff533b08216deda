//! A fuzz target per parser of Brazilian codes: mutated good texts and plain noise go in; nothing may panic, and whatever
//! is accepted must read back as the same thing. Shortened here, ten minutes each in `make soak`.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use omnifila_core::brazil::phone::field;
use omnifila_core::brazil::{boleto, date, document, locality, money, phone, pix, qr, zone};
use std::thread;
use std::time::Duration;

/// One parser: good texts to begin with, and what must hold of any text. Answers whether the text was accepted.
struct Target {
    name: &'static str,
    corpus: &'static [&'static str],
    check: fn(&str) -> bool,
}

const TARGETS: [Target; 10] = [
    Target {
        name: "document",
        corpus: &[
            "111.444.777-35",
            "11222333000181",
            "12.ABC.345/01DE-35",
            "12abc34501de35",
        ],
        check: |text| {
            let Ok(document) = document::parse(text) else {
                return false;
            };
            assert_eq!(document::parse(&document.formatted()), Ok(document.clone()));
            assert_eq!(document::parse(document.number()), Ok(document));
            true
        },
    },
    Target {
        name: "phone",
        corpus: &[
            "+55 49 90000-0001",
            "(49) 3322-0001",
            "0 15 49 90000 0001",
            "+1 (202) 555-0100",
            "0055 55 3222-0001",
        ],
        check: |text| {
            let Ok(number) = phone::normalise(text) else {
                return false;
            };
            assert_eq!(phone::normalise(&number), Ok(number.clone()));
            assert_eq!(phone::normalise(&phone::formatted(&number)), Ok(number));
            true
        },
    },
    Target {
        name: "phone field",
        corpus: &[
            "(49) 90000-0001 / (49) 3322-0001",
            "8451-0882 Maria",
            "49900000001;4933220001",
            "499000000014933220001",
        ],
        check: |text| {
            let found = field::find(text, Some(49));
            for one in &found {
                assert!(one.position >= 1 && one.position <= text.chars().count());
                for number in one.number.iter().chain(&one.proposed) {
                    assert_eq!(phone::normalise(number).as_ref(), Ok(number));
                }
            }
            !found.is_empty()
        },
    },
    Target {
        name: "pix",
        corpus: &[
            "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D",
            "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865406129.905802BR5919PROVEDOR TESTE LTDA6007CHAPECO62130509FAT1455356304866C",
            "00020101021226770014BR.GOV.BCB.PIX2555pix.example.com/qr/93598be0-1bd0-4997-8318-81776a1d8a995204000053039865802BR5907EMPRESA6009SAO PAULO62070503***6304EEAB",
        ],
        check: |text| {
            let Ok(code) = pix::parse(text) else { return false };
            let again = pix::parse(&code.payload()).unwrap();
            assert_eq!(
                (&again.target, again.amount_cents),
                (&code.target, code.amount_cents)
            );
            assert!(again.warnings.iter().all(|w| w.code != "bad_crc"));
            let keep = text.trim().chars().count() - 4;
            let body = |text: &str| text.trim().chars().take(keep).collect::<String>();
            assert_eq!(body(&code.payload()), body(text));
            true
        },
    },
    Target {
        name: "boleto",
        corpus: &[
            "00190500954014481606906809350314337370000000100",
            "00193373700000001000500940144816060680935031",
            "00191.23454 67890.123457 67890.123457 2 16560000012990",
            "846700000017 435900240209 024050002435 842210108119",
            "84670000001435900240200240500024384221010811",
        ],
        check: |text| {
            let Ok(boleto) = boleto::parse(text) else {
                return false;
            };
            assert_eq!(boleto::parse(&boleto.barcode()), Ok(boleto.clone()));
            assert_eq!(boleto::parse(&boleto.line()), Ok(boleto.clone()));
            assert_eq!(boleto::parse(&boleto.formatted()), Ok(boleto.clone()));
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            assert!(digits == boleto.line() || digits == boleto.barcode());
            boleto.due(jiff::civil::date(2026, 12, 10));
            true
        },
    },
    Target {
        name: "money",
        corpus: &["1.234,56", "R$ 99,90", "-5,00", "1,234.56", "1.884.220,40"],
        check: |text| {
            let Ok(cents) = money::parse(text) else {
                return false;
            };
            assert_eq!(money::parse(&money::format(cents)), Ok(cents));
            true
        },
    },
    Target {
        name: "date",
        corpus: &["10/12/2026", "2026-12-10", "29/02/2028", "2199-12-31"],
        check: |text| {
            let Ok(day) = date::parse(text) else { return false };
            assert!(text == date::format(day) || text == day.to_string());
            true
        },
    },
    Target {
        name: "city",
        corpus: &["3550308", "1302603", "2605459", "2201919"],
        check: |text| {
            let Ok(code) = locality::city(text) else {
                return false;
            };
            assert_eq!(locality::city(&code.to_string()), Ok(code));
            let locality = locality::Locality::City(code);
            assert_eq!(locality::Locality::from_code(locality.code()), Some(locality));
            true
        },
    },
    Target {
        name: "state",
        corpus: &["SC", " am ", "Pe"],
        check: |text| {
            let Ok(state) = zone::state(text) else {
                return false;
            };
            assert!(zone::zones(state).is_some());
            true
        },
    },
    Target {
        name: "qr",
        corpus: &["https://example.com/", "00020126580014br.gov.bcb.pix", "ÇÃO"],
        check: |text| {
            let Ok(qr) = qr::Qr::of(text) else { return false };
            assert!(qr.side() >= 29 && qr.svg().ends_with("</svg>"));
            true
        },
    },
];

/// SplitMix64: every run of a seed is the same run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ z >> 31
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// Digits mostly, then what codes have between them, then whatever Unicode has.
    fn character(&mut self) -> char {
        const MARKS: &[u8] = b" .,-/()+*R$%;:@ABZabz\n\t\0";
        match self.below(10) {
            0..6 => char::from(b'0' + self.below(10) as u8),
            6..9 => char::from(MARKS[self.below(MARKS.len())]),
            _ => char::from_u32(self.next() as u32 % 0x11_0000).unwrap_or('\u{fffd}'),
        }
    }
}

/// A good text with a few things done to it, or noise.
fn text(dice: &mut Dice, corpus: &[&str]) -> String {
    if dice.below(8) == 0 {
        let length = dice.below(120);
        return (0..length).map(|_| dice.character()).collect();
    }
    let mut chars: Vec<char> = corpus[dice.below(corpus.len())].chars().collect();
    for _ in 0..dice.below(5) {
        let at = dice.below(chars.len() + 1);
        match dice.below(6) {
            0 => chars.insert(at, dice.character()),
            1 if at < chars.len() => drop(chars.remove(at)),
            2 if at + 1 < chars.len() => chars.swap(at, at + 1),
            3 => chars.truncate(at),
            4 => {
                let end = (at + dice.below(12)).min(chars.len());
                let part = chars[at..end].to_vec();
                let to = dice.below(chars.len() + 1);
                chars.splice(to..to, part);
            }
            _ if at < chars.len() => chars[at] = dice.character(),
            _ => {}
        }
    }
    chars.into_iter().collect()
}

/// Throws texts at a target for so long; answers how many, and how many were accepted.
#[expect(
    clippy::disallowed_methods,
    reason = "how long to go on is the test's own business"
)]
fn pelt(target: &Target, seed: u64, time: Duration) -> (u64, u64) {
    let (mut dice, began) = (Dice(seed), std::time::Instant::now());
    let (mut thrown, mut accepted) = (0, 0);
    for good in target.corpus {
        assert!((target.check)(good), "{}: {good:?} is a good one", target.name);
    }
    while began.elapsed() < time {
        for _ in 0..200 {
            let text = text(&mut dice, target.corpus);
            let outcome = std::panic::catch_unwind(|| (target.check)(&text));
            let taken = outcome.unwrap_or_else(|_| panic!("{}: {text:?} (seed {seed})", target.name));
            thrown += 1;
            accepted += u64::from(taken);
        }
    }
    (thrown, accepted)
}

#[expect(clippy::print_stdout, reason = "the figures of a long run are its result")]
fn pelt_all(seed: u64, time: Duration) {
    let told: Vec<_> = thread::scope(|scope| {
        let running: Vec<_> = TARGETS
            .iter()
            .map(|target| scope.spawn(move || pelt(target, seed, time)))
            .collect();
        running.into_iter().map(|one| one.join().unwrap()).collect()
    });
    for (target, (thrown, accepted)) in TARGETS.iter().zip(told) {
        println!("{}: {thrown} texts, {accepted} accepted", target.name);
        assert!(
            thrown > accepted || target.name == "qr",
            "{}: nothing was refused",
            target.name
        );
        assert!(accepted > 0, "{}: nothing was accepted", target.name);
    }
}

#[test]
fn parsers_bear_what_is_thrown_at_them() {
    pelt_all(7, Duration::from_millis(1_200));
}

#[test]
#[ignore = "soak: ten minutes of texts for every parser"]
fn soak_parsers_bear_ten_minutes_of_what_is_thrown_at_them() {
    pelt_all(20_261_122, Duration::from_secs(600));
}
