//! The area `email-reporting`: what happened to the mails that were sent.

pub(super) mod contacts;

use super::Handler;
use super::page::Page;
use crate::answer::Answer;
use crate::id::Id;
use crate::request::Request;
use crate::state::campaigns::Campaign;
use crate::state::tracking::counts::Counts;
use crate::state::tracking::{Event, Kind, Tracked};
use crate::state::{Account, State};
use crate::timestamp;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::collections::HashSet;

pub(super) const HANDLERS: &[(&str, Handler)] = &[
    ("getSends", sends),
    ("getOpens", opens),
    ("getUniqueOpens", unique_opens),
    ("getDidNotOpens", did_not_opens),
    ("getClicks", clicks),
    ("getForwards", forwards),
    ("getOptouts", optouts),
    ("getBounces", bounces),
    ("getCampaignActivityLinkStats", links),
    ("getEmailSummary", campaign_stats),
    ("getEmailCampaignActivitySummary", activity_stats),
    ("getAllBulkEmailCampaignSummaries", summaries),
];

/// The most activities in one request for their counts.
const MOST_ACTIVITIES: usize = 10;
/// The error key of a report without figures.
const NO_STATS: &str = "reportingsvc.not_found.invalid_path_param.campaign_ids.";

/// A request for a list of what happened to the mails of an activity.
struct Report<'s> {
    account: &'s Account,
    activity: &'s str,
    tracked: &'s Tracked,
    page: Page,
}

impl<'s> Report<'s> {
    fn read(state: &'s mut State, request: &'s Request) -> Result<Self, Answer> {
        let page = Page::of_links(request)?;
        let account = &*state.account(&request.account);
        let activity = request.path_value("campaign_activity_id");
        let tracked = account.tracking.of(activity);
        Ok(Self {
            tracked: tracked.ok_or_else(Answer::not_found)?,
            account,
            activity,
            page,
        })
    }

    /// A page of the events that are wanted, the latest first.
    fn answer(&self, is_wanted: impl FnMut(&&Event) -> bool) -> Answer {
        let events = self.tracked.newest_first().filter(is_wanted);
        let rows = events.map(|event| self.row(event));
        let mut document = self.page.linked("tracking_activities", rows);
        // Some of these lists require the member on the last page too.
        document.entry("_links").or_insert_with(|| json!({}));
        Answer::json(200, &Value::Object(document))
    }

    /// An event with the contact as it is now.
    fn row(&self, event: &Event) -> Value {
        let mut row = json!({
            "contact_id": event.contact.to_string(),
            "campaign_activity_id": self.activity,
            "tracking_activity_type": event.kind.name(),
            "email_address": &*event.email,
            "created_time": timestamp::written(event.at),
        });
        if let Some(contact) = self.account.contacts.get(event.contact) {
            for (name, value) in [
                ("first_name", contact.first_name.as_deref()),
                ("last_name", contact.last_name.as_deref()),
            ] {
                if let Some(value) = value {
                    row[name] = json!(value);
                }
            }
            if let Some(at) = contact.deleted_at {
                row["deleted_at"] = json!(at.date_naive().to_string());
            }
        }
        match &event.kind {
            Kind::Open => row["device_type"] = json!("computer"),
            Kind::Click(link) => {
                row["device_type"] = json!("computer");
                if let Some(link) = self.tracked.links.get(*link) {
                    row["url_id"] = json!(link.id.to_string());
                    row["link_url"] = json!(link.url);
                }
            }
            Kind::Bounce(bounce) => {
                row["bounce_code"] = json!(bounce.code());
                let contact = self.account.contacts.get(event.contact);
                if let Some(address) = contact.and_then(|contact| contact.address()) {
                    row["current_email_address"] = json!(address);
                }
            }
            Kind::OptOut(Some(reason)) => row["opt_out_reason"] = json!(&**reason),
            Kind::Send | Kind::OptOut(None) | Kind::Forward => {}
        }
        row
    }
}

/// The answer to a request for a list, of the events that are wanted.
fn list(state: &mut State, request: &Request, is_wanted: fn(&Kind) -> bool) -> Answer {
    match Report::read(state, request) {
        Ok(report) => report.answer(|event| is_wanted(&event.kind)),
        Err(refusal) => refusal,
    }
}

fn sends(state: &mut State, request: &Request) -> Answer {
    list(state, request, |kind| *kind == Kind::Send)
}

fn opens(state: &mut State, request: &Request) -> Answer {
    list(state, request, |kind| *kind == Kind::Open)
}

fn forwards(state: &mut State, request: &Request) -> Answer {
    list(state, request, |kind| *kind == Kind::Forward)
}

fn optouts(state: &mut State, request: &Request) -> Answer {
    list(state, request, |kind| matches!(kind, Kind::OptOut(_)))
}

/// The latest opening of each contact.
fn unique_opens(state: &mut State, request: &Request) -> Answer {
    let report = match Report::read(state, request) {
        Ok(report) => report,
        Err(refusal) => return refusal,
    };
    let mut seen = HashSet::new();
    report.answer(|event| event.kind == Kind::Open && seen.insert(event.contact))
}

/// The sendings to contacts who have not opened.
fn did_not_opens(state: &mut State, request: &Request) -> Answer {
    let report = match Report::read(state, request) {
        Ok(report) => report,
        Err(refusal) => return refusal,
    };
    let events = report.tracked.newest_first();
    let unopened =
        events.filter(|event| event.kind == Kind::Send && !report.tracked.is_opened(event.contact));
    let rows = unopened.map(|event| {
        let mut row = report.row(event);
        row["tracking_activity_type"] = json!("em_didnotopens");
        row
    });
    let document = report.page.linked("tracking_activities", rows);
    Answer::json(200, &Value::Object(document))
}

fn clicks(state: &mut State, request: &Request) -> Answer {
    let report = match Report::read(state, request) {
        Ok(report) => report,
        Err(refusal) => return refusal,
    };
    let url = report.page.query().value("url_id");
    let links = &report.tracked.links;
    let link = url.map(|url| links.iter().position(|link| link.id.to_string() == url));
    report.answer(|event| match (&event.kind, link) {
        (Kind::Click(_), None) => true,
        (Kind::Click(clicked), Some(link)) => Some(*clicked) == link,
        _ => false,
    })
}

fn bounces(state: &mut State, request: &Request) -> Answer {
    let report = match Report::read(state, request) {
        Ok(report) => report,
        Err(refusal) => return refusal,
    };
    let codes = report.page.query().values("bounce_code");
    report.answer(|event| match event.kind {
        Kind::Bounce(bounce) => codes.is_empty() || codes.contains(&bounce.code()),
        _ => false,
    })
}

fn links(state: &mut State, request: &Request) -> Answer {
    let activity = request.path_value("campaign_activity_id");
    let account = state.account(&request.account);
    let Some(tracked) = account.tracking.of(activity) else {
        return Answer::not_found();
    };
    let rows = tracked
        .links
        .iter()
        .enumerate()
        .filter_map(|(index, link)| {
            let events = tracked.newest_first();
            let clicked = events.filter(|event| event.kind == Kind::Click(index));
            let contacts: HashSet<Id> = clicked.map(|event| event.contact).collect();
            let is_shown = !contacts.is_empty() || request.flag("no_clicks");
            is_shown.then(|| {
                json!({
                    "link_url": link.url,
                    "url_id": link.id.to_string(),
                    "unique_clicks": contacts.len(),
                })
            })
        });
    let rows: Vec<Value> = rows.collect();
    Answer::json(
        200,
        &json!({ "campaign_activity_id": activity, "link_click_counts": rows }),
    )
}

/// The ids of a path that takes several.
fn ids<'r>(request: &'r Request, name: &str) -> Vec<&'r str> {
    let ids = request.path_value(name).split(',');
    ids.map(str::trim).filter(|id| !id.is_empty()).collect()
}

fn no_stats() -> Answer {
    let message = "Could not find any stats for the requested ids.";
    Answer::error(404, NO_STATS, message)
}

/// The counts of a campaign, with its resend, and when they were made. None if it was never sent.
fn counts_of(account: &Account, campaign: &Campaign) -> Option<(Counts, DateTime<Utc>)> {
    let resend = campaign.resend.as_ref().map(|resend| &*resend.id);
    let activities = [Some(&*campaign.primary.id), resend];
    let tracked = activities.into_iter().flatten();
    let tracked = tracked.filter_map(|id| account.tracking.of(id));
    let counts = tracked.map(|tracked| (Counts::of(tracked), tracked.refreshed));
    counts.reduce(|(one, a), (other, b)| (one.plus(other), a.max(b)))
}

fn campaign_stats(state: &mut State, request: &Request) -> Answer {
    let account = &*state.account(&request.account);
    let mut results = Vec::new();
    for id in ids(request, "campaign_ids") {
        let campaign = account.campaigns.get(id);
        let campaign = campaign.ok().filter(|campaign| !campaign.removed);
        let counts = campaign.and_then(|campaign| counts_of(account, campaign));
        // One that is not valid fails the request for all.
        let Some((counts, refreshed)) = counts else {
            return no_stats();
        };
        results.push(json!({
            "campaign_id": id,
            "stats": counts.campaign_document(),
            "percents": counts.campaign_percents_document(),
            "last_refresh_time": timestamp::written(refreshed),
        }));
    }
    let none: [Value; 0] = [];
    Answer::json(200, &json!({ "results": results, "errors": none }))
}

fn activity_stats(state: &mut State, request: &Request) -> Answer {
    let ids = ids(request, "campaign_activity_ids");
    if ids.is_empty() || ids.len() > MOST_ACTIVITIES {
        let problem = "campaign_activity_ids takes one to ten ids";
        return Answer::error(400, "reportingsvc.validation.error", problem);
    }
    if ids.iter().any(|id| Id::parse(id).is_none()) {
        return no_stats();
    }
    let account = &*state.account(&request.account);
    let (mut results, mut errors) = (Vec::new(), Vec::new());
    for id in ids {
        let campaign = account.campaigns.with_activity(id).ok();
        match (campaign, account.tracking.of(id)) {
            (Some((campaign, _)), Some(tracked)) => results.push(json!({
                "campaign_id": campaign.id,
                "campaign_activity_id": id,
                "stats": Counts::of(tracked).activity_document(),
                "last_refresh_time": timestamp::written(tracked.refreshed),
            })),
            _ => errors.push(json!({
                "error_key": NO_STATS,
                "error_message": format!("Could not find any stats for {id}."),
            })),
        }
    }
    Answer::json(200, &json!({ "results": results, "errors": errors }))
}

/// The campaigns that were sent, the last one first, with the percentages of the page.
fn summaries(state: &mut State, request: &Request) -> Answer {
    let page = match Page::of_links(request) {
        Ok(page) => page,
        Err(refusal) => return refusal,
    };
    let account = &*state.account(&request.account);
    let campaigns = account.campaigns.newest_first();
    let sent = campaigns.filter(|one| !one.removed && one.last_sent().is_some());
    let mut sent: Vec<&Campaign> = sent.collect();
    sent.sort_by_key(|campaign| std::cmp::Reverse(campaign.last_sent()));
    let counts = |campaign| counts_of(account, campaign).map(|(counts, _)| counts);
    let rows = sent.iter().map(|campaign| {
        let counts = counts(*campaign).unwrap_or_default();
        json!({
            "campaign_id": campaign.id,
            "campaign_type": "Newsletter",
            "last_sent_date": campaign.last_sent().map(timestamp::written),
            "unique_counts": counts.unique_document(),
        })
    });
    let mut document = page.linked("bulk_email_campaign_summaries", rows);
    let shown = sent.iter().skip(page.start as usize).take(page.limit);
    let total = shown.filter_map(|campaign| counts(*campaign));
    let total = total.reduce(Counts::plus).unwrap_or_default();
    let percents = Value::Object(total.percents_document());
    document.insert("aggregate_percents".to_owned(), percents);
    Answer::json(200, &Value::Object(document))
}
