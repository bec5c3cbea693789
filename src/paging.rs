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
//! page that is cut short, `continuation` remembers which rows were given.

mod continuation;

pub use continuation::Continuation;

use crate::call::Call;
use crate::client::{Client, runtime};
use crate::error::{Error, ErrorKind, Result};
use bytes::Bytes;
use continuation::{fingerprints, ungiven};
use futures_core::Stream;
use reqwest::StatusCode;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::future::Future;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use tracing::Instrument;

/// How long to go on asking for a page that the server is still putting together.
const PENDING_LIMIT: Duration = Duration::from_secs(300);
const FIRST_PENDING_WAIT: Duration = Duration::from_secs(2);
const LONGEST_PENDING_WAIT: Duration = Duration::from_secs(30);

/// A page of a list.
///
/// Implemented by the generated types that are one; see the methods `stream` and `pages` of the
/// builders in [`builder`](crate::builder).
pub trait Page: DeserializeOwned + Send + 'static {
    /// What the list is of.
    type Item: Serialize;

    /// Where the page after this one is; `None` on the last page.
    fn next(&self) -> Option<Position>;

    /// The rows of the page.
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
/// then says where to go on. The stream ends where a page names no next one, or one that was
/// there before. Dropping it abandons the page that is on its way; nothing else happens.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<P> {
    client: Client,
    template: Option<Result<Arc<Call>>>,
    state: State<P>,
    seen: HashSet<u64>,
    /// The text of the page given last.
    text: Bytes,
}

enum State<P> {
    /// Nothing is on its way yet.
    Waiting(Position),
    Fetching(Position, Fetch<P>),
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
        Self {
            client: client.clone(),
            template: Some(call.map(Arc::new)),
            state: State::Waiting(from.page),
            seen: HashSet::new(),
            text: Bytes::new(),
        }
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
            State::Waiting(position) | State::Fetching(position, _) | State::Failed(position) => {
                Some(position.clone())
            }
            State::Done => None,
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
        // The requests belong to whatever the caller traces, although a task makes them.
        let fetching = fetch(self.client.clone(), call).in_current_span();
        Ok(Fetch(runtime.spawn(fetching)))
    }

    /// The page after `page`, unless there is none or it was there before.
    fn after(&mut self, page: &P) -> Option<Position> {
        let next = page.next()?;
        let mut hasher = DefaultHasher::new();
        next.hash(&mut hasher);
        self.seen.insert(hasher.finish()).then_some(next)
    }
}

/// One page; where the server is still putting it together (202), asks again.
async fn fetch<P: Page>(client: Client, call: Call) -> Result<(P, Bytes)> {
    let begun = Instant::now();
    let mut wait = FIRST_PENDING_WAIT;
    loop {
        let (answer, text) = client.json_and_text::<P>(call.at(&Position::First)).await?;
        if answer.status() != StatusCode::ACCEPTED {
            return Ok((answer.into_inner(), text));
        }
        if begun.elapsed() + wait > PENDING_LIMIT {
            let message = "the server was still putting the list together; ask again later";
            return Err(Error::new(ErrorKind::Timeout, message).with_operation(call.operation));
        }
        sleep(wait).await;
        wait = (wait + wait / 2).min(LONGEST_PENDING_WAIT);
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
            pages.state = match pages.after(&page) {
                None => State::Done,
                // What keeps the next fetch from starting is said when it is asked for.
                Some(next) => match pages.fetch(&next) {
                    Ok(fetch) => State::Fetching(next, fetch),
                    Err(_) => State::Waiting(next),
                },
            };
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
        if self.page.len() == 0 {
            return Some(Continuation {
                given: self.before.clone(),
                ..self.pages.continuation()?
            });
        }
        let page = self.position.clone()?;
        let mut given = self.before.clone();
        // The rows are with the caller; the text of the page tells them once more.
        if let Ok(read) = serde_json::from_slice::<P>(&self.pages.text) {
            let rows = ungiven(read.into_items(), &self.before);
            given.extend(fingerprints(&rows[..self.given.min(rows.len())]));
        }
        Some(Continuation { page, given })
    }
}

impl<P: Page> Stream for Items<P> {
    type Item = Result<P::Item>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let items = self.get_mut();
        loop {
            if let Some(item) = items.page.next() {
                items.given += 1;
                if items.page.len() == 0 {
                    items.before.clear();
                }
                return Poll::Ready(Some(Ok(item)));
            }
            let position = items.pages.position();
            match ready!(Pin::new(&mut items.pages).poll_next(context)) {
                Some(Ok(page)) => {
                    items.position = position;
                    items.page = ungiven(page.into_items(), &items.before).into_iter();
                    items.given = 0;
                    if items.page.len() == 0 {
                        items.before.clear();
                    }
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
