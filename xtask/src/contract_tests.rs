//! Test sources that are made from the contract: a real call for every operation, and every type
//! that a request or response can have. What they send and expect is checked by `tests/contract`.

use anyhow::Result;
use constant_contact_codegen::model::{Model, Operation, Parameter, RustType};
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use std::collections::{BTreeMap, BTreeSet};

const HEAD: &str = "// Made from the contract by `cargo xtask regen`; not edited by hand.\n\n";

/// One arm for each operation whose request is generated.
pub fn calls(model: &Model) -> Result<String> {
    let generated = model
        .operations
        .iter()
        .filter(|operation| !operation.is_upload());
    let arms = generated.map(|operation| {
        let Operation { id, area, .. } = operation;
        let feature = &area.feature;
        let method = format_ident!("{}", operation.method);
        let arguments = arguments(operation);
        let setters = setters(operation, |_| true);
        let body = operation.body.iter().filter(|body| !body.required);
        let body = body.map(|body| {
            let value = document(&body.ty);
            quote! { .body(#value) }
        });
        let read = format_ident!("{}", operation.success.as_str().replace('-', "_"));
        quote! {
            #[cfg(feature = #feature)]
            #id => sample.#read(client.#method(#(#arguments),*) #(#setters)* #(#body)* .send().await).await,
        }
    });
    print(quote! {
        use crate::sample::{Outcome, Sample};
        use constant_contact::{Client, types};

        /// Calls the operation of the sample with the sample's values. `None` if its area is off.
        pub async fn call(client: &Client, sample: &Sample) -> Option<Outcome> {
            Some(match sample.id() {
                #(#arms)*
                _ => return None,
            })
        }
    })
}

/// What the method takes.
fn arguments(operation: &Operation) -> Vec<TokenStream> {
    let arguments = operation.arguments().into_iter().map(value);
    let body = operation.body.iter().filter(|body| body.required);
    arguments
        .chain(body.map(|body| document(&body.ty)))
        .collect()
}

/// The calls of setters in the order of the contract.
fn setters(operation: &Operation, wanted: impl Fn(&Parameter) -> bool) -> Vec<TokenStream> {
    let mut parameters: Vec<&Parameter> = operation.parameters.iter().collect();
    parameters.sort_by_key(|parameter| parameter.position);
    let wanted = parameters
        .into_iter()
        .filter(|parameter| !parameter.is_argument() && wanted(parameter));
    wanted
        .map(|parameter| {
            let (ident, value) = (format_ident!("{}", parameter.ident), value(parameter));
            quote! { .#ident(#value) }
        })
        .collect()
}

/// The document of the sample. Its type has to be named where the method takes what converts into it.
fn document(ty: &RustType) -> TokenStream {
    let ty = outside(ty);
    quote! { sample.body::<#ty>() }
}

/// A type as it is written outside the crate.
fn outside(ty: &RustType) -> TokenStream {
    let inside = ty.to_token_stream().into_iter();
    let outside = inside.map(|token| match token {
        TokenTree::Ident(ident) if ident == "crate" => format_ident!("constant_contact").into(),
        other => other,
    });
    outside.collect()
}

/// The value or values of a parameter.
fn value(parameter: &Parameter) -> TokenStream {
    let name = &parameter.wire;
    let ty = parameter.ty.required();
    let parsed = |ty: &RustType| {
        use RustType::{Bool, F64, I64, Instant, U32};
        match ty {
            Bool | I64 | U32 | F64 | Instant => quote! { #ty },
            _ => quote! { String },
        }
    };
    match ty.item().map(parsed) {
        Some(item) => quote! { sample.all::<#item>(#name) },
        None => {
            let ty = parsed(ty);
            quote! { sample.one::<#ty>(#name) }
        }
    }
}

/// One arm for each operation that answers in pages.
pub fn pages(model: &Model) -> Result<String> {
    let mut arms = Vec::new();
    let mut ids = Vec::new();
    for operation in &model.operations {
        let Some(pages) = &operation.pages else {
            continue;
        };
        let (id, feature) = (&operation.id, &operation.area.feature);
        let method = format_ident!("{}", operation.method);
        let arguments = arguments(operation);
        let setters = setters(operation, |parameter| {
            !["next", "prev"].contains(&parameter.wire.as_str())
        });
        let (style, rows) = (pages.next.as_str(), &pages.rows);
        ids.push(quote! { (#id, #feature, #style, #rows) });
        arms.push(quote! {
            #[cfg(feature = #feature)]
            #id => count(client.#method(#(#arguments),*) #(#setters)* .stream()).await,
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
pub fn schemas(model: &Model) -> Result<String> {
    let mut features: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for operation in &model.operations {
        for name in operation
            .types
            .iter()
            .filter(|name| model.object(name).is_some())
        {
            let features = features.entry(name).or_default();
            features.insert(&operation.area.feature);
        }
    }
    let rows = model.rows();
    let arms = features.iter().map(|(name, features)| {
        let ident = format_ident!("{name}");
        let object = model.object(name);
        let lenient = object.is_some_and(|object| object.has_default());
        let lenient = lenient.then(|| quote! { checks.lenient::<types::#ident>(#name); });
        let row = object.filter(|_| rows.contains(*name)).map(|object| {
            let fields = object.fields.iter().map(|field| &field.wire);
            quote! { checks.row::<types::#ident>(#name, &[#(#fields),*]); }
        });
        let on = match features.len() {
            1 => quote! { #(feature = #features)* },
            _ => quote! { any(#(feature = #features),*) },
        };
        quote! {
            #[cfg(#on)]
            {
                checks.check::<types::#ident>(#name);
                #lenient
                #row
            }
        }
    });
    print(quote! {
        use crate::schemas::Checks;
        use constant_contact::types;

        /// The types that are written as rows of a report.
        pub const ROWS: &[&str] = &[#(#rows),*];

        /// Checks every type that a request or response of the areas that are on can contain.
        pub fn check_all(checks: &mut impl Checks) {
            #(#arms)*
        }
    })
}

fn print(tokens: TokenStream) -> Result<String> {
    Ok(format!(
        "{HEAD}{}",
        prettyplease::unparse(&syn::parse2(tokens)?)
    ))
}
