//! The request inside a request: what a partner wants to be done in a client account.

use super::Request;
use crate::contract::CONTRACT;
use crate::state::refusal::Refusal;
use crate::state::tokens::Role;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use url::form_urlencoded;

/// The operation whose body describes another request.
const OPERATION: &str = "partnerAccountOperationsPostSync";

impl Request {
    /// The request that the body describes; none if the operation is another one.
    ///
    /// It is one of the owner of the client account: the contract names no scopes or privileges for it.
    pub fn on_behalf(&self) -> Option<Result<Self, Refusal>> {
        (self.operation.id == OPERATION).then(|| self.inner())
    }

    fn inner(&self) -> Result<Self, Refusal> {
        let text = |name: &str| self.json[name].as_str().unwrap_or_default();
        let method = text("account_operation_method").to_ascii_uppercase();
        let url = text("account_operation_url");
        let (operation, values) = CONTRACT.find(&method, url).ok_or(Refusal::NotFound)?;
        if operation.partner {
            let problem = "account_operation_url is a partner operation";
            return Err(Refusal::invalid(problem));
        }
        let parameters = self.pairs(
            "account_operation_path_parameters",
            "path_param_key",
            "path_param_value",
        );
        let values = values.into_iter().map(|value| {
            let name = value
                .strip_prefix('{')
                .and_then(|one| one.strip_suffix('}'));
            let mut parameters = parameters.iter();
            let given = parameters.find(|(one, _)| Some(&**one) == name);
            given.map_or(value, |(_, given)| given).to_owned()
        });
        let query = self.pairs(
            "account_operation_query_parameters",
            "query_param_key",
            "query_param_value",
        );
        let raw_query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&query)
            .finish();
        let body = Bytes::from(text("account_operation_payload").to_owned());
        let mut headers = HeaderMap::new();
        if !body.is_empty() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let sent = self.pairs("account_operation_headers", "header_key", "header_value");
        for (name, value) in sent {
            if let (Ok(name), Ok(value)) =
                (name.parse::<HeaderName>(), HeaderValue::from_str(&value))
            {
                headers.insert(name, value);
            }
        }
        Ok(Self {
            operation,
            path: values.collect(),
            query,
            raw_query,
            headers,
            json: serde_json::from_slice(&body).unwrap_or(Value::Null),
            body,
            now: self.now,
            account: self.path_value("encoded_account_id").to_owned(),
            role: Role::AccountOwner,
        })
    }

    /// The names and values in a list of the body.
    fn pairs(&self, list: &str, name: &str, value: &str) -> Vec<(String, String)> {
        let entries = self.json[list].as_array().into_iter().flatten();
        let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        let pairs = entries.map(|entry| (text(entry, name), text(entry, value)));
        pairs.collect()
    }
}
