use super::*;

/// Rules that find something in one file, in order of finding.
fn rules(path: &str, text: &str) -> Vec<&'static str> {
    check(&Tree::of(&[(path, text)]))
        .into_iter()
        .map(|finding| finding.rule)
        .collect()
}

/// The same for product code of a crate, with the page every module opens with.
fn rules_in(member: &str, code: &str) -> Vec<&'static str> {
    rules(
        &format!("crates/{member}/src/a.rs"),
        &format!("//! A page.\n{code}\n"),
    )
}

const NONE: [&str; 0] = [];

#[test]
fn words_are_banned_where_they_do_not_belong() {
    assert_eq!(rules_in("omnifila-engine", "use axum::Router;"), ["axum"]);
    assert_eq!(rules_in("omnifila-http", "use axum::Router;"), NONE);
    assert_eq!(rules_in("omnifila", "use rusqlite::Connection;"), ["sql"]);
    assert_eq!(rules_in("omnifila-store", "use rusqlite::Connection;"), NONE);
    assert_eq!(
        rules_in("omnifila-store", "let home = std::env::var(name);"),
        ["environment"]
    );
    assert_eq!(rules_in("omnifila", "let home = std::env::var(name);"), NONE);
    assert_eq!(rules_in("omnifila-core", "fn f(at: Instant) {}"), ["pure-core"]);
    assert_eq!(rules_in("omnifila-engine", "fn f(at: Instant) {}"), NONE);
}

#[test]
fn the_outbound_client_has_one_place() {
    let text = "//! A page.\nuse hyper_util::client::legacy::Client;\n";
    assert_eq!(rules("crates/omnifila-providers/src/wire.rs", text), NONE);
    assert_eq!(
        rules("crates/omnifila-providers/src/gateways/a.rs", text),
        ["outbound-http"]
    );
    assert_eq!(rules("crates/omnifila-engine/tests/a.rs", text), NONE);
}

#[test]
fn comments_strings_and_tests_are_no_product_code() {
    assert_eq!(
        rules_in("omnifila-core", "// unlike axum::Router\nlet a = \"axum::\";"),
        NONE
    );
    assert_eq!(
        rules_in(
            "omnifila-core",
            "#[cfg(test)]\nmod tests {\n    use axum::Router;\n}"
        ),
        NONE
    );
    assert_eq!(
        rules_in("omnifila-core", "#[cfg(test)]\nmod tests {}\nuse axum::Router;"),
        ["axum"]
    );
}

#[test]
fn sql_in_a_string_is_seen_outside_the_store() {
    let code = "let q = \"SELECT id FROM message\";";
    assert_eq!(rules_in("omnifila-engine", code), ["sql"]);
    assert_eq!(rules_in("omnifila-store", code), NONE);
    assert_eq!(
        rules_in("omnifila-engine", "let q = \"Selecione uma fila\";"),
        NONE
    );
}

#[test]
fn lints_are_expected_never_allowed() {
    assert_eq!(
        rules_in("omnifila", "#[allow(dead_code)]\nfn f() {}"),
        ["no-allow"]
    );
    assert_eq!(
        rules_in("omnifila", "#![cfg_attr(test, allow(clippy::unwrap_used))]"),
        ["no-allow"]
    );
    assert_eq!(rules("crates/a/tests/b.rs", "#![allow(unused)]\n"), ["no-allow"]);
    assert_eq!(
        rules_in(
            "omnifila",
            "#[expect(dead_code, reason = \"to allow(this)\")]\nfn f() {}"
        ),
        NONE
    );
}

#[test]
fn unfinished_work_is_seen() {
    let code = format!("fn f() {{ {}() }}", UNFINISHED[0]);
    assert_eq!(rules_in("omnifila", &code), ["unfinished"]);
    assert_eq!(
        rules_in("omnifila", &format!("// {}: later", MARKERS[1])),
        ["unfinished"]
    );
    assert_eq!(
        rules_in("omnifila", &format!("// {}S os clientes", MARKERS[0])),
        NONE
    );
    assert_eq!(
        rules("docs/a.md", &format!("see {}a/b\n", MACHINE_PATHS[0])),
        ["machine-path"]
    );
}

#[test]
fn modules_have_a_name_and_a_page() {
    assert_eq!(rules("crates/a/src/utils.rs", "//! A page.\n"), ["module-name"]);
    assert_eq!(rules("crates/a/tests/common/mod.rs", ""), ["module-name"]);
    assert_eq!(rules("crates/a/src/lib.rs", "mod b;\n"), ["module-page"]);
    assert_eq!(rules("crates/a/src/b.rs", "fn f() {}\n"), NONE);
    assert_eq!(
        rules("crates/a/src/b.rs", &"fn f() {}\n".repeat(121)),
        ["module-page"]
    );
    assert_eq!(rules("crates/a/src/b/tests.rs", "fn f() {}\n"), NONE);
}

#[test]
fn nothing_static_changes() {
    assert_eq!(
        rules_in(
            "omnifila",
            "pub(crate) static COUNT: AtomicU64 = AtomicU64::new(0);"
        ),
        ["process-state"]
    );
    assert_eq!(
        rules_in(
            "omnifila",
            "static TABLE: LazyLock<Table> = LazyLock::new(table);"
        ),
        NONE
    );
}

#[test]
fn records_are_listed_once() {
    let tree = Tree::of(&[
        ("docs/adr/0001-a.md", "# a\n"),
        ("docs/adr/0001-b.md", "# b\n"),
        (
            "docs/adr/README.md",
            "- [a](0001-a.md)\n- [c](0002-c.md)\n- [how](template.md)\n",
        ),
        ("docs/adr/template.md", "# t\n"),
    ]);
    let messages: Vec<String> = check(&tree).into_iter().map(|finding| finding.message).collect();
    assert_eq!(
        messages,
        [
            "is not listed in docs/adr/README.md",
            "its number is taken",
            "lists 0002-c.md, which does not exist"
        ]
    );
}
