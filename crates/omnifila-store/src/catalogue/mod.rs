//! What is not the queue: the small nouns an administrator sets up, customers, invoices, tokens, and who did what.

mod noun;
mod rows;

pub use noun::{Noun, Shelf};
pub(crate) use rows::{load_book, next_id};
