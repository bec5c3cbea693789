//! The method of the client, and its options.

use super::checkpoint::ContactCheckpoint;
use super::run::Settings;
use super::stream::ContactChangeStream;
use crate::client::Client;
use crate::types::ContactInclude;
use std::time::Duration;

impl Client {
    /// Streams the contacts that changed, opted out or were deleted since a checkpoint.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use constant_contact::types::ContactInclude;
    /// use constant_contact::{ContactChange, ContactCheckpoint};
    /// use futures_util::TryStreamExt;
    ///
    /// /// Replaces the file as a whole: a crash leaves the old file or the new one.
    /// fn store(checkpoint: &ContactCheckpoint) -> std::io::Result<()> {
    ///     std::fs::write("contacts.json.new", serde_json::to_vec(checkpoint)?)?;
    ///     std::fs::rename("contacts.json.new", "contacts.json")
    /// }
    ///
    /// // The first run has no checkpoint, and returns every contact.
    /// let checkpoint: Option<ContactCheckpoint> = match std::fs::read("contacts.json") {
    ///     Ok(stored) => Some(serde_json::from_slice(&stored)?),
    ///     Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
    ///     Err(error) => return Err(error.into()),
    /// };
    /// let changes = client.contact_changes(checkpoint).include([ContactInclude::ListMemberships]);
    /// let mut changes = changes.stream();
    /// while let Some(change) = changes.try_next().await? {
    ///     match change {
    ///         ContactChange::Changed(contact) => println!("save {:?}", contact.contact_id),
    ///         ContactChange::OptedOut(contact) => println!("no mail to {:?}", contact.contact_id),
    ///         ContactChange::Deleted(contact) => println!("remove {:?}", contact.contact_id),
    ///         other => println!("{:?}", other.contact().contact_id),
    ///     }
    ///     store(&changes.checkpoint())?;
    /// }
    /// store(&changes.checkpoint())?;
    /// # Ok(()) }
    /// ```
    ///
    /// One run of the stream returns each contact at most once, and ends. Start the next run with the
    /// [`checkpoint`](ContactChangeStream::checkpoint) of this one, minutes or days later. After an error or a crash,
    /// start with the checkpoint that was stored last: the run then continues where it stopped.
    ///
    /// # What is returned
    ///
    /// A run returns what happened before it began. What happens during the run is returned by it or by the next
    /// one. A run asks for what happened since the first request of the run before it, less an
    /// [`overlap`](ContactChanges::overlap). The time is that of the server, from the header `Date` of its first answer;
    /// without it, that of this machine.
    ///
    /// A contact can be returned again although it has not changed, so make sure that handling a change twice does no
    /// harm:
    ///
    /// - The next run lists again what happened within the overlap, and the deletions of about two days, since the API
    ///   gives only the date of a deletion. The checkpoint has hashes of up to 500 of these contacts: they are
    ///   returned again only if they changed. If there are more, the others are returned again.
    /// - After a crash, the run repeats what was returned after the stored checkpoint. It can also repeat a contact of
    ///   an earlier page that is on a later page too, since the checkpoint lists only the contacts of one page.
    /// - If the server no longer accepts the link in a stored checkpoint (400, 404 or 410), the run requests that list
    ///   from its beginning.
    ///
    /// It is not documented whether a change of a contact's lists, tags or custom fields, or a renewed consent, counts
    /// as a change of the contact. Nor is it documented how the server continues a list that changed between two pages:
    /// if a link counts the contacts before it, a contact that leaves an earlier page hides another one. Where this
    /// matters, make a first run now and then, with [`ContactCheckpoint::start`].
    ///
    /// # Cost
    ///
    /// A page has 500 contacts and is one request. A first run reads all contacts: 2,000 requests for a million. A
    /// later run makes at least three requests: one for each 500 contacts that changed, for each 500 that opted out, and
    /// for each 500 that were ever deleted. If there are many deleted contacts, most runs can leave them out with
    /// [`deletions`](ContactChanges::deletions). In memory, a run has two pages, and up to 40 bytes for each contact that
    /// it has read.
    ///
    /// Sends `GET /contacts`, with the scope `contact_data`. Dropping the stream cancels the request that is in
    /// progress, and loses nothing.
    ///
    /// # Errors
    ///
    /// The stream ends with the first error, which is that of a page: see [`Pages`](crate::Pages).
    #[doc(alias = "sync")]
    #[doc(alias = "delta")]
    pub fn contact_changes(
        &self,
        checkpoint: impl Into<Option<ContactCheckpoint>>,
    ) -> ContactChanges {
        ContactChanges {
            client: self.clone(),
            checkpoint: checkpoint.into().unwrap_or_else(ContactCheckpoint::start),
            include: Vec::new(),
            settings: Settings {
                overlap: Duration::from_secs(300),
                deletions: true,
            },
        }
    }
}

/// The options of a stream of changed contacts. Created by [`Client::contact_changes`].
///
/// ```no_run
/// # fn f(client: &constant_contact::Client) {
/// use constant_contact::types::ContactInclude;
///
/// let changes = client.contact_changes(None).include([ContactInclude::Taggings]).stream();
/// # }
/// ```
#[derive(Clone)]
#[must_use = "nothing is sent before the stream is polled"]
pub struct ContactChanges {
    client: Client,
    checkpoint: ContactCheckpoint,
    include: Vec<ContactInclude>,
    settings: Settings,
}

crate::opaque_debug!(ContactChanges, "ContactChanges");

impl ContactChanges {
    /// Sets what to return with each contact: its lists, custom fields and so on. Default: none of them.
    ///
    /// ```no_run
    /// # fn f(client: &constant_contact::Client) {
    /// use constant_contact::types::ContactInclude;
    ///
    /// let include = [ContactInclude::ListMemberships, ContactInclude::CustomFields];
    /// let changes = client.contact_changes(None).include(include).stream();
    /// # }
    /// ```
    ///
    /// What is not named comes back empty, even if the contact has it: do not store it. A run that continues at a
    /// later page keeps what it began with.
    pub fn include(mut self, value: impl IntoIterator<Item = impl Into<ContactInclude>>) -> Self {
        self.include = value.into_iter().map(Into::into).collect();
        self
    }

    /// Sets how far the next run reaches back before the start of this one. Default: 5 minutes; at least a second.
    ///
    /// ```no_run
    /// # fn f(client: &constant_contact::Client) {
    /// use std::time::Duration;
    ///
    /// let changes = client.contact_changes(None).overlap(Duration::from_secs(3600)).stream();
    /// # }
    /// ```
    ///
    /// It must be longer than the server takes to list a change. The longer it is, the more contacts are
    /// listed again.
    pub fn overlap(mut self, value: Duration) -> Self {
        self.settings.overlap = value;
        self
    }

    /// Sets whether to read the list of deleted contacts. Default: yes.
    ///
    /// ```no_run
    /// # fn f(client: &constant_contact::Client, is_first_run_of_the_day: bool) {
    /// let changes = client.contact_changes(None).deletions(is_first_run_of_the_day).stream();
    /// # }
    /// ```
    ///
    /// Each run reads the whole list, which has all contacts that were ever deleted. If there are many, read it once a
    /// day: it returns what was deleted since a run read it last. A run without it returns a deleted contact only if
    /// the server counts the deletion as a change, which is not documented. A first run returns all deleted contacts
    /// in any case.
    pub fn deletions(mut self, value: bool) -> Self {
        self.settings.deletions = value;
        self
    }

    /// Converts this into the stream. Nothing is sent before the stream is polled.
    ///
    /// ```no_run
    /// # async fn f(client: &constant_contact::Client) -> constant_contact::Result<()> {
    /// use futures_util::TryStreamExt;
    ///
    /// let mut changes = client.contact_changes(None).stream();
    /// while let Some(change) = changes.try_next().await? {
    ///     println!("{:?}", change.contact().contact_id);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn stream(self) -> ContactChangeStream {
        ContactChangeStream::new(self.client, self.checkpoint, self.include, self.settings)
    }
}
