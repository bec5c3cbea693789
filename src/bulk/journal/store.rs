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
/// a time may use it. A journal that several machines can open has a [lock](Self::lock); a
/// [`FileJournal`](crate::FileJournal) locks its file when it is opened.
pub trait Journal: Send + Sync {
    /// Locks the journal for one import.
    ///
    /// ```
    /// use constant_contact::{BoxError, BoxFuture, Journal, Lease, LockGuard};
    ///
    /// struct Lines<L>(L /* and a connection, the id of the import */);
    ///
    /// impl<L: Lease + Clone + Sync> Journal for Lines<L> {
    ///     fn lock(&self) -> BoxFuture<'_, Result<LockGuard, BoxError>> {
    ///         // INSERT INTO locks …, unless there is a row that has not expired: then fail
    ///         Box::pin(async { Ok(LockGuard::lease(self.0.clone())) })
    ///     }
    /// #   fn load(&self) -> BoxFuture<'_, Result<Vec<String>, BoxError>> { unimplemented!() }
    /// #   fn append<'a>(&'a self, line: &'a str) -> BoxFuture<'a, Result<(), BoxError>> { unimplemented!() }
    /// }
    /// ```
    ///
    /// The import takes the lock before it reads the journal, and holds it until it has failed or its
    /// [`BulkJob`](crate::BulkJob) is dropped. It renews a [`Lease`](crate::Lease) in the meantime, and confirms it before
    /// each line that it appends and before each request that it sends: if the lock was lost, the import fails, and
    /// nothing more is sent. All this happens on the tokio runtime of the import.
    ///
    /// If another import has the lock, fail with an error that says so, at once or after some time. The default locks
    /// nothing, which is correct if the journal cannot be opened twice, or if only one process uses it.
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
