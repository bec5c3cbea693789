//! One task per process asks Redis, and offers each turn that it gets to the waiters.
//!
//! The task runs while there are waiters. They do not ask themselves, because a future can be dropped or left
//! unpolled at any moment: a turn that it was granted would be lost. A turn is offered to the first waiter; one that
//! does not take it at once is passed over, and is in its place again when it is polled. An offer ends soon, so a
//! process that was stopped after the grant does not send a request along with those of later turns. A turn that nobody
//! has used is given back with the next question.

mod waiting;

use super::queue::{Place, Queue};
use super::scripts::{Answer, DayCount, Known, Scripts};
use super::settings::{Settings, Unavailable};
use crate::connection::limit;
use constant_contact::{LimitError, Pacer, RateLimiter, Requester};
use redis::{RedisError, RedisResult};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};
use waiting::Waiting;

/// How long after its beginning a turn may be used.
const FRESH: Duration = Duration::from_millis(15);
/// How long a waiter may leave an offer before the next one has it, too.
const GRACE: Duration = Duration::from_millis(4);
/// How long the task sleeps at most before it asks again.
const LONGEST_SLEEP: Duration = Duration::from_secs(2);
/// For how long each turn may be over when the answer arrives.
const LONGEST_LATENESS: Duration = Duration::from_secs(3);
/// How soon a waiter follows a turn if the process is busy, so that it will want the next turn, too.
const BUSY: Duration = Duration::from_millis(50);
/// How often a process that cannot reach Redis tries again, and for how long.
const RETRY_INTERVAL: Duration = Duration::from_secs(1);
const RETRY_TIMEOUT: Duration = Duration::from_millis(200);

/// What the waiters and the task of a process share.
#[derive(Debug)]
pub(super) struct Worker {
    pub settings: Settings,
    pub scripts: Scripts,
    /// The name of this process in the queue.
    id: String,
    state: Mutex<State>,
    /// An offer was taken.
    taken: Notify,
}

#[derive(Debug, Default)]
struct State {
    queue: Queue<Arc<Waiter>>,
    offer: Option<Offer>,
    is_running: bool,
    /// When a turn was taken.
    taken_at: Option<Instant>,
    /// Others waited when the last turn was taken, or came soon after.
    is_busy: bool,
    asking: Asking,
}

/// A turn that can be used until `ends` by each waiter that it was offered `to`.
#[derive(Debug)]
struct Offer {
    ends: Instant,
    to: Vec<Place>,
}

#[derive(Debug, Default)]
struct Waiter {
    notify: Notify,
    /// Why there will be no turn.
    refusal: Mutex<Option<Refusal>>,
}

/// A [`LimitError`] for several waiters.
#[derive(Clone, Debug)]
enum Refusal {
    Quota(SystemTime),
    Redis(RedisError),
    Other(String),
}

impl From<Refusal> for LimitError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Quota(resets_at) => Self::QuotaExceeded { resets_at },
            Refusal::Redis(error) => Self::unavailable(error),
            Refusal::Other(message) => Self::unavailable(message),
        }
    }
}

/// A turn that was granted.
struct Turn {
    begins: Instant,
    ends: Instant,
    /// When to ask for the next turn, if this one is used.
    ask_at: Instant,
}

/// What the task does next.
enum Step {
    Offer(Turn),
    Sleep(Duration),
    Refuse(Refusal),
}

impl Worker {
    pub fn new(scripts: Scripts, settings: Settings) -> Self {
        Self {
            settings,
            scripts,
            id: format!("{:032x}", fastrand::u128(..)),
            state: Mutex::default(),
            taken: Notify::new(),
        }
    }

    /// Waits for a turn.
    pub async fn acquire(self: &Arc<Self>, requester: Requester) -> Result<(), LimitError> {
        let mut waiting = Waiting::join(self, requester);
        loop {
            if let Some(outcome) = waiting.take() {
                return outcome;
            }
            self.start()?;
            waiting.waiter.notify.notified().await;
        }
    }

    /// The count of the last answer.
    pub fn today(&self) -> Option<DayCount> {
        let known = self.state().asking.known;
        (known.today != DayCount::default()).then_some(known.today)
    }

    /// Starts the task unless it runs or nobody waits.
    fn start(self: &Arc<Self>) -> Result<(), LimitError> {
        let runtime = tokio::runtime::Handle::try_current().map_err(LimitError::unavailable)?;
        let mut state = self.state();
        if !state.is_running && !state.queue.is_empty() {
            state.is_running = true;
            runtime.spawn(Running(self.clone()).run());
        }
        Ok(())
    }

    /// Offers a turn until it is taken or over; to the second waiter if the first does not take it, and so on.
    async fn offer(&self, turn: &Turn) {
        let mut ends = Instant::now() + GRACE;
        self.state().offer = Some(Offer {
            ends: turn.ends,
            to: Vec::new(),
        });
        while self.offer_to_next(turn) {
            // An older notification may end the wait.
            while timeout_at(ends, self.taken.notified()).await.is_ok()
                && self.state().offer.is_some()
            {}
            ends += GRACE;
        }
    }

    /// Offers the turn to one more waiter; `false` if it was taken or is over.
    fn offer_to_next(&self, turn: &Turn) -> bool {
        let mut guard = self.state();
        let state = &mut *guard;
        let Some(offer) = &mut state.offer else {
            return false;
        };
        let is_over = Instant::now() > turn.ends || state.queue.is_empty();
        let waiters = if is_over {
            // So that a process whose waiters are not polled does not ask again and again.
            state
                .offer
                .take()
                .map(|offer| state.queue.pass_over(offer.to))
        } else {
            let next = state.queue.first(&offer.to);
            let next = next.map(|(place, waiter)| (place, waiter.clone()));
            next.map(|(place, waiter)| {
                offer.to.push(place);
                vec![waiter]
            })
        };
        drop(guard);
        for waiter in waiters.into_iter().flatten() {
            waiter.notify.notify_one();
        }
        !is_over
    }

    /// Refuses all waiters.
    fn refuse(&self, refusal: &Refusal) {
        let waiters: Vec<_> = self.state().queue.clear().collect();
        for waiter in waiters {
            *waiter.refusal() = Some(refusal.clone());
            waiter.notify.notify_one();
        }
    }

    /// No code that can panic runs under the lock. Even if it did, the state would stay usable.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiter {
    fn refusal(&self) -> MutexGuard<'_, Option<Refusal>> {
        self.refusal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The task while it runs. If its runtime shuts down, a waiter on another one starts it again.
struct Running(Arc<Worker>);

impl Running {
    async fn run(self) {
        while self.is_needed() {
            let mut asking = self.0.state().asking;
            let step = asking.step(&self.0).await;
            self.0.state().asking = asking;
            match step {
                Step::Offer(turn) => {
                    sleep_until(turn.begins).await;
                    self.0.offer(&turn).await;
                    if self.0.state().asking.known.unused == 0 {
                        sleep_until(turn.ask_at.min(Instant::now() + LONGEST_SLEEP)).await;
                    }
                }
                Step::Sleep(time) => sleep(time.min(LONGEST_SLEEP)).await,
                Step::Refuse(refusal) => self.0.refuse(&refusal),
            }
        }
    }

    /// Whether somebody waits. If not, the task does not run from now on.
    fn is_needed(&self) -> bool {
        let mut state = self.0.state();
        state.is_running = !state.queue.is_empty();
        if !state.is_running && state.asking.known.unused == 0 {
            state.asking.known.ticket = 0;
        }
        state.is_running
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut state = self.0.state();
        if std::mem::take(&mut state.is_running)
            && let Some((_, waiter)) = state.queue.first(&[])
        {
            waiter.notify.notify_one();
        }
    }
}

/// What the task remembers of the answers.
#[derive(Clone, Copy, Debug, Default)]
struct Asking {
    known: Known,
    /// Since when each turn was over when the answer arrived.
    late_since: Option<Instant>,
    /// When Redis is asked again that could not be reached.
    retry_at: Option<Instant>,
}

impl Asking {
    async fn step(&mut self, worker: &Worker) -> Step {
        let unavailable = &worker.settings.unavailable;
        let asked = match (unavailable, self.retry_at) {
            (Unavailable::LocalShare(pacer), Some(at)) if Instant::now() < at => {
                return local_turn(pacer).await;
            }
            (Unavailable::LocalShare(_), Some(_)) => limit(RETRY_TIMEOUT, self.ask(worker)).await,
            _ => self.ask(worker).await,
        };
        let refusal = match asked {
            Ok(Asked::Step(step)) => {
                self.retry_at = None;
                self.late_since = None;
                return step;
            }
            Ok(Asked::Late) => {
                let since = *self.late_since.get_or_insert_with(Instant::now);
                if since.elapsed() < LONGEST_LATENESS {
                    return Step::Sleep(Duration::ZERO);
                }
                Refusal::Other("Redis answers too late for its turns to be used".into())
            }
            Err(error) => Refusal::Redis(error),
        };
        self.late_since = None;
        self.retry_at = Some(Instant::now() + RETRY_INTERVAL);
        match unavailable {
            Unavailable::Fail => Step::Refuse(refusal),
            Unavailable::LocalShare(pacer) => local_turn(pacer).await,
        }
    }

    /// Asks Redis, on a new connection if the old one was closed meanwhile.
    async fn ask(&mut self, worker: &Worker) -> RedisResult<Asked> {
        let asked = self.ask_once(worker).await;
        match asked {
            Err(error) if error.is_io_error() && !error.is_timeout() => self.ask_once(worker).await,
            asked => asked,
        }
    }

    async fn ask_once(&mut self, worker: &Worker) -> RedisResult<Asked> {
        let asked_at = Instant::now();
        let (scripts, settings) = (&worker.scripts, &worker.settings);
        let is_busy = worker.state().is_busy;
        let answer = scripts
            .take(&worker.id, settings, &mut self.known, is_busy)
            .await?;
        let now = Instant::now();
        // When the script ran: between the two, most likely in the middle.
        let ran_at = asked_at + (now - asked_at) / 2;
        Ok(match answer {
            Answer::Granted { begins_in, .. } if now > asked_at + begins_in + FRESH => Asked::Late,
            Answer::Granted {
                begins_in,
                ask_again_in,
            } => Asked::Step(Step::Offer(Turn {
                begins: ran_at + begins_in,
                ends: asked_at + begins_in + FRESH,
                ask_at: ran_at + ask_again_in,
            })),
            Answer::Wait { ask_again_in } => {
                let ask_at = ran_at + ask_again_in;
                Asked::Step(Step::Sleep(ask_at.saturating_duration_since(now)))
            }
            Answer::Refused(until) => Asked::Step(Step::Refuse(Refusal::Quota(until))),
        })
    }
}

/// What came of a question to Redis.
enum Asked {
    Step(Step),
    /// A turn that was over when the answer arrived.
    Late,
}

/// A turn of the limiter of this process alone.
async fn local_turn(pacer: &Pacer) -> Step {
    match pacer.acquire().await {
        Ok(_) => {
            let begins = Instant::now();
            let ends = begins + FRESH;
            let ask_at = begins;
            Step::Offer(Turn {
                begins,
                ends,
                ask_at,
            })
        }
        Err(LimitError::QuotaExceeded { resets_at }) => Step::Refuse(Refusal::Quota(resets_at)),
        Err(error) => Step::Refuse(Refusal::Other(error.to_string())),
    }
}
