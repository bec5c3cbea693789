//! Paging, syncing, and resuming a list that broke off.
//!
//! Every operation that answers in pages has the methods `stream` (the rows of all pages) and `pages`, in
//! addition to `send`. The next page is fetched while the caller works on the current one.
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
//! Set `limit` to the largest value that the operation takes: each page is a request, and a day has
//! 10,000.
//!
//! A stream owns what it needs: it can be returned, stored in a struct, or moved into a task. A function
//! that works with any list takes [`Items<P>`](crate::Items) with `P:` [`Page`](crate::Page). To read a list that
//! this version has no method for, write a page type of your own: [`Page`](crate::Page) has an example.
//!
//! # Syncing two systems
//!
//! First pull the changes of the account, including opt-outs. Then push your own changes, since an
//! import with old data can undo an opt-out from a list. This sync resumes after a crash, because it
//! stores its position after each page. Its first run reads everything:
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
//!     /// The run asks for changes since then; the first run asks for everything.
//!     since: Option<DateTime<Utc>>,
//!     /// When the current run began; the next one asks for changes since then.
//!     started: Option<DateTime<Utc>>,
//!     /// Whether the changes are done and the opt-outs are next.
//!     opt_outs: bool,
//!     /// The next page.
//!     next: Option<Continuation>,
//! }
//!
//! /// Replaces the file as a whole: a crash leaves the old file or the new one.
//! fn store(sync: &Sync) -> std::io::Result<()> {
//!     std::fs::write("sync.json.new", serde_json::to_vec(sync)?)?;
//!     std::fs::rename("sync.json.new", "sync.json")
//! }
//!
//! fn apply(contact: Contact) {
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
//!         // What is not named here comes back empty, even if the contact has it.
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
//!         page.into_items().into_iter().for_each(apply);
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
//! // Clocks differ a little. Applying a contact twice does no harm.
//! store(&Sync { since: Some(started - Duration::minutes(5)), ..Sync::default() })?;
//! # Ok(())
//! # }
//! ```
//!
//! Deleted contacts are listed only with the status `all` or `deleted`. The next run asks for changes
//! since the start of this one, not since its end: a contact that changes while the list is read can move
//! from a later page to one that was already read.
//!
//! It is not documented whether a change of a contact's lists, tags or custom fields counts as a change
//! of the contact. Where these matter, read everything now and then, as in the first run.
//!
//! # When a page fails
//!
//! The page is retried like any other call; then the stream ends with the error. A [`Continuation`] says
//! where to resume. It can be stored and used by another process, with the same operation and the same
//! filters. The client cannot detect other filters: if the page was reached by a link, the link repeats
//! the old ones. It is not documented how long the server accepts such a link. If it refuses one, start
//! the list again.
//!
//! A list ends only at a page that names no next page. Each of these is an error of the kind
//! [`Decode`](crate::ErrorKind::Decode), with the answer in [`Error::body`](crate::Error::body): an error
//! that comes with 200, an empty object, a page without its rows, a page that names an earlier page as
//! the next, and a hundred pages in a row whose lists are empty. So a sync that deletes the contacts that
//! it did not see deletes none of them because of such an answer.
//!
//! If a page cannot be read even after its text was repaired, [`Error::next_page`] says where the list
//! continues after it, if the text shows that.
//!
//! While the server is still preparing the list of a segment (202), the page is requested again, for up
//! to five minutes.
//!
//! [`Continuation`]: crate::Continuation
//! [`Error::next_page`]: crate::Error::next_page
