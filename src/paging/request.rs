//! Streams of lists for which the client has no method.

use super::continuation::Continuation;
use super::items::Items;
use super::page::Page;
use super::pages::Pages;
use crate::client::Request;

/// # Lists
impl Request {
    /// Streams the rows of all pages. Each page is fetched while the caller handles the previous one.
    ///
    /// `P` is a page type of your own: see [`Page`]. The method must be GET. Nothing is sent before the
    /// stream is polled. Dropping the stream cancels the request for the next page.
    pub fn stream<P: Page>(self) -> Items<P> {
        let (client, call) = self.into_list();
        Items::new(client, call, None)
    }

    /// Like [`stream`](Self::stream), from where an earlier stream of this list stopped.
    pub fn stream_from<P: Page>(self, continuation: Continuation) -> Items<P> {
        let (client, call) = self.into_list();
        Items::new(client, call, Some(continuation))
    }

    /// Streams all pages. Each page is fetched while the caller handles the previous one.
    pub fn pages<P: Page>(self) -> Pages<P> {
        let (client, call) = self.into_list();
        Pages::new(client, call, None)
    }

    /// Like [`pages`](Self::pages), from where an earlier stream of this list stopped.
    pub fn pages_from<P: Page>(self, continuation: Continuation) -> Pages<P> {
        let (client, call) = self.into_list();
        Pages::new(client, call, Some(continuation))
    }
}
