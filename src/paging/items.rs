//! The rows of a list as a stream.

use super::continuation::{Continuation, fingerprints, skip_given};
use super::page::{Page, Position};
use super::pages::Pages;
use crate::client::Client;
use crate::error::Result;
use crate::transport::call::Call;
use crate::transport::read::read;
use futures_core::Stream;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// A stream of the rows of a list, page after page. Created by the `stream` method of a builder.
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
/// See [`Pages`] for how the stream ends and how to go on after an error, and [`Continuation`] for which rows
/// a resumed list returns.
#[must_use = "streams do nothing unless polled"]
pub struct Items<P: Page> {
    pages: Pages<P>,
    /// The position of the current page.
    position: Option<Position>,
    page: std::vec::IntoIter<P::Item>,
    /// How many of these rows were returned.
    given: usize,
    /// The fingerprints of rows of the current page that were returned before this stream; of the next page
    /// while there is no current one.
    given_before: Vec<u64>,
}

impl<P: Page> std::fmt::Debug for Items<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}

impl<P: Page> Pages<P> {
    /// Converts this into a stream of the rows of all pages.
    pub fn items(self) -> Items<P> {
        Items {
            position: self.position(),
            pages: self,
            page: Vec::new().into_iter(),
            given: 0,
            given_before: Vec::new(),
        }
    }
}

impl<P: Page> Items<P> {
    pub(crate) fn new(client: Client, call: Result<Call>, from: Option<Continuation>) -> Self {
        let before = from
            .as_ref()
            .map_or_else(Vec::new, |from| from.given.clone());
        Items {
            given_before: before,
            ..Pages::new(client, call, from).items()
        }
    }

    /// Where to resume after the last row that the stream has returned; `None` at the end.
    pub fn continuation(&self) -> Option<Continuation> {
        if self.page.len() == 0 && !self.resumes_at_current_page() {
            return Some(Continuation {
                given: self.given_before.clone(),
                ..self.pages.continuation()?
            });
        }
        let page = self.position.clone()?;
        let mut given = self.given_before.clone();
        // The rows were moved to the caller, so they are read again from the text of the page.
        if let Some(answer) = &self.pages.answer
            && let Ok(read) = read::<P>(&answer.body)
        {
            let rows = skip_given(read.into_items(), &self.given_before);
            given.extend(fingerprints(&rows[..self.given.min(rows.len())]));
        }
        Some(Continuation { page, given })
    }

    /// Whether the list would be resumed at the current page, although all its rows were returned.
    fn resumes_at_current_page(&self) -> bool {
        self.position.is_some() && self.pages.position() == self.position
    }

    /// Clears the fingerprints when the current page is finished.
    fn clear_if_finished(&mut self) {
        if self.page.len() == 0 && !self.resumes_at_current_page() {
            self.given_before.clear();
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
                items.clear_if_finished();
                return Poll::Ready(Some(Ok(item)));
            }
            let position = items.pages.position();
            match ready!(Pin::new(&mut items.pages).poll_next(context)) {
                Some(Ok(page)) => {
                    items.position = position;
                    items.page = skip_given(page.into_items(), &items.given_before).into_iter();
                    items.given = 0;
                    items.clear_if_finished();
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<P: Page> Unpin for Items<P> {}
