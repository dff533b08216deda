//! Setting up, referring, sealing, pausing; and who did it.

use super::*;
use omnifila_core::catalogue::{
    BranchSpec, CalendarSpec, HoldSpec, LadderSpec, Pause, RouteSpec, SourceSpec, StopRuleSpec, TaskSpec,
    TemplateSpec, WindowSpec,
};
use omnifila_core::id::{CalendarId, GatewayId, TemplateId, WindowId};
use omnifila_core::policy::window::Look;
use serde_json::{Value, json};

fn template(gateway: i64, window: Option<i64>) -> TemplateSpec {
    spec(
        json!({ "name": "Lembrete", "purpose": "reminder", "body": "Olá", "window_id": window,
        "bindings": [{ "gateway_id": gateway }] }),
    )
}

fn window(calendar: Option<i64>) -> WindowSpec {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    spec(
        json!({ "name": "Comercial", "weekly": [{ "days": days, "from": "00:00", "to": "24:00" }],
        "holidays": { "calendar_id": calendar }, "zone": "America/Sao_Paulo" }),
    )
}

fn calendar(dates: &[&str]) -> CalendarSpec {
    let days: Vec<Value> = dates
        .iter()
        .map(|d| json!({ "date": d, "name": "Feriado" }))
        .collect();
    spec(json!({ "name": "Feriados", "days": days }))
}

#[tokio::test]
async fn every_noun_is_kept_over_a_restart() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    let calendar = c.create(calendar(&["2026-12-25"]), by(), NOW).await.unwrap();
    let window = c.create(window(Some(calendar.id)), by(), NOW).await.unwrap();
    let branch: BranchSpec = spec(json!({ "key": "matriz", "name": "Matriz" }));
    c.create(branch, by(), NOW).await.unwrap();
    let mut one = gateway("opa");
    one.branch_key = Some("matriz".into());
    one.window_id = Some(WindowId(window.id));
    let gateway = c.create(one, by(), NOW).await.unwrap();
    let template = c
        .create(template(gateway.id, Some(window.id)), by(), NOW)
        .await
        .unwrap();
    let task: TaskSpec = spec(
        json!({ "name": "Envia", "gateway_ids": [gateway.id], "cron": "0 8 * * *",
        "time_zone": "America/Sao_Paulo" }),
    );
    c.create(task, by(), NOW).await.unwrap();
    let hold: HoldSpec = spec(json!({ "scope": "template", "id": template.id, "reason": "erro" }));
    c.create(hold, by(), NOW).await.unwrap();
    let rule: StopRuleSpec = spec(json!({ "scope": "run", "id": 9, "reason": "engano" }));
    c.create(rule, by(), NOW).await.unwrap();
    let route: RouteSpec =
        spec(json!({ "name": "R", "steps": [{ "gateway_id": gateway.id, "template_id": template.id }] }));
    c.create(route, by(), NOW).await.unwrap();
    let ladder: LadderSpec = spec(json!({ "name": "Padrão", "starts_on": "2026-01-01",
        "steps": [{ "offset_days": 3, "template_id": template.id }] }));
    c.create(ladder, by(), NOW).await.unwrap();
    let source: SourceSpec = spec(json!({ "name": "IXC", "kind": "api", "settings": { "token": "1:ab" } }));
    c.create(source, by(), NOW).await.unwrap();

    let before = c.book();
    assert_eq!(before.epoch, 11);
    let kept = kept.again([7; 32]);
    let after = kept.catalogue.book();
    assert_eq!(after.epoch, before.epoch);
    assert_eq!(after.gateways, before.gateways);
    assert_eq!(after.templates, before.templates);
    assert_eq!(after.windows, before.windows);
    assert_eq!(after.calendars, before.calendars);
    assert_eq!(after.tasks, before.tasks);
    assert_eq!(after.holds, before.holds);
    assert_eq!(after.stop_rules, before.stop_rules);
    assert_eq!(after.branches, before.branches);
    assert_eq!(after.ladders, before.ladders);
    assert_eq!(after.routes, before.routes);
    assert_eq!(after.sources, before.sources);
    let christmas = Time::parse("2026-12-25T12:00:00-03:00").unwrap();
    for book in [before, after] {
        let look = book.hours.look(&[WindowId(window.id)], None, christmas);
        assert!(matches!(look, Look::Closed { holiday: true, .. }), "{look:?}");
    }
}

#[tokio::test]
async fn keys_are_unique_per_kind_and_ids_never_come_back() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    let first = c.create(gateway("opa"), by(), NOW).await.unwrap();
    assert_eq!(
        input_error(c.create(gateway("opa"), by(), NOW).await),
        ("key_taken", "/key".into())
    );
    let second = c.create(gateway("opa2"), by(), NOW).await.unwrap();
    assert_eq!((first.id, second.id), (1, 2));
    let taken = c.replace(GatewayId(2), gateway("opa"), by(), NOW).await;
    assert_eq!(input_error(taken), ("key_taken", "/key".into()));
    let branch: BranchSpec = spec(json!({ "key": "opa", "name": "Outra coisa com a mesma chave" }));
    c.create(branch, by(), NOW).await.unwrap();

    c.delete::<GatewaySpec>(GatewayId(2), by(), NOW).await.unwrap();
    assert_eq!(
        refusal(c.delete::<GatewaySpec>(GatewayId(2), by(), NOW).await),
        "gateway"
    );
    assert_eq!(c.create(gateway("opa2"), by(), NOW).await.unwrap().id, 3);
    assert_eq!(c.by_key::<GatewaySpec>("opa2").unwrap().id, 3);
    let page = c.list::<GatewaySpec>(None, 1);
    assert_eq!(page.iter().map(|g| g.id).collect::<Vec<_>>(), [1]);
    let page = c.list::<GatewaySpec>(Some(GatewayId(1)), 10);
    assert_eq!(page.iter().map(|g| g.id).collect::<Vec<_>>(), [3]);
}

#[tokio::test]
async fn references_must_exist_and_what_is_referred_to_stays() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    let missing = c.create(template(1, None), by(), NOW).await;
    assert_eq!(
        input_error(missing),
        ("unknown_reference", "/bindings/0/gateway_id".into())
    );
    let mut with_window = gateway("opa");
    with_window.window_id = Some(WindowId(5));
    assert_eq!(
        input_error(c.create(with_window, by(), NOW).await),
        ("unknown_reference", "/window_id".into())
    );
    let mut with_branch = gateway("opa");
    with_branch.branch_key = Some("matriz".into());
    let refused = c.create(with_branch.clone(), by(), NOW).await;
    assert_eq!(input_error(refused), ("unknown_reference", "/branch_key".into()));
    assert_eq!(
        input_error(c.create(window(Some(1)), by(), NOW).await).0,
        "unknown_calendar"
    );
    assert_eq!(c.book().epoch, 0, "what was refused changed nothing");

    let calendar = c.create(calendar(&["2026-12-25"]), by(), NOW).await.unwrap();
    let window = c.create(window(Some(calendar.id)), by(), NOW).await.unwrap();
    let branch: BranchSpec = spec(json!({ "key": "matriz", "name": "Matriz" }));
    let branch = c.create(branch, by(), NOW).await.unwrap();
    with_branch.window_id = Some(WindowId(window.id));
    let gateway = c.create(with_branch, by(), NOW).await.unwrap();
    let template = c.create(template(gateway.id, None), by(), NOW).await.unwrap();
    let ladder: LadderSpec = spec(json!({ "name": "Padrão", "starts_on": "2026-01-01",
        "steps": [{ "offset_days": 3, "template_id": template.id }] }));
    let ladder = c.create(ladder, by(), NOW).await.unwrap();

    assert_eq!(
        refusal(c.delete::<CalendarSpec>(calendar.id.into(), by(), NOW).await),
        "in_use"
    );
    assert_eq!(
        refusal(c.delete::<WindowSpec>(window.id.into(), by(), NOW).await),
        "in_use"
    );
    assert_eq!(
        refusal(c.delete::<BranchSpec>(branch.id.into(), by(), NOW).await),
        "in_use"
    );
    assert_eq!(
        refusal(c.delete::<GatewaySpec>(gateway.id.into(), by(), NOW).await),
        "in_use"
    );
    assert_eq!(
        refusal(c.delete::<TemplateSpec>(template.id.into(), by(), NOW).await),
        "in_use"
    );
    let renamed: BranchSpec = spec(json!({ "key": "filial", "name": "Matriz" }));
    assert_eq!(
        refusal(c.replace(branch.id.into(), renamed, by(), NOW).await),
        "in_use"
    );

    c.delete::<LadderSpec>(ladder.id.into(), by(), NOW).await.unwrap();
    c.delete::<TemplateSpec>(template.id.into(), by(), NOW)
        .await
        .unwrap();
    c.delete::<GatewaySpec>(gateway.id.into(), by(), NOW)
        .await
        .unwrap();
    c.delete::<BranchSpec>(branch.id.into(), by(), NOW).await.unwrap();
    c.delete::<WindowSpec>(window.id.into(), by(), NOW).await.unwrap();
    c.delete::<CalendarSpec>(calendar.id.into(), by(), NOW)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_changed_calendar_changes_the_hours() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    let one = c.create(calendar(&["2026-12-25"]), by(), NOW).await.unwrap();
    let window = WindowId(c.create(window(Some(one.id)), by(), NOW).await.unwrap().id);
    let noon = Time::parse("2026-12-25T12:00:00-03:00").unwrap();
    assert!(matches!(
        c.book().hours.look(&[window], None, noon),
        Look::Closed { .. }
    ));
    c.replace(CalendarId(one.id), calendar(&["2026-12-24"]), by(), NOW)
        .await
        .unwrap();
    assert!(matches!(
        c.book().hours.look(&[window], None, noon),
        Look::Open { .. }
    ));
    let bad = c
        .replace(CalendarId(one.id), calendar(&["2026-13-01"]), by(), NOW)
        .await;
    assert_eq!(input_error(bad).0, "bad_date");
}

#[tokio::test]
async fn changes_count_versions_and_lose_nothing_of_each_other() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    let first = c.create(gateway("opa"), by(), NOW).await.unwrap();
    let later = NOW.plus(1_000);
    let rename = c.change::<GatewaySpec>(
        GatewayId(1),
        |g| {
            Ok(GatewaySpec {
                name: "Novo".into(),
                ..g
            })
        },
        by(),
        later,
    );
    let limit = c.change::<GatewaySpec>(
        GatewayId(1),
        |g| {
            Ok(GatewaySpec {
                max_in_flight: 3,
                ..g
            })
        },
        by(),
        later,
    );
    let (rename, limit) = tokio::join!(rename, limit);
    rename.unwrap();
    limit.unwrap();
    let now = c.get::<GatewaySpec>(GatewayId(1)).unwrap();
    assert_eq!(
        (now.spec.name.as_str(), now.spec.max_in_flight, now.version),
        ("Novo", 3, 3)
    );
    assert_eq!((now.created_at, now.updated_at), (first.created_at, later));
    let epoch = c.book().epoch;
    c.change::<GatewaySpec>(GatewayId(1), Ok, by(), later)
        .await
        .unwrap();
    assert_eq!(
        (
            c.book().epoch,
            c.get::<GatewaySpec>(GatewayId(1)).unwrap().version
        ),
        (epoch, 3)
    );
    let made = c
        .change::<GatewaySpec>(
            GatewayId(1),
            |_| Err(InputError::new("bad", "/x", "y")),
            by(),
            later,
        )
        .await;
    assert_eq!(input_error(made).0, "bad");
    assert_eq!(
        refusal(c.change::<GatewaySpec>(GatewayId(9), Ok, by(), later).await),
        "gateway"
    );
}

#[tokio::test]
async fn secrets_are_sealed_masked_and_kept() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    let made = c.create(gateway("opa"), by(), NOW).await.unwrap();
    assert_eq!(made.spec.settings["token"], MASK);
    let clear = |c: &Catalogue| {
        let book = c.book();
        c.open_settings(book.gateway(GatewayId(1)).unwrap())
            .map(|settings| settings.get("token").cloned())
    };
    assert_eq!(clear(c).unwrap().unwrap(), "segredo");

    // Neither the mask nor an absent secret changes it; nor does the same secret make a new version.
    let mut masked = made.spec.clone();
    masked.name = "Outro".into();
    c.replace(GatewayId(1), masked.clone(), by(), NOW).await.unwrap();
    masked.settings.remove("token");
    masked.name = "Mais um".into();
    c.replace(GatewayId(1), masked.clone(), by(), NOW).await.unwrap();
    assert_eq!(clear(c).unwrap().unwrap(), "segredo");
    masked.settings.insert("token".into(), "segredo".into());
    assert_eq!(
        c.replace(GatewayId(1), masked.clone(), by(), NOW)
            .await
            .unwrap()
            .version,
        3
    );
    masked.settings.insert("token".into(), "outro segredo".into());
    assert_eq!(
        c.replace(GatewayId(1), masked.clone(), by(), NOW)
            .await
            .unwrap()
            .version,
        4
    );
    assert_eq!(clear(c).unwrap().unwrap(), "outro segredo");

    for value in [json!("enc:v1:00000000:AAAA"), json!({ "a": 1 })] {
        masked.settings.insert("token".into(), value);
        let refused = c.replace(GatewayId(1), masked.clone(), by(), NOW).await;
        assert_eq!(input_error(refused).1, "/settings/token");
    }

    // Nothing in the file, the audit included, says the secret.
    let audit = c.audit(AuditFilter::default(), None, 100).await.unwrap();
    assert!(audit.len() >= 4 && !serde_json::to_string(&audit).unwrap().contains("enc:v1"));
    let path = kept.catalogue.db().path().to_owned();
    let kept = kept.again([7; 32]);
    let file = std::fs::read(&path).unwrap();
    assert!(!file.windows(7).any(|bytes| bytes == b"segredo"));
    assert_eq!(clear(&kept.catalogue).unwrap().unwrap(), "outro segredo");

    let kept = kept.again([8; 32]);
    assert_eq!(clear(&kept.catalogue), Err(SecretError::OtherKey));
    masked.settings.insert("token".into(), Value::Null);
    kept.catalogue
        .replace(GatewayId(1), masked, by(), NOW)
        .await
        .unwrap();
    assert_eq!(clear(&kept.catalogue).unwrap(), None);
}

#[tokio::test]
async fn pauses_are_in_the_book_at_once_and_after_a_restart() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    c.create(gateway("opa"), by(), NOW).await.unwrap();
    let pause = |until| Pause {
        reason: "manutenção".into(),
        since: NOW,
        until,
    };
    let mut changes = c.book_changes();
    let epoch = c.pause_all(pause(None), by(), NOW).await.unwrap();
    assert_eq!((epoch, c.book().epoch), (2, 2));
    assert!(changes.has_changed().unwrap());
    assert_eq!(changes.borrow_and_update().paused_all, Some(pause(None)));
    let until = NOW.plus(60_000);
    c.pause_gateway(GatewayId(1), pause(Some(until)), by(), NOW)
        .await
        .unwrap();
    assert!(
        c.pause_gateway(GatewayId(2), pause(None), by(), NOW)
            .await
            .is_err()
    );

    let kept = kept.again([7; 32]);
    let c = &kept.catalogue;
    assert_eq!(c.book().paused_all, Some(pause(None)));
    let held = &c.book().gateway_pauses[&GatewayId(1)];
    assert!(held.holds_at(NOW) && !held.holds_at(until));
    c.resume_all(by(), NOW).await.unwrap();
    assert_eq!(c.resume_gateway(GatewayId(1), by(), NOW).await.unwrap(), 5);
    assert_eq!(
        c.resume_gateway(GatewayId(1), by(), NOW).await.unwrap(),
        5,
        "nothing to lift"
    );
    assert!(c.book().paused_all.is_none() && c.book().gateway_pauses.is_empty());
    let actions: Vec<_> = c.audit(AuditFilter::default(), None, 4).await.unwrap();
    let actions: Vec<_> = actions.into_iter().map(|e| (e.action, e.noun)).collect();
    let expected = [
        ("resume", "gateway"),
        ("resume", "everything"),
        ("pause", "gateway"),
        ("pause", "everything"),
    ];
    assert_eq!(actions, expected.map(|(a, n)| (a.to_owned(), n.to_owned())));
}

#[tokio::test]
async fn the_audit_says_who_changed_what_and_why() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    c.create(gateway("opa"), by(), NOW).await.unwrap();
    c.change::<GatewaySpec>(
        GatewayId(1),
        |g| {
            Ok(GatewaySpec {
                name: "Novo".into(),
                ..g
            })
        },
        by(),
        NOW,
    )
    .await
    .unwrap();
    c.create(template(1, None), by(), NOW).await.unwrap();
    c.delete::<TemplateSpec>(TemplateId(1), by(), NOW).await.unwrap();
    let filter = AuditFilter {
        noun: Some("gateway".into()),
        noun_id: Some(1),
        ..AuditFilter::default()
    };
    let found = c.audit(filter, None, 10).await.unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(
        (found[0].actor.as_str(), found[0].reason.as_deref(), found[0].at),
        ("ana", Some("teste"), NOW)
    );
    assert_eq!(found[0].before.as_ref().unwrap()["name"], "Opa");
    assert_eq!(found[0].after.as_ref().unwrap()["name"], "Novo");
    assert_eq!(found[1].after.as_ref().unwrap()["settings"]["token"], MASK);
    let all = c.audit(AuditFilter::default(), None, 2).await.unwrap();
    assert_eq!(
        all.iter().map(|e| e.action.as_str()).collect::<Vec<_>>(),
        ["delete", "create"]
    );
    let older = c
        .audit(AuditFilter::default(), Some(all[1].id), 10)
        .await
        .unwrap();
    assert_eq!(
        older.iter().map(|e| e.action.as_str()).collect::<Vec<_>>(),
        ["change", "create"]
    );
}

#[tokio::test]
async fn a_gateways_pause_goes_with_it() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    c.create(gateway("opa"), by(), NOW).await.unwrap();
    let pause = Pause {
        reason: "x".into(),
        since: NOW,
        until: None,
    };
    c.pause_gateway(GatewayId(1), pause, by(), NOW).await.unwrap();
    c.delete::<GatewaySpec>(GatewayId(1), by(), NOW).await.unwrap();
    assert!(c.book().gateway_pauses.is_empty());
    let kept = kept.again([7; 32]);
    assert!(kept.catalogue.book().gateway_pauses.is_empty());
}

#[tokio::test]
async fn what_messages_name_stays() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    c.create(gateway("opa"), by(), NOW).await.unwrap();
    c.create(gateway("outro"), by(), NOW).await.unwrap();
    c.create(template(2, None), by(), NOW).await.unwrap();
    let (opa, message) = (GatewayId(1), TemplateId(1));
    let insert = "INSERT INTO state (id, gateway_id, status, reason, priority, position, rank, template_id, customer_id,
        purpose, created_at, expires_at, release_at, address_key, weight, timer_at, updated_at)
        VALUES (1, 1, 8, 17, 2, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0)";
    c.db()
        .write(move |tx| Ok(tx.conn().execute(insert, [])?))
        .await
        .unwrap();
    assert_eq!(refusal(c.delete::<GatewaySpec>(opa, by(), NOW).await), "in_use");
    assert_eq!(
        refusal(c.delete::<TemplateSpec>(message, by(), NOW).await),
        "in_use"
    );
    c.db()
        .write(|tx| Ok(tx.conn().execute("DELETE FROM state", [])?))
        .await
        .unwrap();
    c.delete::<GatewaySpec>(opa, by(), NOW).await.unwrap();
    c.delete::<TemplateSpec>(message, by(), NOW).await.unwrap();
}
