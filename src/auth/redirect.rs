//! Authorization requests and their redirects.
//!
//! [`OAuth::authorize`](super::OAuth::authorize) returns an [`AuthorizationRequest`]; the person's browser opens its
//! address and is redirected to the redirect URI with a code. [`read_callback`] decides, without I/O, whether that
//! redirect answers this request.

use super::error::{AuthError, AuthErrorKind};
use super::words::printable_code;
use super::{Scope, pkce, stored_secret};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::fmt;
use url::Url;

/// One request to a person to allow the application.
///
/// ```no_run
/// use constant_contact::auth::{AuthError, AuthorizationRequest, OAuth, Scope};
/// # async fn f(redirected: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let oauth = OAuth::public("api-key").redirect_uri("https://app.example.com/callback");
/// let request = oauth.authorize([Scope::ContactData, Scope::OfflineAccess])?;
/// let kept = serde_json::to_string(&request)?; // into the person's web session
/// println!("visit {}", request.url());
/// // in the handler of the redirect:
/// let request: AuthorizationRequest = serde_json::from_str(&kept)?;
/// let tokens = oauth.exchange(&request, redirected).await?;
/// # Ok(()) }
/// ```
///
/// It has the state and the PKCE verifier: keep it where the person's browser cannot read it, and only until the
/// redirect. `Debug` shows neither.
#[derive(Clone, Deserialize, Serialize)]
pub struct AuthorizationRequest {
    url: String,
    redirect_uri: String,
    #[serde(with = "stored_secret")]
    state: SecretString,
    #[serde(
        default,
        with = "stored_secret::optional",
        skip_serializing_if = "Option::is_none"
    )]
    verifier: Option<SecretString>,
    scopes: Vec<Scope>,
}

impl AuthorizationRequest {
    pub(crate) fn new(
        url: String,
        redirect_uri: String,
        state: SecretString,
        verifier: Option<SecretString>,
        scopes: Vec<Scope>,
    ) -> Self {
        Self {
            url,
            redirect_uri,
            state,
            verifier,
            scopes,
        }
    }

    /// The address to open in the person's browser.
    ///
    /// ```no_run
    /// # fn f(request: constant_contact::auth::AuthorizationRequest) {
    /// println!("please open {}", request.url());
    /// # }
    /// ```
    ///
    /// It contains the state, which is a secret until the redirect: do not log it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The redirect URI exactly as the server gets it.
    ///
    /// ```no_run
    /// # fn f(request: constant_contact::auth::AuthorizationRequest) {
    /// println!("waiting at {}", request.redirect_uri());
    /// # }
    /// ```
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    pub(crate) fn verifier(&self) -> Option<&SecretString> {
        self.verifier.as_ref()
    }

    pub(crate) fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// Reads the code in the redirect, if it answers this request.
    pub(crate) fn read(&self, callback: &str) -> Result<SecretString, AuthError> {
        read_callback(&self.redirect_uri, self.state.expose_secret(), callback)
    }
}

impl fmt::Debug for AuthorizationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationRequest")
            .field("redirect_uri", &self.redirect_uri)
            .field("scopes", &self.scopes)
            .field("pkce", &self.verifier.is_some())
            .finish_non_exhaustive()
    }
}

/// The parameters of a callback address, not yet verified.
#[derive(Default)]
struct CallbackParams {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    description: Option<String>,
}

/// Reads the parameters of a callback; returns `None` when one of them appears twice.
fn callback_params(url: &Url) -> Option<CallbackParams> {
    let mut params = CallbackParams::default();
    for (name, value) in url.query_pairs() {
        let param = match &*name {
            "state" => &mut params.state,
            "code" => &mut params.code,
            "error" => &mut params.error,
            "error_description" => &mut params.description,
            _ => continue,
        };
        if param.replace(value.into_owned()).is_some() {
            return None;
        }
    }
    Some(params)
}

/// Whether two addresses have the same scheme, host, port and path.
fn same_endpoint(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host_str() == other.host_str()
        && one.port_or_known_default() == other.port_or_known_default()
        && one.path() == other.path()
}

/// Reads the code in a redirected address; fails if the address or the state is another one, or if there is an error.
///
/// `callback` is the whole address or, as web frameworks give it, path and query.
pub(crate) fn read_callback(
    redirect_uri: &str,
    state: &str,
    callback: &str,
) -> Result<SecretString, AuthError> {
    let mismatched = |message: &'static str| AuthError::new(AuthErrorKind::Redirect, message);
    let expected = Url::parse(redirect_uri)
        .map_err(|_| AuthError::configuration("the redirect URI is not a valid URL"))?;
    let url = if callback.starts_with('/') {
        expected.join(callback)
    } else {
        Url::parse(callback)
    }
    .map_err(|_| {
        mismatched("the redirect is not a valid URL: pass the whole redirected address")
    })?;
    if !same_endpoint(&expected, &url) {
        return Err(mismatched(
            "the redirect went to another address than the redirect URI: check the handler's route",
        ));
    }
    let params = callback_params(&url)
        .ok_or_else(|| mismatched("the redirect has a parameter twice: authorise again"))?;
    let given = params.state.unwrap_or_default();
    if state.is_empty() || !pkce::is_same_state(&given, state) {
        return Err(mismatched(
            "the redirect's state is not that of this request: authorise again in the same browser",
        ));
    }
    if let Some(code) = params.error {
        let name = printable_code(&code);
        let (kind, message) = match code.as_str() {
            "server_error" | "temporarily_unavailable" => (
                AuthErrorKind::Unavailable,
                format!(
                    "the authorization server failed temporarily ({name}): authorise again later"
                ),
            ),
            "invalid_request"
            | "unauthorized_client"
            | "unsupported_response_type"
            | "invalid_scope" => (
                AuthErrorKind::Refused,
                format!(
                    "the authorization server refuses the application ({name}): check its flow, scopes and redirect URI"
                ),
            ),
            _ => (
                AuthErrorKind::Denied,
                format!("access was refused ({name}): authorise again to ask once more"),
            ),
        };
        return Err(AuthError::answered(
            kind,
            message,
            Some(code),
            params.description,
        ));
    }
    params
        .code
        .filter(|code| !code.is_empty())
        .map(SecretString::from)
        .ok_or_else(|| mismatched("the redirect has neither a code nor an error: authorise again"))
}

#[cfg(test)]
mod tests;
