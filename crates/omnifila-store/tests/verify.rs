//! What `verify` proves of a database of either kind: nothing of one that was only used, and each lie by its name.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod filled;

use filled::{Filled, apart, change};
use omnifila_store::place::Place;
use omnifila_store::verify::{Check, verify};
use omnifila_testkit::builder;

/// What is wrong, by the check's name.
fn wrong(place: &Place) -> Vec<Check> {
    let mut found = Vec::new();
    let sound = verify(place, &mut |check| found.push(check)).unwrap();
    let wrong: Vec<Check> = found.into_iter().filter(|check| !check.ok).collect();
    assert_eq!(sound, wrong.is_empty());
    wrong
}

/// On both kinds: a statement that lies, the check that finds it, and what it says.
async fn is_found(lie: &str, check: &str, said: &str) {
    for filled in [Filled::file().await, Filled::postgres().await] {
        assert_eq!(wrong(&filled.place), [], "before");
        change(&filled.place, lie);
        let wrong = wrong(&filled.place);
        assert!(
            wrong.iter().any(|w| w.name == check && w.detail.contains(said)),
            "{lie}\n{}: {wrong:#?}",
            filled.place
        );
    }
}

#[tokio::test]
async fn a_message_whose_state_is_gone_is_named() {
    is_found("DELETE FROM state WHERE id = 2", "messages", " 2").await;
}

#[tokio::test]
async fn a_lost_attempt_is_named() {
    is_found("DELETE FROM attempt WHERE message_id = 1", "attempts", " 1").await;
}

#[tokio::test]
async fn a_status_that_no_event_tells_is_named() {
    is_found("UPDATE state SET status = 5 WHERE id = 2", "statuses", " 2").await;
}

#[tokio::test]
async fn a_call_without_its_attempt_is_named() {
    is_found(
        "UPDATE attempt SET outcome = NULL, ended_at = NULL WHERE message_id = 1",
        "calls",
        " 1",
    )
    .await;
}

#[tokio::test]
async fn an_event_out_of_place_is_named() {
    is_found(
        "INSERT INTO event (id, message_id, \"from\", \"to\", reason, at) VALUES (900, 1, 5, 2, 0, 1)",
        "events",
        " 1",
    )
    .await;
}

#[tokio::test]
async fn a_counter_that_lies_is_named() {
    is_found(
        "UPDATE counter SET n = n + 3 WHERE status = 2",
        "counters",
        "gateway 1 sent",
    )
    .await;
}

#[tokio::test]
async fn a_run_that_counts_others_is_named() {
    is_found("UPDATE run SET sending = 4", "runs", " 1").await;
}

#[tokio::test]
async fn a_number_that_will_be_given_twice_is_named() {
    is_found(
        "UPDATE sequence SET value = 0 WHERE name = 'gateway'",
        "numbers",
        "gateway",
    )
    .await;
}

#[tokio::test]
async fn a_missing_index_and_a_missing_table_are_named() {
    is_found("DROP INDEX state_queue", "schema", "state_queue").await;
    is_found("DROP TABLE hook_event", "schema", "hook_event.body").await;
}

#[tokio::test]
async fn a_document_nobody_can_read_is_said() {
    is_found(
        "UPDATE noun SET doc = '{\"name\": 7}' WHERE kind = 'template'",
        "set up",
        "template",
    )
    .await;
}

#[tokio::test]
async fn what_refers_to_nothing_is_named() {
    let filled = Filled::file().await;
    change(
        &filled.place,
        "PRAGMA foreign_keys = OFF; DELETE FROM customer WHERE id = 1",
    );
    let wrong = wrong(&filled.place);
    assert!(
        wrong
            .iter()
            .any(|w| w.name == "references" && w.detail.contains("invoice names no customer: 1")),
        "{wrong:#?}"
    );
}

#[tokio::test]
async fn a_damaged_page_is_said() {
    let filled = Filled::file().await;
    let Place::File(path) = &filled.place else {
        unreachable!()
    };
    // The root page of an index, overwritten by zeros.
    change(
        &filled.place,
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema \
         WHERE name = 'state_timer') WHERE name = 'state_queue'",
    );
    let mut found = Vec::new();
    let sound = verify(&filled.place, &mut |check| found.push(check));
    assert!(
        sound.is_err() || !found[0].ok && found[0].name == "file",
        "{}: {found:#?}",
        path.display()
    );
}

#[tokio::test]
async fn another_versions_schema_is_said_and_nothing_else_is_asked() {
    let filled = Filled::file().await;
    change(&filled.place, "PRAGMA user_version = 3");
    let wrong = wrong(&filled.place);
    assert_eq!(wrong.len(), 1, "{wrong:#?}");
    assert!(wrong[0].detail.contains("omnifila migrate"), "{wrong:#?}");
}

/// Beside the service: a reader sees one moment, and keeps nobody out.
#[tokio::test]
async fn a_database_at_work_is_verified() {
    for filled in [Filled::file().await, Filled::postgres().await] {
        let db = filled.open();
        assert_eq!(wrong(&filled.place), []);
        db.close();
    }
}

/// Three entries more than the two that set the queue up.
async fn with_a_trail(place: &Place, name: &str) {
    let db = filled::open(place);
    let catalogue = filled::catalogue(&db);
    for n in 0..3 {
        catalogue
            .create(
                builder::branch(&format!("{name}{n}")),
                builder::by("teste"),
                builder::NOON,
            )
            .await
            .unwrap();
    }
    db.close();
}

/// What the check of the trail says after a stranger's statement.
async fn trail_after(place: &Place, sql: &str) -> String {
    change(place, sql);
    let wrong = wrong(place);
    let [only] = &wrong[..] else {
        panic!("{sql}: {wrong:#?}");
    };
    assert_eq!(only.name, "audit", "{sql}");
    only.detail.clone()
}

#[tokio::test]
async fn who_changes_removes_or_puts_in_an_audit_entry_is_found_out() {
    let put_in = "INSERT INTO audit (id, at, actor, action, noun) VALUES (99, 1, 'x', 'change', 'gateway')";
    for (lie, said) in [
        (
            "UPDATE audit SET actor = 'eva' WHERE id = 3",
            "entry 3 was changed",
        ),
        (
            "UPDATE audit SET after = NULL WHERE id = 1",
            "entry 1 was changed",
        ),
        ("DELETE FROM audit WHERE id = 2", "entry 2 was removed"),
        ("DELETE FROM audit WHERE id >= 4", "entries 4 to 5 were removed"),
        ("DELETE FROM audit WHERE id <= 2", "entries 1 to 2 were removed"),
        (put_in, "entry 99 was put in"),
    ] {
        for filled in [Filled::file().await, Filled::postgres().await] {
            with_a_trail(&filled.place, "a").await;
            assert_eq!(wrong(&filled.place), [], "before");
            let opened = match filled.place {
                Place::File(_) => "DROP TRIGGER audit_kept; DROP TRIGGER audit_unchanged",
                Place::Postgres(_) => "ALTER TABLE audit DISABLE TRIGGER USER",
            };
            change(&filled.place, opened);
            change(&filled.place, lie);
            let closed = match filled.place {
                Place::File(_) => include_str!("../src/sqlite/migrations/0019_audit_chain.sql")
                    .split_once("CREATE TRIGGER")
                    .map(|(_, triggers)| format!("CREATE TRIGGER{triggers}"))
                    .unwrap(),
                Place::Postgres(_) => "ALTER TABLE audit ENABLE TRIGGER USER".into(),
            };
            let told = trail_after(&filled.place, &closed).await;
            assert!(told.contains(said), "{lie} on {}: {told}", filled.place);
            // The program goes on writing, and what was done stays visible.
            with_a_trail(&filled.place, "b").await;
            assert_eq!(wrong(&filled.place).len(), 1, "{lie} on {}", filled.place);
        }
    }
}

/// Not even the program's own connection changes an entry.
#[tokio::test]
async fn an_audit_entry_is_neither_changed_nor_removed() {
    for filled in [Filled::file().await, Filled::postgres().await] {
        let db = filled.open();
        for sql in ["UPDATE audit SET actor = 'eva' WHERE id = 1", "DELETE FROM audit"] {
            let done = apart(|| db.write_blocking(move |tx| Ok(tx.conn().execute(sql, [])?)));
            assert!(done.unwrap_err().to_string().contains("an audit entry is never"));
        }
        db.close();
        assert_eq!(wrong(&filled.place), []);
    }
}

/// Entries of before there was a chain are sealed as they are, when the program opens the database.
#[tokio::test]
async fn the_entries_of_before_are_sealed_once() {
    for filled in [Filled::file().await, Filled::postgres().await] {
        let opened = match filled.place {
            Place::File(_) => "DROP TRIGGER audit_unchanged",
            Place::Postgres(_) => "ALTER TABLE audit DISABLE TRIGGER audit_unchanged",
        };
        change(&filled.place, opened);
        change(&filled.place, "UPDATE audit SET hash = NULL");
        change(&filled.place, "DELETE FROM setting WHERE name = 'audit_head'");
        let closed = match filled.place {
            Place::File(_) => {
                "CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit WHEN old.hash IS NOT NULL BEGIN \
                 SELECT RAISE(ABORT, 'an audit entry is never changed'); END"
            }
            Place::Postgres(_) => "ALTER TABLE audit ENABLE TRIGGER audit_unchanged",
        };
        let told = trail_after(&filled.place, closed).await;
        assert!(told.contains("was put in"), "{told}");
        let db = filled.open();
        let catalogue = filled::catalogue(&db);
        apart(|| catalogue.seal_audit()).unwrap();
        db.close();
        assert_eq!(wrong(&filled.place), []);
    }
}

/// Several nodes on one database: over all of them one chain.
#[tokio::test]
async fn two_nodes_write_one_trail() {
    let filled = Filled::postgres().await;
    let (first, second) = (filled.open(), filled.open());
    let (one, other) = (filled::catalogue(&first), filled::catalogue(&second));
    let put = async |catalogue: &omnifila_store::catalogue::Catalogue, name: &str| {
        for n in 0..20 {
            let branch = builder::branch(&format!("{name}{n}"));
            catalogue
                .create(branch, builder::by("teste"), builder::NOON)
                .await
                .unwrap();
        }
    };
    tokio::join!(put(&one, "a"), put(&other, "b"));
    first.close();
    second.close();
    assert_eq!(wrong(&filled.place), []);
}
