//! The provider's words, for a local build only: a maintainer who has to describe a new element
//! reads what the provider says of it in rustdoc. They are never part of the crate.
//!
//! The provider writes HTML with links that lead nowhere from here; rustdoc reads Markdown and
//! takes indented text for a test. [`sanitise`] brings one into the other.

use crate::docs::{Docs, described, operation_id, parameter_names};
use crate::names;
use openapiv3::OpenAPI;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Where relative links of the provider lead.
const SITE: &str = "https://developer.constantcontact.com";

/// `docs_value` (the content of `docs.yaml`, read as `docs`) with the provider's words for each
/// element of `api` that has none. `provider` is the whole document with the overlay's names.
pub fn fill(docs_value: &Value, docs: &Docs, api: &OpenAPI, provider: &Value) -> Value {
    let words = Words::of(provider);
    let mut filled = docs_value.clone();
    for tag in &api.tags {
        if docs.area(&tag.name) == tag.name {
            put(&mut filled, &["tags", &tag.name], words.tags.get(&tag.name));
        }
    }
    for (_, _, operation) in api.operations() {
        let id = operation_id(operation);
        let (known, said) = (docs.operation(id), words.operations.get(id));
        if known.is_none() {
            let summary = said.map_or(id, |said| &said.summary).to_owned();
            put(&mut filled, &["operations", id, "summary"], Some(&summary));
            let description = said.map(|said| &said.description);
            put(&mut filled, &["operations", id, "description"], description);
        }
        for name in parameter_names(operation) {
            if known.is_none_or(|known| !known.parameters.contains_key(&name)) {
                let text = said.and_then(|said| said.parameters.get(&name));
                put(&mut filled, &["operations", id, "parameters", &name], text);
            }
        }
    }
    for (name, members) in described(api) {
        let said = words.types.get(name);
        let members: Vec<(&str, &String)> = members
            .into_iter()
            .filter(|member| docs.member(name, member).is_none())
            .filter_map(|member| Some((member, said?.members.get(member)?)))
            .collect();
        if docs.schema(name).is_none() {
            let neutral = format!("`{name}`.");
            let text = said.map(|said| &said.description);
            let text = text.filter(|text| !text.is_empty()).unwrap_or(&neutral);
            put(&mut filled, &["schemas", name, "description"], Some(text));
        }
        for (member, text) in members {
            put(
                &mut filled,
                &["schemas", name, "properties", member],
                Some(text),
            );
        }
    }
    filled
}

/// Sets the text at a path of keys, and makes the maps on the way.
fn put(value: &mut Value, path: &[&str], text: Option<&String>) {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return;
    };
    let mut at = value;
    for key in path {
        if !at.is_object() {
            *at = json!({});
        }
        let Value::Object(map) = at else {
            return;
        };
        at = map.entry((*key).to_owned()).or_insert(Value::Null);
    }
    *at = text.as_str().into();
}

/// What the provider says, by our names.
#[derive(Default)]
struct Words {
    tags: BTreeMap<String, String>,
    operations: BTreeMap<String, OperationWords>,
    types: BTreeMap<String, TypeWords>,
}

#[derive(Default)]
struct OperationWords {
    summary: String,
    description: String,
    parameters: BTreeMap<String, String>,
}

#[derive(Default)]
struct TypeWords {
    description: String,
    members: BTreeMap<String, String>,
}

impl Words {
    fn of(provider: &Value) -> Self {
        let mut words = Self::default();
        for tag in items(&provider["tags"]) {
            let name = tag["name"].as_str().unwrap_or_default();
            words.tags.insert(name.to_owned(), said(tag, "description"));
        }
        for operation in entries(&provider["paths"]).flat_map(|(_, item)| entries(item)) {
            words.operation(operation.1);
        }
        for (name, definition) in entries(&provider["definitions"]) {
            words.schema(&names::type_name(name), definition, 0);
        }
        words
    }

    fn operation(&mut self, operation: &Value) {
        let Some(id) = operation["operationId"].as_str() else {
            return;
        };
        let method = names::method(id, operation["x-sdk-methodName"].as_str());
        let mut words = OperationWords {
            summary: said(operation, "summary").replace('\n', " "),
            description: said(operation, "description"),
            parameters: BTreeMap::new(),
        };
        if words.summary.is_empty() {
            id.clone_into(&mut words.summary);
        }
        for parameter in items(&operation["parameters"]) {
            let name = parameter["name"].as_str().unwrap_or_default().to_owned();
            words
                .parameters
                .insert(name, said(parameter, "description"));
            let body = format!("{}Body", names::type_name(&method));
            self.schema(&body, &parameter["schema"], 0);
        }
        self.operations.insert(id.to_owned(), words);
    }

    fn schema(&mut self, name: &str, schema: &Value, depth: usize) {
        if depth > 32 || !schema.is_object() {
            return;
        }
        let name = schema["x-type-name"].as_str().unwrap_or(name);
        let mut words = TypeWords {
            description: said(schema, "description"),
            members: BTreeMap::new(),
        };
        for (property, below) in entries(&schema["properties"]) {
            let text = said(below, "description");
            words.members.insert(property.clone(), text);
            self.schema(&names::nested_type(name, property), below, depth + 1);
        }
        let item = names::nested_type(name, "item");
        self.schema(&item, &schema["items"], depth + 1);
        self.types.entry(name.to_owned()).or_insert(words);
    }
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn said(element: &Value, key: &str) -> String {
    sanitise(element[key].as_str().unwrap_or_default())
}

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

/// One line outside of fences. What stands between backticks is left alone; a backtick without a
/// partner is text.
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
mod tests {
    use super::*;

    #[test]
    fn html_becomes_markdown_or_goes() {
        for (given, expected) in [
            ("Use <code>a&lt;b</code> <b>now</b>.", "Use `a<b` now."),
            ("One:<ul><li>a</li><li>b</li></ul>", "One:\n\n\n- a\n- b"),
            ("a<br/>b</br>", "a\nb"),
            ("a < b > c", "a &lt; b \\> c"),
            ("an open <code>tag", "an open \\`tag"),
        ] {
            assert_eq!(sanitise(given), expected, "{given}");
        }
    }

    #[test]
    fn links_lead_somewhere_and_brackets_are_text() {
        for (given, expected) in [
            (
                "[Guide](/api_guide/x.html)",
                "[Guide](https://developer.constantcontact.com/api_guide/x.html)",
            ),
            ("[[trackingImage]] tag", "\\[\\[trackingImage\\]\\] tag"),
            ("see https://a.b/c. Then", "see <https://a.b/c>. Then"),
            ("[x](http://a.b \"title\")", "[x](http://a.b)"),
            ("`[a]` stays", "`[a]` stays"),
        ] {
            assert_eq!(sanitise(given), expected, "{given}");
        }
    }

    #[test]
    fn nothing_can_become_a_test() {
        let text = "Like:\n\n    {\"a\": 1}\n```\nlet x;\n```\n```json\n{";
        assert_eq!(
            sanitise(text),
            "Like:\n\n{\"a\": 1}\n```text\nlet x;\n```\n```text\n{\n```"
        );
    }

    #[test]
    fn only_elements_without_words_of_ours_are_filled() {
        let ours = json!({
            "tags": {"Known": "Ours."},
            "properties": {"id": "Ours."},
            "schemas": {"Thing": {"description": "Ours."}},
        });
        let docs = crate::docs::read("d", &ours).unwrap();
        let provider = json!({
            "tags": [{"name": "Known", "description": "P."}, {"name": "New", "description": "P <b>1</b>."}],
            "paths": {"/a": {"get": {"operationId": "a", "summary": "P 2.",
                "parameters": [{"name": "q", "description": "P 3."}]}}},
            "definitions": {"Thing": {"description": "P.", "properties": {
                "id": {"description": "P."}, "new": {"description": "P 4."}, "gone": {"description": "P."}}}},
        });
        let api: OpenAPI = serde_json::from_value(json!({
            "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
            "tags": [{"name": "Known"}, {"name": "New"}],
            "paths": {"/a": {"get": {"x-operation-id": "a", "responses": {}, "parameters": [
                {"name": "q", "in": "query", "schema": {"type": "string"}}]}}},
            "components": {"schemas": {"Thing": {"type": "object", "properties": {
                "id": {"type": "string"}, "new": {"type": "string"}}}}},
        }))
        .unwrap();
        assert_eq!(
            fill(&ours, &docs, &api, &provider),
            json!({
                "tags": {"Known": "Ours.", "New": "P 1."},
                "properties": {"id": "Ours."},
                "operations": {"a": {"summary": "P 2.", "parameters": {"q": "P 3."}}},
                "schemas": {"Thing": {"description": "Ours.", "properties": {"new": "P 4."}}},
            })
        );
    }
}
