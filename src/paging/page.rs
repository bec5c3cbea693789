//! A page of a list, and its position.

use crate::model::Document;
use crate::transport::call::Call;
use serde::{Deserialize, Serialize};

/// A page of a list.
///
/// Only the generated types that are pages implement this trait; see the methods `stream` and
/// `pages` of the builders in [`builder`](crate::builder).
pub trait Page: Document {
    /// The type of the rows.
    type Item: Serialize;

    /// The name of the member that has the rows.
    #[doc(hidden)]
    const ITEMS: &'static str;
    /// Whether a page has a cursor for the next page, and not a link.
    #[doc(hidden)]
    const BY_CURSOR: bool;

    /// The position of the next page; `None` on the last page.
    fn next(&self) -> Option<Position>;

    /// The rows of the page.
    fn items(&self) -> &[Self::Item];

    /// Converts the page into its rows.
    fn into_items(self) -> Vec<Self::Item>;
}

/// The position of a page in a list.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Position {
    /// The first page.
    First,
    /// The page at a link of the API.
    Link(String),
    /// The page at a cursor, which is sent as the query parameter `next`.
    Cursor(String),
}

/// Leaves out links and cursors: they contain the filters of the list, which can name people.
impl std::fmt::Debug for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::First => "First",
            Self::Link(_) => "Link(…)",
            Self::Cursor(_) => "Cursor(…)",
        })
    }
}

impl Call {
    /// The same call for another page of its list.
    pub(crate) fn at(&self, position: &Position) -> Self {
        let mut call = self.without_body();
        match position {
            Position::First => {}
            Position::Link(link) => call.set_link(link),
            Position::Cursor(cursor) => call.set_cursor(cursor),
        }
        call
    }
}
