//! The jobs of the bulk operations: what state they are in at a moment, which of them the list shows, and
//! when they take effect.
//!
//! Nothing happens in the background. A job has the times at which it starts and ends, and its state
//! follows from the time that a request arrives at. Before each request, [`Account::settle`] applies the
//! jobs that have ended by then.

mod export;
mod next;
mod rows;
mod selection;
#[cfg(test)]
mod tests;
mod work;

use crate::id::Ids;
use crate::state::{Account, State};
use bytes::Bytes;
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use tokio::sync::Notify;

pub(crate) use export::{EXPORT_FIELDS, Export, ExportStatus};
pub(crate) use next::NextJobs;
pub(crate) use rows::{Row, Rows};
pub(crate) use selection::{Selection, Source};
pub(crate) use work::{Import, Work};

/// How long a job can be read.
const RETENTION: TimeDelta = TimeDelta::days(10);

/// The state of a job that has taken effect.
pub(crate) const COMPLETED: &str = "completed";

/// The jobs of an account.
#[derive(Default)]
pub(crate) struct Activities {
    /// How the next jobs behave.
    pub next: NextJobs,
    /// In the order of their creation.
    jobs: VecDeque<Job>,
    /// How many jobs were accepted.
    created: usize,
    /// When the next job ends that has yet to have its effect.
    next_end: Option<DateTime<Utc>>,
    /// Tells those who wait for jobs.
    pub added: Arc<Notify>,
    /// How often each address was accepted by imports, by its hash: a million addresses need little memory.
    addresses: HashMap<u64, u32>,
}

/// What a new job is about.
pub(crate) struct NewJob {
    pub operation: &'static str,
    pub file_name: Option<String>,
    pub work: Work,
    /// The counts that are known before the job starts.
    pub counts: Counts,
    /// How many rows of the file are beyond the limits of an import.
    pub dropped_rows: u64,
}

/// The counts of a job by their names in the API.
pub(crate) type Counts = BTreeMap<&'static str, u64>;

/// A job.
pub(crate) struct Job {
    pub id: String,
    pub operation: &'static str,
    pub file_name: Option<String>,
    pub created_at: DateTime<Utc>,
    pub started_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// When the list begins to show it.
    pub listed_at: DateTime<Utc>,
    /// Whether it is unknown by its id until it is listed.
    pub is_hidden_until_listed: bool,
    pub is_listed_twice: bool,
    /// The state in which it ends.
    pub end: String,
    pub counts: Counts,
    pub errors: Vec<String>,
    pub dropped_rows: u64,
    /// The file that it writes.
    pub file: Option<ExportFile>,
    /// What it does when it ends; `None` after that.
    work: Option<Work>,
}

/// The file of an export.
pub(crate) struct ExportFile {
    pub id: String,
    /// `None` until it is written.
    pub content: Option<Bytes>,
}

/// What a job is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    Waiting,
    Running,
    Ended,
}

impl Activities {
    /// Whether the queue has no room for another job.
    pub fn is_full(&self, now: DateTime<Utc>) -> bool {
        let unfinished = self.jobs.iter().filter(|job| job.ends_at > now);
        unfinished.count() >= self.next.queue
    }

    /// Adds a job, which behaves as the settings say.
    pub fn add(&mut self, ids: &mut Ids, new: NewJob, now: DateTime<Utc>) -> &Job {
        let next = &self.next;
        let take = TimeDelta::from_std(next.take).unwrap_or(TimeDelta::MAX);
        let file_name = new.file_name.map(|name| match next.renames_files {
            true => format!("upload of {name}"),
            false => name,
        });
        let writes_file = matches!(new.work, Work::Export(_));
        let file = writes_file.then(|| ExportFile {
            id: ids.uuid(),
            content: None,
        });
        let job = Job {
            id: ids.uuid(),
            operation: new.operation,
            file_name,
            created_at: now,
            started_at: after(now, take / 4),
            ends_at: after(now, take),
            listed_at: after(now, next.listing_delay(self.created)),
            is_hidden_until_listed: next.hides_unlisted,
            is_listed_twice: next.lists_twice,
            end: next.end.clone(),
            counts: new.counts,
            errors: Vec::new(),
            dropped_rows: new.dropped_rows,
            file,
            work: Some(new.work),
        };
        let ends_at = self
            .next_end
            .map_or(job.ends_at, |next| next.min(job.ends_at));
        self.next_end = Some(ends_at);
        self.created += 1;
        self.added.notify_waiters();
        self.jobs.push_back(job);
        self.jobs.back().expect("it was added")
    }

    /// The job with this id, as the API shows it.
    pub fn job(&self, id: &str, now: DateTime<Utc>) -> Option<&Job> {
        let job = self.jobs.iter().rev().find(|job| job.id == id)?;
        let is_hidden = job.is_hidden_until_listed && job.listed_at > now;
        (!is_hidden).then_some(job)
    }

    /// The jobs that the list shows, the newest first.
    pub fn listed(&self, now: DateTime<Utc>) -> impl Iterator<Item = &Job> {
        let listed = self
            .jobs
            .iter()
            .rev()
            .filter(move |job| job.listed_at <= now);
        listed.flat_map(|job| std::iter::repeat_n(job, 1 + usize::from(job.is_listed_twice)))
    }

    /// All jobs, the oldest first.
    pub fn all(&self) -> impl ExactSizeIterator<Item = &Job> + DoubleEndedIterator {
        self.jobs.iter()
    }

    /// The content of an export's file.
    pub fn file(&self, id: &str) -> Option<&Bytes> {
        let mut files = self.jobs.iter().filter_map(|job| job.file.as_ref());
        files.find(|file| file.id == id)?.content.as_ref()
    }

    /// How many jobs were accepted.
    pub fn accepted(&self) -> usize {
        self.created
    }

    /// Deletes all jobs, with what has not taken effect and what was counted.
    pub fn clear(&mut self) {
        self.jobs.clear();
        self.addresses.clear();
        self.created = 0;
    }

    /// Counts an address that an import has.
    pub fn count_accepted(&mut self, address: &str) {
        *self.addresses.entry(hash(address)).or_default() += 1;
    }

    /// How often imports had the address.
    pub fn times_accepted(&self, address: &str) -> u32 {
        self.addresses.get(&hash(address)).copied().unwrap_or(0)
    }

    /// How many different addresses imports had.
    pub fn addresses(&self) -> usize {
        self.addresses.len()
    }

    /// The next job that has ended and has yet to have its effect, in the order in which jobs end.
    fn due(&mut self, now: DateTime<Utc>) -> Option<&mut Job> {
        if self.next_end.is_none_or(|next| next > now) {
            return None;
        }
        let waiting = self.jobs.iter().filter(|job| job.work.is_some());
        self.next_end = waiting.map(|job| job.ends_at).min();
        let due = self.jobs.iter_mut();
        due.filter(|job| job.work.is_some() && job.ends_at <= now)
            .min_by_key(|job| job.ends_at)
    }

    /// Forgets the jobs that are too old to be read.
    fn forget(&mut self, now: DateTime<Utc>) {
        let is_old = |job: &Job| after(job.created_at, RETENTION) <= now;
        while self.jobs.front().is_some_and(is_old) {
            self.jobs.pop_front();
        }
    }
}

impl State {
    /// Sends the campaigns of all accounts that are due, and applies the jobs that have ended by now.
    pub fn settle(&mut self, now: DateTime<Utc>) {
        for account in self.accounts.values_mut() {
            account.send_due(&mut self.ids, now);
            account.settle(&mut self.ids, now);
        }
    }
}

impl Account {
    /// Applies the jobs that have ended by now, in the order in which they ended.
    pub fn settle(&mut self, ids: &mut Ids, now: DateTime<Utc>) {
        while let Some(job) = self.activities.due(now) {
            let work = job.work.take();
            let (id, ended) = (job.id.clone(), job.ends_at);
            if job.end != COMPLETED {
                continue;
            }
            let Some(work) = work else { continue };
            // The API keeps the times of changes to the second.
            let done = work.apply(self, ids, ended.trunc_subsecs(0));
            let mut jobs = self.activities.jobs.iter_mut();
            if let Some(job) = jobs.find(|job| job.id == id) {
                job.counts.extend(done.counts);
                job.errors = done.errors;
                if let Some(file) = &mut job.file {
                    file.content = done.file;
                }
            }
        }
        self.activities.forget(now);
    }
}

impl Job {
    pub fn phase(&self, now: DateTime<Utc>) -> Phase {
        match now {
            _ if now >= self.ends_at => Phase::Ended,
            _ if now >= self.started_at => Phase::Running,
            _ => Phase::Waiting,
        }
    }

    /// The state, in the API's words.
    pub fn state(&self, now: DateTime<Utc>) -> &str {
        match self.phase(now) {
            Phase::Waiting => "initialized",
            Phase::Running => "processing",
            Phase::Ended => &self.end,
        }
    }

    /// How far the job has come. One that ended without success never shows 100.
    pub fn percent(&self, now: DateTime<Utc>) -> i64 {
        match self.phase(now) {
            Phase::Waiting => 0,
            Phase::Ended if self.end == COMPLETED => 100,
            Phase::Ended => 99,
            Phase::Running => {
                let passed = (now - self.started_at).num_milliseconds();
                let whole = (self.ends_at - self.started_at).num_milliseconds().max(1);
                // In 128 bits, because a job can take forever.
                let percent = i128::from(passed) * 100 / i128::from(whole);
                i64::try_from(percent).unwrap_or(99).clamp(1, 99)
            }
        }
    }

    /// When the state last changed.
    pub fn updated_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self.phase(now) {
            Phase::Waiting => self.created_at,
            Phase::Running => self.started_at,
            Phase::Ended => self.ends_at,
        }
    }
}

fn after(moment: DateTime<Utc>, time: TimeDelta) -> DateTime<Utc> {
    let sum = moment.checked_add_signed(time);
    sum.unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// Addresses that differ only in case are one.
fn hash(address: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    address.to_lowercase().hash(&mut hasher);
    hasher.finish()
}
