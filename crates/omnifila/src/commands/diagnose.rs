//! `omnifila diagnose`: what is wrong with customers' records, as a table, and as a file to mend them by.
//!
//! The file names customers by what their source calls them and holds nothing else that is personal.

use super::desk::Desk;
use crate::cli::DiagnoseArgs;
use crate::client::escape;
use crate::terminal::{self, Table, usage};
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

pub(crate) async fn run(desk: &Desk, args: &DiagnoseArgs) -> Result<()> {
    let answer = desk.client.get("/diagnostics/customers").await?;
    desk.show(&answer, |_, diagnosis| table(diagnosis))?;
    match &args.csv {
        Some(path) => {
            let lines = write(desk, &labels(&answer.json), path).await?;
            terminal::say(&format!("{lines} lines in {}", path.display()));
            Ok(())
        }
        None => Ok(()),
    }
}

fn table(diagnosis: &Value) -> String {
    let mut table = Table::new(&["problem", "customers", "what it is"]);
    for problem in diagnosis["problems"].as_array().into_iter().flatten() {
        let text = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
        table.row([text("problem"), problem["count"].to_string(), text("label")]);
    }
    let (all, concerned) = (&diagnosis["customers"], &diagnosis["concerned"]);
    format!("{table}{concerned} of {all} customers have a problem")
}

/// What people call each problem.
fn labels(diagnosis: &Value) -> BTreeMap<String, String> {
    let problems = diagnosis["problems"].as_array().into_iter().flatten();
    let text = |problem: &Value, name: &str| problem[name].as_str().unwrap_or_default().to_owned();
    problems
        .map(|problem| (text(problem, "problem"), text(problem, "label")))
        .collect()
}

/// Page by page, so that no list of millions is held.
async fn write(desk: &Desk, labels: &BTreeMap<String, String>, path: &Path) -> Result<u64> {
    let shown = path.display();
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(|error| usage(format!("{shown}: {error}")))?;
    let mut out = BufWriter::new(file);
    writeln!(out, "id;source;external_id;problema;o_que_e").with_context(|| format!("{shown}"))?;
    let (mut lines, mut cursor) = (0, String::new());
    loop {
        let page = desk
            .client
            .get(&format!("/diagnostics/customers/list?limit=1000{cursor}"))
            .await?
            .json;
        for customer in page["items"].as_array().into_iter().flatten() {
            for problem in customer["problems"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                let label = labels.get(problem).map_or("", String::as_str);
                let cells = [cell(&customer["source"]), cell(&customer["external_id"])];
                writeln!(out, "{};{};{problem};{label}", customer["id"], cells.join(";"))?;
                lines += 1;
            }
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={}", escape(next)),
            None => break,
        }
    }
    out.flush().with_context(|| format!("{shown}"))?;
    Ok(lines)
}

/// A text as a cell: quoted where it has to be, and never a formula to a spreadsheet.
fn cell(value: &Value) -> String {
    let text = value.as_str().unwrap_or_default();
    let text = if text.starts_with(['=', '+', '-', '@']) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains([';', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn cells_are_safe_in_a_spreadsheet() {
        for (text, written) in [
            ("9", "9"),
            ("a;b", "\"a;b\""),
            ("=1+1", "'=1+1"),
            ("d\"e", "\"d\"\"e\""),
        ] {
            assert_eq!(cell(&json!(text)), written);
        }
    }

    #[test]
    fn the_table_says_how_many_of_all() {
        let problem = json!({"problem": "no_mobile", "count": 3, "label": "Sem celular"});
        let text = table(&json!({"customers": 10, "concerned": 3, "problems": [problem]}));
        assert!(
            text.contains("Sem celular") && text.ends_with("3 of 10 customers have a problem"),
            "{text}"
        );
    }
}
