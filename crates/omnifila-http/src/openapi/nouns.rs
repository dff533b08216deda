//! The nouns an administrator sets up: as they are sent, shown, changed and listed.

use super::schema::{
    between, change, count, date, extended, flag, id, key, list, may, must, nullable, number, object, open,
    page, purpose, reference, text, time, words,
};
use omnifila_core::catalogue::{GatewayKind, GatewaySpec};
use omnifila_core::message::Late;
use serde_json::{Value, json};

type Named = (String, Value);

pub(super) fn schemas() -> Vec<Named> {
    let mut all = Vec::new();
    let inputs = [
        ("Gateway", gateway()),
        ("Template", template()),
        ("Task", task()),
        ("Window", window()),
        ("Calendar", calendar()),
        ("Hold", hold()),
        ("StopRule", stop_rule()),
        ("Branch", branch()),
        ("Route", route()),
        ("Source", source()),
        ("Ladder", super::ladders::ladder()),
    ];
    for (name, input) in inputs {
        let view = view(&input);
        match name {
            "Gateway" => all.push(("GatewayState".to_owned(), gateway_state(&view))),
            "Source" => all.push(("SourceState".to_owned(), super::sources::state(&view))),
            "StopRule" => all.push(("StopRuleKept".to_owned(), stop_rule_kept(&view))),
            _ => {}
        }
        all.push((format!("{name}Change"), change(&input)));
        all.push((format!("{name}Page"), page(name)));
        all.push((format!("{name}Input"), input));
        all.push((name.to_owned(), view));
    }
    all.extend([
        ("Rate".to_owned(), rate()),
        ("Opening".to_owned(), opening()),
        ("WindowHolidays".to_owned(), window_holidays()),
        ("Binding".to_owned(), binding()),
        ("LadderStep".to_owned(), super::ladders::step()),
        ("Pause".to_owned(), pause()),
        ("Stopped".to_owned(), stopped()),
    ]);
    all
}

/// What is kept and shown: the specification with id, version and times.
pub(super) fn view(input: &Value) -> Value {
    let doc = input["description"].as_str().unwrap_or_default().to_owned();
    extended(
        input,
        &doc,
        vec![
            must("id", id("Its id; never changes")),
            must("version", count("Counts its changes, from 1")),
            must("created_at", time("When it was added")),
            must("updated_at", time("When it was changed last")),
        ],
    )
}

pub(super) fn name() -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": 200, "description": "What people call it" })
}

pub(super) fn own_key() -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": 100, "description": "What programs call it; unique" })
}

fn gateway() -> Value {
    let kinds: Vec<&str> = GatewayKind::ALL.iter().map(|kind| kind.word()).collect();
    let settings = "What the kind needs; secrets are kept encrypted and shown as ***. opa_suite: url, token, channel_id, hook_token, \
                    allow_started_attendance, department_id, attendant_id, write_opt_out, \
                    follow_delivery, opa_compat (off, record, queue). \
                    webhook: url, secret. \
                    smtp: host, port, security (starttls, tls, none), ca_pem, username, password, from, from_name, reply_to, hello, \
                    dkim_domain, dkim_selector, dkim_key, signing_secret, return_path, public_url, data_timeout_seconds, allow_private, \
                    bounces (off, maildir, imap), maildir, imap_host, imap_port, imap_security, imap_username, imap_password. \
                    telegram: token, bot_username, hook_token, hook_url, signing_secret, answer_buttons, answers (inbox, webhook), answers_url, answers_secret, url. \
                    whatsapp_cloud: phone_number_id, waba_id, token, app_secret, verify_token, url, version, answers, answers_url, answers_secret. \
                    sms_http: preset, url, user, token, from, transliterate, public_url, hook_token, recipe, answers, answers_url, answers_secret. \
                     smpp: host, port, system_id, password, system_type, from, transliterate, long_messages, window, enquire_seconds, id_format, answers, answers_url, answers_secret";
    object(
        "A configured account at a provider, with its queue and limits",
        vec![
            may("key", own_key()),
            must("name", name()),
            must("kind", words(&kinds, "Which adapter speaks for it")),
            may("settings", open(settings)),
            may(
                "queue_mode",
                words(&["queue", "continuous"], "Waits for a task, or leaves when due"),
            ),
            may("rate", reference("Rate")),
            may(
                "max_in_flight",
                between(1, i64::from(GatewaySpec::MAX_IN_FLIGHT), "Calls at once"),
            ),
            may("address_rate", reference("Rate")),
            may("portfolio", portfolio()),
            may(
                "price_micros",
                count("What a message of one part costs, in millionths of a real; for the cost of a notice"),
            ),
            may("window_id", id("The window of everything it sends")),
            may("branch_key", text("The branch it belongs to")),
            may(
                "outcome_unknown",
                words(&["hold", "retry"], "At most once, or at least once"),
            ),
            may(
                "delivery_mode",
                words(&["live", "allow_list", "simulate"], "Who is really written to"),
            ),
            may("time_zone", text("IANA name; where the day of per_day begins")),
            may(
                "max_attempts",
                between(1, 100, "Counted attempts before a message fails"),
            ),
            may(
                "timeout_ms",
                between(
                    100,
                    120_000,
                    "Milliseconds until a call without an answer is unknown",
                ),
            ),
        ],
    )
}

fn portfolio() -> Value {
    object(
        "What a provider counts over all numbers of a business (Meta's messaging limit)",
        vec![
            must("key", text("The same for every gateway of the business")),
            must(
                "recipients_per_day",
                between(1, i64::from(u32::MAX), "Different people in any 24 hours"),
            ),
        ],
    )
}

fn gateway_state(view: &Value) -> Value {
    let circuit = object(
        "Trouble in a row stops this node's calls for a while",
        vec![
            must("open_until", nullable(time("No call begins before"))),
            must("code", nullable(text("Why it opened"))),
        ],
    );
    extended(
        view,
        "A gateway and what it is doing",
        vec![
            must("counts", reference("Counts")),
            must("paused", nullable(reference("Pause"))),
            must("circuit", circuit),
            must(
                "receipts",
                words(
                    &["none", "delivered", "read"],
                    "What the kind can confirm after sent",
                ),
            ),
            must("account", nullable(super::accounts::account())),
        ],
    )
}

fn rate() -> Value {
    object(
        "Limits; absent ones do not limit",
        vec![
            may("per_second", number("At most burst + this many a second")),
            may("per_minute", number("At most min(burst, n) + n a minute")),
            may("per_hour", number("At most min(burst, n) + n an hour")),
            may(
                "per_day",
                between(1, i64::from(u32::MAX), "Per local day of the gateway's zone"),
            ),
            may(
                "burst",
                between(1, 1_000_000, "At once after a rest; 1 by default"),
            ),
        ],
    )
}

fn template() -> Value {
    let late: Vec<&str> = Late::ALL.iter().map(|late| late.word()).collect();
    object(
        "What is said",
        vec![
            may("key", own_key()),
            must("name", name()),
            must("purpose", purpose()),
            must(
                "body",
                text(
                    "What a person would read: a template over customer, contract, branch, invoice, signature, data",
                ),
            ),
            may(
                "late",
                words(
                    &late,
                    "What becomes of a message whose day is over: sent, asked about, dropped",
                ),
            ),
            may("window_id", id("The window of everything it says")),
            may("bindings", list(reference("Binding"), "How each gateway says it")),
        ],
    )
}

fn binding() -> Value {
    object(
        "How one gateway says a template",
        vec![
            must("gateway_id", id("The gateway")),
            may("provider_template_id", text("The provider's own template")),
            may("language", text("pt_BR by default")),
            may(
                "parameters",
                list(text("A template"), "One per positional variable"),
            ),
            may(
                "media_url",
                text("A template of the address of an image or document"),
            ),
            may("mail", mail()),
            may("payment", payment()),
            may("components", components()),
        ],
    )
}

fn components() -> Value {
    let button = object(
        "A button with a variable of its own",
        vec![
            must("index", between(0, 9, "Its place among the template's buttons")),
            must(
                "kind",
                words(&["url", "quick_reply", "copy_code"], "What it does"),
            ),
            must(
                "text",
                text("A template: the address's end, what comes back, or what is copied"),
            ),
        ],
    );
    object(
        "What WhatsApp's own templates have beside variables by position; with it, parameters may stand beside a payment",
        vec![
            may(
                "names",
                list(
                    text("A name"),
                    "What the template calls its variables, as many as parameters",
                ),
            ),
            may("header", text("A template of the variable of a header of text")),
            may(
                "media_name",
                text("A template of the name under which a document arrives"),
            ),
            may("buttons", list(button, "At most 10")),
        ],
    )
}

fn mail() -> Value {
    object(
        "What an e-mail says beside the template's body, which is its text",
        vec![
            must("subject", text("A template")),
            may("html", text("A template of the page; values in it are escaped")),
        ],
    )
}

fn payment() -> Value {
    object(
        "What a payment template is filled with, in place of parameters",
        vec![
            must("kind", words(&["pix", "boleto"], "How it is paid")),
            may(
                "amount_cents",
                text("A template; {{ invoice.open_cents }} by default"),
            ),
            must("code", text("A template of the Pix code or the boleto's line")),
            may(
                "merchant_name",
                text("A template; as the Pix code says by default"),
            ),
            may("pix_key", text("A template; needed for dynamic Pix codes")),
        ],
    )
}

fn task() -> Value {
    object(
        "A schedule that releases queues",
        vec![
            must("name", name()),
            must("gateway_ids", list(id("A gateway"), "Whose queues it releases")),
            must(
                "cron",
                text("Five fields: minute, hour, day of month, month, day of week"),
            ),
            must("time_zone", text("IANA name; whose clock the cron goes by")),
            may(
                "limit",
                between(
                    1,
                    i64::from(u32::MAX),
                    "Messages released per run; all without it",
                ),
            ),
            may("enabled", flag("True by default")),
        ],
    )
}

fn window() -> Value {
    object(
        "When sending is allowed",
        vec![
            may("key", own_key()),
            must("name", name()),
            must(
                "weekly",
                list(reference("Opening"), "Openings; several a day are allowed"),
            ),
            may("holidays", reference("WindowHolidays")),
            may("zone", text("recipient, or an IANA name")),
            may(
                "purposes",
                list(
                    purpose(),
                    "Attached to these, beside the gateways and templates that name it",
                ),
            ),
        ],
    )
}

fn opening() -> Value {
    let days = words(&["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "A weekday");
    object(
        "HH:MM, from inclusive, to exclusive, 24:00 allowed; to at or before from ends the next day",
        vec![
            must("days", list(days, "On these")),
            must("from", text("HH:MM")),
            must("to", text("HH:MM")),
        ],
    )
}

fn window_holidays() -> Value {
    object(
        "Which holidays close it",
        vec![
            may("national", flag("Computed from federal law")),
            may(
                "state",
                own("The recipient's state (true), or two letters; computed, with calendars of that state"),
            ),
            may(
                "city_ibge",
                own(
                    "The recipient's municipality (true), or an IBGE code; from calendars of that municipality",
                ),
            ),
            may("calendar_id", id("A calendar of your own")),
            may("carnival", flag("Monday and Tuesday of Carnaval")),
            may("corpus_christi", flag("Corpus Christi")),
            may("ash_wednesday", flag("Ash Wednesday until 14:00")),
        ],
    )
}

/// The recipient's, or a named one's.
fn own(doc: &str) -> Value {
    json!({ "type": ["boolean", "string"], "description": doc })
}

fn calendar() -> Value {
    let day = object(
        "A closed day, or part of one",
        vec![
            must("date", date("Local date")),
            must("name", text("What it is")),
            may("closed_from", text("HH:MM; a half day")),
            may("closed_until", text("HH:MM, exclusive; a half day")),
        ],
    );
    object(
        "A list of holidays",
        vec![
            may("key", own_key()),
            must("name", name()),
            may("state", text("The federal unit whose days they are, two letters")),
            may(
                "city_ibge",
                text("The municipality whose days they are, seven digits"),
            ),
            must("days", list(day, "The closed days")),
        ],
    )
}

fn hold() -> Value {
    object(
        "A stop on sending; nothing held is lost",
        vec![
            must(
                "scope",
                words(
                    &["gateway", "template", "customer", "branch", "tag", "notice"],
                    "What is held; notice: collections and reminders to those whom it concerns",
                ),
            ),
            may("target_id", id("The id of what is held (id is taken as well)")),
            may("tag", text("The tag, for scope tag")),
            must("reason", text("Why")),
            may("until", time("Ends by itself then")),
            may(
                "purposes",
                list(purpose(), "Only messages of these; all without any"),
            ),
            may(
                "cause",
                words(
                    &["promise", "trust_unlock"],
                    "What a customer was granted: while it lasts, ladders make nothing new for them",
                ),
            ),
        ],
    )
}

fn stop_rule() -> Value {
    object(
        "A cancel that also catches later arrivals",
        vec![
            must(
                "scope",
                words(&["invoice", "document", "customer", "run"], "What is stopped"),
            ),
            may(
                "target_id",
                id("The id of the invoice, customer or run (id is taken as well)"),
            ),
            may("source", key("With external_id: its name at its source")),
            may("external_id", key("With source: its name at its source")),
            must("reason", text("Why")),
            may("until", time("Catches nothing from then on")),
        ],
    )
}

fn stop_rule_kept(view: &Value) -> Value {
    let stopped = nullable(reference("Stopped"));
    extended(
        view,
        "A stop rule, and what waited under it",
        vec![must("stopped", stopped)],
    )
}

fn stopped() -> Value {
    object(
        "What a stop found",
        vec![
            must("cancelled", count("Will not be sent")),
            must("too_late", count("Had been handed over, or were being")),
            must("uncertain", count("May have been handed over")),
            may("operation_id", id("The operation that cancelled")),
        ],
    )
}

fn branch() -> Value {
    object(
        "A company of the provider",
        vec![
            must("key", own_key()),
            must("name", name()),
            may("legal_name", text("Razão social")),
            may("document", text("CNPJ")),
            may("address", text("As templates print it")),
            may("phone", text("As templates print it")),
            may(
                "gateway_ids",
                list(id("A gateway"), "Its gateways, the preferred first"),
            ),
            may("time_zone", text("IANA name")),
        ],
    )
}

fn route() -> Value {
    let step = object(
        "One try",
        vec![
            must("gateway_id", id("Through this gateway")),
            must("template_id", id("With this template")),
            may(
                "after_seconds",
                count("Next when nothing was confirmed for so long; only where delivery can be"),
            ),
        ],
    );
    object(
        "Ordered gateways to try",
        vec![
            may("key", own_key()),
            must("name", name()),
            must("steps", list(step, "In this order")),
        ],
    )
}

fn source() -> Value {
    object(
        "A system customers and invoices come from",
        vec![
            may("key", own_key()),
            must("name", name()),
            must("kind", text("api, file or ixc")),
            may(
                "settings",
                open("What the kind needs; ixc: url, token (id:hex), invoices_from?, timeout_ms?"),
            ),
            may("poll_seconds", count("Asked so often; 300 by default")),
        ],
    )
}

fn pause() -> Value {
    object(
        "A pause in force",
        vec![
            must("reason", text("Why")),
            must("since", time("From then")),
            must("until", nullable(time("Ends by itself then"))),
        ],
    )
}
