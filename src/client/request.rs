//! Requests for operations that are not in the contract yet, sent like all others.

use super::handle::Client;
use crate::error::{Error, Result};
use crate::model::RawBody;
use crate::transport::address::is_dot_segment;
use crate::transport::byte_stream::ByteStream;
use crate::transport::call::{Body, Call, Operation, Target};
use crate::transport::future::BoxFuture;
use crate::transport::response::Response;
use crate::transport::retry::is_idempotent;
use percent_encoding::percent_decode_str;
use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// # Requests without a generated method
impl Client {
    /// Calls an operation that this version of the crate has no method for.
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
    /// The path is relative to the base URL and may have a query. It must begin with `/` and stay below
    /// the base URL; otherwise the call fails before a token is attached. Use a placeholder for an id:
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client, id: String) -> constant_contact::Result<()> {
    /// # use constant_contact::http::Method;
    /// let answer = client
    ///     .request(Method::GET, "/automations/workflows/{workflow_id}")
    ///     .path("workflow_id", id)
    ///     .send()
    ///     .await?;
    /// # drop(answer);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A partner operation with a JSON body:
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
    /// [`stream`](Request::stream) reads a list of any type that implements [`Page`](crate::Page). File uploads are not
    /// supported. Headers of your own are set for all requests of a client, by
    /// [`before_send`](crate::ClientBuilder::before_send).
    ///
    /// Pacing, tokens, retries and errors work as for every other call. Dropping the
    /// future cancels the call; it is then unknown whether the server has carried it out.
    pub fn request(&self, method: Method, path: &str) -> Request {
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
            client: self.clone(),
            call: checked,
        }
    }
}

/// A call made by [`Client::request`].
#[must_use = "nothing is sent before `send` or one of the methods that read the answer"]
pub struct Request {
    client: Client,
    call: Result<Call>,
}

crate::opaque_debug!(Request, "Request");

impl Request {
    /// Replaces `{name}` in the path by a value, as one segment.
    ///
    /// The value is encoded. A value that is empty, `.` or `..` would address another resource, so the call
    /// fails. A path without placeholders is sent unchanged, so an id in it must be percent-encoded.
    pub fn path(mut self, name: &str, value: impl Into<String>) -> Self {
        self.call = self.call.and_then(|mut call| {
            let value: String = value.into();
            match call.resource().contains(&format!("{{{name}}}")) {
                true => call.path(name, &value).map(|()| call),
                false => Err(refused(&format!("has no placeholder `{{{name}}}`"))),
            }
        });
        self
    }

    /// Adds a pair to the query. The value is encoded.
    pub fn query(mut self, name: &str, value: impl Into<String>) -> Self {
        if let Ok(call) = &mut self.call {
            call.append(name, &value.into());
        }
        self
    }

    /// Sets the JSON document to send.
    pub fn body(mut self, body: &impl Serialize) -> Self {
        self.call = self
            .call
            .and_then(|mut call| call.json(body).map(|()| call));
        self
    }

    /// Uses the partner's token and API key instead of the account's token. Operations under `/partner` need
    /// them.
    pub fn partner(mut self) -> Self {
        if let Ok(call) = &mut self.call {
            call.partner = true;
        }
        self
    }

    /// Sends the request and returns the bytes of the answer; any 2xx is a success.
    pub fn send(self) -> impl Future<Output = Result<Response<RawBody>>> + Send {
        self.client.bytes(filled(self.call))
    }

    /// Sends the request and reads the answer as JSON.
    pub async fn json<T: DeserializeOwned>(self) -> Result<Response<T>> {
        self.client.json(filled(self.call)).await
    }

    /// Sends the request and returns the body as a stream; any 2xx is a success.
    pub fn bytes_stream(self) -> impl Future<Output = Result<Response<ByteStream>>> + Send {
        self.client.bytes_stream(filled(self.call))
    }

    /// The client and the call for the pages of a list. Only a GET without a body can have pages.
    pub(crate) fn into_list(self) -> (Client, Result<Call>) {
        let call = filled(self.call).and_then(|call| match (&call.method, &call.body) {
            (&Method::GET, Body::Empty) => Ok(call),
            _ => Err(
                Error::invalid_request("only a GET without a body has pages")
                    .with_operation(call.operation),
            ),
        });
        (self.client, call)
    }
}

/// The same as [`send`](Request::send).
impl IntoFuture for Request {
    type Output = Result<Response<RawBody>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    #[inline]
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

fn refused(what: &str) -> Error {
    Error::invalid_request(format!("the path {what}")).with_operation("request")
}

/// Returns the call, unless a placeholder in its path has no value.
fn filled(call: Result<Call>) -> Result<Call> {
    let call = call?;
    match call.resource().contains(['{', '}']) {
        true => Err(refused(
            "has a placeholder without a value: set it with `.path(…)`",
        )),
        false => Ok(call),
    }
}

/// Splits a path below the base URL into the path and its query.
fn check(path: &str) -> Result<(&str, &str)> {
    if !path.starts_with('/') || path.starts_with("//") {
        return Err(refused(
            "must begin with a single `/` and must not name a host",
        ));
    }
    if path.contains(['\\', '#'])
        || path
            .bytes()
            .any(|byte| byte.is_ascii_control() || byte == b' ')
    {
        return Err(refused(
            "has characters that are not valid in a path: encode them",
        ));
    }
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let is_dots = |segment: &str| is_dot_segment(&percent_decode_str(segment).decode_utf8_lossy());
    if path.split('/').any(is_dots) {
        return Err(refused(
            "leaves the API: `.` and `..` are not permitted as segments",
        ));
    }
    Ok((path, query))
}

#[cfg(test)]
mod tests;
