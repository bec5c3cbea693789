use super::model;
use crate::document::Document;
use crate::fixture::{Contract, FILE, refused};
use serde_json::json;

fn document() -> Document {
    let contract = Contract::new().answer(json!({"type": "string"}));
    Document::new(FILE, contract.value()).unwrap()
}

#[test]
fn what_progenitor_cannot_express_is_an_error_and_no_panic() {
    let mut document = document();
    document.api.openapi = "4.0".to_owned();
    refused(model(&document), "", "progenitor");
}

#[test]
fn an_operation_that_does_not_say_how_it_is_read_is_an_error() {
    let mut document = document();
    for item in document.api.paths.paths.values_mut() {
        if let openapiv3::ReferenceOr::Item(item) = item {
            item.get.as_mut().unwrap().extensions.clear();
        }
    }
    let finding = "get_thing does not say how its success is read";
    refused(model(&document), "", finding);
}
