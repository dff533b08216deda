//! xtask/tidy.exceptions: what is excused, with the reason. One line each: `rule path [lines] # reason`.
//!
//! The list may only shrink: an excuse that excuses nothing is a finding, and so is a recorded length that the file
//! no longer needs. A line that cannot be read stops the chore, so that a typing error excuses nothing by accident.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::tidy::Finding;

const PATH: &str = "xtask/tidy.exceptions";

#[derive(Debug)]
struct Exception {
    rule: String,
    path: String,
    /// For `file-length`: the recorded number of lines.
    lines: Option<usize>,
    line: usize,
}

#[derive(Debug, Default)]
pub(super) struct Exceptions {
    list: Vec<Exception>,
}

impl Exceptions {
    pub(super) fn read(root: &Path) -> Result<Self> {
        Self::parse(&fs::read_to_string(root.join(PATH)).with_context(|| format!("cannot read {PATH}"))?)
    }

    pub(super) fn parse(text: &str) -> Result<Self> {
        let mut list = Vec::new();
        for (index, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let (excuse, reason) = line.split_once('#').unwrap_or((line, ""));
            let words: Vec<&str> = excuse.split_whitespace().collect();
            let (rule, path, lines) = match words[..] {
                ["file-length", path, lines] => ("file-length", path, lines.parse().ok()),
                [rule, path] if rule != "file-length" => (rule, path, None),
                _ => bail!(
                    "{PATH}:{}: expected `rule path # reason` or `file-length path lines # reason`",
                    index + 1
                ),
            };
            if reason.trim().is_empty() || (rule == "file-length" && lines.is_none()) {
                bail!(
                    "{PATH}:{}: a reason, and for file-length a number, is missing",
                    index + 1
                );
            }
            list.push(Exception {
                rule: rule.to_owned(),
                path: path.to_owned(),
                lines,
                line: index + 1,
            });
        }
        Ok(Self { list })
    }

    pub(super) fn recorded_length(&self, path: &str) -> Option<usize> {
        self.list
            .iter()
            .find(|excuse| excuse.rule == "file-length" && excuse.path == path)?
            .lines
    }

    /// The findings that nothing excuses, and one for each excuse without use. Lengths have been compared with their
    /// record already: a finding about one stays.
    pub(super) fn apply(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let mut used = vec![false; self.list.len()];
        let mut left = Vec::new();
        for finding in findings {
            let excuse = self
                .list
                .iter()
                .position(|excuse| excuse.rule == finding.rule && excuse.path == finding.path);
            match excuse {
                Some(index) if finding.rule != "file-length" => used[index] = true,
                _ => left.push(finding),
            }
        }
        for (excuse, used) in self.list.iter().zip(used) {
            let needless = match excuse.lines {
                Some(lines) => lines <= super::size::FILE_LINES_MAX,
                None => !used,
            };
            if needless {
                let message = format!(
                    "excuses nothing: remove the line for {} ({})",
                    excuse.path, excuse.rule
                );
                left.push(Finding {
                    path: PATH.to_owned(),
                    line: excuse.line,
                    rule: "exceptions",
                    message,
                });
            }
        }
        left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(rule: &'static str, path: &str) -> Finding {
        Finding {
            path: path.to_owned(),
            line: 1,
            rule,
            message: String::new(),
        }
    }

    #[test]
    fn an_excuse_covers_its_rule_and_file_only() {
        let exceptions =
            Exceptions::parse("# head\n\nsql a.rs # the bench compares with raw inserts\n").unwrap();
        let left = exceptions.apply(vec![
            finding("sql", "a.rs"),
            finding("sql", "b.rs"),
            finding("axum", "a.rs"),
        ]);
        let left: Vec<_> = left
            .iter()
            .map(|finding| (finding.rule, finding.path.as_str()))
            .collect();
        assert_eq!(left, [("sql", "b.rs"), ("axum", "a.rs")]);
    }

    #[test]
    fn an_excuse_without_use_is_a_finding() {
        let exceptions = Exceptions::parse("sql a.rs # why\nfile-length b.rs 600 # why\n").unwrap();
        let left = exceptions.apply(Vec::new());
        assert_eq!(
            left.iter().map(|finding| finding.line).collect::<Vec<_>>(),
            [1, 2]
        );
    }

    #[test]
    fn an_excuse_needs_a_reason_and_a_number() {
        assert!(Exceptions::parse("sql a.rs\n").is_err());
        assert!(Exceptions::parse("file-length a.rs # why\n").is_err());
        assert!(Exceptions::parse("file-length a.rs many # why\n").is_err());
    }
}
