//! Where a list continues after a page that cannot be read. One invalid value must not make the later pages
//! unavailable, so the position of the next page is searched for in the part of the text that can be read.

use super::continuation::Continuation;
use super::page::PagePosition;
use crate::error::{Error, decode, repaired};
use crate::model::Link;
use serde_json::Value;
use std::fmt;

/// Where a list continues after a page that cannot be read.
#[derive(Debug)]
pub(crate) struct Unreadable(Continuation);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the list continues after this page")
    }
}

impl std::error::Error for Unreadable {}

impl Unreadable {
    /// The position after the page with this text, if the text contains it.
    pub fn after(body: &[u8]) -> Option<Self> {
        let text = repaired(&decode(body));
        next(&text).map(Continuation::at).map(Self)
    }
}

impl Error {
    /// Where a list continues after a page that could not be read, if the text of the page shows it.
    ///
    /// ```no_run
    /// # #[cfg(feature = "contacts")]
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use futures_util::TryStreamExt;
    ///
    /// let mut contacts = client.get_all_contacts().limit(500).stream();
    /// loop {
    ///     match contacts.try_next().await {
    ///         Ok(Some(contact)) => println!("{:?}", contact.contact_id),
    ///         Ok(None) => break,
    ///         Err(error) => {
    ///             let Some(rest) = error.next_page().cloned() else {
    ///                 return Err(error);
    ///             };
    ///             // The rows of this page are missing: its text is in `error.body()`.
    ///             eprintln!("{error}");
    ///             contacts = client.get_all_contacts().limit(500).stream_from(rest);
    ///         }
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// `None` for all other errors, and if the text names no next page: it may have been the last one.
    /// The `continuation` of a stream, in contrast, is the position of the unreadable page itself.
    pub fn next_page(&self) -> Option<&Continuation> {
        let source = std::error::Error::source(self)?;
        source.downcast_ref().map(|Unreadable(next)| next)
    }
}

/// The position of the next page in the text of a page: its cursor, or otherwise its link.
fn next(text: &str) -> Option<PagePosition> {
    match serde_json::from_str::<Value>(text) {
        Ok(page) => cursor(&page["next_cursor"]).or_else(|| link(&page["_links"])),
        Err(_) => {
            let cursor = member(text, "\"next_cursor\"", cursor);
            cursor.or_else(|| member(text, "\"_links\"", link))
        }
    }
}

fn cursor(value: &Value) -> Option<PagePosition> {
    let cursor = value.as_str().filter(|cursor| !cursor.is_empty())?;
    Some(PagePosition::Cursor(cursor.to_owned()))
}

fn link(links: &Value) -> Option<PagePosition> {
    let next = Link::from_json(links.get("next")?);
    let href = next.href.filter(|href| !href.is_empty())?;
    Some(PagePosition::Link(href))
}

/// The position in a member of the page, in a text that is broken somewhere else. Rows can have a member
/// of the same name: the member of the page is before or after all of them.
fn member(
    text: &str,
    name: &str,
    read: fn(&Value) -> Option<PagePosition>,
) -> Option<PagePosition> {
    let places = [text.find(name)?, text.rfind(name)?];
    places.into_iter().find_map(|place| {
        let value = text.get(place + name.len()..)?.trim_start();
        let value = value.strip_prefix(':')?;
        let mut values = serde_json::Deserializer::from_slice(value.as_bytes()).into_iter();
        read(&values.next()?.ok()?)
    })
}

#[cfg(test)]
mod tests;
