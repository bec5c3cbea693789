//! Names that must not occur twice.

use crate::error::Result;
use crate::read::Node;
use std::collections::BTreeMap;

/// The names so far, with the place of each.
pub(super) struct Unique {
    what: &'static str,
    /// How one of the two gets another name.
    way_out: &'static str,
    seen: BTreeMap<String, String>,
}

impl Unique {
    pub fn new(what: &'static str, way_out: &'static str) -> Self {
        Self {
            what,
            way_out,
            seen: BTreeMap::new(),
        }
    }

    pub fn claim(&mut self, name: &str, node: &Node<'_>) -> Result<()> {
        match self.seen.insert(name.to_owned(), node.pointer().to_owned()) {
            None => Ok(()),
            Some(first) => Err(node.error(format!(
                "the {} `{name}` is taken by {first}; {} in the overlay",
                self.what, self.way_out
            ))),
        }
    }
}
