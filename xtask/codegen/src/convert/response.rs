//! Success responses. All 2xx of an operation are one success, `2XX`: the provider's codes drift
//! between builds, and the status stays readable on the answer. Every other response goes: none
//! has a schema, and the client reads each failure into one error type.

use super::Converter;
use super::schema::refer;
use crate::error::Result;
use crate::names;
use crate::read::Node;
use openapiv3::{MediaType, ReferenceOr, Response, Responses, Schema, SchemaData, StatusCode};
use std::collections::BTreeSet;

/// How the body of a success is read, in the extension `x-success`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Success {
    /// There is none.
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

    pub fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("", |(_, name)| name)
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(kind, _)| *kind)
    }
}

impl<'a> Converter<'a> {
    /// Folds all 2xx of `operation` into one success.
    pub(super) fn success(
        &mut self,
        operation: &Node<'a>,
        method: &str,
    ) -> Result<(Success, Responses)> {
        let produces = match operation.get("produces")? {
            Some(_) => operation.strings("produces")?,
            None => self.produces.clone(),
        };
        let responses = operation.need("responses")?;
        let (mut typed, mut codes, mut bare) = (Vec::new(), Vec::new(), Vec::new());
        for (code, response) in responses.entries()? {
            if code.starts_with("x-") {
                continue;
            }
            if !is_status(code) {
                return Err(response.error(format!(
                    "`{code}` is not a status code; correct it in the overlay"
                )));
            }
            if let Some(reference) = response.get("$ref")? {
                if is_success(code) {
                    return Err(reference.error("a success has to stand in the operation itself; write it out in the overlay"));
                }
                continue;
            }
            response.only(&["description", "schema", "headers", "examples"])?;
            if !is_success(code) {
                continue;
            }
            codes.push(code);
            match response.get("schema")? {
                Some(schema) => typed.push(schema),
                None => bare.push(code),
            }
        }
        if codes.is_empty() {
            return Err(
                responses.error("no success (2xx) among the responses; add it in the overlay")
            );
        }
        let json = produces.is_empty() || produces.iter().any(|kind| kind.contains("json"));
        let success = match (typed.is_empty(), json) {
            (false, false) => Success::Stream,
            (false, true) if bare.is_empty() => Success::Json,
            (false, true) => Success::MaybeJson,
            (true, _) if bare.iter().all(|code| *code == "204") => Success::Empty,
            (true, _) => Success::Bytes,
        };
        let content = match success {
            Success::Empty => None,
            Success::Json | Success::MaybeJson => {
                let schema = self.richest(&typed, method)?;
                Some(("application/json", Some(schema)))
            }
            Success::Bytes => Some(("*/*", None)),
            Success::Stream => Some((produces[0], None)),
        };
        Ok((success, responses_of(content)))
    }

    /// The schema that has room for what any of the 2xx answers.
    fn richest(&mut self, schemas: &[Node<'a>], method: &str) -> Result<ReferenceOr<Schema>> {
        let name = format!("{}Answer", names::type_name(method));
        let mut richest: Option<(usize, ReferenceOr<Schema>)> = None;
        for node in schemas {
            let schema = self.schema(node, &name)?;
            let size = self.breadth(node)?;
            if richest.as_ref().is_none_or(|(best, _)| size > *best) {
                richest = Some((size, schema));
            }
        }
        Ok(richest.map_or_else(|| refer(&name, SchemaData::default()), |(_, schema)| schema))
    }

    /// How many properties a schema of the contract has, itself or through references.
    fn breadth(&self, schema: &Node<'a>) -> Result<usize> {
        let mut seen = BTreeSet::new();
        let mut schema = schema.clone();
        while let Some(target) = schema.text("$ref")?
            && seen.insert(target)
            && let Some(definition) = self.definition(target)
        {
            schema = definition.node.clone();
        }
        let properties = schema.get("properties")?;
        properties.map_or(Ok(0), |properties| Ok(properties.object()?.len()))
    }
}

/// The declared status codes, in their order. Failures have no schema, so this is all that is left
/// of them; it is documentation.
pub(super) fn statuses(operation: &Node<'_>) -> Result<Vec<String>> {
    let responses = operation.need("responses")?.entries()?;
    let codes = responses.iter().map(|(code, _)| (*code).to_owned());
    let mut codes: Vec<String> = codes.filter(|code| code.parse::<u16>().is_ok()).collect();
    codes.sort();
    Ok(codes)
}

fn is_status(code: &str) -> bool {
    code == "default"
        || (code.len() == 3 && code.parse().is_ok_and(|n: u16| (100..600).contains(&n)))
}

fn is_success(code: &str) -> bool {
    code.starts_with('2') && is_status(code)
}

fn responses_of(content: Option<(&str, Option<ReferenceOr<Schema>>)>) -> Responses {
    let mut response = Response {
        description: "Success".to_owned(),
        ..Response::default()
    };
    if let Some((media_type, schema)) = content {
        let body = MediaType {
            schema,
            ..MediaType::default()
        };
        response.content.insert(media_type.to_owned(), body);
    }
    let mut responses = Responses::default();
    responses
        .responses
        .insert(StatusCode::Range(2), ReferenceOr::Item(response));
    responses
}

#[cfg(test)]
mod tests {
    use super::Success;
    use crate::fixture::{Contract, Converted, component, definition, object};
    use serde_json::{Value, json};

    const RESPONSES: &str = "/paths/~1things/get/responses";

    fn with(responses: Value) -> Contract {
        Contract::new()
            .definition("Small", object(json!({"a": {"type": "string"}})))
            .definition(
                "Large",
                object(json!({"a": {"type": "string"}, "b": {"type": "string"}})),
            )
            .operation("get", "/things", json!({"responses": responses}))
    }

    fn success(responses: Value) -> (Value, Value) {
        parts(&with(responses).converted().unwrap())
    }

    /// How the success is read, and the content of the one response.
    fn parts(api: &Converted) -> (Value, Value) {
        let responses = api.things("get", "responses");
        let codes: Vec<_> = responses.as_object().unwrap().keys().collect();
        assert_eq!(codes, ["2XX"]);
        (
            api.things("get", "x-success"),
            responses["2XX"]["content"].clone(),
        )
    }

    fn json_of(name: &str) -> Value {
        json!({"application/json": {"schema": component(name)}})
    }

    #[test]
    fn any_code_of_a_success_is_the_success() {
        for code in ["200", "201", "202", "207", "209", "299"] {
            let found = success(json!({(code): {"schema": definition("Small")}}));
            assert_eq!(found, (json!("json"), json_of("Small")), "{code}");
        }
    }

    #[test]
    fn of_several_successes_the_richest_schema_counts() {
        let (small, large) = (definition("Small"), definition("Large"));
        for responses in [
            json!({"200": {"schema": small}, "201": {"schema": large}}),
            json!({"200": {"schema": large}, "201": {"schema": small}}),
        ] {
            assert_eq!(success(responses), (json!("json"), json_of("Large")));
        }
    }

    #[test]
    fn a_success_with_and_one_without_schema_is_perhaps_a_document() {
        let found = success(json!({"200": {}, "207": {"schema": definition("Small")}}));
        assert_eq!(found, (json!("maybe-json"), json_of("Small")));
    }

    #[test]
    fn no_content_is_empty_and_an_undeclared_answer_comes_as_bytes() {
        assert_eq!(success(json!({"204": {}})), (json!("empty"), Value::Null));
        assert_eq!(
            success(json!({"200": {}})),
            (json!("bytes"), json!({"*/*": {}}))
        );
        assert_eq!(success(json!({"200": {}, "204": {}})).0, "bytes");
    }

    #[test]
    fn a_file_is_streamed() {
        let file = json!({"produces": ["text/csv"],
            "responses": {"200": {"schema": {"type": "string"}}}});
        let api = Contract::new()
            .operation("get", "/things", file)
            .converted()
            .unwrap();
        assert_eq!(parts(&api), (json!("stream"), json!({"text/csv": {}})));
    }

    #[test]
    fn what_all_operations_produce_counts_where_one_says_nothing() {
        let contract = with(json!({"200": {"schema": definition("Small")}}));
        let api = contract
            .with("/produces", json!(["text/csv"]))
            .converted()
            .unwrap();
        assert_eq!(parts(&api).0, "stream");
        let typed = json!({"produces": ["application/hal+json"],
            "responses": {"200": {"schema": {"type": "string"}}}});
        let api = Contract::new()
            .operation("get", "/things", typed)
            .converted()
            .unwrap();
        assert_eq!(parts(&api).0, "json");
    }

    #[test]
    fn an_inline_answer_is_named_after_the_method() {
        let inline = object(json!({"a": {"type": "string"}}));
        let found = success(json!({"200": {"schema": inline}}));
        assert_eq!(found.1, json_of("GetThingAnswer"));
    }

    #[test]
    fn failures_and_the_default_response_leave_their_code_only() {
        let api = with(json!({
            "404": {"schema": definition("Large")}, "204": {}, "503": {"$ref": "#/responses/Busy"},
            "default": {"schema": definition("Large")}, "x-note": "kept elsewhere",
        }))
        .with("/responses/Busy", json!({"description": "Busy"}))
        .converted()
        .unwrap();
        assert_eq!(parts(&api).0, "empty");
        assert_eq!(
            api.things("get", "x-statuses"),
            json!(["204", "404", "503"])
        );
        assert!(
            api.schemas().is_empty(),
            "the failures' schemas are not needed"
        );
    }

    #[test]
    fn an_operation_without_success_is_refused() {
        for responses in [json!({}), json!({"404": {}}), json!({"default": {}})] {
            with(responses).refused(
                RESPONSES,
                "no success (2xx) among the responses; add it in the overlay",
            );
        }
    }

    #[test]
    fn what_is_no_status_is_refused() {
        for code in ["2XX", "20", "600", "ok", "+20"] {
            let contract = with(json!({"204": {}, (code): {"description": "x"}}));
            contract.refused(&format!("{RESPONSES}/{code}"), "is not a status code");
        }
        let contract = with(json!({"204": {}, "4oo": {"$ref": "#/info"}}));
        contract.refused(&format!("{RESPONSES}/4oo"), "is not a status code");
    }

    #[test]
    fn what_is_unknown_is_refused_with_its_place() {
        with(json!({"200": {"content": {}}})).refused(
            &format!("{RESPONSES}/200/content"),
            "expected description, schema",
        );
        with(json!({"200": {"$ref": "#/info"}})).refused(
            &format!("{RESPONSES}/200/$ref"),
            "has to stand in the operation itself",
        );
    }

    #[test]
    fn every_way_of_reading_has_its_own_name() {
        for (kind, name) in Success::ALL {
            assert_eq!((kind.as_str(), Success::parse(name)), (name, Some(kind)));
        }
        assert_eq!(Success::parse("other"), None);
    }
}
