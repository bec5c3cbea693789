//! What a request requires cannot be left out: on the client of the real contract, read as Rust.

#![allow(clippy::unwrap_used)]

use constant_contact_codegen::model::{Model, RustType, Struct, TypeKind};
use constant_contact_codegen::{Spec, generate};
use std::collections::{BTreeMap, BTreeSet};

struct Client {
    model: Model,
    /// The arguments of `new`, by type.
    constructors: BTreeMap<String, BTreeSet<String>>,
    /// The types that derive `Default`.
    defaults: BTreeSet<String>,
}

fn spec() -> Spec {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../");
    let [swagger, overlay, docs] = Spec::FILES.map(|file| std::fs::read(root.to_owned() + file));
    Spec {
        swagger: swagger.unwrap(),
        overlay: overlay.unwrap(),
        docs: docs.unwrap(),
    }
}

fn client() -> Client {
    let spec = spec();
    let model = spec.model(|_| true).unwrap();
    let source = generate(&model, &spec.docs().unwrap()).unwrap();
    let source = syn::parse_file(&source).unwrap();
    let items = source.items.into_iter().find_map(|item| match item {
        syn::Item::Mod(module) if module.ident == "types" => module.content,
        _ => None,
    });
    let mut client = Client {
        model,
        constructors: BTreeMap::new(),
        defaults: BTreeSet::new(),
    };
    for item in items.unwrap().1 {
        match item {
            syn::Item::Struct(item) if item.attrs.iter().any(derives_default) => {
                client.defaults.insert(item.ident.to_string());
            }
            syn::Item::Impl(item) if item.trait_.is_none() => {
                let syn::Type::Path(name) = &*item.self_ty else {
                    continue;
                };
                let name = name.path.segments.last().unwrap().ident.to_string();
                let arguments = item.items.iter().find_map(arguments_of_new);
                client.constructors.insert(name, arguments.unwrap());
            }
            _ => {}
        }
    }
    client
}

fn derives_default(attribute: &syn::Attribute) -> bool {
    let mut found = false;
    if attribute.path().is_ident("derive") {
        let _ = attribute.parse_nested_meta(|meta| {
            found |= meta.path.is_ident("Default");
            Ok(())
        });
    }
    found
}

fn arguments_of_new(item: &syn::ImplItem) -> Option<BTreeSet<String>> {
    let syn::ImplItem::Fn(function) = item else {
        return None;
    };
    let arguments = function.sig.inputs.iter().filter_map(|input| match input {
        syn::FnArg::Typed(argument) => match &*argument.pat {
            syn::Pat::Ident(ident) => Some(ident.ident.to_string()),
            _ => None,
        },
        syn::FnArg::Receiver(_) => None,
    });
    (function.sig.ident == "new").then(|| arguments.collect())
}

/// The structs that bodies contain.
fn in_bodies(model: &Model) -> BTreeMap<&str, &Struct> {
    let bodies = model
        .operations
        .iter()
        .filter_map(|operation| operation.body.as_ref());
    let mut open: Vec<&RustType> = bodies.map(|body| &body.ty).collect();
    let mut found = BTreeMap::new();
    while let Some(ty) = open.pop() {
        let Some(name) = ty.innermost().contract_name() else {
            continue;
        };
        if let TypeKind::Struct(object) = &model.get(name).unwrap().kind
            && found.insert(name, object).is_none()
        {
            open.extend(object.fields.iter().map(|field| &field.ty));
        }
    }
    found
}

#[test]
fn new_takes_exactly_what_a_body_requires() {
    let client = client();
    for (name, object) in in_bodies(&client.model) {
        let required = object.fields.iter().filter(|field| field.required);
        let required: BTreeSet<String> = required.map(|field| field.ident.clone()).collect();
        assert_eq!(client.constructors.get(name), Some(&required), "{name}");
    }
}

#[test]
fn a_body_that_requires_something_and_is_only_sent_has_no_default() {
    let client = client();
    let mut required = Vec::new();
    for (name, object) in in_bodies(&client.model) {
        let members: Vec<_> = object
            .fields
            .iter()
            .filter(|field| field.required)
            .collect();
        let is_complete = !members.is_empty() && !object.in_answers;
        assert_eq!(client.defaults.contains(name), !is_complete, "{name}");
        if is_complete {
            required.extend(members.iter().map(|field| field.ty.to_string()));
        }
    }
    // The test would prove nothing of a model that has lost what is required.
    let of = |ty: &str| required.iter().filter(|required| *required == ty).count();
    assert!(of("String") > 0 && of("Vec<String>") > 0, "{required:?}");
}

#[test]
fn a_body_that_requires_something_is_required_by_its_operation() {
    let client = client();
    for operation in &client.model.operations {
        let Some(body) = &operation.body else {
            continue;
        };
        let object = body
            .ty
            .contract_name()
            .and_then(|name| client.model.object(name));
        if object.is_some_and(|object| !object.has_default()) {
            assert!(body.required, "{}", operation.id);
        }
    }
}

/// Otherwise one program could not use what another one in its workspace switches on.
#[test]
fn what_a_type_can_do_does_not_depend_on_the_areas_that_are_on() {
    let spec = spec();
    let all = spec.model(|_| true).unwrap();
    for area in &all.areas {
        let one = spec.model(|feature| feature == area.feature).unwrap();
        for ty in &one.types {
            let abilities = |model: &Model| {
                let name = ty.name.as_str();
                let object = model.object(name);
                object.map(|object| {
                    (
                        object.has_default(),
                        object.in_requests,
                        model.rows().contains(name),
                    )
                })
            };
            assert_eq!(
                abilities(&one),
                abilities(&all),
                "{} of {}",
                ty.name,
                area.feature
            );
        }
    }
}
