//! A server of bulk jobs that fails in every way a real one can, and counts what it has accepted.
//!
//! Each row of an import is `p<number>@example.com`; the server counts how often it
//! accepted each number. Faults are drawn from a seeded generator.

use crate::message::{Connection, answer, answer_in_part, file, head};
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::{Notify, RwLock};
use tokio::time::Instant;

/// What the API reads of an upload; the rest is dropped without a word.
const MAX_BYTES: usize = 4_000_000;
const MAX_LINES: usize = 40_000;
/// Fewer than asked for, so that there are several.
const PAGE: usize = 40;

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The connection breaks while the body is on its way.
    DropBefore,
    /// The connection breaks after the job was accepted, without an answer.
    DropAfter,
    ErrorBefore(u16),
    /// An error is answered although the job was accepted.
    ErrorAfter(u16),
    Throttled,
    QueueFull,
    /// The answer to an accepted job is not JSON.
    Garbage,
    /// The answer to an accepted job does not name it.
    NoId,
    /// The answer to an accepted job breaks off.
    CutOff,
    /// An error is answered, and the job is accepted a minute later all the same.
    AcceptLate,
    /// The job is accepted after 50 seconds, and then the connection breaks.
    SlowDrop,
    /// The upload is refused as invalid.
    Refused,
    /// The client dies while the server has its upload, which it did not take yet.
    KillBefore,
    /// The client dies before the answer to its accepted job.
    KillAfter,
    Slow,
}

/// All that can happen on its own.
pub const ALL: [Fault; 13] = [
    Fault::DropBefore,
    Fault::DropAfter,
    Fault::ErrorBefore(500),
    Fault::ErrorBefore(503),
    Fault::ErrorAfter(500),
    Fault::ErrorAfter(503),
    Fault::ErrorAfter(504),
    Fault::Throttled,
    Fault::QueueFull,
    Fault::Garbage,
    Fault::NoId,
    Fault::CutOff,
    Fault::Slow,
];

pub struct Job {
    pub id: String,
    pub file_name: String,
    pub rows: usize,
    /// From when on the list shows it.
    listed_at: Instant,
    /// How many looks find it unfinished.
    unfinished: u32,
}

struct State {
    rows: Mutex<Vec<u8>>,
    jobs: Mutex<Vec<Job>>,
    /// As many jobs are accepted; further uploads are kept waiting.
    allowed: AtomicUsize,
    changed: Notify,
    /// Held for reading by uploads, for writing by the list: it shows what is there when all that
    /// came before is decided.
    busy: RwLock<()>,
    requests: Mutex<HashMap<String, usize>>,
    met: Mutex<HashMap<Fault, usize>>,
    faults: Mutex<Faults>,
    /// How many uploads in a row were lost: a third would end the import.
    lost: AtomicUsize,
    /// What happens to the next uploads, before faults are drawn again.
    script: Mutex<VecDeque<Option<Fault>>>,
    /// How late jobs are listed, in turn; none if by up to 5 ms.
    late: Mutex<Vec<Duration>>,
    /// Whether jobs are not known by their id either, until they are listed.
    hides_unlisted: AtomicBool,
    /// Whether files get other names than they were uploaded with.
    renames: AtomicBool,
    /// Whether the list shows each job twice.
    doubles: AtomicBool,
    /// The state of jobs that have ended.
    end: Mutex<&'static str>,
    kills: Notify,
}

/// One request in `every` fails, with one of `kinds`.
struct Faults {
    random: fastrand::Rng,
    every: usize,
    kinds: Vec<Fault>,
}

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

    /// Forgets everything, and does this to the next uploads.
    pub fn play(&self, script: impl IntoIterator<Item = Option<Fault>>) {
        self.state.rows.lock().unwrap().clear();
        self.state.jobs.lock().unwrap().clear();
        self.state.requests.lock().unwrap().clear();
        *self.state.script.lock().unwrap() = script.into_iter().collect();
    }

    /// Lists jobs so late, in turn.
    pub fn list_late(&self, late: impl IntoIterator<Item = Duration>) {
        *self.state.late.lock().unwrap() = late.into_iter().collect();
    }

    /// Does not know jobs by their id either, until they are listed.
    pub fn hide_unlisted(&self) {
        self.state.hides_unlisted.store(true, Ordering::SeqCst);
    }

    /// Gives files other names than they were uploaded with.
    pub fn rename(&self) {
        self.state.renames.store(true, Ordering::SeqCst);
    }

    /// Lists each job twice, as a list does that grows between two of its pages.
    pub fn list_twice(&self) {
        self.state.doubles.store(true, Ordering::SeqCst);
    }

    /// Calls the state of jobs that have ended like this.
    pub fn end_as(&self, state: &'static str) {
        *self.state.end.lock().unwrap() = state;
    }

    /// Adds a job that somebody else has made.
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

    /// Waits until the client has to die.
    pub async fn killed(&self) {
        self.state.kills.notified().await;
    }

    /// How often each row was accepted; the first row is at 0.
    pub fn rows(&self) -> Vec<u8> {
        self.state.rows.lock().unwrap().clone()
    }

    pub fn accepted(&self) -> usize {
        self.state.jobs.lock().unwrap().len()
    }

    /// How many requests arrived for a method and path (with `{}` for an id).
    pub fn requests(&self, what: &str) -> usize {
        let requests = self.state.requests.lock().unwrap();
        requests.get(what).copied().unwrap_or_default()
    }

    /// How often each fault was met.
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

impl State {
    fn fault(&self) -> Option<Fault> {
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

    fn upload_fault(&self) -> Option<Fault> {
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

    /// Serves a request; none if the connection is over.
    async fn serve(self: &Arc<Self>, connection: &mut Connection) -> Option<()> {
        let head = head(connection).await?;
        let arrived = Instant::now();
        let (path, query) = head.path.split_once('?').unwrap_or((&head.path, ""));
        let route = match path.strip_prefix("/v3/activities/") {
            Some("contacts_file_import") => "POST import",
            Some(_) => "GET job",
            None => "GET list",
        };
        *self
            .requests
            .lock()
            .unwrap()
            .entry(route.to_owned())
            .or_default() += 1;
        match route {
            "POST import" => {
                assert_eq!(head.method, "POST");
                self.upload(connection, head.length, arrived).await
            }
            _ => {
                assert_eq!(head.method, "GET");
                match self.fault() {
                    Some(Fault::DropBefore | Fault::DropAfter) => return None,
                    // Not 500, which is asked for again only once.
                    Some(Fault::ErrorBefore(_) | Fault::ErrorAfter(_)) => {
                        return answer(connection, 503, "").await;
                    }
                    _ => {}
                }
                let body = match route {
                    "GET job" => self.job(path.rsplit('/').next()?),
                    _ => Some(self.list(query).await),
                };
                match body {
                    Some(body) => answer(connection, 200, &body).await,
                    None => answer(connection, 404, "").await,
                }
            }
        }
    }

    async fn upload(
        self: &Arc<Self>,
        connection: &mut Connection,
        length: usize,
        arrived: Instant,
    ) -> Option<()> {
        let busy = self.busy.read().await;
        let scripted = self.script.lock().unwrap().pop_front();
        let fault = scripted.unwrap_or_else(|| self.upload_fault());
        if fault == Some(Fault::DropBefore) {
            let some = &mut vec![0; length / 2];
            connection.read_exact(some).await.ok()?;
            return None;
        }
        let mut body = vec![0; length];
        connection.read_exact(&mut body).await.ok()?;
        match fault {
            Some(Fault::ErrorBefore(status)) => return answer(connection, status, "").await,
            Some(Fault::Throttled) => {
                let body = r#"[{"error_key":"throttled","error_message":"slow down"}]"#;
                return answer(connection, 429, body).await;
            }
            Some(Fault::QueueFull) => return answer(connection, 429, "").await,
            Some(Fault::Refused) => return answer(connection, 400, "").await,
            Some(Fault::AcceptLate) => {
                let state = Arc::clone(self);
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_secs(60)).await;
                    state.accept(&body, Instant::now());
                });
                return answer(connection, 504, "").await;
            }
            Some(Fault::SlowDrop) => {
                tokio::time::sleep(Duration::from_secs(50)).await;
                self.accept(&body, Instant::now());
                return None;
            }
            Some(Fault::KillBefore) => {
                drop(busy);
                self.kills.notify_one();
                return self.hold(connection).await;
            }
            Some(Fault::Slow) => tokio::time::sleep(Duration::from_millis(3)).await,
            _ => {}
        }
        if self.jobs.lock().unwrap().len() >= self.allowed.load(Ordering::SeqCst) {
            // The list must not wait for this one.
            drop(busy);
            return self.hold(connection).await;
        }
        let accepted = self.accept(&body, arrived);
        self.changed.notify_waiters();
        match fault {
            Some(Fault::DropAfter) => None,
            Some(Fault::ErrorAfter(status)) => answer(connection, status, "").await,
            Some(Fault::Garbage) => answer(connection, 201, "<html>").await,
            Some(Fault::NoId) => answer(connection, 201, r#"{"state":"initialized"}"#).await,
            Some(Fault::CutOff) => answer_in_part(connection, 201, &accepted).await,
            Some(Fault::KillAfter) => {
                drop(busy);
                self.kills.notify_one();
                self.hold(connection).await
            }
            _ => answer(connection, 201, &accepted).await,
        }
    }

    /// Never answers: waits until the client is gone.
    async fn hold(&self, connection: &mut Connection) -> Option<()> {
        let _ = connection.read_u8().await;
        None
    }

    fn accept(&self, body: &[u8], arrived: Instant) -> String {
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

    fn job(&self, id: &str) -> Option<String> {
        let now = Instant::now();
        let hides = self.hides_unlisted.load(Ordering::SeqCst);
        let mut jobs = self.jobs.lock().unwrap();
        let job = jobs.iter_mut().find(|job| job.id == id)?;
        (!hides || job.listed_at <= now).then(|| self.show(job))
    }

    /// Newest first, as a list of what happened mostly is.
    async fn list(&self, query: &str) -> String {
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

    fn show(&self, job: &mut Job) -> String {
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

fn late_by(late: &[Duration], job: usize) -> Duration {
    match late.len() {
        0 => Duration::ZERO,
        length => late[job % length],
    }
}
