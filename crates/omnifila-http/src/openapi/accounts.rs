//! Accounts at providers: channels, templates, allowance, and the calls to a hook.

use super::schema::{
    count, flag, id, key, list, may, must, nullable, object, open, page, reference, text, time, words,
};
use serde_json::Value;

type Named = (String, Value);

fn trouble() -> Value {
    object(
        "What went wrong last, until it goes well",
        vec![
            must(
                "part",
                words(
                    &["daily_limit", "templates", "consents", "lookups"],
                    "What was read",
                ),
            ),
            must("code", text("As in an attempt")),
            must("since", time("The first failure of this row of failures")),
            must("at", time("The last one")),
        ],
    )
}

fn allowance() -> Value {
    object(
        "What the provider lets through a day",
        vec![
            must("limit", count("Messages a day")),
            must(
                "left",
                count("Of them, left today, less those that have started since it was asked"),
            ),
            must("read_at", nullable(time("When the provider was asked last"))),
        ],
    )
}

/// Of a gateway's view.
pub(super) fn account() -> Value {
    object(
        "What the provider tells of the account; null for a kind that cannot be read",
        vec![
            must("daily_limit", nullable(reference("Allowance"))),
            must(
                "listed_at",
                nullable(time("When channels and templates were read last")),
            ),
            must(
                "consents_read_at",
                nullable(time("When all contacts had been read last")),
            ),
            must(
                "consents_skip",
                count("While contacts are being read: how many have been"),
            ),
            must("opted_out", count("Contacts that opted out there")),
            must(
                "unreadable",
                count("Contacts whose decision could not be understood"),
            ),
            must(
                "opt_outs_written",
                count("Suppressions up to this one are written there, where write_opt_out asks for it"),
            ),
            must("opt_outs_refused", count("Of them, those the provider refused")),
            must("last_error", nullable(reference("AccountTrouble"))),
        ],
    )
}

fn channel() -> Value {
    object(
        "A channel of the account, as the provider lists it",
        vec![
            must("id", text("The provider's id")),
            must("name", text("Its name")),
            must("kind", nullable(text("In the provider's words"))),
            must("integration", nullable(text("In the provider's words"))),
            must("active", flag("It is in use")),
        ],
    )
}

fn template() -> Value {
    object(
        "A template of the account's channel, with what uses it here",
        vec![
            must("id", text("The provider's id: provider_template_id of a binding")),
            must("name", text("Its name")),
            must("text", text("As it is now, with {{1}}, {{2}} … for variables")),
            must("language", nullable(text("Its language"))),
            must("status", nullable(text("In the provider's words"))),
            must("category", nullable(text("In the provider's words"))),
            may("quality", text("How people take it, in the provider's words")),
            must(
                "accepted_category",
                nullable(text("The category it may go out as")),
            ),
            must("variables", count("How many it takes")),
            must("accepted_text", text("The text that may go out")),
            must("first_seen_at", time("When it was listed first")),
            must("changed_at", time("When it changed last")),
            must("missing_since", nullable(time("The channel has it no more"))),
            must(
                "drift",
                nullable(words(
                    &["text_changed", "not_approved", "missing", "category_changed"],
                    "Why what is bound to it is held",
                )),
            ),
            must("template_ids", list(id("A template"), "Bound to it")),
            must(
                "mismatched_ids",
                list(
                    id("A template"),
                    "Bound to it with another number of parameters: would be refused",
                ),
            ),
            must("hold_ids", list(id("A hold"), "Made for its drift")),
        ],
    )
}

fn listed(of: &str) -> Value {
    object(
        "What the provider listed last",
        vec![
            must("items", list(reference(of), "All of them")),
            must("listed_at", nullable(time("When; null before the first time"))),
            must("last_error", nullable(reference("AccountTrouble"))),
        ],
    )
}

pub(super) fn schemas() -> Vec<Named> {
    let holds = |doc| list(id("A hold"), doc);
    let synced = vec![
        must("channels", count("Channels listed")),
        must("templates", count("Templates listed")),
        must("held", holds("Made now, because a template drifted")),
        must("released", holds("Ended now, because a drift is over")),
        must("daily_limit", nullable(reference("Allowance"))),
    ];
    let event = vec![
        must("id", id("Its number")),
        must("received_at", time("When")),
        must("content_type", nullable(text("As it said"))),
        must("body", text("As it came")),
        must("trusted", flag("It knew the hook's token")),
        must("extracted", open("What was understood of it")),
    ];
    let accept = vec![
        must("provider_template_id", key("The provider's template")),
        must("reason", text("Kept on record")),
    ];
    let all = [
        ("Allowance", allowance()),
        ("AccountTrouble", trouble()),
        ("ProviderChannel", channel()),
        ("ProviderChannels", listed("ProviderChannel")),
        ("ProviderTemplate", template()),
        ("ProviderTemplates", listed("ProviderTemplate")),
        ("AccountSynced", object("What a sync did", synced)),
        (
            "TemplateAccept",
            object("A text that may go out from now on", accept),
        ),
        (
            "TemplateAccepted",
            object("What it set free", vec![must("released", holds("Ended with it"))]),
        ),
        ("HookEvent", object("A provider's call, as it came", event)),
        ("HookEventPage", page("HookEvent")),
    ];
    all.into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}
