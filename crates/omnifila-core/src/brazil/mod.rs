//! Brazilian facts: where and when (places, zones, area codes), whom (documents, phones), and how they pay (Pix, boletos,
//! money, dates). Pure parsers: each gives what it read, or a [`fault::Fault`] with the character at fault.

pub mod area;
pub mod bank;
pub mod boleto;
mod crc;
pub mod date;
pub mod document;
pub mod fault;
pub mod holidays;
pub mod locality;
pub mod money;
pub mod phone;
pub mod pix;
pub mod qr;
pub mod zone;
