//! The parts of a WhatsApp template beside its body's variables: a header's text, buttons, the name of a document.
//!
//! Failures: names that are not as many as the parameters, and two variables for one button, are refused where they stand.
//! Left out: what WhatsApp allows in each (its adapter checks it).

use super::Text;
use crate::catalogue::Binding;
use crate::input::InputError;
use crate::outcome::{Button, ButtonKind, Components};
use minijinja::Environment;

/// The most buttons of one template.
const MAX_BUTTONS: usize = 10;

#[derive(Debug, Clone)]
pub(super) struct BoundComponents {
    names: Vec<String>,
    header: Option<Text>,
    media_name: Option<Text>,
    buttons: Vec<(u8, ButtonKind, Text)>,
}

impl BoundComponents {
    /// `None` for a binding without components.
    pub(super) fn compile(
        env: &mut Environment<'static>,
        at: &str,
        binding: &Binding,
    ) -> Result<Option<BoundComponents>, InputError> {
        let Some(given) = &binding.components else {
            return Ok(None);
        };
        let at = format!("{at}/components");
        check_names(&at, given, binding.parameters.len())?;
        check_buttons(&at, given)?;
        let mut text = |name: &str, source: &String| Text::compile(env, format!("{at}/{name}"), source);
        let header = given.header.as_ref().map(|s| text("header", s)).transpose()?;
        let media_name = given
            .media_name
            .as_ref()
            .map(|s| text("media_name", s))
            .transpose()?;
        let mut buttons = Vec::with_capacity(given.buttons.len());
        for (n, button) in given.buttons.iter().enumerate() {
            let source = text(&format!("buttons/{n}/text"), &button.text)?;
            buttons.push((button.index, button.kind, source));
        }
        Ok(Some(BoundComponents {
            names: given.names.clone(),
            header,
            media_name,
            buttons,
        }))
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &Text> {
        let buttons = self.buttons.iter().map(|(_, _, text)| text);
        self.header.iter().chain(&self.media_name).chain(buttons)
    }

    pub(super) fn render(
        &self,
        say: &dyn Fn(&Text) -> Result<String, InputError>,
    ) -> Result<Components, InputError> {
        let button = |(index, kind, text): &(u8, ButtonKind, Text)| {
            Ok(Button {
                index: *index,
                kind: *kind,
                text: say(text)?,
            })
        };
        Ok(Components {
            names: self.names.clone(),
            header: self.header.as_ref().map(say).transpose()?,
            media_name: self.media_name.as_ref().map(say).transpose()?,
            buttons: self
                .buttons
                .iter()
                .map(button)
                .collect::<Result<_, InputError>>()?,
        })
    }
}

fn check_names(at: &str, given: &Components, parameters: usize) -> Result<(), InputError> {
    let names = &given.names;
    let plain = |name: &String| {
        (1..=64).contains(&name.len())
            && name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    let unlike = names
        .iter()
        .enumerate()
        .all(|(n, name)| !names[..n].contains(name));
    if names.is_empty() || names.len() == parameters && names.iter().all(plain) && unlike {
        return Ok(());
    }
    let expected =
        "as many names as parameters, all different, in small letters, digits and _; or none at all";
    Err(InputError::new("bad_names", format!("{at}/names"), expected))
}

fn check_buttons(at: &str, given: &Components) -> Result<(), InputError> {
    let places: Vec<u8> = given.buttons.iter().map(|b| b.index).collect();
    let twice = places.iter().enumerate().any(|(n, p)| places[..n].contains(p));
    if places.len() <= MAX_BUTTONS && !twice && places.iter().all(|p| usize::from(*p) < MAX_BUTTONS) {
        return Ok(());
    }
    let expected = "at most 10 buttons, each with a place of its own from 0 to 9";
    Err(InputError::new("bad_buttons", format!("{at}/buttons"), expected))
}

#[cfg(test)]
mod tests {
    use crate::catalogue::TemplateSpec;
    use crate::id::GatewayId;
    use crate::outcome::Content;
    use crate::template::Compiled;
    use serde_json::{Value, json};

    fn content(binding: Value) -> Result<Content, (&'static str, String)> {
        let mut spec =
            json!({"name": "aviso", "purpose": "service", "body": "Oi", "bindings": [{"gateway_id": 1}]});
        spec["bindings"][0]
            .as_object_mut()
            .unwrap()
            .extend(binding.as_object().unwrap().clone());
        let spec: TemplateSpec = serde_json::from_value(spec).unwrap();
        let context = json!({"customer": {"name": "Ana"}, "data": {"n": 7}});
        let rendered = Compiled::compile(&spec).and_then(|c| c.render(GatewayId(1), &context));
        rendered.map(|r| r.content).map_err(|e| (e.code, e.pointer))
    }

    #[test]
    fn header_document_and_buttons_are_rendered() {
        let content = content(json!({"parameters": ["{{ customer.name }}"], "components": {
            "names": ["nome"], "header": "Fatura {{ data.n }}", "media_name": "boleto-{{ data.n }}.pdf",
            "buttons": [{"index": 1, "kind": "url", "text": "{{ data.n }}"}]}}));
        let components = content.unwrap().components.unwrap();
        assert_eq!(components.names, ["nome"]);
        assert_eq!(components.header.as_deref(), Some("Fatura 7"));
        assert_eq!(components.media_name.as_deref(), Some("boleto-7.pdf"));
        assert_eq!(
            (components.buttons[0].index, components.buttons[0].text.as_str()),
            (1, "7")
        );
    }

    #[test]
    fn what_does_not_fit_is_refused_where_it_stands() {
        let button = |index: u8| json!({"index": index, "kind": "url", "text": "x"});
        for (binding, code, pointer) in [
            (
                json!({"parameters": ["a", "b"], "components": {"names": ["a"]}}),
                "bad_names",
                "/bindings/0/components/names",
            ),
            (
                json!({"parameters": ["a", "b"], "components": {"names": ["a", "a"]}}),
                "bad_names",
                "/bindings/0/components/names",
            ),
            (
                json!({"parameters": ["a"], "components": {"names": ["Nome"]}}),
                "bad_names",
                "/bindings/0/components/names",
            ),
            (
                json!({"components": {"buttons": [button(1), button(1)]}}),
                "bad_buttons",
                "/bindings/0/components/buttons",
            ),
            (
                json!({"components": {"buttons": [button(10)]}}),
                "bad_buttons",
                "/bindings/0/components/buttons",
            ),
            (
                json!({"components": {"header": "{{ data.x }}"}}),
                "missing_variable",
                "/data/x",
            ),
            (
                json!({"components": {"buttons": [{"index": 0, "kind": "url", "text": "{{ oops }}"}]}}),
                "unknown_variable",
                "/bindings/0/components/buttons/0/text",
            ),
        ] {
            assert_eq!(
                content(binding.clone()).unwrap_err(),
                (code, pointer.to_owned()),
                "{binding}"
            );
        }
    }
}
