//! The bulk operations: each begins a job, whose state can be read until it is ten days old.

pub(super) mod batch;
mod csv;
mod export;
mod import;
mod json;
mod source;

use super::Handler;
use super::page::Page;
use super::refusal::{invalid, not_found};
use crate::answer::Answer;
use crate::pipeline::BASE;
use crate::request::Request;
use crate::state::activities::{Job, NewJob, Phase};
use crate::state::{Account, State};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

pub(super) const HANDLERS: &[(&str, Handler)] = &[
    ("getActivityStatusCollection", list),
    ("getActivity", get),
    ("getContactsExport", file),
    ("contactsCSVImport", |state, request| {
        start(state, request, csv::read)
    }),
    ("bulkImportContactsJSON", |state, request| {
        start(state, request, json::read)
    }),
    ("postContactsExport", |state, request| {
        start(state, request, export::read)
    }),
    ("postListAddContact", |state, request| {
        start(state, request, batch::add_to_lists)
    }),
    ("postListRemoveContact", |state, request| {
        start(state, request, batch::remove_from_lists)
    }),
    ("postTagAddContact", |state, request| {
        start(state, request, batch::add_tags)
    }),
    ("postTagRemoveContact", |state, request| {
        start(state, request, batch::remove_tags)
    }),
    ("postContactDelete", |state, request| {
        start(state, request, batch::delete_contacts)
    }),
    ("postListDelete", |state, request| {
        start(state, request, batch::delete_lists)
    }),
    ("postTagDelete", |state, request| {
        start(state, request, batch::delete_tags)
    }),
    ("postCustomFieldDelete", |state, request| {
        start(state, request, batch::delete_custom_fields)
    }),
];

/// Reads what a request wants to be done.
type Read = fn(&mut Account, &Request) -> Result<NewJob, Answer>;

fn start(state: &mut State, request: &Request, read: Read) -> Answer {
    let account = state.account(&request.account);
    // First, so that nothing is counted that is not accepted.
    if let Some(refusal) = refusal(account, request.now) {
        return refusal;
    }
    match read(account, request) {
        Ok(job) => begin(state, request, 201, job),
        Err(refusal) => refusal,
    }
}

/// Begins a job, and answers with its first state.
pub(super) fn begin(state: &mut State, request: &Request, status: u16, job: NewJob) -> Answer {
    let (account, ids) = state.parts(&request.account);
    if let Some(refusal) = refusal(account, request.now) {
        return refusal;
    }
    let job = account.activities.add(ids, job, request.now);
    let answer = Answer::json(status, &first_document(job));
    // A job that takes no time has its effect before the answer.
    account.settle(ids, request.now);
    answer
}

fn refusal(account: &Account, now: DateTime<Utc>) -> Option<Answer> {
    account.activities.is_full(now).then(queue_full)
}

/// The refusal of further jobs. Its body is not documented, only its status.
pub(crate) fn queue_full() -> Answer {
    let message = "The queue of this account has no room for another activity.";
    Answer::error(429, "activities.api.queue_full", message)
}

fn list(state: &mut State, request: &Request) -> Answer {
    let page = match Page::of_links(request) {
        Ok(page) => page,
        Err(refusal) => return refusal,
    };
    let wanted = page.query().value("state");
    if wanted.is_some_and(|wanted| !STATES.contains(&wanted)) {
        return invalid("state does not have a valid value");
    }
    let now = request.now;
    let jobs = state.account(&request.account).activities.listed(now);
    let jobs = jobs.filter(|job| wanted.is_none_or(|wanted| job.state(now) == wanted));
    let document = page.linked("activities", jobs.map(|job| document(job, now)));
    Answer::json(200, &Value::Object(document))
}

/// The states that the list can be filtered by. The contract leaves out `initialized`.
const STATES: [&str; 5] = [
    "processing",
    "completed",
    "cancelled",
    "failed",
    "timed_out",
];

fn get(state: &mut State, request: &Request) -> Answer {
    let account = state.account(&request.account);
    let job = account
        .activities
        .job(request.path_value("activity_id"), request.now);
    match job {
        Some(job) => Answer::json(200, &document(job, request.now)),
        None => not_found("activity_id", request.path_value("activity_id")),
    }
}

fn file(state: &mut State, request: &Request) -> Answer {
    let account = state.account(&request.account);
    // What the API answers before the file is written is not documented.
    match account
        .activities
        .file(request.path_value("file_export_id"))
    {
        Some(content) => Answer::text(200, "text/csv;charset=UTF-8", content.clone()),
        None => not_found("file_export_id", request.path_value("file_export_id")),
    }
}

/// The answer to the request that began the job, which always shows it as new.
fn first_document(job: &Job) -> Value {
    let mut document = common(job);
    document.insert("state".to_owned(), json!("initialized"));
    document.insert("percent_done".to_owned(), json!(0));
    document.insert("updated_at".to_owned(), time(job.created_at));
    document.insert("activity_errors".to_owned(), json!([]));
    Value::Object(document)
}

/// The job as it is now.
fn document(job: &Job, now: DateTime<Utc>) -> Value {
    let mut document = common(job);
    let phase = job.phase(now);
    document.insert("state".to_owned(), json!(job.state(now)));
    document.insert("percent_done".to_owned(), json!(job.percent(now)));
    document.insert("updated_at".to_owned(), time(job.updated_at(now)));
    document.insert("activity_errors".to_owned(), json!(job.errors));
    if phase != Phase::Waiting {
        document.insert("started_at".to_owned(), time(job.started_at));
    }
    if phase == Phase::Ended {
        document.insert("completed_at".to_owned(), time(job.ends_at));
    }
    if !job.counts.is_empty() {
        document.insert("status".to_owned(), json!(job.counts));
    }
    Value::Object(document)
}

fn common(job: &Job) -> Map<String, Value> {
    let mut document = Map::new();
    document.insert("activity_id".to_owned(), json!(job.id));
    document.insert("created_at".to_owned(), time(job.created_at));
    if let Some(name) = &job.file_name {
        document.insert("source_file_name".to_owned(), json!(name));
    }
    let href = format!("{BASE}/activities/{}", job.id);
    let mut links = json!({ "self": { "href": href } });
    if let Some(file) = &job.file {
        // The link is there before the file.
        links["results"] = json!({ "href": format!("{BASE}/contact_exports/{}", file.id) });
    }
    document.insert("_links".to_owned(), links);
    document
}

/// A time as activities have it: in seconds.
fn time(moment: DateTime<Utc>) -> Value {
    json!(moment.to_rfc3339_opts(SecondsFormat::Secs, true))
}
