//! What the server has accepted, and what it answers about it.

use crate::faults::Fault;
use crate::message::file;
use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{Notify, RwLock};
use tokio::time::Instant;

/// The limits of the API for an upload, which silently drops the rest.
const MAX_BYTES: usize = 4_000_000;
const MAX_LINES: usize = 40_000;
/// The jobs on a page: fewer than requested, so that there are several pages.
const PAGE: usize = 40;

pub struct Job {
    pub id: String,
    pub file_name: String,
    pub rows: usize,
    /// When the list begins to show it.
    pub listed_at: Instant,
    /// For how many polls it is still unfinished.
    pub unfinished: u32,
}

pub struct State {
    pub rows: Mutex<Vec<u8>>,
    pub jobs: Mutex<Vec<Job>>,
    /// How many jobs are accepted before further uploads have to wait.
    pub allowed: AtomicUsize,
    pub changed: Notify,
    /// Uploads hold it for reading and the list for writing, so that the list is complete.
    pub busy: RwLock<()>,
    pub requests: Mutex<HashMap<String, usize>>,
    pub met: Mutex<HashMap<Fault, usize>>,
    pub faults: Mutex<Faults>,
    /// How many uploads in a row were lost. A third one would end the import.
    pub lost: AtomicUsize,
    /// The faults of the next uploads. After that, faults are random again.
    pub script: Mutex<VecDeque<Option<Fault>>>,
    /// How late the jobs are listed, in turn. If empty, they are up to 5 ms late.
    pub late: Mutex<Vec<Duration>>,
    /// Whether jobs are unknown by their id until they are listed.
    pub hides_unlisted: AtomicBool,
    /// Whether files are listed under other names than they were uploaded with.
    pub renames: AtomicBool,
    /// Whether the list shows each job twice.
    pub doubles: AtomicBool,
    /// The state of jobs that have ended.
    pub end: Mutex<&'static str>,
    pub kills: Notify,
}

/// One request in `every` fails, with one of `kinds`.
pub struct Faults {
    pub random: fastrand::Rng,
    pub every: usize,
    pub kinds: Vec<Fault>,
}

impl State {
    pub fn fault(&self) -> Option<Fault> {
        let mut faults = self.faults.lock().unwrap();
        let Faults {
            random,
            every,
            kinds,
        } = &mut *faults;
        if kinds.is_empty() || random.usize(..*every) > 0 {
            return None;
        }
        let fault = kinds[random.usize(..kinds.len())];
        *self.met.lock().unwrap().entry(fault).or_default() += 1;
        Some(fault)
    }

    pub fn upload_fault(&self) -> Option<Fault> {
        let fault = self.fault();
        match fault {
            Some(Fault::DropBefore | Fault::ErrorBefore(_)) => {
                let lost = self.lost.fetch_add(1, Ordering::SeqCst);
                if lost < 2 {
                    return fault;
                }
                self.lost.store(0, Ordering::SeqCst);
                None
            }
            Some(Fault::QueueFull | Fault::Throttled) => fault,
            _ => {
                self.lost.store(0, Ordering::SeqCst);
                fault
            }
        }
    }

    pub fn accept(&self, body: &[u8], arrived: Instant) -> String {
        assert!(
            body.len() <= MAX_BYTES,
            "{} bytes would be cut off",
            body.len()
        );
        let (file_name, csv) = file(body);
        let lines = csv.iter().filter(|byte| **byte == b'\n').count();
        assert!(lines <= MAX_LINES, "{lines} lines would be cut off");
        let mut rows = self.rows.lock().unwrap();
        let mut count = 0;
        for line in csv.split(|byte| *byte == b'\n').skip(1) {
            let Some(number) = line.strip_prefix(b"p") else {
                continue;
            };
            let digits = number.iter().take_while(|byte| byte.is_ascii_digit());
            let number = digits.fold(0, |number, digit| number * 10 + usize::from(digit - b'0'));
            if rows.len() <= number {
                rows.resize(number + 1, 0);
            }
            rows[number] += 1;
            count += 1;
        }
        let mut jobs = self.jobs.lock().unwrap();
        let id = format!("job-{}", jobs.len() + 1);
        let file_name = match self.renames.load(Ordering::SeqCst) {
            true => format!("upload of {file_name}"),
            false => file_name,
        };
        let answer = format!(
            r#"{{"activity_id":"{id}","state":"initialized","source_file_name":"{file_name}"}}"#
        );
        let mut faults = self.faults.lock().unwrap();
        let late = self.late.lock().unwrap();
        let late = match late.is_empty() {
            true => Duration::from_micros(faults.random.u64(..5_000)),
            false => late_by(&late, jobs.len()),
        };
        jobs.push(Job {
            id,
            file_name,
            rows: count,
            listed_at: arrived + late,
            unfinished: faults.random.u32(..3),
        });
        answer
    }

    pub fn job(&self, id: &str) -> Option<String> {
        let now = Instant::now();
        let hides = self.hides_unlisted.load(Ordering::SeqCst);
        let mut jobs = self.jobs.lock().unwrap();
        let job = jobs.iter_mut().find(|job| job.id == id)?;
        (!hides || job.listed_at <= now).then(|| self.show(job))
    }

    /// The list of jobs, the newest first.
    pub async fn list(&self, query: &str) -> String {
        let _all_decided = self.busy.write().await;
        let cursor = query
            .split('&')
            .find_map(|part| part.strip_prefix("cursor="));
        let from: usize = cursor.map_or(0, |cursor| cursor.parse().unwrap());
        let now = Instant::now();
        let mut jobs = self.jobs.lock().unwrap();
        let visible: Vec<_> = jobs
            .iter_mut()
            .rev()
            .filter(|job| job.listed_at <= now)
            .collect();
        let more = visible.len() > from + PAGE;
        let page: Vec<_> = visible
            .into_iter()
            .skip(from)
            .take(PAGE)
            .flat_map(|job| {
                let times = 1 + usize::from(self.doubles.load(Ordering::SeqCst));
                std::iter::repeat_n(self.show(job), times)
            })
            .collect();
        let links = match more {
            true => format!(
                r#","_links":{{"next":{{"href":"/v3/activities?cursor={}"}}}}"#,
                from + PAGE
            ),
            false => String::new(),
        };
        format!(r#"{{"activities":[{}]{links}}}"#, page.join(","))
    }

    pub fn show(&self, job: &mut Job) -> String {
        let state = match job.unfinished {
            0 => *self.end.lock().unwrap(),
            _ => "processing",
        };
        job.unfinished = job.unfinished.saturating_sub(1);
        format!(
            r#"{{"activity_id":"{}","source_file_name":"{}","state":"{state}","percent_done":50,
        "status":{{"items_total_count":{},"person_count":{}}},"activity_errors":[]}}"#,
            job.id,
            job.file_name,
            job.rows + 1,
            job.rows
        )
    }
}

pub fn late_by(late: &[Duration], job: usize) -> Duration {
    match late.len() {
        0 => Duration::ZERO,
        length => late[job % length],
    }
}
