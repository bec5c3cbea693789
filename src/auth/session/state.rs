//! The state of a session, and what calls and renewals do next.
//!
//! A lock protects the state and is never held across an await. Calls ask [`State::call_step`] what to do; a renewal
//! asks [`State::renewal_step`] and records what happened. Nothing here does I/O or reads a clock, except the wall
//! clock, by which stored tokens expire.

use crate::auth::error::{AuthError, AuthErrorKind};
use crate::auth::schedule::{Lead, Phase, Schedule, backoff, remaining, share_of};
use crate::auth::{AccessToken, Previous, Tokens};
use crate::transport::lock::held::HeldLock;
use secrecy::ExposeSecret;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// A token counts as just issued for this many token intervals. If the API refuses it, a new one would be refused too.
const JUST_ISSUED: u32 = 10;
/// A refused token that was just issued is tried again after this many token intervals: the servers' clocks may differ.
const RETRY_AFTER: u32 = 3;
/// How many refresh tokens a session remembers that it has replaced.
const REMEMBERED: usize = 8;

/// The tokens in use.
#[derive(Clone)]
struct Current {
    tokens: Tokens,
    generation: u64,
    schedule: Schedule,
    /// When the server issued them, as far as known.
    issued: Option<Instant>,
    /// The API refused them just after that, and they are tried again.
    is_retried: bool,
}

#[derive(Default)]
pub(crate) struct State {
    current: Option<Current>,
    /// The content of the store when it was last read or written.
    synced: Option<Tokens>,
    /// The error of the last use of the store, if it failed.
    store_error: Option<AuthError>,
    /// The last save failed, so the content of the store is uncertain.
    save_failed: bool,
    /// No background work before this moment.
    back_off_until: Option<Instant>,
    failures: u32,
    /// The last refresh tokens that were replaced, as hashes. A store that lost its last writes may have one of them again.
    replaced: Vec<u64>,
    /// If there is no grant: the error to return until the store has new tokens.
    grant_revoked: Option<AuthError>,
    generations: u64,
    /// How long before their expiry tokens are renewed, if the application has set it.
    pub(super) margin: Option<Duration>,
    /// Whether a task is running that saves the unsaved tokens later.
    pub(super) saving_later: bool,
    /// The lock of the store, while there are tokens that are not saved yet.
    pub(super) lock: Option<HeldLock>,
}

/// What a call does next.
#[derive(Debug)]
pub(crate) enum CallStep {
    Use(AccessToken),
    /// Use the token, and renew it in the background.
    UseAndRenew(AccessToken),
    /// Wait for a newer token than that of this generation, if there is one.
    Wait(Option<u64>),
}

/// What a renewal does next.
#[derive(Debug)]
pub(crate) enum RenewalStep {
    /// The tokens in use are valid.
    Done,
    /// There are no tokens yet.
    NoTokens,
    /// Wait for this time, and then let calls try the refused token again.
    RetryRefused(Duration),
    /// Use the refresh token of these.
    Refresh(Tokens),
    /// Nothing can be done until the store has new tokens.
    Reauthorize(AuthError),
}

/// How the tokens in the store compare with those in use.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// Another process has written newer tokens to the store.
    StoreIsNewer,
    /// The store has the tokens in use.
    Same,
    /// The tokens in use are newer and have to be saved.
    StoreIsOlder,
    /// The store had the tokens in use and is empty now: the account was disconnected.
    Removed,
    /// There are no tokens in the store and none in use.
    BothEmpty,
}

/// Compares the content of the store with the tokens in use and with its previous content.
///
/// This compares values and not times, since the wall clocks of two machines may differ. If `emptied`, an empty store is
/// ignored: a save of ours that failed may have emptied it. If `replaced`, the stored tokens are known to be older than
/// those in use: the store has lost its last writes.
fn compare(
    stored: Option<&Tokens>,
    current: Option<&Tokens>,
    synced: Option<&Tokens>,
    emptied: bool,
    replaced: bool,
) -> Comparison {
    let same = |one: &Tokens, other: Option<&Tokens>| other.is_some_and(|it| it.same_pair(one));
    match (stored, current) {
        (None, None) => Comparison::BothEmpty,
        (None, Some(_)) if synced.is_some() && !emptied => Comparison::Removed,
        (None, Some(_)) => Comparison::StoreIsOlder,
        (Some(_), None) => Comparison::StoreIsNewer,
        (Some(stored), current) if same(stored, current) => Comparison::Same,
        (Some(stored), _) if replaced || same(stored, synced) => Comparison::StoreIsOlder,
        (Some(_), Some(_)) => Comparison::StoreIsNewer,
    }
}

/// The refresh token, as it is remembered after it was replaced.
fn fingerprint(tokens: &Tokens) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    tokens.refresh_token()?.expose_secret().hash(&mut hasher);
    Some(hasher.finish())
}

impl Current {
    fn is_refused(&self, rejected: Option<u64>) -> bool {
        rejected.is_some_and(|rejected| self.generation <= rejected)
    }

    /// Whether the token is so new that, if the API refuses it, another one would be refused too.
    fn is_just_issued(&self, now: Instant, interval: Duration) -> bool {
        let window = interval.saturating_mul(JUST_ISSUED);
        let is_new = |at| now.duration_since(at) < window;
        self.issued.is_some_and(is_new) && self.schedule.phase(now) == Phase::Fresh
    }

    fn may_be_retried(&self, now: Instant, interval: Duration) -> bool {
        !self.is_retried && self.is_just_issued(now, interval)
    }
}

impl State {
    /// What a call does. `rejected` is the generation that the API has refused, if it has refused one.
    pub(crate) fn call_step(
        &self,
        rejected: Option<u64>,
        now: Instant,
        interval: Duration,
    ) -> Result<CallStep, AuthError> {
        let Some(current) = &self.current else {
            return Ok(CallStep::Wait(None));
        };
        let refused = current.is_refused(rejected);
        if refused && current.is_retried && current.is_just_issued(now, interval) {
            return Err(AuthError::new(
                AuthErrorKind::Refused,
                "the API refuses a token that was issued a moment ago: check that the application is active, that \
                 the token host belongs to this API, and the clock of this machine",
            ));
        }
        let phase = current.schedule.phase(now);
        if refused || phase == Phase::Expired {
            return Ok(CallStep::Wait(Some(current.generation)));
        }
        let issued = current.tokens.issue(current.generation);
        let backs_off = self.back_off_until.is_some_and(|until| now < until);
        Ok(match phase {
            Phase::Due if !backs_off => CallStep::UseAndRenew(issued),
            _ => CallStep::Use(issued),
        })
    }

    /// What a renewal does. The generation `stale` is replaced even if it has not expired.
    pub(crate) fn renewal_step(
        &self,
        stale: Option<u64>,
        now: Instant,
        interval: Duration,
    ) -> RenewalStep {
        let is_valid = self.current.as_ref().is_some_and(|current| {
            current.schedule.phase(now) == Phase::Fresh && !current.is_refused(stale)
        });
        match (&self.current, &self.grant_revoked) {
            _ if is_valid => RenewalStep::Done,
            (_, Some(error)) => RenewalStep::Reauthorize(error.clone()),
            (None, None) => RenewalStep::NoTokens,
            (Some(current), None) if current.may_be_retried(now, interval) => {
                RenewalStep::RetryRefused(interval.saturating_mul(RETRY_AFTER))
            }
            (Some(current), None) => RenewalStep::Refresh(current.tokens.clone()),
        }
    }

    pub(crate) fn tokens(&self) -> Option<Tokens> {
        self.current.as_ref().map(|current| current.tokens.clone())
    }

    /// The tokens in use, if they are not in the store.
    pub(crate) fn unsaved(&self) -> Option<Tokens> {
        let tokens = &self.current.as_ref()?.tokens;
        let is_saved = self.synced.as_ref().is_some_and(|it| it.same_pair(tokens));
        (!is_saved).then(|| tokens.clone())
    }

    /// The error of the last use of the store, if it failed.
    pub(crate) fn store_error(&self) -> Option<AuthError> {
        self.store_error.clone()
    }

    /// Whether this generation was issued a moment ago and was not refused before.
    pub(crate) fn is_just_issued(&self, generation: u64, now: Instant, interval: Duration) -> bool {
        self.current.as_ref().is_some_and(|current| {
            current.generation == generation && current.may_be_retried(now, interval)
        })
    }

    pub(crate) fn generation(&self) -> Option<u64> {
        self.current.as_ref().map(|current| current.generation)
    }

    /// What the next save replaces: the content of the store when it was last read or written.
    pub(crate) fn previous(&self) -> Previous {
        self.synced
            .clone()
            .map_or(Previous::Empty, Previous::Tokens)
    }

    /// Compares the tokens in use with those that were `stored`, and uses the stored ones if they are newer.
    ///
    /// An empty store is ignored unless it was read under its lock: a save may be in progress.
    pub(crate) fn reload(
        &mut self,
        stored: Option<Tokens>,
        locked: bool,
        now: Instant,
    ) -> Comparison {
        let current = self.current.as_ref().map(|current| &current.tokens);
        let emptied = self.save_failed || !locked;
        let replaced = self.is_replaced(stored.as_ref());
        let synced = self.synced.as_ref();
        let comparison = compare(stored.as_ref(), current, synced, emptied, replaced);
        match (&comparison, stored) {
            (Comparison::StoreIsNewer, Some(tokens)) => {
                self.publish(tokens, None, now);
                self.saved();
            }
            (Comparison::Same, _) => self.synced = current.cloned(),
            (Comparison::StoreIsOlder, stored) if locked => self.synced = stored,
            (Comparison::Removed, _) => self.removed(disconnected()),
            _ => {}
        }
        if locked && !self.save_failed {
            self.store_error = None;
        }
        comparison
    }

    /// Decides what wins if the `new` pair could not be saved because the store has something else: what is `stored`.
    ///
    /// `StoreIsOlder` means that the new pair replaces what is stored.
    pub(crate) fn conflict(&mut self, stored: Option<Tokens>, new: &Tokens) -> Comparison {
        let replaced = self.is_replaced(stored.as_ref());
        let synced = self.synced.as_ref();
        let comparison = compare(
            stored.as_ref(),
            Some(new),
            synced,
            self.save_failed,
            replaced,
        );
        if comparison == Comparison::StoreIsOlder {
            self.synced = stored;
        }
        comparison
    }

    /// Whether the stored tokens were in use before those in use now. After the end of the grant it does not matter.
    fn is_replaced(&self, stored: Option<&Tokens>) -> bool {
        let stored = stored.and_then(fingerprint);
        self.grant_revoked.is_none() && stored.is_some_and(|it| self.replaced.contains(&it))
    }

    /// Starts to use `tokens`. `sent` is when the request for them was sent, if this process sent it.
    pub(crate) fn publish(&mut self, tokens: Tokens, sent: Option<Instant>, now: Instant) {
        let lead = self.margin.map_or(Lead::spread(), Lead::near);
        let share = share_of(tokens.access_token().expose_secret());
        self.generations += 1;
        let life = tokens.lifetime();
        let (from, left) = match sent {
            Some(sent) => (sent, life),
            None => (now, remaining(tokens.expires_at(), life, SystemTime::now())),
        };
        // Tokens that another process received a moment ago count as just issued, too.
        let issued = match (sent, life, left) {
            (Some(_), ..) => Some(now),
            (None, Some(life), Some(left)) if !left.is_zero() => now.checked_sub(life - left),
            _ => None,
        };
        // An empty access token is a placeholder: only the refresh token can be used.
        let left = if tokens.access_token().expose_secret().is_empty() {
            Some(Duration::ZERO)
        } else {
            left
        };
        self.remember_replaced(&tokens);
        self.current = Some(Current {
            schedule: Schedule::new(from, left, life, lead, share),
            issued,
            generation: self.generations,
            is_retried: false,
            tokens,
        });
        self.grant_revoked = None;
        (self.failures, self.back_off_until) = (0, None);
    }

    /// Remembers the refresh token in use if `tokens` replace it.
    fn remember_replaced(&mut self, tokens: &Tokens) {
        let new = fingerprint(tokens);
        let old = self.current.as_ref().map(|current| &current.tokens);
        let old = old.and_then(fingerprint).filter(|old| Some(*old) != new);
        self.replaced.retain(|it| Some(*it) != new);
        self.replaced.extend(old);
        let excess = self.replaced.len().saturating_sub(REMEMBERED);
        self.replaced.drain(..excess);
    }

    /// Issues the tokens in use once more, as if they were new.
    pub(crate) fn retry_refused(&mut self) {
        if let Some(current) = &mut self.current {
            self.generations += 1;
            (current.generation, current.is_retried) = (self.generations, true);
        }
    }

    /// Records that the store now has the tokens in use.
    pub(crate) fn saved(&mut self) {
        self.synced = self.tokens();
        (self.store_error, self.save_failed) = (None, false);
    }

    /// Records that the store could not be written.
    pub(crate) fn not_saved(&mut self, error: AuthError) {
        (self.store_error, self.save_failed) = (Some(error), true);
    }

    /// Records that the kept lock expired: what the store has now is not the effect of our failed save.
    pub(crate) fn lock_lost(&mut self) {
        self.save_failed = false;
    }

    /// Records that the store could not be locked or read.
    pub(crate) fn not_read(&mut self, error: AuthError) {
        self.store_error = Some(error);
    }

    pub(crate) fn is_revoked(&self) -> bool {
        self.grant_revoked.is_some()
    }

    /// Records that there is no grant.
    pub(crate) fn revoked(&mut self, error: AuthError) {
        self.grant_revoked = Some(error);
    }

    /// Drops the tokens, which are no longer in the store.
    pub(crate) fn removed(&mut self, error: AuthError) {
        self.current = None;
        self.saved();
        self.revoked(error);
    }

    /// Allows no background work for a time that grows from `first` with each failure, and for `at_least`.
    pub(crate) fn back_off(&mut self, now: Instant, first: Duration, at_least: Option<Duration>) {
        self.failures = self.failures.saturating_add(1);
        let wait = backoff(first).random_wait(self.failures);
        self.back_off_until = now.checked_add(wait.max(at_least.unwrap_or_default()));
    }
}

/// The error of a session whose tokens were removed from the store.
pub(super) fn disconnected() -> AuthError {
    AuthError::needs_new_grant(
        "the tokens were removed from the store, so the account is disconnected: authorise again",
    )
}

#[cfg(test)]
mod tests;
