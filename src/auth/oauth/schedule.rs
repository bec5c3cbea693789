//! When to refresh, and how long to wait after a failure.
//!
//! Stored tokens end at a wall-clock time, which may be wrong; a process measures with a clock that only goes
//! forward. [`remaining`] translates once, when tokens are taken up, and bounds what a jumping clock can claim;
//! from then on a [`Schedule`] of [`Instant`]s decides.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// The documented life of an access token; the bound when nothing better is known.
const USUAL_LIFE: Duration = Duration::from_secs(86_400);

/// How long tokens are still good by what their store says.
///
/// `None` when no end is known. A clock set back cannot stretch a token beyond its life as issued.
pub(crate) fn remaining(
    ends: Option<SystemTime>,
    life: Option<Duration>,
    now: SystemTime,
) -> Option<Duration> {
    let left = ends?.duration_since(now).unwrap_or(Duration::ZERO);
    Some(left.min(life.unwrap_or(USUAL_LIFE)))
}

/// What a token is good for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Use it.
    Fresh,
    /// Use it, and renew it meanwhile.
    Due,
    /// Renew it first.
    Ended,
}

/// The life of one access token on the clock of this process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schedule {
    /// It had ended when it was taken up.
    ended: bool,
    due: Option<Instant>,
    end: Option<Instant>,
}

impl Schedule {
    /// Plans a token that has `left` to live from `from` on.
    ///
    /// It is due `margin` before its end, up to half a margin sooner by `jitter` (0 to 1), so that many processes
    /// do not come at once. The margin is at most a quarter of `life`, and the token counts as ended a little
    /// early, since a request takes time to arrive.
    pub(crate) fn new(
        from: Instant,
        left: Option<Duration>,
        life: Option<Duration>,
        margin: Duration,
        jitter: f64,
    ) -> Self {
        let Some(left) = left else {
            return Self {
                ended: false,
                due: None,
                end: None,
            };
        };
        let life = life.unwrap_or(left).max(left);
        let margin = margin.min(life / 4);
        let transit = Duration::from_secs(2).min(life / 20);
        let early = margin + margin.mul_f64(jitter.clamp(0.0, 1.0) / 2.0);
        let at = |before: Duration| from.checked_add(left.saturating_sub(before));
        Self {
            ended: left.is_zero(),
            due: at(early.max(transit)),
            end: at(transit),
        }
    }

    /// What the token is good for at `now`.
    pub(crate) fn phase(&self, now: Instant) -> Phase {
        let reached = |at: Option<Instant>| at.is_some_and(|at| now >= at);
        if self.ended || reached(self.end) {
            Phase::Ended
        } else if reached(self.due) {
            Phase::Due
        } else {
            Phase::Fresh
        }
    }
}

/// The pause after the `failures`-th failure in a row (from 1): doubling from `first`, at most a minute, with the
/// upper half drawn by `jitter` (0 to 1).
pub(crate) fn pause(failures: u32, first: Duration, jitter: f64) -> Duration {
    let doubled = first
        .saturating_mul(1 << failures.saturating_sub(1).min(16))
        .min(Duration::from_secs(60));
    doubled / 2 + (doubled / 2).mul_f64(jitter.clamp(0.0, 1.0))
}

/// A number from 0 to 1, from the random keys of the standard library's hash maps: good enough to spread load.
pub(crate) fn jitter() -> f64 {
    (RandomState::new().hash_one(0u8) >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_wrong_clock_neither_stretches_nor_breaks_a_life() {
        let at = |seconds| SystemTime::UNIX_EPOCH + s(seconds);
        let table = [
            (Some(at(1000)), Some(s(600)), at(500), Some(s(500))),
            (Some(at(1000)), Some(s(600)), at(1000), Some(s(0))),
            (Some(at(1000)), Some(s(600)), at(9_999_999), Some(s(0))), // clock ahead: renewed once
            (Some(at(1000)), Some(s(600)), at(0), Some(s(600))), // clock behind: never beyond its life
            (Some(at(10_000_000)), None, at(0), Some(s(86_400))),
            (None, Some(s(600)), at(0), None),
        ];
        for (ends, life, now, left) in table {
            assert_eq!(
                remaining(ends, life, now),
                left,
                "{ends:?} {life:?} {now:?}"
            );
        }
    }

    #[test]
    fn the_margin_is_bounded_by_the_life_and_moved_by_jitter() {
        // left, life, jitter, due after, ended after
        let table = [
            (86_400, 86_400, 0.0, 86_100.0, 86_398.0),
            (86_400, 86_400, 1.0, 85_950.0, 86_398.0),
            (60, 60, 0.0, 45.0, 58.0),
            (60, 60, 1.0, 37.5, 58.0),
            (0, 60, 0.5, 0.0, 0.0),
            (10, 86_400, 0.5, 0.0, 8.0),
            (20, 20, 0.0, 15.0, 19.0),
        ];
        let from = Instant::now();
        for (left, life, jitter, due, end) in table {
            let plan = Schedule::new(from, Some(s(left)), Some(s(life)), s(300), jitter);
            let after = |at: Option<Instant>| (at.unwrap() - from).as_secs_f64();
            assert!(
                (after(plan.due) - due).abs() < 1e-6 && (after(plan.end) - end).abs() < 1e-6,
                "{left} {plan:?}"
            );
        }
        let open = Schedule::new(from, None, None, s(300), 0.0);
        assert_eq!(open.phase(from + s(1_000_000)), Phase::Fresh);
    }

    #[test]
    fn pauses_double_to_a_minute_and_stay_within_their_jitter() {
        for (failures, low, high) in [
            (1, 0.5, 1.0),
            (2, 1.0, 2.0),
            (5, 8.0, 16.0),
            (7, 30.0, 60.0),
            (u32::MAX, 30.0, 60.0),
        ] {
            assert_eq!(pause(failures, s(1), 0.0).as_secs_f64(), low);
            assert_eq!(pause(failures, s(1), 1.0).as_secs_f64(), high);
        }
        for _ in 0..1000 {
            assert!((0.0..1.0).contains(&jitter()));
        }
    }
}
