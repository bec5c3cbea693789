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
//! A page says where the next one is: by a link, which is followed below the base URL, or by a cursor,
//! which is sent as a query parameter. While the caller has a page, a task fetches the next one; at most
//! these two are in memory, with their text. For a page of which only some rows were given,
//! `continuation` remembers which. A list ends where a page
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
