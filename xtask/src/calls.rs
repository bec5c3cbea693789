//! Test sources that are made from the contract: a real call for every operation, and every type
//! that a request or response can have. What they send and expect is checked by `tests/contract`.

use crate::golden::fact;
use anyhow::{Context, Result};
use constant_contact_codegen::page_style;
use openapiv3::{
    IntegerFormat, OpenAPI, Operation, Parameter, ParameterSchemaOrContent, ReferenceOr, Schema,
    SchemaKind, Type, VariantOrUnknownOrEmpty,
};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use std::collections::{BTreeMap, BTreeSet};

const HEAD: &str = "// Made from the contract by `cargo xtask regen`; not edited by hand.\n\n";

/// One arm for each operation that is not written by hand.
pub fn calls(api: &OpenAPI) -> Result<String> {
    let mut arms = Vec::new();
    for (_, _, operation) in api.operations() {
        if operation.extensions.contains_key("x-multipart") {
            continue;
        }
        let area = fact(operation, "x-area");
        let id = fact(operation, "x-operation-id");
        let method = format_ident!("{}", operation.operation_id.as_deref().unwrap_or_default());
        let setters = operation
            .parameters
            .iter()
            .map(setter)
            .collect::<Result<Vec<_>>>()?;
        let body = operation
            .request_body
            .as_ref()
            .map(|_| quote! { .body(sample.body()) });
        let read = format_ident!("{}", fact(operation, "x-success").replace('-', "_"));
        arms.push(quote! {
            #[cfg(feature = #area)]
            #id => sample.#read(client.#method() #(#setters)* #body.send().await).await,
        });
    }
    print(quote! {
        use crate::sample::{Outcome, Sample};
        use constant_contact::Client;

        /// Calls the operation of the sample with the sample's values. `None` if its area is off.
        pub async fn call(client: &Client, sample: &Sample) -> Option<Outcome> {
            Some(match sample.id() {
                #(#arms)*
                _ => return None,
            })
        }
    })
}

fn setter(parameter: &ReferenceOr<Parameter>) -> Result<TokenStream> {
    let ReferenceOr::Item(parameter) = parameter else {
        anyhow::bail!("a parameter by reference");
    };
    let data = parameter.parameter_data_ref();
    let name = &data.name;
    let ident = constant_contact_codegen::setter(name).context("a parameter without a name")?;
    let ident = format_ident!("{ident}");
    let ParameterSchemaOrContent::Schema(schema) = &data.format else {
        anyhow::bail!("the parameter {name} has no schema");
    };
    let value = match schema {
        ReferenceOr::Reference { .. } => quote! { text },
        ReferenceOr::Item(item) => match &item.schema_kind {
            SchemaKind::Type(Type::Array(_)) => quote! { texts },
            SchemaKind::Type(Type::Boolean(_)) => quote! { flag },
            SchemaKind::Type(Type::Integer(integer)) => match &integer.format {
                VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64) => quote! { integer },
                _ => quote! { count },
            },
            SchemaKind::Type(Type::String(text))
                if !matches!(text.format, VariantOrUnknownOrEmpty::Empty) =>
            {
                quote! { instant }
            }
            _ => quote! { text },
        },
    };
    Ok(quote! { .#ident(sample.#value(#name)) })
}

/// One arm for each operation that answers in pages.
pub fn pages(api: &OpenAPI) -> Result<String> {
    let mut arms = Vec::new();
    let mut ids = Vec::new();
    for (_, _, operation) in api.operations() {
        let Some((style, rows)) = page_style(api, operation) else {
            continue;
        };
        let area = fact(operation, "x-area");
        let id = fact(operation, "x-operation-id");
        let method = format_ident!("{}", operation.operation_id.as_deref().unwrap_or_default());
        let setters = operation
            .parameters
            .iter()
            .filter(|parameter| {
                let ReferenceOr::Item(parameter) = parameter else {
                    return true;
                };
                !["next", "prev"].contains(&parameter.parameter_data_ref().name.as_str())
            })
            .map(setter)
            .collect::<Result<Vec<_>>>()?;
        ids.push(quote! { (#id, #area, #style, #rows) });
        arms.push(quote! {
            #[cfg(feature = #area)]
            #id => count(client.#method() #(#setters)* .stream()).await,
        });
    }
    print(quote! {
        use crate::count;
        use crate::sample::Sample;
        use constant_contact::{Client, Result};

        /// Operation, area, how the next page is named, and the property with the rows.
        pub const PAGED: &[(&str, &str, &str, &str)] = &[#(#ids),*];

        /// Counts the rows of all pages. `None` if the operation's area is off.
        pub async fn rows(client: &Client, sample: &Sample) -> Option<Result<usize>> {
            Some(match sample.id() {
                #(#arms)*
                _ => return None,
            })
        }
    })
}

/// One check for each object that a request or response can contain.
pub fn schemas(api: &OpenAPI) -> Result<String> {
    let mut areas: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (_, _, operation) in api.operations() {
        for name in reached(api, operation)? {
            areas
                .entry(name)
                .or_default()
                .insert(fact(operation, "x-area"));
        }
    }
    let arms = areas
        .iter()
        .filter(|(name, _)| is_object(api, name))
        .map(|(name, areas)| {
            let ident = format_ident!("{name}");
            let on = match areas.len() {
                1 => quote! { #(feature = #areas)* },
                _ => quote! { any(#(feature = #areas),*) },
            };
            quote! {
                #[cfg(#on)]
                checks.check::<types::#ident>(#name);
            }
        });
    print(quote! {
        use crate::schemas::Checks;
        use constant_contact::types;

        /// Checks every type that a request or response of the areas that are on can contain.
        pub fn check_all(checks: &mut impl Checks) {
            #(#arms)*
        }
    })
}

fn is_object(api: &OpenAPI, name: &str) -> bool {
    let schema = api
        .components
        .as_ref()
        .and_then(|components| components.schemas.get(name));
    matches!(
        schema,
        Some(ReferenceOr::Item(Schema {
            schema_kind: SchemaKind::Type(Type::Object(_)),
            ..
        }))
    )
}

/// The names of all schemas that an operation's body or answer can contain.
fn reached(api: &OpenAPI, operation: &Operation) -> Result<BTreeSet<String>> {
    let components = api.components.as_ref().context("no components")?;
    let mut found = BTreeSet::new();
    let mut todo = vec![
        serde_json::to_value(&operation.request_body)?,
        serde_json::to_value(&operation.responses)?,
    ];
    while let Some(value) = todo.pop() {
        match value {
            serde_json::Value::Object(map) => {
                if let Some(reference) = map.get("$ref").and_then(|target| target.as_str()) {
                    let name = reference.rsplit('/').next().unwrap_or_default().to_owned();
                    if let Some(schema) = components.schemas.get(&name)
                        && found.insert(name)
                    {
                        todo.push(serde_json::to_value(schema)?);
                    }
                }
                todo.extend(map.into_iter().map(|(_, value)| value));
            }
            serde_json::Value::Array(list) => todo.extend(list),
            _ => {}
        }
    }
    Ok(found)
}

fn print(tokens: TokenStream) -> Result<String> {
    Ok(format!(
        "{HEAD}{}",
        prettyplease::unparse(&syn::parse2(tokens)?)
    ))
}
