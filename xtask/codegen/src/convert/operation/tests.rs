//! One test for each rule about paths, operations, bodies, forms and security.

use crate::fixture::{Contract, component, definition, object};
use serde_json::{Value, json};

const GET: &str = "/paths/~1things/get";

fn get(members: Value) -> Contract {
    Contract::new().operation("get", "/things", members)
}

fn things(members: Value, member: &str) -> Value {
    get(members).converted().unwrap().things("get", member)
}

#[test]
fn paths_without_an_operation_are_left_out() {
    let contract = get(json!({}))
        .with("/paths/~1empty", json!({}))
        .with("/paths/~1noted", json!({"x-note": "nothing yet"}));
    let paths = contract.converted().unwrap().at("/paths");
    assert_eq!(
        paths.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["/things"]
    );
}

#[test]
fn every_verb_finds_its_place() {
    for verb in ["get", "put", "post", "patch", "delete"] {
        let api = Contract::new()
            .operation(verb, "/things", json!({}))
            .converted()
            .unwrap();
        assert_eq!(api.things(verb, "operationId"), format!("{verb}_thing"));
    }
}

#[test]
fn verbs_that_are_unknown_are_refused() {
    for member in ["head", "trace"] {
        let contract = get(json!({})).with(&format!("/paths/~1things/{member}"), json!([]));
        contract.refused(
            &format!("/paths/~1things/{member}"),
            "expected get, put, post, patch",
        );
    }
}

#[test]
fn methods_are_named_after_the_sdk_name_or_the_id() {
    assert_eq!(
        things(json!({"operationId": "readThingUsingGET"}), "operationId"),
        "read_thing"
    );
    let named = json!({"operationId": "readThing_2", "x-sdk-methodName": "getAllThings"});
    let api = get(named).converted().unwrap();
    assert_eq!(api.things("get", "operationId"), "get_all_things");
    assert_eq!(api.things("get", "x-operation-id"), "readThing_2");
}

#[test]
fn an_id_that_makes_no_method_name_is_refused() {
    for id in ["", "-", "2things"] {
        get(json!({"operationId": id})).refused(GET, "which Rust does not take");
    }
}

#[test]
fn an_operation_without_an_id_is_named_after_method_and_path() {
    let id = json!({"in": "path", "name": "id", "type": "string", "required": true});
    let operation = json!({"tags": ["Things"], "parameters": [id],
        "responses": {"204": {"description": "x"}}});
    let contract = Contract::new().with("/paths/~1things~1{id}~1parts/get", operation);
    let operation = &contract.model().unwrap().operations[0];
    assert_eq!(
        (&*operation.id, &*operation.method),
        ("getThingsIdParts", "get_things_id_parts")
    );
}

#[test]
fn ids_and_method_names_are_taken_once() {
    let twice =
        get(json!({"operationId": "a"})).operation("put", "/things", json!({"operationId": "a"}));
    twice.refused(
        "/paths/~1things/put",
        "the operationId `a` is taken by /paths/~1things/get",
    );
    let alike = get(json!({"operationId": "a_1"})).operation(
        "put",
        "/things",
        json!({"operationId": "aUsingPut"}),
    );
    alike.refused(
        "/paths/~1things/put",
        "the method name `a` is taken by /paths/~1things/get",
    );
}

#[test]
fn a_tag_that_is_used_is_an_area_and_one_that_is_only_declared_is_none() {
    let api = get(json!({"tags": ["Other Things"]})).converted().unwrap();
    assert_eq!(api.at("/tags"), json!([{"name": "Other Things"}]));
    assert_eq!(api.things("get", "x-area"), "other-things");
}

#[test]
fn an_operation_belongs_to_the_area_of_its_first_tag() {
    assert_eq!(things(json!({"tags": ["a", "b"]}), "tags"), json!(["a"]));
}

#[test]
fn an_operation_without_a_tag_belongs_to_the_area_of_its_path() {
    let without = |path: &str| {
        let contract = Contract::new().operation("put", "/social/x", json!({"tags": ["The Area"]}));
        let contract = contract.operation("get", path, json!({"tags": []}));
        let model = contract.model().unwrap();
        let operation = model
            .operations
            .iter()
            .find(|one| one.verb == "get")
            .unwrap();
        operation.area.clone()
    };
    assert_eq!(without("/social/y").tag, "The Area");
    let own = without("/contact_notes/y");
    assert_eq!(
        (&*own.tag, &*own.feature),
        ("Contact Notes", "contact-notes")
    );
    Contract::new()
        .operation("get", "/", json!({"tags": []}))
        .refused("/paths/~1/get", "does not make a feature name");
}

#[test]
fn facts_of_the_contract_stay_with_the_operation() {
    let privileges = json!({"x-authorization-privileges": ["things:read"], "deprecated": true});
    let api = get(privileges).converted().unwrap();
    assert_eq!(
        api.things("get", "x-authorization-privileges"),
        json!(["things:read"])
    );
    assert_eq!(api.things("get", "deprecated"), true);
}

#[test]
fn unknown_members_are_refused() {
    get(json!({"callbacks": {}})).refused(&format!("{GET}/callbacks"), "expected tags, summary");
}

#[test]
fn a_parameter_is_declared_once_and_in_place() {
    let part = json!({"in": "query", "name": "part", "type": "string"});
    get(json!({"parameters": [part.clone(), part]})).refused(
        &format!("{GET}/parameters/1"),
        "is taken by /paths/~1things/get/parameters/0",
    );
}

#[test]
fn a_query_parameter_can_have_another_name_in_the_builder() {
    for name in ["id", "-", "$"] {
        let id = json!({"in": "path", "name": "id", "type": "string", "required": true});
        let odd = json!({"in": "query", "name": name, "type": "string"});
        let contract = |odd: &Value| {
            let parameters = json!({"parameters": [id, odd]});
            Contract::new().operation("get", "/things/{id}", parameters)
        };
        let error = contract(&odd).refined().unwrap_err().to_string();
        assert!(error.contains("`x-setter-name`"), "{error}");
        let mut named = odd.clone();
        named["x-setter-name"] = json!("other");
        let model = contract(&named).model().unwrap();
        let parameters = &model.operations[0].parameters;
        let other = parameters.iter().find(|one| one.ident == "other").unwrap();
        assert_eq!(other.wire, name);
        let source = contract(&named).generated();
        assert!(
            source.contains(&format!("call.query(\"{name}\", &other)")),
            "{source}"
        );
    }
}

#[test]
fn a_query_parameter_whose_name_is_not_possible_in_the_builder_gets_a_prefix() {
    for (name, setter) in [
        ("send", "with_send"),
        ("stream", "with_stream"),
        ("1st", "with_1st"),
        ("2nd-order", "with_2nd_order"),
    ] {
        let odd = json!({"in": "query", "name": name, "type": "string"});
        let contract = get(json!({"parameters": [odd]}));
        let model = contract.model().unwrap();
        let parameter = &model.operations[0].parameters[0];
        assert_eq!((&*parameter.ident, &*parameter.wire), (setter, name));
        let sent = format!("call.query(\"{name}\", &{setter})");
        assert!(contract.generated().contains(&sent), "{name}");
    }
}

#[test]
fn path_parameters_and_placeholders_belong_together() {
    let id = json!({"in": "path", "name": "id", "type": "string", "required": true});
    let with = |path: &str, parameters: Value| {
        Contract::new().operation("get", path, json!({"parameters": parameters}))
    };
    with("/things", json!([id])).refused(
        "/paths/~1things/get/parameters/0",
        "/things has no place for `id`",
    );
    with("/things/{id}/{part}", json!([id])).refused(
        "/paths/~1things~1{id}~1{part}/get",
        "the parameter `part` of /things/{id}/{part}",
    );
    assert!(with("/things/{id}", json!([id])).converted().is_ok());
}

#[test]
fn a_body_keeps_its_schema_and_whether_it_is_required() {
    let api = Contract::new()
        .definition("Thing", object(json!({"a": {"type": "string"}})))
        .body(definition("Thing"))
        .converted()
        .unwrap();
    assert_eq!(api.body(), component("Thing"));
    assert_eq!(api.things("post", "requestBody/required"), true);
    let optional = json!({"parameters": [{"in": "body", "name": "b", "schema": {}}]});
    let required = things(optional, "requestBody")["required"].clone();
    assert!(required == Value::Null || required == false);
}

#[test]
fn an_inline_body_is_named_after_the_method() {
    let api = Contract::new()
        .body(object(json!({"a": {"type": "string"}})))
        .converted()
        .unwrap();
    assert_eq!(api.body(), component("PostThingBody"));
}

#[test]
fn a_second_body_is_refused() {
    let body = |name: &str| json!({"in": "body", "name": name, "schema": {}});
    get(json!({"parameters": [body("a"), body("b")]}))
        .refused(&format!("{GET}/parameters/1"), "a second body");
}

#[test]
fn a_body_that_is_not_json_is_refused() {
    let body = json!({"in": "body", "name": "a", "schema": {}});
    let members = json!({"parameters": [body], "consumes": ["text/csv", "text/xml"]});
    get(members).refused(GET, "a body of text/csv or text/xml is unknown; expected");
    for kinds in [
        json!(["text/xml", "application/json"]),
        json!(["application/vnd.things+json"]),
        json!(["*/*"]),
        json!([]),
    ] {
        let members = json!({"parameters": [body], "consumes": kinds});
        assert!(get(members).converted().is_ok(), "{kinds}");
    }
    let members = json!({"parameters": [body]});
    get(members)
        .with("/consumes", json!(["text/xml"]))
        .refused(GET, "a body of text/xml");
}

fn upload(id: &str, parameters: Value) -> Contract {
    get(json!({"operationId": id, "parameters": parameters}))
}

#[test]
fn the_form_of_a_known_upload_is_a_fact() {
    let api = upload(
        "contactsCSVImport",
        json!([
            {"in": "formData", "name": "file", "type": "file", "required": true},
            {"in": "formData", "name": "ids", "type": "string", "format": "csv",
                "collectionFormat": "multi", "items": {"type": "string"}},
        ]),
    );
    assert_eq!(
        api.converted().unwrap().things("get", "x-multipart"),
        json!([{"name": "file", "type": "file", "required": true},
            {"name": "ids", "type": "string", "required": false}])
    );
}

#[test]
fn an_upload_without_counterpart_in_the_crate_is_refused() {
    upload(
        "sendFile",
        json!([{"in": "formData", "name": "file", "type": "file"}]),
    )
    .refused(GET, "the form upload `sendFile` has no counterpart in src/");
}

#[test]
fn a_form_beside_a_body_is_refused() {
    let contract = upload(
        "contactsCSVImport",
        json!([
            {"in": "body", "name": "b", "schema": {}},
            {"in": "formData", "name": "file", "type": "file"},
        ]),
    );
    contract.refused(&format!("{GET}/parameters/1"), "a form field beside a body");
}
