use crate::fixture::{Contract, object};
use serde_json::json;

#[test]
fn two_generations_are_the_same() {
    let contract = Contract::new().body(object(json!({"a": {"type": "string"}})));
    assert_eq!(contract.generated(), contract.generated());
}

#[test]
fn a_contract_without_operations_makes_a_client_without_methods() {
    let source = Contract::new().generated();
    assert!(source.contains("pub mod types") && !source.contains("impl crate::Client"));
}
