//! Pix "copia e cola": the BR Code, read, checked and made.
//!
//! Source: Banco Central, "Manual de Padrões para Iniciação do Pix" (EMV MPM): a row of fields, each of two digits of id,
//! two of length (in characters) and the value; the last is a CRC over everything before its own four digits. Structure is
//! the law here: a field whose length does not fit is refused where it begins. A wrong CRC is only a warning, because
//! payers' banks take codes of providers that compute it wrongly.
//!
//! Left out: what a dynamic code's address answers, and whether the key belongs to anybody.

use super::fault::Fault;
use super::{crc, document, phone};
use std::ops::RangeInclusive;

const CODE: &str = "bad_pix";
/// Characters of a code at most: what fits a QR code that phones still read.
const MAX: usize = 1_000;
const GUI: &str = "br.gov.bcb.pix";
const MAX_KEY: usize = 77;
const MAX_INFO: usize = 72;
const MAX_NAME: usize = 25;
const MAX_CITY: usize = 15;
const MAX_TXID: usize = 25;

/// A code whose structure is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrCode {
    /// Fields of the outermost level in their order, without the CRC.
    fields: Vec<(u8, String)>,
    pub target: Target,
    /// In cents; absent where the payer chooses or the dynamic address says.
    pub amount_cents: Option<i64>,
    pub merchant_name: String,
    pub merchant_city: String,
    pub postal_code: Option<String>,
    /// Absent when `***` or missing.
    pub txid: Option<String>,
    /// Marked for one payment only (field 01 is 12).
    pub one_time: bool,
    pub warnings: Vec<Fault>,
}

/// Where the money goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A key, and what the receiver says to the payer.
    Static { key: String, info: Option<String> },
    /// An address without `https://` that says the rest.
    Dynamic { url: String },
}

/// What a static code is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaticPix {
    pub key: String,
    pub amount_cents: Option<i64>,
    pub name: String,
    pub city: String,
    pub txid: Option<String>,
    pub info: Option<String>,
}

/// Reads a code. Code `bad_pix`; white space around it is dropped.
pub fn parse(text: &str) -> Result<BrCode, Fault> {
    let lead = text.chars().count() - text.trim_start().chars().count();
    let chars: Vec<char> = text.trim().chars().collect();
    if chars.len() > MAX {
        return Err(Fault::new(
            CODE,
            lead + MAX + 1,
            format!("at most {MAX} characters"),
        ));
    }
    if let Some(index) = chars.iter().position(|c| c.is_control()) {
        return Err(Fault::new(
            CODE,
            lead + index + 1,
            "no line break or control character",
        ));
    }
    let mut fields = fields(&chars, lead)?;
    let Some((last, mut outer)) = fields.pop().map(|last| (last, fields)) else {
        return Err(Fault::new(CODE, 0, "a Pix copia e cola"));
    };
    if last.id != 63 || last.value.len() != 4 {
        return Err(Fault::new(
            CODE,
            last.at,
            "the CRC (63, four characters) as the last field",
        ));
    }
    let mut warnings = Vec::new();
    let written: String = last.value.iter().collect();
    let body: String = chars[..chars.len() - 4].iter().collect();
    let right = format!("{:04X}", crc::ccitt(body.as_bytes()));
    if !written.eq_ignore_ascii_case(&right) {
        warnings.push(Fault::new("bad_crc", last.at + 4, format!("the CRC {right}")));
    }
    unique(&outer)?;
    if let Some(early) = find(&outer, 63) {
        return Err(Fault::new(CODE, early.at, "nothing after the CRC"));
    }
    if outer.first().is_none_or(|first| first.id != 0) {
        return Err(Fault::new(CODE, lead + 1, "field 00 first"));
    }
    constant(&outer, 0, "01")?;
    let target = target(&outer)?;
    constant(&outer, 53, "986")?;
    constant(&outer, 58, "BR")?;
    let text_of = |id| find(&outer, id).map(|f| f.value.iter().collect::<String>());
    let merchant_name = required(&outer, 59, MAX_NAME, &mut warnings)?;
    let merchant_city = required(&outer, 60, MAX_CITY, &mut warnings)?;
    let one_time = match text_of(1).as_deref() {
        None | Some("11") => false,
        Some("12") => true,
        Some(_) => return Err(at(&outer, 1, "11 or 12 in field 01")),
    };
    if !text_of(52).is_some_and(|mcc| mcc.len() == 4 && mcc.bytes().all(|b| b.is_ascii_digit())) {
        return Err(at(&outer, 52, "a merchant category of four digits in field 52"));
    }
    let amount_cents = match find(&outer, 54) {
        Some(field) => Some(amount(field)?),
        None => None,
    };
    let txid = txid(&outer, &target, &mut warnings)?;
    let postal_code = text_of(61);
    let fields = outer
        .drain(..)
        .map(|field| (field.id, field.value.into_iter().collect()))
        .collect();
    Ok(BrCode {
        fields,
        target,
        amount_cents: amount_cents.filter(|cents| *cents > 0),
        merchant_name,
        merchant_city,
        postal_code,
        txid,
        one_time,
        warnings,
    })
}

impl BrCode {
    /// The code as it is pasted, its CRC computed anew.
    pub fn payload(&self) -> String {
        let mut text = String::new();
        for (id, value) in &self.fields {
            put(&mut text, *id, value);
        }
        sealed(text)
    }

    /// `static` or `dynamic`.
    pub fn kind(&self) -> &'static str {
        match self.target {
            Target::Static { .. } => "static",
            Target::Dynamic { .. } => "dynamic",
        }
    }
}

/// A field with the position of its id in the given text.
#[derive(Debug)]
struct Field {
    id: u8,
    at: usize,
    value: Vec<char>,
}

/// Splits a level; `before` is how many characters stand before it.
fn fields(chars: &[char], before: usize) -> Result<Vec<Field>, Fault> {
    let number = |at: usize| {
        let digit = |i: usize| chars.get(i).and_then(|c| c.to_digit(10));
        Some((digit(at)? * 10 + digit(at + 1)?) as u8)
    };
    let mut fields = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let here = before + at + 1;
        let id = number(at).ok_or_else(|| Fault::new(CODE, here, "a field: two digits of id"))?;
        let length = number(at + 2)
            .ok_or_else(|| Fault::new(CODE, here + 2, "the length of the field in two digits"))?;
        let end = at + 4 + usize::from(length);
        let value = chars
            .get(at + 4..end)
            .ok_or_else(|| Fault::new(CODE, here + 2, "a length that the rest of the text has"))?;
        fields.push(Field {
            id,
            at: here,
            value: value.to_vec(),
        });
        at = end;
    }
    Ok(fields)
}

fn find(fields: &[Field], id: u8) -> Option<&Field> {
    fields.iter().find(|f| f.id == id)
}

/// A fault at a field, or at the whole where the field is missing.
fn at(fields: &[Field], id: u8, expected: &str) -> Fault {
    Fault::new(CODE, find(fields, id).map_or(0, |f| f.at), expected)
}

fn unique(fields: &[Field]) -> Result<(), Fault> {
    for (index, field) in fields.iter().enumerate() {
        if fields[..index].iter().any(|earlier| earlier.id == field.id) {
            return Err(Fault::new(CODE, field.at, "every field once"));
        }
    }
    Ok(())
}

fn constant(fields: &[Field], id: u8, want: &str) -> Result<(), Fault> {
    match find(fields, id) {
        Some(field) if field.value.iter().copied().eq(want.chars()) => Ok(()),
        _ => Err(at(fields, id, &format!("field {id:02} saying {want}"))),
    }
}

/// The one account information (26 to 51) that is Pix's.
fn target(outer: &[Field]) -> Result<Target, Fault> {
    const ACCOUNTS: RangeInclusive<u8> = 26..=51;
    for account in outer.iter().filter(|f| ACCOUNTS.contains(&f.id)) {
        let inner = match fields(&account.value, account.at + 3) {
            Ok(inner) => inner,
            // Another scheme's account is none of our business; 26 is Pix's place.
            Err(_) if account.id != 26 => continue,
            Err(fault) => return Err(fault),
        };
        let text = |id| find(&inner, id).map(|f| f.value.iter().collect::<String>());
        if !text(0).is_some_and(|gui| gui.eq_ignore_ascii_case(GUI)) {
            continue;
        }
        unique(&inner)?;
        return match (text(1), text(25)) {
            (Some(key), None) if (1..=MAX_KEY).contains(&key.chars().count()) => {
                let info = text(2);
                if info
                    .as_deref()
                    .is_some_and(|info| info.chars().count() > MAX_INFO)
                {
                    return Err(at(&inner, 2, "at most 72 characters of information"));
                }
                Ok(Target::Static { key, info })
            }
            (Some(_), None) => Err(at(&inner, 1, "a key of 1 to 77 characters")),
            (None, Some(url)) if is_address(&url) => Ok(Target::Dynamic { url }),
            (None, Some(_)) => Err(at(
                &inner,
                25,
                "an address without https://, with its host and path",
            )),
            _ => Err(Fault::new(
                CODE,
                account.at,
                "either a key (01) or an address (25)",
            )),
        };
    }
    Err(Fault::new(CODE, 0, "an account of br.gov.bcb.pix in field 26"))
}

fn is_address(url: &str) -> bool {
    let host = url.split('/').next().unwrap_or_default();
    url.chars().count() <= MAX_KEY
        && url.contains('/')
        && host.contains('.')
        && !url.contains("://")
        && !url.contains(char::is_whitespace)
}

fn required(fields: &[Field], id: u8, most: usize, warnings: &mut Vec<Fault>) -> Result<String, Fault> {
    let field = find(fields, id).ok_or_else(|| Fault::new(CODE, 0, format!("field {id}")))?;
    let text: String = field.value.iter().collect();
    if text.trim().is_empty() {
        return Err(Fault::new(
            CODE,
            field.at,
            format!("something said in field {id}"),
        ));
    }
    if field.value.len() > most {
        let expected = format!("at most {most} characters in field {id}");
        warnings.push(Fault::new("too_long", field.at + 4 + most, expected));
    }
    if let Some(index) = field.value.iter().position(|c| !c.is_ascii()) {
        let expected = format!("letters without accents in field {id}");
        warnings.push(Fault::new("not_ascii", field.at + 4 + index, expected));
    }
    Ok(text)
}

/// Field 54: digits, a point and at most two decimals.
fn amount(field: &Field) -> Result<i64, Fault> {
    let wrong = |index: usize| Fault::new(CODE, field.at + 4 + index, "an amount such as 129.90");
    let text: String = field.value.iter().collect();
    if let Some(index) = field.value.iter().position(|c| !matches!(c, '0'..='9' | '.')) {
        return Err(wrong(index));
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let point = whole.len();
    let dangling = text.contains('.') && fraction.is_empty();
    if whole.is_empty() || dangling || fraction.len() > 2 || fraction.contains('.') || text.len() > 13 {
        return Err(wrong(point.min(text.len().saturating_sub(1))));
    }
    let digits = format!("{whole}{fraction:0<2}");
    digits.parse().map_err(|_| wrong(0))
}

/// Field 62-05. A static code's has at most 25 letters and digits, or is `***`.
fn txid(outer: &[Field], target: &Target, warnings: &mut Vec<Fault>) -> Result<Option<String>, Fault> {
    let Some(additional) = find(outer, 62) else {
        warnings.push(Fault::new("missing_txid", 0, "a txid, or *** in field 62-05"));
        return Ok(None);
    };
    let inner = fields(&additional.value, additional.at + 3)?;
    unique(&inner)?;
    let Some(field) = find(&inner, 5) else {
        warnings.push(Fault::new(
            "missing_txid",
            additional.at,
            "a txid, or *** in field 62-05",
        ));
        return Ok(None);
    };
    let text: String = field.value.iter().collect();
    if text == "***" {
        return Ok(None);
    }
    if let Some(index) = field.value.iter().position(|c| !c.is_ascii_alphanumeric()) {
        let expected = "letters and digits only in the txid";
        return Err(Fault::new(CODE, field.at + 4 + index, expected));
    }
    let most = match target {
        Target::Static { .. } => MAX_TXID,
        Target::Dynamic { .. } => 35,
    };
    if !(1..=most).contains(&text.len()) {
        return Err(Fault::new(
            CODE,
            field.at,
            format!("a txid of 1 to {most} characters"),
        ));
    }
    Ok(Some(text))
}

/// Makes a static code. Name and city lose their accents and what is too long for their fields.
pub fn make_static(pix: &StaticPix) -> Result<String, Fault> {
    let key = pix.key.trim();
    if !is_key(key) {
        let expected = "a Pix key: e-mail, +55 phone, CPF, CNPJ or random key";
        return Err(Fault::new("bad_pix_key", 0, expected));
    }
    let info = pix.info.as_deref().map(plain).unwrap_or_default();
    let mut account = String::new();
    put(&mut account, 0, GUI);
    put(&mut account, 1, key);
    // An account has 99 characters in all; what does not fit is cut, because it is only a remark.
    let room = 99_usize.saturating_sub(account.len() + 4).min(MAX_INFO);
    let info: String = info.chars().take(room).collect();
    if !info.is_empty() {
        put(&mut account, 2, &info);
    }
    let txid = pix.txid.as_deref().unwrap_or("***");
    let fits = txid.len() <= MAX_TXID && !txid.is_empty() && txid.bytes().all(|b| b.is_ascii_alphanumeric());
    if txid != "***" && !fits {
        let expected = "a txid of 1 to 25 letters and digits";
        return Err(Fault::new("bad_txid", 0, expected));
    }
    if pix
        .amount_cents
        .is_some_and(|cents| !(1..=999_999_999_999).contains(&cents))
    {
        return Err(Fault::new("bad_amount", 0, "from R$ 0,01 to R$ 9.999.999.999,99"));
    }
    merchant(account, pix.amount_cents, &pix.name, &pix.city, txid)
}

/// Makes a dynamic code; `url` without `https://`.
pub fn make_dynamic(url: &str, name: &str, city: &str) -> Result<String, Fault> {
    let url = url.trim().trim_start_matches("https://");
    if !is_address(url) || !url.is_ascii() {
        return Err(Fault::new(
            "bad_pix_url",
            0,
            "an address of at most 77 characters",
        ));
    }
    let mut account = String::new();
    put(&mut account, 0, GUI);
    put(&mut account, 25, url);
    merchant(account, None, name, city, "***")
}

fn merchant(
    account: String,
    amount_cents: Option<i64>,
    name: &str,
    city: &str,
    txid: &str,
) -> Result<String, Fault> {
    let cut = |text: &str, most: usize| -> String {
        let text: String = plain(text).chars().take(most).collect();
        text.trim().to_owned()
    };
    let (name, city) = (cut(name, MAX_NAME), cut(city, MAX_CITY));
    if name.is_empty() || city.is_empty() {
        return Err(Fault::new("bad_merchant", 0, "the receiver's name and city"));
    }
    let mut text = String::new();
    put(&mut text, 0, "01");
    put(&mut text, 26, &account);
    put(&mut text, 52, "0000");
    put(&mut text, 53, "986");
    if let Some(cents) = amount_cents {
        put(&mut text, 54, &format!("{}.{:02}", cents / 100, cents % 100));
    }
    put(&mut text, 58, "BR");
    put(&mut text, 59, &name);
    put(&mut text, 60, &city);
    let mut additional = String::new();
    put(&mut additional, 5, txid);
    put(&mut text, 62, &additional);
    Ok(sealed(text))
}

/// E-mail, +55 phone, CPF, CNPJ, or a random key (UUID).
fn is_key(key: &str) -> bool {
    let uuid = || {
        key.len() == 36
            && key.bytes().enumerate().all(|(i, b)| match i {
                8 | 13 | 18 | 23 => b == b'-',
                _ => b.is_ascii_hexdigit(),
            })
    };
    let email = || {
        let (user, host) = key.split_once('@').unwrap_or_default();
        !user.is_empty() && host.contains('.') && !host.contains('@') && !key.contains(char::is_whitespace)
    };
    let number = || {
        (key.starts_with("+55") && phone::normalise(key).as_deref() == Ok(key))
            || document::parse(key).is_ok_and(|d| d.number() == key)
    };
    key.is_ascii() && key.len() <= MAX_KEY && (uuid() || email() || number())
}

/// Without accents and control characters; what has no plain letter becomes a blank.
fn plain(text: &str) -> String {
    const FOLDED: [(&str, char); 12] = [
        ("áàâãäå", 'a'),
        ("éèêë", 'e'),
        ("íìîï", 'i'),
        ("óòôõöº", 'o'),
        ("úùûü", 'u'),
        ("ç", 'c'),
        ("ñ", 'n'),
        ("ÁÀÂÃÄÅª", 'A'),
        ("ÉÈÊË", 'E'),
        ("ÍÌÎÏ", 'I'),
        ("ÓÒÔÕÖ", 'O'),
        ("ÚÙÛÜ", 'U'),
    ];
    let fold = |c: char| match c {
        'Ç' => 'C',
        'Ñ' => 'N',
        ' '..='~' => c,
        _ => FOLDED
            .iter()
            .find(|(from, _)| from.contains(c))
            .map_or(' ', |(_, to)| *to),
    };
    let folded: String = text.chars().map(fold).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn put(text: &mut String, id: u8, value: &str) {
    text.push_str(&format!("{id:02}{:02}{value}", value.chars().count()));
}

fn sealed(mut text: String) -> String {
    text.push_str("6304");
    let crc = crc::ccitt(text.as_bytes());
    text.push_str(&format!("{crc:04X}"));
    text
}

#[cfg(test)]
mod tests;
