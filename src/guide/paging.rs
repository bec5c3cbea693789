//! Reading whole lists.
//!
//! Every operation that answers in pages has, beside `send`, the methods `stream` (the rows of all
//! pages) and `pages`. The next page is fetched while the one before is with the caller.
//!
//! ```no_run
//! # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
//! use futures_util::TryStreamExt;
//!
//! let mut lists = client.get_all_lists().limit(500).stream();
//! while let Some(list) = lists.try_next().await? {
//!     println!("{:?}", list.name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Set `limit` to the most that the operation takes: each page is a request, and a day has 10,000.
//!
//! # Keeping two systems in step
//!
//! ```no_run
//! # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
//! use chrono::{Duration, Utc};
//! use constant_contact::types::ContactStatus;
//! use futures_util::TryStreamExt;
//!
//! let since = Utc::now() - Duration::days(1);
//! let mut changed = client
//!     .get_all_contacts()
//!     .status([ContactStatus::All])
//!     .updated_after(since)
//!     .limit(500)
//!     .stream();
//! while let Some(contact) = changed.try_next().await? {
//!     println!("{:?} deleted: {}", contact.contact_id, contact.deleted_at.is_some());
//! }
//! // An opt-out does not count as a change of the contact: ask for those by themselves.
//! let mut opted_out = client.get_all_contacts().optout_after(since).limit(500).stream();
//! while let Some(contact) = opted_out.try_next().await? {
//!     println!("{:?} opted out", contact.contact_id);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Deleted contacts are listed only with the status `all` or `deleted`. Take over what changed at
//! the server first, then send your own changes: an import with old data can undo an opt-out from a
//! list.
//!
//! # When a page fails
//!
//! The stream ends with the error. [`Items::continuation`] says where to go on, without losing or
//! repeating a row; it can be stored and used by another process. A list by segment that the server
//! is still putting together is asked for again, for up to five minutes.
//!
//! [`Items::continuation`]: crate::Items::continuation
