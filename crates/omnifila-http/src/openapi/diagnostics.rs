//! Diagnóstico do cadastro.

use super::schema::{count, id, list, must, nullable, object, page, reference, text, time, words};
use omnifila_core::catalogue::diagnosis::Problem;
use serde_json::Value;

pub(super) fn schemas() -> Vec<(String, Value)> {
    let problem = || {
        let all: Vec<&str> = Problem::ALL.iter().map(|problem| problem.word()).collect();
        words(&all, "What is wrong with a record")
    };
    let masked = |name, doc| must(name, nullable(text(doc)));
    let concerned = object(
        "A customer with problems; what is personal is masked",
        vec![
            must("id", id("The customer")),
            must("source", text("Where the customer comes from")),
            must("external_id", text("What the customer is called there")),
            must("name", text("First name and initial")),
            masked("document", "Its last two characters"),
            masked("phone", "Its last four digits"),
            masked("email", "Its first letter and its host"),
            must("problems", list(problem(), "All of this customer's")),
        ],
    );
    let finding = object(
        "One problem over all customers",
        vec![
            must("problem", problem()),
            must("label", text("As people say it in Portuguese")),
            must("count", count("Customers that have it")),
            must("examples", list(reference("ConcernedCustomer"), "The first ones")),
            must(
                "next_cursor",
                nullable(text("Goes on after the examples, in the list of this problem")),
            ),
        ],
    );
    let diagnosis = object(
        "What is wrong with customers' records",
        vec![
            must("at", time("When it was looked at")),
            must("customers", count("All of them")),
            must("concerned", count("With at least one problem")),
            must(
                "problems",
                list(finding, "Every problem, also those that nobody has"),
            ),
        ],
    );
    [
        ("CustomerDiagnosis", diagnosis),
        ("ConcernedCustomer", concerned),
        ("ConcernedCustomerPage", page("ConcernedCustomer")),
    ]
    .map(|(name, schema)| (name.to_owned(), schema))
    .into()
}
