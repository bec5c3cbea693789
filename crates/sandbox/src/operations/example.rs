//! The contract's example, for operations without a model.

mod sample;

use crate::answer::Answer;
use crate::contract::{Operation, Response};
use sample::sample;
use serde_json::Value;

/// Says in an answer that it is only an example.
pub(crate) const HEADER: &str = "x-sandbox-example";

/// The example of the first declared success.
pub(super) fn answer(operation: &Operation) -> Answer {
    let Some((status, response)) = operation.responses.first_key_value() else {
        return Answer::empty(204).header(HEADER, "true");
    };
    let status = match status.parse() {
        // The contract declares it by mistake.
        Ok(209) | Err(_) => 200,
        Ok(status) => status,
    };
    let answer = match document(response) {
        Some(document) => Answer::json(status, &document),
        None => Answer::empty(status),
    };
    answer.header(HEADER, "true")
}

/// The example of an answer; none if the contract declares no document.
fn document(response: &Response) -> Option<Value> {
    if let Some(example) = response.examples.get("application/json") {
        return Some(example.clone());
    }
    response.schema.as_ref().map(sample)
}

#[cfg(test)]
mod tests;
