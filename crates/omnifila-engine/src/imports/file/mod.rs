//! Files that people have: CSV in either encoding with any usual separator, and spreadsheets, as a head and rows.
//!
//! Failures: a file of which nothing can be read is told in words; a row that cannot be read refuses itself only. Left out:
//! what the columns mean ([`super::columns`]).

pub mod rows;
pub mod sheet;
pub mod text;

use rows::Record;

/// How every XLSX begins: it is an archive.
const ARCHIVE: &[u8] = b"PK\x03\x04";

/// A file as it was recognised.
#[derive(Debug)]
pub struct Table {
    /// `csv` or `xlsx`.
    pub format: &'static str,
    /// `utf-8`, `utf-16` or `windows-1252`; none of a spreadsheet.
    pub encoding: Option<&'static str>,
    /// Of a CSV.
    pub separator: Option<char>,
    pub head: Vec<String>,
    pub records: Vec<Record>,
}

/// Whether the file is a spreadsheet.
pub fn is_spreadsheet(bytes: &[u8]) -> bool {
    bytes.starts_with(ARCHIVE)
}

/// Reads a file whole.
///
/// # Errors
/// In words, where nothing of it can be read.
pub fn read(bytes: Vec<u8>) -> Result<Table, String> {
    if is_spreadsheet(&bytes) {
        let (head, records) = sheet::read(bytes)?;
        return Ok(Table {
            format: "xlsx",
            encoding: None,
            separator: None,
            head,
            records,
        });
    }
    let (text, encoding) = text::recognise(&bytes);
    drop(bytes);
    let separator = char::from(rows::delimiter_of(&text));
    let (head, records) = rows::read(&text)?;
    if head.iter().any(|name| name.contains('\0')) {
        return Err("its head is no text".into());
    }
    Ok(Table {
        format: "csv",
        encoding: Some(encoding),
        separator: Some(separator),
        head,
        records,
    })
}
