//! Sends the campaigns whose time has come, to the contacts that may be mailed.

use super::Account;
use super::campaigns::activity::Role;
use super::campaigns::schedule::Due;
use super::contacts::Contact;
use super::criteria::Criteria;
use crate::id::{Id, Ids};
use chrono::{DateTime, Utc};
use std::sync::Arc;

impl Account {
    /// Sends what is due, in the order of the times. The bulk jobs that had ended by then come first.
    pub fn send_due(&mut self, ids: &mut Ids, now: DateTime<Utc>) {
        while let Some(due) = self.campaigns.due(now) {
            self.settle(ids, due.at);
            let recipients = self.recipients(&due);
            let Ok((campaign, _)) = self.campaigns.with_activity(&due.activity) else {
                return;
            };
            let content = campaign.primary.content.clone();
            let count = recipients.len() as u64;
            self.tracking
                .send(&due.activity, &content, recipients, due.at);
            self.campaigns.sent(due, count);
        }
    }

    /// Who gets the mail, and at which address.
    fn recipients(&self, due: &Due) -> Vec<(Id, Arc<str>)> {
        let campaign = self.campaigns.with_activity(&due.activity);
        let primary = campaign.map(|(campaign, _)| &*campaign.primary.id);
        let primary = primary.unwrap_or_default();
        let is_wanted = |contact: &Contact| match due.role {
            // A second sending is for those who did not get the first.
            Role::Primary | Role::Permalink => !self.tracking.was_sent(primary, contact.id),
            // Those who did not get the first mail get the resend too.
            Role::Resend => !self.tracking.was_opened(primary, contact.id),
        };
        let lists = &due.audience.lists;
        let segments = due.audience.segments.iter();
        let segments = segments.filter_map(|id| self.segments.get(id));
        let segments = segments.filter(|segment| !segment.is_deleted);
        let criteria: Vec<_> = segments
            .map(|segment| Criteria::read(&segment.criteria))
            .collect();
        let belongs = |contact: &Contact| {
            lists.iter().any(|list| contact.lists.contains(list))
                || criteria.iter().any(|criteria| criteria.matches(contact))
        };
        let contacts = self.contacts.iter();
        let contacts = contacts
            .filter(|contact| contact.is_active() && belongs(contact) && is_wanted(contact));
        contacts
            .filter_map(|contact| Some((contact.id, contact.address()?.into())))
            .collect()
    }
}

#[cfg(test)]
mod tests;
