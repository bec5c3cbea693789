//! The `primary_email` activity of a campaign: its content, its audience, its status, and when it was sent.

use super::content::Content;
use crate::id::Id;
use crate::state::details::Details;
use crate::state::refusal::Refusal;
use crate::timestamp;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// What an activity is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Primary,
    Permalink,
    Resend,
}

impl Role {
    pub fn name(self) -> &'static str {
        match self {
            Self::Primary => "primary_email",
            Self::Permalink => "permalink",
            Self::Resend => "resend",
        }
    }

    pub fn needs_to_be_primary(self) -> Result<(), Refusal> {
        match self {
            Self::Primary => Ok(()),
            _ => Err(Refusal::invalid("the role is not primary_email")),
        }
    }
}

/// How far an activity is. Sending takes no time here, so that none is ever executing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Draft,
    Scheduled,
    Done,
}

impl Status {
    /// As campaigns write it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Scheduled => "Scheduled",
            Self::Done => "Done",
        }
    }

    /// As activities write it.
    pub fn capitals(self) -> &'static str {
        match self {
            Self::Draft => "DRAFT",
            Self::Scheduled => "SCHEDULED",
            Self::Done => "DONE",
        }
    }
}

/// Whom an activity is sent to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Audience {
    pub lists: Vec<Id>,
    pub segments: Vec<u64>,
}

impl Audience {
    /// The audience that a request names. A null is an empty list.
    fn read(sent: &Value) -> Result<Self, Refusal> {
        let values = |name: &str| sent[name].as_array().cloned().unwrap_or_default();
        let lists = values("contact_list_ids");
        let segments = values("segment_ids");
        let lists = lists
            .iter()
            .map(|id| Id::parse(id.as_str().unwrap_or_default()));
        let Some(lists) = lists.collect() else {
            let problem = "contact_list_ids does not have a valid value";
            return Err(Refusal::invalid(problem));
        };
        let audience = Self {
            lists,
            segments: segments.iter().filter_map(Value::as_u64).collect(),
        };
        if !audience.lists.is_empty() && !audience.segments.is_empty() {
            let problem = "contact_list_ids and segment_ids cannot be used together";
            return Err(Refusal::invalid(problem));
        }
        if audience.segments.len() > 1 {
            return Err(Refusal::invalid("segment_ids takes one segment"));
        }
        Ok(audience)
    }

    pub fn is_empty(&self) -> bool {
        self.lists.is_empty() && self.segments.is_empty()
    }

    /// The lists as the API writes them.
    pub fn list_texts(&self) -> Vec<String> {
        self.lists.iter().map(Id::to_string).collect()
    }
}

/// One sending of an activity.
#[derive(Debug, Clone)]
pub(crate) struct Sending {
    pub at: DateTime<Utc>,
    pub audience: Audience,
    pub count: u64,
}

/// The reason in the history for a sending that reached nobody.
const NOBODY: u64 = 12;

/// The history of an activity, as the API writes it, the oldest sending first.
pub(crate) fn history_document(history: &[Sending]) -> Value {
    let entries = (1u64..).zip(history).map(|(id, sending)| {
        let reason = if sending.count == 0 { NOBODY } else { 0 };
        json!({
            "send_id": id,
            "contact_list_ids": sending.audience.list_texts(),
            "segment_ids": sending.audience.segments,
            "count": sending.count,
            "run_date": timestamp::written(sending.at),
            "send_status": "COMPLETED",
            "reason_code": reason,
        })
    });
    Value::Array(entries.collect())
}

/// A `primary_email` activity.
#[derive(Debug)]
pub(crate) struct Activity {
    pub id: String,
    pub content: Content,
    pub audience: Audience,
    pub status: Status,
    /// The time it is sent at, and the status that unscheduling restores.
    pub schedule: Option<(DateTime<Utc>, Status)>,
    pub history: Vec<Sending>,
}

impl Activity {
    pub fn new(id: String, content: Content) -> Self {
        Self {
            id,
            content,
            audience: Audience::default(),
            status: Status::Draft,
            schedule: None,
            history: Vec::new(),
        }
    }

    /// Replaces the content and the audience.
    pub(super) fn put(&mut self, details: &Details, sent: &Value) -> Result<(), Refusal> {
        // One that was sent can be changed if it is of the third editor's format, which no operation creates.
        if self.status != Status::Draft {
            return Err(Refusal::invalid("the activity is not a draft"));
        }
        let audience = Audience::read(sent)?;
        self.content.put(details, sent)?;
        self.audience = audience;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
