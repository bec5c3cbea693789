//! Which contacts a search finds.

use crate::answer::Answer;
use crate::id::Id;
use crate::operations::refusal::invalid_value;
use crate::query::Query;
use crate::state::contacts::{Contact, SmsPermission, Status};
use crate::timestamp;
use chrono::{DateTime, Utc};

/// The conditions of a search. A contact has to meet all of them.
pub(super) struct Filter {
    /// `None` for all, deleted ones too.
    statuses: Option<Vec<Status>>,
    lists: Option<Vec<Option<Id>>>,
    tags: Option<Vec<Option<Id>>>,
    sms: Option<SmsFilter>,
    updated: Span,
    created: Span,
    opted_out: Span,
}

enum SmsFilter {
    /// Contacts with an SMS channel.
    All,
    Some(Vec<SmsPermission>),
}

/// The time between two others, without them.
struct Span {
    after: Option<DateTime<Utc>>,
    before: Option<DateTime<Utc>>,
}

impl Filter {
    pub fn read(query: Query<'_>) -> Result<Self, Answer> {
        Ok(Self {
            statuses: statuses(&query.values("status"))?,
            lists: ids(query, "lists"),
            tags: ids(query, "tags"),
            sms: sms_filter(&query.values("sms_status"))?,
            updated: Span::read(query, ["updated_after", "updated_before"])?,
            created: Span::read(query, ["created_after", "created_before"])?,
            opted_out: Span::read(query, ["optout_after", "optout_before"])?,
        })
    }

    pub fn matches(&self, contact: &Contact) -> bool {
        let status = contact.status();
        let fits_status = match &self.statuses {
            None => true,
            Some(statuses) => statuses.contains(&status),
        };
        // An id that this sandbox did not make is on no contact.
        let any = |wanted: &Option<Vec<Option<Id>>>, has: &[Id]| match wanted {
            None => true,
            Some(wanted) => wanted.iter().flatten().any(|id| has.contains(id)),
        };
        let fits_sms = match &self.sms {
            None => true,
            Some(SmsFilter::All) => contact.sms().is_some(),
            Some(SmsFilter::Some(wanted)) => {
                let has = contact.sms_permission();
                has.is_some_and(|permission| wanted.contains(&permission))
            }
        };
        fits_status
            && fits_sms
            && any(&self.lists, &contact.lists)
            && any(&self.tags, contact.tags())
            && self.updated.contains(Some(contact.updated_at))
            && self.created.contains(Some(contact.created_at))
            && self
                .opted_out
                .contains(contact.opt_out().map(|opt_out| opt_out.date))
    }
}

/// Without the parameter, all statuses but that of deleted contacts.
fn statuses(values: &[&str]) -> Result<Option<Vec<Status>>, Answer> {
    if values.contains(&"all") {
        return Ok(None);
    }
    if values.is_empty() {
        return Ok(Some(vec![
            Status::Active,
            Status::NotSet,
            Status::PendingConfirmation,
            Status::TempHold,
            Status::Unsubscribed,
        ]));
    }
    let statuses = values.iter().map(|value| Status::parse(value));
    let statuses: Option<Vec<_>> = statuses.collect();
    statuses.map(Some).ok_or_else(|| invalid_value("status"))
}

fn sms_filter(values: &[&str]) -> Result<Option<SmsFilter>, Answer> {
    if values.is_empty() {
        return Ok(None);
    }
    if values.contains(&"all") {
        return Ok(Some(SmsFilter::All));
    }
    let wanted = values.iter().map(|value| SmsPermission::parse(value));
    let wanted: Option<Vec<_>> = wanted.collect();
    let wanted = wanted.ok_or_else(|| invalid_value("sms_status"))?;
    Ok(Some(SmsFilter::Some(wanted)))
}

fn ids(query: Query<'_>, name: &str) -> Option<Vec<Option<Id>>> {
    let values = query.values(name);
    let ids = values.iter().map(|value| Id::parse(value));
    (!values.is_empty()).then(|| ids.collect())
}

impl Span {
    fn read(query: Query<'_>, [after, before]: [&str; 2]) -> Result<Self, Answer> {
        let read = |name: &str| match query.value(name) {
            None => Ok(None),
            Some(text) => timestamp::read(text)
                .map(Some)
                .ok_or_else(|| invalid_value(name)),
        };
        Ok(Self {
            after: read(after)?,
            before: read(before)?,
        })
    }

    fn contains(&self, time: Option<DateTime<Utc>>) -> bool {
        let is_after = |after| time.is_some_and(|time| time > after);
        let is_before = |before| time.is_some_and(|time| time < before);
        self.after.is_none_or(is_after) && self.before.is_none_or(is_before)
    }
}

#[cfg(test)]
mod tests;
