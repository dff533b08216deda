use super::*;
use proptest::prelude::*;

const MANUAL: &str = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D";
const AMOUNT: &str = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865406129.905802BR5919PROVEDOR TESTE LTDA6007CHAPECO62130509FAT1455356304866C";
const DYNAMIC: [&str; 2] = [
    "00020101021226770014BR.GOV.BCB.PIX2555pix.example.com/qr/93598be0-1bd0-4997-8318-81776a1d8a995204000053039865802BR5907EMPRESA6009SAO PAULO62070503***6304EEAB",
    "00020101021226760014br.gov.bcb.pix2554pix.example.com/qr/v2/9d36b84fc70b478fb95c12729b90ca255204000053039865802BR5919PROVEDOR TESTE LTDA6007CHAPECO62070503***63044418",
];
const KEY: &str = "123e4567-e12b-12d1-a456-426655440000";

#[test]
fn reads_the_vectors() {
    let manual = parse(MANUAL).unwrap();
    let target = Target::Static {
        key: KEY.into(),
        info: None,
    };
    assert_eq!((&manual.target, manual.amount_cents), (&target, None));
    assert_eq!(
        (manual.merchant_name.as_str(), manual.merchant_city.as_str()),
        ("Fulano de Tal", "BRASILIA")
    );
    assert_eq!((manual.txid, manual.one_time), (None, false));
    let amount = parse(&format!(" {AMOUNT}\n")).unwrap();
    assert_eq!(
        (amount.amount_cents, amount.txid.as_deref()),
        (Some(12_990), Some("FAT145535"))
    );
    for text in DYNAMIC {
        let code = parse(text).unwrap();
        assert!(matches!(&code.target, Target::Dynamic { url } if url.starts_with("pix.example.com/qr/")));
        assert!(code.one_time && code.warnings.is_empty());
        assert_eq!(code.payload(), text);
    }
    for text in [MANUAL, AMOUNT] {
        let code = parse(text).unwrap();
        assert!(code.warnings.is_empty(), "{:?}", code.warnings);
        assert_eq!(code.payload(), text);
    }
}

#[test]
fn makes_the_vectors() {
    let mut pix = StaticPix {
        key: KEY.into(),
        name: "Fulano de Tal".into(),
        city: "BRASILIA".into(),
        ..StaticPix::default()
    };
    assert_eq!(make_static(&pix).as_deref(), Ok(MANUAL));
    pix = StaticPix {
        amount_cents: Some(12_990),
        name: "PROVEDOR TESTE LTDA".into(),
        city: "CHAPECO".into(),
        txid: Some("FAT145535".into()),
        ..pix
    };
    assert_eq!(make_static(&pix).as_deref(), Ok(AMOUNT));
    let made = make_dynamic(
        "https://pix.example.com/qr/v2/1",
        "Açaí & Cia do João da Silva Ltda",
        "São José",
    )
    .unwrap();
    let code = parse(&made).unwrap();
    assert_eq!(code.merchant_name, "Acai & Cia do Joao da Sil");
    assert_eq!(code.merchant_city, "Sao Jose");
    for bad in ["", "maria", "+5549800000001", "11144477734"] {
        let pix = StaticPix {
            key: bad.into(),
            ..pix.clone()
        };
        assert_eq!(make_static(&pix).unwrap_err().code, "bad_pix_key", "{bad}");
    }
    for (name, txid, amount, code) in [
        ("", None, None, "bad_merchant"),
        ("A", Some("a b"), None, "bad_txid"),
        ("A", None, Some(0), "bad_amount"),
    ] {
        let pix = StaticPix {
            name: name.into(),
            txid: txid.map(str::to_owned),
            amount_cents: amount,
            ..pix.clone()
        };
        assert_eq!(make_static(&pix).unwrap_err().code, code);
    }
}

#[test]
fn a_wrong_crc_warns_and_says_the_right_one() {
    let text = format!("{}0000", &MANUAL[..MANUAL.len() - 4]);
    let code = parse(&text).unwrap();
    assert_eq!(code.warnings.len(), 1);
    assert_eq!(code.warnings[0].code, "bad_crc");
    assert!(code.warnings[0].expected.ends_with("1D3D"));
    assert_eq!(code.warnings[0].position, MANUAL.len() - 3);
    assert_eq!(code.payload(), MANUAL);
    assert!(
        parse(&MANUAL.replace("63041D3D", "63041d3d"))
            .unwrap()
            .warnings
            .is_empty()
    );
}

#[test]
fn a_wrong_structure_is_refused_where_it_is() {
    // A known sample of the net: 62 says eight characters and holds seven, so the CRC is swallowed.
    let swallowed = MANUAL.replace("62070503***", "62080503***");
    assert!(parse(&swallowed).is_err());
    for (text, position) in [
        (String::new(), 0),
        ("pix".into(), 1),
        ("0002".into(), 3),
        ("00020".into(), 3),
        (MANUAL.replace("000201", "000202"), 1),
        (
            MANUAL.replace("5303986", "5303840"),
            MANUAL.find("5303986").unwrap() + 1,
        ),
        (
            MANUAL.replace("5802BR", "5802AR"),
            MANUAL.find("5802BR").unwrap() + 1,
        ),
        (MANUAL.replace("br.gov.bcb.pix", "br.gov.bcb.pox"), 0),
        (MANUAL.replace("5913Fulano de Tal", ""), 0),
        (
            AMOUNT.replace("129.90", "12.990"),
            AMOUNT.find("129.90").unwrap() + 3,
        ),
        (
            AMOUNT.replace("129.90", "129,90"),
            AMOUNT.find("129.90").unwrap() + 4,
        ),
        (
            AMOUNT.replace("FAT145535", "FAT-45535"),
            AMOUNT.find("FAT").unwrap() + 4,
        ),
        (
            MANUAL.replace("Fulano de", "Fulano\nde"),
            MANUAL.find("Fulano").unwrap() + 7,
        ),
        (
            MANUAL[..MANUAL.len() - 8].to_owned(),
            MANUAL.find("6207").unwrap() + 1,
        ),
        (format!("{MANUAL}6304ABCD"), MANUAL.len() - 7),
    ] {
        let fault = parse(&text).unwrap_err();
        assert_eq!((fault.code, fault.position), ("bad_pix", position), "{text}");
    }
}

proptest! {
    #[test]
    fn what_is_made_reads_back(
        name in "[A-Za-zÀ-ú &.]{1,40}",
        city in "[A-Z][A-Za-zÀ-ú ]{0,20}",
        cents in prop::option::of(1i64..1_000_000_000),
        txid in prop::option::of("[A-Za-z0-9]{1,25}"),
        info in prop::option::of("[ -~]{0,90}"),
        key in prop::sample::select(vec![KEY, "11144477735", "12ABC34501DE35", "+5549900000001", "caixa@example.com"]),
    ) {
        let pix = StaticPix { key: key.into(), amount_cents: cents, name, city, txid: txid.clone(), info };
        if let Ok(text) = make_static(&pix) {
            let code = parse(&text).unwrap();
            prop_assert_eq!(&code.warnings, &vec![]);
            prop_assert_eq!(code.amount_cents, cents);
            prop_assert_eq!(&code.txid, &txid);
            let is_key = matches!(&code.target, Target::Static { key: read, .. } if read == key);
            prop_assert!(is_key);
            prop_assert_eq!(code.payload(), text);
        }
    }
}
