//! Bytes to text: UTF-8 with or without a byte order mark, UTF-16 with one (what Excel calls Unicode text), else what
//! Brazilian ERPs export, Windows-1252 (which contains Latin-1).
//!
//! Guessed by lines: a file with more lines of good UTF-8 than of bad is UTF-8 with some broken lines, which are then
//! refused one by one; else it is Windows-1252.

/// Stands in a line that is not of the file's encoding; such a row is refused.
pub const BROKEN: char = '\u{fffd}';

/// 0x80 to 0x9f of Windows-1252 (WHATWG encoding standard); the rest of the upper half is Latin-1.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text, whatever it was encoded in.
pub fn decode(bytes: &[u8]) -> String {
    recognise(bytes).0
}

/// The text, and the name of its encoding.
pub fn recognise(bytes: &[u8]) -> (String, &'static str) {
    if let Some(text) = utf_16(bytes) {
        return (text, "utf-16");
    }
    let marked = bytes.strip_prefix(b"\xef\xbb\xbf");
    let bytes = marked.unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), "utf-8");
    }
    let (mut good, mut bad) = (0_usize, 0_usize);
    for line in bytes.split(|b| *b == b'\n').filter(|line| !line.is_ascii()) {
        match std::str::from_utf8(line) {
            Ok(_) => good += 1,
            Err(_) => bad += 1,
        }
    }
    if marked.is_some() || good > bad {
        return (String::from_utf8_lossy(bytes).into_owned(), "utf-8");
    }
    (bytes.iter().map(|byte| latin(*byte)).collect(), "windows-1252")
}

fn utf_16(bytes: &[u8]) -> Option<String> {
    let (rest, unit) = match bytes {
        [0xff, 0xfe, rest @ ..] => (rest, u16::from_le_bytes as fn([u8; 2]) -> u16),
        [0xfe, 0xff, rest @ ..] => (rest, u16::from_be_bytes as fn([u8; 2]) -> u16),
        _ => return None,
    };
    let units = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let chars = char::decode_utf16(units);
    Some(chars.map(|c| c.unwrap_or(BROKEN)).collect())
}

fn latin(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_encodings_are_recognised() {
        assert_eq!(decode("\u{feff}nome\nJosé".as_bytes()), "nome\nJosé");
        assert_eq!(decode("nome\nJosé".as_bytes()), "nome\nJosé");
        assert_eq!(decode(b"nome\nJos\xe9 \x96 \x80"), "nome\nJosé – €");
    }

    #[test]
    fn the_unicode_text_of_excel_is_recognised() {
        let text = "nome\tvalor\r\nJosé\t1\r\n";
        let units = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
            std::iter::once(0xfeff)
                .chain(text.encode_utf16())
                .flat_map(unit)
                .collect()
        };
        for bytes in [units(u16::to_le_bytes), units(u16::to_be_bytes)] {
            assert_eq!(recognise(&bytes), (text.to_owned(), "utf-16"));
        }
        assert_eq!(decode(b"\xff\xfea\x00\x00\xdc"), format!("a{BROKEN}"));
    }

    #[test]
    fn one_broken_line_does_not_make_a_file_latin() {
        let mut bytes = "José\nConceição\n".as_bytes().to_vec();
        bytes.extend_from_slice(b"Jo\xe3o\n");
        let text = decode(&bytes);
        assert!(text.starts_with("José\nConceição\n"));
        assert!(text.contains(BROKEN));
    }
}
