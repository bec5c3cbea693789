//! Masks email addresses in messages.
//!
//! An API message can repeat data from the request, and messages end up in logs. Each address is
//! replaced by `[address]`. The search finds each at sign and masks everything around it that
//! could belong to an address: it is better to hide one character too many than to show a name.

use std::borrow::Cow;

const MASK: &str = "[address]";
/// The longest quoted name or bracketed host that is recognised, in bytes.
const MAX_DELIMITED_LENGTH: usize = 256;

/// Returns the text with every email address replaced by `[address]`.
///
/// This finds addresses with plain, international and quoted names and bracketed hosts, addresses
/// whose at sign is percent-encoded (`%40`), and addresses that are cut off after the sign. A host
/// alone (`@example.com`) is not masked. A text without an address is not copied.
pub(crate) fn without_addresses(text: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut done = 0;
    let mut from = 0;
    while let Some((at, width)) = next_at_sign(text, from) {
        let host = at + width;
        let name = name_length(text.get(done..at).unwrap_or_default());
        from = host;
        if name == 0 {
            continue;
        }
        shown.push_str(text.get(done..at - name).unwrap_or_default());
        shown.push_str(MASK);
        done = host + host_length(text.get(host..).unwrap_or_default());
        from = done;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    shown.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(shown)
}

/// Finds the next at sign: its position and its length in bytes.
fn next_at_sign(text: &str, from: usize) -> Option<(usize, usize)> {
    let rest = text.get(from..)?;
    rest.char_indices().find_map(|(place, c)| {
        let width = match c {
            '@' => 1,
            '\u{FF20}' | '\u{FE6B}' => 3, // full-width and small forms
            '%' => ["%40", "%2540"]
                .into_iter()
                .find(|code| rest.get(place..).is_some_and(|rest| rest.starts_with(code)))
                .map_or(0, str::len),
            _ => 0,
        };
        (width > 0).then_some((from + place, width))
    })
}

/// The length in bytes of the name of an address at the end of `before`.
fn name_length(before: &str) -> usize {
    if let Some(inner) = before.strip_suffix('"') {
        return quoted_length(inner).map_or(0, |length| length + 1);
    }
    before
        .chars()
        .rev()
        .take_while(|c| is_in_name(*c))
        .map(char::len_utf8)
        .sum()
}

/// The length of a quoted name without its closing quote; `None` if there is no opening quote.
fn quoted_length(inner: &str) -> Option<usize> {
    let bytes = inner.as_bytes();
    let nearest = bytes.len().saturating_sub(MAX_DELIMITED_LENGTH);
    (nearest..bytes.len())
        .rev()
        .find(|place| {
            bytes.get(*place) == Some(&b'"')
                && place.checked_sub(1).and_then(|p| bytes.get(p)) != Some(&b'\\')
        })
        .map(|place| bytes.len() - place)
}

fn is_in_name(c: char) -> bool {
    !c.is_whitespace()
        && !c.is_control()
        && !matches!(
            c,
            '<' | '>' | '(' | ')' | '[' | ']' | '{' | '}' | ',' | ';' | ':' | '"'
        )
}

/// The length in bytes of the host of an address at the start of `after`.
fn host_length(after: &str) -> usize {
    if after.starts_with('[')
        && let Some(end) = after
            .bytes()
            .take(MAX_DELIMITED_LENGTH)
            .position(|byte| byte == b']')
    {
        return end + 1;
    }
    let host: usize = after
        .chars()
        .take_while(|c| is_in_host(*c))
        .map(char::len_utf8)
        .sum();
    after
        .get(..host)
        .map_or(host, |host| host.trim_end_matches('.').len())
}

fn is_in_host(c: char) -> bool {
    match c {
        '-' | '.' | '_' | '@' | '%' => true,
        _ if c.is_ascii() => c.is_ascii_alphanumeric(),
        _ => !c.is_whitespace() && !c.is_control(),
    }
}

#[cfg(test)]
mod tests;
