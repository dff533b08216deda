//! Formatting and clippy over every target. A warning is an error here and nowhere else, so that an unfinished
//! thought still compiles at one's desk.

use anyhow::Result;

use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace, _arguments: &[String]) -> Result<()> {
    workspace.cargo(&["fmt", "--all", "--check"])?;
    workspace.cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ])
}
