//! What the handle and the connections share.

use super::SandboxBuilder;
use crate::clock::Clock;
use crate::faults::{Rules, Strike};
use crate::judge::{Violation, Violations};
use crate::limits::{Exceeded, Limits, Usage};
use crate::log::Log;
use crate::pipeline::LateEffects;
use crate::state::State;
use chrono::{DateTime, Utc};
use std::fmt;
use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, MutexGuard};
use tokio::sync::watch;

/// What the handle and the connections share. Each lock is held only for a moment; where two are, the
/// state is locked first.
pub(crate) struct Shared {
    pub clock: Clock,
    pub state: Mutex<State>,
    pub keeps_contents: bool,
    /// How many connections were accepted.
    pub connections: AtomicU64,
    /// How often each rule of `faults` was carried out.
    pub strikes: watch::Sender<Vec<u64>>,
    faults: Mutex<Rules>,
    late_effects: Mutex<LateEffects>,
    limits: Option<Limits>,
    log: Mutex<Log>,
    usage: Mutex<Usage>,
    violations: Mutex<Violations>,
}

impl Shared {
    pub(super) fn new(settings: &SandboxBuilder) -> Self {
        let mut state = State::new();
        state.tokens.is_limited = settings.limits.is_some();
        Self {
            clock: Clock::start(),
            state: Mutex::new(state),
            keeps_contents: settings.keeps_contents,
            connections: AtomicU64::new(0),
            strikes: watch::Sender::default(),
            faults: Mutex::new(Rules::new(settings.seed)),
            late_effects: Mutex::default(),
            limits: settings.limits,
            log: Mutex::new(Log::new(settings.kept_requests)),
            usage: Mutex::default(),
            violations: Mutex::default(),
        }
    }

    /// The state as it is now: with the effects that a fault has delayed until now, and those of the
    /// campaigns and bulk jobs whose time has come.
    pub fn state(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().expect("no panic");
        let now = self.clock.now();
        self.late_effects().settle(&mut state, now);
        state.settle(now);
        state
    }

    pub fn faults(&self) -> MutexGuard<'_, Rules> {
        self.faults.lock().expect("no panic")
    }

    pub fn late_effects(&self) -> MutexGuard<'_, LateEffects> {
        self.late_effects.lock().expect("no panic")
    }

    pub fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().expect("no panic")
    }

    /// Counts a request of an API key.
    pub fn take_turn(&self, api_key: &str, now: DateTime<Utc>) -> Result<(), Exceeded> {
        match self.limits {
            Some(limits) => self
                .usage
                .lock()
                .expect("no panic")
                .take(api_key, limits, now),
            None => Ok(()),
        }
    }

    /// Wakes those who wait until a rule has struck.
    pub fn report_strike(&self, strike: Option<&Strike>) {
        let Some(&Strike { rule, .. }) = strike else {
            return;
        };
        self.strikes.send_modify(|strikes| {
            if strikes.len() <= rule {
                strikes.resize(rule + 1, 0);
            }
            strikes[rule] += 1;
        });
    }

    pub fn add_violations(&self, violations: impl ExactSizeIterator<Item = Violation>) {
        if violations.len() == 0 {
            return;
        }
        let mut list = self.violations.lock().expect("no panic");
        violations.for_each(|violation| list.add(violation));
    }

    pub fn violations(&self) -> Vec<Violation> {
        self.violations.lock().expect("no panic").list()
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}
