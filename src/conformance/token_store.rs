//! The suite for token stores.

mod dropped;
mod saves;
mod sessions;

use super::lock::{self, Lock};
use super::violation::{MARK, Rule, Violation, answer};
use crate::auth::{ExposeSecret, Previous, SaveOutcome, TokenStore, Tokens};
use crate::error::BoxError;
use std::sync::Arc;

const EMPTY: Rule = Rule {
    statement: "a store that was cleared has no tokens",
    advice: "return `None` from `load` if there is no row or its tokens are NULL",
};
const SHARED: Rule = Rule {
    statement: "all handles use the same storage",
    advice: "open each handle over the same database, folder or memory, without a cache in the handle",
};

/// Checks a token store: what it saves, its compare-and-swap, and its lock.
///
/// ```
/// use constant_contact::auth::FileStore;
/// use constant_contact::conformance;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("tokens.json");
/// conformance::token_store(async || Ok(FileStore::new(&path))).await?;
/// # Ok(()) }
/// ```
///
/// `open` opens a handle; the suite uses four at the same time, as four processes would. **It removes the tokens in the
/// storage.** A lock that expires should have a duration of about a second, since the suite waits for its end some
/// twenty times.
///
/// | rule | how it is checked |
/// |---|---|
/// | `load` returns what was saved | by another handle: all members, tokens of 4 KiB, tokens with the characters `+/=.-_~`, times after 2038; members of the previous pair that the new one does not have are gone |
/// | `save` is a compare-and-swap | every case of [`Previous::permits`], with and without refresh tokens; tokens that differ only in case; a conflict changes nothing; the repetition of a save whose answer was lost succeeds |
/// | of concurrent saves that replace the same pair, one succeeds | over all handles, and from the empty store; meanwhile `load` returns the old pair or the new one |
/// | `load` and `save` do not need the lock | while another handle has it, and after it was lost to another handle |
/// | a future that is dropped leaves the old pair or the new one | `save`, `load`, `clear` and `lock`, dropped after one poll and later; a save that was dropped does not overwrite a later one |
/// | only one handle at a time holds the lock | in turn, handed over, and renewed for longer than its duration |
/// | a lock becomes free when its holder releases it, or its lease expires | the holder is killed: it sends nothing any more |
/// | a holder whose lease has expired is told so by `renew` | while another handle has the lock, and after that; its `release` leaves the lock of the other |
/// | a grant survives, and each expiry leads to one renewal | four processes that renew as [`Session`](crate::auth::Session) does, at a server that revokes the grant when a refresh token is used twice; each step under the lock is once the last of a process that is killed, and once interrupted for longer than the lease |
/// | errors do not quote tokens | those that occur |
///
/// # Errors
///
/// The first rule that is not kept.
pub async fn token_store<S: TokenStore>(
    open: impl AsyncFn() -> Result<S, BoxError>,
) -> Result<(), Violation> {
    let handles = [
        Handle::open(&open).await?,
        Handle::open(&open).await?,
        Handle::open(&open).await?,
        Handle::open(&open).await?,
    ];
    Box::pin(saves::check(&handles, async || Handle::open(&open).await)).await?;
    Box::pin(dropped::check(&handles)).await?;
    let lease = Box::pin(lock::check(&handles.each_ref().map(Handle::to_lock))).await?;
    Box::pin(saves::check_without_lock(&handles, lease)).await?;
    Box::pin(sessions::check(&handles, lease)).await?;
    let [first, ..] = &handles;
    first.clear().await
}

/// A store, whose calls succeed in time.
#[derive(Clone)]
struct Handle(Arc<dyn TokenStore>);

impl Handle {
    async fn open<S: TokenStore>(
        open: &impl AsyncFn() -> Result<S, BoxError>,
    ) -> Result<Self, Violation> {
        let store = answer("opening a handle", open()).await?;
        Ok(Self(Arc::new(store)))
    }

    async fn load(&self) -> Result<Option<Tokens>, Violation> {
        answer("`load`", self.0.load()).await
    }

    async fn save(&self, previous: Previous, new: &Tokens) -> Result<SaveOutcome, Violation> {
        answer("`save`", self.0.save(previous, new)).await
    }

    async fn clear(&self) -> Result<(), Violation> {
        answer("`clear`", self.0.clear()).await
    }

    /// Brings the store into a state.
    async fn set(&self, tokens: Option<&Tokens>) -> Result<(), Violation> {
        let Some(tokens) = tokens else {
            return self.clear().await;
        };
        match self.save(Previous::Any, tokens).await? {
            SaveOutcome::Saved => Ok(()),
            SaveOutcome::Conflict => {
                Err(saves::COMPARES.broken("Saved for `Previous::Any`", "Conflict"))
            }
        }
    }

    fn to_lock(&self) -> Lock {
        let store = self.0.clone();
        Arc::new(move || {
            let store = store.clone();
            Box::pin(async move { store.lock().await })
        })
    }
}

/// A pair of tokens that is recognized by its name.
fn pair(name: &str) -> Tokens {
    Tokens::new(format!("{MARK}-access-{name}"))
        .with_refresh_token(format!("{MARK}-refresh-{name}"))
}

/// What distinguishes what was loaded from what was saved, in words without the values.
fn difference(loaded: Option<&Tokens>, saved: Option<&Tokens>) -> Option<&'static str> {
    let (loaded, saved) = match (loaded, saved) {
        (None, None) => return None,
        (None, Some(_)) => return Some("no tokens"),
        (Some(_), None) => return Some("tokens"),
        (Some(loaded), Some(saved)) => (loaded, saved),
    };
    let refresh_token = |tokens: &Tokens| {
        let token = tokens.refresh_token();
        token.map(|token| token.expose_secret().to_owned())
    };
    if loaded.access_token().expose_secret() != saved.access_token().expose_secret() {
        Some("another access token")
    } else if refresh_token(loaded) != refresh_token(saved) {
        Some("another refresh token, or none")
    } else if loaded.expires_at() != saved.expires_at() {
        Some("another expiry")
    } else if loaded.lifetime() != saved.lifetime() {
        Some("another lifetime")
    } else if loaded.scopes() != saved.scopes() {
        Some("other scopes")
    } else {
        None
    }
}
