//! What may be printed of a text that came from outside.

use super::addresses::without_addresses;
use std::borrow::Cow;

/// The most characters of a text that are shown: an answer can be a thousand times as long.
const MOST: usize = 1_000;

/// The text on one line, without email addresses, and not too long for a log.
///
/// Every control character and line separator becomes a space, so that no answer can put a line of
/// its own into a log. What is too long is cut after the addresses are masked: half of one would not be
/// known as such.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    let mut masked = without_addresses(text);
    if let Some((end, _)) = masked.char_indices().nth(MOST) {
        let masked = masked.to_mut();
        masked.truncate(end);
        masked.push('…');
    }
    if masked.contains(breaks_the_line) {
        return Cow::Owned(masked.replace(breaks_the_line, " "));
    }
    masked
}

fn breaks_the_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}
