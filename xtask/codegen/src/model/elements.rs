//! The elements that the model consists of.

use super::facts::Facts;
use super::rust_type::RustType;
use crate::extensions::Success;
use std::collections::{BTreeMap, BTreeSet};

/// A contract as its client has it.
#[derive(Debug, Clone)]
pub struct Model {
    /// The file that messages name.
    pub file: String,
    /// The contract's version.
    pub version: String,
    /// The areas in the contract's order.
    pub areas: Vec<Area>,
    /// The scopes that the security schemes declare.
    pub scopes: BTreeSet<String>,
    /// All types by name.
    pub types: Vec<Type>,
    /// The types that are left out with their areas (cargo features), by name.
    pub unselected: BTreeMap<String, BTreeSet<String>>,
    /// All operations in the contract's order, uploads included.
    pub operations: Vec<Operation>,
}

/// An area of the API: a tag of the contract, a cargo feature of the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    pub tag: String,
    pub feature: String,
}

/// A type that the contract declares.
#[derive(Debug, Clone)]
pub struct Type {
    pub name: String,
    pub kind: TypeKind,
    /// Whether the provider has deprecated the definition.
    pub deprecated: bool,
    /// The JSON pointers of the schemas in the contract that became this type.
    pub origins: Vec<String>,
}

/// What a type is in Rust.
#[derive(Debug, Clone)]
pub enum TypeKind {
    Struct(Struct),
    Enumeration(Enumeration),
    /// A type in `src/` that stands in for the contract's.
    HandWritten,
}

/// An object with named properties.
#[derive(Debug, Clone)]
pub struct Struct {
    pub fields: Vec<Field>,
    /// The field for properties of any name, if the contract allows them, and its type.
    pub rest: Option<(String, RustType)>,
    /// Whether an answer can contain the type.
    pub in_answers: bool,
    /// Whether a request can contain the type.
    pub in_requests: bool,
    /// The properties that an example sets besides the required ones, by wire name. Empty if the
    /// generator chooses.
    pub in_examples: Vec<String>,
}

/// A property of an object.
#[derive(Debug, Clone)]
pub struct Field {
    pub wire: String,
    pub ident: String,
    pub ty: RustType,
    pub form: FieldForm,
    /// Whether a request that contains the type has to contain the property.
    pub required: bool,
    /// Another name that the server uses for the property.
    pub also_named: Option<String>,
    /// Whether a PUT that leaves the property out keeps its value.
    pub kept_when_omitted: bool,
    pub facts: Facts,
}

/// How a field is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldForm {
    /// An `Option` that is `None`.
    Optional,
    /// A list or map that is empty.
    Collection,
    /// Never.
    Required,
}

/// An open enumeration.
#[derive(Debug, Clone)]
pub struct Enumeration {
    pub variants: Vec<Variant>,
}

/// A known value of an enumeration.
#[derive(Debug, Clone)]
pub struct Variant {
    pub wire: String,
    pub ident: String,
    /// Whether the provider has deprecated the value.
    pub deprecated: bool,
}

/// An operation, and the method of the client that calls it.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The contract's `operationId`.
    pub id: String,
    /// The name in the provider's SDKs.
    pub sdk_name: Option<String>,
    /// The method of `Client`.
    pub method: String,
    /// The type of the builder; empty for an upload, whose builder is hand-written.
    pub builder: String,
    /// The HTTP method, in lower case.
    pub verb: String,
    pub path: String,
    pub area: Area,
    pub deprecated: bool,
    /// Whether the call needs partner credentials.
    pub partner: bool,
    /// Whether the contract says that repeating the request does more than sending it once.
    pub adds_up: bool,
    /// Whether a success without content is an error.
    pub needs_content: bool,
    /// In the order of the builder.
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    /// The form fields of an upload.
    pub form: Option<Vec<FormField>>,
    /// How the body of a success is read.
    pub success: Success,
    /// What the caller gets for a success.
    pub answer: RustType,
    pub pages: Option<Pages>,
    /// The declared status codes.
    pub statuses: Vec<String>,
    /// The scopes that the access token needs.
    pub scopes: BTreeSet<String>,
    /// The privileges that the account's user needs.
    pub privileges: Vec<String>,
    /// The pages of the provider's guide that describe the operation.
    pub guide_pages: Vec<String>,
    /// The names of all types that the body or the answer can contain.
    pub types: BTreeSet<String>,
    /// The JSON pointer of the operation in the contract.
    pub origin: String,
}

/// A parameter in the path or the query.
#[derive(Debug, Clone)]
pub struct Parameter {
    pub wire: String,
    /// The setter of the builder.
    pub ident: String,
    pub ty: RustType,
    pub place: Place,
    pub required: bool,
    /// Whether several values are sent as one, with commas.
    pub comma_separated: bool,
    /// The position in the contract's list of parameters.
    pub position: usize,
    pub facts: Facts,
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Path,
    Query,
}

/// The document that a request sends.
#[derive(Debug, Clone)]
pub struct Body {
    pub ty: RustType,
    pub required: bool,
}

/// A field of an upload form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormField {
    pub name: String,
    /// The type as the contract spells it.
    pub ty: String,
    pub required: bool,
}

/// The answer of an operation that comes in pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    /// The type of the page.
    pub page: String,
    /// The property that holds the rows.
    pub rows: String,
    /// The field of that property.
    pub rows_ident: String,
    /// The type of a row.
    pub item: RustType,
    pub next: NextPage,
}

/// How the next page is found, with the fields that lead to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextPage {
    /// `_links.next` is the address of the next page.
    Link { links: String, next: String },
    /// `next_cursor` is sent back as the query parameter `next`.
    Cursor { cursor: String },
}

impl NextPage {
    /// The name in the goldens.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Link { .. } => "link",
            Self::Cursor { .. } => "cursor",
        }
    }
}

impl Model {
    /// The type of that name.
    pub fn get(&self, name: &str) -> Option<&Type> {
        let index = self
            .types
            .binary_search_by(|ty| ty.name.as_str().cmp(name))
            .ok()?;
        self.types.get(index)
    }

    /// The struct of that name.
    pub fn object(&self, name: &str) -> Option<&Struct> {
        match &self.get(name)?.kind {
            TypeKind::Struct(object) => Some(object),
            _ => None,
        }
    }

    /// The enumeration of that name.
    pub fn enumeration(&self, name: &str) -> Option<&Enumeration> {
        match &self.get(name)?.kind {
            TypeKind::Enumeration(enumeration) => Some(enumeration),
            _ => None,
        }
    }

    /// The parameters and properties whose name in Rust is not that of the contract, with both names.
    pub fn renamed(&self) -> impl Iterator<Item = (&str, &str)> {
        let parameters = self.operations.iter().flat_map(|op| &op.parameters);
        let parameters = parameters.map(|one| (one.wire.as_str(), one.ident.as_str()));
        let objects = self.types.iter().filter_map(|ty| match &ty.kind {
            TypeKind::Struct(object) => Some(object),
            _ => None,
        });
        let fields = objects.flat_map(|object| &object.fields);
        let fields = fields.map(|field| (field.wire.as_str(), field.ident.as_str()));
        parameters
            .chain(fields)
            .filter(|(wire, ident)| wire != ident)
    }

    /// The types that `docs.yaml` describes. Hand-written ones describe themselves.
    pub fn described(&self) -> impl Iterator<Item = &Type> {
        let types = self.types.iter();
        types.filter(|ty| !matches!(ty.kind, TypeKind::HandWritten))
    }

    /// Whether a value of the type is one of an enumeration.
    pub fn is_enumeration(&self, ty: &RustType) -> bool {
        ty.contract_name()
            .is_some_and(|name| self.enumeration(name).is_some())
    }
}

impl Type {
    /// The properties of an object or the values of an enumeration, by their wire names.
    pub fn members(&self) -> Vec<&str> {
        match &self.kind {
            TypeKind::Struct(object) => object.fields.iter().map(|f| f.wire.as_str()).collect(),
            TypeKind::Enumeration(all) => all.variants.iter().map(|v| v.wire.as_str()).collect(),
            TypeKind::HandWritten => Vec::new(),
        }
    }
}

impl Struct {
    /// Whether a value can be made without its members: an answer can lack all of them, a document that is
    /// only sent has what it requires.
    pub fn has_default(&self) -> bool {
        self.in_answers || !self.fields.iter().any(|field| field.required)
    }

    /// Whether the field has a setter: a request can contain it, the server does not set it alone, and `new`
    /// is not the only way to give it.
    pub fn has_setter(&self, field: &Field) -> bool {
        let is_given_otherwise = !field.required || self.has_default();
        self.in_requests && !field.facts.read_only && is_given_otherwise
    }

    /// The field of a property.
    pub fn field(&self, wire: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.wire == wire)
    }
}

impl Operation {
    /// Whether the request is sent by hand-written code.
    pub fn is_upload(&self) -> bool {
        self.form.is_some()
    }

    /// Whether sending the request twice has the effect of sending it once: by its method (RFC 9110,
    /// section 9.2.2), unless the overlay says otherwise.
    pub fn is_idempotent(&self) -> bool {
        matches!(&*self.verb, "get" | "head" | "put" | "delete") && !self.adds_up
    }

    /// The names of the parameters or form fields; the body is described by its type.
    pub fn parameter_names(&self) -> impl Iterator<Item = &str> {
        let parameters = self.parameters.iter().map(|parameter| &parameter.wire);
        let form = self.form.iter().flatten().map(|field| &field.name);
        parameters.chain(form).map(String::as_str)
    }

    /// The types that the operation itself names: of parameters, body and answer.
    pub fn named_types(&self) -> BTreeSet<&str> {
        let parameters = self.parameters.iter().map(|parameter| &parameter.ty);
        let body = self.body.iter().map(|body| &body.ty);
        let all = parameters.chain(body).chain([&self.answer]);
        all.filter_map(|ty| ty.innermost().name()).collect()
    }
}
