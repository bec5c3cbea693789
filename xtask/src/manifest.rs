//! What `Cargo.toml` says of the contract by hand: a feature for each area.

use anyhow::Result;
use constant_contact_codegen::feature;
use openapiv3::OpenAPI;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Every area needs its cargo feature, which only a person can declare.
pub fn missing_features(root: &Path, api: &OpenAPI) -> Result<Vec<String>> {
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    let areas: BTreeSet<String> = api.tags.iter().map(|tag| feature(&tag.name)).collect();
    let declared = |area: &String| {
        manifest.contains(&format!("\n{area} = ["))
            && manifest.contains(&format!("    \"{area}\",\n"))
    };
    Ok(areas
        .iter()
        .filter(|area| !declared(area))
        .map(|area| {
            format!(
                "Cargo.toml lacks the feature of an area: add `{area} = []` and list it in \
                 `all-areas`"
            )
        })
        .collect())
}
