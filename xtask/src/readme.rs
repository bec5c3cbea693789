//! Checks of the README, which names the features and says how many operations there are.

use constant_contact_codegen::model::Model;

pub const FILE: &str = "README.md";

/// The differences between the README and the contract.
pub fn gaps(readme: &str, model: &Model) -> Vec<String> {
    let areas = model.areas.iter().map(|area| &area.feature);
    let unnamed = areas
        .filter(|area| !readme.contains(&format!("`{area}`")))
        .map(|area| format!("{FILE} does not name `{area}` among the cargo features"));
    let count = model.operations.len();
    let wrong = readme
        .match_indices(" operations")
        .filter_map(|(end, _)| {
            let before = &readme[..end];
            let start = before
                .rfind(|c: char| !c.is_ascii_digit())
                .map_or(0, |at| at + 1);
            before[start..].parse().ok()
        })
        .filter(|stated: &usize| *stated != count)
        .map(|stated| format!("{FILE} says `{stated} operations`, and there are {count}"));
    let mut gaps: Vec<String> = unnamed.chain(wrong).collect();
    gaps.dedup();
    gaps
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
