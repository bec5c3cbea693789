//! The ids of the retired V2 API. Here they are the numbers of the ids, so that each resource has one.

use crate::answer::Answer;
use crate::id::Id;
use crate::request::Request;
use serde_json::json;

/// The ids of the numbers that a request names.
pub(super) fn numbers(request: &Request) -> Vec<Id> {
    let numbers = request.query_values("sequence_ids");
    let numbers = numbers.iter().filter_map(|text| text.trim().parse().ok());
    numbers.map(Id).collect()
}

/// The answer with the ids that are known, sorted by their numbers.
pub(super) fn answer(name: &str, known: impl Iterator<Item = Id>) -> Answer {
    let mut known: Vec<Id> = known.collect();
    known.sort_unstable();
    known.dedup();
    let xrefs = known.iter().map(|id| {
        let sequence = format!("{:010}", id.0);
        json!({ "sequence_id": sequence, name: id.to_string() })
    });
    Answer::json(200, &json!({ "xrefs": xrefs.collect::<Vec<_>>() }))
}
