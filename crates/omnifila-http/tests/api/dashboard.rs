//! The first page, and what watchers are told.

use crate::browser::set_up;
use crate::support::{Api, MORNING, eventually, simulated_gateway};
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use omnifila_core::time::{HOUR, Time};
use serde_json::{Value, json};
use std::time::Duration;

fn codes(page: &Value) -> Vec<&str> {
    let all = page["attention"].as_array().unwrap().iter();
    all.map(|a| a["code"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_page_counts_what_moved_today() {
    let api = Api::new().await;
    let empty = api.get("/dashboard").await.expect(200);
    assert_eq!(
        (&empty["waiting"], &empty["drains_at"]),
        (&json!(0), &json!(null))
    );
    assert_eq!(empty["rate"]["minutes"].as_array().unwrap().len(), 60);
    assert_eq!(codes(&empty), Vec::<&str>::new());

    let flowing = api.setup("continuous").await;
    let ids = api.enqueue(flowing, 7).await;
    api.settle().await;
    let queued = api
        .post("/gateways", simulated_gateway("queue"))
        .await
        .expect(201)["id"]
        .as_i64()
        .unwrap();
    let template = api
        .post("/templates", crate::support::template(queued))
        .await
        .expect(201)["id"]
        .as_i64()
        .unwrap();
    let waiting: Vec<Value> = (100..103)
        .map(|i| crate::support::message(queued, template, i))
        .collect();
    api.post("/messages/batch", json!({ "messages": waiting }))
        .await
        .expect(202);
    let page = api.get("/dashboard").await.expect(200);
    assert_eq!(page["waiting"], 3);
    assert_eq!(page["sent_today"], 7);
    assert_eq!(page["included_today"], 10);
    assert_eq!(page["rate"]["per_minute_now"], 7);
    let last = &page["rate"]["minutes"][59];
    assert_eq!((&last["at"], &last["sent"]), (&json!(MORNING), &json!(7)));
    assert_eq!(codes(&page), ["no_task"]);
    assert_eq!(page["attention"][0]["gateway_id"], queued);
    let line = &page["gateways"][0];
    assert_eq!(
        (&line["sent_last_minute"], &line["state"]),
        (&json!(7), &json!("ok"))
    );

    // A page that is asked for again shows the same, and a cancel is counted.
    let waiting = api
        .get(&format!("/messages?gateway_id={queued}&status=waiting"))
        .await
        .expect(200);
    let one = waiting["items"][0]["id"].as_i64().unwrap();
    api.post(&format!("/messages/{one}/cancel"), json!({ "reason": "x" }))
        .await
        .expect(200);
    let page = api.get("/dashboard").await.expect(200);
    assert_eq!(page["funnel_today"]["cancelled"], 1);
    assert_eq!(page["funnel_today"]["sent"], ids.len());
    // The next day begins at the company's midnight.
    let midnight = "2026-12-11T03:00:00Z";
    api.post("/clock/advance", json!({ "to": "2026-12-11T02:59:00Z" }))
        .await
        .expect(200);
    assert_eq!(api.get("/dashboard").await.expect(200)["sent_today"], 7);
    api.post("/clock/advance", json!({ "to": midnight }))
        .await
        .expect(200);
    let page = api.get("/dashboard").await.expect(200);
    assert_eq!((&page["sent_today"], &page["waiting"]), (&json!(0), &json!(2)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_window_the_end_and_the_coming_runs_are_told() {
    let api = Api::new().await;
    let calendar = json!({ "name": "Feriados", "days": [{ "date": "2026-12-11", "name": "Dia inventado" }] });
    let calendar = api.post("/calendars", calendar).await.expect(201)["id"].clone();
    let window = json!({ "name": "Cobrança", "purposes": ["collection"], "zone": "America/Sao_Paulo",
        "holidays": { "calendar_id": calendar },
        "weekly": [{ "days": ["mon", "tue", "wed", "thu", "fri"], "from": "08:00", "to": "09:00" }] });
    api.post("/windows", window).await.expect(201);
    let mut slow = simulated_gateway("queue");
    slow["rate"] = json!({ "per_minute": 1, "burst": 1 });
    let gateway = api.post("/gateways", slow).await.expect(201)["id"]
        .as_i64()
        .unwrap();
    let mut template = crate::support::template(gateway);
    template["purpose"] = "collection".into();
    let template = api.post("/templates", template).await.expect(201)["id"]
        .as_i64()
        .unwrap();
    let task = json!({ "name": "Tarefa", "gateway_ids": [gateway], "cron": "5 8 * * *", "time_zone": "America/Sao_Paulo", "enabled": true });
    let task = api.post("/tasks", task).await.expect(201)["id"].clone();
    api.enqueue((gateway, template), 70).await;
    let page = api.get("/dashboard").await.expect(200);
    assert_eq!(page["window"]["closes_at"], "2026-12-10T12:00:00.000Z");
    assert_eq!(page["holiday_today"], json!(null));
    assert_eq!(page["upcoming"][0]["task_id"], task);
    assert_eq!(page["upcoming"][0]["at"], "2026-12-10T11:05:00.000Z");
    // From 08:05 to 09:00, one a minute; the rest after the holiday and the weekend.
    assert_eq!(page["left_for_next_window"], 15);
    assert_eq!(codes(&page), ["window_ends_before_drain"]);
    assert_eq!(page["attention"][0]["count"], 15);
    let end = page["drains_at"].as_str().unwrap();
    assert!(end.starts_with("2026-12-14T11:"), "{end}");
    let forecast = page["burndown"]["forecast"].as_array().unwrap();
    assert_eq!(forecast[0]["waiting"], 70);
    assert_eq!(forecast.last().unwrap()["waiting"], 0);

    api.post("/clock/advance", json!({ "to": "2026-12-11T12:00:00Z" }))
        .await
        .expect(200);
    let page = api.get("/dashboard").await.expect(200);
    assert_eq!(page["holiday_today"]["name"], "Dia inventado");
    assert_eq!(page["window"]["open"], false);
    assert_eq!(page["window"]["opens_at"], "2026-12-14T11:00:00.000Z");
    assert_eq!(
        (&page["waiting"], &page["left_for_next_window"]),
        (&json!(15), &json!(15))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pauses_and_an_absence_need_somebody() {
    let api = Api::new().await;
    let browser = set_up(&api).await;
    let names = api.setup("queue").await;
    api.enqueue(names, 1).await;
    let pause = Some(json!({ "reason": "manutenção" }));
    browser
        .call(&api, "POST", "/pause", pause.clone())
        .await
        .expect(200);
    browser
        .call(&api, "POST", &format!("/gateways/{}/pause", names.0), pause)
        .await
        .expect(200);
    let page = api.get("/dashboard").await.expect(200);
    assert_eq!(page["paused_all"]["reason"], "manutenção");
    assert_eq!(page["paused_all"]["by"], crate::browser::ADMIN);
    assert_eq!(codes(&page), ["paused_all", "no_task", "gateway_paused"]);
    assert_eq!(page["gateways"][0]["state"], "paused");

    // The service was last seen an hour before it begins again, and a message waited.
    let later = Time::parse(MORNING).unwrap().plus(HOUR);
    api.engine.catalogue().note_start(later).await.unwrap();
    let page = api.get("/dashboard").await.expect(200);
    assert_eq!(
        codes(&page),
        ["paused_all", "no_task", "server_was_down", "gateway_paused"]
    );
    assert_eq!(page["attention"][2]["since"], MORNING);
    assert_eq!(page["attention"][2]["until"], later.to_string());
    let refused = api
        .post("/dashboard/dismiss", json!({ "code": "paused_all" }))
        .await;
    assert_eq!(refused.problem(), (422, "not_dismissible", "/code"));
    assert_eq!(
        api.post("/dashboard/dismiss", json!({ "code": "server_was_down" }))
            .await
            .status,
        204
    );
    assert_eq!(
        codes(&api.get("/dashboard").await.expect(200)),
        ["paused_all", "no_task", "gateway_paused"]
    );
    // A short stop is none of anybody's business.
    api.post("/clock/advance", json!({ "to": later }))
        .await
        .expect(200);
    api.get("/dashboard").await.expect(200);
    let soon = later.plus(4 * omnifila_core::time::MINUTE);
    api.engine.catalogue().note_start(soon).await.unwrap();
    let page = api.get("/dashboard").await.expect(200);
    assert!(!codes(&page).contains(&"server_was_down"), "{page:#}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn watchers_with_a_cookie_get_counts_and_only_the_messages_they_name() {
    let api = Api::new().await;
    let browser = set_up(&api).await;
    let names = api.setup("queue").await;
    let ids = api.enqueue(names, 3).await;
    let request = Request::get(format!("/api/v1/events?ids={}", ids[1]))
        .header("cookie", format!("omnifila_session={}", browser.cookie));
    let response = api.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), 200);
    let mut body = response.into_body();
    for id in &ids {
        api.post(&format!("/messages/{id}/cancel"), json!({ "reason": "x" }))
            .await
            .expect(200);
    }
    let mut seen = String::new();
    let reading = async {
        while !(seen.contains("\"cancelled\":3") && seen.contains("event: message\n")) {
            let frame = body.frame().await.unwrap().unwrap();
            seen.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
        }
    };
    let read = tokio::time::timeout(Duration::from_secs(20), reading).await;
    assert!(read.is_ok(), "{seen}");
    assert!(
        seen.contains("\"waiting\":3"),
        "the first summary comes at once: {seen}"
    );
    assert!(seen.contains(&format!("\"id\":{}", ids[1])), "{seen}");
    assert!(!seen.contains(&format!("\"id\":{},", ids[0])), "{seen}");
    // Who signs out watches no longer.
    assert_eq!(browser.call(&api, "DELETE", "/session", None).await.status, 204);
    let ending = async { while body.frame().await.is_some() {} };
    let ended = tokio::time::timeout(Duration::from_secs(20), ending).await;
    assert!(ended.is_ok(), "the stream ends");
    let bad = api.get("/events?ids=1,x").await;
    assert_eq!(bad.problem(), (400, "invalid_parameter", "/ids"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_moved_is_written_without_being_asked() {
    let api = Api::new().await;
    let names = api.setup("continuous").await;
    api.enqueue(names, 2).await;
    api.settle().await;
    let begin = Time::parse(MORNING).unwrap();
    let sent = async || {
        let figures = api
            .engine
            .catalogue()
            .figures(begin, begin, 60_000)
            .await
            .unwrap();
        (figures.today.sent == 2).then_some(figures)
    };
    let figures = eventually(sent).await;
    assert_eq!(figures.today.included, 2);
    assert_eq!(figures.hour[0].at, begin);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn days_are_counted_by_the_companys_clock_and_outlive_their_minutes() {
    let api = Api::new().await;
    let flowing = api.setup("continuous").await;
    let advance = async |ms: i64| {
        let to = api.engine.now().plus(ms);
        api.post("/clock/advance", json!({ "to": to })).await.expect(200);
    };
    let days = async |n: i64| {
        let page = api.get(&format!("/dashboard/days?days={n}")).await.expect(200);
        let items = page["items"].as_array().unwrap().iter();
        let pair = |day: &Value| {
            (
                day["date"].as_str().unwrap().to_owned(),
                day["sent"].as_i64().unwrap(),
            )
        };
        items.map(pair).collect::<Vec<_>>()
    };
    api.enqueue(flowing, 7).await;
    api.settle().await;
    assert_eq!(days(1).await, [("2026-12-10".to_owned(), 7)]);
    // 08:00 and 15 hours more: 23:00 in São Paulo, and the day after in UTC.
    advance(15 * HOUR).await;
    let late: Vec<Value> = (50..53)
        .map(|i| crate::support::message(flowing.0, flowing.1, i))
        .collect();
    api.post("/messages/batch", json!({ "messages": late }))
        .await
        .expect(202);
    api.settle().await;
    assert_eq!(days(1).await, [("2026-12-10".to_owned(), 10)]);
    advance(4 * 24 * HOUR).await;
    let page = days(7).await;
    assert_eq!(page.len(), 7);
    assert_eq!(page[2], ("2026-12-10".to_owned(), 10), "{page:?}");
    assert_eq!(page[6], ("2026-12-14".to_owned(), 0));
    assert_eq!(page.iter().map(|(_, sent)| sent).sum::<i64>(), 10);
    for wrong in ["0", "32", "x"] {
        let refused = api.get(&format!("/dashboard/days?days={wrong}")).await;
        assert_eq!(refused.problem(), (400, "invalid_parameter", "/days"));
    }
}
