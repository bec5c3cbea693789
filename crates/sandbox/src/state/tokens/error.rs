//! The errors of the authorization server, in the form of RFC 6749, section 5.2.

/// Why a request to the authorization server is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OAuthError {
    pub status: u16,
    pub code: &'static str,
    pub description: &'static str,
}

impl OAuthError {
    pub const fn new(code: &'static str, description: &'static str) -> Self {
        Self {
            status: 400,
            code,
            description,
        }
    }

    pub const fn invalid_request(description: &'static str) -> Self {
        Self::new("invalid_request", description)
    }

    pub const fn invalid_grant(description: &'static str) -> Self {
        Self::new("invalid_grant", description)
    }

    pub const fn invalid_client(description: &'static str) -> Self {
        Self {
            status: 401,
            ..Self::new("invalid_client", description)
        }
    }

    pub const fn unauthorized_client(description: &'static str) -> Self {
        Self::new("unauthorized_client", description)
    }

    pub const INVALID_SCOPE: Self = Self::new(
        "invalid_scope",
        "One or more scopes are not configured for the authorization server.",
    );
    pub const DENIED: Self = Self::new("access_denied", "The person denied the request.");
    pub const PENDING: Self = Self::new(
        "authorization_pending",
        "The person has not entered the code yet.",
    );
    pub const SLOW_DOWN: Self = Self::new("slow_down", "The device polls too often.");
    pub const EXPIRED: Self = Self::new("expired_token", "The device code has expired.");
}
