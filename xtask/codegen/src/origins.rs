//! Where the types of a converted document come from, so that what is found later, in the document as
//! a whole, can still be told with its place in the contract.

use crate::error::Error;
use std::collections::BTreeMap;
use std::fmt;

/// The place of each type, by its name.
#[derive(Debug, Clone)]
pub(crate) struct Origins {
    file: String,
    pointers: BTreeMap<String, String>,
}

impl Origins {
    pub fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            pointers: BTreeMap::new(),
        }
    }

    /// Notes the first place of a type; one of several enumerations of one name is enough.
    pub fn note(&mut self, name: &str, pointer: &str) {
        self.pointers
            .entry(name.to_owned())
            .or_insert_with(|| pointer.to_owned());
    }

    pub fn pointer(&self, name: &str) -> Option<&str> {
        self.pointers.get(name).map(String::as_str)
    }

    /// A finding at the first of `names` that has a place; types written by hand have none.
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
        let pointer = format!("{own}/properties/{}", crate::read::escape(property));
        Error::new(&self.file, &pointer, finding)
    }
}
