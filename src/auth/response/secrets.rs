//! The secrets of one request, which no error may repeat.

use crate::auth::http_client::HttpRequest;
use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded;

/// Fields of a token request that are no secrets.
const PUBLIC: [&str; 7] = [
    "client_id",
    "grant_type",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "token_type_hint",
];
/// A secret at least this long is hidden in the middle of a word too.
const UNMISTAKABLE: usize = 8;
const HIDDEN: &str = "[redacted]";

/// What was secret in a request, longest first.
#[derive(Default)]
pub(crate) struct RequestSecrets(Vec<SecretString>);

impl RequestSecrets {
    /// The secrets of `request`, in each form in which a server could repeat them.
    pub(crate) fn of(request: &HttpRequest, client_secret: Option<&SecretString>) -> Self {
        let mut secrets: Vec<String> = Vec::new();
        let body = String::from_utf8_lossy(request.body());
        let fields = body.split('&').filter_map(|field| field.split_once('='));
        for (_, value) in fields.filter(|(name, _)| !PUBLIC.contains(name)) {
            secrets.push(value.to_owned());
            let decoded = form_urlencoded::parse(value.as_bytes()).next();
            secrets.extend(decoded.map(|(value, _)| value.into_owned()));
        }
        let header = request.headers().get("authorization");
        let basic = header.and_then(|value| value.to_str().ok()?.strip_prefix("Basic "));
        secrets.extend(basic.map(str::to_owned));
        secrets.extend(client_secret.map(|secret| secret.expose_secret().to_owned()));
        let mut found = Self::default();
        for secret in secrets {
            if !secret.is_empty() && !found.contains(&secret) {
                let is_longer = |other: &SecretString| other.expose_secret().len() >= secret.len();
                let position = found.0.partition_point(is_longer);
                found.0.insert(position, secret.into());
            }
        }
        found
    }

    /// Whether `token` is one of them.
    pub(crate) fn contains(&self, token: &str) -> bool {
        self.0.iter().any(|secret| secret.expose_secret() == token)
    }

    /// `text` without them.
    pub(crate) fn redact(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.0 {
            text = without(&text, secret.expose_secret());
        }
        text
    }
}

/// `text` with `[redacted]` in place of `secret`, which, if it is short, has to be a whole word.
fn without(text: &str, secret: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut done = 0;
    for (at, _) in text.match_indices(secret) {
        let end = at + secret.len();
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(end..).and_then(|text| text.chars().next());
        let continues = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        if secret.len() < UNMISTAKABLE && (continues(before) || continues(after)) {
            continue;
        }
        kept.push_str(text.get(done..at).unwrap_or_default());
        kept.push_str(HIDDEN);
        done = end;
    }
    kept.push_str(text.get(done..).unwrap_or_default());
    kept
}

#[cfg(test)]
mod tests;
