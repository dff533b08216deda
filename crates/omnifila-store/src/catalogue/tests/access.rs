//! Tokens and idempotency keys.

use super::*;
use omnifila_core::id::TokenId;
use omnifila_core::time::DAY;

#[tokio::test]
async fn a_token_opens_until_it_expires_or_is_revoked() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    let end = NOW.plus(DAY);
    let scopes = vec![Scope::Read, Scope::Enqueue];
    let made = c
        .create_token("erp".into(), scopes.clone(), Some(end), by(), NOW)
        .await
        .unwrap();
    let parts: Vec<_> = made.secret.splitn(3, '_').collect();
    assert_eq!((parts[0], parts[1], parts[2].len()), ("omq", "1", 43));
    assert!(!format!("{made:?}").contains(parts[2]));

    let info = c.authenticate(&made.secret, NOW).await.unwrap().unwrap();
    assert_eq!(
        info,
        TokenInfo {
            id: TokenId(1),
            name: "erp".into(),
            scopes
        }
    );
    assert!(info.allows(Scope::Enqueue) && !info.allows(Scope::Operate) && !info.allows(Scope::Admin));
    assert_eq!(c.authenticate(&made.secret, end).await.unwrap(), None);
    for wrong in ["", "omq_1_", &made.secret[1..], &format!("{}x", made.secret)] {
        assert_eq!(c.authenticate(wrong, NOW).await.unwrap(), None);
    }

    let other = c
        .create_token("painel".into(), vec![Scope::Admin], None, by(), NOW)
        .await
        .unwrap();
    assert!(
        c.authenticate(&other.secret, end)
            .await
            .unwrap()
            .unwrap()
            .allows(Scope::Operate)
    );
    c.revoke_token(made.row.id, by(), NOW).await.unwrap();
    c.revoke_token(made.row.id, by(), NOW).await.unwrap();
    assert_eq!(c.authenticate(&made.secret, NOW).await.unwrap(), None);
    assert!(matches!(
        c.revoke_token(TokenId(9), by(), NOW).await,
        Err(StoreError::NotFound { .. })
    ));

    let path = c.db().path().to_owned();
    let kept = kept.again([7; 32]);
    let c = &kept.catalogue;
    assert!(c.authenticate(&other.secret, NOW).await.unwrap().is_some());
    assert_eq!(c.authenticate(&made.secret, NOW).await.unwrap(), None);
    let rows = c.tokens(None, 10).await.unwrap();
    assert_eq!(
        rows.iter().map(|r| (r.id.0, r.revoked_at)).collect::<Vec<_>>(),
        [(1, Some(NOW)), (2, None)]
    );
    assert_eq!(c.tokens(Some(TokenId(1)), 10).await.unwrap().len(), 1);
    let file = std::fs::read(path).unwrap();
    assert!(
        !file.windows(43).any(|bytes| bytes == parts[2].as_bytes()),
        "the secret is nowhere"
    );
    let audit = c
        .audit(
            AuditFilter {
                noun: Some("token".into()),
                noun_id: None,
                ..AuditFilter::default()
            },
            None,
            10,
        )
        .await
        .unwrap();
    assert_eq!(
        audit.iter().map(|e| e.action.as_str()).collect::<Vec<_>>(),
        ["revoke", "create", "create"]
    );
}

#[tokio::test]
async fn the_bootstrap_token_is_made_once() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    let value = "uma frase bastante comprida";
    assert!(c.bootstrap_token(value, by(), NOW).await.unwrap());
    assert!(!c.bootstrap_token(value, by(), NOW).await.unwrap());
    let info = c.authenticate(value, NOW).await.unwrap().unwrap();
    assert!(info.allows(Scope::Admin));
    c.revoke_token(info.id, by(), NOW).await.unwrap();
    assert!(!c.bootstrap_token(value, by(), NOW).await.unwrap());
    assert_eq!(c.authenticate(value, NOW).await.unwrap(), None);
}

fn request(key: &str) -> RequestKey {
    RequestKey {
        token_id: TokenId(1),
        path: "POST /messages".into(),
        key: key.into(),
    }
}

#[tokio::test]
async fn the_same_request_is_done_once() {
    let kept = Kept::new();
    let c = &kept.catalogue;
    let begin = |key: &str, body: u8, at| c.begin_request(request(key), [body; 32], at);
    assert_eq!(begin("a", 1, NOW).await.unwrap(), Begin::New);
    assert_eq!(begin("a", 1, NOW).await.unwrap(), Begin::InProgress);
    let other_body = begin("a", 2, NOW).await;
    assert!(matches!(
        other_body,
        Err(StoreError::Refused {
            code: "idempotency_key_reused"
        })
    ));
    c.finish_request(request("a"), 202, b"{}".to_vec()).await.unwrap();
    assert_eq!(
        begin("a", 1, NOW).await.unwrap(),
        Begin::Replay {
            status: 202,
            answer: b"{}".to_vec()
        }
    );
    assert!(begin("a", 2, NOW).await.is_err());
    let other = RequestKey {
        token_id: TokenId(2),
        ..request("a")
    };
    assert_eq!(c.begin_request(other, [2; 32], NOW).await.unwrap(), Begin::New);
    let other = RequestKey {
        path: "POST /messages/batch".into(),
        ..request("a")
    };
    assert_eq!(c.begin_request(other, [2; 32], NOW).await.unwrap(), Begin::New);

    assert_eq!(begin("b", 1, NOW).await.unwrap(), Begin::New);
    c.abandon_request(request("b")).await.unwrap();
    assert_eq!(begin("b", 2, NOW).await.unwrap(), Begin::New);
    c.abandon_request(request("a")).await.unwrap();
    assert!(
        matches!(begin("a", 1, NOW).await.unwrap(), Begin::Replay { .. }),
        "an answer stays"
    );

    // 24 hours later the key is free, whether the row was pruned or not.
    let last = NOW.plus(DAY - 1);
    assert!(matches!(begin("a", 1, last).await.unwrap(), Begin::Replay { .. }));
    assert_eq!(begin("a", 2, NOW.plus(DAY)).await.unwrap(), Begin::New);
    assert_eq!(c.prune_requests(NOW.plus(DAY), 2).await.unwrap(), 2);
    assert_eq!(c.prune_requests(NOW.plus(DAY), 2).await.unwrap(), 1);
    assert_eq!(begin("a", 2, NOW.plus(DAY)).await.unwrap(), Begin::InProgress);
}

#[tokio::test]
async fn what_an_earlier_process_began_is_known_as_interrupted() {
    let kept = Kept::new();
    assert_eq!(
        kept.catalogue
            .begin_request(request("a"), [1; 32], NOW)
            .await
            .unwrap(),
        Begin::New
    );
    let kept = kept.again([7; 32]);
    let c = &kept.catalogue;
    assert!(c.begin_request(request("a"), [2; 32], NOW).await.is_err());
    assert_eq!(
        c.begin_request(request("a"), [1; 32], NOW).await.unwrap(),
        Begin::Interrupted
    );
    assert_eq!(
        c.begin_request(request("a"), [1; 32], NOW).await.unwrap(),
        Begin::InProgress
    );
}
