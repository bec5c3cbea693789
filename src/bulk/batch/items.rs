//! The contacts or ids of a bulk job, from a list, an iterator or a stream.

use crate::bulk::source::{SourceStream, from_iter, from_stream};
use crate::error::{BoxError, Error, Result};
use futures_core::Stream;
use serde::Serialize;
use std::future::poll_fn;
use std::marker::PhantomData;

/// The contacts or ids of a bulk job. A `Vec` or an array can be converted into it.
///
/// ```no_run
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// use constant_contact::BulkItems;
///
/// let few = client.delete_contacts(["id-1", "id-2"]);
/// let many = client.delete_contacts(BulkItems::iter((0..10_000).map(|id| format!("id-{id}"))));
/// # Ok(()) }
/// ```
#[must_use = "items are sent by a bulk job"]
pub struct BulkItems<T> {
    items: Items,
    of: PhantomData<fn(T)>,
}

impl<T> std::fmt::Debug for BulkItems<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BulkItems").finish_non_exhaustive()
    }
}

/// The items as JSON, one by one.
pub(super) struct Items(SourceStream<Vec<u8>>);

impl<T: Serialize + 'static> BulkItems<T> {
    /// Creates items from an iterator, which is read as needed.
    pub fn iter<I>(items: I) -> Self
    where
        I: IntoIterator<IntoIter: Send + 'static>,
        I::Item: Into<T> + 'static,
    {
        let json = |item: I::Item| json(&item.into());
        Self {
            items: Items(from_iter(items.into_iter(), json)),
            of: PhantomData,
        }
    }

    /// Creates items from a stream, such as a list of the API or the rows of a database.
    ///
    /// ```no_run
    /// # #[cfg(feature = "contacts")]
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use constant_contact::BulkItems;
    /// use futures_util::TryStreamExt;
    ///
    /// let contacts = client.get_all_contacts().lists(["list-id"]).stream();
    /// let ids = contacts.map_ok(|contact| contact.contact_id.unwrap_or_default());
    /// let report = client.tag_contacts(BulkItems::stream(ids), ["tag-id"]).send().await?.finish().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// If the stream yields an error, the job ends with an error of the kind
    /// [`ErrorKind::Source`](crate::ErrorKind::Source), and [`Error::find_source`](crate::Error::find_source)
    /// returns the error of the stream. In the example above, that is an [`Error`] of this crate:
    /// `error.find_source::<Error>()`. Items that were not sent before are not sent;
    /// [`Error::report`](crate::Error::report) says which these are.
    pub fn stream<U, E>(items: impl Stream<Item = Result<U, E>> + Send + 'static) -> Self
    where
        U: Into<T> + 'static,
        E: Into<BoxError> + 'static,
    {
        let json = |item: U| json(&item.into());
        Self {
            items: Items(from_stream(items, json)),
            of: PhantomData,
        }
    }
}

impl<T> BulkItems<T> {
    pub(super) fn into_items(self) -> Items {
        self.items
    }
}

impl<T: Serialize + 'static, U: Into<T> + Send + 'static> From<Vec<U>> for BulkItems<T> {
    fn from(items: Vec<U>) -> Self {
        Self::iter(items)
    }
}

impl<T: Serialize + 'static, U: Into<T> + Send + 'static, const N: usize> From<[U; N]>
    for BulkItems<T>
{
    fn from(items: [U; N]) -> Self {
        Self::iter(items)
    }
}

fn json<T: Serialize>(item: &T) -> Result<Vec<u8>> {
    serde_json::to_vec(item)
        .map_err(|_| Error::invalid_request("an item cannot be written as JSON"))
}

impl Items {
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        // Lets other tasks run while items that are always ready are packed.
        tokio::task::coop::consume_budget().await;
        let next = poll_fn(|context| self.0.as_mut().poll_next(context));
        next.await.transpose()
    }
}
