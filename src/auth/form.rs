//! A form that the application sends to the authorization server.

use super::error::AuthError;
use super::http_client::HttpRequest;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::{Method, header};
use secrecy::{ExposeSecret, SecretString};
use url::{Url, form_urlencoded};

/// A POST of `fields`. The id of a client with a secret is in the header (RFC 6749, 2.3.1), any other in a field.
pub(crate) fn post(
    url: &str,
    client_id: &str,
    client_secret: Option<&SecretString>,
    fields: &[(&str, &str)],
) -> Result<HttpRequest, AuthError> {
    let invalid = || AuthError::configuration("an endpoint is not a valid URL");
    let url = Url::parse(url).map_err(|_| invalid())?;
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    let mut request = http::Request::builder()
        .method(Method::POST)
        .uri(url.as_str())
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    match client_secret {
        Some(secret) => {
            let encoded = |text: &str| -> String {
                form_urlencoded::byte_serialize(text.as_bytes()).collect()
            };
            let pair = format!("{}:{}", encoded(client_id), encoded(secret.expose_secret()));
            let basic = format!("Basic {}", BASE64_STANDARD.encode(pair));
            request = request.header(header::AUTHORIZATION, basic);
        }
        None => {
            form.append_pair("client_id", client_id);
        }
    }
    request
        .body(form.finish().into_bytes())
        .map_err(|_| invalid())
}

#[cfg(test)]
mod tests;
