//! Brazilian facts.
