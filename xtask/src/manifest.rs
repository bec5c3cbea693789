//! What `Cargo.toml` says of the contract by hand: a feature for each area.

use anyhow::Result;
use constant_contact_codegen::model::{Area, Model};
use std::fs;
use std::path::Path;

/// Every area needs its cargo feature, which only a person can declare.
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
        .map(|Area { feature: area, .. }| {
            format!(
                "Cargo.toml lacks the feature of an area: add `{area} = []` and list it in \
                 `all-areas`"
            )
        })
        .collect())
}
