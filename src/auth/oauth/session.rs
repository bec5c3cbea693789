//! Access that lasts: tokens that renew themselves.
//!
//! Calls ask a [`Session`] for an access token. While the token is good they get it at once; when it is due or
//! ended, or was refused, one task (see [`refresh`](super::refresh)) renews it, and whoever needs it waits for
//! that task. What a call sees is decided by [`State::step`], which does no IO; the state is swapped whole, under
//! a lock that is never held across an await.

use super::flight::{Flights, Ticket};
use super::refresh;
use super::state::{State, Step};
use super::{AuthError, BoxFuture, Issued, OAuth, TokenStore, Tokens};
use crate::auth::credentials::{Credentials, TokenSource};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How often a call looks again after somebody else's renewal.
const ROUNDS: usize = 4;

/// Tokens that are kept in a store and renewed by themselves.
///
/// ```no_run
/// use constant_contact::auth::{AuthError, FileStore, OAuth, Session};
/// # async fn f() -> Result<(), AuthError> {
/// // a service that was authorised once, by Session::start, goes on where it left off:
/// let session = Session::new(OAuth::public("api-key"), FileStore::new("tokens.json"));
/// let issued = session.access_token().await?;
/// # Ok(()) }
/// ```
///
/// Clones are cheap and share everything. Tokens are renewed about five minutes before they end and after a 401,
/// once however many calls wait; every new pair is saved before it is used. A renewal runs in a task of the
/// runtime of the call that caused it: that call may be dropped, but shut the runtime down only after
/// [`Session::flush`]. Several sessions over one store, in one process or many, renew once between them if the
/// store has a [`lock`](TokenStore::lock): [`FileStore`](super::FileStore) and
/// [`MemoryStore`](super::MemoryStore) have one, a store of your own only if it implements it.
#[doc(alias = "refresh_token")]
#[derive(Clone)]
pub struct Session {
    shared: Arc<Shared>,
}

/// What all clones and the refresh task share.
pub(crate) struct Shared {
    pub(crate) oauth: OAuth,
    pub(crate) store: Arc<dyn TokenStore>,
    state: Mutex<State>,
    flights: Arc<Flights>,
}

impl Shared {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn board(self: &Arc<Self>, rejected: Option<u64>) -> Result<Ticket, AuthError> {
        self.flights.board(|| refresh::tend(self.clone(), rejected))
    }

    async fn issue(self: &Arc<Self>, rejected: Option<u64>) -> Result<Issued, AuthError> {
        for _ in 0..ROUNDS {
            let step =
                self.state()
                    .step(rejected, Instant::now(), self.oauth.teller().interval())?;
            match step {
                Step::Use(issued) => return Ok(issued),
                Step::UseAndTend(issued) => {
                    // Nobody waits for it, and without a runtime the token is as good.
                    self.board(None).ok();
                    return Ok(issued);
                }
                Step::Wait => {
                    if let Some(Err(error)) = self.board(rejected)?.landed().await {
                        return Err(error);
                    }
                }
            }
        }
        Err(AuthError::transient(
            "the tokens could not be renewed, for others were renewed meanwhile: try again",
        ))
    }
}

impl Session {
    /// Goes on with the tokens in `store`.
    ///
    /// ```no_run
    /// use constant_contact::auth::{FileStore, OAuth, Session};
    /// let session = Session::new(OAuth::public("api-key"), FileStore::new("tokens.json"));
    /// ```
    ///
    /// Nothing is read here: the first call loads the tokens, and fails with
    /// [`needs_authorization`](AuthError::needs_authorization) if there are none. Once somebody has put tokens
    /// there, the session works, without a new one being made.
    pub fn new(oauth: OAuth, store: impl TokenStore) -> Self {
        Self::with(oauth, Arc::new(store))
    }

    fn with(oauth: OAuth, store: Arc<dyn TokenStore>) -> Self {
        let (state, flights) = (Mutex::default(), Arc::default());
        Self {
            shared: Arc::new(Shared {
                oauth,
                store,
                state,
                flights,
            }),
        }
    }

    /// Starts with the tokens of a flow, which are saved first, over whatever tokens the store has.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, AuthorizationRequest, FileStore, OAuth, Session};
    /// # async fn f(oauth: OAuth, request: AuthorizationRequest, redirected: &str) -> Result<(), AuthError> {
    /// let tokens = oauth.exchange(&request, redirected).await?;
    /// let session = Session::start(oauth, FileStore::new("tokens.json"), tokens).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Fails with [`is_store`](AuthError::is_store) if they cannot be saved; clone the tokens to try again.
    /// Dropping the future does not stop a save that has begun.
    pub async fn start(
        oauth: OAuth,
        store: impl TokenStore,
        tokens: Tokens,
    ) -> Result<Self, AuthError> {
        let session = Self::with(oauth, Arc::new(store));
        let shared = session.shared.clone();
        let ticket = session
            .shared
            .flights
            .board(|| refresh::install(shared, tokens))?;
        match ticket.landed().await {
            Some(result) => result.map(|()| session),
            None => Err(AuthError::transient(
                "the tokens were not saved, for the work was cut off: start again",
            )),
        }
    }

    /// Sets how long before its end a token is renewed; five minutes if not set.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{FileStore, OAuth, Session};
    /// # use std::time::Duration;
    /// let session = Session::new(OAuth::public("api-key"), FileStore::new("tokens.json"))
    ///     .margin(Duration::from_secs(3600));
    /// ```
    ///
    /// At most a quarter of the token's life; each renewal comes up to half a margin sooner, by chance. It holds
    /// for all clones, from the next tokens on.
    pub fn margin(self, margin: Duration) -> Self {
        self.shared.state().margin = Some(margin);
        self
    }

    /// A token that is good now.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, Session};
    /// # async fn f(session: Session) -> Result<(), AuthError> {
    /// let issued = session.access_token().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Waits for a renewal only if the token has ended. Fails with `Reauthorize` when the grant is gone,
    /// `Transient` when the renewal failed several times, `Store` when the store could not be read, or, once per
    /// failed save, when a new pair could not be saved: the next call then gets the token. Dropping the future
    /// stops nothing: a renewal goes on.
    pub async fn access_token(&self) -> Result<Issued, AuthError> {
        self.shared.issue(None).await
    }

    /// A token newer than the one that the API has refused with 401.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, Session};
    /// # async fn f(session: Session) -> Result<(), AuthError> {
    /// let issued = session.access_token().await?;
    /// let issued = session.renew(issued.generation).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Returns at once if the token has been renewed meanwhile. Fails as [`Session::access_token`] does, and with
    /// kind `Refused` if the refused token is only seconds old. Dropping the future stops nothing.
    pub async fn renew(&self, rejected: u64) -> Result<Issued, AuthError> {
        self.shared.issue(Some(rejected)).await
    }

    /// Waits for work under way and makes sure that the store has the newest tokens.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, Session};
    /// # async fn f(session: Session) -> Result<(), AuthError> {
    /// session.flush().await?; // before the program ends
    /// # Ok(()) }
    /// ```
    ///
    /// Renews nothing by itself unless it is due. Fails with [`is_store`](AuthError::is_store) if the tokens are
    /// still not saved; then they live in this process only. Dropping the future stops nothing.
    pub async fn flush(&self) -> Result<(), AuthError> {
        // The first round may join work that had begun before the store was repaired.
        for _ in 0..2 {
            self.shared.board(None)?.landed().await;
            if self.shared.state().unsaved.is_none() {
                return Ok(());
            }
        }
        let mut state = self.shared.state();
        state.untold = false;
        state.unsaved.clone().map_or(Ok(()), Err)
    }
}

impl TokenSource for Session {
    fn access_token(&self) -> BoxFuture<'_, Result<Issued, AuthError>> {
        Box::pin(self.access_token())
    }

    fn renew(&self, rejected: u64) -> BoxFuture<'_, Result<Issued, AuthError>> {
        Box::pin(self.renew(rejected))
    }
}

impl From<Session> for Credentials {
    fn from(session: Session) -> Self {
        Self::over(session)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.shared.state();
        f.debug_struct("Session")
            .field("oauth", &self.shared.oauth)
            .field(
                "generation",
                &state.held.as_ref().map(|held| held.generation),
            )
            .field("saved", &state.unsaved.is_none())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
