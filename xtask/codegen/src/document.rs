//! The corrected contract as OpenAPI 3.0, with the places that its elements come from.

use crate::convert::convert;
use crate::error::Result;
use crate::extensions::{AREA, Extended};
use crate::origins::Origins;
use crate::references::drop_unused;
use crate::refine::refine;
use crate::select::retain_operations;
use openapiv3::OpenAPI;
use serde_json::Value;

/// A converted contract.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file that messages name.
    pub file: String,
    /// The contract in OpenAPI 3.0, as `tests/golden/openapi.json` shows it.
    pub api: OpenAPI,
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
            origins,
            contract: contract.clone(),
        })
    }

    /// A document that was converted earlier; where its elements come from isn't known any more.
    pub fn converted(file: &str, api: OpenAPI) -> Self {
        Self {
            file: file.to_owned(),
            api,
            origins: Origins::new(file),
            contract: Value::Null,
        }
    }

    /// Leaves only the operations of the areas (cargo features) that are `wanted`, and the types that
    /// they use.
    pub fn select_areas(&mut self, wanted: impl Fn(&str) -> bool) {
        retain_operations(&mut self.api, |operation| {
            operation.text(AREA).is_some_and(&wanted)
        });
        drop_unused(&mut self.api);
    }
}

#[cfg(test)]
mod tests;
