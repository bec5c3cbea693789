//! The source text of the whole client.

use super::context::Context;
use super::links::linked;
use super::operations::operations;
use super::types::types;
use super::write_back::Conversions;
use crate::docs::Docs;
use crate::error::{Error, Result};
use crate::model::Model;

/// The generated client as source text.
pub fn generate(model: &Model, docs: &Docs) -> Result<String> {
    let docs = linked(docs, model).with_sources();
    let mut context = Context::new(model, &docs);
    let conversions = Conversions::new(&context);
    context.keeping.extend(conversions.written());
    context.conversions = conversions.functions();
    let types = types(&context)?;
    let operations = operations(&context, &conversions)?;
    let tokens = quote::quote! {
        #types
        #operations
    };
    let parsed = syn::parse2(tokens).map_err(|e| Error::new(&model.file, "", e))?;
    Ok(prettyplease::unparse(&parsed))
}
