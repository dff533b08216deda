//! Messages, what is done to them, and what became of them.

use super::{Endpoint, Size};
use crate::api::v1::{batch, bulk, dashboard, events, export, forecast, messages, operations, runs, summary};
use crate::auth::Scope::{Enqueue, Operate};
use crate::openapi::schema::{Parameter, paged};
use crate::sse;

const TAG: &str = "messages";

pub(super) fn endpoints() -> Vec<Endpoint> {
    let mut all = taking_in();
    all.extend(moving());
    all.extend(following());
    all
}

fn taking_in() -> Vec<Endpoint> {
    vec![
        Endpoint::post("/api/v1/messages", messages::create)
            .scope(Enqueue)
            .says(
                TAG,
                "Takes one message in; with dry_run, shows what would become of it",
            )
            .body("MessageInput")
            .answer(202, "MessageTaken")
            .answer(200, "MessageDryRun"),
        Endpoint::post("/api/v1/messages/batch", batch::create)
            .scope(Enqueue)
            .size(Size::Messages)
            .says(
                TAG,
                "Takes up to 10,000 messages in, each judged for itself; safe to repeat whole",
            )
            .body("MessageBatch")
            .answer(202, "MessageBatchAnswer"),
        Endpoint::get("/api/v1/messages", messages::list)
            .says(
                TAG,
                "Lists messages, newest first, or those waiting in the order of sending",
            )
            .query(message_query())
            .answer(200, "MessagePage"),
        Endpoint::get("/api/v1/messages/counts", messages::counts)
            .says(
                TAG,
                "How many messages a filter has, by status, by what they wait for and by template",
            )
            .query(counts_query())
            .answer(200, "MessageCounts"),
        Endpoint::get("/api/v1/messages/export.csv", export::csv)
            .says(
                TAG,
                "Everything a filter has as one CSV file, newest first, written while it is read",
            )
            .query(export_query())
            .empty(200)
            .media("text/csv"),
        Endpoint::get("/api/v1/messages/{id}", messages::one)
            .says(
                TAG,
                "One message with its attempts, its history, why it waits and until when",
            )
            .answer(200, "Message"),
    ]
}

fn counts_query() -> Vec<Parameter> {
    let mut query = Parameter::message_filter();
    query.push(Parameter::flag(
        "exact",
        "Count to the end; without it the counting stops at 10,000 and says so",
    ));
    query
}

fn export_query() -> Vec<Parameter> {
    let mut query = Parameter::message_filter();
    query.push(Parameter::text(
        "columns",
        "The columns in their order, by name, with commas between; all by default",
    ));
    query.push(Parameter::text(
        "language",
        "Of the words in the file: pt-BR, en or es; the company's by default",
    ));
    query
}

fn message_query() -> Vec<Parameter> {
    let mut query = Parameter::message_filter();
    query.push(Parameter::text(
        "order",
        "`id`: newest first; `queue`: waiting only, in the order of sending",
    ));
    query.extend(paged());
    query
}

fn moving() -> Vec<Endpoint> {
    let one = |name: &'static str, endpoint: Endpoint, summary: &'static str| {
        endpoint
            .scope(Operate)
            .says(TAG, summary)
            .body(name)
            .answer(200, "Message")
            .refuses(&[409])
    };
    vec![
        Endpoint::post("/api/v1/messages/{id}/cancel", messages::cancel)
            .scope(Operate)
            .says(
                TAG,
                "Cancels a message; when the outcome is cancelled, no call for it begins any more",
            )
            .body("Reason")
            .answer(200, "CancelAnswer"),
        one(
            "Move",
            Endpoint::post("/api/v1/messages/{id}/move", messages::place),
            "Moves a message in its gateway's queue",
        ),
        one(
            "PriorityChange",
            Endpoint::post("/api/v1/messages/{id}/priority", messages::prioritise),
            "Changes a message's priority",
        ),
        one(
            "Reschedule",
            Endpoint::post("/api/v1/messages/{id}/reschedule", messages::reschedule),
            "Changes when a message is due",
        ),
        one(
            "Reason",
            Endpoint::post("/api/v1/messages/{id}/resend", messages::resend),
            "Sends an uncertain, failed or expired message again",
        ),
        one(
            "Resolve",
            Endpoint::post("/api/v1/messages/{id}/resolve", messages::resolve),
            "Says what became of an uncertain message",
        ),
        Endpoint::post("/api/v1/messages/bulk", bulk::create)
            .scope(Operate)
            .says(
                TAG,
                "One order over many messages; a cancel binds from the answer on",
            )
            .body("Bulk")
            .answer(202, "Ordered")
            .answer(200, "BulkPreview")
            .refuses(&[409]),
    ]
}

fn following() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/api/v1/operations", operations::list)
            .says("operations", "Lists what was ordered, newest first")
            .query(paged())
            .answer(200, "OperationPage"),
        Endpoint::get("/api/v1/operations/{id}", operations::one)
            .says("operations", "One operation and how far it is")
            .answer(200, "Operation"),
        Endpoint::post("/api/v1/operations/{id}/stop", operations::stop)
            .scope(Operate)
            .says("operations", "Stops an operation; what it has not reached yet stays as it was")
            .maybe_body("OptionalReason")
            .answer(200, "Operation")
            .refuses(&[409]),
        Endpoint::post("/api/v1/operations/{id}/undo", operations::undo)
            .scope(Operate)
            .says("operations", "Puts back to waiting what a cancel cancelled and nothing else has moved, for 10 minutes")
            .maybe_body("OptionalReason")
            .answer(200, "Undone")
            .refuses(&[409]),
        Endpoint::get("/api/v1/message-events", events::list)
            .says(TAG, "The ordered feed of what became of messages; may wait for the next")
            .query(vec![
                Parameter::text("after", "The next_cursor of the last answer, or an event's id; from the beginning without"),
                Parameter::integer("wait", "Seconds to wait for the first event, at most 60"),
                Parameter::limit(),
            ])
            .answer(200, "MessageEventPage"),
        Endpoint::get("/api/v1/runs", runs::list)
            .says("tasks", "Lists runs, newest first")
            .query([vec![Parameter::id("task_id", "Only runs of this task")], paged()].concat())
            .answer(200, "RunPage"),
        Endpoint::get("/api/v1/runs/{id}", runs::one)
            .says("tasks", "One run: what it released and what became of it")
            .answer(200, "Run"),
        Endpoint::post("/api/v1/runs/{id}/stop", runs::stop)
            .scope(Operate)
            .says("tasks", "Stops a run; what has not left waits again for a task")
            .maybe_body("OptionalReason")
            .answer(200, "Run")
            .refuses(&[409]),
        Endpoint::get("/api/v1/forecast", forecast::list)
            .says("forecast", "When what waits will leave, if every call is accepted")
            .query(vec![
                Parameter::id("gateway_id", "Only this gateway"),
                Parameter::time("at", "Count what will have left by then; without it, until the queue is empty"),
            ])
            .answer(200, "Forecast")
            .refuses(&[404]),
        Endpoint::get("/api/v1/summary", summary::show)
            .says("forecast", "How many messages are where")
            .answer(200, "Summary"),
        Endpoint::get("/api/v1/dashboard", dashboard::show)
            .says("dashboard", "The first page in one answer: how much, how fast, what needs somebody, when it ends")
            .answer(200, "Dashboard"),
        Endpoint::get("/api/v1/dashboard/days", dashboard::days)
            .says("dashboard", "What became of messages in each of the last days of the company, the oldest first")
            .query(vec![Parameter::integer("days", "So many, 1 to 31, today's included; 7 by default")])
            .answer(200, "DayFiguresPage"),
        Endpoint::post("/api/v1/dashboard/dismiss", dashboard::dismiss)
            .scope(Operate)
            .says("dashboard", "Says that somebody has seen that the service was away")
            .body("Dismissal")
            .empty(204),
        Endpoint::get("/api/v1/events", sse::events)
            .says("events", "Hints to look again, as server-sent events: summary, message, run, import, operation, invalidate")
            .query(vec![Parameter::text("ids", "Events of these messages only, up to 1000 with commas between; other events come all the same")])
            .empty(200)
            .media("text/event-stream"),
    ]
}
