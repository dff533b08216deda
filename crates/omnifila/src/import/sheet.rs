//! Rows of a spreadsheet (XLSX): the first sheet that holds something, its first filled row the head.
//!
//! Cells are read as a person sees them: whole numbers without a fraction, dates as `2026-12-10`, formulas as their last
//! value. A row with a cell that shows an error (`#N/A`) refuses itself only. Left out: other sheets, styles, XLS.

use super::rows::{Problem, Record};
use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};
use std::io::Cursor;

/// Larger whole numbers are not exact in a spreadsheet's cells.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The head, and the rows below it, in the shape of a CSV's.
pub(super) fn read(bytes: Vec<u8>) -> Result<(Vec<String>, Vec<Record>), String> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes))
        .map_err(|_| "not a spreadsheet that can be read (XLSX)".to_owned())?;
    for name in book.sheet_names() {
        let sheet = book
            .worksheet_range(&name)
            .map_err(|_| format!("the sheet {name:?} cannot be read"))?;
        if !sheet.is_empty() {
            return rows(&sheet);
        }
    }
    Err("the spreadsheet is empty".into())
}

fn rows(sheet: &Range<Data>) -> Result<(Vec<String>, Vec<Record>), String> {
    let first = u64::from(sheet.start().map_or(0, |(row, _)| row)) + 1;
    let mut rows = (first..).zip(sheet.rows());
    let filled = |cells: &[Data]| cells.iter().any(|cell| !matches!(cell, Data::Empty));
    let (_, head) = rows
        .find(|(_, cells)| filled(cells))
        .ok_or_else(|| "the spreadsheet is empty".to_owned())?;
    let head: Vec<String> = head.iter().map(|cell| shown(cell).unwrap_or_default()).collect();
    // Cells to the right of the last heading belong to nothing.
    let width = head
        .iter()
        .rposition(|name| !name.is_empty())
        .map_or(0, |last| last + 1);
    let head: Vec<String> = head.into_iter().take(width).collect();
    if let Some(place) = head.iter().position(String::is_empty) {
        return Err(format!("column {} has no name in the head", place + 1));
    }
    let records = rows
        .filter(|(_, cells)| filled(cells))
        .map(|(line, cells)| record(line, cells, &head));
    Ok((head.clone(), records.collect()))
}

fn record(line: u64, cells: &[Data], head: &[String]) -> Record {
    let texts: Vec<Option<String>> = cells.iter().take(head.len()).map(shown).collect();
    let raw: Vec<String> = texts
        .iter()
        .map(|text| quoted(text.as_deref().unwrap_or("#")))
        .collect();
    let raw = raw.join(";");
    if let Some(place) = texts.iter().position(Option::is_none) {
        let problem = Problem::new(
            "bad_cell",
            &head[place],
            "a value, not an error of the spreadsheet",
        );
        return Record {
            line,
            raw,
            cells: Err(problem),
        };
    }
    let beyond = cells
        .iter()
        .skip(head.len())
        .any(|cell| !matches!(cell, Data::Empty));
    let cells = if beyond {
        let expected = format!("{} columns, as in the head", head.len());
        Err(Problem::new("wrong_columns", "", expected))
    } else {
        Ok(texts.into_iter().flatten().collect())
    };
    Record { line, raw, cells }
}

/// A cell as text; none for an error.
fn shown(cell: &Data) -> Option<String> {
    Some(match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.trim().to_owned(),
        Data::Int(n) => n.to_string(),
        Data::Float(n) if n.fract() == 0.0 && n.abs() < EXACT => format!("{n:.0}"),
        Data::Float(n) => n.to_string(),
        Data::Bool(flag) => flag.to_string(),
        Data::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTimeIso(text) => text.get(..10).unwrap_or(text).to_owned(),
        Data::DurationIso(text) => text.clone(),
        Data::Error(_) => return None,
    })
}

/// As a cell of a CSV with `;`.
fn quoted(text: &str) -> String {
    if text.contains([';', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_as_they_are_seen() {
        for (cell, want) in [
            (Data::Float(5_549_900_000_001.0), "5549900000001"),
            (Data::Float(99.9), "99.9"),
            (Data::Int(7), "7"),
            (Data::String(" Ana ".into()), "Ana"),
            (Data::Bool(true), "true"),
            (Data::DateTimeIso("2026-12-10T00:00:00".into()), "2026-12-10"),
            (Data::Empty, ""),
        ] {
            assert_eq!(shown(&cell).as_deref(), Some(want));
        }
        assert_eq!(shown(&Data::Error(calamine::CellErrorType::NA)), None);
        assert_eq!(quoted("a;\"b\""), "\"a;\"\"b\"\"\"");
    }

    #[test]
    fn what_is_no_spreadsheet_is_told() {
        assert!(read(b"PK\x03\x04 nothing".to_vec()).is_err());
    }
}
