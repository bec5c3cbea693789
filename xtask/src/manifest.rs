//! Checks of `Cargo.toml`, which declares a feature for each area.

use anyhow::Result;
use constant_contact_codegen::model::{Area, Model};
use std::fs;
use std::path::Path;

/// What a maintainer has to add to `Cargo.toml`: the features of areas that have none.
pub fn missing_features(root: &Path, model: &Model) -> Result<Vec<String>> {
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    let is_declared = |Area { feature, .. }: &&Area| {
        manifest.contains(&format!("\n{feature} = ["))
            && manifest.contains(&format!("    \"{feature}\",\n"))
    };
    Ok(model
        .areas
        .iter()
        .filter(|area| !is_declared(area))
        .map(|Area { feature, .. }| {
            format!(
                "Cargo.toml lacks the feature of an area: add `{feature} = []` and list it in \
                 `all-areas`"
            )
        })
        .collect())
}
