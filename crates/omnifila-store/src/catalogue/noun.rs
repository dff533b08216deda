//! What the small nouns have in common, and how each refers to others.

use super::Result;
use crate::sql::Connection;
use omnifila_core::catalogue::{
    Book, BranchSpec, CalendarSpec, GatewayKind, GatewaySpec, HoldSpec, LadderSpec, OutboxSpec, RouteSpec,
    SignatureFlowSpec, SourceSpec, StopRuleSpec, Stored, TaskSpec, TemplateSpec, WindowSpec,
};
use omnifila_core::id::{
    BranchId, CalendarId, GatewayId, HoldId, LadderId, OutboxId, RouteId, SignatureFlowId, SourceId,
    StopRuleId, TaskId, TemplateId, WindowId,
};
use omnifila_core::input::InputError;
use omnifila_core::policy::window;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

/// All of one noun, as the book holds it.
pub type Shelf<S> = BTreeMap<<S as Noun>::Id, Arc<Stored<S>>>;

/// The names of the settings that are secrets, for a kind of gateway. Handed in, because the store knows no gateways.
pub type SecretNames = fn(GatewayKind) -> &'static [&'static str];

/// A specification kept as one document: what the API takes and gives.
pub trait Noun: Serialize + DeserializeOwned + Clone + PartialEq + Debug + Send + Sync + 'static {
    type Id: From<i64> + Into<i64> + Ord + Copy + Debug + Send + Sync + 'static;

    /// The noun in the singular, as in errors, audit and the table's `kind`.
    const KIND: &'static str;

    /// Unique among its kind, where given.
    fn key(&self) -> Option<&str> {
        None
    }

    fn shelf(book: &Book) -> &Shelf<Self>;

    fn shelf_mut(book: &mut Book) -> &mut Shelf<Self>;

    /// What can only be said with the other nouns at hand: that those it names exist. A noun's own rules are checked by
    /// who takes it in.
    fn check(&self, _book: &Book) -> std::result::Result<(), InputError> {
        Ok(())
    }

    /// Whether some other noun names this one, so that it cannot be deleted.
    fn in_use(_book: &Book, _id: Self::Id) -> bool {
        false
    }

    /// Other nouns name this one by its key, so that a key in use stays.
    const NAMED_BY_KEY: bool = false;

    /// Hours follow from it: windows and calendars.
    const MAKES_HOURS: bool = false;

    /// Which settings are secrets, given what is so for each kind of gateway.
    fn secrets(&self, _of_gateway: SecretNames) -> &'static [&'static str] {
        &[]
    }

    /// Messages need it to leave, so that one kept meanwhile stops its deletion too.
    const CARRIES_MESSAGES: bool = false;

    /// Whether some message, finished or not, names this one.
    fn has_messages(_conn: &Connection, _id: Self::Id) -> Result<bool> {
        Ok(false)
    }

    /// Settings that may hold secrets.
    fn settings(&self) -> Option<&Map<String, Value>> {
        None
    }

    fn settings_mut(&mut self) -> Option<&mut Map<String, Value>> {
        None
    }
}

fn must_exist<S: Noun>(book: &Book, id: S::Id, pointer: &str) -> std::result::Result<(), InputError> {
    if S::shelf(book).contains_key(&id) {
        return Ok(());
    }
    Err(InputError::new(
        "unknown_reference",
        pointer,
        format!("the id of a {}", S::KIND),
    ))
}

fn may_exist<S: Noun>(book: &Book, id: Option<S::Id>, pointer: &str) -> std::result::Result<(), InputError> {
    id.map_or(Ok(()), |id| must_exist::<S>(book, id, pointer))
}

fn branch_exists(book: &Book, key: Option<&str>, pointer: &str) -> std::result::Result<(), InputError> {
    match key {
        Some(key) if book.branch_by_key(key).is_none() => Err(InputError::new(
            "unknown_reference",
            pointer,
            "the key of a branch",
        )),
        _ => Ok(()),
    }
}

impl Noun for GatewaySpec {
    type Id = GatewayId;
    const KIND: &'static str = "gateway";
    const CARRIES_MESSAGES: bool = true;

    fn has_messages(conn: &Connection, id: GatewayId) -> Result<bool> {
        Ok(conn
            .prepare_cached("SELECT 1 FROM state WHERE gateway_id = ?1 LIMIT 1")?
            .exists([id.0])?)
    }
    fn secrets(&self, of_gateway: SecretNames) -> &'static [&'static str] {
        of_gateway(self.kind)
    }

    fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }
    fn shelf(book: &Book) -> &Shelf<Self> {
        &book.gateways
    }
    fn shelf_mut(book: &mut Book) -> &mut Shelf<Self> {
        &mut book.gateways
    }
    fn check(&self, book: &Book) -> std::result::Result<(), InputError> {
        may_exist::<WindowSpec>(book, self.window_id, "/window_id")?;
        branch_exists(book, self.branch_key.as_deref(), "/branch_key")
    }
    fn in_use(book: &Book, id: GatewayId) -> bool {
        book.templates
            .values()
            .any(|t| t.spec.bindings.iter().any(|b| b.gateway_id == id))
            || book.tasks.values().any(|t| t.spec.gateway_ids.contains(&id))
            || book.branches.values().any(|b| b.spec.gateway_ids.contains(&id))
            || book
                .routes
                .values()
                .any(|r| r.spec.steps.iter().any(|s| s.gateway_id == id))
            || book
                .ladders
                .values()
                .any(|l| l.spec.steps.iter().any(|s| s.gateway_id == Some(id)))
    }
    fn settings(&self) -> Option<&Map<String, Value>> {
        Some(&self.settings)
    }
    fn settings_mut(&mut self) -> Option<&mut Map<String, Value>> {
        Some(&mut self.settings)
    }
}

impl Noun for TemplateSpec {
    type Id = TemplateId;
    const KIND: &'static str = "template";

    /// Reads the whole queue when there is none; messages hold what they say, so it is asked once, beside the writer.
    fn has_messages(conn: &Connection, id: TemplateId) -> Result<bool> {
        Ok(conn
            .prepare_cached("SELECT 1 FROM state WHERE template_id = ?1 LIMIT 1")?
            .exists([id.0])?)
    }

    fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }
    fn shelf(book: &Book) -> &Shelf<Self> {
        &book.templates
    }
    fn shelf_mut(book: &mut Book) -> &mut Shelf<Self> {
        &mut book.templates
    }
    fn check(&self, book: &Book) -> std::result::Result<(), InputError> {
        may_exist::<WindowSpec>(book, self.window_id, "/window_id")?;
        for (i, binding) in self.bindings.iter().enumerate() {
            must_exist::<GatewaySpec>(book, binding.gateway_id, &format!("/bindings/{i}/gateway_id"))?;
            if self.bindings[..i]
                .iter()
                .any(|b| b.gateway_id == binding.gateway_id)
            {
                let pointer = format!("/bindings/{i}/gateway_id");
                return Err(InputError::new("repeated", pointer, "one binding per gateway"));
            }
        }
        Ok(())
    }
    fn in_use(book: &Book, id: TemplateId) -> bool {
        let thanks = |l: &LadderSpec| l.thanks.as_ref().is_some_and(|thanks| thanks.template_id == id);
        book.ladders
            .values()
            .any(|l| l.spec.steps.iter().any(|s| s.template_id == Some(id)) || thanks(&l.spec))
            || book
                .routes
                .values()
                .any(|r| r.spec.steps.iter().any(|s| s.template_id == id))
            || book
                .signature_flows
                .values()
                .any(|f| f.spec.steps.iter().any(|s| s.template_id == id))
    }
}

impl Noun for WindowSpec {
    type Id = WindowId;
    const KIND: &'static str = "window";
    const MAKES_HOURS: bool = true;

    fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }
    fn shelf(book: &Book) -> &Shelf<Self> {
        &book.windows
    }
    fn shelf_mut(book: &mut Book) -> &mut Shelf<Self> {
        &mut book.windows
    }
    fn check(&self, book: &Book) -> std::result::Result<(), InputError> {
        window::check_window(self, &book.calendars)
    }
    fn in_use(book: &Book, id: WindowId) -> bool {
        book.gateways.values().any(|g| g.spec.window_id == Some(id))
            || book.templates.values().any(|t| t.spec.window_id == Some(id))
            || book
                .ladders
                .values()
                .any(|l| l.spec.steps.iter().any(|s| s.window_id == Some(id)))
    }
}

impl Noun for CalendarSpec {
    type Id = CalendarId;
    const KIND: &'static str = "calendar";
    const MAKES_HOURS: bool = true;

    fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }
    fn shelf(book: &Book) -> &Shelf<Self> {
        &book.calendars
    }
    fn shelf_mut(book: &mut Book) -> &mut Shelf<Self> {
        &mut book.calendars
    }
    fn check(&self, _book: &Book) -> std::result::Result<(), InputError> {
        window::check_calendar(self)
    }
    fn in_use(book: &Book, id: CalendarId) -> bool {
        book.windows
            .values()
            .any(|w| w.spec.holidays.calendar_id == Some(id))
    }
}

impl Noun for TaskSpec {
    type Id = TaskId;
    const KIND: &'static str = "task";

    fn shelf(book: &Book) -> &Shelf<Self> {
        &book.tasks
    }
    fn shelf_mut(book: &mut Book) -> &mut Shelf<Self> {
        &mut book.tasks
    }
    fn check(&self, book: &Book) -> std::result::Result<(), InputError> {
        if self.gateway_ids.is_empty() {
            return Err(InputError::new("missing", "/gateway_ids", "at least one gateway"));
        }
        gateways_exist(book, &self.gateway_ids)
    }
}

impl Noun for HoldSpec {
    type Id = HoldId;
    const KIND: &'static str = "hold";

    fn shelf(book: &Book) -> &Shelf<Self> {
        &book.holds
    }
    fn shelf_mut(book: &mut Book) -> &mut Shelf<Self> {
        &mut book.holds
    }
    fn check(&self, book: &Book) -> std::result::Result<(), InputError> {
        use omnifila_core::catalogue::HoldScope;
        let id = || {
            self.id
                .ok_or_else(|| InputError::new("missing", "/id", "the id of what is held"))
        };
        match self.scope {
            HoldScope::Gateway => must_exist::<GatewaySpec>(book, GatewayId(id()?), "/id"),
            HoldScope::Template => must_exist::<TemplateSpec>(book, TemplateId(id()?), "/id"),
            HoldScope::Branch => must_exist::<BranchSpec>(book, BranchId(id()?), "/id"),
            HoldScope::Notice => id().map(drop),
            // Customers are not in the book; a hold on one that is not there holds nothing.
            HoldScope::Customer => id().map(drop),
            HoldScope::Tag if self.tag.as_deref().is_some_and(|tag| !tag.is_empty()) => Ok(()),
            HoldScope::Tag => Err(InputError::new("missing", "/tag", "the tag that is held")),
        }
    }
}

impl Noun for StopRuleSpec {
    type Id = StopRuleId;
    const KIND: &'static str = "stop_rule";

    fn shelf(book: &Book) -> &Shelf<Self> {
        &book.stop_rules
    }
    fn shelf_mut(book: &mut Book) -> &mut Shelf<Self> {
        &mut book.stop_rules
    }
    fn check(&self, _book: &Book) -> std::result::Result<(), InputError> {
        use omnifila_core::catalogue::StopScope;
        let named = self.source.is_some() && self.external_id.is_some();
        match self.scope {
            StopScope::Run if self.id.is_none() => Err(InputError::new("missing", "/id", "the id of a run")),
            StopScope::Document if !named => Err(InputError::new(
                "missing",
                "/external_id",
                "source and external_id of the document",
            )),
            StopScope::Invoice | StopScope::Customer if self.id.is_none() && !named => Err(InputError::new(
                "missing",
                "/id",
                "an id, or source and external_id",
            )),
            _ => Ok(()),
        }
    }
}

impl Noun for BranchSpec {
    type Id = BranchId;
    const KIND: &'static str = "branch";
    const NAMED_BY_KEY: bool = true;

    fn key(&self) -> Option<&str> {
        Some(&self.key)
    }
    fn shelf(book: &Book) -> &Shelf<Self> {
        &book.branches
    }
    fn shelf_mut(book: &mut Book) -> &mut Shelf<Self> {
        &mut book.branches
    }
    fn check(&self, book: &Book) -> std::result::Result<(), InputError> {
        if self.key.is_empty() {
            return Err(InputError::new("missing", "/key", "a key"));
        }
        gateways_exist(book, &self.gateway_ids)
    }
    fn in_use(book: &Book, id: BranchId) -> bool {
        let Some(branch) = book.branches.get(&id) else {
            return false;
        };
        let key = branch.spec.key.as_str();
        book.gateways
            .values()
            .any(|g| g.spec.branch_key.as_deref() == Some(key))
    }
}

impl Noun for LadderSpec {
    type Id = LadderId;
    const KIND: &'static str = "ladder";

    fn shelf(book: &Book) -> &Shelf<Self> {
        &book.ladders
    }
    fn shelf_mut(book: &mut Book) -> &mut Shelf<Self> {
        &mut book.ladders
    }
    fn check(&self, book: &Book) -> std::result::Result<(), InputError> {
        let thanks = self.thanks.as_ref().map(|thanks| thanks.template_id);
        may_exist::<TemplateSpec>(book, thanks, "/thanks/template_id")?;
        for (i, step) in self.steps.iter().enumerate() {
            may_exist::<TemplateSpec>(book, step.template_id, &format!("/steps/{i}/template_id"))?;
            may_exist::<RouteSpec>(book, step.route_id, &format!("/steps/{i}/route_id"))?;
            may_exist::<WindowSpec>(book, step.window_id, &format!("/steps/{i}/window_id"))?;
            may_exist::<GatewaySpec>(book, step.gateway_id, &format!("/steps/{i}/gateway_id"))?;
        }
        Ok(())
    }
}

impl Noun for RouteSpec {
    type Id = RouteId;
    const KIND: &'static str = "route";

    fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }
    fn shelf(book: &Book) -> &Shelf<Self> {
        &book.routes
    }
    fn shelf_mut(book: &mut Book) -> &mut Shelf<Self> {
        &mut book.routes
    }
    fn check(&self, book: &Book) -> std::result::Result<(), InputError> {
        for (i, step) in self.steps.iter().enumerate() {
            must_exist::<GatewaySpec>(book, step.gateway_id, &format!("/steps/{i}/gateway_id"))?;
            must_exist::<TemplateSpec>(book, step.template_id, &format!("/steps/{i}/template_id"))?;
        }
        Ok(())
    }
    fn in_use(book: &Book, id: RouteId) -> bool {
        book.ladders
            .values()
            .any(|l| l.spec.steps.iter().any(|s| s.route_id == Some(id)))
    }
}

impl Noun for OutboxSpec {
    type Id = OutboxId;
    const KIND: &'static str = "outbox";

    fn secrets(&self, _of_gateway: SecretNames) -> &'static [&'static str] {
        &["secret", "previous_secret"]
    }
    fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }
    fn shelf(book: &Book) -> &Shelf<Self> {
        &book.outboxes
    }
    fn shelf_mut(book: &mut Book) -> &mut Shelf<Self> {
        &mut book.outboxes
    }
    fn settings(&self) -> Option<&Map<String, Value>> {
        Some(&self.settings)
    }
    fn settings_mut(&mut self) -> Option<&mut Map<String, Value>> {
        Some(&mut self.settings)
    }
}

impl Noun for SignatureFlowSpec {
    type Id = SignatureFlowId;
    const KIND: &'static str = "signature_flow";

    fn shelf(book: &Book) -> &Shelf<Self> {
        &book.signature_flows
    }
    fn shelf_mut(book: &mut Book) -> &mut Shelf<Self> {
        &mut book.signature_flows
    }
    fn check(&self, book: &Book) -> std::result::Result<(), InputError> {
        for (i, step) in self.steps.iter().enumerate() {
            must_exist::<TemplateSpec>(book, step.template_id, &format!("/steps/{i}/template_id"))?;
        }
        Ok(())
    }
}

impl Noun for SourceSpec {
    type Id = SourceId;
    const KIND: &'static str = "source";

    fn secrets(&self, _of_gateway: SecretNames) -> &'static [&'static str] {
        &["token", "secret", "password"]
    }

    fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }
    fn shelf(book: &Book) -> &Shelf<Self> {
        &book.sources
    }
    fn shelf_mut(book: &mut Book) -> &mut Shelf<Self> {
        &mut book.sources
    }
    fn settings(&self) -> Option<&Map<String, Value>> {
        Some(&self.settings)
    }
    fn settings_mut(&mut self) -> Option<&mut Map<String, Value>> {
        Some(&mut self.settings)
    }
}

fn gateways_exist(book: &Book, ids: &[GatewayId]) -> std::result::Result<(), InputError> {
    for (i, id) in ids.iter().enumerate() {
        must_exist::<GatewaySpec>(book, *id, &format!("/gateway_ids/{i}"))?;
    }
    Ok(())
}
