//! Each operation of a contract alone, to find out which of them is at fault.

use crate::pointer::escape;
use serde_json::{Map, Value, json};

/// The parameters that all operations of a path have.
const PARAMETERS: &str = "parameters";

/// A contract with one operation.
#[derive(Debug, Clone)]
pub struct Alone {
    /// The HTTP method, in lower case.
    pub verb: String,
    /// The path with its placeholders.
    pub path: String,
    /// The contract without the other operations.
    pub contract: Value,
}

impl Alone {
    /// The JSON pointer of the operation in the contract.
    pub fn pointer(&self) -> String {
        format!("/paths/{}/{}", escape(&self.path), self.verb)
    }
}

/// Each operation as a contract of its own, in the contract's order.
pub fn each_alone(contract: &Value) -> impl Iterator<Item = Alone> {
    let paths = contract["paths"].as_object();
    let operations = paths.into_iter().flatten().flat_map(|(path, item)| {
        let verbs = item.as_object().into_iter().flat_map(Map::keys);
        let verbs = verbs.filter(|verb| !verb.starts_with("x-") && *verb != PARAMETERS);
        verbs.map(move |verb| (path, verb, item))
    });
    operations.map(|(path, verb, item)| {
        let mut alone = contract.clone();
        alone["paths"] = json!({path: {verb: item[verb]}});
        if let Some(shared) = item.get(PARAMETERS) {
            alone["paths"][path][PARAMETERS] = shared.clone();
        }
        Alone {
            verb: verb.clone(),
            path: path.clone(),
            contract: alone,
        }
    })
}
