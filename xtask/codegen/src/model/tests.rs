use super::{FieldForm, Place, RustType};
use crate::fixture::{Contract, definition, object};
use serde_json::{Value, json};

fn text() -> Value {
    json!({"type": "string"})
}

#[test]
fn types_have_the_names_of_progenitor_and_the_facts_of_the_contract() {
    let thing = json!({"type": "object", "required": ["type"], "x-also-named": {"2nd-part": "p"},
    "properties": {
        "type": {"type": "string", "maxLength": 9},
        "2nd-part": {"type": "array", "items": {"type": "string", "format": "uuid"}},
        "kind": {"type": "string", "enum": ["a", "b-c"]},
    }});
    let contract = Contract::new()
        .definition("Thing", thing)
        .body(definition("Thing"));
    let model = contract.model().unwrap();
    let thing = model.object("Thing").unwrap();
    let named: Vec<_> = thing
        .fields
        .iter()
        .map(|field| {
            (
                &*field.wire,
                &*field.ident,
                field.ty.to_string(),
                field.form,
            )
        })
        .collect();
    let expected = [
        ("kind", "kind", "Option<ThingKind>", FieldForm::Optional),
        ("type", "type_", "String", FieldForm::Required),
        (
            "2nd-part",
            "x2nd_part",
            "Option<Vec<String>>",
            FieldForm::Optional,
        ),
    ];
    let expected = expected.map(|(wire, ident, ty, form)| (wire, ident, ty.to_owned(), form));
    assert_eq!(named, expected);
    let facts = |wire: &str| &thing.field(wire).unwrap().facts;
    assert_eq!(facts("type").limit("maxLength"), Some(&json!(9)));
    assert_eq!(facts("2nd-part").item_format.as_deref(), Some("uuid"));
    let part = thing.field("2nd-part").unwrap();
    assert_eq!(part.also_named.as_deref(), Some("p"));
    let kind = model.enumeration("ThingKind").unwrap();
    let values: Vec<_> = kind
        .variants
        .iter()
        .map(|v| (&*v.wire, &*v.ident))
        .collect();
    assert_eq!(values, [("a", "A"), ("b-c", "BC")]);
    assert_eq!(model.get("Thing").unwrap().origins, ["/definitions/Thing"]);
    let origin = "/definitions/Thing/properties/kind";
    assert_eq!(model.get("ThingKind").unwrap().origins, [origin]);
}

#[test]
fn operations_have_the_setters_of_progenitor_and_the_facts_of_the_contract() {
    let parameters = json!([
        {"in": "query", "name": "type", "type": "string", "format": "csv"},
        {"in": "path", "name": "thing_id", "type": "string", "required": true},
        {"in": "body", "name": "b", "schema": object(json!({"a": text()}))},
    ]);
    let contract = Contract::new().operation(
        "put",
        "/things/{thing_id}",
        json!({"parameters": parameters}),
    );
    let model = contract.model().unwrap();
    let operation = &model.operations[0];
    assert_eq!(operation.method, "put_thing");
    assert_eq!(operation.builder, "PutThing");
    assert_eq!(operation.origin, "/paths/~1things~1{thing_id}/put");
    let parameters: Vec<_> = operation
        .parameters
        .iter()
        .map(|p| (&*p.wire, &*p.ident, p.place, p.position, p.comma_separated))
        .collect();
    assert_eq!(
        parameters,
        [
            ("thing_id", "thing_id", Place::Path, 1, false),
            ("type", "type_", Place::Query, 0, true),
        ]
    );
    let body = operation.body.as_ref().unwrap();
    assert_eq!(body.ty, RustType::Contract("PutThingBody".to_owned()));
    assert_eq!(operation.answer, RustType::Unit);
    assert!(operation.types.contains("PutThingBody"));
}
