//! The area `contacts-reporting`: what one contact did with the mails that it was sent.

use crate::answer::Answer;
use crate::id::Id;
use crate::operations::Handler;
use crate::operations::page::Page;
use crate::request::Request;
use crate::state::tracking::{Event, Kind};
use crate::state::{Account, State};
use crate::timestamp;
use chrono::{DateTime, Months, Utc};
use serde_json::{Value, json};

pub(in crate::operations) const HANDLERS: &[(&str, Handler)] = &[
    ("getContactTracking", details),
    ("getContactTrackingCount", summary),
    ("getContactOpenClickRate", rates),
];

/// The kinds of events that can be asked for. Landing pages have no model, and so no events.
const KINDS: &[&str] = &[
    "em_sends",
    "em_opens",
    "em_clicks",
    "em_bounces",
    "em_optouts",
    "em_forwards",
    "p_contact_open",
    "p_contact_click",
    "p_contact_add",
    "p_contact_update",
];

/// The longest period, in months.
const LONGEST: Months = Months::new(5 * 12);

fn invalid(problem: &str) -> Answer {
    Answer::error(400, "reportingsvc.validation.error", problem)
}

/// The contact in the path, with its account.
fn contact<'s>(state: &'s mut State, request: &Request) -> Result<(&'s Account, Id), Answer> {
    let account = &*state.account(&request.account);
    let id = Id::parse(request.path_value("contact_id"));
    let id = id.filter(|id| account.contacts.get(*id).is_some());
    Ok((account, id.ok_or_else(Answer::not_found)?))
}

fn details(state: &mut State, request: &Request) -> Answer {
    match details_page(state, request) {
        Ok(answer) | Err(answer) => answer,
    }
}

fn details_page(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    let page = Page::of_links(request)?;
    let listed = page.query().values("tracking_activities_list");
    let repeated = page.query().values("tracking_activity_type");
    let kinds = match (listed.is_empty(), repeated.is_empty()) {
        (false, true) => listed,
        (true, false) => repeated,
        _ => {
            return Err(invalid(
                "one of tracking_activities_list and tracking_activity_type is needed",
            ));
        }
    };
    if !kinds.iter().all(|kind| KINDS.contains(kind)) {
        return Err(invalid(
            "the tracking activity type does not have a valid value",
        ));
    }
    let has_names = page.query().value("include_campaign_activity_names") != Some("false");
    let (account, contact) = contact(state, request)?;
    let events = account.tracking.of_contact(contact).into_iter();
    let events = events.filter(|(_, event)| kinds.contains(&event.kind.name()));
    let rows = events.map(|(activity, event)| {
        let mut row = json!({
            "contact_id": contact.to_string(),
            "campaign_activity_id": activity,
            "created_time": timestamp::written(event.at),
            "tracking_activity_type": event.kind.name(),
        });
        if let Ok((campaign, _)) = account.campaigns.with_activity(activity)
            && has_names
        {
            row["campaign_activity_name"] = json!(campaign.name);
        }
        row
    });
    let document = page.linked("tracking_activities", rows);
    Ok(Answer::json(200, &Value::Object(document)))
}

/// The period of a request.
fn period(
    start: Option<&str>,
    end: Option<&str>,
) -> Result<(DateTime<Utc>, DateTime<Utc>), Answer> {
    let read = |time: Option<&str>| time.and_then(timestamp::read);
    let (Some(start), Some(end)) = (read(start), read(end)) else {
        return Err(invalid("start and end need to be times"));
    };
    if start > end
        || start
            .checked_add_months(LONGEST)
            .is_some_and(|last| end > last)
    {
        return Err(invalid("the period needs to be one of at most five years"));
    }
    Ok((start, end))
}

/// What a contact did with the mails of each activity that it was sent in a period, the last one first.
fn by_activity(
    account: &Account,
    contact: Id,
    (start, end): (DateTime<Utc>, DateTime<Utc>),
) -> Vec<(String, DateTime<Utc>, Vec<Kind>)> {
    let events = account.tracking.of_contact(contact);
    let is_send = |event: &Event| event.kind == Kind::Send && (start..=end).contains(&event.at);
    let sends = events.iter().filter(|(_, event)| is_send(event));
    let mut activities: Vec<(String, DateTime<Utc>, Vec<Kind>)> = Vec::new();
    for (activity, event) in sends {
        if activities.iter().all(|(known, ..)| known != activity) {
            activities.push(((*activity).to_owned(), event.at, Vec::new()));
        }
    }
    for (activity, _, kinds) in &mut activities {
        let own = events.iter().filter(|(one, _)| one == activity);
        kinds.extend(own.map(|(_, event)| event.kind.clone()));
    }
    activities
}

fn summary(state: &mut State, request: &Request) -> Answer {
    match summary_page(state, request) {
        Ok(answer) | Err(answer) => answer,
    }
}

fn summary_page(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    let page = Page::of_links(request)?;
    let query = page.query();
    let period = period(query.value("start"), query.value("end"))?;
    let (account, contact) = contact(state, request)?;
    let activities = by_activity(account, contact, period);
    let rows = activities.iter().map(|(activity, at, kinds)| {
        let count = |name: &str| kinds.iter().filter(|kind| kind.name() == name).count();
        json!({
            "campaign_activity_id": activity,
            "start_on": timestamp::written(*at),
            "em_sends": count("em_sends"),
            "em_opens": count("em_opens"),
            "em_clicks": count("em_clicks"),
            "em_bounces": count("em_bounces"),
            "em_forwards": count("em_forwards"),
            "em_unsubscribes": count("em_optouts"),
        })
    });
    let mut document = page.linked("campaign_activities", rows);
    document.insert("contact_id".to_owned(), json!(contact.to_string()));
    Ok(Answer::json(200, &Value::Object(document)))
}

fn rates(state: &mut State, request: &Request) -> Answer {
    match rates_document(state, request) {
        Ok(answer) | Err(answer) => answer,
    }
}

fn rates_document(state: &mut State, request: &Request) -> Result<Answer, Answer> {
    let period = period(request.query_value("start"), request.query_value("end"))?;
    let (account, contact) = contact(state, request)?;
    let activities = by_activity(account, contact, period);
    let rate = |name: &str| {
        let with = activities
            .iter()
            .filter(|(_, _, kinds)| kinds.iter().any(|kind| kind.name() == name));
        match activities.len() {
            0 => 0.0,
            all => with.count() as f64 / all as f64,
        }
    };
    Ok(Answer::json(
        200,
        &json!({
            "contact_id": contact.to_string(),
            "included_activities_count": activities.len(),
            "average_open_rate": rate("em_opens"),
            "average_click_rate": rate("em_clicks"),
        }),
    ))
}
