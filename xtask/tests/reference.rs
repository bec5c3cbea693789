//! What the reference says of the methods of `Client`, compared with the methods that there are: those of
//! the golden surface, hand-written ones included.

#![allow(clippy::unwrap_used)]

use constant_contact_codegen::pages::BULK_METHODS;
use constant_contact_codegen::{Spec, generate};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn read(file: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    fs::read(root.join(file)).unwrap()
}

/// The methods of `Client` with their signatures.
fn methods() -> Vec<(String, String)> {
    let surface = String::from_utf8(read("tests/golden/api.txt")).unwrap();
    let lines = surface.lines();
    let methods = lines.filter_map(|line| line.strip_prefix("Client::")?.split_once(": fn "));
    methods
        .map(|(name, signature)| (name.to_owned(), signature.to_owned()))
        .collect()
}

#[test]
fn the_table_of_areas_lists_every_bulk_method() {
    let answers = ["Batch", "ExportContacts", "ImportContacts", "ImportCsv"];
    let is_bulk = |signature: &str| {
        let answer = signature.rsplit_once(" -> ");
        answer.is_some_and(|(_, answer)| answers.contains(&answer))
    };
    let found = methods();
    let found: BTreeSet<&str> = found
        .iter()
        .filter_map(|(name, signature)| is_bulk(signature).then_some(name.as_str()))
        .collect();
    assert_eq!(found, BTreeSet::from(BULK_METHODS));
}

#[test]
fn no_method_has_the_alias_of_another() {
    let [swagger, overlay, docs] = Spec::FILES.map(read);
    let spec = Spec {
        swagger,
        overlay,
        docs,
    };
    let client = generate(&spec.model(|_| true).unwrap(), &spec.docs().unwrap()).unwrap();
    let aliases = client.split("#[doc(alias = \"").skip(1);
    let aliases: Vec<&str> = aliases
        .filter_map(|rest| Some(rest.split_once('"')?.0))
        .collect();
    assert!(!aliases.is_empty());
    let methods: BTreeSet<String> = methods().into_iter().map(|(name, _)| name).collect();
    let clash = aliases.iter().find(|alias| methods.contains(**alias));
    assert_eq!(clash, None);
}
