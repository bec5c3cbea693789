//! The rows of a list as a stream.

use super::continuation::{Continuation, fingerprints, ungiven};
use super::page::{Page, Position};
use super::pages::Pages;
use crate::client::Client;
use crate::error::Result;
use crate::transport::call::Call;
use crate::transport::read::read;
use futures_core::Stream;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// The rows of a list, page after page; made by `stream` of a builder.
///
/// ```no_run
/// # #[cfg(feature = "contacts")]
/// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
/// use constant_contact::types::ContactStatus;
/// use futures_util::TryStreamExt;
///
/// let mut contacts = client.get_all_contacts().status([ContactStatus::Active]).limit(500).stream();
/// while let Some(contact) = contacts.try_next().await? {
///     println!("{:?}", contact.created_at);
/// }
/// # Ok(())
/// # }
/// ```
///
/// See [`Pages`] for how it ends and what an error leaves, and [`Continuation`] for what happens to
/// rows when a list is resumed.
#[must_use = "streams do nothing unless polled"]
pub struct Items<P: Page> {
    pages: Pages<P>,
    /// Where the page in hand is.
    position: Option<Position>,
    page: std::vec::IntoIter<P::Item>,
    /// How many of these rows were given.
    given: usize,
    /// Rows of that page that were given before, or of the next one while none is in hand.
    before: Vec<u64>,
}

impl<P: Page> std::fmt::Debug for Items<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}

impl<P: Page> Pages<P> {
    /// The stream of the rows of all pages.
    pub fn items(self) -> Items<P> {
        Items {
            position: self.position(),
            pages: self,
            page: Vec::new().into_iter(),
            given: 0,
            before: Vec::new(),
        }
    }
}

impl<P: Page> Items<P> {
    pub(crate) fn new(client: &Client, call: Result<Call>, from: Option<Continuation>) -> Self {
        let before = from
            .as_ref()
            .map_or_else(Vec::new, |from| from.given.clone());
        Items {
            before,
            ..Pages::new(client, call, from).items()
        }
    }

    /// Where to go on after the last row that the stream has given; `None` at the end.
    pub fn continuation(&self) -> Option<Continuation> {
        if self.page.len() == 0 && !self.stays() {
            return Some(Continuation {
                given: self.before.clone(),
                ..self.pages.continuation()?
            });
        }
        let page = self.position.clone()?;
        let mut given = self.before.clone();
        // The caller has the rows; they are read once more from the text of the page.
        if let Ok(read) = read::<P>(&self.pages.text) {
            let rows = ungiven(read.into_items(), &self.before);
            given.extend(fingerprints(&rows[..self.given.min(rows.len())]));
        }
        Some(Continuation { page, given })
    }

    /// Whether the list would be resumed at the page in hand, although all its rows were given.
    fn stays(&self) -> bool {
        self.position.is_some() && self.pages.position() == self.position
    }

    /// Forgets the rows of a page that is done.
    fn turn_over(&mut self) {
        if self.page.len() == 0 && !self.stays() {
            self.before.clear();
        }
    }
}

impl<P: Page> Stream for Items<P> {
    type Item = Result<P::Item>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let items = self.get_mut();
        loop {
            if let Some(item) = items.page.next() {
                items.given += 1;
                items.turn_over();
                return Poll::Ready(Some(Ok(item)));
            }
            let position = items.pages.position();
            match ready!(Pin::new(&mut items.pages).poll_next(context)) {
                Some(Ok(page)) => {
                    items.position = position;
                    items.page = ungiven(page.into_items(), &items.before).into_iter();
                    items.given = 0;
                    items.turn_over();
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<P: Page> Unpin for Items<P> {}
