use super::*;
use constant_contact_codegen::docs::read;
use serde_json::json;

/// A contract with three operations, of which `change` may spoil parts.
fn contract(change: impl FnOnce(&mut Value)) -> Value {
    let reference = |name: &str| json!({"$ref": format!("#/definitions/{name}")});
    let get = |id: &str, name: &str| {
        json!({"operationId": id, "tags": ["Things"],
            "parameters": [{"name": "limit", "in": "query", "type": "integer"}],
            "responses": {"200": {"description": "OK", "schema": reference(name)}}})
    };
    let text = json!({"type": "string"});
    let mut contract = json!({
        "swagger": "2.0", "info": {"title": "t", "version": "1"}, "host": "h",
        "paths": {
            "/a": {"get": get("getA", "ThingA")},
            "/b": {"get": get("getB", "ThingB")},
            "/c/{id}": {"get": get("getC", "ThingC")},
        },
        "definitions": {
            "ThingA": {"type": "object", "required": ["x"], "properties": {"x": text, "y": text}},
            "ThingB": {"type": "object", "properties": {"a": reference("ThingA"), "z": text}},
            "ThingC": {"type": "object", "properties": {"w": text}},
        },
    });
    let id = json!({"name": "id", "in": "path", "required": true, "type": "string"});
    let parameters = contract["paths"]["/c/{id}"]["get"]["parameters"].as_array_mut();
    parameters.unwrap().push(id);
    change(&mut contract);
    contract
}

/// The methods and members that are left, and the lines about what is left out.
fn left(contract: &Value) -> (Vec<String>, Vec<String>) {
    let docs = read("d", &json!({})).unwrap();
    let readable = readable("f", contract, &docs).unwrap();
    let model = readable.contract.model;
    let methods = model.operations.iter().map(|operation| {
        let parameters: Vec<&str> = operation.parameter_names().collect();
        format!("{}({})", operation.method, parameters.join(","))
    });
    let types = model
        .types
        .iter()
        .map(|ty| format!("{}{{{}}}", ty.name, ty.members().join(",")));
    (methods.chain(types).collect(), readable.findings)
}

const WHOLE: [&str; 6] = [
    "get_a(limit)",
    "get_b(limit)",
    "get_c(id,limit)",
    "ThingA{x,y}",
    "ThingB{a,z}",
    "ThingC{w}",
];

#[test]
fn a_contract_that_can_be_read_stays_whole() {
    let (left, out) = left(&contract(|_| {}));
    assert_eq!(left, WHOLE);
    assert_eq!(out, [""; 0]);
}

#[test]
fn the_smallest_element_with_an_unknown_shape_is_left_out() {
    let odd = || json!({"type": "oddity"});
    let rows: [(&str, &[(&str, &str)]); 4] = [
        (
            "/definitions/ThingA/properties/x",
            &[("ThingA{x,y}", "ThingA{y}")],
        ),
        (
            "/paths/~1b/get/parameters/0",
            &[("get_b(limit)", "get_b()")],
        ),
        (
            "/paths/~1b/get/responses/200/schema",
            &[("get_b(limit)", ""), ("ThingB{a,z}", "")],
        ),
        (
            "/definitions/ThingC",
            &[("get_c(id,limit)", ""), ("ThingC{w}", "")],
        ),
    ];
    for (pointer, differences) in rows {
        let spoilt = contract(|contract| *contract.pointer_mut(pointer).unwrap() = odd());
        let (left, out) = left(&spoilt);
        let expected = WHOLE.iter().map(|line| {
            let other = differences.iter().find(|(old, _)| old == line);
            other.map_or(*line, |(_, new)| *new)
        });
        let expected: Vec<&str> = expected.filter(|line| !line.is_empty()).collect();
        assert_eq!(left, expected, "{pointer}");
        let [line] = &out[..] else {
            panic!("{pointer}: {out:?}")
        };
        assert!(line.starts_with(&format!("f: at {pointer}")), "{line}");
        assert!(line.contains("is left out of this report"), "{line}");
    }
}

#[test]
fn several_elements_are_left_out_each_with_its_reason() {
    let spoilt = contract(|contract| {
        contract["definitions"]["ThingA"]["properties"]["x"] = json!({"type": "oddity"});
        contract["paths"]["/b"]["get"]["operationId"] = json!("getA");
    });
    let (left, out) = left(&spoilt);
    assert_eq!(
        left,
        ["get_a(limit)", "get_c(id,limit)", "ThingA{y}", "ThingC{w}"]
    );
    assert_eq!(out.len(), 2, "{out:?}");
}

#[test]
fn what_is_wrong_with_the_whole_is_an_error() {
    let docs = read("d", &json!({})).unwrap();
    for (key, value) in [
        ("swagger", json!("3.0")),
        ("paths", json!([])),
        ("odd", json!({})),
    ] {
        let spoilt = contract(|contract| contract[key] = value);
        let error = readable("f", &spoilt, &docs).err().unwrap().to_string();
        assert!(error.contains(&format!("/{key}")), "{error}");
    }
}
