//! The resend of a campaign to contacts who did not open it.

use super::Campaigns;
use super::activity::{Sending, Status};
use super::{Campaign, activity};
use crate::id::Ids;
use crate::state::refusal::Refusal;
use crate::timestamp;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

/// The id of a resend whose campaign is still a draft.
const DRAFT: &str = "DRAFT";

/// The resend of a campaign.
#[derive(Debug)]
pub(crate) struct Resend {
    /// The id of its activity.
    pub id: String,
    request_id: u64,
    pub subject: String,
    delay: Delay,
    created: DateTime<Utc>,
    pub sent: Option<DateTime<Utc>>,
    pub history: Vec<Sending>,
}

/// How long the resend waits after the first sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Delay {
    Days(i64),
    Minutes(i64),
}

impl Delay {
    /// The delay of a request: the days, if both are sent.
    fn read(sent: &Value) -> Result<Self, Refusal> {
        let number = |name: &str| sent[name].as_i64();
        match (number("delay_days"), number("delay_minutes")) {
            (Some(days @ 1..=10), _) => Ok(Self::Days(days)),
            (Some(_), _) => Err(Refusal::invalid("delay_days does not have a valid value")),
            (None, Some(minutes @ 720..=14_400)) => Ok(Self::Minutes(minutes)),
            (None, Some(_)) => {
                let problem = "delay_minutes does not have a valid value";
                Err(Refusal::invalid(problem))
            }
            (None, None) => Err(Refusal::invalid("delay_days or delay_minutes is missing")),
        }
    }

    fn minutes(self) -> i64 {
        match self {
            Self::Days(days) => days * 24 * 60,
            Self::Minutes(minutes) => minutes,
        }
    }
}

impl Campaigns {
    /// Sets up the one resend of a campaign.
    pub fn add_resend(
        &mut self,
        id: &str,
        ids: &mut Ids,
        sent: &Value,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let campaign = self.with_primary_mut(id)?;
        if campaign.resend.is_some() {
            return Err(Refusal::conflict("the campaign has a resend"));
        }
        let subject = sent["resend_subject"].as_str().unwrap_or_default();
        if subject.is_empty() {
            return Err(Refusal::invalid("resend_subject is missing"));
        }
        campaign.resend = Some(Resend {
            delay: Delay::read(sent)?,
            id: ids.uuid(),
            request_id: 389_000 + ids.number(),
            subject: subject.to_owned(),
            created: now,
            sent: None,
            history: Vec::new(),
        });
        campaign.updated = now;
        Ok(())
    }

    /// Deletes a resend that was not sent.
    pub fn remove_resend(
        &mut self,
        id: &str,
        request_id: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let campaign = self.with_primary_mut(id)?;
        let resend = campaign.resend.as_ref().ok_or(Refusal::NotFound)?;
        if resend.request_id(campaign.primary.status) != request_id {
            return Err(Refusal::NotFound);
        }
        if resend.sent.is_some() {
            return Err(Refusal::conflict("the resend was sent"));
        }
        campaign.resend = None;
        campaign.updated = now;
        Ok(())
    }
}

impl Campaign {
    /// The resend as the API writes it: a list of one or none.
    pub fn resends_document(&self) -> Value {
        let resend = self.resend.iter();
        Value::Array(
            resend
                .map(|one| one.document(self.primary.status))
                .collect(),
        )
    }

    /// When the resend is to be sent: so long after the first sending.
    pub(super) fn resend_due(&self) -> Option<DateTime<Utc>> {
        let resend = self
            .resend
            .as_ref()
            .filter(|resend| resend.sent.is_none())?;
        let first = self.primary.history.first()?;
        let at = first.at + TimeDelta::minutes(resend.delay.minutes());
        // A resend that is set up later than that is sent at once; the API's answer is not documented.
        Some(at.max(resend.created))
    }
}

impl Resend {
    fn request_id(&self, status: Status) -> String {
        match status {
            Status::Draft => DRAFT.to_owned(),
            Status::Scheduled | Status::Done => self.request_id.to_string(),
        }
    }

    /// The status of the resend's activity, which depends on that of the campaign.
    pub fn status(&self, primary: Status) -> Status {
        match (self.sent, primary) {
            (Some(_), _) => Status::Done,
            (None, Status::Draft) => Status::Draft,
            (None, _) => Status::Scheduled,
        }
    }

    fn document(&self, primary: Status) -> Value {
        let mut document = json!({
            "resend_subject": self.subject,
            "resend_request_id": self.request_id(primary),
            "delay_minutes": self.delay.minutes(),
        });
        if self.delay.minutes() % (24 * 60) == 0 {
            document["delay_days"] = json!(self.delay.minutes() / (24 * 60));
        }
        let status = self.status(primary);
        if status != Status::Draft {
            document["resend_status"] = json!(status.capitals());
        }
        if let Some(sent) = self.sent {
            document["resend_date"] = json!(timestamp::written(sent));
        }
        document
    }

    pub fn history_document(&self) -> Value {
        activity::history_document(&self.history)
    }
}

#[cfg(test)]
mod tests;
