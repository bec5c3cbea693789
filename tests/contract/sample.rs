//! One call of an operation with values that need encoding, what the contract requires it to send,
//! and its outcome.

use crate::difference::{read, short};
use crate::document::{Contract, Operation};
use constant_contact::{ByteStream, Error, RawBody, Response};
use futures_util::TryStreamExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt::Debug;
use std::str::FromStr;

/// An instant that every RFC 3339 formatter writes in the same way.
const INSTANT: &str = "2026-01-02T03:04:05.678Z";

pub struct Sample {
    operation: Operation,
    /// The document that is sent, if the operation has a body.
    pub sent: Option<Value>,
    /// The text in the path, instead of one that is derived from the name.
    place: Option<String>,
}

/// The outcome of a call: status and content, as JSON or as bytes, or the error's text.
pub type Outcome = Result<(u16, Content), String>;

#[derive(Debug, PartialEq)]
pub enum Content {
    Nothing,
    Json(Value),
    Bytes(Vec<u8>),
}

impl Sample {
    pub fn new(contract: &Contract, operation: Operation) -> Self {
        let body = operation
            .parameters()
            .find(|parameter| parameter["in"] == "body");
        let sent = body.map(|body| contract.example(&body["schema"]));
        Self {
            operation,
            sent,
            place: None,
        }
    }

    /// The same call with this text in each place of the path that takes any text.
    pub fn with_place(&self, text: &str) -> Self {
        Self {
            operation: self.operation.clone(),
            sent: self.sent.clone(),
            place: Some(text.to_owned()),
        }
    }

    /// Whether the path has a place that takes any text, and whether that place takes several values.
    pub fn place(&self) -> Option<bool> {
        let mut parameters = self.operation.parameters();
        let place = parameters.find(|parameter| parameter["in"] == "path" && takes_any(parameter));
        place.map(|place| several(place).is_some())
    }

    pub fn id(&self) -> &str {
        &self.operation.id
    }

    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// The value of a parameter that takes one.
    pub fn one<T: FromStr<Err: Debug>>(&self, name: &str) -> T {
        self.all(name).remove(0)
    }

    /// The values of a parameter.
    pub fn all<T: FromStr<Err: Debug>>(&self, name: &str) -> Vec<T> {
        let texts = self.values(name);
        let values = texts.iter().map(|text| text.parse());
        values
            .collect::<Result<_, _>>()
            .unwrap_or_else(|error| panic!("{name}: {error:?}"))
    }

    pub fn body<T: DeserializeOwned>(&self) -> T {
        let read = read(self.sent.as_ref().unwrap());
        read.unwrap_or_else(|error| panic!("{}, body {error}", self.id()))
    }

    /// The values of a parameter, as they have to arrive.
    fn values(&self, name: &str) -> Vec<String> {
        let parameter = self
            .operation
            .parameters()
            .find(|p| p["name"] == name)
            .unwrap();
        let count = if several(parameter).is_some() { 2 } else { 1 };
        let listed = parameter["enum"]
            .as_array()
            .or(parameter["items"]["enum"].as_array());
        if let Some(values) = listed {
            let values = values.iter().flat_map(|value| match value {
                Value::String(text) => text.split(", ").map(str::to_owned).collect(),
                other => vec![other.to_string()],
            });
            return values.take(count).collect();
        }
        let is_count = ["limit", "offset", "page_size"].contains(&name);
        // A text may have its values' type beside it.
        let ty = [&parameter["items"], parameter].map(|schema| schema["type"].as_str());
        let one = match ty[0].or(ty[1]) {
            _ if parameter["in"] == "path" && takes_any(parameter) && self.place.is_some() => {
                self.place.clone().unwrap()
            }
            _ if is_count => "7".to_owned(),
            Some("integer") => "8".to_owned(),
            Some("number") => "8.5".to_owned(),
            Some("boolean") => "true".to_owned(),
            _ if is_instant(parameter) => INSTANT.to_owned(),
            _ => format!("{name}/1 +ä&%?"),
        };
        if count == 1 {
            return vec![one];
        }
        let two = match &*one {
            "7" | "8" | "8.5" => "9".to_owned(),
            "true" => "false".to_owned(),
            INSTANT => INSTANT.to_owned(),
            _ => format!("{name}2"),
        };
        vec![one, two]
    }

    /// The path that the contract requires, with its values encoded.
    pub fn path(&self) -> String {
        let mut path = self.operation.path.clone();
        for parameter in self.operation.parameters().filter(|p| p["in"] == "path") {
            let name = parameter["name"].as_str().unwrap();
            let values = self.values(name);
            let encoded: Vec<String> = values.iter().map(|value| encode(value)).collect();
            path = path.replace(&format!("{{{name}}}"), &encoded.join(","));
        }
        path
    }

    /// The pairs of the query that the contract requires, decoded and sorted.
    pub fn query(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for parameter in self.operation.parameters().filter(|p| p["in"] == "query") {
            let name = parameter["name"].as_str().unwrap();
            let values = self.values(name);
            match several(parameter) {
                Some(Several::Repeated) => {
                    pairs.extend(values.into_iter().map(|value| (name.to_owned(), value)));
                }
                _ => pairs.push((name.to_owned(), values.join(","))),
            }
        }
        pairs.sort();
        pairs
    }

    pub async fn json<T: Serialize>(&self, result: Result<Response<T>, Error>) -> Outcome {
        let answer = result.map_err(|error| description(&error))?;
        let json = serde_json::to_value(&*answer).map_err(|error| error.to_string())?;
        Ok((answer.status().as_u16(), Content::Json(json)))
    }

    pub async fn maybe_json<T: Serialize>(
        &self,
        result: Result<Response<Option<T>>, Error>,
    ) -> Outcome {
        match result {
            Ok(answer) if answer.is_none() => Ok((answer.status().as_u16(), Content::Nothing)),
            result => self.json(result).await,
        }
    }

    pub async fn empty(&self, result: Result<Response<()>, Error>) -> Outcome {
        let answer = result.map_err(|error| description(&error))?;
        Ok((answer.status().as_u16(), Content::Nothing))
    }

    pub async fn bytes(&self, result: Result<Response<RawBody>, Error>) -> Outcome {
        let answer = result.map_err(|error| description(&error))?;
        Ok((answer.status().as_u16(), Content::Bytes(answer.to_vec())))
    }

    pub async fn stream(&self, result: Result<Response<ByteStream>, Error>) -> Outcome {
        let answer = result.map_err(|error| description(&error))?;
        let status = answer.status().as_u16();
        let pieces: Vec<_> = answer
            .into_inner()
            .try_collect()
            .await
            .map_err(|error| error.to_string())?;
        Ok((status, Content::Bytes(pieces.concat())))
    }
}

impl Operation {
    pub fn parameters(&self) -> impl Iterator<Item = &Value> {
        self.facts["parameters"].as_array().into_iter().flatten()
    }

    /// The declared successes: status and schema.
    pub fn successes(&self) -> Vec<(u16, Option<&Value>)> {
        let responses = self.facts["responses"].as_object().unwrap();
        responses
            .iter()
            .filter(|(code, _)| code.starts_with('2'))
            .map(|(code, response)| (code.parse().unwrap(), response.get("schema")))
            .collect()
    }

    /// Whether the answer is a file.
    pub fn is_file(&self) -> bool {
        let produces = self.facts["produces"].as_array();
        let is_json = |kind: &Value| kind.as_str().is_some_and(|kind| kind.contains("json"));
        produces.is_some_and(|kinds| !kinds.is_empty() && !kinds.iter().any(is_json))
    }

    /// Whether the contract requires the API key in addition to the token.
    pub fn is_partner(&self) -> bool {
        let requirements = self.facts["security"].as_array().into_iter().flatten();
        requirements
            .into_iter()
            .any(|requirement| requirement.get("api_key").is_some())
    }

    pub fn is_upload(&self) -> bool {
        self.parameters()
            .any(|parameter| parameter["in"] == "formData")
    }
}

/// An error with the beginning of the server's description of it, from the body or in Prism's form.
pub fn description(error: &Error) -> String {
    let body = String::from_utf8_lossy(error.body());
    match error.headers().get("sl-violations") {
        Some(violations) => format!("{error} {violations:?}"),
        None => format!("{error} {}", short(&body)),
    }
}

/// Whether a parameter is a text without a format or listed values.
fn takes_any(parameter: &Value) -> bool {
    let all_are = |wanted: fn(&Value) -> bool| wanted(parameter) && wanted(&parameter["items"]);
    all_are(|schema| schema["enum"].is_null())
        && all_are(|schema| matches!(schema["type"].as_str(), None | Some("string" | "array")))
        && !is_instant(parameter)
}

fn is_instant(parameter: &Value) -> bool {
    [parameter, &parameter["items"]].map(|schema| &schema["format"] == "date-time") != [false; 2]
}

pub enum Several {
    Joined,
    Repeated,
}

pub fn several(parameter: &Value) -> Option<Several> {
    match (parameter["type"].as_str(), parameter["format"].as_str()) {
        (_, Some("csv")) => Some(Several::Joined),
        (Some("array"), _) if parameter["collectionFormat"] == "multi" => Some(Several::Repeated),
        (Some("array"), _) => Some(Several::Joined),
        _ => None,
    }
}

/// Percent-encodes all characters except those that RFC 3986 calls unreserved.
fn encode(text: &str) -> String {
    const RESERVED: percent_encoding::AsciiSet = percent_encoding::NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');
    percent_encoding::utf8_percent_encode(text, &RESERVED).to_string()
}
