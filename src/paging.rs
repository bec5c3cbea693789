//! Lists that come in pages, as streams.
//!
//! ```text
//! builder ─► Call (template) ─► Pages ──► Items
//!                                 │ ▲
//!                     task: fetch │ │ page, and where the next one is
//!                                 ▼ │
//!                        Call at a Position ─► exchange
//! ```
//!
//! A page contains the position of the next one: a link, which is followed below the base URL, or a cursor,
//! which is sent as a query parameter. While the caller uses a page, a task fetches the next one; at most
//! these two are in memory, with their text. If only some rows of a page were returned, `continuation`
//! records which. A list ends only after a page that names no next one: `visited` detects a list that never
//! ends because it returns to an earlier page or has no more rows, and `unreadable` finds the page after one
//! that cannot be read.

mod continuation;
mod items;
mod page;
mod pages;
mod read;
mod request;
mod unreadable;
mod visited;

pub use continuation::Continuation;
pub use items::Items;
pub use page::{Page, Position};
pub use pages::Pages;
