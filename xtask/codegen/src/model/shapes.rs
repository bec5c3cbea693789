//! Which shapes of values the crate can read and write. What is found here would otherwise be an error of
//! the compiler, in code that nobody has written.

use super::elements::{Field, Model, Struct, Type, TypeKind};
use super::rust_type::RustType;
use crate::error::{Error, Result};
use crate::pointer::escape;
use std::collections::BTreeSet;

/// Refuses a model with a value that cannot be read or written, or with a document that cannot be made.
pub(super) fn check(model: &Model) -> Result<()> {
    for ty in &model.types {
        if let TypeKind::Struct(object) = &ty.kind {
            check_fields(model, ty, object)?;
        }
    }
    for operation in &model.operations {
        let body = operation.body.iter().map(|body| ("body", &body.ty));
        for (what, ty) in body.chain([("answer", operation.answer.required())]) {
            let is_whole = matches!(
                ty,
                RustType::Unit | RustType::RawBody | RustType::ByteStream
            );
            if !is_whole && !is_supported(ty) {
                let finding = format!("the {what} {NOT_SUPPORTED}");
                return Err(Error::new(&model.file, &operation.origin, finding));
            }
        }
    }
    Ok(())
}

const NOT_SUPPORTED: &str = "has a shape that the crate cannot read and write; describe it as `{type: object}` \
                             in the overlay, which takes any members";

fn check_fields(model: &Model, ty: &Type, object: &Struct) -> Result<()> {
    let refuse = |field: &Field, finding: String| {
        let origin = ty.origins.first().map_or("", String::as_str);
        let pointer = format!("{origin}/properties/{}", escape(&field.wire));
        Err(Error::new(&model.file, &pointer, finding))
    };
    for field in &object.fields {
        if !is_supported(field.ty.required()) {
            return refuse(field, format!("`{}` {NOT_SUPPORTED}", field.wire));
        }
        if requires(model, field).is_some_and(|part| reaches(model, part, &ty.name)) {
            return refuse(
                field,
                format!(
                    "`{}` contains itself and is required, so that no document has an end; make it optional \
                     in the overlay, by another `required`",
                    field.wire
                ),
            );
        }
    }
    match &object.rest {
        Some((_, values)) if values.map_value().is_none_or(|value| !is_supported(value)) => {
            let origin = ty.origins.first().map_or("", String::as_str);
            let pointer = format!("{origin}/additionalProperties");
            let finding = format!("what has any name {NOT_SUPPORTED}");
            Err(Error::new(&model.file, &pointer, finding))
        }
        _ => Ok(()),
    }
}

/// Whether the code of `src/model` reads and writes the type.
fn is_supported(ty: &RustType) -> bool {
    match ty {
        RustType::Bool
        | RustType::I64
        | RustType::F64
        | RustType::String
        | RustType::Json
        | RustType::JsonObject
        | RustType::Contract(_)
        | RustType::HandWritten(_) => true,
        RustType::Boxed(inner) | RustType::List(inner) | RustType::Map(inner) => {
            is_supported(inner)
        }
        RustType::Unit
        | RustType::U32
        | RustType::Instant
        | RustType::RawBody
        | RustType::ByteStream
        | RustType::Option(_) => false,
    }
}

/// The type that a value of the field's own type cannot do without.
fn requires<'a>(model: &'a Model, field: &'a Field) -> Option<&'a str> {
    let ty = match &field.ty {
        RustType::Boxed(inner) => inner,
        ty => ty,
    };
    let name = ty.contract_name().filter(|_| field.required)?;
    let is_needed = model.object(name).is_some_and(|part| !part.has_default());
    is_needed.then_some(name)
}

/// Whether a document of the type `from` cannot do without one of the type `to`.
fn reaches(model: &Model, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut todo = vec![from];
    while let Some(name) = todo.pop() {
        if name == to {
            return true;
        }
        if seen.insert(name)
            && let Some(object) = model.object(name)
        {
            todo.extend(
                object
                    .fields
                    .iter()
                    .filter_map(|field| requires(model, field)),
            );
        }
    }
    false
}

impl Model {
    /// The enumerations that occur where a document does not keep their spelling: in maps, in lists of lists and
    /// alone in an answer.
    pub(crate) fn without_spelling(&self) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        for ty in &self.types {
            if let TypeKind::Struct(object) = &ty.kind {
                let fields = object.fields.iter().map(|field| field.ty.required());
                let fields = fields.filter(|ty| !self.is_enumeration(ty.item().unwrap_or(ty)));
                let rest = object.rest.iter().map(|(_, values)| values);
                found.extend(
                    fields
                        .chain(rest)
                        .filter_map(|ty| ty.innermost().contract_name()),
                );
            }
        }
        let answers = self.operations.iter().map(|operation| &operation.answer);
        found.extend(answers.filter_map(|answer| answer.innermost().contract_name()));
        found.retain(|name| self.enumeration(name).is_some());
        found
    }
}

#[cfg(test)]
mod tests;
