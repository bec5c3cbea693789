//! Builders of the operations and the methods of `Client` that make them.

use super::context::Context;
use super::deprecation::deprecated;
use super::example::{called, changed};
use super::facts::parameter_doc;
use super::spelling::Given;
use super::write_back::{Conversions, read_before};
use super::{aliases, paging, words};
use crate::error::{Error, Result};
use crate::extensions::Success;
use crate::model::{Body, Operation, Parameter, Place, RustType};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use std::collections::BTreeMap;

/// The module `builder`, and one `impl Client` for each area.
pub(super) fn operations(
    context: &Context<'_>,
    conversions: &Conversions<'_>,
) -> Result<TokenStream> {
    let model = context.model;
    let generated = || model.operations.iter().filter(|op| !op.is_upload());
    let mut builders = Vec::new();
    let mut areas: BTreeMap<&str, Vec<TokenStream>> = BTreeMap::new();
    for operation in generated() {
        let body = operation.body.as_ref();
        let read_only = body.map_or_else(Vec::new, |body| model.not_sent_back(&body.ty));
        builders.push(builder(operation, context, &read_only)?);
        let example = match read_before(operation, context, conversions) {
            // Of one property nothing can be forgotten.
            Some(read) if read.body.fields.len() > 1 => changed(context, operation, &read),
            _ => called(context, operation),
        };
        let method = method(operation, context, &example, &read_only);
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
        /// One builder for each operation: set what is optional, then `send` it.
        ///
        /// A method of [`Client`](crate::Client) creates it, with what the call needs. A builder can be cloned,
        /// stored and moved to another task, and `.await` on the builder itself does the same as `send`.
        pub mod builder {
            use super::types;
            use crate::call::{Call, Operation};
            use crate::calls::{CallBuilder, send};
            use crate::{BoxFuture, Client, Response, Result};

            #(#builders)*
        }

        #pages
        #conversions
        #(#impls)*
    })
}

fn builder(
    operation: &Operation,
    context: &Context<'_>,
    read_only: &[String],
) -> Result<TokenStream> {
    let (name, answer) = (&operation.method, &operation.answer);
    let builder = format_ident!("{}", operation.builder);
    let words = context.docs.operation(&operation.id);
    let summary = words.map_or("The call.", |words| &words.summary);
    let doc = format!("{summary}\n\nCreated by [`Client::{name}`](crate::Client::{name}).");
    let mut given = Vec::new();
    let mut optional = Vec::new();
    let mut types = Vec::new();
    let mut setters = Vec::new();
    let mut steps = Vec::new();
    for parameter in &operation.parameters {
        let (ident, ty) = (format_ident!("{}", parameter.ident), &parameter.ty);
        let step = step(&ident, parameter).ok_or_else(|| {
            let finding = format!("no rule for sending the parameter {}", parameter.wire);
            Error::new(&context.model.file, &operation.origin, finding)
        });
        steps.push(step?);
        if parameter.is_argument() {
            given.push(quote! { #ident: #ty });
            continue;
        }
        let doc = parameter_doc(context.docs, &operation.id, parameter);
        let place = format!("operations.{}.{}", operation.id, parameter.wire);
        let deprecated = deprecated(context.docs, parameter.facts.deprecated, &place);
        setters.push(setter(&ident, &Given::value(ty), &doc, deprecated));
        types.push(ty);
        optional.push(ident);
    }
    steps.extend(operation.period().map(|ends| period_step(&ends)));
    if let Some(body) = &operation.body {
        let (ident, ty) = (format_ident!("body"), &body.ty);
        steps.push(body_step(body, read_only));
        if body.required {
            given.push(quote! { #ident: #ty });
        } else {
            setters.push(setter(
                &ident,
                &Given::body(ty),
                &words::body(body, read_only),
                None,
            ));
            types.push(ty);
            optional.push(ident);
        }
    }
    let arguments = operation.arguments().into_iter();
    let arguments = arguments.map(|parameter| (&*parameter.ident, &parameter.ty));
    let body = operation.body.iter().filter(|body| body.required);
    let arguments = arguments.chain(body.map(|body| ("body", &body.ty)));
    let (idents, argument_types): (Vec<_>, Vec<_>) = arguments
        .map(|(ident, ty)| (format_ident!("{ident}"), ty))
        .unzip();
    let has_values = !(idents.is_empty() && optional.is_empty());
    let destructure = has_values.then(|| {
        quote! { let Self { client: _, #(#idents,)* #(#optional),* } = self; }
    });
    let mutable = has_values.then(|| quote!(mut));
    let constant = constant(operation);
    let send = send(operation, context);
    let send_doc = words::sending(operation);
    let print = &operation.builder;
    let streams = operation.pages.as_ref().map(paging::methods);
    Ok(quote! {
        #[doc = #doc]
        #[derive(Clone)]
        #[must_use = "nothing is sent before `send` or `.await`"]
        pub struct #builder {
            client: Client,
            #(#given,)*
            #(#optional: Option<#types>),*
        }

        impl #builder {
            const OPERATION: Operation = #constant;

            #[inline]
            pub(super) fn new(client: Client, #(#idents: #argument_types),*) -> Self {
                Self { client, #(#idents,)* #(#optional: None),* }
            }

            #(#setters)*

            // An `async fn` would make the builder a part of the caller's future, and so of what is compiled there.
            #[doc = #send_doc]
            #[inline]
            pub fn send(self) -> impl Future<Output = Result<Response<#answer>>> + Send {
                self.into_future()
            }

            #streams
        }

        impl CallBuilder for #builder {
            #[inline]
            fn client(&self) -> &Client {
                &self.client
            }

            #[inline]
            fn call(self) -> Result<Call> {
                let #mutable call = Call::new(&Self::OPERATION);
                #destructure
                #(#steps)*
                Ok(call)
            }
        }

        impl IntoFuture for #builder {
            type Output = Result<Response<#answer>>;
            type IntoFuture = BoxFuture<'static, Self::Output>;

            // Compiled where it is called, as `send` is.
            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                send(self, |client, call| client.#send)
            }
        }

        crate::opaque_debug!(#builder, #print);
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
        Success::Empty => quote!(done(call)),
        Success::Json if operation.pages.is_some() => quote!(page(call)),
        Success::Json => match answer.item() {
            Some(item) if typed(item) => quote!(documents(call, #content)),
            None if typed(answer) => quote!(document(call, #content)),
            _ => quote!(value(call)),
        },
        Success::MaybeJson => {
            let optional = quote!(crate::answer::Content::Optional);
            let answer = answer.required();
            let read = match answer.item() {
                Some(item) if typed(item) => quote!(read_documents(#optional)),
                None if typed(answer) => quote!(read_document(#optional)),
                _ => quote!(read_value()),
            };
            quote!(maybe(call, |answer| answer.#read))
        }
        Success::Bytes => quote!(undeclared(call)),
        Success::Stream => quote!(file(call)),
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

fn setter(
    ident: &syn::Ident,
    given: &Given,
    doc: &str,
    deprecated: Option<TokenStream>,
) -> TokenStream {
    let (ty, value) = (&given.ty, given.converted(&format_ident!("value")));
    let inline = Given::inline([given].into_iter());
    quote! {
        #inline
        #[doc = #doc]
        #deprecated
        pub fn #ident(mut self, value: #ty) -> Self {
            self.#ident = Some(#value);
            self
        }
    }
}

/// The method of `Client`, which takes what the call can't do without.
fn method(
    operation: &Operation,
    context: &Context<'_>,
    example: &str,
    read_only: &[String],
) -> TokenStream {
    let name = format_ident!("{}", operation.method);
    let builder = format_ident!("{}", operation.builder);
    let doc = words::method_doc(context.docs, operation, example, read_only);
    let aliases = aliases::aliases(context.docs, context.model, operation);
    let arguments = operation.arguments().into_iter();
    let arguments = arguments.map(|parameter| (&*parameter.ident, Given::value(&parameter.ty)));
    let body = operation.body.iter().filter(|body| body.required);
    let arguments = arguments.chain(body.map(|body| ("body", Given::body(&body.ty))));
    let arguments: Vec<_> = arguments.collect();
    let inline = Given::inline(arguments.iter().map(|(_, given)| given));
    let (taken, passed): (Vec<_>, Vec<_>) = arguments
        .iter()
        .map(|(ident, given)| {
            let ident = format_ident!("{ident}");
            let ty = &given.ty;
            (quote!(#ident: #ty), given.converted(&ident))
        })
        .unzip();
    let place = format!("operations.{}", operation.id);
    let deprecated = deprecated(context.docs, operation.deprecated, &place);
    quote! {
        #inline
        #[doc = #doc]
        #(#[doc(alias = #aliases)])*
        #deprecated
        pub fn #name(&self, #(#taken),*) -> builder::#builder {
            builder::#builder::new(self.clone(), #(#passed),*)
        }
    }
}

/// The statement that puts the body into the call. An optional one that is not set is sent empty.
fn body_step(body: &Body, read_only: &[String]) -> TokenStream {
    let value = match body.required {
        true => quote!(body),
        false => quote!(body.unwrap_or_default()),
    };
    if read_only.is_empty() {
        return quote! { call.body(&#value)?; };
    }
    quote! {
        let mut body = #value;
        crate::model::Read::omit_read_only(&mut body);
        call.body(&body)?;
    }
}

/// The statement that refuses a period which ends before it starts.
fn period_step([start, end]: &[&Parameter; 2]) -> TokenStream {
    let (first, last) = (&start.wire, &end.wire);
    let [start, end] = [start, end].map(|parameter| format_ident!("{}", parameter.ident));
    quote! { call.period((#first, #start), (#last, #end))?; }
}

/// The statement that puts a parameter into the call, if there is a rule for it.
fn step(ident: &syn::Ident, parameter: &Parameter) -> Option<TokenStream> {
    let Parameter { wire, required, .. } = parameter;
    let several = parameter.ty.item().is_some();
    Some(
        match (parameter.place, several, parameter.comma_separated) {
            (Place::Path, false, _) => quote! { call.path(#wire, &#ident)?; },
            (Place::Path, true, true) => quote! { call.joined_path(#wire, &#ident)?; },
            (Place::Path, true, false) => return None,
            (Place::Query, false, _) if *required => {
                quote! { call.required_query(#wire, &#ident)?; }
            }
            (Place::Query, false, _) => quote! { call.query(#wire, &#ident); },
            (Place::Query, true, is_joined) => {
                let check = required.then(|| quote! { call.required_list(#wire, &#ident)?; });
                match is_joined {
                    true => quote! { #check call.joined_query(#wire, &#ident)?; },
                    false => quote! { #check call.repeated_query(#wire, &#ident)?; },
                }
            }
        },
    )
}

#[cfg(test)]
mod tests;
