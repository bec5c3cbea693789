//! The contract that the client is generated from: the operations with their parameters, bodies and
//! answers. `cargo xtask regen` writes `contract.json`, so that a new build of the contract brings
//! its operations along.

mod routes;

use routes::Routes;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The contract of this version.
pub(crate) static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let text = include_str!("../contract.json");
    let document: Document = serde_json::from_str(text).expect("contract.json is valid");
    Contract::new(document)
});

#[derive(Deserialize)]
struct Document {
    version: String,
    operations: Vec<Operation>,
    definitions: Map<String, Value>,
}

/// All operations, by their paths.
pub(crate) struct Contract {
    pub version: String,
    pub operations: Vec<Operation>,
    /// The schemas that others refer to as `#/definitions/<name>`.
    pub definitions: Map<String, Value>,
    routes: Routes,
}

/// An operation of the contract.
#[derive(Debug, Deserialize)]
pub(crate) struct Operation {
    /// The `operationId`.
    pub id: String,
    /// The method and the path template, which name the operation in rules and messages.
    #[serde(skip)]
    name: String,
    /// The number of the operation in [`Contract::operations`].
    #[serde(skip)]
    pub index: usize,
    pub method: String,
    /// Below `/v3`, with `{name}` for each path parameter.
    pub path: String,
    pub area: String,
    /// Whether it needs partner credentials.
    pub partner: bool,
    /// The scopes that the token needs.
    pub scopes: Vec<String>,
    /// The privileges that the user needs.
    pub privileges: Vec<String>,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    /// The fields of an upload form.
    pub form: Vec<FormField>,
    /// How its list comes in pages: by `link` or `cursor`. None if it has no pages.
    pub pages: Option<String>,
    /// The declared successes by status.
    pub responses: BTreeMap<String, Response>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Parameter {
    pub name: String,
    #[serde(rename = "in")]
    pub place: Place,
    pub required: bool,
    /// Whether several values are sent as one, with commas.
    pub comma_separated: bool,
    pub schema: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Place {
    Path,
    Query,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Body {
    pub required: bool,
    pub schema: Value,
}

#[derive(Debug, Deserialize)]
pub(crate) struct FormField {
    pub name: String,
    pub required: bool,
    pub schema: Value,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Response {
    pub schema: Option<Value>,
    /// Examples by media type.
    #[serde(default)]
    pub examples: Map<String, Value>,
}

impl Contract {
    fn new(mut document: Document) -> Self {
        for (index, operation) in document.operations.iter_mut().enumerate() {
            operation.index = index;
            operation.name = format!("{} {}", operation.method, operation.path);
        }
        let paths = document
            .operations
            .iter()
            .map(|one| (&*one.method, &*one.path));
        let routes = Routes::new(paths);
        Self {
            routes,
            version: document.version,
            operations: document.operations,
            definitions: document.definitions,
        }
    }

    /// The operation of a request, and the values of its path parameters as they were sent.
    pub fn find<'p>(&self, method: &str, path: &'p str) -> Option<(&Operation, Vec<&'p str>)> {
        let (index, values) = self.routes.find(method, path)?;
        Some((self.operations.get(index)?, values))
    }

    /// Whether another method exists for the path.
    pub fn knows_path(&self, path: &str) -> bool {
        self.routes.knows_path(path)
    }

    /// The path with `{}` in the place of each part that no path template has, so that it shows no
    /// values.
    pub fn masked(&self, path: &str) -> String {
        let parts = path.split('/').skip(1);
        let masked = parts.map(|part| match self.routes.has_literal(part) {
            true => part,
            false => "{}",
        });
        masked.fold(String::new(), |masked, part| masked + "/" + part)
    }

    /// The operation with this `operationId`.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }
}

impl Operation {
    /// The name in rules and messages: `GET /contacts/{contact_id}`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The names of the path parameters, in the order of the path.
    pub fn path_names(&self) -> impl Iterator<Item = &str> {
        self.path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }
}
