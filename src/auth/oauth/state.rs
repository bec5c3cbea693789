//! What a session knows, and what follows from it.
//!
//! The state is changed in one piece under a lock that is never held across an await: calls ask [`State::step`]
//! what to do, the refresh task reports what happened. Nothing here does IO.

use super::error::{AuthError, AuthErrorKind};
use super::schedule::{Phase, Schedule, jitter, pause, remaining};
use super::{Issued, Tokens};
use secrecy::ExposeSecret;
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// How long before its end a token is renewed, unless said otherwise.
const MARGIN: Duration = Duration::from_secs(300);
/// A token refused this many token intervals after it was issued is not renewed again: the fault lies elsewhere.
const NEWBORN: u32 = 10;

/// The tokens in use.
#[derive(Clone)]
pub(crate) struct Held {
    pub(crate) tokens: Tokens,
    pub(crate) generation: u64,
    schedule: Schedule,
    /// When this process received them from the server; `None` if they came from the store.
    received: Option<Instant>,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) held: Option<Held>,
    /// What the store was last seen to hold.
    pub(crate) synced: Option<Tokens>,
    /// Why the held tokens are not in the store, if they are not.
    pub(crate) unsaved: Option<AuthError>,
    /// No caller has seen that yet.
    pub(super) untold: bool,
    /// No background work before this moment.
    quiet_until: Option<Instant>,
    failures: u32,
    /// The grant is gone: what to say, and when the store was last asked for a newer one.
    gone: Option<(AuthError, Instant)>,
    generations: u64,
    pub(super) margin: Option<Duration>,
}

/// What a call does next.
pub(crate) enum Step {
    Use(Issued),
    /// Use the token, and see to it in the background.
    UseAndTend(Issued),
    /// Wait for the renewal.
    Wait,
}

impl State {
    /// Decides what a call does, `rejected` being the generation that the API refused to it.
    pub(crate) fn step(
        &mut self,
        rejected: Option<u64>,
        now: Instant,
        interval: Duration,
    ) -> Result<Step, AuthError> {
        if std::mem::take(&mut self.untold)
            && let Some(error) = &self.unsaved
        {
            return Err(error.clone());
        }
        let gone = self
            .gone
            .as_ref()
            .filter(|(_, asked)| now.duration_since(*asked) < interval);
        let gone = gone.map(|(error, _)| error.clone());
        let Some(held) = &self.held else {
            return gone.map_or(Ok(Step::Wait), Err);
        };
        let refused = rejected.is_some_and(|rejected| held.generation <= rejected);
        let newborn = held.received.is_some_and(|received| {
            now.duration_since(received) < interval.saturating_mul(NEWBORN)
        });
        let phase = held.schedule.phase(now);
        if refused && newborn && phase != Phase::Ended {
            return Err(AuthError::new(
                AuthErrorKind::Refused,
                "the API refuses a token that was issued a moment ago: check that the application is active and that \
                 the token host belongs to this API",
            ));
        }
        if refused || phase == Phase::Ended {
            return gone.map_or(Ok(Step::Wait), Err);
        }
        let issued = Issued::new(held.tokens.access_token().clone(), held.generation);
        let quiet = self.quiet_until.is_some_and(|until| now < until);
        Ok(
            if (phase == Phase::Due || self.unsaved.is_some()) && !quiet {
                Step::UseAndTend(issued)
            } else {
                Step::Use(issued)
            },
        )
    }

    /// Whether the held tokens must be renewed: due, ended, or refused to somebody.
    pub(crate) fn needs_renewal(&self, rejected: Option<u64>, now: Instant) -> bool {
        self.held.as_ref().is_none_or(|held| {
            held.schedule.phase(now) != Phase::Fresh
                || rejected.is_some_and(|rejected| held.generation <= rejected)
        })
    }

    /// Whether no caller can go on without a renewal.
    pub(crate) fn is_urgent(&self, rejected: Option<u64>, now: Instant) -> bool {
        self.held.as_ref().is_none_or(|held| {
            held.schedule.phase(now) == Phase::Ended
                || rejected.is_some_and(|rejected| held.generation <= rejected)
        })
    }

    /// Makes `tokens` those in use. `received` is when the request for them left, if this process made it.
    pub(crate) fn publish(&mut self, tokens: Tokens, received: Option<Instant>) {
        let margin = self.margin.unwrap_or(MARGIN);
        self.generations += 1;
        let (from, left) = match received {
            Some(asked) => (asked, tokens.lifetime()),
            None => (
                Instant::now(),
                remaining(tokens.expires_at(), tokens.lifetime(), SystemTime::now()),
            ),
        };
        // An empty access token is a place holder: only the refresh token is good.
        let left = if tokens.access_token().expose_secret().is_empty() {
            Some(Duration::ZERO)
        } else {
            left
        };
        self.held = Some(Held {
            schedule: Schedule::new(from, left, tokens.lifetime(), margin, jitter()),
            received: received.map(|_| Instant::now()),
            generation: self.generations,
            tokens,
        });
        self.gone = None;
        self.rest(None);
    }

    /// Notes that the store now holds the tokens in use.
    pub(crate) fn saved(&mut self) {
        self.synced = self.held.as_ref().map(|held| held.tokens.clone());
        (self.unsaved, self.untold) = (None, false);
    }

    /// Notes that a new pair could not be saved; exactly one caller will see `error`.
    pub(crate) fn not_saved(&mut self, error: AuthError) {
        (self.unsaved, self.untold) = (Some(error), true);
    }

    /// Notes the end of the grant.
    pub(crate) fn is_gone(&mut self, error: AuthError) {
        self.gone = Some((error, Instant::now()));
    }

    /// The earlier verdict on the grant, dated anew since the store had nothing better.
    pub(crate) fn still_gone(&mut self) -> Option<AuthError> {
        let (error, asked) = self.gone.as_mut()?;
        *asked = Instant::now();
        Some(error.clone())
    }

    /// After background work: none when it went well, else a pause that grows from `first`.
    pub(crate) fn rest(&mut self, first: Option<Duration>) {
        match first {
            None => (self.failures, self.quiet_until) = (0, None),
            Some(first) => {
                self.failures = self.failures.saturating_add(1);
                self.quiet_until =
                    Instant::now().checked_add(pause(self.failures, first, jitter()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a step comes to, in a word.
    fn word(step: Result<Step, AuthError>) -> &'static str {
        match step {
            Ok(Step::Use(_)) => "use",
            Ok(Step::UseAndTend(_)) => "tend",
            Ok(Step::Wait) => "wait",
            Err(error) if error.is_store() => "store",
            Err(error) if error.needs_authorization() => "gone",
            Err(_) => "refused",
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_does_what_the_state_says() {
        let second = Duration::from_secs(1);
        let start = Instant::now();
        let fresh = || {
            let mut state = State::default();
            let life = SystemTime::now() + Duration::from_secs(86_400);
            state.publish(Tokens::new("a").set_expires_at(life), None);
            state.saved();
            state
        };
        let store = || AuthError::store("save", "repair it", "full".into());
        let gone = || AuthError::reauthorize("gone");
        type Change<'a> = &'a dyn Fn(&mut State);
        // change, refused generation, seconds later, what happens
        let table: &[(Change<'_>, Option<u64>, u64, &str)] = &[
            (&|_| {}, None, 0, "use"),
            (&|_| {}, None, 85_800, "use"),
            (&|_| {}, None, 86_150, "tend"),
            (&|_| {}, None, 86_400, "wait"),
            (&|_| {}, Some(0), 0, "use"),
            (&|_| {}, Some(1), 0, "wait"),
            (&|state| *state = State::default(), None, 0, "wait"),
            (
                &|state| state.publish(Tokens::new("a"), Some(Instant::now())),
                Some(2),
                9,
                "refused",
            ),
            (
                &|state| state.publish(Tokens::new("a"), Some(Instant::now())),
                Some(2),
                10,
                "wait",
            ),
            (
                &|state| state.publish(Tokens::new("a"), Some(Instant::now())),
                None,
                9_999_999,
                "use",
            ),
            (
                &|state| state.publish(Tokens::new(""), None),
                None,
                0,
                "wait",
            ),
            (&|state| state.is_gone(gone()), None, 0, "use"),
            (&|state| state.is_gone(gone()), Some(1), 0, "gone"),
            (&|state| state.is_gone(gone()), Some(1), 1, "wait"),
            (&|state| state.not_saved(store()), None, 0, "store"),
            (
                &|state| state.rest(Some(Duration::from_secs(50))),
                None,
                86_150,
                "tend",
            ),
        ];
        for (change, rejected, later, expected) in table {
            let mut state = fresh();
            change(&mut state);
            let step = state.step(*rejected, start + second * *later as u32, second);
            assert_eq!(word(step), *expected, "{rejected:?} {later}");
        }
        let mut state = fresh();
        state.not_saved(store());
        assert_eq!(word(state.step(None, start, second)), "store");
        assert_eq!(
            word(state.step(None, start, second)),
            "tend",
            "told once, then seen to"
        );
        state.rest(Some(second));
        assert_eq!(
            word(state.step(None, start, second)),
            "use",
            "not before the pause is over"
        );
        state.saved();
        assert_eq!(word(state.step(None, start + second, second)), "use");
    }
}
