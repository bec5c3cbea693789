//! Authorization codes (RFC 6749, 4.1): valid for five minutes, once.

use super::pkce;
use super::scopes::Scopes;
use super::{Application, Flow, GrantId, Issued, OAuthError, Tokens, User};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;

/// How long a code is valid.
const LIFETIME: TimeDelta = TimeDelta::minutes(5);

const INVALID: OAuthError =
    OAuthError::invalid_grant("The authorization code is invalid or has expired.");

/// The codes by their text.
pub(super) type Codes = HashMap<String, Code>;

pub(super) struct Code {
    request: CodeRequest,
    user: User,
    ends: DateTime<Utc>,
    /// The grant that it was redeemed for.
    redeemed: Option<GrantId>,
}

/// A valid request for a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CodeRequest {
    pub client_id: String,
    pub redirect_uri: String,
    pub scopes: Scopes,
    pub challenge: Option<String>,
}

impl CodeRequest {
    /// Checks what a request says about PKCE: a public application has to use it, and only with S256.
    pub fn check_challenge(
        application: &Application,
        challenge: Option<&str>,
        method: Option<&str>,
    ) -> Result<(), OAuthError> {
        match challenge {
            None if application.flow() == Flow::Pkce => Err(OAuthError::invalid_request(
                "PKCE code challenge is required for public clients.",
            )),
            None => Ok(()),
            // Without a method, RFC 7636 means `plain`.
            Some(_) if method != Some("S256") => Err(OAuthError::invalid_request(
                "The code challenge method has to be S256.",
            )),
            Some(challenge) if !pkce::is_challenge(challenge) => Err(OAuthError::invalid_request(
                "The code challenge is not valid.",
            )),
            Some(_) => Ok(()),
        }
    }
}

impl Tokens {
    /// The code for a request that the person who is signed in has allowed.
    pub fn new_code(&mut self, request: CodeRequest, now: DateTime<Utc>) -> String {
        let text = self.secrets.opaque();
        let code = Code {
            request,
            user: self.user.clone(),
            ends: now + LIFETIME,
            redeemed: None,
        };
        self.codes.insert(text.clone(), code);
        text
    }

    /// Exchanges a code for tokens. If it comes a second time, what it was exchanged for is revoked.
    pub fn redeem(
        &mut self,
        application: &Application,
        code: &str,
        redirect_uri: Option<&str>,
        verifier: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Issued, OAuthError> {
        let known = self.codes.get(code).ok_or(INVALID)?;
        if known.request.client_id != application.client_id() {
            return Err(INVALID);
        }
        if let Some(grant) = known.redeemed {
            self.revoke(grant);
            return Err(INVALID);
        }
        if now >= known.ends {
            return Err(INVALID);
        }
        if redirect_uri != Some(&known.request.redirect_uri) {
            return Err(OAuthError::invalid_grant(
                "The redirect URI is not that of the authorization request.",
            ));
        }
        let is_verified = match (&known.request.challenge, verifier) {
            (Some(challenge), Some(verifier)) => pkce::verifies(challenge, verifier),
            (None, None) => true,
            _ => false,
        };
        if !is_verified {
            return Err(OAuthError::invalid_grant("PKCE verification failed."));
        }
        let (user, scopes) = (known.user.clone(), known.request.scopes.clone());
        let (grant, issued) = self.grant(application, &user, scopes, now);
        if let Some(known) = self.codes.get_mut(code) {
            known.redeemed = Some(grant);
        }
        Ok(issued)
    }
}
