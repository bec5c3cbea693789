//! The bulk jobs as a test sees and arranges them.

use crate::sandbox::{Sandbox, Shared};
use crate::state::activities::{Activities, NewJob, Work};
use crate::state::{Account, FIRST_ACCOUNT};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::time::Duration;

impl Sandbox {
    /// The bulk jobs of the first account.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.jobs().take(Duration::from_secs(60)).end_as("failed");
    /// // … start an import, and see what the program does when its job fails.
    /// sandbox.clock().advance(Duration::from_secs(60));
    /// # Ok(()) }
    /// ```
    pub fn jobs(&self) -> Jobs<'_> {
        Jobs {
            shared: &self.shared,
        }
    }
}

/// The bulk jobs of an account, and how the next ones behave.
///
/// ```
/// # use constant_contact_sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// use std::time::Duration;
/// sandbox.jobs().take(Duration::from_secs(60)).list_after(Duration::from_secs(5));
/// # Ok(()) }
/// ```
///
/// A setting holds for all jobs that are accepted after it. Each method that sets something returns the
/// handle, so that calls can be chained.
#[derive(Debug, Clone, Copy)]
pub struct Jobs<'s> {
    shared: &'s Shared,
}

/// A bulk job that the sandbox has accepted.
///
/// ```
/// # use constant_contact_sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::start().await?;
/// for job in sandbox.jobs().all() {
///     println!("{}: {}", job.operation, job.state);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Job {
    /// The `activity_id`.
    pub id: String,
    /// The last part of the path of its operation, such as `contacts_file_import`.
    pub operation: &'static str,
    /// The name of the file that it imports.
    pub file_name: Option<String>,
    /// The state now, in the API's words.
    pub state: String,
    /// When it was accepted.
    pub created_at: DateTime<Utc>,
    /// How many rows or contacts of an import the API dropped without an error, because they are beyond
    /// 4 MB or 40,000 lines.
    pub dropped_rows: u64,
    /// The `activity_errors`.
    pub errors: Vec<String>,
}

impl<'s> Jobs<'s> {
    /// Sets how long jobs take, by the sandbox's clock. Default: 100 ms.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// use std::time::Duration;
    /// sandbox.jobs().take(Duration::ZERO);
    /// # Ok(()) }
    /// ```
    ///
    /// A job has its effect when it ends. With [`Duration::ZERO`], it has it before the request
    /// is answered, and with [`Duration::MAX`] it never ends.
    pub fn take(self, time: Duration) -> Self {
        self.set(|jobs| jobs.next.take = time)
    }

    /// Sets how long after its acceptance the list begins to show a job. Default: none.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// use std::time::Duration;
    /// sandbox.jobs().list_after(Duration::from_secs(5));
    /// # Ok(()) }
    /// ```
    ///
    /// By its id, a job is known at once, unless [`hide_until_listed`](Self::hide_until_listed) is set.
    pub fn list_after(self, time: Duration) -> Self {
        self.list_after_each([time])
    }

    /// As [`list_after`](Self::list_after), with a time for each job in turn.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// use std::time::Duration;
    /// sandbox.jobs().list_after_each([0, 5].map(Duration::from_secs));
    /// # Ok(()) }
    /// ```
    pub fn list_after_each(self, times: impl IntoIterator<Item = Duration>) -> Self {
        let times = times.into_iter().collect();
        self.set(|jobs| jobs.next.list_after = times)
    }

    /// Sets whether a job is unknown by its id (404) until the list shows it.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.jobs().hide_until_listed(true);
    /// # Ok(()) }
    /// ```
    pub fn hide_until_listed(self, is_hidden: bool) -> Self {
        self.set(|jobs| jobs.next.hides_unlisted = is_hidden)
    }

    /// Sets whether the list shows each job twice, as it does if jobs are added between two pages.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.jobs().list_twice(true);
    /// # Ok(()) }
    /// ```
    pub fn list_twice(self, is_twice: bool) -> Self {
        self.set(|jobs| jobs.next.lists_twice = is_twice)
    }

    /// Sets the state in which jobs end: `completed`, which is the default, `failed`, `cancelled`,
    /// `timed_out`, or any other text.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.jobs().end_as("timed_out");
    /// # Ok(()) }
    /// ```
    ///
    /// Only a job that completes has an effect.
    pub fn end_as(self, state: impl Into<String>) -> Self {
        let state = state.into();
        self.set(|jobs| jobs.next.end = state)
    }

    /// Sets which rows of an import fail, from 1. The others are imported, and the job completes with errors.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.jobs().fail_rows([1, 3]);
    /// # Ok(()) }
    /// ```
    pub fn fail_rows(self, rows: impl IntoIterator<Item = u64>) -> Self {
        let rows = rows.into_iter().collect();
        self.set(|jobs| jobs.next.failing_rows = rows)
    }

    /// Sets whether the API shows files under other names than they were uploaded with.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.jobs().rename_files(true);
    /// # Ok(()) }
    /// ```
    pub fn rename_files(self, is_renamed: bool) -> Self {
        self.set(|jobs| jobs.next.renames_files = is_renamed)
    }

    /// Sets how many jobs can wait or run at a time. Default: 1,000. Further ones are refused with 429.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.jobs().queue(1);
    /// # Ok(()) }
    /// ```
    pub fn queue(self, jobs: usize) -> Self {
        self.set(|all| all.next.queue = jobs)
    }

    /// Adds the import of somebody else, which changes nothing, and returns the id of its job.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let id = sandbox.jobs().add_import("contacts.csv");
    /// assert_eq!(sandbox.jobs().all()[0].id, id);
    /// # Ok(()) }
    /// ```
    pub fn add_import(self, file_name: &str) -> String {
        let now = self.shared.clock.now();
        let mut state = self.shared.state();
        let (account, ids) = state.parts(FIRST_ACCOUNT);
        let new = NewJob {
            operation: "contacts_file_import",
            file_name: Some(file_name.to_owned()),
            work: Work::Nothing,
            counts: [("items_total_count", 2), ("person_count", 1)].into(),
            dropped_rows: 0,
        };
        account.activities.add(ids, new, now).id.clone()
    }

    /// Deletes all jobs, with the effects that they have yet to have and all counts. The settings are kept.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.jobs().add_import("contacts.csv");
    /// assert!(sandbox.jobs().clear().all().is_empty());
    /// # Ok(()) }
    /// ```
    pub fn clear(self) -> Self {
        self.set(Activities::clear)
    }

    /// How many jobs were accepted, since the last [`clear`](Self::clear).
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert_eq!(sandbox.jobs().accepted(), 0);
    /// # Ok(()) }
    /// ```
    pub fn accepted(self) -> usize {
        self.with(|account, _| account.activities.accepted())
    }

    /// The jobs of the last ten days, the oldest first.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert!(sandbox.jobs().all().iter().all(|job| job.state == "completed"));
    /// # Ok(()) }
    /// ```
    pub fn all(self) -> Vec<Job> {
        self.with(|account, now| {
            let jobs = account.activities.all();
            jobs.map(|job| Job {
                id: job.id.clone(),
                operation: job.operation,
                file_name: job.file_name.clone(),
                state: job.state(now).to_owned(),
                created_at: job.created_at,
                dropped_rows: job.dropped_rows,
                errors: job.errors.clone(),
            })
            .collect()
        })
    }

    /// How many accepted rows of imports have this e-mail address or, without one, this number for text
    /// messages. An address that an import sent twice is counted twice, although it is one contact.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// // … the program under test
    /// assert!(sandbox.jobs().times_accepted("ada@example.com") <= 1, "no row was sent twice");
    /// # Ok(()) }
    /// ```
    pub fn times_accepted(self, address: &str) -> u32 {
        self.with(|account, _| account.activities.times_accepted(address))
    }

    /// How many different addresses the accepted rows of imports have. An import that is waiting, or that
    /// ended without success, counts too.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// assert_eq!(sandbox.jobs().addresses(), 0);
    /// # Ok(()) }
    /// ```
    pub fn addresses(self) -> usize {
        self.with(|account, _| account.activities.addresses())
    }

    /// Waits until this many jobs were accepted.
    ///
    /// ```
    /// # use constant_contact_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// // … a task starts an import
    /// # sandbox.jobs().add_import("contacts.csv");
    /// sandbox.jobs().wait_for(1).await;
    /// # Ok(()) }
    /// ```
    pub async fn wait_for(self, accepted: usize) {
        loop {
            let added = self.with(|account, _| Arc::clone(&account.activities.added));
            let mut added = std::pin::pin!(added.notified());
            // From here on, no job is missed.
            added.as_mut().enable();
            if self.accepted() >= accepted {
                return;
            }
            added.await;
        }
    }

    fn set(self, change: impl FnOnce(&mut Activities)) -> Self {
        self.with(|account, _| change(&mut account.activities));
        self
    }

    /// Reads or changes the account.
    fn with<R>(self, read: impl FnOnce(&mut Account, DateTime<Utc>) -> R) -> R {
        let now = self.shared.clock.now();
        let mut state = self.shared.state();
        read(state.account(FIRST_ACCOUNT), now)
    }
}
