use super::Document;
use crate::fixture::{Contract, FILE, definition, object};
use serde_json::json;

fn select(chosen: &[&str]) -> Document {
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
    document
}

fn areas(chosen: &[&str]) -> (Vec<String>, Vec<String>) {
    let document = select(chosen);
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

#[test]
fn the_types_that_are_left_out_are_known_with_their_areas() {
    let unselected = |chosen: &[&str]| {
        let types = select(chosen).unselected.into_iter();
        let types = types.map(|(name, areas)| (name, Vec::from_iter(areas)));
        types.collect::<Vec<_>>()
    };
    let (thing, other) = ("Thing".to_owned(), "Other".to_owned());
    let area = |name: &str| vec![name.to_owned()];
    assert_eq!(
        unselected(&["things"]),
        [(other.clone(), area("other-things"))]
    );
    assert_eq!(
        unselected(&[]),
        [(other, area("other-things")), (thing, area("things"))]
    );
    assert_eq!(unselected(&["things", "other-things"]), []);
}
