//! What a source's rows refer to: places, kinds of customer, branches, holidays. Read whole once a day and kept as they are;
//! branches and holidays become nouns of ours as well.

use super::cursor::Cursor;
use super::sync::{Done, Turn};
use omnifila_core::catalogue::{BranchSpec, CalendarSpec, LocalDay};
use omnifila_core::source::Row;
use omnifila_core::source::ixc::{self, Places};
use omnifila_core::time::DAY;
use omnifila_store::StoreError;
use omnifila_store::catalogue::{CatalogueError, SourcePage};
use std::collections::BTreeMap;

/// How often, in milliseconds.
const REFERENCES_EVERY: i64 = DAY;

impl Turn<'_> {
    /// What others refer to, read whole once a day and kept as it is.
    pub(super) async fn reference(&mut self, resource: &'static str, mut cursor: Cursor) -> Done {
        let now = self.engine.now();
        if cursor
            .completed_at
            .is_some_and(|at| now.since(at) < REFERENCES_EVERY)
        {
            return Ok(());
        }
        let mut rows: Vec<Row> = Vec::new();
        let mut after = 0;
        loop {
            let page = self.fetch(resource, &[], after).await?;
            after = page.last;
            rows.extend(page.rows);
            if page.done {
                break;
            }
        }
        match resource {
            "filial" => {
                self.places = self.known_places().await?;
                self.branches(&rows).await?;
            }
            "fn_feriados" => self.calendar(&rows).await?,
            _ => {}
        }
        cursor.rows = rows.len() as u64;
        cursor.completed_at = Some(now);
        cursor.full_at = Some(now);
        let docs = rows.iter().map(|row| {
            let doc = serde_json::Value::Object(row.0.clone()).to_string();
            (row.text("id").into_owned(), doc)
        });
        let page = SourcePage {
            rows: Some(docs.collect()),
            ..self.page_of(resource, &cursor, now)
        };
        self.keep(page).await
    }

    pub(super) async fn known_places(&self) -> Result<Places, StoreError> {
        let mut of = BTreeMap::new();
        for resource in ["uf", "cidade", "tipo_cliente"] {
            let docs = self
                .engine
                .catalogue()
                .source_rows(self.id, resource.to_owned())
                .await?;
            let rows = docs
                .iter()
                .filter_map(|doc| serde_json::from_str(doc).ok())
                .map(Row);
            of.insert(resource, rows.collect::<Vec<Row>>());
        }
        let rows = |name: &str| of.get(name).map(Vec::as_slice).unwrap_or_default();
        Ok(Places::of(rows("uf"), rows("cidade"), rows("tipo_cliente")))
    }

    /// Branches of the source as branches of ours; what an administrator added to one stays.
    async fn branches(&self, rows: &[Row]) -> Done {
        for row in rows {
            let spec = match ixc::branch(row, &self.places, self.label) {
                Ok(spec) => spec,
                Err(error) => {
                    tracing::warn!(
                        code = error.code,
                        field = error.pointer,
                        "a branch cannot be read"
                    );
                    continue;
                }
            };
            let found = self.engine.catalogue().by_key::<BranchSpec>(&spec.key);
            let by = crate::tasks::actor("source");
            let kept = match found {
                None => self.engine.set_up(spec, by).await.map(drop),
                Some(old) => {
                    let spec = BranchSpec {
                        gateway_ids: old.spec.gateway_ids.clone(),
                        time_zone: old.spec.time_zone.clone(),
                        ..spec
                    };
                    if spec == old.spec {
                        continue;
                    }
                    let make = move |_| Ok(spec.clone());
                    self.engine.change(old.id.into(), make, by).await.map(drop)
                }
            };
            refused_only(kept, "branch")?;
        }
        Ok(())
    }

    /// The source's own holidays as a calendar, for windows to name.
    async fn calendar(&self, rows: &[Row]) -> Done {
        let days: Vec<LocalDay> = ixc::holidays(rows)
            .into_iter()
            .map(|(date, name)| LocalDay {
                date,
                name,
                closed_from: None,
                closed_until: None,
            })
            .collect();
        let key = format!("{}-feriados", self.label);
        let found = self.engine.catalogue().by_key::<CalendarSpec>(&key);
        let by = crate::tasks::actor("source");
        let kept = match found {
            None if days.is_empty() => return Ok(()),
            None => {
                let spec = CalendarSpec {
                    name: format!("Feriados ({})", self.label),
                    key: Some(key),
                    state: None,
                    city_ibge: None,
                    days,
                };
                self.engine.set_up(spec, by).await.map(drop)
            }
            Some(old) if old.spec.days == days => return Ok(()),
            Some(old) => {
                let make = move |spec: CalendarSpec| {
                    Ok(CalendarSpec {
                        days: days.clone(),
                        ..spec
                    })
                };
                self.engine.change(old.id.into(), make, by).await.map(drop)
            }
        };
        refused_only(kept, "calendar")
    }
}

/// A noun of ours that was refused is said and passed over; a store that failed ends the turn.
fn refused_only(kept: Result<(), CatalogueError>, noun: &'static str) -> Done {
    match kept {
        Ok(()) => Ok(()),
        Err(CatalogueError::Store(error)) => Err(error.into()),
        Err(CatalogueError::Input(error)) => {
            tracing::warn!(
                noun,
                code = error.code,
                field = error.pointer,
                "what a source tells was refused"
            );
            Ok(())
        }
    }
}
