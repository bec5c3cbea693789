//! The wall clock.

use std::time::SystemTime;
use tokio::time::Instant;

/// The time of the wall clock.
///
/// Waits are measured by tokio's clock, and days begin by the wall clock. A test that pauses and advances tokio's
/// clock moves this one too; otherwise, a wait for the next day would not end in it.
pub(crate) fn wall_clock() -> SystemTime {
    let (now, std, tokio) = (
        SystemTime::now(),
        std::time::Instant::now(),
        Instant::now().into_std(),
    );
    let shifted = match tokio.checked_duration_since(std) {
        Some(ahead) => now.checked_add(ahead),
        None => now.checked_sub(std.saturating_duration_since(tokio)),
    };
    shifted.unwrap_or(now)
}

#[cfg(test)]
mod tests;
