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
//! the caller, a task fetches the next one; at most those two are in memory.

use crate::call::{Call, Target};
use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
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
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

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
    type Item;

    /// Where the page after this one is; `None` on the last page.
    fn next(&self) -> Option<Position>;

    /// The rows of the page.
    fn into_items(self) -> Vec<Self::Item>;
}

/// Where a page is.
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

/// Where to go on with a list after an error or in another process.
///
/// ```no_run
/// use constant_contact::Continuation;
/// # #[cfg(feature = "contacts")]
/// # async fn f(client: &constant_contact::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use futures_util::TryStreamExt;
///
/// let mut contacts = client.get_all_contacts().limit(500).stream();
/// while let Some(contact) = contacts.try_next().await? {
///     println!("{:?}", contact.contact_id);
/// }
/// if let Some(continuation) = contacts.continuation() {
///     let stored = serde_json::to_string(&continuation)?;
///     let continuation: Continuation = serde_json::from_str(&stored)?;
///     let rest = client.get_all_contacts().limit(500).stream_from(continuation);
/// #   drop(rest);
/// }
/// # Ok(())
/// # }
/// ```
///
/// It can be stored. Use it with the same operation and the same filters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Continuation {
    page: Position,
    skip: usize,
}

impl Continuation {
    fn first() -> Self {
        Self {
            page: Position::First,
            skip: 0,
        }
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
struct Fetch<P>(JoinHandle<Result<P>>);

impl<P> Drop for Fetch<P> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<P: Page> Pages<P> {
    pub(crate) fn new(client: &Client, call: Result<Call>, from: Option<Continuation>) -> Self {
        let from = from.unwrap_or_else(Continuation::first);
        Self {
            client: client.clone(),
            template: Some(call.map(Arc::new)),
            state: State::Waiting(from.page),
            seen: HashSet::new(),
        }
    }

    /// The stream of the rows of all pages.
    pub fn items(self) -> Items<P> {
        Items {
            position: self.position(),
            pages: self,
            page: Vec::new().into_iter(),
            given: 0,
            skip: 0,
        }
    }

    /// Where the next page is that the stream has not given yet; `None` after the last one.
    pub fn continuation(&self) -> Option<Continuation> {
        self.position().map(|page| Continuation { page, skip: 0 })
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
        let runtime = Handle::try_current()
            .map_err(|_| Error::invalid_request("no tokio runtime: poll the stream within one"))?;
        let call = template.at(position);
        Ok(Fetch(runtime.spawn(fetch(self.client.clone(), call))))
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
async fn fetch<P: Page>(client: Client, call: Call) -> Result<P> {
    let begun = Instant::now();
    let mut wait = FIRST_PENDING_WAIT;
    loop {
        let answer = client.json::<P>(Ok(call.at(&Position::First))).await?;
        if answer.status() != StatusCode::ACCEPTED {
            return Ok(answer.into_inner());
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
            let page = match fetched {
                Ok(page) => page,
                Err(error) => {
                    pages.state = State::Failed(position);
                    return Poll::Ready(Some(Err(error)));
                }
            };
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
/// See [`Pages`] for how it ends and what an error leaves. No row is lost or given twice when the
/// list is taken up again from [`continuation`](Self::continuation).
#[must_use = "streams do nothing unless polled"]
pub struct Items<P: Page> {
    pages: Pages<P>,
    /// Where the page in hand is.
    position: Option<Position>,
    page: std::vec::IntoIter<P::Item>,
    /// How many rows of the page in hand were given.
    given: usize,
    /// How many rows of the first page were given before.
    skip: usize,
}

impl<P: Page> std::fmt::Debug for Items<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}

impl<P: Page> Items<P> {
    pub(crate) fn new(client: &Client, call: Result<Call>, from: Option<Continuation>) -> Self {
        let skip = from.as_ref().map_or(0, |from| from.skip);
        Items {
            skip,
            ..Pages::new(client, call, from).items()
        }
    }

    /// Where to go on after the last row that the stream has given; `None` at the end.
    pub fn continuation(&self) -> Option<Continuation> {
        if self.page.len() > 0 {
            let page = self.position.clone()?;
            return Some(Continuation {
                page,
                skip: self.given,
            });
        }
        let next = self.pages.continuation()?;
        Some(Continuation {
            skip: self.skip,
            ..next
        })
    }
}

impl<P: Page> Stream for Items<P> {
    type Item = Result<P::Item>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let items = self.get_mut();
        loop {
            if let Some(item) = items.page.next() {
                items.given += 1;
                return Poll::Ready(Some(Ok(item)));
            }
            let position = items.pages.position();
            match ready!(Pin::new(&mut items.pages).poll_next(context)) {
                Some(Ok(page)) => {
                    items.position = position;
                    items.page = page.into_items().into_iter();
                    items.given = std::mem::take(&mut items.skip);
                    items.page.by_ref().take(items.given).for_each(drop);
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
            Position::Link(link) => call.target = Target::Link(link.clone()),
            Position::Cursor(cursor) => call.set_cursor(cursor),
        }
        call
    }
}
