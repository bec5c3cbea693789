//! Following the jobs of a bulk job until all have ended and each part is known to be there once.
//!
//! A look at a single job asks for this job. A look at several asks for the list of all jobs, 500
//! at a time, so that a hundred parts cost one request and not a hundred; what the
//! list does not show is asked for by itself. The wait between two looks adapts to how much
//! happens. When nothing is left to wait for, the list is read to its end once, if a part can be
//! there twice: see [`next`].

use super::listing::{Listing, Names, file_key, job_id};
use super::progress::{Phase, ProgressFeed};
use super::report::{BulkReport, PartReport, PartState};
use super::sends::listed_by;
use super::timeouts::Timeouts;
use crate::bulk::activity::is_after;
use crate::client::Client;
use crate::error::Result;
use crate::types::Activity;
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

const SHORTEST: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_secs(30);

/// The wait after a look: shorter if something ended, longer if not.
fn adapt(wait: Duration, something_ended: bool) -> Duration {
    if something_ended {
        (wait / 2).max(SHORTEST)
    } else {
        (wait * 3 / 2).min(LONGEST)
    }
}

/// How jobs are followed.
pub(super) struct Following {
    pub timeouts: Timeouts,
    /// How long after the last part was accepted to look for jobs of another import with the same id;
    /// none if there cannot be one.
    pub look_for_others_after: Option<Duration>,
    pub interval: Option<Duration>,
    pub deadline: Duration,
}

/// What is to be done next.
#[derive(Debug, PartialEq)]
enum Step {
    /// Look at the jobs that have not ended.
    Poll,
    /// Read the list of jobs to its end, at this moment or later; none if beyond any clock.
    ReadList(Option<Instant>),
    Done,
}

/// Decides what is to be done next. `read` is when the list was last read to its end.
fn next(report: &BulkReport, following: &Following, read: Option<Instant>) -> Step {
    if open(report) > 0 {
        return Step::Poll;
    }
    let mut times = Vec::new();
    if report.names() != Names::Changed {
        let files = report.parts.iter().filter(|part| part.file_name.is_some());
        let sent = files.filter_map(|part| part.sends.last());
        times.extend(sent.map(|sent| listed_by(sent, following.timeouts.listed_within)));
        if let Some(wait) = following.look_for_others_after {
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
    feed: &ProgressFeed,
    following: &Following,
) -> Result<()> {
    let deadline = Instant::now().checked_add(following.deadline);
    let mut wait = following.interval.unwrap_or(SHORTEST);
    let mut read = None;
    loop {
        let step = next(report, following, read);
        let at = match step {
            Step::Done => return Ok(()),
            Step::Poll => Instant::now().checked_add(wait),
            Step::ReadList(at) => at,
        };
        let Some(at) = at.filter(|_| !is_after(at, deadline)) else {
            // Too early to be sure is better than not at all.
            if step != Step::Poll && read.is_none() {
                read_list(client, report, following.timeouts.listed_within).await?;
            }
            return Ok(());
        };
        sleep_until(at).await;
        let before = open(report);
        match step {
            Step::ReadList(_) => {
                read = Some(Instant::now());
                read_list(client, report, following.timeouts.listed_within).await?;
            }
            _ => poll(client, report, following.timeouts.listed_within).await?,
        }
        feed.follow(Phase::Processing, report);
        let ended = open(report) < before;
        wait = following.interval.unwrap_or_else(|| adapt(wait, ended));
    }
}

/// How many jobs are still to be followed.
fn open(report: &BulkReport) -> usize {
    report.parts.iter().filter(|part| is_open(part)).count()
}

fn is_open(part: &PartReport) -> bool {
    part.state == PartState::Accepted && part.activity_id.is_some()
}

/// Looks at every job that has not ended.
async fn poll(client: &Client, report: &mut BulkReport, listed_within: Duration) -> Result<()> {
    let mut rest: Vec<usize> = (0..report.parts.len())
        .filter(|at| report.parts.get(*at).is_some_and(is_open))
        .collect();
    let several = rest.len() > 1;
    if several {
        rest = list(client, report, rest).await?;
    }
    let mut unknown = Vec::new();
    for at in rest {
        let Some(part) = report.parts.get_mut(at) else {
            continue;
        };
        let id = part.activity_id.clone().unwrap_or_default();
        match client.get_activity_by_id().activity_id(id).send().await {
            Ok(activity) => {
                part.see(activity.into_inner());
            }
            Err(error) if error.is_not_found() => unknown.push(at),
            Err(error) => return Err(error),
        }
    }
    if !several {
        unknown = list(client, report, unknown).await?;
    }
    let now = Instant::now();
    for at in unknown {
        // A young job is not known everywhere yet.
        if let Some(part) = report.parts.get_mut(at)
            && listed_by(part.since, listed_within).is_some_and(|by| by <= now)
        {
            part.state = PartState::Forgotten;
        }
    }
    Ok(())
}

/// Reads the list of jobs until all that are wanted were seen, or until asking for the rest one by one
/// costs no more than what was read so far. Returns which parts were not seen.
async fn list(
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
    let names = names(report);
    let mut listing = Listing::new(client);
    let mut pages = 0;
    while let Some(page) = listing.next().await? {
        pages += 1;
        for activity in page {
            let id = activity.activity_id.as_ref();
            let parts = id.and_then(|id| ids.remove(id)).unwrap_or_default();
            if parts.is_empty() {
                find(report, &names, activity);
                continue;
            }
            for at in parts {
                wanted.retain(|wanted| *wanted != at);
                if let Some(part) = report.parts.get_mut(at) {
                    part.see_name(&activity);
                    part.see(activity.clone());
                }
            }
        }
        if wanted.len() <= pages {
            break;
        }
    }
    Ok(wanted)
}

/// Reads the list of jobs to its end, for jobs of our files that are not known yet.
async fn read_list(
    client: &Client,
    report: &mut BulkReport,
    listed_within: Duration,
) -> Result<()> {
    let begun = Instant::now();
    let parts = names(report);
    let known = report.clone();
    let known = known.jobs();
    let mut names = report.names();
    let mut listing = Listing::new(client);
    while let Some(page) = listing.next().await? {
        for activity in page {
            if let Some(sent) = job_id(&activity).and_then(|id| known.get(id)) {
                names.see(&activity, sent);
            }
            find(report, &parts, activity);
        }
    }
    if names == Names::Kept {
        for at in parts.into_values() {
            if let Some(part) = report.parts.get_mut(at) {
                part.sends.not_listed(begun, listed_within);
            }
        }
    }
    Ok(())
}

/// Which part has which file name, in the form in which they are compared.
fn names(report: &BulkReport) -> HashMap<String, usize> {
    let parts = report.parts.iter().enumerate();
    parts
        .filter_map(|(at, part)| Some((file_key(part.file_name.as_deref()?), at)))
        .collect()
}

fn find(report: &mut BulkReport, names: &HashMap<String, usize>, activity: Activity) {
    let name = activity.source_file_name.as_deref().map(file_key);
    let at = name.and_then(|name| names.get(&name));
    if let Some(part) = at.and_then(|at| report.parts.get_mut(*at)) {
        part.find(activity);
    }
}

#[cfg(test)]
mod tests;
