//! A database carried to the other kind and back: everything arrives, in no other place, and never do two of them send.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod filled;

use filled::{Filled, apart, change, open};
use omnifila_core::time::Time;
use omnifila_store::catalogue::mark_restored;
use omnifila_store::place::Place;
use omnifila_store::transfer::{self, Arrived, TransferError};
use omnifila_store::verify::verify;
use omnifila_testkit::builder::NOON;
use omnifila_testkit::postgres::{ask, empty_place};
use std::path::PathBuf;

fn carry(from: &Place, to: &Place) -> Result<Vec<Arrived>, TransferError> {
    transfer::transfer(from, to, NOON, &mut |_| {})
}

fn words(done: Result<Vec<Arrived>, TransferError>) -> String {
    done.unwrap_err().to_string()
}

fn sound(place: &Place) {
    let mut found = Vec::new();
    let sound = verify(place, &mut |check| found.push(check)).unwrap();
    assert!(sound, "{place}: {found:#?}");
}

/// The id that the next customer of a database gets.
fn next_customer(place: &Place) -> i64 {
    let db = open(place);
    let insert = "INSERT INTO customer (source, external_id, name, name_fold, created_at, updated_at) \
        VALUES ('erp', 'next', 'Próximo', 'proximo', 1, 2) RETURNING id";
    let id =
        apart(|| db.write_blocking(move |tx| Ok(tx.conn().query_row(insert, [], |r| r.get(0))?))).unwrap();
    db.close();
    id
}

fn new_file() -> (tempfile::TempDir, Place) {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::File(folder.path().join("new/omnifila.db"));
    (folder, place)
}

#[tokio::test]
async fn everything_arrives_and_comes_back() {
    let first = Filled::file().await;
    let shared = Place::Postgres(empty_place());
    let there = carry(&first.place, &shared).unwrap();
    let rows = |table: &str| there.iter().find(|a| a.table == table).unwrap().rows;
    assert_eq!(
        (
            rows("state"),
            rows("customer"),
            rows("portfolio"),
            rows("attempt")
        ),
        (6, 8, 2, 4)
    );
    sound(&shared);
    let (_folder, back) = new_file();
    assert_eq!(carry(&shared, &back).unwrap(), there, "every row and every value");
    sound(&back);
    // The ninth customer is gone, and its number with it.
    assert_eq!(next_customer(&back), 10);
    transfer::take_back(&shared).unwrap();
    assert_eq!(next_customer(&shared), 10);
}

#[tokio::test]
async fn what_was_moved_goes_to_that_place_only() {
    let first = Filled::file().await;
    let (shared, other) = (Place::Postgres(empty_place()), Place::Postgres(empty_place()));
    carry(&first.place, &shared).unwrap();
    let db = first.open();
    let moved = apart(|| transfer::moved(&db)).unwrap().unwrap();
    db.close();
    assert_eq!((moved.to, moved.at), (shared.to_string(), NOON));
    let db = open(&shared);
    assert_eq!(apart(|| transfer::moved(&db)).unwrap(), None);
    db.close();
    let said = words(carry(&first.place, &other));
    assert!(
        said.contains("was moved to") && said.contains("--take-back"),
        "{said}"
    );
    transfer::take_back(&first.place).unwrap();
    let again = transfer::take_back(&first.place).unwrap_err().to_string();
    assert!(again.contains("was not moved"), "{again}");
    carry(&first.place, &other).unwrap();
}

/// As after a kill between the mark and the end: the source is marked, the target empty.
#[tokio::test]
async fn a_run_that_was_killed_is_repeated() {
    let first = Filled::file().await;
    let (_folder, to) = new_file();
    let Place::File(path) = &to else { unreachable!() };
    let arriving = PathBuf::from(format!("{}.arriving", path.display()));
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&arriving, "half a file").unwrap();
    let moved = serde_json::json!({"to": to.to_string(), "at": NOON});
    change(
        &first.place,
        &format!("INSERT INTO setting (name, value) VALUES ('moved_to', '{moved}')"),
    );
    carry(&first.place, &to).unwrap();
    assert!(!arriving.exists());
    sound(&to);
}

#[tokio::test]
async fn a_target_that_is_not_empty_is_left_alone() {
    let first = Filled::file().await;
    let there = Filled::postgres().await;
    let said = words(carry(&first.place, &there.place));
    assert!(
        said.contains("is not empty") && said.contains("nothing was changed"),
        "{said}"
    );
    let (_folder, file) = new_file();
    carry(&there.place, &file).unwrap();
    let said = words(carry(&first.place, &file));
    assert!(said.contains("is there already"), "{said}");
    let db = first.open();
    assert_eq!(apart(|| transfer::moved(&db)).unwrap(), None);
    db.close();
    let same = words(carry(&first.place, &first.place));
    assert!(same.contains("the same database"), "{same}");
}

#[tokio::test]
async fn a_source_at_work_is_refused() {
    for source in [Filled::file().await, Filled::postgres().await] {
        let (_folder, to) = new_file();
        let db = source.open();
        let said = words(carry(&source.place, &to));
        assert!(said.contains("in use"), "{said}");
        db.close();
        carry(&source.place, &to).unwrap();
    }
}

#[tokio::test]
async fn another_schema_is_refused_in_words() {
    let first = Filled::file().await;
    let to = Place::Postgres(empty_place());
    change(&first.place, "PRAGMA user_version = 5");
    let said = words(carry(&first.place, &to));
    assert!(said.contains("omnifila migrate"), "{said}");
    let (_folder, nothing) = new_file();
    let said = words(carry(&nothing, &to));
    assert!(said.contains("there is no database"), "{said}");
    let said = words(carry(&Place::Postgres(empty_place()), &to));
    assert!(said.contains("is empty"), "{said}");
    let Place::Postgres(url) = &to else { unreachable!() };
    assert_eq!(
        ask(
            url,
            "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
        ),
        "0"
    );
}

/// A target that changes what it is given.
#[tokio::test]
async fn a_table_that_arrives_otherwise_is_named_and_nothing_stays() {
    let first = Filled::file().await;
    let url = empty_place();
    let to = Place::Postgres(url.clone());
    open(&to).close();
    ask(
        &url,
        "CREATE FUNCTION lie() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN new.preview = 'x'; RETURN new; END $$; \
         CREATE TRIGGER lie BEFORE INSERT ON message FOR EACH ROW EXECUTE FUNCTION lie()",
    );
    let said = words(carry(&first.place, &to));
    assert!(
        said.contains("table message") && said.contains("6 rows of checksum"),
        "{said}"
    );
    assert_eq!(ask(&url, "SELECT count(*) FROM customer"), "0");
    ask(&url, "DROP TRIGGER lie ON message");
    carry(&first.place, &to).unwrap();
    sound(&to);
}

#[tokio::test]
async fn a_backup_is_one_file_whatever_the_database_is() {
    let there = Filled::postgres().await;
    let (folder, _) = new_file();
    let file = folder.path().join("copy.db");
    let db = there.open();
    let saved = transfer::backup(&there.place, &file, &mut |_| {}).unwrap();
    db.close();
    let again = transfer::backup(&there.place, &file, &mut |_| {}).unwrap_err();
    assert!(again.to_string().contains("is there already"), "{again}");
    let copy = Place::File(file.clone());
    sound(&copy);
    let other = Place::Postgres(empty_place());
    let loaded = transfer::load(&file, &other, &mut |_| {}).unwrap();
    assert_eq!(loaded, saved);
    sound(&other);
    let db = open(&copy);
    apart(|| mark_restored(&db, "teste", NOON)).unwrap();
    let book = db.book();
    db.close();
    assert_eq!(book.restored_at, Some(NOON));
    assert!(book.paused_all.as_ref().unwrap().holds_at(Time::FAR));
    sound(&copy);
}
