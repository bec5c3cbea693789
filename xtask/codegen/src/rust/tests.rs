use super::{inner, last_name, module, plain};
use crate::docs::Docs;
use crate::fixture::{Contract, FILE, object, refused};
use quote::ToTokens;
use serde_json::json;

fn ty(text: &str) -> syn::Type {
    syn::parse_str(text).unwrap()
}

#[test]
fn types_are_written_as_a_person_would() {
    for (made, written) in [
        (
            "::std::option::Option<::std::string::String>",
            "Option<String>",
        ),
        (
            "::std::vec::Vec<::std::option::Option<i64>>",
            "Vec<Option<i64>>",
        ),
        ("types::Thing", "types::Thing"),
        (
            "std::collections::BTreeMap<::std::string::String, i64>",
            "std::collections::BTreeMap<String, i64>",
        ),
    ] {
        let found = plain(&ty(made)).to_token_stream().to_string();
        assert_eq!(found, ty(written).to_token_stream().to_string());
    }
}

#[test]
fn what_a_type_holds_is_found_by_its_name() {
    let held = |text: &str| {
        let ty = ty(text);
        inner(&ty, "Option").map(|ty| ty.to_token_stream().to_string())
    };
    assert_eq!(held("a::Option<i64>").unwrap(), "i64");
    assert_eq!(held("Vec<i64>"), None);
    assert_eq!(held("(i64,)"), None);
    assert_eq!(last_name(&ty("a::b::C<D>")).unwrap(), "C");
    assert_eq!(last_name(&ty("&str")), None);
}

#[test]
fn a_missing_module_is_named() {
    let file: syn::File = syn::parse_str("mod a { struct B; }").unwrap();
    assert_eq!(module(&file.items, "a").unwrap().len(), 1);
    assert_eq!(
        module(&file.items, "b").err().unwrap(),
        "there is no module `b`"
    );
}

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

#[test]
fn what_progenitor_cannot_express_is_an_error_and_no_panic() {
    let mut api = Contract::new()
        .answer(json!({"type": "string"}))
        .refined()
        .unwrap()
        .0;
    api.openapi = "4.0".to_owned();
    let generated = super::generate(FILE, &api, &Docs::default());
    refused(generated, "/paths/~1things/get", "progenitor");
}

#[test]
fn an_operation_that_does_not_say_how_it_is_read_is_an_error() {
    let mut api = Contract::new()
        .answer(json!({"type": "string"}))
        .refined()
        .unwrap()
        .0;
    for item in api.paths.paths.values_mut() {
        if let openapiv3::ReferenceOr::Item(item) = item {
            item.get.as_mut().unwrap().extensions.clear();
        }
    }
    let generated = super::generate(FILE, &api, &Docs::default());
    refused(
        generated,
        "/paths/~1things/get",
        "get_thing does not say how its success is read",
    );
}
