//! Where tokens outlive the process.
//!
//! A [`Session`](super::Session) loads its tokens from a [`TokenStore`] at the first call, saves each new pair
//! there before it uses it, and holds the store's lock from the look before a refresh to the save after it, so
//! that of all sessions over one store one refreshes, if the store implements the lock. [`MemoryStore`] is for
//! tests and for programs that authorise at every start; [`FileStore`](super::FileStore) for one machine; a database is a few lines.

use super::{BoxError, BoxFuture, Tokens};
use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// The result of a store's method.
pub type StoreResult<T> = Result<T, BoxError>;

/// Keeps one pair of tokens.
///
/// ```
/// use constant_contact::auth::{BoxFuture, StoreResult, TokenStore, Tokens};
/// struct Row(/* a connection pool, an account */);
/// impl TokenStore for Row {
///     fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
///         Box::pin(async { Ok(None) /* SELECT … */ })
///     }
///     fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, StoreResult<()>> {
///         Box::pin(async { let _json = serde_json::to_string(tokens)?; Ok(()) /* UPDATE … */ })
///     }
///     fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
///         Box::pin(async { Ok(()) /* UPDATE … SET tokens = NULL */ })
///     }
/// }
/// ```
///
/// What the session relies on: `load` returns what the last `save` that succeeded wrote, and a `save` that fails
/// leaves the previous pair readable. Errors end in [`AuthError`](super::AuthError)'s message, so they must not
/// quote the tokens. No call may hang for ever: a renewal waits for it. A panic counts as an error.
///
/// The session calls its store on threads of its own, within a tokio runtime (multi-thread, with I/O and timers) that
/// lives as long as the process. A connection that was opened on another runtime works only while that one runs.
pub trait TokenStore: Send + Sync + 'static {
    /// Reads the tokens; `None` when there are none yet.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{BoxError, MemoryStore, TokenStore};
    /// # async fn f() -> Result<(), BoxError> {
    /// let tokens = MemoryStore::default().load().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// What cannot be read is an error, not `None`: the session never writes over what it has not understood.
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>>;

    /// Writes the tokens over the previous ones, entirely or not at all.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{BoxError, MemoryStore, TokenStore, Tokens};
    /// # async fn f() -> Result<(), BoxError> {
    /// MemoryStore::default().save(&Tokens::new("access")).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// When it returns, the tokens have to survive the end of the process and, if possible, of the machine. Saving
    /// the pair that the store has already must take the same steps: a session does that before it spends a refresh
    /// token, to find out whether the new pair could be kept.
    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, StoreResult<()>>;

    /// Removes the tokens: afterwards the store is empty.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{BoxError, MemoryStore, TokenStore};
    /// # async fn f() -> Result<(), BoxError> {
    /// let store = MemoryStore::default();
    /// let _guard = store.lock().await?;
    /// store.clear().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Call it under the [lock](Self::lock), so that it cannot come between the two steps of another session's
    /// renewal. Clearing an empty store succeeds.
    fn clear(&self) -> BoxFuture<'_, StoreResult<()>>;

    /// Takes the store for one refresh; dropping the guard gives it back.
    ///
    /// ```no_run
    /// # use constant_contact::auth::{BoxError, MemoryStore, TokenStore};
    /// # async fn f() -> Result<(), BoxError> {
    /// let guard = MemoryStore::default().lock().await?;
    /// drop(guard);
    /// # Ok(()) }
    /// ```
    ///
    /// Loading must work without the lock. What the save of a process that died has left is best looked for here, as
    /// [`FileStore`](super::FileStore) does: a session loads once more under the lock, before it spends a refresh
    /// token.
    ///
    /// The default locks nothing. That is right while one session and its clones use the store; with more of them,
    /// in one process or several, a rotating refresh token may be spent twice, which the session survives only if
    /// the other has already saved.
    /// Locks must end with the process that holds them, and waiting for one must end in an error some time. A session
    /// whose new tokens could not be saved keeps the lock until they are, so that no other spends the old ones.
    fn lock(&self) -> BoxFuture<'_, StoreResult<StoreGuard>> {
        Box::pin(async { Ok(StoreGuard::none()) })
    }
}

/// A store that is taken; dropping it gives the store back.
///
/// ```
/// # use constant_contact::auth::StoreGuard;
/// # let (file, _) = (0, 0);
/// let guard = StoreGuard::holding(file); // whatever releases the lock when it is dropped
/// ```
#[must_use = "the store is given back when this is dropped"]
pub struct StoreGuard(
    #[allow(dead_code, reason = "held for its drop")] Option<Box<dyn Any + Send>>,
);

impl StoreGuard {
    /// A guard that guards nothing.
    ///
    /// ```
    /// let guard = constant_contact::auth::StoreGuard::none();
    /// ```
    pub fn none() -> Self {
        Self(None)
    }

    /// A guard that keeps `held` until it is dropped.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// let guard = constant_contact::auth::StoreGuard::holding(Arc::new(()));
    /// ```
    pub fn holding(held: impl Any + Send) -> Self {
        Self(Some(Box::new(held)))
    }
}

impl fmt::Debug for StoreGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreGuard")
    }
}

impl<S: TokenStore + ?Sized> TokenStore for Arc<S> {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<Tokens>>> {
        (**self).load()
    }

    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, StoreResult<()>> {
        (**self).save(tokens)
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        (**self).clear()
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<StoreGuard>> {
        (**self).lock()
    }
}

/// Tokens that end with the process.
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
    taken: Arc<tokio::sync::Mutex<()>>,
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

    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, StoreResult<()>> {
        Box::pin(async {
            *self.tokens.lock().unwrap_or_else(PoisonError::into_inner) = Some(tokens.clone());
            Ok(())
        })
    }

    fn clear(&self) -> BoxFuture<'_, StoreResult<()>> {
        Box::pin(async {
            *self.tokens.lock().unwrap_or_else(PoisonError::into_inner) = None;
            Ok(())
        })
    }

    fn lock(&self) -> BoxFuture<'_, StoreResult<StoreGuard>> {
        Box::pin(async { Ok(StoreGuard::holding(self.taken.clone().lock_owned().await)) })
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoryStore")
    }
}
