//! The requests that both judges get.

use super::document::items;
use super::fault::Fault;
use super::mutations;
use super::sample::Samples;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// A request to one operation.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method and the path template.
    pub operation: String,
    pub fault: Fault,
    /// Where the fault is.
    pub place: String,
    /// Whether it needs the credentials of a partner.
    pub is_partner: bool,
    pub method: String,
    /// The path and the query.
    pub target: String,
    pub body: Option<Vec<u8>>,
    pub media_type: &'static str,
}

/// A parameter with its values; each is sent as one pair of the query.
#[derive(Clone)]
struct Sent<'a> {
    declared: &'a Value,
    values: Vec<String>,
}

impl Sent<'_> {
    fn name(&self) -> &str {
        self.declared["name"].as_str().unwrap_or_default()
    }

    fn is_in(&self, place: &str) -> bool {
        self.declared["in"] == place
    }
}

const JSON: &str = "application/json";
const FORM: &str = "multipart/form-data; boundary=boundary";

/// All requests: valid ones with one and with two entries in each list, then those with a fault.
pub fn all(contract: &Value) -> Vec<Request> {
    let operations = contract["operations"].as_array().into_iter().flatten();
    let definitions = &contract["definitions"];
    operations
        .flat_map(|operation| of_operation(operation, definitions))
        .collect()
}

fn of_operation(operation: &Value, definitions: &Value) -> Vec<Request> {
    let samples = |entries| Samples {
        definitions,
        entries,
    };
    let mut requests: Vec<Request> = [1, 2]
        .map(|entries| valid(operation, &samples(entries)))
        .map(|valid| valid.request(Fault::Nothing, String::new()))
        .into();
    let valid = valid(operation, &samples(1));
    requests.extend(valid.with_faulty_parameters());
    if let Some(body) = &valid.json {
        let schema = &operation["body"]["schema"];
        if operation["body"]["required"] == true {
            let mut request = valid.request(Fault::BodyMissing, "body".to_owned());
            request.body = None;
            requests.push(request);
        }
        let mut request = valid.request(Fault::BodyMalformed, "body".to_owned());
        request.body = Some(b"{\"".to_vec());
        requests.push(request);
        for edit in mutations::of_body(&samples(1), schema, body) {
            let mut request = valid.request(edit.fault, edit.place());
            request.body = Some(edit.applied(body).to_string().into_bytes());
            requests.push(request);
        }
    }
    requests
}

/// A valid request in its parts.
struct Valid<'a> {
    operation: &'a Value,
    parameters: Vec<Sent<'a>>,
    json: Option<Value>,
    form: Option<Vec<u8>>,
}

fn valid<'a>(operation: &'a Value, samples: &Samples<'a>) -> Valid<'a> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let parameters = parameters.map(|declared| Sent {
        declared,
        values: values(declared, samples),
    });
    let json = operation.get("body").filter(|body| body.is_object());
    Valid {
        operation,
        parameters: parameters.collect(),
        json: json.map(|body| naming_an_operation(samples.value(&body["schema"], 0))),
        form: operation["form"]
            .get(0)
            .is_some()
            .then(|| form(samples.entries)),
    }
}

/// The body of a partner's request on behalf of an account has to be a request of the contract, which the schema does not
/// say.
fn naming_an_operation(body: Value) -> Value {
    match body["account_operation_url"].is_string() {
        true => json!({
            "account_operation_method": "GET",
            "account_operation_url": "/contact_lists",
        }),
        false => body,
    }
}

fn values(declared: &Value, samples: &Samples<'_>) -> Vec<String> {
    let schema = &declared["schema"];
    let one = |schema: &Value, number| {
        // What the schema refers to is not part of a parameter.
        let samples = Samples {
            definitions: &Value::Null,
            entries: 1,
        };
        match samples.value(schema, number) {
            Value::String(text) => text,
            other => other.to_string(),
        }
    };
    let is_list = declared["comma_separated"] == true;
    if is_list || schema["type"] == "array" {
        let schema = items(schema);
        let all: Vec<String> = (0..samples.entries)
            .map(|number| one(&schema, number))
            .collect();
        return if is_list { vec![all.join(",")] } else { all };
    }
    vec![one(schema, 0)]
}

/// An upload with this many lists.
fn form(lists: usize) -> Vec<u8> {
    let lists: Vec<String> = (0..lists)
        .map(|number| format!("0{number}fe9a97-a579-43c5-bb1a-58ed29bf0a6a"))
        .collect();
    let lists = lists.join(",");
    format!(
        "--boundary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"contacts.csv\"\r\n\
         Content-Type: text/csv\r\n\r\nemail\nann@example.com\n\r\n\
         --boundary\r\nContent-Disposition: form-data; name=\"list_ids\"\r\n\r\n{lists}\r\n--boundary--\r\n"
    )
    .into_bytes()
}

impl Valid<'_> {
    fn request(&self, fault: Fault, place: String) -> Request {
        self.with(&self.parameters, fault, place)
    }

    fn with(&self, parameters: &[Sent<'_>], fault: Fault, place: String) -> Request {
        let text = |name: &str| self.operation[name].as_str().unwrap_or_default().to_owned();
        let json = self.json.as_ref().map(|body| body.to_string().into_bytes());
        Request {
            operation: format!("{} {}", text("method"), text("path")),
            fault,
            place,
            is_partner: self.operation["partner"] == true,
            method: text("method"),
            target: target(&text("path"), parameters),
            media_type: if self.form.is_some() { FORM } else { JSON },
            body: json.or_else(|| self.form.clone()),
        }
    }

    fn with_faulty_parameters(&self) -> Vec<Request> {
        let mut requests = Vec::new();
        let mut add = |parameters: &[Sent<'_>], fault, name: &str| {
            requests.push(self.with(parameters, fault, name.to_owned()));
        };
        for (index, sent) in self.parameters.iter().enumerate() {
            let declared = sent.declared;
            let with_value = |value: &str| {
                let mut parameters = self.parameters.clone();
                parameters[index].values = vec![value.to_owned()];
                parameters
            };
            let schema = items(&declared["schema"]);
            let has_form = schema["type"] != "string" || schema["format"] == "uuid";
            if sent.is_in("path") {
                if has_form {
                    add(&with_value("text"), Fault::PathOfWrongType, sent.name());
                }
                continue;
            }
            if declared["required"] == true {
                let mut parameters = self.parameters.clone();
                parameters.remove(index);
                add(&parameters, Fault::ParameterMissing, sent.name());
            }
            if schema["enum"].is_array() {
                add(
                    &with_value("no_such_value"),
                    Fault::ParameterNotListed,
                    sent.name(),
                );
            } else if has_form {
                add(
                    &with_value("text"),
                    Fault::ParameterOfWrongType,
                    sent.name(),
                );
            }
        }
        let mut request = self.request(Fault::ParameterUnknown, "no_such_parameter".to_owned());
        let separator = if request.target.contains('?') {
            '&'
        } else {
            '?'
        };
        let _ = write!(request.target, "{separator}no_such_parameter=1");
        requests.push(request);
        requests
    }
}

fn target(path: &str, parameters: &[Sent<'_>]) -> String {
    let mut path = path.to_owned();
    let mut query = String::new();
    for sent in parameters {
        for value in &sent.values {
            if sent.is_in("path") {
                path = path.replace(&format!("{{{}}}", sent.name()), &encoded(value));
                continue;
            }
            query.push(if query.is_empty() { '?' } else { '&' });
            let _ = write!(query, "{}={}", encoded(sent.name()), encoded(value));
        }
    }
    path + &query
}

fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b',' => {
                encoded.push(byte.into());
            }
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}
