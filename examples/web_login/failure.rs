//! What a visitor sees when a request fails: a page in fixed words, which quotes neither the request nor the error.
//! Errors that visitors cannot correct are logged; those of the client have no secrets.

use super::page;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use constant_contact::auth::{AuthError, AuthErrorKind};
use constant_contact::{BoxError, Error};

pub(crate) struct Failure(StatusCode, &'static str);

impl Failure {
    pub(crate) const EXPIRED_LOGIN: Self = Self(
        StatusCode::BAD_REQUEST,
        "The login took too long. Connect again.",
    );
    pub(crate) const NO_LOGIN: Self = Self(
        StatusCode::BAD_REQUEST,
        "This browser has not begun a login, or it was used already. Connect again.",
    );
    pub(crate) const NO_ACCOUNT: Self = Self(
        StatusCode::BAD_GATEWAY,
        "The provider did not say whose account it is. Connect again later.",
    );
    const ENDED: Self = Self(
        StatusCode::CONFLICT,
        "The access to the account has ended. Connect again.",
    );
    const UNAVAILABLE: Self = Self(
        StatusCode::SERVICE_UNAVAILABLE,
        "The provider cannot be reached. Try again later.",
    );
    const INTERNAL: Self = Self(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Something went wrong on our side.",
    );

    /// For an error that visitors cannot correct.
    fn logged(error: &dyn std::fmt::Display) -> Self {
        eprintln!("{error}");
        Self::INTERNAL
    }
}

/// The failure of a login, or of the tokens of an account.
impl From<AuthError> for Failure {
    fn from(error: AuthError) -> Self {
        match error.kind() {
            AuthErrorKind::Denied => Self(
                StatusCode::FORBIDDEN,
                "You did not allow access, so nothing was connected.",
            ),
            AuthErrorKind::Redirect => Self(
                StatusCode::BAD_REQUEST,
                "This is not the answer to the login of this browser. Connect again.",
            ),
            AuthErrorKind::NeedsAuthorization => Self::ENDED,
            _ if error.is_retryable() => Self::UNAVAILABLE,
            _ => Self::logged(&error),
        }
    }
}

/// The failure of a call.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            error if error.needs_authorization() => Self::ENDED,
            error if error.is_retryable() => Self::UNAVAILABLE,
            error => Self::logged(&error),
        }
    }
}

/// The failure of the database.
impl From<BoxError> for Failure {
    fn from(error: BoxError) -> Self {
        Self::logged(&error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self(status, text) = self;
        let text = format!("{text} <a href=\"/connect\">Connect</a>");
        page(status, &text).into_response()
    }
}
