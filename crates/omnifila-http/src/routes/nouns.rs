//! What an administrator sets up.

use super::Endpoint;
use crate::api::v1::{accounts, gateways, inbound, ladders, nouns, pause, runs, sources, stop_rules};
use crate::auth::Scope::{self, Admin, Billing, Operate};
use crate::openapi::schema::{Parameter, paged};
use omnifila_core::catalogue::{
    BranchSpec, CalendarSpec, GatewaySpec, HoldSpec, LadderSpec, RouteSpec, SourceSpec, StopRuleSpec,
    TaskSpec, TemplateSpec, WindowSpec,
};
use omnifila_engine::setup::Setup;

/// How one noun is called: in paths, in the document (input, view, change, page) and in sentences.
struct Names {
    list: &'static str,
    one: &'static str,
    tag: &'static str,
    schemas: [&'static str; 4],
    says: [&'static str; 5],
    scope: Scope,
}

macro_rules! names {
    ($path:literal, $tag:literal, $schema:literal, $word:literal, $scope:expr) => {
        Names {
            list: concat!("/api/v1/", $path),
            one: concat!("/api/v1/", $path, "/{id}"),
            tag: $tag,
            schemas: [
                concat!($schema, "Input"),
                $schema,
                concat!($schema, "Change"),
                concat!($schema, "Page"),
            ],
            says: [
                concat!("Adds a ", $word),
                concat!("Lists the ", $path, " in order of id"),
                concat!("One ", $word),
                concat!("Changes a ", $word, " by merge patch (RFC 7396)"),
                concat!("Removes a ", $word, " that nothing refers to"),
            ],
            scope: $scope,
        }
    };
}

fn create<S: Setup>(names: &Names) -> Endpoint {
    Endpoint::post(names.list, nouns::create::<S>)
        .scope(names.scope)
        .says(names.tag, names.says[0])
        .body(names.schemas[0])
        .answer(201, names.schemas[1])
        .refuses(&[409])
}

/// Everything but the POST.
fn rest<S: Setup>(names: &Names) -> Vec<Endpoint> {
    vec![
        list::<S>(names),
        Endpoint::get(names.one, nouns::one::<S>)
            .says(names.tag, names.says[2])
            .answer(200, names.schemas[1]),
        patch::<S>(names),
        delete::<S>(names),
    ]
}

fn list<S: Setup>(names: &Names) -> Endpoint {
    let key = Parameter::text("key", "Only the one with this key");
    Endpoint::get(names.list, nouns::list::<S>)
        .says(names.tag, names.says[1])
        .query([vec![key], paged()].concat())
        .answer(200, names.schemas[3])
}

fn patch<S: Setup>(names: &Names) -> Endpoint {
    Endpoint::patch(names.one, nouns::patch::<S>)
        .scope(names.scope)
        .says(names.tag, names.says[3])
        .body(names.schemas[2])
        .answer(200, names.schemas[1])
        .refuses(&[409])
}

fn delete<S: Setup>(names: &Names) -> Endpoint {
    Endpoint::delete(names.one, nouns::delete::<S>)
        .scope(names.scope)
        .says(names.tag, names.says[4])
        .query(vec![Parameter::text("reason", "Kept on record")])
        .empty(204)
        .refuses(&[409])
}

fn all<S: Setup>(names: &Names) -> Vec<Endpoint> {
    let mut all = vec![create::<S>(names)];
    all.extend(rest::<S>(names));
    all
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = gateways();
    endpoints.extend(accounts());
    endpoints.extend(all::<TemplateSpec>(&names!(
        "templates",
        "templates",
        "Template",
        "template",
        Billing
    )));
    endpoints.extend(tasks());
    endpoints.extend(all::<WindowSpec>(&names!(
        "windows", "windows", "Window", "window", Billing
    )));
    endpoints.extend(all::<CalendarSpec>(&names!(
        "calendars",
        "windows",
        "Calendar",
        "calendar",
        Billing
    )));
    endpoints.extend(all::<HoldSpec>(&names!(
        "holds", "holds", "Hold", "hold", Operate
    )));
    endpoints.extend(stop_rules());
    endpoints.extend(all::<BranchSpec>(&names!(
        "branches", "branches", "Branch", "branch", Admin
    )));
    endpoints.extend(all::<RouteSpec>(&names!(
        "routes", "routes", "Route", "route", Admin
    )));
    endpoints.extend(sources());
    endpoints.extend(ladders());
    endpoints.extend(pauses());
    endpoints
}

fn gateways() -> Vec<Endpoint> {
    let names = names!("gateways", "gateways", "Gateway", "gateway", Admin);
    vec![
        create::<GatewaySpec>(&names),
        list::<GatewaySpec>(&names),
        patch::<GatewaySpec>(&names),
        delete::<GatewaySpec>(&names),
        Endpoint::get(names.one, gateways::one)
            .says(
                names.tag,
                "One gateway, with its counts, its pause, its circuit and what it can confirm",
            )
            .answer(200, "GatewayState"),
        Endpoint::post("/api/v1/gateways/{id}/pause", gateways::pause)
            .scope(Operate)
            .says(names.tag, "Pauses a gateway; answers what was in flight")
            .body("PauseInput")
            .answer(200, "Paused"),
        Endpoint::post("/api/v1/gateways/{id}/resume", gateways::resume)
            .scope(Operate)
            .says(names.tag, "Lifts a gateway's pause")
            .maybe_body("OptionalReason")
            .answer(200, "Resumed"),
        Endpoint::post("/api/v1/gateways/{id}/test", gateways::test)
            .says(
                names.tag,
                "Asks the provider whether the settings work; sends nothing",
            )
            .maybe_body("GatewayTest")
            .answer(200, "GatewayTested"),
        Endpoint::post("/api/v1/gateways/{id}/cancel-pending", gateways::cancel_pending)
            .scope(Operate)
            .says(names.tag, "Cancels every waiting message of a gateway")
            .body("Reason")
            .answer(200, "CancelledPending"),
    ]
}

/// What providers tell of themselves.
fn accounts() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/api/v1/gateways/{id}/channels", accounts::channels)
            .says("gateways", "The channels of a gateway's account, as listed last")
            .answer(200, "ProviderChannels"),
        Endpoint::get("/api/v1/gateways/{id}/templates", accounts::templates)
            .says(
                "gateways",
                "The templates of a gateway's account, as listed last, with what uses them",
            )
            .answer(200, "ProviderTemplates"),
        Endpoint::post("/api/v1/gateways/{id}/sync", accounts::sync)
            .scope(Operate)
            .says(
                "gateways",
                "Reads the daily limit, the channels and the templates of a gateway's account now",
            )
            .maybe_body("Nothing")
            .answer(200, "AccountSynced")
            .refuses(&[409, 502]),
        Endpoint::post("/api/v1/gateways/{id}/templates/accept", accounts::accept)
            .scope(Billing)
            .says(
                "gateways",
                "Accepts what a provider's template says now; what was held for it goes on",
            )
            .body("TemplateAccept")
            .answer(200, "TemplateAccepted"),
        Endpoint::post("/api/v1/gateways/{id}/start-link", inbound::start_link)
            .scope(Operate)
            .says(
                "gateways",
                "The link with which a customer lets a bot write to them",
            )
            .body("StartLinkInput")
            .answer(200, "StartLink")
            .refuses(&[409]),
        Endpoint::get("/api/v1/inbound", inbound::list)
            .says("inbound", "What people answered, newest first")
            .query(
                [
                    vec![
                        Parameter::id("gateway_id", "Only through this gateway"),
                        Parameter::id("customer_id", "Only of this customer"),
                    ],
                    paged(),
                ]
                .concat(),
            )
            .answer(200, "InboundPage"),
        Endpoint::get("/api/v1/gateways/{id}/hook-events", accounts::hook_events)
            .scope(Admin)
            .says("gateways", "What the provider called the hook with, newest first")
            .query(paged())
            .answer(200, "HookEventPage"),
    ]
}

fn tasks() -> Vec<Endpoint> {
    let names = names!("tasks", "tasks", "Task", "task", Admin);
    let mut endpoints = all::<TaskSpec>(&names);
    endpoints.push(
        Endpoint::post("/api/v1/tasks/{id}/run", runs::begin)
            .scope(Operate)
            .says(names.tag, "Runs a task now")
            .maybe_body("OptionalReason")
            .answer(202, "RunBegun")
            .refuses(&[409]),
    );
    endpoints
}

fn stop_rules() -> Vec<Endpoint> {
    let names = names!("stop-rules", "stop rules", "StopRule", "stop rule", Operate);
    let mut endpoints = rest::<StopRuleSpec>(&names);
    endpoints.push(
        Endpoint::post(names.list, stop_rules::create)
            .scope(Operate)
            .says(names.tag, "Adds a stop rule, and cancels what waits under it")
            .body("StopRuleInput")
            .answer(201, "StopRuleKept")
            .refuses(&[409]),
    );
    endpoints
}

fn sources() -> Vec<Endpoint> {
    let names = names!("sources", "sources", "Source", "source", Admin);
    vec![
        create::<SourceSpec>(&names),
        list::<SourceSpec>(&names),
        patch::<SourceSpec>(&names),
        delete::<SourceSpec>(&names),
        Endpoint::get(names.one, sources::one)
            .says(
                names.tag,
                "One source, with its lag, its last error and how far it has been read",
            )
            .answer(200, "SourceState"),
        Endpoint::post("/api/v1/sources/{id}/sync", sources::sync)
            .scope(Operate)
            .says(names.tag, "Reads a source now; answers at once")
            .maybe_body("SourceSync")
            .answer(202, "SourceState")
            .refuses(&[409]),
        Endpoint::post("/api/v1/sources/{id}/test", sources::test)
            .says(
                names.tag,
                "Asks the source whether everything can be read; names the permission that is missing",
            )
            .maybe_body("Nothing")
            .answer(200, "GatewayTested")
            .refuses(&[409]),
        Endpoint::post("/api/v1/sources/{id}/tickets", sources::ticket)
            .scope(Operate)
            .says(names.tag, "Opens a service ticket at the source, once")
            .body("TicketInput")
            .answer(201, "TicketOpened")
            .refuses(&[409, 502]),
        Endpoint::get("/api/v1/settlement", sources::settlement)
            .says(
                names.tag,
                "Bank business days after which a payment shows up, by method of payment",
            )
            .answer(200, "Settlement"),
        Endpoint::patch("/api/v1/settlement", sources::change_settlement)
            .says(
                names.tag,
                "Changes after how many bank business days a payment shows up",
            )
            .body("SettlementChange")
            .answer(200, "Settlement"),
    ]
}

fn ladders() -> Vec<Endpoint> {
    let names = names!("ladders", "ladders", "Ladder", "ladder", Billing);
    let mut endpoints = all::<LadderSpec>(&names);
    endpoints.push(
        Endpoint::post("/api/v1/ladders/{id}/run", ladders::run)
            .scope(Operate)
            .says(
                names.tag,
                "Runs a ladder for today; running it again adds nothing",
            )
            .query(vec![Parameter::flag("dry_run", "Count, and change nothing")])
            .answer(200, "LadderRun")
            .refuses(&[400]),
    );
    endpoints.push(
        Endpoint::post("/api/v1/ladders/dry-run", ladders::dry_run)
            .scope(Billing)
            .says(
                names.tag,
                "Counts what a ladder that is not kept would do today; changes nothing",
            )
            .query(vec![Parameter::id(
                "in_place_of",
                "The ladder that it would replace",
            )])
            .body("LadderInput")
            .answer(200, "LadderRun")
            .refuses(&[404]),
    );
    endpoints
}

fn pauses() -> Vec<Endpoint> {
    vec![
        Endpoint::get("/api/v1/pause", pause::show)
            .says("pause", "What is paused")
            .answer(200, "Pauses"),
        Endpoint::post("/api/v1/pause", pause::pause)
            .scope(Operate)
            .says("pause", "Pauses everything; answers what was in flight")
            .body("PauseInput")
            .answer(200, "Paused"),
        Endpoint::post("/api/v1/resume", pause::resume)
            .scope(Operate)
            .says("pause", "Lifts the pause of everything; paused gateways stay so")
            .maybe_body("OptionalReason")
            .answer(200, "Resumed"),
    ]
}
