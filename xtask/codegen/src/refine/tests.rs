use crate::fixture::{Contract, definition, object};
use crate::select_areas;
use serde_json::json;

fn areas(chosen: &[&str]) -> (Vec<String>, Vec<String>) {
    let thing = |name: &str| object(json!({(name): {"type": "string"}}));
    let other = json!({"operationId": "other", "tags": ["Other Things"],
        "responses": {"200": {"schema": definition("Other")}}});
    let mut api = Contract::new()
        .definition("Thing", thing("a"))
        .definition("Other", thing("b"))
        .answer(definition("Thing"))
        .operation("post", "/things", other.clone())
        .operation("get", "/others", {
            let mut second = other;
            second["operationId"] = "second".into();
            second
        })
        .refined()
        .unwrap();
    select_areas(
        &mut api.0,
        &chosen.iter().map(|&area| area.to_owned()).collect(),
    );
    let calls = api
        .0
        .operations()
        .map(|(path, verb, _)| format!("{verb} {path}"))
        .collect();
    (calls, api.schemas())
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
