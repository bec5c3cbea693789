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
//! import with old data can undo an opt-out from a list.
//!
//! [`Client::contact_changes`](crate::Client::contact_changes) streams what changed, opted out or was deleted since a
//! checkpoint, each contact once. Store its checkpoint after each contact that you have handled: then a sync resumes
//! after a crash. Its first run reads everything.
//!
//! ```no_run
//! use constant_contact::types::ContactInclude;
//! use constant_contact::{Client, ContactChange, ContactCheckpoint};
//! use futures_util::TryStreamExt;
//!
//! async fn pull(client: &Client, checkpoint: Option<ContactCheckpoint>) -> constant_contact::Result<ContactCheckpoint> {
//!     let mut changes = client
//!         .contact_changes(checkpoint)
//!         // What is not named here comes back empty, even if the contact has it.
//!         .include([ContactInclude::ListMemberships, ContactInclude::CustomFields])
//!         .stream();
//!     while let Some(change) = changes.try_next().await? {
//!         // Into your own database, with `changes.checkpoint()` in the same transaction.
//!         let is_deleted = matches!(change, ContactChange::Deleted(_));
//!         println!("{:?} deleted: {is_deleted}", change.contact().contact_id);
//!     }
//!     Ok(changes.checkpoint())
//! }
//! ```
//!
//! It reads up to three lists, because none of them has everything:
//!
//! - `updated_after` misses opt-outs, which change the email address and not the contact;
//! - `optout_after` has these;
//! - whether a deletion counts as a change is not documented, so it lists the contacts with the status `deleted`, and
//!   compares their `deleted_at`.
//!
//! The next run asks for changes since the start of this one, not since its end: a contact that changes while a list
//! is read can move from a later page to one that was already read. It also reaches back by a few minutes, because the
//! server may list a change late.
//!
//! It is not documented whether a change of a contact's lists, tags or custom fields counts as a change of the
//! contact. Where these matter, read everything now and then, as in the first run:
//! [`ContactCheckpoint::start`](crate::ContactCheckpoint::start).
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
