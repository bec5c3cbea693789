//! A trait for the rows of the reports on the actions of contacts: opens, clicks, bounces and so on have the
//! same core members, and each has a few others.

use super::context::Context;
use super::spelling::in_types;
use crate::model::{Field, RustType, Struct};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// The members that a row needs, with their documentation.
const CORE: [(&str, &str); 8] = [
    (
        "campaign_activity_id",
        "The id of the email or landing page.",
    ),
    ("contact_id", "The id of the contact."),
    ("created_time", "When it happened."),
    ("deleted_at", "When the contact was deleted, if it was."),
    ("email_address", "The email address of the contact."),
    ("first_name", "The first name of the contact."),
    ("last_name", "The last name of the contact."),
    ("tracking_activity_type", "What the contact did."),
];

/// The trait, and its implementation for each item of a page that has the members; nothing if there is
/// no such item.
pub(super) fn tracking(context: &Context<'_>) -> TokenStream {
    let model = context.model;
    let items = model.items().into_iter();
    let items: Vec<(&str, Vec<&Field>)> = items
        .filter_map(|name| Some((name, core(model.object(name)?)?)))
        .collect();
    let Some((_, fields)) = items.first() else {
        return TokenStream::new();
    };
    let signatures: Vec<TokenStream> = fields.iter().map(|field| signature(field)).collect();
    let docs = CORE.map(|(_, words)| words);
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
        /// The common members of the rows of reports on what contacts did with an email or a landing page.
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
        /// their fields. The trait is sealed: only types of this crate implement it.
        pub trait TrackingActivity: sealed::TrackingActivity {
            #(#[doc = #docs] #signatures;)*
        }

        mod sealed {
            pub trait TrackingActivity {}
        }

        #(#implemented)*
    }
}

/// The fields of the core members, if the type has all of them and each is optional.
fn core(object: &Struct) -> Option<Vec<&Field>> {
    let field = |(wire, _)| {
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
