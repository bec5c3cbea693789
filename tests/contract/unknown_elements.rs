//! For every type: a document with a member and values that the contract does not have lists exactly these, and a
//! document without them lists nothing. Types and documents follow the converted contract.

use crate::fill::{Kind, Place, Values, named};
use crate::generated_schemas::check_all;
use crate::schemas::{Checks, SCHEMAS};
use constant_contact::http::Method;
use constant_contact::{Client, RetryPolicy, UnknownElement, Unlimited};
use constant_contact_sandbox::{Contents, Sandbox, ScriptedAnswer};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// A document, and the elements in it that the contract does not have.
struct Document {
    is_grown: bool,
    unknown: BTreeSet<String>,
}

impl Values for Document {
    fn whole(&mut self, _: Place<'_>, name: Option<&str>, schema: &Value) -> Option<Value> {
        Some(match name? {
            "Timestamp" => json!("2016-03-03T10:53:04-05:00"),
            "SendTime" => json!("0"),
            "StringOrInteger" => json!("9A63BC"),
            "Link" => json!({"href": "/v3/x", "new": 1}),
            "ActivityMessage" => json!({"message": "x", "new": 1}),
            name if schema.get("enum").is_some() && self.is_grown => {
                self.unknown.insert(format!("{name}::Unknown"));
                json!("value_of_tomorrow")
            }
            _ => return None,
        })
    }

    fn value(&mut self, _: Place<'_>, kind: Kind, schema: &Value) -> Value {
        match kind {
            Kind::Listed => schema["enum"][0].clone(),
            Kind::Text => json!("text"),
            Kind::Integer | Kind::Number => json!(7),
            Kind::Boolean => json!(true),
            Kind::Object | Kind::Anything => json!({"any": [{"thing": null}]}),
        }
    }

    fn undeclared(&mut self, name: &str) -> Option<(String, Value)> {
        if !self.is_grown {
            return None;
        }
        if SCHEMAS[name].get("additionalProperties").is_none() {
            self.unknown.insert(format!("{name}.member_of_tomorrow"));
        }
        Some(("member_of_tomorrow".to_owned(), json!({"deep": [1]})))
    }
}

/// Reads documents as the answers to calls, and compares what the reports of the calls list.
struct Listed {
    runtime: tokio::runtime::Runtime,
    client: Client,
    body: Arc<Mutex<String>>,
    listed: Arc<Mutex<Vec<UnknownElement>>>,
    wrong: Vec<String>,
    elements: usize,
}

impl Checks for Listed {
    fn check<T: DeserializeOwned>(&mut self, name: &str) {
        for is_grown in [false, true] {
            let unknown = BTreeSet::new();
            let mut document = Document { is_grown, unknown };
            let body = named(&SCHEMAS, name, &mut document).to_string();
            *self.body.lock().unwrap() = body;
            let call = self.client.request(Method::GET, "/thing").json::<T>();
            let read = self.runtime.block_on(call);
            let listed = std::mem::take(&mut *self.listed.lock().unwrap());
            self.elements += listed.len();
            let unique: BTreeSet<_> = listed.iter().map(ToString::to_string).collect();
            if read.is_err() || unique != document.unknown || unique.len() != listed.len() {
                let Document { unknown, .. } = document;
                let error = read.err();
                let found = format!("{name}: {listed:?} in place of {unknown:?}, {error:?}");
                self.wrong.push(found);
            }
        }
    }
}

#[test]
fn every_type_lists_exactly_what_the_contract_does_not_have() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let body = Arc::new(Mutex::new(String::new()));
    let current = Arc::clone(&body);
    let sandbox = Sandbox::builder().without_limits().keep_requests(0);
    let sandbox = runtime.block_on(sandbox.start()).unwrap();
    let script = move |_: &Contents, _: u64| {
        let body = current.lock().unwrap().clone();
        Some(ScriptedAnswer::json(200, body).into())
    };
    sandbox.fail_by(script).on_every_operation();
    let listed = Arc::new(Mutex::new(Vec::new()));
    let reported = Arc::clone(&listed);
    let client = Client::builder()
        .access_token("token")
        .base_url(sandbox.base_url())
        .rate_limiter(Unlimited)
        .retry(RetryPolicy::none())
        .observe(move |call| {
            reported
                .lock()
                .unwrap()
                .extend(call.unknown_elements.clone())
        })
        .build()
        .unwrap();
    let mut checks = Listed {
        runtime,
        client,
        body,
        listed,
        wrong: Vec::new(),
        elements: 0,
    };
    check_all(&mut checks);
    assert!(checks.wrong.is_empty(), "{}", checks.wrong.join("\n"));
    #[cfg(feature = "all-areas")]
    {
        let is_object = |schema: &&Value| {
            schema.get("properties").is_some() && schema.get("additionalProperties").is_none()
        };
        let objects = SCHEMAS.as_object().unwrap().values().filter(is_object);
        assert!(checks.elements >= objects.count(), "each has a new member");
    }
}
