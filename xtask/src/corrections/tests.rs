use super::*;
use serde_json::json;

fn without_target(now: &Value) -> Vec<String> {
    let overlay = json!({"overlay": "1.0.0", "actions": [
        {"target": "$.definitions.Old.properties.a", "description": "Why.", "remove": true},
    ]});
    let actions = overlay::read("overlay", &overlay).unwrap();
    let before = json!({"definitions": {"Old": {"type": "object"}, "Same": {"type": "object"}}});
    let corrected = Corrected::new(&actions, now.clone());
    let actions = corrected.without_target().into_iter();
    actions.map(|action| advice(action, &before, now)).collect()
}

#[test]
fn a_definition_that_only_got_another_name_is_found() {
    let expected = "spec/overlay.yaml: fix or delete the action without a target: \
                    $.definitions.Old.properties.a (Why.)";
    let object = || json!({"type": "object"});
    let rows = [
        (json!({"New": object(), "Same": object()}), "New"),
        (json!({"New": object(), "Newer": object()}), ""),
        (json!({"Old": object(), "New": object()}), ""),
        (json!({"New": {"type": "string"}, "Same": object()}), ""),
        (json!({}), ""),
    ];
    for (definitions, name) in rows {
        let moved = match name {
            "" => String::new(),
            name => format!("; the definition is called {name} now, with the same content"),
        };
        let now = json!({"definitions": definitions});
        assert_eq!(
            without_target(&now),
            [format!("{expected}{moved}")],
            "{now}"
        );
    }
}
