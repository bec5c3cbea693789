//! The message in a gateway's HTML or XML page: its title, or the text of an XML error document.

/// Elements that can hold the message, the most informative first.
const ELEMENTS: [&str; 7] = [
    "title",
    "h1",
    "message",
    "faultstring",
    "error_description",
    "description",
    "reason",
];
/// The largest part of a page that is searched, in bytes.
const MAX_LENGTH: usize = 64 * 1024;

/// Whether `text` is HTML or XML.
pub(super) fn is_markup(text: &str) -> bool {
    text.trim_start().starts_with('<')
}

/// The message in an HTML or XML page, on one line, if there is one.
pub(super) fn headline(page: &str) -> Option<String> {
    let beginning = (MAX_LENGTH - 3..=MAX_LENGTH)
        .rev()
        .find_map(|end| page.get(..end));
    let page = beginning.unwrap_or(page);
    // Only ASCII letters change, so that positions are the same in both.
    let lower = page.to_ascii_lowercase();
    ELEMENTS.iter().find_map(|name| element(page, &lower, name))
}

/// The text of the first element with this name that is not empty.
fn element(page: &str, lower: &str, name: &str) -> Option<String> {
    let opening = lower.match_indices('<').filter_map(|(at, _)| {
        let tag = lower.get(at + 1..)?;
        // A namespace may come first: <soap:message>.
        let local = tag.split(['>', ' ', '\t', '\r', '\n']).next()?;
        (local.rsplit(':').next()? == name).then(|| at + 1 + tag.find('>').unwrap_or(tag.len()))
    });
    opening
        .filter_map(|end| page.get(end + 1..)?.split("</").next())
        .map(|inner| one_line(&without_tags(inner)))
        .find(|text| !text.is_empty())
}

fn without_tags(text: &str) -> String {
    let mut rest = text.split('<');
    let mut kept = rest.next().unwrap_or_default().to_owned();
    for part in rest {
        kept.push(' ');
        kept.push_str(part.split_once('>').map_or("", |(_, text)| text));
    }
    kept
}

fn one_line(text: &str) -> String {
    const ENTITIES: [(&str, &str); 7] = [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#64;", "@"),
        ("&amp;", "&"),
    ];
    let mut text = text.to_owned();
    for (entity, character) in ENTITIES {
        text = text.replace(entity, character);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
