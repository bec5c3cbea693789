//! What happened to the mails that were sent: the events that the reports answer from.

pub(crate) mod counts;

use super::campaigns::content::Content;
use crate::id::Id;
use chrono::{DateTime, Utc};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What happened, by the activity that was sent.
#[derive(Debug, Default)]
pub(crate) struct Tracking {
    activities: HashMap<String, Tracked>,
}

/// What happened to the mails of an activity.
#[derive(Debug)]
pub(crate) struct Tracked {
    /// In the order of their times.
    events: Vec<Event>,
    /// Who was sent the mail, and at which address.
    recipients: HashMap<Id, Arc<str>>,
    opened: HashSet<Id>,
    pub links: Vec<Link>,
    /// Whether the HTML reports openings.
    is_tracked: bool,
    /// When an event was last added.
    pub refreshed: DateTime<Utc>,
}

/// A link of a mail.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Link {
    pub id: u64,
    pub url: String,
}

/// Something that happened to a mail.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub kind: Kind,
    pub contact: Id,
    /// The address that the mail was sent to.
    pub email: Arc<str>,
    pub at: DateTime<Utc>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Send,
    Open,
    /// With the index of the link.
    Click(usize),
    Bounce(Bounce),
    OptOut(Option<Arc<str>>),
    Forward,
}

/// Why a mail bounced.
///
/// ```
/// # use constant_contact_sandbox::Bounce;
/// let bounce = Bounce::MailboxFull;
/// # let _ = bounce;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bounce {
    /// `B`: the address does not exist.
    NonExistent,
    /// `D`: there was no response after several attempts.
    Undeliverable,
    /// `F`: the mailbox is full.
    MailboxFull,
    /// `S`: the address was reported as unknown before.
    Suspended,
    /// `V`: an automatic reply.
    Vacation,
    /// `X`: another cause.
    Other,
    /// `Z`: the receiving server refused the mail.
    Blocked,
}

impl Bounce {
    /// The letter in the reports.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::NonExistent => "B",
            Self::Undeliverable => "D",
            Self::MailboxFull => "F",
            Self::Suspended => "S",
            Self::Vacation => "V",
            Self::Other => "X",
            Self::Blocked => "Z",
        }
    }
}

impl Kind {
    /// The kind in the reports.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Send => "em_sends",
            Self::Open => "em_opens",
            Self::Click(_) => "em_clicks",
            Self::Bounce(_) => "em_bounces",
            Self::OptOut(_) => "em_optouts",
            Self::Forward => "em_forwards",
        }
    }
}

/// Why an event cannot have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Impossible {
    /// The mail was not sent to the contact.
    NotSent,
    /// The mail does not have the link.
    NoLink,
}

impl Tracking {
    /// The events of an activity; `None` if it was never sent.
    pub fn of(&self, activity: &str) -> Option<&Tracked> {
        self.activities.get(activity)
    }

    /// Whether an activity was sent to a contact.
    pub fn was_sent(&self, activity: &str, contact: Id) -> bool {
        let tracked = self.of(activity);
        tracked.is_some_and(|tracked| tracked.recipients.contains_key(&contact))
    }

    /// Whether a contact opened the mail of an activity.
    pub fn was_opened(&self, activity: &str, contact: Id) -> bool {
        let tracked = self.of(activity);
        tracked.is_some_and(|tracked| tracked.opened.contains(&contact))
    }

    /// Notes that an activity was sent to these contacts.
    pub fn send(
        &mut self,
        activity: &str,
        content: &Content,
        recipients: Vec<(Id, Arc<str>)>,
        at: DateTime<Utc>,
    ) {
        let tracked = self.activities.entry(activity.to_owned());
        let tracked = tracked.or_insert_with(|| Tracked::new(content, at));
        for (contact, email) in recipients {
            tracked.recipients.insert(contact, Arc::clone(&email));
            tracked.push(Event {
                kind: Kind::Send,
                contact,
                email,
                at,
            });
        }
    }

    /// Notes that something happened to the mail that a contact was sent.
    pub fn record(
        &mut self,
        activity: &str,
        contact: Id,
        kind: Kind,
        at: DateTime<Utc>,
    ) -> Result<(), Impossible> {
        let tracked = self.activities.get_mut(activity);
        let tracked = tracked.ok_or(Impossible::NotSent)?;
        tracked.record(contact, kind, at)
    }

    /// The index of a link in an activity.
    pub fn link(&self, activity: &str, url: &str) -> Result<usize, Impossible> {
        let links = &self.of(activity).ok_or(Impossible::NotSent)?.links;
        let found = links.iter().position(|link| link.url == url);
        found.ok_or(Impossible::NoLink)
    }

    /// What happened to the mails that a contact was sent, with the activities, the latest event first.
    pub fn of_contact(&self, contact: Id) -> Vec<(&str, &Event)> {
        let activities = self.activities.iter();
        let events = activities.flat_map(|(activity, tracked)| {
            let events = tracked
                .events
                .iter()
                .filter(|event| event.contact == contact);
            events.map(move |event| (&**activity, event))
        });
        let mut events: Vec<_> = events.collect();
        events.sort_by(|(one, a), (other, b)| b.at.cmp(&a.at).then(one.cmp(other)));
        events
    }
}

impl Tracked {
    fn new(content: &Content, at: DateTime<Utc>) -> Self {
        let links = (1_100_000_000_001..).zip(content.links());
        let links = links.map(|(id, url)| Link {
            id,
            url: url.to_owned(),
        });
        Self {
            events: Vec::new(),
            recipients: HashMap::new(),
            opened: HashSet::new(),
            links: links.collect(),
            is_tracked: content.is_tracked(),
            refreshed: at,
        }
    }

    /// The events, the latest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().rev()
    }

    /// Whether a contact opened the mail.
    pub fn is_opened(&self, contact: Id) -> bool {
        self.opened.contains(&contact)
    }

    fn record(&mut self, contact: Id, kind: Kind, at: DateTime<Utc>) -> Result<(), Impossible> {
        let email = self.recipients.get(&contact).ok_or(Impossible::NotSent)?;
        let email = Arc::clone(email);
        let is_click = matches!(kind, Kind::Click(_));
        // Without the tracking image, only a click shows that a mail was opened.
        if kind == Kind::Open && !self.is_tracked {
            return Ok(());
        }
        if is_click && !self.is_opened(contact) {
            let email = Arc::clone(&email);
            self.push(Event {
                kind: Kind::Open,
                contact,
                email,
                at,
            });
        }
        self.push(Event {
            kind,
            contact,
            email,
            at,
        });
        Ok(())
    }

    fn push(&mut self, event: Event) {
        self.refreshed = self.refreshed.max(event.at);
        if event.kind == Kind::Open {
            self.opened.insert(event.contact);
        }
        let position = self.events.partition_point(|one| one.at <= event.at);
        self.events.insert(position, event);
    }
}

#[cfg(test)]
mod tests;
