//! Builds the model of a converted document.

use super::elements::{Area, Model};
use super::operations::operations;
use super::progenitor::{module, output};
use super::shapes::check;
use super::types::types;
use crate::alone::each_alone;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::names::feature;
use openapiv3::{OpenAPI, ReferenceOr, SecurityScheme};
use std::collections::BTreeSet;

/// The model of a document. What can't be generated is reported with the operation that it comes
/// from.
pub fn model(document: &Document) -> Result<Model> {
    let model = try_model(document).map_err(|finding| {
        culprit(document).unwrap_or_else(|| Error::new(&document.file, "", finding))
    })?;
    check(&model)?;
    Ok(model)
}

/// The first operation that can't be generated even alone, and why.
fn culprit(document: &Document) -> Option<Error> {
    each_alone(&document.contract).find_map(|alone| {
        let part = Document::new(&document.file, &alone.contract).ok()?;
        let finding = try_model(&part).err()?;
        Some(Error::new(&document.file, &alone.pointer(), finding))
    })
}

fn try_model(document: &Document) -> std::result::Result<Model, String> {
    let api = &document.api;
    let source = output(api)?;
    let types = types(module(&source.items, "types")?, api, &document.origins)?;
    let areas = api.tags.iter().map(|tag| Area {
        tag: tag.name.clone(),
        feature: feature(&tag.name),
    });
    let mut model = Model {
        file: document.file.clone(),
        version: api.info.version.clone(),
        areas: areas.collect(),
        scopes: declared_scopes(api),
        types,
        unselected: document.unselected.clone(),
        operations: Vec::new(),
    };
    model.operations = operations(module(&source.items, "builder")?, api, &model)?;
    Ok(model)
}

fn declared_scopes(api: &OpenAPI) -> BTreeSet<String> {
    let components = api.components.iter();
    let schemes = components.flat_map(|components| components.security_schemes.values());
    let mut scopes = BTreeSet::new();
    for scheme in schemes {
        if let ReferenceOr::Item(SecurityScheme::OAuth2 { flows, .. }) = scheme {
            let implicit = flows.implicit.iter().flat_map(|flow| flow.scopes.keys());
            let code = flows.authorization_code.iter();
            let code = code.flat_map(|flow| flow.scopes.keys());
            scopes.extend(implicit.chain(code).cloned());
        }
    }
    scopes
}

#[cfg(test)]
mod tests;
