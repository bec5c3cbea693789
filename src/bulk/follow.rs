//! Following the jobs of a bulk job until all have ended.
//!
//! A look at a single job asks for this job. A look at several asks for the list of all jobs, 500
//! at a time, so that a hundred parts cost one request and not a hundred; what the
//! list does not show is asked for by itself. The wait between two looks adapts to how much
//! happens.

use super::listing::Listing;
use super::progress::{Phase, ProgressFeed};
use super::report::{BulkReport, PartReport, PartState};
use crate::activity::is_after;
use crate::client::Client;
use crate::error::Result;
use crate::types::Activity;
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use tokio::time::{Instant, sleep};

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

pub(super) async fn follow(
    client: &Client,
    report: &mut BulkReport,
    feed: &ProgressFeed,
    interval: Option<Duration>,
    deadline: Option<Duration>,
) -> Result<()> {
    let deadline = deadline.and_then(|limit| Instant::now().checked_add(limit));
    let mut wait = interval.unwrap_or(SHORTEST);
    loop {
        let before = open(report);
        // Whoever was sent twice is looked for twice, even if its job has ended.
        let doubtful = report.parts.iter().any(|part| part.sent_again);
        if before == 0 && !doubtful {
            return Ok(());
        }
        if is_after(Instant::now().checked_add(wait), deadline) {
            return Ok(());
        }
        sleep(wait).await;
        look(client, report).await?;
        feed.follow(Phase::Processing, report);
        let after = open(report);
        if after == 0 {
            return Ok(());
        }
        wait = interval.unwrap_or_else(|| adapt(wait, after < before));
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
async fn look(client: &Client, report: &mut BulkReport) -> Result<()> {
    let mut rest: Vec<usize> = (0..report.parts.len())
        .filter(|at| report.parts.get(*at).is_some_and(is_open))
        .collect();
    let doubtful = report.parts.iter().any(|part| part.sent_again);
    if rest.len() > 1 || doubtful {
        let listed = list(client, report, &rest, doubtful).await?;
        rest.retain(|at| !listed.contains(at));
    }
    for at in rest {
        let Some(part) = report.parts.get_mut(at) else {
            continue;
        };
        let id = part.activity_id.clone().unwrap_or_default();
        match client.get_activity_by_id().activity_id(id).send().await {
            Ok(activity) => {
                part.see(activity.into_inner());
            }
            Err(error) if error.is_not_found() => part.state = PartState::Forgotten,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Reads the list of jobs as far as needed: until all that are wanted were seen, or to its end
/// if there may be jobs that nobody asked for. Returns which parts were seen.
async fn list(
    client: &Client,
    report: &mut BulkReport,
    wanted: &[usize],
    to_the_end: bool,
) -> Result<HashSet<usize>> {
    let wanted: HashMap<String, usize> = wanted
        .iter()
        .filter_map(|at| Some((report.parts.get(*at)?.activity_id.clone()?, *at)))
        .collect();
    let mut seen = HashSet::new();
    let mut listing = Listing::new(client);
    while let Some(page) = listing.next().await? {
        for activity in page {
            let at = activity.activity_id.as_ref().and_then(|id| wanted.get(id));
            match at.and_then(|at| Some((*at, report.parts.get_mut(*at)?))) {
                Some((at, part)) => {
                    part.see(activity);
                    seen.insert(at);
                }
                None => note_repeated(report, &activity),
            }
        }
        if seen.len() == wanted.len() && !to_the_end {
            break;
        }
    }
    Ok(seen)
}

/// A job of one of our files that we do not know.
fn note_repeated(report: &mut BulkReport, activity: &Activity) {
    let (Some(id), Some(name)) = (&activity.activity_id, &activity.source_file_name) else {
        return;
    };
    if !name.starts_with(&report.import_id) {
        return;
    }
    let mut parts = report.parts.iter_mut();
    let part = parts.find(|part| part.file_name.as_ref() == Some(name));
    if let Some(part) = part
        && part.activity_id.as_ref() != Some(id)
        && !part.repeated_in.contains(id)
    {
        part.repeated_in.push(id.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_stay_within_their_bounds() {
        let mut wait = SHORTEST;
        for _ in 0..20 {
            wait = adapt(wait, false);
        }
        assert_eq!(wait, LONGEST);
        for _ in 0..20 {
            wait = adapt(wait, true);
        }
        assert_eq!(wait, SHORTEST);
    }
}
