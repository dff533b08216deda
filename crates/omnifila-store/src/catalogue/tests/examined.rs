//! Customers beside the others: who shares a telephone or an e-mail address.

use super::{Kept, NOW};
use crate::catalogue::{Examined, examined};
use crate::sql::{Connection, params};
use omnifila_core::catalogue::CustomerInput;
use serde_json::{Value, json};

fn customer(id: &str, more: Value) -> CustomerInput {
    let mut value = json!({ "external_id": id, "name": "Cliente" });
    value
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    serde_json::from_value(value).unwrap()
}

#[tokio::test]
async fn sharing_is_seen_row_by_row_and_by_index() {
    let kept = Kept::new();
    let catalogue = &kept.catalogue;
    let with = |id: &str, phone: &str, email: &str| customer(id, json!({ "phone": phone, "email": email }));
    let all = vec![
        with("1", "49 90000-0001", "ana@example.com"),
        with("2", "+55 49 90000 0001", "bia@example.com"),
        with("3", "49 90000-0003", "ANA@example.com"),
        with("4", "49 90000-0004", "davi@example.com"),
        customer("5", json!({})),
        customer("6", json!({})),
    ];
    catalogue.upsert_customers("erp".into(), all, NOW).await.unwrap();
    let shared = |page: Vec<Examined>| -> Vec<(bool, bool)> {
        page.into_iter()
            .map(|e| (e.shares_phone, e.shares_email))
            .collect()
    };
    let first = catalogue.examined(None, 3).await.unwrap();
    let last = first.last().unwrap().customer.id;
    assert_eq!(shared(first), [(true, true), (true, false), (false, true)]);
    let rest = catalogue.examined(Some(last), 10).await.unwrap();
    assert_eq!(shared(rest), [(false, false); 3]);
    let plan = |conn: &Connection| {
        let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {}", examined::sql()))?;
        let steps = statement.query_map(params![0, 1], |row| row.get::<_, String>(3))?;
        Ok(steps.collect::<crate::sql::Result<Vec<String>>>()?.join("; "))
    };
    let plan = catalogue.db().read(plan).await.unwrap();
    assert!(
        plan.contains("customer_phone") && plan.contains("customer_email"),
        "{plan}"
    );
    assert!(!plan.contains("SCAN o"), "{plan}");
}
