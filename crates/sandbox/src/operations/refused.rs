//! How the refusals of the state are answered.

use crate::answer::Answer;
use crate::state::refusal::Refusal;

/// The answer to a refused request. The error keys begin with the area; those of the API are documented
/// for contacts only.
pub(super) fn refused(area: &str, refusal: Refusal) -> Answer {
    let (status, kind, message) = match refusal {
        Refusal::Invalid(problem) => (400, "api.validation.error", problem),
        Refusal::NotFound => return Answer::not_found(),
        Refusal::Conflict(problem) => (409, "api.conflict", problem),
        Refusal::TooMany(problem) => (429, "api.limit_exceeded", problem),
    };
    Answer::error(status, &format!("{area}.{kind}"), &message)
}
