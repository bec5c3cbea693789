use super::{
    body, meaning, pages_of_the_provider, permission, reference_url, repetition, sending, statuses,
};
use crate::fixture::{Contract, component, object};
use crate::model::{Body, Operation, RustType};
use serde_json::{Value, json};

fn operation(members: Value) -> Operation {
    with_verb("get", members)
}

fn with_verb(verb: &str, members: Value) -> Operation {
    let contract = Contract::new().operation(verb, "/things", members);
    contract.model().unwrap().operations.remove(0)
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
fn a_repetition_is_harmless_unless_it_creates_or_adds_up() {
    let plain = |verb| with_verb(verb, json!({"operationId": "a"}));
    for (verb, words) in [
        ("get", "changes nothing"),
        ("put", "same effect"),
        ("delete", "404"),
    ] {
        assert!(repetition(&plain(verb)).contains(words), "{verb}");
    }
    let policy = "[`RetryPolicy`](crate::RetryPolicy)";
    for verb in ["post", "patch"] {
        assert!(repetition(&plain(verb)).contains(policy), "{verb}");
    }
    let adds_up = json!({"operationId": "b", "x-not-idempotent": true});
    for verb in ["put", "delete"] {
        assert!(
            repetition(&with_verb(verb, adds_up.clone())).contains(policy),
            "{verb}"
        );
    }
}

#[test]
fn declared_statuses_are_explained_and_unknown_ones_named() {
    let responses = json!({"404": {}, "200": {}, "299": {}, "default": {}});
    let found = statuses(&operation(json!({"responses": responses})));
    assert_eq!(
        found.unwrap(),
        "Declared statuses: 200 done, 299, 404 not found."
    );
}

#[test]
fn a_wrong_content_type_is_no_status_of_a_request_without_content() {
    let responses = json!({"200": {}, "415": {}});
    let plain = operation(json!({"operationId": "a", "responses": responses}));
    assert_eq!(statuses(&plain).unwrap(), "Declared statuses: 200 done.");
    let body = json!([{"in": "body", "name": "b", "schema": {"type": "object"}}]);
    let sends = json!({"operationId": "a", "responses": responses, "parameters": body});
    let sends = statuses(&operation(sends)).unwrap();
    assert!(sends.contains("415 wrong content type"), "{sends}");
}

#[test]
fn every_status_of_the_current_contract_has_a_meaning() {
    for code in [
        "200", "201", "202", "204", "207", "400", "401", "403", "404", "405", "406", "409", "415",
        "429", "500", "503",
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
        "* Returns pages of `rows`; [`stream`](builder::ListThings::stream)",
        "* Declared statuses: 200 done.\n* Cargo feature `things`.\n* The provider's pages: [`listThings`]",
        "#[doc(alias = \"listThings\")]",
        "pub fn list_things",
    ]
    .map(place);
    assert!(order.is_sorted(), "{source}");
}

#[test]
fn what_dropping_a_call_means_depends_on_what_a_second_one_does() {
    let said = |verb| sending(&with_verb(verb, json!({"operationId": "a"})));
    assert!(said("get").contains("cancels the call."));
    assert!(said("put").contains("it is safe to repeat"));
    assert!(said("post").contains("check before you repeat it"));
    assert!(!said("post").contains("is_invalid"));
    let required = json!([{"in": "query", "name": "a", "type": "string", "required": true}]);
    let refuses = with_verb("post", json!({"parameters": required}));
    assert!(sending(&refuses).contains("is_invalid"));
}

#[test]
fn a_body_names_its_type() {
    let doc = |ty: RustType, required| body(&Body { ty, required }, &[]);
    let thing = || RustType::Contract("Thing".to_owned());
    let named = "The document to send: [`Thing`](crate::types::Thing).";
    assert_eq!(doc(thing(), false), named);
    assert_eq!(
        doc(RustType::List(Box::new(thing())), true),
        "The document to send: a list of [`Thing`](crate::types::Thing)."
    );
    assert_eq!(doc(RustType::Json, false), "The document to send.");
}
