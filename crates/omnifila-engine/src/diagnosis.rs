//! Diagnóstico do cadastro over all customers, page by page: counts with first examples, and lists of those concerned.
//!
//! Nothing is kept: asked again, it looks again. A list looks at so many customers and then answers what it has, with
//! where to go on, so that a rare problem among millions holds up nobody.

use crate::Engine;
use omnifila_core::catalogue::ContactKind;
use omnifila_core::catalogue::diagnosis::{self, Problem, Record};
use omnifila_core::id::CustomerId;
use omnifila_store::StoreError;
use omnifila_store::catalogue::{Examined, StoredCustomer};
use serde::Serialize;

/// Customers read at a time.
const PAGE: usize = 1_000;
/// Customers looked at for one page of a list.
const LOOKED_AT: usize = 20_000;
/// First examples of each problem.
const EXAMPLES: usize = 5;

/// A customer with problems, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Concerned {
    pub id: CustomerId,
    pub source: String,
    pub external_id: String,
    pub name: String,
    pub document: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub problems: Vec<Problem>,
}

/// One problem over all customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub problem: Problem,
    pub count: u64,
    pub examples: Vec<Concerned>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    pub customers: u64,
    /// Customers with at least one problem.
    pub concerned: u64,
    /// Every problem, in their order, also those that nobody has.
    pub findings: Vec<Finding>,
}

impl Engine {
    /// Looks at every customer.
    pub async fn diagnose(&self) -> Result<Diagnosis, StoreError> {
        let finding = |problem: &Problem| Finding {
            problem: *problem,
            count: 0,
            examples: Vec::new(),
        };
        let mut diagnosis = Diagnosis {
            customers: 0,
            concerned: 0,
            findings: Problem::ALL.iter().map(finding).collect(),
        };
        let mut after = None;
        loop {
            let page = self.catalogue().examined(after, PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(diagnosis);
            };
            after = Some(last.customer.id);
            diagnosis.customers += page.len() as u64;
            for examined in &page {
                let problems = problems_of(examined);
                diagnosis.concerned += u64::from(!problems.is_empty());
                for finding in diagnosis
                    .findings
                    .iter_mut()
                    .filter(|f| problems.contains(&f.problem))
                {
                    finding.count += 1;
                    if finding.examples.len() < EXAMPLES {
                        finding
                            .examples
                            .push(masked(&examined.customer, problems.clone()));
                    }
                }
            }
        }
    }

    /// Customers with a problem (or with any), in order of id, at most `limit`; and where to go on, unless that is all.
    pub async fn concerned(
        &self,
        problem: Option<Problem>,
        after: Option<CustomerId>,
        limit: usize,
    ) -> Result<(Vec<Concerned>, Option<CustomerId>), StoreError> {
        let (mut found, mut after, mut looked_at) = (Vec::new(), after, 0);
        while looked_at < LOOKED_AT {
            let page = self.catalogue().examined(after, PAGE).await?;
            looked_at += page.len();
            let all = page.len() < PAGE;
            for examined in page {
                let problems = problems_of(&examined);
                let wanted = problem.map_or(!problems.is_empty(), |wanted| problems.contains(&wanted));
                if wanted && found.len() == limit {
                    return Ok((found, after));
                }
                after = Some(examined.customer.id);
                if wanted {
                    found.push(masked(&examined.customer, problems));
                }
            }
            if all {
                return Ok((found, None));
            }
        }
        Ok((found, after))
    }
}

fn problems_of(examined: &Examined) -> Vec<Problem> {
    let customer = &examined.customer;
    let telephones = customer
        .contacts
        .iter()
        .filter(|contact| matches!(contact.kind, ContactKind::Phone | ContactKind::Whatsapp))
        .map(|contact| contact.value.as_str());
    let own = customer.phone.as_deref();
    let others = telephones.filter(|text| own != Some(*text));
    diagnosis::problems(&Record {
        document: customer.document.as_deref(),
        phones: own.into_iter().chain(others).collect(),
        state: customer.state.as_deref(),
        city_ibge: customer.city_ibge.as_deref(),
        shares_phone: examined.shares_phone,
        shares_email: examined.shares_email,
    })
}

fn masked(customer: &StoredCustomer, problems: Vec<Problem>) -> Concerned {
    Concerned {
        id: customer.id,
        source: customer.source.clone(),
        external_id: customer.external_id.clone(),
        name: diagnosis::masked_name(&customer.name),
        document: customer
            .document
            .as_deref()
            .map(|text| diagnosis::masked(text, 2)),
        phone: customer.phone.as_deref().map(|text| diagnosis::masked(text, 4)),
        email: customer.email.as_deref().map(diagnosis::masked_email),
        problems,
    }
}
