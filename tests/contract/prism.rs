//! Every operation against Prism, which checks each request against the provider's own document and
//! shares no code with this crate. The test runs only where Prism is installed:
//!
//! ```sh
//! npm install --prefix /tmp/prism @stoplight/prism-cli@5
//! PRISM=/tmp/prism/node_modules/.bin/prism cargo test --test contract prism -- --nocapture
//! ```
//!
//! Three mistakes of the document are repaired, because they would make it impossible to send a list:
//! a `maxItems` of 0, lists that are declared as a single text with an enumeration or a format, and an
//! enumeration of a list instead of its items.

use crate::calls;
use crate::document::{Contract, Operation};
use crate::fill::{Kind, Place, Values};
use crate::operations::{client_of, is_out_of_reach};
use crate::sample::{Sample, description, several};
use constant_contact::Client;
use constant_contact_codegen::{Spec, read};
use httpmock::MockServer;
use serde_json::{Value, json};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

#[tokio::test]
async fn prism_accepts_every_operation_with_one_and_with_two_values_in_each_list() {
    let Some(program) = std::env::var_os("PRISM") else {
        eprintln!("skipped: PRISM does not name the program");
        return;
    };
    let contract = Contract::load();
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("swagger.json");
    let declared = repaired(&contract);
    std::fs::write(&document, declared.to_string()).unwrap();
    let port = free_port();
    let prism = Command::new(program)
        .args(["mock", "--verboseLevel", "error", "--port"])
        .arg(port.to_string())
        .arg(&document)
        .stdout(Stdio::null())
        .spawn();
    let mut prism = Running(prism.expect("PRISM names a program"));
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert_eq!(prism.0.try_wait().unwrap(), None, "Prism has ended");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let tokens = MockServer::start_async().await;
    let client = client_of(&tokens, format!("http://127.0.0.1:{port}")).await;

    let (mut refused, mut called) = (Vec::new(), 0);
    for count in [1, 2] {
        for operation in contract.operations() {
            if is_out_of_reach(&operation) {
                continue;
            }
            let name = format!("{}, {count} values", operation.id);
            let outcome = match operation.is_upload() {
                true => upload(&client, count).await,
                false => {
                    let sample = valid_sample(&contract, &declared, operation, count);
                    let outcome = calls::call(&client, &sample).await;
                    outcome.map(|outcome| outcome.map(|_| ()))
                }
            };
            called += usize::from(outcome.is_some());
            if let Some(Err(finding)) = outcome {
                refused.push(format!("{name}: {finding}"));
            }
        }
    }
    eprintln!("{called} calls, {} refused", refused.len());
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    #[cfg(all(feature = "all-areas", feature = "oauth"))]
    assert_eq!(called, 2 * contract.operations().len());
}

/// Ends the program with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// The provider's document, without the rules that forbid every list.
fn repaired(contract: &Contract) -> Value {
    let [swagger, ..] = Spec::FILES;
    let path = format!("{}/{swagger}", env!("CARGO_MANIFEST_DIR"));
    let mut document = read::parse(swagger, &std::fs::read(path).unwrap()).unwrap();
    allow_items(&mut document);
    for operation in contract.operations() {
        let verb = operation.verb.to_lowercase();
        let declared = &mut document["paths"][&operation.path][verb]["parameters"];
        for parameter in declared.as_array_mut().into_iter().flatten() {
            if parameter["type"] == "array"
                && let Some(values) = parameter
                    .as_object_mut()
                    .and_then(|members| members.remove("enum"))
            {
                parameter["items"]["enum"] = values;
            }
            let is_same = |corrected: &&Value| corrected["name"] == parameter["name"];
            let corrected = operation.parameters().find(is_same).unwrap();
            if several(corrected).is_some() && is_restricted(parameter) {
                become_a_list(parameter);
            }
        }
    }
    document
}

fn allow_items(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if members.get("maxItems") == Some(&json!(0)) {
                members.remove("maxItems");
            }
            members.values_mut().for_each(allow_items);
        }
        Value::Array(list) => list.iter_mut().for_each(allow_items),
        _ => {}
    }
}

/// Whether a text may be one value of an enumeration or a format, and not several.
fn is_restricted(parameter: &Value) -> bool {
    let is_of_a_format = !parameter["format"].is_null() && parameter["format"] != "csv";
    parameter["type"] == "string" && (parameter.get("enum").is_some() || is_of_a_format)
}

/// Declares a list, so that each value is checked and not all of them as one text.
fn become_a_list(parameter: &mut Value) {
    let items = json!({
        "type": "string",
        "enum": parameter["enum"],
        "format": parameter["format"],
    });
    let mut items = items.as_object().cloned().unwrap_or_default();
    items.retain(|_, value| !value.is_null() && value != "csv");
    parameter["type"] = json!("array");
    parameter["collectionFormat"] = json!("csv");
    parameter["items"] = Value::Object(items);
    for key in ["enum", "format", "maximum"] {
        parameter.as_object_mut().map(|members| members.remove(key));
    }
}

/// A call that conforms to the document, with this many values in each list.
fn valid_sample(
    contract: &Contract,
    document: &Value,
    mut operation: Operation,
    count: usize,
) -> Sample {
    let verb = operation.verb.to_lowercase();
    let declared = document["paths"][&operation.path][verb]["parameters"].clone();
    let mut body = None;
    for parameter in operation.facts["parameters"]
        .as_array_mut()
        .into_iter()
        .flatten()
    {
        if parameter["in"] == "body" {
            body = Some(contract.valid(&parameter["schema"], count, 0));
            continue;
        }
        let is_same = |declared: &&Value| declared["name"] == parameter["name"];
        let declared = declared
            .as_array()
            .and_then(|all| all.iter().find(is_same))
            .unwrap();
        // In places, the document declares numbers and times as texts.
        let is_plain = ["format", "enum"].iter().all(|key| declared[key].is_null())
            && declared["type"] == "string";
        let schema = match (&declared["items"], &parameter["items"]) {
            (Value::Null, Value::Null) if is_plain => &*parameter,
            (Value::Null, items) if is_plain => items,
            (Value::Null, _) => declared,
            (items, _) => items,
        };
        let count = several(parameter).map_or(1, |_| count);
        let texts = (0..count).map(|number| match contract.valid(schema, count, number) {
            _ if is_count(&declared["name"]) => declared["maximum"]
                .as_u64()
                .unwrap_or(10)
                .min(10)
                .to_string(),
            Value::String(text) => text,
            other => other.to_string(),
        });
        // A listed value is sent.
        parameter["enum"] = texts.collect();
    }
    let mut sample = Sample::new(contract, operation);
    sample.sent = body;
    sample
}

fn is_count(name: &Value) -> bool {
    ["limit", "offset", "page_size"]
        .map(Value::from)
        .contains(name)
}

#[cfg(not(feature = "bulk-activities"))]
async fn upload(_: &Client, _: usize) -> Option<Result<(), String>> {
    None
}

#[cfg(feature = "bulk-activities")]
async fn upload(client: &Client, count: usize) -> Option<Result<(), String>> {
    let lists = (0..count).map(uuid);
    let import = client.import_csv(
        constant_contact::CsvSource::bytes("email\nann@example.com\n"),
        lists,
    );
    Some(
        import
            .send()
            .await
            .map(|_| ())
            .map_err(|error| description(&error)),
    )
}

fn uuid(number: usize) -> String {
    format!("0{number}fe9a97-a579-43c5-bb1a-58ed29bf0a6a")
}

impl Contract {
    /// A document that conforms to the schema, with all members and this many entries in each list.
    /// `number` distinguishes it from others, and the entries of a list from each other.
    fn valid(&self, schema: &Value, count: usize, number: usize) -> Value {
        self.filled(schema, &mut Valid { count, number })
    }
}

struct Valid {
    count: usize,
    number: usize,
}

impl Values for Valid {
    fn value(&mut self, _: Place<'_>, kind: Kind, schema: &Value) -> Value {
        // One digit, which is part of a time.
        let number = self.number % 10;
        self.number += 1;
        match kind {
            Kind::Listed => {
                let values = schema["enum"].as_array().unwrap();
                values[number % values.len()].clone()
            }
            Kind::Text => json!(text(schema, number)),
            Kind::Integer => {
                let most = schema["maximum"].as_i64().unwrap_or(i64::MAX);
                json!(most.min(schema["minimum"].as_i64().unwrap_or(1) + number as i64))
            }
            Kind::Number => json!(schema["minimum"].as_f64().unwrap_or(1.0) + 0.5),
            Kind::Boolean => json!(true),
            Kind::Object | Kind::Anything => json!({}),
        }
    }

    fn entries(&self, schema: &Value) -> usize {
        let limit = |key: &str| schema[key].as_u64().map(|limit| limit as usize);
        let least = limit("minItems").unwrap_or(0);
        let most = limit("maxItems").filter(|most| *most > 0);
        self.count.clamp(least, most.unwrap_or(usize::MAX))
    }
}

fn text(schema: &Value, number: usize) -> String {
    match schema["format"].as_str() {
        Some("uuid") => uuid(number),
        Some("date-time") => format!("2026-01-02T03:04:0{number}.678Z"),
        Some("date") => format!("2026-01-0{}", number + 1),
        Some("email") => format!("ann{number}@example.com"),
        Some("uri" | "url") => format!("https://example.com/{number}"),
        _ => match &schema["example"] {
            Value::String(text) => text.clone(),
            _ => format!("text{number}"),
        },
    }
}
