//! The values in an example call: documents with few members, entries of lists, and variables.

use super::Sample;
use super::layout::{built, call};
use crate::inflection::singular;
use crate::model::{Field, RustType, Struct};

/// Properties that a first call would set, the most typical first, where a body requires none.
const TYPICAL: [&str; 16] = [
    "name",
    "email_address",
    "address",
    "contact_ids",
    "list_ids",
    "tag_ids",
    "custom_field_ids",
    "label",
    "subject",
    "first_name",
    "last_name",
    "organization_name",
    "list_memberships",
    "status",
    "title",
    "import_data",
];

const INSTANT: &str = "chrono::DateTime<chrono::Utc>";

/// How many properties of a body are shown in addition to the required ones.
const SHOWN: usize = 2;

impl<'a> Sample<'a> {
    pub fn body(&mut self, ty: &RustType) -> String {
        self.value(ty, "body", 0)
    }

    /// The struct that a type names.
    fn object_of<'t>(&self, ty: &'t RustType) -> Option<(&'t str, &'a Struct)> {
        let name = ty.contract_name()?;
        Some((name, self.context.model.object(name)?))
    }

    /// A document with the members that a request requires and the most typical of the others.
    fn object(&mut self, name: &str, item: &Struct, depth: usize) -> String {
        self.open.push(name.to_owned());
        let object = self.open_object(name, item, depth);
        self.open.pop();
        object
    }

    fn open_object(&mut self, name: &str, item: &Struct, depth: usize) -> String {
        self.imports.insert(name.to_owned());
        let optional = match depth {
            0 | 1 => self.shown(item, false),
            _ => Vec::new(),
        };
        let required: Vec<&Field> = item.fields.iter().filter(|field| field.required).collect();
        // What a document of both directions sets instead of what a new one requires.
        let partial = !item.in_examples.is_empty()
            && item.has_default()
            && required
                .iter()
                .any(|field| !item.in_examples.contains(&field.wire));
        let made = match partial {
            true => format!("{name}::default()"),
            false => {
                let arguments = required
                    .iter()
                    .map(|field| self.value(&field.ty, &field.ident, depth + 1));
                call(&format!("{name}::new"), &arguments.collect::<Vec<_>>())
            }
        };
        let mut setters = Vec::new();
        for field in optional {
            if field.required && !partial {
                continue;
            }
            let value = self.value(&field.ty, &field.ident, depth + 1);
            if !is_empty(&value) {
                setters.push(format!(".{}({value})", field.ident));
            }
        }
        built(&made, &setters)
    }

    /// The optional members that an example sets. For a `change` of an answer, these are the first ones if none is
    /// required or typical.
    fn shown(&self, item: &'a Struct, change: bool) -> Vec<&'a Field> {
        let wanted = &item.in_examples;
        let rank = |field: &Field| match wanted.is_empty() {
            true => TYPICAL.iter().position(|known| *known == field.wire),
            false => wanted.iter().position(|known| *known == field.wire),
        };
        let required = item.fields.iter().filter(|field| field.required).count();
        let fields = item.fields.iter();
        let fields = fields.filter(|field| !(field.facts.read_only || field.facts.deprecated));
        let fields = fields.filter(|field| !field.required || !wanted.is_empty());
        // Members that the server keeps are not sent back.
        let fields = fields.filter(|field| !(change && field.kept_when_omitted));
        let mut ranked: Vec<_> = fields.map(|field| (rank(field), field)).collect();
        if !change || required > 0 || ranked.iter().any(|(rank, _)| rank.is_some()) {
            ranked.retain(|(rank, _)| rank.is_some());
        }
        ranked.sort_by_key(|(rank, _)| *rank);
        let mut shown = Vec::new();
        for (_, field) in ranked {
            if wanted.is_empty() && required + shown.len() >= SHOWN {
                break;
            }
            shown.push(field);
            // Lists of ids exclude each other: one says which contacts are meant.
            if wanted.is_empty() && field.ty.required().item().is_some() {
                break;
            }
        }
        shown
    }

    /// The fields that a change of an answer sets, with their values. Fields that are `chosen` already have one.
    pub fn members(&mut self, item: &'a Struct, chosen: &[&Field]) -> Vec<(String, String)> {
        let is_chosen = |field: &Field| chosen.iter().any(|chosen| chosen.wire == field.wire);
        let required = item.fields.iter().filter(|field| field.required);
        let required = required.filter(|field| !is_chosen(field));
        let required: Vec<&Field> = required.collect();
        let shown = self.shown(item, true);
        let others = shown.into_iter().filter(|field| !field.required);
        let mut members = Vec::new();
        for Field { ident, ty, .. } in required.into_iter().chain(others) {
            let value = self.field(ty, ident);
            if !is_empty(value.strip_suffix("())").unwrap_or(&value)) {
                members.push((ident.clone(), value));
            }
        }
        members
    }

    /// The value of a field.
    fn field(&mut self, ty: &RustType, name: &str) -> String {
        if let Some(some) = ty.optional() {
            return format!("Some({})", self.field(some, name));
        }
        if let Some(none) = self.end_of_recursion(ty) {
            return none;
        }
        if let Some(item) = ty.item() {
            return format!("vec![{}]", self.field(item, &singular(name)));
        }
        if let RustType::Boxed(inner) = ty {
            return format!("Box::new({})", self.field(inner, name));
        }
        match self.object_of(ty) {
            Some((name, item)) => self.object(name, item, 2).replace('\n', "\n    "),
            None => self.plain(ty, name, true),
        }
    }

    /// An entry of a list or map. Lists and maps inside others are not converted.
    fn entry(&mut self, ty: &RustType, name: &str, depth: usize) -> String {
        match ty {
            RustType::List(_) | RustType::Map(_) => self.field(ty, name),
            _ => self.value(ty, name, depth),
        }
    }

    /// A value that is converted where it is used.
    pub fn value(&mut self, ty: &RustType, name: &str, depth: usize) -> String {
        let ty = ty.required();
        if let RustType::Boxed(inner) = ty {
            return self.value(inner, name, depth);
        }
        if let Some(none) = self.end_of_recursion(ty) {
            return none;
        }
        if let Some(item) = ty.item() {
            return format!("[{}]", self.entry(item, &singular(name), depth));
        }
        if let Some(value) = ty.map_value() {
            return format!("[(\"name\", {})]", self.entry(value, "value", depth));
        }
        match self.object_of(ty) {
            Some((name, item)) => self.object(name, item, depth),
            None => self.plain(ty, name, false),
        }
    }

    /// No value of the type, if it is one of the types that the example is in the middle of.
    fn end_of_recursion(&mut self, ty: &RustType) -> Option<String> {
        let item = ty.item().or(ty.map_value()).unwrap_or(ty);
        let name = item.contract_name()?;
        if !self.open.iter().any(|open| open == name) {
            return None;
        }
        self.imports.insert(name.to_owned());
        Some(match ty {
            RustType::List(_) => format!("Vec::<{name}>::new()"),
            RustType::Map(_) => {
                format!("std::collections::BTreeMap::<String, {name}>::new()")
            }
            _ => format!("{name}::default()"),
        })
    }

    /// A value without parts. `exact` if it is not converted where it goes.
    pub fn plain(&mut self, ty: &RustType, name: &str, exact: bool) -> String {
        if let Some(kind) = ty.contract_name()
            && let Some(all) = self.context.model.enumeration(kind)
            && let Some(first) = all.variants.first()
        {
            self.imports.insert(kind.to_owned());
            return format!("{kind}::{}", first.ident);
        }
        let mut argument = |ty| {
            self.arguments.insert(name.to_owned(), ty);
            name.to_owned()
        };
        match ty {
            RustType::Bool => "true".to_owned(),
            RustType::U32 => argument("u32"),
            RustType::I64 => argument("i64"),
            RustType::F64 => argument("f64"),
            RustType::Instant => argument(INSTANT),
            RustType::HandWritten(kind) if kind == "SendTime" => text(argument(INSTANT), exact),
            RustType::String => text(argument("&str"), exact),
            RustType::HandWritten(kind) if kind == "Timestamp" || kind == "StringOrInteger" => {
                text(argument("&str"), exact)
            }
            RustType::Json => argument("serde_json::Value"),
            _ => "Default::default()".to_owned(),
        }
    }
}

/// Whether a value has no content that an example could show.
fn is_empty(value: &str) -> bool {
    let value = value.trim_end_matches("()");
    value.ends_with("::new") || value.ends_with("::default")
}

fn text(argument: String, exact: bool) -> String {
    match exact {
        true => format!("{argument}.into()"),
        false => argument,
    }
}
