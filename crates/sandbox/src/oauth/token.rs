//! The token endpoints: codes, refresh tokens and device codes for tokens, and revocation.

use super::OAuthRequest;
use super::form::Form;
use super::response::{error, throttled, tokens as success};
use crate::answer::Answer;
use crate::state::tokens::scopes::{self, Scopes};
use crate::state::tokens::{Application, Flow, Issued, OAuthError, Tokens};
use chrono::{DateTime, Utc};

const WRONG_FLOW: OAuthError =
    OAuthError::unauthorized_client("The application is not set to this flow.");

/// Answers a request for tokens of a person.
pub(super) fn answer(tokens: &mut Tokens, request: &OAuthRequest<'_>, form: &Form) -> Answer {
    let application = match form.application(request, tokens) {
        Ok(application) => application,
        Err(refusal) => return error(&refusal),
    };
    if !tokens.is_within_limit(application.client_id(), request.now) {
        return throttled();
    }
    match issued(tokens, &application, form, request.now) {
        Ok(issued) => success(&issued),
        Err(refusal) => error(&refusal),
    }
}

fn issued(
    tokens: &mut Tokens,
    application: &Application,
    form: &Form,
    now: DateTime<Utc>,
) -> Result<Issued, OAuthError> {
    match form.require("grant_type")? {
        "authorization_code" if application.flow() == Flow::Device => Err(WRONG_FLOW),
        "authorization_code" => tokens.redeem(
            application,
            form.require("code")?,
            form.get("redirect_uri"),
            form.get("code_verifier"),
            now,
        ),
        "refresh_token" => {
            let scopes = match form.get("scope") {
                Some(scopes) => Some(Scopes::parse(scopes).ok_or(OAuthError::INVALID_SCOPE)?),
                None => None,
            };
            let token = form.require("refresh_token")?;
            tokens.renew(application.client_id(), token, scopes, now)
        }
        "urn:ietf:params:oauth:grant-type:device_code" if application.flow() != Flow::Device => {
            Err(WRONG_FLOW)
        }
        "urn:ietf:params:oauth:grant-type:device_code" => {
            tokens.poll(application, form.require("device_code")?, now)
        }
        _ => Err(OAuthError::new(
            "unsupported_grant_type",
            "The grant type is not supported.",
        )),
    }
}

/// Answers a request for a partner token.
pub(super) fn partner(tokens: &mut Tokens, request: &OAuthRequest<'_>, form: &Form) -> Answer {
    if let Err(refusal) = form.check_partner(request, tokens.partner()) {
        return error(&refusal);
    }
    let id = tokens.partner().client_id.clone();
    if !tokens.is_within_limit(&id, request.now) {
        return throttled();
    }
    match form.require("grant_type") {
        Ok("client_credentials") => {}
        Ok(_) => {
            return error(&OAuthError::new(
                "unsupported_grant_type",
                "The grant type has to be client_credentials.",
            ));
        }
        Err(refusal) => return error(&refusal),
    }
    // Whether a scope has to be named is not documented.
    match form.get("scope") {
        None | Some(scopes::PARTNER) => success(&tokens.issue_partner(request.now)),
        Some(_) => error(&OAuthError::INVALID_SCOPE),
    }
}

/// Answers a request to revoke a token; a token that does not exist is revoked already (RFC 7009, 2.2).
pub(super) fn revoke(tokens: &mut Tokens, request: &OAuthRequest<'_>, form: &Form) -> Answer {
    let revoked = form.application(request, tokens).and_then(|application| {
        let token = form.require("token")?;
        tokens.revoke_token(application.client_id(), token);
        Ok(())
    });
    match revoked {
        Ok(()) => Answer::empty(200),
        Err(refusal) => error(&refusal),
    }
}
