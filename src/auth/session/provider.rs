//! A session as the credentials of a client.

use super::Session;
use crate::auth::credentials::{Credentials, Provider};
use crate::auth::{AccessToken, AuthError};
use crate::transport::future::BoxFuture;
use tokio::time::Instant;

impl Provider for Session {
    fn issue(&self, rejected: Option<u64>) -> BoxFuture<'_, Result<AccessToken, AuthError>> {
        Box::pin(self.issue(rejected))
    }

    fn is_just_issued(&self, token: &AccessToken) -> bool {
        let (now, interval) = (Instant::now(), self.shared.interval());
        self.shared
            .state()
            .is_just_issued(token.generation, now, interval)
    }

    fn flush(&self) -> BoxFuture<'_, Result<(), AuthError>> {
        Box::pin(self.flush())
    }

    fn store_error(&self) -> Option<AuthError> {
        self.store_error()
    }
}

impl From<Session> for Credentials {
    fn from(session: Session) -> Self {
        Self::over(session)
    }
}
