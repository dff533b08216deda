//! The text files of the repository, read once, with what every rule asks of them: which crate, test or not.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::tidy::source::Source;

/// Folders that hold nothing of ours: builds, data of a running server, packages.
const SKIPPED: &[&str] = &[".git", "target", "data", "node_modules"];
/// Endings of the files that are text of ours; anything else is not read.
const TEXT: &[&str] = &[
    "rs",
    "md",
    "toml",
    "sql",
    "sh",
    "yml",
    "yaml",
    "json",
    "txt",
    "csv",
    "exceptions",
];
/// Text files without an ending.
const NAMED: &[&str] = &["Makefile", "run", "Dockerfile"];

/// One file: its path from the root with `/`, its text, and for Rust the blanked text.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) text: String,
    pub(super) rust: Option<Source>,
}

impl File {
    pub(super) fn new(path: &str, text: &str) -> Self {
        let rust = path.ends_with(".rs").then(|| Source::new(text));
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            rust,
        }
    }

    /// The crate a file belongs to: the folder under crates/, or xtask.
    pub(super) fn member(&self) -> Option<&str> {
        let mut parts = self.path.split('/');
        match parts.next()? {
            "crates" => parts.next(),
            "xtask" => Some("xtask"),
            _ => None,
        }
    }

    /// Whether the whole file is test code, by where it lies.
    pub(super) fn is_test(&self) -> bool {
        let mut parts = self.path.split('/').rev();
        let name = parts.next().unwrap_or_default();
        name == "tests.rs"
            || name.ends_with("_tests.rs")
            || parts.any(|part| part == "tests" || part == "benches")
    }

    /// Blanked lines that are not test code, with their numbers from 1.
    pub(super) fn product_lines(&self) -> Vec<(usize, &str)> {
        match &self.rust {
            Some(source) if !self.is_test() => source.product_lines(),
            _ => Vec::new(),
        }
    }
}

/// All files, in order of path.
#[derive(Debug)]
pub(super) struct Tree {
    files: Vec<File>,
}

impl Tree {
    pub(super) fn read(root: &Path) -> Result<Self> {
        let mut files = Vec::new();
        collect(root, "", &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { files })
    }

    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        Self {
            files: files.iter().map(|(path, text)| File::new(path, text)).collect(),
        }
    }

    pub(super) fn files(&self) -> &[File] {
        &self.files
    }

    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<File>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot list {}", folder.display()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}/{name}")
        };
        let kind = entry
            .file_type()
            .with_context(|| format!("cannot look at {path}"))?;
        if kind.is_dir() {
            if !SKIPPED.contains(&name.as_str()) {
                collect(&entry.path(), &path, files)?;
            }
        } else if kind.is_file() && is_text(&name) {
            // Fixtures may hold bytes that are no UTF-8 on purpose: no rule is about those.
            let bytes = fs::read(entry.path()).with_context(|| format!("cannot read {path}"))?;
            if let Ok(text) = String::from_utf8(bytes) {
                files.push(File::new(&path, &text));
            }
        }
    }
    Ok(())
}

fn is_text(name: &str) -> bool {
    NAMED.contains(&name)
        || name
            .rsplit_once('.')
            .is_some_and(|(_, ending)| TEXT.contains(&ending))
}

#[cfg(test)]
mod tests {
    use super::File;

    #[test]
    fn a_file_knows_its_crate_and_whether_it_is_test_code() {
        let file = |path| File::new(path, "fn f() {}\n");
        assert_eq!(
            file("crates/omnifila-core/src/lib.rs").member(),
            Some("omnifila-core")
        );
        assert_eq!(file("xtask/src/main.rs").member(), Some("xtask"));
        assert_eq!(file("README.md").member(), None);
        assert!(file("crates/omnifila/tests/black_box/main.rs").is_test());
        assert!(file("crates/omnifila-core/src/plan/tests.rs").is_test());
        assert!(!file("crates/omnifila-core/src/latest.rs").is_test());
        assert!(file("crates/omnifila/tests/a.rs").product_lines().is_empty());
    }
}
