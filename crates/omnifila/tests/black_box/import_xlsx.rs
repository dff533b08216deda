//! A spreadsheet of twenty thousand rows, brought by the command line: exactly the bad ones are refused, and the file is
//! taken back whole.

use crate::support::{Options, Place, set_up};
use omnifila_sandbox::{Sandbox, SandboxConfig};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

const ROWS: u64 = 20_000;
/// Every so manieth row has a telephone that is none.
const BAD: u64 = 997;

/// The smallest archive that is an XLSX: parts stored as they are (PKWARE APPNOTE 4.3).
fn archive(parts: &[(&str, String)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in parts {
        let (at, size) = (out.len() as u32, text.len() as u32);
        let mut common = Vec::new();
        // Version 2.0, no flags, stored, the first day of 1980.
        for field in [20_u16, 0, 0, 0, 0x21] {
            common.extend(field.to_le_bytes());
        }
        for field in [crc32(text.as_bytes()), size, size] {
            common.extend(field.to_le_bytes());
        }
        common.extend((name.len() as u16).to_le_bytes());
        common.extend(0_u16.to_le_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(text.as_bytes());
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        // Comment, disk, attributes.
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let at = out.len() as u32;
    out.extend(&directory);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    for _ in 0..2 {
        out.extend((parts.len() as u16).to_le_bytes());
    }
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend(0_u16.to_le_bytes());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let table: Vec<u32> = (0..256_u32)
        .map(|n| {
            (0..8).fold(n, |c, _| {
                if c & 1 == 1 {
                    0xedb8_8320 ^ (c >> 1)
                } else {
                    c >> 1
                }
            })
        })
        .collect();
    !bytes.iter().fold(!0_u32, |c, b| {
        table[((c ^ u32::from(*b)) & 0xff) as usize] ^ (c >> 8)
    })
}

pub(crate) fn workbook(rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut sheet = String::from(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
    );
    for (row, cells) in (1..).zip(rows) {
        write!(sheet, "<row r=\"{row}\">").unwrap();
        for (column, cell) in ('A'..).zip(cells) {
            // Digits are numbers, as a person's spreadsheet has them.
            if cell.len() < 15 && cell.bytes().all(|b| b.is_ascii_digit()) {
                write!(sheet, "<c r=\"{column}{row}\"><v>{cell}</v></c>").unwrap();
            } else {
                write!(
                    sheet,
                    "<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"
                )
                .unwrap();
            }
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let package = "http://schemas.openxmlformats.org/package/2006";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    archive(&[
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{office}\"><sheets><sheet name=\"Plan1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn exactly_the_bad_rows_are_refused_and_the_file_is_taken_back() {
    let place = Place::new();
    let node = place.serve().ready().await;
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let waiting = Options {
        queue_mode: "queue",
        ..Options::default()
    };
    let setup = set_up(&node.api, &sandbox, waiting).await;
    let head = [
        "gateway_id",
        "template_id",
        "customer.external_id",
        "customer.name",
        "customer.phone",
        "data.n",
        "dedupe_key",
    ];
    let row = |i: u64| {
        let phone = if i.is_multiple_of(BAD) {
            "123".to_owned()
        } else {
            format!("55499{:08}", i % 100_000_000)
        };
        vec![
            setup.gateway.to_string(),
            setup.template.to_string(),
            i.to_string(),
            format!("Cliente Exemplo {i}"),
            phone,
            format!("m{i}"),
            format!("x{i}"),
        ]
    };
    let rows = std::iter::once(head.map(str::to_owned).to_vec()).chain((1..=ROWS).map(row));
    let file = place.file("janeiro.xlsx", workbook(rows));
    let ended = place.run(&["import", "messages", file.to_str().unwrap()]).await;
    let bad: BTreeSet<u64> = (1..=ROWS).filter(|i| i.is_multiple_of(BAD)).collect();
    let good = ROWS - bad.len() as u64;
    assert_eq!(ended.code, Some(2), "{} {}", ended.out, ended.err);
    assert!(
        ended
            .out
            .contains(&format!("{good} accepted, {} refused", bad.len())),
        "{}",
        ended.out
    );
    let refused = fs::read_to_string(place.path().join("janeiro.xlsx.recusadas.csv")).unwrap();
    let lines: BTreeSet<u64> = refused
        .lines()
        .skip(1)
        .map(|line| line.split(';').next().unwrap().parse::<u64>().unwrap())
        .collect();
    // The head is row 1 of the sheet.
    assert_eq!(lines, bad.iter().map(|i| i + 1).collect());
    assert!(
        refused.lines().skip(1).all(|line| line.contains("bad_phone")),
        "{refused:.300}"
    );
    assert_eq!(node.api.count(setup.gateway, "waiting").await, good as i64);
    // Again: nothing is made twice.
    let again = place.run(&["import", "messages", file.to_str().unwrap()]).await;
    assert!(again.out.contains(&format!("{good} duplicate")), "{}", again.out);
    let words = [
        "queue",
        "cancel",
        "--batch",
        "import/janeiro.xlsx",
        "--reason",
        "arquivo errado",
    ];
    let taken_back = place.run_well(&words).await;
    assert!(taken_back.contains(&format!("cancelled {good}")), "{taken_back}");
    assert_eq!(node.api.count(setup.gateway, "waiting").await, 0);
    node.stop().await;
    sandbox.shutdown().await;
}
