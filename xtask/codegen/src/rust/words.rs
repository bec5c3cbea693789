//! What rustdoc says of an operation: the words of `docs.yaml`, an example call, and what the
//! contract itself knows (address, permission, whether a repetition does harm, statuses, pages).

use super::last_name;
use super::paging::Paged;
use super::types::list_item;
use crate::docs::{Docs, operation_id};
use crate::extensions::GUIDE_PAGES;
use crate::extensions::NOT_IDEMPOTENT;
use openapiv3::Operation;
use serde_json::Value;
use std::collections::BTreeSet;

/// The documentation of the method that makes the call.
pub(super) fn method_doc(
    docs: &Docs,
    verb: &str,
    path: &str,
    operation: &Operation,
    paged: Option<(&str, &Paged)>,
    example: &str,
) -> String {
    let id = operation_id(operation);
    let words = docs.operation(id);
    let summary = words.map_or_else(|| format!("`{id}`."), |words| words.summary.clone());
    let mut parts = vec![summary, example.to_owned()];
    parts.extend(
        words
            .filter(|words| !words.description.is_empty())
            .map(|words| words.description.clone()),
    );
    let request = format!(
        "`{} {path}`: {}",
        verb.to_uppercase(),
        repetition(verb, operation)
    );
    parts.push(fact_list(request, operation, paged));
    parts.join("\n\n")
}

/// What the contract knows of an operation, as a list that begins with the request.
pub(crate) fn fact_list(
    request: String,
    operation: &Operation,
    paged: Option<(&str, &Paged)>,
) -> String {
    let mut facts = vec![request, permission(operation)];
    facts.extend(paged.map(|(builder, paged)| pages(builder, paged)));
    facts.extend(statuses(operation));
    let area = operation.extensions.get("x-area").and_then(Value::as_str);
    facts.extend(area.map(|area| format!("Cargo feature `{area}`.")));
    facts.push(pages_of_the_provider(operation));
    let items: Vec<String> = facts.iter().map(|fact| format!("* {fact}")).collect();
    items.join("\n")
}

/// Where the provider writes of the operation: its entry in the reference, and pages of the guide.
fn pages_of_the_provider(operation: &Operation) -> String {
    let id = operation_id(operation);
    let tag = operation.tags.first().map_or("", String::as_str);
    let mut links = vec![format!("[`{id}`]({})", reference_url(tag, id))];
    let pages = operation
        .extensions
        .get(GUIDE_PAGES)
        .and_then(Value::as_array);
    for page in pages.into_iter().flatten().filter_map(Value::as_str) {
        let name = page.rsplit('/').next().unwrap_or(page);
        let name = name.strip_suffix(".html").unwrap_or(name);
        links.push(format!("[`{name}`]({SITE}{page})"));
    }
    format!("The provider's pages: {}.", links.join(", "))
}

/// The provider's pages for developers.
const SITE: &str = "https://developer.constantcontact.com";

/// The entry of an operation in the provider's reference, which is a Redoc page: the tag with
/// hyphens for spaces and without punctuation, then the `operationId`.
fn reference_url(tag: &str, id: &str) -> String {
    let words: Vec<String> = tag
        .split_whitespace()
        .map(|word| word.chars().filter(|c| is_plain(*c)).collect())
        .collect();
    let id: String = id.chars().filter(|c| is_plain(*c)).collect();
    format!(
        "{SITE}/api_reference/index.html#tag/{}/operation/{id}",
        words.join("-")
    )
}

/// Whether a character stands for itself in the fragment of a URL.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~')
}

/// The names that the provider and its clients give the operation, and those that people search for,
/// where they differ from `name`.
pub(super) fn aliases(docs: &Docs, operation: &Operation, name: &str) -> Vec<String> {
    let sdk = operation
        .extensions
        .get("x-sdk-methodName")
        .and_then(Value::as_str);
    let mut aliases = vec![operation_id(operation)];
    aliases.extend(sdk);
    let words = docs.operation(operation_id(operation));
    aliases.extend(
        words
            .into_iter()
            .flat_map(|words| &words.aliases)
            .map(String::as_str),
    );
    aliases.dedup();
    let usable =
        |alias: &&str| *alias != name && alias.chars().all(|c| c.is_alphanumeric() || c == '_');
    aliases
        .into_iter()
        .filter(usable)
        .map(str::to_owned)
        .collect()
}

/// Whether sending a request twice has the effect of sending it once: by its verb (RFC 9110, section
/// 9.2.2), unless the overlay knows better.
pub(super) fn is_idempotent(verb: &str, operation: &Operation) -> bool {
    let by_verb = matches!(verb, "get" | "head" | "put" | "delete");
    by_verb && operation.extensions.get(NOT_IDEMPOTENT) != Some(&Value::Bool(true))
}

/// Whether it does harm to call the operation twice.
fn repetition(verb: &str, operation: &Operation) -> &'static str {
    match verb {
        _ if !is_idempotent(verb, operation) => {
            "is not sent again once the server may have acted on it; see \
             [`RetryPolicy`](crate::RetryPolicy)."
        }
        "put" => "can be repeated with the same effect.",
        "delete" => "can be repeated; once it has worked, the server may answer 404.",
        _ => "changes nothing, so it can be repeated.",
    }
}

/// The documentation of `send`.
pub(super) fn sending(
    (verb, path): (&str, &str),
    operation: &Operation,
    has_required: bool,
) -> String {
    let unknown = "Dropping the future abandons the call; whether the server has carried it out is then \
                   unknown";
    let dropped = match verb {
        "get" => "Dropping the future abandons the call.".to_owned(),
        _ if is_idempotent(verb, operation) => format!("{unknown}, and it can be made again."),
        _ => format!("{unknown}, so look before making it again."),
    };
    let refused = match has_required {
        true => {
            " Without a value that is required, nothing is sent \
             ([`is_invalid`](crate::Error::is_invalid))."
        }
        false => "",
    };
    let verb = verb.to_uppercase();
    format!(
        "Sends `{verb} {path}`.\n\n{dropped}\n\n# Errors\n\nThose of every call: see \
         [`Error`](crate::Error).{refused}"
    )
}

/// The documentation of the setter of a body of type `ty`. `read_only` are the fields that are not sent
/// back.
pub(super) fn body(ty: &syn::Type, required: bool, read_only: &[syn::Ident]) -> String {
    let (many, item) = match list_item(ty) {
        Some(item) => ("a list of ", item),
        None => ("", ty),
    };
    let mut doc = match last_name(item).filter(|name| name != "Value") {
        Some(name) => format!("The document to send: {many}[`{name}`](crate::types::{name})."),
        None => "The document to send.".to_owned(),
    };
    if !read_only.is_empty() {
        let names: Vec<String> = read_only.iter().map(|name| format!("`{name}`")).collect();
        doc.push_str(&format!(
            "\n\nOf a document that was read from an answer, what only the server sets is not sent: {}.",
            names.join(", ")
        ));
    }
    if required {
        doc.push_str("\n\nRequired.");
    }
    doc
}

/// What the caller has to be permitted.
fn permission(operation: &Operation) -> String {
    if operation.extensions.contains_key("x-partner") {
        return "Needs partner credentials: `ClientBuilder::partner` (feature `oauth`), see [`auth`](crate::auth)."
            .to_owned();
    }
    // Alternatives differ in how the token was got, not in what it permits.
    let scopes: BTreeSet<&str> = operation
        .security
        .iter()
        .flatten()
        .flat_map(|requirement| requirement.values().flatten())
        .map(String::as_str)
        .collect();
    let privileges: Vec<&str> = operation
        .extensions
        .get("x-authorization-privileges")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let scopes = named("scope", &scopes.into_iter().collect::<Vec<_>>());
    match (scopes, named("privilege", &privileges)) {
        (Some(scopes), Some(privileges)) => format!("Needs {scopes} and {privileges}."),
        (Some(needed), None) | (None, Some(needed)) => format!("Needs {needed}."),
        (None, None) => "Needs an access token of any scope.".to_owned(),
    }
}

fn named(what: &str, names: &[&str]) -> Option<String> {
    let list: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match list.len() {
        0 => None,
        1 => Some(format!("the {what} {}", list[0])),
        _ => Some(format!("the {what}s {}", list.join(", "))),
    }
}

fn pages(builder: &str, paged: &Paged) -> String {
    format!(
        "Answers in pages of `{}`; [`stream`](builder::{builder}::stream) fetches them all.",
        paged.rows
    )
}

/// The declared statuses with what they mean here.
fn statuses(operation: &Operation) -> Option<String> {
    let declared = operation.extensions.get("x-statuses")?.as_array()?;
    let has_body =
        operation.request_body.is_some() || operation.extensions.contains_key("x-multipart");
    let meanings: Vec<String> = declared
        .iter()
        .filter_map(Value::as_str)
        // Nobody can have sent content of a wrong type where there is none.
        .filter(|code| has_body || *code != "415")
        .map(|code| match meaning(code) {
            Some(meaning) => format!("{code} {meaning}"),
            None => code.to_owned(),
        })
        .collect();
    (!meanings.is_empty()).then(|| format!("Declared statuses: {}.", meanings.join(", ")))
}

fn meaning(code: &str) -> Option<&'static str> {
    Some(match code {
        "200" => "done",
        "201" => "created",
        "202" => "accepted and not finished",
        "204" => "done, without an answer",
        "207" => "done in part",
        "400" => "malformed",
        "401" => "no valid token",
        "403" => "not permitted",
        "404" => "not found",
        "405" => "method not allowed",
        "406" => "not acceptable",
        "409" => "conflict",
        "415" => "wrong content type",
        "429" => "too many requests",
        "500" => "server error",
        "503" => "unavailable for now",
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
