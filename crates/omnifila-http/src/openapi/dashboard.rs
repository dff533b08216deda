//! The first page.

use super::schema::{
    Property, count, date, flag, id, integer, list, may, must, nullable, number, object, page, reference,
    text, time, words,
};
use omnifila_core::catalogue::GatewayKind;
use serde_json::Value;

const ATTENTION: [&str; 10] = [
    "gateway_credentials",
    "gateway_down",
    "paused_all",
    "no_task",
    "uncertain_waiting",
    "server_was_down",
    "window_ends_before_drain",
    "gateway_paused",
    "failed_today",
    "run_with_issues",
];

pub(super) fn schemas() -> Vec<(String, Value)> {
    let all = [
        ("Dashboard", dashboard()),
        ("DashboardGateway", gateway()),
        ("Attention", attention()),
        ("BurndownPoint", point()),
        ("DayFigures", day()),
        ("DayFiguresPage", page("DayFigures")),
        (
            "Dismissal",
            object(
                "What somebody has seen",
                vec![must("code", words(&["server_was_down"], "Of the attention"))],
            ),
        ),
    ];
    all.into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

fn dashboard() -> Value {
    let paused = object(
        "Everything is paused",
        vec![
            must("reason", text("Why")),
            must("by", nullable(text("Who, as the record names them"))),
            must("since", time("From then")),
            must("until", nullable(time("Ends by itself then"))),
        ],
    );
    let minute = object(
        "One minute",
        vec![
            must("at", time("Its begin")),
            must("sent", count("Handed over in it")),
            must("failed", count("Failed in it")),
        ],
    );
    let rate = object(
        "How fast it goes",
        vec![
            must("per_minute_now", count("Handed over in the last sixty seconds")),
            must("minutes", list(minute, "The last sixty, oldest first")),
        ],
    );
    let burndown = object(
        "What waited today, and what will",
        vec![
            must(
                "history",
                list(reference("BurndownPoint"), "Every five minutes since midnight"),
            ),
            must(
                "forecast",
                list(
                    reference("BurndownPoint"),
                    "From now on; empty while it is not known",
                ),
            ),
        ],
    );
    let run = object(
        "A coming run",
        vec![
            must("task_id", id("Of this task")),
            must("name", text("The task's name")),
            must("at", time("When")),
        ],
    );
    let holiday = object(
        "A day on which nothing leaves",
        vec![must("name", text("Its name"))],
    );
    object(
        "The first page; today is the company's local day",
        vec![
            must("now", time("As of")),
            must("paused_all", nullable(paused)),
            must("waiting", count("Wait")),
            must("sending", count("Between start and outcome")),
            must("uncertain", count("To be checked by a person or a receipt")),
            must("failed_today", count("Failed today")),
            must("sent_today", count("Handed over today")),
            must("included_today", count("Taken in today")),
            must("rate", rate),
            must("funnel_today", object("What happened today", stages())),
            must("gateways", list(reference("DashboardGateway"), "In order of id")),
            must(
                "attention",
                list(reference("Attention"), "The worst first, at most five"),
            ),
            must("window", window()),
            must("holiday_today", nullable(holiday)),
            must(
                "drains_at",
                nullable(time("When the last leaves, if every call is accepted")),
            ),
            must(
                "left_for_next_window",
                count("Will still wait when the window closes"),
            ),
            must("burndown", burndown),
            must("upcoming", list(run, "The next five, soonest first")),
        ],
    )
}

fn stages() -> Vec<Property> {
    let stages = [
        "included",
        "sent",
        "delivered",
        "read",
        "failed",
        "cancelled",
        "expired",
        "uncertain",
    ];
    // An undo takes back what an earlier day cancelled: a day's sum may be below nought.
    stages
        .map(|name| must(name, integer("So many messages that day")))
        .to_vec()
}

fn day() -> Value {
    let mut properties = vec![
        must("date", date("The company's local day")),
        must("from", time("When it begins")),
    ];
    properties.extend(stages());
    object("What became of messages on a day", properties)
}

fn window() -> Value {
    object(
        "The window of collection, or of the gateway where most waits",
        vec![
            must("open", flag("Sending is allowed now")),
            must(
                "closes_at",
                nullable(time("None while closed, or if it never closes")),
            ),
            must("opens_at", nullable(time("None while open"))),
            must("window_ids", list(id("A window"), "Those that were looked at")),
        ],
    )
}

fn gateway() -> Value {
    let states = ["ok", "degraded", "paused", "down", "no_credential"];
    let kinds = GatewayKind::ALL
        .iter()
        .map(|kind| kind.word())
        .collect::<Vec<_>>();
    let circuit = object(
        "Nothing starts because of trouble",
        vec![
            must("open_until", time("The next try")),
            must("code", nullable(text("What the trouble is"))),
        ],
    );
    object(
        "A gateway as it works now",
        vec![
            must("gateway_id", id("The gateway")),
            must("name", text("Its name")),
            must("kind", words(&kinds, "Which adapter speaks for it")),
            must("state", words(&states, "In one word")),
            must("circuit", nullable(circuit)),
            must("paused", nullable(reference("Pause"))),
            must("waiting", count("Wait for it")),
            must(
                "rate_limit_per_second",
                nullable(number("At most so many a second")),
            ),
            must("sent_last_minute", count("Handed over in the last sixty seconds")),
            must("errors_last_hour", count("Calls that were not accepted")),
            must(
                "receipts",
                words(&["none", "delivered", "read"], "What it can report later"),
            ),
            must(
                "delivery_mode",
                words(&["live", "allow_list", "simulate"], "Whether calls leave"),
            ),
            must(
                "queue_mode",
                words(&["queue", "continuous"], "Whether it waits for a task"),
            ),
            must("has_task", flag("An enabled task releases it")),
        ],
    )
}

fn attention() -> Value {
    object(
        "What needs somebody",
        vec![
            must("code", words(&ATTENTION, "What it is")),
            must("severity", words(&["bad", "warn"], "How bad it is")),
            may("gateway_id", id("About this gateway")),
            may("task_id", id("About this task")),
            may("run_id", id("About this run")),
            may("count", count("So many messages")),
            may("since", time("From then")),
            may("until", time("To then")),
        ],
    )
}

fn point() -> Value {
    object(
        "How many wait at a moment",
        vec![
            must("at", time("The moment")),
            must("waiting", count("Wait then")),
        ],
    )
}
