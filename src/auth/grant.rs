//! Token requests of all grants but the device code (RFC 6749, 4.1.3, 4.4 and 6).

use super::error::AuthError;
use super::response::{RequestSecrets, TokenResponse, classify};
use super::token_endpoint::Permit;
use super::{OAuth, Scope, Tokens, form};
use secrecy::ExposeSecret;
use std::time::SystemTime;

impl OAuth {
    /// Exchanges an authorization code for tokens (RFC 6749, 4.1.3; RFC 7636, 4.5).
    pub(crate) async fn authorization_code(
        &self,
        code: &str,
        redirect_uri: &str,
        verifier: Option<&str>,
        scopes: &[Scope],
    ) -> Result<Tokens, AuthError> {
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
        ];
        fields.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        let permit = self.token_endpoint().acquire().await?;
        self.request_tokens(permit, &self.addresses().token, &fields, scopes)
            .await
    }

    /// Exchanges a refresh token for a new pair (RFC 6749, 6). What the server does not replace stays as it was.
    pub(crate) async fn refresh(
        &self,
        tokens: &Tokens,
        permit: Permit,
    ) -> Result<Tokens, AuthError> {
        let Some(refresh_token) = tokens.refresh_token() else {
            return Err(AuthError::needs_new_grant(
                "there is no refresh token: authorise again, with offline_access",
            ));
        };
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token.expose_secret()),
        ];
        let new = self
            .request_tokens(permit, &self.addresses().token, &fields, tokens.scopes())
            .await?;
        Ok(new.succeeding(tokens))
    }

    /// Gets a token for the application itself (RFC 6749, 4.4) from the partner endpoint.
    pub(crate) async fn client_credentials(
        &self,
        scopes: &[Scope],
        permit: Permit,
    ) -> Result<Tokens, AuthError> {
        let scope = Scope::list(scopes);
        let mut fields = vec![("grant_type", "client_credentials")];
        if !scopes.is_empty() {
            fields.push(("scope", &scope));
        }
        let tokens = self
            .request_tokens(permit, &self.addresses().partner_token, &fields, scopes)
            .await?;
        if tokens.access_token().expose_secret().is_empty() {
            return Err(AuthError::unavailable(
                "the authorization server's response has no access token: try again later",
            ));
        }
        Ok(tokens)
    }

    /// Sends a token request and reads the tokens; `scopes` are those that are granted if the server names none.
    async fn request_tokens(
        &self,
        permit: Permit,
        endpoint: &str,
        fields: &[(&str, &str)],
        scopes: &[Scope],
    ) -> Result<Tokens, AuthError> {
        let request = form::post(endpoint, self.client_id(), self.client_secret(), fields)?;
        let secrets = RequestSecrets::of(&request, self.client_secret());
        let sent = SystemTime::now();
        let response = permit.send(request).await?;
        let tokens = classify(&response, |response| {
            TokenResponse::read(response, &secrets)
        })
        .map_err(|outcome| outcome.into_error(&response, &secrets))?;
        Ok(Tokens::from_response(tokens, sent, scopes))
    }
}
