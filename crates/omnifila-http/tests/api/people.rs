//! Users, their passwords and preferences, the installation's settings.

use crate::browser::{ADMIN, Browser, PASSWORD, person, set_up, sign_in};
use crate::support::Api;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_password_opens_nothing_but_its_change() {
    let api = Api::new().await;
    set_up(&api).await;
    let input = json!({ "name": "Otávio", "email": "otavio@provedor.example", "role": "operator" });
    let made = api.post("/users", input.clone()).await.expect(201);
    assert_eq!(made["must_change_password"], true);
    assert_eq!(
        api.post("/users", input).await.problem(),
        (409, "email_taken", "")
    );
    let first = made["password"].as_str().unwrap();
    let answer = sign_in(&api, "otavio@provedor.example", first).await;
    assert_eq!(answer.body["must_change_password"], true);
    let (here, there) = (
        Browser::of(&answer),
        Browser::of(&sign_in(&api, "otavio@provedor.example", first).await),
    );
    let shut = here.call(&api, "GET", "/messages", None).await;
    assert_eq!(shut.problem(), (403, "password_change_needed", ""));
    let change = |current: &str, new: &str| Some(json!({ "current_password": current, "new_password": new }));
    let wrong = here
        .call(
            &api,
            "PUT",
            "/session/password",
            change("nao e esta aqui", PASSWORD),
        )
        .await;
    assert_eq!(wrong.problem(), (401, "sign_in_refused", ""));
    let own_address = change(first, "OTAVIO@provedor.example");
    let weak = here.call(&api, "PUT", "/session/password", own_address).await;
    assert_eq!(weak.problem(), (422, "weak_password", "/new_password"));
    let done = here
        .call(&api, "PUT", "/session/password", change(first, PASSWORD))
        .await;
    assert_eq!(done.status, 204);
    assert_eq!(here.call(&api, "GET", "/messages", None).await.status, 200);
    assert_eq!(
        there.call(&api, "GET", "/session", None).await.status,
        401,
        "other sessions end"
    );

    let path = format!("/users/{}/reset-password", made["id"]);
    let given = api
        .post(&path, json!({ "password": "senha do balcão" }))
        .await
        .expect(200);
    assert_eq!(given["must_change_password"], false);
    assert_eq!(
        sign_in(&api, "otavio@provedor.example", "senha do balcão")
            .await
            .status,
        200
    );
    let reset = api.post(&path, json!({ "reason": "esqueceu" })).await.expect(200);
    assert_ne!(reset["password"], made["password"]);
    assert_eq!(here.call(&api, "GET", "/session", None).await.status, 401);
    assert_eq!(
        sign_in(&api, "otavio@provedor.example", PASSWORD).await.status,
        401
    );
    let record = api.get("/audit?noun=user").await.expect(200);
    let actions: Vec<&str> = record["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["action"].as_str().unwrap())
        .collect();
    assert_eq!(
        actions,
        [
            "change_password",
            "change_password",
            "change_password",
            "create",
            "create"
        ]
    );
    assert!(!record.to_string().contains("argon2"));
}

/// An answer with a secret is not kept for whoever repeats the request.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_is_seen_once_whatever_the_idempotency_key() {
    let api = Api::new().await;
    let ana = set_up(&api).await;
    let csrf = ana.csrf.clone();
    let headers = [("x-csrf-token", csrf.as_str()), ("idempotency-key", "k1")];
    let input = || Some(json!({ "name": "Bia", "email": "bia@provedor.example", "role": "viewer" }));
    ana.with(&api, "POST", "/users", input(), &headers)
        .await
        .expect(201);
    let again = ana.with(&api, "POST", "/users", input(), &headers).await;
    assert_eq!(again.problem(), (409, "email_taken", ""));
    // Elsewhere a person's key is their own, not that of another person or token.
    let pause = || Some(json!({ "reason": "x" }));
    ana.with(&api, "POST", "/pause", pause(), &headers)
        .await
        .expect(200);
    let replayed = ana.with(&api, "POST", "/pause", pause(), &headers).await;
    assert_eq!(replayed.header("idempotent-replayed"), Some("true"));
    let (_, bia) = person(&api, "bruno@provedor.example", "operator").await;
    let headers = [("x-csrf-token", bia.csrf.as_str()), ("idempotency-key", "k1")];
    let own = bia.with(&api, "POST", "/pause", pause(), &headers).await;
    assert_eq!((own.status, own.header("idempotent-replayed")), (200, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_can_always_administer() {
    let api = Api::new().await;
    let ana = set_up(&api).await;
    for (method, body) in [
        ("PATCH", Some(json!({ "role": "operator" }))),
        ("PATCH", Some(json!({ "enabled": false }))),
        ("DELETE", None),
    ] {
        let refused = ana.call(&api, method, "/users/1", body).await;
        assert_eq!(refused.problem(), (409, "last_admin", ""));
    }
    let (bia_id, bia) = person(&api, "bia@provedor.example", "admin").await;
    let own = ana.call(&api, "DELETE", "/users/1", None).await;
    assert_eq!(own.problem(), (409, "own_account", ""));
    let renamed = ana
        .call(&api, "PATCH", "/users/1", Some(json!({ "name": "Ana Maria" })))
        .await;
    assert_eq!(renamed.expect(200)["name"], "Ana Maria");
    let bad = ana
        .call(&api, "PATCH", "/users/1", Some(json!({ "email": "ana" })))
        .await;
    assert_eq!(bad.problem(), (422, "bad_email", "/email"));

    let path = format!("/users/{bia_id}");
    let disabled = json!({ "enabled": false });
    ana.call(&api, "PATCH", &path, Some(disabled)).await.expect(200);
    assert_eq!(bia.call(&api, "GET", "/session", None).await.status, 401);
    assert_eq!(sign_in(&api, "bia@provedor.example", PASSWORD).await.status, 401);
    assert_eq!(
        ana.call(&api, "PATCH", "/users/1", Some(json!({ "role": "viewer" })))
            .await
            .problem()
            .1,
        "last_admin"
    );
    assert_eq!(ana.call(&api, "DELETE", &path, None).await.status, 204);
    assert_eq!(ana.call(&api, "GET", &path, None).await.problem().0, 404);
    let listed = ana.call(&api, "GET", "/users", None).await.expect(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(listed["items"][0]["email"], ADMIN);
    assert!(!listed.to_string().contains("password\":\""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn preferences_are_a_persons_own_and_settings_the_administrators() {
    let api = Api::new().await;
    let admin = set_up(&api).await;
    let (_, viewer) = person(&api, "vera@provedor.example", "viewer").await;
    let kept = json!({ "theme": "dark", "columns": ["id", "status"] });
    viewer
        .call(&api, "PUT", "/preferences", Some(kept.clone()))
        .await
        .expect(200);
    assert_eq!(
        viewer.call(&api, "GET", "/preferences", None).await.expect(200),
        kept
    );
    assert_eq!(
        viewer.call(&api, "GET", "/session", None).await.expect(200)["preferences"],
        kept
    );
    assert_eq!(
        admin.call(&api, "GET", "/preferences", None).await.expect(200),
        json!({})
    );
    let much = json!({ "x": "y".repeat(16 * 1024) });
    let refused = viewer.call(&api, "PUT", "/preferences", Some(much)).await;
    assert_eq!(refused.problem(), (422, "too_long", ""));
    assert_eq!(api.get("/preferences").await.problem(), (403, "forbidden", ""));

    let settings = viewer.call(&api, "GET", "/settings", None).await.expect(200);
    assert_eq!(
        settings,
        json!({ "company_name": "", "time_zone": "America/Sao_Paulo", "locale": "pt-BR", "public_url": "" })
    );
    let change =
        async |browser: &Browser, change: Value| browser.call(&api, "PATCH", "/settings", Some(change)).await;
    let refused = change(&viewer, json!({ "locale": "en" })).await;
    assert_eq!(refused.problem(), (403, "forbidden", ""));
    assert_eq!(
        change(&admin, json!({ "time_zone": "Mars/Base" }))
            .await
            .problem(),
        (422, "unknown_zone", "/time_zone")
    );
    assert_eq!(
        change(&admin, json!({ "locale": "xx" })).await.problem(),
        (422, "unknown_locale", "/locale")
    );
    let changed = change(&admin, json!({ "company_name": " Provedor " }))
        .await
        .expect(200);
    assert_eq!(changed["company_name"], "Provedor");
    let record = api.get("/audit?noun=settings").await.expect(200);
    assert_eq!(record["items"][0]["actor"], ADMIN);
    assert_eq!(record["items"][0]["after"]["company_name"], "Provedor");
    let between = async |from: &str, to: &str| {
        let path = format!("/audit?noun=settings&created_from={from}&created_to={to}");
        api.get(&path).await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(between("2026-12-10T11:00:00Z", "2026-12-10T11:00:00Z").await, 1);
    assert_eq!(between("2026-12-10T11:00:01Z", "2026-12-10T12:00:00Z").await, 0);
    assert_eq!(between("2026-12-10T10:00:00Z", "2026-12-10T10:59:59Z").await, 0);
}
