//! What is generated from the code into docs/reference, and the check that it is up to date.
//!
//! Each document is what a hidden command of the binary prints. `--check` writes nothing and names the first line that
//! differs, so that a change of the surface cannot be committed without its document.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::workspace::{self, Workspace};

/// A generated document and the command of `omnifila` that prints it.
struct Document {
    path: &'static str,
    command: &'static str,
}

const DOCUMENTS: &[Document] = &[
    Document {
        path: "docs/reference/openapi.json",
        command: "openapi",
    },
    Document {
        path: "docs/reference/states.md",
        command: "states",
    },
];

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let check = match arguments {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => bail!("gen takes nothing or --check"),
    };
    workspace.cargo(&["build", "--locked", "--package", "omnifila"])?;
    let binary = workspace.target().join("debug/omnifila");
    let mut stale = Vec::new();
    for document in DOCUMENTS {
        let text = workspace::capture(workspace.command(&binary).arg(document.command))?;
        let text = String::from_utf8(text)
            .with_context(|| format!("`omnifila {}` is not UTF-8", document.command))?;
        if text.trim().is_empty() {
            bail!("`omnifila {}` printed nothing", document.command);
        }
        let path = workspace.root().join(document.path);
        let old = fs::read_to_string(&path).unwrap_or_default();
        if old == text {
            continue;
        }
        if check {
            stale.push(format!("{}:{}", document.path, first_difference(&old, &text)));
        } else {
            fs::create_dir_all(path.parent().context("a document at the root")?)?;
            fs::write(&path, text).with_context(|| format!("cannot write {}", document.path))?;
            println!("gen: wrote {}", document.path);
        }
    }
    if !stale.is_empty() {
        bail!("out of date, run `cargo xtask gen`: {}", stale.join(", "));
    }
    println!("gen: {} documents are up to date", DOCUMENTS.len());
    Ok(())
}

/// The number (from 1) of the first line that is not the same in both.
fn first_difference(old: &str, new: &str) -> usize {
    1 + old.lines().zip(new.lines()).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_differing_line_is_named() {
        assert_eq!(first_difference("a\nb\nc\n", "a\nB\nc\n"), 2);
        assert_eq!(first_difference("a\n", "a\nb\n"), 2);
        assert_eq!(first_difference("", "a\n"), 1);
    }
}
