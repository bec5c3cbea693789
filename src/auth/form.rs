//! Requests to the authorization server that the protocol crate does not build.

use super::error::AuthError;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use oauth2::HttpRequest;
use oauth2::http::{Method, header};
use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded;

/// A POST of `fields`; a client with a secret is named in the header (RFC 6749, 2.3.1), another in a field.
pub(crate) fn post(
    url: &str,
    client_id: &str,
    client_secret: Option<&SecretString>,
    fields: &[(&str, &str)],
) -> Result<HttpRequest, AuthError> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    let mut request = oauth2::http::Request::builder()
        .method(Method::POST)
        .uri(url)
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
        .map_err(|_| AuthError::configuration("an endpoint is not a valid URL"))
}
