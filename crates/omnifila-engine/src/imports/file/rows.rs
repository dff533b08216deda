//! Rows of a CSV, each with its line. A row that cannot be read (an open quote, another number of columns) refuses its own
//! line only: the next line is read afresh, whatever the broken one seemed to begin.

use super::text::BROKEN;
use serde_json::{Map, Value};

/// A quoted field may run over so many lines; more is an open quote.
const LINES_OF_A_FIELD: usize = 20;

/// One row of a file: what it says, or why it says nothing.
#[derive(Debug)]
pub struct Row {
    /// From 1.
    pub line: u64,
    /// As it stands in the file.
    pub raw: String,
    pub item: Result<Map<String, Value>, Problem>,
}

/// Why a row is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub code: String,
    /// Column or pointer.
    pub place: String,
    pub expected: String,
}

impl Problem {
    pub fn new(code: &str, place: &str, expected: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            place: place.into(),
            expected: expected.into(),
        }
    }

    /// The API's error of one item.
    pub fn of_answer(error: &Value) -> Self {
        let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
        Self {
            code: text("code"),
            place: text("pointer"),
            expected: text("expected"),
        }
    }
}

/// A row as cells.
#[derive(Debug, PartialEq, Eq)]
pub struct Record {
    pub line: u64,
    pub raw: String,
    pub cells: Result<Vec<String>, Problem>,
}

/// The head, and the rows below it. `;` and `,` (and tab) are told apart by the head.
pub fn read(text: &str) -> Result<(Vec<String>, Vec<Record>), String> {
    let mut scanner = Scanner {
        rest: text,
        line: 1,
        delimiter: delimiter_of(text),
    };
    let head = loop {
        let Some((_, raw, cells)) = scanner.next() else {
            return Err("the file is empty".into());
        };
        if raw.trim().is_empty() {
            continue;
        }
        let cells = cells.map_err(|_| "line 1: an open quote in the head".to_owned())?;
        break cells
            .into_iter()
            .map(|name| name.trim().to_owned())
            .collect::<Vec<_>>();
    };
    let mut records = Vec::new();
    loop {
        let before = scanner;
        let Some((line, raw, cells)) = scanner.next() else {
            break;
        };
        if raw.trim().is_empty() {
            continue;
        }
        let cells = cells.and_then(|cells| checked(cells, head.len(), raw));
        if cells.is_err() && raw.contains('\n') {
            // What looked like one row of many lines is a broken line and others.
            scanner = before;
            let raw = scanner.skip_line();
            let problem = Problem::new("open_quote", "", "a closing quote before the next separator");
            records.push(Record {
                line,
                raw: raw.to_owned(),
                cells: Err(problem),
            });
            continue;
        }
        records.push(Record {
            line,
            raw: raw.to_owned(),
            cells,
        });
    }
    Ok((head, records))
}

fn checked(cells: Vec<String>, columns: usize, raw: &str) -> Result<Vec<String>, Problem> {
    if raw.contains(BROKEN) {
        return Err(Problem::new("bad_utf8", "", "UTF-8, as in the rest of the file"));
    }
    if cells.len() != columns {
        return Err(Problem::new(
            "wrong_columns",
            "",
            format!("{columns} columns; this row has {}", cells.len()),
        ));
    }
    Ok(cells)
}

/// The separator that the first line has most of, outside quotes.
pub fn delimiter_of(text: &str) -> u8 {
    let first = text.lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
    let mut quoted = false;
    let mut counts = [(b';', 0_usize), (b',', 0), (b'\t', 0)];
    for byte in first.bytes() {
        quoted ^= byte == b'"';
        for (delimiter, n) in &mut counts {
            *n += usize::from(!quoted && byte == *delimiter);
        }
    }
    counts
        .into_iter()
        .max_by_key(|(delimiter, n)| (*n, *delimiter == b';'))
        .map_or(b';', |(delimiter, _)| delimiter)
}

/// Reads one row after another.
#[derive(Debug, Clone, Copy)]
struct Scanner<'a> {
    rest: &'a str,
    line: u64,
    delimiter: u8,
}

type Scanned<'a> = (u64, &'a str, Result<Vec<String>, Problem>);

impl<'a> Scanner<'a> {
    /// The row that begins here: its line, its text without the line's end, its cells.
    fn next(&mut self) -> Option<Scanned<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let line = self.line;
        match self.cells() {
            Ok((cells, end, next)) => {
                let raw = &self.rest[..end];
                self.line += self.rest[..next].bytes().filter(|b| *b == b'\n').count() as u64;
                self.rest = &self.rest[next..];
                Some((line, raw, Ok(cells)))
            }
            Err(problem) => Some((line, self.skip_line(), Err(problem))),
        }
    }

    /// The text of this line, which is left behind.
    fn skip_line(&mut self) -> &'a str {
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        self.line += 1;
        line.trim_end_matches('\r')
    }

    /// The cells of the row, where it ends, and where the next begins.
    fn cells(&self) -> Result<(Vec<String>, usize, usize), Problem> {
        let bytes = self.rest.as_bytes();
        let mut cells = Vec::new();
        let mut at = 0;
        loop {
            let (cell, end) = if bytes.get(at) == Some(&b'"') {
                self.quoted(at)?
            } else {
                self.bare(at)
            };
            cells.push(cell);
            at = end;
            match bytes.get(at) {
                Some(byte) if *byte == self.delimiter => at += 1,
                Some(b'\r') if bytes.get(at + 1) == Some(&b'\n') => return Ok((cells, at, at + 2)),
                Some(b'\n') => return Ok((cells, at, at + 1)),
                Some(_) => {
                    return Err(Problem::new(
                        "open_quote",
                        "",
                        "a separator after a closing quote",
                    ));
                }
                None => return Ok((cells, at, at)),
            }
        }
    }

    /// A field without quotes: a quote inside it is a character like any other.
    fn bare(&self, from: usize) -> (String, usize) {
        let rest = &self.rest.as_bytes()[from..];
        let end = rest
            .iter()
            .position(|b| *b == self.delimiter || *b == b'\n')
            .unwrap_or(rest.len());
        let newline = rest.get(end) == Some(&b'\n');
        let end = if newline && end > 0 && rest[end - 1] == b'\r' {
            end - 1
        } else {
            end
        };
        (self.rest[from..from + end].to_owned(), from + end)
    }

    /// A field in quotes, where `""` is a quote.
    fn quoted(&self, from: usize) -> Result<(String, usize), Problem> {
        let open = || Problem::new("open_quote", "", "a closing quote before the next separator");
        let mut cell = String::new();
        let mut at = from + 1;
        let mut lines = 0;
        loop {
            let length = self.rest[at..].find('"').ok_or_else(open)?;
            let piece = &self.rest[at..at + length];
            lines += piece.bytes().filter(|b| *b == b'\n').count();
            if lines >= LINES_OF_A_FIELD {
                return Err(open());
            }
            cell.push_str(piece);
            at += length + 1;
            if self.rest.as_bytes().get(at) != Some(&b'"') {
                return Ok((cell, at));
            }
            cell.push('"');
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(u64, Result<Vec<String>, String>)> {
        let (_, records) = read(text).unwrap();
        records
            .into_iter()
            .map(|r| (r.line, r.cells.map_err(|p| p.code)))
            .collect()
    }

    fn row(cells: &[&str]) -> Result<Vec<String>, String> {
        Ok(cells.iter().map(|c| (*c).to_owned()).collect())
    }

    #[test]
    fn reads_quotes_separators_and_both_line_ends() {
        let text = "a;b\r\n1;\"x;\"\"y\"\"\"\r\n\r\n2;\"two\nlines\"\r\n3;5\" screen";
        let want = vec![
            (2, row(&["1", "x;\"y\""])),
            (4, row(&["2", "two\nlines"])),
            (6, row(&["3", "5\" screen"])),
        ];
        assert_eq!(cells(text), want);
        assert_eq!(cells("a,\"b;c\"\n1,2\n"), vec![(2, row(&["1", "2"]))]);
        assert_eq!(cells("a\tb\n1\t\n"), vec![(2, row(&["1", ""]))]);
    }

    #[test]
    fn a_broken_line_refuses_itself_only() {
        let text = "a;b\n1;2\n3;\"open\n4;5\n6;7;8\n9;\"x\"y\n10;11\n";
        let broken = |code: &str| Err(code.to_owned());
        let want = vec![
            (2, row(&["1", "2"])),
            (3, broken("open_quote")),
            (4, row(&["4", "5"])),
            (5, broken("wrong_columns")),
            (6, broken("open_quote")),
            (7, row(&["10", "11"])),
        ];
        assert_eq!(cells(text), want);
        // An open quote that another row's quote seems to close.
        let text = "a;b\n1;\"open\n2;\"good\"\n3;4\n";
        assert_eq!(
            cells(text),
            vec![
                (2, broken("open_quote")),
                (3, row(&["2", "good"])),
                (4, row(&["3", "4"]))
            ]
        );
    }

    #[test]
    fn a_quote_left_open_does_not_swallow_the_file() {
        let many: String = (0..100).map(|i| format!("{i};x\n")).collect();
        let text = format!("a;b\n0;\"open\n{many}1;\"closed\"\n");
        let read = cells(&text);
        assert_eq!(read.len(), 102);
        assert_eq!(read.iter().filter(|(_, cells)| cells.is_err()).count(), 1);
    }

    #[test]
    fn an_empty_file_is_told() {
        assert!(read("").is_err());
        assert!(read("\n\n").is_err());
        assert_eq!(read("a;b").unwrap().1, []);
    }
}
