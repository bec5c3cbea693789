//! Which types are rows of a report: what a CSV file can have in a line.

use super::elements::{Model, Struct};
use super::rust_type::RustType;
use std::collections::BTreeSet;

impl Model {
    /// The rows: items of pages that no request contains and no operation answers alone, and whose members are
    /// all scalars. Nobody sends them back, so that nothing is lost if they are written as a line of a file.
    pub fn rows(&self) -> BTreeSet<&str> {
        let answers = self
            .operations
            .iter()
            .map(|operation| operation.answer.innermost());
        let alone: BTreeSet<&str> = answers.filter_map(RustType::contract_name).collect();
        let items = self.items();
        let rows = items.into_iter().filter(|name| !alone.contains(name));
        rows.filter(|name| self.object(name).is_some_and(|object| self.is_flat(object)))
            .collect()
    }

    /// The types of the items of pages.
    pub fn items(&self) -> BTreeSet<&str> {
        let pages = self
            .operations
            .iter()
            .filter_map(|operation| operation.pages.as_ref());
        pages
            .filter_map(|pages| pages.item.contract_name())
            .collect()
    }

    fn is_flat(&self, object: &Struct) -> bool {
        let is_scalar = |ty: &RustType| match ty {
            RustType::Bool | RustType::I64 | RustType::U32 | RustType::F64 | RustType::String => {
                true
            }
            RustType::HandWritten(name) => name == "Timestamp" || name == "StringOrInteger",
            ty => self.is_enumeration(ty),
        };
        let mut fields = object.fields.iter();
        !object.in_requests
            && object.rest.is_none()
            && fields.all(|field| field.ty.optional().is_some_and(is_scalar))
    }
}

#[cfg(test)]
mod tests;
