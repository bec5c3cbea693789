//! A server of bulk jobs that fails in every way a real one can, and counts what it has accepted.
//!
//! Each row of an import is `p<number>@example.com`; the server counts how often it
//! accepted each number. Faults are drawn from a seeded generator.

use crate::message::{Connection, answer, file, head};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::{Notify, RwLock};

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
    Slow,
}

pub const ALL: [Fault; 11] = [
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
    Fault::Slow,
];

pub struct Job {
    pub id: String,
    pub file_name: String,
    pub rows: usize,
    /// How many readings of the list do not show it yet.
    hidden: u32,
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

    /// Serves a request; none if the connection is over.
    async fn serve(&self, connection: &mut Connection) -> Option<()> {
        let head = head(connection).await?;
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
                self.upload(connection, head.length).await
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
                    _ => self.list(query).await,
                };
                answer(connection, 200, &body).await
            }
        }
    }

    async fn upload(&self, connection: &mut Connection, length: usize) -> Option<()> {
        let busy = self.busy.read().await;
        let fault = self.fault();
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
            Some(Fault::Slow) => tokio::time::sleep(Duration::from_millis(3)).await,
            _ => {}
        }
        if self.jobs.lock().unwrap().len() >= self.allowed.load(Ordering::SeqCst) {
            // The list must not wait for this one.
            drop(busy);
            return self.hold(connection).await;
        }
        let accepted = self.accept(&body);
        self.changed.notify_waiters();
        match fault {
            Some(Fault::DropAfter) => None,
            Some(Fault::ErrorAfter(status)) => answer(connection, status, "").await,
            Some(Fault::Garbage) => answer(connection, 201, "<html>").await,
            _ => answer(connection, 201, &accepted).await,
        }
    }

    /// Never answers: waits until the client is gone.
    async fn hold(&self, connection: &mut Connection) -> Option<()> {
        let _ = connection.read_u8().await;
        None
    }

    fn accept(&self, body: &[u8]) -> String {
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
        let mut faults = self.faults.lock().unwrap();
        jobs.push(Job {
            id: id.clone(),
            file_name,
            rows: count,
            hidden: faults.random.u32(..3),
            unfinished: faults.random.u32(..3),
        });
        format!(r#"{{"activity_id":"{id}","state":"initialized"}}"#)
    }

    fn job(&self, id: &str) -> String {
        let mut jobs = self.jobs.lock().unwrap();
        show(jobs.iter_mut().find(|job| job.id == id).unwrap())
    }

    /// Newest first, as a list of what happened mostly is.
    async fn list(&self, query: &str) -> String {
        let _all_decided = self.busy.write().await;
        let cursor = query
            .split('&')
            .find_map(|part| part.strip_prefix("cursor="));
        let from: usize = cursor.map_or(0, |cursor| cursor.parse().unwrap());
        let mut jobs = self.jobs.lock().unwrap();
        if from == 0 {
            for job in jobs.iter_mut() {
                job.hidden = job.hidden.saturating_sub(1);
            }
        }
        let visible: Vec<_> = jobs
            .iter_mut()
            .rev()
            .filter(|job| job.hidden == 0)
            .collect();
        let more = visible.len() > from + PAGE;
        let page: Vec<_> = visible
            .into_iter()
            .skip(from)
            .take(PAGE)
            .map(show)
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
}

fn show(job: &mut Job) -> String {
    let state = match job.unfinished {
        0 => "completed",
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
