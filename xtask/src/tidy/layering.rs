//! Which crate may depend on which, read from the manifests: `omnifila → http, engine, providers, store → core`.
//!
//! Gateways never see a store and the store never sees a gateway; core sees nothing that runs, stores or speaks. What a
//! crate may use of the other crates is a closed table, so that a new crate has to write its row. Of foreign crates
//! only those that carry an invariant are listed.

use crate::tidy::Finding;
use crate::tidy::manifest::{Dependency, Kind, Manifest};
use crate::tidy::tree::Tree;

/// A crate of ours and those of ours that its product code may use.
struct Row {
    name: &'static str,
    uses: &'static [&'static str],
    /// More that its tests may use.
    tests_use: &'static [&'static str],
}

const ROWS: &[Row] = &[
    Row {
        name: "omnifila-core",
        uses: &[],
        tests_use: &[],
    },
    Row {
        name: "omnifila-store",
        uses: &["omnifila-core"],
        tests_use: &["omnifila-testkit"],
    },
    Row {
        name: "omnifila-providers",
        uses: &["omnifila-core"],
        tests_use: &["omnifila-sandbox"],
    },
    Row {
        name: "omnifila-engine",
        uses: &["omnifila-core", "omnifila-store", "omnifila-providers"],
        tests_use: &["omnifila-testkit", "omnifila-sandbox"],
    },
    Row {
        name: "omnifila-http",
        uses: &["omnifila-core", "omnifila-store", "omnifila-engine"],
        tests_use: &["omnifila-testkit", "omnifila-sandbox", "omnifila-providers"],
    },
    Row {
        name: "omnifila-sandbox",
        uses: &[],
        tests_use: &[],
    },
    Row {
        name: "omnifila-testkit",
        uses: &["omnifila-core", "omnifila-store"],
        tests_use: &[],
    },
    Row {
        name: "omnifila",
        uses: &[
            "omnifila-core",
            "omnifila-store",
            "omnifila-providers",
            "omnifila-engine",
            "omnifila-http",
            "omnifila-sandbox",
        ],
        tests_use: &["omnifila-testkit"],
    },
    Row {
        name: "xtask",
        uses: &[],
        tests_use: &[],
    },
];

/// Foreign crates that only some of ours may use; a name ending in `*` stands for all that begin so.
struct Fence {
    foreign: &'static [&'static str],
    within: &'static [&'static str],
    why: &'static str,
}

const FENCES: &[Fence] = &[
    Fence {
        foreign: &[
            "rusqlite",
            "libsqlite3-sys",
            "tokio-postgres",
            "postgres*",
            "deadpool*",
            "sqlx*",
            "diesel*",
        ],
        within: &["omnifila-store"],
        why: "SQL lives only in the store",
    },
    Fence {
        foreign: &["axum*"],
        within: &["omnifila-http", "omnifila-sandbox"],
        why: "axum only in http and sandbox",
    },
    Fence {
        foreign: &["hyper-rustls", "reqwest", "ureq", "isahc", "curl"],
        within: &["omnifila-providers"],
        why: "the outbound HTTP client is providers/wire.rs",
    },
    Fence {
        foreign: &["anyhow", "clap*", "tracing-subscriber"],
        within: &["omnifila", "xtask"],
        why: "libraries have typed errors, and leave command line and logging to the binary",
    },
    Fence {
        foreign: &["utoipa*"],
        within: &["omnifila-http"],
        why: "only http knows the shape of the API",
    },
];

/// Foreign crates that core must not have: a runtime, a database, HTTP, a clock, chance, logging.
const IMPURE: &[&str] = &[
    "tokio*",
    "async-std",
    "smol",
    "mio",
    "futures-executor",
    "hyper*",
    "http",
    "http-body*",
    "tower*",
    "rustls*",
    "url",
    "getrandom",
    "rand*",
    "tracing*",
    "log",
    "rustix",
    "libc",
    "chrono",
    "time",
    "tempfile",
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let manifests = tree
        .files()
        .iter()
        .filter(|file| file.member().is_some() && is_manifest(&file.path));
    manifests
        .flat_map(|file| check_manifest(&file.path, &Manifest::parse(&file.text)))
        .collect()
}

/// crates/NAME/Cargo.toml and xtask/Cargo.toml.
fn is_manifest(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    matches!(parts[..], ["crates", _, "Cargo.toml"] | ["xtask", "Cargo.toml"])
}

fn check_manifest(path: &str, manifest: &Manifest) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut found = |line: usize, rule: &'static str, message: String| {
        findings.push(Finding {
            path: path.to_owned(),
            line,
            rule,
            message,
        });
    };
    if !manifest.shares_lints {
        found(0, "lints", "write `[lints] workspace = true`".to_owned());
    }
    let Some(row) = ROWS.iter().find(|row| row.name == manifest.package) else {
        found(
            0,
            "layers",
            format!("`{}` has no row in xtask/src/tidy/layering.rs", manifest.package),
        );
        return findings;
    };
    for dependency in &manifest.dependencies {
        if let Some(why) = refusal(row, dependency) {
            found(
                dependency.line,
                "layers",
                format!("{} must not use `{}`: {why}", row.name, dependency.name),
            );
        }
    }
    findings
}

fn refusal(row: &Row, dependency: &Dependency) -> Option<&'static str> {
    let name = dependency.name.as_str();
    if ROWS.iter().any(|other| other.name == name) {
        let for_tests = dependency.kind == Kind::Dev && row.tests_use.contains(&name);
        return (!row.uses.contains(&name) && !for_tests).then_some("against the direction of the layers");
    }
    if row.name == "omnifila-core" && dependency.kind != Kind::Dev && matches_any(name, IMPURE) {
        return Some("core has no runtime, SQL, HTTP, clock, chance or logging");
    }
    let fence = FENCES
        .iter()
        .find(|fence| matches_any(name, fence.foreign) && !fence.within.contains(&row.name));
    fence.map(|fence| fence.why)
}

fn matches_any(name: &str, patterns: &[&str]) -> bool {
    patterns.iter().any(|pattern| match pattern.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == *pattern,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(path: &str, dependencies: &str) -> Vec<String> {
        let name = if path.starts_with("xtask") {
            "xtask"
        } else {
            path.split('/').nth(1).unwrap()
        };
        let text = format!("[package]\nname = \"{name}\"\n[lints]\nworkspace = true\n{dependencies}");
        check(&Tree::of(&[(path, &text)]))
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn arrows_point_one_way() {
        let store = "crates/omnifila-store/Cargo.toml";
        assert_eq!(
            messages(store, "[dependencies]\nomnifila-core.workspace = true\n"),
            Vec::<String>::new()
        );
        assert_eq!(
            messages(store, "[dependencies]\nomnifila-providers.workspace = true\n"),
            ["omnifila-store must not use `omnifila-providers`: against the direction of the layers"]
        );
        let providers = "crates/omnifila-providers/Cargo.toml";
        assert_eq!(
            messages(providers, "[dependencies]\nomnifila-store = { path = \"x\" }\n").len(),
            1
        );
    }

    #[test]
    fn tests_may_use_more_than_the_product() {
        let store = "crates/omnifila-store/Cargo.toml";
        assert!(messages(store, "[dev-dependencies]\nomnifila-testkit.workspace = true\n").is_empty());
        assert_eq!(
            messages(store, "[dependencies]\nomnifila-testkit.workspace = true\n").len(),
            1
        );
    }

    #[test]
    fn core_stays_pure_and_fences_hold() {
        let core = "crates/omnifila-core/Cargo.toml";
        assert_eq!(
            messages(core, "[dependencies]\ntokio = \"1\"\nserde = \"1\"\n").len(),
            1
        );
        assert!(messages(core, "[dev-dependencies]\ntempfile = \"3\"\n").is_empty());
        assert_eq!(
            messages(
                "crates/omnifila-engine/Cargo.toml",
                "[dependencies]\naxum = \"0.8\"\n"
            )
            .len(),
            1
        );
        assert_eq!(
            messages(
                "crates/omnifila/Cargo.toml",
                "[dev-dependencies]\nrusqlite = \"0.41\"\n"
            )
            .len(),
            1
        );
    }

    #[test]
    fn a_new_crate_writes_its_row() {
        let findings = messages("crates/omnifila-news/Cargo.toml", "");
        assert_eq!(
            findings,
            ["`omnifila-news` has no row in xtask/src/tidy/layering.rs"]
        );
        let tree = Tree::of(&[("xtask/Cargo.toml", "[package]\nname = \"xtask\"\n")]);
        assert_eq!(check(&tree)[0].rule, "lints");
    }
}
