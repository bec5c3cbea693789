//! Sending a call once: building its request, and following permitted redirects.

use super::address;
use super::before_send::{BeforeSend, added_headers};
use super::call::{Body, Call};
use super::failure::FailedAttempt;
use super::progress::SentFlag;
use super::timeouts::Timeouts;
use super::transfer;
use crate::error::{Error, Result};
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION,
};
use reqwest::{Method, Response, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};

/// How many redirects a request follows.
const MAX_REDIRECTS: u32 = 5;

/// What all attempts of a call have in common.
pub(super) struct Sender<'a> {
    pub http: &'a reqwest::Client,
    pub base: &'a Url,
    pub timeouts: Option<Timeouts>,
    pub call: &'a Call,
    pub before_send: &'a [BeforeSend],
}

impl Sender<'_> {
    /// Sends the call to `url` and follows redirects. It follows them below the base URL only, since the
    /// token, the key and the body must not be sent elsewhere, and only with the same method and body:
    /// otherwise a POST could become a GET and appear to succeed. The hooks run once, before the first request.
    pub async fn send(
        &self,
        authorization: &HeaderMap,
        attempt: u32,
        mut url: Url,
        sent: Option<&SentFlag>,
    ) -> Result<Response, FailedAttempt> {
        let mut headers =
            added_headers(self.before_send, self.call, attempt).map_err(FailedAttempt::unsent)?;
        headers.extend(authorization.clone());
        let mut redirects = 0;
        loop {
            let request = self
                .request(&headers, url.clone())
                .map_err(FailedAttempt::unsent)?;
            let response = transfer::send(self.http, request, self.timeouts, sent)
                .await
                .map_err(FailedAttempt::without_answer)?;
            let to = location(&response).and_then(|to| address::redirect_url(self.base, &url, to));
            match to.filter(|_| redirects < MAX_REDIRECTS) {
                Some(to) => url = to,
                None => return Ok(response),
            }
            redirects += 1;
        }
    }

    fn request(&self, headers: &HeaderMap, url: Url) -> Result<reqwest::Request> {
        let call = self.call;
        let mut request = self
            .http
            .request(call.method.clone(), url)
            .header(ACCEPT, HeaderValue::from_static(call.accept))
            .headers(headers.clone());
        request = match &call.body {
            // Without this header, some servers answer 411 (RFC 9110, section 8.6).
            Body::Empty if expects_body(&call.method) => {
                request.header(CONTENT_LENGTH, HeaderValue::from_static("0"))
            }
            Body::Empty => request,
            Body::Json(json) => {
                let json_type = HeaderValue::from_static("application/json");
                request.header(CONTENT_TYPE, json_type).body(json.clone())
            }
            #[cfg(feature = "bulk-activities")]
            Body::Multipart(form) => request.multipart(form()),
        };
        request.build().map_err(Error::transport)
    }
}

/// The headers that authorize a request, marked as sensitive so that they are never printed.
pub(super) fn authorization(
    token: &SecretString,
    api_key: Option<&SecretString>,
) -> Result<HeaderMap> {
    let bearer = format!("Bearer {}", token.expose_secret());
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, secret_header(&bearer, "the access token")?);
    if let Some(key) = api_key {
        headers.insert(
            "x-api-key",
            secret_header(key.expose_secret(), "the API key")?,
        );
    }
    Ok(headers)
}

fn secret_header(text: &str, what: &str) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(text).map_err(|_| {
        Error::invalid_request(format!("{what} has characters that no header can carry"))
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// The location to which an answer redirects the same request (307 or 308).
fn location(response: &Response) -> Option<&str> {
    let is_same_request = matches!(
        response.status(),
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT
    );
    let location = response.headers().get(LOCATION)?;
    location.to_str().ok().filter(|_| is_same_request)
}

/// Whether requests of this method usually have a body.
fn expects_body(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}

#[cfg(test)]
mod tests;
