use super::*;
use crate::fixture::{Contract, definition, object};

#[test]
fn only_elements_without_words_of_ours_are_filled() {
    let ours = json!({
        "properties": {"id": "Ours."},
        "schemas": {"Thing": {"description": "Ours."}},
    });
    let docs = crate::docs::read("d", &ours).unwrap();
    let said = |text: &str| json!({"type": "string", "description": text});
    let mut parameter = said("P 3.");
    parameter["in"] = "query".into();
    parameter["name"] = "q".into();
    let thing = object(json!({"id": said("P."), "new": said("P 4.")}));
    let contract = Contract::new()
        .with("/tags/0/description", json!("P <b>1</b>."))
        .definition("Thing", thing)
        .operation(
            "get",
            "/a",
            json!({"operationId": "a", "summary": "P 2.", "parameters": [parameter],
                "responses": {"200": {"schema": definition("Thing")}}}),
        );
    assert_eq!(
        fill(&ours, &docs, &contract.model().unwrap(), contract.value()),
        json!({
            "tags": {"Things": "P 1."},
            "properties": {"id": "Ours."},
            "operations": {"a": {"summary": "P 2.", "parameters": {"q": "P 3."}}},
            "schemas": {"Thing": {"description": "Ours.", "properties": {"new": "P 4."}}},
        })
    );
}
