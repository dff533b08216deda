//! Diagnóstico do cadastro: what is wrong with customers' records, counted and listed; people are masked.

use crate::api::{Page, ok};
use crate::app::App;
use crate::cursor;
use crate::dto::filter::expected_words;
use crate::problem::Answer;
use crate::query::Query;
use axum::extract::State;
use axum::response::Response;
use omnifila_core::catalogue::diagnosis::Problem;
use omnifila_core::id::CustomerId;
use omnifila_core::time::Time;
use omnifila_engine::diagnosis::{Concerned, Finding};
use serde::Serialize;

const LIST: &str = "diagnostics";

#[derive(Debug, Serialize)]
struct Diagnosed {
    at: Time,
    customers: u64,
    concerned: u64,
    problems: Vec<OfProblem>,
}

#[derive(Debug, Serialize)]
struct OfProblem {
    problem: Problem,
    label: &'static str,
    count: u64,
    examples: Vec<Concerned>,
    /// Goes on after the examples, in the list of this problem.
    next_cursor: Option<String>,
}

impl OfProblem {
    fn of(finding: Finding) -> Self {
        let more = finding.count > finding.examples.len() as u64;
        let last = finding.examples.last().filter(|_| more);
        Self {
            next_cursor: last.map(|example| place(Some(finding.problem), example.id)),
            problem: finding.problem,
            label: finding.problem.label(),
            count: finding.count,
            examples: finding.examples,
        }
    }
}

/// A cursor belongs to the list of its problem; 0 is the list of all.
fn place(problem: Option<Problem>, id: CustomerId) -> String {
    cursor::write(LIST, &[problem.map_or(0, |p| p.code() + 1), id.0])
}

pub(crate) async fn customers(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&[])?;
    let diagnosis = app.engine().diagnose().await?;
    Ok(ok(Diagnosed {
        at: app.engine().now(),
        customers: diagnosis.customers,
        concerned: diagnosis.concerned,
        problems: diagnosis.findings.into_iter().map(OfProblem::of).collect(),
    }))
}

pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer<Response> {
    query.only(&["problem", "limit", "cursor"])?;
    let words = expected_words(Problem::ALL.iter().map(|problem| problem.word()));
    let problem = query.parsed("problem", &words, Problem::from_word)?;
    let limit = query.limit()?;
    let after = match query.one("cursor")? {
        None => None,
        Some(text) => match cursor::read(LIST, text)?[..] {
            [of, id] if of == problem.map_or(0, |p| p.code() + 1) => Some(CustomerId(id)),
            _ => return Err(cursor::bad()),
        },
    };
    let (items, next) = app.engine().concerned(problem, after, limit).await?;
    Ok(ok(Page {
        items,
        next_cursor: next.map(|id| place(problem, id)),
    }))
}
