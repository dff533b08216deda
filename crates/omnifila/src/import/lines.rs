//! Rows of an NDJSON file: one JSON object per line, as the API takes it.

use omnifila_core::input;
use omnifila_engine::imports::file::rows::{Problem, Row};
use omnifila_engine::imports::file::text::BROKEN;
use serde_json::{Map, Value};

pub(super) fn read(text: &str) -> Vec<Row> {
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(index, line)| Row {
            line: index as u64 + 1,
            raw: line.to_owned(),
            item: item(line),
        })
        .collect()
}

fn item(line: &str) -> Result<Map<String, Value>, Problem> {
    if line.contains(BROKEN) {
        return Err(Problem::new("bad_utf8", "", "UTF-8"));
    }
    let read: Result<Map<String, Value>, _> = input::parse(line.as_bytes());
    read.map_err(|error| Problem::new(error.code, &error.pointer, error.expected))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_line_refuses_itself_only() {
        let rows = read("{\"a\":1}\n\n7\n{\"a\":\n{\"b\":2}");
        let told: Vec<_> = rows.iter().map(|r| (r.line, r.item.is_ok())).collect();
        assert_eq!(told, [(1, true), (3, false), (4, false), (5, true)]);
        assert_eq!(rows[2].item.as_ref().unwrap_err().code, "invalid_json");
    }
}
