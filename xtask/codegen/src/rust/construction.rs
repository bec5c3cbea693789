//! How the documents of requests are made: `new` takes what a request requires, and a setter each of the
//! other members.

use super::context::Context;
use super::deprecation::deprecated;
use super::facts::property_doc;
use super::spelling::Given;
use crate::model::{Field, Struct, Type};
use crate::names::{UNKNOWN_MEMBERS, member_setter};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// Clippy's limit for the arguments of a function.
const MANY_ARGUMENTS: usize = 7;

/// `new` and the setters of a type; nothing for a type that no request contains.
pub(super) fn construction(ty: &Type, object: &Struct, context: &Context<'_>) -> TokenStream {
    if !object.in_requests {
        return TokenStream::new();
    }
    let setters = object
        .fields
        .iter()
        .filter(|field| object.has_setter(field));
    let setters = setters.map(|field| setter(ty, field, context));
    let extra = object.rest.as_ref().map(|(ident, ty)| {
        let given = Given::in_types(ty);
        let (ty, value) = (&given.ty, given.converted(&format_ident!("value")));
        let ident = format_ident!("{ident}");
        let inline = Given::inline([&given].into_iter());
        quote! {
            #inline
            /// Sets all members that have no field of their own.
            pub fn #ident(mut self, value: #ty) -> Self {
                self.#ident = #value;
                self
            }
        }
    });
    let new = new(ty, object, context);
    let name = format_ident!("{}", ty.name);
    quote! {
        impl #name {
            #new
            #(#setters)*
            #extra
        }
    }
}

fn new(ty: &Type, object: &Struct, context: &Context<'_>) -> TokenStream {
    let required: Vec<&Field> = object
        .fields
        .iter()
        .filter(|field| field.required)
        .collect();
    let mut doc = match required[..] {
        [] => "Creates a document without any member.".to_owned(),
        _ => "Creates a document with what a request requires.\n".to_owned(),
    };
    let mut arguments = Vec::new();
    let mut set = Vec::new();
    let mut all_given = Vec::new();
    for field in &required {
        let ident = format_ident!("{}", field.ident);
        let words = first_line(ty, field, context);
        doc.push_str(&format!("\n* `{ident}`: {words}"));
        let given = Given::in_types(field.ty.required());
        let ty = &given.ty;
        arguments.push(quote! { #ident: #ty });
        set.push(assigned(field, &given));
        all_given.push(given);
    }
    let inline = Given::inline(all_given.iter());
    let others = others(
        object,
        context.keeping.contains(ty.name.as_str()),
        |field| !field.required,
    );
    let many = (arguments.len() > MANY_ARGUMENTS)
        .then(|| quote! { #[allow(clippy::too_many_arguments, reason = "a request requires all of them")] });
    let made = match set.is_empty() {
        true => quote! { Self::default() },
        false => quote! { Self { #(#set,)* #others } },
    };
    quote! {
        #[doc = #doc]
        #many
        #inline
        pub fn new(#(#arguments),*) -> Self {
            #made
        }
    }
}

/// A field of a literal, from the argument of its name.
pub(super) fn assigned(field: &Field, given: &Given) -> TokenStream {
    let ident = format_ident!("{}", field.ident);
    let value = given.converted(&ident);
    match field.ty.optional() {
        Some(_) => quote! { #ident: Some(#value) },
        None if value.to_string() == field.ident => quote! { #ident },
        None => quote! { #ident: #value },
    }
}

/// The rest of a literal: every field that `is_left_out` has no value.
pub(super) fn others(
    object: &Struct,
    keeps_unknown: bool,
    is_left_out: impl Fn(&Field) -> bool,
) -> TokenStream {
    if object.has_default() {
        let any = keeps_unknown || object.rest.is_some() || object.fields.iter().any(is_left_out);
        return match any {
            true => quote! { ..Self::default() },
            false => quote! {},
        };
    }
    let fields = object.fields.iter().filter(|field| is_left_out(field));
    let fields = fields.map(|field| &*field.ident);
    let rest = object.rest.iter().map(|(ident, _)| &**ident);
    let all = fields
        .chain(rest)
        .chain(keeps_unknown.then_some(UNKNOWN_MEMBERS));
    let all = all.map(|ident| format_ident!("{ident}"));
    quote! { #(#all: Default::default()),* }
}

fn setter(ty: &Type, field: &Field, context: &Context<'_>) -> TokenStream {
    let ident = format_ident!("{}", field.ident);
    let taken = context.conversions.get(ty.name.as_str());
    let name = format_ident!(
        "{}",
        member_setter(&field.ident, taken.into_iter().flatten())
    );
    let doc = first_line(ty, field, context);
    let place = format!("schemas.{}.{}", ty.name, field.wire);
    let deprecated = deprecated(context.docs, field.facts.deprecated, &place);
    let given = Given::in_types(field.ty.required());
    let inline = Given::inline([&given].into_iter());
    let (ty, value) = (&given.ty, given.converted(&format_ident!("value")));
    let value = match field.ty.optional() {
        Some(_) => quote! { Some(#value) },
        None => value,
    };
    quote! {
        #inline
        #[doc = #doc]
        #deprecated
        pub fn #name(mut self, value: #ty) -> Self {
            self.#ident = #value;
            self
        }
    }
}

fn first_line(ty: &Type, field: &Field, context: &Context<'_>) -> String {
    let doc = property_doc(context.docs, &ty.name, field);
    doc.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
