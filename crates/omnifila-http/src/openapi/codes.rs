//! Brazilian codes: what is asked of them, what they say.

use super::schema::{
    between, count, date, flag, integer, list, may, must, nullable, object, reference, text, words,
};
use serde_json::{Value, json};

type Named = (String, Value);

pub(super) fn schemas() -> Vec<Named> {
    let all = [
        ("Code", code()),
        ("CodeFault", fault()),
        ("CheckedCode", checked()),
        ("PixCode", pix()),
        ("BoletoCode", boleto()),
        ("DocumentCode", document()),
        ("PhoneCode", phone()),
    ];
    all.map(|(name, schema)| (name.to_owned(), schema)).into()
}

fn code() -> Value {
    object(
        "A code to look at",
        vec![
            must("kind", kind()),
            must(
                "value",
                json!({ "type": "string", "maxLength": 2000, "description": "As it was written" }),
            ),
            may(
                "reference",
                nullable(date("A date near which a boleto is due; today by default")),
            ),
            may(
                "home_area_code",
                nullable(between(
                    11,
                    99,
                    "The area code to propose for a telephone without one",
                )),
            ),
        ],
    )
}

fn kind() -> Value {
    words(&["pix", "boleto", "document", "phone"], "What it is meant to be")
}

fn fault() -> Value {
    object(
        "What is wrong with a code",
        vec![
            must("code", text("A stable word")),
            must("position", count("The character, from 1; 0 is the whole")),
            must("expected", text("What was expected there")),
        ],
    )
}

fn checked() -> Value {
    let says = ["PixCode", "BoletoCode", "DocumentCode", "PhoneCode"].map(reference);
    let mut says: Vec<Value> = says.into();
    says.push(json!({ "type": "null" }));
    object(
        "What a code says, or where it is wrong",
        vec![
            must("kind", kind()),
            must("valid", flag("As it is")),
            must("fault", nullable(reference("CodeFault"))),
            must(
                "warnings",
                list(reference("CodeFault"), "It is taken all the same"),
            ),
            must("says", json!({ "anyOf": says })),
        ],
    )
}

fn pix() -> Value {
    let maybe = |name, doc| must(name, nullable(text(doc)));
    object(
        "A Pix copia e cola",
        vec![
            must(
                "kind",
                words(&["static", "dynamic"], "Whether an address says the rest"),
            ),
            maybe("key", "The receiver's key"),
            maybe("info", "What the receiver says to the payer"),
            maybe("url", "Without https://"),
            must(
                "amount_cents",
                nullable(integer("In cents, where the code says it")),
            ),
            must("merchant_name", text("The receiver")),
            must("merchant_city", text("The receiver's city")),
            maybe("postal_code", "The receiver's CEP"),
            maybe("txid", "The receiver's reference"),
            must("one_time", flag("For one payment only")),
            must("payload", text("The code, its CRC right")),
        ],
    )
}

fn boleto() -> Value {
    object(
        "A boleto de cobrança, or a guide of collection (convênio)",
        vec![
            must("kind", words(&["charge", "collection"], "47 or 48 typed digits")),
            must("line", text("The typed digits")),
            must("formatted", text("The typed digits as they are printed")),
            must("barcode", text("The 44 digits of the bars")),
            must("bank", nullable(text("Three digits"))),
            must("amount_cents", nullable(integer("In cents, where it says so"))),
            must("due_date", nullable(date("Near the reference"))),
        ],
    )
}

fn document() -> Value {
    object(
        "A CPF or CNPJ",
        vec![
            must("kind", words(&["cpf", "cnpj"], "Person or company")),
            must("number", text("Bare")),
            must("formatted", text("With its marks")),
        ],
    )
}

fn phone() -> Value {
    let missing = words(&["area_code", "ninth_digit"], "What the proposal fills in");
    let found = object(
        "Something in the field that may be a number",
        vec![
            must("position", count("Its first character, from 1")),
            must("number", nullable(text("As +55…, when it reads as it is"))),
            must(
                "proposed",
                nullable(text("What it would be with what is missing")),
            ),
            must("missing", list(missing, "In order")),
            must("expected", nullable(text("Why it does not read as it is"))),
        ],
    );
    object(
        "A telephone field",
        vec![
            must(
                "number",
                nullable(text("As +55…, when the whole field reads as one")),
            ),
            must("formatted", nullable(text("As people write it"))),
            must(
                "line",
                nullable(words(&["mobile", "landline", "foreign"], "What answers there")),
            ),
            must("area_code", nullable(between(11, 99, "DDD"))),
            must(
                "states",
                list(text("Two letters"), "Federal units of the area code"),
            ),
            must("found", list(found, "Everything that may be a number, in order")),
        ],
    )
}
