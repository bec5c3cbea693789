//! The tokens in a response (RFC 6749, 5.1).

use super::members;
use super::secrets::RequestSecrets;
use crate::auth::http_client::HttpResponse;
use crate::auth::scope::Scope;
use crate::error::{decode, json};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use std::time::Duration;

/// A lifetime of more seconds than this is a mistake, such as a point in time.
const LONGEST_LIFETIME: u64 = 366 * 86_400;

/// A token response. At least one of the two tokens is not empty.
#[derive(Debug)]
pub(crate) struct TokenResponse {
    pub(crate) access_token: SecretString,
    pub(crate) lifetime: Option<Duration>,
    pub(crate) refresh_token: Option<SecretString>,
    pub(crate) scopes: Option<Vec<Scope>>,
}

impl TokenResponse {
    /// Reads the tokens in the response to a request that contained `secrets`.
    pub(crate) fn read(response: &HttpResponse, secrets: &RequestSecrets) -> Option<Self> {
        let strict = serde_json::from_slice::<Members>(&response.body).ok();
        let found = strict
            .and_then(Members::tokens)
            .or_else(|| Self::salvage(response))?;
        // A refresh token alone is the successor of the one that was sent, unless it is the same one.
        let is_new = |token: &SecretString| !secrets.contains(token.expose_secret());
        let has_access_token = !found.access_token.expose_secret().is_empty();
        (has_access_token || found.refresh_token.as_ref().is_some_and(is_new)).then_some(found)
    }

    /// Finds the tokens in a document that is not JSON, or is not as it should be.
    fn salvage(response: &HttpResponse) -> Option<Self> {
        let mut text = decode(&response.body);
        if let Some(Value::String(inner)) = json(&text) {
            text = inner.into();
        }
        let token = |names: &[&str]| token(&members::find(&text, names)?);
        let access_token = token(&["access_token", "accessToken"])?;
        let refresh_token = token(&["refresh_token", "refreshToken"]);
        let is_cut_off = !response.complete
            || serde_json::from_slice::<IgnoredAny>(text.as_bytes())
                .is_err_and(|error| error.is_eof());
        if is_cut_off && refresh_token.is_none() {
            // It may have been in the part that is missing.
            return None;
        }
        let value = |names: &[&str]| members::find(&text, names).map(Value::String);
        Some(Self {
            access_token,
            lifetime: value(&["expires_in", "expiresIn"]).and_then(|life| lifetime(&life)),
            refresh_token,
            scopes: value(&["scope"]).and_then(|names| scopes(&names)),
        })
    }
}

/// The members of a token response, of whatever type they are.
#[derive(Deserialize)]
struct Members {
    #[serde(default)]
    access_token: Value,
    #[serde(default)]
    expires_in: Value,
    #[serde(default)]
    refresh_token: Value,
    #[serde(default)]
    scope: Value,
}

impl Members {
    fn tokens(self) -> Option<TokenResponse> {
        let text = |value: Value| match value {
            Value::String(text) => token(&text),
            Value::Number(number) if number.is_u64() => Some(number.to_string().into()),
            _ => None,
        };
        let (access_token, refresh_token) = (text(self.access_token), text(self.refresh_token));
        if access_token.is_none() && refresh_token.is_none() {
            return None;
        }
        Some(TokenResponse {
            access_token: access_token.unwrap_or_default(),
            lifetime: lifetime(&self.expires_in),
            refresh_token,
            scopes: scopes(&self.scope),
        })
    }
}

/// A token without white space around it, or inside it where a line was broken.
fn token(text: &str) -> Option<SecretString> {
    let token: String = text.split_whitespace().collect();
    (!token.is_empty()).then(|| token.into())
}

fn lifetime(value: &Value) -> Option<Duration> {
    let whole = |seconds: f64| (seconds >= 0.0).then_some(seconds as u64);
    let seconds = match value {
        Value::Number(number) => number.as_u64().or_else(|| number.as_f64().and_then(whole)),
        Value::String(text) => text.trim().parse().ok().and_then(whole),
        _ => None,
    }?;
    (1..=LONGEST_LIFETIME)
        .contains(&seconds)
        .then(|| Duration::from_secs(seconds))
}

fn scopes(value: &Value) -> Option<Vec<Scope>> {
    let names: Vec<&str> = match value {
        Value::String(text) => text.split_whitespace().collect(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    };
    (!names.is_empty()).then(|| names.into_iter().map(Scope::from).collect())
}
