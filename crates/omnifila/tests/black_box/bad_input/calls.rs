//! Calls that lead nowhere: queries, paths, verbs, tokens, keys.

use super::{JSON, Stage, check};
use crate::support::message;

const CALLS: &str = r#"
    GET | /messages?limit=0 | - | 400 | invalid_parameter | /limit
    GET | /messages?limit=1001 | - | 400 | invalid_parameter | /limit
    GET | /messages?cursor=abc | - | 400 | bad_cursor | /cursor
    GET | /messages?statut=sent | - | 400 | unknown_parameter | /statut
    GET | /messages?status=enviada | - | 400 | invalid_parameter | /status
    GET | /messages?gateway_id=um | - | 400 | invalid_parameter | /gateway_id
    GET | /messages?created_from=ontem | - | 400 | invalid_parameter | /created_from
    GET | /messages/999 | - | 404 | not_found | -
    GET | /messages/0 | - | 404 | not_found | -
    GET | /messages/99999999999999999999 | - | 404 | not_found | -
    GET | /nada | - | 404 | not_found | -
    PUT | /messages | - | 405 | method_not_allowed | -
    GET | /forecast?at=ontem | - | 400 | invalid_parameter | /at
    GET | /forecast?gateway_id=999 | - | 404 | not_found | -
    POST | /messages/999/cancel | {"reason": "x"} | 404 | not_found | -
    POST | /messages/999/cancel | {} | 422 | invalid_field | -
    POST | /messages/999/cancel | {"reason": " "} | 422 | bad_length | /reason
    POST | /messages/999/move | {"to": "front", "before": 1} | 422 | bad_move | -
    POST | /messages/999/resolve | {"as": "talvez", "reason": "x"} | 422 | invalid_field | /as
    POST | /messages/bulk | {"action": "cancel", "reason": "x"} | 422 | bad_selection | -
    POST | /messages/bulk | {"action": "cancel", "reason": "x", "ids": [1], "filter": {}} | 422 | bad_selection | -
    POST | /messages/bulk | {"action": "explode", "reason": "x", "ids": [1]} | 422 | invalid_field | /action
    POST | /messages/bulk | {"action": "cancel", "reason": "x", "filter": {"estado": "SC"}} | 422 | invalid_field | /filter/estado
    POST | /messages/bulk | {"action": "reschedule", "reason": "x", "ids": [1]} | 422 | missing_field | /due_at
    POST | /tasks/999/run | {} | 404 | not_found | -
    POST | /clock/advance | {"to": "2026-12-01T00:00:00Z"} | 409 | not_simulated | -
    POST | /operations/999/undo | {} | 404 | not_found | -
    POST | /invoices/batch | {"source": "", "invoices": []} | 422 | bad_length | /source
    POST | /invoices/batch | {"invoices": []} | 422 | invalid_field | -
"#;

#[tokio::test]
async fn calls_that_lead_nowhere_are_told_so() {
    let stage = Stage::new().await;
    stage.refuses(CALLS).await;
    let api = stage.api();
    for headers in [
        vec![],
        vec![("authorization", "Bearer errado")],
        vec![("authorization", "Basic eDp5")],
    ] {
        let answer = api
            .exchange("GET", "/messages", &headers, bytes::Bytes::new())
            .await;
        check(
            &format!("{headers:?}"),
            &answer.unwrap(),
            (401, "unauthorized", ""),
        );
    }

    let good = message(stage.setup, 1).to_string();
    let key = ("idempotency-key", "pedido-1");
    let first = api.raw("POST", "/messages", &[JSON, key], good.clone()).await;
    assert_eq!(first.0, 202, "{}", first.1);
    let again = api.raw("POST", "/messages", &[JSON, key], good).await;
    assert_eq!(again, first, "the same body replays");
    let other = message(stage.setup, 2).to_string();
    let other = api.raw("POST", "/messages", &[JSON, key], other).await;
    check("another body", &other, (422, "idempotency_key_reused", ""));
    assert_eq!(api.statuses(stage.setup.gateway).await.len(), 1);
    stage.end().await;
}
