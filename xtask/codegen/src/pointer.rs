//! The tokens of JSON pointers (RFC 6901), by which messages name places.

use std::borrow::Cow;

/// A key as a token of a JSON pointer.
pub(crate) fn escape(key: &str) -> Cow<'_, str> {
    // Most keys are as they are, and there are many of them.
    match key.as_bytes().contains(&b'~') || key.as_bytes().contains(&b'/') {
        true => key.replace('~', "~0").replace('/', "~1").into(),
        false => key.into(),
    }
}

/// The key that a token of a JSON pointer means.
pub(crate) fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}
