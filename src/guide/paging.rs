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
//! # Syncing two systems
//!
//! Take over what changed at the server first, opt-outs included, then send your own changes: an
//! import with old data can undo an opt-out from a list.
//!
//! ```no_run
//! # use constant_contact::chrono::{DateTime, Duration, Utc};
//! # async fn f(
//! #     client: &constant_contact::Client,
//! #     start_of_last_run: DateTime<Utc>,
//! # ) -> constant_contact::Result<()> {
//! use constant_contact::types::ContactStatus;
//! use futures_util::TryStreamExt;
//!
//! // Clocks differ a little; what comes twice does no harm.
//! let since = start_of_last_run - Duration::minutes(5);
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
//! Deleted contacts are listed only with the status `all` or `deleted`. Keep the time at which a run
//! began, and let the next one ask from there once this one is through: what changes while a list is
//! read can move from a page that is still to come to one that was given.
//!
//! # When a page fails, or the process ends
//!
//! The stream ends with the error, after the retries of any call. A [`Continuation`] says where to go
//! on; it can be stored and used by another process. Page by page it is simplest:
//!
//! ```no_run
//! # async fn f(client: &constant_contact::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use constant_contact::Page;
//! use futures_util::TryStreamExt;
//!
//! let call = client.get_all_contacts().limit(500);
//! let mut pages = match std::fs::read("sync.json") {
//!     Ok(stored) => call.pages_from(serde_json::from_slice(&stored)?),
//!     Err(_) => call.pages(),
//! };
//! while let Some(page) = pages.try_next().await? {
//!     for contact in page.into_items() {
//!         println!("{:?}", contact.contact_id); // stored for good here
//!     }
//!     match pages.continuation() {
//!         Some(next) => std::fs::write("sync.json", serde_json::to_vec(&next)?)?,
//!         None => std::fs::remove_file("sync.json").unwrap_or_default(),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A list by segment that the server is still putting together is asked for again, for up to five
//! minutes.
//!
//! [`Continuation`]: crate::Continuation
