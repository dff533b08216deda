use super::*;
use jiff::civil::date;
use proptest::prelude::*;

const OLD_LINE: &str = "00190500954014481606906809350314337370000000100";
const OLD_BARS: &str = "00193373700000001000500940144816060680935031";
const NEW_LINE: &str = "00191.23454 67890.123457 67890.123457 2 16560000012990";
const NEW_BARS: &str = "00192165600000129901234567890123456789012345";
const GUIDE_LINE: &str = "846700000017 435900240209 024050002435 842210108119";
const GUIDE_BARS: &str = "84670000001435900240200240500024384221010811";

#[test]
fn reads_and_writes_the_vectors() {
    for (line, bars, formatted) in [
        (
            OLD_LINE,
            OLD_BARS,
            "00190.50095 40144.816069 06809.350314 3 37370000000100",
        ),
        (NEW_LINE, NEW_BARS, NEW_LINE),
        (
            GUIDE_LINE,
            GUIDE_BARS,
            "84670000001-7 43590024020-9 02405000243-5 84221010811-9",
        ),
    ] {
        let boleto = parse(line).unwrap();
        assert_eq!(boleto.barcode(), bars);
        assert_eq!(boleto.formatted(), formatted);
        assert_eq!(boleto.line(), line.replace([' ', '.', '-'], ""));
        assert_eq!(parse(bars), Ok(boleto.clone()));
        assert_eq!(parse(formatted), Ok(boleto));
    }
}

#[test]
fn says_amount_bank_and_due_date() {
    let old = parse(OLD_LINE).unwrap();
    assert_eq!((old.bank(), old.amount_cents()), (Some(1), Some(100)));
    assert_eq!(old.due(date(2008, 1, 1)), Some(date(2007, 12, 31)));
    let new = parse(NEW_LINE).unwrap();
    assert_eq!(new.amount_cents(), Some(12_990));
    assert_eq!(new.due(date(2026, 11, 22)), Some(date(2026, 12, 10)));
    let guide = parse(GUIDE_LINE).unwrap();
    assert_eq!((guide.bank(), guide.amount_cents()), (None, Some(14_359)));
    assert_eq!(guide.due(date(2026, 11, 22)), None);
    assert_eq!(
        make(1, None, 0, "1234567890123456789012345")
            .unwrap()
            .amount_cents(),
        None
    );
}

#[test]
fn the_due_factor_starts_again() {
    let free = "1234567890123456789012345";
    for (due, factor) in [
        (date(2000, 7, 3), "1000"),
        (date(2025, 2, 21), "9999"),
        (date(2025, 2, 22), "1000"),
        (date(2049, 10, 13), "9999"),
        (date(2049, 10, 14), "1000"),
    ] {
        let boleto = make(1, Some(due), 100, free).unwrap();
        assert_eq!(&boleto.barcode()[5..9], factor, "{due}");
        for away in [-4_000_i64, -30, 0, 30, 4_000] {
            assert_eq!(
                boleto.due(due.saturating_add(away.days())),
                Some(due),
                "{due} from {away} days"
            );
        }
    }
    assert!(make(1, Some(date(2000, 7, 2)), 100, free).is_err());
    assert_eq!(make(1, None, 100, free).unwrap().due(date(2026, 1, 1)), None);
}

#[test]
fn says_where_it_is_wrong() {
    for (text, position) in [
        ("", 0),
        ("0019050095401448160690680935031433737000000010", 0),
        ("00190500964014481606906809350314337370000000100", 10),
        ("00190500954014481606806809350314337370000000100", 21),
        ("00190500954014481606906809350314437370000000100", 33),
        ("00190.50095 40144.816069 06809.350314 3 37370000000100x", 55),
        ("001905009540144816069068093503143373700000001001", 1),
        ("84570000001 7", 0),
        ("845700000017 435900240209 024050002435 842210108119", 3),
        ("846700000017 435900240208 024050002435 842210108119", 25),
        ("84660000001435900240200240500024384221010811", 4),
        ("84770000001 435900240200240500024384221010811", 4),
        ("9999999999999999999999999999999999999999999999999", 49),
    ] {
        let fault = parse(text).unwrap_err();
        assert_eq!(
            (fault.code, fault.position),
            ("bad_boleto", position),
            "{text}: {fault}"
        );
    }
}

/// Any one wrong digit of a line is noticed.
#[test]
fn notices_a_mistyped_digit() {
    for line in [OLD_LINE.to_owned(), parse(NEW_LINE).unwrap().line()] {
        for at in 0..line.len() {
            for digit in b'0'..=b'9' {
                let mut bytes = line.clone().into_bytes();
                if bytes[at] != digit {
                    bytes[at] = digit;
                    let typed = String::from_utf8(bytes).unwrap();
                    assert!(parse(&typed).is_err(), "{typed}");
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn what_is_made_reads_back(
        bank in prop_oneof![1u16..800, 900u16..1_000],
        days in prop::option::of(1_000i64..19_000),
        cents in 0i64..10_000_000_000,
        free in "[0-9]{25}",
    ) {
        let due = days.map(|days| base().saturating_add(days.days()));
        let boleto = make(bank, due, cents, &free).unwrap();
        prop_assert_eq!(parse(&boleto.barcode()), Ok(boleto.clone()));
        prop_assert_eq!(parse(&boleto.line()), Ok(boleto.clone()));
        prop_assert_eq!(parse(&boleto.formatted()), Ok(boleto.clone()));
        prop_assert_eq!(boleto.amount_cents(), (cents > 0).then_some(cents));
        prop_assert_eq!(due.and_then(|due| boleto.due(due)), due);
    }

    #[test]
    fn a_guide_reads_back(segment in 1u8..10, kind in 6u8..10, rest in "[0-9]{40}") {
        let mut digits: Vec<u8> = format!("8{segment}{kind}0{rest}").bytes().map(|b| b - b'0').collect();
        let others: Vec<u8> = [&digits[..3], &digits[4..]].concat();
        digits[3] = if uses_mod10(kind) { mod10(&others) } else { mod11(&others) };
        let boleto = parse(&text(&digits)).unwrap();
        prop_assert_eq!(parse(&boleto.line()), Ok(boleto.clone()));
        prop_assert_eq!(parse(&boleto.formatted()), Ok(boleto));
    }
}
