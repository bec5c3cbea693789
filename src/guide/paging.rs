//! Paging, syncing, and resuming a list that broke off.
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
//! Take over what changed in the account first, opt-outs included, then send your own changes: an
//! import with old data can undo an opt-out from a list. This sync resumes after a crash, since it
//! notes after each page where it is. Its first run reads everything:
//!
//! ```no_run
//! use constant_contact::chrono::{DateTime, Duration, Utc};
//! use constant_contact::types::{Contact, ContactInclude, ContactStatus};
//! use constant_contact::{Client, Continuation, Page};
//! use futures_util::TryStreamExt;
//! use serde::{Deserialize, Serialize};
//!
//! /// What is stored between pages, and between runs.
//! #[derive(Default, Serialize, Deserialize)]
//! struct Sync {
//!     /// Changes from here on are asked for; in the first run, everything.
//!     since: Option<DateTime<Utc>>,
//!     /// When the run under way began; the next one asks from there.
//!     started: Option<DateTime<Utc>>,
//!     /// Whether the changes are through and the opt-outs are next.
//!     opt_outs: bool,
//!     /// The page that is next.
//!     next: Option<Continuation>,
//! }
//!
//! /// In one piece: a crash leaves the old file or the new one.
//! fn store(sync: &Sync) -> std::io::Result<()> {
//!     std::fs::write("sync.json.new", serde_json::to_vec(sync)?)?;
//!     std::fs::rename("sync.json.new", "sync.json")
//! }
//!
//! fn take_over(contact: Contact) {
//!     println!("{:?}", contact.contact_id); // into your own database
//! }
//!
//! # async fn f(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
//! let mut sync = match std::fs::read("sync.json") {
//!     Ok(stored) => serde_json::from_slice(&stored)?,
//!     Err(error) if error.kind() == std::io::ErrorKind::NotFound => Sync::default(),
//!     Err(error) => return Err(error.into()),
//! };
//! let started = *sync.started.get_or_insert_with(Utc::now);
//! loop {
//!     let call = client
//!         .get_all_contacts()
//!         .status([ContactStatus::All])
//!         // What is not named here comes back empty, whatever the contact has.
//!         .include([ContactInclude::ListMemberships, ContactInclude::CustomFields])
//!         .limit(500);
//!     let call = match sync.since {
//!         None => call,
//!         Some(since) if !sync.opt_outs => call.updated_after(since),
//!         // An opt-out does not count as a change of the contact.
//!         Some(since) => call.optout_after(since),
//!     };
//!     let mut pages = match sync.next.take() {
//!         Some(next) => call.pages_from(next),
//!         None => call.pages(),
//!     };
//!     while let Some(page) = pages.try_next().await? {
//!         page.into_items().into_iter().for_each(take_over);
//!         sync.next = pages.continuation();
//!         if sync.next.is_some() {
//!             store(&sync)?;
//!         }
//!     }
//!     if sync.opt_outs || sync.since.is_none() {
//!         break;
//!     }
//!     sync.opt_outs = true;
//!     store(&sync)?;
//! }
//! // Clocks differ a little; what comes twice is only taken over twice.
//! store(&Sync { since: Some(started - Duration::minutes(5)), ..Sync::default() })?;
//! # Ok(())
//! # }
//! ```
//!
//! Deleted contacts are listed only with the status `all` or `deleted`. The next run asks from the
//! start of this one and not from its end: what changes while a list is read can move from a page that
//! is still to come to one that was given.
//!
//! Whether a change of a contact's lists, tags or custom fields counts as a change of the contact is not
//! documented: where these matter, read everything now and then, as in the first run.
//!
//! # When a page fails
//!
//! The stream ends with the error, after the retries of any call. A [`Continuation`] says where to go
//! on; it can be stored and used by another process, with the same operation and the same filters. The
//! client cannot tell if they are others: where a page was reached by a link, the link repeats the old
//! ones. How long the server takes such a link is not documented: if it refuses one, begin the list anew.
//!
//! A list ends where a page names no next one, and nowhere else. An error that comes with 200, an empty
//! object, a page without its rows, a page that names one before it as the next, a hundred pages in a
//! row without any: each of these is an error of the kind [`Decode`](crate::ErrorKind::Decode), with the
//! answer in [`Error::body`](crate::Error::body). So a sync that deletes whoever it did not see deletes
//! nobody for it.
//!
//! Of a page that can't be read although its text was repaired, [`Error::next_page`] says where the list
//! goes on behind it, if the text shows that.
//!
//! While the server is still putting a list by segment together (202), its page is asked for again, for
//! up to five minutes.
//!
//! [`Continuation`]: crate::Continuation
//! [`Error::next_page`]: crate::Error::next_page
