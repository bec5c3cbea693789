//! Where the types of a converted document come from, so that an error that is found later, in the
//! whole document, can still name its place in the contract.

use crate::error::Error;
use std::collections::BTreeMap;
use std::fmt;

/// The places of each type, by its name.
#[derive(Debug, Clone)]
pub(crate) struct Origins {
    file: String,
    pointers: BTreeMap<String, Vec<String>>,
}

impl Origins {
    pub fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            pointers: BTreeMap::new(),
        }
    }

    /// Adds a place of a type: several enumerations of one name are one type.
    pub fn note(&mut self, name: &str, pointer: &str) {
        let pointers = self.pointers.entry(name.to_owned()).or_default();
        if !pointers.iter().any(|known| known == pointer) {
            pointers.push(pointer.to_owned());
        }
    }

    /// Adds the places of the types `from` to those of the type `into`.
    pub fn merge<'a>(&mut self, into: &str, from: impl IntoIterator<Item = &'a String>) {
        for name in from {
            for pointer in self.pointers(name).to_vec() {
                self.note(into, &pointer);
            }
        }
    }

    /// All places of a type.
    pub fn pointers(&self, name: &str) -> &[String] {
        self.pointers.get(name).map_or(&[], Vec::as_slice)
    }

    /// The first place of a type.
    pub fn pointer(&self, name: &str) -> Option<&str> {
        self.pointers(name).first().map(String::as_str)
    }

    /// A finding at the first of `names` that has a place; hand-written types have none.
    pub fn error<'a>(
        &self,
        names: impl IntoIterator<Item = &'a str>,
        finding: impl fmt::Display,
    ) -> Error {
        let pointer = names.into_iter().find_map(|name| self.pointer(name));
        Error::new(&self.file, pointer.unwrap_or_default(), finding)
    }

    /// A finding at a property of `name`.
    pub fn property_error(&self, name: &str, property: &str, finding: impl fmt::Display) -> Error {
        let own = self.pointer(name).unwrap_or_default();
        let pointer = format!("{own}/properties/{}", crate::pointer::escape(property));
        Error::new(&self.file, &pointer, finding)
    }
}
