//! Pictures of a code: QR (ISO/IEC 18004) as SVG and as PNG, black on white with the quiet zone that readers need.
//!
//! The PNG is written here: one bit a pixel in stored blocks, a few kilobytes, no compressor needed.

use super::crc;
use super::fault::Fault;
use qrcode::{Color, EcLevel, QrCode};

/// Modules of white around the code (ISO/IEC 18004 §9.1).
const QUIET: usize = 4;
/// Pixels of a module in a PNG.
const SCALE: usize = 8;
/// Bytes of a stored block at most (RFC 1951 §3.2.4).
const STORED: usize = 65_535;

/// A code as a square of modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qr {
    width: usize,
    dark: Vec<bool>,
}

impl Qr {
    /// Error correction M: a printed or photographed code bears 15 % of damage. Code `too_long` when it does not fit.
    pub fn of(text: &str) -> Result<Qr, Fault> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M)
            .map_err(|_| Fault::new("too_long", 0, "a text that fits a QR code"))?;
        let width = code.width();
        let dark = code.into_colors().into_iter().map(|c| c == Color::Dark).collect();
        Ok(Qr { width, dark })
    }

    /// Modules of a side, the quiet zone included.
    pub fn side(&self) -> usize {
        self.width + 2 * QUIET
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        let inside = |at: usize| at.checked_sub(QUIET).filter(|at| *at < self.width);
        match (inside(x), inside(y)) {
            (Some(x), Some(y)) => self.dark[y * self.width + x],
            _ => false,
        }
    }

    /// One path; a unit is a module, so that it scales to any size.
    pub fn svg(&self) -> String {
        let side = self.side();
        let mut path = String::new();
        for y in 0..side {
            let mut x = 0;
            while x < side {
                let run = (x..side).take_while(|x| self.is_dark(*x, y)).count();
                if run > 0 {
                    path.push_str(&format!("M{x} {y}h{run}v1h-{run}z"));
                }
                x += run.max(1);
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
             <path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
        )
    }

    /// Greyscale of one bit (PNG, ISO/IEC 15948).
    pub fn png(&self) -> Vec<u8> {
        let pixels = self.side() * SCALE;
        let mut rows = Vec::with_capacity(pixels * (pixels / 8 + 1));
        for y in 0..pixels {
            rows.push(0);
            // Eight pixels are one module here, hence one byte.
            rows.extend((0..self.side()).map(|x| if self.is_dark(x, y / SCALE) { 0x00 } else { 0xFF }));
        }
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        let side = (pixels as u32).to_be_bytes();
        chunk(
            &mut png,
            b"IHDR",
            &[&side[..], &side[..], &[1, 0, 0, 0, 0]].concat(),
        );
        chunk(&mut png, b"IDAT", &stored(&rows));
        chunk(&mut png, b"IEND", &[]);
        png
    }
}

fn chunk(png: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    png.extend((data.len() as u32).to_be_bytes());
    png.extend(kind);
    png.extend(data);
    png.extend(crc::crc32(&[kind, data]).to_be_bytes());
}

/// A zlib stream (RFC 1950) of stored blocks.
fn stored(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let blocks = data.chunks(STORED);
    let last = blocks.len().saturating_sub(1);
    for (index, block) in blocks.enumerate() {
        let length = block.len() as u16;
        out.push(u8::from(index == last));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    let adler = |(a, b): (u32, u32), byte: &u8| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    };
    let (a, b) = data.iter().fold((1, 0), adler);
    out.extend((b << 16 | a).to_be_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_finders_and_the_quiet_zone_are_there() {
        let qr = Qr::of("00020126580014br.gov.bcb.pix").unwrap();
        let side = qr.side();
        let last = side - QUIET - 7;
        for (x, y) in [(QUIET, QUIET), (last, QUIET), (QUIET, last)] {
            for step in 0..7 {
                assert!(qr.is_dark(x + step, y) && qr.is_dark(x, y + step) && qr.is_dark(x + 6, y + step));
                assert!(step == 0 || step == 6 || !qr.is_dark(x + 1, y + 1));
            }
            assert!(qr.is_dark(x + 3, y + 3));
        }
        assert!((0..side).all(|i| !qr.is_dark(i, 3) && !qr.is_dark(3, i) && !qr.is_dark(side - 1, i)));
        assert!(Qr::of(&"x".repeat(3_000)).is_err());
    }

    /// Counts the dark units of the path, and of the picture's bytes: both show the same code.
    #[test]
    fn both_pictures_show_the_same_modules() {
        let qr = Qr::of("https://example.com/").unwrap();
        let dark = (0..qr.side())
            .flat_map(|y| (0..qr.side()).map(move |x| (x, y)))
            .filter(|(x, y)| qr.is_dark(*x, *y))
            .count();
        let svg = qr.svg();
        let path = svg.rsplit("d=\"").next().unwrap();
        let run = |part: &str| part.split(['h', 'v']).nth(1).unwrap().parse::<usize>().unwrap();
        let drawn: usize = path.split('M').skip(1).map(run).sum();
        assert_eq!(drawn, dark);

        let png = qr.png();
        let length = u32::from_be_bytes(png[33..37].try_into().unwrap()) as usize;
        assert_eq!(&png[37..41], b"IDAT");
        let mut data = &png[41 + 2..41 + length - 4];
        let mut rows: Vec<u8> = Vec::new();
        while let [_, a, b, _, _, rest @ ..] = data {
            let size = usize::from(u16::from_le_bytes([*a, *b]));
            rows.extend(&rest[..size]);
            data = &rest[size..];
        }
        let line = qr.side() + 1;
        assert_eq!(rows.len(), line * qr.side() * SCALE);
        let black = rows
            .chunks(line)
            .flat_map(|row| &row[1..])
            .filter(|b| **b == 0)
            .count();
        assert_eq!(black, dark * SCALE);
        assert_eq!(&png[png.len() - 8..png.len() - 4], b"IEND");
    }
}
