//! When the provider's keys are fetched, decided without I/O.

use std::time::Duration;

/// The least time between two fetches, however many notifications have a signature that no key fits.
const INTERVAL: Duration = Duration::from_secs(60);
/// The same while there are no keys at all, and every notification is refused.
const INTERVAL_WITHOUT_KEYS: Duration = Duration::from_secs(5);

/// What is known about the keys.
#[derive(Clone, Copy, Debug)]
pub(super) struct Status {
    /// How many times keys were fetched; 0 if there are none.
    pub version: u64,
    /// How long ago they were fetched.
    pub age: Option<Duration>,
    /// How long ago the last fetch ended, whatever its result.
    pub since_fetch: Option<Duration>,
}

/// Which keys a caller needs.
#[derive(Clone, Copy, Debug)]
pub(super) enum Need {
    /// Keys that are not older than the time to live; older ones only if no others can be had.
    Current,
    /// Newer keys than those of this version, none of which fits a signature.
    NewerThan(u64),
}

/// Whether the keys have to be fetched first.
pub(super) fn should_fetch(status: Status, need: Need, time_to_live: Duration) -> bool {
    let is_enough = match need {
        Need::Current => status.age.is_some_and(|age| age < time_to_live),
        Need::NewerThan(_) => is_usable(status.version, need),
    };
    let interval = match status.version {
        0 => INTERVAL_WITHOUT_KEYS,
        _ => INTERVAL,
    };
    !is_enough && status.since_fetch.is_none_or(|since| since >= interval)
}

/// Whether the keys of `version` are better than none. Keys that are too old are: the provider's server may be down.
pub(super) fn is_usable(version: u64, need: Need) -> bool {
    match need {
        Need::Current => version > 0,
        Need::NewerThan(other) => version > other,
    }
}

#[cfg(test)]
mod tests;
