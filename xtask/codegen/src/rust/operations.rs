//! Builders of the operations and the methods of `Client` that make them.

use super::context::Context;
use super::example::{called, changed};
use super::facts::parameter_doc;
use super::write_back::{Conversions, read_before};
use super::{aliases, paging, words};
use crate::error::{Error, Result};
use crate::extensions::Success;
use crate::model::{Body, Operation, Parameter, Place, RustType};
use crate::names::UNKNOWN_MEMBERS;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use std::collections::{BTreeMap, BTreeSet};

/// The module `builder`, and one `impl Client` for each area.
pub(super) fn operations(
    context: &Context<'_>,
    conversions: &Conversions<'_>,
) -> Result<TokenStream> {
    let model = context.model;
    let generated = || model.operations.iter().filter(|op| !op.is_upload());
    let answers: BTreeSet<&str> = generated()
        .filter_map(|operation| operation.answer.contract_name())
        .collect();
    let mut builders = Vec::new();
    let mut areas: BTreeMap<&str, Vec<TokenStream>> = BTreeMap::new();
    for operation in generated() {
        builders.push(builder(operation, context, &answers)?);
        let example = match read_before(operation, context, conversions) {
            // Of one property nothing can be forgotten.
            Some(read) if read.body.fields.len() > 1 => changed(context, operation, &read),
            _ => called(context, operation),
        };
        let method = method(operation, context, &example);
        areas.entry(&operation.area.tag).or_default().push(method);
    }
    let pages = paging::impls(generated().filter_map(|operation| operation.pages.as_ref()));
    let impls = areas.iter().map(|(tag, methods)| {
        let doc = format!("# {tag}\n\n{}", context.docs.area(tag));
        quote! {
            #[doc = #doc]
            impl crate::Client { #(#methods)* }
        }
    });
    Ok(quote! {
        /// One builder for each operation: set the parameters, then `send`.
        pub mod builder {
            use super::types;
            use crate::call::{Call, Operation};
            use crate::{Client, Error, ResponseValue, Result};

            #(#builders)*
        }

        #pages
        #conversions
        #(#impls)*
    })
}

/// The fields of the body that only the server sets, if the body is of a type that some operation
/// answers.
fn read_only<'a>(
    body: Option<&'a Body>,
    context: &Context<'a>,
    answers: &BTreeSet<&str>,
) -> Vec<&'a str> {
    let name = body.and_then(|body| body.ty.contract_name());
    let name = name.filter(|name| answers.contains(name) && context.keeping.contains(name));
    let fields = name.and_then(|name| context.fields(name));
    let fields = fields.into_iter().flatten().map(|(_, field)| field);
    fields
        .filter(|field| field.facts.read_only)
        .map(|field| &*field.ident)
        .collect()
}

fn builder(
    operation: &Operation,
    context: &Context<'_>,
    answers: &BTreeSet<&str>,
) -> Result<TokenStream> {
    let (name, answer) = (&operation.method, &operation.answer);
    let builder = format_ident!("{}", operation.builder);
    let read_only = read_only(operation.body.as_ref(), context, answers);
    let words = context.docs.operation(&operation.id);
    let summary = words.map_or("The call.", |words| &words.summary);
    let doc = format!("{summary}\n\nCreated by [`Client::{name}`](crate::Client::{name}).");
    let mut fields = Vec::new();
    let mut types = Vec::new();
    let mut setters = Vec::new();
    let mut steps = Vec::new();
    for parameter in &operation.parameters {
        let ident = format_ident!("{}", parameter.ident);
        let words = words.and_then(|words| words.parameters.get(&parameter.wire));
        let doc = parameter_doc(words.map(String::as_str), parameter);
        setters.push(parameter_setter(&ident, &parameter.ty, &doc));
        let step = step(&ident, parameter).ok_or_else(|| {
            let finding = format!("no rule for sending the parameter {}", parameter.wire);
            Error::new(&context.model.file, &operation.origin, finding)
        });
        steps.push(step?);
        types.push(&parameter.ty);
        fields.push(ident);
    }
    if let Some(body) = &operation.body {
        let ident = format_ident!("body");
        let doc = words::body(body, &read_only);
        setters.push(setter(&ident, &body.ty, &doc));
        steps.push(body_step(body, &read_only));
        types.push(&body.ty);
        fields.push(ident);
    }
    let destructure = if fields.is_empty() {
        quote!()
    } else {
        quote! { let Self { client: _, #(#fields),* } = self; }
    };
    let mutable = (!fields.is_empty()).then(|| quote!(mut));
    let constant = constant(operation);
    let send = send(operation, context);
    let send_doc = words::sending(operation);
    let print = &operation.builder;
    let streams = operation.pages.as_ref().map(paging::methods);
    Ok(quote! {
        #[doc = #doc]
        #[derive(Clone)]
        #[must_use = "nothing is sent before `send`"]
        pub struct #builder<'a> {
            client: &'a Client,
            #(#fields: Option<#types>),*
        }

        impl<'a> #builder<'a> {
            const OPERATION: Operation = #constant;

            pub(crate) fn new(client: &'a Client) -> Self {
                Self { client, #(#fields: None),* }
            }

            #(#setters)*

            fn call(self) -> Result<Call> {
                let #mutable call = Call::new(&Self::OPERATION);
                #destructure
                #(#steps)*
                Ok(call)
            }

            #[doc = #send_doc]
            pub async fn send(self) -> Result<ResponseValue<#answer>, Error> {
                let client = self.client;
                client.#send.await
            }

            #streams
        }

        crate::opaque_debug!(#builder<'_>, #print);
    })
}

/// The call on the client that sends the request and reads the answer.
fn send(operation: &Operation, context: &Context<'_>) -> TokenStream {
    let content = match operation.needs_content {
        true => quote!(crate::answer::Content::Required),
        false => quote!(crate::answer::Content::Optional),
    };
    let typed = |ty: &RustType| {
        ty.contract_name()
            .is_some_and(|name| context.keeping.contains(name))
    };
    let answer = &operation.answer;
    match operation.success {
        Success::Empty => quote!(done(self.call())),
        Success::Json if operation.pages.is_some() => quote!(page(self.call())),
        Success::Json => match answer.item() {
            Some(item) if typed(item) => quote!(documents(self.call(), #content)),
            None if typed(answer) => quote!(document(self.call(), #content)),
            _ => quote!(json(self.call())),
        },
        Success::MaybeJson => {
            let optional = quote!(crate::answer::Content::Optional);
            let answer = answer.required();
            let read = match answer.item() {
                Some(item) if typed(item) => quote!(read_documents(#optional)),
                None if typed(answer) => quote!(read_document(#optional)),
                _ => quote!(read_json()),
            };
            quote!(maybe(self.call(), |answer| answer.#read))
        }
        Success::Bytes => quote!(undeclared(self.call())),
        Success::Stream => quote!(file(self.call())),
    }
}

fn constant(operation: &Operation) -> TokenStream {
    let (name, path, partner) = (&operation.method, &operation.path, operation.partner);
    let verb = format_ident!("{}", operation.verb.to_uppercase());
    let idempotent = operation.is_idempotent();
    quote! {
        Operation {
            name: #name,
            method: reqwest::Method::#verb,
            path: #path,
            partner: #partner,
            idempotent: #idempotent,
        }
    }
}

/// The setter of a parameter, which takes whatever converts into its type.
fn parameter_setter(ident: &syn::Ident, ty: &RustType, doc: &str) -> TokenStream {
    let (given, value) = match ty {
        RustType::List(item) => (
            quote! { impl IntoIterator<Item = impl Into<#item>> },
            quote! { value.into_iter().map(Into::into).collect() },
        ),
        RustType::Bool | RustType::I64 | RustType::U32 | RustType::F64 => {
            return setter(ident, ty, doc);
        }
        _ => (quote! { impl Into<#ty> }, quote! { value.into() }),
    };
    quote! {
        #[doc = #doc]
        pub fn #ident(mut self, value: #given) -> Self {
            self.#ident = Some(#value);
            self
        }
    }
}

/// The setter of a value that is taken as it is. The type of a body is fixed by its operation, so
/// that a literal needs no name.
fn setter(ident: &syn::Ident, ty: &RustType, doc: &str) -> TokenStream {
    quote! {
        #[doc = #doc]
        pub fn #ident(mut self, value: #ty) -> Self {
            self.#ident = Some(value);
            self
        }
    }
}

fn method(operation: &Operation, context: &Context<'_>, example: &str) -> TokenStream {
    let name = format_ident!("{}", operation.method);
    let builder = format_ident!("{}", operation.builder);
    let doc = words::method_doc(context.docs, operation, example);
    let aliases = aliases::aliases(context.docs, context.model, operation);
    quote! {
        #[doc = #doc]
        #(#[doc(alias = #aliases)])*
        pub fn #name(&self) -> builder::#builder<'_> {
            builder::#builder::new(self)
        }
    }
}

/// The statement that puts the body into the call.
fn body_step(body: &Body, read_only: &[&str]) -> TokenStream {
    let unknown = format_ident!("{UNKNOWN_MEMBERS}");
    let read_only = read_only.iter().map(|ident| format_ident!("{ident}"));
    let left_out = (read_only.len() > 0).then(|| {
        quote! {
            let mut body = body;
            if let Some(body) = body.as_mut().filter(|body| body.#unknown.is_answered()) {
                #(body.#read_only = Default::default();)*
            }
        }
    });
    if body.required {
        quote! { #left_out call.body(body)?; }
    } else {
        quote! { #left_out call.body(Some(body.unwrap_or_default()))?; }
    }
}

/// The statement that puts a parameter into the call, if there is a rule for it.
fn step(ident: &syn::Ident, parameter: &Parameter) -> Option<TokenStream> {
    let Parameter { wire, required, .. } = parameter;
    let several = parameter.ty.item().is_some();
    Some(
        match (parameter.place, several, parameter.comma_separated) {
            (Place::Path, false, _) => quote! { call.path(#wire, #ident)?; },
            (Place::Path, true, true) => quote! { call.joined_path(#wire, #ident)?; },
            (Place::Path, true, false) => return None,
            (Place::Query, false, _) if *required => {
                quote! { call.required_query(#wire, #ident)?; }
            }
            (Place::Query, false, _) => quote! { call.query(#wire, #ident); },
            (Place::Query, true, true) if *required => {
                quote! { call.required_joined_query(#wire, #ident)?; }
            }
            (Place::Query, true, true) => quote! { call.joined_query(#wire, #ident)?; },
            (Place::Query, true, false) => quote! { call.repeated_query(#wire, #ident)?; },
        },
    )
}

#[cfg(test)]
mod tests;
