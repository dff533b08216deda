//! What a payment template asks for: the Pix code behind a "copy" button, or the line of a boleto.
//!
//! Model: an amount in cents and the code; whom the money goes to is read out of a static Pix code where nobody says it.
//! Failures: a code whose structure is wrong is refused before anybody is asked to pay with it; a CRC that does not agree is
//! not (banks emit such codes, and payers' banks take them). Left out: whether the code still stands at its bank.

use crate::brazil::pix::Target;
use crate::brazil::{boleto, document, pix};
use crate::input::InputError;
use crate::message::words;
use serde::{Deserialize, Serialize};

words! {
    /// How it is paid.
    PaymentKind {
        Pix = 0 "pix",
        Boleto = 1 "boleto",
    }
}

words! {
    /// What a Pix key is (the words WhatsApp has for it).
    PixKeyType {
        Cpf = 0 "CPF",
        Cnpj = 1 "CNPJ",
        Email = 2 "EMAIL",
        Phone = 3 "PHONE",
        Random = 4 "EVP",
    }
}

impl PixKeyType {
    /// What a key looks like; what looks like nothing else is a random key only in the shape of a UUID.
    pub fn of(key: &str) -> Option<PixKeyType> {
        if key.contains('@') {
            return Some(PixKeyType::Email);
        }
        if key.starts_with('+') {
            return crate::brazil::phone::normalise(key)
                .ok()
                .map(|_| PixKeyType::Phone);
        }
        let uuid = key.len() == 36
            && key.bytes().enumerate().all(|(at, byte)| match at {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_hexdigit(),
            });
        if uuid {
            return Some(PixKeyType::Random);
        }
        match document::parse(key).ok()?.kind() {
            "cpf" => Some(PixKeyType::Cpf),
            _ => Some(PixKeyType::Cnpj),
        }
    }
}

/// One payment, ready to be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Payment {
    Pix {
        amount_cents: i64,
        /// Copia e cola.
        code: String,
        merchant_name: String,
        key: String,
        key_type: PixKeyType,
    },
    Boleto {
        amount_cents: i64,
        /// The typed digits, bare.
        line: String,
    },
}

/// What a binding rendered to, before it is judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaymentTexts {
    pub amount_cents: String,
    pub code: String,
    pub merchant_name: Option<String>,
    pub pix_key: Option<String>,
}

impl Payment {
    /// # Errors
    /// `bad_payment_amount`, `bad_pix`, `bad_boleto`, `missing_pix_key` or `bad_pix_key`, at the name of the text.
    pub fn read(kind: PaymentKind, texts: &PaymentTexts) -> Result<Payment, InputError> {
        let amount_cents = amount(&texts.amount_cents)?;
        match kind {
            PaymentKind::Boleto => {
                let boleto = boleto::parse(&texts.code).map_err(|fault| fault.into_input("/code"))?;
                Ok(Payment::Boleto {
                    amount_cents,
                    line: boleto.line(),
                })
            }
            PaymentKind::Pix => Payment::pix(amount_cents, texts),
        }
    }

    fn pix(amount_cents: i64, texts: &PaymentTexts) -> Result<Payment, InputError> {
        let code = pix::parse(&texts.code).map_err(|fault| fault.into_input("/code"))?;
        let given = |text: &Option<String>| {
            let text = text.as_deref().map(str::trim).unwrap_or_default();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let inside = match &code.target {
            Target::Static { key, .. } => Some(key.clone()),
            Target::Dynamic { .. } => None,
        };
        let key = given(&texts.pix_key).or(inside).ok_or_else(|| {
            let expected = "the Pix key of who receives, because a dynamic code does not carry it";
            InputError::new("missing_pix_key", "/pix_key", expected)
        })?;
        let key_type = PixKeyType::of(&key).ok_or_else(|| {
            let expected = "a CPF, a CNPJ, an e-mail address, a phone with +55 or a random key";
            InputError::new("bad_pix_key", "/pix_key", expected)
        })?;
        Ok(Payment::Pix {
            amount_cents,
            code: texts.code.trim().to_owned(),
            merchant_name: given(&texts.merchant_name).unwrap_or(code.merchant_name),
            key,
            key_type,
        })
    }

    pub fn kind(&self) -> PaymentKind {
        match self {
            Payment::Pix { .. } => PaymentKind::Pix,
            Payment::Boleto { .. } => PaymentKind::Boleto,
        }
    }

    pub fn amount_cents(&self) -> i64 {
        match self {
            Payment::Pix { amount_cents, .. } | Payment::Boleto { amount_cents, .. } => *amount_cents,
        }
    }
}

fn amount(text: &str) -> Result<i64, InputError> {
    let cents = text.trim().parse::<i64>().ok().filter(|cents| *cents > 0);
    cents.ok_or_else(|| {
        let expected = "a whole number of cents above 0, such as {{ invoice.open_cents }}";
        InputError::new("bad_payment_amount", "/amount_cents", expected)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATIC: &str = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865406129.905802BR5919PROVEDOR TESTE LTDA6007CHAPECO62130509FAT1455356304866C";
    const DYNAMIC: &str = "00020101021226760014br.gov.bcb.pix2554pix.example.com/qr/v2/9d36b84fc70b478fb95c12729b90ca255204000053039865802BR5919PROVEDOR TESTE LTDA6007CHAPECO62070503***63044418";
    const LINE: &str = "00191.23454 67890.123457 67890.123457 2 16560000012990";

    fn read(
        kind: PaymentKind,
        amount: &str,
        code: &str,
        key: Option<&str>,
    ) -> Result<Payment, (&'static str, String)> {
        let texts = PaymentTexts {
            amount_cents: amount.into(),
            code: code.into(),
            merchant_name: None,
            pix_key: key.map(str::to_owned),
        };
        Payment::read(kind, &texts).map_err(|e| (e.code, e.pointer))
    }

    #[test]
    fn a_static_code_says_who_receives() {
        let wanted = Payment::Pix {
            amount_cents: 12_990,
            code: STATIC.into(),
            merchant_name: "PROVEDOR TESTE LTDA".into(),
            key: "123e4567-e12b-12d1-a456-426655440000".into(),
            key_type: PixKeyType::Random,
        };
        assert_eq!(read(PaymentKind::Pix, " 12990 ", STATIC, None), Ok(wanted));
    }

    #[test]
    fn a_dynamic_code_needs_the_key_beside_it() {
        let missing = read(PaymentKind::Pix, "12990", DYNAMIC, None);
        assert_eq!(missing, Err(("missing_pix_key", "/pix_key".into())));
        for (key, kind) in [
            ("cobranca@provedor.example", PixKeyType::Email),
            ("11222333000181", PixKeyType::Cnpj),
            ("11144477735", PixKeyType::Cpf),
            ("+5549900000001", PixKeyType::Phone),
        ] {
            let found = read(PaymentKind::Pix, "1", DYNAMIC, Some(key)).unwrap();
            assert!(
                matches!(found, Payment::Pix { key_type, .. } if key_type == kind),
                "{key}: {found:?}"
            );
        }
        let odd = read(PaymentKind::Pix, "1", DYNAMIC, Some("chave"));
        assert_eq!(odd, Err(("bad_pix_key", "/pix_key".into())));
    }

    #[test]
    fn a_boleto_is_its_bare_digits() {
        let found = read(PaymentKind::Boleto, "12990", LINE, None).unwrap();
        let line: String = LINE.chars().filter(char::is_ascii_digit).collect();
        assert_eq!(
            found,
            Payment::Boleto {
                amount_cents: 12_990,
                line
            }
        );
        let wrong = LINE.replace('2', "3");
        assert_eq!(
            read(PaymentKind::Boleto, "1", &wrong, None).unwrap_err().0,
            "bad_boleto"
        );
    }

    #[test]
    fn amounts_are_whole_cents_above_nothing() {
        for amount in ["", "0", "-1", "129,90", "129.90", "1e3"] {
            let wanted = Err(("bad_payment_amount", "/amount_cents".to_owned()));
            assert_eq!(read(PaymentKind::Pix, amount, STATIC, None), wanted, "{amount}");
        }
    }
}
