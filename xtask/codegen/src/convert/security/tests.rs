use crate::fixture::Contract;
use serde_json::{Value, json};

const GET: &str = "/paths/~1things/get";

fn get(members: Value) -> Contract {
    Contract::new().operation("get", "/things", members)
}

fn things(members: Value, member: &str) -> Value {
    get(members).converted().unwrap().things("get", member)
}

#[test]
fn the_alternatives_of_security_stay_apart() {
    let security = json!([{"oauth2_implicit": ["read"]}, {"oauth2_access_code": ["read"]}]);
    assert_eq!(things(json!({"security": security}), "security"), security);
    assert_eq!(things(json!({}), "security"), Value::Null);
}

#[test]
fn the_security_of_the_document_is_that_of_operations_that_name_none() {
    let contract = Contract::new().with("/security", json!([{"partner": []}]));
    let own = json!({"security": [{"api_key": []}]});
    let api = contract
        .operation("get", "/things", json!({}))
        .operation("put", "/things", own);
    let api = api.converted().unwrap();
    assert_eq!(api.things("get", "security"), json!([{"partner": []}]));
    assert_eq!(api.things("put", "security"), json!([{"api_key": []}]));
}

#[test]
fn an_undeclared_security_scheme_is_refused() {
    get(json!({"security": [{"magic": []}]})).refused(
        &format!("{GET}/security/0/magic"),
        "`magic` is not declared; add it to securityDefinitions",
    );
}

#[test]
fn partner_operations_need_the_key_and_take_no_account_token() {
    for (security, partner) in [
        (json!([{"api_key": [], "partner": []}]), true),
        (json!([{"api_key": []}, {"partner": []}]), true),
        (
            json!([{"api_key": []}, {"oauth2_implicit": ["read"]}]),
            false,
        ),
        (json!([{"oauth2_implicit": ["read"]}]), false),
        (json!([{"partner": []}]), false),
        (json!([]), false),
    ] {
        let found = things(json!({"security": security}), "x-partner");
        assert_eq!(found == true, partner, "{security}");
    }
}

#[test]
fn security_schemes_keep_flow_addresses_and_scopes() {
    let schemes = Contract::new()
        .converted()
        .unwrap()
        .at("/components/securitySchemes");
    assert_eq!(
        schemes["oauth2_access_code"]["flows"]["authorizationCode"],
        json!({"authorizationUrl": "https://example.com/a",
            "tokenUrl": "https://example.com/t", "scopes": {"read": ""}})
    );
    assert_eq!(
        schemes["oauth2_implicit"]["flows"]["implicit"]["scopes"],
        json!({"read": ""})
    );
    assert_eq!(
        schemes["api_key"],
        json!({"type": "apiKey", "in": "header", "name": "x-api-key"})
    );
}

#[test]
fn unknown_security_is_refused() {
    for (scheme, below, words) in [
        (
            json!({"type": "basic"}),
            "/type",
            "`basic` is unknown; expected oauth2 or apiKey",
        ),
        (
            json!({"type": "apiKey", "name": "k", "in": "cookie"}),
            "/in",
            "expected header or query",
        ),
        (
            json!({"type": "oauth2", "flow": "password", "scopes": {}}),
            "/flow",
            "`password` is unknown; expected implicit or accessCode",
        ),
        (
            json!({"type": "oauth2", "flow": "implicit", "scopes": {}}),
            "",
            "`authorizationUrl` is missing",
        ),
        (
            json!({"type": "apiKey", "flow": "x"}),
            "/flow",
            "expected type, name, in",
        ),
    ] {
        Contract::new()
            .with("/securityDefinitions/odd", scheme)
            .refused(&format!("/securityDefinitions/odd{below}"), words);
    }
}
