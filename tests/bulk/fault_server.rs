//! The sandbox as a server of imports with faults, and how often it accepted each row.
//!
//! Each row of an import is `p<number>@example.com`. Faults are drawn from a seeded generator, or played in order.

use constant_contact_sandbox::{ErrorShape, Fault, FaultRule, Sandbox};
use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

const UPLOAD: &str = "POST /activities/contacts_file_import";
const LIST: &str = "GET /activities";
const POLL: &str = "GET /activities/{activity_id}";

/// The access token of the tests' clients.
pub const TOKEN: &str = "token";
/// The list into which the tests import. The ids of a sandbox are counted, and this is the first.
pub const IMPORT_LIST: &str = "00000001-0000-11f1-8000-fa163e0a0b0c";

pub struct FaultServer {
    pub url: String,
    pub sandbox: Sandbox,
    /// The rules of the faults that are drawn.
    drawn: Vec<FaultRule>,
    /// The rules of the faults that are played.
    played: Mutex<Vec<FaultRule>>,
    /// Those of them at which the client has to be killed.
    kills: Mutex<VecDeque<FaultRule>>,
    /// The rule that holds further uploads.
    hold: Mutex<Option<FaultRule>>,
    /// How many uploads there were before the faults that are played.
    uploads_before: Mutex<u64>,
    listings_before: Mutex<u64>,
}

impl FaultServer {
    /// Starts a sandbox in which one request in `every` fails with one of these faults.
    pub async fn start(seed: u64, every: usize, faults: &[Fault]) -> Self {
        let sandbox = Sandbox::builder().without_limits().seed(seed);
        let sandbox = sandbox.start().await.unwrap();
        sandbox.accept_token(TOKEN);
        assert_eq!(sandbox.add_list("Imports"), IMPORT_LIST);
        let mut random = fastrand::Rng::with_seed(seed);
        let late = std::iter::repeat_with(|| Duration::from_micros(random.u64(..5_000)));
        let take = Duration::from_millis(5);
        sandbox.jobs().list_after_each(late.take(499)).take(take);
        let drawn = draw_faults(&sandbox, every, faults);
        Self {
            url: sandbox.base_url(),
            sandbox,
            drawn,
            played: Mutex::default(),
            kills: Mutex::default(),
            hold: Mutex::default(),
            uploads_before: Mutex::default(),
            listings_before: Mutex::default(),
        }
    }

    /// Deletes all jobs, and sets the faults of the next uploads.
    pub fn play(&self, script: impl IntoIterator<Item = Option<Fault>>) {
        let mut played = self.played.lock().unwrap();
        for rule in played.drain(..) {
            rule.remove();
        }
        self.sandbox.jobs().clear();
        *self.uploads_before.lock().unwrap() = self.sandbox.requests(UPLOAD);
        *self.listings_before.lock().unwrap() = self.sandbox.requests(LIST);
        let mut kills = self.kills.lock().unwrap();
        kills.clear();
        // A rule does not see the requests that an earlier one strikes.
        let mut passed = 0;
        for fault in script {
            let Some(fault) = fault else {
                passed += 1;
                continue;
            };
            let is_kill = matches!(fault, Fault::HeldRequest | Fault::HeldAnswer);
            let rule = self.sandbox.fail(fault).on(UPLOAD).after(passed).times(1);
            if is_kill {
                kills.push_back(rule.clone());
            }
            played.push(rule);
        }
    }

    /// Sets how late the jobs are listed, in turn. They take so long that the client sees them unfinished.
    pub fn list_late(&self, late: impl IntoIterator<Item = Duration>) {
        let take = Duration::from_secs(20);
        self.sandbox.jobs().list_after_each(late).take(take);
    }

    /// Waits until the client has to be killed: until the next [`Fault::HeldRequest`] or [`Fault::HeldAnswer`].
    pub async fn killed(&self) {
        let next = self.kills.lock().unwrap().front().cloned();
        match next {
            Some(rule) => rule.struck(1).await,
            None => std::future::pending().await,
        }
        self.kills.lock().unwrap().pop_front();
    }

    /// How often each row was accepted. The first row is at 0.
    pub fn rows(&self) -> Vec<u8> {
        let jobs = self.sandbox.jobs();
        let cut = jobs.all().iter().map(|job| job.dropped_rows).sum::<u64>();
        assert_eq!(cut, 0, "rows were cut off");
        self.sandbox.assert_no_violations();
        let (mut rows, mut found) = (Vec::new(), 0);
        while found < jobs.addresses() {
            let times = jobs.times_accepted(&format!("p{}@example.com", rows.len()));
            found += usize::from(times > 0);
            rows.push(times.try_into().unwrap());
            assert!(rows.len() <= 2_000_000, "an address is that of no row");
        }
        rows
    }

    pub fn accepted(&self) -> usize {
        self.sandbox.jobs().accepted()
    }

    /// How many uploads arrived since the last call of [`play`](Self::play).
    pub fn uploads(&self) -> u64 {
        self.sandbox.requests(UPLOAD) - *self.uploads_before.lock().unwrap()
    }

    /// How many pages of the list of jobs were requested since the last call of [`play`](Self::play).
    pub fn listings(&self) -> u64 {
        self.sandbox.requests(LIST) - *self.listings_before.lock().unwrap()
    }

    /// How many jobs were requested by their ids.
    pub fn polls(&self) -> u64 {
        self.sandbox.requests(POLL)
    }

    /// How often uploads failed with each of the faults that are drawn.
    pub fn met(&self) -> Vec<(Fault, u64)> {
        self.drawn.iter().flat_map(FaultRule::counts).collect()
    }

    /// Sets how many jobs are accepted before further uploads are held.
    pub fn allow(&self, jobs: usize) {
        let mut hold = self.hold.lock().unwrap();
        if let Some(rule) = hold.take() {
            rule.remove();
        }
        if jobs < usize::MAX {
            // It is the last rule: it counts the uploads that are accepted without a fault.
            let rule = self.sandbox.fail(Fault::HeldRequest).on(UPLOAD);
            *hold = Some(rule.after((jobs - self.accepted()) as u64));
        }
    }

    /// Waits until this many jobs are accepted, or an upload is held.
    pub async fn wait_for(&self, jobs: usize) {
        let hold = self.hold.lock().unwrap().clone();
        let held = async {
            match hold {
                Some(rule) => rule.struck(1).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = self.sandbox.jobs().wait_for(jobs) => {}
            () = held => {}
        }
    }
}

/// Lets one request in `every` fail, with one of these faults. Returns the rules for uploads.
fn draw_faults(sandbox: &Sandbox, every: usize, faults: &[Fault]) -> Vec<FaultRule> {
    let mut waits = Vec::new();
    let mut losses = Vec::new();
    let mut others = Vec::new();
    let mut of_reading = Vec::new();
    for fault in faults {
        match fault {
            Fault::LostRequest | Fault::LostAnswer => of_reading.push(Fault::LostAnswer),
            // Not 500, which is retried only once.
            Fault::Status(500.., _) | Fault::StatusAfterEffect(..) => {
                of_reading.push(Fault::Status(503, ErrorShape::Empty));
            }
            _ => {}
        }
        let kind = match fault {
            Fault::Throttled | Fault::QueueFull => &mut waits,
            Fault::LostRequest | Fault::Status(500.., _) => &mut losses,
            _ => &mut others,
        };
        kind.push(fault.clone());
    }
    let whole = (every * faults.len()) as f64;
    for operation in [LIST, POLL] {
        let probability = of_reading.len() as f64 / whole;
        let rule = sandbox.fail_any(of_reading.clone()).on(operation);
        rule.with_probability(probability);
    }
    // Each rule sees the requests that the rules before it let pass.
    let mut rest = whole;
    let mut upload_rule = |faults: Vec<Fault>| {
        let probability = faults.len() as f64 / rest;
        rest -= faults.len() as f64;
        let rule = sandbox.fail_any(faults).on(UPLOAD);
        rule.with_probability(probability)
    };
    let waits = upload_rule(waits);
    // A third upload of a part that is lost would end the import.
    let losses = upload_rule(losses).at_most_in_a_row(2);
    vec![waits, losses, upload_rule(others)]
}
