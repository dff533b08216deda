//! Query strings: every parameter is known by name, and one that is not is refused, because a filter that is silently
//! ignored shows (or cancels) too much.

use crate::problem::{Answer, Problem};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use omnifila_core::id::MAX_ID;
use omnifila_core::time::Time;

/// Rows of a page when nobody says.
pub(crate) const DEFAULT_LIMIT: usize = 100;
pub(crate) const MAX_LIMIT: usize = 1_000;

/// The pairs of a query string, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default()))
    }
}

impl Query {
    pub(crate) fn parse(text: &str) -> Self {
        Self(
            url::form_urlencoded::parse(text.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// All of them, in order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = &(String, String)> {
        self.0.iter()
    }

    /// Refuses every parameter that is not in `known`.
    pub(crate) fn only(&self, known: &[&str]) -> Answer<()> {
        match self.0.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some((name, _)) => {
                let expected = if known.is_empty() {
                    "no parameters".to_owned()
                } else {
                    known.join(", ")
                };
                // A long or odd name is not echoed whole.
                let name: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
                Err(Problem::parameter("unknown_parameter", &name, expected))
            }
        }
    }

    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    /// The one value of a parameter; an empty one is as good as none.
    pub(crate) fn one(&self, name: &str) -> Answer<Option<&str>> {
        let mut values = self.0.iter().filter(|(n, _)| n == name);
        let first = values.next().map(|(_, value)| value.as_str());
        if values.next().is_some() {
            return Err(Problem::parameter("invalid_parameter", name, "to be given once"));
        }
        if first.is_some_and(|v| v.contains('\0')) {
            return Err(Problem::parameter(
                "invalid_parameter",
                name,
                "text without the character U+0000",
            ));
        }
        Ok(first.filter(|v| !v.is_empty()))
    }

    pub(crate) fn parsed<T>(
        &self,
        name: &str,
        expected: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Answer<Option<T>> {
        match self.one(name)? {
            None => Ok(None),
            Some(text) => {
                let value =
                    read(text).ok_or_else(|| Problem::parameter("invalid_parameter", name, expected))?;
                Ok(Some(value))
            }
        }
    }

    pub(crate) fn id<T: From<i64>>(&self, name: &str) -> Answer<Option<T>> {
        self.parsed(name, "an id, an integer from 1 to 2^53-1", |text| {
            read_id(text).map(T::from)
        })
    }

    pub(crate) fn time(&self, name: &str) -> Answer<Option<Time>> {
        let expected = "an RFC 3339 time with its offset, such as 2026-12-10T08:00:00-03:00";
        self.parsed(name, expected, |text| Time::parse(text).ok())
    }

    pub(crate) fn flag(&self, name: &str) -> Answer<bool> {
        let read = |text: &str| match text {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        };
        Ok(self.parsed(name, "true or false", read)?.unwrap_or(false))
    }

    pub(crate) fn limit(&self) -> Answer<usize> {
        let read = |text: &str| text.parse().ok().filter(|n| (1..=MAX_LIMIT).contains(n));
        Ok(self
            .parsed("limit", "an integer from 1 to 1000", read)?
            .unwrap_or(DEFAULT_LIMIT))
    }
}

/// An id as written in a path or query.
pub(crate) fn read_id(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|id| digits && (1..=MAX_ID).contains(id))
}

/// The `{id}` of a path; what is no id names nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Id<T>(pub(crate) T);

impl<S: Sync + Send, T: From<i64>> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::RawPathParams::from_request_parts(parts, state).await;
        let path = path.map_err(|_| Problem::new("not_found", "the path cannot be read"))?;
        let text = path
            .iter()
            .find(|(name, _)| *name == "id")
            .map(|(_, value)| value)
            .unwrap_or_default();
        let id =
            read_id(text).ok_or_else(|| Problem::new("not_found", "an id is an integer from 1 to 2^53-1"))?;
        Ok(Self(T::from(id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_plain_integers_that_a_json_number_keeps() {
        assert_eq!(read_id("7"), Some(7));
        for bad in [
            "",
            "0",
            "-1",
            "+1",
            "1.0",
            "9007199254740992",
            "99999999999999999999",
            "x",
            "1 ",
        ] {
            assert_eq!(read_id(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_not_known_is_refused_by_name() {
        let query = Query::parse("status=waiting&statut=sent&status=sent");
        assert_eq!(query.all("status").collect::<Vec<_>>(), ["waiting", "sent"]);
        let refused = query.only(&["status"]).unwrap_err();
        assert_eq!(
            axum::response::IntoResponse::into_response(refused)
                .status()
                .as_u16(),
            400
        );
        assert!(query.one("status").is_err());
        assert!(Query::parse("limit=1001").limit().is_err());
        assert!(Query::parse("limit=0").limit().is_err());
        assert_eq!(Query::parse("limit=").limit().unwrap(), DEFAULT_LIMIT);
    }
}
