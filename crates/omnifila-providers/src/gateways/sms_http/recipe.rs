//! A provider of SMS as data: what is asked, what its answer means, what it calls back.
//!
//! Model: places in braces are filled in (`{to}`, `{digits}`, `{from}`, `{text}`, `{ours}`, `{coding}`, `{mask}`, `{callback}`, `{user}`,
//! `{token}`); a body of JSON is filled in text by text, so that nothing that a customer writes can become JSON; queries and forms
//! are escaped. A field whose `{callback}` is not known is left out. Presets are recipes too (`presets.json`); an administrator may
//! write one (`custom`).
//!
//! Left out: loops, conditions, and anything else that a language would have.

use crate::gateways::settings::bad;
use omnifila_core::input::InputError;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The recipes that come with the product.
const PRESETS: &str = include_str!("presets.json");
/// What a custom recipe may weigh as text, in bytes.
const MOST_BYTES: usize = 16 * 1024;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recipe {
    /// Where it is asked, unless the settings say.
    pub(super) url: Option<String>,
    #[serde(default)]
    pub(super) method: Method,
    pub(super) path: String,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
    /// Basic authentication by user and token.
    #[serde(default)]
    pub(super) basic: bool,
    pub(super) json: Option<Value>,
    pub(super) form: Option<BTreeMap<String, String>>,
    pub(super) query: Option<BTreeMap<String, String>>,
    /// Its messages are no SMS: one is one, whatever its length.
    #[serde(default)]
    pub(super) unlimited: bool,
    /// Statuses that mean that it was taken; 2xx without.
    #[serde(default)]
    pub(super) accepted: Vec<u16>,
    /// Where the provider's name for the message stands; without any, ours is it.
    #[serde(default)]
    pub(super) id: Vec<String>,
    /// Words in a good answer that mean the opposite.
    pub(super) refused: Option<Refused>,
    /// Where its own code stands.
    #[serde(default)]
    pub(super) code: Vec<String>,
    /// What its codes mean, in words of ours.
    #[serde(default)]
    pub(super) codes: BTreeMap<String, Meaning>,
    pub(super) receipt: Option<ReceiptRecipe>,
    pub(super) written: Option<WrittenRecipe>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Method {
    #[default]
    Post,
    Get,
}

/// The words of ours that a code may mean; each has its outcome (`answers`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Meaning {
    Unauthorized,
    Forbidden,
    PaymentProblem,
    AccountLocked,
    RateLimited,
    ProviderError,
    Refused,
    BadAddress,
    Undeliverable,
    CountryNotAllowed,
    OptedOut,
    TooLong,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Refused {
    pub(super) at: Vec<String>,
    pub(super) words: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReceiptRecipe {
    /// Where a list of them stands; without, the call is one.
    pub(super) list: Option<String>,
    #[serde(default)]
    pub(super) id: Vec<String>,
    #[serde(default)]
    pub(super) ours: Vec<String>,
    pub(super) status: Vec<String>,
    pub(super) words: BTreeMap<String, Told>,
    #[serde(default)]
    pub(super) error: Vec<String>,
}

/// What a status says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Told {
    Accepted,
    Delivered,
    Read,
    Failed,
    /// A step on the way that decides nothing.
    Nothing,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenRecipe {
    pub(super) list: Option<String>,
    pub(super) from: Vec<String>,
    pub(super) text: Vec<String>,
}

impl Recipe {
    /// # Errors
    /// `bad_setting` at `/settings/preset` or `/settings/recipe`.
    pub(super) fn of(preset: &str, custom: Option<&Value>) -> Result<Recipe, InputError> {
        if preset == "custom" {
            let expected = "an object that says how the provider is asked; see the guide to gateways";
            let given = custom.ok_or_else(|| bad("recipe", expected))?;
            if given.to_string().len() > MOST_BYTES {
                return Err(bad("recipe", "a recipe of at most 16 KiB"));
            }
            let recipe: Recipe =
                serde_json::from_value(given.clone()).map_err(|_| bad("recipe", expected))?;
            return recipe.judged();
        }
        let expected = "zenvia_sms, zenvia_rcs, infobip, twilio, kannel or custom";
        let mut all: Map<String, Value> = serde_json::from_str(PRESETS).unwrap_or_default();
        let found = all.remove(preset).ok_or_else(|| bad("preset", expected))?;
        serde_json::from_value(found).map_err(|_| bad("preset", expected))
    }

    fn judged(self) -> Result<Recipe, InputError> {
        let bodies = [self.json.is_some(), self.form.is_some(), self.query.is_some()];
        let one = bodies.into_iter().filter(|b| *b).count() == 1;
        let posts = self.method == Method::Post || self.json.is_none() && self.form.is_none();
        let sound = |pointers: &[String]| pointers.iter().all(|p| p.is_empty() || p.starts_with('/'));
        if !one || !posts || !self.path.starts_with('/') || !sound(&self.id) || !sound(&self.code) {
            let expected = "a path, and one of json, form or query; places in answers as /a/b";
            return Err(bad("recipe", expected));
        }
        Ok(self)
    }
}

/// What fills places in braces.
#[derive(Debug, Default)]
pub(super) struct Filling<'a>(Vec<(&'static str, Option<std::borrow::Cow<'a, str>>)>);

impl<'a> Filling<'a> {
    pub(super) fn put(&mut self, name: &'static str, value: Option<impl Into<std::borrow::Cow<'a, str>>>) {
        self.0.push((name, value.map(Into::into)));
    }

    /// The text with its places filled; `None` if one is not known.
    pub(super) fn fill(&self, text: &str) -> Option<String> {
        let mut out = String::with_capacity(text.len() + 64);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let known = after.split_once('}').and_then(|(name, tail)| {
                let (_, value) = self.0.iter().find(|(own, _)| *own == name)?;
                Some((value, tail))
            });
            match known {
                Some((value, tail)) => {
                    out.push_str(value.as_deref()?);
                    rest = tail;
                }
                // A brace that is no place.
                None => {
                    out.push('{');
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        Some(out)
    }

    /// The value with all its texts filled; what holds an unknown place is left out of its object.
    pub(super) fn fill_value(&self, value: &Value) -> Option<Value> {
        Some(match value {
            Value::String(text) => Value::String(self.fill(text)?),
            Value::Array(list) => Value::Array(list.iter().filter_map(|v| self.fill_value(v)).collect()),
            Value::Object(map) => {
                let filled = map
                    .iter()
                    .filter_map(|(name, v)| Some((name.clone(), self.fill_value(v)?)));
                let filled: Map<String, Value> = filled.collect();
                // An object that only spoke of what is not known says nothing.
                if filled.is_empty() && !map.is_empty() {
                    return None;
                }
                Value::Object(filled)
            }
            other => other.clone(),
        })
    }

    pub(super) fn fill_pairs(&self, pairs: &BTreeMap<String, String>) -> String {
        let mut out = url::form_urlencoded::Serializer::new(String::new());
        for (name, text) in pairs {
            if let Some(value) = self.fill(text) {
                out.append_pair(name, &value);
            }
        }
        out.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_preset_is_a_recipe() {
        for name in ["zenvia_sms", "zenvia_rcs", "infobip", "twilio", "kannel"] {
            let recipe = Recipe::of(name, None).unwrap_or_else(|e| panic!("{name}: {e:?}"));
            recipe.judged().unwrap_or_else(|e| panic!("{name}: {e:?}"));
        }
        assert!(Recipe::of("other", None).is_err());
    }

    #[test]
    fn a_recipe_of_ones_own_is_judged() {
        let custom = |value: Value| Recipe::of("custom", Some(&value)).map(drop).map_err(|e| e.code);
        assert_eq!(custom(json!({"path": "/send", "form": {"to": "{to}"}})), Ok(()));
        for wrong in [
            json!({}),
            json!(7),
            json!({"path": "/send"}),
            json!({"path": "send", "form": {}}),
            json!({"path": "/s", "form": {}, "json": {}}),
            json!({"path": "/s", "method": "GET", "json": {}}),
            json!({"path": "/s", "form": {}, "id": ["id"]}),
            json!({"path": "/s", "form": {}, "codes": {"1": "whatever"}}),
            json!({"path": "/s", "form": {}, "oops": 1}),
            json!({"path": "/s", "form": {"a": "x".repeat(20_000)}}),
        ] {
            assert_eq!(custom(wrong.clone()), Err("bad_setting"), "{wrong}");
        }
        assert!(Recipe::of("custom", None).is_err());
    }

    #[test]
    fn a_customers_words_stay_words() {
        let mut filling = Filling::default();
        filling.put("text", Some("\"}],{token} & ok=1"));
        filling.put("token", Some("secret"));
        filling.put("callback", None::<&str>);
        let filled = filling
            .fill_value(&json!({"a": [{"t": "{text}"}], "c": "{callback}?x", "n": 7, "b": "{other} {"}));
        assert_eq!(
            filled,
            Some(json!({"a": [{"t": "\"}],{token} & ok=1"}], "n": 7, "b": "{other} {"})),
            "what was filled in is not filled again"
        );
        let pairs = BTreeMap::from([
            ("t".to_owned(), "{text}".to_owned()),
            ("u".to_owned(), "{callback}".to_owned()),
        ]);
        assert_eq!(filling.fill_pairs(&pairs), "t=%22%7D%5D%2C%7Btoken%7D+%26+ok%3D1");
    }
}
