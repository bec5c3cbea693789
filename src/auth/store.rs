//! Storage for tokens that outlive the process.
//!
//! A [`Session`](super::Session) loads its tokens from a [`TokenStore`] at the first call and saves each new pair there
//! before it uses it. It holds the store's lock from the load before a refresh to the save after it, so only one of
//! several sessions over one store refreshes, if the store implements the lock. [`MemoryStore`] is for tests and for
//! programs that authorise at every start, [`FileStore`](super::FileStore) is for one machine, and a store over a
//! database takes a few lines.

use super::Tokens;
use crate::error::BoxError;
use crate::transport::future::BoxFuture;
use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// The result of a store's method.
pub type StoreResult<T> = Result<T, BoxError>;

/// Keeps one pair of tokens.
///
/// ```
/// use constant_contact::BoxFuture;
/// use constant_contact::auth::{StoreResult, TokenStore, Tokens};
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
/// The session relies on two properties: `load` returns what the last successful `save` wrote, and a `save` that fails
/// leaves the previous pair readable. Errors become part of [`AuthError`](super::AuthError)'s message, so they must not
/// quote the tokens. No call may hang, since a renewal waits for it. A panic counts as an error.
///
/// The session calls its store on threads of this crate, in a tokio runtime (multi-thread, with I/O and timers) that
/// is never shut down. A connection that was opened on another runtime works only while that runtime is running.
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

    /// Replaces the previous tokens, entirely or not at all.
    ///
    /// ```no_run
    /// # use constant_contact::BoxError;
    /// # use constant_contact::auth::{MemoryStore, TokenStore, Tokens};
    /// # async fn f() -> Result<(), BoxError> {
    /// MemoryStore::default().save(&Tokens::new("access")).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// When this returns, the tokens must survive a crash of the process and, if possible, of the machine. Saving the
    /// pair that the store already has must take the same steps: a session does that before it uses a refresh token, to
    /// find out whether the new pair can be saved.
    fn save<'a>(&'a self, tokens: &'a Tokens) -> BoxFuture<'a, StoreResult<()>>;

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
    /// empty store must succeed.
    fn clear(&self) -> BoxFuture<'_, StoreResult<()>>;

    /// Locks the store for one refresh; dropping the guard unlocks it.
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
    /// Loading must work without the lock. A store that recovers the leftovers of a process that died should do it
    /// here, like [`FileStore`](super::FileStore): a session loads again under the lock before it uses a refresh token.
    ///
    /// The default locks nothing. That is correct if one session and its clones use the store. With more sessions, in
    /// one process or several, a rotating refresh token may be used twice; the second session recovers only if the
    /// first has already saved the new tokens.
    ///
    /// A lock must be released when the process that holds it dies, and waiting for one must fail after some time. A
    /// session that could not save its new tokens keeps the lock until they are saved, so that no other session uses
    /// the old ones.
    fn lock(&self) -> BoxFuture<'_, StoreResult<StoreGuard>> {
        Box::pin(async { Ok(StoreGuard::none()) })
    }
}

/// The lock of a store; dropping it unlocks the store.
///
/// ```
/// # use constant_contact::auth::StoreGuard;
/// # let (file, _) = (0, 0);
/// let guard = StoreGuard::holding(file); // a value that releases the lock when it is dropped
/// ```
#[must_use = "the store is unlocked when this is dropped"]
pub struct StoreGuard(
    #[allow(dead_code, reason = "held for its drop")] Option<Box<dyn Any + Send>>,
);

impl StoreGuard {
    /// Creates a guard for a store without a lock.
    ///
    /// ```
    /// let guard = constant_contact::auth::StoreGuard::none();
    /// ```
    pub fn none() -> Self {
        Self(None)
    }

    /// Creates a guard that keeps `held` until it is dropped.
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
        Box::pin(async { Ok(StoreGuard::holding(self.lock.clone().lock_owned().await)) })
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoryStore")
    }
}
