//! The authorization code flow (RFC 6749, 4.1) with PKCE (RFC 7636).
//!
//! [`OAuth::authorize`] returns the address for the person's browser; [`OAuth::exchange`] takes the redirected address.

use super::error::AuthError;
use super::{AuthorizationRequest, OAuth, Scope, Tokens, pkce};
use secrecy::ExposeSecret;
use url::Url;

impl OAuth {
    /// Starts the authorization code flow (RFC 6749, 4.1).
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, OAuth, Scope};
    /// # fn f(oauth: OAuth) -> Result<(), AuthError> {
    /// let request = oauth.authorize([Scope::ContactData, Scope::CampaignData, Scope::OfflineAccess])?;
    /// # Ok(()) }
    /// ```
    ///
    /// Sends nothing. Fails with kind `Configuration` without a redirect URI or scopes, and without
    /// [`Scope::OfflineAccess`] unless [`OAuth::without_refresh`] was called: the server would leave out the
    /// refresh token without an error.
    pub fn authorize(
        &self,
        scopes: impl IntoIterator<Item = Scope>,
    ) -> Result<AuthorizationRequest, AuthError> {
        let scopes = self.checked(scopes)?;
        let redirect_uri = self.registered_redirect_uri().ok_or_else(|| {
            AuthError::configuration(
                "no redirect URI: set the one registered in the portal with OAuth::redirect_uri",
            )
        })?;
        check_redirect_uri(redirect_uri)?;
        let mut url = Url::parse(&self.addresses().authorize)
            .map_err(|_| AuthError::configuration("an endpoint is not a valid URL"))?;
        let state = pkce::state()?;
        let verifier = self.uses_pkce().then(pkce::verifier).transpose()?;
        {
            let mut query = url.query_pairs_mut();
            query
                .append_pair("response_type", "code")
                .append_pair("client_id", self.client_id())
                .append_pair("state", state.expose_secret());
            if let Some(verifier) = &verifier {
                query
                    .append_pair("code_challenge", &pkce::challenge(verifier.expose_secret()))
                    .append_pair("code_challenge_method", "S256");
            }
            query
                .append_pair("redirect_uri", redirect_uri)
                .append_pair("scope", &Scope::list(&scopes));
        }
        Ok(AuthorizationRequest::new(
            url.into(),
            redirect_uri.to_owned(),
            state,
            verifier,
            scopes,
        ))
    }

    /// Exchanges the code of a redirect for tokens (RFC 6749, 4.1.3).
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, AuthorizationRequest, OAuth};
    /// # async fn f(oauth: OAuth, request: AuthorizationRequest) -> Result<(), AuthError> {
    /// let tokens = oauth.exchange(&request, "https://app.example.com/callback?code=...&state=...").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// `callback` is the whole redirected address, or its path and query. Fails with kind `Redirect` when it does
    /// not answer this request, `Denied` when the person refused, `Reauthorize` when the code was used before or is
    /// older than five minutes, `Refused` when offline access was requested but the server returned no refresh token
    /// (unless [`OAuth::without_refresh`] was called), and `Transient` when another attempt with the same arguments may
    /// succeed. If the future is dropped after the request was sent, the tokens are lost, and the person has to
    /// authorise again.
    pub async fn exchange(
        &self,
        request: &AuthorizationRequest,
        callback: impl AsRef<str>,
    ) -> Result<Tokens, AuthError> {
        let code = request.read(callback.as_ref())?;
        check_redirect_uri(request.redirect_uri())?;
        let tokens = self
            .authorization_code(
                code.expose_secret(),
                request.redirect_uri(),
                request.verifier().map(ExposeSecret::expose_secret),
                request.scopes(),
            )
            .await?;
        self.renewable(tokens, request.scopes())
    }
}

fn check_redirect_uri(uri: &str) -> Result<(), AuthError> {
    match Url::parse(uri) {
        Ok(url) if url.fragment().is_none() => Ok(()),
        _ => Err(AuthError::configuration(
            "the redirect URI must be a whole URL without a fragment",
        )),
    }
}

#[cfg(test)]
mod tests;
