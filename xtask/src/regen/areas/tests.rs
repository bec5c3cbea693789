use super::*;
use constant_contact_codegen::overlay;
use serde_json::json;

/// A contract with these operations: path, tag and the definition of the answer.
fn contract(operations: &[(&str, &str, &str)]) -> Value {
    let mut contract = json!({"paths": {}, "definitions": {
        "Own": {"properties": {"part": {"$ref": "#/definitions/Part"}}}, "Part": {}, "Shared": {},
    }});
    for (path, tag, definition) in operations {
        let schema = json!({"$ref": format!("#/definitions/{definition}")});
        let id = path.trim_start_matches('/');
        contract["paths"][*path] = json!({"get": {
            "operationId": id, "tags": [tag], "responses": {"200": {"schema": schema}},
        }});
    }
    contract
}

fn actions(targets: &[&str]) -> Vec<Action> {
    let actions: Vec<Value> = targets
        .iter()
        .map(|target| json!({"target": target, "description": "x", "remove": true}))
        .collect();
    let overlay = json!({"overlay": "1.0.0", "actions": actions});
    overlay::read("o", &overlay).unwrap()
}

#[test]
fn what_belongs_to_a_missing_area_is_counted_and_the_rest_is_left() {
    let before = contract(&[
        ("/a", "Gone", "Own"),
        ("/b", "Gone", "Shared"),
        ("/c", "Here", "Shared"),
    ]);
    let now = contract(&[("/c", "Here", "Shared")]);
    let all = actions(&[
        "$.paths['/a'].get.x",
        "$.definitions.Own.x",
        "$.definitions.Part.x",
        "$.definitions.Shared.x",
        "$.paths['/c'].get.x",
        "$.paths.*.get.x",
    ]);
    let mut left: Vec<&Action> = all.iter().collect();
    let gone = |kind, name: &str| Gap::Gone(Element::new(kind, "", name));
    let mut gaps = vec![
        gone(ElementKind::Tag, "Gone"),
        gone(ElementKind::Operation, "a"),
        gone(ElementKind::Operation, "d"),
        Gap::Other("x".to_owned()),
    ];
    let areas = GoneAreas::between(&before, &now).summarise(&mut left, &mut gaps);
    let expected = GoneArea {
        tag: "Gone".to_owned(),
        operations: 2,
        actions: 3,
        words: 2,
    };
    assert_eq!(areas, [expected]);
    let left: Vec<&str> = left.iter().map(|action| &*action.target).collect();
    assert_eq!(
        left,
        [
            "$.definitions.Shared.x",
            "$.paths['/c'].get.x",
            "$.paths.*.get.x"
        ]
    );
    assert_eq!(
        gaps,
        [
            gone(ElementKind::Operation, "d"),
            Gap::Other("x".to_owned())
        ]
    );
    let counted = "with 2 operations, 3 actions of spec/overlay.yaml, 2 entries of spec/docs.yaml;";
    assert!(areas[0].to_string().contains(counted), "{}", areas[0]);
}

#[test]
fn an_area_with_one_operation_left_is_not_gone() {
    let before = contract(&[("/a", "Here", "Own"), ("/b", "Here", "Shared")]);
    let now = contract(&[("/b", "Here", "Shared")]);
    let all = actions(&["$.paths['/a'].get.x"]);
    let mut left: Vec<&Action> = all.iter().collect();
    let areas = GoneAreas::between(&before, &now).summarise(&mut left, &mut Vec::new());
    assert_eq!(areas, []);
    assert_eq!(left.len(), 1);
}
