//! The refusals of the operations on contacts, lists, tags, custom fields and segments.

use crate::answer::Answer;

/// A request that is not valid. The API joins several problems with commas.
pub(super) fn invalid(problems: &str) -> Answer {
    Answer::error(400, "contacts.api.validation.error", problems)
}

/// A value that has to be unique and is not.
pub(super) fn conflict(message: &str) -> Answer {
    Answer::error(409, "contacts.api.conflict", message)
}

/// A resource that does not exist. The API answers an id that is not one in the same way.
pub(super) fn not_found(what: &str) -> Answer {
    let message = format!("{what} was not found.");
    Answer::error(404, "contacts.api.not_found", &message)
}
