//! A page of a list, and its position.

use crate::transport::call::Call;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A page of a list.
///
/// The types of the API that are pages implement this trait. Implement it for a type of your own to read a
/// list that this version of the crate has no method for, with [`Client::request`](crate::Client::request):
///
/// ```no_run
/// # #[cfg(feature = "contact-lists")]
/// # mod example {
/// use constant_contact::http::Method;
/// use constant_contact::types::PageLinks;
/// use constant_contact::{Client, Page, Position, Result};
/// use futures_util::TryStreamExt;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Deserialize)]
/// struct Workflows {
///     workflows: Vec<Workflow>,
///     #[serde(rename = "_links")]
///     links: Option<PageLinks>,
/// }
///
/// #[derive(Deserialize, Serialize)]
/// struct Workflow {
///     name: String,
/// }
///
/// impl Page for Workflows {
///     type Item = Workflow;
///
///     const ITEMS: &'static str = "workflows";
///
///     fn items(&self) -> &[Workflow] {
///         &self.workflows
///     }
///
///     fn into_items(self) -> Vec<Workflow> {
///         self.workflows
///     }
///
///     fn next(&self) -> Option<Position> {
///         let next = self.links.as_ref()?.next.as_ref()?;
///         Some(Position::Link(next.href.clone()?))
///     }
/// }
///
/// async fn print_all(client: &Client) -> Result<()> {
///     let request = client.request(Method::GET, "/automations/workflows");
///     let mut workflows = request.query("limit", "50").stream::<Workflows>();
///     while let Some(workflow) = workflows.try_next().await? {
///         println!("{}", workflow.name);
///     }
///     Ok(())
/// }
/// # }
/// ```
///
/// The trait is also a bound: a function that takes the stream of any list takes `Items<P>`, where `P: Page`.
///
/// An answer without the member [`ITEMS`](Self::ITEMS) does not count as the end of a list. It is an error of
/// the kind [`Decode`](crate::ErrorKind::Decode), even if the type accepts it, and so is an empty page with the
/// members of an error. [`Pages`](crate::Pages) lists the other errors.
pub trait Page: DeserializeOwned + Send + 'static {
    /// The type of the rows.
    ///
    /// A [`Continuation`](crate::Continuation) recognises rows that were returned by a hash of their JSON.
    type Item: Serialize + Send + 'static;

    /// The name of the JSON member that has the rows.
    const ITEMS: &'static str;

    /// The rows of the page.
    fn items(&self) -> &[Self::Item];

    /// Converts the page into its rows.
    fn into_items(self) -> Vec<Self::Item>;

    /// The position of the next page; `None` on the last page.
    fn next(&self) -> Option<Position>;
}

/// The position of a page in a list.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Position {
    /// The first page.
    First,
    /// The page at a link, as the API writes it in `_links.next.href`. It is followed below the base URL only.
    Link(String),
    /// The page at a cursor, which is sent as the query parameter `next`.
    Cursor(String),
}

impl Position {
    /// Whether there is no such page: the last page of some lists has an empty link or cursor.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::First => false,
            Self::Link(text) | Self::Cursor(text) => text.is_empty(),
        }
    }
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
