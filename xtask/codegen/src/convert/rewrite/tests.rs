use crate::fixture::{Contract, component, definition, object};
use serde_json::{Value, json};

fn query(name: &str) -> Value {
    json!({"in": "query", "name": name, "type": "string"})
}

fn names(contract: &Contract) -> Vec<Value> {
    let api = contract.converted().unwrap();
    let parameters = api.things("get", "parameters");
    let parameters = parameters.as_array().unwrap();
    parameters.iter().map(|one| one["name"].clone()).collect()
}

#[test]
fn shared_parameters_are_written_out() {
    let reference = json!({"$ref": "#/parameters/Part"});
    let operation = json!({"parameters": [query("own"), reference]});
    let contract = Contract::new().operation("get", "/things", operation);
    let contract = contract
        .with("/parameters/Part", json!({"$ref": "#/parameters/Other"}))
        .with("/parameters/Other", query("part"));
    assert_eq!(names(&contract), ["own", "part"]);
}

#[test]
fn parameters_of_a_path_are_those_of_each_operation_unless_it_has_its_own() {
    let shared = json!([query("own"), {"$ref": "#/parameters/Part"}]);
    let own = json!({"in": "query", "name": "own", "type": "integer"});
    let contract = Contract::new()
        .operation("get", "/things", json!({"parameters": [own]}))
        .operation("delete", "/things", json!({}))
        .with("/paths/~1things/parameters", shared)
        .with("/parameters/Part", query("part"));
    assert_eq!(names(&contract), ["own", "part"]);
    let api = contract.converted().unwrap();
    assert_eq!(api.parameter()["schema"]["type"], "integer");
    let deleted = api.things("delete", "parameters");
    assert_eq!(deleted.as_array().unwrap().len(), 2);
}

#[test]
fn shared_responses_are_written_out() {
    let reference = json!({"$ref": "#/responses/Found"});
    let contract = Contract::new()
        .definition("Thing", object(json!({"a": {"type": "string"}})))
        .operation("get", "/things", json!({"responses": {"200": reference}}))
        .with(
            "/responses/Found",
            json!({"description": "x", "schema": definition("Thing")}),
        );
    assert_eq!(contract.converted().unwrap().answer(), component("Thing"));
}

#[test]
fn references_to_something_else_are_refused() {
    let contract = |target: &str| {
        let parameters = json!([{"$ref": target}]);
        Contract::new()
            .operation("get", "/things", json!({"parameters": parameters}))
            .with("/parameters/Loop", json!({"$ref": "#/parameters/Loop"}))
    };
    let place = "/paths/~1things/get/parameters/0/$ref";
    contract("#/info").refused(place, "`#/info` is not under parameters");
    contract("#/parameters/Loop").refused(place, "`#/parameters/Loop` is not under parameters");
}

#[test]
fn a_type_with_null_is_nullable_and_one_of_several_types_is_any_value() {
    let property = |types: Value| {
        let thing = object(json!({"part": {"type": types}}));
        let contract = Contract::new().definition("Thing", thing);
        let api = contract.body(definition("Thing")).converted().unwrap();
        api.at("/components/schemas/Thing/properties/part")
    };
    let nullable = json!({"type": "string", "nullable": true});
    assert_eq!(property(json!(["string", "null"])), nullable);
    assert_eq!(property(json!(["null", "string"])), nullable);
    assert_eq!(property(json!(["string"])), json!({"type": "string"}));
    assert_eq!(property(json!(["string", "integer"])), json!({}));
}

#[test]
fn data_and_properties_of_such_names_are_left_alone() {
    let types = json!({"type": ["a", "null"], "allOf": [{"$ref": "#/nowhere"}]});
    let thing = json!({"type": "object", "example": types, "x-odd": {"type": ["a", "null"]},
        "properties": {"type": {"type": "string"}, "allOf": {"type": "string"},
            "example": {"type": ["string", "null"]}}});
    let contract = Contract::new().definition("Thing", thing);
    let api = contract.body(definition("Thing")).converted().unwrap();
    let thing = api.schema("Thing");
    assert_eq!(thing["example"], types);
    assert_eq!(thing["properties"]["type"], json!({"type": "string"}));
    assert_eq!(thing["properties"]["allOf"], json!({"type": "string"}));
    assert_eq!(thing["properties"]["example"]["nullable"], true);
}
