//! What a provider or a person tells of their own accord, in the one form that every kind of gateway brings it into.
//!
//! Model: a call of a provider, a bounce in a mailbox, an update of a bot: each is kept as it came, and read into any number of
//! these. What is not understood is none of them and stays in what was kept.
//!
//! Left out: what follows from them, which is the engine's.

use crate::id::MessageId;
use crate::outcome::Receipt;
use crate::time::Time;
use serde::{Deserialize, Serialize};

/// One thing told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "heard", rename_all = "snake_case")]
pub enum Heard {
    /// What became of an attempt.
    Receipt(Receipt),
    /// A person wrote, or pressed a button.
    Inbound(Inbound),
    /// The address that a message of ours went to cannot be written to, or does not want to be.
    Unwanted(Unwanted),
    /// A person opened the link that binds a chat to a customer.
    Bound(Bound),
}

/// What a person said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbound {
    /// The provider's id of it: the same again is the same.
    pub provider_id: String,
    /// Who, normalised as messages of the kind are addressed.
    pub address: String,
    /// Their name, as the provider tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub text: String,
    /// What the pressed button carries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<String>,
    /// The provider's id of our message that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<String>,
    pub at: Time,
}

/// An address to write to no more, by a message that went to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unwanted {
    pub message_id: MessageId,
    /// Why: `recipient_unknown`, `recipient_disabled`, `complaint`.
    pub code: String,
}

/// A chat and the token of the link that opened it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bound {
    pub address: String,
    pub token: String,
}

/// What a person wants who writes a word or presses a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// No more messages.
    Stop,
    /// Messages again, after a stop.
    Resume,
    /// It was paid.
    Paid,
    /// Somebody else's number or address.
    NotMe,
}

impl Wish {
    pub const ALL: [Wish; 4] = [Wish::Stop, Wish::Resume, Wish::Paid, Wish::NotMe];

    pub fn word(self) -> &'static str {
        match self {
            Wish::Stop => "stop",
            Wish::Resume => "resume",
            Wish::Paid => "paid",
            Wish::NotMe => "not_me",
        }
    }

    pub fn from_word(word: &str) -> Option<Wish> {
        Self::ALL.into_iter().find(|wish| wish.word() == word)
    }

    /// The wish that a whole answer says, in Portuguese, Spanish or English; what says more than the wish is a matter for a
    /// person.
    pub fn of(text: &str) -> Option<Wish> {
        let plain: String = text
            .to_lowercase()
            .chars()
            .map(unaccented)
            .map(|c| if c.is_alphanumeric() { c } else { ' ' })
            .collect();
        let words: Vec<&str> = plain.split_whitespace().collect();
        match words.join(" ").as_str() {
            "sair"
            | "parar"
            | "pare"
            | "stop"
            | "descadastrar"
            | "cancelar envio"
            | "remover"
            | "salir"
            | "baja"
            | "unsubscribe"
            | "nao quero receber"
            | "nao quero mais receber" => Some(Wish::Stop),
            "voltar" | "start" | "receber" | "quero receber" | "volver" | "alta" => Some(Wish::Resume),
            "ja paguei" | "paguei" | "esta pago" | "pago" | "ja foi pago" | "ya pague" | "i paid"
            | "already paid" | "i have paid" => Some(Wish::Paid),
            "nao sou eu" | "numero errado" | "engano" | "nao conheco" | "no soy yo" | "not me"
            | "wrong number" => Some(Wish::NotMe),
            _ => None,
        }
    }
}

fn unaccented(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ã' => 'a',
        'é' | 'ê' => 'e',
        'í' => 'i',
        'ó' | 'ô' | 'õ' => 'o',
        'ú' | 'ü' => 'u',
        'ç' => 'c',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_answer_says_a_wish_and_a_sentence_does_not() {
        for (text, wish) in [
            ("SAIR", Some(Wish::Stop)),
            (" parar! ", Some(Wish::Stop)),
            ("Já paguei.", Some(Wish::Paid)),
            ("ja  paguei", Some(Wish::Paid)),
            ("Não sou eu", Some(Wish::NotMe)),
            ("voltar", Some(Wish::Resume)),
            ("vou sair para pagar", None),
            ("quando posso parar de pagar?", None),
            ("", None),
        ] {
            assert_eq!(Wish::of(text), wish, "{text}");
        }
        for wish in Wish::ALL {
            assert_eq!(Wish::from_word(wish.word()), Some(wish));
        }
    }
}
