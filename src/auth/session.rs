//! Tokens that are kept in a store and renewed when needed.
//!
//! Calls ask a [`Session`] for an access token. While the token is valid, they get it at once. When it is due for
//! renewal, has expired or was refused, one [renewal](renewal) runs, and only calls without a valid token wait
//! for it. [`State::call_step`](state::State::call_step) decides what a call does, without I/O.

mod access_tokens;
mod account;
mod provider;
mod renewal;
mod saving;
mod shared;
mod state;
mod store_access;

use super::single_flight::Progress;
use super::{AuthError, OAuth, TokenStore, Tokens};
use shared::Shared;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Tokens that are kept in a store and renewed when needed.
///
/// ```no_run
/// use constant_contact::auth::{AuthError, FileStore, OAuth, Session};
/// # async fn f() -> Result<(), AuthError> {
/// // A service that was authorised once, with `Session::start`, continues with its tokens:
/// let session = Session::new(OAuth::public("api-key"), FileStore::new("tokens.json"));
/// let token = session.access_token().await?;
/// # Ok(()) }
/// ```
///
/// Clones are cheap and share everything. Tokens are renewed after a 401, and in the background by the first call after
/// a moment in the third quarter of their life: 12 to 18 hours after they were issued. The moment differs from token to
/// token, so that the renewals of many accounts spread out: see the guide
/// `guide::many_accounts`. Only one renewal runs if many calls wait. A new pair is saved before it
/// is used, unless the store fails or takes longer than ten seconds. Then calls use the new pair,
/// [`store_error`](Self::store_error) reports why, and the pair is saved as soon as the store can be written again. A
/// refresh token is used only after a successful write to the store.
///
/// Renewals run on two threads of this crate, which serve all sessions: neither a call that is dropped nor a runtime
/// that shuts down or is blocked interrupts one. The end of the process does: call [`flush`](Self::flush) first. A call
/// that waits for more than a minute, not counting the queue of other sessions at the token endpoint, fails with
/// `Unavailable`, and the renewal continues.
///
/// If several sessions use one store, in one process or many, only one of them renews the tokens, provided that the
/// store implements [`lock`](TokenStore::lock): [`FileStore`](super::FileStore) and
/// [`MemoryStore`](super::MemoryStore) do. If the store has other tokens than expected when a new pair is saved, those of
/// a new authorization win, and a removal disconnects the account.
#[doc(alias = "refresh_token")]
#[derive(Clone)]
pub struct Session {
    shared: Arc<Shared>,
}

impl Session {
    /// Continues with the tokens in `store`.
    ///
    /// ```no_run
    /// use constant_contact::auth::{FileStore, OAuth, Session};
    /// let session = Session::new(OAuth::public("api-key"), FileStore::new("tokens.json"));
    /// ```
    ///
    /// Reads nothing: the first call loads the tokens, and fails with
    /// [`needs_authorization`](AuthError::needs_authorization) if there are none. The same session works as soon as
    /// the store has tokens.
    pub fn new(oauth: OAuth, store: impl TokenStore) -> Self {
        Self::with(oauth, Arc::new(store))
    }

    fn with(oauth: OAuth, store: Arc<dyn TokenStore>) -> Self {
        Self {
            shared: Arc::new(Shared::new(oauth, store)),
        }
    }

    /// Saves the tokens of a flow, replacing those in the store, and starts with them.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, AuthorizationRequest, FileStore, OAuth, Session};
    /// # async fn f(oauth: OAuth, request: AuthorizationRequest, redirected: &str) -> Result<(), AuthError> {
    /// let tokens = oauth.exchange(&request, redirected).await?;
    /// let session = Session::start(oauth, FileStore::new("tokens.json"), tokens).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Call it only when a person has just authorised the application. For a refresh token that the program gets at
    /// every start, for example from the environment, use [`start_if_empty`](Self::start_if_empty): a rotating token is
    /// not valid after the first renewal, and this function would overwrite its successor.
    ///
    /// The tokens are saved twice and read back, since each renewal will have to replace them. Fails with
    /// [`is_store`](AuthError::is_store) if that fails; clone the tokens to try again. Fails with kind `Refused` if
    /// there is no refresh token although [`Scope::OfflineAccess`](super::Scope::OfflineAccess) was requested, unless
    /// [`OAuth::without_refresh_token`] was called. Dropping the future does not stop a save that has begun.
    pub async fn start(
        oauth: OAuth,
        store: impl TokenStore,
        tokens: Tokens,
    ) -> Result<Self, AuthError> {
        Self::install(oauth, store, tokens, false).await
    }

    /// Continues with the tokens in `store`, or starts with `seed` if there are none.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, FileStore, OAuth, Session, Tokens};
    /// # use std::time::UNIX_EPOCH;
    /// # async fn f(refresh_token: String) -> Result<(), AuthError> {
    /// // Only the refresh token is known: the first call gets an access token.
    /// let seed = Tokens::new("").with_refresh_token(refresh_token).with_expires_at(UNIX_EPOCH);
    /// let store = FileStore::new("tokens.json");
    /// let session = Session::start_if_empty(OAuth::public("api-key"), store, seed).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Call it at every start of the program. The seed is used once; later the store has its successor. To use another
    /// seed, call [`disconnect`](Self::disconnect) first. Fails like [`start`](Self::start), and if the store cannot
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
        let session = Self::with(oauth, Arc::new(store));
        session.replace(tokens, only_if_empty).await?;
        Ok(session)
    }

    async fn replace(&self, tokens: Tokens, only_if_empty: bool) -> Result<(), AuthError> {
        let scopes = tokens.scopes().to_vec();
        let tokens = self.shared.oauth.renewable(tokens, &scopes)?;
        self.run(move |shared, progress| account::install(shared, tokens, only_if_empty, progress))
            .await
    }

    /// Saves the tokens of a new flow, replacing those in the store, and continues with them.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, AuthorizationRequest, OAuth, Session};
    /// # async fn f(
    /// #     session: Session, oauth: OAuth, request: AuthorizationRequest, redirected: &str,
    /// # ) -> Result<(), AuthError> {
    /// // The grant was revoked, and the person has authorised the application again:
    /// let tokens = oauth.exchange(&request, redirected).await?;
    /// session.restart(tokens).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// The next call of every clone and every client of this session uses the new tokens. Other sessions over the
    /// store, in other processes too, load them at their next call if their calls fail with
    /// [`needs_authorization`](AuthError::needs_authorization), and otherwise at their next renewal.
    ///
    /// Waits for a renewal in progress. Fails like [`start`](Self::start); the session then keeps its previous
    /// tokens. Dropping the future does not stop a save that has begun.
    pub async fn restart(&self, tokens: Tokens) -> Result<(), AuthError> {
        self.replace(tokens, false).await
    }

    /// Sets how long before its expiry a token is renewed. By default, this is between a quarter and half of its life.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{FileStore, OAuth, Session};
    /// # use std::time::Duration;
    /// let session = Session::new(OAuth::public("api-key"), FileStore::new("tokens.json"))
    ///     .renewal_margin(Duration::from_secs(3600));
    /// ```
    ///
    /// The margin is at most a quarter of the token's lifetime, and each renewal starts up to half a margin earlier, at
    /// random. With many accounts, keep the default: it spreads the renewals. The setting applies to all clones,
    /// starting with the next tokens.
    #[must_use = "the margin applies to all clones, of which this is one"]
    pub fn renewal_margin(self, margin: Duration) -> Self {
        self.shared.state().margin = Some(margin);
        self
    }

    /// The error of the last use of the store, if it failed.
    ///
    /// ```no_run
    /// # use constant_contact::auth::Session;
    /// # fn f(session: Session) {
    /// if let Some(error) = session.store_error() { eprintln!("repair the store: {error}"); }
    /// # }
    /// ```
    ///
    /// Calls succeed while there is a valid token. Saving new tokens is retried in the background, at least once a
    /// minute; [`flush`](Self::flush) tries at once.
    pub fn store_error(&self) -> Option<AuthError> {
        self.shared.state().store_error()
    }

    /// Waits for a renewal in progress and makes sure that the store has the newest tokens.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, Session};
    /// # async fn f(session: Session) -> Result<(), AuthError> {
    /// session.flush().await?; // before the program ends
    /// # Ok(()) }
    /// ```
    ///
    /// Does not start a renewal. Fails with [`is_store`](AuthError::is_store) if the tokens are still not saved; then
    /// only this process has them. Fails with `Unavailable` if this takes longer than a few minutes. Dropping the future
    /// does not stop the work.
    pub async fn flush(&self) -> Result<(), AuthError> {
        self.run(saving::save_unsaved).await
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
    /// Calls then fail with [`needs_authorization`](AuthError::needs_authorization) until the store has new tokens.
    /// Other sessions over the store notice at their next renewal, as they do when somebody deletes the
    /// file of a [`FileStore`](super::FileStore) by hand. The grant remains valid at the server:
    /// [`revoke`](Self::revoke) ends it too.
    ///
    /// Waits for a renewal in progress. Fails with [`is_store`](AuthError::is_store) if the tokens could not be removed;
    /// the session then continues to use them. Dropping the future does not stop the work.
    pub async fn disconnect(&self) -> Result<(), AuthError> {
        self.run(account::disconnect).await
    }

    /// Ends the grant at the authorization server, then removes the tokens as [`disconnect`](Self::disconnect) does.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{AuthError, Session};
    /// # async fn f(session: Session) -> Result<(), AuthError> {
    /// if session.revoke().await.is_err() {
    ///     session.disconnect().await?; // at least remove the tokens here
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// Fails like [`OAuth::revoke`] or [`disconnect`](Self::disconnect); the session then continues to use the tokens.
    /// Dropping the future does not stop the work.
    pub async fn revoke(&self) -> Result<(), AuthError> {
        self.run(account::revoke).await
    }

    /// Runs `work` after the work in progress.
    async fn run<F>(
        &self,
        work: impl FnOnce(Arc<Shared>, Progress) -> F + Send + 'static,
    ) -> Result<(), AuthError>
    where
        F: Future<Output = Result<(), AuthError>> + Send + 'static,
    {
        let shared = self.shared.clone();
        let mut waiter = self
            .shared
            .flight
            .run(move |progress| work(shared, progress))?;
        waiter.finished().await
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
