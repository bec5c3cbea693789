//! How long to wait when nobody says how long.

use std::time::Duration;

/// A wait with full jitter: anywhere between nothing and a bound that doubles.
///
/// `number` is the attempt that failed, from 1; the bound is `base` × 2^(`number` − 1), at most
/// `longest` (and at most 584 years). `random` is drawn evenly from all of `u64` and picks the
/// place below the bound. No argument makes this overflow. Source: "Exponential Backoff And
/// Jitter", AWS Architecture Blog, the variant called full jitter.
pub fn backoff(base: Duration, longest: Duration, number: u32, random: u64) -> Duration {
    let doubled = 2_u32
        .checked_pow(number.saturating_sub(1))
        .unwrap_or(u32::MAX);
    let bound = base.saturating_mul(doubled).min(longest);
    let bound = u64::try_from(bound.as_nanos()).unwrap_or(u64::MAX);
    let place = (u128::from(bound) * u128::from(random)) >> 64;
    Duration::from_nanos(u64::try_from(place).unwrap_or(bound))
}
