//! The page on which a person allows an application, and where the browser goes from there (RFC 6749, 4.1).

use super::OAuthRequest;
use super::form::Form;
use super::page;
use crate::answer::Answer;
use crate::state::tokens::scopes::Scopes;
use crate::state::tokens::{Application, CodeRequest, Consent, Flow, OAuthError, Tokens};
use chrono::{DateTime, Utc};
use url::Url;

const UNKNOWN_CLIENT: &str = "No application has this client_id.";
const UNKNOWN_REDIRECT: &str =
    "The redirect_uri is not registered for this application in exactly this form.";

/// The parameters that the page passes on with the person's decision.
const PASSED: [&str; 7] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
];

/// Shows the page, or redirects at once if the sandbox does not ask.
pub(super) fn ask(tokens: &mut Tokens, request: &OAuthRequest<'_>) -> Answer {
    let Some(form) = Form::parse([request.query.as_bytes()]) else {
        return page::problem("A parameter is repeated.");
    };
    let is_allowed = match tokens.consent {
        Consent::Allow => true,
        Consent::Deny => false,
        Consent::Ask => return question(tokens, &form),
    };
    redirected(302, location(tokens, &form, is_allowed, request.now))
}

/// Carries out what the person has decided on the page.
pub(super) fn decided(tokens: &mut Tokens, form: &Form, now: DateTime<Utc>) -> Answer {
    let is_allowed = form.get("decision") == Some("allow");
    redirected(303, location(tokens, form, is_allowed, now))
}

/// The address to which the browser is redirected after an authorization request, if the person allows or
/// denies it. Fails if the request names no address to which the browser may be sent.
pub(crate) fn decide(
    tokens: &mut Tokens,
    query: &str,
    is_allowed: bool,
    now: DateTime<Utc>,
) -> Result<String, &'static str> {
    let form = Form::parse([query.as_bytes()]).ok_or("A parameter is repeated.")?;
    location(tokens, &form, is_allowed, now)
}

fn redirected(status: u16, location: Result<String, &'static str>) -> Answer {
    match location {
        Ok(location) => Answer::empty(status)
            .header("location", location)
            .header("cache-control", "no-store"),
        Err(problem) => page::problem(problem),
    }
}

fn question(tokens: &Tokens, form: &Form) -> Answer {
    let (application, redirect_uri) = match target(tokens, form) {
        Ok(target) => target,
        Err(problem) => return page::problem(problem),
    };
    let asked = requested(&application, form);
    let asked = asked.and_then(|asked| match form.get("prompt") {
        // Nobody is signed in before the page asks.
        Some("none") => Err(OAuthError::new(
            "login_required",
            "The person has to sign in, and the prompt \"none\" forbids to ask.",
        )),
        _ => Ok(asked),
    });
    let asked = match asked {
        Ok(asked) => asked,
        Err(refusal) => return redirected(302, Ok(with_error(redirect_uri, form, &refusal))),
    };
    let fields = PASSED.map(|name| (name, form.get(name).unwrap_or_default()));
    page::consent(&page::Question {
        action: super::AUTHORIZE,
        client_id: &asked.client_id,
        account: &tokens.user.account,
        scopes: asked.scopes.names(),
        fields: &fields,
        signs_in_again: form.get("prompt") == Some("login"),
    })
}

fn location(
    tokens: &mut Tokens,
    form: &Form,
    is_allowed: bool,
    now: DateTime<Utc>,
) -> Result<String, &'static str> {
    let (application, mut redirect_uri) = target(tokens, form)?;
    let asked = match requested(&application, form) {
        Ok(asked) if is_allowed => asked,
        Ok(_) => return Ok(with_error(redirect_uri, form, &OAuthError::DENIED)),
        Err(refusal) => return Ok(with_error(redirect_uri, form, &refusal)),
    };
    let code = tokens.new_code(asked, now);
    let mut query = redirect_uri.query_pairs_mut();
    query.append_pair("code", &code);
    query.append_pair("state", form.get("state").unwrap_or_default());
    drop(query);
    Ok(redirect_uri.into())
}

/// The application, and the address to which its browser may be sent.
fn target(tokens: &Tokens, form: &Form) -> Result<(Application, Url), &'static str> {
    let application = form.get("client_id").and_then(|id| tokens.application(id));
    let application = application.ok_or(UNKNOWN_CLIENT)?;
    let uri = form.get("redirect_uri").unwrap_or_default();
    let is_registered = application.redirect_uris().iter().any(|known| known == uri);
    let uri = Url::parse(uri).ok().filter(|_| is_registered);
    Ok((application.clone(), uri.ok_or(UNKNOWN_REDIRECT)?))
}

/// What a person is asked for.
fn requested(application: &Application, form: &Form) -> Result<CodeRequest, OAuthError> {
    if application.flow() == Flow::Device {
        return Err(OAuthError::unauthorized_client(
            "The application is set to the device flow.",
        ));
    }
    if form.require("response_type")? != "code" {
        return Err(OAuthError::new(
            "unsupported_response_type",
            "The response type has to be \"code\".",
        ));
    }
    form.require("state")?;
    let scopes = Scopes::parse(form.require("scope")?).ok_or(OAuthError::INVALID_SCOPE)?;
    let challenge = form.get("code_challenge");
    let method = form.get("code_challenge_method");
    CodeRequest::check_challenge(application, challenge, method)?;
    if !matches!(
        form.get("prompt"),
        None | Some("login" | "none" | "consent")
    ) {
        return Err(OAuthError::invalid_request("The prompt is not known."));
    }
    Ok(CodeRequest {
        client_id: application.client_id().to_owned(),
        redirect_uri: form.get("redirect_uri").unwrap_or_default().to_owned(),
        scopes,
        challenge: challenge.map(str::to_owned),
    })
}

fn with_error(mut redirect_uri: Url, form: &Form, refusal: &OAuthError) -> String {
    let mut query = redirect_uri.query_pairs_mut();
    query.append_pair("error", refusal.code);
    query.append_pair("error_description", refusal.description);
    if let Some(state) = form.get("state") {
        query.append_pair("state", state);
    }
    drop(query);
    redirect_uri.into()
}
