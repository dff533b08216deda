//! Brazilian facts: zones per federal unit, phone numbers, documents.

pub mod document;
pub mod phone;
pub mod zone;
