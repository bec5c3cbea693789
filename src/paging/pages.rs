//! The pages of a list as a stream.

use super::continuation::Continuation;
use super::page::{Page, PagePosition};
use super::visited::{EndlessList, VisitedPages};
use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::transport::answer::Answer;
use crate::transport::call::Call;
use crate::transport::runtime::runtime;
use crate::transport::task::Task;
use futures_core::Stream;
use reqwest::Url;
use reqwest::header::HeaderMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tracing::Instrument;

/// A stream of the pages of a list, which fetches one page ahead. Created by the `pages` method of a builder.
///
/// If a page cannot be fetched, the stream returns the error and ends. [`continuation`](Self::continuation)
/// is then the position of that page, and [`Error::next_page`] the position after a page that cannot be read.
/// The stream ends after a page that names no next page. It is an error if a page names a page that was
/// visited before or that is not below the base URL, or if 100 pages in a row have no rows. While the server
/// is still preparing a page (202), the stream requests it again, for at most 5 minutes and no longer than a
/// [call may take](crate::ClientBuilder::call_timeout). Dropping the stream cancels the request for the
/// page that is being fetched.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<P> {
    client: Client,
    template: Option<Result<Arc<Call>>>,
    state: State<P>,
    visited: VisitedPages,
    /// The answer that contained the page that was returned last.
    pub(super) answer: Option<Answer>,
}

enum State<P> {
    /// Nothing was requested yet.
    Waiting(PagePosition),
    Fetching(PagePosition, Fetch<P>),
    /// No other page is fetched, for the reason in the error. The list can be resumed at the position.
    Broken(PagePosition, Error),
    Failed(PagePosition),
    Done,
}

impl<P> std::fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

/// A page that is being fetched.
type Fetch<P> = Task<Result<(P, Answer)>>;

impl<P: Page> Pages<P> {
    pub(crate) fn new(client: Client, call: Result<Call>, from: Option<Continuation>) -> Self {
        let from = from.unwrap_or_else(|| Continuation::at(PagePosition::First));
        let mut pages = Self {
            client,
            template: Some(call.map(Arc::new)),
            state: State::Waiting(from.page.clone()),
            visited: VisitedPages::default(),
            answer: None,
        };
        for position in [PagePosition::First, from.page] {
            // A position without a URL fails when it is requested.
            if let Ok(url) = pages.url(&position) {
                pages.visited.visit(&url);
            }
        }
        pages
    }

    /// The position of the next page that the stream has not returned yet; `None` after the last page.
    pub fn continuation(&self) -> Option<Continuation> {
        self.position().map(Continuation::at)
    }

    /// The headers of the answer that contained the page that was returned last.
    pub(crate) fn headers(&self) -> Option<&HeaderMap> {
        self.answer.as_ref().map(|answer| &answer.headers)
    }

    pub(super) fn position(&self) -> Option<PagePosition> {
        match &self.state {
            State::Waiting(position)
            | State::Fetching(position, _)
            | State::Broken(position, _)
            | State::Failed(position) => Some(position.clone()),
            State::Done => None,
        }
    }

    /// The URL of a page, which is the same for all forms of its position; `None` if the list cannot be
    /// requested at all.
    fn url(&self, position: &PagePosition) -> Result<Option<Url>> {
        match &self.template {
            Some(Ok(template)) => self.client.url(&template.at(position).target).map(Some),
            _ => Ok(None),
        }
    }

    /// The state after the page at a position was returned.
    fn after(&mut self, page: &P, answer: &Answer, position: PagePosition) -> State<P> {
        let Some(next) = page.next().filter(|next| !next.is_empty()) else {
            return State::Done;
        };
        let url = match self.url(&next) {
            Ok(url) => url,
            // The position is that of this page: requested again, it may name another page.
            Err(error) => return State::Broken(position, answer.describe(error)),
        };
        match self.visited.follow(page.items().is_empty(), &url) {
            // If the next fetch cannot start, its error is returned when that page is polled.
            Ok(()) => match self.fetch(&next) {
                Ok(fetch) => State::Fetching(next, fetch),
                Err(_) => State::Waiting(next),
            },
            Err(endless) => {
                let error = Error::new(ErrorKind::Decode, endless.message());
                let position = match endless {
                    EndlessList::Cycle => position,
                    EndlessList::Empty => next,
                };
                State::Broken(position, answer.describe(error))
            }
        }
    }

    fn fetch(&mut self, position: &PagePosition) -> Result<Fetch<P>> {
        let template = match self.template.as_ref() {
            Some(Ok(template)) => Arc::clone(template),
            _ => match self.template.take() {
                Some(Err(error)) => return Err(error),
                _ => return Err(Error::invalid_request("the list cannot be requested")),
            },
        };
        let runtime = runtime()?;
        let call = template.at(position);
        let fetching = self.client.clone().page_and_answer(call);
        // The requests belong to the caller's span, although a task makes them.
        Ok(Task::start(&runtime, Box::pin(fetching.in_current_span())))
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
                    let fetched = ready!(Pin::new(fetch).poll(context));
                    let cancelled = || {
                        Err(Error::new(
                            ErrorKind::Transport,
                            "the task that fetches the page was cancelled",
                        ))
                    };
                    (position.clone(), fetched.unwrap_or_else(cancelled))
                }
                State::Broken(..) => match std::mem::replace(&mut pages.state, State::Done) {
                    State::Broken(position, error) => (position, Err(error)),
                    _ => return Poll::Ready(None),
                },
                State::Failed(_) | State::Done => return Poll::Ready(None),
            };
            let (page, answer) = match fetched {
                Ok(fetched) => fetched,
                Err(error) => {
                    pages.state = State::Failed(position);
                    return Poll::Ready(Some(Err(error)));
                }
            };
            pages.state = pages.after(&page, &answer, position);
            pages.answer = Some(answer);
            return Poll::Ready(Some(Ok(page)));
        }
    }
}

impl<P> Unpin for Pages<P> {}
