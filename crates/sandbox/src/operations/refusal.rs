//! The refusals of the operations on contacts, lists, tags, custom fields and segments.

use crate::answer::Answer;

/// The answer of an operation that ends at its first refusal.
pub(super) fn answer(result: Result<Answer, Answer>) -> Answer {
    result.unwrap_or_else(|refusal| refusal)
}

/// A request that is not valid. The API joins several problems with commas.
pub(super) fn invalid(problems: &str) -> Answer {
    Answer::error(400, "contacts.api.validation.error", problems)
}

/// A value that is not one of those that a member or parameter takes.
pub(super) fn invalid_value(name: &str) -> Answer {
    invalid(&format!("{name} does not have a valid value"))
}

/// A value that has to be unique and is not.
pub(super) fn conflict(message: &str) -> Answer {
    Answer::error(409, "contacts.api.conflict", message)
}

/// A resource that does not exist, or an id that is none: `name` is the id's parameter.
pub(super) fn not_found(name: &str, id: &str) -> Answer {
    let is_uuid = id.len() == 36 && id.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
    let message = match is_uuid {
        true => format!("{name} was not found."),
        false => format!("{name} is in an invalid format."),
    };
    Answer::error(404, "contacts.api.not_found", &message)
}
