//! Listings of providers: what drifts is held, what is over is let go, and who decides is on record.

use super::*;
use omnifila_core::account::{Drift, ListedTemplate};
use omnifila_core::catalogue::{HoldScope, HoldSpec, SuppressionSpec, TemplateSpec};
use omnifila_core::id::{GatewayId, HoldId, TemplateId};
use serde_json::json;

fn listed(id: &str, text: &str, status: &str) -> ListedTemplate {
    ListedTemplate {
        id: id.into(),
        name: format!("modelo {id}"),
        text: text.into(),
        language: Some("pt_BR".into()),
        status: Some(status.into()),
        category: None,
        quality: None,
    }
}

struct Scene {
    kept: Kept,
    gateway: GatewayId,
    template: TemplateId,
}

impl Scene {
    /// A gateway with a template bound to the provider's `a`.
    async fn new() -> Self {
        let kept = Kept::new();
        let gateway = kept.catalogue.create(gateway("opa"), by(), NOW).await.unwrap();
        let template: TemplateSpec = spec(json!({ "name": "Aviso", "purpose": "service", "body": "x",
            "bindings": [{ "gateway_id": gateway.id, "provider_template_id": "a" }] }));
        let template = kept.catalogue.create(template, by(), NOW).await.unwrap();
        Self {
            kept,
            gateway: gateway.id.into(),
            template: template.id.into(),
        }
    }

    async fn list(&self, templates: &[ListedTemplate]) -> ListingTaken {
        let listing = AccountListing {
            gateway_id: self.gateway,
            channels: Vec::new(),
            templates: templates.to_vec(),
        };
        self.kept
            .catalogue
            .take_listing(listing, by(), NOW)
            .await
            .unwrap()
    }

    fn holds(&self) -> Vec<(HoldId, HoldSpec)> {
        let book = self.kept.catalogue.book();
        book.holds.iter().map(|(id, h)| (*id, h.spec.clone())).collect()
    }

    async fn drift(&self, id: &str) -> Option<Drift> {
        let shown = self
            .kept
            .catalogue
            .provider_templates(self.gateway)
            .await
            .unwrap();
        shown.into_iter().find(|t| t.known.listed.id == id).unwrap().drift
    }
}

#[tokio::test]
async fn a_changed_text_holds_what_is_bound_until_it_is_accepted() {
    let scene = Scene::new().await;
    let first = scene
        .list(&[
            listed("a", "Olá {{1}}", "approved"),
            listed("b", "Oi", "approved"),
        ])
        .await;
    assert_eq!((first.templates, first.held.len()), (2, 0));
    let both = [
        listed("a", "Promoção {{1}}", "approved"),
        listed("b", "Oi você", "approved"),
    ];
    let taken = scene.list(&both).await;
    assert_eq!(taken.held.len(), 1, "nothing here says b");
    let holds = scene.holds();
    assert_eq!(holds.len(), 1);
    let (id, hold) = &holds[0];
    assert_eq!(
        (hold.scope, hold.id),
        (HoldScope::Template, Some(scene.template.0))
    );
    assert!(
        hold.reason.contains("modelo a") && hold.reason.contains("mudou"),
        "{}",
        hold.reason
    );
    assert_eq!(scene.list(&both).await.held, [], "held once");
    assert_eq!(scene.drift("a").await, Some(Drift::TextChanged));
    assert_eq!(scene.drift("b").await, None, "nobody is bound to it");

    let c = &scene.kept.catalogue;
    let accepted = c
        .accept_template(scene.gateway, "a".into(), by(), NOW)
        .await
        .unwrap();
    assert_eq!(accepted.released, [*id]);
    assert_eq!((scene.holds(), scene.drift("a").await), (Vec::new(), None));
    assert_eq!(scene.list(&both).await.held, []);
    let again = c.accept_template(scene.gateway, "zz".into(), by(), NOW).await;
    assert_eq!(refusal(again), "template");
}

#[tokio::test]
async fn a_text_that_comes_back_releases_by_itself() {
    let scene = Scene::new().await;
    scene.list(&[listed("a", "Olá", "approved")]).await;
    let held = scene.list(&[listed("a", "Outra coisa", "approved")]).await.held;
    let released = scene.list(&[listed("a", "Olá \r\n", "approved")]).await.released;
    assert_eq!(held, released);
    assert_eq!(scene.holds(), []);
}

#[tokio::test]
async fn a_lost_approval_or_a_removal_holds_until_it_is_over() {
    let scene = Scene::new().await;
    let good = [listed("a", "Olá", "approved")];
    scene.list(&good).await;
    for bad in [&[listed("a", "Olá", "paused")][..], &[]] {
        let held = scene.list(bad).await.held;
        assert_eq!(held.len(), 1, "{bad:?}");
        let c = &scene.kept.catalogue;
        let refused = c.accept_template(scene.gateway, "a".into(), by(), NOW).await;
        assert_eq!(input_error(refused).0, "not_supported");
        assert_eq!(scene.list(&good).await.released, held, "{bad:?}");
        assert_eq!(scene.holds(), []);
    }
    // From one reason to the other the hold says the present one.
    scene.list(&[listed("a", "Olá", "paused")]).await;
    let taken = scene.list(&[]).await;
    assert_eq!((taken.held.len(), taken.released.len()), (1, 1));
    assert!(scene.holds()[0].1.reason.contains("não existe mais"));
}

#[tokio::test]
async fn a_hold_that_a_person_lifted_is_not_made_again_for_the_same() {
    let scene = Scene::new().await;
    let c = &scene.kept.catalogue;
    scene.list(&[listed("a", "Olá", "approved")]).await;
    for (drifted, another) in [
        (
            listed("a", "Dois", "approved"),
            Some(listed("a", "Três", "approved")),
        ),
        (listed("a", "Três", "paused"), None),
    ] {
        scene.list(std::slice::from_ref(&drifted)).await;
        for (id, _) in scene.holds() {
            c.delete::<HoldSpec>(id, by(), NOW).await.unwrap();
        }
        for _ in 0..2 {
            assert_eq!(
                scene.list(std::slice::from_ref(&drifted)).await.held,
                [],
                "{drifted:?}"
            );
        }
        if let Some(another) = another {
            assert_eq!(scene.list(&[another]).await.held.len(), 1, "a change of its own");
            c.accept_template(scene.gateway, "a".into(), by(), NOW)
                .await
                .unwrap();
        }
    }
    // Over and back again is another time.
    scene.list(&[listed("a", "Três", "approved")]).await;
    assert_eq!(scene.list(&[listed("a", "Três", "paused")]).await.held.len(), 1);
}

#[tokio::test]
async fn what_is_bound_no_more_is_held_no_more_and_all_of_it_survives_a_restart() {
    let scene = Scene::new().await;
    scene.list(&[listed("a", "Olá", "approved")]).await;
    scene.list(&[listed("a", "Outra", "approved")]).await;
    let (gateway, template) = (scene.gateway, scene.template);
    let kept = scene.kept.again([7; 32]);
    let scene = Scene {
        kept,
        gateway,
        template,
    };
    assert_eq!(scene.holds().len(), 1);
    assert_eq!(scene.list(&[listed("a", "Outra", "approved")]).await.held, []);
    let free: TemplateSpec = spec(json!({ "name": "Aviso", "purpose": "service", "body": "x" }));
    scene
        .kept
        .catalogue
        .replace(template, free, by(), NOW)
        .await
        .unwrap();
    let taken = scene.list(&[listed("a", "Outra", "approved")]).await;
    assert_eq!((taken.released.len(), scene.holds().len()), (1, 0));
    assert_eq!(scene.list(&[]).await.held, []);
    let left = scene.kept.catalogue.provider_templates(gateway).await.unwrap();
    assert_eq!(left, [], "gone, and nobody is bound to it");
}

#[tokio::test]
async fn a_suppression_says_where_it_comes_from_and_only_its_origin_lifts_it() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    let no = |purposes: serde_json::Value| -> SuppressionSpec {
        spec(json!({ "address": "+5549900000001", "reason": "pediu", "purposes": purposes }))
    };
    let told = Proof {
        origin: "opa_suite/1".into(),
        evidence: Some("contato 64cc".into()),
    };
    let by_account = c
        .suppress_with(no(json!([])), told.clone(), by(), NOW)
        .await
        .unwrap();
    assert_eq!(
        (&by_account.origin, &by_account.evidence),
        (&told.origin, &told.evidence)
    );
    let by_person = c.suppress(no(json!(["collection"])), by(), NOW).await.unwrap();
    assert_eq!(by_person.origin, "person");
    let phone = || "(49) 90000-0001".to_owned();
    assert!(c.is_suppressed_by(phone(), told.origin.clone()).await.unwrap());
    assert!(!c.is_suppressed_by(phone(), "opa_suite/2".into()).await.unwrap());
    assert_eq!(
        c.unsuppress_from(phone(), "opa_suite/2".into(), by(), NOW)
            .await
            .unwrap(),
        0
    );
    assert_eq!(
        c.unsuppress_from(phone(), told.origin, by(), NOW).await.unwrap(),
        1
    );
    assert_eq!(c.suppressions(None, 9).await.unwrap(), [by_person]);
}

#[tokio::test]
async fn calls_of_providers_are_kept_as_they_came_and_go_with_age() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    let event = |n: u8| NewHookEvent {
        gateway_id: GatewayId(1),
        content_type: Some("text/plain".into()),
        body: vec![b'a', n, 0xff],
        trusted: n == 2,
        extracted: json!({ "shape": "text", "n": n }),
        heard: Vec::new(),
    };
    for n in 1..=3 {
        c.keep_hook_event(event(n), NOW.plus(i64::from(n))).await.unwrap();
    }
    let page = c.hook_events(GatewayId(1), None, 2).await.unwrap();
    assert_eq!(page.iter().map(|e| e.id).collect::<Vec<_>>(), [3, 2]);
    assert!(
        page[1].trusted && page[1].body.starts_with("a\u{2}\u{fffd}"),
        "{:?}",
        page[1]
    );
    let rest = c.hook_events(GatewayId(1), Some(2), 9).await.unwrap();
    assert_eq!(
        (rest.len(), &rest[0].extracted),
        (1, &json!({ "shape": "text", "n": 1 }))
    );
    assert_eq!(c.hook_events(GatewayId(2), None, 9).await.unwrap(), []);
    assert_eq!(c.prune_hook_events(NOW.plus(2), 100).await.unwrap(), 1);
    let kept = kept.again([7; 32]);
    assert_eq!(
        kept.catalogue
            .hook_events(GatewayId(1), None, 9)
            .await
            .unwrap()
            .len(),
        2
    );
}
