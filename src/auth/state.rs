//! What a session knows, and what follows from it.
//!
//! The state is changed in one piece under a lock that is never held across an await. Calls ask [`State::step`]
//! what to do, a renewal asks [`State::need`] and reports what happened. Nothing here does I/O or looks at a clock
//! of its own, apart from the wall clock by which stored tokens are dated.

use super::error::{AuthError, AuthErrorKind};
use super::schedule::{Phase, Schedule, jitter, pause, remaining};
use super::{Issued, StoreGuard, Tokens};
use secrecy::ExposeSecret;
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// How long before its end a token is renewed, unless set otherwise.
const MARGIN: Duration = Duration::from_secs(300);
/// A token is just issued for so many token intervals. If the API refuses it, another one would not fare better.
const JUST_ISSUED: u32 = 10;
/// After so many token intervals a refused token that was just issued is tried again: two clocks may differ.
const SETTLING: u32 = 3;

/// The tokens in use.
#[derive(Clone)]
struct Held {
    tokens: Tokens,
    generation: u64,
    schedule: Schedule,
    /// When the server issued them, as far as known.
    issued: Option<Instant>,
    /// They were refused just after that, and are tried again.
    tried_again: bool,
}

#[derive(Default)]
pub(crate) struct State {
    held: Option<Held>,
    /// What the store was last seen to hold.
    synced: Option<Tokens>,
    /// Why the store could not be written, or could not be read before that.
    store_error: Option<AuthError>,
    /// The last save failed, so that what the store holds is not certain.
    save_failed: bool,
    /// No background work before this moment.
    quiet_until: Option<Instant>,
    failures: u32,
    /// There is no grant: what to say, and when the store was last asked for a newer one.
    grant_revoked: Option<(AuthError, Instant)>,
    generations: u64,
    pub(super) margin: Option<Duration>,
    /// A task tries to save the tokens that are not saved yet.
    pub(super) saving_later: bool,
    /// The lock of the store, while there are tokens that are not saved yet.
    pub(super) guard: Option<StoreGuard>,
}

/// What a call does next.
#[derive(Debug)]
pub(crate) enum Step {
    Use(Issued),
    /// Use the token, and renew it in the background.
    UseAndRenew(Issued),
    /// Wait for a newer token than this generation, if there is any.
    Wait(Option<u64>),
}

/// What a renewal does next.
#[derive(Debug)]
pub(crate) enum Need {
    /// The tokens in use are good.
    Nothing,
    /// There are none yet.
    Tokens,
    /// Wait so long, and try the refused token again.
    TryAgain(Duration),
    /// Spend the refresh token of these.
    Renewal(Tokens),
    /// Nothing can be done before somebody has put new tokens into the store.
    Authorization(AuthError),
}

/// What the store's content means for the tokens in use.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// Somebody else has written since: take up the store's tokens.
    Adopt,
    /// The store has the tokens in use.
    InStep,
    /// The tokens in use are newer: they stay, and have to be saved.
    Keep,
    /// The store had the tokens in use, and has none now: the account was disconnected.
    Removed,
    /// There are no tokens at all.
    Nothing,
}

/// Compares what the store holds with the tokens in use and with what the store was last seen to hold.
///
/// By value, not by time: wall clocks of two machines cannot be trusted to agree. An empty store says nothing if
/// `failed`, that is if our last save did, for the save itself may have emptied it.
fn relation(
    stored: Option<&Tokens>,
    held: Option<&Tokens>,
    synced: Option<&Tokens>,
    failed: bool,
) -> Relation {
    let same = |one: &Tokens, other: Option<&Tokens>| other.is_some_and(|it| it.same_pair(one));
    match (stored, held) {
        (None, None) => Relation::Nothing,
        (None, Some(held)) if same(held, synced) && !failed => Relation::Removed,
        (None, Some(_)) => Relation::Keep,
        (Some(_), None) => Relation::Adopt,
        (Some(stored), held) if same(stored, held) => Relation::InStep,
        (Some(stored), _) if same(stored, synced) => Relation::Keep,
        (Some(_), Some(_)) => Relation::Adopt,
    }
}

impl Held {
    fn is_refused(&self, rejected: Option<u64>) -> bool {
        rejected.is_some_and(|rejected| self.generation <= rejected)
    }

    /// Whether another token would not fare better than this one, which is still good by its dates.
    fn is_just_issued(&self, now: Instant, interval: Duration) -> bool {
        let window = interval.saturating_mul(JUST_ISSUED);
        let is_new = |at| now.duration_since(at) < window;
        self.issued.is_some_and(is_new) && self.schedule.phase(now) == Phase::Fresh
    }

    fn is_worth_another_try(&self, now: Instant, interval: Duration) -> bool {
        !self.tried_again && self.is_just_issued(now, interval)
    }
}

impl State {
    /// Decides what a call does, `rejected` being the generation that the API refused to it.
    pub(crate) fn step(
        &self,
        rejected: Option<u64>,
        now: Instant,
        interval: Duration,
    ) -> Result<Step, AuthError> {
        let revoked = self
            .grant_revoked
            .as_ref()
            .filter(|(_, asked)| now.duration_since(*asked) < interval);
        let wait = |generation| match revoked {
            Some((error, _)) => Err(error.clone()),
            None => Ok(Step::Wait(generation)),
        };
        let Some(held) = &self.held else {
            return wait(None);
        };
        let refused = held.is_refused(rejected);
        if refused && held.tried_again && held.is_just_issued(now, interval) {
            return Err(AuthError::new(
                AuthErrorKind::Refused,
                "the API refuses a token that was issued a moment ago: check that the application is active, that \
                 the token host belongs to this API, and the clock of this machine",
            ));
        }
        let phase = held.schedule.phase(now);
        if refused || phase == Phase::Ended {
            return wait(Some(held.generation));
        }
        let issued = Issued::new(held.tokens.access_token().clone(), held.generation);
        let quiet = self.quiet_until.is_some_and(|until| now < until);
        Ok(match phase {
            Phase::Due if !quiet => Step::UseAndRenew(issued),
            _ => Step::Use(issued),
        })
    }

    /// Decides what a renewal does, `stale` being the generation that is to be replaced whatever its dates.
    pub(crate) fn need(&self, stale: Option<u64>, now: Instant, interval: Duration) -> Need {
        let good = self
            .held
            .as_ref()
            .filter(|held| held.schedule.phase(now) == Phase::Fresh && !held.is_refused(stale));
        match (&self.held, &self.grant_revoked) {
            _ if good.is_some() => Need::Nothing,
            (_, Some((error, _))) => Need::Authorization(error.clone()),
            (None, None) => Need::Tokens,
            (Some(held), None) if held.is_worth_another_try(now, interval) => {
                Need::TryAgain(interval.saturating_mul(SETTLING))
            }
            (Some(held), None) => Need::Renewal(held.tokens.clone()),
        }
    }

    pub(crate) fn tokens(&self) -> Option<Tokens> {
        self.held.as_ref().map(|held| held.tokens.clone())
    }

    /// The tokens in use, if they are not in the store.
    pub(crate) fn unsaved(&self) -> Option<Tokens> {
        let held = &self.held.as_ref()?.tokens;
        let saved = self.synced.as_ref().is_some_and(|it| it.same_pair(held));
        (!saved).then(|| held.clone())
    }

    /// Why the store failed, if the last work on it did.
    pub(crate) fn store_error(&self) -> Option<AuthError> {
        self.store_error.clone()
    }

    /// Whether this generation was issued a moment ago, and was not refused before.
    pub(crate) fn is_just_issued(&self, generation: u64, now: Instant, interval: Duration) -> bool {
        self.held.as_ref().is_some_and(|held| {
            held.generation == generation && held.is_worth_another_try(now, interval)
        })
    }

    pub(crate) fn generation(&self) -> Option<u64> {
        self.held.as_ref().map(|held| held.generation)
    }

    /// Compares with what was read from the store, and takes up what is newer there.
    ///
    /// Without the lock of the store an empty one may be in the middle of a save: then it means nothing.
    pub(crate) fn read(&mut self, stored: Option<Tokens>, locked: bool, now: Instant) -> Relation {
        let held = self.held.as_ref().map(|held| &held.tokens);
        let failed = self.save_failed || !locked;
        let relation = relation(stored.as_ref(), held, self.synced.as_ref(), failed);
        match (&relation, stored) {
            (Relation::Adopt, Some(tokens)) => {
                self.publish(tokens, None, now);
                self.saved();
            }
            (Relation::InStep, _) => self.synced = held.cloned(),
            (Relation::Removed, _) => self.removed(
                AuthError::reauthorize(
                    "the tokens were removed from the store, so the account is disconnected: authorise again",
                ),
                now,
            ),
            _ => {}
        }
        if locked && !self.save_failed {
            self.store_error = None;
        }
        relation
    }

    /// Makes `tokens` those in use. `asked` is when the request for them left, if this process made it.
    pub(crate) fn publish(&mut self, tokens: Tokens, asked: Option<Instant>, now: Instant) {
        let margin = self.margin.unwrap_or(MARGIN);
        self.generations += 1;
        let life = tokens.lifetime();
        let (from, left) = match asked {
            Some(asked) => (asked, life),
            None => (now, remaining(tokens.expires_at(), life, SystemTime::now())),
        };
        // What another process was given a moment ago is as new as what this one was given.
        let issued = match (asked, life, left) {
            (Some(_), ..) => Some(now),
            (None, Some(life), Some(left)) if !left.is_zero() => now.checked_sub(life - left),
            _ => None,
        };
        // An empty access token is a place holder: only the refresh token is good.
        let left = if tokens.access_token().expose_secret().is_empty() {
            Some(Duration::ZERO)
        } else {
            left
        };
        self.held = Some(Held {
            schedule: Schedule::new(from, left, life, margin, jitter()),
            issued,
            generation: self.generations,
            tried_again: false,
            tokens,
        });
        self.grant_revoked = None;
        (self.failures, self.quiet_until) = (0, None);
    }

    /// Hands the tokens in use out once more, as if they were new.
    pub(crate) fn try_again(&mut self) {
        if let Some(held) = &mut self.held {
            self.generations += 1;
            (held.generation, held.tried_again) = (self.generations, true);
        }
    }

    /// Notes that the store now holds the tokens in use.
    pub(crate) fn saved(&mut self) {
        self.synced = self.held.as_ref().map(|held| held.tokens.clone());
        (self.store_error, self.save_failed) = (None, false);
    }

    /// Notes that the store could not be written.
    pub(crate) fn not_saved(&mut self, error: AuthError) {
        (self.store_error, self.save_failed) = (Some(error), true);
    }

    /// Notes that the store could not be locked or read.
    pub(crate) fn not_read(&mut self, error: AuthError) {
        self.store_error = Some(error);
    }

    /// Notes the end of the grant, or dates it anew since the store had nothing better.
    pub(crate) fn revoked(&mut self, error: AuthError, now: Instant) {
        self.grant_revoked = Some((error, now));
    }

    /// Forgets the tokens, which are no longer in the store.
    pub(crate) fn removed(&mut self, error: AuthError, now: Instant) {
        self.held = None;
        self.saved();
        self.revoked(error, now);
    }

    /// Leaves the background in peace after a failure, for a pause that grows from `first`, and for `at_least`.
    pub(crate) fn back_off(&mut self, now: Instant, first: Duration, at_least: Option<Duration>) {
        self.failures = self.failures.saturating_add(1);
        let rest = pause(self.failures, first, jitter()).max(at_least.unwrap_or_default());
        self.quiet_until = now.checked_add(rest);
    }
}

#[cfg(test)]
mod tests;
