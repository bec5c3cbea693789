//! Revoking tokens (RFC 7009).

use super::error::AuthError;
use super::http_client::HttpResponse;
use super::response::{Outcome, RequestSecrets, classify};
use super::token_endpoint::Permit;
use super::{OAuth, Tokens, form};
use crate::error::{decode, json};
use secrecy::ExposeSecret;
use serde_json::Value;

impl OAuth {
    /// Revokes a grant at the authorization server (RFC 7009), for instance when a customer leaves.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, FileStore, OAuth, TokenStore};
    /// # async fn f(oauth: OAuth, store: FileStore) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    /// if let Some(tokens) = store.load().await? {
    ///     oauth.revoke(&tokens).await?;
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// Revokes the refresh token, whose access tokens the server then revokes too, or the access token if there is no
    /// refresh token. Succeeds if the tokens are already invalid. Stored tokens are not removed:
    /// [`Session::revoke`](super::Session::revoke) does both.
    ///
    /// The provider documents no such endpoint; see [`Endpoints::revocation`](super::Endpoints::revocation) for the one
    /// that is used. Fails with kind `Refused` when the server refuses the application or has no such endpoint, and
    /// `Transient` when a later attempt may succeed. If the future is dropped after the request was sent, the grant may or
    /// may not be revoked; revoking again does no harm.
    pub async fn revoke(&self, tokens: &Tokens) -> Result<(), AuthError> {
        let permit = self.token_endpoint().acquire().await?;
        self.revoke_with(permit, tokens).await
    }

    /// Like [`OAuth::revoke`], with a permit that was acquired before.
    pub(crate) async fn revoke_with(
        &self,
        permit: Permit,
        tokens: &Tokens,
    ) -> Result<(), AuthError> {
        let (token, kind) = match tokens.refresh_token() {
            Some(token) => (token.expose_secret(), "refresh_token"),
            None => (tokens.access_token().expose_secret(), "access_token"),
        };
        if token.is_empty() {
            return Ok(());
        }
        let request = form::post(
            &self.addresses().revocation,
            self.client_id(),
            self.client_secret(),
            &[("token", token), ("token_type_hint", kind)],
        )?;
        let secrets = RequestSecrets::of(&request, self.client_secret());
        let response = permit.send(request).await?;
        let outcome = match classify(&response, revoked) {
            // RFC 7009, 2.2: the purpose of the request is achieved.
            Ok(()) | Err(Outcome::GrantInvalid) => return Ok(()),
            Err(_) if response.status == 404 => Outcome::Refused,
            Err(outcome) => outcome,
        };
        Err(outcome.into_error(&response, &secrets))
    }
}

/// Whether a success is one: not an error that is reported with status 200, nor the page of a proxy.
fn revoked(response: &HttpResponse) -> Option<()> {
    let text = decode(&response.body);
    let text = text.trim();
    let is_error = match json(text) {
        Some(Value::Object(fields)) => ["error", "errorCode", "error_key"]
            .iter()
            .any(|name| fields.get(*name).is_some_and(|value| !value.is_null())),
        Some(_) => false,
        None => text.starts_with(['<', '{']),
    };
    (!is_error).then_some(())
}

#[cfg(test)]
mod tests;
