//! From a request to an answer: whose call it is, what the rules make of it, and how a fault is played.
//!
//! Model of a provider's call: journal the beginning; reset unread if a rule says so; read the body; let the rules judge;
//! wait; answer a fault without effect; else let the provider decide, which is where the effect is journaled; wait; answer,
//! through a fault with effect if there is one. Dropping the future at any point is the caller leaving.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONNECTION, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER};
use http::{Method, Request};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use serde_json::{Value, json};

use crate::answer::{self, Answer, Cut};
use crate::connection::Switch;
use crate::fault::{Fault, RetryAfter, Subject};
use crate::graph::{self, Graph};
use crate::ixc::{self, Ixc};
use crate::journal::OpenCall;
use crate::record::Particulars;
use crate::server::Shared;
use crate::tenant::{DEFAULT_TENANT, Tenant};
use crate::{control, moment, opa, opa_reads, telegram, webhook};

/// Largest body of a call, bytes.
const MOST_BODY: usize = 1 << 20;
/// Largest body of the control API, bytes: a tenant with many templates.
const MOST_CONTROL_BODY: usize = 16 << 20;

/// What a provider decided about a call, before any fault changes how it is told.
#[derive(Debug)]
pub(crate) struct Decision {
    pub status: u16,
    pub body: Value,
    pub class: &'static str,
}

impl Decision {
    pub(crate) fn ok(data: Value) -> Self {
        Self {
            status: 200,
            body: answer::success(data),
            class: "ok",
        }
    }

    pub(crate) fn refused(status: u16, class: &'static str, body: Value) -> Self {
        Self { status, body, class }
    }

    fn stands(&self) -> bool {
        self.status < 300
    }
}

/// Who is called.
enum Provider {
    Opa(Arc<Tenant>),
    Ixc(Arc<Ixc>),
    Telegram,
    Graph(Arc<Graph>),
    Webhook,
}

pub(crate) async fn route(
    shared: Arc<Shared>,
    request: Request<Incoming>,
    switch: Arc<Switch>,
) -> Result<Answer, Cut> {
    let path = request.uri().path();
    if let Some((name, rest)) = opa_place(path) {
        let Some(tenant) = shared.tenants.get(name) else {
            return Ok(answer::json_answer(404, &answer::not_found("No such tenant.")));
        };
        let rest = endpoint(rest);
        let name = Arc::clone(&tenant.name);
        return provider_call(shared, request, switch, Provider::Opa(tenant), name, rest).await;
    }
    if let Some((name, rest)) = ixc::place(path) {
        let Some(ixc) = shared.ixc.get(name) else {
            return Ok(answer::json_answer(404, &answer::not_found("No such provider.")));
        };
        let (name, rest) = (Arc::clone(&ixc.tenant), Cow::Owned(rest.to_owned()));
        return provider_call(shared, request, switch, Provider::Ixc(ixc), name, rest).await;
    }
    if let Some((number, method)) = telegram::place(path) {
        let (tenant, method) = (format!("telegram/{number}").into(), Cow::Owned(method.to_owned()));
        return provider_call(shared, request, switch, Provider::Telegram, tenant, method).await;
    }
    if let Some((name, rest)) = graph::place(path) {
        let Some(graph) = shared.graphs.get(name) else {
            return Ok(answer::json_answer(404, &answer::not_found("No such account.")));
        };
        let (name, rest) = (Arc::clone(&graph.tenant), Cow::Owned(rest.to_owned()));
        return provider_call(shared, request, switch, Provider::Graph(graph), name, rest).await;
    }
    if let Some(name) = path.strip_prefix("/webhook/").map(|n| n.trim_matches('/'))
        && webhook::is_name(name)
    {
        let tenant: Arc<str> = format!("webhook/{name}").into();
        return provider_call(
            shared,
            request,
            switch,
            Provider::Webhook,
            tenant,
            Cow::Borrowed("webhook"),
        )
        .await;
    }
    if path.starts_with("/sandbox/v1") {
        let (head, body) = request.into_parts();
        return Ok(match Limited::new(body, MOST_CONTROL_BODY).collect().await {
            Ok(body) => control::answer(&shared, &head, &body.to_bytes()),
            Err(_) => answer::json_answer(413, &json!({"error": "body too large or cut short"})),
        });
    }
    Ok(control::page(path).unwrap_or_else(|| {
        answer::json_answer(
            404,
            &json!({"error": "NOT_FOUND_ERROR", "message": "no such route"}),
        )
    }))
}

/// Tenant and the rest after `/api/v1`. Opa! itself tells tenants apart by host.
fn opa_place(path: &str) -> Option<(&str, &str)> {
    let (name, rest) = match path.strip_prefix("/opa/") {
        Some(below) => {
            let (name, rest) = below.split_once('/')?;
            (name, rest.strip_prefix("api/v1")?)
        }
        None => (DEFAULT_TENANT, path.strip_prefix("/api/v1")?),
    };
    (rest.is_empty() || rest.starts_with('/')).then_some((name, rest))
}

/// The endpoint without slashes at its ends; the hot one without an allocation.
fn endpoint(rest: &str) -> Cow<'static, str> {
    match rest.trim_matches('/') {
        opa::SEND => Cow::Borrowed(opa::SEND),
        other => Cow::Owned(other.to_owned()),
    }
}

fn method_name(method: &Method) -> Cow<'static, str> {
    match *method {
        Method::GET => Cow::Borrowed("GET"),
        Method::POST => Cow::Borrowed("POST"),
        ref other => Cow::Owned(other.as_str().to_owned()),
    }
}

async fn provider_call(
    shared: Arc<Shared>,
    request: Request<Incoming>,
    switch: Arc<Switch>,
    provider: Provider,
    tenant: Arc<str>,
    path: Cow<'static, str>,
) -> Result<Answer, Cut> {
    let (head, body) = request.into_parts();
    let is_send = match &provider {
        Provider::Graph(graph) => graph.is_send(&head.method, &path),
        Provider::Opa(_) => head.method == Method::POST && opa::is_send(&path),
        Provider::Ixc(_) => false,
        Provider::Telegram => telegram::is_send(&head.method, &path),
        Provider::Webhook => head.method == Method::POST,
    };
    let call = shared.journal.begin(
        Arc::clone(&tenant),
        method_name(&head.method),
        path.clone(),
        is_send,
    );
    let unread = Subject {
        tenant: &tenant,
        is_send,
        recipient: None,
        metadata: None,
    };
    if shared.faults.reset_unread(&unread) {
        switch.reset();
        call.end(0, Fault::ResetBeforeRead.class());
        return Err(Cut);
    }
    let body = match Limited::new(body, MOST_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            call.end(413, "client_error");
            return Ok(answer::json_answer(
                413,
                &answer::failure(413, "Payload Too Large"),
            ));
        }
        // The caller left while sending: the open call files itself.
        Err(_) => return Err(Cut),
    };
    let told = particulars(&provider, &head.headers, &path, is_send, &body);
    let subject = Subject {
        tenant: &tenant,
        is_send,
        recipient: told.recipient.as_deref(),
        metadata: told.metadata.as_deref(),
    };
    let verdict = shared.faults.judge(&subject);
    let auth_ok = told.auth_ok;
    call.describe(told);
    wait(verdict.before_ms).await;
    if let Some((fault, false)) = verdict.fault {
        wait(verdict.after_ms).await;
        if let (Provider::Ixc(_), Some((status, media, body))) = (&provider, ixc::fault_answer(&fault)) {
            call.end(status, fault.class());
            return Ok(answer::whole(status, media, body));
        }
        if let (Provider::Telegram, Some((status, body))) = (&provider, telegram::fault_answer(&fault)) {
            call.end(status, fault.class());
            return Ok(answer::json_answer(status, &body));
        }
        return play(&fault, call, &switch, &answer::success(json!({}))).await;
    }
    let decision = match &provider {
        Provider::Graph(graph) if !auth_ok => graph.unauthorised(),
        Provider::Graph(graph) => graph.answer(&shared, &head.method, &path, &body, &call),
        _ if !auth_ok => Decision::refused(401, "unauthorized", answer::failure(401, "unauthorized")),
        Provider::Opa(tenant) if is_send => opa::send(&shared, tenant, &path, &body, &call),
        Provider::Opa(tenant) => opa_reads::answer(&shared, tenant, &head.method, &path, &body),
        Provider::Ixc(ixc) => ixc.answer(&head.method, &head.headers, &path, &body),
        Provider::Telegram => telegram::decide(&path, &body, &call),
        Provider::Webhook => webhook::decide(&head.method, &call),
    };
    if let Provider::Graph(graph) = &provider
        && is_send
        && decision.stands()
    {
        graph::report(graph, &body, &decision.body).await;
    }
    if let Some((fault, _)) = verdict.fault.filter(|_| decision.stands()) {
        wait(verdict.after_ms).await;
        return play(&fault, call, &switch, &decision.body).await;
    }
    wait(verdict.after_ms).await;
    call.end(decision.status, decision.class);
    Ok(answer::json_answer(decision.status, &decision.body))
}

fn particulars(
    provider: &Provider,
    headers: &HeaderMap,
    path: &str,
    is_send: bool,
    body: &Bytes,
) -> Particulars {
    match provider {
        Provider::Webhook => webhook::particulars(headers, body),
        Provider::Telegram => telegram::particulars(body),
        Provider::Ixc(ixc) => ixc.particulars(headers, path, body),
        Provider::Graph(graph) => graph.particulars(headers, is_send, body),
        Provider::Opa(tenant) => {
            let mut told = if is_send {
                opa::particulars(tenant, path, body)
            } else {
                Particulars::default()
            };
            told.auth_ok = opa::is_authorised(tenant, headers.get(AUTHORIZATION));
            told
        }
    }
}

async fn wait(ms: u64) {
    if ms > 0 {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
}

/// Plays a fault. `body` is what the provider would have answered.
async fn play(fault: &Fault, mut call: OpenCall, switch: &Switch, body: &Value) -> Result<Answer, Cut> {
    let class = fault.class();
    let mut answer = match fault {
        Fault::HangBeforeAccept | Fault::HangAfterAccept => {
            call.plan(class);
            return std::future::pending().await;
        }
        Fault::ResetBeforeRead | Fault::ResetAfterAccept => {
            switch.reset();
            call.end(0, class);
            return Err(Cut);
        }
        Fault::Status {
            code,
            retry_after,
            message,
        } => {
            let mut answer = answer::json_answer(*code, &status_body(*code, message.as_deref()));
            if let Some(value) = retry_after.and_then(retry_after_value) {
                answer.headers_mut().insert(RETRY_AFTER, value);
            }
            answer
        }
        Fault::FalseSuccess => {
            answer::json_answer(200, &answer::failure(500, "Não foi possível enviar o template"))
        }
        Fault::NoMessageId => answer::json_answer(200, &answer::success(json!({"message": opa::SENT_TEXT}))),
        Fault::HalfBody => answer::half(body),
        Fault::Html => answer::whole(200, "text/html; charset=utf-8", LOGIN_PAGE),
        Fault::EmptyBody => answer::whole(200, "application/json", Bytes::new()),
        Fault::HugeBody { bytes } => answer::flood(*bytes),
        Fault::WrongTypes => answer::whole(
            200,
            "application/json",
            r#"{"status":200,"code":"success","data":[7,null]}"#,
        ),
        Fault::BadUtf8 => answer::whole(
            200,
            "application/json",
            &b"{\"status\":\"success\",\"data\":{\"messageSentId\":\"\xff\xfe\xc3\"}}"[..],
        ),
        Fault::Redirect { to } => {
            let mut answer = answer::whole(307, "text/plain", "moved");
            if let Ok(to) = HeaderValue::from_str(to) {
                answer.headers_mut().insert(LOCATION, to);
            }
            answer
        }
        Fault::SlowLoris { byte_every_ms } => {
            switch.trickle(*byte_every_ms);
            let mut answer = answer::json_answer(200, body);
            answer
                .headers_mut()
                .insert(CONNECTION, HeaderValue::from_static("close"));
            answer
        }
        // The rules never hand a latency over as the answer.
        Fault::Latency { .. } => answer::json_answer(200, body),
    };
    if matches!(fault, Fault::HalfBody) {
        answer
            .headers_mut()
            .insert(CONNECTION, HeaderValue::from_static("close"));
    }
    call.end(answer.status().as_u16(), class);
    Ok(answer)
}

fn status_body(code: u16, message: Option<&str>) -> Value {
    match (code, message) {
        (404, message) => answer::not_found(message.unwrap_or(opa::NO_CHANNEL)),
        (_, Some(message)) => answer::failure(code, message),
        (401, None) => answer::failure(401, "unauthorized"),
        (code, None) => {
            let reason = http::StatusCode::from_u16(code)
                .ok()
                .and_then(|s| s.canonical_reason())
                .unwrap_or("error");
            answer::failure(code, reason)
        }
    }
}

fn retry_after_value(retry_after: RetryAfter) -> Option<HeaderValue> {
    let text = match retry_after {
        RetryAfter::Absent => return None,
        RetryAfter::Seconds(n) => n.to_string(),
        RetryAfter::HttpDate(n) => moment::http_date_in(n),
        RetryAfter::Garbage => "depois do almoço".to_owned(),
        RetryAfter::Negative => "-30".to_owned(),
        RetryAfter::Huge => "1000000000".to_owned(),
    };
    HeaderValue::from_bytes(text.as_bytes()).ok()
}

const LOGIN_PAGE: &str = "<!doctype html><html lang=\"pt-BR\"><head><title>Entrar</title></head><body>\
<form method=\"post\" action=\"/login\"><input name=\"usuario\"><input name=\"senha\" type=\"password\">\
<button>Entrar</button></form></body></html>";
