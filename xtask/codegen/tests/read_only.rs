//! No request of the real contract sends back a member that only the server sets. The contract is read here
//! without the generator's conversion.

#![allow(clippy::unwrap_used)]

use constant_contact_codegen::model::{Model, RustType};
use constant_contact_codegen::{Spec, overlay, read, rewrite};
use serde_json::Value;
use std::collections::BTreeSet;

fn spec() -> Spec {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../");
    let [swagger, overlay, docs] = Spec::FILES.map(|file| std::fs::read(root.to_owned() + file));
    Spec {
        swagger: swagger.unwrap(),
        overlay: overlay.unwrap(),
        docs: docs.unwrap(),
    }
}

/// The corrected document of the provider.
fn contract(spec: &Spec) -> Value {
    let [swagger, overlay, _] = Spec::FILES;
    let mut contract = read::parse(swagger, &spec.swagger).unwrap();
    let actions = read::parse(overlay, &spec.overlay).unwrap();
    let actions = overlay::read(overlay, &actions).unwrap();
    overlay::apply(overlay, &actions, &mut contract).unwrap();
    rewrite(swagger, &contract).unwrap()
}

/// The properties of a schema and of what it consists of that are `readOnly`, at any depth, by the names of the
/// properties that lead there.
fn read_only(contract: &Value, schema: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    search(contract, schema, "", &mut Vec::new(), &mut found);
    found
}

fn search<'a>(
    contract: &'a Value,
    schema: &'a Value,
    place: &str,
    open: &mut Vec<&'a str>,
    found: &mut BTreeSet<String>,
) {
    if let Some(reference) = schema["$ref"].as_str() {
        if !open.contains(&reference) {
            open.push(reference);
            let target = contract.pointer(&reference[1..]).unwrap();
            search(contract, target, place, open, found);
            open.pop();
        }
        return;
    }
    let parts = schema["allOf"].as_array().into_iter().flatten();
    let contained = ["items", "additionalProperties"].map(|key| schema.get(key));
    for part in parts.chain(contained.into_iter().flatten()) {
        search(contract, part, place, open, found);
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let place = format!("{place}{name}");
        match property["readOnly"] == true {
            true => drop(found.insert(place)),
            false => search(contract, property, &format!("{place}."), open, found),
        }
    }
}

/// The type that a path of fields leads to has to be one that no answer contains: its members are what the caller
/// has set.
fn is_only_sent(model: &Model, body: &RustType, path: &str) -> bool {
    let mut ty = body;
    let mut parts = path.split('.').peekable();
    while let Some(name) = parts.next() {
        let object = model
            .object(ty.innermost().contract_name().unwrap())
            .unwrap();
        if parts.peek().is_none() {
            return !object.in_answers;
        }
        ty = &object.field(name).unwrap().ty;
    }
    false
}

#[test]
fn members_that_only_the_server_sets_are_sent_back_by_no_request_of_the_contract() {
    let spec = spec();
    let contract = contract(&spec);
    let model = spec.model(|_| true).unwrap();
    let mut nested = 0;
    for operation in &model.operations {
        let Some(body) = &operation.body else {
            continue;
        };
        let declared = contract.pointer(&operation.origin).unwrap();
        let mut parameters = declared["parameters"].as_array().into_iter().flatten();
        let schema = parameters.find(|parameter| parameter["in"] == "body");
        let declared = read_only(&contract, &schema.unwrap()["schema"]);
        let omitted = BTreeSet::from_iter(model.not_sent_back(&body.ty));
        let sent: Vec<_> = declared
            .difference(&omitted)
            .filter(|path| !is_only_sent(&model, &body.ty, path))
            .collect();
        assert!(sent.is_empty(), "{} sends back {sent:?}", operation.id);
        nested += omitted.iter().filter(|path| path.contains('.')).count();
    }
    assert!(
        nested > 0,
        "the contract has such members in parts of bodies"
    );
}
