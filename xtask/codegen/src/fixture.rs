//! Small contracts of our own for the tests of the rules. A test gives what matters to it, and the
//! fixture adds the rest of a valid document.

use crate::docs::{self, Docs};
use crate::document::Document;
use crate::error::{Error, Result};
use crate::extensions::TYPE_NAME;
use crate::model::{Model, model};
use crate::names;
use openapiv3::OpenAPI;
use serde_json::{Value, json};

/// The name by which messages call the fixture.
pub(crate) const FILE: &str = "contract";

/// A Swagger 2.0 document to which a test adds what it needs.
pub(crate) struct Contract(Value);

impl Contract {
    pub fn new() -> Self {
        Self(json!({
            "swagger": "2.0",
            "info": {"title": "Things", "version": "1"},
            "host": "api.example.com",
            "basePath": "/v3/",
            "tags": [{"name": "Things"}],
            "paths": {},
            "definitions": {},
            "securityDefinitions": {
                "oauth2_implicit": {"type": "oauth2", "flow": "implicit",
                    "authorizationUrl": "https://example.com/a", "scopes": {"read": "read"}},
                "oauth2_access_code": {"type": "oauth2", "flow": "accessCode",
                    "authorizationUrl": "https://example.com/a",
                    "tokenUrl": "https://example.com/t", "scopes": {"read": "read"}},
                "partner": {"type": "oauth2", "flow": "implicit",
                    "authorizationUrl": "https://example.com/p", "scopes": {}},
                "api_key": {"type": "apiKey", "name": "x-api-key", "in": "header"},
            },
        }))
    }

    /// Sets the value at a JSON pointer; missing objects on the way are added.
    pub fn with(mut self, pointer: &str, value: Value) -> Self {
        let mut place = &mut self.0;
        for key in pointer.split('/').skip(1) {
            let key = key.replace("~1", "/").replace("~0", "~");
            place = match place {
                Value::Array(list) => &mut list[key.parse::<usize>().unwrap()],
                other => &mut other[key],
            };
        }
        *place = value;
        self
    }

    /// A definition whose type has the same name, also where a rule would prefer another.
    pub fn definition(self, name: &str, mut schema: Value) -> Self {
        if let Value::Object(members) = &mut schema {
            let given = members.entry(TYPE_NAME);
            given.or_insert_with(|| names::type_name(name).into());
        }
        self.with(&format!("/definitions/{name}"), schema)
    }

    /// An operation. Unless `members` say otherwise, it has the tag `Things`, is named after its HTTP
    /// method, and answers 204.
    pub fn operation(self, verb: &str, path: &str, members: Value) -> Self {
        let mut operation = json!({
            "operationId": format!("{verb}Thing"),
            "tags": ["Things"],
            "responses": {"204": {"description": "No Content"}},
        });
        for (key, member) in members.as_object().unwrap() {
            operation[key] = member.clone();
        }
        let path = path.replace('/', "~1");
        self.with(&format!("/paths/{path}/{verb}"), operation)
    }

    /// `POST /things` with a body of this schema, which is what a test of a schema looks at.
    pub fn body(self, schema: Value) -> Self {
        let body = json!({"in": "body", "name": "body", "required": true, "schema": schema});
        self.operation("post", "/things", json!({"parameters": [body]}))
    }

    /// `GET /things`, which answers 200 with this schema.
    pub fn answer(self, schema: Value) -> Self {
        let responses = json!({"200": {"description": "OK", "schema": schema}});
        self.operation("get", "/things", json!({"responses": responses}))
    }

    /// `GET /things` with one query parameter `part`.
    pub fn query(self, parameter: Value) -> Self {
        let mut whole = json!({"in": "query", "name": "part"});
        for (key, member) in parameter.as_object().unwrap() {
            whole[key] = member.clone();
        }
        self.operation("get", "/things", json!({"parameters": [whole]}))
    }

    pub fn value(&self) -> &Value {
        &self.0
    }

    /// The document after conversion alone.
    pub fn converted(&self) -> Result<Converted> {
        crate::convert::convert(FILE, &self.0).map(|(api, _)| Converted(api))
    }

    /// The document after conversion and the rules over the whole.
    pub fn refined(&self) -> Result<Converted> {
        Document::new(FILE, &self.0).map(|document| Converted(document.api))
    }

    /// The model of the client.
    pub fn model(&self) -> Result<Model> {
        model(&Document::new(FILE, &self.0)?)
    }

    /// Asserts that the converter refuses the document: where, and with these words.
    #[track_caller]
    pub fn refused(&self, pointer: &str, words: &str) {
        refused(self.refined().map(drop), pointer, words);
    }

    /// The client that is generated for the document.
    pub fn generated(&self) -> String {
        crate::generate(&self.model().unwrap(), &Docs::default()).unwrap()
    }

    /// The same with words from a `docs.yaml`.
    pub fn documented(&self, words: &Value) -> String {
        let docs = docs::read("docs", words).unwrap();
        crate::generate(&self.model().unwrap(), &docs).unwrap()
    }
}

/// Asserts that a step ended with a finding at this place and with these words.
#[track_caller]
pub(crate) fn refused<T: std::fmt::Debug>(result: Result<T>, pointer: &str, words: &str) {
    let error: Error = result.unwrap_err();
    assert_eq!(error.pointer(), pointer, "{error}");
    assert!(error.to_string().contains(words), "{error}");
}

/// A converted document, looked at as JSON.
#[derive(Debug)]
pub(crate) struct Converted(pub OpenAPI);

impl Converted {
    pub fn at(&self, pointer: &str) -> Value {
        let whole = serde_json::to_value(&self.0).unwrap();
        whole.pointer(pointer).cloned().unwrap_or(Value::Null)
    }

    pub fn schema(&self, name: &str) -> Value {
        self.at(&format!("/components/schemas/{name}"))
    }

    pub fn schemas(&self) -> Vec<String> {
        let components = self.0.components.as_ref().unwrap();
        components.schemas.keys().cloned().collect()
    }

    /// A member of `verb /things`.
    pub fn things(&self, verb: &str, member: &str) -> Value {
        self.at(&format!("/paths/~1things/{verb}/{member}"))
    }

    /// The schema of the body of `POST /things`.
    pub fn body(&self) -> Value {
        self.things("post", "requestBody/content/application~1json/schema")
    }

    /// The schema of what `GET /things` answers.
    pub fn answer(&self) -> Value {
        self.things("get", "responses/2XX/content/application~1json/schema")
    }

    /// The one parameter of `GET /things`.
    pub fn parameter(&self) -> Value {
        self.things("get", "parameters/0")
    }
}

/// A reference in the contract.
pub(crate) fn definition(name: &str) -> Value {
    json!({"$ref": format!("#/definitions/{name}")})
}

/// A reference in the converted document.
pub(crate) fn component(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// An object with these properties.
pub(crate) fn object(properties: Value) -> Value {
    json!({"type": "object", "properties": properties})
}
