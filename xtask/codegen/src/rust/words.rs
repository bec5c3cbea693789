//! What rustdoc says of an operation: the words of `docs.yaml`, an example call, and what the
//! contract itself knows (address, permission, whether a repetition does harm, statuses, pages).

use super::paging::Paged;
use crate::convert::NOT_IDEMPOTENT;
use crate::docs::{Docs, operation_id};
use crate::normalise::GUIDE_PAGES;
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
    let meanings: Vec<String> = declared
        .iter()
        .filter_map(Value::as_str)
        .map(|code| match meaning(code) {
            Some(meaning) => format!("{code} {meaning}"),
            None => code.to_owned(),
        })
        .collect();
    (!meanings.is_empty()).then(|| format!("Statuses: {}.", meanings.join(", ")))
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
        "409" => "conflict with what exists",
        "415" => "wrong content type",
        "429" => "too many requests",
        "500" => "server error",
        "503" => "unavailable for now",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{
        aliases, meaning, pages_of_the_provider, permission, reference_url, repetition, statuses,
    };
    use crate::docs::Docs;
    use crate::fixture::{Contract, component, object};
    use openapiv3::Operation;
    use serde_json::{Value, json};

    fn operation(wishes: Value) -> Operation {
        let api = Contract::new()
            .operation("get", "/things", wishes)
            .refined()
            .unwrap()
            .0;
        let (_, _, operation) = api.operations().next().unwrap();
        operation.clone()
    }

    #[test]
    fn scopes_are_named_once_however_many_ways_there_are_to_a_token() {
        let ways = json!([{"oauth2_implicit": ["read"]}, {"oauth2_access_code": ["read"]}]);
        let both = json!([{"oauth2_implicit": ["read"], "oauth2_access_code": ["read"]}]);
        for security in [ways, both] {
            let found = permission(&operation(json!({"security": security})));
            assert_eq!(found, "Needs the scope `read`.");
        }
    }

    #[test]
    fn privileges_stand_beside_the_scopes_or_alone() {
        let privileged = |security: Value| {
            permission(&operation(json!({"security": security,
                "x-authorization-privileges": ["things:read", "things:write"]})))
        };
        let both = "the privileges `things:read`, `things:write`";
        let scoped = privileged(json!([{"oauth2_implicit": ["read"]}]));
        assert_eq!(scoped, format!("Needs the scope `read` and {both}."));
        assert_eq!(
            privileged(json!([{"oauth2_implicit": []}])),
            format!("Needs {both}.")
        );
    }

    #[test]
    fn without_scope_and_privilege_any_token_will_do() {
        let found = permission(&operation(json!({"security": [{"oauth2_implicit": []}]})));
        assert_eq!(found, "Needs an access token of any scope.");
    }

    #[test]
    fn partner_operations_lead_to_the_partner_credentials() {
        let found = permission(&operation(
            json!({"security": [{"api_key": [], "partner": []}]}),
        ));
        assert!(found.contains("`ClientBuilder::partner`"), "{found}");
    }

    #[test]
    fn names_that_differ_from_the_method_are_aliases() {
        let named =
            operation(json!({"operationId": "readUsingGET", "x-sdk-methodName": "readAll"}));
        let aliases =
            |operation: &Operation, name| super::aliases(&Docs::default(), operation, name);
        assert_eq!(aliases(&named, "read_all"), ["readUsingGET", "readAll"]);
        let alike = operation(json!({"operationId": "readAll", "x-sdk-methodName": "readAll"}));
        assert_eq!(aliases(&alike, "read_all"), ["readAll"]);
        assert!(aliases(&operation(json!({"operationId": "read"})), "read").is_empty());
    }

    #[test]
    fn what_is_no_word_is_no_alias() {
        let odd = operation(json!({"operationId": "read it", "x-sdk-methodName": "read\"it"}));
        assert!(aliases(&Docs::default(), &odd, "read_it").is_empty());
    }

    #[test]
    fn what_people_search_for_is_an_alias_too() {
        let words = json!({"operations": {"read": {"summary": "x", "aliases": ["fetch"]}}});
        let docs = crate::docs::read("docs", &words).unwrap();
        let read = operation(json!({"operationId": "read"}));
        assert_eq!(aliases(&docs, &read, "read"), ["fetch"]);
    }

    #[test]
    fn a_repetition_is_harmless_unless_it_creates_or_adds_up() {
        let plain = operation(json!({"operationId": "a"}));
        for (verb, words) in [
            ("get", "changes nothing"),
            ("put", "same effect"),
            ("delete", "404"),
        ] {
            assert!(repetition(verb, &plain).contains(words), "{verb}");
        }
        let policy = "[`RetryPolicy`](crate::RetryPolicy)";
        for verb in ["post", "patch"] {
            assert!(repetition(verb, &plain).contains(policy), "{verb}");
        }
        let adds_up = operation(json!({"operationId": "b", "x-not-idempotent": true}));
        for verb in ["put", "delete"] {
            assert!(repetition(verb, &adds_up).contains(policy), "{verb}");
        }
    }

    #[test]
    fn declared_statuses_are_explained_and_unknown_ones_named() {
        let responses = json!({"404": {}, "200": {}, "299": {}, "default": {}});
        let found = statuses(&operation(json!({"responses": responses})));
        assert_eq!(found.unwrap(), "Statuses: 200 done, 299, 404 not found.");
    }

    #[test]
    fn every_status_of_the_current_contract_has_a_meaning() {
        for code in [
            "200", "201", "202", "204", "207", "400", "401", "403", "404", "405", "406", "409",
            "415", "429", "500", "503",
        ] {
            assert!(meaning(code).is_some(), "{code}");
        }
    }

    #[test]
    fn the_provider_is_linked_to_by_the_names_it_uses() {
        let read = operation(
            json!({"operationId": "readUsingGET", "tags": ["Things Here"],
            "x-guide-pages": ["/api_guide/things_read.html"]}),
        );
        assert_eq!(
            pages_of_the_provider(&read),
            "The provider's pages: [`readUsingGET`](https://developer.constantcontact.com\
             /api_reference/index.html#tag/Things-Here/operation/readUsingGET), \
             [`things_read`](https://developer.constantcontact.com/api_guide/things_read.html)."
        );
        let odd = reference_url("A/B  (new) things", "read it]");
        assert!(
            odd.ends_with("#tag/AB-new-things/operation/readit"),
            "{odd}"
        );
    }

    fn documented() -> String {
        let rows = json!({"type": "array", "items": {"type": "object",
            "properties": {"name": {"type": "string"}}}});
        let links = object(json!({"next": object(json!({"href": {"type": "string"}}))}));
        let contract = Contract::new().operation(
            "get",
            "/things",
            json!({"operationId": "listThings", "responses": {"200": {"schema":
                object(json!({"rows": rows, "_links": links}))}}}),
        );
        assert_eq!(
            contract.refined().unwrap().answer(),
            component("ListThingsAnswer"),
            "the fixture answers in pages"
        );
        contract.documented(&json!({"operations": {"listThings": {
            "summary": "Lists things.", "description": "All of them."}}}))
    }

    #[test]
    fn the_parts_of_the_documentation_follow_each_other() {
        let source = documented();
        let place = |text: &str| {
            source
                .find(text)
                .unwrap_or_else(|| panic!("{text}\n{source}"))
        };
        let order = [
            "Lists things.\n\n```no_run",
            "client.list_things().send().await?;",
            "```\n\nAll of them.\n\n* `GET /things`: changes nothing",
            "* Needs an access token",
            "* Answers in pages of `rows`; [`stream`](builder::ListThings::stream)",
            "* Statuses: 200 done.\n* The provider's pages: [`listThings`]",
            "#[doc(alias = \"listThings\")]",
            "pub fn list_things",
        ]
        .map(place);
        assert!(order.is_sorted(), "{source}");
    }
}
