//! Systems of record that are asked for customers and invoices: today IXC Provedor.
//!
//! A source reads pages and rows and says what went wrong in a closed set of codes; it keeps no cursor, knows no store and
//! never waits: whoever asks decides when to ask again ([`Trouble`] says whether that can help). Reads may be repeated at
//! will; the one write, a ticket, is made once.

mod ixc;
mod page_size;

pub use ixc::{Ask, Condition, Ixc, Page, RESOURCES, Settings, Ticket};
pub use page_size::PageSize;

/// What would help against a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// A smaller page.
    Overload,
    /// Time.
    Passing,
    /// A person: a token, a permission, an address.
    Person,
}

/// Why a source did not answer as it should. `code` is one of `docs/reference/codes.md`: never words of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{code} ({resource})")]
pub struct SourceFault {
    pub code: &'static str,
    /// What was asked for.
    pub resource: &'static str,
    pub trouble: Trouble,
    /// Of a write: it may have been carried out.
    pub perhaps_done: bool,
}

impl SourceFault {
    fn new(code: &'static str, resource: &'static str, trouble: Trouble) -> Self {
        Self {
            code,
            resource,
            trouble,
            perhaps_done: false,
        }
    }
}
