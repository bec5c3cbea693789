use super::CORE;
use crate::fixture::{Contract, definition, object};
use serde_json::{Map, Value, json};

/// A list in pages of rows with these members and one of their own.
fn report(members: &[(&str, &str)]) -> String {
    let text = json!({"type": "string"});
    let mut properties: Map<String, Value> = members
        .iter()
        .map(|(name, _)| ((*name).to_owned(), text.clone()))
        .collect();
    properties.insert("own".to_owned(), text);
    let page = object(json!({
        "rows": {"type": "array", "items": definition("Click")},
        "_links": object(json!({"next": object(json!({"href": {"type": "string"}}))})),
    }));
    let contract = Contract::new().definition("Click", object(properties.into()));
    contract.answer(page).generated()
}

#[test]
fn a_row_with_the_whole_core_implements_the_trait() {
    let source = report(&CORE);
    assert!(
        source.contains("impl TrackingActivity for Click {"),
        "{source}"
    );
    assert!(
        source.contains(
            "fn contact_id(&self) -> Option<&str> {\n            self.contact_id.as_deref()"
        ),
        "{source}"
    );
    assert!(!source.contains("fn own("), "{source}");
}

#[test]
fn without_such_a_row_there_is_no_trait() {
    let source = report(&CORE[1..]);
    assert!(!source.contains("TrackingActivity"), "{source}");
}
