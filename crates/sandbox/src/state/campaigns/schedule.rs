//! When campaigns are sent: schedules, and what is due.

use super::activity::{Audience, Role, Sending, Status};
use super::{Campaign, Campaigns};
use crate::state::refusal::Refusal;
use crate::timestamp;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// An activity whose time has come.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Due {
    pub at: DateTime<Utc>,
    pub activity: String,
    pub role: Role,
    pub audience: Audience,
}

impl Campaigns {
    /// Schedules a `primary_email` activity; `0` is now. The activity is due then.
    pub fn schedule(&mut self, id: &str, date: &Value, now: DateTime<Utc>) -> Result<(), Refusal> {
        let campaign = self.with_primary_mut(id)?;
        let activity = &mut campaign.primary;
        if activity.status == Status::Scheduled {
            return Err(Refusal::invalid("the activity is scheduled"));
        }
        if activity.audience.is_empty() {
            return Err(Refusal::invalid(
                "contact_list_ids or segment_ids is missing",
            ));
        }
        let at = match date.as_str() {
            Some("0") => Some(now),
            // What the API does with a time in the past is not documented.
            Some(date) => timestamp::read(date).filter(|at| *at > now),
            None => None,
        };
        let Some(at) = at else {
            let problem = "scheduled_date does not have a valid value";
            return Err(Refusal::invalid(problem));
        };
        activity.schedule = Some((at, activity.status));
        activity.status = Status::Scheduled;
        campaign.updated = now;
        Ok(())
    }

    /// Removes the schedule, and restores the status from before.
    pub fn unschedule(&mut self, id: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        let campaign = self.with_primary_mut(id)?;
        let Some((_, before)) = campaign.primary.schedule.take() else {
            return Err(Refusal::invalid("the activity is not scheduled"));
        };
        campaign.primary.status = before;
        campaign.updated = now;
        Ok(())
    }

    /// The activity that is to be sent first, if its time has come.
    pub fn due(&self, now: DateTime<Utc>) -> Option<Due> {
        let campaigns = self.list.iter().filter(|one| !one.removed);
        let next = campaigns.filter_map(|one| Some((one, one.next()?)));
        let due = next.filter(|(_, (at, _))| *at <= now);
        let (campaign, (at, role)) = due.min_by_key(|(_, (at, _))| *at)?;
        let activity = match (role, &campaign.resend) {
            (Role::Resend, Some(resend)) => &resend.id,
            _ => &campaign.primary.id,
        };
        Some(Due {
            at,
            activity: activity.clone(),
            role,
            audience: campaign.primary.audience.clone(),
        })
    }

    /// Notes that an activity was sent to so many contacts.
    pub fn sent(&mut self, due: Due, count: u64) {
        let Ok((campaign, _)) = self.with_activity_mut(&due.activity) else {
            return;
        };
        campaign.updated = due.at;
        let sending = Sending {
            at: due.at,
            audience: due.audience,
            count,
        };
        match (due.role, &mut campaign.resend) {
            (Role::Resend, Some(resend)) => {
                resend.sent = Some(due.at);
                resend.history.push(sending);
            }
            _ => {
                campaign.primary.status = Status::Done;
                campaign.primary.schedule = None;
                campaign.primary.history.push(sending);
            }
        }
    }
}

impl Campaign {
    /// When the campaign is to be sent next, and by which activity.
    fn next(&self) -> Option<(DateTime<Utc>, Role)> {
        let primary = self.primary.schedule.map(|(at, _)| (at, Role::Primary));
        let resend = self.resend_due().map(|at| (at, Role::Resend));
        primary.into_iter().chain(resend).min_by_key(|(at, _)| *at)
    }

    /// The schedule as the API writes it: a list of one or none.
    pub fn schedules_document(&self) -> Value {
        let dates = self.primary.schedule.iter().map(|(at, _)| at);
        let dates = dates.map(|at| json!({ "scheduled_date": timestamp::written(*at) }));
        Value::Array(dates.collect())
    }
}

#[cfg(test)]
mod tests;
