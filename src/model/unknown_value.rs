//! Values of enumerations that this version of the crate does not know.

use super::redact::Word;
use std::fmt;

/// A value of an enumeration that this version of the crate does not know, as the server wrote it.
///
/// ```
/// # #[cfg(feature = "bulk-activities")] {
/// use constant_contact::types::ActivityState;
///
/// let state = ActivityState::from("paused");
/// if let ActivityState::Unknown(value) = &state {
///     assert_eq!(value.as_str(), "paused");
/// }
/// assert!(state == "paused");
/// # }
/// ```
///
/// A later version may add a variant for the value. So compare with the text and not with this type:
/// `state == "paused"` is true in both versions. `Debug` shows the text only if it is a single word.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownValue(String);

impl UnknownValue {
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }

    /// The value as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Word(&self.0).fmt(f)
    }
}
