use super::*;
use serde_json::json;

/// The points to do about an action for a definition `Old` of a contract, if the next contract has other
/// definitions.
fn points(definitions: &Value) -> Vec<String> {
    let overlay = json!({"overlay": "1.0.0", "actions": [
        {"target": "$.definitions.Old.properties.a", "description": "Why.", "remove": true},
    ]});
    let actions = overlay::read("overlay", &overlay).unwrap();
    let same = || json!({"type": "object"});
    let old = json!({"properties": {"a": {"type": "string"}}});
    let before = json!({"definitions": {"Old": old, "Same": same()}});
    let now = json!({"definitions": definitions});
    let corrected = Corrected::new(&actions, &before, now);
    let lost = corrected.without_target().into_iter().map(advice);
    corrected.renamed().into_iter().chain(lost).collect()
}

#[test]
fn a_definition_that_only_got_another_name_is_corrected_under_that_name() {
    let old = || json!({"properties": {"a": {"type": "string"}}});
    let same = || json!({"type": "object"});
    let renamed = "spec/overlay.yaml: write `$.definitions.New` for `$.definitions.Old` (1 target): the \
                   definition has another name and the same content";
    assert_eq!(points(&json!({"New": old(), "Same": same()})), [renamed]);
    assert_eq!(points(&json!({"Old": old(), "New": old()})), [""; 0]);
    let lost = "spec/overlay.yaml: fix or delete the action without a target: \
                $.definitions.Old.properties.a (Why.)";
    for definitions in [
        json!({"New": old(), "Newer": old()}),
        json!({"New": same(), "Same": same()}),
        json!({}),
    ] {
        assert_eq!(points(&definitions), [lost], "{definitions}");
    }
}
