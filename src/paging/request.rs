//! The pages of a list for which the client has no method.

use super::continuation::Continuation;
use super::items::Items;
use super::page::Page;
use super::pages::Pages;
use crate::client::Request;

/// # Lists
impl Request {
    /// Streams the rows of all pages. Each page is fetched while the caller handles the one before.
    ///
    /// The type of the pages is the caller's: see [`Page`]. The method must be GET. Nothing is sent before the
    /// stream is polled; dropping the stream stops it.
    pub fn stream<P: Page>(self) -> Items<P> {
        let (client, call) = self.into_list();
        Items::new(client, call, None)
    }

    /// Like [`stream`](Self::stream), from where an earlier stream of this list stopped.
    pub fn stream_from<P: Page>(self, continuation: Continuation) -> Items<P> {
        let (client, call) = self.into_list();
        Items::new(client, call, Some(continuation))
    }

    /// Streams all pages. Each page is fetched while the caller handles the one before.
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
