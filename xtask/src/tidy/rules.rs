//! The rules about text: words that must not stand somewhere, and a few shapes.
//!
//! Bans are a table: where they hold, which words, what to do instead. The words about this machine and about unfinished
//! work are written in pieces, so that this file does not break its own rules.

use crate::tidy::Finding;
use crate::tidy::source::{Source, is_word};
use crate::tidy::tree::{File, Tree};

/// Words that product code (no tests) of some crates must not contain.
struct Ban {
    rule: &'static str,
    words: &'static [&'static str],
    holds: fn(member: &str, path: &str) -> bool,
    instead: &'static str,
}

const BANS: &[Ban] = &[
    Ban {
        rule: "axum",
        words: &["axum::"],
        holds: |member, _| !matches!(member, "omnifila-http" | "omnifila-sandbox"),
        instead: "axum is known only to http and the sandbox",
    },
    Ban {
        rule: "sql",
        words: &["rusqlite::", "tokio_postgres::", "deadpool_postgres::"],
        holds: |member, _| member != "omnifila-store",
        instead: "SQL lives only in the store: add a verb there",
    },
    Ban {
        rule: "outbound-http",
        words: &[
            "hyper_util::client",
            "hyper::client",
            "client::legacy",
            "client::conn",
            "hyper_rustls",
            "TcpStream::connect",
        ],
        // The binary speaks to its own server and to the sink of its bench, never to a provider; the stand-ins call back as
        // providers do.
        holds: |member, path| {
            !matches!(member, "omnifila" | "omnifila-sandbox")
                && !path.starts_with("crates/omnifila-providers/src/wire")
        },
        instead: "the one outbound HTTP client is providers/wire.rs",
    },
    Ban {
        rule: "environment",
        words: &["env::var", "env::args"],
        // A build script is told its folders by cargo, in the environment and nowhere else.
        holds: |member, path| member != "omnifila" && !path.ends_with("/build.rs"),
        instead: "the environment is read only by the binary: pass values down",
    },
    Ban {
        rule: "pure-core",
        words: &[
            "SystemTime",
            "Instant",
            "Timestamp::now",
            "Zoned::now",
            "TimeZone::system",
            "std::fs",
            "std::net",
            "std::process",
            "std::thread",
            "std::env",
            "println",
        ],
        holds: |member, _| member == "omnifila-core",
        instead: "core is told what it needs: no clock, files, network, threads or output",
    },
];

/// Macros that mark work as unfinished, in any Rust code, tests included.
const UNFINISHED: &[&str] = &[
    concat!("to", "do!"),
    concat!("un", "implemented!"),
    concat!("db", "g!"),
];
/// Markers of work left over, as whole words in Rust, SQL, shell and TOML.
const MARKERS: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
/// Places on somebody's machine, in any text.
const MACHINE_PATHS: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("../sha", "red"),
];
/// Names that say nothing about what a module owns.
const EMPTY_NAMES: &[&str] = &["util", "utils", "common", "types", "helpers", "helper", "misc"];
/// Lines up to which a module may do without an opening page.
const PAGELESS_LINES_MAX: usize = 120;
/// How SQL begins in a string literal.
const SQL: &[&str] = &[
    "SELECT ",
    "INSERT INTO ",
    "INSERT OR ",
    "UPDATE ",
    "DELETE FROM ",
    "CREATE TABLE ",
    "CREATE INDEX ",
    "PRAGMA ",
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Findings::default();
    for file in tree.files() {
        machine_paths(file, &mut found);
        markers(file, &mut found);
        let Some(source) = &file.rust else { continue };
        attributes_and_macros(file, source, &mut found);
        module_name(file, &mut found);
        module_page(file, &mut found);
        bans(file, &mut found);
        // xtask is no part of the product: it may hold words of SQL (here) and read its environment.
        if file.member().is_some_and(|member| member != "xtask") && !file.is_test() {
            sql_in_literals(file, source, &mut found);
            process_wide_state(file, &mut found);
        }
    }
    decision_records(tree, &mut found);
    found.list
}

#[derive(Default)]
struct Findings {
    list: Vec<Finding>,
}

impl Findings {
    fn add(&mut self, file: &File, line: usize, rule: &'static str, message: impl Into<String>) {
        self.list.push(Finding {
            path: file.path.clone(),
            line,
            rule,
            message: message.into(),
        });
    }
}

fn bans(file: &File, found: &mut Findings) {
    let Some(member) = file.member().filter(|member| *member != "xtask") else {
        return;
    };
    for ban in BANS.iter().filter(|ban| (ban.holds)(member, &file.path)) {
        for (number, line) in file.product_lines() {
            if let Some(word) = ban.words.iter().find(|word| contains_word(line, word)) {
                found.add(file, number, ban.rule, format!("`{word}`: {}", ban.instead));
            }
        }
    }
}

fn attributes_and_macros(file: &File, source: &Source, found: &mut Findings) {
    for (index, line) in source.code().lines().enumerate() {
        let attribute = line.contains("#[") || line.contains("#![");
        if attribute
            && ["[allow(", " allow(", ",allow("]
                .iter()
                .any(|form| line.contains(form))
        {
            found.add(
                file,
                index + 1,
                "no-allow",
                "use #[expect(…, reason = \"…\")], which ends with its reason",
            );
        }
        if let Some(word) = UNFINISHED.iter().find(|word| contains_word(line, word)) {
            found.add(
                file,
                index + 1,
                "unfinished",
                format!("`{word}` is not for the main branch"),
            );
        }
    }
}

fn module_name(file: &File, found: &mut Findings) {
    let mut parts = file.path.trim_end_matches(".rs").split('/');
    if let Some(name) = parts.rfind(|part| EMPTY_NAMES.contains(part)) {
        found.add(
            file,
            0,
            "module-name",
            format!("`{name}` says nothing: name the noun it owns"),
        );
    }
}

/// Crates and product modules of some size open with what they are; a small noun speaks through its items, and test
/// modules through the names of their tests.
fn module_page(file: &File, found: &mut Findings) {
    let product = file.path.split('/').any(|part| part == "src") && !file.is_test();
    let root = ["/src/lib.rs", "/src/main.rs"]
        .iter()
        .any(|end| file.path.ends_with(end));
    let large = file.text.lines().count() > PAGELESS_LINES_MAX;
    if product && (root || large) && !file.text.lines().any(|line| line.starts_with("//!")) {
        found.add(
            file,
            1,
            "module-page",
            "open with `//!`: its model, its failures, what it leaves out",
        );
    }
}

fn sql_in_literals(file: &File, source: &Source, found: &mut Findings) {
    if file.member() == Some("omnifila-store") {
        return;
    }
    for literal in source.product_literals() {
        let text = literal.content.trim_start();
        if SQL.iter().any(|beginning| text.starts_with(beginning)) {
            found.add(
                file,
                literal.line,
                "sql",
                "SQL lives only in the store: add a verb there",
            );
        }
    }
}

/// Several nodes can live in one process, so nothing that changes may be static. Constants behind a LazyLock may.
fn process_wide_state(file: &File, found: &mut Findings) {
    const CELLS: &[&str] = &[
        "Mutex",
        "RwLock",
        "Atomic",
        "RefCell",
        "Cell<",
        "OnceLock",
        "OnceCell",
        "thread_local!",
    ];
    for (number, line) in file.product_lines() {
        let item = line
            .trim_start()
            .trim_start_matches("pub")
            .trim_start_matches("(crate)")
            .trim_start();
        if (item.starts_with("static ") || item.starts_with("thread_local!"))
            && CELLS.iter().any(|cell| item.contains(cell))
        {
            found.add(
                file,
                number,
                "process-state",
                "no process-wide mutable state: several nodes live in one process",
            );
        }
    }
}

fn markers(file: &File, found: &mut Findings) {
    if ![".rs", ".sql", ".sh", ".toml"]
        .iter()
        .any(|ending| file.path.ends_with(ending))
    {
        return;
    }
    for (index, line) in file.text.lines().enumerate() {
        if let Some(word) = MARKERS.iter().find(|word| contains_whole_word(line, word)) {
            found.add(
                file,
                index + 1,
                "unfinished",
                format!("`{word}`: finish it, or open an issue"),
            );
        }
    }
}

fn machine_paths(file: &File, found: &mut Findings) {
    for (index, line) in file.text.lines().enumerate() {
        if let Some(path) = MACHINE_PATHS.iter().find(|path| line.contains(*path)) {
            found.add(
                file,
                index + 1,
                "machine-path",
                format!("`{path}` is a place on somebody's machine"),
            );
        }
    }
}

/// Every decision record is listed, no number is used twice, and the list names no record that is absent.
fn decision_records(tree: &Tree, found: &mut Findings) {
    const FOLDER: &str = "docs/adr/";
    let is_record = |name: &str| name.ends_with(".md") && name.starts_with(|c: char| c.is_ascii_digit());
    let records: Vec<(&File, &str)> = tree
        .files()
        .iter()
        .filter_map(|file| Some((file, file.path.strip_prefix(FOLDER)?)))
        .filter(|(_, name)| is_record(name))
        .collect();
    let index = tree.file("docs/adr/README.md");
    let listed = index.map_or("", |file| file.text.as_str());
    for (position, (file, name)) in records.iter().enumerate() {
        if !listed.contains(&format!("({name})")) {
            found.add(file, 0, "adr", "is not listed in docs/adr/README.md");
        }
        if records[..position]
            .iter()
            .any(|(_, other)| other.split('-').next() == name.split('-').next())
        {
            found.add(file, 0, "adr", "its number is taken");
        }
    }
    let Some(index) = index else { return };
    for (number, line) in index.text.lines().enumerate() {
        let links = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| is_record(link)) {
            if !records.iter().any(|(_, name)| *name == link) {
                found.add(
                    index,
                    number + 1,
                    "adr",
                    format!("lists {link}, which does not exist"),
                );
            }
        }
    }
}

/// Whether `line` contains `word` not preceded by a letter, digit or underscore.
fn contains_word(line: &str, word: &str) -> bool {
    line.match_indices(word)
        .any(|(at, _)| !line[..at].ends_with(is_word))
}

fn contains_whole_word(line: &str, word: &str) -> bool {
    let whole = |at: usize| !line[..at].ends_with(is_word) && !line[at + word.len()..].starts_with(is_word);
    line.match_indices(word).any(|(at, _)| whole(at))
}

#[cfg(test)]
mod tests;
