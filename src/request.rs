//! Requests that the contract does not know yet, on the way of all others.

use crate::call::{Call, Operation, Target};
use crate::client::Client;
use crate::error::{Error, Result};
use crate::retry::is_idempotent;
use progenitor_client::{ByteStream, ResponseValue};
use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// # Requests without a method of their own
impl Client {
    /// Calls a resource that this version of the crate has no method for.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::http::Method;
    ///
    /// let workflows = client
    ///     .request(Method::GET, "/automations/workflows")
    ///     .query("limit", "50")
    ///     .json::<serde_json::Value>()
    ///     .await?;
    /// println!("{}", workflows["workflows"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A JSON body, for a partner operation:
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// # use constant_contact::http::Method;
    /// let answer = client
    ///     .request(Method::POST, "/partner/new_operation")
    ///     .body(&serde_json::json!({"name": "value"}))
    ///     .partner()
    ///     .send()
    ///     .await?;
    /// println!("{}", answer.status());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The path is below the base URL, such as `/contacts`, and may have a query. It has to begin with `/`
    /// and stay on the host: anything else is an error before a token is attached. It is sent as it is, so
    /// percent-encode an id that has more than letters, digits, `-`, `_`, `.` and `~` (with the crate
    /// percent-encoding, say); [`query`](Request::query) encodes by itself.
    ///
    /// There are no HTTP headers of your own, no file uploads and no pages. To read the next page, request
    /// the link to it (`_links.next.href`) without the `/v3` at its beginning.
    ///
    /// Pacing, token, retries and errors are those of every other call. Dropping the
    /// future abandons the call; whether the server has carried it out is then unknown.
    pub fn request(&self, method: Method, path: &str) -> Request<'_> {
        let operation = Operation {
            name: "request",
            idempotent: is_idempotent(&method),
            method,
            path: "",
            partner: false,
        };
        let mut call = Call::new(&operation);
        let checked = check(path).map(|(path, query)| {
            call.target = Target::Path {
                path: path.to_owned(),
                query: query.to_owned(),
            };
            call
        });
        Request {
            client: self,
            call: checked.map_err(|error| error.with_operation("request")),
        }
    }
}

/// A call made by [`Client::request`].
#[must_use = "nothing is sent before `send`, `json` or `stream`"]
pub struct Request<'a> {
    client: &'a Client,
    call: Result<Call>,
}

crate::opaque_debug!(Request<'_>, "Request");

impl Request<'_> {
    /// Adds a pair to the query; the value is encoded here.
    pub fn query(mut self, name: &str, value: impl AsRef<str>) -> Self {
        if let Ok(call) = &mut self.call {
            call.append(name, value.as_ref());
        }
        self
    }

    /// Sets the JSON document to send.
    pub fn body(mut self, body: &impl Serialize) -> Self {
        self.call = self
            .call
            .and_then(|mut call| call.body(Some(body)).map(|()| call));
        self
    }

    /// Uses the partner's token and API key instead of the account's token, as the operations under
    /// `/partner` need.
    pub fn partner(mut self) -> Self {
        if let Ok(call) = &mut self.call {
            call.partner = true;
        }
        self
    }

    /// Sends the request and returns the answer's bytes; any 2xx is a success.
    pub async fn send(self) -> Result<ResponseValue<bytes::Bytes>> {
        self.client.bytes(self.call).await
    }

    /// Sends the request and reads the answer as JSON.
    pub async fn json<T: DeserializeOwned>(self) -> Result<ResponseValue<T>> {
        self.client.json(self.call).await
    }

    /// Sends the request and hands on the answer as it arrives.
    pub async fn stream(self) -> Result<ResponseValue<ByteStream>> {
        self.client.stream(self.call).await
    }
}

/// A path below the base URL, and its query if it has one.
fn check(path: &str) -> Result<(&str, &str)> {
    let refuse = |what: &str| Err(Error::invalid_request(format!("the path {what}")));
    if !path.starts_with('/') || path.starts_with("//") {
        return refuse("has to begin with one `/`, and name no host");
    }
    if path.contains(['\\', '#'])
        || path
            .bytes()
            .any(|byte| byte.is_ascii_control() || byte == b' ')
    {
        return refuse("has characters that no path has: encode them");
    }
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let climbs = |segment: &str| {
        let segment = segment.to_ascii_lowercase().replace("%2e", ".");
        segment == "." || segment == ".."
    };
    if path.split('/').any(climbs) {
        return refuse("leaves the API: `.` and `..` are no segments");
    }
    Ok((path, query))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn paths_stay_below_the_base() {
        for (path, parts) in [
            ("/contacts", ("/contacts", "")),
            ("/contacts?limit=1&x=%2F", ("/contacts", "limit=1&x=%2F")),
            ("/a%2Fb/..c", ("/a%2Fb/..c", "")),
        ] {
            assert_eq!(check(path).unwrap(), parts);
        }
        for path in [
            "",
            "contacts",
            "//example.com/x",
            "https://example.com",
            "/\\example.com",
            "/a/../b",
            "/.",
            "/%2e%2E/x",
            "/a b",
            "/a\r\nHost: x",
            "/a#b",
        ] {
            assert!(check(path).is_err(), "{path:?}");
        }
    }
}
