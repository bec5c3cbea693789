//! The suite for token stores.

mod dropped;
mod handle;
mod saves;
mod sessions;

use super::lock;
use super::violation::Violation;
use crate::auth::TokenStore;
use crate::error::BoxError;
use handle::Handle;

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
/// | `save` is a compare-and-swap | every case of [`Previous::permits`](crate::auth::Previous::permits), with and without refresh tokens; tokens that differ only in case; a conflict changes nothing; the repetition of a save whose answer was lost succeeds |
/// | of concurrent saves that replace the same pair, one succeeds | over all handles, and from the empty store; meanwhile `load` returns the old pair or the new one |
/// | `load` and `save` do not need the lock | while another handle has it, and after it was lost to another handle |
/// | a future that is dropped leaves the old pair or the new one | `save`, `load`, `clear` and `lock`, dropped after one poll and later; a save that was dropped does not overwrite a later one |
/// | only one handle at a time holds the lock | in turn, handed over, and renewed for longer than its duration |
/// | a lock becomes free when its holder releases it, or its lease expires | the holder is killed: it sends nothing any more |
/// | `renew` returns false if another handle had the lock in between | while another handle has the lock, and after that; its `release` leaves the lock of the other |
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
