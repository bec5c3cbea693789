//! The extensions of the converted document: facts that OpenAPI has no place for, or that must not
//! become types. The conversion writes them, and the model reads them.

use openapiv3::{Operation, ParameterData, SchemaData};
use serde_json::Value;

/// The limits of a value, by the names of JSON Schema.
pub(crate) const LIMITS: &str = "x-limits";
/// The format of a value, where it isn't a type of its own.
pub(crate) const FORMAT: &str = "x-format";
/// The values of an enumeration of numbers.
pub(crate) const VALUES: &str = "x-values";
/// The properties of a body that the server keeps when they are not sent.
pub(crate) const KEPT_WHEN_OMITTED: &str = "x-kept-when-omitted";
/// The properties of a body that an example sets, besides those that are required.
pub(crate) const IN_EXAMPLES: &str = "x-in-examples";
/// The other name that the server uses for a property, by property.
pub(crate) const ALSO_NAMED: &str = "x-also-named";
/// Marks a type that an answer can contain.
pub(crate) const IN_ANSWERS: &str = "x-in-answers";
/// Marks a type that a request can contain.
pub(crate) const IN_REQUESTS: &str = "x-in-requests";
/// The properties that a request has to contain.
pub(crate) const REQUIRED_IN_REQUESTS: &str = "x-required-in-requests";
/// The names of single values of an enumeration, by value.
pub(crate) const VALUE_NAMES: &str = "x-value-names";

/// Marks what the provider has deprecated: true or a text; of an enumeration, also the list of such values.
pub(crate) const DEPRECATED: &str = "x-deprecated";
/// The values of an enumeration that the provider has deprecated.
pub(crate) const DEPRECATED_VALUES: &str = "x-deprecated-values";

/// The provider's `operationId`.
pub(crate) const OPERATION_ID: &str = "x-operation-id";
/// The cargo feature of an operation.
pub(crate) const AREA: &str = "x-area";
/// How the body of a success is read.
pub(crate) const SUCCESS: &str = "x-success";
/// The declared status codes.
pub(crate) const STATUSES: &str = "x-statuses";
/// Marks an operation that needs partner credentials.
pub(crate) const PARTNER: &str = "x-partner";
/// The form fields of an upload.
pub(crate) const MULTIPART: &str = "x-multipart";
/// Marks a parameter whose values are sent as one, with commas.
pub(crate) const COMMA_SEPARATED: &str = "x-comma-separated";
/// The name of a query parameter in its builder, where its own cannot be that.
pub(crate) const SETTER_NAME: &str = "x-setter-name";
/// The name of a parameter that is sent, where its builder has another.
pub(crate) const SENT_NAME: &str = "x-sent-name";
/// Marks a PUT or DELETE that does more when it is repeated.
pub(crate) const NOT_IDEMPOTENT: &str = "x-not-idempotent";
/// Marks an operation whose success must have content.
pub(crate) const NEEDS_CONTENT: &str = "x-needs-content";
/// The pages of the provider's guide that an operation's prose links to.
pub(crate) const GUIDE_PAGES: &str = "x-guide-pages";
/// The name that a type gets.
pub(crate) const TYPE_NAME: &str = "x-type-name";
/// The name of an operation in the provider's SDKs.
pub(crate) const SDK_NAME: &str = "x-sdk-methodName";
/// The privileges that an operation needs.
pub(crate) const PRIVILEGES: &str = "x-authorization-privileges";

/// How the body of a success is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Success {
    /// There is no body.
    Empty,
    /// A JSON document of the declared type.
    Json,
    /// The same, or nothing: one of the 2xx declares no body.
    MaybeJson,
    /// Undeclared: the bytes as they come.
    Bytes,
    /// A file, which is streamed.
    Stream,
}

impl Success {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Empty, "empty"),
        (Self::Json, "json"),
        (Self::MaybeJson, "maybe-json"),
        (Self::Bytes, "bytes"),
        (Self::Stream, "stream"),
    ];

    /// The name in the converted document.
    pub fn as_str(self) -> &'static str {
        let mut all = Self::ALL.iter();
        all.find(|(kind, _)| *kind == self)
            .map_or("", |(_, name)| name)
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter();
        all.find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }
}

/// What has extensions: operations, parameters and schemas.
pub(crate) trait Extended {
    /// The value of an extension.
    fn extension(&self, key: &str) -> Option<&Value>;

    /// The text of an extension.
    fn text(&self, key: &str) -> Option<&str> {
        self.extension(key)?.as_str()
    }

    /// The texts in the list of an extension.
    fn texts(&self, key: &str) -> Vec<String> {
        let list = self.extension(key).and_then(Value::as_array);
        let texts = list.into_iter().flatten().filter_map(Value::as_str);
        texts.map(str::to_owned).collect()
    }

    /// Whether an extension is there and true.
    fn flag(&self, key: &str) -> bool {
        self.extension(key) == Some(&Value::Bool(true))
    }
}

impl Extended for Operation {
    fn extension(&self, key: &str) -> Option<&Value> {
        self.extensions.get(key)
    }
}

impl Extended for ParameterData {
    fn extension(&self, key: &str) -> Option<&Value> {
        self.extensions.get(key)
    }
}

impl Extended for SchemaData {
    fn extension(&self, key: &str) -> Option<&Value> {
        self.extensions.get(key)
    }
}

#[cfg(test)]
mod tests;
