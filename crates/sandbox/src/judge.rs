//! The judges: whether a request is one that the contract allows. What it does not allow is a
//! violation, which a test can ask for. The API refuses some violations and overlooks others.

mod body;
mod form;
mod headers;
mod query;
mod schema;
#[cfg(test)]
mod tests;
mod text;
mod violations;

pub use violations::{Problem, Violation};
pub(crate) use violations::{Violations, assert_none};

use crate::answer::Answer;
use crate::contract::{CONTRACT, Operation};
use crate::request::Request;
use crate::state::refusal::Refusal;
use std::borrow::Cow;

/// Says in an answer what its request violates, for tests in other languages.
pub(crate) const HEADER: &str = "x-sandbox-violations";

/// How many violations the header lists.
const LISTED: usize = 10;

/// What a request was found to violate.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    found: Vec<(Problem, String)>,
    /// Those of the request that a partner wants to be made in a client account.
    inner: Option<Box<(&'static Operation, Findings)>>,
}

impl Findings {
    fn add(&mut self, problem: Problem, place: impl Into<String>) {
        self.found.push((problem, place.into()));
    }

    /// As violations of an operation.
    pub fn into_violations(
        self,
        operation: Cow<'static, str>,
    ) -> impl ExactSizeIterator<Item = Violation> {
        let violation = |operation: &Cow<'static, str>, (problem, place)| Violation {
            operation: operation.clone(),
            problem,
            place,
        };
        let own = self.found.into_iter();
        let mut all: Vec<_> = own.map(|found| violation(&operation, found)).collect();
        if let Some((operation, inner)) = self.inner.map(|inner| *inner) {
            let name = operation.name().into();
            let inner = inner.found.into_iter();
            all.extend(inner.map(|found| violation(&name, found)));
        }
        all.into_iter()
    }

    /// The first violations as the value of a header; none if there are none.
    pub fn summary(&self) -> Option<String> {
        let inner = self.inner.iter().flat_map(|inner| &inner.1.found);
        let listed = self.found.iter().chain(inner).take(LISTED);
        let listed = listed.map(|(problem, place)| format!("{place} {problem}"));
        let text = listed.collect::<Vec<_>>().join("; ");
        // The client chose some of the names.
        let is_allowed = |character: char| matches!(character, ' '..='~');
        let text = text.replace(|character| !is_allowed(character), "?");
        (!text.is_empty()).then_some(text)
    }

    /// The answer of the API to a request that it refuses.
    pub fn refusal(&self, area: &str) -> Option<Answer> {
        if let Some((_, place)) = self.of(Problem::InvalidId).next() {
            let message = format!("{} is in an invalid format.", last_part(place));
            return Some(Answer::error(404, "contacts.api.not_found", &message));
        }
        if self.of(Problem::WrongMediaType).next().is_some() {
            let message = "Unsupported Media Type";
            return Some(Answer::error(415, "unsupported_media_type", message));
        }
        let complaints = self.found.iter().filter_map(|(problem, place)| {
            // Headers are the matter of authorization.
            if place.starts_with("header") {
                return None;
            }
            let complaint = problem.complaint()?;
            Some(format!("{} {complaint}", last_part(place)))
        });
        let complaints: Vec<_> = complaints.collect();
        if complaints.is_empty() {
            let (operation, inner) = &**self.inner.as_ref()?;
            return inner.refusal(&operation.area);
        }
        let key = format!("{}.api.validation.error", service(area));
        Some(Answer::error(400, &key, &complaints.join(", ")))
    }

    fn of(&self, problem: Problem) -> impl Iterator<Item = &(Problem, String)> {
        self.found.iter().filter(move |(one, _)| *one == problem)
    }
}

/// Checks everything about a request but its token.
pub(crate) fn judge(request: &Request) -> Findings {
    let mut findings = Findings::default();
    headers::judge(request, &mut findings);
    judge_contents(request, &mut findings);
    match request.on_behalf().filter(|_| findings.found.is_empty()) {
        Some(Ok(inner)) => {
            let mut found = Findings::default();
            judge_contents(&inner, &mut found);
            findings.inner = Some(Box::new((inner.operation, found)));
        }
        Some(Err(Refusal::NotFound)) => {
            findings.add(Problem::UnknownOperation, "body/account_operation_url");
        }
        _ => {}
    }
    findings
}

/// Checks the path, the query and the body.
fn judge_contents(request: &Request, findings: &mut Findings) {
    query::judge_path(request, findings);
    query::judge(request, findings);
    match request.operation.form.is_empty() {
        true => body::judge(request, findings),
        false => form::judge(request, findings),
    }
}

/// The violation of a request that no operation has. Its name shows no values.
pub(crate) fn unknown_operation(method: &str, path: &str) -> Violation {
    Violation {
        operation: format!("{method} {}", CONTRACT.masked(path)).into(),
        problem: Problem::UnknownOperation,
        place: "path".to_owned(),
    }
}

/// The last part of a place: what the messages of the API call it.
fn last_part(place: &str) -> &str {
    place
        .rsplit(['/', ' '])
        .find(|part| *part != "*")
        .unwrap_or(place)
}

/// The beginning of the keys of errors. That of contacts is documented; those of other areas follow it.
fn service(area: &str) -> &str {
    match area {
        "contact-lists" | "contact-tags" | "contact-custom-fields" | "segments" => "contacts",
        area => area,
    }
}
