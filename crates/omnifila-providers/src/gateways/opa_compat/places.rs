//! What a path of Opa!'s API asks for. Only what is listed here goes through while messages are queued.

/// Reads, by their places; `*` is one id.
const READS: [&[&str]; 20] = [
    &["template"],
    &["template", "*"],
    &["canal-comunicacao"],
    &["canal-comunicacao", "*"],
    &["canal-comunicacao", "*", "template"],
    &["canal-comunicacao", "*", "template", "limites-diarios-envio"],
    &["contato"],
    &["contato", "*"],
    &["cliente"],
    &["cliente", "*"],
    &["atendimento"],
    &["atendimento", "*"],
    &["atendimento", "mensagem"],
    &["atendimento", "mensagem", "*"],
    &["usuario"],
    &["usuario", "*"],
    &["departamento"],
    &["departamento", "*"],
    &["etiqueta"],
    &["etiqueta", "*"],
];

/// Writes that reach nobody: a program keeps its contacts in order, or notes something.
const UPKEEP: [(&str, &[&str]); 8] = [
    ("POST", &["contato"]),
    ("PUT", &["contato", "*"]),
    ("PATCH", &["contato", "*"]),
    ("POST", &["cliente"]),
    ("PUT", &["cliente", "*"]),
    ("PATCH", &["cliente", "*"]),
    ("POST", &["atendimento", "*", "observacao"]),
    ("POST", &["atendimento", "*", "etiqueta"]),
];

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// `POST template/send`.
    Send,
    /// `GET atendimento/mensagem`: may be filtered by an id.
    Messages,
    /// `GET atendimento/mensagem/{id}`.
    Message(&'a str),
    /// Any other read, and writes that reach nobody.
    Through,
    /// A path that Opa! has, by a method that does something no queue stands for: it may reach a customer, or remove.
    Refused,
    /// No path of Opa!'s.
    Unknown,
}

impl<'a> Place<'a> {
    /// `path`: what follows `/api/v1`, without its query; slashes at its ends do not count.
    pub fn of(method: &str, path: &'a str) -> Place<'a> {
        let places: Vec<&str> = path.trim_matches('/').split('/').collect();
        let fits = |listed: &[&str]| {
            listed.len() == places.len()
                && listed
                    .iter()
                    .zip(&places)
                    .all(|(want, place)| want == place || *want == "*" && is_id(place))
        };
        match (method, places.as_slice()) {
            ("POST", ["template", "send"]) => return Place::Send,
            ("GET" | "HEAD", ["atendimento", "mensagem"]) => return Place::Messages,
            ("GET" | "HEAD", ["atendimento", "mensagem", id]) if is_id(id) => return Place::Message(id),
            _ => {}
        }
        let reads = READS.iter().any(|listed| fits(listed));
        if matches!(method, "GET" | "HEAD") && reads
            || UPKEEP
                .iter()
                .any(|(with, listed)| *with == method && fits(listed))
        {
            return Place::Through;
        }
        let known = reads
            || UPKEEP.iter().any(|(_, listed)| fits(listed))
            || matches!(
                places.as_slice(),
                ["atendimento", "mensagem", "send"] | ["notificacao", "send"] | ["template", "send"]
            );
        if known { Place::Refused } else { Place::Unknown }
    }
}

/// An id as Opa! makes them, and whatever else is one plain word.
fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// Whether a path stays below where it begins: nothing in it climbs, plainly or in disguise.
pub fn is_plain(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let hidden = ["%2e", "%2f", "%5c", "%00", "\\"];
    path.len() <= 2_048
        && !hidden.iter().any(|mark| lower.contains(mark))
        && path.split('/').all(|place| place != "." && place != "..")
}

#[cfg(test)]
mod tests {
    use super::*;
    use Place::{Message, Messages, Refused, Send, Through, Unknown};

    #[test]
    fn what_is_asked_for() {
        for (method, path, place) in [
            ("POST", "template/send", Send),
            ("POST", "/template/send/", Send),
            ("GET", "atendimento/mensagem/", Messages),
            ("GET", "atendimento/mensagem/6f6d", Message("6f6d")),
            ("GET", "contato/", Through),
            ("HEAD", "template", Through),
            (
                "GET",
                "canal-comunicacao/64bb/template/limites-diarios-envio",
                Through,
            ),
            ("GET", "atendimento/motivo", Through),
            ("POST", "contato", Through),
            ("PUT", "cliente/12", Through),
            ("POST", "atendimento/64d1/observacao", Through),
            ("DELETE", "contato/12", Refused),
            ("POST", "atendimento/mensagem/send", Refused),
            ("POST", "notificacao/send", Refused),
            ("PUT", "template/64aa", Refused),
            ("PUT", "template/send", Refused),
            ("GET", "", Unknown),
            ("GET", "admin", Unknown),
            ("GET", "contato/../admin", Unknown),
            ("GET", "contato/%2e%2e", Unknown),
            ("GET", "template//send", Unknown),
            ("POST", "Template/Send", Unknown),
        ] {
            assert_eq!(Place::of(method, path), place, "{method} {path}");
        }
    }

    #[test]
    fn nothing_climbs() {
        for path in ["template/send", "contato/", "a.b/c..d", "x"] {
            assert!(is_plain(path), "{path}");
        }
        for path in ["..", "a/../b", "./a", "a/%2E%2e/b", "a%2fb", "a\\b", "a%5Cb"] {
            assert!(!is_plain(path), "{path}");
        }
    }
}
