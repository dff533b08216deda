//! The one table of endpoints: where, for whom, how large, answered by which handler, described how. The router, the
//! permission check and the OpenAPI document are all made from it.

mod access;
mod codes;
mod cutover;
mod documents;
mod imports;
mod ladders;
mod notices;
mod nouns;
mod opa;
mod ops;
mod outboxes;
mod producers;
mod queue;
mod sandbox;

use crate::api::v1::batch::NDJSON;
use crate::app::App;
use crate::auth::{Access, Scope};
use crate::openapi::schema::Parameter;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{self, MethodRouter};
use std::time::Duration;

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

/// How much body an endpoint takes, of which type, and how long it waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// One thing.
    One,
    /// A change by merge patch.
    Patch,
    /// Up to 10,000 things.
    Batch,
    /// Up to 10,000 messages, also as lines.
    Messages,
    /// A file that a person has, of any type.
    File,
    /// A provider's callback, of any type.
    Hook,
    /// A call of Opa!'s own API, of any type, which may carry media.
    Opa,
}

impl Size {
    pub(crate) fn bytes(self) -> usize {
        match self {
            Size::One | Size::Patch => 64 * KIB,
            Size::Batch | Size::Messages | Size::File => 32 * MIB,
            // A thousand reports in one call, as WhatsApp sends them.
            Size::Hook => 4 * MIB,
            Size::Opa => 16 * MIB,
        }
    }

    /// A sender slower than this holds a connection for nothing.
    pub(crate) fn deadline(self) -> Duration {
        match self {
            Size::One | Size::Patch | Size::Hook => Duration::from_secs(30),
            Size::Opa => Duration::from_secs(60),
            Size::Batch | Size::Messages | Size::File => Duration::from_secs(300),
        }
    }

    /// The media types taken; none means any.
    pub(crate) fn media(self) -> &'static [&'static str] {
        match self {
            Size::One | Size::Batch => &["application/json"],
            Size::Patch => &["application/merge-patch+json", "application/json"],
            Size::Messages => &["application/json", NDJSON],
            Size::File | Size::Hook | Size::Opa => &[],
        }
    }
}

/// One method of one path.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) access: Access,
    pub(crate) size: Size,
    pub(crate) handler: MethodRouter<App>,
    pub(crate) doc: Doc,
}

/// What the document says of it.
#[derive(Debug, Default)]
pub(crate) struct Doc {
    pub(crate) tag: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) query: Vec<Parameter>,
    /// The schema of the body, and whether one must be there.
    pub(crate) body: Option<(&'static str, bool)>,
    /// Status and schema of each good answer; no schema: no body of JSON.
    pub(crate) answers: Vec<(u16, Option<&'static str>)>,
    /// The media type of a good answer that is no JSON.
    pub(crate) media: Option<&'static str>,
    /// Statuses of refusals beside those that follow from the scope, the path and the body.
    pub(crate) refusals: Vec<u16>,
}

impl Endpoint {
    fn new(method: Method, path: &'static str, handler: MethodRouter<App>) -> Self {
        let access = Access::Token(Scope::Admin);
        Self {
            method,
            path,
            access,
            size: Size::One,
            handler,
            doc: Doc::default(),
        }
    }

    fn get<H: Handler<T, App>, T: 'static>(path: &'static str, handler: H) -> Self {
        Self::new(Method::GET, path, routing::get(handler)).scope(Scope::Read)
    }

    fn post<H: Handler<T, App>, T: 'static>(path: &'static str, handler: H) -> Self {
        Self::new(Method::POST, path, routing::post(handler))
    }

    fn patch<H: Handler<T, App>, T: 'static>(path: &'static str, handler: H) -> Self {
        Self::new(Method::PATCH, path, routing::patch(handler)).size(Size::Patch)
    }

    fn put<H: Handler<T, App>, T: 'static>(path: &'static str, handler: H) -> Self {
        Self::new(Method::PUT, path, routing::put(handler))
    }

    fn delete<H: Handler<T, App>, T: 'static>(path: &'static str, handler: H) -> Self {
        Self::new(Method::DELETE, path, routing::delete(handler))
    }

    fn scope(self, scope: Scope) -> Self {
        Self {
            access: Access::Token(scope),
            ..self
        }
    }

    /// For the person it is about.
    fn person(self) -> Self {
        Self {
            access: Access::Person,
            ..self
        }
    }

    fn public(self) -> Self {
        Self {
            access: Access::Public,
            ..self
        }
    }

    fn size(self, size: Size) -> Self {
        Self { size, ..self }
    }

    fn says(mut self, tag: &'static str, summary: &'static str) -> Self {
        self.doc.tag = tag;
        self.doc.summary = summary;
        self
    }

    fn query(mut self, parameters: Vec<Parameter>) -> Self {
        self.doc.query = parameters;
        self
    }

    fn body(mut self, schema: &'static str) -> Self {
        self.doc.body = Some((schema, true));
        self
    }

    fn maybe_body(mut self, schema: &'static str) -> Self {
        self.doc.body = Some((schema, false));
        self
    }

    fn answer(mut self, status: u16, schema: &'static str) -> Self {
        self.doc.answers.push((status, Some(schema)));
        self
    }

    fn empty(mut self, status: u16) -> Self {
        self.doc.answers.push((status, None));
        self
    }

    fn media(mut self, media: &'static str) -> Self {
        self.doc.media = Some(media);
        self
    }

    fn refuses(mut self, statuses: &[u16]) -> Self {
        self.doc.refusals.extend_from_slice(statuses);
        self
    }
}

/// All of them.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let mut all = queue::endpoints();
    all.extend(nouns::endpoints());
    all.extend(ladders::endpoints());
    all.extend(imports::endpoints());
    all.extend(notices::endpoints());
    all.extend(documents::endpoints());
    all.extend(outboxes::endpoints());
    all.extend(producers::endpoints());
    all.extend(access::endpoints());
    all.extend(codes::endpoints());
    all.extend(cutover::endpoints());
    all.extend(opa::endpoints());
    all.extend(ops::endpoints());
    all.extend(sandbox::endpoints());
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_endpoint_is_listed_twice_and_all_are_described() {
        let mut seen = BTreeSet::new();
        for endpoint in endpoints() {
            let name = format!("{} {}", endpoint.method, endpoint.path);
            assert!(
                !endpoint.doc.summary.is_empty() && !endpoint.doc.tag.is_empty(),
                "{name} is not described"
            );
            assert!(!endpoint.doc.answers.is_empty(), "{name} has no answer");
            assert!(seen.insert(name.clone()), "{name} is there twice");
        }
    }

    #[test]
    fn only_health_the_document_signing_in_and_callbacks_are_public() {
        let public = endpoints()
            .into_iter()
            .filter(|e| e.access == Access::Public)
            .map(|e| e.path);
        let want = [
            "/api/openapi.json",
            "/api/v1/session",
            "/api/v1/setup",
            "/files/{token}/{name}",
            "/healthz",
            "/hooks/sources/{id}",
            "/hooks/sources/{id}/{token}",
            "/hooks/{id}",
            "/hooks/{id}/{token}",
            "/metrics",
            "/readyz",
            "/u/{id}/{token}",
        ];
        assert_eq!(public.collect::<BTreeSet<_>>(), BTreeSet::from(want));
    }

    #[test]
    fn what_changes_something_needs_more_than_reading() {
        // Asked with a body, because what is asked about is personal data and stays out of addresses and logs.
        const ASKS: [&str; 1] = ["/api/v1/codes/check"];
        for endpoint in endpoints() {
            let reads = endpoint.method == Method::GET || ASKS.contains(&endpoint.path);
            let only_read = endpoint.access == Access::Token(Scope::Read);
            assert!(reads || !only_read, "{} {}", endpoint.method, endpoint.path);
        }
    }
}
