//! Builders of the operations and the methods of `Client` that make them.

use super::answer::answer;
use super::example::{Types, called, changed};
use super::facts::{add_facts, extension_facts, is_read_only};
use super::paging::{self, Paged};
use super::types::{UNKNOWN, converts, list_item};
use super::write_back::Conversions;
use super::{inner, last_name, module, plain, words};
use crate::docs::{Docs, operation_id};
use crate::extensions::NEEDS_CONTENT;
use crate::extensions::Success;
use heck::ToUpperCamelCase;
use openapiv3::{OpenAPI, Operation, Parameter, ReferenceOr};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use std::collections::{BTreeMap, BTreeSet};

/// The module `builder`, and one `impl Client` for each area. With it come the names of the types that
/// keep the members that they do not know.
pub(super) fn operations(
    source: &syn::File,
    api: &OpenAPI,
    docs: &Docs,
) -> Result<(TokenStream, BTreeSet<String>), String> {
    let structs = builder_structs(module(&source.items, "builder")?);
    let mut types = Types::new(source, api)?;
    let mut builders = Vec::new();
    let mut areas: BTreeMap<&str, Vec<TokenStream>> = BTreeMap::new();
    let mut paged = Vec::new();
    let mut conversions = Conversions::default();
    let all = api
        .operations()
        .filter(|(_, _, operation)| !operation.extensions.contains_key("x-multipart"))
        .map(|(path, verb, operation)| Generated::new(path, verb, operation, &structs, docs))
        .collect::<Result<Vec<_>, _>>()?;
    let read_first = all
        .iter()
        .map(|operation| conversions.write_back(&types, operation, &all))
        .collect::<Result<Vec<_>, _>>()?;
    types.keeping.extend(conversions.written().cloned());
    let answers: BTreeSet<String> = all
        .iter()
        .filter_map(|operation| last_name(&operation.answer))
        .collect();
    for (operation, read_first) in all.iter().zip(read_first) {
        let pages = paging::paged(api, operation.operation);
        let body = operation.answered_body(&types, &answers)?;
        builders.push(operation.builder(&types, pages.as_ref(), &body)?);
        let example = match read_first {
            // Of one property nothing can be forgotten.
            Some(read) if read.body.fields.len() > 1 => changed(&types, operation, &read)?,
            _ => called(&types, operation)?,
        };
        let method = operation.method(&example, pages.as_ref());
        paged.extend(pages);
        areas.entry(operation.tag()).or_default().push(method);
    }
    let pages = paging::impls(paged.iter());
    let impls = areas.iter().map(|(tag, methods)| {
        let doc = format!("# {tag}\n\n{}", docs.area(tag));
        quote! {
            #[doc = #doc]
            impl crate::Client { #(#methods)* }
        }
    });
    let code = quote! {
        /// One builder for each operation: set what is wanted, then `send`.
        pub mod builder {
            use super::types;
            use crate::call::{Call, Operation};
            use crate::{Client, Error, ResponseValue, Result};

            #(#builders)*
        }

        #pages
        #conversions
        #(#impls)*
    };
    Ok((code, types.keeping))
}

/// Progenitor's builders: name, and the type of each field.
fn builder_structs(items: &[syn::Item]) -> BTreeMap<String, &syn::ItemStruct> {
    items
        .iter()
        .filter_map(|item| match item {
            syn::Item::Struct(item) => Some((item.ident.to_string(), item)),
            _ => None,
        })
        .collect()
}

/// One operation on its way to Rust.
pub(super) struct Generated<'a> {
    pub path: &'a str,
    pub verb: &'a str,
    operation: &'a Operation,
    pub name: syn::Ident,
    builder: syn::Ident,
    pub fields: Vec<Field<'a>>,
    pub answer: syn::Type,
    pub success: Success,
    docs: &'a Docs,
}

pub(super) struct Field<'a> {
    pub ident: syn::Ident,
    pub ty: syn::Type,
    /// `None` for the body.
    pub parameter: Option<&'a Parameter>,
    pub required: bool,
}

impl<'a> Generated<'a> {
    fn new(
        path: &'a str,
        verb: &'a str,
        operation: &'a Operation,
        structs: &BTreeMap<String, &syn::ItemStruct>,
        docs: &'a Docs,
    ) -> Result<Self, String> {
        let method = operation.operation_id.as_deref().unwrap_or_default();
        let builder = method.to_upper_camel_case();
        let item = structs
            .get(&builder)
            .ok_or_else(|| format!("there is no builder {builder}"))?;
        let parameters: BTreeMap<String, &Parameter> = operation
            .parameters
            .iter()
            .filter_map(|parameter| match parameter {
                ReferenceOr::Item(item) => {
                    Some((crate::setter(&item.parameter_data_ref().name)?, item))
                }
                ReferenceOr::Reference { .. } => None,
            })
            .collect();
        let mut fields = Vec::new();
        for field in &item.fields {
            let ident = field.ident.clone().ok_or("a field without a name")?;
            if ident == "client" {
                continue;
            }
            let ty = inner(&field.ty, "Result").ok_or_else(|| {
                format!("the field {ident} of the builder {builder} is not a result")
            })?;
            let parameter = parameters.get(&ident.to_string()).copied();
            if parameter.is_none() && ident != "body" {
                return Err(format!(
                    "the builder {builder} has a field {ident} from nowhere"
                ));
            }
            let required = match parameter {
                Some(parameter) => parameter.parameter_data_ref().required,
                None => matches!(&operation.request_body, Some(ReferenceOr::Item(b)) if b.required),
            };
            let ty = plain(ty);
            let ty = inner(&ty, "Option").cloned().unwrap_or(ty);
            let ty = body_type(ty, parameter.is_none());
            fields.push(Field {
                ident,
                ty,
                parameter,
                required,
            });
        }
        if fields
            .iter()
            .filter(|field| field.parameter.is_some())
            .count()
            != parameters.len()
        {
            return Err(format!(
                "the builder {builder} lacks a parameter of its operation"
            ));
        }
        let success = operation
            .extensions
            .get("x-success")
            .and_then(|name| Success::parse(name.as_str()?))
            .ok_or_else(|| format!("{method} does not say how its success is read"))?;
        Ok(Self {
            path,
            verb,
            operation,
            name: format_ident!("{method}"),
            builder: format_ident!("{builder}"),
            fields,
            answer: answer(operation, success)?,
            success,
            docs,
        })
    }

    fn tag(&self) -> &'a str {
        self.operation.tags.first().map_or("", String::as_str)
    }

    /// The fields of the body that only the server sets, if the body is of a type that some operation
    /// answers.
    fn answered_body(
        &self,
        types: &Types<'_>,
        answers: &BTreeSet<String>,
    ) -> Result<Vec<syn::Ident>, String> {
        let body = self.fields.iter().find(|field| field.parameter.is_none());
        let name = body.and_then(|body| last_name(&body.ty));
        let Some(name) = name.filter(|name| answers.contains(name) && types.keeping.contains(name))
        else {
            return Ok(Vec::new());
        };
        let fields = types.fields(&name)?.into_iter().flatten();
        let read_only = fields.filter(|(wire, _)| is_read_only(types.api, &name, wire));
        Ok(read_only.map(|(_, field)| field.ident).collect())
    }

    /// `read_only` are the fields of the body that are not sent back.
    fn builder(
        &self,
        types: &Types<'_>,
        paged: Option<&Paged>,
        read_only: &[syn::Ident],
    ) -> Result<TokenStream, String> {
        let Self {
            builder,
            name,
            answer,
            ..
        } = self;
        let words = self.docs.operation(operation_id(self.operation));
        let summary = words.map_or("The call.", |words| &words.summary);
        let doc = format!("{summary}\n\nMade by [`Client::{name}`](crate::Client::{name}).");
        let declared = self.fields.iter().map(|field| {
            let Field { ident, ty, .. } = field;
            quote! { #ident: Option<#ty> }
        });
        let empty = self.fields.iter().map(|field| &field.ident);
        let setters = self
            .fields
            .iter()
            .map(|field| self.setter(field, read_only));
        let steps = self
            .fields
            .iter()
            .map(|field| step(field, read_only))
            .collect::<Result<Vec<_>, _>>()?;
        let fields: Vec<_> = self.fields.iter().map(|field| &field.ident).collect();
        let destructure = if fields.is_empty() {
            quote!()
        } else {
            quote! { let Self { client: _, #(#fields),* } = self; }
        };
        let mutable = (!fields.is_empty()).then(|| quote!(mut));
        let constant = self.constant();
        let content = match self.operation.extensions.contains_key(NEEDS_CONTENT) {
            true => quote!(crate::answer::Content::Required),
            false => quote!(crate::answer::Content::Optional),
        };
        let typed =
            |ty: &syn::Type| last_name(ty).is_some_and(|name| types.keeping.contains(&name));
        let send = match self.success {
            Success::Empty => quote!(done(self.call())),
            Success::Json if paged.is_some() => quote!(page(self.call())),
            Success::Json => match list_item(answer) {
                Some(item) if typed(item) => quote!(documents(self.call(), #content)),
                None if typed(answer) => quote!(document(self.call(), #content)),
                _ => quote!(json(self.call())),
            },
            Success::MaybeJson => {
                let optional = quote!(crate::answer::Content::Optional);
                let read = match inner(answer, "Option") {
                    Some(list) if list_item(list).is_some_and(typed) => {
                        quote!(read_documents(#optional))
                    }
                    Some(ty) if typed(ty) => quote!(read_document(#optional)),
                    _ => quote!(read_json()),
                };
                quote!(maybe(self.call(), |answer| answer.#read))
            }
            Success::Bytes => quote!(undeclared(self.call())),
            Success::Stream => quote!(file(self.call())),
        };
        let send_doc = words::sending(
            (self.verb, self.path),
            self.operation,
            self.fields.iter().any(|field| field.required),
        );
        let print = builder.to_string();
        let streams = paged.map(paging::methods);
        Ok(quote! {
            #[doc = #doc]
            #[derive(Clone)]
            #[must_use = "nothing is sent before `send`"]
            pub struct #builder<'a> {
                client: &'a Client,
                #(#declared),*
            }

            impl<'a> #builder<'a> {
                const OPERATION: Operation = #constant;

                pub(crate) fn new(client: &'a Client) -> Self {
                    Self { client, #(#empty: None),* }
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

    fn constant(&self) -> TokenStream {
        let (name, path) = (self.name.to_string(), self.path);
        let verb = format_ident!("{}", self.verb.to_uppercase());
        let partner = self.operation.extensions.contains_key("x-partner");
        let idempotent = words::is_idempotent(self.verb, self.operation);
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

    fn setter(&self, field: &Field<'_>, read_only: &[syn::Ident]) -> TokenStream {
        let Field {
            ident,
            ty,
            parameter,
            ..
        } = field;
        let words = self.docs.operation(operation_id(self.operation));
        let doc = match parameter {
            None => words::body(&field.ty, field.required, read_only),
            Some(parameter) => {
                let data = parameter.parameter_data_ref();
                let words = words.and_then(|words| words.parameters.get(&data.name));
                let mut doc = words.cloned().unwrap_or_else(|| format!("`{}`", data.name));
                let mut facts = Vec::new();
                if data.required {
                    facts.push("Required".to_owned());
                }
                let counted = list_item(ty).map_or("", |_| " entries");
                facts.extend(extension_facts(counted, |key| data.extensions.get(key)));
                add_facts(&mut doc, facts);
                doc
            }
        };
        let (given, value) = match list_item(ty) {
            // The type of a document is told by the operation, so that a literal needs no name.
            _ if parameter.is_none() => (quote! { #ty }, quote! { value }),
            Some(item) => (
                quote! { impl IntoIterator<Item = impl Into<#item>> },
                quote! { value.into_iter().map(Into::into).collect() },
            ),
            None if converts(ty) => (quote! { impl Into<#ty> }, quote! { value.into() }),
            None => (quote! { #ty }, quote! { value }),
        };
        quote! {
            #[doc = #doc]
            pub fn #ident(mut self, value: #given) -> Self {
                self.#ident = Some(#value);
                self
            }
        }
    }

    fn method(&self, example: &str, paged: Option<&Paged>) -> TokenStream {
        let Self { name, builder, .. } = self;
        let (name_text, builder_text) = (name.to_string(), builder.to_string());
        let doc = words::method_doc(
            self.docs,
            self.verb,
            self.path,
            self.operation,
            paged.map(|paged| (builder_text.as_str(), paged)),
            example,
        );
        let aliases = words::aliases(self.docs, self.operation, &name_text);
        quote! {
            #[doc = #doc]
            #(#[doc(alias = #aliases)])*
            pub fn #name(&self) -> builder::#builder<'_> {
                builder::#builder::new(self)
            }
        }
    }
}

/// The statement that puts one field into the call. `read_only` are the fields of the body that are
/// not sent back.
fn step(field: &Field<'_>, read_only: &[syn::Ident]) -> Result<TokenStream, String> {
    let ident = &field.ident;
    let Some(parameter) = field.parameter else {
        let unknown = format_ident!("{UNKNOWN}");
        let left_out = (!read_only.is_empty()).then(|| {
            quote! {
                let mut body = body;
                if let Some(body) = body.as_mut().filter(|body| body.#unknown.is_answered()) {
                    #(body.#read_only = Default::default();)*
                }
            }
        });
        return Ok(if field.required {
            quote! { #left_out call.body(body)?; }
        } else {
            quote! { #left_out call.body(Some(body.unwrap_or_default()))?; }
        });
    };
    let data = parameter.parameter_data_ref();
    let name = &data.name;
    let joined = data.extensions.contains_key("x-comma-separated");
    let several = list_item(&field.ty).is_some();
    Ok(match (parameter, several, joined) {
        (Parameter::Path { .. }, false, _) => quote! { call.path(#name, #ident)?; },
        (Parameter::Path { .. }, true, true) => quote! { call.joined_path(#name, #ident)?; },
        (Parameter::Query { .. }, false, _) if field.required => {
            quote! { call.required_query(#name, #ident)?; }
        }
        (Parameter::Query { .. }, false, _) => quote! { call.query(#name, #ident); },
        (Parameter::Query { .. }, true, true) if field.required => {
            quote! { call.required_joined_query(#name, #ident)?; }
        }
        (Parameter::Query { .. }, true, true) => quote! { call.joined_query(#name, #ident)?; },
        (Parameter::Query { .. }, true, false) => quote! { call.repeated_query(#name, #ident)?; },
        _ => return Err(format!("there is no rule for sending the parameter {name}")),
    })
}

/// Progenitor keeps bodies as their own type or as that type's builder.
fn body_type(ty: syn::Type, is_body: bool) -> syn::Type {
    let syn::Type::Path(path) = &ty else {
        return ty;
    };
    let names: Vec<String> = path
        .path
        .segments
        .iter()
        .map(|s| s.ident.to_string())
        .collect();
    match (&names[..], is_body) {
        ([types, builder, _], true) if types == "types" && builder == "builder" => {
            let name = &path.path.segments[2].ident;
            syn::parse_quote!(types::#name)
        }
        _ => ty,
    }
}

#[cfg(test)]
mod tests;
