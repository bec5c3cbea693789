//! Two imports over one journal, as on two machines, whose lock expires.

use crate::fault_server::FaultServer;
use crate::import::{assert_complete, client, csv, finish, import};
use constant_contact::{
    BoxError, BoxFuture, BulkReport, CsvSource, ErrorKind, Journal, Lease, LockGuard, Result,
};
use constant_contact_sandbox::Fault;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

const ROWS: usize = 3_000;
const LEASE: Duration = Duration::from_millis(300);

/// A journal in a database that several machines can reach.
#[derive(Clone, Default)]
struct SharedJournal {
    lines: Arc<Mutex<Vec<String>>>,
    lock: Arc<Mutex<Lock>>,
}

#[derive(Default)]
struct Lock {
    /// The number of the holder, and until when it has the lock.
    holder: Option<(u64, Instant)>,
    granted: u64,
    /// The machine of the holder is cut off from the database.
    is_cut_off: bool,
}

impl Lock {
    fn is_held(&self) -> bool {
        self.holder.is_some_and(|(_, until)| Instant::now() < until)
    }

    fn grant(&mut self) -> u64 {
        self.granted += 1;
        self.holder = Some((self.granted, Instant::now() + LEASE));
        self.granted
    }
}

struct OwnedLock(Arc<Mutex<Lock>>, u64);

impl Lease for OwnedLock {
    fn duration(&self) -> Duration {
        LEASE
    }

    fn renew(&mut self) -> BoxFuture<'_, std::result::Result<bool, BoxError>> {
        Box::pin(async {
            let mut lock = self.0.lock().unwrap();
            if lock.is_cut_off {
                return Err("the database cannot be reached".into());
            }
            let is_ours = lock.holder.is_some_and(|(owner, _)| owner == self.1);
            if is_ours {
                lock.holder = Some((self.1, Instant::now() + LEASE));
            }
            Ok(is_ours)
        })
    }

    fn release(self: Box<Self>) -> BoxFuture<'static, std::result::Result<(), BoxError>> {
        Box::pin(async move {
            let mut lock = self.0.lock().unwrap();
            if lock.is_cut_off {
                return Err("the database cannot be reached".into());
            }
            if lock.holder.is_some_and(|(owner, _)| owner == self.1) {
                lock.holder = None;
            }
            Ok(())
        })
    }
}

impl Journal for SharedJournal {
    fn lock(&self) -> BoxFuture<'_, std::result::Result<LockGuard, BoxError>> {
        Box::pin(async {
            let mut lock = self.lock.lock().unwrap();
            if lock.is_held() {
                return Err("another import has it".into());
            }
            let owner = lock.grant();
            Ok(LockGuard::lease(OwnedLock(self.lock.clone(), owner)))
        })
    }

    fn load(&self) -> BoxFuture<'_, std::result::Result<Vec<String>, BoxError>> {
        Box::pin(async { Ok(self.lines.lock().unwrap().clone()) })
    }

    fn append<'a>(&'a self, line: &'a str) -> BoxFuture<'a, std::result::Result<(), BoxError>> {
        Box::pin(async {
            self.lines.lock().unwrap().push(line.to_owned());
            Ok(())
        })
    }
}

/// Runs the import, in three parts.
async fn run(server: &FaultServer, journal: &SharedJournal) -> Result<BulkReport> {
    let import = import(&client(&server.url), CsvSource::bytes(csv(ROWS))).part_lines(1_001);
    finish(import.journal(journal.clone())).await
}

/// Starts the import, and waits until the server has held its second part.
async fn started(
    server: &Arc<FaultServer>,
    journal: &SharedJournal,
) -> tokio::task::JoinHandle<Result<BulkReport>> {
    server.allow(1);
    let (first, journal) = (server.clone(), journal.clone());
    let first = tokio::spawn(async move { run(&first, &journal).await });
    server.wait_for(1).await;
    first
}

#[tokio::test]
async fn a_second_import_fails_while_the_first_runs_and_resumes_after_it() {
    let server = Arc::new(FaultServer::start(21, 1, &[]).await);
    let journal = SharedJournal::default();
    let first = started(&server, &journal).await;
    // For longer than the lease, which is renewed.
    for _ in 0..4 {
        let error = run(&server, &journal).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Store);
        let line = error.to_string();
        assert!(line.contains("locked: another import has it"), "{line}");
        tokio::time::sleep(LEASE / 2).await;
    }
    first.abort();
    assert!(first.await.is_err_and(|error| error.is_cancelled()));
    server.allow(usize::MAX);
    // The lock is released in the background.
    while journal.lock.lock().unwrap().is_held() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let report = run(&server, &journal).await.unwrap();
    assert_complete(&server, &report, ROWS);
}

#[tokio::test]
async fn a_second_import_resumes_when_the_lock_of_a_lost_machine_has_expired() {
    let server = Arc::new(FaultServer::start(22, 1, &[]).await);
    let journal = SharedJournal::default();
    let first = started(&server, &journal).await;
    journal.lock.lock().unwrap().is_cut_off = true;
    first.abort();
    first.await.unwrap_err();
    server.allow(usize::MAX);
    assert!(run(&server, &journal).await.is_err(), "it was not released");
    while journal.lock.lock().unwrap().is_held() {
        tokio::time::sleep(LEASE / 10).await;
    }
    journal.lock.lock().unwrap().is_cut_off = false;
    let report = run(&server, &journal).await.unwrap();
    assert_complete(&server, &report, ROWS);
}

#[tokio::test]
async fn an_import_whose_lock_was_lost_sends_no_further_part() {
    for is_taken in [true, false] {
        let server = Arc::new(FaultServer::start(23, 1, &[]).await);
        let slow = server.sandbox.fail(Fault::Slow(Duration::from_millis(100)));
        let slow = slow.on("POST /activities/contacts_file_import");
        let journal = SharedJournal::default();
        let (other, shared) = (server.clone(), journal.clone());
        let first = tokio::spawn(async move { run(&other, &shared).await });
        server.wait_for(1).await;
        {
            let mut lock = journal.lock.lock().unwrap();
            match is_taken {
                true => _ = lock.grant(),
                false => lock.is_cut_off = true,
            }
        }
        let error = first.await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Store);
        let expected = match is_taken {
            true => "another process took it",
            false => "could not be confirmed",
        };
        assert!(error.to_string().contains(expected), "{error}");
        assert!(error.report().unwrap().unsent_from.is_some());
        // At most the part that was being sent.
        assert!(server.accepted() < 3);
        slow.remove();
        *journal.lock.lock().unwrap() = Lock::default();
        let report = run(&server, &journal).await.unwrap();
        assert_complete(&server, &report, ROWS);
    }
}

#[tokio::test]
async fn the_lock_is_held_until_the_job_is_dropped() {
    let server = FaultServer::start(24, 1, &[]).await;
    let journal = SharedJournal::default();
    let import = import(&client(&server.url), CsvSource::bytes(csv(10)));
    let job = import.journal(journal.clone()).send().await.unwrap();
    tokio::time::sleep(LEASE * 2).await;
    assert!(journal.lock.lock().unwrap().is_held());
    job.interval(Duration::from_millis(5))
        .finish()
        .await
        .unwrap();
    while journal.lock.lock().unwrap().is_held() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
