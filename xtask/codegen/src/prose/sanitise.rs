//! The provider's texts are HTML with relative links; rustdoc reads Markdown and compiles indented text
//! as a test. [`sanitise`] converts one into the other.

/// Where relative links of the provider lead.
const SITE: &str = "https://developer.constantcontact.com";

/// HTML in Markdown as Markdown that rustdoc takes without a warning and without a test: tags
/// become marks or go, brackets and angle brackets are text, relative links lead to the provider's
/// site, bare URLs are links, nothing is indented, and fences are plain text.
pub fn sanitise(text: &str) -> String {
    let mut out = String::new();
    let mut fenced = false;
    for line in without_tags(text).lines() {
        let line = line.trim();
        if line.starts_with("```") {
            fenced = !fenced;
            out.push_str(if fenced { "```text" } else { "```" });
        } else if fenced {
            out.push_str(line);
        } else {
            inline(line, &mut out);
        }
        out.push('\n');
    }
    if fenced {
        out.push_str("```\n");
    }
    out.trim().to_owned()
}

/// Tags become marks of Markdown where there is one; all others go.
fn without_tags(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let named = after.trim_start_matches('/');
        let is_tag = named.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!');
        let Some((tag, after)) = after.split_once('>').filter(|_| is_tag) else {
            out.push_str("&lt;");
            rest = after;
            continue;
        };
        let name: String = named
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        match (name.to_ascii_lowercase().as_str(), tag.starts_with('/')) {
            ("code" | "tt", _) => out.push('`'),
            ("li", false) => out.push_str("\n- "),
            ("br" | "tr", _) => out.push('\n'),
            ("p" | "ul" | "ol" | "div" | "table", _) => out.push_str("\n\n"),
            ("http" | "https", _) => out.push_str(tag),
            _ => {}
        }
        rest = after;
    }
    out.push_str(rest);
    for (entity, plain) in [("&nbsp;", " "), ("&quot;", "\""), ("&#39;", "'")] {
        out = out.replace(entity, plain);
    }
    out
}

/// One line outside of fences. Text between backticks is left alone; an unpaired backtick is
/// text.
fn inline(line: &str, out: &mut String) {
    let mut parts: Vec<&str> = line.split('`').collect();
    let odd = if parts.len().is_multiple_of(2) {
        parts.pop()
    } else {
        None
    };
    for (index, part) in parts.iter().enumerate() {
        if index % 2 == 1 {
            let code = part
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
            out.push_str(&format!("`{code}`"));
        } else {
            plain(part, out);
        }
    }
    if let Some(odd) = odd {
        out.push_str("\\`");
        plain(odd, out);
    }
}

fn plain(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest
        .find(['[', ']', '>'])
        .into_iter()
        .chain(url_at(rest))
        .min()
    {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((label, target, after)) = link(rest) {
            let label = label.replace(['[', ']', '<', '>'], "");
            out.push_str(&format!("[{label}]({})", absolute(target)));
            rest = after;
        } else if rest.starts_with("http") {
            let end = rest
                .find(|c: char| c.is_whitespace() || "<>()[]\"'|".contains(c))
                .unwrap_or(rest.len());
            let url = rest[..end].trim_end_matches(['.', ',', ';', ':']);
            out.push_str(&format!("<{url}>"));
            rest = &rest[url.len()..];
        } else {
            out.push('\\');
            out.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
}

fn url_at(text: &str) -> Option<usize> {
    ["https://", "http://"]
        .iter()
        .filter_map(|scheme| text.find(scheme))
        .min()
}

/// `[label](target)` at the start of `text`, and what follows.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let (label, after) = text.strip_prefix('[')?.split_once("](")?;
    let (target, after) = after.split_once(')')?;
    let target = target.split_whitespace().next()?;
    (!label.contains(']')).then_some((label, target, after))
}

fn absolute(target: &str) -> String {
    match target.strip_prefix('/') {
        Some(path) => format!("{SITE}/{path}"),
        None if target.contains("://") => target.to_owned(),
        None => format!("{SITE}/{}", target.trim_start_matches(['#', '.', '/'])),
    }
}

#[cfg(test)]
mod tests;
