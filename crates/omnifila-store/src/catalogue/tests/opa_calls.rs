//! Recorded calls: kept over a restart, newest first, never more than are worth keeping.

use super::{Kept, NOW};
use crate::catalogue::{MOST_OPA_CALLS, NewOpaCall, OpaCallEnd};
use crate::sql::Connection;
use omnifila_core::catalogue::CustomerInput;
use omnifila_core::id::GatewayId;
use omnifila_core::time::{DAY, Time};
use serde_json::json;

fn call(gateway: i64, path: &str) -> NewOpaCall {
    NewOpaCall {
        gateway_id: GatewayId(gateway),
        method: "POST".into(),
        path: path.into(),
        media: Some("application/json".into()),
        body: "{}".into(),
        body_bytes: 2,
    }
}

#[tokio::test]
async fn a_call_is_there_before_its_answer_and_after_a_restart() {
    let kept = Kept::new();
    let first = kept
        .catalogue
        .record_opa_call(call(1, "template/send"), NOW)
        .await
        .unwrap();
    let second = kept
        .catalogue
        .record_opa_call(call(1, "contato"), NOW)
        .await
        .unwrap();
    kept.catalogue
        .record_opa_call(call(2, "other"), NOW)
        .await
        .unwrap();
    let end = OpaCallEnd {
        forwarded: true,
        status: 200,
        code: None,
        answer: "{\"status\":\"success\"}".into(),
        answer_bytes: 20,
        duration_ms: 7,
    };
    kept.catalogue.end_opa_call(second, end).await.unwrap();

    let kept = kept.again([7; 32]);
    let calls = kept.catalogue.opa_calls(GatewayId(1), None, 10).await.unwrap();
    let seen: Vec<_> = calls.iter().map(|c| (c.id, c.path.as_str(), c.status)).collect();
    assert_eq!(
        seen,
        [(second, "contato", Some(200)), (first, "template/send", None)]
    );
    assert_eq!((calls[0].forwarded, calls[0].duration_ms), (true, Some(7)));
    assert_eq!((calls[1].forwarded, calls[1].answer.as_deref()), (false, None));
    let older = kept
        .catalogue
        .opa_calls(GatewayId(1), Some(second), 10)
        .await
        .unwrap();
    assert_eq!(older, calls[1..]);
    assert_eq!(kept.catalogue.forget_opa_calls(GatewayId(1)).await.unwrap(), 2);
    assert_eq!(
        kept.catalogue
            .opa_calls(GatewayId(2), None, 10)
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn only_the_newest_stay_and_none_for_long() {
    let kept = Kept::new();
    let catalogue = &kept.catalogue;
    let more = MOST_OPA_CALLS + 5;
    for n in 0..more {
        let at = Time(NOW.ms() + n);
        catalogue
            .record_opa_call(call(1, &format!("n{n}")), at)
            .await
            .unwrap();
    }
    let calls = catalogue.opa_calls(GatewayId(1), None, 10_000).await.unwrap();
    assert_eq!(calls.len() as i64, MOST_OPA_CALLS);
    assert_eq!(
        (calls[0].path.as_str(), calls.last().unwrap().path.as_str()),
        ("n1004", "n5")
    );
    assert_eq!(catalogue.prune_opa_calls(NOW).await.unwrap(), 0);
    let week = Time(NOW.ms() + 7 * DAY + 9);
    assert_eq!(catalogue.prune_opa_calls(week).await.unwrap(), 5);
    let last = Time(NOW.ms() + 8 * DAY);
    assert_eq!(catalogue.prune_opa_calls(last).await.unwrap(), 995);
}

#[tokio::test]
async fn customers_are_found_by_telephone_and_by_document_in_both_spellings() {
    let kept = Kept::new();
    let customer = |id: &str, phone: &str, document: &str| -> CustomerInput {
        let value = json!({ "external_id": id, "name": "Cliente", "phone": phone, "document": document });
        serde_json::from_value(value).unwrap()
    };
    let all = vec![
        customer("1", "49 90000-0001", "111.444.777-35"),
        customer("2", "49 90000-0002", "11144477735"),
        customer("3", "(49) 9 0000-0001", "52998224725"),
        customer("4", "49 90000-0004", ""),
    ];
    kept.catalogue
        .upsert_customers("erp".into(), all, NOW)
        .await
        .unwrap();
    let reached = async |phone: &str, documents: Option<&str>| {
        let documents = documents.map(str::to_owned);
        let found = kept
            .catalogue
            .customers_reached(phone.into(), documents, 10)
            .await
            .unwrap();
        found
            .into_iter()
            .map(|c| c.external_id)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(reached("+5549900000001", None).await, "1 3");
    assert_eq!(reached("+5549900000009", Some("11144477735")).await, "1 2");
    assert_eq!(reached("+5549900000009", None).await, "");
    let plan = |conn: &Connection| {
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT id FROM customer WHERE {} = 'a' AND document IS NOT NULL",
            crate::catalogue::finding::DOCUMENT
        );
        let mut statement = conn.prepare(&sql)?;
        let steps = statement.query_map([], |row| row.get::<_, String>(3))?;
        Ok(steps.collect::<crate::sql::Result<Vec<String>>>()?.join("; "))
    };
    let plan = kept.catalogue.db().read(plan).await.unwrap();
    assert!(plan.contains("customer_document"), "{plan}");
}
