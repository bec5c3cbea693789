//! Access that lasts: tokens that renew themselves.
//!
//! Calls ask a [`Session`] for an access token. While the token is good they get it at once; when it is due or
//! has ended, or was refused, one renewal (see [`refresh`](super::refresh)) runs, and those who cannot go on without
//! it wait for it. What a call does is decided by [`State::step`], which does no I/O; the state is under a lock
//! that is never held across an await.

use super::flight::{Progress, SingleFlight, Waited, Waiter};
use super::refresh;
use super::state::{State, Step};
use super::{AuthError, BoxFuture, Issued, OAuth, TokenStore, Tokens};
use crate::auth::credentials::{Credentials, TokenSource};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How often a call looks again after somebody else's work.
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
/// once however many calls wait. A new pair is saved before it is used, unless the store fails or takes longer than
/// ten seconds: then calls go on with it, [`store_error`](Self::store_error) says why, and it is saved as soon as
/// the store can be written again. A refresh token is spent only after the store has just been written.
///
/// Renewals run on two threads of the library's own, which serve all sessions: neither a call that is dropped nor
/// a runtime that ends or stands still cuts one off. The end of the process does: call [`flush`](Self::flush)
/// before. A call that waits for a minute, apart from the queue of other sessions at the token endpoint, fails with
/// `Transient`, and the renewal goes on.
///
/// Several sessions over one store, in one process or many, renew once between them if the store has a
/// [`lock`](TokenStore::lock): [`FileStore`](super::FileStore) and [`MemoryStore`](super::MemoryStore) have one, a
/// store of your own only if it implements it.
#[doc(alias = "refresh_token")]
#[derive(Clone)]
pub struct Session {
    shared: Arc<Shared>,
}

/// What all clones and the renewal share.
pub(crate) struct Shared {
    pub(crate) oauth: OAuth,
    pub(crate) store: Arc<dyn TokenStore>,
    state: Mutex<State>,
    pub(crate) flights: Arc<SingleFlight>,
}

impl Shared {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn interval(&self) -> Duration {
        self.oauth.teller().interval()
    }

    fn step(&self, rejected: Option<u64>) -> Result<Step, AuthError> {
        self.state().step(rejected, Instant::now(), self.interval())
    }

    fn renew(self: &Arc<Self>, stale: Option<u64>) -> Result<Waiter, AuthError> {
        let shared = self.clone();
        self.flights
            .join(move |progress| refresh::renew(shared, stale, progress))
    }

    async fn issue(self: &Arc<Self>, rejected: Option<u64>) -> Result<Issued, AuthError> {
        let mut waiter = None;
        for _ in 0..ROUNDS {
            loop {
                let stale = match self.step(rejected)? {
                    Step::Use(issued) => return Ok(issued),
                    Step::UseAndRenew(issued) => {
                        // Nobody waits for it, and the token is as good without.
                        self.renew(Some(issued.generation)).ok();
                        return Ok(issued);
                    }
                    Step::Wait(stale) => stale,
                };
                let waiting = match &mut waiter {
                    Some(waiting) => waiting,
                    None => waiter.insert(self.renew(stale)?),
                };
                match waiting.wait().await {
                    Ok(Waited::Changed) => {}
                    Ok(Waited::Ended) => break,
                    // The store may have had a token that is good for a while yet.
                    Err(error) => {
                        return match self.step(rejected) {
                            Ok(Step::Use(issued) | Step::UseAndRenew(issued)) => Ok(issued),
                            _ => Err(error),
                        };
                    }
                }
            }
            waiter = None;
        }
        Err(AuthError::transient(
            "the tokens could not be renewed, for others were renewed meanwhile: try again",
        ))
    }

    /// Runs `work` after what is under way.
    async fn run<F>(
        self: &Arc<Self>,
        work: impl Fn(Arc<Self>, Progress) -> F + Clone + Send + 'static,
    ) -> Result<(), AuthError>
    where
        F: Future<Output = Result<(), AuthError>> + Send + 'static,
    {
        for _ in 0..ROUNDS {
            let (shared, work) = (self.clone(), work.clone());
            let mut waiter = self.flights.join(move |progress| work(shared, progress))?;
            let outcome = waiter.end().await;
            if waiter.has_started {
                return outcome;
            }
        }
        Err(AuthError::transient(
            "a renewal of the tokens is under way: try again",
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
    /// Call it once, when somebody has just authorised the application. For a refresh token that is given at every
    /// start, such as one in the environment, use [`start_if_empty`](Self::start_if_empty): it is spent after the
    /// first day, and this function would write it over its successors.
    ///
    /// The tokens are saved twice and read back, as each renewal will have to replace them. Fails with
    /// [`is_store`](AuthError::is_store) if that fails; clone the tokens to try again. Fails with kind `Refused` if
    /// there is no refresh token although [`Scope::OfflineAccess`](super::Scope::OfflineAccess) was asked for, unless
    /// [`OAuth::without_refresh`] was called. Dropping the future does not stop a save that has begun.
    pub async fn start(
        oauth: OAuth,
        store: impl TokenStore,
        tokens: Tokens,
    ) -> Result<Self, AuthError> {
        Self::install(oauth, store, tokens, false).await
    }

    /// Goes on with the tokens in `store`, or starts with `seed` if there are none.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, FileStore, OAuth, Session, Tokens};
    /// # use std::time::UNIX_EPOCH;
    /// # async fn f(refresh_token: String) -> Result<(), AuthError> {
    /// // Only the refresh token is known: the first call gets an access token.
    /// let seed = Tokens::new("").set_refresh_token(refresh_token).set_expires_at(UNIX_EPOCH);
    /// let store = FileStore::new("tokens.json");
    /// let session = Session::start_if_empty(OAuth::public("api-key"), store, seed).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Call it at every start. The seed is used once; what the store has later is its successor. To use another
    /// seed, [`disconnect`](Self::disconnect) first. Fails as [`start`](Self::start) does, and if the store cannot
    /// be read. Dropping the future does not stop a save that has begun.
    pub async fn start_if_empty(
        oauth: OAuth,
        store: impl TokenStore,
        seed: Tokens,
    ) -> Result<Self, AuthError> {
        Self::install(oauth, store, seed, true).await
    }

    async fn install(
        oauth: OAuth,
        store: impl TokenStore,
        tokens: Tokens,
        only_if_empty: bool,
    ) -> Result<Self, AuthError> {
        let scopes = tokens.scopes().to_vec();
        let tokens = oauth.renewable(tokens, &scopes)?;
        let session = Self::with(oauth, Arc::new(store));
        let work = move |shared, progress| {
            refresh::install(shared, tokens.clone(), only_if_empty, progress)
        };
        session.shared.run(work).await?;
        Ok(session)
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
    /// `Transient` when the renewal failed several times or takes longer than a minute, and `Store` when the store
    /// could not be read, or could not be written before the renewal. A new pair that could not be saved fails no call: see
    /// [`store_error`](Self::store_error). Dropping the future stops nothing: a renewal goes on.
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
    /// Returns at once if the token has been renewed meanwhile. A token that is only seconds old is not renewed: it
    /// is returned once more after three seconds, since the clocks of two servers may differ, and if it is refused
    /// again, the call fails with kind `Refused`. Fails else as [`Session::access_token`] does. Dropping the future
    /// stops nothing.
    pub async fn renew(&self, rejected: u64) -> Result<Issued, AuthError> {
        self.shared.issue(Some(rejected)).await
    }

    /// Why the store failed, if the last work on it did.
    ///
    /// ```no_run
    /// # use constant_contact::auth::Session;
    /// # fn f(session: Session) {
    /// if let Some(error) = session.store_error() { eprintln!("repair the store: {error}"); }
    /// # }
    /// ```
    ///
    /// Calls go on meanwhile as long as there is a token that is good. New tokens that could not be saved are tried
    /// again by themselves, at most a minute apart; [`flush`](Self::flush) tries at once.
    pub fn store_error(&self) -> Option<AuthError> {
        self.shared.state().store_error()
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
    /// Starts no renewal. Fails with [`is_store`](AuthError::is_store) if the tokens are still not saved; then they
    /// live in this process only. Fails with `Transient` if the work takes longer than a few minutes. Dropping the
    /// future stops nothing.
    pub async fn flush(&self) -> Result<(), AuthError> {
        self.shared.run(refresh::save_unsaved).await
    }

    /// Removes the tokens from the store and stops using them.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, Session};
    /// # async fn f(session: Session) -> Result<(), AuthError> {
    /// session.disconnect().await?; // the customer has left
    /// assert!(session.access_token().await.is_err_and(|error| error.needs_authorization()));
    /// # Ok(()) }
    /// ```
    ///
    /// From then on calls fail with [`needs_authorization`](AuthError::needs_authorization), until somebody has put
    /// new tokens into the store. Other sessions over the store notice at their next renewal, as they do when
    /// somebody deletes the file of a [`FileStore`](super::FileStore) by hand. The grant itself goes on at the server:
    /// [`revoke`](Self::revoke) ends it too.
    ///
    /// Waits for a renewal under way. Fails with [`is_store`](AuthError::is_store) if the tokens could not be removed:
    /// then they are still in use. Dropping the future stops nothing.
    pub async fn disconnect(&self) -> Result<(), AuthError> {
        self.shared.run(refresh::disconnect).await
    }

    /// Ends the grant at the authorization server, then removes the tokens as [`disconnect`](Self::disconnect) does.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, Session};
    /// # async fn f(session: Session) -> Result<(), AuthError> {
    /// if session.revoke().await.is_err() {
    ///     session.disconnect().await?; // at least here
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// Fails as [`OAuth::revoke`] does, and then the tokens are still in use, and as [`disconnect`](Self::disconnect).
    /// Dropping the future stops nothing.
    pub async fn revoke(&self) -> Result<(), AuthError> {
        self.shared.run(refresh::revoke).await
    }
}

impl TokenSource for Session {
    fn access_token(&self) -> BoxFuture<'_, Result<Issued, AuthError>> {
        Box::pin(self.access_token())
    }

    fn renew(&self, rejected: u64) -> BoxFuture<'_, Result<Issued, AuthError>> {
        Box::pin(self.renew(rejected))
    }

    fn is_just_issued(&self, generation: u64) -> bool {
        let (now, interval) = (Instant::now(), self.shared.interval());
        self.shared
            .state()
            .is_just_issued(generation, now, interval)
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

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.shared.state();
        f.debug_struct("Session")
            .field("oauth", &self.shared.oauth)
            .field("generation", &state.generation())
            .field("saved", &state.unsaved().is_none())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
