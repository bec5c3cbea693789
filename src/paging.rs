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
//! names no next one, and nowhere else: `visited` finds a list that goes in a circle or on without
//! rows, and `unreadable` the page after one that can't be read.

mod continuation;
mod items;
mod page;
mod pages;
mod read;
mod unreadable;
mod visited;

pub use continuation::Continuation;
pub use items::Items;
pub use page::{Page, Position};
pub use pages::Pages;
