//! The input from which the parts of the client are generated.

use crate::docs::Docs;
use crate::model::{Field, Model, TypeKind};
use std::collections::{BTreeMap, BTreeSet};

/// The model, the words, and decisions that apply to all types.
pub(super) struct Context<'a> {
    pub model: &'a Model,
    pub docs: &'a Docs,
    /// The types that keep unknown members.
    pub keeping: BTreeSet<&'a str>,
    /// The types of which an answer is not sent back whole.
    pub partly_sent: BTreeSet<&'a str>,
    /// The types that are written as a line of a file.
    pub rows: BTreeSet<&'a str>,
    /// The functions that make a type from an answer, by its name.
    pub conversions: BTreeMap<&'a str, BTreeSet<String>>,
}

impl<'a> Context<'a> {
    pub fn new(model: &'a Model, docs: &'a Docs) -> Self {
        let keeping = model.types.iter().filter(|ty| match &ty.kind {
            TypeKind::Struct(object) => object.in_answers && object.rest.is_none(),
            _ => false,
        });
        Self {
            model,
            docs,
            keeping: keeping.map(|ty| ty.name.as_str()).collect(),
            partly_sent: model.partly_sent(),
            rows: model.rows(),
            conversions: BTreeMap::new(),
        }
    }

    /// The fields of a struct by wire name; `None` if there is no such struct, or one with members of
    /// any name.
    pub fn fields(&self, name: &str) -> Option<BTreeMap<&'a str, &'a Field>> {
        let object = self.model.object(name)?;
        let fields = object.fields.iter().map(|field| (&*field.wire, field));
        object.rest.is_none().then(|| fields.collect())
    }
}
