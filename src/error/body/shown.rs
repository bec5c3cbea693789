//! What may be printed of a text that came from outside.

use super::addresses::without_addresses;
use std::borrow::Cow;

/// The text on one line and without e-mail addresses.
///
/// Every control character and line separator becomes a space, so that no answer can put a line of
/// its own into a log.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    let masked = without_addresses(text);
    if masked.contains(breaks_the_line) {
        return Cow::Owned(masked.replace(breaks_the_line, " "));
    }
    masked
}

fn breaks_the_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}
