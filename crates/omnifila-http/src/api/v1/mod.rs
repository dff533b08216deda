//! `/api/v1`.

pub(crate) mod audit;
pub(crate) mod batch;
pub(crate) mod bulk;
pub(crate) mod clock;
pub(crate) mod codes;
pub(crate) mod customers;
pub(crate) mod events;
pub(crate) mod forecast;
pub(crate) mod gateways;
pub(crate) mod invoices;
pub(crate) mod ladders;
pub(crate) mod messages;
pub(crate) mod nouns;
pub(crate) mod operations;
pub(crate) mod pause;
pub(crate) mod runs;
pub(crate) mod sources;
pub(crate) mod stop_rules;
pub(crate) mod summary;
pub(crate) mod suppressions;
pub(crate) mod tokens;
