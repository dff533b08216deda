//! Rows of a spreadsheet (XLSX): the first sheet that holds something, its first filled row the head.
//!
//! Cells are read as a person sees them: whole numbers without a fraction, dates as `2026-12-10`, formulas as their last
//! value. A row with a cell that shows an error (`#N/A`) refuses itself only. Cells are read one after another, so that a
//! sheet with one cell in its last corner costs no more than that cell. Left out: other sheets, styles, XLS.

use super::rows::{Problem, Record};
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use std::collections::BTreeMap;
use std::io::Cursor;

/// Larger whole numbers are not exact in a spreadsheet's cells.
const EXACT: f64 = 9_007_199_254_740_992.0;
/// Columns that are looked at; what a file has to say fits in far fewer.
const COLUMNS: u32 = 500;

/// The cells of one row that hold something, by column.
type Cells = BTreeMap<usize, Data>;

/// The head, and the rows below it, in the shape of a CSV's.
pub fn read(bytes: Vec<u8>) -> Result<(Vec<String>, Vec<Record>), String> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes))
        .map_err(|_| "not a spreadsheet that can be read (XLSX)".to_owned())?;
    for name in book.sheet_names() {
        let filled =
            filled_rows(&mut book, &name).map_err(|_| format!("the sheet {name:?} cannot be read"))?;
        if !filled.is_empty() {
            return under_head(filled);
        }
    }
    Err("the spreadsheet is empty".into())
}

/// The rows that hold something, by their number from 1.
fn filled_rows(
    book: &mut Xlsx<Cursor<Vec<u8>>>,
    name: &str,
) -> Result<BTreeMap<u64, Cells>, calamine::XlsxError> {
    let mut reader = book.worksheet_cells_reader(name)?;
    let mut rows: BTreeMap<u64, Cells> = BTreeMap::new();
    while let Some(cell) = reader.next_cell()? {
        let (row, column) = cell.get_position();
        let value = Data::from(cell.get_value().clone());
        if column < COLUMNS && !matches!(value, Data::Empty) {
            let cells = rows.entry(u64::from(row) + 1).or_default();
            cells.insert(column as usize, value);
        }
    }
    Ok(rows)
}

fn under_head(rows: BTreeMap<u64, Cells>) -> Result<(Vec<String>, Vec<Record>), String> {
    let mut rows = rows.into_iter();
    let (_, names) = rows.next().unwrap_or_default();
    let width = names.keys().next_back().map_or(0, |last| last + 1);
    let head: Vec<String> = (0..width)
        .map(|column| names.get(&column).and_then(shown).unwrap_or_default())
        .collect();
    // Cells to the right of the last heading belong to nothing.
    if let Some(place) = head.iter().position(String::is_empty) {
        return Err(format!("column {} has no name in the head", place + 1));
    }
    let records = rows.map(|(line, cells)| record(line, &cells, &head)).collect();
    Ok((head, records))
}

fn record(line: u64, cells: &Cells, head: &[String]) -> Record {
    let texts: Vec<Option<String>> = (0..head.len())
        .map(|column| cells.get(&column).map_or(Some(String::new()), shown))
        .collect();
    let raw: Vec<String> = texts
        .iter()
        .map(|text| quoted(text.as_deref().unwrap_or("#")))
        .collect();
    let raw = raw.join(";");
    if let Some(place) = texts.iter().position(Option::is_none) {
        let expected = "a value, not an error of the spreadsheet";
        return Record {
            line,
            raw,
            cells: Err(Problem::new("bad_cell", &head[place], expected)),
        };
    }
    let cells = if cells.keys().next_back().is_some_and(|last| *last >= head.len()) {
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
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
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
    fn rows_are_those_that_hold_something() {
        let row = |cells: &[(usize, &str)]| {
            let cells = cells.iter().map(|(at, text)| (*at, Data::String((*text).into())));
            cells.collect::<Cells>()
        };
        let sheet = BTreeMap::from([
            (2, row(&[(0, "id"), (1, "nome")])),
            (3, row(&[(1, "Ana")])),
            (1_048_576, row(&[(0, "7"), (2, "além")])),
        ]);
        let (head, records) = under_head(sheet).unwrap();
        assert_eq!(head, ["id", "nome"]);
        assert_eq!(
            (records[0].line, records[0].cells.clone().unwrap()),
            (3, vec![String::new(), "Ana".into()])
        );
        assert_eq!(records[1].line, 1_048_576);
        assert_eq!(records[1].cells.clone().unwrap_err().code, "wrong_columns");
    }

    #[test]
    fn what_is_no_spreadsheet_is_told() {
        assert!(read(b"PK\x03\x04 nothing".to_vec()).is_err());
    }
}
