//! Documents to be signed: as they are told of, kept and listed, and the flows of what their signers are sent.

use super::nouns::{name, view};
use super::schema::{
    Property, between, change, count, flag, id, key, list, may, must, nullable, object, page, reference,
    text, time, words,
};
use omnifila_core::signature::{DocumentStatus, SignerStatus};
use serde_json::Value;

pub(super) fn schemas() -> Vec<(String, Value)> {
    let flow = flow();
    let all = [
        ("SignatureFlow", view(&flow)),
        ("SignatureFlowChange", change(&flow)),
        ("SignatureFlowPage", page("SignatureFlow")),
        ("SignatureFlowInput", flow),
        ("SignatureStep", step()),
        ("SignatureHeard", heard()),
        ("DocumentBatch", batch()),
        ("DocumentInput", input()),
        ("SignerInput", signer(false)),
        ("Signer", signer(true)),
        ("DocumentBatchAnswer", answer()),
        ("Document", object("A document to be signed", document())),
        ("DocumentPage", page("Document")),
        ("DocumentState", state()),
        ("DocumentCounts", counts()),
    ];
    all.map(|(name, schema)| (name.to_owned(), schema)).into()
}

fn document_status() -> Value {
    let all: Vec<&str> = DocumentStatus::ALL.iter().map(|s| s.word()).collect();
    words(&all, "Only a pending one is written about")
}

fn flow() -> Value {
    object(
        "What signers are sent, and when; of several flows the first enabled one that fits is followed",
        vec![
            must("name", name()),
            may("enabled", flag("true by default")),
            may(
                "source",
                nullable(text("Only documents of this source; of every source by default")),
            ),
            must(
                "steps",
                list(reference("SignatureStep"), "The link, then reminders"),
            ),
        ],
    )
}

fn step() -> Value {
    object(
        "One message to each signer who has not answered",
        vec![
            must(
                "after_hours",
                between(0, 8760, "Hours after the link was told of; 0 is at once"),
            ),
            must(
                "template_id",
                id("What is sent; it knows signature.link, signature.document, signature.signer"),
            ),
        ],
    )
}

fn heard() -> Value {
    object(
        "A webhook was taken",
        vec![
            must("received", flag("Always true")),
            must("document_id", nullable(id("The document it told of"))),
            must("duplicate", flag("It had come before, and changed nothing")),
        ],
    )
}

fn batch() -> Value {
    object(
        "Documents to tell of",
        vec![
            must("source", text("The system whose documents these are")),
            must(
                "documents",
                list(reference("DocumentInput"), "Up to 10,000, judged one by one"),
            ),
        ],
    )
}

fn input() -> Value {
    object(
        "What is known of a document; absent says nothing",
        vec![
            must("external_id", key("The document, as its provider calls it")),
            may("name", nullable(text("As a person would call it"))),
            may("reference", nullable(text("Your own name for it"))),
            may(
                "customer_external_id",
                nullable(text("The customer of the same source whom it concerns")),
            ),
            may("deadline_at", nullable(time("Nobody can sign after it"))),
            may("status", nullable(document_status())),
            may(
                "signers",
                list(reference("SignerInput"), "Those who are asked to sign"),
            ),
        ],
    )
}

fn signer(shown: bool) -> Value {
    let all: Vec<&str> = SignerStatus::ALL.iter().map(|s| s.word()).collect();
    let property = |name, schema| -> Property {
        if shown {
            must(name, schema)
        } else {
            may(name, schema)
        }
    };
    let status = words(
        &all,
        "The higher one holds: signed, refused, removed, viewed, pending",
    );
    object(
        "One who is asked to sign",
        vec![
            must(
                "key",
                key("The provider's own name for the signer in this document"),
            ),
            property("name", nullable(text("The signer's name"))),
            property("phone", nullable(text("Where WhatsApp reaches them"))),
            property("email", nullable(text("Their e-mail address"))),
            property("link", nullable(text("Where they sign"))),
            property("link_expires_at", nullable(time("When the link stops working"))),
            property("status", if shown { status } else { nullable(status) }),
        ],
    )
}

fn answer() -> Value {
    let item = object(
        "What became of one document",
        vec![
            must("index", count("Its place in the batch, from 0")),
            may("id", id("The document")),
            must(
                "result",
                words(&["changed", "unchanged", "rejected"], "What it changed"),
            ),
            may("error", reference("InputError")),
        ],
    );
    object(
        "What became of a batch",
        vec![
            must("changed", count("New, or told something new of")),
            must("unchanged", count("Known already")),
            must("rejected", count("Refused; nothing was written")),
            must("items", list(item, "In the batch's order")),
        ],
    )
}

fn document() -> Vec<Property> {
    let note = object(
        "Why a step made no message",
        vec![
            must("signer", text("The signer's key")),
            must("step", count("The step, from 1")),
            must("code", text("Such as link_ends_first or missing_phone")),
            must("at", time("When it was decided")),
        ],
    );
    vec![
        must("id", id("Its id")),
        must("source", text("The system it comes from")),
        must("external_id", text("The document, as its provider calls it")),
        must("name", nullable(text("As a person would call it"))),
        must("reference", nullable(text("Your own name for it"))),
        must("deadline_at", nullable(time("Nobody can sign after it"))),
        must("status", document_status()),
        must(
            "signers",
            list(reference("Signer"), "Those who are asked to sign"),
        ),
        must("told_at", nullable(time("The latest moment told of"))),
        must("ended_at", nullable(time("When it ended"))),
        must(
            "customer_external_id",
            nullable(text("The customer of the same source whom it concerns")),
        ),
        must("notes", list(note, "Steps that made no message")),
        must("created_at", time("When it was first told of")),
        must("updated_at", time("When something new was told last")),
    ]
}

fn state() -> Value {
    let event = object(
        "Something that was told",
        vec![
            must("id", id("Its id")),
            must("kind", text("What happened, as its provider calls it")),
            must(
                "occurred_at",
                nullable(time("When it happened, as its provider says")),
            ),
            must("received_at", time("When it came")),
            must("changed", flag("It was news")),
        ],
    );
    let mut all = document();
    all.push(must("events", list(event, "Newest first")));
    all.push(must(
        "batch_ref",
        text("Finds its messages: GET /messages?batch_ref="),
    ));
    object("A document with what was told of it", all)
}

fn counts() -> Value {
    let all = DocumentStatus::ALL
        .iter()
        .map(|s| must(s.word(), count("Documents")));
    object("Documents by status", all.collect())
}
