//! The invariants of ARCHITECTURE.md that a tool can see, checked as absences.
//!
//! Model: the repository is read once into [`Tree`]; every rule is a function from the tree to findings; a finding names
//! file, line, rule and what to do instead. Rules look at Rust with comments and strings blanked out (see [`source`]), so that
//! an explanation of what is forbidden is not itself forbidden. A finding may be excused in xtask/tidy.exceptions, where every
//! line has a reason; an excuse that excuses nothing is itself a finding, so that the list only shrinks.
//!
//! Failures: anything found exits non-zero, after everything found was printed. Warnings (long functions) do not.
//! It leaves out whatever clippy can see (see clippy.toml), and macros that hide a call.

mod exceptions;
mod layering;
mod manifest;
mod rules;
mod size;
mod source;
mod tree;

use std::fmt;

use anyhow::{Result, bail};

use crate::tidy::exceptions::Exceptions;
use crate::tidy::tree::Tree;
use crate::workspace::Workspace;

/// One thing that a rule found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    /// From 1; 0 when the finding is about the file as a whole.
    line: usize,
    rule: &'static str,
    message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: [{}] {}", self.path, self.line, self.rule, self.message)
    }
}

pub(crate) fn run(workspace: &Workspace, _arguments: &[String]) -> Result<()> {
    let tree = Tree::read(workspace.root())?;
    let exceptions = Exceptions::read(workspace.root())?;
    let warnings = size::long_functions(&tree);
    for warning in &warnings {
        eprintln!("warning: {warning}");
    }
    let findings = exceptions.apply(check(&tree, &exceptions));
    for finding in &findings {
        eprintln!("{finding}");
    }
    if !findings.is_empty() {
        bail!("{} findings", findings.len());
    }
    println!(
        "tidy: {} files, nothing found, {} warnings",
        tree.files().len(),
        warnings.len()
    );
    Ok(())
}

/// Every finding of every rule, excused or not, in order of file and line.
fn check(tree: &Tree, exceptions: &Exceptions) -> Vec<Finding> {
    let mut findings = layering::check(tree);
    findings.extend(rules::check(tree));
    findings.extend(size::long_files(tree, exceptions));
    findings.sort();
    findings
}
