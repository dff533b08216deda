//! Setting up, signing in and out, forged requests, lock-outs, the ends of a session.

use crate::browser::{ADMIN, Browser, PASSWORD, bare, person, set_up, sign_in};
use crate::support::{Api, SETUP_CODE, TOKEN};
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_person_needs_the_code_and_there_is_one_first_person() {
    let api = Api::new().await;
    let file = api.folder.path().join("setup-code");
    let state = async || bare(&api, "GET", "/setup", None, &[]).await.expect(200)["needed"].clone();
    assert_eq!(state().await, true);
    let input = |code: &str| {
        json!({ "name": "Ana", "email": "Ana@Provedor.example", "password": PASSWORD, "code": code,
            "company_name": "Provedor Inventado", "time_zone": "America/Manaus" })
    };
    let wrong = bare(&api, "POST", "/setup", Some(input("00000000")), &[]).await;
    assert_eq!(wrong.problem(), (401, "setup_code_wrong", ""));
    let mut short = input(SETUP_CODE);
    short["password"] = "curta".into();
    let weak = bare(&api, "POST", "/setup", Some(short), &[]).await;
    assert_eq!(weak.problem(), (422, "bad_length", "/password"));
    let forged = bare(
        &api,
        "POST",
        "/setup",
        Some(input(SETUP_CODE)),
        &[("origin", "https://evil.example")],
    )
    .await;
    assert_eq!(forged.problem(), (403, "csrf_refused", ""));
    assert!(file.exists());

    let code = format!(" {} ", SETUP_CODE.to_uppercase());
    let made = bare(&api, "POST", "/setup", Some(input(&code)), &[]).await;
    let cookie = made.header("set-cookie").unwrap();
    assert!(
        cookie.contains("; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000"),
        "{cookie}"
    );
    assert!(!cookie.contains("Secure"), "it came by http");
    assert!(!file.exists(), "the code has served");
    let session = made.expect(201);
    assert_eq!(session["user"]["email"], ADMIN);
    assert_eq!(session["user"]["role"], "admin");
    assert_eq!(session["company_name"], "Provedor Inventado");
    assert_eq!(session["time_zone"], "America/Manaus");
    assert_eq!(session["simulated_time"], true);
    assert_eq!(session["must_change_password"], false);
    assert_eq!(state().await, false);
    let again = bare(&api, "POST", "/setup", Some(input(SETUP_CODE)), &[]).await;
    assert_eq!(again.problem(), (409, "already_set_up", ""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_opens_and_signing_out_closes() {
    let api = Api::new().await;
    set_up(&api).await;
    let unknown = sign_in(&api, "bia@provedor.example", PASSWORD).await;
    let wrong = sign_in(&api, ADMIN, "outra senha qualquer").await;
    assert_eq!(unknown.problem(), (401, "sign_in_refused", ""));
    assert_eq!(wrong.problem(), (401, "sign_in_refused", ""));
    assert_eq!(
        unknown.body["detail"], wrong.body["detail"],
        "it does not say which is wrong"
    );
    assert_eq!(unknown.header("set-cookie"), None);

    let answer = sign_in(&api, " ANA@provedor.example", PASSWORD).await;
    let browser = Browser::of(&answer);
    let session = answer.expect(200);
    let shown = browser.call(&api, "GET", "/session", None).await.expect(200);
    assert_eq!(shown, session);
    assert_eq!(
        session["scopes"],
        json!(["read", "enqueue", "operate", "billing", "admin"])
    );
    assert_eq!(
        bare(&api, "GET", "/session", None, &[]).await.problem(),
        (401, "unauthorized", "")
    );
    let token = api.get("/session").await;
    assert_eq!(token.problem(), (403, "forbidden", ""), "a token is no person");

    let out = browser.call(&api, "DELETE", "/session", None).await;
    assert_eq!((out.status, out.cookie()), (204, ""));
    assert!(out.header("set-cookie").unwrap().contains("Max-Age=0"));
    let after = browser.call(&api, "GET", "/session", None).await;
    assert_eq!(after.problem(), (401, "unauthorized", ""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_needs_the_token_of_its_own_session_and_this_host() {
    let api = Api::new().await;
    let browser = set_up(&api).await;
    let other = Browser::of(&sign_in(&api, ADMIN, PASSWORD).await);
    let pause = || Some(json!({ "reason": "x" }));
    let own = ("x-csrf-token", browser.csrf.as_str());
    let host = ("host", "fila.example:8080");
    let refused: [&[(&str, &str)]; 5] = [
        &[],
        &[("x-csrf-token", "")],
        &[("x-csrf-token", other.csrf.as_str())],
        &[own, host, ("origin", "http://evil.example")],
        &[own, host, ("origin", "null")],
    ];
    for headers in refused {
        let answer = browser.with(&api, "POST", "/pause", pause(), headers).await;
        assert_eq!(answer.problem(), (403, "csrf_refused", ""), "{headers:?}");
    }
    assert_eq!(api.get("/pause").await.expect(200)["paused"], json!(null));
    let same = [own, host, ("origin", "http://fila.example:8080")];
    browser
        .with(&api, "POST", "/pause", pause(), &same)
        .await
        .expect(200);
    let looked = browser.with(&api, "GET", "/pause", None, &[]).await.expect(200);
    assert_eq!(looked["paused"]["reason"], "x", "looking needs no token");
    let audit = api
        .get("/audit?actor=ana@provedor.example&noun=everything")
        .await
        .expect(200);
    assert_eq!(audit["items"][0]["action"], "pause");
    // A program's token needs no other, whatever cookie comes along.
    let bearer = format!("Bearer {TOKEN}");
    let both = [("authorization", bearer.as_str())];
    browser
        .with(&api, "POST", "/resume", None, &both)
        .await
        .expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_is_slow() {
    let api = Api::new().await;
    set_up(&api).await;
    for _ in 0..5 {
        let wrong = sign_in(&api, ADMIN, "outra senha qualquer").await;
        assert_eq!(wrong.status, 401);
    }
    let locked = sign_in(&api, ADMIN, PASSWORD).await;
    assert_eq!(
        locked.problem(),
        (429, "locked_out", ""),
        "even with the right one"
    );
    assert_eq!(locked.header("retry-after"), Some("900"));
    assert_eq!(locked.body["retry_after_seconds"], 900);
    api.post("/clock/advance", json!({ "to": "2026-12-10T11:15:00Z" }))
        .await
        .expect(200);
    assert_eq!(sign_in(&api, ADMIN, PASSWORD).await.status, 200);
    // The address is shared by all accounts.
    for i in 0..20 {
        assert_eq!(
            sign_in(&api, &format!("{i}@x.example"), "uma senha qualquer")
                .await
                .status,
            401
        );
    }
    assert_eq!(sign_in(&api, ADMIN, PASSWORD).await.status, 429);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_the_setup_code_is_slow_too() {
    let api = Api::new().await;
    let input =
        |code: &str| Some(json!({ "name": "Ana", "email": ADMIN, "password": PASSWORD, "code": code }));
    for _ in 0..5 {
        assert_eq!(
            bare(&api, "POST", "/setup", input("11111111"), &[]).await.status,
            401
        );
    }
    let locked = bare(&api, "POST", "/setup", input(SETUP_CODE), &[]).await;
    assert_eq!(locked.problem(), (429, "locked_out", ""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ends_when_idle_and_at_the_latest_after_thirty_days() {
    let api = Api::new().await;
    let idle = set_up(&api).await;
    let busy = Browser::of(&sign_in(&api, ADMIN, PASSWORD).await);
    let advance = async |to: jiff::Timestamp| {
        api.post("/clock/advance", json!({ "to": to.to_string() }))
            .await
            .expect(200);
    };
    let begin: jiff::Timestamp = crate::support::MORNING.parse().unwrap();
    let alive = async |browser: &Browser| browser.call(&api, "GET", "/session", None).await.status == 200;
    advance(begin + jiff::SignedDuration::from_hours(11)).await;
    assert!(alive(&busy).await);
    advance(begin + jiff::SignedDuration::from_hours(12)).await;
    assert!(!alive(&idle).await, "idle for twelve hours");
    let mut at = begin + jiff::SignedDuration::from_hours(12);
    while at < begin + jiff::SignedDuration::from_hours(28 * 24) {
        assert!(alive(&busy).await, "{at}");
        at += jiff::SignedDuration::from_hours(11);
        advance(at).await;
    }
    let far = begin + jiff::SignedDuration::from_hours(30 * 24 - 1);
    let to = Some(json!({ "to": far.to_string() }));
    busy.call(&api, "POST", "/clock/advance", to).await.expect(200);
    assert!(alive(&busy).await, "who moves the clock is there");
    advance(begin + jiff::SignedDuration::from_hours(30 * 24)).await;
    assert!(!alive(&busy).await, "however busy");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_sees_and_ends_ones_own_sessions() {
    let api = Api::new().await;
    let admin = set_up(&api).await;
    let (viewer_id, viewer) = person(&api, "vera@provedor.example", "viewer").await;
    let second = Browser::of(&sign_in(&api, "vera@provedor.example", PASSWORD).await);
    let own = viewer.call(&api, "GET", "/sessions", None).await.expect(200);
    let own = own["items"].as_array().unwrap();
    assert_eq!(own.len(), 2);
    assert_eq!(own.iter().filter(|s| s["current"] == true).count(), 1);
    for query in ["?all=true", "?user_id=1"] {
        let refused = viewer.call(&api, "GET", &format!("/sessions{query}"), None).await;
        assert_eq!(refused.problem(), (403, "forbidden", ""), "{query}");
    }
    let all = admin
        .call(&api, "GET", "/sessions?all=true", None)
        .await
        .expect(200);
    assert_eq!(all["items"].as_array().unwrap().len(), 3);
    let of_viewer = format!("/sessions?user_id={viewer_id}");
    let of_viewer = admin.call(&api, "GET", &of_viewer, None).await.expect(200);
    assert_eq!(of_viewer["items"].as_array().unwrap().len(), 2);

    let admins = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|s| s["user_id"] == 1)
        .unwrap();
    let path = format!("/sessions/{}", admins["id"]);
    assert_eq!(viewer.call(&api, "DELETE", &path, None).await.problem().0, 404);
    let other = own.iter().find(|s| s["current"] == false).unwrap();
    let path = format!("/sessions/{}", other["id"]);
    assert_eq!(viewer.call(&api, "DELETE", &path, None).await.status, 204);
    assert_eq!(second.call(&api, "GET", "/session", None).await.status, 401);
    let last = own.iter().find(|s| s["current"] == true).unwrap();
    let path = format!("/sessions/{}", last["id"]);
    assert_eq!(admin.call(&api, "DELETE", &path, None).await.status, 204);
    assert_eq!(viewer.call(&api, "GET", "/session", None).await.status, 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxys_word_counts_only_where_one_is_said_to_be() {
    let said = [
        ("x-forwarded-proto", "https"),
        ("x-forwarded-for", "10.9.9.9, 203.0.113.7"),
        ("x-forwarded-host", "fila.example"),
        ("host", "127.0.0.1:8080"),
        ("origin", "https://fila.example"),
    ];
    let input = json!({ "name": "Ana", "email": ADMIN, "password": PASSWORD, "code": SETUP_CODE });
    let api = Api::behind_proxy().await;
    let answer = bare(&api, "POST", "/setup", Some(input.clone()), &said).await;
    assert_eq!(answer.status, 201, "{:#}", answer.body);
    assert!(answer.header("set-cookie").unwrap().ends_with("; Secure"));
    let browser = Browser::of(&answer);
    let sessions = browser.call(&api, "GET", "/sessions", None).await.expect(200);
    assert_eq!(
        sessions["items"][0]["address"], "203.0.113.7",
        "what the nearest proxy added"
    );

    let api = Api::new().await;
    let refused = bare(&api, "POST", "/setup", Some(input.clone()), &said).await;
    assert_eq!(
        refused.problem(),
        (403, "csrf_refused", ""),
        "the host is not this one"
    );
    let answer = bare(&api, "POST", "/setup", Some(input), &said[..2]).await;
    assert!(!answer.header("set-cookie").unwrap().contains("Secure"));
    let browser = Browser::of(&answer);
    let sessions = browser.call(&api, "GET", "/sessions", None).await.expect(200);
    assert_eq!(sessions["items"][0]["address"], "local");
}
