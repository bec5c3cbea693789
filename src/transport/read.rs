//! Reading JSON strictly at first, and leniently if that fails.

use crate::error::{decode, describe_mismatch, repaired};
use crate::model::{AnyDocument, Read, json_text, note_unknown_if_read, read_json, read_json_into};
use serde::de::DeserializeOwned;

/// Reads a document of any type. A text that a strict parser refuses is repaired and read once more. The error says
/// what is wrong and where, but quotes no content.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    let mut value = None;
    attempt(body, &mut |text| {
        value = Some(serde_json::from_str(json_text(text)?)?);
        Ok(())
    })?;
    value.ok_or_else(String::new)
}

/// Reads a value of the contract in the same way.
pub(crate) fn read_value<T: Read>(body: &[u8]) -> Result<T, String> {
    let mut value = None;
    attempt(body, &mut |text| {
        value = Some(read_json(text)?);
        Ok(())
    })?;
    value.ok_or_else(String::new)
}

/// Reads a document in the same way. `new` returns an empty one.
pub(super) fn read_document<D: AnyDocument + ?Sized>(
    body: &[u8],
    new: fn() -> Box<D>,
) -> Result<Box<D>, (String, &'static [&'static str])> {
    let mut document = new();
    let read = attempt(body, &mut |text| {
        document = new();
        read_json_into(&mut *document, text)
    });
    match read {
        Ok(()) => Ok(document),
        Err(reason) => Err((reason, document.members())),
    }
}

/// Calls `read` with the text, and with the repaired text if it refuses the first.
fn attempt(
    body: &[u8],
    read: &mut dyn FnMut(&[u8]) -> serde_json::Result<()>,
) -> Result<(), String> {
    let refusal = match note_unknown_if_read(|| read(body)) {
        Ok(()) => return Ok(()),
        Err(refusal) => refusal,
    };
    let text = repair(body, &refusal)?;
    read(text.as_bytes()).map_err(|error| describe_refusals(body, &refusal, &text, &error))
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
