//! The providers' documented bodies, with made-up values: taken with their proof, refused without, read as they mean.

use super::*;
use omnifila_core::signature::{DocumentStatus, Signer, SignerStatus};
use serde_json::json;

const SECRET: &str = "segredo-inventado-123";
const TOKEN: &str = "token-inventado-para-testes";

fn settings(kind: &str) -> Map<String, Value> {
    let all = match kind {
        "zapsign" => json!({ "token": TOKEN }),
        "d4sign" => json!({ "token": TOKEN, "secret": SECRET }),
        _ => json!({ "secret": SECRET }),
    };
    all.as_object().unwrap().clone()
}

fn hmac(secret: &str, text: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(text);
    mac.finalize()
        .into_bytes()
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

fn telling(kind: &str, body: &[u8]) -> Telling {
    match read(kind, body).unwrap() {
        Heard::Told(telling) => *telling,
        Heard::Nothing { kind } => panic!("{kind} told of nothing"),
    }
}

fn statuses(telling: &Telling) -> Vec<(&str, SignerStatus)> {
    telling
        .signers
        .iter()
        .map(|s| (s.key.as_str(), s.status))
        .collect()
}

fn zapsign(event: &str, status: &str, signers: Value) -> Vec<u8> {
    json!({
        "event_type": event, "sandbox": false, "external_id": "contrato-20", "open_id": 5, "token": "doc-7f3a",
        "name": "Contrato de prestação", "status": status, "original_file": "https://example.com/o.pdf",
        "signed_file": null, "created_at": "2026-12-10T11:00:00.123456Z", "last_update_at": "2026-12-10T11:05:00.123456Z",
        "signers": signers
    })
    .to_string()
    .into_bytes()
}

fn zapsign_signer(token: &str, status: &str, viewed: i64) -> Value {
    json!({ "token": token, "external_id": "", "status": status, "name": "Maria Exemplo", "email": "maria@example.com",
        "phone_country": "55", "phone_number": "49900000001", "times_viewed": viewed, "last_view_at": null,
        "signed_at": null, "auth_mode": "assinaturaTela", "sign_url": format!("https://app.zapsign.com.br/verificar/{token}") })
}

#[test]
fn zapsign_is_read_as_documented() {
    let signers = json!([zapsign_signer("s1", "new", 0), zapsign_signer("s2", "new", 2)]);
    let told = telling("zapsign", &zapsign("doc_created", "pending", signers));
    assert_eq!(
        (told.external_id.as_str(), told.reference.as_deref()),
        ("doc-7f3a", Some("contrato-20"))
    );
    assert_eq!(told.status, None);
    assert_eq!(
        statuses(&told),
        [("s1", SignerStatus::Pending), ("s2", SignerStatus::Viewed)]
    );
    let first: &Signer = &told.signers[0];
    assert_eq!(first.phone.as_deref(), Some("+5549900000001"));
    assert_eq!(
        first.link.as_deref(),
        Some("https://app.zapsign.com.br/verificar/s1")
    );
    // One of two has signed: the document has not.
    let signers = json!([zapsign_signer("s1", "signed", 1), zapsign_signer("s2", "new", 0)]);
    let told = telling("zapsign", &zapsign("doc_signed", "pending", signers));
    assert_eq!(
        (told.status, told.signers[0].status),
        (None, SignerStatus::Signed)
    );
    for (event, status, want) in [
        ("doc_signed", "signed", DocumentStatus::Signed),
        ("doc_refused", "refused", DocumentStatus::Refused),
        ("doc_deleted", "pending", DocumentStatus::Cancelled),
        ("doc_deleted", "signed", DocumentStatus::Signed),
        ("doc_expired", "pending", DocumentStatus::Expired),
    ] {
        assert_eq!(
            telling("zapsign", &zapsign(event, status, json!([]))).status,
            Some(want),
            "{event} {status}"
        );
    }
    let bounce = zapsign("email_bounce", "pending", json!([]));
    assert!(matches!(read("zapsign", &bounce), Ok(Heard::Nothing { .. })));
}

fn clicksign(event: &str, data: Value, status: &str) -> Vec<u8> {
    json!({
        "event": { "name": event, "data": data, "occurred_at": "2026-12-10T08:00:00.000-03:00" },
        "document": {
            "key": "4a8f0000-0000-4000-8000-000000000001", "path": "/contrato.pdf", "filename": "contrato.pdf",
            "uploaded_at": "2026-12-10T07:59:00.000-03:00", "updated_at": "2026-12-10T08:00:00.000-03:00",
            "deadline_at": "2026-12-20T08:00:00.000-03:00", "status": status, "metadata": {},
            "signers": [{ "key": "k1", "email": "joao@example.com", "name": "João Exemplo", "phone_number": "49900000002",
                "sign_as": "sign", "url": "https://app.clicksign.com/sign/1111" }]
        }
    })
    .to_string()
    .into_bytes()
}

#[test]
fn clicksign_is_read_as_documented() {
    let signer = json!({ "signers": [{ "key": "k1", "email": "joao@example.com", "name": "João Exemplo",
        "phone_number": "49900000002", "communicate_by": "whatsapp", "auths": ["whatsapp"],
        "url": "https://app.clicksign.com/sign/2222" }] });
    let told = telling("clicksign", &clicksign("add_signer", signer, "running"));
    assert_eq!(told.deadline_at, time("2026-12-20T11:00:00Z"));
    assert_eq!(told.occurred_at, time("2026-12-10T11:00:00Z"));
    assert_eq!(told.signers.len(), 1);
    assert_eq!(
        told.signers[0].link.as_deref(),
        Some("https://app.clicksign.com/sign/2222")
    );
    let sign = json!({ "signer": { "key": "k1", "email": "joao@example.com", "name": "João Exemplo" } });
    let told = telling("clicksign", &clicksign("sign", sign.clone(), "running"));
    assert_eq!(
        (told.status, statuses(&told)),
        (None, vec![("k1", SignerStatus::Signed)])
    );
    for (event, data, status, want) in [
        ("refusal", sign, "canceled", DocumentStatus::Refused),
        ("auto_close", Value::Null, "closed", DocumentStatus::Signed),
        ("document_closed", json!({}), "closed", DocumentStatus::Signed),
        // By its deadline: finished where somebody has signed, cancelled where nobody has.
        (
            "deadline",
            json!({ "reached_at": "2026-12-20T08:00:00-03:00" }),
            "closed",
            DocumentStatus::Signed,
        ),
        (
            "deadline",
            json!({ "reached_at": "2026-12-20T08:00:00-03:00" }),
            "canceled",
            DocumentStatus::Expired,
        ),
        ("cancel", json!({}), "canceled", DocumentStatus::Cancelled),
    ] {
        assert_eq!(
            telling("clicksign", &clicksign(event, data, status)).status,
            Some(want),
            "{event} {status}"
        );
    }
    let term =
        json!({ "event": { "name": "acceptance_term_sent", "data": {} }, "acceptance": {} }).to_string();
    assert!(matches!(
        read("clicksign", term.as_bytes()),
        Ok(Heard::Nothing { .. })
    ));
}

const UUID: &str = "00000000-aaaa-4bbb-8ccc-000000000001";

fn d4sign(kind: &str, email: Option<&str>) -> Vec<u8> {
    let mut body = String::new();
    let mut field = |name: &str, value: &str| {
        body.push_str(&format!(
            "--X-FRONTEIRA\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    };
    field("uuid", UUID);
    field("type_post", kind);
    field("message", "Signed");
    if let Some(email) = email {
        field("email", email);
    }
    body.push_str("--X-FRONTEIRA--\r\n");
    body.into_bytes()
}

#[test]
fn d4sign_is_read_as_documented() {
    let told = telling("d4sign", &d4sign("4", Some("Ana@example.com")));
    assert_eq!(told.external_id, UUID);
    assert_eq!(
        (told.status, statuses(&told)),
        (None, vec![("ana@example.com", SignerStatus::Signed)])
    );
    assert_eq!(
        telling("d4sign", &d4sign("1", None)).status,
        Some(DocumentStatus::Signed)
    );
    assert_eq!(
        telling("d4sign", &d4sign("3", None)).status,
        Some(DocumentStatus::Cancelled)
    );
    assert!(matches!(
        read("d4sign", &d4sign("2", Some("a@example.com"))),
        Ok(Heard::Nothing { .. })
    ));
    let plain = format!("uuid={UUID}&type_post=1&message=Finished+document");
    assert_eq!(
        telling("d4sign", plain.as_bytes()).status,
        Some(DocumentStatus::Signed)
    );
}

fn autentique(kind: &str, object: Value) -> Vec<u8> {
    json!({
        "id": "d2ViaG9vaw==", "object": "webhook", "name": "omnifila", "format": "json", "url": "https://example.com/hooks",
        "event": { "id": "21fb0000-0000-4000-8000-000000000001", "object": "event", "organization": 1, "type": kind,
            "data": { "object": object, "previous_attributes": {} }, "created_at": "2026-12-10T11:00:00.000000Z" }
    })
    .to_string()
    .into_bytes()
}

fn autentique_document(signed: Option<&str>, counts: [i64; 3]) -> Value {
    json!({ "id": "89c7d2ab", "name": "Contrato", "deadline_at": null, "expiration_at": null, "object": "document",
        "signatures_count": counts[0], "signed_count": counts[1], "rejected_count": counts[2],
        "signatures": [{ "public_id": "p1", "name": "Rita Exemplo", "email": null, "phone": "+5549900000003",
            "action": "Sign", "viewed": "2026-12-10T11:00:00.000000Z", "signed": signed, "rejected": null,
            "link": { "short_link": "https://assina.ae/abc" } }] })
}

#[test]
fn autentique_is_read_as_documented() {
    let told = telling(
        "autentique",
        &autentique("document.updated", autentique_document(None, [1, 0, 0])),
    );
    assert_eq!(
        told.event_id.as_deref(),
        Some("21fb0000-0000-4000-8000-000000000001")
    );
    assert_eq!(
        (told.status, statuses(&told)),
        (None, vec![("p1", SignerStatus::Viewed)])
    );
    assert_eq!(told.signers[0].link.as_deref(), Some("https://assina.ae/abc"));
    let signed = autentique_document(Some("2026-12-10T12:00:00.000000Z"), [1, 1, 0]);
    let told = telling("autentique", &autentique("document.updated", signed.clone()));
    assert_eq!(
        (told.status, statuses(&told)),
        (Some(DocumentStatus::Signed), vec![("p1", SignerStatus::Signed)])
    );
    assert_eq!(
        telling("autentique", &autentique("document.finished", signed)).status,
        Some(DocumentStatus::Signed)
    );
    let refused = autentique_document(None, [2, 0, 1]);
    assert_eq!(
        telling("autentique", &autentique("document.updated", refused)).status,
        Some(DocumentStatus::Refused)
    );
    let signature = json!({ "public_id": "p1", "document": "89c7d2ab", "user": { "name": "Rita Exemplo", "email": null,
        "phone": "+5549900000003" } });
    let told = telling("autentique", &autentique("signature.accepted", signature.clone()));
    assert_eq!(
        (told.external_id.as_str(), statuses(&told)),
        ("89c7d2ab", vec![("p1", SignerStatus::Signed)])
    );
    let told = telling("autentique", &autentique("signature.rejected", signature));
    assert_eq!(statuses(&told), [("p1", SignerStatus::Refused)]);
    let member = autentique("member.created", json!({ "id": 1 }));
    assert!(matches!(read("autentique", &member), Ok(Heard::Nothing { .. })));
}

fn each() -> Vec<(&'static str, Vec<u8>, Proof)> {
    let token = || Some(TOKEN.to_owned());
    let signed = |text: &[u8]| Some(format!("sha256={}", hmac(SECRET, text)));
    let zap = zapsign("doc_signed", "signed", json!([]));
    let click = clicksign("close", json!({}), "closed");
    let d4 = d4sign("1", None);
    let aut = autentique("document.finished", autentique_document(None, [1, 1, 0]));
    let (of_click, of_aut) = (signed(&click), Some(hmac(SECRET, &aut)));
    vec![
        (
            "zapsign",
            zap,
            Proof {
                token: token(),
                signature: None,
            },
        ),
        (
            "clicksign",
            click,
            Proof {
                token: None,
                signature: of_click,
            },
        ),
        (
            "d4sign",
            d4,
            Proof {
                token: token(),
                signature: signed(UUID.as_bytes()),
            },
        ),
        (
            "autentique",
            aut,
            Proof {
                token: None,
                signature: of_aut,
            },
        ),
    ]
}

#[test]
fn only_what_is_proven_is_taken() {
    for (kind, body, proof) in each() {
        let settings = settings(kind);
        check(kind, &settings).unwrap();
        assert_eq!(verify(kind, &settings, &proof, &body), Ok(()), "{kind}");
        assert_eq!(
            verify(kind, &settings, &Proof::default(), &body),
            Err(Forged),
            "{kind}: nothing proven"
        );
        let wrong = Proof {
            token: proof.token.as_ref().map(|t| format!("{t}x")),
            signature: proof.signature.clone(),
        };
        if proof.token.is_some() {
            assert_eq!(
                verify(kind, &settings, &wrong, &body),
                Err(Forged),
                "{kind}: another token"
            );
        }
        if let Some(signature) = &proof.signature {
            for bad in [
                signature.to_uppercase() + "00",
                signature.replace(|c: char| c.is_ascii_digit(), "a"),
                String::new(),
            ] {
                let proof = Proof {
                    signature: Some(bad),
                    ..proof.clone()
                };
                assert_eq!(
                    verify(kind, &settings, &proof, &body),
                    Err(Forged),
                    "{kind}: another signature"
                );
            }
            let mut other = body.clone();
            let place = other
                .windows(UUID.len())
                .position(|w| w == UUID.as_bytes())
                .unwrap_or(40);
            other[place] ^= 1;
            assert_eq!(
                verify(kind, &settings, &proof, &other),
                Err(Forged),
                "{kind}: another body"
            );
        }
        assert_eq!(
            verify(kind, &Map::new(), &proof, &body),
            Err(Forged),
            "{kind}: nothing set, nothing believed"
        );
    }
}

#[test]
fn settings_and_bodies_say_what_is_wrong() {
    let refused = |kind: &str, settings: Value| {
        check(kind, settings.as_object().unwrap()).map_err(|e| (e.code, e.pointer))
    };
    for (kind, settings, code, pointer) in [
        ("zapsign", json!({}), "missing_setting", "/settings/token"),
        ("clicksign", json!({}), "missing_setting", "/settings/secret"),
        (
            "zapsign",
            json!({ "token": "curto" }),
            "bad_setting",
            "/settings/token",
        ),
        (
            "zapsign",
            json!({ "token": TOKEN, "url": "x" }),
            "unknown_setting",
            "/settings/url",
        ),
        (
            "clicksign",
            json!({ "secret": SECRET, "link_hours": 0 }),
            "bad_setting",
            "/settings/link_hours",
        ),
    ] {
        assert_eq!(refused(kind, settings), Err((code, pointer.to_owned())));
    }
    for kind in KINDS {
        for body in [
            &b""[..],
            b"{}",
            b"[]",
            b"\xff\xfe",
            b"{\"event\":{}}",
            b"--x\r\n\r\n--x--",
        ] {
            assert_eq!(
                read(kind, body).map_err(|e| e.code),
                Err("bad_webhook"),
                "{kind} {body:?}"
            );
        }
    }
    assert_eq!(link_hours("clicksign", &Map::new()), Some(4));
    assert_eq!(link_hours("zapsign", &Map::new()), None);
}
