//! Brazilian codes: looked at, drawn, and remarked upon when rows bring them.

use crate::support::{Api, TOKEN};
use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};

const PIX: &str = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865406129.905802BR5919PROVEDOR TESTE LTDA6007CHAPECO62130509FAT1455356304866C";
const LINE: &str = "00191.23454 67890.123457 67890.123457 2 16560000012990";

async fn check(api: &Api, kind: &str, value: &str) -> Value {
    api.post("/codes/check", json!({ "kind": kind, "value": value }))
        .await
        .expect(200)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_says_what_it_is_or_where_it_is_wrong() {
    let api = Api::new().await;
    let pix = check(&api, "pix", PIX).await;
    assert_eq!((&pix["valid"], &pix["warnings"]), (&json!(true), &json!([])));
    assert_eq!(
        (&pix["says"]["amount_cents"], &pix["says"]["merchant_city"]),
        (&json!(12_990), &json!("CHAPECO"))
    );
    let wrong_crc = format!("{}0000", &PIX[..PIX.len() - 4]);
    let pix = check(&api, "pix", &wrong_crc).await;
    assert_eq!(
        (&pix["valid"], &pix["warnings"][0]["code"]),
        (&json!(true), &json!("bad_crc"))
    );
    assert_eq!(pix["says"]["payload"], PIX);

    let boleto = check(&api, "boleto", LINE).await;
    assert_eq!(boleto["says"]["due_date"], "2026-12-10");
    assert_eq!(
        boleto["says"]["barcode"],
        "00192165600000129901234567890123456789012345"
    );
    let later = json!({ "kind": "boleto", "value": LINE, "reference": "2051-01-01" });
    let later = api.post("/codes/check", later).await.expect(200);
    assert_eq!(later["says"]["due_date"], "2051-08-01");
    let wrong = check(&api, "boleto", &LINE.replace("12990", "12991")).await;
    assert_eq!((&wrong["valid"], &wrong["says"]), (&json!(false), &Value::Null));
    assert_eq!(
        (&wrong["fault"]["code"], &wrong["fault"]["position"]),
        (&json!("bad_boleto"), &json!(39))
    );

    let document = check(&api, "document", "12abc34501de35").await;
    assert_eq!(document["says"]["formatted"], "12.ABC.345/01DE-35");
    let document = check(&api, "document", "111.444.777-34").await;
    assert_eq!(document["fault"]["position"], 14);

    let phone = check(&api, "phone", "(97) 8400-0001 / 97 3322-0001").await;
    assert_eq!(
        (&phone["valid"], &phone["says"]["number"]),
        (&json!(false), &Value::Null)
    );
    let found = &phone["says"]["found"];
    assert_eq!(
        (&found[0]["proposed"], &found[0]["missing"]),
        (&json!("+5597984000001"), &json!(["ninth_digit"]))
    );
    assert_eq!(found[1]["number"], "+559733220001");
    let phone = json!({ "kind": "phone", "value": "98400-0001", "home_area_code": 97 });
    let phone = api.post("/codes/check", phone).await.expect(200);
    assert_eq!(phone["says"]["found"][0]["proposed"], "+5597984000001");
    let phone = check(&api, "phone", "97 98400-0001").await;
    assert_eq!(
        (&phone["says"]["line"], &phone["says"]["states"]),
        (&json!("mobile"), &json!(["AM"]))
    );

    let refused = api
        .post("/codes/check", json!({ "kind": "cep", "value": "1" }))
        .await;
    assert_eq!(refused.problem(), (422, "invalid_field", "/kind"));
    let long = json!({ "kind": "pix", "value": "0".repeat(2_001) });
    assert_eq!(
        api.post("/codes/check", long).await.problem(),
        (422, "too_long", "/value")
    );
    let date = json!({ "kind": "boleto", "value": LINE, "reference": "31/02/2026" });
    assert_eq!(
        api.post("/codes/check", date).await.problem(),
        (422, "bad_date", "/reference")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pix_code_is_drawn() {
    let api = Api::new().await;
    for (name, media, begins) in [
        ("svg", "image/svg+xml", &b"<svg xmlns="[..]),
        ("png", "image/png", b"\x89PNG\r\n\x1a\n"),
    ] {
        let payload: String = url::form_urlencoded::byte_serialize(PIX.as_bytes()).collect();
        let request = Request::get(format!("/api/v1/codes/pix.{name}?payload={payload}"))
            .header(header::AUTHORIZATION, format!("Bearer {TOKEN}"));
        let answer = api.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], media);
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        assert!(bytes.starts_with(begins), "{name}");
        for bad in ["", "?payload=pix", "?payload=a&payload=b", "?text=a"] {
            let refused = api.get(&format!("/codes/pix.{name}{bad}")).await;
            assert_eq!(refused.problem().0, 400, "{bad}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_with_wrong_codes_are_taken_and_remarked_upon() {
    let api = Api::new().await;
    let customers = json!({ "source": "erp", "customers": [
        { "external_id": "1", "name": "Um", "phone": "(49) 8451-0882", "document": "11144477734" },
        { "external_id": "2", "name": "Dois", "phone": "(49) 90000-0001", "document": "11144477735" },
        { "external_id": "", "name": "Sem nome lá", "document": "1" },
    ] });
    let answer = api.post("/customers/batch", customers).await.expect(200);
    assert_eq!((&answer["created"], &answer["rejected"]), (&json!(2), &json!(1)));
    let told = |item: &Value| -> Vec<(String, String)> {
        let warnings = item["warnings"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        warnings
            .iter()
            .map(|w| (text(&w["code"]), text(&w["pointer"])))
            .collect()
    };
    let pair = |code: &str, pointer: &str| (code.to_owned(), pointer.to_owned());
    assert_eq!(
        told(&answer["items"][0]),
        [
            pair("bad_document", "/document"),
            pair("missing_ninth_digit", "/phone")
        ]
    );
    assert_eq!(
        (told(&answer["items"][1]), told(&answer["items"][2])),
        (vec![], vec![])
    );

    let invoice = |n: &str, pix: &str, line: &str| {
        json!({ "external_id": n, "customer_external_id": "1", "status": "open", "due_date": "2026-12-10",
            "amount_cents": 12_990, "pix": pix, "boleto_line": line })
    };
    let invoices = [invoice("a", PIX, LINE), invoice("b", &PIX[..40], &LINE[..20])];
    let answer = api
        .post(
            "/invoices/batch",
            json!({ "source": "erp", "invoices": invoices }),
        )
        .await
        .expect(200);
    assert_eq!(answer["created"], 2);
    assert_eq!(told(&answer["items"][0]), []);
    assert_eq!(
        told(&answer["items"][1]),
        [pair("bad_pix", "/pix"), pair("bad_boleto", "/boleto_line")]
    );
}
