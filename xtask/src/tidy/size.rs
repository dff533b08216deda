//! Files and functions that outgrew a mind. Files are a ratchet: what is over the limit has a recorded length in
//! xtask/tidy.exceptions, which may fall but not rise. Functions only warn.

use crate::tidy::Finding;
use crate::tidy::exceptions::Exceptions;
use crate::tidy::tree::Tree;

/// Lines of a Rust file beyond which it is to be split along its nouns (aim at 500).
pub(super) const FILE_LINES_MAX: usize = 600;
/// Lines of a function's body beyond which a warning is printed (aim at 70).
const FUNCTION_LINES_MAX: usize = 100;
/// How far a file may fall below its record before the record has to follow.
const SLACK_LINES: usize = 25;

pub(super) fn long_files(tree: &Tree, exceptions: &Exceptions) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files().iter().filter(|file| file.rust.is_some()) {
        let lines = file.text.lines().count();
        let message = match exceptions.recorded_length(&file.path) {
            None if lines > FILE_LINES_MAX => {
                format!("{lines} lines, over {FILE_LINES_MAX}: split it along its nouns")
            }
            Some(record) if lines > record => {
                format!("{lines} lines, over its record of {record}: it may only shrink")
            }
            Some(record) if lines + SLACK_LINES < record => {
                format!("{lines} lines, under its record of {record}: lower or remove the record")
            }
            _ => continue,
        };
        findings.push(Finding {
            path: file.path.clone(),
            line: 0,
            rule: "file-length",
            message,
        });
    }
    findings
}

pub(super) fn long_functions(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files() {
        let functions = file.rust.iter().flat_map(|source| source.functions());
        for function in functions.filter(|function| function.length > FUNCTION_LINES_MAX) {
            findings.push(Finding {
                path: file.path.clone(),
                line: function.line,
                rule: "function-length",
                message: format!(
                    "`{}` has {} lines, over {FUNCTION_LINES_MAX}",
                    function.name, function.length
                ),
            });
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(count: usize) -> String {
        "x();\n".repeat(count)
    }

    #[test]
    fn a_record_may_fall_but_not_rise() {
        let exceptions = Exceptions::parse("file-length a.rs 700 # until the split\n").unwrap();
        let check = |path, count| long_files(&Tree::of(&[(path, &lines(count))]), &exceptions).len();
        assert_eq!([check("b.rs", 600), check("b.rs", 601)], [0, 1]);
        assert_eq!(
            [
                check("a.rs", 700),
                check("a.rs", 701),
                check("a.rs", 680),
                check("a.rs", 640)
            ],
            [0, 1, 0, 1]
        );
        assert_eq!(check("long.md", 5_000), 0);
    }

    #[test]
    fn long_functions_are_named() {
        let text = format!("fn short() {{\n{}}}\nfn long() {{\n{}}}\n", lines(98), lines(99));
        let warnings = long_functions(&Tree::of(&[("a.rs", &text)]));
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].message, "`long` has 101 lines, over 100");
    }
}
