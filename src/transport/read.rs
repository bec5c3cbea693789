//! Reading JSON strictly at first, and leniently if that fails.

use crate::error::{decode, describe_mismatch, repaired};
use crate::model::note_unknown_if_read;
use serde::de::DeserializeOwned;

/// Reads a document. A text that a strict parser refuses is repaired and read once more. The error says
/// what is wrong and where, but quotes no content.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    let refusal = match note_unknown_if_read(|| serde_json::from_slice(body)) {
        Ok(value) => return Ok(value),
        Err(refusal) => refusal,
    };
    let text = repair(body, &refusal)?;
    serde_json::from_slice(text.as_bytes())
        .map_err(|error| describe_refusals(body, &refusal, &text, &error))
}

/// The text that is read in place of a refused one; the description of the refusal if there is none.
fn repair(body: &[u8], refusal: &serde_json::Error) -> Result<String, String> {
    let text = repaired(&decode(body));
    match text.as_bytes() == body {
        true => Err(describe_mismatch(body, refusal)),
        false => Ok(text),
    }
}

fn describe_refusals(
    body: &[u8],
    refusal: &serde_json::Error,
    text: &str,
    error: &serde_json::Error,
) -> String {
    match error.is_data() {
        true => describe_mismatch(text.as_bytes(), error),
        false => describe_mismatch(body, refusal),
    }
}
