//! Documents to be signed: told of in batches, listed, looked at, stopped.

use crate::api::{Page, ok};
use crate::app::App;
use crate::auth::Caller;
use crate::body::{Input, Payload};
use crate::cursor;
use crate::problem::{Answer, Problem};
use crate::query::{Id, Query};
use axum::extract::State;
use axum::response::Response;
use omnifila_core::input::{self, InputError};
use omnifila_core::signature::{DocumentStatus, Signer, SignerStatus, Telling};
use omnifila_core::time::Time;
use omnifila_engine::setup::sized;
use omnifila_engine::signatures::fingerprint;
use omnifila_store::catalogue::{DocumentEvent, DocumentFilter, NewTelling, StoredDocument};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

use super::batch::check_count;
use super::customers::MAX_SOURCE;
use super::messages::{MAX_REASON, ReasonInput};

const LIST: &str = "documents";
/// Signers of one document at most.
const MOST_SIGNERS: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    source: String,
    documents: Vec<Box<RawValue>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentInput {
    external_id: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    reference: Option<String>,
    #[serde(default)]
    customer_external_id: Option<String>,
    #[serde(default)]
    deadline_at: Option<Time>,
    #[serde(default)]
    status: Option<DocumentStatus>,
    #[serde(default)]
    signers: Vec<SignerInput>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignerInput {
    key: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    phone: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    link: Option<String>,
    #[serde(default)]
    link_expires_at: Option<Time>,
    #[serde(default)]
    status: Option<SignerStatus>,
}

#[derive(Debug, Serialize)]
struct DocumentAnswer {
    index: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<i64>,
    /// `changed`, `unchanged` or `rejected`.
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<InputError>,
}

#[derive(Debug, Serialize)]
struct BatchAnswer {
    changed: usize,
    unchanged: usize,
    rejected: usize,
    items: Vec<DocumentAnswer>,
}

pub(crate) async fn batch(State(app): State<App>, Payload(bytes): Payload) -> Answer<Response> {
    let envelope: Envelope = input::parse_envelope(&bytes)?;
    sized("/source", &envelope.source, MAX_SOURCE)?;
    check_count(envelope.documents.len(), "/documents")?;
    let mut out = BatchAnswer {
        changed: 0,
        unchanged: 0,
        rejected: 0,
        items: Vec::with_capacity(envelope.documents.len()),
    };
    for (index, raw) in envelope.documents.iter().enumerate() {
        let read = input::parse::<DocumentInput>(raw.get().as_bytes()).and_then(|document| {
            told(
                document,
                &envelope.source,
                raw.get().as_bytes(),
                app.engine().now(),
            )
        });
        let (id, result, error) = match read {
            Ok(new) => {
                let taken = app.engine().tell_document(new).await?;
                let result = if taken.changed { "changed" } else { "unchanged" };
                (Some(taken.document_id), result, None)
            }
            Err(error) => (None, "rejected", Some(error)),
        };
        match result {
            "changed" => out.changed += 1,
            "unchanged" => out.unchanged += 1,
            _ => out.rejected += 1,
        }
        out.items.push(DocumentAnswer {
            index,
            id,
            result,
            error,
        });
    }
    Ok(ok(out))
}

fn told(document: DocumentInput, source: &str, raw: &[u8], now: Time) -> Result<NewTelling, InputError> {
    sized("/external_id", &document.external_id, 200)?;
    if document.signers.len() > MOST_SIGNERS {
        let expected = format!("at most {MOST_SIGNERS} signers");
        return Err(InputError::new("too_many_items", "/signers", expected));
    }
    let mut telling = Telling::of(document.external_id, "told");
    telling.name = document.name;
    telling.reference = document.reference;
    telling.deadline_at = document.deadline_at;
    telling.status = document.status;
    for (i, given) in document.signers.into_iter().enumerate() {
        sized(&format!("/signers/{i}/key"), &given.key, 200)?;
        if given
            .link
            .as_deref()
            .is_some_and(|l| !l.starts_with("https://") && !l.starts_with("http://"))
        {
            return Err(InputError::new(
                "bad_url",
                format!("/signers/{i}/link"),
                "an http or https URL",
            ));
        }
        telling.signers.push(Signer {
            key: given.key,
            name: given.name,
            phone: given.phone,
            email: given.email,
            link: given.link,
            link_expires_at: given.link_expires_at,
            status: given.status.unwrap_or(SignerStatus::Pending),
        });
    }
    Ok(NewTelling {
        source: source.to_owned(),
        customer_external_id: document.customer_external_id,
        telling,
        // Told again later it is news again: what it says is joined, whoever said it first.
        key: format!("{}/{}", fingerprint(raw), now.ms()),
        body: None,
    })
}

pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&["status", "source", "external_id", "limit", "cursor"])?;
    let words: Vec<&str> = DocumentStatus::ALL.iter().map(|s| s.word()).collect();
    let filter = DocumentFilter {
        status: query.parsed("status", &words.join(", "), DocumentStatus::from_word)?,
        source: query.one("source")?.map(str::to_owned),
        external_id: query.one("external_id")?.map(str::to_owned),
    };
    let limit = query.limit()?;
    let before = cursor::read_after(LIST, query.one("cursor")?)?;
    let catalogue = app.engine().catalogue();
    let items = catalogue.documents(filter, before, limit + 1).await?;
    Ok(ok(Page::cut(items, limit, |document: &StoredDocument| {
        cursor::write(LIST, &[document.id])
    })))
}

#[derive(Debug, Serialize)]
struct DocumentView {
    #[serde(flatten)]
    document: StoredDocument,
    /// What was told, newest first.
    events: Vec<DocumentEvent>,
    /// The `batch_ref` of its messages.
    batch_ref: String,
}

async fn shown(app: &App, id: i64) -> Answer<DocumentView> {
    let catalogue = app.engine().catalogue();
    let document = catalogue.document(id).await?;
    let document = document.ok_or_else(|| Problem::not_found("document"))?;
    Ok(DocumentView {
        events: catalogue.document_events(id).await?,
        batch_ref: format!("document/{id}"),
        document,
    })
}

pub(crate) async fn one(State(app): State<App>, Id(id): Id<i64>) -> Answer<Response> {
    Ok(ok(shown(&app, id).await?))
}

/// A person says that a document is not to be written about any more.
pub(crate) async fn cancel(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<i64>,
    Input(input): Input<ReasonInput>,
) -> Answer<Response> {
    sized("/reason", &input.reason, MAX_REASON)?;
    app.engine()
        .cancel_document(id, caller.by(Some(input.reason)))
        .await?;
    Ok(ok(shown(&app, id).await?))
}

pub(crate) async fn counts(State(app): State<App>) -> Answer<Response> {
    let found = app.engine().catalogue().document_counts().await?;
    let mut counts: BTreeMap<&str, i64> = DocumentStatus::ALL.iter().map(|s| (s.word(), 0)).collect();
    counts.extend(found.into_iter().map(|(status, n)| (status.word(), n)));
    Ok(ok(counts))
}
