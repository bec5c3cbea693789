//! Events and the people who registered for them.

pub(crate) mod registration;

use super::refusal::Refusal;
use crate::id::Ids;
use crate::timestamp;
use chrono::{DateTime, TimeDelta, Utc};
use registration::Registration;
use serde_json::{Map, Value, json};

/// The members of an event that are not written by a request.
const READ_ONLY: &[&str] = &[
    "event_id",
    "campaign_id",
    "create_time",
    "last_update_time",
    "active_time",
    "cancelled_time",
    "deleted_time",
    "default_track",
    "registration_url",
];

/// The times at which an event got its statuses.
const STATUS_TIMES: &[&str] = &["active_time", "cancelled_time", "deleted_time"];

/// The events of an account.
#[derive(Debug, Default)]
pub(crate) struct Events {
    /// In the order of their creation.
    list: Vec<Event>,
}

/// An event.
#[derive(Debug)]
pub(crate) struct Event {
    pub id: String,
    /// The key of its one track.
    pub track: String,
    /// The members of the document, with the status.
    document: Map<String, Value>,
    pub created: DateTime<Utc>,
    pub updated: DateTime<Utc>,
    pub registrations: Vec<Registration>,
}

impl Events {
    /// Creates a draft with default settings.
    pub fn create(
        &mut self,
        ids: &mut Ids,
        name: Option<&str>,
        start: Option<DateTime<Utc>>,
        end: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<&Event, Refusal> {
        let number = self.list.len() + 1;
        let name = name.map_or_else(|| format!("Event {number}"), str::to_owned);
        self.needs_free_name(&name, None)?;
        let start = start.unwrap_or(now + TimeDelta::days(30));
        let end = end.unwrap_or(start + TimeDelta::hours(1));
        if end < start {
            return Err(Refusal::invalid("end_time is before start_time"));
        }
        let document = json!({
            "name": name,
            "title": name,
            "description": "",
            "status": "DRAFT",
            "event_type": "OTHER",
            "location_type": "TBD",
            "time_zone": "US/Eastern",
            "event_start": timestamp::written(start),
            "event_end": timestamp::written(end),
        });
        Ok(self.push(ids, members(document), now))
    }

    /// Creates a draft that is a copy of another event. Only the event's own track can be copied: returns also
    /// those of the `parts`, which are ids of campaign activities, that cannot.
    pub fn copy(
        &mut self,
        ids: &mut Ids,
        id: &str,
        name: &str,
        parts: &[&str],
        now: DateTime<Utc>,
    ) -> Result<(&Event, Vec<String>), Refusal> {
        let source = self.get(id)?;
        if source.status() == "DELETED" {
            return Err(Refusal::invalid("a deleted event cannot be copied"));
        }
        let mut document = source.document.clone();
        let own = &document["default_track"]["campaign_activity_id"];
        let failed = parts.iter().filter(|part| own != **part);
        let failed = failed.map(|&part| part.to_owned()).collect();
        self.needs_free_name(name, None)?;
        for time in STATUS_TIMES {
            document.remove(*time);
        }
        document.insert("name".to_owned(), json!(name));
        document.insert("status".to_owned(), json!("DRAFT"));
        Ok((self.push(ids, document, now), failed))
    }

    fn push(
        &mut self,
        ids: &mut Ids,
        mut document: Map<String, Value>,
        now: DateTime<Utc>,
    ) -> &Event {
        let track = format!("t{:06}", ids.number());
        document.extend(members(json!({
            "campaign_id": ids.uuid(),
            "default_track": { "campaign_activity_id": ids.uuid(), "track_id": track },
            "registration_url": format!("https://events.example.com/ev/reg/{track}"),
        })));
        self.list.push(Event {
            id: ids.uuid(),
            track,
            document,
            created: now,
            updated: now,
            registrations: Vec::new(),
        });
        self.list.last().expect("it was just added")
    }

    /// The events in the order of their creation.
    pub fn iter(&self) -> impl Iterator<Item = &Event> {
        self.list.iter()
    }

    pub fn get(&self, id: &str) -> Result<&Event, Refusal> {
        let found = self.list.iter().find(|event| event.id == id);
        found.ok_or(Refusal::NotFound)
    }

    pub fn get_mut(&mut self, id: &str) -> Result<&mut Event, Refusal> {
        let found = self.list.iter_mut().find(|event| event.id == id);
        found.ok_or(Refusal::NotFound)
    }

    /// The event with this track.
    pub fn with_track(&mut self, id: &str, track: &str) -> Result<&mut Event, Refusal> {
        let event = self.get_mut(id)?;
        match event.track == track {
            true => Ok(event),
            false => Err(Refusal::NotFound),
        }
    }

    /// Changes the members that were sent.
    pub fn patch(&mut self, id: &str, sent: &Value, now: DateTime<Utc>) -> Result<(), Refusal> {
        let status = self.get(id)?.status();
        if !["DRAFT", "ACTIVE"].contains(&status) {
            return Err(Refusal::invalid(format!("the event is {status}")));
        }
        if let Some(name) = sent["name"].as_str() {
            self.needs_free_name(name, Some(id))?;
        }
        let event = self.get_mut(id)?;
        let sent = sent.as_object().into_iter().flatten();
        let sent = sent.filter(|(name, _)| !READ_ONLY.contains(&&***name));
        for (name, value) in sent {
            event.document.insert(name.clone(), value.clone());
        }
        // What the other statuses of a patch do is not documented; they are stored.
        let time = match event.status() {
            "ACTIVE" => "active_time",
            "CANCELLED" | "CANCELED" => "cancelled_time",
            "DELETED" => "deleted_time",
            _ => "last_update_time",
        };
        let written = json!(timestamp::written(now));
        event.document.entry(time).or_insert(written);
        event.updated = now;
        Ok(())
    }

    fn needs_free_name(&self, name: &str, own: Option<&str>) -> Result<(), Refusal> {
        if name.is_empty() || name.chars().count() > 100 {
            return Err(Refusal::invalid("name does not have a valid value"));
        }
        let mut others = self.list.iter().filter(|one| Some(&*one.id) != own);
        match others.any(|one| one.text("name").eq_ignore_ascii_case(name)) {
            true => Err(Refusal::invalid("name is not unique")),
            false => Ok(()),
        }
    }
}

impl Event {
    /// A member of the document; empty if it is absent.
    pub fn text(&self, name: &str) -> &str {
        let value = self.document.get(name);
        value.and_then(Value::as_str).unwrap_or_default()
    }

    pub fn status(&self) -> &str {
        self.text("status")
    }

    /// The event with all its members; its settings only on request.
    pub fn document(&self, with_settings: bool) -> Value {
        let mut document = self.document.clone();
        document.extend(members(json!({
            "event_id": self.id,
            "create_time": timestamp::written(self.created),
            "last_update_time": timestamp::written(self.updated),
        })));
        if with_settings {
            let has_tickets = !self.registrations.is_empty();
            let settings = json!({ "ticket_configured": has_tickets });
            document.entry("event_settings").or_insert(settings);
        } else {
            document.remove("event_settings");
        }
        Value::Object(document)
    }

    /// The event in a list.
    pub fn row(&self) -> Value {
        let tickets = self.registrations.iter().map(|one| one.tickets.len());
        json!({
            "event_id": self.id,
            "name": self.text("name"),
            "title": self.text("title"),
            "description": self.text("description"),
            "start_time": self.text("event_start"),
            "end_time": self.text("event_end"),
            "status": self.status(),
            "event_type": self.text("event_type"),
            "location_type": self.text("location_type"),
            "registration_url": self.text("registration_url"),
            "create_time": timestamp::written(self.created),
            "event_registration_summary_metrics": {
                "registration_count": self.registrations.len(),
                "ticket_sold": tickets.sum::<usize>(),
                "item_sold": 0,
            },
        })
    }

    /// Checks tickets in, or undoes that.
    pub fn check_in(&mut self, keys: &[&str], at: Option<DateTime<Utc>>) -> Result<(), Refusal> {
        if !["ACTIVE", "COMPLETE"].contains(&self.status()) {
            return Err(Refusal::invalid("the event is not active or complete"));
        }
        let all = self.registrations.iter();
        let tickets = all.flat_map(|one| one.tickets.iter().map(move |ticket| (one, ticket)));
        let is_valid = |key: &str| {
            let mut found = tickets.clone().filter(|(_, ticket)| ticket.key == key);
            let registration = found.next().map(|(registration, _)| registration);
            registration.is_some_and(|one| at.is_none() || one.status != "CANCELED")
        };
        if keys.is_empty() || !keys.iter().all(|key| is_valid(key)) {
            let problem = "order_ticket_keys has an unknown or cancelled ticket";
            return Err(Refusal::invalid(problem));
        }
        let all = self.registrations.iter_mut();
        for ticket in all.flat_map(|one| &mut one.tickets) {
            if keys.contains(&&*ticket.key) {
                ticket.checked_in = at;
            }
        }
        Ok(())
    }
}

fn members(document: Value) -> Map<String, Value> {
    match document {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests;
