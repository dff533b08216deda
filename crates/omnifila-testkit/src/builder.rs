//! Short builders of what a store is given: plain values with harmless defaults, to be changed by struct update.
//!
//! Everything here is made up: no address can be called, no name belongs to a person.

use omnifila_core::catalogue::{
    Binding, BranchSpec, CustomerInput, Field, GatewayKind, GatewaySpec, HoldScope, HoldSpec, Opening,
    QueueMode, StopRuleSpec, StopScope, SuppressionSpec, TaskSpec, TemplateSpec, Weekday, WindowSpec,
    ZoneChoice,
};
use omnifila_core::id::{GatewayId, TemplateId};
use omnifila_core::message::{Late, Origin, Priority, Purpose};
use omnifila_core::outcome::{Content, Outcome, Rejection};
use omnifila_core::time::Time;
use omnifila_store::verbs::{By, NewMessage, Recipient};

/// 2026-12-10, a Thursday, 12:00 in São Paulo: when every case begins.
pub const NOON: Time = Time(1_796_914_800_000);

/// A gateway without limits that sends what is due, up to 1,000 calls at once.
pub fn continuous() -> GatewaySpec {
    GatewaySpec {
        key: None,
        name: "Canal de teste".into(),
        kind: GatewayKind::Webhook,
        settings: serde_json::Map::new(),
        queue_mode: QueueMode::Continuous,
        rate: omnifila_core::policy::rate::Rate::default(),
        max_in_flight: 1_000,
        address_rate: None,
        portfolio: None,
        window_id: None,
        branch_key: None,
        outcome_unknown: omnifila_core::catalogue::OutcomeUnknown::Hold,
        delivery_mode: omnifila_core::catalogue::DeliveryMode::Live,
        time_zone: "America/Sao_Paulo".into(),
        max_attempts: 5,
        timeout_ms: 30_000,
        price_micros: None,
    }
}

/// The same, waiting for a task.
pub fn queued() -> GatewaySpec {
    GatewaySpec {
        queue_mode: QueueMode::Queue,
        ..continuous()
    }
}

pub fn template(gateways: &[GatewayId]) -> TemplateSpec {
    TemplateSpec {
        key: None,
        name: "Aviso de teste".into(),
        purpose: Purpose::Service,
        body: "Aviso {{ data.n }}".into(),
        late: Late::Send,
        window_id: None,
        bindings: gateways.iter().map(|&gateway_id| binding(gateway_id)).collect(),
    }
}

fn binding(gateway_id: GatewayId) -> Binding {
    let parameters = vec!["{{ data.n }}".into()];
    Binding {
        gateway_id,
        provider_template_id: None,
        language: "pt_BR".into(),
        parameters,
        media_url: None,
        mail: None,
        payment: None,
        components: None,
    }
}

/// A task over some gateways; its cron never matters to a store.
pub fn task(gateways: &[GatewayId]) -> TaskSpec {
    TaskSpec {
        name: "Envia mensagens da fila".into(),
        gateway_ids: gateways.to_vec(),
        cron: "0 9 * * *".into(),
        time_zone: "America/Sao_Paulo".into(),
        limit: None,
        enabled: true,
    }
}

pub fn branch(key: &str) -> BranchSpec {
    BranchSpec {
        key: key.into(),
        name: format!("Filial {key}"),
        legal_name: None,
        document: None,
        address: None,
        phone: None,
        gateway_ids: Vec::new(),
        time_zone: None,
    }
}

/// Every weekday from `from` to `to` in São Paulo.
pub fn window(from: &str, to: &str) -> WindowSpec {
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    let days = vec![Mon, Tue, Wed, Thu, Fri, Sat, Sun];
    WindowSpec {
        key: None,
        name: format!("Das {from} às {to}"),
        weekly: vec![Opening {
            days,
            from: from.into(),
            to: to.into(),
        }],
        holidays: omnifila_core::catalogue::Holidays::default(),
        zone: ZoneChoice::Fixed("America/Sao_Paulo".into()),
        purposes: Vec::new(),
    }
}

pub fn hold(scope: HoldScope, id: i64) -> HoldSpec {
    HoldSpec {
        scope,
        id: Some(id),
        tag: None,
        reason: "Teste".into(),
        until: None,
        purposes: Vec::new(),
        cause: None,
    }
}

pub fn hold_tag(tag: &str) -> HoldSpec {
    HoldSpec {
        scope: HoldScope::Tag,
        id: None,
        tag: Some(tag.into()),
        reason: "Teste".into(),
        until: None,
        purposes: Vec::new(),
        cause: None,
    }
}

pub fn stop_rule(scope: StopScope, id: i64) -> StopRuleSpec {
    StopRuleSpec {
        scope,
        id: Some(id),
        source: None,
        external_id: None,
        reason: "Teste".into(),
        until: None,
    }
}

/// A stop rule by the name a source gives the thing.
pub fn stop_rule_by_name(scope: StopScope, source: &str, external_id: &str) -> StopRuleSpec {
    let (source, external_id) = (Some(source.into()), Some(external_id.into()));
    StopRuleSpec {
        scope,
        id: None,
        source,
        external_id,
        reason: "Teste".into(),
        until: None,
    }
}

pub fn suppression(address: &str, purposes: &[Purpose]) -> SuppressionSpec {
    SuppressionSpec {
        address: address.into(),
        purposes: purposes.to_vec(),
        reason: "Pediu para sair".into(),
    }
}

/// The made-up phone of customer `n`.
pub fn phone(n: i64) -> String {
    format!("+55499{n:08}")
}

/// What customer `n` would be sent as, in an API call.
pub fn customer(n: i64) -> CustomerInput {
    CustomerInput {
        source: Some("api".into()),
        external_id: format!("c{n}"),
        name: format!("Cliente Fictício {n:05}"),
        phone: Field::Set(phone(n)),
        ..CustomerInput::default()
    }
}

/// A message to customer `n`, accepted now and due at once, worth sending for seven days.
pub fn message(gateway: GatewayId, template: TemplateId, n: i64, now: Time) -> NewMessage {
    NewMessage {
        gateway_id: gateway,
        template_id: template,
        template_version: 1,
        customer: Recipient::Given(Box::new(customer(n))),
        branch_id: None,
        address: phone(n),
        locality: None,
        data: format!("{{\"n\":{n}}}"),
        preview: format!("Aviso {n}"),
        contents: vec![(gateway, content(n))],
        origin: Origin::Api,
        purpose: Purpose::Service,
        priority: Priority::Normal,
        late: Late::Send,
        due_at: None,
        expires_at: now.plus(Purpose::Service.default_life()),
        dedupe_key: None,
        content_hash: [7; 16],
        source_ref: None,
        batch_ref: None,
        invoice_id: None,
        invoice_ref: None,
        document_ref: None,
        run_id: None,
        step: None,
        weight: 1,
        dunning: None,
        sequence: None,
    }
}

pub fn content(n: i64) -> Content {
    Content {
        provider_template_id: None,
        language: Some("pt_BR".into()),
        parameters: vec![n.to_string()],
        ..Content::default()
    }
}

pub fn by(actor: &str) -> By {
    By {
        actor: actor.into(),
        reason: Some("Teste".into()),
    }
}

pub fn accepted(provider_id: &str) -> Outcome {
    Outcome::Accepted {
        provider_id: provider_id.into(),
    }
}

pub fn unknown() -> Outcome {
    Outcome::Unknown {
        code: "timeout".into(),
    }
}

pub fn not_sent() -> Outcome {
    Outcome::NotSent {
        code: "connection_refused".into(),
    }
}

pub fn rejected(rejection: Rejection) -> Outcome {
    Outcome::Rejected {
        rejection,
        code: "refused".into(),
    }
}
