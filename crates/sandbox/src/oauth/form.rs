//! The parameters of requests to the authorization server, and who sends them.

use super::OAuthRequest;
use super::response::{error, okta};
use crate::answer::Answer;
use crate::state::tokens::{Application, OAuthError, Partner, Tokens};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::header;
use std::collections::HashMap;
use url::form_urlencoded;

const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

const WRONG_CLIENT: OAuthError =
    OAuthError::invalid_client("The client is unknown, or its credentials are wrong.");

/// The parameters by name. Empty ones count as absent (RFC 6749, 3.1).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Form(HashMap<String, String>);

impl Form {
    /// The parameters of a POST. The samples of the provider's guide send them in the query, most clients in
    /// the body; both work.
    pub fn of(request: &OAuthRequest<'_>) -> Result<Self, Answer> {
        let content_type = request.header(header::CONTENT_TYPE).unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default();
        if !media_type.trim().eq_ignore_ascii_case(MEDIA_TYPE) {
            return Err(okta(415));
        }
        if std::str::from_utf8(request.body).is_err() {
            return Err(okta(400));
        }
        Self::parse([request.query.as_bytes(), request.body])
            .ok_or_else(|| error(&OAuthError::invalid_request("A parameter is repeated.")))
    }

    /// Reads parameters; `None` if one is repeated.
    pub fn parse<const N: usize>(parts: [&[u8]; N]) -> Option<Self> {
        let mut parameters = HashMap::new();
        for (name, value) in parts.into_iter().flat_map(form_urlencoded::parse) {
            if parameters
                .insert(name.into_owned(), value.into_owned())
                .is_some()
            {
                return None;
            }
        }
        Some(Self(parameters))
    }

    /// The value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name).map(String::as_str);
        value.filter(|value| !value.is_empty())
    }

    /// The value of a parameter that is required.
    pub fn require(&self, name: &str) -> Result<&str, OAuthError> {
        self.get(name).ok_or(OAuthError::invalid_request(
            "A required parameter is missing.",
        ))
    }

    /// The application that sends the request: one with a secret by the header, any other by `client_id`.
    pub fn application(
        &self,
        request: &OAuthRequest<'_>,
        tokens: &Tokens,
    ) -> Result<Application, OAuthError> {
        let found = match self.credentials(request)? {
            Some((id, secret)) => {
                let application = tokens.application(&id);
                application.filter(|known| known.client_secret() == Some(&secret))
            }
            None if self.get("client_secret").is_some() => None,
            None => {
                let id = self.get("client_id").ok_or(WRONG_CLIENT)?;
                let application = tokens.application(id);
                application.filter(|known| known.client_secret().is_none())
            }
        };
        found.cloned().ok_or(WRONG_CLIENT)
    }

    /// Checks that a partner sends the request.
    pub fn check_partner(
        &self,
        request: &OAuthRequest<'_>,
        partner: &Partner,
    ) -> Result<(), OAuthError> {
        let expected = (partner.client_id.clone(), partner.client_secret.clone());
        match self.credentials(request)? == Some(expected) {
            true => Ok(()),
            false => Err(WRONG_CLIENT),
        }
    }

    /// The id and the secret in the `Authorization` header, which are encoded as in a form (RFC 6749, 2.3.1).
    fn credentials(
        &self,
        request: &OAuthRequest<'_>,
    ) -> Result<Option<(String, String)>, OAuthError> {
        if !request.headers.contains_key(header::AUTHORIZATION) {
            return Ok(None);
        }
        let header = request.header(header::AUTHORIZATION);
        let pair = header.and_then(basic).ok_or(WRONG_CLIENT)?;
        let is_other = |id: &str| id != pair.0;
        if self.get("client_secret").is_some() || self.get("client_id").is_some_and(is_other) {
            return Err(OAuthError::invalid_request(
                "Client credentials are sent in two ways.",
            ));
        }
        Ok(Some(pair))
    }
}

fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    Some((form_decoded(id)?, form_decoded(secret)?))
}

fn form_decoded(text: &str) -> Option<String> {
    let spaces = text.replace('+', " ");
    let decoded = percent_encoding::percent_decode_str(&spaces).decode_utf8();
    decoded.ok().map(|text| text.into_owned())
}
