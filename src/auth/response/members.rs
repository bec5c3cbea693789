//! Members of a broken document.
//!
//! When a response arrives, the refresh token that was sent is no longer valid. So its successor is read from any
//! form of response: JSON that is cut off, has a member twice or is inside something else, or a form. Only a complete
//! value counts.

use std::borrow::Cow;
use url::form_urlencoded;

/// The last value of a member with one of these names, in JSON or in a form.
pub(super) fn find(text: &str, names: &[&str]) -> Option<String> {
    if !text.contains(['{', '"', '\'']) {
        let pairs = form_urlencoded::parse(text.trim().as_bytes());
        let found = pairs.filter(|(name, value)| names.contains(&&**name) && !value.is_empty());
        return found.last().map(|(_, value)| value.into_owned());
    }
    names.iter().find_map(|name| {
        let places = text.match_indices(name);
        let values = places.filter_map(|(at, _)| value(text, at, at + name.len()));
        values.filter(|value| !value.trim().is_empty()).last()
    })
}

/// The value of the member whose name is the text from `start` to `end`, if that is a quoted name.
fn value(text: &str, start: usize, end: usize) -> Option<String> {
    let quote = text.get(..start)?.chars().next_back().filter(is_quote)?;
    let rest = text.get(end..)?.strip_prefix(quote)?.trim_start();
    let rest = rest.strip_prefix(':')?.trim_start();
    match rest.chars().next()? {
        quote if is_quote(&quote) => quoted(rest.get(1..)?, quote),
        c if c.is_ascii_digit() => {
            let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
            rest.get(..end).map(str::to_owned)
        }
        _ => None,
    }
}

fn is_quote(c: &char) -> bool {
    matches!(c, '"' | '\'')
}

/// The text up to the closing quote, with its escapes resolved; `None` if it is cut off.
fn quoted(text: &str, quote: char) -> Option<String> {
    let mut escaped = false;
    let end = text.find(|c| {
        let closes = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        closes
    })?;
    let inner = text.get(..end)?;
    if !inner.contains('\\') {
        return Some(inner.to_owned());
    }
    let document: Cow<'_, str> = match quote {
        '"' => format!("\"{inner}\"").into(),
        _ => format!("\"{}\"", inner.replace('"', "\\\"").replace("\\'", "'")).into(),
    };
    crate::error::json(&document)?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests;
