//! Structs and enumerations, in the form that the macros `object!` and `open_enum!` of the crate
//! make complete: lenient decoding, exact encoding, and a `Debug` without texts.

use super::construction::construction;
use super::context::Context;
use super::deprecation::deprecated;
use super::facts::property_doc;
use super::shown::shown;
use super::spelling::in_types;
use super::tracking::tracking;
use crate::docs::Docs;
use crate::error::{Error, Result};
use crate::model::{Enumeration, FieldForm, Model, RustType, Struct, Type, TypeKind};
use crate::names::UNKNOWN_MEMBERS;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use std::collections::BTreeSet;

/// The module `types`.
pub(super) fn types(context: &Context<'_>) -> Result<TokenStream> {
    let mut members = BTreeSet::new();
    let mut made = Vec::new();
    for ty in &context.model.types {
        match &ty.kind {
            TypeKind::Struct(object) => {
                for field in &object.fields {
                    members.insert(field.wire.as_str());
                    members.extend(field.also_named.as_deref());
                }
                made.push(structure(ty, object, context)?);
            }
            TypeKind::Enumeration(all) => made.push(enumeration(ty, all, context.docs)),
            TypeKind::HandWritten => {}
        }
    }
    let tracking = tracking(context);
    let unselected = unselected(context.model);
    let unspelt = context.model.without_spelling();
    let unspelt = unspelt.into_iter().map(|name| format_ident!("{name}"));
    Ok(quote! {
        /// The types of requests and responses.
        ///
        /// A type that a request sends has a function `new`, which takes the required members, and a setter for
        /// each of the other members: `CreateThing::new("name").description("…")`. The fields are public, to
        /// be read and changed. A type without a `Default` is only sent and has required members; reading it from
        /// JSON without one of them is an error that names the member.
        ///
        /// Nothing in a response is required: a member that the server leaves out or sends as `null` is `None` or an
        /// empty list. Enumerations are open: a value that this version does not know is kept as
        /// [`UnknownValue`](crate::UnknownValue), and `==` compares a value with a text whether or not it is
        /// known: `status == "active"`.
        ///
        /// Some answers deviate from the contract. These deviations are accepted: a number in quotes or with commas
        /// between its thousands, an id or a text without quotes, a single object in place of a list, a list of one
        /// in place of an object, and a `null` between rows. `""`, `{}` and `[]` in place of another value count as
        /// no value, and so does a number that is `NaN` or infinite. If a text is broken (half of a surrogate pair,
        /// a raw control character, bytes that are not UTF-8, a byte order mark), it is repaired and read once
        /// more. Any other value is an error that names its place; [`Error::body`](crate::Error::body) has the
        /// answer.
        ///
        /// Members that this version does not know are kept in every type that an answer can contain, in
        /// the field `unknown_members`: see [`UnknownMembers`](crate::UnknownMembers). The value of an
        /// enumeration is written as it was read, whatever its case.
        ///
        /// A document from an answer is sent back without the members that only the server sets, and so are its
        /// parts. Such a member of a document that the caller has made is sent.
        ///
        /// `Debug` shows ids, enumerations, numbers, booleans and times. Every other text can be about a
        /// person and is shown as `…`: read the field to print it.
        ///
        /// All types are `#[non_exhaustive]`: a new build of the contract can add optional members and values, which
        /// is not a breaking change.
        pub mod types {
            /// The names of all members, sorted. An error may repeat these parts of an answer.
            pub(crate) const MEMBERS: &[&str] = &[#(#members),*];

            #(#made)*

            #(crate::model::read_enumeration!(#unspelt);)*

            #tracking

            #(#unselected)*
        }
    })
}

/// The types of areas that are not enabled. They are never compiled, but rustc then names the Cargo feature that a
/// type needs.
fn unselected(model: &Model) -> impl Iterator<Item = TokenStream> {
    model.unselected.iter().map(|(name, areas)| {
        let name = format_ident!("{name}");
        let features = areas.iter().map(|area| quote! { feature = #area });
        let features = match areas.len() {
            // rustc names a single feature in words.
            1 => quote! { #(#features)* },
            _ => quote! { any(#(#features),*) },
        };
        quote! { #[cfg(#features)] pub struct #name; }
    })
}

/// What is said of a type that is a row.
const ROW: &str = "\n\n`Serialize` writes a row: all fields in their order, empty where there is no value, without \
                   `unknown_members`. So a `Writer` of the crate csv takes it.";

fn structure(ty: &Type, object: &Struct, context: &Context<'_>) -> Result<TokenStream> {
    let name = &ty.name;
    let mut declared = Vec::new();
    let mut wired = Vec::new();
    let (mut read_only, mut parts) = (Vec::new(), Vec::new());
    let is_partly_sent = |ty: &RustType| {
        let name = ty.innermost().contract_name();
        name.is_some_and(|name| context.partly_sent.contains(name))
    };
    for field in &object.fields {
        let (ident, wire) = (format_ident!("{}", field.ident), &field.wire);
        let doc = property_doc(context.docs, name, field);
        let spelled = in_types(&field.ty);
        let place = format!("schemas.{name}.{wire}");
        let deprecated = deprecated(context.docs, field.facts.deprecated, &place);
        declared.push(quote! { #[doc = #doc] #deprecated pub #ident: #spelled });
        let value = field.ty.required();
        let is_enumeration = context.model.is_enumeration(value.item().unwrap_or(value));
        let form = match (field.form, is_enumeration) {
            (FieldForm::Optional, false) => quote!(optional),
            (FieldForm::Optional, true) => quote!(optional_enumeration),
            (FieldForm::Collection, false) => quote!(list),
            (FieldForm::Collection, true) => quote!(enumeration_list),
            (FieldForm::Required, false) => quote!(required),
            (FieldForm::Required, true) => quote!(required_enumeration),
        };
        if object.in_requests && field.facts.read_only {
            read_only.push(ident.clone());
        }
        if is_partly_sent(&field.ty) {
            parts.push(quote! { #ident: #form });
        }
        let shown = shown(field).map(|shown| format_ident!("{shown}"));
        let other = field.also_named.as_ref().map(|other| quote! { | #other });
        wired.push(quote! { #wire #other => #ident: #form #shown });
    }
    let rest = match &object.rest {
        Some((ident, ty)) => {
            let (ident, values, ty) = (format_ident!("{ident}"), ty, in_types(ty));
            if is_partly_sent(values) {
                parts.push(quote! { #ident: map });
            }
            let doc = "All members that have no field of their own, by name.";
            declared.push(quote! { #[doc = #doc] pub #ident: #ty });
            Some(quote! { , .. => #ident })
        }
        None if context.keeping.contains(name.as_str()) => {
            let unknown = format_ident!("{UNKNOWN_MEMBERS}");
            if object
                .fields
                .iter()
                .any(|field| field.ident == UNKNOWN_MEMBERS)
            {
                let pointer = ty.origins.first().map_or("", String::as_str);
                let finding = format!(
                    "{name} has a property that is called {UNKNOWN_MEMBERS}; remove it in the overlay, so that it is \
                     read as an unknown member"
                );
                return Err(Error::new(&context.model.file, pointer, finding));
            }
            declared.push(quote! {
                /// The members that have no field of their own.
                pub #unknown: crate::UnknownMembers
            });
            Some(quote! { , unknown => #unknown })
        }
        None => None,
    };
    let mut doc = type_doc(context.docs, name);
    if context.rows.contains(name.as_str()) {
        doc.push_str(ROW);
    }
    let construction = construction(ty, object, context);
    let name = format_ident!("{name}");
    let default = object.has_default().then(|| quote! { Default, });
    let kind = match (
        object.has_default(),
        context.rows.contains(ty.name.as_str()),
    ) {
        (false, _) => quote! { complete },
        (true, true) => quote! { row },
        (true, false) => quote! {},
    };
    let sent_back = (!read_only.is_empty() || !parts.is_empty())
        .then(|| quote! { read_only { #(#read_only),* } parts { #(#parts),* } });
    let must_use = object.in_requests.then(|| quote! { #[must_use] });
    let deprecated = deprecated(context.docs, ty.deprecated, &format!("schemas.{name}"));
    Ok(quote! {
        #[doc = #doc]
        #deprecated
        #[derive(Clone, #default PartialEq)]
        #[non_exhaustive]
        #must_use
        pub struct #name { #(#declared),* }
        #construction
        crate::object! { #kind #name { #(#wired),* #rest } #sent_back }
    })
}

fn type_doc(docs: &Docs, name: &str) -> String {
    docs.schema(name)
        .map_or_else(|| format!("`{name}`."), |words| words.description.clone())
}

fn enumeration(ty: &Type, enumeration: &Enumeration, docs: &Docs) -> TokenStream {
    let name = &ty.name;
    let variants = enumeration.variants.iter().map(|variant| {
        let (ident, wire) = (format_ident!("{}", variant.ident), &variant.wire);
        let doc = match docs.member(name, wire) {
            Some(words) => format!("`{wire}`: {words}"),
            None => format!("`{wire}`"),
        };
        let place = format!("schemas.{name}.{wire}");
        let deprecated = deprecated(docs, variant.deprecated, &place);
        quote! { #[doc = #doc] #deprecated #ident = #wire }
    });
    let doc = type_doc(docs, name);
    let deprecated = deprecated(docs, ty.deprecated, &format!("schemas.{name}"));
    let name = format_ident!("{name}");
    quote! {
        crate::open_enum! { #[doc = #doc] #deprecated #name { #(#variants),* } }
    }
}

#[cfg(test)]
mod tests;
