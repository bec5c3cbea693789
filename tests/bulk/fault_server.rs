//! A server of bulk jobs with all kinds of faults, which counts what it has accepted.
//!
//! Each row of an import is `p<number>@example.com`, and the server counts how often it accepted each number.
//! Faults are drawn from a seeded generator.

mod serve;
mod state;

use crate::faults::Fault;
use state::{Faults, Job, State, late_by};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::BufReader;
use tokio::net::TcpListener;
use tokio::sync::{Notify, RwLock};
use tokio::time::Instant;

#[derive(Clone)]
pub struct FaultServer {
    pub url: String,
    state: Arc<State>,
}

impl FaultServer {
    pub async fn start(seed: u64, every: usize, kinds: &[Fault]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v3", listener.local_addr().unwrap());
        let state = Arc::new(State {
            rows: Mutex::default(),
            jobs: Mutex::default(),
            allowed: AtomicUsize::new(usize::MAX),
            changed: Notify::new(),
            busy: RwLock::new(()),
            requests: Mutex::default(),
            met: Mutex::default(),
            faults: Mutex::new(Faults {
                random: fastrand::Rng::with_seed(seed),
                every,
                kinds: kinds.to_vec(),
            }),
            lost: AtomicUsize::new(0),
            script: Mutex::default(),
            late: Mutex::default(),
            hides_unlisted: AtomicBool::new(false),
            renames: AtomicBool::new(false),
            doubles: AtomicBool::new(false),
            end: Mutex::new("completed"),
            kills: Notify::new(),
        });
        let serving = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let state = Arc::clone(&serving);
                tokio::spawn(async move {
                    let mut connection = BufReader::with_capacity(1 << 16, connection);
                    while state.serve(&mut connection).await.is_some() {}
                });
            }
        });
        Self { url, state }
    }

    /// Deletes all jobs, and sets the faults of the next uploads.
    pub fn play(&self, script: impl IntoIterator<Item = Option<Fault>>) {
        self.state.rows.lock().unwrap().clear();
        self.state.jobs.lock().unwrap().clear();
        self.state.requests.lock().unwrap().clear();
        *self.state.script.lock().unwrap() = script.into_iter().collect();
    }

    /// Sets how late the jobs are listed, in turn.
    pub fn list_late(&self, late: impl IntoIterator<Item = Duration>) {
        *self.state.late.lock().unwrap() = late.into_iter().collect();
    }

    /// Makes jobs unknown by their id until they are listed.
    pub fn hide_unlisted(&self) {
        self.state.hides_unlisted.store(true, Ordering::SeqCst);
    }

    /// Lists files under other names than they were uploaded with.
    pub fn rename(&self) {
        self.state.renames.store(true, Ordering::SeqCst);
    }

    /// Lists each job twice, as in a list that grows between two pages.
    pub fn list_twice(&self) {
        self.state.doubles.store(true, Ordering::SeqCst);
    }

    /// Sets the state of jobs that have ended.
    pub fn end_as(&self, state: &'static str) {
        *self.state.end.lock().unwrap() = state;
    }

    /// Adds a job of somebody else.
    pub fn add_job(&self, file_name: &str) {
        let now = Instant::now();
        let late = self.state.late.lock().unwrap().clone();
        let mut jobs = self.state.jobs.lock().unwrap();
        let listed_at = now + late_by(&late, jobs.len());
        let id = format!("job-{}", jobs.len() + 1);
        jobs.push(Job {
            id,
            file_name: file_name.to_owned(),
            rows: 1,
            listed_at,
            unfinished: 0,
        });
    }

    /// Waits until the client has to be killed.
    pub async fn killed(&self) {
        self.state.kills.notified().await;
    }

    /// How often each row was accepted. The first row is at 0.
    pub fn rows(&self) -> Vec<u8> {
        self.state.rows.lock().unwrap().clone()
    }

    pub fn accepted(&self) -> usize {
        self.state.jobs.lock().unwrap().len()
    }

    /// How many requests arrived for a route.
    pub fn requests(&self, what: &str) -> usize {
        let requests = self.state.requests.lock().unwrap();
        requests.get(what).copied().unwrap_or_default()
    }

    /// How often each fault occurred.
    pub fn met(&self) -> HashMap<Fault, usize> {
        self.state.met.lock().unwrap().clone()
    }

    pub fn allow(&self, jobs: usize) {
        self.state.allowed.store(jobs, Ordering::SeqCst);
        self.state.changed.notify_waiters();
    }

    /// Waits until this many jobs are accepted.
    pub async fn wait_for(&self, jobs: usize) {
        loop {
            let changed = self.state.changed.notified();
            if self.accepted() >= jobs {
                return;
            }
            let _ = tokio::time::timeout(Duration::from_millis(50), changed).await;
        }
    }
}
