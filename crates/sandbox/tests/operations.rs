//! Every operation of the contract, through HTTP.

use constant_contact_sandbox::Sandbox;
use reqwest::{Method, RequestBuilder};
use serde_json::{Map, Value, json};

const ID: &str = "00000001-0000-11f1-8000-fa163e0a0b0c";

#[tokio::test]
async fn each_operation_answers_a_minimal_request_that_the_contract_allows() {
    let sandbox = Sandbox::builder().without_limits().start().await.unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let contract: Value = serde_json::from_str(include_str!("../contract.json")).unwrap();
    let samples = Samples(&contract["definitions"], &sandbox);
    let mut wrong = Vec::new();
    let operations = contract["operations"].as_array().unwrap();
    for operation in operations {
        let request = samples.request(&http, operation);
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let body = response.text().await.unwrap();
        // The ids of the samples do not exist.
        let is_answered = (200..300).contains(&status)
            || matches!(status, 400 | 404 | 409) && body.contains("error_key");
        if !is_answered {
            wrong.push(format!("{}: {status} {body}", operation["id"]));
        }
        let name = format!(
            "{} {}",
            text(&operation["method"]),
            text(&operation["path"])
        );
        assert_eq!(sandbox.requests(&name), 1, "{name}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(operations.len(), 128);
    sandbox.assert_no_violations();
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Makes values that fit the schemas of the contract, for requests to a sandbox.
struct Samples<'c>(&'c Value, &'c Sandbox);

impl Samples<'_> {
    /// A request with what the operation requires, and nothing else.
    fn request(&self, http: &reqwest::Client, operation: &Value) -> RequestBuilder {
        let base = self.1.base_url();
        let mut path = text(&operation["path"]).to_owned();
        let mut query = Vec::new();
        for parameter in operation["parameters"].as_array().unwrap() {
            let (name, schema) = (text(&parameter["name"]), &parameter["schema"]);
            let value = match name {
                "contact_id" => ID.to_owned(),
                _ => match self.value(schema) {
                    Value::String(text) => text,
                    other => other.to_string(),
                },
            };
            match text(&parameter["in"]) {
                "path" => path = path.replace(&format!("{{{name}}}"), &value),
                _ if parameter["required"] == true => query.push(format!("{name}={value}")),
                _ => {}
            }
        }
        if !query.is_empty() {
            path = format!("{path}?{}", query.join("&"));
        }
        let method = Method::from_bytes(text(&operation["method"]).as_bytes()).unwrap();
        let has_length = method != Method::GET && method != Method::DELETE;
        let mut request = http.request(method, format!("{base}{path}"));
        request = match operation["partner"] == true {
            true => request
                .bearer_auth(self.1.partner_access_token())
                .header("x-api-key", self.1.partner().api_key),
            false => request.bearer_auth(self.1.access_token()),
        };
        if operation["form"] != json!([]) {
            let fields = operation["form"].as_array().unwrap();
            let required = fields.iter().filter(|field| field["required"] == true);
            let body: String = required.map(|field| self.field(field)).collect();
            return request
                .header("content-type", "multipart/form-data; boundary=b")
                .body(body + "--b--\r\n");
        }
        match &operation["body"] {
            Value::Null if has_length => request.header("content-length", "0"),
            Value::Null => request,
            body => request
                .header("content-type", "application/json")
                .body(self.body(&body["schema"]).to_string()),
        }
    }

    fn body(&self, schema: &Value) -> Value {
        let mut body = self.value(schema);
        // What a partner wants to be done has to be an operation.
        if body["account_operation_method"].is_string() {
            body["account_operation_method"] = json!("GET");
            body["account_operation_url"] = json!("/contact_lists");
        }
        body
    }

    fn field(&self, field: &Value) -> String {
        let name = text(&field["name"]);
        let (file, value) = match text(&field["schema"]["type"]) {
            "file" => (
                "; filename=\"a.csv\"\r\ncontent-type: text/csv",
                "email\r\nada@example.com",
            ),
            _ => ("", ID),
        };
        let head = format!("content-disposition: form-data; name=\"{name}\"{file}");
        format!("--b\r\n{head}\r\n\r\n{value}\r\n")
    }

    fn value(&self, schema: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str() {
            return self.value(&self.0[name.rsplit('/').next().unwrap()]);
        }
        if let Some(first) = schema["enum"].get(0) {
            return first.clone();
        }
        match (schema["type"].as_str(), schema["format"].as_str()) {
            (Some("array"), _) => {
                let least = schema["minItems"].as_u64().unwrap_or(1);
                (0..least).map(|_| self.value(&schema["items"])).collect()
            }
            (Some("integer" | "number"), _) => schema.get("minimum").cloned().unwrap_or(json!(1)),
            (Some("boolean"), _) => json!(true),
            (Some("string"), Some("date-time")) => json!("2030-01-02T03:04:05Z"),
            (Some("string"), Some("int32" | "int64")) => json!("1"),
            (Some("string"), Some("uuid" | "csv")) => json!(ID),
            (Some("string"), _) => {
                let least = schema["minLength"].as_u64().unwrap_or(1);
                json!("1".repeat(least as usize))
            }
            _ => self.object(schema),
        }
    }

    fn object(&self, schema: &Value) -> Value {
        let required = schema["required"].as_array().into_iter().flatten();
        let members = required
            .filter(|name| schema["properties"][text(name)]["readOnly"] != true)
            .map(|name| {
                let name = text(name);
                let value = match name {
                    "email" | "email_address" | "address" if self.is_text(schema, name) => {
                        json!("ada@example.com")
                    }
                    _ => self.value(&schema["properties"][name]),
                };
                (name.to_owned(), value)
            });
        Value::Object(members.collect::<Map<_, _>>())
    }

    fn is_text(&self, schema: &Value, name: &str) -> bool {
        schema["properties"][name]["type"] == "string"
    }
}
