//! The subject and page of an e-mail. Values are escaped in the page and nowhere else.

use super::{MailTexts, Text};
use crate::input::InputError;
use minijinja::Environment;

/// The end of the name of every page, by which its values are escaped.
pub(super) const HTML: &str = "/mail/html";

#[derive(Debug, Clone)]
pub(super) struct BoundMail {
    subject: Text,
    html: Option<Text>,
}

impl BoundMail {
    pub(super) fn compile(
        env: &mut Environment<'static>,
        at: &str,
        mail: &MailTexts,
    ) -> Result<BoundMail, InputError> {
        let subject = Text::compile(env, format!("{at}/subject"), &mail.subject)?;
        let html = mail.html.as_ref();
        let html = html.map(|source| Text::compile(env, format!("{at}/html"), source));
        Ok(BoundMail {
            subject,
            html: html.transpose()?,
        })
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &Text> {
        [&self.subject].into_iter().chain(&self.html)
    }

    pub(super) fn render(
        &self,
        say: &dyn Fn(&Text) -> Result<String, InputError>,
    ) -> Result<MailTexts, InputError> {
        Ok(MailTexts {
            subject: say(&self.subject)?,
            html: self.html.as_ref().map(say).transpose()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::TemplateSpec;
    use crate::id::GatewayId;
    use crate::template::Compiled;
    use serde_json::json;

    #[test]
    fn values_are_escaped_in_the_page_only() {
        let spec: TemplateSpec = serde_json::from_value(json!({
            "name": "Fatura", "purpose": "collection", "body": "Olá {{ customer.name }}",
            "bindings": [{"gateway_id": 1, "mail": {"subject": "Fatura de {{ customer.name }}",
                "html": "<p>Olá {{ customer.name }}</p>"}}]}))
        .unwrap();
        let context = json!({"customer": {"name": "Silva & Filhos <b>"}});
        let rendered = Compiled::compile(&spec)
            .unwrap()
            .render(GatewayId(1), &context)
            .unwrap();
        let mail = rendered.content.mail.unwrap();
        assert_eq!(mail.subject, "Fatura de Silva & Filhos <b>");
        assert_eq!(
            mail.html.as_deref(),
            Some("<p>Olá Silva &amp; Filhos &lt;b&gt;</p>")
        );
        assert_eq!(rendered.preview, "Olá Silva & Filhos <b>");
    }
}
