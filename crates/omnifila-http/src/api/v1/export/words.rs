//! The words of a file that people read: those of the interface, from its own files, so that a column is called the same on
//! the screen and in the spreadsheet.

use std::collections::HashMap;

/// The words of one language, as `area:key`.
#[derive(Debug)]
pub(super) struct Words {
    language: &'static str,
    words: HashMap<String, String>,
}

/// The interface's file of one area of words in one language.
macro_rules! area {
    ($language:literal, $area:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../web/src/i18n/",
            $language,
            "/",
            $area,
            ".json"
        ))
    };
}

/// Those that a file needs, each by its name.
macro_rules! areas {
    ($language:literal) => {
        [
            ("status", area!($language, "status")),
            ("word", area!($language, "word")),
            ("queue", area!($language, "queue")),
            ("code", area!($language, "code")),
        ]
    };
}

impl Words {
    pub(super) const LANGUAGES: [&'static str; 3] = ["pt-BR", "en", "es"];

    /// The words of a language; none for another.
    pub(super) fn of(language: &str) -> Option<Self> {
        let language = Self::LANGUAGES.into_iter().find(|known| *known == language)?;
        let areas = match language {
            "en" => areas!("en"),
            "es" => areas!("es"),
            _ => areas!("pt-BR"),
        };
        let mut words = HashMap::new();
        for (area, text) in areas {
            let found: HashMap<String, String> = serde_json::from_str(text).ok()?;
            words.extend(
                found
                    .into_iter()
                    .map(|(key, word)| (format!("{area}:{key}"), word)),
            );
        }
        Some(Self { language, words })
    }

    /// The words of a code; none for a code that a provider made.
    pub(super) fn maybe(&self, area: &str, key: &str) -> Option<&str> {
        self.words.get(&format!("{area}:{key}")).map(String::as_str)
    }

    /// The words, or the key itself where nobody wrote any.
    pub(super) fn get<'a>(&'a self, area: &str, key: &'a str) -> &'a str {
        self.maybe(area, key).unwrap_or(key)
    }

    /// How a time is written, so that spreadsheets of the language read it as one.
    pub(super) fn time_format(&self) -> &'static str {
        match self.language {
            "en" => "%Y-%m-%d %H:%M:%S",
            _ => "%d/%m/%Y %H:%M:%S",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::line::Column;
    use super::*;
    use omnifila_core::message::{Origin, Priority, Purpose, Status};

    #[test]
    fn every_language_has_the_words_that_a_file_needs() {
        for language in Words::LANGUAGES {
            let words = Words::of(language).unwrap();
            let mut needed: Vec<(&str, String)> = vec![
                ("queue", "export_file".into()),
                ("status", "scheduled".into()),
                ("status", "retrying".into()),
                ("status", "prevented".into()),
            ];
            needed.extend(Column::ALL.map(|column| ("queue", format!("column.{}", column.word()))));
            needed.extend(Status::ALL.iter().map(|one| ("status", one.word().to_owned())));
            needed.extend(
                Priority::ALL
                    .iter()
                    .map(|one| ("word", format!("priority.{one}"))),
            );
            needed.extend(Purpose::ALL.iter().map(|one| ("word", format!("purpose.{one}"))));
            needed.extend(Origin::ALL.iter().map(|one| ("word", format!("origin.{one}"))));
            for (area, key) in needed {
                assert!(words.maybe(area, &key).is_some(), "{language} {area}:{key}");
            }
        }
        assert!(Words::of("fr").is_none());
    }
}
