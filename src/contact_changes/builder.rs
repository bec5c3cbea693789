//! The method of the client, and its options.

use super::checkpoint::ContactCheckpoint;
use super::run::Settings;
use super::stream::ContactChangeStream;
use crate::client::Client;
use crate::types::ContactInclude;
use std::time::Duration;

impl Client {
    /// Streams the contacts that changed, opted out or were deleted since a checkpoint.
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
    /// What is not named comes back empty, even if the contact has it: do not store it. A run that continues at a
    /// later page keeps what it began with.
    pub fn include(mut self, value: impl IntoIterator<Item = impl Into<ContactInclude>>) -> Self {
        self.include = value.into_iter().map(Into::into).collect();
        self
    }

    /// Sets by how much the next run reaches back before the start of this one. Default: 5 minutes; at least a second.
    ///
    /// It has to be longer than a change takes until the server lists it. The longer it is, the more contacts are
    /// returned again.
    pub fn overlap(mut self, value: Duration) -> Self {
        self.settings.overlap = value;
        self
    }

    /// Sets whether to read the list of deleted contacts. Default: yes.
    ///
    /// Without it, a run returns a deleted contact only if the server counts its deletion as a change, which is not
    /// documented. The list has all contacts that were ever deleted, and is read completely by each run.
    /// If there are many, leave it out of the frequent runs, and read it once a day: see
    /// [`Client::contact_changes`].
    pub fn deletions(mut self, value: bool) -> Self {
        self.settings.deletions = value;
        self
    }

    /// Converts this into the stream. Nothing is sent before the stream is polled.
    pub fn stream(self) -> ContactChangeStream {
        ContactChangeStream::new(self.client, self.checkpoint, self.include, self.settings)
    }
}
