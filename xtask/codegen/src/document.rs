//! The corrected contract as OpenAPI 3.0, with the places that its elements come from.

use crate::convert::convert;
use crate::error::Result;
use crate::extensions::{AREA, Extended};
use crate::names::HAND_WRITTEN;
use crate::origins::Origins;
use crate::references::{answer, drop_unused, reached, request};
use crate::refine::refine;
use crate::select::retain_operations;
use openapiv3::OpenAPI;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A converted contract.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file that messages name.
    pub file: String,
    /// The contract in OpenAPI 3.0, as `tests/golden/openapi.json` shows it.
    pub api: OpenAPI,
    /// The types that only the areas which are left out use, each with these areas (cargo features).
    pub(crate) unselected: BTreeMap<String, BTreeSet<String>>,
    pub(crate) origins: Origins,
    /// The contract that it was converted from.
    pub contract: Value,
}

impl Document {
    /// Converts a corrected contract, with all its areas.
    pub fn new(file: &str, contract: &Value) -> Result<Self> {
        let (mut api, mut origins) = convert(file, contract)?;
        refine(&mut origins, &mut api)?;
        Ok(Self {
            file: file.to_owned(),
            api,
            unselected: BTreeMap::new(),
            origins,
            contract: contract.clone(),
        })
    }

    /// A document that was converted earlier; where its elements come from isn't known any more.
    pub fn converted(file: &str, api: OpenAPI) -> Self {
        Self {
            file: file.to_owned(),
            api,
            unselected: BTreeMap::new(),
            origins: Origins::new(file),
            contract: Value::Null,
        }
    }

    /// Leaves only the operations of the areas (cargo features) that are `wanted`, and the types that
    /// they use.
    pub fn select_areas(&mut self, wanted: impl Fn(&str) -> bool) {
        let mut unselected = types_by_area(&self.api, |area| !wanted(area));
        retain_operations(&mut self.api, |operation| {
            operation.text(AREA).is_some_and(&wanted)
        });
        drop_unused(&mut self.api);
        let selected = self.api.components.iter().flat_map(|all| &all.schemas);
        for (name, _) in selected {
            unselected.remove(name);
        }
        self.unselected = unselected;
    }
}

/// The generated types that `areas` use, each with those areas.
fn types_by_area(
    api: &OpenAPI,
    areas: impl Fn(&str) -> bool,
) -> BTreeMap<String, BTreeSet<String>> {
    let mut types: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (.., operation) in api.operations() {
        let Some(area) = operation.text(AREA).filter(|area| areas(area)) else {
            continue;
        };
        let roots = request(operation).into_iter().chain(answer(operation));
        for name in reached(api, roots) {
            types.entry(name).or_default().insert(area.to_owned());
        }
    }
    types.retain(|name, _| !HAND_WRITTEN.contains(&name.as_str()));
    types
}

#[cfg(test)]
mod tests;
