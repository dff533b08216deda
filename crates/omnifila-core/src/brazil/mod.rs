//! Brazilian facts: zones per federal unit, phone numbers, documents.

pub mod zone;
