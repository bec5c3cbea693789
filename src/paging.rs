//! Lists that come in pages, as streams.
//!
//! ```text
//! builder ─► Call (template) ─► Pages ──► Items
//!                                 │ ▲
//!                     task: fetch │ │ page, and where the next one is
//!                                 ▼ │
//!                        Call at a Position ─► pipeline
//! ```
//!
//! Where the next page is, the page itself says: by a link, which is followed as it stands against
//! the API's own host, or by a cursor, which goes back as a query parameter. While a page is with
//! the caller, a task fetches the next one; at most those two, with their text, are in memory. Of a
//! page that is cut short, `continuation` remembers which rows were given. A list ends where a page
//! names no next one, and nowhere else: `trail` tells a list that goes in a circle or on without
//! rows, and `unreadable` where the next page is behind one that can't be read.

mod continuation;
mod trail;
mod unreadable;

pub use continuation::Continuation;
pub(crate) use unreadable::Unreadable;

use crate::client::{Client, runtime};
use crate::error::{Error, ErrorKind, Result};
use crate::model::Document;
use crate::transport::answer::read;
use crate::transport::call::Call;
use bytes::Bytes;
use continuation::{fingerprints, ungiven};
use futures_core::Stream;
use serde::{Deserialize, Serialize};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::task::JoinHandle;
use tracing::Instrument;
use trail::{Stray, Trail};

/// A page of a list.
///
/// Implemented by the generated types that are one, and by no others; see the methods `stream` and
/// `pages` of the builders in [`builder`](crate::builder).
pub trait Page: Document {
    /// What the list is of.
    type Item: Serialize;

    /// The name of the member that has the rows.
    #[doc(hidden)]
    const ITEMS: &'static str;
    /// Whether the next page is behind a cursor, and not behind a link.
    #[doc(hidden)]
    const BY_CURSOR: bool;

    /// Where the page after this one is; `None` on the last page.
    fn next(&self) -> Option<Position>;

    /// The rows of the page.
    fn items(&self) -> &[Self::Item];

    /// The same, taken out.
    fn into_items(self) -> Vec<Self::Item>;
}

/// Where a page of a list is.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Position {
    /// The first one.
    First,
    /// Behind a link of the API.
    Link(String),
    /// At a cursor, sent as the query parameter `next`.
    Cursor(String),
}

/// A link or cursor repeats the filters of the list, which can name people.
impl std::fmt::Debug for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::First => "First",
            Self::Link(_) => "Link(…)",
            Self::Cursor(_) => "Cursor(…)",
        })
    }
}

/// The pages of a list, fetched one ahead; made by `pages` of a builder.
///
/// A page that cannot be had ends the stream with the error; [`continuation`](Self::continuation)
/// then says where to go on, and [`Error::next_page`] where behind a page that can't be read. The
/// stream ends where a page names no next one. It is an error if a page names one that was there
/// before, or if 100 pages in a row have no rows. While the server is still putting a page together
/// (202), it is asked again, for 5 minutes at most and no longer than a
/// [call may take](crate::ClientBuilder::call_timeout). Dropping the stream abandons the page that is
/// on its way; nothing else happens.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<P> {
    client: Client,
    template: Option<Result<Arc<Call>>>,
    state: State<P>,
    trail: Trail,
    /// The text of the page given last.
    text: Bytes,
}

enum State<P> {
    /// Nothing is on its way yet.
    Waiting(Position),
    Fetching(Position, Fetch<P>),
    /// What a page says of the next one is not followed. The list can be resumed at the position.
    Astray(Position, Stray),
    Failed(Position),
    Done,
}

impl<P> std::fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

/// A page on its way, in a task that ends with this.
struct Fetch<P>(JoinHandle<Result<(P, Bytes)>>);

impl<P> Drop for Fetch<P> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<P: Page> Pages<P> {
    pub(crate) fn new(client: &Client, call: Result<Call>, from: Option<Continuation>) -> Self {
        let from = from.unwrap_or_else(|| Continuation::at(Position::First));
        let mut pages = Self {
            client: client.clone(),
            template: Some(call.map(Arc::new)),
            state: State::Waiting(from.page.clone()),
            trail: Trail::default(),
            text: Bytes::new(),
        };
        for position in [Position::First, from.page] {
            let address = pages.address(&position);
            pages.trail.begin(&address);
        }
        pages
    }

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

    /// Where the next page is that the stream has not given yet; `None` after the last one.
    pub fn continuation(&self) -> Option<Continuation> {
        self.position().map(Continuation::at)
    }

    fn position(&self) -> Option<Position> {
        match &self.state {
            State::Waiting(position)
            | State::Fetching(position, _)
            | State::Astray(position, _)
            | State::Failed(position) => Some(position.clone()),
            State::Done => None,
        }
    }

    /// Where a page is asked for, whatever its position is called; the position itself where that
    /// can't be told.
    fn address(&self, position: &Position) -> std::result::Result<String, Position> {
        let template = self.template.as_ref().and_then(|call| call.as_ref().ok());
        let call = template.map(|template| template.at(position));
        let url = call.and_then(|call| self.client.url(&call.target).ok());
        url.map(String::from).ok_or_else(|| position.clone())
    }

    /// Says of an error which operation it is about.
    fn named(&self, error: Error) -> Error {
        match &self.template {
            Some(Ok(template)) => error.with_operation(template.operation),
            _ => error,
        }
    }

    /// What comes after a page.
    fn after(&mut self, page: &P, position: Position) -> State<P> {
        let Some(next) = page.next() else {
            return State::Done;
        };
        let address = self.address(&next);
        match self.trail.follow(page.items().is_empty(), &address) {
            // What keeps the next fetch from starting is said when it is asked for.
            Ok(()) => match self.fetch(&next) {
                Ok(fetch) => State::Fetching(next, fetch),
                Err(_) => State::Waiting(next),
            },
            // Asked again, the page may name another one.
            Err(Stray::Circle) => State::Astray(position, Stray::Circle),
            Err(Stray::Empty) => State::Astray(next, Stray::Empty),
        }
    }

    fn fetch(&mut self, position: &Position) -> Result<Fetch<P>> {
        let template = match self.template.as_ref() {
            Some(Ok(template)) => Arc::clone(template),
            _ => match self.template.take() {
                Some(Err(error)) => return Err(error),
                _ => return Err(Error::invalid_request("the list cannot be asked for")),
            },
        };
        let runtime = runtime()?;
        let call = template.at(position);
        let client = self.client.clone();
        // The requests belong to whatever the caller traces, although a task makes them.
        let fetching = async move { client.page_and_text(call).await }.in_current_span();
        Ok(Fetch(runtime.spawn(fetching)))
    }
}

impl<P: Page> Stream for Pages<P> {
    type Item = Result<P>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let pages = self.get_mut();
        loop {
            let (position, fetched) = match &mut pages.state {
                State::Waiting(position) => {
                    let position = position.clone();
                    match pages.fetch(&position) {
                        Ok(fetch) => {
                            pages.state = State::Fetching(position, fetch);
                            continue;
                        }
                        Err(error) => (position, Err(error)),
                    }
                }
                State::Fetching(position, fetch) => {
                    let fetched = ready!(Pin::new(&mut fetch.0).poll(context));
                    let cut_off =
                        |_| Error::new(ErrorKind::Transport, "the fetching task was cut off");
                    (
                        position.clone(),
                        fetched.map_err(cut_off).and_then(|fetched| fetched),
                    )
                }
                State::Astray(position, stray) => {
                    let error = stray.error();
                    (position.clone(), Err(pages.named(error)))
                }
                State::Failed(_) | State::Done => return Poll::Ready(None),
            };
            let (page, text) = match fetched {
                Ok(fetched) => fetched,
                Err(error) => {
                    pages.state = State::Failed(position);
                    return Poll::Ready(Some(Err(error)));
                }
            };
            pages.text = text;
            pages.state = pages.after(&page, position);
            return Poll::Ready(Some(Ok(page)));
        }
    }
}

impl<P> Unpin for Pages<P> {}

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
        // The rows are with the caller; the text of the page tells them once more.
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

impl Call {
    /// The same call for another page of its list.
    pub(crate) fn at(&self, position: &Position) -> Self {
        let mut call = self.again();
        match position {
            Position::First => {}
            Position::Link(link) => call.set_link(link),
            Position::Cursor(cursor) => call.set_cursor(cursor),
        }
        call
    }
}
