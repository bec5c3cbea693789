//! Email addresses are taken out of messages before anyone reads them.
//!
//! An API message can repeat what the request carried, and messages end up in logs. Text
//! goes in, the same text with `[address]` in place of each address comes out. The search
//! looks for the sign between name and host and takes everything around it that
//! could belong to an address: it rather hides a character too many than shows a name.

use std::borrow::Cow;

const MASK: &str = "[address]";
/// How far back, in bytes, the opening quote of a quoted name is looked for.
const QUOTED: usize = 256;

/// The text with every email address replaced by `[address]`.
///
/// Found are plain, international and quoted names, bracketed hosts, and addresses with the
/// sign percent-encoded (`%40`) or cut off after it. A host alone (`@example.com`) stays. Text
/// without an address is returned without a copy.
pub(crate) fn without_addresses(text: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut done = 0;
    let mut from = 0;
    while let Some((at, width)) = next_sign(text, from) {
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

/// Where the next sign between name and host is, and how many bytes it takes.
fn next_sign(text: &str, from: usize) -> Option<(usize, usize)> {
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

/// How many bytes at the end of `before` are the name of an address.
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

/// The length of a quoted name without its closing quote; none where no quote opens it.
fn quoted_length(inner: &str) -> Option<usize> {
    let bytes = inner.as_bytes();
    let nearest = bytes.len().saturating_sub(QUOTED);
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

/// How many bytes at the start of `after` are the host of an address.
fn host_length(after: &str) -> usize {
    if after.starts_with('[')
        && let Some(end) = after.bytes().take(QUOTED).position(|byte| byte == b']')
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
