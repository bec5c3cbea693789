//! Storage for the lines of a journal.

use crate::error::BoxError;
use crate::transport::future::BoxFuture;
use crate::transport::lock::LockGuard;

/// A store for the lines from which an import resumes after an error or a crash.
///
/// ```
/// use constant_contact::Journal;
/// use constant_contact::{BoxError, BoxFuture};
/// use std::sync::Mutex;
///
/// /// Lines in memory: they help after an error, but not after a crash.
/// #[derive(Default)]
/// struct Memory(Mutex<Vec<String>>);
///
/// impl Journal for Memory {
///     fn load(&self) -> BoxFuture<'_, Result<Vec<String>, BoxError>> {
///         Box::pin(async { Ok(self.0.lock().map_err(|_| "poisoned")?.clone()) })
///     }
///     fn append<'a>(&'a self, line: &'a str) -> BoxFuture<'a, Result<(), BoxError>> {
///         Box::pin(async {
///             self.0.lock().map_err(|_| "poisoned")?.push(line.to_owned());
///             Ok(())
///         })
///     }
/// }
/// ```
///
/// The lines contain list ids, counts, hashes, job ids and the id of the import, which can include the
/// name of the file, but no data of the rows. Each line has a number and a checksum: if a line was
/// changed, is missing or comes from another process, the import fails before anything is sent. A line
/// that was appended twice in a row counts once. A journal belongs to one import, and only one process at
/// a time may use it: use a lock to make sure, as [`FileJournal`](crate::FileJournal) does.
pub trait Journal: Send + Sync {
    /// Locks the journal for one import, which holds the lock until it ends.
    ///
    /// Waiting for the lock must fail after some time. The default locks nothing, which is correct if the journal
    /// cannot be opened twice, or if only one process uses it.
    fn lock(&self) -> BoxFuture<'_, Result<LockGuard, BoxError>> {
        Box::pin(std::future::ready(Ok(LockGuard::none())))
    }

    /// Returns all lines in the order in which they were appended; none for a new import.
    fn load(&self) -> BoxFuture<'_, Result<Vec<String>, BoxError>>;

    /// Appends a line, which is passed without a line end.
    ///
    /// When this returns, the line must survive a crash. If it fails or the future is dropped, the line must
    /// be there as a whole or not at all.
    fn append<'a>(&'a self, line: &'a str) -> BoxFuture<'a, Result<(), BoxError>>;
}
