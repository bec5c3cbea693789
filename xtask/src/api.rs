//! `cargo xtask api`: the public surface of the crate, one line for each item, field, variant and
//! method, read from the sources with syn.
//!
//! ```text
//! src/lib.rs ─► modules (with the generated client in its place) ─► what `pub` and `pub use` reach
//!                                                                └► members and impls of that
//! ```
//!
//! What the crate's macros implement for every document type (serde, `Debug`) is not listed. A diff of the golden
//! copy shows what a change means for users: a removed line is a breaking change.

mod lines;
mod modules;
mod opaque_debug;
mod open_enum;

pub use modules::Sources;

use anyhow::Result;
use modules::Modules;
use opaque_debug::opaque_debug;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use syn::Item;

/// The surface of the crate under `root` with `sources` as the generated ones.
pub fn surface(root: &Path, sources: &Sources) -> Result<String> {
    let mut modules = Modules::default();
    modules.load(
        &root.join("src/lib.rs"),
        &root.join("src"),
        Vec::new(),
        sources,
    )?;
    let mut reached = BTreeMap::new();
    modules.reach(&Vec::new(), &Vec::new(), &mut reached, 0);
    let mut lines = BTreeSet::new();
    for (place, public) in &reached {
        modules.describe(place, public, &mut lines);
    }
    for (place, items) in &modules.items {
        for item in items {
            match item {
                Item::Impl(item) => modules.describe_impl(place, item, &reached, &mut lines),
                Item::Macro(item) => {
                    if let Some(item) = opaque_debug(item) {
                        modules.describe_impl(place, &item, &reached, &mut lines);
                    }
                }
                _ => {}
            }
        }
    }
    Ok(lines.into_iter().map(|line| line + "\n").collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
