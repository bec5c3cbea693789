//! The access tokens of a session: a call gets the current one, or waits for a renewal.

use super::state::CallStep;
use super::{Session, renewal};
use crate::auth::single_flight::{Event, Waiter};
use crate::auth::{AccessToken, AuthError};
use tokio::time::Instant;

/// How often a call checks the tokens again after work that another call started.
const ROUNDS: usize = 4;

impl Session {
    /// Returns a token that is valid now.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, Session};
    /// # async fn f(session: Session) -> Result<(), AuthError> {
    /// let token = session.access_token().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Waits for a renewal only if the token has expired. Fails with kind `NeedsAuthorization` when the grant is no longer
    /// valid, `Unavailable` when the renewal failed several times or takes longer than a minute, and `Store` when the
    /// store could not be read, or could not be written before the renewal. If a new pair could not be saved, calls
    /// still succeed: see [`store_error`](Self::store_error). Dropping the future does not stop a renewal.
    pub async fn access_token(&self) -> Result<AccessToken, AuthError> {
        self.issue(None).await
    }

    /// Renews the tokens if they are due for it.
    ///
    /// ```no_run
    /// # use constant_contact::auth::Session;
    /// # async fn f(sessions: Vec<Session>) {
    /// loop {
    ///     for session in &sessions {
    ///         if let Err(error) = session.renew_if_due().await {
    ///             eprintln!("{error}"); // for example, an account that has to authorise again
    ///         }
    ///     }
    ///     tokio::time::sleep(std::time::Duration::from_secs(600)).await;
    /// }
    /// # }
    /// ```
    ///
    /// A session renews its tokens only when calls are made. If an account is not used for six hours, its token may have
    /// expired, and its next call waits for the renewal. If this happens to many accounts at the same
    /// time, such as in a nightly job, they queue for the token endpoint. A loop like this one avoids that. It also keeps
    /// refresh tokens alive, which end if they are not used for 180 days.
    ///
    /// Returns at once if the tokens are not due. Fails like [`access_token`](Self::access_token), and after a failed
    /// renewal waits before it tries again, while the token is still valid. Dropping the future does not stop a renewal.
    pub async fn renew_if_due(&self) -> Result<(), AuthError> {
        // The tokens may have to be loaded first.
        for _ in 0..ROUNDS {
            match self.call_step(None)? {
                CallStep::Use(_) => return Ok(()),
                CallStep::UseAndRenew(token) => {
                    let mut renewal = self.start_renewal(Some(token.generation))?;
                    renewal.finished().await?;
                }
                CallStep::Wait(_) => drop(self.issue(None).await?),
            }
        }
        Ok(())
    }

    /// Returns a newer token than the one that the API has refused with 401.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, Session};
    /// # async fn f(session: Session) -> Result<(), AuthError> {
    /// let token = session.access_token().await?;
    /// let token = session.renew(&token).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Returns at once if the token has been renewed in the meantime. A token that is only seconds old is not renewed:
    /// it is returned once more after three seconds, since the clocks of two servers may differ. If it is refused
    /// again, this fails with kind `Refused`. Otherwise it fails like [`Session::access_token`]. Dropping the future
    /// does not stop a renewal.
    pub async fn renew(&self, rejected: &AccessToken) -> Result<AccessToken, AuthError> {
        self.issue(Some(rejected.generation)).await
    }

    fn call_step(&self, rejected: Option<u64>) -> Result<CallStep, AuthError> {
        let interval = self.shared.interval();
        self.shared
            .state()
            .call_step(rejected, Instant::now(), interval)
    }

    fn start_renewal(&self, stale: Option<u64>) -> Result<Waiter, AuthError> {
        let shared = self.shared.clone();
        self.shared
            .flight
            .join(move |progress| renewal::renew(shared, stale, progress))
    }

    pub(super) async fn issue(&self, rejected: Option<u64>) -> Result<AccessToken, AuthError> {
        let mut waiter = None;
        for round in 0..ROUNDS {
            loop {
                let stale = match self.call_step(rejected)? {
                    CallStep::Use(issued) => return Ok(issued),
                    CallStep::UseAndRenew(issued) => {
                        // The token is still valid, so nobody waits for the renewal.
                        self.start_renewal(Some(issued.generation)).ok();
                        return Ok(issued);
                    }
                    CallStep::Wait(stale) => stale,
                };
                let waiting = match &mut waiter {
                    Some(waiting) => waiting,
                    None => waiter.insert(self.start_renewal(stale)?),
                };
                match waiting.wait().await {
                    Ok(Event::Changed) => {}
                    Ok(Event::Finished) => break,
                    // The store may have had a token that is still valid.
                    Err(error) => match self.call_step(rejected) {
                        Ok(CallStep::Use(issued) | CallStep::UseAndRenew(issued)) => {
                            return Ok(issued);
                        }
                        // The renewal had read the store before this call joined it.
                        _ if error.needs_authorization() && round == 0 && !waiting.started_work => {
                            break;
                        }
                        _ => return Err(error),
                    },
                }
            }
            waiter = None;
        }
        Err(AuthError::unavailable(
            "the tokens could not be renewed, because others were renewed in the meantime: try again",
        ))
    }
}
