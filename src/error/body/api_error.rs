//! One problem, as the API reports it.

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
/// Which field is at fault stands in the message only, as words: there is no property for it. A
/// refused contact could read
///
/// ```json
/// [{"error_key": "contacts.api.validation.error", "error_message": "create_source is missing, birthday_month has no valid value"}]
/// ```
///
/// which is one problem here, with both faults in its message: validation messages can join
/// several with commas. The provider publishes no list of keys, and the wording of messages can
/// change: compare with the keys you know, expect others, and show the message to a person.
///
/// `Display` and `Debug` print
/// `[address]` in place of every email address, because messages can repeat the input; the
/// fields hold the text as it came.
#[derive(Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ApiError {
    /// The machine-readable key, for example `contacts.api.conflict`; empty when there was none.
    pub key: String,
    /// The sentence for people; empty when there was none.
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
