//! What the parts of the conversion share.

use super::naming::Naming;
use crate::error::{Error, Result};
use crate::extensions::TYPE_NAME;
use crate::names::HAND_WRITTEN;
use crate::origins::Origins;
use crate::pointer::unescape;
use crate::read::Node;
use openapiv3::Schema;
use std::collections::{BTreeMap, BTreeSet};

/// The definitions with their new names, and the schemas so far.
pub(super) struct Converter<'a> {
    pub definitions: BTreeMap<&'a str, Definition<'a>>,
    /// Definitions that are referred to but not converted yet. Definitions that nothing refers to are
    /// never converted.
    pub pending: Vec<Definition<'a>>,
    pub requested: BTreeSet<String>,
    /// The places of the definitions that are being written out at the moment.
    pub open: Vec<String>,
    pub schemas: BTreeMap<String, Schema>,
    /// Where each schema came from, to name both places if two claim one name.
    pub origins: Origins,
    /// The names of the security schemes.
    pub schemes: BTreeSet<&'a str>,
    pub produces: Vec<&'a str>,
    pub consumes: Vec<&'a str>,
    /// The credentials of operations that name none.
    pub security: Option<Node<'a>>,
}

#[derive(Clone)]
pub(super) struct Definition<'a> {
    pub type_name: String,
    pub node: Node<'a>,
}

impl<'a> Converter<'a> {
    pub fn new(file: &str, root: &Node<'a>) -> Result<Self> {
        let mut converter = Self {
            definitions: BTreeMap::new(),
            pending: Vec::new(),
            requested: BTreeSet::new(),
            open: Vec::new(),
            schemas: BTreeMap::new(),
            origins: Origins::new(file),
            schemes: match root.get("securityDefinitions")? {
                Some(schemes) => schemes.object()?.keys().map(String::as_str).collect(),
                None => BTreeSet::new(),
            },
            produces: root.strings("produces")?,
            consumes: root.strings("consumes")?,
            security: root.get("security")?,
        };
        let definitions = match root.get("definitions")? {
            Some(definitions) => definitions.entries()?,
            None => Vec::new(),
        };
        let naming = Naming::new(root)?;
        for (name, node) in definitions {
            let type_name = match node.text(TYPE_NAME)? {
                Some(given) => given.to_owned(),
                None => naming.type_name(name),
            };
            converter
                .definitions
                .insert(name, Definition { type_name, node });
        }
        Ok(converter)
    }

    /// The definition that a reference means.
    pub fn definition(&self, reference: &str) -> Option<&Definition<'a>> {
        let name = unescape(reference.strip_prefix("#/definitions/")?);
        self.definitions.get(&*name)
    }

    /// A type of the contract must not be replaced unseen by one of the same name. `Link` is the
    /// exception: the contract has it too, and the refinement compares the two.
    pub fn refuse_hand_written(&self, name: &str, node: &Node<'a>) -> Result<()> {
        if name != "Link" && HAND_WRITTEN.contains(&name) {
            return Err(node.error(format!(
                "the type name {name} is taken by the crate's own; give this one another \
                 `x-type-name` in the overlay"
            )));
        }
        Ok(())
    }

    pub fn taken(&self, name: &str, node: &Node<'a>) -> Error {
        let origin = self.origins.pointer(name).unwrap_or("elsewhere");
        node.error(format!(
            "the type name {name} is taken by {origin}; give one of the two an `x-type-name` in \
             the overlay"
        ))
    }
}
