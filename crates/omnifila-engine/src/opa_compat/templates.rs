//! Which template a send means: one that is bound to Opa!'s, or a new one made of what Opa! says of it.
//!
//! A template that nobody set up is learnt at the first send: Opa! is asked once, and its text becomes the body. When Opa!
//! does not answer in time the message is taken all the same, with the text listed last or the variables alone; its purpose is
//! `collection`, the strictest, until a person says otherwise. A send is refused for its template only when Opa! itself
//! says so now.

use super::Door;
use crate::Engine;
use omnifila_core::catalogue::{Binding, Book, Stored, TemplateSpec};
use omnifila_core::id::GatewayId;
use omnifila_core::message::{Late, Purpose};
use omnifila_core::template::MAX_PARAMETERS;
use omnifila_providers::gateways::opa_compat::{Answered, TemplateTold};
use omnifila_store::StoreError;
use omnifila_store::catalogue::CatalogueError;
use omnifila_store::verbs::By;
use std::sync::Arc;

/// Templates that are learnt for one gateway at most: far more than an account has, far less than would fill the memory.
const MOST_LEARNT: usize = 1_000;
/// Shown where the text is not known.
const UNKNOWN_TEXT: &str = "{{ data.variaveis }}";

type Found = Result<Arc<Stored<TemplateSpec>>, Answered>;

impl Engine {
    /// The template that stands for Opa!'s `id` at this gateway. `texts`: how many positional variables came.
    pub(super) async fn opa_template(
        &self,
        door: &Door,
        gateway: GatewayId,
        id: &str,
        texts: Option<usize>,
    ) -> Result<Found, StoreError> {
        let word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        if !(1..=64).contains(&id.len()) || !id.bytes().all(word) {
            return Ok(Err(no_template()));
        }
        let Some(known) = bound(&self.book(), gateway, id) else {
            return self.learn(door, gateway, id, texts).await;
        };
        let wanted = parameters(&known, gateway);
        match texts {
            // Opa! may have changed since: its word of now counts, and without it the send is taken.
            Some(given) if wanted > 0 && given != wanted => match door.account.template(id).await {
                TemplateTold::NoSuch => Ok(Err(no_template())),
                TemplateTold::Known { text, .. } if variables(&text) != given => {
                    Ok(Err(wrong_count(variables(&text), given)))
                }
                TemplateTold::Known { .. } | TemplateTold::Nothing => Ok(Ok(known)),
            },
            _ => Ok(Ok(known)),
        }
    }

    /// What the last listing of the account said, which is not enough to say that there is no such template.
    async fn listed(&self, gateway: GatewayId, id: &str) -> Result<TemplateTold, StoreError> {
        let known = self.catalogue().provider_template(gateway, id.to_owned()).await?;
        Ok(known.map_or(TemplateTold::Nothing, |known| TemplateTold::Known {
            name: known.listed.name,
            text: known.listed.text,
        }))
    }

    async fn learn(
        &self,
        door: &Door,
        gateway: GatewayId,
        id: &str,
        texts: Option<usize>,
    ) -> Result<Found, StoreError> {
        let _one_at_a_time = self.0.doors.learning.lock().await;
        let book = self.book();
        if let Some(known) = bound(&book, gateway, id) {
            return Ok(Ok(known));
        }
        let told = door.account.template(id).await;
        let asked = told != TemplateTold::Nothing;
        let told = if asked {
            told
        } else {
            self.listed(gateway, id).await?
        };
        let prefix = key(gateway, "");
        let learnt = book.templates.values().filter(|stored| {
            let key = stored.spec.key.as_deref();
            key.is_some_and(|key| key.starts_with(&prefix))
        });
        if learnt.count() >= MOST_LEARNT {
            return Ok(Err(no_template()));
        }
        let specs = match told {
            TemplateTold::NoSuch => return Ok(Err(no_template())),
            TemplateTold::Known { text, .. }
                if asked && texts.is_some_and(|given| given != variables(&text)) =>
            {
                return Ok(Err(wrong_count(variables(&text), texts.unwrap_or_default())));
            }
            TemplateTold::Known { name, text } => vec![spec(gateway, id, &name, &text), blank(gateway, id)],
            TemplateTold::Nothing => vec![blank(gateway, id)],
        };
        // A text that makes no template of ours is no reason to lose the message.
        for spec in specs {
            let by = By {
                actor: "opa_compat".into(),
                reason: Some("learnt at the first send".into()),
            };
            match self.set_up(spec, by).await {
                Ok(kept) => return Ok(Ok(kept)),
                Err(CatalogueError::Input(error)) => {
                    tracing::warn!(%error, "a template of Opa! could not be taken over with its text");
                }
                Err(CatalogueError::Store(StoreError::Refused { .. })) => {}
                Err(CatalogueError::Store(error)) => return Err(error),
            }
        }
        bound(&self.book(), gateway, id)
            .map(Ok)
            .ok_or_else(|| StoreError::Internal("a template could not be learnt".into()))
    }
}

/// One that a person set up goes before one that was learnt.
fn bound(book: &Book, gateway: GatewayId, id: &str) -> Option<Arc<Stored<TemplateSpec>>> {
    let learnt = key(gateway, id);
    let stands = |stored: &&Arc<Stored<TemplateSpec>>| {
        let mut bindings = stored.spec.bindings.iter();
        bindings.any(|b| b.gateway_id == gateway && b.provider_template_id.as_deref() == Some(id))
    };
    let found = book.templates.values().filter(stands);
    found
        .min_by_key(|stored| (stored.spec.key.as_deref() == Some(&learnt), stored.id))
        .cloned()
}

fn key(gateway: GatewayId, id: &str) -> String {
    format!("opa:{gateway}:{id}")
}

/// How many positional variables the template's binding fills in.
fn parameters(template: &Stored<TemplateSpec>, gateway: GatewayId) -> usize {
    let binding = template.spec.bindings.iter().find(|b| b.gateway_id == gateway);
    binding.map_or(0, |binding| binding.parameters.len())
}

fn no_template() -> Answered {
    Answered::not_found("Template not found.")
}

fn wrong_count(wanted: usize, given: usize) -> Answered {
    Answered::bad_request(&format!(
        "template.variaveis: expected {wanted} variables, got {given}"
    ))
}

/// The greatest number between double braces.
fn variables(text: &str) -> usize {
    pieces(text).filter_map(|piece| piece.err()).max().unwrap_or(0)
}

/// Literals, and the numbers of variables between them.
fn pieces(text: &str) -> impl Iterator<Item = Result<&str, usize>> {
    let mut parts = text.split("{{");
    let first = parts.next().unwrap_or_default();
    let rest = parts.flat_map(|part| {
        let number = part.split_once("}}").and_then(|(name, tail)| {
            let number: usize = name.trim().parse().ok()?;
            (1..=MAX_PARAMETERS).contains(&number).then_some((number, tail))
        });
        match number {
            Some((number, tail)) => [Err(number), Ok(tail)],
            None => [Ok("{{"), Ok(part)],
        }
    });
    std::iter::once(Ok(first)).chain(rest)
}

/// Opa!'s text as a body of ours: `{{1}}` is `{{ data.v1 }}`, and nothing else in it means anything.
fn body(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    for piece in pieces(text) {
        match piece {
            Ok(literal) => plain(literal, &mut out),
            Err(number) => out.push_str(&format!("{{{{ data.v{number} }}}}")),
        }
    }
    out
}

/// Braces that would begin something, set apart from what follows.
fn plain(literal: &str, out: &mut String) {
    let mut letters = literal.chars().peekable();
    while let Some(letter) = letters.next() {
        out.push(letter);
        if letter == '{' && letters.peek().is_none_or(|next| "{%#".contains(*next)) {
            out.push(' ');
        }
    }
}

fn spec(gateway: GatewayId, id: &str, name: &str, text: &str) -> TemplateSpec {
    let short: String = name.chars().filter(|c| !c.is_control()).take(150).collect();
    TemplateSpec {
        name: format!("Opa! {short}"),
        body: body(text),
        bindings: vec![Binding {
            gateway_id: gateway,
            provider_template_id: Some(id.to_owned()),
            language: "pt_BR".to_owned(),
            parameters: (1..=variables(text))
                .map(|n| format!("{{{{ data.v{n} }}}}"))
                .collect(),
            media_url: None,
            mail: None,
            payment: None,
            components: None,
        }],
        ..blank(gateway, id)
    }
}

/// A template of which only the id is known.
fn blank(gateway: GatewayId, id: &str) -> TemplateSpec {
    TemplateSpec {
        key: Some(key(gateway, id)),
        name: format!("Opa! {id}"),
        purpose: Purpose::Collection,
        body: UNKNOWN_TEXT.to_owned(),
        late: Late::Send,
        window_id: None,
        bindings: vec![Binding {
            gateway_id: gateway,
            provider_template_id: Some(id.to_owned()),
            language: "pt_BR".to_owned(),
            parameters: Vec::new(),
            media_url: None,
            mail: None,
            payment: None,
            components: None,
        }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use omnifila_core::template::Compiled;
    use serde_json::json;

    #[test]
    fn opas_text_becomes_a_template_that_says_the_same() {
        let context = json!({"data": {"v1": "Maria", "v2": "129,90", "variaveis": "x"}});
        for (text, said) in [
            ("Olá {{1}}, R$ {{ 2 }}.", "Olá Maria, R$ 129,90."),
            ("{{1}}{{1}}", "MariaMaria"),
            ("sem variáveis", "sem variáveis"),
            (
                "{{nome}} {% if %} {# x #} }} {{",
                "{ { nome}} { % if %} { # x #} }} { { ",
            ),
            ("{{0}} {{999}}", "{ { 0}} { { 999}}"),
            ("{{% x %}}", "{ { % x %}}"),
            ("100% de {desconto}", "100% de {desconto}"),
        ] {
            let spec = spec(GatewayId(1), "64aa", "n", text);
            let compiled = Compiled::compile(&spec).unwrap_or_else(|e| panic!("{text}: {e:?}"));
            let rendered = compiled.render(GatewayId(1), &context).unwrap();
            assert_eq!(rendered.preview, said, "{text}");
        }
    }

    #[test]
    fn variables_are_counted_as_opa_counts_them() {
        for (text, count) in [("", 0), ("{{1}} {{3}}", 3), ("{{ 2 }}", 2), ("{{x}} {{1", 0)] {
            assert_eq!(variables(text), count, "{text}");
        }
        let spec = spec(GatewayId(1), "64aa", "n", "{{1}} {{2}}");
        assert_eq!(spec.bindings[0].parameters, ["{{ data.v1 }}", "{{ data.v2 }}"]);
        assert_eq!(
            (spec.purpose, spec.key.as_deref()),
            (Purpose::Collection, Some("opa:1:64aa"))
        );
    }
}
