//! The counts and percentages of the reports.

use super::{Bounce, Event, Kind, Tracked};
use crate::id::Id;
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// How often each thing happened, and to how many contacts.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub sends: u64,
    pub opens: u64,
    pub clicks: u64,
    pub bounces: u64,
    pub optouts: u64,
    pub forwards: u64,
    opens_all: u64,
    clicks_all: u64,
    bounced: Vec<(Bounce, u64)>,
}

impl Counts {
    pub fn of(tracked: &Tracked) -> Self {
        let contacts = |is: fn(&Kind) -> bool| contacts(&tracked.events, is);
        let all = |is: fn(&Kind) -> bool| {
            let events = tracked.events.iter();
            events.filter(|event| is(&event.kind)).count() as u64
        };
        let bounced = Bounce::ALL.map(|bounce| {
            let is = |kind: &Kind| *kind == Kind::Bounce(bounce);
            (bounce, self::contacts(&tracked.events, is))
        });
        Self {
            sends: contacts(|kind| *kind == Kind::Send),
            opens: contacts(|kind| *kind == Kind::Open),
            clicks: contacts(|kind| matches!(kind, Kind::Click(_))),
            bounces: contacts(|kind| matches!(kind, Kind::Bounce(_))),
            optouts: contacts(|kind| matches!(kind, Kind::OptOut(_))),
            forwards: contacts(|kind| *kind == Kind::Forward),
            opens_all: all(|kind| *kind == Kind::Open),
            clicks_all: all(|kind| matches!(kind, Kind::Click(_))),
            bounced: bounced.to_vec(),
        }
    }

    /// The counts of two activities of a campaign together.
    pub fn plus(mut self, other: Self) -> Self {
        self.sends += other.sends;
        self.opens += other.opens;
        self.clicks += other.clicks;
        self.bounces += other.bounces;
        self.optouts += other.optouts;
        self.forwards += other.forwards;
        self.opens_all += other.opens_all;
        self.clicks_all += other.clicks_all;
        for (bounce, count) in other.bounced {
            let own = self.bounced.iter_mut().find(|(one, _)| *one == bounce);
            match own {
                Some((_, own)) => *own += count,
                None => self.bounced.push((bounce, count)),
            }
        }
        self
    }

    pub fn not_opened(&self) -> u64 {
        self.sends.saturating_sub(self.opens + self.bounces)
    }

    /// The counts of a campaign, as its report has them. Every event is on a computer.
    pub fn campaign_document(&self) -> Map<String, Value> {
        let document = json!({
            "em_sends": self.sends,
            "em_opens": self.opens,
            "em_opens_all": self.opens_all,
            "em_opens_all_computer": self.opens_all,
            "em_opens_all_mobile": 0,
            "em_opens_all_tablet": 0,
            "em_opens_all_other": 0,
            "em_opens_all_none": 0,
            "em_clicks": self.clicks,
            "em_clicks_all": self.clicks_all,
            "em_clicks_all_computer": self.clicks_all,
            "em_clicks_all_mobile": 0,
            "em_clicks_all_tablet": 0,
            "em_clicks_all_other": 0,
            "em_clicks_all_none": 0,
            "em_bounces": self.bounces,
            "em_optouts": self.optouts,
            "em_forwards": self.forwards,
            "em_not_opened": self.not_opened(),
        });
        match document {
            Value::Object(document) => document,
            _ => Map::new(),
        }
    }

    /// The counts of an activity, which tell the causes of bounces apart.
    pub fn activity_document(&self) -> Map<String, Value> {
        let mut document = self.campaign_document();
        document.insert("em_abuse".to_owned(), json!(0));
        for (bounce, count) in &self.bounced {
            document.insert(format!("em_bounces_{}", bounce.name()), json!(count));
        }
        document
    }

    /// The counts in the list of all campaigns.
    pub fn unique_document(&self) -> Value {
        json!({
            "sends": self.sends,
            "opens": self.opens,
            "clicks": self.clicks,
            "forwards": self.forwards,
            "optouts": self.optouts,
            "abuse": 0,
            "bounces": self.bounces,
            "not_opened": self.not_opened(),
        })
    }

    /// The percentages in the list of all campaigns.
    pub fn percents_document(&self) -> Map<String, Value> {
        let delivered = self.sends.saturating_sub(self.bounces);
        [
            ("bounce", percent(self.bounces, self.sends)),
            ("open", percent(self.opens, delivered)),
            ("did_not_open", percent(self.not_opened(), delivered)),
            ("unsubscribe", percent(self.optouts, delivered)),
            ("click", percent(self.clicks, self.opens)),
        ]
        .into_iter()
        .map(|(name, percent)| (name.to_owned(), json!(percent)))
        .collect()
    }

    /// The percentages of a campaign, which tell the devices apart.
    pub fn campaign_percents_document(&self) -> Map<String, Value> {
        let mut percents = self.percents_document();
        for (name, count) in [("open", self.opens_all), ("click", self.clicks_all)] {
            percents.insert(format!("desktop_{name}"), json!(percent(count, count)));
            percents.insert(format!("mobile_{name}"), json!(0.0));
        }
        percents
    }
}

impl Bounce {
    const ALL: [Self; 7] = [
        Self::NonExistent,
        Self::Undeliverable,
        Self::MailboxFull,
        Self::Suspended,
        Self::Vacation,
        Self::Other,
        Self::Blocked,
    ];

    /// The cause in the names of the counts.
    fn name(self) -> &'static str {
        match self {
            Self::NonExistent => "nonexistent_address",
            Self::Undeliverable => "undeliverable",
            Self::MailboxFull => "mailbox_full",
            Self::Suspended => "suspended",
            Self::Vacation => "vacation",
            Self::Other => "other",
            Self::Blocked => "blocked",
        }
    }
}

/// The number of contacts to whose mails something happened.
fn contacts(events: &[Event], is: impl Fn(&Kind) -> bool) -> u64 {
    let events = events.iter().filter(|event| is(&event.kind));
    events
        .map(|event| event.contact)
        .collect::<HashSet<Id>>()
        .len() as u64
}

/// A part of a whole in percent, rounded to two digits. Of nothing, it is 0.
fn percent(part: u64, whole: u64) -> f64 {
    match whole {
        0 => 0.0,
        _ => (part as f64 * 10_000.0 / whole as f64).round() / 100.0,
    }
}

#[cfg(test)]
mod tests;
