//! Storage for tokens that outlive the process.
//!
//! A [`Session`](super::Session) loads its tokens from a [`TokenStore`] at the first call and saves each new pair there
//! before it uses it. It holds the store's lock from the load before a refresh to the save after it, so only one of
//! several sessions over one store refreshes, if the store implements the lock. Each save names the pair that it
//! replaces: a session that was stopped for longer than its lock lasts cannot overwrite a newer pair, and can still save
//! the pair that only it has. [`MemoryStore`] is for tests and for programs that authorise at every start,
//! [`FileStore`](super::FileStore) is for one machine, and a store over a database takes a few lines.

use super::Tokens;
use crate::error::BoxError;
use crate::transport::future::BoxFuture;
use crate::transport::lock::LockGuard;
use secrecy::ExposeSecret;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// The result of a store's method.
pub type StoreResult<T> = Result<T, BoxError>;

/// Keeps one pair of tokens.
///
/// ```
/// use constant_contact::BoxFuture;
/// use constant_contact::auth::{Previous, SaveOutcome, StoreResult, TokenStore, Tokens};
/// struct Row(/* a connection pool, an account */);
/// impl TokenStore for Row {
///     fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
///         Box::pin(async { Ok(None) /* SELECT … */ })
///     }
///     fn save<'a>(&'a self, previous: Previous, new: &'a Tokens) -> BoxFuture<'a, StoreResult<SaveOutcome>> {
///         Box::pin(async move {
///             // BEGIN; SELECT … FOR UPDATE
///             let stored: Option<Tokens> = None;
///             if !previous.permits(stored.as_ref(), new) {
///                 return Ok(SaveOutcome::Conflict);
///             }
///             let _json = serde_json::to_string(new)?;
///             // UPDATE …; COMMIT
///             Ok(SaveOutcome::Saved)
///         })
///     }
///     fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
///         Box::pin(async { Ok(()) /* UPDATE … SET tokens = NULL */ })
///     }
/// }
/// ```
///
/// [Tokens in a database](super#tokens-in-a-database) has a complete example. The session relies on these properties:
///
/// * `load` returns what the last successful `save` wrote, and a `save` that fails leaves the previous pair readable. So
///   read from the database that is written to, and not from a replica that lags behind it.
/// * `save` compares and writes in one step that no other save interrupts: in one transaction with `SELECT … FOR UPDATE`,
///   in one `UPDATE … WHERE`, or in a script of the server.
/// * After `Saved`, the tokens are not lost. If the server fails over to a replica that lacks the last writes, the pair
///   before them comes back, and its refresh token was used already. A session that is running notices that, and saves
///   its newer pair again. A process that starts after the failover cannot know it: it uses the old refresh token, and
///   the provider may end the grant. Use synchronous replication or a database that does not lose a committed write.
/// * Errors do not quote the tokens, since they become part of [`AuthError`](super::AuthError)'s message. A panic counts
///   as an error.
/// * No call hangs. A session waits for a minute for a `load`, and for five minutes for a `lock`; it waits for a `save`
///   and a `clear` until they end, because a renewal needs to know whether its tokens are kept.
///
/// The session calls its store on threads of this crate, in a tokio runtime (multi-thread, with I/O and timers) that
/// is never shut down. A connection that was opened on another runtime works only while that runtime is running. The
/// future of `load`, `lock` or a `save` of the same pair may be dropped before it is ready.
pub trait TokenStore: Send + Sync + 'static {
    /// Reads the tokens; returns `None` when there are none yet.
    ///
    /// ```no_run
    /// # use constant_contact::BoxError;
    /// # use constant_contact::auth::{MemoryStore, TokenStore};
    /// # async fn f() -> Result<(), BoxError> {
    /// let tokens = MemoryStore::default().load().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Return an error, not `None`, for content that cannot be read: the session never overwrites it.
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>>;

    /// Replaces the `previous` tokens by `new` ones, entirely or not at all.
    ///
    /// ```no_run
    /// # use constant_contact::BoxError;
    /// # use constant_contact::auth::{MemoryStore, Previous, TokenStore, Tokens};
    /// # async fn f() -> Result<(), BoxError> {
    /// MemoryStore::default().save(Previous::Any, &Tokens::new("access")).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// This is a compare-and-swap: if the store has other tokens than those that [`Previous::permits`] to replace, it must
    /// change nothing and return [`SaveOutcome::Conflict`]. The session then loads what the store has and decides: the
    /// tokens of a new authorization win, a removal disconnects the account, and an older pair is replaced. Do not make a
    /// save depend on the [lock](Self::lock): a session whose lock has expired may be the only one that has the valid
    /// pair.
    ///
    /// When this returns `Saved`, the tokens must survive a crash of the process and, if possible, of the machine. Saving
    /// the pair that the store already has must take the same steps: a session does that before it uses a refresh token,
    /// to find out whether the new pair can be saved.
    fn save<'a>(
        &'a self,
        previous: Previous,
        new: &'a Tokens,
    ) -> BoxFuture<'a, StoreResult<SaveOutcome>>;

    /// Removes the tokens.
    ///
    /// ```no_run
    /// # use constant_contact::BoxError;
    /// # use constant_contact::auth::{MemoryStore, TokenStore};
    /// # async fn f() -> Result<(), BoxError> {
    /// let store = MemoryStore::default();
    /// let _guard = store.lock().await?;
    /// store.clear().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Call this under the [lock](Self::lock), so that it does not interrupt another session's renewal. Clearing an
    /// empty store must succeed. A session that is renewing the tokens nevertheless finds that its save is a conflict,
    /// and the account remains disconnected.
    fn clear(&self) -> BoxFuture<'_, StoreResult<()>>;

    /// Locks the store for one renewal; dropping the guard unlocks it.
    ///
    /// ```no_run
    /// # use constant_contact::BoxError;
    /// # use constant_contact::auth::{MemoryStore, TokenStore};
    /// # async fn f() -> Result<(), BoxError> {
    /// let guard = MemoryStore::default().lock().await?;
    /// drop(guard);
    /// # Ok(()) }
    /// ```
    ///
    /// There are two kinds of locks:
    ///
    /// * A value that unlocks when it is dropped ([`LockGuard::new`]), and that the system or the database releases when
    ///   the process dies: a lock on a file, or a lock of a database connection such as `pg_advisory_lock`. It needs a
    ///   connection for as long as it is held, and nobody notices if the lock ends with that connection.
    /// * A [`Lease`](crate::Lease) ([`LockGuard::lease`]): a row or a key that expires. The session renews it three times
    ///   in its duration, and confirms it right before it uses the refresh token: if it was lost or cannot be confirmed, the
    ///   session starts again, and the refresh token is not used. A lease that is shorter than the answer of the
    ///   authorization server is therefore no problem; but a process that is stopped, between that request and the save,
    ///   for longer than the lease can lose the grant, since another process uses the same refresh token then.
    ///
    /// A session holds the lock for about a second, and for at most 15 minutes if the store and the authorization server
    /// are as slow as it permits. It holds it for longer only while new tokens are not saved, because the store fails or a
    /// save does not return, so that no other session uses the old ones; and while the process is stopped.
    ///
    /// Wait while another session has the lock, and fail after some time: five minutes at most, after which the session
    /// gives up. Loading must work without the lock. A store that recovers the leftovers of a process that died should do
    /// it here, like [`FileStore`](super::FileStore): a session loads again under the lock before it uses a refresh token.
    ///
    /// The default locks nothing. That is correct if one session and its clones use the store. With more sessions, in
    /// one process or several, a rotating refresh token may be used twice; the second session recovers only if the
    /// first has already saved the new tokens.
    fn lock(&self) -> BoxFuture<'_, StoreResult<LockGuard>> {
        Box::pin(async { Ok(LockGuard::none()) })
    }
}

/// What a [save](TokenStore::save) replaces.
///
/// ```
/// use constant_contact::auth::{Previous, Tokens};
/// let (first, second) = (
///     Tokens::new("a1").with_refresh_token("r1"),
///     Tokens::new("a2").with_refresh_token("r2"),
/// );
/// assert!(Previous::Tokens(first.clone()).permits(Some(&first), &second));
/// assert!(!Previous::Tokens(first).permits(None, &second)); // the account was disconnected
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub enum Previous {
    /// Whatever the store has: the new tokens are from a new authorization.
    Any,
    /// Nothing: the store must be empty.
    Empty,
    /// The tokens with this refresh token.
    Tokens(Tokens),
}

impl Previous {
    /// Whether `new` may replace what is `stored`.
    ///
    /// ```
    /// # use constant_contact::auth::{Previous, Tokens};
    /// let tokens = Tokens::new("a");
    /// assert!(Previous::Empty.permits(None, &tokens));
    /// assert!(Previous::Empty.permits(Some(&tokens), &tokens)); // saved before; the answer was lost
    /// ```
    ///
    /// Compares refresh tokens, and access tokens where there are none. Tokens that are stored already may always be
    /// saved again, so a save whose answer was lost can be repeated.
    pub fn permits(&self, stored: Option<&Tokens>, new: &Tokens) -> bool {
        let is_saved = stored.is_some_and(|stored| stored.same_pair(new));
        is_saved
            || match self {
                Self::Any => true,
                Self::Empty => stored.is_none(),
                Self::Tokens(previous) => {
                    stored.is_some_and(|stored| is_same_grant(stored, previous))
                }
            }
    }
}

/// Whether both have the same refresh token, or none and the same access token.
fn is_same_grant(one: &Tokens, other: &Tokens) -> bool {
    match (one.refresh_token(), other.refresh_token()) {
        (Some(one), Some(other)) => one.expose_secret() == other.expose_secret(),
        (None, None) => one.access_token().expose_secret() == other.access_token().expose_secret(),
        _ => false,
    }
}

impl fmt::Debug for Previous {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "Any",
            Self::Empty => "Empty",
            Self::Tokens(_) => "Tokens",
        })
    }
}

/// What a [save](TokenStore::save) did.
///
/// ```
/// use constant_contact::auth::SaveOutcome;
/// assert_ne!(SaveOutcome::Saved, SaveOutcome::Conflict);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveOutcome {
    /// The store has the new tokens.
    Saved,
    /// The store has other tokens than those to replace. Nothing was changed.
    Conflict,
}

impl<S: TokenStore + ?Sized> TokenStore for Arc<S> {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        (**self).load()
    }

    fn save<'a>(
        &'a self,
        previous: Previous,
        new: &'a Tokens,
    ) -> BoxFuture<'a, StoreResult<SaveOutcome>> {
        (**self).save(previous, new)
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        (**self).clear()
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<LockGuard>> {
        (**self).lock()
    }
}

/// Tokens that are lost when the process ends.
///
/// ```no_run
/// use constant_contact::auth::{AuthError, MemoryStore, OAuth, Session, Tokens};
/// # async fn f(oauth: OAuth, tokens: Tokens) -> Result<(), AuthError> {
/// let session = Session::start(oauth, MemoryStore::default(), tokens).await?;
/// # Ok(()) }
/// ```
///
/// Clones share the tokens and the lock.
#[derive(Clone, Default)]
pub struct MemoryStore {
    tokens: Arc<Mutex<Option<Tokens>>>,
    lock: Arc<tokio::sync::Mutex<()>>,
}

impl TokenStore for MemoryStore {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        let tokens = self
            .tokens
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        Box::pin(async { Ok(tokens) })
    }

    fn save<'a>(
        &'a self,
        previous: Previous,
        new: &'a Tokens,
    ) -> BoxFuture<'a, StoreResult<SaveOutcome>> {
        Box::pin(async move {
            let mut stored = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
            if !previous.permits(stored.as_ref(), new) {
                return Ok(SaveOutcome::Conflict);
            }
            *stored = Some(new.clone());
            Ok(SaveOutcome::Saved)
        })
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        Box::pin(async {
            *self.tokens.lock().unwrap_or_else(PoisonError::into_inner) = None;
            Ok(())
        })
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<LockGuard>> {
        Box::pin(async { Ok(LockGuard::new(self.lock.clone().lock_owned().await)) })
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoryStore")
    }
}
