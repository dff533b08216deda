//! Templates: compiled once, rendered for each message, frozen at inclusion.
//!
//! The language is MiniJinja without includes, inheritance, macros and functions, over six roots. It is strict: a value
//! that is not there is an error at inclusion, never a gap in what a customer reads; only texts and numbers are printed.
//! Work and memory of one rendering are bounded by fuel, the text by [`MAX_TEXT`].
//!
//! Errors name the place (`/body`, `/bindings/0/parameters/1`, or the variable as `/data/n`) and what was expected
//! there, never the value. Left out: what a provider allows in a parameter, which its adapter checks.

mod components;
mod filters;
mod mail;
mod plain;
#[cfg(test)]
mod tests;

use crate::catalogue::{Binding, PaymentBinding, TemplateSpec};
use crate::id::GatewayId;
use crate::input::InputError;
use crate::mail::MailTexts;
use crate::outcome::Content;
use crate::payment::{Payment, PaymentKind, PaymentTexts};
use components::BoundComponents;
use filters::{FILTERS, Scalar};
use mail::BoundMail;
use minijinja::value::{Serde, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value};
use plain::Plain;
use std::collections::{BTreeMap, BTreeSet};

/// What a template may speak of.
pub const ROOTS: [&str; 6] = ["branch", "contract", "customer", "data", "invoice", "signature"];

/// The longest rendered text, in bytes: twice what WhatsApp takes (4,096 characters).
pub const MAX_TEXT: usize = 8 * 1024;

/// The longest template text, in bytes.
pub const MAX_SOURCE: usize = 16 * 1024;

/// The most positional variables of one binding.
pub const MAX_PARAMETERS: usize = 64;

/// What one rendering may cost: instructions and, at 64 bytes each, memory; some 1.3 MB.
const FUEL: u64 = 20_000;

const NOT_PRINTABLE: &str = "a text or a number";

/// A template ready to render.
#[derive(Debug, Clone)]
pub struct Compiled {
    env: Environment<'static>,
    body: Text,
    bindings: BTreeMap<GatewayId, Bound>,
}

/// What a template says to one customer through one gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The body, as a person would read it.
    pub preview: String,
    /// What the gateway's adapter gets.
    pub content: Content,
}

#[derive(Debug, Clone)]
struct Bound {
    provider_template_id: Option<String>,
    language: String,
    parameters: Vec<Text>,
    media_url: Option<Text>,
    mail: Option<BoundMail>,
    payment: Option<BoundPayment>,
    components: Option<BoundComponents>,
}

#[derive(Debug, Clone)]
struct BoundPayment {
    /// Where it stands in the specification.
    at: String,
    kind: PaymentKind,
    amount_cents: Text,
    code: Text,
    merchant_name: Option<Text>,
    pix_key: Option<Text>,
}

/// One template text. Its pointer in the specification is also its name in the environment.
#[derive(Debug, Clone)]
struct Text {
    pointer: String,
    /// Dotted paths of the variables it speaks of.
    paths: BTreeSet<String>,
    plain: Option<Plain>,
}

impl Compiled {
    /// Refuses what does not compile (`template_error`), speaks of another root (`unknown_variable`), or binds a gateway
    /// twice (`duplicate_binding`).
    pub fn compile(spec: &TemplateSpec) -> Result<Compiled, InputError> {
        let mut env = environment();
        let body = Text::compile(&mut env, "/body".into(), &spec.body)?;
        let mut bindings = BTreeMap::new();
        for (index, binding) in spec.bindings.iter().enumerate() {
            let at = format!("/bindings/{index}");
            let bound = Bound::compile(&mut env, &at, binding)?;
            if bindings.insert(binding.gateway_id, bound).is_some() {
                let expected = "one binding per gateway";
                return Err(InputError::new(
                    "duplicate_binding",
                    format!("{at}/gateway_id"),
                    expected,
                ));
            }
        }
        Ok(Compiled { env, body, bindings })
    }

    /// Renders for a gateway from `context`, an object of the roots. Refuses a gateway without a binding (`no_binding`),
    /// a variable that is not there (`missing_variable`) or does not fit (`bad_variable`), and a text over [`MAX_TEXT`]
    /// (`too_long`).
    pub fn render(&self, gateway: GatewayId, context: &serde_json::Value) -> Result<Rendered, InputError> {
        let bound = self.bindings.get(&gateway).ok_or_else(no_binding)?;
        let preview = self.body.render(&self.env, context)?;
        let say = |text: &Text| text.render(&self.env, context);
        let content = Content {
            provider_template_id: bound.provider_template_id.clone(),
            language: Some(bound.language.clone()),
            parameters: bound.parameters.iter().map(say).collect::<Result<_, _>>()?,
            media_url: bound.media_url.as_ref().map(say).transpose()?,
            mail: bound.mail.as_ref().map(|m| m.render(&say)).transpose()?,
            payment: bound.payment.as_ref().map(|p| p.render(&say)).transpose()?,
            components: bound.components.as_ref().map(|c| c.render(&say)).transpose()?,
            verbatim: None,
        };
        Ok(Rendered { preview, content })
    }

    /// The body alone.
    ///
    /// # Errors
    /// As [`Compiled::render`].
    pub fn words(&self, context: &serde_json::Value) -> Result<String, InputError> {
        self.body.render(&self.env, context)
    }

    /// What a person would read, without what the gateway's adapter gets: for a message whose content is yet to come.
    ///
    /// # Errors
    /// As [`Compiled::render`].
    pub fn preview(&self, gateway: GatewayId, context: &serde_json::Value) -> Result<Rendered, InputError> {
        if !self.bindings.contains_key(&gateway) {
            return Err(no_binding());
        }
        Ok(Rendered {
            preview: self.body.render(&self.env, context)?,
            content: Content::default(),
        })
    }

    /// The variables the body and all bindings speak of, dotted: `customer.name`.
    pub fn variables(&self) -> BTreeSet<String> {
        let bound = self.bindings.values().flat_map(Bound::texts);
        bound
            .chain([&self.body])
            .flat_map(|text| text.paths.iter().cloned())
            .collect()
    }
}

fn no_binding() -> InputError {
    InputError::new(
        "no_binding",
        "/gateway_id",
        "a gateway that the template has a binding for",
    )
}

impl Bound {
    fn compile(env: &mut Environment<'static>, at: &str, binding: &Binding) -> Result<Bound, InputError> {
        if binding.parameters.len() > MAX_PARAMETERS {
            let expected = format!("at most {MAX_PARAMETERS} parameters");
            return Err(InputError::new(
                "template_error",
                format!("{at}/parameters"),
                expected,
            ));
        }
        if binding.payment.is_some() && binding.components.is_none() && !binding.parameters.is_empty() {
            let expected = "no parameters beside a payment: a payment template takes one or the other";
            let pointer = format!("{at}/parameters");
            return Err(InputError::new("payment_with_parameters", pointer, expected));
        }
        let mut parameters = Vec::with_capacity(binding.parameters.len());
        for (index, source) in binding.parameters.iter().enumerate() {
            parameters.push(Text::compile(env, format!("{at}/parameters/{index}"), source)?);
        }
        let media_url = binding.media_url.as_ref();
        let media_url = media_url.map(|source| Text::compile(env, format!("{at}/media_url"), source));
        let mail = binding.mail.as_ref();
        let mail = mail.map(|m| BoundMail::compile(env, &format!("{at}/mail"), m));
        let payment = binding.payment.as_ref();
        let payment = payment.map(|p| BoundPayment::compile(env, format!("{at}/payment"), p));
        Ok(Bound {
            provider_template_id: binding.provider_template_id.clone(),
            language: binding.language.clone(),
            parameters,
            media_url: media_url.transpose()?,
            mail: mail.transpose()?,
            payment: payment.transpose()?,
            components: BoundComponents::compile(env, at, binding)?,
        })
    }

    fn texts(&self) -> impl Iterator<Item = &Text> {
        let payment = self.payment.iter().flat_map(BoundPayment::texts);
        let mail = self.mail.iter().flat_map(BoundMail::texts);
        let components = self.components.iter().flat_map(BoundComponents::texts);
        self.parameters
            .iter()
            .chain(&self.media_url)
            .chain(payment)
            .chain(mail)
            .chain(components)
    }
}

impl BoundPayment {
    fn compile(
        env: &mut Environment<'static>,
        at: String,
        payment: &PaymentBinding,
    ) -> Result<BoundPayment, InputError> {
        let mut text = |name: &str, source: &String| Text::compile(env, format!("{at}/{name}"), source);
        Ok(BoundPayment {
            kind: payment.kind,
            amount_cents: text("amount_cents", &payment.amount_cents)?,
            code: text("code", &payment.code)?,
            merchant_name: payment
                .merchant_name
                .as_ref()
                .map(|s| text("merchant_name", s))
                .transpose()?,
            pix_key: payment.pix_key.as_ref().map(|s| text("pix_key", s)).transpose()?,
            at,
        })
    }

    fn texts(&self) -> impl Iterator<Item = &Text> {
        let always = [&self.amount_cents, &self.code].into_iter();
        always.chain(&self.merchant_name).chain(&self.pix_key)
    }

    fn render(&self, say: &dyn Fn(&Text) -> Result<String, InputError>) -> Result<Payment, InputError> {
        let texts = PaymentTexts {
            amount_cents: say(&self.amount_cents)?,
            code: say(&self.code)?,
            merchant_name: self.merchant_name.as_ref().map(say).transpose()?,
            pix_key: self.pix_key.as_ref().map(say).transpose()?,
        };
        Payment::read(self.kind, &texts).map_err(|e| e.under(&self.at))
    }
}

impl Text {
    fn compile(env: &mut Environment<'static>, pointer: String, source: &str) -> Result<Text, InputError> {
        let wrong = |expected: String| InputError::new("template_error", pointer.clone(), expected);
        if source.len() > MAX_SOURCE {
            return Err(wrong(format!("at most {MAX_SOURCE} bytes")));
        }
        env.add_template_owned(pointer.clone(), source.to_owned())
            .map_err(|e| wrong(what_is_wrong(&e)))?;
        let template = env.get_template(&pointer).map_err(|e| wrong(what_is_wrong(&e)))?;
        let mut roots: Vec<String> = template.undeclared_variables(false).into_iter().collect();
        roots.sort_unstable();
        if let Some(root) = roots.iter().find(|root| !ROOTS.contains(&root.as_str())) {
            let expected = format!("variables under {} instead of {root}", ROOTS.join(", "));
            return Err(InputError::new("unknown_variable", pointer, expected));
        }
        let paths = template.undeclared_variables(true).into_iter().collect();
        if let Some(unknown) = unknown_word(env, source) {
            return Err(wrong(unknown));
        }
        Ok(Text {
            // A page is escaped, which only the whole engine does.
            plain: if pointer.ends_with(mail::HTML) {
                None
            } else {
                Plain::parse(source)
            },
            pointer,
            paths,
        })
    }

    fn render(&self, env: &Environment<'_>, context: &serde_json::Value) -> Result<String, InputError> {
        let text = match &self.plain {
            Some(plain) => plain.render(context)?,
            None => self.render_by_minijinja(env, context)?,
        };
        if text.len() > MAX_TEXT {
            Err(self.too_long())
        } else {
            Ok(text)
        }
    }

    fn render_by_minijinja(
        &self,
        env: &Environment<'_>,
        context: &serde_json::Value,
    ) -> Result<String, InputError> {
        let roots: BTreeSet<&str> = self
            .paths
            .iter()
            .filter_map(|path| path.split('.').next())
            .collect();
        let given = roots
            .into_iter()
            .filter_map(|root| Some((root, Value::from(Serde(context.get(root)?)))));
        let given = Value::from_pairs(given);
        let template = env
            .get_template(&self.pointer)
            .map_err(|e| self.error(&e, "", context))?;
        let mut out = Limited(Vec::with_capacity(256));
        match template.render_captured_to(given, &mut out) {
            Ok(_) => String::from_utf8(out.0).map_err(|_| self.too_long()),
            Err(e) => Err(self.error(&e, template.source(), context)),
        }
    }

    fn too_long(&self) -> InputError {
        InputError::new(
            "too_long",
            self.pointer.clone(),
            format!("at most {MAX_TEXT} bytes once filled in"),
        )
    }

    /// What a failed rendering means to the producer of the context.
    fn error(&self, error: &Error, source: &str, context: &serde_json::Value) -> InputError {
        let absent = |path: &&String| lookup(context, path).is_none();
        let pointer = |path: &String| format!("/{}", path.replace('.', "/"));
        let code = code_before(source, error);
        // The last one spoken of up to where it failed.
        let nearest = |paths: &mut dyn Iterator<Item = &String>| {
            paths
                .filter_map(|path| Some((last_mention(code, path)?, path)))
                .max()
                .map(|(_, path)| path.clone())
        };
        if error.kind() == ErrorKind::UndefinedError {
            let mut gone = self.paths.iter().filter(absent);
            if let Some(path) = nearest(&mut gone.clone()).or_else(|| gone.next().cloned()) {
                return missing(pointer(&path));
            }
        }
        if let Some(expected) = expectation(error) {
            let at =
                nearest(&mut self.paths.iter()).map_or_else(|| self.pointer.clone(), |path| pointer(&path));
            return unfit(at, expected);
        }
        if error.kind() == ErrorKind::WriteFailure {
            return self.too_long();
        }
        // Without the detail, which may repeat a value.
        let expected = format!(
            "values that line {} can use ({})",
            error.line().unwrap_or(1),
            error.kind()
        );
        InputError::new("template_error", self.pointer.clone(), expected)
    }
}

/// A variable that is not there.
fn missing(pointer: String) -> InputError {
    InputError::new(
        "missing_variable",
        pointer,
        "a value, because the template prints it",
    )
}

/// A variable that is not what the template makes of it.
fn unfit(pointer: String, expected: &'static str) -> InputError {
    InputError::new("bad_variable", pointer, expected)
}

fn environment() -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    // Only what is a page itself: everywhere else `&` in a name stays what it is.
    env.set_auto_escape_callback(|name| {
        if name.ends_with(mail::HTML) {
            AutoEscape::Html
        } else {
            AutoEscape::None
        }
    });
    env.set_fuel(Some(FUEL));
    // The spans of errors are kept without it; what it adds are copies of values in error texts.
    env.set_debug(false);
    let globals: Vec<String> = env.globals().map(|(name, _)| name.to_owned()).collect();
    for name in globals {
        env.remove_global(&name);
    }
    for filter in &FILTERS {
        env.add_filter(filter.name, move |value: &Value| -> Result<String, Error> {
            if value.is_undefined() {
                return Err(Error::from(ErrorKind::UndefinedError));
            }
            let whole = || value.as_i64().filter(|_| value.is_integer()).map(Scalar::Whole);
            let scalar = value.as_str().map(Scalar::Text).or_else(whole);
            filter
                .apply(scalar)
                .map_err(|expected| Error::new(ErrorKind::InvalidOperation, expected))
        });
    }
    env.set_formatter(|out, state, value| match value.kind() {
        ValueKind::String | ValueKind::Number | ValueKind::Undefined => {
            minijinja::escape_formatter(out, state, value)
        }
        _ => Err(Error::new(ErrorKind::InvalidOperation, NOT_PRINTABLE)),
    });
    env
}

/// One of our own expectations, if that is what the error carries.
fn expectation(error: &Error) -> Option<&'static str> {
    let detail = error.detail()?;
    FILTERS
        .iter()
        .map(|f| f.expected)
        .chain([NOT_PRINTABLE])
        .find(|expected| *expected == detail)
}

/// The line and what is wrong there.
fn what_is_wrong(error: &Error) -> String {
    let what = error
        .detail()
        .map_or_else(|| error.kind().to_string(), str::to_owned);
    format!(
        "a template that compiles; line {}: {what}",
        error.line().unwrap_or(1)
    )
}

/// MiniJinja looks filters and tests up only when they run, perhaps in a branch that no preview takes: look them up now.
fn unknown_word(env: &Environment<'_>, source: &str) -> Option<String> {
    if source.contains("{#") || source.contains("raw") {
        return None;
    }
    let known = |probe: String| match env.render_str(&probe, ()) {
        Ok(_) => true,
        Err(e) => !matches!(e.kind(), ErrorKind::UnknownFilter | ErrorKind::UnknownTest),
    };
    for code in code_of(source) {
        let words: Vec<&str> = code
            .split_inclusive(|c: char| !(c.is_alphanumeric() || c == '_'))
            .collect();
        let tokens: Vec<&str> = words
            .iter()
            .flat_map(|word| {
                let mark = word
                    .char_indices()
                    .last()
                    .filter(|(_, c)| !(c.is_alphanumeric() || *c == '_'));
                let (name, mark) = word.split_at(mark.map_or(word.len(), |(at, _)| at));
                [name, mark.trim()]
            })
            .filter(|token| !token.is_empty())
            .collect();
        for (index, token) in tokens.iter().enumerate() {
            let next = |n: usize| tokens.get(index + n).copied().unwrap_or("");
            let is_word = |t: &str| t.starts_with(|c: char| c.is_alphabetic());
            if *token == "|" && is_word(next(1)) && !known(format!("{{{{ ''|{} }}}}", next(1))) {
                return Some(format!("a filter that exists instead of {}", next(1)));
            }
            let test = if next(1) == "not" { next(2) } else { next(1) };
            if *token == "is" && is_word(test) && !known(format!("{{{{ '' is {test} }}}}")) {
                return Some(format!("a test that exists instead of {test}"));
            }
        }
    }
    None
}

/// The text between `{{ }}` and `{% %}`, without what is quoted.
fn code_of(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(start) = [rest.find("{{"), rest.find("{%")].into_iter().flatten().min() {
        let close = if rest[start..].starts_with("{{") {
            "}}"
        } else {
            "%}"
        };
        let (mut code, mut quote) = (String::new(), None);
        let mut end = rest.len();
        for (at, c) in rest.char_indices().skip_while(|(at, _)| *at < start + 2) {
            match quote {
                Some(q) if c == q => quote = None,
                Some(_) => {}
                None if rest[at..].starts_with(close) => {
                    end = at + 2;
                    break;
                }
                None if c == '"' || c == '\'' => quote = Some(c),
                None => code.push(c),
            }
        }
        found.push(code);
        rest = &rest[end..];
    }
    found
}

fn lookup<'a>(context: &'a serde_json::Value, path: &str) -> Option<&'a serde_json::Value> {
    path.split('.')
        .try_fold(context, |value, name| value.as_object()?.get(name))
}

/// The code of the tag in which a rendering failed, up to the end of what failed.
fn code_before<'s>(source: &'s str, error: &Error) -> &'s str {
    let Some(range) = error.range() else { return "" };
    let start = source.get(..range.start).unwrap_or("");
    let tag = start.rfind("{{").max(start.rfind("{%")).unwrap_or(0);
    source.get(tag..range.end).unwrap_or("")
}

/// Where a piece of template last speaks of exactly this path.
fn last_mention(code: &str, path: &str) -> Option<usize> {
    let edge = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.');
    let exact =
        |at: &usize| edge(code[..*at].chars().next_back()) && edge(code[at + path.len()..].chars().next());
    code.rmatch_indices(path).map(|(at, _)| at).find(exact)
}

/// Collects what is written up to [`MAX_TEXT`].
#[derive(Debug)]
struct Limited(Vec<u8>);

impl std::io::Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_TEXT {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
