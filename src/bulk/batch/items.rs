//! The contacts or ids of a bulk job, from a list, an iterator or a stream.

use crate::error::{Error, Result};
use futures_core::Stream;
use serde::Serialize;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The contacts or ids of a bulk job. A `Vec` or an array converts into it.
///
/// ```no_run
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// use constant_contact::BulkItems;
///
/// let few = client.delete_contacts(["id-1", "id-2"]);
/// let many = client.delete_contacts(BulkItems::iter((0..10_000).map(|id| format!("id-{id}"))));
/// # Ok(()) }
/// ```
pub struct BulkItems<T> {
    items: Items,
    of: PhantomData<fn(T)>,
}

impl<T> std::fmt::Debug for BulkItems<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BulkItems").finish_non_exhaustive()
    }
}

type Json = Result<Vec<u8>>;

/// The items as JSON, one by one.
pub(super) enum Items {
    Iter(Box<dyn Iterator<Item = Json> + Send>),
    Stream(Pin<Box<dyn Stream<Item = Json> + Send>>),
}

impl<T: Serialize + 'static> BulkItems<T> {
    /// The items of an iterator, which are taken as they are needed.
    pub fn iter<I>(items: I) -> Self
    where
        I: IntoIterator<IntoIter: Send + 'static>,
        I::Item: Into<T>,
    {
        let items = items.into_iter().map(|item| json(&item.into()));
        Self {
            items: Items::Iter(Box::new(items)),
            of: PhantomData,
        }
    }

    /// The items of a stream. If the stream fails, the job ends with its error after the items before it.
    pub fn stream<U: Into<T> + 'static>(
        items: impl Stream<Item = Result<U>> + Send + 'static,
    ) -> Self {
        let items: Pin<Box<dyn Stream<Item = Result<U>> + Send>> = Box::pin(items);
        Self {
            items: Items::Stream(Box::pin(AsJson::<U, T>(items, PhantomData))),
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

fn json<T: Serialize>(item: &T) -> Json {
    serde_json::to_vec(item)
        .map_err(|_| Error::invalid_request("an item cannot be written as JSON"))
}

/// The items of a stream, converted to `T` and written as JSON.
struct AsJson<U, T>(
    Pin<Box<dyn Stream<Item = Result<U>> + Send>>,
    PhantomData<fn(T)>,
);

impl<U: Into<T>, T: Serialize> Stream for AsJson<U, T> {
    type Item = Json;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Json>> {
        let next = self.0.as_mut().poll_next(context);
        next.map(|next| next.map(|item| json(&item?.into())))
    }
}

impl Items {
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        match self {
            Self::Iter(items) => {
                tokio::task::coop::consume_budget().await;
                items.next().transpose()
            }
            Self::Stream(items) => {
                let next = poll_fn(|context| items.as_mut().poll_next(context));
                next.await.transpose()
            }
        }
    }
}
