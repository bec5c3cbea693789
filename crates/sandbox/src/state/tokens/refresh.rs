//! Refresh tokens (RFC 6749, 6): valid for 180 days without use, and once unless they are long-lived.

use super::scopes::Scopes;
use super::{GrantId, Issued, OAuthError, Tokens};
use chrono::{DateTime, TimeDelta, Utc};

/// How long a refresh token is valid without being used.
const LIFETIME: TimeDelta = TimeDelta::days(180);

pub(super) const INVALID: OAuthError =
    OAuthError::invalid_grant("The refresh token is invalid or expired.");

pub(super) struct RefreshToken {
    pub grant: GrantId,
    /// When it was issued, or last used if it is long-lived.
    last_used: DateTime<Utc>,
    /// Whether it was exchanged for its successor.
    is_used: bool,
}

impl Tokens {
    /// Renews the tokens of a grant (RFC 6749, 6). A rotating refresh token is valid only once; using it
    /// again ends the grant. `scopes` can only be fewer than those of the grant.
    pub fn renew(
        &mut self,
        client_id: &str,
        refresh_token: &str,
        scopes: Option<Scopes>,
        now: DateTime<Utc>,
    ) -> Result<Issued, OAuthError> {
        let token = self.refresh.get_mut(refresh_token).ok_or(INVALID)?;
        let id = token.grant;
        let grant = &mut self.grants[id.0];
        if grant.shown.client_id != client_id {
            return Err(INVALID);
        }
        if token.is_used {
            grant.shown.reuses += 1;
            grant.shown.is_revoked = true;
            return Err(INVALID);
        }
        if grant.shown.is_revoked || now.signed_duration_since(token.last_used) >= LIFETIME {
            return Err(INVALID);
        }
        let scopes = scopes.unwrap_or_else(|| grant.scopes.clone());
        if !scopes.are_within(&grant.scopes) {
            return Err(OAuthError::INVALID_SCOPE);
        }
        grant.shown.renewals += 1;
        let refresh_token = match grant.is_long_lived {
            true => {
                token.last_used = now;
                let is_returned = grant.shown.renewals % 2 == 1;
                is_returned.then(|| refresh_token.to_owned())
            }
            false => {
                token.is_used = true;
                Some(self.new_refresh(id, now))
            }
        };
        Ok(Issued {
            access_token: self.new_access(id, scopes.clone(), now),
            refresh_token,
            lifetime: self.access_lifetime,
            scopes,
        })
    }

    pub(super) fn new_refresh(&mut self, grant: GrantId, now: DateTime<Utc>) -> String {
        let secret = self.secrets.opaque();
        let token = RefreshToken {
            grant,
            last_used: now,
            is_used: false,
        };
        self.refresh.insert(secret.clone(), token);
        self.grants[grant.0].shown.refresh_token = Some(secret.clone());
        secret
    }
}
