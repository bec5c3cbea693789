//! The device flow (RFC 8628): its codes, and the page on which a person enters one.

use super::form::Form;
use super::response::{error, secret};
use super::{ACTIVATE, OAuthRequest, page};
use crate::answer::Answer;
use crate::state::tokens::scopes::Scopes;
use crate::state::tokens::{DEVICE_LIFETIME, DeviceCodes, Flow, OAuthError, Tokens};
use chrono::{DateTime, Utc};
use serde_json::json;

/// What the page says about a code that no device waits with.
const UNKNOWN: &str = "No device waits with this code. It may have expired.";

/// Answers a device that asks for codes.
pub(super) fn begin(tokens: &mut Tokens, request: &OAuthRequest<'_>, form: &Form) -> Answer {
    match codes(tokens, request, form) {
        Ok(codes) => {
            let page = format!("{}{ACTIVATE}", request.origin());
            secret(Answer::json(
                200,
                &json!({
                    "device_code": codes.device_code,
                    "user_code": codes.user_code,
                    "verification_uri": page,
                    "verification_uri_complete": format!("{page}?user_code={}", codes.user_code),
                    "expires_in": DEVICE_LIFETIME.num_seconds(),
                    "interval": codes.interval.num_seconds(),
                }),
            ))
        }
        Err(refusal) => error(&refusal),
    }
}

fn codes(
    tokens: &mut Tokens,
    request: &OAuthRequest<'_>,
    form: &Form,
) -> Result<DeviceCodes, OAuthError> {
    let application = form.application(request, tokens)?;
    if application.flow() != Flow::Device {
        return Err(OAuthError::unauthorized_client(
            "The application is not set to the device flow.",
        ));
    }
    let scopes = Scopes::parse(form.require("scope")?).ok_or(OAuthError::INVALID_SCOPE)?;
    Ok(tokens.new_device(&application, scopes, request.now))
}

/// Shows the page: a field for the code, or what the device with the code of the query asks for.
pub(super) fn ask(tokens: &Tokens, request: &OAuthRequest<'_>) -> Answer {
    let form = Form::parse([request.query.as_bytes()]);
    let Some(code) = form.as_ref().and_then(|form| form.get("user_code")) else {
        return page::code(ACTIVATE, None);
    };
    let Some(device) = tokens.waiting_device(code, request.now) else {
        return page::code(ACTIVATE, Some(UNKNOWN));
    };
    page::consent(&page::Question {
        action: ACTIVATE,
        client_id: &device.client_id,
        account: &tokens.user.account,
        scopes: device.scopes.names(),
        fields: &[("user_code", &device.user_code)],
        signs_in_again: false,
    })
}

/// Takes down what the person has decided on the page.
pub(super) fn decided(tokens: &mut Tokens, form: &Form, now: DateTime<Utc>) -> Answer {
    let code = form.get("user_code").unwrap_or_default();
    let is_allowed = form.get("decision") == Some("allow");
    match (tokens.decide_device(code, is_allowed, now), is_allowed) {
        (false, _) => page::code(ACTIVATE, Some(UNKNOWN)),
        (true, true) => page::done("The device is connected. You can close this page."),
        (true, false) => page::done("The device was denied. You can close this page."),
    }
}
