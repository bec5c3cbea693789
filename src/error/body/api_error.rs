//! One problem that the API reports.

use super::shown::shown;
use std::fmt;

/// One problem that the API reports about a request.
///
/// ```
/// # fn show(problem: &constant_contact::ApiError) {
/// if problem.key == "contacts.api.validation.error" {
///     eprintln!("{problem}");
/// }
/// # }
/// ```
///
/// No property names the invalid field; only the text of the message does. The answer to an invalid
/// contact can be
///
/// ```json
/// [{"error_key": "contacts.api.validation.error", "error_message": "create_source is missing, birthday_month has no valid value"}]
/// ```
///
/// which is a single `ApiError` whose message has both faults: a validation message can join
/// several with commas. The provider publishes no list of keys, and the wording of messages can
/// change: compare with the keys you know, expect others, and show the message to a person.
///
/// `Display` and `Debug` print `[address]` in place of every email address, because messages can
/// repeat the input; the fields hold the unchanged text.
#[derive(Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ApiError {
    /// The machine-readable key, for example `contacts.api.conflict`; empty if there was none.
    pub key: String,
    /// The human-readable message; empty if there was none.
    pub message: String,
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (key, message) = (shown(&self.key), shown(&self.message));
        match (key.is_empty(), message.is_empty()) {
            (false, false) => write!(f, "{key}: {message}"),
            (false, true) => f.write_str(&key),
            (true, _) => f.write_str(&message),
        }
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("key", &shown(&self.key))
            .field("message", &shown(&self.message))
            .finish()
    }
}
