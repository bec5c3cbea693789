//! Following the activities of a bulk job until all have ended and it is certain that the server has each part
//! once.
//!
//! A poll of several jobs reads the list of all jobs, 500 per page, so that a hundred parts take one
//! request instead of a hundred. Jobs that the list does not show are requested one by one, and so is a
//! single job. The wait between two polls adapts to how often jobs end. After all jobs have ended, the list
//! is read to its end once, if the server may have a part twice: see [`next`].

use crate::bulk::activity::{ListedNames, Listing, file_key, is_after, job_id};
use crate::bulk::progress::{Phase, ProgressPublisher};
use crate::bulk::report::{BulkReport, PartReport, PartState, listed_by};
use crate::bulk::timeouts::Timeouts;
use crate::client::Client;
use crate::error::Result;
use crate::transport::polling::POLL_BACKOFF;
use crate::types::Activity;
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// The wait after a poll: shorter if a job ended, otherwise longer.
fn adapt(wait: Duration, a_job_ended: bool) -> Duration {
    if a_job_ended {
        (wait / 2).max(POLL_BACKOFF.first)
    } else {
        POLL_BACKOFF.longer(wait)
    }
}

/// How jobs are followed.
pub(super) struct FollowOptions {
    pub timeouts: Timeouts,
    /// How long after the last part was accepted to search for jobs of another import with the same id;
    /// `None` if there cannot be one.
    pub find_duplicates_after: Option<Duration>,
    pub interval: Option<Duration>,
    pub timeout: Duration,
}

/// What to do next.
#[derive(Debug, PartialEq)]
enum Step {
    /// Poll the jobs that have not ended.
    Poll,
    /// Read the list of jobs to its end at this time or later; `None` is beyond the range of the clock.
    ReadList(Option<Instant>),
    Done,
}

/// Decides what to do next. `read` is when the list was last read to its end.
fn next(report: &BulkReport, options: &FollowOptions, read: Option<Instant>) -> Step {
    if unfinished(report) > 0 {
        return Step::Poll;
    }
    let mut times = Vec::new();
    if report.listed_names() != ListedNames::Changed {
        let files = report.parts.iter().filter(|part| part.file_name.is_some());
        let sent = files.filter_map(|part| part.attempts.last());
        times.extend(sent.map(|sent| listed_by(sent, options.timeouts.listed_within)));
        if let Some(wait) = options.find_duplicates_after {
            let last = report.parts.iter().map(|part| part.since).max();
            times.extend(last.map(|since| listed_by(since, wait)));
        }
    }
    if times.contains(&None) {
        return Step::ReadList(None);
    }
    match times.into_iter().flatten().max() {
        Some(time) if read.is_none_or(|read| read < time) => Step::ReadList(Some(time)),
        _ => Step::Done,
    }
}

pub(super) async fn follow(
    client: &Client,
    report: &mut BulkReport,
    publisher: &ProgressPublisher,
    options: &FollowOptions,
) -> Result<()> {
    let deadline = Instant::now().checked_add(options.timeout);
    let mut wait = options.interval.unwrap_or(POLL_BACKOFF.first);
    let mut read = None;
    loop {
        let step = next(report, options, read);
        let at = match step {
            Step::Done => return Ok(()),
            Step::Poll => Instant::now().checked_add(wait),
            Step::ReadList(at) => at,
        };
        let Some(at) = at.filter(|_| !is_after(at, deadline)) else {
            // Reading the list too early to be certain is better than not reading it.
            if step != Step::Poll && read.is_none() {
                read_list(client, report, options.timeouts.listed_within).await?;
            }
            return Ok(());
        };
        sleep_until(at).await;
        let before = unfinished(report);
        match step {
            Step::ReadList(_) => {
                read = Some(Instant::now());
                read_list(client, report, options.timeouts.listed_within).await?;
            }
            _ => poll(client, report, options.timeouts.listed_within).await?,
        }
        publisher.update(Phase::Processing, report);
        let ended = unfinished(report) < before;
        wait = options.interval.unwrap_or_else(|| adapt(wait, ended));
    }
}

/// How many jobs are still to be followed.
fn unfinished(report: &BulkReport) -> usize {
    let parts = report.parts.iter();
    parts.filter(|part| is_unfinished(part)).count()
}

fn is_unfinished(part: &PartReport) -> bool {
    part.state == PartState::Accepted && part.activity_id.is_some()
}

/// Updates every job that has not ended.
async fn poll(client: &Client, report: &mut BulkReport, listed_within: Duration) -> Result<()> {
    let mut rest: Vec<usize> = (0..report.parts.len())
        .filter(|at| report.parts.get(*at).is_some_and(is_unfinished))
        .collect();
    let several = rest.len() > 1;
    if several {
        rest = poll_list(client, report, rest).await?;
    }
    let mut unknown = Vec::new();
    for at in rest {
        let Some(part) = report.parts.get_mut(at) else {
            continue;
        };
        let id = part.activity_id.clone().unwrap_or_default();
        match client.get_activity_by_id(id).send().await {
            Ok(activity) => part.update(activity.into_inner()),
            Err(error) if error.is_not_found() => unknown.push(at),
            Err(error) => return Err(error),
        }
    }
    if !several {
        unknown = poll_list(client, report, unknown).await?;
    }
    let now = Instant::now();
    for at in unknown {
        // The server may not know a new job yet.
        if let Some(part) = report.parts.get_mut(at)
            && listed_by(part.since, listed_within).is_some_and(|by| by <= now)
        {
            part.state = PartState::Forgotten;
        }
    }
    Ok(())
}

/// Reads the list of jobs until it has shown all `wanted` parts, or until it is cheaper to request the
/// others one by one. Returns the parts that it did not show.
async fn poll_list(
    client: &Client,
    report: &mut BulkReport,
    mut wanted: Vec<usize>,
) -> Result<Vec<usize>> {
    if wanted.is_empty() {
        return Ok(wanted);
    }
    let mut ids = HashMap::<String, Vec<usize>>::new();
    for at in &wanted {
        let part = report.parts.get(*at);
        if let Some(id) = part.and_then(|part| part.activity_id.clone()) {
            ids.entry(id).or_default().push(*at);
        }
    }
    let names = parts_by_name(report);
    let mut listing = Listing::new(client);
    let mut pages = 0;
    while let Some(page) = listing.next().await? {
        pages += 1;
        for activity in page {
            let id = activity.activity_id.as_ref();
            let parts = id.and_then(|id| ids.remove(id)).unwrap_or_default();
            if parts.is_empty() {
                add_listed_job(report, &names, activity);
                continue;
            }
            for at in parts {
                wanted.retain(|wanted| *wanted != at);
                if let Some(part) = report.parts.get_mut(at) {
                    part.observe_name(&activity);
                    part.update(activity.clone());
                }
            }
        }
        if wanted.len() <= pages {
            break;
        }
    }
    Ok(wanted)
}

/// Reads the list of jobs to its end, in search of unknown jobs of this import.
async fn read_list(
    client: &Client,
    report: &mut BulkReport,
    listed_within: Duration,
) -> Result<()> {
    let begun = Instant::now();
    let parts = parts_by_name(report);
    let known = report.clone();
    let known = known.file_names();
    let mut names = report.listed_names();
    let mut listing = Listing::new(client);
    while let Some(page) = listing.next().await? {
        for activity in page {
            if let Some(sent) = job_id(&activity).and_then(|id| known.get(id)) {
                names.observe(&activity, sent);
            }
            add_listed_job(report, &parts, activity);
        }
    }
    if names == ListedNames::Kept {
        for at in parts.into_values() {
            if let Some(part) = report.parts.get_mut(at) {
                part.attempts.not_listed(begun, listed_within);
            }
        }
    }
    Ok(())
}

/// The positions of the parts by their file names, in the form for comparison.
fn parts_by_name(report: &BulkReport) -> HashMap<String, usize> {
    let parts = report.parts.iter().enumerate();
    parts
        .filter_map(|(at, part)| Some((file_key(part.file_name.as_deref()?), at)))
        .collect()
}

/// Adds a job to the part whose file it imports, if the file belongs to this import.
fn add_listed_job(report: &mut BulkReport, names: &HashMap<String, usize>, activity: Activity) {
    let name = activity.source_file_name.as_deref().map(file_key);
    let at = name.and_then(|name| names.get(&name));
    if let Some(part) = at.and_then(|at| report.parts.get_mut(*at)) {
        part.add_listed_job(activity);
    }
}

#[cfg(test)]
mod tests;
