//! What the contract says of an element, as one line, to write the words from.

use crate::workspace::Contract;
use constant_contact_codegen::model::{Model, Operation, Parameter, Place, Type, TypeKind};
use serde_json::Value;
use std::collections::BTreeSet;

/// The facts about the elements of a contract.
pub(super) struct Facts<'a> {
    model: &'a Model,
    contract: &'a Value,
}

impl<'a> Facts<'a> {
    pub fn new(contract: &'a Contract) -> Self {
        Self {
            model: &contract.model,
            contract: &contract.document.contract,
        }
    }

    pub fn area(&self, tag: &str) -> String {
        let operations = self.model.operations.iter();
        let operations = operations.filter(|operation| operation.area.tag == tag);
        names(operations.map(|operation| operation.method.as_str()))
    }

    pub fn scope(&self, name: &str) -> String {
        let operations = self.model.operations.iter();
        let operations = operations.filter(|operation| operation.scopes.contains(name));
        let methods = names(operations.map(|operation| operation.method.as_str()));
        format!(
            "needed by {}",
            if methods.is_empty() {
                "no operation"
            } else {
                &methods
            }
        )
    }

    /// The summary and the description.
    pub fn operation(&self, id: &str) -> [String; 2] {
        let Some(operation) = self.find(id) else {
            return [String::new(), String::new()];
        };
        let call = format!("`{} {}`", operation.verb.to_uppercase(), operation.path);
        let body = operation.body.iter();
        let body = body.map(|body| format!("body `{}`", body.ty));
        let answer = format!("answer `{}`", operation.answer);
        let pages = operation.pages.iter();
        let pages = pages.map(|pages| format!("pages of `{}`", pages.rows));
        let scopes = operation
            .scopes
            .iter()
            .map(|scope| format!("scope `{scope}`"));
        let statuses = format!("statuses {}", operation.statuses.join(", "));
        let all = body.chain([answer]).chain(pages).chain(scopes);
        let all: Vec<String> = all.chain([statuses]).collect();
        [call, all.join("; ")]
    }

    pub fn parameter(&self, id: &str, name: &str) -> String {
        let Some(operation) = self.find(id) else {
            return String::new();
        };
        let mut parameters = operation.parameters.iter();
        let Some(parameter) = parameters.find(|parameter| parameter.wire == name) else {
            let form = operation.form.iter().flatten();
            let field = form.filter(|field| field.name == name);
            let required = |required| if required { "required" } else { "optional" };
            let texts =
                field.map(|field| format!("form, {}, `{}`", required(field.required), field.ty));
            return texts.collect();
        };
        let Parameter {
            ty,
            place,
            required,
            position,
            ..
        } = parameter;
        let place = match place {
            Place::Path => "path",
            Place::Query => "query",
        };
        let required = if *required { "required" } else { "optional" };
        let first = format!("{place}, {required}, `{}`", ty.required());
        let pointer = format!("{}/parameters/{position}", operation.origin);
        self.with_facts(first, &pointer)
    }

    pub fn named_type(&self, name: &str) -> String {
        let users = self.users(name);
        match self.model.get(name).map(|ty| &ty.kind) {
            Some(TypeKind::Enumeration(_)) => format!("an enumeration, used by {users}"),
            Some(TypeKind::Struct(object)) => {
                let sides = [
                    (object.in_requests, "requests"),
                    (object.in_answers, "answers"),
                ];
                let sides = sides.into_iter().filter(|(is_there, _)| *is_there);
                let sides: Vec<&str> = sides.map(|(_, side)| side).collect();
                format!("an object in {}, used by {users}", sides.join(" and "))
            }
            _ => format!("used by {users}"),
        }
    }

    pub fn member(&self, owner: &str, name: &str) -> String {
        let Some(ty) = self.model.get(owner) else {
            return String::new();
        };
        let TypeKind::Struct(object) = &ty.kind else {
            return format!("a value of `{owner}`");
        };
        let mut fields = object.fields.iter();
        let Some(field) = fields.find(|field| field.wire == name) else {
            return String::new();
        };
        let required = if field.required {
            "required"
        } else {
            "optional"
        };
        let first = format!("{required}, `{}`", field.ty.required());
        let pointer = property(ty, name);
        self.with_facts(first, &pointer)
    }

    fn find(&self, id: &str) -> Option<&'a Operation> {
        let mut operations = self.model.operations.iter();
        operations.find(|operation| operation.id == id)
    }

    /// What names a type: operations, and properties of other types.
    fn users(&self, name: &str) -> String {
        let operations = self.model.operations.iter();
        let operations = operations.filter(|operation| operation.named_types().contains(name));
        let operations = operations.map(|operation| operation.method.clone());
        let fields = self.model.types.iter().flat_map(|ty| {
            let fields = match &ty.kind {
                TypeKind::Struct(object) => &object.fields[..],
                _ => &[],
            };
            let named = |wire: &String| format!("{}.{wire}", ty.name);
            let fields = fields.iter();
            let fields = fields.filter(|field| field.ty.innermost().name() == Some(name));
            fields.map(move |field| named(&field.wire))
        });
        let users: BTreeSet<String> = operations.chain(fields).collect();
        names(users.iter().map(String::as_str))
    }

    /// The line `first` with the facts of the schema at `pointer`.
    fn with_facts(&self, first: String, pointer: &str) -> String {
        let schema = self.contract.pointer(pointer);
        let facts = schema.map_or_else(Vec::new, |schema| facts(self.resolved(schema)));
        let all: Vec<String> = [first].into_iter().chain(facts).collect();
        all.join("; ")
    }

    /// The element that a reference names.
    fn resolved<'b>(&self, schema: &'b Value) -> &'b Value
    where
        'a: 'b,
    {
        let reference = schema["$ref"]
            .as_str()
            .and_then(|text| text.strip_prefix('#'));
        let target = reference.and_then(|pointer| self.contract.pointer(pointer));
        target.unwrap_or(schema)
    }
}

/// The keys of a schema that are facts about its values.
const KEYS: [&str; 11] = [
    "format",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "pattern",
    "default",
    "enum",
    "readOnly",
];

/// The facts of a schema and of the entries of a list.
fn facts(schema: &Value) -> Vec<String> {
    let fact = |key: &str| Some(format!("{key} {}", plain(schema.get(key)?)));
    let own = KEYS.into_iter().filter_map(fact);
    let items = schema
        .get("items")
        .filter(|items| items.get("$ref").is_none());
    let items = items.map_or_else(Vec::new, facts);
    let items = items.into_iter().map(|fact| format!("entries: {fact}"));
    own.chain(items).collect()
}

/// A value without the quotes of JSON around texts.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(plain).collect();
            values.join(", ")
        }
        other => other.to_string(),
    }
}

/// The pointer of a property in the first schema that became its type.
fn property(ty: &Type, name: &str) -> String {
    let origin = ty.origins.first().map_or("", String::as_str);
    let name = name.replace('~', "~0").replace('/', "~1");
    format!("{origin}/properties/{name}")
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
