//! The documentation of an operation: the words of `docs.yaml`, an example call, and facts of the
//! contract (address, permission, whether it is safe to repeat, statuses, pages).

use super::facts::parameter_doc;
use crate::docs::Docs;
use crate::model::{Body, Operation, Pages, Parameter, RustType};

/// The documentation of the method that makes the call.
///
/// `read_only` are the fields of the body that are not sent back.
pub(super) fn method_doc(
    docs: &Docs,
    operation: &Operation,
    example: &str,
    read_only: &[String],
) -> String {
    let words = docs.operation(&operation.id);
    let summary = words.map_or_else(
        || format!("`{}`.", operation.id),
        |words| words.summary.clone(),
    );
    let mut parts = vec![summary, example.to_owned()];
    parts.extend(
        words
            .filter(|words| !words.description.is_empty())
            .map(|words| words.description.clone()),
    );
    let (verb, path) = (operation.verb.to_uppercase(), &operation.path);
    let request = format!("`{verb} {path}`: {}", repetition(operation));
    let mut facts = arguments(docs, operation, read_only);
    facts.push_str(&fact_list(request, operation));
    parts.push(facts);
    parts.join("\n\n")
}

/// The arguments of the method, as the beginning of a list.
fn arguments(docs: &Docs, operation: &Operation, read_only: &[String]) -> String {
    let parameters = operation.arguments().into_iter().map(|parameter| {
        let doc = parameter_doc(docs, &operation.id, parameter);
        (&*parameter.ident, doc)
    });
    let required = operation.body.iter().filter(|body| body.required);
    let body = required.map(|required| ("body", body(required, read_only)));
    let all = parameters.chain(body);
    all.map(|(name, doc)| {
        format!(
            "* `{name}`: {}\n",
            doc.replace("\n\n", " ").replace('\n', "\n  ")
        )
    })
    .collect()
}

/// The facts of an operation, as a list that begins with the request.
pub(crate) fn fact_list(request: String, operation: &Operation) -> String {
    let mut facts = vec![request, permission(operation)];
    let paged = operation.pages.as_ref();
    facts.extend(paged.map(|paged| pages(&operation.builder, paged)));
    facts.extend(statuses(operation));
    facts.push(format!("Cargo feature `{}`.", operation.area.feature));
    facts.push(pages_of_the_provider(operation));
    let items: Vec<String> = facts.iter().map(|fact| format!("* {fact}")).collect();
    items.join("\n")
}

/// The provider's pages on the operation: its entry in the reference, and pages of the guide.
fn pages_of_the_provider(operation: &Operation) -> String {
    let id = &operation.id;
    let mut links = vec![format!(
        "[`{id}`]({})",
        reference_url(&operation.area.tag, id)
    )];
    for page in &operation.guide_pages {
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

/// Whether a character needs no escape in the fragment of a URL.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~')
}

/// Whether the request is safe to repeat.
fn repetition(operation: &Operation) -> &'static str {
    match &*operation.verb {
        _ if !operation.is_idempotent() => {
            "is not retried if the server may have carried it out; see \
             [`RetryPolicy`](crate::RetryPolicy)."
        }
        "put" => "is safe to repeat, with the same effect.",
        "delete" => "is safe to repeat; after a success, the server may answer 404.",
        _ => "changes nothing, so it is safe to repeat.",
    }
}

/// The documentation of `send`.
pub(super) fn sending(operation: &Operation) -> String {
    let unknown = "Dropping the future cancels the call. It is then unknown whether the server has carried it \
                   out";
    let dropped = match &*operation.verb {
        "get" => "Dropping the future cancels the call.".to_owned(),
        _ if operation.is_idempotent() => format!("{unknown}, but it is safe to repeat."),
        _ => format!("{unknown}: check before you repeat it."),
    };
    let refused = refusals(operation);
    let (verb, path) = (operation.verb.to_uppercase(), &operation.path);
    format!(
        "Sends `{verb} {path}`.\n\n{dropped}\n\n# Errors\n\nThe same as for every call: see \
         [`Error`](crate::Error).{refused}"
    )
}

/// The documentation of a body. `read_only` are the fields that are not sent back.
pub(super) fn body(body: &Body, read_only: &[String]) -> String {
    let (many, item) = match body.ty.item() {
        Some(item) => ("a list of ", item),
        None => ("", &body.ty),
    };
    let mut doc = match item.name() {
        Some(name) => format!("The document to send: {many}[`{name}`](crate::types::{name})."),
        None => "The document to send.".to_owned(),
    };
    if !read_only.is_empty() {
        let names: Vec<String> = read_only.iter().map(|name| format!("`{name}`")).collect();
        doc.push_str(&format!(
            "\n\nMembers that only the server sets are not sent if they were read from an answer: {}.",
            names.join(", ")
        ));
    }
    doc
}

/// The arguments for which nothing is sent.
fn refusals(operation: &Operation) -> String {
    let can_be_empty = |parameter: &&Parameter| {
        matches!(parameter.ty, RustType::String) || parameter.ty.item().is_some()
    };
    let mut names: Vec<String> = operation
        .arguments()
        .iter()
        .filter(|parameter| can_be_empty(parameter))
        .map(|parameter| format!("`{}` is empty", parameter.ident))
        .collect();
    names.extend(
        operation
            .period()
            .map(|[start, end]| format!("`{}` is before `{}`", end.ident, start.ident)),
    );
    match names.is_empty() {
        true => String::new(),
        false => format!(
            " If {}, nothing is sent ([`is_invalid`](crate::Error::is_invalid)).",
            names.join(" or ")
        ),
    }
}

/// The permission that the caller needs.
fn permission(operation: &Operation) -> String {
    if operation.partner {
        return "Needs partner credentials: `ClientBuilder::partner` (feature `oauth`), see [`auth`](crate::auth)."
            .to_owned();
    }
    // Alternatives differ in how the token is obtained, not in what it permits.
    let scopes = named("scope", operation.scopes.iter());
    let privileges = named("privilege", operation.privileges.iter());
    match (scopes, privileges) {
        (Some(scopes), Some(privileges)) => format!("Needs {scopes} and {privileges}."),
        (Some(needed), None) | (None, Some(needed)) => format!("Needs {needed}."),
        (None, None) => "Needs an access token of any scope.".to_owned(),
    }
}

fn named<'a>(what: &str, names: impl Iterator<Item = &'a String>) -> Option<String> {
    let list: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match list.len() {
        0 => None,
        1 => Some(format!("the {what} {}", list[0])),
        _ => Some(format!("the {what}s {}", list.join(", "))),
    }
}

fn pages(builder: &str, pages: &Pages) -> String {
    format!(
        "Returns pages of `{}`; [`stream`](builder::{builder}::stream) fetches all of them.",
        pages.rows
    )
}

/// The declared statuses with their meaning for this operation.
fn statuses(operation: &Operation) -> Option<String> {
    let has_content = operation.body.is_some() || operation.is_upload();
    let declared = operation.statuses.iter();
    // A request without a body cannot have a wrong content type.
    let declared = declared.filter(|code| has_content || *code != "415");
    let meanings: Vec<String> = declared
        .map(|code| match meaning(code) {
            Some(meaning) => format!("{code} {meaning}"),
            None => code.clone(),
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
