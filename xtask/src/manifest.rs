//! `Cargo.toml`, which has a feature for each area of the API: those of new areas are added, those of areas
//! that are gone are removed unless something needs them, and the rest of the file stays as it is.

use anyhow::{Context, Result, ensure};
use constant_contact_codegen::model::Model;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

pub const FILE: &str = "Cargo.toml";

/// The line before the list of areas.
const LIST: &str = "all-areas = [\n";

/// The parts of a manifest: what is before the list of areas, the list, the features of the areas, and the
/// rest.
struct Parts<'a> {
    before: &'a str,
    list: BTreeSet<&'a str>,
    features: Vec<&'a str>,
    after: &'a str,
}

impl<'a> Parts<'a> {
    fn of(manifest: &'a str) -> Result<Self> {
        let split = || {
            let (before, rest) = manifest.split_once(LIST)?;
            let (list, rest) = rest.split_once("]\n")?;
            let end = rest.find("\n\n").map_or(rest.len(), |end| end + 1);
            let (features, after) = rest.split_at(end);
            Some((before, list, features, after))
        };
        let (before, list, features, after) = split().with_context(|| {
            format!("{FILE}: expected the list `all-areas = [`, with one area in each line, and then the features of the areas")
        })?;
        let areas = list
            .lines()
            .map(|line| line.trim().trim_matches(['"', ',']));
        Ok(Self {
            before,
            list: areas.collect(),
            features: features.lines().collect(),
            after,
        })
    }

    /// The areas that have a feature.
    fn known(&self) -> BTreeSet<&'a str> {
        let features = self.features.iter().map(|line| name(line));
        self.list.iter().copied().chain(features).collect()
    }

    /// Whether the feature enables others, or something else needs it.
    fn is_used(&self, area: &str) -> bool {
        let quoted = format!("\"{area}\"");
        let others = [self.before, self.after].into_iter();
        let mut others = others.chain(self.features.iter().copied());
        let plain = format!("{area} = []");
        !self.features.contains(&&*plain) || others.any(|text| text.contains(&quoted))
    }
}

/// The manifest with the features of the model's areas.
pub fn with_areas(manifest: &str, model: &Model) -> Result<String> {
    let wanted = features(model);
    let parts = Parts::of(manifest)?;
    let mut lines = parts.features.clone();
    lines.retain(|line| wanted.contains(name(line)) || parts.is_used(name(line)));
    let mut lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
    for area in wanted.difference(&parts.features.iter().map(|line| name(line)).collect()) {
        let entry = format!("\n{area} = ");
        ensure!(
            !parts.before.contains(&entry) && !parts.after.contains(&entry),
            "{FILE}: the area `{area}` needs a feature of that name, which is taken; give its tag another name by an \
             action of spec/overlay.yaml"
        );
        let at = lines.partition_point(|line| name(line) < *area);
        lines.insert(at, format!("{area} = []"));
    }
    let list: String = wanted
        .iter()
        .map(|area| format!("    \"{area}\",\n"))
        .collect();
    let features: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let Parts { before, after, .. } = parts;
    Ok([before, LIST, &list, "]\n", &features, after].concat())
}

/// What still needs the features of areas that are gone.
pub fn leftovers(root: &Path, manifest: &str, model: &Model) -> Result<Vec<String>> {
    let wanted = features(model);
    let parts = Parts::of(manifest)?;
    let mut all = Vec::new();
    for area in parts.known().difference(&wanted) {
        if parts.is_used(area) {
            all.push(format!(
                "{FILE}: the area `{area}` is gone; delete its feature, and what needs it"
            ));
        }
        for folder in ["src", "tests", "examples", "benches"] {
            for file in users(&root.join(folder), &format!("feature = \"{area}\""))? {
                let file = file.strip_prefix(root).unwrap_or(&file).display();
                all.push(format!(
                    "{file} needs the feature `{area}`, whose area is gone"
                ));
            }
        }
    }
    Ok(all)
}

fn features(model: &Model) -> BTreeSet<&str> {
    model.areas.iter().map(|area| &*area.feature).collect()
}

/// The name of the feature that a line declares.
fn name(line: &str) -> &str {
    line.split(" =").next().unwrap_or(line)
}

/// The files below `folder` that contain a text, in order, except for generated ones.
fn users(folder: &Path, text: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(found);
    };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("generated") {
            found.extend(users(&path, text)?);
        } else if path.is_file() && String::from_utf8_lossy(&fs::read(&path)?).contains(text) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
