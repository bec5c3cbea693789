//! One trait for the rows of the reports on what contacts did: opens, clicks, bounces and the like have the
//! same core of members, and each has a few of its own.

use super::context::Context;
use super::facts::property_doc;
use super::spelling::in_types;
use crate::model::{Field, RustType, Struct};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// The members that a row needs.
const CORE: [&str; 8] = [
    "campaign_activity_id",
    "contact_id",
    "created_time",
    "deleted_at",
    "email_address",
    "first_name",
    "last_name",
    "tracking_activity_type",
];

/// The trait, and its implementation for each item of a page that has the members; nothing if there is
/// no such item.
pub(super) fn tracking(context: &Context<'_>) -> TokenStream {
    let model = context.model;
    let items = model.items().into_iter();
    let items: Vec<(&str, Vec<&Field>)> = items
        .filter_map(|name| Some((name, core(model.object(name)?)?)))
        .collect();
    let Some((first, fields)) = items.first() else {
        return TokenStream::new();
    };
    let signatures: Vec<TokenStream> = fields.iter().map(|field| signature(field)).collect();
    let docs = fields.iter().map(|field| {
        let doc = property_doc(context.docs, first, field);
        doc.lines().next().unwrap_or_default().to_owned()
    });
    let same = |row: &[&Field]| {
        row.iter()
            .zip(fields)
            .all(|(one, other)| one.ty == other.ty)
    };
    let implemented = items
        .iter()
        .filter(|(_, row)| same(row))
        .map(|(name, row)| {
            let name = format_ident!("{name}");
            let bodies = row.iter().map(|field| body(field));
            quote! {
                impl sealed::TrackingActivity for #name {}

                impl TrackingActivity for #name {
                    #(#signatures { #bodies })*
                }
            }
        });
    quote! {
        /// What a contact did with an email or a landing page: what all rows of these reports have in common.
        ///
        /// ```
        /// use constant_contact::types::TrackingActivity;
        ///
        /// fn line(row: &dyn TrackingActivity) -> Option<String> {
        ///     let (kind, at) = (row.tracking_activity_type()?, row.created_time()?);
        ///     Some(format!("{at}: {kind} by contact {}", row.contact_id()?))
        /// }
        /// ```
        ///
        /// The rows of opens, clicks, bounces and the like implement it. What only some of them have is in
        /// their fields. It cannot be implemented outside this crate.
        pub trait TrackingActivity: sealed::TrackingActivity {
            #(#[doc = #docs] #signatures;)*
        }

        mod sealed {
            pub trait TrackingActivity {}
        }

        #(#implemented)*
    }
}

/// The fields of the core, if the type has all of them and each can be missing.
fn core(object: &Struct) -> Option<Vec<&Field>> {
    let field = |wire| {
        object
            .field(wire)
            .filter(|field| field.ty.optional().is_some())
    };
    CORE.into_iter().map(field).collect()
}

fn signature(field: &Field) -> TokenStream {
    let ident = format_ident!("{}", field.ident);
    let ty = match field.ty.required() {
        RustType::String => quote! { str },
        ty => in_types(ty),
    };
    quote! { fn #ident(&self) -> Option<&#ty> }
}

fn body(field: &Field) -> TokenStream {
    let ident = format_ident!("{}", field.ident);
    match field.ty.required() {
        RustType::String => quote! { self.#ident.as_deref() },
        _ => quote! { self.#ident.as_ref() },
    }
}

#[cfg(test)]
mod tests;
