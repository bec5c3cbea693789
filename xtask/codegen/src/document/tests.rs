use super::Document;
use crate::fixture::{Contract, FILE, definition, object};
use serde_json::json;

fn areas(chosen: &[&str]) -> (Vec<String>, Vec<String>) {
    let thing = |name: &str| object(json!({(name): {"type": "string"}}));
    let other = json!({"operationId": "other", "tags": ["Other Things"],
        "responses": {"200": {"schema": definition("Other")}}});
    let contract = Contract::new()
        .definition("Thing", thing("a"))
        .definition("Other", thing("b"))
        .answer(definition("Thing"))
        .operation("post", "/things", other.clone())
        .operation("get", "/others", {
            let mut second = other;
            second["operationId"] = "second".into();
            second
        });
    let mut document = Document::new(FILE, contract.value()).unwrap();
    document.select_areas(|area| chosen.contains(&area));
    let api = &document.api;
    let calls = api
        .operations()
        .map(|(path, verb, _)| format!("{verb} {path}"))
        .collect();
    let components = api.components.iter();
    let schemas = components.flat_map(|components| components.schemas.keys());
    (calls, schemas.cloned().collect())
}

#[test]
fn operations_and_types_of_other_areas_are_left_out() {
    let (calls, types) = areas(&["things"]);
    assert_eq!(
        (calls, types),
        (vec!["get /things".to_owned()], vec!["Thing".to_owned()])
    );
    let (calls, types) = areas(&["other-things"]);
    assert_eq!(calls, ["get /others", "post /things"]);
    assert_eq!(types, ["Other"]);
}

#[test]
fn no_area_leaves_nothing_and_all_leave_everything() {
    assert_eq!(areas(&[]), (Vec::new(), Vec::new()));
    assert_eq!(areas(&["things", "other-things"]).0.len(), 3);
}
