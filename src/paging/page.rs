//! What a page of a list is, and where it is.

use crate::model::Document;
use crate::transport::call::Call;
use serde::{Deserialize, Serialize};

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

/// A link or cursor contains the filters of the list, which can name people.
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
        let mut call = self.again();
        match position {
            Position::First => {}
            Position::Link(link) => call.set_link(link),
            Position::Cursor(cursor) => call.set_cursor(cursor),
        }
        call
    }
}
