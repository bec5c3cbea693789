//! What a caller gets for a success.

use crate::extensions::Success;
use crate::names::HAND_WRITTEN;
use openapiv3::{Operation, ReferenceOr};
use quote::format_ident;

/// What the caller gets for a success.
pub(super) fn answer(operation: &Operation, success: Success) -> Result<syn::Type, String> {
    let parsed = |text: &str| syn::parse_str::<syn::Type>(text).map_err(|e| e.to_string());
    Ok(match success {
        Success::Empty => parsed("()")?,
        Success::Bytes => parsed("crate::RawBody")?,
        Success::Stream => parsed("crate::ByteStream")?,
        Success::Json => typed(operation)?,
        Success::MaybeJson => {
            let ty = typed(operation)?;
            syn::parse_quote!(Option<#ty>)
        }
    })
}

/// The declared type of a JSON answer: a named one, or a list of named ones.
fn typed(operation: &Operation) -> Result<syn::Type, String> {
    answer_type(answer_schema(operation).ok_or("a JSON answer without a schema")?)
}

/// The schema of an operation's success.
pub(super) fn answer_schema(operation: &Operation) -> Option<&ReferenceOr<openapiv3::Schema>> {
    operation
        .responses
        .responses
        .values()
        .find_map(|response| match response {
            ReferenceOr::Item(response) => response
                .content
                .values()
                .find_map(|body| body.schema.as_ref()),
            ReferenceOr::Reference { .. } => None,
        })
}

fn answer_type(schema: &ReferenceOr<openapiv3::Schema>) -> Result<syn::Type, String> {
    let schema = match schema {
        ReferenceOr::Reference { reference } => {
            let target = crate::references::target(reference);
            let name = format_ident!("{target}");
            return Ok(if HAND_WRITTEN.contains(&target) {
                syn::parse_quote!(crate::#name)
            } else {
                syn::parse_quote!(types::#name)
            });
        }
        ReferenceOr::Item(item) => item,
    };
    match &schema.schema_kind {
        openapiv3::SchemaKind::Type(openapiv3::Type::Array(array)) => {
            let items = array.items.as_ref().ok_or("a list without items")?;
            let item = answer_type(&items.clone().unbox())?;
            Ok(syn::parse_quote!(Vec<#item>))
        }
        openapiv3::SchemaKind::Type(openapiv3::Type::String(_)) => Ok(syn::parse_quote!(String)),
        openapiv3::SchemaKind::AllOf { all_of } if all_of.len() == 1 => answer_type(&all_of[0]),
        _ => Ok(syn::parse_quote!(serde_json::Value)),
    }
}
