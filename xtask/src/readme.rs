//! The parts of the README that come from the contract: how many operations there are, and the features of
//! the areas. They are between comments, which the reader does not see.

use anyhow::{Context, Result, ensure};
use constant_contact_codegen::model::Model;

pub const FILE: &str = "README.md";

/// The README with these parts as the model has them.
pub fn filled(readme: &str, model: &Model) -> Result<String> {
    let features: Vec<&str> = model.areas.iter().map(|area| &*area.feature).collect();
    let readme = between(readme, "operations", &model.operations.len().to_string())?;
    between(&readme, "features", &listed(features))
}

/// The features in order, in lines of the width of a page.
fn listed(mut features: Vec<&str>) -> String {
    features.sort_unstable();
    let mut text = String::new();
    let mut width = 0;
    for (index, feature) in features.iter().enumerate() {
        let end = if index + 1 == features.len() { "" } else { "," };
        let word = format!("`{feature}`{end}");
        width += word.len() + 1;
        if width > WIDTH {
            width = word.len() + 1;
            text.push('\n');
        } else if index > 0 {
            text.push(' ');
        }
        text.push_str(&word);
    }
    text
}

/// How many characters a line has at most.
const WIDTH: usize = 105;

/// The text with `content` between each pair of comments of that name. A line break after the first comment
/// stays, as does one before the last.
fn between(text: &str, name: &str, content: &str) -> Result<String> {
    let [begin, end] = [format!("<!-- {name} -->"), format!("<!-- /{name} -->")];
    let (first, rest) = text.split_once(&begin).with_context(|| {
        format!("{FILE}: expected `{begin}…{end}` where `cargo xtask regen` writes the {name}")
    })?;
    let mut filled = first.to_owned();
    for part in rest.split(&begin) {
        let (old, after) = part
            .split_once(&end)
            .with_context(|| format!("{FILE}: `{begin}` has no `{end}`"))?;
        let line = if old.starts_with('\n') { "\n" } else { "" };
        filled.push_str(&[&*begin, line, content, line, &*end, after].concat());
    }
    ensure!(
        filled.matches(&begin).count() == filled.matches(&end).count(),
        "{FILE}: `{end}` without `{begin}`"
    );
    Ok(filled)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
