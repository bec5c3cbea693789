//! Makes text from a server safe to print.

use super::addresses::without_addresses;
use std::borrow::Cow;

/// The most characters that are printed: an answer can be a thousand times as long.
const MAX_CHARS: usize = 1_000;

/// The text on one line, with email addresses masked, and short enough for a log.
///
/// Every control character and line separator becomes a space, so that no answer can add a line to a
/// log. A text that is too long is cut only after the addresses are masked, because half of an
/// address would not be recognised.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    let mut masked = without_addresses(text);
    if let Some((end, _)) = masked.char_indices().nth(MAX_CHARS) {
        let masked = masked.to_mut();
        masked.truncate(end);
        masked.push('…');
    }
    if masked.contains(is_control_or_separator) {
        return Cow::Owned(masked.replace(is_control_or_separator, " "));
    }
    masked
}

fn is_control_or_separator(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests;
