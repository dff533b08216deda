//! Holidays, calendars of places, and proposed windows.

use crate::support::{Api, message, simulated_gateway, template};
use serde_json::{Value, json};

fn days(page: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let items = page["items"].as_array().unwrap();
    items
        .iter()
        .map(|day| (text(&day["date"]), text(&day["kind"])))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_holidays_of_a_place_are_told_with_their_laws() {
    let api = Api::new().await;
    let nation = api.get("/holidays").await.expect(200);
    assert_eq!(days(&nation).len(), 10 + 4);
    assert_eq!(nation["items"][0]["date"], "2026-01-01");
    let awareness = nation["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|d| d["date"] == "2026-11-20")
        .unwrap();
    assert_eq!(
        (&awareness["law"], &awareness["bank_business_day"]),
        (&json!("Lei 14.759/2023"), &json!(false))
    );

    let of = |place: Value, name: &str| {
        let mut calendar = json!({ "name": name, "days": [{ "date": "2026-08-25", "name": name }] });
        calendar
            .as_object_mut()
            .unwrap()
            .extend(place.as_object().unwrap().clone());
        calendar
    };
    api.post(
        "/calendars",
        of(json!({ "city_ibge": "4204202", "state": "SC" }), "Chapecó"),
    )
    .await
    .expect(201);
    api.post("/calendars", of(json!({ "state": "SC" }), "Estado"))
        .await
        .expect(201);
    api.post("/calendars", of(json!({}), "Empresa")).await.expect(201);
    let names = |page: &Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap();
        let imported = items.iter().filter(|day| day["kind"] == "imported");
        imported
            .map(|day| day["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let city = api.get("/holidays?year=2026&city_ibge=4204202").await.expect(200);
    assert_eq!(names(&city), ["Chapecó", "Estado"]);
    assert!(days(&city).contains(&("2026-08-16".to_owned(), "state".to_owned())));
    let state = api.get("/holidays?year=2026&state=sc").await.expect(200);
    assert_eq!(names(&state), ["Estado"]);
    for bad in [
        "year=1989",
        "year=2101",
        "state=XX",
        "city_ibge=1",
        "state=SP&city_ibge=4204202",
        "limit=1",
    ] {
        assert_eq!(
            api.get(&format!("/holidays?{bad}")).await.problem().0,
            400,
            "{bad}"
        );
    }
    for (body, code, pointer) in [
        (json!({ "city_ibge": "4204203" }), "bad_city_ibge", "/city_ibge"),
        (json!({ "state": "XX" }), "bad_state", "/state"),
        (
            json!({ "state": "SP", "city_ibge": "4204202" }),
            "state_mismatch",
            "/state",
        ),
    ] {
        let refused = api.post("/calendars", of(body, "c")).await;
        assert_eq!(refused.problem(), (422, code, pointer));
    }
    let half =
        json!({ "name": "c", "days": [{ "date": "2026-12-24", "name": "d", "closed_from": "25:00" }] });
    assert_eq!(
        api.post("/calendars", half).await.problem(),
        (422, "bad_time", "/days/0/closed_from")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_proposed_window_can_be_set_up_as_it_is() {
    let api = Api::new().await;
    let presets = api.get("/window-presets").await.expect(200);
    let presets = presets["items"].as_array().unwrap();
    assert_eq!(presets.len(), 6);
    for preset in presets {
        let window = json!({ "key": preset["key"], "name": preset["name"], "weekly": preset["weekly"],
            "holidays": preset["holidays"], "zone": "recipient", "purposes": ["collection", "reminder"] });
        let kept = api.post("/windows", window).await.expect(201);
        assert_eq!(kept["holidays"], preset["holidays"]);
    }
}

/// 08:00 in São Paulo and Santa Catarina is 06:00 in Acre.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_stored_of_a_customer_says_more_than_a_telephone() {
    let api = Api::new().await;
    let days = ["mon", "tue", "wed", "thu", "fri"];
    let window = json!({ "name": "Comercial", "weekly": [{ "days": days, "from": "08:00", "to": "18:00" }],
        "zone": "recipient" });
    let window = api.post("/windows", window).await.expect(201);
    let mut gateway = simulated_gateway("continuous");
    gateway["window_id"] = window["id"].clone();
    let gateway = api.post("/gateways", gateway).await.expect(201)["id"]
        .as_i64()
        .unwrap();
    let template = api.post("/templates", template(gateway)).await.expect(201)["id"]
        .as_i64()
        .unwrap();
    let moved = json!({ "source": "api", "customers": [{ "external_id": "2", "name": "Foi para o Acre", "city_ibge": "1200203" }] });
    api.post("/customers/batch", moved).await.expect(200);

    let messages = json!({ "messages": [message(gateway, template, 1), message(gateway, template, 2)] });
    let answer = api.post("/messages/batch", messages).await.expect(202);
    api.settle().await;
    let ids: Vec<i64> = answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["id"].as_i64().unwrap())
        .collect();
    assert_eq!(api.status(ids[0]).await, "sent");
    let waits = api.get(&format!("/messages/{}", ids[1])).await.expect(200);
    assert_eq!(
        (
            &waits["status"],
            &waits["blockers"][0]["code"],
            &waits["blockers"][0]["until"]
        ),
        (
            &json!("waiting"),
            &json!("outside_window"),
            &json!("2026-12-10T13:00:00.000Z")
        )
    );
}
